"""Computed fields: what a schema may declare, what comes out, and values that were typed otherwise."""

from decimal import Decimal
from typing import Any

import pytest

from formgen import computing, fields, json_schema, schema, source
from formgen.diagnostics import Diagnostic
from formgen.project import Project

FORM = """
甲: {type: amount, nullable: true}
乙: {type: amount, nullable: true}
丙: {type: number, nullable: true}
合计: {type: amount, meta: {computed: {sum: [甲, 乙]}}}
差额: {type: amount, meta: {computed: {difference: [甲, 乙]}}}
比率: {type: rate, meta: {computed: {rate: [乙, 甲]}}}
大写: {type: line, meta: {computed: {in_words: 合计}}}
组:
  type: dict
  nullable: true
  schema:
    行数: {type: number, meta: {computed: {count: 表}}}
    总分: {type: number, meta: {computed: {sum: [丙, 表.得分]}}}
    总价: {type: amount, meta: {computed: {sum: [表.小计]}}}
表:
  type: dict
  nullable: true
  meta: {levels: [一级]}
  valuesrules:
    type: list
    schema:
      type: dict
      schema:
        甲: {type: number, nullable: true}
        得分: {type: number, nullable: true}
        单价: {type: amount, nullable: true}
        细:
          type: dict
          nullable: true
          schema: {数量: {type: number, nullable: true}}
        小计: {type: amount, meta: {computed: {product: [单价, 细.数量]}}}
        两倍: {type: number, meta: {computed: {sum: [甲, 甲]}}}
"""


def settings(text: str) -> dict[str, Any]:
    tree, findings = source.read(text.encode(), "schema.yaml")
    assert tree is not None and findings == []
    plain: dict[str, Any] = source.plain(tree)
    return plain


def complete(text: str, kinds: frozenset[str] = frozenset()) -> tuple[Project, list[Diagnostic]]:
    form = fields.prepare(settings(FORM))
    tree, findings = source.read(text.encode(), "项目.yaml")
    assert tree is not None and findings == []
    project, findings = schema.validate(tree, form)
    return project, findings + computing.complete(project, form, kinds)


def test_the_schema_of_these_tests_is_sound() -> None:
    assert list(fields.faults(settings(FORM))) == []
    assert list(computing.faults(settings(FORM))) == []


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("甲: 2,180,000.00\n乙: 0.10", "合计", "2,180,000.10"),
        ("甲: 5.00", "合计", "5.00"),
        ("甲:\n乙:", "合计", None),
        ("甲: 0.00\n乙: 0.00", "合计", "0.00"),
        ("甲: 5.00\n乙: 7.01", "差额", "-2.01"),
        ("乙: 7.01", "差额", None),
        ("甲: 3.00\n乙: 2.00", "比率", "66.67%"),
        ("甲: 3.00\n乙: 3.00", "比率", "100.00%"),
        ("甲: 0.00\n乙: 3.00", "比率", None),
        ("甲: 3.00", "比率", None),
        ("甲: 8.00\n乙: 0.01", "比率", "0.13%"),
        ("甲: 1,000.00\n乙: 5.30", "大写", "壹仟零伍元叁角整"),
        ("表: {产出: [{得分: 9.50}, {得分: 10}, {得分: }], 效益: [{得分: 0.50}]}\n丙: 10", "组.总分", "30"),
        ("表: {产出: [{得分: 9.5}]}", "组.总分", "9.5"),
        ("丙: 1", "组.行数", "0"),
        ("表: {产出: [{得分: 1}, {得分: 2}]}", "组.行数", "2"),
        ("表: {产出: [{单价: 12.50, 细: {数量: 3}}]}", "表.产出[1].小计", "37.50"),
        ("表: {产出: [{单价: 0.33, 细: {数量: 0.5}}]}", "表.产出[1].小计", "0.17"),
        ("表: {产出: [{单价: 12.50}]}", "表.产出[1].小计", None),
        ("表: {产出: [{单价: 2.50, 细: {数量: 3}}, {单价: 1, 细: {数量: 2}}]}", "组.总价", "9.50"),
        ("甲: 100.00\n表: {产出: [{甲: 4}]}", "表.产出[1].两倍", "8"),
        ("甲: 100.00\n表: {产出: [{甲: }, {得分: 1}]}", "表.产出[2].两倍", None),
    ],
)
def test_a_field_is_what_its_schema_says(text: str, key: str, value: str | None) -> None:
    from formgen.values import printed

    project, findings = complete(text + "\n")
    assert findings == []
    found = project.value(key)
    assert (printed(found) if found is not None else None) == value


def test_what_is_computed_stands_among_the_values_that_templates_see() -> None:
    project, _ = complete("甲: 1.00\n乙: 2.00\n表: {产出: [{单价: 2.00, 细: {数量: 3}}]}\n")
    assert project.values["合计"] == Decimal("3.00")
    assert project.values["组"]["总价"] == Decimal("6.00")
    (row,) = project.tables["表"]
    assert row.values["小计"] == row.fields["小计"].value == Decimal("6.00")
    assert row.fields["小计"].at.line == 3 and project.fields["合计"].at.line == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("甲: 1.00\n乙: 2.00\n合计: 3.01", [(3, 5, "“合计”写的是 3.01，按各项算出来是 3.00")]),
        ("甲: 1.00\n乙: 2.00\n合计: 3.00", []),
        ("甲: 1.00\n乙: 2.00\n合计: 3", []),
        ("甲: 3.00\n乙: 2.00\n比率: 66.7%", [(3, 5, "“比率”写的是 66.7%，按各项算出来是 66.67%")]),
        ("甲: 1.00\n合计: 1.00\n大写: 壹元", [(3, 5, "“大写”写的是 壹元，按各项算出来是 壹元整")]),
        ("合计: 5.00", []),
        ("甲: 1.00\n合计: 3.00\n大写: 贰元整", [(2, 5, "“合计”写的是 3.00，按各项算出来是 1.00")]),
        (
            "表: {产出: [{单价: 2.00, 细: {数量: 3}, 小计: 7.00}]}\n组: {总价: 6.00}",
            [(1, 37, "“小计”写的是 7.00，按各项算出来是 6.00")],
        ),
        ("表: {产出: [{单价: 2.00, 细: {数量: 3}, 小计: 7.00}]}", [(1, 37, "“小计”写的是 7.00，按各项算出来是 6.00")]),
    ],
)
def test_what_is_typed_must_agree(text: str, said: list[tuple[int, int, str]]) -> None:
    _, findings = complete(text + "\n")
    assert [(finding.at.line, finding.at.column, finding.message) for finding in findings] == said
    assert all(finding.code == "computed-differs" and finding.hint for finding in findings)


def test_a_typed_value_is_kept_for_those_that_follow_from_it() -> None:
    project, findings = complete("甲: 1.00\n合计: 9.00\n")
    assert [finding.at.line for finding in findings] == [2]
    assert project.value("大写") == "玖元整" and project.value("合计") == Decimal("9.00")


def test_nothing_is_computed_from_what_could_not_be_read() -> None:
    project, findings = complete("甲: 无\n乙: 2.00\n合计: 3.00\n")
    assert {finding.code for finding in findings} == {"amount-unreadable"}
    project, findings = complete("表: {产出: [{单价: 无, 细: {数量: 3}, 小计: 3.00}]}\n")
    assert {finding.code for finding in findings} == {"amount-unreadable"}
    assert project.value("甲") is None
    for text in (
        "表: {产出: [{得分: 五}, {得分: 3}]}\n组: {总分: 8}\n",
        "表: {产出: [{得分: 3}, 见附件]}\n组: {总分: 8}\n",
    ):
        _, findings = complete(text)
        assert {finding.code for finding in findings} <= {"number-unreadable", "wrong-structure"}
    _, findings = complete("表: {产出: [{得分: 3, 甲: 五}, {得分: 3}]}\n组: {总分: 8}\n")
    assert {finding.code for finding in findings} == {"number-unreadable", "computed-differs"}, "another column's"


@pytest.mark.parametrize(
    "text",
    [
        "组: 见附件\n丙: 1\n",
        "组: [甲]\n丙: 1\n",
        "表: {产出: [{单价: 2.00, 细: 3}]}\n",
        "表: {产出: [甲, {单价: 2.00, 细: {数量: 3}}]}\n",
        "表: 见附件\n丙: 1\n",
        "表: {产出: 见附件}\n丙: 1\n",
    ],
)
def test_something_else_in_the_place_of_a_group_is_one_finding(text: str) -> None:
    _, findings = complete(text)
    assert [finding.code for finding in findings] == ["wrong-structure"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{sum: [甲, 乙]}", "{sum: [甲, 丁]}", "丁”来算，它不在表上"),
        ("{sum: [甲, 乙]}", "{sum: [甲, 大写]}", "它的种类是 line"),
        ("{sum: [甲, 乙]}", "{sum: []}", "应当列出"),
        ("{sum: [甲, 乙]}", "{sum: {甲: 乙}}", "应当列出"),
        ("{sum: [甲, 乙]}", "{add: [甲, 乙]}", "没有“add”这种做法"),
        ("{sum: [甲, 乙]}", "[甲, 乙]", "应当写成一行"),
        ("{sum: [甲, 乙]}", "{sum: [甲], count: 表}", "应当写成一行"),
        ("{sum: [甲, 乙]}", "{rate: [甲, 乙]}", "type 应当是 rate"),
        ("{rate: [乙, 甲]}", "{rate: [乙]}", "正好是 2 项"),
        ("{count: 表}", "{count: 甲}", "应当是 table"),
        ("{sum: [丙, 表.得分]}", "{sum: [丙, 表.得]}", "表.得”来算，它不在表上"),
        ("{sum: [甲, 乙]}", "{sum: [甲, 合计]}", "由它自己算出来"),
        ("{difference: [甲, 乙]}", "{difference: [甲, 合计, 差额]}", "由它自己算出来"),
        ("{product: [单价, 细.数量]}", "{product: [单价, 小计]}", "由它自己算出来"),
    ],
)
def test_a_fault_in_a_declaration_is_said(old: str, new: str, words: str) -> None:
    assert FORM.count(old) == 1
    messages = [message for _, message in computing.faults(settings(FORM.replace(old, new)))]
    assert messages and any(words in message for message in messages), messages


def test_a_circle_over_two_fields_is_said() -> None:
    text = FORM.replace("甲: {type: amount, nullable: true}", "甲: {type: amount, meta: {computed: {sum: [合计]}}}", 1)
    assert any("由它自己算出来" in message for _, message in computing.faults(settings(text)))


def test_what_only_another_paper_asks_for_is_not_computed() -> None:
    form = settings("甲: {type: amount}\n合计: {type: amount, meta: {computed: {sum: [甲]}}}\n")
    form["合计"]["meta"]["kinds"] = frozenset({"其他表"})
    ready = fields.prepare(form)
    tree, _ = source.read("甲: 1.00\n".encode(), "项目.yaml")
    assert tree is not None
    for kinds, value in ((frozenset({"申报表"}), None), (frozenset({"其他表"}), Decimal("1.00"))):
        project, _ = schema.validate(tree, ready)
        assert computing.complete(project, ready, kinds) == []
        assert project.value("合计") == value


SIDES = """
甲表: {type: list, meta: {levels: []}, schema: {type: dict, schema: {名: {type: line}}}}
乙表:
  type: dict
  meta: {levels: [一级]}
  valuesrules: {type: list, schema: {type: dict, schema: {名: {type: line}}}}
丙表:
  type: dict
  meta: {levels: [一级, 二级]}
  valuesrules:
    type: dict
    valuesrules: {type: list, schema: {type: dict, schema: {值: {type: amount}}}}
并排: {type: list, meta: {computed: {side_by_side: [乙表, 丙表], by: 一级}}}
"""


def test_two_tables_beside_one_another_are_for_templates_alone() -> None:
    form = settings(SIDES)
    assert list(fields.faults(form)) == list(computing.faults(form)) == []
    assert fields.shape(form)["并排"] == [
        {
            "一级": "level",
            "乙表": {"一级": "level", "名": "line"},
            "丙表": {"一级": "level", "二级": "level", "值": "amount"},
        }
    ]
    tree, _ = source.read("并排: [甲]\n".encode(), "项目.yaml")
    assert tree is not None
    _, findings = schema.validate(tree, fields.prepare(form))
    assert [finding.code for finding in findings] == ["unknown-key"], "nobody types it"
    assert "并排" not in json_schema.of(form, "表")["properties"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[乙表, 丙表]", "[乙表, 甲表]", "“甲表”应当是一张表，第一级是“一级”"),
        ("[乙表, 丙表]", "[乙表]", "两张以上"),
        ("[乙表, 丙表]", "乙表", "两张以上"),
        ("by: 一级", "by: 二级", "第一级是“二级”"),
        ("by: 一级", "of: 一级", "最外一层"),
        ("{type: list, meta", "{type: list, nullable: true, meta", "最外一层"),
    ],
)
def test_a_fault_in_tables_beside_one_another_is_said(old: str, new: str, words: str) -> None:
    head, _, tail = SIDES.rpartition("并排:")
    assert old in tail
    messages = [message for _, message in computing.faults(settings(head + "并排:" + tail.replace(old, new, 1)))]
    assert messages and any(words in message for message in messages), messages

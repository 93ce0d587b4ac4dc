"""From a tree to typed values: each mistake is one finding at its place, and everything else is still read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cerberus import SchemaError, Validator
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from formgen import fields, forms, misfits, schema, source, validator
from formgen.diagnostics import Diagnostic, Severity
from formgen.project import Field, Project
from formgen.values import READERS, Measure

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

FILE = "项目.yaml"

FORM = """
名称: {type: line, required: true, maxlength: 5}
年: {type: year, required: true, meta: {hint: 写四位}}
性质: {type: line, allowed: [甲类, 乙类], meta: {unlisted: warning}}
类别: {type: line, allowed: [甲类, 乙类]}
日期: {type: date, nullable: true}
编号: {type: line, regex: "[0-9]+"}
钱:
  type: dict
  required: true
  schema:
    总额: {type: amount, required: true, min: 0, max: 100}
    其他: {type: amount, nullable: true, min: 0, meta: {label: 其他的钱}}
    里: {type: dict, nullable: true, schema: {数: {type: amount, nullable: true}}}
清单: {type: list, nullable: true, minlength: 1, maxlength: 2, schema: {type: line}}
表:
  type: dict
  required: true
  minlength: 1
  meta: {levels: [一级, 二级]}
  keysrules: {type: line}
  valuesrules:
    type: dict
    minlength: 1
    keysrules: {type: line, maxlength: 4}
    valuesrules:
      type: list
      minlength: 1
      schema:
        type: dict
        schema:
          名: {type: text, required: true, maxlength: 5, meta: {hint: 写名}}
          值: {type: measure, required: true}
"""

SOUND = """\
名称: 甲
年: 2025
钱:
  总额: 1
表:
  产出:
    数量:
      - 名: 一
        值: ≥3 场
"""

ROW = "      - 名: 一\n        值: ≥3 场\n"


def settings(text: str) -> dict[str, Any]:
    tree, findings = source.read(text.encode(), "schema.yaml")
    assert tree is not None and findings == []
    plain: dict[str, Any] = source.plain(tree)
    return plain


def validate(text: str, form: str = FORM) -> tuple[Project, list[Diagnostic]]:
    tree, findings = source.read(text.encode(), FILE)
    assert tree is not None and findings == []
    return schema.validate(tree, fields.prepare(settings(form)))


def changed(old: str, new: str) -> str:
    assert SOUND.count(old) == 1
    return SOUND.replace(old, new)


def test_the_form_of_these_tests_is_sound() -> None:
    assert list(fields.faults(settings(FORM))) == []
    project, findings = validate(SOUND)
    assert findings == []
    assert project.unreadable == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "key"),
    [
        ("名称: 甲\n", "", "field-missing", (1, 1), "名称"),
        ("  总额: 1\n", "  其他: 1\n", "field-missing", (3, 1), "钱.总额"),
        ("  总额: 1\n", "  {}\n", "field-missing", (3, 1), "钱.总额"),
        ("钱:\n  总额: 1\n", "", "field-missing", (1, 1), "钱"),
        ("        值: ≥3 场\n", "", "field-missing", (8, 9), "表.产出.数量[1].值"),
        ("年: 2025", "年: 2025\n备注: 无", "unknown-key", (3, 1), "备注"),
        ("  总额: 1", "  总额: 1\n  总: 2", "unknown-key", (5, 3), "钱.总"),
        ("≥3 场", "≥3 场\n        备注: 无", "unknown-key", (10, 9), "表.产出.数量[1].备注"),
        ("名称: 甲", "名称:", "value-empty", (1, 1), "名称"),
        ("名称: 甲", "名称: ''", "value-empty", (1, 1), "名称"),
        ("名称: 甲", "名称: # 以后写", "value-empty", (1, 1), "名称"),
        ("年: 2025", "年: 2025\n类别:", "value-empty", (3, 1), "类别"),
        ("钱:\n  总额: 1\n", "钱:\n", "value-empty", (3, 1), "钱"),
        ("  产出:\n    数量:\n" + ROW, "", "value-empty", (5, 1), "表"),
        ("    数量:\n" + ROW, "", "value-empty", (6, 3), "表.产出"),
        (ROW, "", "value-empty", (7, 5), "表.产出.数量"),
        ("- 名: 一", "- 名:", "value-empty", (8, 9), "表.产出.数量[1].名"),
        ("名称: 甲", "名称: '  '", "text-blank", (1, 5), "名称"),
        ("名称: 甲", "名称: |\n  甲\n  乙", "text-several-lines", (1, 5), "名称"),
        ("年: 2025", "年: 二〇二五", "year-unreadable", (2, 4), "年"),
        ("年: 2025", "年: 2025\n日期: 2025-13-01", "date-unreadable", (3, 10), "日期"),
        ("总额: 1", "总额: 1万", "amount-unreadable", (4, 8), "钱.总额"),
        ("总额: 1", "总额: 1.005", "amount-decimals", (4, 11), "钱.总额"),
        ("总额: 1", "总额: 1\n  里:\n    数: 无", "amount-unreadable", (6, 8), "钱.里.数"),
        ("≥3 场", "≥3", "measure-incomplete", (9, 14), "表.产出.数量[1].值"),
        ("总额: 1", "总额: -0.01", "value-below-minimum", (4, 7), "钱.总额"),
        ("总额: 1", "总额: 100.01", "value-above-maximum", (4, 7), "钱.总额"),
        ("名称: 甲", "名称: 一二三四五六", "too-long", (1, 5), "名称"),
        ("- 名: 一", "- 名: 一二三四五六", "too-long", (8, 12), "表.产出.数量[1].名"),
        ("    数量:", "    数量很多的:", "too-long", (7, 5), "表.产出.数量很多的"),
        ("年: 2025", "年: 2025\n清单: [甲, 乙, 丙]", "too-long", (3, 5), "清单"),
        ("年: 2025", "年: 2025\n清单: []", "too-few", (3, 5), "清单"),
        (ROW, "      []\n", "too-few", (8, 7), "表.产出.数量"),
        ("年: 2025", "年: 2025\n编号: 甲1", "pattern-mismatch", (3, 5), "编号"),
        ("年: 2025", "年: 2025\n类别: 丙类", "value-not-listed", (3, 5), "类别"),
        ("名称: 甲", "名称:\n  甲: 1", "wrong-structure", (2, 3), "名称"),
        ("名称: 甲", "名称: [甲]", "wrong-structure", (1, 5), "名称"),
        ("名称: 甲", "名称: []", "wrong-structure", (1, 5), "名称"),
        ("年: 2025", "年: {甲: 1}", "wrong-structure", (2, 4), "年"),
        ("钱:\n  总额: 1\n", "钱: 5\n", "wrong-structure", (3, 4), "钱"),
        ("  总额: 1", "  - 总额: 1", "wrong-structure", (4, 3), "钱"),
        ("总额: 1", "总额: 1\n  里: 5", "wrong-structure", (5, 6), "钱.里"),
        ("年: 2025", "年: 2025\n清单: 甲", "wrong-structure", (3, 5), "清单"),
        ("年: 2025", "年: 2025\n清单:\n  甲: 1", "wrong-structure", (4, 3), "清单"),
        ("年: 2025", "年: 2025\n清单: [甲, {乙: 1}]", "wrong-structure", (3, 9), "清单[2]"),
        ("  产出:\n    数量:\n" + ROW, "  - 产出\n", "wrong-structure", (6, 3), "表"),
        ("    数量:\n" + ROW, "    - 名: 一\n", "wrong-structure", (7, 5), "表.产出"),
        (ROW, "      很多\n", "wrong-structure", (8, 7), "表.产出.数量"),
        (ROW, "      type: 很多\n      schema: {名: 一}\n", "wrong-structure", (8, 7), "表.产出.数量"),
        (ROW, ROW + "      - 二\n", "wrong-structure", (10, 9), "表.产出.数量[2]"),
        ("≥3 场", "{甲: 1}", "wrong-structure", (9, 12), "表.产出.数量[1].值"),
        ("≥3 场", "[甲]", "wrong-structure", (9, 12), "表.产出.数量[1].值"),
    ],
)
def test_one_mistake_is_one_error_at_its_place(old: str, new: str, code: str, place: tuple[int, int], key: str) -> None:
    project, (finding,) = validate(changed(old, new))
    assert (finding.code, (finding.at.line, finding.at.column), finding.at.key) == (code, place, key)
    assert finding.severity is Severity.ERROR
    assert finding.at.file == FILE
    assert not finding.message.isascii()
    if finding.code != "too-long" or "数量很多的" not in key:
        assert key in project.unreadable, "rules stay silent about it"
    assert project.value(key) is None or code == "unknown-key"


def test_a_value_that_an_open_list_lacks_is_a_warning_and_is_kept() -> None:
    project, (finding,) = validate(changed("年: 2025", "年: 2025\n性质: 丙类"))
    assert (finding.code, finding.severity) == ("value-not-listed", Severity.WARNING)
    assert (finding.at.line, finding.at.column) == (3, 5)
    assert "丙类" in finding.message
    assert finding.hint is not None and "甲类、乙类" in finding.hint
    assert project.value("性质") == "丙类"
    assert project.unreadable == {}


def test_the_words_name_the_label_the_limit_and_what_was_found() -> None:
    _, (negative,) = validate(changed("总额: 1", "总额: 1\n  其他: -5"))
    assert all(word in negative.message for word in ("其他的钱", "-5.00", "0")), "the label, not the key"
    _, (long,) = validate(changed("名称: 甲", "名称: 一二三四五六"))
    assert all(word in long.message for word in ("名称", "6", "5"))
    _, (missing,) = validate(changed("名称: 甲\n", ""))
    assert missing.hint is not None and "名称: " in missing.hint
    _, (empty,) = validate(changed("年: 2025", "年:"))
    assert empty.hint == "写四位", "the schema's own hint"


def test_an_unknown_key_is_told_its_neighbours() -> None:
    _, findings = validate(changed("名称: 甲", "名秤: 甲"))
    assert [(one.code, one.at.line, one.at.column) for one in findings] == [("unknown-key", 1, 1)], "one slip"
    assert findings[0].hint is not None and "“名称”" in findings[0].hint
    _, (far,) = validate(changed("  总额: 1", "  总额: 1\n  xyz: 2"))
    assert far.hint is not None and "总额、其他、里" in far.hint


def test_a_key_in_the_wrong_place_is_told_its_group_and_is_not_missing_there() -> None:
    _, (finding,) = validate(changed("年: 2025", "年: 2025\n总额: 1").replace("  总额: 1\n", "", 1))
    assert (finding.code, finding.at.line) == ("unknown-key", 3)
    assert finding.hint is not None and "“钱”" in finding.hint


def test_a_group_of_which_nothing_is_known_misses_nothing() -> None:
    _, findings = validate(changed("      - 名: 一\n        值: ≥3 场\n", "      - 场次: ≥3 场\n"))
    assert [one.code for one in findings] == ["unknown-key"]


def test_all_mistakes_of_a_file_are_said_at_once() -> None:
    text = changed("年: 2025", "年: 25\n备注: 无").replace("总额: 1", "总额: -1").replace("≥3 场", "≥")
    project, findings = validate(text)
    assert {(one.at.line, one.code) for one in findings} == {
        (2, "year-unreadable"),
        (3, "unknown-key"),
        (5, "value-below-minimum"),
        (10, "measure-incomplete"),
    }
    assert project.value("名称") == "甲", "the rest is still read"


FULL = """\
名称: “走进”
年: 2025
性质: 甲类
日期:
钱:
  总额: 12.5
  其他:
  里: {数: "1,000"}
清单: [一, 二]
表:
  产出:
    数量:
      - 名: 一
        值: ≥3 场
      - {名: 二, 值: 12月底}
    质量:
      - 名: 三
        值: =100%
  效益:
    数量:
      - 名: |
          四
          五
        值: 良好
"""


def test_values_are_typed_nested_and_in_the_order_of_the_file() -> None:
    project, findings = validate(FULL)
    assert findings == []
    assert project.file == FILE
    three = Measure("≥", Decimal("3.00"), "场")
    whole = Measure("=", Decimal("100.00"), "%")
    expected = {
        **{"名称": "“走进”", "年": 2025, "性质": "甲类", "日期": None},
        "钱": {"总额": Decimal("12.50"), "其他": None, "里": {"数": Decimal("1000.00")}},
        "清单": ["一", "二"],
        "表": {
            "产出": {
                "数量": [{"名": "一", "值": three}, {"名": "二", "值": "12月底"}],
                "质量": [{"名": "三", "值": whole}],
            },
            "效益": {"数量": [{"名": "四\n五", "值": "良好"}]},
        },
    }
    assert project.values == expected
    assert list(project.values) == list(expected)


def test_every_value_is_a_field_with_key_label_and_place() -> None:
    project, _ = validate(FULL)
    for key, field in project.fields.items():
        assert (field.key, field.at.key, field.at.file) == (key, key, FILE)
    assert list(project.fields)[:8] == [
        *("名称", "年", "性质", "日期", "钱.总额", "钱.其他", "钱.里.数"),
        "清单[1]",
    ]
    other = project.fields["钱.其他"]
    assert (other.label, other.value) == ("其他的钱", None)
    assert (project.fields["名称"].at.line, project.fields["名称"].at.column) == (1, 5)
    assert project.value("表.产出.数量[2].值") == "12月底"
    assert project.value("钱") is None and project.value("没有") is None
    assert [field.key for field in project.filled("钱.其他", "钱.总额", "没有")] == ["钱.总额"]


def test_a_table_is_its_rows_under_their_levels() -> None:
    project, _ = validate(FULL)
    rows = project.tables["表"]
    assert [[level.label for level in row.levels] for row in rows] == [
        *([["产出", "数量"]] * 2),
        ["产出", "质量"],
        ["效益", "数量"],
    ]
    assert [row.levels[1].key for row in rows] == [
        *(["表.产出.数量"] * 2),
        "表.产出.质量",
        "表.效益.数量",
    ], "equal names are told apart by their keys"
    assert [row.fields["名"].value for row in rows] == ["一", "二", "三", "四\n五"]
    assert [row.at.line for row in rows] == [13, 15, 17, 21]
    assert [(level.label, level.at.line) for level in project.levels()] == [
        ("产出", 11),
        ("数量", 12),
        ("质量", 16),
        ("效益", 19),
        ("数量", 20),
    ]
    assert all(isinstance(level, Field) for level in project.levels())


def test_a_column_that_many_rows_lack_is_said_once() -> None:
    rows = "      - 值: ≥3 场\n"
    _, findings = validate(SOUND.replace(ROW, rows * 3))
    assert [(finding.code, finding.at.line, finding.at.column, finding.at.key) for finding in findings] == [
        ("field-missing", 5, 1, "表")
    ]
    assert findings[0].message == "“表”下面的 3 条都缺少“名”" and findings[0].hint == "写名"
    _, findings = validate(SOUND.replace(ROW, rows * 2))
    assert [finding.at.line for finding in findings] == [8, 9], "of two rows each is said"
    _, findings = validate(SOUND.replace(ROW, rows * 3 + ROW))
    assert [finding.at.line for finding in findings] == [8, 9, 10], "one row has it, so the others were forgotten"
    _, findings = validate(SOUND.replace(ROW, ROW + rows * 6))
    assert [finding.at.line for finding in findings] == [10]
    assert findings[0].message == "“表”下面有 6 条缺少“名”，这里是第一条"
    assert [other.line for other in findings[0].related] == [11, 12, 13, 14, 15]


NESTED = """
表:
  type: list
  meta: {levels: []}
  schema:
    type: dict
    schema:
      名: {type: line}
      监控: {type: dict, schema: {值: {type: measure}, 更深: {type: dict, schema: {注: {type: line}}}}}
      档: {type: list, schema: {type: dict, schema: {级: {type: line}, 分: {type: amount}}}}
杂: {type: list, schema: {type: line}}
"""


def test_a_row_may_hold_groups_and_lists() -> None:
    assert list(fields.faults(settings(NESTED))) == []
    text = "表:\n  - 名: 甲\n    监控: {值: =3 场, 更深: {注: 无事}}\n    档:\n      - {级: 优, 分: 2}\n"
    project, findings = validate(text, NESTED)
    assert findings == []
    (row,) = project.tables["表"]
    assert {name: field.key for name, field in row.fields.items()} == {
        "名": "表[1].名",
        "监控.值": "表[1].监控.值",
        "监控.更深.注": "表[1].监控.更深.注",
    }
    assert row.values["档"] == [{"级": "优", "分": Decimal("2.00")}]
    assert project.value("表[1].档[1].级") == "优"


def test_what_templates_see_is_known_from_the_schema() -> None:
    assert fields.shape(settings(NESTED)) == {
        "表": [
            {"名": "line", "监控": {"值": "measure", "更深": {"注": "line"}}, "档": [{"级": "line", "分": "amount"}]}
        ],
        "杂": ["line"],
    }
    shape = fields.shape(settings(FORM))
    assert shape["表"] == [{"一级": "level", "二级": "level", "名": "text", "值": "measure"}]
    assert shape["钱"]["里"] == {"数": "amount"} and shape["清单"] == ["line"]


def test_a_place_is_found_for_every_key_or_the_group_around_it() -> None:
    project, _ = validate(FULL)

    def line_and_column(key: str) -> tuple[int | None, int | None]:
        at = project.place(key)
        return at.line, at.column

    assert line_and_column("") == (1, 1)
    assert line_and_column("钱") == (5, 1)
    assert line_and_column("钱.总额") == (6, 7), "a field is at its value"
    assert line_and_column("钱.里") == (8, 3), "a group is at its key"
    assert line_and_column("钱.没有") == (5, 1)
    assert line_and_column("没有.也没有") == (1, 1)
    assert line_and_column("表.产出.数量[2]") == (15, 9)
    assert line_and_column("表.产出.数量[2].没有") == (15, 9)


def test_what_cannot_be_read_is_absent_and_its_neighbours_are_there() -> None:
    project, _ = validate(FULL.replace("≥3 场", "≥").replace("总额: 12.5", "总额: 无"))
    assert set(project.unreadable) == {"表.产出.数量[1].值", "钱.总额"}
    assert not project.readable("名称", "钱.总额")
    assert project.readable("名称", "钱.其他")
    first = project.tables["表"][0]
    assert list(first.fields) == ["名"]
    assert len(project.tables["表"]) == 4


def test_a_date_and_a_year_are_no_text() -> None:
    project, _ = validate(changed("年: 2025", "年: 2025\n日期: 2025-01-31"))
    assert project.value("日期") == date(2025, 1, 31)
    assert project.value("年") == 2025


# --- a schema itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("甲: {type: integer}", ("甲", "type")),
        ("甲: {required: true}", ("甲", "type")),
        ("甲: 乙", ("甲",)),
        ("甲: [乙]", ("甲",)),
        ("甲: {type: line, default: 乙, purge_unknown: true}", ("甲", "default、purge_unknown")),
        ("甲: {type: line, check_with: 乙}", ("甲", "check_with")),
        ("甲: {type: line, anyof: []}", ("甲", "anyof")),
        ("甲: {type: dict, schema: {乙: {type: lines}}}", ("甲.乙", "type")),
        ("甲: {type: dict, schema: 乙}", ("甲",)),
        ("甲: {type: list, schema: {type: lines}}", ("甲[]", "type")),
        ("甲: {type: dict, keysrules: {type: line}, valuesrules: {type: lines}}", ("甲.*", "type")),
        ("甲: {type: dict, keysrules: {type: lines}}", ("甲.*", "type")),
    ],
)
def test_a_fault_of_a_schema_is_said_with_its_key(text: str, named: tuple[str, ...]) -> None:
    ((key, fault),) = fields.faults(settings(text))
    assert key == named[0] and all(word in fault for word in named)


@pytest.mark.parametrize(
    ("key", "line", "column"),
    [
        ("名称", 1, 1),
        ("钱", 2, 1),
        ("钱.总额", 5, 5),
        ("表.*", 6, 1),
        ("表.*[]", 6, 1),
        ("表.*[].名", 11, 11),
        ("表.名", 11, 11),
        ("指标[].完成", 12, 19),
        ("钱.没有", 2, 1),
        ("没有", 1, 1),
        ("", 1, 1),
    ],
)
def test_a_key_of_a_fault_has_its_place(key: str, line: int, column: int) -> None:
    text = (
        "名称: {type: line}\n钱:\n  type: dict\n  schema:\n    总额: {type: amount}\n"
        "表:\n  type: dict\n  valuesrules:\n    type: list\n    schema: {type: dict, schema: {\n"
        "          名: {type: line}}}\n指标: {columns: {   完成: {type: line}}}\n"
    )
    tree, findings = source.read(text.encode(), "schema.yaml")
    assert tree is not None and findings == []
    at = fields.place(tree, key)
    assert (at.line, at.column) == (line, column)


def test_a_schema_is_a_mapping() -> None:
    assert len(list(fields.faults("甲"))) == 1
    assert len(list(fields.faults([]))) == 1


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("名称", True),
        ("钱", True),
        ("钱.总额", True),
        ("钱.里.数", True),
        ("表", True),
        ("清单", True),
        ("没有", False),
        ("钱.没有", False),
        ("名称.总额", False),
        ("钱.总额.数", False),
        ("", False),
        ("表.产出", False),
        ("钱.", False),
    ],
)
def test_a_schema_knows_its_keys(key: str, known: bool) -> None:
    assert fields.knows(settings(FORM), key) is known


def test_preparing_leaves_the_authors_schema_alone() -> None:
    author = settings(FORM)
    ready = fields.prepare(author)
    assert author == settings(FORM)
    assert "coerce" in ready["名称"]
    assert "coerce" in ready["钱"]["schema"]["里"]["schema"]["数"]
    assert "coerce" in ready["清单"]["schema"]
    assert "coerce" in ready["表"]["valuesrules"]["keysrules"]
    assert "coerce" not in ready["钱"] and "coerce" not in ready["清单"]


def test_every_supported_rule_has_words() -> None:
    structure = {"schema", "keysrules", "valuesrules", "meta"}
    assert fields.SUPPORTED - structure <= set(misfits._WORDS)


@pytest.mark.parametrize("key", ["''", "' '", "'\u3000'"])
def test_a_blank_name_of_a_group_is_one_finding_at_the_name(key: str) -> None:
    loaded, _ = forms.load(TEMPLATES, str)
    assert loaded is not None
    text = f"绩效指标:\n  {key}: {{数量: [{{三级指标: 甲, 指标值: 乙}}]}}\n"
    tree, _ = source.read(text.encode(), "f.yaml")
    assert tree is not None
    _, findings = schema.validate(tree, fields.prepare(loaded.kinds["declaration"].visible))
    found = [finding for finding in findings if finding.code != "field-missing"]
    assert [(finding.code, finding.at.line, finding.at.column) for finding in found] == [("text-blank", 2, 3)]
    assert "一级指标" in found[0].message


def test_a_mistyped_key_is_told_the_key_that_is_missing() -> None:
    loaded, _ = forms.load(TEMPLATES, str)
    assert loaded is not None
    tree, _ = source.read("项目性资: 阶段性项目\n项目资金: {年度资金申请总额: 1.00}\n".encode(), "f.yaml")
    assert tree is not None
    _, findings = schema.validate(tree, fields.prepare(loaded.kinds["declaration"].visible))
    assert [finding.hint for finding in findings if finding.code == "unknown-key"] == ["是不是“项目性质”？"]


# --- schemas that Cerberus need not check again ----------------------------------------------------------------------


class Checking(Validator):  # type: ignore[misc]
    """Cerberus with our types and its own check of schemas."""

    types_mapping = validator._FormValidator.types_mapping


def test_cerberus_finds_no_fault_in_our_schemas() -> None:
    loaded, _ = forms.load(TEMPLATES, str)
    assert loaded and loaded.kinds
    ours = [forms._FORM_SCHEMA, forms._BATCH_SCHEMA, loaded.batch_schema]
    for one in [*ours, *(fields.prepare(kind.visible) for kind in loaded.kinds.values())]:
        Checking(one)
    with pytest.raises(SchemaError):
        Checking({"甲": {"type": "words"}})


SETTINGS = st.one_of(
    st.booleans(),
    st.integers(-1, 3),
    st.sampled_from(["甲", "[0-9]+", "("]),
    st.lists(st.sampled_from("甲乙"), max_size=2),
)
RULES: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from([*READERS, "dict", "list", "words"])},
        optional={
            **{name: st.booleans() | SETTINGS for name in ("required", "nullable", "empty")},
            **{name: st.integers(0, 5) | SETTINGS for name in ("min", "max", "minlength", "maxlength")},
            **dict.fromkeys(("allowed", "regex", "coerce"), SETTINGS),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(["dict", "list", "line"])},
        optional={
            "schema": inner | st.dictionaries(st.sampled_from("甲乙"), inner, max_size=2) | SETTINGS,
            "keysrules": inner | SETTINGS,
            "valuesrules": inner | SETTINGS,
            "meta": st.just({}) | SETTINGS,
        },
    ),
    max_leaves=4,
)


@hypothesis_settings(max_examples=300, deadline=None)
@given(RULES)
def test_what_cerberus_finds_in_a_schema_we_find_too(rules: Any) -> None:
    if not list(fields.faults({"甲": rules})):
        Checking(fields.prepare({"甲": rules}))

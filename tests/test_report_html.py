"""The page for those who sign: each finding beside its field, nothing typed becomes markup, nothing from outside."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from conftest import ROOT
from formgen import checking, fields, schema, source
from formgen.diagnostics import Diagnostic, Location, error, info, warning
from formgen.project import Project
from formgen.report import Report, html
from formgen.values import printed

SCHEMA = fields.prepare(
    {
        "学校": {"type": "line", "required": True},
        "开工": {"type": "date", "nullable": True},
        "经费": {
            "type": "dict",
            "schema": {"合计": {"type": "amount", "meta": {"label": "合计（元）"}}, "自筹": {"type": "amount"}},
        },
        "说明": {"type": "text", "nullable": True},
        "附件": {"type": "list", "schema": {"type": "line"}},
        "任务": {
            "type": "dict",
            "meta": {"levels": ["类", "项"]},
            "valuesrules": {
                "type": "dict",
                "valuesrules": {
                    "type": "list",
                    "schema": {"type": "dict", "schema": {"内容": {"type": "line"}, "数量": {"type": "measure"}}},
                },
            },
        },
        "经办人": {"type": "line"},
    }
)
TEXT = """# 本例中的单位、项目和数字都是虚构的。
学校: 示例市第二中学
开工: 2026-07-01
经费:
  合计: 300,000.00
  自筹: 1.5万
说明: |
  一、修屋面，约 300 平方米。
  二、修操场。
附件:
  - 图纸
  - 预算书
任务:
  工程:
    屋面:
      - 内容: 防水
        数量: ≥300 平方米
      - 内容: 排水
        数量: =4 处
    操场:
      - 内容: 跑道
        数量: 开学前完成
  监理:
    全程:
      - 内容: 旁站
        数量: ≥20 次
经办人: 王某
"""
FILE = "projects/2026/维修.yaml"


def read(text: str = TEXT, file: str = FILE) -> tuple[Project, list[Diagnostic]]:
    tree, findings = source.read(text.encode(), file)
    assert tree is not None and findings == []
    return schema.validate(tree, SCHEMA)


PROJECT, _ = read()


def page(
    findings: Sequence[Diagnostic], projects: Sequence[Project] = (PROJECT,), names: dict[str, str] | None = None
) -> lxml_html.HtmlElement:
    report = Report(findings, projects, lambda file: TEXT.split("\n") if file == FILE else [], names or {})
    return lxml_html.document_fromstring(html.render(report))


def words(element: lxml_html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def line_of(made: lxml_html.HtmlElement, message: str) -> str:
    """Return what stands in the table's line beside a note, without the note."""
    (note,) = [note for note in made.find_class("note") if message in words(note)]
    row = next(note.iterancestors("tr"), [])
    return " ".join(words(cell) for cell in row if "margin" not in cell.get("class", "")).strip()


def at(key: str | None, line: int | None = None) -> Location:
    return Location(FILE, line, 1 if line else None, key=key)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (at("学校", 2), "学校 示例市第二中学"),
        (at("经费.合计", 5), "合计（元） 300,000.00"),
        (at("经费.自筹", 6), "自筹 1.5万"),
        (at("经费", 4), "经费"),
        (at("经费.捐赠", 4), "捐赠"),
        (at("校长", 2), "校长"),
        (at("附件[2]", 12), "附件 预算书"),
        (at("任务", 13), "任务 内容 数量"),
        (at("任务.工程.屋面[2].数量", 19), "排水 =4.00(处)"),
        (at("任务.工程.屋面[2].负责人", 18), "排水 =4.00(处)"),
        (at("任务.工程.屋面[9].数量", 18), "工程 屋面 防水 ≥300.00(平方米)"),
        (at("任务.监理", 23), "监理 全程 旁站 ≥20.00(次)"),
        (at("任务.设计", 13), "任务 内容 数量"),
        (at(None, 8), "说明 一、修屋面，约 300 平方米。 二、修操场。"),
        (at(None, 22), "操场 跑道 开学前完成"),
        (at(None, 1), ""),
        (at(None), ""),
    ],
)
def test_a_finding_stands_beside_the_very_field_or_what_is_around_it(place: Location, line: str) -> None:
    _, unread = read()
    assert line_of(page([*unread, error("some-code", "就在这里", place)]), "就在这里") == line


def test_a_field_that_was_not_typed_comes_first_in_its_group() -> None:
    made = page([error("field-missing", "缺少", replace(PROJECT.places["经费"], key="经费.捐赠"))])
    labels = [
        words(label) for label in made.xpath("//table[1]//th[contains(@class, 'label') or contains(@class, 'group')]")
    ]
    assert labels.index("捐赠") == labels.index("经费") + 1
    root = page([error("field-missing", "缺少", replace(PROJECT.places[""], key="校长"))])
    assert words(root.xpath("//th[@class='label']")[0]) == "校长"


def test_every_value_stands_there_as_the_form_prints_it() -> None:
    cells = {words(cell) for cell in page([]).xpath("//table[contains(@class, 'form')]//td")}
    expected = {" ".join(printed(one.value).split()) for one in PROJECT.fields.values()}
    assert len(expected) > 10 and expected <= cells


def test_what_could_not_be_read_is_shown_as_it_was_typed() -> None:
    project, found = read(TEXT.replace("≥300 平方米", "≥许多"))
    assert {finding.at.key for finding in found} == {"经费.自筹", "任务.工程.屋面[1].数量"}
    report = Report(found, [project], lambda file: TEXT.replace("≥300 平方米", "≥许多").split("\n"))
    made = lxml_html.document_fromstring(html.render(report))
    assert [words(cell) for cell in made.find_class("unread")] == ["1.5万", "≥许多"]


def test_a_column_that_could_be_read_in_no_row_is_shown_as_it_was_typed() -> None:
    text = "任务:\n  工程:\n    屋面:\n      - 内容: 防水\n        数量: ≥许多\n"
    project, found = read(text)
    made = lxml_html.document_fromstring(html.render(Report(found, [project], lambda file: text.split("\n"))))
    assert "工程 屋面 防水 ≥许多" in [line_of(made, finding.message) for finding in found]


def test_a_name_that_the_form_does_not_have_is_no_value() -> None:
    text = TEXT + "备注: 无\n"
    project, found = read(text)
    made = lxml_html.document_fromstring(html.render(Report(found, [project], lambda file: text.split("\n"))))
    assert line_of(made, "没有“备注”") == "备注"


def test_a_group_of_rows_is_coloured_by_what_was_found_at_its_name() -> None:
    made = page([warning("a", "甲", at("任务.监理", 23)), error("b", "乙", at("任务.工程.操场[1]", 21))])
    coloured = [words(cell) for cell in made.xpath("//th[contains(@class, 'warning') or contains(@class, 'error')]")]
    assert coloured == ["监理"]


def test_groups_of_rows_are_merged_and_every_row_is_full() -> None:
    for findings in ([], [warning("a", "甲", at("学校", 2))]):
        (table,) = page(findings).xpath("//table[contains(@class, 'rows')]")
        columns = len(table.xpath(".//col"))
        assert columns == 4 + bool(findings)
        open_until: list[tuple[int, int]] = []
        rows = table.xpath(".//tbody/tr")
        assert len(rows) == 4
        for number, row in enumerate(rows):
            open_until = [(end, width) for end, width in open_until if end > number]
            taken = sum(width for _, width in open_until) + len(row)
            assert taken == columns
            open_until += [(number + int(cell.get("rowspan")), 1) for cell in row if cell.get("rowspan")]
        spans = {words(cell): cell.get("rowspan") for cell in table.xpath(".//th[contains(@class, 'level')]")}
        assert spans == {"工程": "3", "屋面": "2", "操场": "1", "监理": "1", "全程": "1"}


def test_groups_of_one_name_are_not_merged() -> None:
    project, _ = read(TEXT.replace("    操场:", "    '屋面 ':"))
    (table,) = page([], [project]).xpath("//table[contains(@class, 'rows')]")
    assert [cell.get("rowspan") for cell in table.find_class("level") if words(cell) == "屋面"] == ["2", "1"]


def test_severity_is_a_word_and_a_colour_and_the_field_has_the_heaviest() -> None:
    place = PROJECT.fields["学校"].at
    made = page([info("a", "甲", place), error("b", "乙", place, "改好"), warning("c", "丙", place)])
    assert [(note.get("class"), words(note.find(".//b"))) for note in made.find_class("note")] == [
        ("note info", "提示"),
        ("note error", "错误"),
        ("note warning", "警告"),
    ]
    (cell,) = [cell for cell in made.iter("td") if words(cell) == "示例市第二中学"]
    assert cell.get("class") == "error"
    assert "建议：改好" in words(made.find_class("error")[2])


def test_a_silenced_finding_is_grey_with_its_reason() -> None:
    place = PROJECT.fields["学校"].at
    made = page([replace(warning("a", "说得不具体", place, "改好"), silenced="批复如此")])
    (note,) = made.find_class("note")
    assert note.get("class") == "note silenced"
    assert words(note) == "已忽略 说得不具体 理由：批复如此 维修.yaml:2 a"
    (cell,) = [cell for cell in made.iter("td") if words(cell) == "示例市第二中学"]
    assert cell.get("class") is None


def test_the_part_that_a_finding_points_at_is_marked() -> None:
    goal = PROJECT.fields["说明"]
    start = str(goal.value).index("操场")
    areas = [goal.span(start, start + 2), goal.span(5, 8), goal.span(6, 8)]
    made = page([warning("a", "甲", area) for area in areas])
    assert [mark.text for mark in made.iter("mark")] == [str(goal.value)[5:8], "操场"]
    for whole in (goal.at, PROJECT.fields["学校"].at):
        assert list(page([warning("a", "甲", whole)]).iter("mark")) == [], "all of it needs no mark"


def test_the_overview_counts_and_leads_to_each_form() -> None:
    other = error("file-unavailable", "找不到", Location("projects/2026/batch.yaml", 3))
    second, _ = read(TEXT, "projects/2026/二.yaml")
    findings = [error("a", "甲", at("学校", 2)), replace(error("b", "乙", at("学校", 2)), silenced="批复"), other]
    made = page(findings, [PROJECT, second], {FILE: "校舍维修"})
    rows = [words(row) for row in made.find_class("overview")[0].iter("tr")]
    assert rows == [
        "序号 项目 错误 警告 提示 已忽略",
        "1 校舍维修 1 0 0 1",
        "2 二 0 0 0 0",
        "3 batch.yaml 没有对应的表 1 0 0 0",
        "合计 2 0 0 1",
    ]
    targets = [link.get("href") for link in made.iter("a")]
    assert len(targets) == 6
    assert all(made.get_element_by_id(target.removeprefix("#")) is not None for target in targets)
    assert words(made.find_class("summary")[0]) == "共 2 个项目：2 个错误，已忽略 1 个"


def test_a_form_without_findings_takes_the_whole_width() -> None:
    assert page([]).find_class("margin") == []


HOSTILE = "<script>alert(1)</script>\"'&amp;<b onclick='x()'>{style}</style>"


def test_nothing_that_was_typed_becomes_markup() -> None:
    name = HOSTILE.replace("'", "''")
    text = (
        f"学校: '{name}'\n经费:\n  自筹: '{name}'\n'{name}': 甲\n任务:\n  '{name}':\n    乙:\n      - 内容: '{name}'\n"
    )
    project, found = read(text, f"{HOSTILE}.yaml")
    assert {finding.code for finding in found} >= {"amount-unreadable", "unknown-key"}
    here = Location(f"{HOSTILE}.yaml", 1, 1, key="学校", part=HOSTILE)
    findings = [
        *found,
        error("a", HOSTILE, here, HOSTILE, Location(HOSTILE, 1)),
        replace(warning("a", HOSTILE, here), silenced=HOSTILE),
        error("a", HOSTILE, Location(HOSTILE)),
    ]
    report = Report(findings, [project], lambda file: text.split("\n"), {f"{HOSTILE}.yaml": HOSTILE})
    made = lxml_html.document_fromstring(html.render(report))
    plain = page(found)
    assert {element.tag for element in made.iter()} == {element.tag for element in plain.iter()} - {"mark"}
    assert {name for element in made.iter() for name in element.attrib} <= {
        *("class", "id", "href", "lang", "charset", "name", "content", "http-equiv"),
        *("scope", "colspan", "rowspan", "style", "data-label"),
    }
    assert words(made).count(HOSTILE) > 12


def test_the_page_needs_nothing_from_outside() -> None:
    text = html.render(Report([error("a", "甲", at("学校", 2))], [PROJECT], lambda file: []))
    assert text.startswith("<!DOCTYPE html>") and '<meta charset="utf-8">' in text and 'lang="zh-CN"' in text
    assert not re.search(r"https?:|//|url\(|@import|<script|<link|<img|\bsrc=", text)
    assert "default-src 'none'" in text


def test_characters_that_nobody_sees_are_shown_by_their_numbers() -> None:
    text = html.render(Report([error("a", "甲\u202e乙\ud800\x08", at("学校", 2))], [PROJECT], lambda file: []))
    assert "甲U+202E乙U+D800U+0008" in text
    assert text.encode("utf-8")


def test_the_same_findings_give_the_same_page() -> None:
    report = Report([error("a", "甲", at("学校", 2))], [PROJECT], lambda file: [])
    assert html.render(report) == html.render(report)
    assert str(Path.cwd()) not in html.render(report)


def test_of_whatever_goes_wrong_each_finding_is_told_once() -> None:
    cases = sorted((ROOT / "tests/cases").glob("*/*.yaml"))
    assert len(cases) > 30
    found = checking.run([ROOT / "projects/2025", *cases], ROOT / "templates", Path.as_posix)
    made = lxml_html.document_fromstring(html.render(Report(found.findings, found.projects, lambda file: [])))
    assert len(made.find_class("note")) == len(found.findings) > 50
    assert len(made.xpath("//section")) == len(found.checked)

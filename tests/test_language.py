"""The template language: what filters, columns, groups and conditions mean, and which cells are joined.

A drawing is a table as its author draws it: rows of cell texts, ``None`` where the cell belongs to the one above. The
same drawing is made in Word and in Excel, filled, and read by python-docx and openpyxl.
"""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from conftest import ROOT
from formgen import context, fields, package
from formgen.excel import ExcelTemplate, cells_of
from formgen.filters import FILTERS, Choice, Choices, Level, Table, TemplateFault, spellings
from formgen.values import Measure, Number, Rate, Result
from formgen.word import CELL_END, WordTemplate, text_of
from test_schema import settings as schema_of
from test_schema import validate

Drawing = list[list[str | None]]
Runs = list[tuple[str, int]]
"""The cells of a column from the top down: text, and over how many rows it is joined."""

PROPERTIES: dict[str, Any] = {"title": "题", "company": "单位", "year": 2025}
BLANK = (ROOT / "templates/declaration/form.docx").read_bytes()


# --- drawings ---------------------------------------------------------------------------------------------------------


def paragraphs(*texts: str) -> str:
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' for text in texts)


def word_table(drawing: Drawing) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(word_row(row) for row in drawing)}</w:tbl>"


def word_row(row: list[str | None]) -> str:
    cells = ""
    for text in row:
        merge = "<w:vMerge/>" if text is None else ""
        cells += f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{merge}<w:vAlign w:val="center"/></w:tcPr>'
        cells += f"{paragraphs(text or '')}</w:tc>"
    return f"<w:tr>{cells}</w:tr>"


def word_template(body: str) -> bytes:
    parts = package.read(BLANK)
    xml = parts["word/document.xml"].decode()
    start = xml.index("<w:body>") + len("<w:body>")
    parts["word/document.xml"] = (xml[:start] + body + xml[xml.rindex("<w:sectPr") :]).encode()
    return package.write(parts)


@cache
def opened(body: str) -> WordTemplate:
    return WordTemplate(word_template(body))


def fill_word(body: str, **values: Any) -> bytes:
    template = opened(body)
    data = template.render(values, **PROPERTIES)
    assert text_of(data) == template.expected_text(values)
    for cell in package.parse(package.read(data)["word/document.xml"]).iter("{*}tc"):
        assert str(cell[-1].tag).endswith("}p"), "a cell ends with a paragraph"
    return data


def columns_of_word(drawing: Drawing, **values: Any) -> list[Runs]:
    document = docx.Document(io.BytesIO(fill_word(word_table(drawing) + "<w:p/>", **values)))
    columns: list[Runs] = [[] for _ in drawing[-1]]
    for table in document.tables:
        for tr in table._tbl.tr_lst:
            for column, tc in zip(columns, tr.tc_lst, strict=True):
                text = "\n".join(paragraph.text for paragraph in tc.p_lst)
                if tc.vMerge == "continue":
                    above, count = column.pop()
                    assert text == ""
                    column.append((above, count + 1))
                else:
                    column.append((text, 1))
    return columns


def excel_template(drawing: Drawing) -> bytes:
    book = Workbook()
    for row in drawing:
        book.active.append(row)
    for column in range(1, len(drawing[0]) + 1):
        texts = [row[column - 1] for row in drawing]
        for top, text in enumerate(texts, start=1):
            below = next((at for at in range(top, len(texts)) if texts[at] is not None), len(texts))
            if text is not None and below > top:
                book.active.merge_cells(start_row=top, end_row=below, start_column=column, end_column=column)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill_excel(drawing: Drawing, **values: Any) -> Any:
    made, expected = ExcelTemplate(excel_template(drawing)).render(values, **PROPERTIES)
    assert cells_of(made) == expected
    return load_workbook(io.BytesIO(made), data_only=True).active


def columns_of_excel(drawing: Drawing, **values: Any) -> list[Runs]:
    sheet = fill_excel(drawing, **values)
    joined = {(area.min_row, area.min_col): area.size["rows"] for area in sheet.merged_cells.ranges}
    columns: list[Runs] = []
    for column in range(1, len(drawing[0]) + 1):
        columns.append([])
        row = 1
        while row <= sheet.max_row:
            count = joined.get((row, column), 1)
            value = sheet.cell(row, column).value
            columns[-1].append(("" if value is None else str(value), count))
            row += count
    return columns


Columns = Callable[..., list[Runs]]
both = pytest.mark.parametrize("columns", [columns_of_word, columns_of_excel])


def loop(opening: str, *rows: list[str | None]) -> Drawing:
    """Return rows between the rows of a loop or condition."""
    others = [""] * (len(rows[0]) - 1)
    return [[f"{{%tr {opening} %}}", *others], *rows, [f"{{%tr end{opening.split()[0]} %}}", *others]]


def leveled(*groups: str, **more: Any) -> Table:
    """Return rows under one level called 级; a letter is a group, and all groups have the same text."""
    seen: set[str] = set()
    rows = []
    for number, group in enumerate(groups):
        rows.append(
            {"级": Level("同", group, group not in seen), "名": f"名{number}", "分": Number(number + 1), **more}
        )
        seen.add(group)
    return Table(rows, {"级": "level", "名": "line", "分": "number"})


# --- joined cells -----------------------------------------------------------------------------------------------------

names = st.sampled_from(["甲", "乙"])
nested = st.lists(
    st.tuples(names, st.lists(st.tuples(names, st.lists(names, max_size=3)), max_size=3)), min_size=1, max_size=4
)


@both
@settings(max_examples=50, deadline=None)
@given(tree=nested)
def test_each_item_is_one_cell_over_the_rows_of_all_that_is_in_it(columns: Columns, tree: list[Any]) -> None:
    projects = [
        {"名": name, "行": [{"名": inner, "档": [{"名": text} for text in texts]} for inner, texts in rows]}
        for name, rows in tree
    ]
    row: list[str | None] = ["{{ 项.名 | 竖向合并 }}", "{{ 行.名 | 竖向合并 }}", "{{ 档.名 }}"]
    drawing = loop("for 项 in 项目", *loop("for 行 in 项.行", *loop("for 档 in 行.档", row)))
    wanted = [
        [(name, count) for name, rows in tree if (count := sum(len(texts) for _, texts in rows))],
        [(name, len(texts)) for _, rows in tree for name, texts in rows if texts],
        [(text, 1) for _, rows in tree for _, texts in rows for text in texts],
    ]
    head: Drawing = [["头", "头", "头"]]
    assert columns([*head, *drawing], 项目=projects) == [[("头", 1), *runs] for runs in wanted]


@both
def test_a_level_goes_over_all_rows_of_loops_inside_its_rows(columns: Columns) -> None:
    rows = leveled("a", "a", "b", 档=[1, 2])
    row: list[str | None] = ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 | 竖向合并 }}", "{{ 档 }}"]
    drawing = loop("for 行 in 表", *loop("for 档 in 行.档", row))
    first, second, _ = columns(drawing, 表=rows)
    assert first == [("同", 4), ("同", 2)]
    assert second == [("名0", 2), ("名1", 2), ("名2", 2)]


@both
def test_a_joined_cell_takes_the_templates_own_cells_below_it_with_it(columns: Columns) -> None:
    drawing = loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"], [None, "{{ 行.分 }}"])
    first, second = columns([*drawing, ["尾", "尾"]], 表=leveled("a", "a", "b"))
    assert first == [("同", 4), ("同", 2), ("尾", 1)]
    assert [text for text, _ in second] == ["名0", "1", "名1", "2", "名2", "3", "尾"]


@both
def test_two_rows_of_a_loop_that_ask_for_the_same_in_one_column_are_one(columns: Columns) -> None:
    cell = "{{ 行.级 | 竖向合并 }}"
    first, _ = columns(loop("for 行 in 表", [cell, "{{ 行.名 }}"], [cell, "{{ 行.分 }}"]), 表=leveled("a", "a", "b"))
    assert first == [("同", 4), ("同", 2)]


@both
def test_a_row_between_parts_what_it_separates_and_the_text_stands_again(columns: Columns) -> None:
    row: list[str | None] = ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"]
    drawing = loop("for 行 in 表", row, *loop("if 行.分 == 2", ["小计", ""]))
    first, _ = columns(drawing, 表=leveled("a", "a", "a", "a"))
    assert first == [("同", 2), ("小计", 1), ("同", 2)]


@both
def test_the_same_table_looped_twice_is_two_tables(columns: Columns) -> None:
    rows = loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"])
    assert columns([*rows, *rows], 表=leveled("a", "a"))[0] == [("同", 2), ("同", 2)]
    assert columns([*rows, *rows], 表=leveled("a"))[0] == [("同", 1), ("同", 1)]
    some = leveled("a", "a")
    some[0]["名"] = Measure("=", Decimal(1), "场")
    halves = [row for half in ("定量", "定性") for row in loop(f"for 行 in 表 | {half}", rows[1])]
    assert columns(halves, 表=some)[0] == [("同", 1), ("同", 1)]


@both
@pytest.mark.parametrize("groups", ["a", "aa", "aab"])
def test_a_group_whose_loop_begins_again_begins_again(columns: Columns, groups: str) -> None:
    rows = loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 | 竖向合并 }}"])
    first, second = columns(loop("for 次 in 次数", *rows), 表=leveled(*groups), 次数=[1, 2])
    assert first == [("同", groups.count(group)) for group in dict.fromkeys(groups)] * 2
    assert second == [(f"名{number}", 1) for number in range(len(groups))] * 2


@both
def test_a_value_of_the_whole_form_goes_over_all_rows(columns: Columns) -> None:
    drawing = loop("for 行 in 表", ["{{ 钱.数 | 金额 | 竖向合并 }}", "{{ 名 | 竖向合并 }}", "{{ 行.名 }}"])
    first, second, _ = columns(drawing, 表=leveled("a", "b"), 钱={"数": Decimal("1.00")}, 名="甲")
    assert (first, second) == ([("1.00", 2)], [("甲", 2)])


@both
def test_text_beside_a_joined_value_stands_once(columns: Columns) -> None:
    cell = "{{ 组.级 | 竖向合并 }}（{{ 组.各行.分 | 合计 }}分）"
    drawing = loop("for 组 in 表 | 分组", *loop("for 行 in 组.各行", [cell, "{{ 行.名 }}"]))
    assert columns(drawing, 表=leveled("a", "a", "b"))[0] == [("同（3分）", 2), ("同（3分）", 1)]


@both
def test_a_blank_is_joined_like_any_value(columns: Columns) -> None:
    rows = [{"注": None, "档": [1, 2]}, {"注": "甲", "档": [3]}]
    drawing = loop("for 行 in 表", *loop("for 档 in 行.档", ["{{ 行.注 | 竖向合并 }}", "{{ 档 }}"]))
    assert columns(drawing, 表=rows)[0] == [("", 2), ("甲", 1)]


@both
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("{{ 行 | 竖向合并 }}", "只用于表格的一列"),
        ("{{ loop.index | 竖向合并 }}", "前面应当是一个字段"),
        ("{{ '甲' | 竖向合并 }}", "前面应当是一个字段"),
        ("{{ 行 | 竖向合并 | 段落 }}", "最后"),
        ("{% if 行 | 竖向合并 %}{% endif %}", "最后"),
        ("{{ 表 | 竖向合并 }}{{ 表 | 竖向合并 }}", "只能有一个"),
        ("{{ 没有 | 竖向合并 }}", "“没有”在表格的字段里没有"),
        ("{{ 表 | 竖向合并 }}", "一组内容"),
    ],
)
def test_what_cannot_be_joined_is_refused(columns: Columns, cell: str, words: str) -> None:
    with pytest.raises(TemplateFault, match=words):
        columns(loop("for 行 in 表", [cell, ""]), 表=["甲", "甲"])


def test_outside_of_tables_nothing_can_be_joined() -> None:
    with pytest.raises(TemplateFault, match="格子里"):
        fill_word(paragraphs("{{ 名 | 竖向合并 }}"), 名="甲")
    with pytest.raises(TemplateFault, match="格子里"):
        context.fill_in("{{ 名 | 竖向合并 }}", {"名": "甲"})


def test_one_rendering_leaves_nothing_for_the_next() -> None:
    drawing = loop("for 行 in 表", ["{{ 名 | 竖向合并 }}", "{{ 行.名 }}"])
    values = {"名": "甲", "表": leveled("a", "a")}
    word, excel = WordTemplate(word_template(word_table(drawing))), ExcelTemplate(excel_template(drawing))
    assert word.render(values, **PROPERTIES) == word.render(values, **PROPERTIES)
    assert word.expected_text(values) == word.expected_text(values)
    assert excel.render(values, **PROPERTIES) == excel.render(values, **PROPERTIES)


def test_a_table_that_a_loop_repeats_begins_anew_each_time() -> None:
    table = word_table(loop("for 行 in 表", ["{{ 名 | 竖向合并 }}", "{{ 行.名 }}"]))
    body = f"{paragraphs('{%p for 次 in 次数 %}')}{table}{paragraphs('', '{%p endfor %}')}"
    document = docx.Document(io.BytesIO(fill_word(body, 名="甲", 表=leveled("a", "a"), 次数=[1, 2])))
    assert [[tc.vMerge for tr in table._tbl.tr_lst for tc in tr.tc_lst[:1]] for table in document.tables] == [
        ["restart", "continue"]
    ] * 2


def test_in_word_a_column_is_one_of_the_grid_and_the_merge_stands_where_the_schema_wants_it() -> None:
    wide = '<w:tc><w:tcPr><w:tcW w:w="9" w:type="dxa"/><w:gridSpan w:val="2"/></w:tcPr>' + paragraphs("{}") + "</w:tc>"
    row = f"<w:tr>{wide.format('{{ 行.名 }}')}<w:tc>{paragraphs('{{ 行.级 | 竖向合并 }}')}</w:tc></w:tr>"
    below = f"<w:tr>{wide.format('续')}<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    drawing = "".join(map(word_row, loop("for 行 in 表", ["X", "", ""]))).replace(word_row(["X", "", ""]), row + below)
    data = fill_word(f"<w:tbl><w:tblPr/><w:tblGrid/>{drawing}</w:tbl><w:p/>", 表=leveled("a", "a"))
    xml = package.read(data)["word/document.xml"].decode()
    assert re.findall(r"<w:vMerge[^>]*>", xml) == ['<w:vMerge w:val="restart"/>', *["<w:vMerge/>"] * 3]
    made = package.read(fill_word(word_table(loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", ""])), 表=leveled("a")))
    assert '<w:tcW w:w="900" w:type="dxa"/><w:vMerge w:val="restart"/><w:vAlign' in made["word/document.xml"].decode()


# --- columns, sums, groups --------------------------------------------------------------------------------------------


def said(text: str, **values: Any) -> str:
    return context.fill_in(text, values)


def test_a_column_of_a_table_or_list_can_be_summed() -> None:
    amounts = [Decimal("0.10"), None, Decimal("0.20")]
    table = Table([{"钱": amount} for amount in amounts], {"钱": "amount"})
    projects = [{"钱": {"总": Decimal("1.00")}, "表": table}, {"钱": {"总": Decimal("2.50")}, "表": table}]
    assert said("{{ 表.钱 | 合计 }}", 表=table) == "0.30"
    assert said("{{ 项目.钱.总 | 合计 }}", 项目=projects) == "3.50"
    assert said("{{ 项目.表.钱 | 合计 }} {{ 项目.表 | 个数 }}", 项目=projects) == "0.60 6"
    assert said("{% for 数 in 表.钱 %}[{{ 数 }}]{% endfor %}", 表=table) == "[0.10][][0.20]"


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        ([Number("9.5", "9.50"), Number("20"), None], "29.5"),
        ([Number("0"), None], "0"),
        ([Number("1"), Decimal("1.00")], "2.00"),
        ([None, None], ""),
        ([], ""),
    ],
)
def test_points_are_summed_as_points_and_blanks_are_skipped(values: list[Any], printed: str) -> None:
    assert said("{{ 表.分 | 合计 }}", 表=[{"分": value} for value in values]) == printed


@pytest.mark.parametrize(
    "table",
    [
        Table([], {"有": "line", "组": {"有": "line"}, "档": [{"有": "line"}]}),
        Table(
            [{"有": "甲", "组": {"有": "甲"}, "档": []}], {"有": "line", "组": {"有": "line"}, "档": [{"有": "line"}]}
        ),
        [{"有": "甲", "组": {"有": "甲"}, "档": Table([], {"有": "line"})}],
    ],
)
def test_a_column_that_the_rows_do_not_have_is_named(table: list[Any]) -> None:
    for path in ("有", "组.有", "档.有"):
        assert said(f"{{{{ 表.{path} | 个数 }}}}", 表=table) == str(0 if path == "档.有" else len(table))
    for path in ("没有", "组.没有", "档.没有"):
        for use in ("| 合计", "| 个数", ""):
            with pytest.raises(TemplateFault, match="“没有”在表格的字段里没有"):
                said(f"{{{{ 表.{path} {use} }}}}", 表=table)


def test_groups_are_told_apart_by_what_they_are_and_can_be_grouped_again() -> None:
    places = [("甲", "a", "甲", "a1"), ("甲", "a", "乙", "a2"), ("甲", "a", "乙", "a2"), ("甲", "b", "甲", "b1")]
    rows = [{"一": Level(one, a, True), "二": Level(two, b, True), "数": Number(1)} for one, a, two, b in places]
    table = Table(rows, {"一": "level", "二": "level", "数": "number"})
    text = (
        "{% for 大 in 表 | 分组 %}{{ 大.一 }}{{ 大.各行.数 | 合计 }}"
        "({% for 小 in 大.各行 | 分组 %}{{ 小.二 }}{{ 小.各行 | 个数 }}{% endfor %}){% endfor %}"
    )
    assert said(text, 表=table) == "甲3(甲1乙2)甲1(甲1)"
    assert said(text, 表=Table([], table.columns)) == ""
    assert said("{% for 大 in 表 | 定性 | 分组 %}{{ 大.一 }}{% endfor %}", 表=table) == "甲甲"
    for wrong in ("表 | 分组 | 分组", "清单 | 分组", "平 | 分组", "一项 | 分组"):
        with pytest.raises(TemplateFault, match="还有分级的表格"):
            said(f"{{% for 组 in {wrong} %}}{{% endfor %}}", 表=table, 清单=rows, 平=Table(rows, {}), 一项="甲")


@both
def test_a_row_of_sub_totals_stands_below_each_group(columns: Columns) -> None:
    row: list[str | None] = ["{{ 组 .级 | 竖向合并 }}", "{{ 行.名 }}"]
    drawing = loop("for 组 in 表 | 分组", *loop("for 行 in 组.各行", row), ["小计", "{{ 组.各行.分 | 合计 }}"])
    first, second = columns([*drawing, ["合计", "{{ 表.分 | 合计 }}"]], 表=leveled("a", "a", "b"))
    assert first == [("同", 2), ("小计", 1), ("同", 1), ("小计", 1), ("合计", 1)]
    assert [text for text, _ in second] == ["名0", "名1", "3", "名2", "3", "6"]


# --- filters ----------------------------------------------------------------------------------------------------------

NATURES = ("经常性项目", "一次性项目")


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("万元", Decimal("2180000.00"), "218"),
        ("万元", Decimal("9999999999999.99"), "999999999.999999"),
        ("万元", Decimal("1000.50"), "0.10005"),
        ("万元", Decimal("-100.00"), "-0.01"),
        ("万元", Decimal("0.00"), "0"),
        ("万元", Decimal("100000000.00"), "10000"),
        ("万元", None, ""),
        ("金额", Number("1234.5"), "1,234.50"),
        ("大写", Decimal("2180000.00"), "贰佰壹拾捌万元整"),
        ("大写", None, ""),
        ("年月日", date(2025, 1, 1), "2025年1月1日"),
        ("年月日", None, ""),
        ("性质", Measure("≥", Decimal("3.00"), "场"), "定量"),
        ("性质", "良好", "定性"),
        ("性质", None, ""),
        ("勾选", Choice("经常性项目", NATURES), "☑经常性项目　□一次性项目"),
        ("勾选", Choice("", NATURES), "□经常性项目　□一次性项目"),
        ("勾选", Choice("其他", NATURES), "□经常性项目　□一次性项目　☑其他"),
        ("勾选", Choices(["一次性项目", "甲", "乙"], NATURES), "□经常性项目　☑一次性项目　☑甲　☑乙"),
        ("勾选", Choices([], NATURES), "□经常性项目　□一次性项目"),
    ],
)
def test_a_filter_prints(text: str, value: Any, printed: str) -> None:
    assert said(f"{{{{ 值 | {text} }}}}", 值=value) == printed


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("万元", "甲", "“万元”只用于金额，这里是“甲”"),
        ("大写", date(2025, 1, 1), "“大写”只用于金额"),
        ("年月日", Decimal(1), "“年月日”只用于日期"),
        ("性质", Decimal(1), "“性质”只用于指标的值"),
        ("勾选", "甲", "“勾选”只用于列出了常用写法"),
        ("勾选", ["甲"], "“勾选”只用于列出了常用写法"),
        ("合计", ["甲"], "“合计”只用于金额或数字的一列，例如 表.列，这里是“甲”"),
        ("合计", [{"分": 1}], "“合计”只用于金额或数字的一列，例如 表.列$"),
        ("合计", Decimal(1), "“合计”只用于表格的各行"),
        ("分组", [{"分": 1}], "“分组”只用于还有分级的表格$"),
    ],
)
def test_a_filter_on_the_wrong_kind_of_value_says_what_it_is_for(text: str, value: Any, words: str) -> None:
    with pytest.raises(TemplateFault, match=words):
        said(f"{{{{ 值 | {text} }}}}", 值=value)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_on_a_field_that_there_is_not_names_the_field(name: str) -> None:
    if name not in ("符号", "数值", "单位", "竖向合并"):
        with pytest.raises(TemplateFault, match="“没有”在表格的字段里没有"):
            said(f"{{% for 项 in 没有 | {name} %}}{{% endfor %}}")


def test_every_spelling_is_one_that_a_template_prints() -> None:
    assert spellings(Decimal("2180000.00")) == ("2,180,000.00", "218", "贰佰壹拾捌万元整")
    assert spellings(date(2025, 1, 1)) == ("2025-01-01", "2025年1月1日")
    assert spellings("甲") == ("甲", "☑甲")
    assert spellings(Number("9.5", "9.50"))[0] == "9.50"
    assert spellings(Rate(Decimal("98.35"), "98.35%")) == ("98.35%",)


# --- conditions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (Decimal("0.00"), True),
        (Number("0"), True),
        (Rate(Decimal(0)), True),
        (0, True),
        (" ", True),
        ([None, "甲"], True),
        ({"甲": {"乙": Decimal("0.00")}}, True),
        (None, False),
        ("", False),
        (Choice("", NATURES), False),
        (Choices([], NATURES), False),
        ([], False),
        ([None, ""], False),
        (Table([], {"甲": "line"}), False),
        ({"甲": None, "乙": {"丙": "", "丁": []}}, False),
    ],
)
def test_a_condition_that_compares_nothing_asks_whether_there_is_anything(value: Any, filled: bool) -> None:
    asked = {
        "{% if 值 %}有{% else %}无{% endif %}": filled,
        "{{ '有' if 值 else '无' }}": filled,
        "{% if not 值 %}有{% else %}无{% endif %}": not filled,
        "{% if 值 and 甲 %}有{% else %}无{% endif %}": filled,
        "{% if 空 or 值 %}有{% else %}无{% endif %}": filled,
        "{% if 空 %}空{% elif 值 %}有{% else %}无{% endif %}": filled,
        "{% if 值 is defined and (空 or not not 值) %}有{% else %}无{% endif %}": filled,
    }
    for text, wanted in asked.items():
        assert said(text, 值=value, 甲="甲", 空=None) == ("有" if wanted else "无"), text


def test_a_loop_may_ask_which_items_it_goes_over_and_where_it_is() -> None:
    text = "{% for 行 in 表 if 行.数 %}{% if not loop.first %}、{% endif %}{{ 行.数 }}{% endfor %}"
    assert said(text, 表=[{"数": Decimal(0)}, {"数": None}, {"数": Decimal(1)}]) == "0.00、1.00"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("'甲' in 表.名", True),
        ("'丙' in 表.名", False),
        ("'丙' not in 表.名", True),
        ("'甲' in 选", True),
        ("'甲' in 空", False),
        ("'甲' not in 空", True),
        ("选一 == '甲'", True),
        ("表 | 个数 > 1", True),
    ],
)
def test_conditions_compare_and_look_into_lists(condition: str, holds: bool) -> None:
    values = {
        "表": [{"名": "甲"}, {"名": "乙"}],
        "选": Choices(["甲"], "甲乙"),
        "选一": Choice("甲", "甲乙"),
        "空": None,
    }
    assert said(f"{{% if {condition} %}}是{{% else %}}否{{% endif %}}", **values) == ("是" if holds else "否")


def test_a_condition_on_a_field_that_there_is_not_is_a_fault() -> None:
    for text in ("{% if 没有 %}{% endif %}", "{{ 1 if 空 or 没有 else 2 }}", "{% if not 组.没有 %}{% endif %}"):
        with pytest.raises(TemplateFault, match="“没有”"):
            said(text, 空=None, 组={})


@pytest.mark.parametrize("name", ["filled", "members", "join", "enter", "begins", "part"])
def test_what_the_language_adds_for_itself_no_author_can_use(name: str) -> None:
    with pytest.raises(TemplateFault, match="没有过滤器"):
        said(f"{{{{ 值 | {name} }}}}", 值="甲")


def test_what_docxtpl_would_put_into_a_tag_is_looked_at_too() -> None:
    for text in ("{% colspan 'a' * 9 %}", "{% cellbg ''.__class__ %}"):
        with pytest.raises(TemplateFault):
            fill_word(word_table([[text]]) + "<w:p/>")


# --- what is left out -------------------------------------------------------------------------------------------------


def texts(data: bytes) -> list[str]:
    return [text for text in re.split(rf"[\n{CELL_END}]", text_of(data)) if text]


def test_in_word_paragraphs_and_whole_tables_are_left_out() -> None:
    rows = loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"])
    table = word_table([["级", "名"], *rows])
    body = f"{paragraphs('{%p if 表 %}', '表一')}{table}{table}{paragraphs('{%p endif %}', '尾')}"
    assert texts(fill_word(body, 表=leveled("a"))) == ["表一", *["级", "名", "同", "名0"] * 2, "尾"]
    data = fill_word(body, 表=leveled())
    assert texts(data) == ["尾"]
    assert not docx.Document(io.BytesIO(data)).tables


def test_in_word_rows_are_left_out_around_and_inside_of_loops() -> None:
    drawing = [
        ["头", ""],
        *loop("for 行 in 表", *loop("if 行.名 != '名1'", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"])),
        *loop("if 没", *loop("for 行 in 表", ["{{ 行.名 }}", "不该有"])),
    ]
    data = fill_word(word_table(drawing) + "<w:p/>", 表=leveled("a", "a", "a"), 没=None)
    assert texts(data) == ["头", "同", "名0", "名2"]


def test_in_word_no_cell_is_left_without_a_paragraph_and_no_table_without_a_row() -> None:
    inner = word_table(loop("for 行 in 表", ["{{ 行.名 }}"]))
    cell = f"<w:tc><w:tcPr/>{inner}{paragraphs('{%p if 值 %}', '{{ 值 }}', '{%p endif %}')}</w:tc>"
    body = f"{paragraphs('前')}<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}{cell}<w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>"
    for table, value in ((leveled("a"), None), (leveled(), None), (leveled("a"), "甲"), (leveled(), "甲")):
        data = fill_word(body, 表=table, 值=value)
        assert texts(data) == ["前", *[*[row["名"] for row in table], *([value] if value else [])] * 2]
        for found in package.parse(package.read(data)["word/document.xml"]).iter("{*}tbl"):
            assert found.findall("{*}tr")


def test_in_word_blank_paragraphs_and_breaks_with_attributes_are_read_back() -> None:
    body = '<w:p w:rsidR="00A1"/><w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="9"/></w:tabs></w:pPr><w:r><w:t>{{ 名 }}'
    assert text_of(fill_word(f'{body}</w:t><w:br w:type="page"/><w:tab/></w:r></w:p>', 名="甲")) == "\n甲\n\t\n"


def test_in_excel_rows_are_left_out_around_and_inside_of_loops() -> None:
    drawing = [
        ["头", ""],
        *loop("if 表", ["级", "名"], *loop("for 行 in 表", ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"])),
        *loop("for 行 in 表", *loop("if 行.分 > 1", ["{{ 行.分 }}", ""])),
        ["尾", ""],
    ]

    def rows(*groups: str) -> list[list[Any]]:
        return [[cell.value for cell in row] for row in fill_excel(drawing, 表=leveled(*groups)).iter_rows()]

    assert rows() == [["头", None], ["尾", None]]
    wanted = [["头", None], ["级", "名"], ["同", "名0"], [None, "名1"], [2, None], ["尾", None]]
    assert rows("a", "a") == wanted


def test_in_excel_points_are_numbers_and_rates_and_results_texts() -> None:
    values = {"分": Number("9.5", "9.50"), "率": Rate(Decimal("98.35")), "果": Result("3 场", Decimal(3), "场")}
    row: list[str | None] = [
        "{{ 分 }}",
        "{{ 率 }}",
        "{{ 果 }}",
        "{{ 钱 | 万元 }}",
        "{{ 表.分 | 合计 }}",
        "得 {{ 分 }} 分",
    ]
    sheet = fill_excel([row], **values, 钱=Decimal("2180000.00"), 表=leveled("a", "a"))
    assert [cell.value for cell in sheet[1]] == [9.5, "98.35%", "3 场", 218, 3, "得 9.50 分"]


def test_in_excel_a_joined_amount_is_a_number_and_counts_once_in_a_total() -> None:
    projects = [{"钱": Decimal("1.50"), "行": ["一", "二"]}, {"钱": Decimal("2.00"), "行": ["三"]}]
    rows = loop("for 项 in 项目", *loop("for 行 in 项.行", ["{{ 项.钱 | 竖向合并 }}", "{{ 行 }}"]))
    sheet = fill_excel([*rows, ["=SUM(A3:A3)", "计"]], 项目=projects)
    assert [cell.value for cell in sheet["A"]] == [1.5, None, 2, 3.5]


# --- from a project ---------------------------------------------------------------------------------------------------

TABLE = """
  type: dict
  nullable: true
  meta: {levels: [一级, 二级]}
  valuesrules:
    type: dict
    valuesrules:
      type: list
      schema:
        type: dict
        schema:
          名: {type: line}
          监控:
            {type: dict, nullable: true, schema: {值: {type: result, nullable: true}, 性: {type: line, allowed: [能]}}}
          档: {type: list, nullable: true, schema: {type: dict, schema: {级: {type: line}, 分: {type: number}}}}
"""

SCHEMA = """
性质: {type: line, allowed: [经常性, 一次性]}
方式: {type: list, nullable: true, schema: {type: line, allowed: [公开, 邀请]}}
清单: {type: list, nullable: true, schema: {type: line}}
资金: {type: dict, nullable: true, schema: {总额: {type: amount, nullable: true}}}
步骤: {type: list, nullable: true, schema: {type: dict, schema: {名: {type: line}, 时: {type: date, nullable: true}}}}
年度指标: TABLE
实施期指标: TABLE
两栏: {type: list, meta: {computed: {side_by_side: [实施期指标, 年度指标], by: 一级}}}
""".replace("TABLE", TABLE)

PROJECT = """
性质: 经常性
资金:
步骤:
  - 名: 甲
年度指标:
  产出:
    数量:
      - 名: 年1
        档:
          - {级: 优, 分: 9.50}
          - {级: 良}
      - 名: 年2
        监控: {值: 3 场}
    质量:
      - 名: 年3
实施期指标:
  产出:
    数量:
      - 名: 期1
  效益:
    社会:
      - 名: 期2
"""


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    project, findings = validate(PROJECT, SCHEMA)
    assert findings == []
    return context.build(project, fields.prepare(schema_of(SCHEMA)))


def test_the_context_has_every_key_whatever_was_typed(built: dict[str, Any]) -> None:
    assert (built["性质"], built["性质"].options) == ("经常性", ("经常性", "一次性"))
    assert (built["方式"], built["方式"].options, built["清单"]) == ([], ("公开", "邀请"), [])
    assert built["资金"] == {"总额": None}
    assert built["步骤"] == [{"名": "甲", "时": None}]
    first, second, _ = built["年度指标"]
    assert first["监控"] == {"值": None, "性": ""}
    assert first["档"] == [{"级": "优", "分": Decimal("9.50")}, {"级": "良", "分": None}]
    assert (str(second["监控"]["值"]), second["档"]) == ("3 场", [])
    assert built["年度指标"].levels == ("一级", "二级")
    assert said("{{ 年度指标.档.分 | 合计 }}{{ 年度指标.监控.值 | 个数 }}", **built) == "9.53"
    for path in ("没有", "监控.没有", "档.没有"):
        for table in ("年度指标", "两栏.年度指标"):
            with pytest.raises(TemplateFault, match="“没有”"):
                said(f"{{{{ {table}.{path} | 个数 }}}}", **built)
    assert not said("{% if 方式 or 清单 or 资金 %}有{% endif %}", **built)


def test_tables_stand_side_by_side_by_their_groups(built: dict[str, Any]) -> None:
    rows = [(row["一级"], row["实施期指标"]["名"], row["年度指标"]["名"]) for row in built["两栏"]]
    assert rows == [("产出", "期1", "年1"), ("产出", None, "年2"), ("产出", None, "年3"), ("效益", "期2", None)]
    assert [row["一级"].first for row in built["两栏"]] == [True, False, False, True]
    blank = built["两栏"][1]["实施期指标"]
    assert blank == {"一级": None, "二级": None, "名": None, "监控": {"值": None, "性": ""}, "档": []}


@both
def test_side_by_side_each_table_joins_its_own_levels(columns: Columns, built: dict[str, Any]) -> None:
    row: list[str | None] = [
        *("{{ 行.一级 | 竖向合并 }}", "{{ 行.实施期指标.二级 | 竖向合并 }}", "{{ 行.年度指标.二级 | 竖向合并 }}"),
        "{{ 行.年度指标.名 }}",
    ]
    first, left, right, _ = columns(loop("for 行 in 两栏", row), **built)
    assert first == [("产出", 3), ("效益", 1)]
    assert left == [("数量", 1), ("", 1), ("", 1), ("社会", 1)]
    assert right == [("数量", 2), ("质量", 1), ("", 1)]


def test_a_blank_choice_is_no_field_that_all_projects_share() -> None:
    blank = {"性质": Choice("", NATURES), "单位": "甲", "钱": None}
    assert context.common_fields([blank, blank]) == {"单位": "甲"}

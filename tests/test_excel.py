"""The workbook: text that stays text, totals with their values, heights, ranges, pages."""

import hashlib
import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from conftest import ROOT
from formgen import building, excel, package
from formgen.diagnostics import Severity
from formgen.excel import ExcelTemplate, Reading
from formgen.filters import Level, TemplateFault
from formgen.values import Measure
from readers import workbook
from test_office import convert
from test_word import blank_form


def template(tmp_path: Path, *rows: list[object], merges: tuple[str, ...] = (), widths: float = 20) -> bytes:
    """Return a template of one sheet with these cells."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True)
    for merge in merges:
        sheet.merge_cells(merge)
    for column in "ABC":
        sheet.column_dimensions[column].width = widths
    path = tmp_path / "template.xlsx"
    book.save(path)
    return path.read_bytes()


def fill(data: bytes, **values: object) -> bytes:
    return written(ExcelTemplate(data), **values)


def written(book: ExcelTemplate, **values: object) -> bytes:
    made, digests = book.render(values, title="题", company="单位", year=2025)
    assert Reading(made).digests == digests
    return made


def only_sheet(data: bytes, *, values: bool = True) -> object:
    return workbook(data, values=values).worksheets[0]


@pytest.mark.parametrize(
    "text",
    [
        "=1.00(次)",
        "=SUM(A1)",
        "+1",
        "-1",
        "@甲",
        "'甲",
        "#N/A",
        "TRUE",
        "1e5",
        "0123",
        "2025-01-01",
        " 甲 ",
        "𠮷😀",
        "a\nb",
    ],
)
def test_text_stays_text(text: str, tmp_path: Path) -> None:
    cell = only_sheet(fill(template(tmp_path, ["{{ 文 }}"]), 文=text), values=False)["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.style and cell.quotePrefix


def test_what_looks_like_an_escape_is_written_so_that_excel_shows_it_as_typed(tmp_path: Path) -> None:
    made = fill(template(tmp_path, ["{{ 文 }}"]), 文="_x0041_ _x_")
    assert b"_x005F_x0041_ _x_" in package.read(made)["xl/worksheets/sheet1.xml"]


def test_values_keep_their_types(tmp_path: Path) -> None:
    row = ["{{ 钱 }}", "{{ 日 }}", "{{ 数 }}", "{{ 空 }}", "{{ 值 }}", "{{ 值 | 数值 }}", "计 {{ 钱 }} 元"]
    made = fill(
        template(tmp_path, row), 钱=Decimal("9999999999999.99"), 日=date(2025, 1, 2), 数=3, 空=None,
        值=Measure("≥", Decimal("1500.00"), "条"),
    )  # fmt: skip
    assert [cell.value for cell in only_sheet(made)[1]] == [
        9999999999999.99, 45659, 3, None, "≥1500.00(条)", 1500, "计 9,999,999,999,999.99 元"
    ]  # fmt: skip
    assert "<v>9999999999999.99</v>" in package.read(made)["xl/worksheets/sheet1.xml"].decode()


def test_a_total_has_a_formula_and_its_value(tmp_path: Path) -> None:
    data = template(tmp_path, ["{%tr for 行 in 表 %}"], ["{{ 行 }}"], ["{%tr endfor %}"], ["=SUM(A2:A2)"])
    amounts = [Decimal("0.10"), Decimal("0.20"), None, Decimal("1234567890123.05")]
    made = fill(data, 表=amounts)
    assert only_sheet(made, values=False)["A5"].value == "=SUM(A1:A4)"
    assert only_sheet(made)["A5"].value == 1234567890123.35
    assert "<v>1234567890123.35</v>" in package.read(made)["xl/worksheets/sheet1.xml"].decode()


def test_a_total_may_stand_above_or_among_the_rows_that_it_adds(tmp_path: Path) -> None:
    rows = (["=SUM(A4:A4)"], ["{%tr for 行 in 表 %}"], ["=SUM(A4:A4)"], ["{{ 行 }}"], ["{%tr endfor %}"])
    made = fill(template(tmp_path, *rows), 表=[Decimal("0.10"), Decimal("0.20"), Decimal("0.40")])
    assert [cell.value for (cell,) in only_sheet(made)["A1:A7"]] == [0.7, 0.7, 0.1, 0.7, 0.2, 0.7, 0.4]
    formulas = [cell.value for (cell,) in only_sheet(made, values=False)["A1:A7"]]
    assert formulas[::2] == ["=SUM(A3:A7)", 0.1, 0.2, 0.4] and set(formulas[1::2]) == {"=SUM(A3:A7)"}


class ReadAnew(list[object]):
    """A list that keeps nothing: whoever goes through it makes its items anew."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count, self.times = count, 0

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[object]:
        self.times += 1
        return ({"名": f"第 {number} 个", "数": number} for number in range(self.count))


def test_rows_may_be_made_while_they_are_written(tmp_path: Path) -> None:
    rows = ReadAnew(1500)
    loop = (["{%tr for 行 in 表 %}"], ["{{ loop.index }}/{{ loop.length }}", "{{ 行.名 }}"], ["{%tr endfor %}"])
    sheet = only_sheet(fill(template(tmp_path, *loop), 表=rows))
    assert (sheet.max_row, sheet["A1500"].value, sheet["B1500"].value) == (1500, "1500/1500", "第 1499 个")
    assert rows.times == 1


def test_a_sheet_with_more_rows_than_excel_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = template(tmp_path, ["{%tr for 行 in 表 %}"], ["{{ 行 }}"], ["{%tr endfor %}"])
    monkeypatch.setattr(excel, "_SHEET_ROWS", 3)
    fill(data, 表=["甲"] * 3)
    with pytest.raises(TemplateFault, match="有 4 行，超过了 Excel 的 3 行"):
        fill(data, 表=["甲"] * 4)


SHEET = "xl/worksheets/sheet1.xml"


def small_sheet(tmp_path: Path, count: int = 4) -> tuple[package.Parts, list[bytes]]:
    """Return the parts of a workbook of one sheet of so many rows, and the digests that it must have."""
    rows = [["{{ 文 }}"], ["尾", "{{ 数 }}"], ["末"], ["=SUM(B2:B2)"]][:count]
    data = template(tmp_path, *rows, merges=("B3:B4",) if count == 4 else ())
    made, digests = ExcelTemplate(data).render({"文": "甲&乙\n]]>", "数": 1}, title="题", company="", year=2025)
    assert Reading(made).digests == digests
    return package.read(made), digests


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲", "乙"),
        ("甲", "甲\x01"),
        ("甲&amp;乙", "甲&乙"),
        ("甲&amp;乙", "甲&amp;amp;乙"),
        ("</t>", "</t><b/>"),
        ('<row r="1"', '<row r="3"'),
        ("</row>", ""),
        ('r="A1"', 'r="A2"'),
        ('<row r="2"', ' <row r="2"'),
        ("<v>1</v>", "<v>2</v>"),
        ("<v>1</v>", ""),
        ("</sheetData>", ""),
        ("</mergeCells>", ""),
        ("</worksheet>", ""),
        ("<worksheet", "<worksheet>"),
        (' t="inlineStr"', ""),
    ],
)
def test_what_is_not_as_it_was_written_is_seen(old: str, new: str, tmp_path: Path) -> None:
    parts, digests = small_sheet(tmp_path)
    sheet = parts[SHEET].decode()
    assert old in sheet
    parts[SHEET] = sheet.replace(old, new, 1).encode()
    assert Reading(package.write(parts)).digests != digests


def plain_cells(sheet: bytes) -> list[tuple[str | None, str]]:
    """Return the filled cells of a sheet as an XML parser gives them."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    found = []
    for cell in package.parse(sheet).iterfind(f"{main}sheetData/{main}row/{main}c"):
        if text := "".join(cell.itertext(f"{main}t", f"{main}v")):
            found.append((cell.get("r"), text))
    return found


def damaged(sheet: bytes) -> Iterator[bytes]:
    """Yield a sheet with each byte, tag and entity left out, doubled, and something else in turn."""
    for at in range(len(sheet)):
        for new in (b"", sheet[at : at + 1] * 2, b"<", b">", b"&", b'"', b"/", b" ", b"1", b"\xff"):
            yield sheet[:at] + new + sheet[at + 1 :]
    for mark in re.finditer(b"<[^>]*>|&[a-z]+;", sheet):
        for new in (b"", mark[0] * 2, b">", b"&", b"</row>", b"<sheetData>", b"<!--", b"-->", b"<![CDATA["):
            yield sheet[: mark.start()] + new + sheet[mark.end() :]


@pytest.mark.parametrize("rows", [1, 4])
def test_damage_that_is_not_seen_does_no_harm_to_a_cell(rows: int, tmp_path: Path) -> None:
    parts, digests = small_sheet(tmp_path, rows)
    cells = plain_cells(parts[SHEET])
    assert cells
    unseen = 0
    for sheet in damaged(parts[SHEET]):
        digest = hashlib.blake2b(digest_size=16)
        for _ in excel._texts(io.BytesIO(sheet), digest):
            pass
        if [digest.digest()] == digests:
            assert plain_cells(sheet) == cells, sheet
            unseen += 1
    assert unseen > 100, "a style, a width, a height: what no cell holds"


def test_a_workbook_that_says_something_else_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("formgen.cells.Cell.text", lambda cell, text: f"{cell.before_text}{text[:-1]}{cell.after_text}")
    result = building.run([ROOT / "projects/2025"], tmp_path, ROOT / "templates", str)
    found = [finding for finding in result.findings if finding.code == "document-differs"]
    assert found and all("summary.xlsx" in finding.message for finding in found)
    assert not list(tmp_path.rglob("*.*x"))


def test_a_reading_gives_the_texts_of_each_sheet_as_often_as_they_are_asked_for(year: Path) -> None:
    (path,) = year.glob("*目标汇总表.xlsx")
    reading = Reading(path.read_bytes())
    sheets = [list(texts) for texts in reading]
    first, *_ = reading.digests
    assert [list(texts) for texts in reading] == sheets
    assert next(iter(reading)) is not None and reading.digests[0] == first
    book = load_workbook(path, data_only=True)
    assert [len(texts) for texts in sheets] == [
        sum(cell.value is not None for row in sheet.iter_rows() for cell in row) for sheet in book.worksheets
    ]


@pytest.mark.parametrize("formula", ["=A1+1", "=SUM(A1:B1)", "=SUM(A1)", '=HYPERLINK("x")', "=[1]甲!A1"])
def test_other_formulas_in_a_template_are_refused(formula: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match="A1：公式只能写成"):
        ExcelTemplate(template(tmp_path, [formula]))


@pytest.mark.parametrize(
    "text", ["{{ 文.__class__ }}", "{{ 'a' * 9 }}", "｛｛ 文 ｝｝", "{{ 文", "{{ 文 | upper }}", "{{ 没有 }}"]
)
def test_a_template_outside_the_language_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateFault):
        fill(template(tmp_path, [text]), 文="甲")


def test_a_second_filling_is_not_coloured_by_the_first(tmp_path: Path) -> None:
    """Openpyxl changes a workbook when it saves it; two batches of one run share a template."""
    book = ExcelTemplate((ROOT / "templates/declaration/summary.xlsx").read_bytes())
    twice = [written(book, 项目=[blank_form()], 汇总表标题="题") for _ in "12"]
    assert twice[0] == twice[1]


def test_fixed_contents_of_a_template_keep_their_types(tmp_path: Path) -> None:
    sheet = only_sheet(fill(template(tmp_path, ["约1.00(次)", 1.5, date(2025, 1, 2)])))
    assert [cell.value for cell in sheet[1]] == ["约1.00(次)", 1.5, datetime(2025, 1, 2)]
    with pytest.raises(TemplateFault, match="A1"):
        ExcelTemplate(template(tmp_path, [True]))


def test_a_sheet_that_lost_a_figure_is_not_saved_by_another_sheet(tmp_path: Path) -> None:
    """The department stands on 汇总 too, so all cells taken together would still hold it."""
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    book = load_workbook(templates / "declaration/summary.xlsx")
    assert book["申报表"]["C6"].value == "{{ 表.主管部门 }}"
    book["申报表"]["C6"].value = None
    book.save(templates / "declaration/summary.xlsx")
    result = building.run([ROOT / "projects/2025"], tmp_path / "out", templates, str)
    errors = [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert {(finding.code, finding.message.split("”")[0]) for finding in errors} == {("value-not-printed", "“主管部门")}
    assert not list((tmp_path / "out").rglob("*.*x"))


def test_groups_merge_by_what_they_are_not_by_what_they_say(tmp_path: Path) -> None:
    data = template(
        tmp_path, ["头", "名"], ["{%tr for 行 in 表 %}"], ["{{ 行.级 | 竖向合并 }}", "{{ 行.名 }}"], ["{%tr endfor %}"]
    )
    groups = ["甲", "甲", "乙", "乙", "乙", "丙"]
    rows = [
        {"级": Level("同名", group, first=index == 0 or groups[index - 1] != group), "名": "同"}
        for index, group in enumerate(groups)
    ]
    sheet = only_sheet(fill(data, 表=rows))
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A2:A3", "A4:A6"]
    assert [sheet.cell(row, 1).value for row in range(2, 8)] == ["同名", None, "同名", None, None, "同名"]
    assert [sheet.cell(row, 2).value for row in range(2, 8)] == ["同"] * 6


def test_a_range_over_a_loop_grows_with_its_rows(tmp_path: Path) -> None:
    rows = (["左", "头"], [None, "{%tr for 行 in 表 %}"], [None, "{{ 行 }}"], [None, "{%tr endfor %}"], ["尾", "尾"])
    sheet = only_sheet(fill(template(tmp_path, *rows, merges=("A1:A4",)), 表=["一", "二", "三"]))
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:A4"]
    assert sheet["A5"].value == "尾"


@pytest.mark.parametrize("length", [10, 500, 5_000, 10_000])
def test_a_long_text_gets_the_height_it_needs_and_no_row_is_taller_than_excel_allows(
    length: int, tmp_path: Path
) -> None:
    text = "绩" * length
    made = fill(template(tmp_path, ["{{ 文 }}", "{{ 短 }}"], ["尾", ""]), 文=text, 短="短")
    sheet = only_sheet(made)
    heights = {row: sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)}
    assert all(height <= 409.5 for height in heights.values())
    last = sheet.max_row - 1
    characters_a_line = (20 * 7 + 5) * 0.75 // 11
    assert sum(heights[row] for row in range(1, last + 1)) >= length / characters_a_line * 11 * 1.2
    if last > 1:
        assert sorted(str(area) for area in sheet.merged_cells.ranges) == [f"A1:A{last}", f"B1:B{last}"]
    assert (sheet["A1"].value, sheet["B1"].value, sheet.cell(last + 1, 1).value) == (text, "短", "尾")


def test_a_narrow_group_over_few_rows_makes_them_taller(tmp_path: Path) -> None:
    data = template(tmp_path, ["{%tr for 行 in 表 %}"], ["{{ 行 | 竖向合并 }}", "短"], ["{%tr endfor %}"], widths=5)
    level = [Level("服务对象满意度指标" * 3, "甲", first) for first in (True, False)]
    sheet = only_sheet(fill(data, 表=level))
    assert sum(sheet.row_dimensions[row].height for row in (1, 2)) > 10 * 11


def test_the_units_workbook_prints_on_a4_with_heads_and_page_numbers(year: Path) -> None:
    (path,) = year.glob("*目标汇总表.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["汇总", "申报表", "指标明细"]
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert "&P" in sheet.oddFooter.center.text and "&N" in sheet.oddFooter.center.text
        for dimension in sheet.row_dimensions.values():
            assert dimension.height <= 409.5
    assert book["汇总"].print_title_rows == "$1:$4"
    assert book["指标明细"].print_title_rows == "$1:$1"
    assert book["指标明细"].freeze_panes == "A2"
    (table,) = book["指标明细"].tables.values()
    assert table.ref == table.autoFilter.ref == "A1:I47"
    starts = [row for row in range(1, 90) if book["申报表"].cell(row, 1).value == "财政项目支出绩效目标申报表"]
    assert [found.id for found in book["申报表"].row_breaks.brk] == [row - 1 for row in starts[1:]]


def test_no_two_merged_ranges_overlap(year: Path) -> None:
    (path,) = year.glob("*目标汇总表.xlsx")
    seen = 0
    for sheet in load_workbook(path).worksheets:
        covered: set[tuple[int, int]] = set()
        for area in sheet.merged_cells.ranges:
            cells = {(row, column) for row, column in area.cells}
            assert covered.isdisjoint(cells), f"{sheet.title}!{area}"
            covered |= cells
            seen += 1
    assert seen > 100


def test_every_cell_of_a_merged_range_has_its_frame(year: Path) -> None:
    """Read as XML: openpyxl draws frames of its own around merged cells when it loads them."""
    (path,) = year.glob("*目标汇总表.xlsx")
    parts = package.read(path.read_bytes())
    styles = package.parse(parts["xl/styles.xml"])
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    borders = [[side.get("style") for side in border][:4] for border in styles.find(f"{main}borders")]
    formats = [borders[int(xf.get("borderId"))] for xf in styles.find(f"{main}cellXfs")]
    framed = 0
    for cell in package.parse(parts["xl/worksheets/sheet2.xml"]).iter(f"{main}c"):
        if re.fullmatch(r"[A-H]([4-9]|1[0-9]|2[0-8])", cell.get("r")):
            assert formats[int(cell.get("s"))] == ["thin"] * 4, cell.get("r")
            framed += 1
    assert framed == 8 * 25, "the first form, without its title and year"


def test_a_folder_of_other_projects_names_its_own_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes((ROOT / "templates/declaration/example.yaml").read_bytes())
    result = building.run([tmp_path], tmp_path, ROOT / "templates", str)
    assert [path.name for path in result.of_batch] == [
        "示例市东湖科技馆2025年度项目绩效目标汇总表.xlsx",
        "示例市东湖科技馆2025年度项目绩效指标汇总表.xlsx",
    ]


def test_a_template_with_a_stray_cell_far_below_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A20000"] = "甲"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TemplateFault, match="20000"):
        ExcelTemplate((tmp_path / "a.xlsx").read_bytes())


def test_a_template_that_lacks_a_sheet_is_refused() -> None:
    parts = package.read((ROOT / "templates/declaration/summary.xlsx").read_bytes())
    del parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(package.BadPackage):
        ExcelTemplate(package.write(parts))


def test_what_a_template_tells_of_its_origin_stays_behind(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "甲"
    book.properties.creator = "张三"
    book.custom_doc_props.append(StringProperty(name="部门", value="张三"))
    book.save(tmp_path / "a.xlsx")
    made = package.read(fill((tmp_path / "a.xlsx").read_bytes()))
    assert "docProps/custom.xml" not in made
    assert not any("张三" in content.decode("utf-8", "replace") for content in made.values())


def test_a_template_with_a_link_to_the_outside_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "甲"
    book.active["A1"].hyperlink = "https://example.com/"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TemplateFault, match="example"):
        ExcelTemplate((tmp_path / "a.xlsx").read_bytes())


def grown(tmp_path: Path, change: Callable[[Workbook], None], soffice: str | None = None) -> Workbook:
    """Return the workbook that a template of a head, a loop of one row and a foot gives for four rows.

    Args:
        tmp_path: for files.
        change: done to the template, whose loop's row is the fourth.
        soffice: saves the workbook again before it is read.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "甲 表"
    for row in (
        ["表"],
        ["名称", "金额"],
        ["{%tr for 行 in 行们 %}"],
        ["{{ 行.名称 }}", "{{ 行.金额 }}"],
        ["{%tr endfor %}"],
    ):
        sheet.append(row)
    sheet.append(["合计", "=SUM(B4:B4)"])
    change(book)
    book.save(tmp_path / "a.xlsx")
    rows = [{"名称": f"第 {number}", "金额": Decimal(number)} for number in range(4)]
    (tmp_path / "made.xlsx").write_bytes(fill((tmp_path / "a.xlsx").read_bytes(), 行们=rows))
    path = convert(tmp_path / "made.xlsx", "ods", soffice, tmp_path) if soffice else tmp_path / "made.xlsx"
    return load_workbook(convert(path, "xlsx", soffice, tmp_path / "again") if soffice else path)


def refer_to_rows(book: Workbook) -> None:
    sheet = book.active
    sheet.auto_filter.ref = "A2:B4"
    sheet.print_area = "A1:B6"
    sheet.print_title_rows = "1:2"
    sheet.freeze_panes = "A3"
    book.defined_names["金额们"] = DefinedName("金额们", attr_text="'甲 表'!$B$4:$B$4")
    book.defined_names["税率"] = DefinedName("税率", attr_text="0.06")
    sheet.conditional_formatting.add("A4:B4", FormulaRule(formula=["$B4>2"], font=Font(bold=True)))
    sheet.conditional_formatting.add("B6", FormulaRule(formula=["B6>2"], font=Font(bold=True)))
    rule = DataValidation(type="list", formula1='"第 1,第 2"')
    rule.add("A4")
    sheet.add_data_validation(rule)


def assert_all_followed(book: Workbook) -> None:
    sheet = book.worksheets[0]
    assert sheet["A7"].value == "合计"
    assert sheet.auto_filter.ref == "A2:B6"
    assert sheet.print_area == "'甲 表'!$A$1:$B$7"
    assert sheet.print_title_rows == "$1:$2"
    assert book.defined_names["金额们"].attr_text.replace("'", "") == "甲 表!$B$3:$B$6"
    formats = {str(one.sqref): one.rules[0].formula for one in sheet.conditional_formatting}
    assert formats == {"A3:B6": ["$B3>2"], "B7": ["B7>2"]}
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("A3:A6", '"第 1,第 2"')


def test_all_that_refers_to_rows_follows_them(tmp_path: Path) -> None:
    book = grown(tmp_path, refer_to_rows)
    assert_all_followed(book)
    assert book.defined_names["税率"].attr_text == "0.06"
    assert book.worksheets[0].freeze_panes == "A3"


def test_libreoffice_sees_the_same_ranges(tmp_path: Path, soffice: str) -> None:
    (tmp_path / "again").mkdir()
    assert_all_followed(grown(tmp_path, refer_to_rows, soffice))


def test_rules_and_formats_leave_out_the_rows_between(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        sheet = book.active
        sheet.insert_rows(5)
        sheet["A5"] = "小计"
        rule = DataValidation(type="whole", formula1="0", formula2="9")
        rule.add("B4")
        sheet.add_data_validation(rule)
        sheet["B7"] = None

    (rule,) = grown(tmp_path, change).worksheets[0].data_validations.dataValidation
    assert str(rule.sqref) == "B3 B5 B7 B9"


@pytest.mark.parametrize("formula", ["$B$6>2", "SUM(B$4:B$4)>2"])
def test_a_format_that_looks_at_a_fixed_row_is_refused(formula: str, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book.active.conditional_formatting.add("A4", FormulaRule(formula=[formula]))

    with pytest.raises(TemplateFault, match="条件格式"):
        grown(tmp_path, change)


def test_a_name_that_is_computed_is_refused(tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        book.defined_names["变"] = DefinedName("变", attr_text="OFFSET('甲 表'!$A$1,1,1)")

    with pytest.raises(TemplateFault, match="变"):
        grown(tmp_path, change)

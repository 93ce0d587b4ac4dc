"""A context and an Excel template to the bytes of an xlsx, and the cells that a finished xlsx holds.

Owns the reading of a template and the workbook around the rows. openpyxl keeps styles, widths, print set-up, tables
and names; the rows are written by `sheet`, because openpyxl would make a formula of ``=1.00(次)`` and can give no
formula the value that phones and previews show. With `ranges` the only importer of openpyxl.

The template's language is Word's: cells hold ``{{ … }}``; a row that holds ``{%tr for 行 in … %}`` opens a loop and
goes away, ``{%tr endfor %}`` closes it; ``{%tr if … %}`` leaves rows out. A cell that is one placeholder alone keeps
the value's type: an amount is a number, a date is a date. Merged cells, page breaks and ``=SUM(A5:A5)`` over a loop's
rows grow with the rows; so does all that `ranges` knows.
"""

import io
import math
import re
import warnings
from copy import copy
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break, RowBreak
from openpyxl.worksheet.worksheet import Worksheet

from formgen import package, ranges, unwanted
from formgen.context import Context, Language, TemplateFault, native, parting
from formgen.filters import MERGE_DOWN
from formgen.merging import MergedDown
from formgen.sheet import CellValue, Geometry, Layout, Row, Style, Total, unescaped

Cells = dict[str, str]
"""Text by place, such as ``汇总!C7``; numbers as plain decimals, dates as serial numbers."""

_LANGUAGE = Language()
_CONTROL = re.compile(r"\{%tr\s+((?:(?!%\}).)*)%\}")
_SINGLE = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}).)*)\}\}\s*")
_MERGE = re.compile(r"\{\{([^{}]*)\|\s*" + MERGE_DOWN + r"\s*\}\}")
_SUM = re.compile(r"=SUM\(([A-Z]{1,3})([0-9]+):\1([0-9]+)\)")
_KEPT_PARTS = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|docProps/.*|customXml/.*"
    r"|xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml|xl/(theme|worksheets|tables|printerSettings)/[^/]*"
)
"""Parts that openpyxl carries over or that no form needs; anything else in a template would be lost silently."""

_ROWS_LIMIT = 1000
"""Rows of a sheet in a template; a form has some dozens, a stray cell far below would take minutes."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class ExcelTemplate:
    """A workbook drawn in Excel, ready to be filled.

    Args:
        data: the bytes of the xlsx.

    Raises:
        TemplateFault: the template holds what the language does not have.
        package.BadPackage: not an xlsx.
    """

    def __init__(self, data: bytes) -> None:
        parts = package.read_template(data)
        if "xl/workbook.xml" not in parts:
            raise package.BadPackage("不是 Excel 文件（.xlsx）")
        for found in unwanted.find(parts):
            raise TemplateFault(f"{found.message}；{found.hint}")
        if lost := lost_parts(parts):
            raise TemplateFault(f"模板里有图片、批注、图表、外部链接或宏（{lost[0]}），生成时留不住；请删掉")
        self._data = data
        self._opened: tuple[Workbook, list[_SheetTemplate]] | None = _open(data)

    def render(self, context: Context, *, title: str, company: str, year: int) -> tuple[bytes, Cells]:
        """Return the xlsx for one context, and the cells that `cells_of` must find in it.

        Raises:
            TemplateFault: a placeholder that the context does not have, or a value in the wrong place.
        """
        workbook, sheets = self._opened or _open(self._data)
        self._opened = None  # openpyxl changes a workbook when it saves it: a second one would differ
        layouts = [sheet.fill(context) for sheet in sheets]
        for sheet, layout in zip(sheets, layouts, strict=True):
            sheet.fit(layout)
        ranges.follow(workbook, {sheet.name: layout for sheet, layout in zip(sheets, layouts, strict=True)})
        buffer = io.BytesIO()
        workbook.save(buffer)
        parts = package.read(buffer.getvalue())
        for number, layout in enumerate(layouts, start=1):
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = _with_rows(parts[name], layout)
        parts["xl/styles.xml"] = _fonts_in_order(parts["xl/styles.xml"])
        package.drop(parts, unwanted.ORIGIN_PARTS)
        parts |= package.properties(title=title, company=company, year=year)
        expected = {
            f"{sheet.name}!{reference}": text
            for sheet, layout in zip(sheets, layouts, strict=True)
            for reference, text in layout.cells()
        }
        return package.write(parts), expected


def _open(data: bytes) -> "tuple[Workbook, list[_SheetTemplate]]":
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # English, and about parts that were looked at already
            workbook = load_workbook(io.BytesIO(data))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError) as fault:
        raise package.BadPackage("这个 Excel 文件的内容不完整，打不开") from fault
    named = list(package.parse(package.read(data)["xl/workbook.xml"]).iter(f"{_MAIN}sheet"))
    if len(named) != len(workbook.worksheets) or all(sheet.sheet_state != "visible" for sheet in workbook.worksheets):
        raise package.BadPackage("这个 Excel 文件的工作表不完整，或者全都隐藏了")
    for sheet in workbook.worksheets:
        if sheet.max_row > _ROWS_LIMIT:
            raise TemplateFault(f"工作表“{sheet.title}”一直用到第 {sheet.max_row} 行；删掉下面多余的行")
    return workbook, [_SheetTemplate(sheet) for sheet in workbook.worksheets]


def lost_parts(parts: package.Parts) -> list[str]:
    """Return the parts of a template that no finished workbook would have."""
    return [name for name in parts if not _KEPT_PARTS.fullmatch(name)]


def is_total(formula: str) -> bool:
    """Return whether a formula, with its ``=``, is one that grows with a loop's rows."""
    return _SUM.fullmatch(formula) is not None


def cells_of(data: bytes) -> Cells:
    """Return the filled cells of an xlsx, read by plain zip and XML; formulas give the value stored with them."""
    parts = package.read(data)
    targets = package.targets(parts, "xl/workbook.xml")
    cells: Cells = {}
    for sheet in package.parse(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet"):
        for cell in package.parse(parts[targets[sheet.get(_RELATION, "")]]).iter(f"{_MAIN}c"):
            text = "".join(node.text or "" for node in cell.iter(f"{_MAIN}t", f"{_MAIN}v"))
            if text:
                cells[f"{sheet.get('name')}!{cell.get('r')}"] = (
                    unescaped(text) if cell.get("t") == "inlineStr" else text
                )
    return cells


class _SheetTemplate:
    """One sheet of the template: its rows compiled, its geometry measured, its cells taken out."""

    def __init__(self, sheet: Worksheet) -> None:
        self.name = sheet.title
        self._sheet = sheet
        self._fixed: dict[int, dict[int, CellValue]] = {}
        self._rows: list[Row] = []
        rows = range(1, sheet.max_row + 1)
        self._going_on = self._joined_columns()
        source, typed = zip(*(self._row_source(row) for row in rows), strict=True)
        _LANGUAGE.check("".join(typed))
        self._compiled = _LANGUAGE.trust("".join(source), emit=self._emit, beside=_beside)
        self._geometry = Geometry(
            styles=_styles(sheet),
            heights={row: float(sheet.row_dimensions[row].height or 0) for row in rows},
            widths=_widths_pt(sheet),
            merges=tuple(
                (area.min_row, area.max_row, area.min_col, area.max_col) for area in sheet.merged_cells.ranges
            ),
            breaks=frozenset(row_break.id for row_break in sheet.row_breaks.brk),
        )
        self._clear()

    def fill(self, context: Context) -> Layout:
        """Return the rows that the template gives for a context."""
        self._rows = []
        try:
            self._compiled.render(context)
        except TemplateFault as fault:
            raise TemplateFault(f"工作表“{self.name}”：{fault}") from None
        if not self._rows:
            raise TemplateFault(f"工作表“{self.name}”没有一行内容")
        return Layout(self._geometry, self._rows)

    def fit(self, layout: Layout) -> None:
        """Make the sheet's merged ranges and page breaks those of the layout."""
        areas = self._sheet.merged_cells.ranges
        areas.clear()
        for top, bottom, left, right in layout.merged_ranges():
            areas.add(CellRange(min_row=top, max_row=bottom, min_col=left, max_col=right))
        self._sheet.row_breaks = RowBreak()
        for row in layout.page_breaks():
            self._sheet.row_breaks.append(Break(id=row))

    def _emit(self, source: int, values: dict[int, Any]) -> str:
        """Take one row over from the template while it renders."""
        filled = {column: native(value) for column, value in values.items()}
        self._rows.append(Row(source, {**self._fixed[source], **filled}))
        return ""

    def _row_source(self, row: int) -> tuple[str, str]:
        """Return a row as template source, and as its author typed it for the language's check.

        The source is a loop tag, or a call that hands over the values of the cells with placeholders.
        """
        cells = [cell for cell in self._sheet[row] if cell.value is not None]
        for cell in cells:
            control = _CONTROL.search(str(cell.value))
            if control:
                return f"{{% {control[1]}%}}", f"{{% {control[1]}%}}"
        self._fixed[row] = {cell.column: self._fixed_value(cell) for cell in cells if not _has_placeholder(cell)}
        typed, texts, values = [], [], []
        for cell in cells:
            if _has_placeholder(cell):
                self._check(cell)
                typed.append(cell.value)
                text, value = self._cell_source(cell)
                texts.append(text)
                values.append(f"{cell.column}: {value}")
        parted = ", ".join(str(column) for column, rows in self._going_on.items() if row not in rows)
        source = f"{''.join(texts)}{{{{ emit({row}, {{{', '.join(values)}}}) }}}}"
        return source + (parting(parted) if parted else ""), "".join(typed)

    def _cell_source(self, cell: Cell) -> tuple[str, str]:
        """Return what a cell's value needs before it, and an expression that gives the value.

        A placeholder alone keeps its type; among other text it is part of the text.
        """
        column, typed = cell.column, str(cell.value)
        joins = _MERGE.findall(typed)
        if len(joins) > 1:
            message = f"一格里只能有一个“{MERGE_DOWN}”，写成 {{{{ 字段 | {MERGE_DOWN} }}}}"
            raise TemplateFault(f"{self.name}!{cell.coordinate}：{message}")
        join = f"({joins[0]}) | {MERGE_DOWN}({column})" if joins else ""
        if alone := _SINGLE.fullmatch(typed):
            return "", f"({join or alone[1]})"
        before = f"{{% set joined{column} = {join} %}}" if join else ""
        content = _MERGE.sub(f"{{{{ joined{column} }}}}", typed)
        text = f"{before}{{% set text{column} %}}{content}{{% endset %}}"
        return text, f"beside(joined{column}, text{column})" if join else f"text{column}"

    def _joined_columns(self) -> dict[int, frozenset[int]]:
        """Return the columns with joined cells, and the rows of the template that each goes on through.

        Below a joined cell the template's own merged cells belong to it.
        """
        found: dict[int, set[int]] = {}
        for row in self._sheet.iter_rows():
            for cell in row:
                if _has_placeholder(cell) and _MERGE.search(str(cell.value)):
                    bottom = next(
                        (area.max_row for area in self._sheet.merged_cells.ranges if cell.coordinate in area), cell.row
                    )
                    found.setdefault(cell.column, set()).update(range(cell.row, bottom + 1))
        return {column: frozenset(rows) for column, rows in found.items()}

    def _check(self, cell: Cell) -> None:
        try:
            _LANGUAGE.check(cell.value)
        except TemplateFault as fault:
            raise TemplateFault(f"{self.name}!{cell.coordinate}：{fault}") from None

    def _fixed_value(self, cell: Cell) -> CellValue:
        """Return what the template itself puts into a cell: text, or a total over a loop's rows."""
        if cell.data_type == "f":
            total = _SUM.fullmatch(str(cell.value))
            if total is None:
                raise TemplateFault(f"{self.name}!{cell.coordinate}：公式只能写成 =SUM(C5:C5)，引用循环的那一行")
            return Total(range_boundaries(f"{total[1]}1")[0], int(total[2]), int(total[3]))
        if isinstance(cell.value, bool) or (isinstance(cell.value, datetime) and cell.value.time() != time()):
            raise TemplateFault(f"{self.name}!{cell.coordinate}：模板里的固定内容只能是文字、数字或日期")
        if isinstance(cell.value, int | float):
            return Decimal(str(cell.value))
        return cell.value.date() if isinstance(cell.value, datetime) else str(cell.value)

    def _clear(self) -> None:
        """Take the template's cells out of the workbook, so that what is saved is only what surrounds the rows."""
        self._sheet._cells.clear()
        self._sheet.row_dimensions.clear()


def _beside(joined: MergedDown, text: str) -> MergedDown:
    """Return the whole text of a cell, joined as the one value in it that asks for it."""
    return MergedDown(text, joined.first)


def _has_placeholder(cell: Cell) -> bool:
    return cell.data_type != "f" and any(mark in str(cell.value) for mark in ("{{", "{%", "｛｛", "}}", "%}"))


def _styles(sheet: Worksheet) -> dict[int, dict[int, Style]]:
    """Return the style of every cell; in a merged range that of its first cell, so that the whole range is framed."""
    first = {
        (row, column): sheet.cell(area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    return {
        row: {cell.column: _style(first.get((row, cell.column), cell)) for cell in sheet[row]}
        for row in range(1, sheet.max_row + 1)
    }


def _style(cell: Cell) -> Style:
    quoted = copy(cell._style) if cell._style else StyleArray()
    quoted.quotePrefix = 1  # the apostrophe that keeps Excel from computing a text that begins with "="
    text = cell.parent.parent._cell_styles.add(quoted)
    return Style(cell.style_id, text, float(cell.font.sz or 11), bool(cell.alignment.wrap_text))


def _widths_pt(sheet: Worksheet) -> dict[int, float]:
    """Return the columns' widths in points: a width counts digits of 7 pixels plus 5 for the margins."""
    default = sheet.sheet_format.defaultColWidth or 8.43
    typed = dict.fromkeys(range(1, sheet.max_column + 1), default)
    for dimension in sheet.column_dimensions.values():
        for column in range(dimension.min, min(dimension.max, sheet.max_column) + 1):
            typed[column] = 0.0 if dimension.hidden else dimension.width
    return {column: (math.floor(count * 7) + 5) * 0.75 if count else 0.0 for column, count in typed.items()}


def _with_rows(content: bytes, layout: Layout) -> bytes:
    """Put the rows where openpyxl left none."""
    before, found, after = content.partition(b"<sheetData />")
    if not found:
        before, found, after = content.partition(b"<sheetData></sheetData>")
    if not found:
        before, found, after = content.partition(b"<sheetData/>")
    assert found, "openpyxl wrote no empty sheetData"
    before = re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="{layout.dimension()}"'.encode(), before)
    return before + b"<sheetData>" + "".join(layout.xml()).encode() + b"</sheetData>" + after


_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u"),
    *("vertAlign", "sz", "color", "name", "family", "charset", "scheme"),
)


def _fonts_in_order(content: bytes) -> bytes:
    """Put the children of each font in the schema's order, which openpyxl does not keep and Excel's schema wants."""
    root = package.parse(content)
    for font in root.iter(f"{_MAIN}font"):
        font[:] = sorted(font, key=lambda child: _FONT_ORDER.index(etree.QName(child).localname))
    return package.serialised(root)

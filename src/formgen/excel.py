"""A context and an Excel template to an xlsx, and what the cells of a finished xlsx hold.

Owns the reading of a template and the workbook around the rows. openpyxl keeps styles, widths, print set-up, tables
and names; the rows are written by `sheet`, because openpyxl would make a formula of ``=1.00(次)`` and can give no
formula the value that phones and previews show. With `ranges` the only importer of openpyxl.

The template's language is Word's: cells hold ``{{ … }}``; a row that holds ``{%tr for 行 in … %}`` opens a loop and
goes away, ``{%tr endfor %}`` closes it; ``{%tr if … %}`` leaves rows out. A cell that is one placeholder alone keeps
the value's type: an amount is a number, a date is a date. Merged cells, page breaks and ``=SUM(A5:A5)`` over a loop's
rows grow with the rows; so does all that `ranges` knows.

The rows of a sheet go to a temporary file while the template gives them, because what stands before them in the sheet
(its size, its frozen rows) is known last; then from there into the zip. Reading back goes through the zip likewise, so
memory holds neither the rows nor the sheets.
"""

import hashlib
import io
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

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
from formgen.cells import CellValue, Geometry, Style, Total, unescaped
from formgen.context import ROW, Context, Language, TemplateFault, natives, parting
from formgen.filters import MERGE_DOWN
from formgen.merging import MergedDown
from formgen.sheet import Layout, Sum

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

_SHEET_ROWS = 1_048_576
"""Rows that a sheet can have in Excel."""

_GROWN = re.compile(rb"<(sheetData|mergeCells|rowBreaks)(?: ?/>|.*?</\1>)")
"""What openpyxl writes for a sheet without rows, and for the places that are kept for merged ranges and breaks."""

_IN_MEMORY = 1_000_000
"""Bytes of a sheet that wait in memory; more go to a temporary file."""

_CHUNK = 1 << 16

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

    def render(self, context: Context, *, title: str, company: str, year: int) -> tuple[bytes, list[bytes]]:
        """Return the xlsx for one context, and the `Reading.digests` that it must have.

        Lists in the context may be read from elsewhere each time they are gone through: once for each sheet, or twice
        where a total stands above its rows.

        Raises:
            TemplateFault: a placeholder that the context does not have, a value in the wrong place, or too many rows.
        """
        workbook, sheets = self._opened or _open(self._data)
        self._opened = None  # openpyxl changes a workbook when it saves it: a second one would differ
        with ExitStack() as files:
            filled = [sheet.fill(context, files) for sheet in sheets]
            ranges.follow(workbook, {sheet.name: one.layout for sheet, one in zip(sheets, filled, strict=True)})
            buffer = io.BytesIO()
            workbook.save(buffer)
            parts = package.read(buffer.getvalue())
            parts["xl/styles.xml"] = _fonts_in_order(parts["xl/styles.xml"])
            package.drop(parts, unwanted.ORIGIN_PARTS)
            parts |= package.properties(title=title, company=company, year=year)
            names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(filled) + 1)]
            whole = {name: one.pieces(parts[name]) for name, one in zip(names, filled, strict=True)}
            return package.write({**parts, **whole}), [one.layout.digest.digest() for one in filled]


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


class Reading:
    """What stands in the sheets of a finished xlsx, read by plain zip and XML.

    Going through it gives for each sheet the texts of its filled cells: numbers as plain decimals, dates as serial
    numbers, of formulas the value stored with them. A sheet is unpacked and read while its texts are taken.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._digests: list[bytes] = []

    def __iter__(self) -> Iterator[Iterator[str]]:
        """Yield the texts of each sheet."""
        digests: list[bytes] = []
        with ZipFile(io.BytesIO(self._data)) as archive:
            book = "xl/workbook.xml"
            parts = {name: archive.read(name) for name in (book, "xl/_rels/workbook.xml.rels")}
            targets = package.targets(parts, book)
            for sheet in package.parse(parts[book]).iter(f"{_MAIN}sheet"):
                with archive.open(targets[sheet.get(_RELATION, "")]) as part:
                    digest = hashlib.blake2b(digest_size=16)
                    texts = chain.from_iterable(_texts(part, digest))
                    yield texts
                    if not self._digests:
                        for _ in texts:
                            pass  # the digest is of the whole sheet
                    digests.append(digest.digest())
        self._digests = self._digests or digests

    @property
    def digests(self) -> list[bytes]:
        """What `Layout.digest` was of each sheet; another one where a sheet is not as it was written."""
        if not self._digests:
            for _ in self:
                pass
        return self._digests


_CELLS = re.compile(
    r'(?:<c r="[A-Z]+[0-9]+" s="[0-9]+"/>|(?:\A|(?<=</row>))<row r="([0-9]+)" ht="[0-9.]+" customHeight="1">'
    r"|</row>(?=<row|\Z))*+"
    r'(?:<c r="([A-Z]+)([0-9]+)" s="[0-9]+"'
    r'(?: t="inlineStr"><is><t xml:space="preserve">([^<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*)</t></is>'
    r"|>(?:<f>SUM\([A-Z0-9:]+\)</f>)?<v>([0-9.-]+)</v>)</c>|(.)|\Z)",
    re.DOTALL,
)
"""Row that begins, if any; column, row, and text or number of the next filled cell; or a character that a sheet of
ours has nowhere."""


def _texts(part: IO[bytes], digest: hashlib.blake2b) -> Iterator[list[str]]:
    """Yield the texts of a sheet's filled cells, some at a time, and add the cells to a digest as `Layout` does.

    Why: the rows are read by the grammar that they have, to the last character, five times as fast as an XML parser
    gives them. What does not have it, well-formed or not, makes the digest another one.
    """
    last = ""
    try:
        for rows in _rows_of(part):
            shown: list[str] = []
            texts: list[str] = []
            for begun, column, row, text, number, other in _CELLS.findall(rows):
                if not column:
                    shown.append(other)
                    continue
                if begun:
                    shown.append(f"\2{begun}")
                    last = begun
                if row != last:
                    shown.append(f"\2{row}")
                if "&" in text or "_x" in text:
                    text = unescaped(_ENTITY.sub(_character, text))
                texts.append(text or number)
                shown.append(f"\0{column}\1{text or number}")
            if rows and not (rows.startswith("<row ") and rows.endswith("</row>")):
                shown.append(rows)
            digest.update("".join(shown).encode())
            yield texts
    except ExpatError:
        digest.update(b"\2")


def _rows_of(part: IO[bytes]) -> Iterator[str]:
    """Yield the ``row`` elements of a sheet, some at a time.

    Raises:
        ExpatError: what stands around them is not that of a sheet.
    """
    waiting = b""
    while b"<sheetData>" not in waiting and (chunk := part.read(_CHUNK)):
        waiting += chunk
    before, begin, waiting = waiting.partition(b"<sheetData>")
    names: list[str] = []
    around = ParserCreate(namespace_separator="}")
    around.StartElementHandler = lambda name, _: names.append(f"{{{name}")
    around.Parse(before + begin)
    around.StartElementHandler = None
    if [*names[:1], *names[-1:]] != [f"{_MAIN}worksheet", f"{_MAIN}sheetData"]:
        raise ExpatError
    while b"</sheetData>" not in waiting and (chunk := part.read(_CHUNK)):
        rows, end, waiting = (waiting + chunk).rpartition(b"</row>")
        yield (rows + end).decode(errors="replace")
    rows, end, waiting = waiting.partition(b"</sheetData>")
    yield rows.decode(errors="replace")
    around.Parse(end + waiting)
    while chunk := part.read(_CHUNK):
        around.Parse(chunk)
    around.Parse(b"", True)


_ENTITY = re.compile("&(?:(amp|lt|gt);)?")


def _character(entity: re.Match[str]) -> str:
    """Return what stands for ``&amp;`` and the like; for a bare ``&`` what no cell holds, since it is no XML."""
    return {"amp": "&", "lt": "<", "gt": ">"}.get(entity[1], "\0")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A sheet whose rows have come: how they lie, and their XML and that of the merged ranges in files."""

    layout: Layout
    rows: IO[bytes]
    merges: IO[bytes]

    def pieces(self, around: bytes) -> list[bytes | IO[bytes]]:
        """Return the whole sheet; `around` is what openpyxl wrote, which has no rows."""
        size = f'<dimension ref="{self.layout.dimension()}"'.encode()
        pieces: list[bytes | IO[bytes]] = []
        grown: dict[bytes, list[bytes | IO[bytes]]] = {
            b"sheetData": [b"<sheetData>", self.rows, b"</sheetData>"],
            b"mergeCells": [b'<mergeCells count="%d">' % self.layout.merge_count, self.merges, b"</mergeCells>"],
            b"rowBreaks": [_row_breaks(list(self.layout.page_breaks()))],
        }
        around, at = re.sub(rb'<dimension ref="[^"]*"', size, around, count=1), 0
        for found in _GROWN.finditer(around):
            pieces += [around[at : found.start()], *grown[found[1]]]
            at = found.end()
        return [*pieces, around[at:]]


class _SheetTemplate:
    """One sheet of the template: its rows compiled, its geometry measured, its cells taken out."""

    def __init__(self, sheet: Worksheet) -> None:
        self.name = sheet.title
        self._sheet = sheet
        self._fixed: dict[int, dict[int, CellValue]] = {}
        self._asked: dict[int, tuple[int, ...]] = {}
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
            fixed=self._fixed,
            asked=self._asked,
        )
        self._clear()

    def fill(self, context: Context, files: ExitStack) -> _Filled:
        """Return the rows that the template gives for a context; the files that hold them are closed with `files`."""
        totals: dict[Total, Sum] = {}
        while True:
            rows, merges = (files.enter_context(_spool()) for _ in "12")
            layout = self._layout = Layout(self._geometry, rows, merges, totals)
            try:
                self._compiled.render(context)
            except TemplateFault as fault:
                raise TemplateFault(f"工作表“{self.name}”：{fault}") from None
            layout.finish()
            if layout.is_settled():
                break
            totals = layout.totals()  # they stand above their rows: right the second time, their own height the third
        if not 0 < layout.last_row <= _SHEET_ROWS:
            count = f"有 {layout.last_row} 行，超过了 Excel 的 {_SHEET_ROWS} 行" if layout.last_row else "没有一行内容"
            raise TemplateFault(f"工作表“{self.name}”{count}")
        self._fit(layout)
        return _Filled(layout, rows, merges)

    def _fit(self, layout: Layout) -> None:
        """Leave places for the sheet's merged ranges and page breaks; openpyxl is slow with many of them."""
        areas = self._sheet.merged_cells.ranges
        areas.clear()
        if layout.merge_count:
            areas.add(CellRange("A1:A2"))
        self._sheet.row_breaks = RowBreak()
        if any(layout.page_breaks()):
            self._sheet.row_breaks.append(Break(id=1))

    def _emit(self, source: int, values: list[Any]) -> str:
        """Take one row over from the template while it renders."""
        self._layout.add(source, natives(values))
        return ""

    def _row_source(self, row: int) -> tuple[str, str]:
        """Return a row as template source, and as its author typed it for the language's check.

        The source is a loop tag, or a placeholder that hands over the values of the cells with placeholders.
        """
        cells = [cell for cell in self._sheet[row] if cell.value is not None]
        for cell in cells:
            control = _CONTROL.search(str(cell.value))
            if control:
                return f"{{% {control[1]}%}}", f"{{% {control[1]}%}}"
        self._fixed[row] = {cell.column: self._fixed_value(cell) for cell in cells if not _has_placeholder(cell)}
        asked = [cell for cell in cells if _has_placeholder(cell)]
        self._asked[row] = tuple(cell.column for cell in asked)
        typed, texts, values = [], [], []
        for cell in asked:
            self._check(cell)
            typed.append(cell.value)
            text, value = self._cell_source(cell)
            texts.append(text)
            values.append(value)
        parted = ", ".join(str(column) for column, rows in self._going_on.items() if row not in rows)
        source = f"{''.join(texts)}{{{{ [{', '.join(values)}] | {ROW}(emit, {row}) }}}}"
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


def _spool() -> IO[bytes]:
    return SpooledTemporaryFile(_IN_MEMORY)


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


def _row_breaks(rows: Sequence[int]) -> bytes:
    breaks = "".join(f'<brk id="{row}" min="0" max="16383" man="1"/>' for row in rows)
    return f'<rowBreaks count="{len(rows)}" manualBreakCount="{len(rows)}">{breaks}</rowBreaks>'.encode()


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

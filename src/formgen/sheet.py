"""The rows of one spreadsheet: their heights, merged ranges and XML.

Owns what happens between a template's rows filled with values and the ``sheetData`` of the finished sheet. Knows
nothing of templates' language, of openpyxl or of the zip. Rows are counted in the template from 1 (``source``) and in
the finished sheet from 1 (``at``); columns count from 1; sizes are points.

A row is written as soon as no merged range is open, so memory holds the rows of the ranges that are, and of all
others their places alone.
"""

import hashlib
import math
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import IO
from xml.sax.saxutils import escape

from formgen import width
from formgen.merging import MergedDown
from formgen.values import Value, printed

ROW_LIMIT_PT = 409.5
"""The tallest row that Excel has; a longer text gets several rows, merged."""

_PIECE_PT = 91.0
"""Height of the rows that a longer text is spread over: seven lines, so that a page is filled before it breaks."""

_SIDES_PT = 6.0
"""What a cell keeps free left and right of its text, together."""

_ABOVE_BELOW_PT = 4.0
"""What a row keeps free above and below its text, together."""

_BLANK_PT = 11 * width.LINE_HEIGHT
"""The height of a row in which nothing says how tall it is."""

_NUMBERS = (Decimal, int, date)
"""What a cell holds as a number."""

_KNOWN, _SHORT = 64, 64
"""How many short texts each column remembers, and how long they are: a list says much the same in row after row."""

_BATCH = 256
"""Rows that are written together."""

_EPOCH = date(1899, 12, 30)
_ESCAPE_LIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Total:
    """A SUM over one column of template rows."""

    column: int
    first_source: int
    last_source: int


CellValue = Value | MergedDown | Total | None


@dataclass(frozen=True, slots=True)
class Style:
    """How one cell of the template looks.

    Attributes:
        number: index of the style for numbers, dates and the template's own text.
        text: index of the style for text from data: as `number`, and never computed by Excel.
        font_pt: size of the font.
        wraps: whether a long text runs over several lines.
    """

    number: int
    text: int
    font_pt: float
    wraps: bool


@dataclass(frozen=True, slots=True)
class Geometry:
    """The sheet as its template has it.

    Attributes:
        styles: of each cell, by template row and column.
        heights: of template rows that have a height of their own; the least that an output row gets.
        widths: of columns.
        merges: ranges in template rows, as (top, bottom, left, right).
        breaks: template rows after which a page ends.
        fixed: what the template itself puts into cells, by row and column.
        asked: for each template row the columns of the values that its output rows come with.
    """

    styles: dict[int, dict[int, Style]]
    heights: dict[int, float]
    widths: dict[int, float]
    merges: tuple[tuple[int, int, int, int], ...]
    breaks: frozenset[int]
    fixed: dict[int, dict[int, CellValue]]
    asked: dict[int, tuple[int, ...]]

    def totals(self) -> list[Total]:
        """Return the totals of all rows."""
        found = (value for values in self.fixed.values() for value in values.values() if isinstance(value, Total))
        return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Sum:
    """What a total adds up to, and the first and last row in the sheet of what it adds; None where no row came out."""

    amount: Decimal | int
    rows: tuple[int, int] | None


@dataclass(slots=True)
class _Row:
    """An output row that waits for the merged ranges that it is in.

    Attributes:
        pieces: its XML, to be joined by its number.
        texts: what its cells show, for the digest.
        height: in points; until it is laid out, that of the filled cells that stand in no range over several rows.
        needs: the height that each of its other filled cells needs, by column.
        joined: its cells that are joined downwards, by column.
        count: how many rows it takes in the sheet.
    """

    plan: "_Plan"
    pieces: list[str]
    texts: list[str]
    height: float
    needs: dict[int, float]
    joined: dict[int, MergedDown]
    at: int = 0
    count: int = 1

    @property
    def last(self) -> int:
        """The last of the rows that it takes in the sheet."""
        return self.at + self.count - 1


@dataclass(slots=True)
class _Range:
    """A merged range; its rows are counted in those that wait.

    Attributes:
        order: of the template's range that it comes from; None for joined cells.
        sources: first and last template row that it goes on through.
    """

    order: int | None
    sources: tuple[int, int]
    top: int
    left: int
    right: int
    bottom: int = -1  # while it is open

    def rank(self) -> tuple[bool, int, int]:
        """Return when its turn comes to make its rows taller: the template's first, as they stand there."""
        return (False, self.order, self.top) if self.order is not None else (True, 0, 0)


class Layout:
    """Rows laid out as they come: heights known, long rows spread over several, ranges in place.

    Attributes:
        digest: of what all filled cells show: the number of each row that has some after a control character 2, then
            for each cell the letters of its column after a 0, and its text after a 1.
    """

    def __init__(
        self, geometry: Geometry, rows: IO[bytes], merges: IO[bytes], totals: Mapping[Total, Sum] | None = None
    ) -> None:
        """Begin a sheet.

        Args:
            geometry: the template's.
            rows: takes the ``row`` elements.
            merges: takes the ``mergeCell`` elements.
            totals: what the totals are, as far as it is known; otherwise a total is that of the rows until then.
        """
        self._geometry = geometry
        self._files = (rows, merges)
        self._known = totals or {}
        self._plans = {source: _Plan(geometry, source) for source in geometry.styles}
        self._waiting: list[_Row] = []
        self._open: list[_Range] = []
        self._closed: list[_Range] = []
        self._sources, self._starts, self._next = array("I"), array("I"), 1
        self._first: dict[int, int] = {}  # row in the sheet by template row
        self._last: dict[int, int] = {}
        self._sums: dict[Total, Decimal | int] = {}
        self._used: dict[tuple[Total, Sum], None] = {}
        self._xml: list[str] = []
        self._merged: list[str] = []
        self._shown: list[str] = []
        self.merge_count = 0
        self.digest = hashlib.blake2b(digest_size=16)

    def add(self, source: int, values: Sequence[Value | MergedDown | None]) -> None:
        """Take the next output row.

        Args:
            source: the template row that it comes from.
            values: of the columns that the row asks for.
        """
        plan = self._plans[source]
        row = plan.filled(values)
        if self._open:
            self._close(source, row.joined)
            if not self._open:
                self._lay_out()
        for total, place, fixed in plan.summed:
            amount = fixed if place is None else _unmerged(values[place])
            if isinstance(amount, (Decimal, int)):
                self._sums[total] = self._sums.get(total, 0) + amount
        if self._open or plan.opening or row.joined:
            self._waiting.append(row)
            self._begin(row)
        else:
            if plan.totals:
                self._add_up(row)
            self._place(row)
            self._put(row, (), {})

    def finish(self) -> None:
        """Lay out what still waits; no row comes any more."""
        self._close(0, {})
        self._lay_out()
        self._write()

    # --- what the writer of the workbook needs when all rows have come ---

    @property
    def last_row(self) -> int:
        """The last row of the sheet; 0 when no row came out."""
        return self._next - 1

    def totals(self) -> dict[Total, Sum]:
        """Return what the totals that were written are now that all rows have come."""
        return {total: self._sum(total) for total, _ in self._used}

    def is_settled(self) -> bool:
        """Return whether all totals were known when they were written: none stood above a row that it adds."""
        final = self.totals()
        return all(final[total] == used for total, used in self._used)

    def sheet_rows(self, first_source: int, last_source: int) -> tuple[int, int] | None:
        """Return the first and last row in the sheet that came from these template rows; None when none did."""
        found = [source for source in self._first if first_source <= source <= last_source]
        if not found:
            return None
        return min(self._first[source] for source in found), max(self._last[source] for source in found)

    def runs(self, first_source: int, last_source: int) -> Iterator[tuple[int, int]]:
        """Yield the first and last row in the sheet of each run of rows that came from these template rows."""
        start = 0
        for source, at in zip(self._sources, self._starts, strict=True):
            if first_source <= source <= last_source:
                start = start or at
            elif start:
                yield start, at - 1
                start = 0
        if start:
            yield start, self.last_row

    def page_breaks(self) -> Iterator[int]:
        """Yield the rows of the sheet after which a page ends; none after the last row."""
        breaks = self._geometry.breaks
        if breaks:
            for source, after in zip(self._sources, self._starts[1:], strict=False):
                if source in breaks:
                    yield after - 1

    def dimension(self) -> str:
        """Return the range that the rows fill, such as ``A1:H72``."""
        return f"A1:{column_name(max(self._geometry.widths))}{self.last_row}"

    # --- merged ranges ---

    def _begin(self, row: _Row) -> None:
        """Open the ranges that begin in a row: the template's, and those of joined cells."""
        top, source = len(self._waiting) - 1, row.plan.source
        for order, bottom, left, right in row.plan.opening:
            if left not in row.joined:
                self._open.append(_Range(order, (source, bottom), top, left, right))
        grouped = {area.left for area in self._open if area.order is None}
        for column in row.joined:
            if column not in grouped:
                self._open.append(_Range(None, (0, 0), top, column, row.plan.right_edge(column)))

    def _close(self, source: int, joined: Mapping[int, MergedDown]) -> None:
        """Close the ranges that do not go on in the next row; a range over a loop grows with it."""
        still = []
        for area in self._open:
            if area.order is not None:
                first, last = area.sources
                goes_on = first < source <= last
            elif area.left in joined:
                goes_on = not joined[area.left].first
            else:
                goes_on = source in self._plans and area.left in self._plans[source].below
            if goes_on:
                still.append(area)
            else:
                area.bottom = len(self._waiting) - 1
                self._closed.append(area)
        self._open = still

    # --- heights and places ---

    def _lay_out(self) -> None:
        """Give the waiting rows their heights and places and write them."""
        rows, areas = self._waiting, self._closed
        for row in rows:
            if row.plan.totals:
                self._add_up(row)
        covering: list[list[_Range]] = [[] for _ in rows]  # the ranges that each row is in
        for area in areas:
            for inside in covering[area.top : area.bottom + 1]:
                inside.append(area)
        self._measure_together(rows, sorted(areas, key=_Range.rank), covering)
        for row in rows:
            self._place(row)
        for index, (row, inside) in enumerate(zip(rows, covering, strict=True)):
            begun = {area.left: (area.right, rows[area.bottom].last) for area in inside if area.top == index}
            self._put(row, inside, begun)
        self._waiting, self._closed = [], []

    def _measure_together(self, rows: list[_Row], areas: list[_Range], covering: list[list[_Range]]) -> None:
        """Give each row the height that its longest text needs, then each range over several rows what it lacks."""
        tall = [area for area in areas if area.bottom > area.top]
        for index, row in enumerate(rows):
            if row.needs:
                skipped = [area.left for area in covering[index] if area.bottom > area.top]
                alone = [need for column, need in row.needs.items() if column not in skipped]
                row.height = max([row.height, *alone])
            row.height = row.height or _BLANK_PT
        for area in tall:
            inside = rows[area.top : area.bottom + 1]
            lacking = inside[0].needs.get(area.left, 0.0) - sum([row.height for row in inside])
            if lacking > 0:
                for row in inside:
                    row.height += lacking / len(inside)

    def _place(self, row: _Row) -> None:
        """Give a row its place, over several rows where it is too tall for one."""
        row.height = row.height or _BLANK_PT
        if row.height > ROW_LIMIT_PT:
            row.count = math.ceil(row.height / _PIECE_PT)
        source, row.at = row.plan.source, self._next
        self._next += row.count
        self._sources.append(source)
        self._starts.append(row.at)
        self._first.setdefault(source, row.at)
        self._last[source] = self._next - 1

    # --- what is written ---

    def _put(self, row: _Row, covering: Sequence[_Range], begun: dict[int, tuple[int, int]]) -> None:
        """Write a row, what it shows, and its ranges.

        Args:
            row: it has its place.
            covering: the ranges that it is in, besides those of the template within the row.
            begun: the last column and row of those that begin here, by their first column.
        """
        number, height = str(row.at), f"{row.height / row.count:.1f}"
        self._xml.append(f'<row r="{number}" ht="{height}" customHeight="1"><c r="{number.join(row.pieces)}')
        if shown := "".join(row.texts):
            self._shown.append(f"\2{number}{shown}")
        if row.count > 1 or begun or not row.plan.inside_from.isdisjoint(row.joined):
            for extra in range(row.at + 1, row.last + 1):
                pieces = str(extra).join(row.plan.empty)
                self._xml.append(f'<row r="{extra}" ht="{height}" customHeight="1"><c r="{pieces}')
            self._merge(row, covering, begun)
        elif merged := row.plan.merged:
            self._merged.append(number.join(merged))
            self.merge_count += len(merged) // 2
        if len(self._xml) > _BATCH:
            self._write()

    def _merge(self, row: _Row, covering: Sequence[_Range], begun: dict[int, tuple[int, int]]) -> None:
        """Write the ranges that begin in a row; one that takes several rows has each of its cells merged."""
        after = row.last
        here = {left: (right, after) for left, right in row.plan.inside if left not in row.joined} | begun
        if row.count > 1:
            areas = {area.left: area.right for area in covering}
            areas |= {left: right for left, (right, _) in here.items()}
            taken = {column for left, right in areas.items() for column in range(left, right + 1)}
            here |= {column: (column, after) for column in row.plan.columns if column not in taken}
        for left, (right, bottom) in sorted(here.items()):
            if (left, row.at) != (right, bottom):
                self._merged.append(f'<mergeCell ref="{column_name(left)}{row.at}:{column_name(right)}{bottom}"/>')
                self.merge_count += 1

    def _write(self) -> None:
        for file, texts in zip(self._files, (self._xml, self._merged), strict=True):
            file.write("".join(texts).encode())
            texts.clear()
        self.digest.update("".join(self._shown).encode())
        self._shown.clear()

    # --- totals ---

    def _add_up(self, row: _Row) -> None:
        """Fill a row's totals."""
        for cell, total in row.plan.totals:
            known = self._known.get(total) or self._sum(total)
            self._used[total, known] = None
            text, column, (first, last) = _number(known.amount), column_name(total.column), known.rows or (1, 1)
            row.pieces[cell.place] = cell.number(text, f"SUM({column}{first}:{column}{last})")
            row.texts[cell.order] = cell.mark + text
            need = cell.need(printed(Decimal(known.amount)))
            if cell.opens:
                row.needs[cell.column] = need
            else:
                row.height = max(row.height, need)

    def _sum(self, total: Total) -> Sum:
        return Sum(self._sums.get(total, 0), self.sheet_rows(total.first_source, total.last_source))


class _Cell:
    """A cell of a template row that has content: how its XML, its text and its height are made.

    Attributes:
        column: the cell's.
        place: of its XML among the pieces of the row.
        order: of its text among those of the row.
        opens: whether a range of the template's over several rows begins here.
        room: how many narrow characters a line holds; 0 where the text runs in one line.
        line: the height of one line.
        known: what `look` returned for short texts of the last rows.
    """

    def __init__(
        self, column: int, place: int, order: int, opens: bool, style: Style, width_pt: float, after: str
    ) -> None:
        """Prepare a cell; `after` is the XML between it and the next row number."""
        self.column, self.place, self.order, self.opens = column, place, order, opens
        self.mark = f"\0{column_name(column)}\1"
        self.before, self.after = f'" s="{style.number}">', f"</v></c>{after}"
        self.before_text = f'" s="{style.text}" t="inlineStr"><is><t xml:space="preserve">'
        self.after_text = f"</t></is></c>{after}"
        self._font_pt = style.font_pt
        self.room = width.columns(width_pt - _SIDES_PT, style.font_pt) if style.wraps else 0
        self.line = self._height(1)
        self.known: dict[str, tuple[str, str, float]] = {}

    def number(self, text: str, formula: str = "") -> str:
        """Return the XML of a number, and of the formula that gives it."""
        return f"{self.before}{formula and f'<f>{formula}</f>'}<v>{text}{self.after}"

    def text(self, text: str) -> str:
        """Return the XML of a text."""
        if "&" in text or "<" in text or ">" in text or "_x" in text:
            text = escape(_ESCAPE_LIKE.sub("_x005F_", text))
        return f"{self.before_text}{text}{self.after_text}"

    def look(self, text: str) -> tuple[str, str, float]:
        """Return the XML of a text, what the digest gets of it, and the height that it needs."""
        made = self.text(text), self.mark + text, self.need(text)
        if len(text) <= _SHORT:
            if len(self.known) == _KNOWN:
                self.known.clear()
            self.known[text] = made
        return made

    def need(self, text: str) -> float:
        """Return the height that a text needs."""
        if not self.room or (len(text) * 2 <= self.room and "\n" not in text):  # for certain, without counting
            return self.line
        return self._height(width.lines_needed(text, self.room))

    def _height(self, lines: int) -> float:
        return lines * self._font_pt * width.LINE_HEIGHT + _ABOVE_BELOW_PT


class _Plan:
    """What all output rows of one template row have alike.

    Attributes:
        columns: all that have a cell.
        empty: the XML of a row without content from its first cell's column on, parted where its number stands.
        inside: the template's merged ranges within the row, as (left, right).
        inside_from: their first columns.
        merged: their XML, parted where the row's number stands.
        opening: the template's ranges over several rows that begin here, as (order, bottom, left, right).
        below: the first columns of the template's ranges that begin above.
        totals: the cells that hold a total.
        summed: totals that add a value of this row: the place among the values asked for, or the template's own value.
    """

    def __init__(self, geometry: Geometry, source: int) -> None:
        self.source = source
        styles, fixed, asked = geometry.styles[source], geometry.fixed.get(source, {}), geometry.asked.get(source, ())
        here = [area for area in geometry.merges if area[0] <= source <= area[1]]
        self._edges = {left: right for _, _, left, right in reversed(here)}
        self.inside = tuple((left, right) for top, bottom, left, right in here if top == bottom)
        self.opening = tuple(
            (order, bottom, left, right)
            for order, (top, bottom, left, right) in enumerate(geometry.merges)
            if top == source < bottom
        )
        self.inside_from = frozenset(left for left, _ in self.inside)
        self.below = frozenset(left for top, _, left, _ in here if top < source)
        self.columns = tuple(styles)
        names = [column_name(column) for column in styles]
        leads = [*(f'<c r="{name}' for name in names[1:]), "</row>"]
        look = zip(styles.values(), leads, strict=True)
        self.empty = [names[0], *(f'" s="{style.number}"/>{lead}' for style, lead in look)]
        self.merged = _merged_pieces(self.inside)
        places = {column: place for place, column in enumerate(styles)}
        opening = {left for _, _, left, _ in self.opening}
        cells = {
            column: _Cell(
                *(column, places[column] + 1, order, column in opening),
                *(styles[column], self._width(geometry, column), leads[places[column]]),
            )
            for order, column in enumerate(sorted({*fixed, *asked}))
        }
        self._asked = [cells[column] for column in asked]
        self._fixed = _Row(self, self.empty, [""] * len(cells), geometry.heights.get(source, 0.0), {}, {})
        self.totals = [(cells[column], value) for column, value in fixed.items() if isinstance(value, Total)]
        plain = {column: value for column, value in fixed.items() if not isinstance(value, Total)}
        self._fixed = self._filled([cells[column] for column in plain], list(plain.values()))
        self.summed = [
            (total, asked.index(total.column) if total.column in asked else None, plain.get(total.column))
            for total in geometry.totals()
            if total.first_source <= source <= total.last_source
        ]

    def filled(self, values: Sequence[Value | MergedDown | None]) -> _Row:
        """Return an output row with the values that it asks for."""
        return self._filled(self._asked, values)

    def right_edge(self, column: int) -> int:
        """Return the last column of the template's range that a cell is in the first column of."""
        return self._edges.get(column, column)

    def _width(self, geometry: Geometry, column: int) -> float:
        return sum(geometry.widths[one] for one in range(column, self.right_edge(column) + 1))

    def _filled(self, cells: Sequence[_Cell], values: Sequence[Value | MergedDown | None]) -> _Row:
        fixed = self._fixed
        pieces, texts, height, needs = fixed.pieces.copy(), fixed.texts.copy(), fixed.height, fixed.needs.copy()
        joined: dict[int, MergedDown] = {}
        for cell, value in zip(cells, values, strict=True):
            opens = cell.opens
            if isinstance(value, MergedDown):
                joined[cell.column] = value
                opens, value = True, value.shown()
            if value is None:
                continue
            if isinstance(value, _NUMBERS):
                text = cell_text(value)
                made = cell.number(text), cell.mark + text, cell.need(printed(value))
            elif text := str(value):
                made = cell.known.get(text) or cell.look(text)
            else:
                continue
            pieces[cell.place], texts[cell.order], need = made
            if opens:
                needs[cell.column] = need
            elif need > height:
                height = need
        return _Row(self, pieces, texts, height, needs, joined)


def _merged_pieces(inside: Sequence[tuple[int, int]]) -> list[str]:
    """Return the XML of ranges within one row, parted where the row's number stands; not of one cell alone."""
    areas = ((column_name(left), column_name(right)) for left, right in sorted(inside) if left < right)
    text = "".join(f'<mergeCell ref="{left}\0:{right}\0"/>' for left, right in areas)
    return text.split("\0") if text else []


def _unmerged(value: Value | MergedDown | None) -> Value | None:
    """Return what a cell shows, joined or not."""
    return value.shown() if isinstance(value, MergedDown) else value


def cell_text(value: Value | None) -> str:
    """Return what a cell holds for a value: a plain decimal, a date's serial number, or text; blank as ``""``."""
    if isinstance(value, date):
        return str((value - _EPOCH).days)
    if isinstance(value, (Decimal, int)):
        return _number(value)
    return printed(value)


@cache
def column_name(column: int) -> str:
    """Return the letters of a column: 1 is ``A``, 27 is ``AA``."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _number(value: Decimal | int) -> str:
    """Return a number without needless zeros, as a spreadsheet stores it."""
    text = Decimal.__format__(value, "f") if isinstance(value, Decimal) else str(value)  # also of a `Number`
    return text.rstrip("0").rstrip(".") if "." in text else text


def unescaped(text: str) -> str:
    """Return a cell's text with ``_x005F_`` read as the format defines it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)

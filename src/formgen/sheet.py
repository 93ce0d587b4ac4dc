"""The rows of one spreadsheet: where they lie, their merged ranges, their totals.

Owns what happens between a template's rows filled with values (`cells`) and the ``sheetData`` of the finished sheet.
Knows nothing of templates' language, of openpyxl or of the zip. Rows are counted in the template from 1 (``source``)
and in the finished sheet from 1 (``at``); columns count from 1; sizes are points.

A row is written as soon as no merged range is open, so memory holds the rows of the ranges that are, and of all
others their places alone.
"""

import hashlib
import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from formgen import width
from formgen.cells import Geometry, Plan, Row, Total, column_name, number_text, unmerged
from formgen.merging import MergedDown
from formgen.values import Value, printed

ROW_LIMIT_PT = 409.5
"""The tallest row that Excel has; a longer text gets several rows, merged."""

_PIECE_PT = 91.0
"""Height of the rows that a longer text is spread over: seven lines, so that a page is filled before it breaks."""

_BLANK_PT = 11 * width.LINE_HEIGHT
"""The height of a row in which nothing says how tall it is."""

_BATCH = 256
"""Rows that are written together."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a total adds up to, and the first and last row in the sheet of what it adds; None where no row came out."""

    amount: Decimal | int
    rows: tuple[int, int] | None


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
        self._plans = {source: Plan(geometry, source) for source in geometry.styles}
        self._waiting: list[Row] = []
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
            amount = fixed if place is None else unmerged(values[place])
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

    def _begin(self, row: Row) -> None:
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

    def _measure_together(self, rows: list[Row], areas: list[_Range], covering: list[list[_Range]]) -> None:
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

    def _place(self, row: Row) -> None:
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

    def _put(self, row: Row, covering: Sequence[_Range], begun: dict[int, tuple[int, int]]) -> None:
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

    def _merge(self, row: Row, covering: Sequence[_Range], begun: dict[int, tuple[int, int]]) -> None:
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

    def _add_up(self, row: Row) -> None:
        """Fill a row's totals."""
        for cell, total in row.plan.totals:
            known = self._known.get(total) or self._sum(total)
            self._used[total, known] = None
            text, column, (first, last) = number_text(known.amount), column_name(total.column), known.rows or (1, 1)
            row.pieces[cell.place] = cell.number(text, f"SUM({column}{first}:{column}{last})")
            row.texts[cell.order] = cell.mark + text
            need = cell.need(printed(Decimal(known.amount)))
            if cell.opens:
                row.needs[cell.column] = need
            else:
                row.height = max(row.height, need)

    def _sum(self, total: Total) -> Sum:
        return Sum(self._sums.get(total, 0), self.sheet_rows(total.first_source, total.last_source))

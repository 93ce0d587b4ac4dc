"""A sheet laid out with all its rows in memory, and lines counted a character at a time: plain, slow, and the same.

What `formgen.sheet` and `formgen.width` do as rows come, said once more in the simplest way, for the tests to compare.
"""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from formgen import width
from formgen.cells import (
    _ABOVE_BELOW_PT,
    _ESCAPE_LIKE,
    _SIDES_PT,
    CellValue,
    Geometry,
    Style,
    Total,
    cell_text,
    column_name,
    number_text,
    unmerged,
)
from formgen.merging import MergedDown
from formgen.sheet import _PIECE_PT, ROW_LIMIT_PT
from formgen.values import printed


@dataclass(slots=True)
class Row:
    """One output row: the template row it comes from and its values by column."""

    source: int
    values: dict[int, CellValue]
    height: float = 0.0
    at: int = 0  # the first of its rows in the sheet
    count: int = 1  # how many it takes there


@dataclass(frozen=True, slots=True)
class Range:
    """A range of output rows (from 0) and columns, both ends included."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Layout:
    """Output rows laid out: heights known, long rows spread over several, ranges in place."""

    geometry: Geometry
    rows: list[Row]
    merges: list[Range] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay the rows out."""
        self.merges = [*self._template_merges(), *self._group_merges()]
        self._measure()
        at = 1
        for row in self.rows:
            row.at, row.count = at, math.ceil(row.height / _PIECE_PT) if row.height > ROW_LIMIT_PT else 1
            at += row.count
        self.merges += self._spread_cells()

    # --- what the writer of the workbook needs ---

    def sheet_rows(self, first_source: int, last_source: int) -> tuple[int, int] | None:
        """Return the first and last row in the sheet that came from these template rows; None when none did."""
        found = [row for row in self.rows if first_source <= row.source <= last_source]
        return (found[0].at, found[-1].at + found[-1].count - 1) if found else None

    def runs(self, first_source: int, last_source: int) -> Iterator[tuple[int, int]]:
        """Yield the first and last row in the sheet of each run of rows that came from these template rows."""
        run: list[Row] = []
        for row in [*self.rows, Row(0, {})]:
            if first_source <= row.source <= last_source:
                run.append(row)
            elif run:
                yield run[0].at, run[-1].at + run[-1].count - 1
                run = []

    def merged_ranges(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield (top, bottom, left, right) in rows of the sheet; ranges of a single cell are left out."""
        for merge in self.merges:
            top, last = self.rows[merge.top].at, self.rows[merge.bottom]
            bottom = last.at + last.count - 1
            if (top, merge.left) != (bottom, merge.right):
                yield top, bottom, merge.left, merge.right

    def page_breaks(self) -> list[int]:
        """Return the rows of the sheet after which a page ends; none after the last row."""
        return [row.at + row.count - 1 for row in self.rows[:-1] if row.source in self.geometry.breaks]

    def dimension(self) -> str:
        """Return the range that the rows fill, such as ``A1:H72``."""
        last = self.rows[-1]
        return f"A1:{column_name(max(self.geometry.widths))}{last.at + last.count - 1}"

    def cells(self) -> Iterator[tuple[str, str]]:
        """Yield reference and text of each filled cell; numbers as plain decimals, dates as serial numbers."""
        for row in self.rows:
            for column, value in sorted(row.values.items()):
                text = self._text(value)
                if text:
                    yield f"{column_name(column)}{row.at}", text

    def xml(self) -> Iterator[str]:
        """Yield the ``row`` elements of the sheet."""
        for row in self.rows:
            styles = self.geometry.styles[row.source]
            for extra in range(row.count):
                number, height = row.at + extra, row.height / row.count
                yield f'<row r="{number}" ht="{height:.1f}" customHeight="1">'
                for column, style in styles.items():
                    yield self._cell(f"{column_name(column)}{number}", style, None if extra else row.values.get(column))
                yield "</row>"

    # --- merged ranges ---

    def _template_merges(self) -> Iterator[Range]:
        """Yield the template's ranges where their rows came out; a range over a loop grows with it."""
        for top, bottom, left, right in self.geometry.merges:
            start: int | None = None
            for index, row in enumerate(self.rows):
                inside = top <= row.source <= bottom
                if start is not None and (not inside or row.source == top):
                    yield Range(start, index - 1, left, right)
                    start = None
                if row.source == top and not isinstance(row.values.get(left), MergedDown):
                    start = index
            if start is not None:
                yield Range(start, len(self.rows) - 1, left, right)

    def _group_merges(self) -> Iterator[Range]:
        """Yield a range for each run of joined cells, the template's own merged cells below each included."""
        starts: dict[int, int] = {}
        for index, row in enumerate([*self.rows, Row(0, {})]):
            joined = {column: value for column, value in row.values.items() if isinstance(value, MergedDown)}
            for column, start in list(starts.items()):
                goes_on = not joined[column].first if column in joined else self._is_below(row.source, column)
                if not goes_on:
                    del starts[column]
                    yield Range(start, index - 1, column, self._right_edge(self.rows[start].source, column))
            for column in joined:
                starts.setdefault(column, index)

    def _is_below(self, source: int, column: int) -> bool:
        """Return whether a cell of the template belongs to a merged range that begins above it."""
        return any(top < source <= bottom and left == column for top, bottom, left, _ in self.geometry.merges)

    def _right_edge(self, source: int, column: int) -> int:
        for top, bottom, left, right in self.geometry.merges:
            if top <= source <= bottom and left == column:
                return right
        return column

    def _spread_cells(self) -> Iterator[Range]:
        """Yield a range for each cell of a row that takes several rows and is in no range yet."""
        for index, row in enumerate(self.rows):
            if row.count > 1:
                here = [merge for merge in self.merges if merge.top <= index <= merge.bottom]
                for column in self.geometry.styles[row.source]:
                    if not any(merge.left <= column <= merge.right for merge in here):
                        yield Range(index, index, column, column)

    # --- heights ---

    def _measure(self) -> None:
        """Give each row the height that its longest text needs, then each range over several rows what it lacks."""
        covered: dict[int, list[Range]] = {}
        for merge in self.merges:
            for index in range(merge.top, merge.bottom + 1):
                covered.setdefault(index, []).append(merge)
        for index, row in enumerate(self.rows):
            row.height = self.geometry.heights.get(row.source, 0.0)
            ranges = {merge.left: merge for merge in covered.get(index, [])}
            for column in row.values:
                merge = ranges.get(column, Range(index, index, column, column))
                if merge.top == merge.bottom:
                    row.height = max(row.height, self._height(row, column, merge.right))
            row.height = row.height or width.LINE_HEIGHT * 11
        for merge in self.merges:
            if merge.bottom > merge.top:
                rows = self.rows[merge.top : merge.bottom + 1]
                lacking = self._height(rows[0], merge.left, merge.right) - sum(row.height for row in rows)
                for row in rows:
                    row.height += max(0.0, lacking) / len(rows)

    def _height(self, row: Row, left: int, right: int) -> float:
        style, text = self.geometry.styles[row.source][left], self._shown(row.values.get(left))
        if not text:
            return 0.0
        room = sum(self.geometry.widths[column] for column in range(left, right + 1)) - _SIDES_PT
        lines = lines_needed(text, room, style.font_pt) if style.wraps else 1
        return lines * style.font_pt * width.LINE_HEIGHT + _ABOVE_BELOW_PT

    # --- cells ---

    def _shown(self, value: CellValue) -> str:
        if isinstance(value, Total):
            return printed(Decimal(self._sum(value)[0]))
        return printed(unmerged(value))

    def _text(self, value: CellValue) -> str:
        return number_text(self._sum(value)[0]) if isinstance(value, Total) else cell_text(unmerged(value))

    def _cell(self, reference: str, style: Style, value: CellValue) -> str:
        text = self._text(value)
        if not text:
            return f'<c r="{reference}" s="{style.number}"/>'
        if isinstance(value, Total):
            formula = f"<f>{self._sum(value)[1]}</f>"
            return f'<c r="{reference}" s="{style.number}">{formula}<v>{text}</v></c>'
        if isinstance(unmerged(value), (Decimal, int, date)):
            return f'<c r="{reference}" s="{style.number}"><v>{text}</v></c>'
        content = escape(_ESCAPE_LIKE.sub("_x005F_", text))
        return f'<c r="{reference}" s="{style.text}" t="inlineStr"><is><t xml:space="preserve">{content}</t></is></c>'

    def _sum(self, total: Total) -> tuple[Decimal | int, str]:
        """Return what a SUM adds up to, and its formula over the rows that the loop gave."""
        column = column_name(total.column)
        inside = [row for row in self.rows if total.first_source <= row.source <= total.last_source]
        values = (row.values.get(total.column) for row in inside)
        amounts = [unmerged(value) for value in values if not isinstance(value, Total)]
        found = self.sheet_rows(total.first_source, total.last_source) or (1, 1)
        return (
            sum((amount for amount in amounts if isinstance(amount, (Decimal, int))), 0),
            f"SUM({column}{found[0]}:{column}{found[1]})",
        )


def lines_needed(text: str, width_pt: float, font_pt: float) -> int:
    """Return over how many lines a text runs in a column.

    Args:
        text: may hold line breaks.
        width_pt: what the column leaves for text, in points.
        font_pt: size of the font; a Chinese character is as wide, a Latin one half of it and a little more.
    """
    columns = max(2, math.floor(width_pt / (font_pt / 2)))
    return sum(_wrapped(line, columns) for line in text.split("\n"))


def _wrapped(line: str, columns: int) -> int:
    """Count lines as a word processor breaks them: anywhere between Chinese characters, but not inside a word."""
    count, used, word = 1, 0, 0
    for character in line:
        size = _cells_of(character, "WFA")
        word = word + size if size == 1 and not character.isspace() else 0
        if used + size <= columns:
            used += size
            continue
        count += 1
        used = word if 0 < word <= columns else size
    return count


def _cells_of(character: str, wide: str) -> int:
    """Return 0, 1 or 2; quotes and the like (A) are narrow on terminals and wide in Chinese fonts."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in wide else 1

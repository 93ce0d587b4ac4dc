"""The rows that come of one template row, filled with values: the XML, the text and the height of their cells.

Owns what a cell holds for a value, and how tall it makes its row. Where the rows lie in the sheet is `sheet`'s. Rows
are counted in the template from 1 (``source``) and in the finished sheet from 1 (``at``); columns count from 1; sizes
are points.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from xml.sax.saxutils import escape

from formgen import width
from formgen.merging import MergedDown
from formgen.values import Value, printed

_SIDES_PT = 6.0
"""What a cell keeps free left and right of its text, together."""

_ABOVE_BELOW_PT = 4.0
"""What a row keeps free above and below its text, together."""

_NUMBERS = (Decimal, int, date)
"""What a cell holds as a number."""

_KNOWN, _SHORT = 64, 64
"""How many short texts each column remembers, and how long they are: a list says much the same in row after row."""

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


@dataclass(slots=True)
class Row:
    """An output row that waits for the merged ranges that it is in.

    Attributes:
        pieces: its XML, to be joined by its number.
        texts: what its cells show, for the digest.
        height: in points; until it is laid out, that of the filled cells that stand in no range over several rows.
        needs: the height that each of its other filled cells needs, by column.
        joined: its cells that are joined downwards, by column.
        count: how many rows it takes in the sheet.
    """

    plan: "Plan"
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


class Cell:
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


class Plan:
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
            column: Cell(
                *(column, places[column] + 1, order, column in opening),
                *(styles[column], self._width(geometry, column), leads[places[column]]),
            )
            for order, column in enumerate(sorted({*fixed, *asked}))
        }
        self._asked = [cells[column] for column in asked]
        self._fixed = Row(self, self.empty, [""] * len(cells), geometry.heights.get(source, 0.0), {}, {})
        self.totals = [(cells[column], value) for column, value in fixed.items() if isinstance(value, Total)]
        plain = {column: value for column, value in fixed.items() if not isinstance(value, Total)}
        self._fixed = self._filled([cells[column] for column in plain], list(plain.values()))
        self.summed = [
            (total, asked.index(total.column) if total.column in asked else None, plain.get(total.column))
            for total in geometry.totals()
            if total.first_source <= source <= total.last_source
        ]

    def filled(self, values: Sequence[Value | MergedDown | None]) -> Row:
        """Return an output row with the values that it asks for."""
        return self._filled(self._asked, values)

    def right_edge(self, column: int) -> int:
        """Return the last column of the template's range that a cell is in the first column of."""
        return self._edges.get(column, column)

    def _width(self, geometry: Geometry, column: int) -> float:
        return sum(geometry.widths[one] for one in range(column, self.right_edge(column) + 1))

    def _filled(self, cells: Sequence[Cell], values: Sequence[Value | MergedDown | None]) -> Row:
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
        return Row(self, pieces, texts, height, needs, joined)


def _merged_pieces(inside: Sequence[tuple[int, int]]) -> list[str]:
    """Return the XML of ranges within one row, parted where the row's number stands; not of one cell alone."""
    areas = ((column_name(left), column_name(right)) for left, right in sorted(inside) if left < right)
    text = "".join(f'<mergeCell ref="{left}\0:{right}\0"/>' for left, right in areas)
    return text.split("\0") if text else []


def unmerged(value: Value | MergedDown | None) -> Value | None:
    """Return what a cell shows, joined or not."""
    return value.shown() if isinstance(value, MergedDown) else value


def cell_text(value: Value | None) -> str:
    """Return what a cell holds for a value: a plain decimal, a date's serial number, or text; blank as ``""``."""
    if isinstance(value, date):
        return str((value - _EPOCH).days)
    if isinstance(value, (Decimal, int)):
        return number_text(value)
    return printed(value)


@cache
def column_name(column: int) -> str:
    """Return the letters of a column: 1 is ``A``, 27 is ``AA``."""
    name = ""
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def number_text(value: Decimal | int) -> str:
    """Return a number without needless zeros, as a spreadsheet stores it."""
    text = Decimal.__format__(value, "f") if isinstance(value, Decimal) else str(value)  # also of a `Number`
    return text.rstrip("0").rstrip(".") if "." in text else text


def unescaped(text: str) -> str:
    """Return a cell's text with ``_x005F_`` read as the format defines it."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)

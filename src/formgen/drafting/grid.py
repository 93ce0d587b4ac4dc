"""The tables of a Word document as grids of cells: which cell covers which rows and columns, and what it says.

Owns merged cells. Rows and columns count from 0 here; `Cell.part` counts from 1, for people. Tables inside a cell are
tables of their own, in the order in which they begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

COLUMNS_LIMIT = 63
"""Columns that a table of Word can have."""

_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple")
)
"""Elements that stand around rows, cells, paragraphs and runs without being any of them."""


@dataclass(eq=False, slots=True)
class Cell:
    """One cell as it is seen: merged ones are one.

    Attributes:
        table: the number of its table, from 1.
        element: the ``w:tc`` that holds the content.
        row: the first row that it covers.
        column: the first column that it covers.
        width: columns that it covers.
        height: rows that it covers.
        text: its paragraphs, joined by newlines.
    """

    table: int
    element: etree._Element
    row: int
    column: int
    width: int
    height: int
    text: str

    @property
    def right(self) -> int:
        """The column after it."""
        return self.column + self.width

    @property
    def bottom(self) -> int:
        """The row below it."""
        return self.row + self.height

    @property
    def span(self) -> tuple[int, int]:
        """The columns that it covers: the first one, and the one after the last."""
        return self.column, self.right

    @property
    def part(self) -> str:
        """Where it is, for people."""
        return f"表格 {self.table} 第 {self.row + 1} 行第 {self.column + 1} 列"


@dataclass(eq=False, slots=True)
class Table:
    """A table of the document.

    Attributes:
        number: from 1, in the order of the document.
        element: the ``w:tbl``.
        rows: its ``w:tr``.
        cells: by the row and column where they begin, in that order.
        at: the cell that covers a row and column.
        pieces: the ``w:tc`` that begins at a row and column; of a merged cell each of its rows has one.
    """

    number: int
    element: etree._Element
    rows: list[etree._Element] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    at: dict[tuple[int, int], Cell] = field(default_factory=dict)
    pieces: dict[tuple[int, int], etree._Element] = field(default_factory=dict)

    def across(self, row: int) -> list[Cell]:
        """Return the cells that cover a row, from the left."""
        found = (self.at.get((row, column)) for column in range(self.columns))
        return list(dict.fromkeys(cell for cell in found if cell))

    @property
    def columns(self) -> int:
        """How many columns the widest row has."""
        return max((cell.right for cell in self.cells), default=0)

    def left_of(self, cell: Cell) -> Cell | None:
        """Return the neighbour on the left, in the cell's first row."""
        return self.at.get((cell.row, cell.column - 1))

    def right_of(self, cell: Cell) -> Cell | None:
        """Return the neighbour on the right, in the cell's first row."""
        return self.at.get((cell.row, cell.right))

    def above(self, cell: Cell) -> Cell | None:
        """Return the neighbour above the cell's first column."""
        return self.at.get((cell.row - 1, cell.column))

    def below(self, cell: Cell) -> Cell | None:
        """Return the neighbour below the cell's first column."""
        return self.at.get((cell.bottom, cell.column))


def tables(root: etree._Element) -> list[Table]:
    """Return every table below an element, those inside cells included."""
    return [_table(number, element) for number, element in enumerate(root.iter(f"{W}tbl"), start=1)]


def inner(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name, those inside content controls and the like included."""
    for child in element:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from inner(child, name)


def text_of(element: etree._Element) -> str:
    """Return what a cell or paragraph says, without the tables inside it: paragraphs joined by newlines."""
    if element.tag == f"{W}p":
        return "".join(text for run in inner(element, "r") for _, text in pieces_of(run))
    return "\n".join(text_of(paragraph) for paragraph in inner(element, "p"))


def pieces_of(run: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield what a run shows, element by element."""
    for child in run:
        if child.tag == f"{W}t":
            yield child, child.text or ""
        elif child.tag == f"{W}tab":
            yield child, "\t"
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield child, "\n"
        elif child.tag == f"{W}sym":
            yield child, "□"  # Wingdings: a box is the only sign of it that forms have


def number_of(element: etree._Element | None, name: str, default: int) -> int:
    """Return a whole number from an attribute; the default where there is none."""
    typed = element.get(f"{W}{name}", "") if element is not None else ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else default


def _table(number: int, element: etree._Element) -> Table:
    table = Table(number, element, list(inner(element, "tr")))
    for row, line in enumerate(table.rows):
        column = number_of(line.find(f"{W}trPr/{W}gridBefore"), "val", 0)
        before: Cell | None = None
        for piece in inner(line, "tc"):
            width = max(1, number_of(piece.find(f"{W}tcPr/{W}gridSpan"), "val", 1))
            width = min(width, COLUMNS_LIMIT - column)
            if width < 1:
                break
            above = table.at.get((row - 1, column))
            if before and _continues(piece, "hMerge"):
                cell = before
                cell.width += width
            elif above and above.column == column and _continues(piece, "vMerge"):
                cell = above
                cell.height = row + 1 - cell.row
            else:
                cell = Cell(number, piece, row, column, width, 1, text_of(piece))
                table.cells.append(cell)
            table.pieces[row, column] = piece
            for covered in range(column, column + width):
                table.at[row, covered] = cell
            before, column = cell, column + width
    return table


def _continues(piece: etree._Element, name: str) -> bool:
    """Return whether a cell is joined to the one before it (``hMerge``) or above it (``vMerge``)."""
    merge = piece.find(f"{W}tcPr/{W}{name}")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"

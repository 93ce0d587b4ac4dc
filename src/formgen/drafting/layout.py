"""What a table of a blank form asks for: its places with the labels that they belong to, and its repeated rows.

Owns the reading of the grid. A place belongs to the label on its left, or to the one above it where labels stand side
by side over empty cells. Labels on the left that are merged down, or that have another label beside them, are groups.
Under a head with empty or merged rows below it stands a table of repeated rows; rows that each print their own name
are fields, a group for each row.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from formgen.decoding import UNPRINTABLE
from formgen.drafting import labels
from formgen.drafting.grid import Cell, Table, W, inner, number_of
from formgen.drafting.labels import Label

_LARGE_HEIGHT = 1000
"""Twentieths of a point from which on a row has room for several lines."""

_NAME_LIMIT = 100
"""Characters of a printed name of a group of rows; a schema takes no more."""


class Kind(Enum):
    """What a cell is on a blank form."""

    LABEL = "label"
    EMPTY = "empty"  # a place to fill
    CHOICE = "choice"  # boxes to tick
    FIXED = "fixed"  # a figure or dash of the form itself
    LINES = "lines"  # holds its own labels and places: 负责人：____


@dataclass(eq=False, slots=True)
class Place:
    """One cell to fill.

    Attributes:
        cell: the place.
        groups: the labels that it stands under, from the outermost in.
        label: its own; None where the form has none.
        whole: where it is a part of a total (其中：), the keys of that total's groups and label.
        heading: the last title line above it inside the table.
        unit: printed in or over the place.
        kind: EMPTY or CHOICE.
        parts: of a total, the places that it adds up.
        is_total: whether it stands in a row of totals under a head.
        adds: of a total below repeated rows, these and the span of the column that it adds up.
    """

    cell: Cell
    groups: list[Label]
    label: Label | None
    whole: tuple[str, ...] = ()
    heading: Label | None = None
    unit: str = ""
    kind: Kind = Kind.EMPTY
    parts: "list[Place]" = field(default_factory=list)
    is_total: bool = False
    adds: "tuple[Repeated, tuple[int, int]] | None" = None

    @property
    def path(self) -> tuple[str, ...]:
        """The keys of its groups and its own."""
        return tuple(label.key for label in (*self.groups, self.label) if label and label.key)

    @property
    def part(self) -> str:
        """Where it is, for people."""
        return self.cell.part


@dataclass(eq=False, slots=True)
class Column:
    """A column of repeated rows.

    Attributes:
        label: its head.
        span: the columns of the grid.
        printed: the names that the form prints in it.
        ticks: what its cells print to be ticked; empty without boxes.
        over: the label over its head and those beside it, such as 投资（万元） over 小计.
    """

    label: Label
    span: tuple[int, int]
    printed: list[str] = field(default_factory=list)
    ticks: str = ""
    over: Label | None = None


@dataclass(eq=False, slots=True)
class Repeated:
    """A table of repeated rows.

    Attributes:
        table: where it stands.
        groups: the labels left of it and the title line above it; the innermost names the table.
        first: the first of the rows that repeat.
        last: the last of them.
        levels: the columns that group the rows, from the outermost in.
        columns: the rows' fields.
        numbers: the columns with the rows' numbers.
        halves: where two tables stand side by side, the levels and columns of each and the label over it; `levels`
            and `columns` then hold what both share.
        printed: for each row what stands in it already, by the columns of the grid.
    """

    table: Table
    groups: list[Label]
    heading: Label | None
    first: int
    last: int
    levels: list[Column]
    columns: list[Column]
    numbers: list[tuple[int, int]]
    halves: "list[tuple[Label | None, list[Column], list[Column]]]" = field(default_factory=list)
    printed: list[dict[tuple[int, int], str]] = field(default_factory=list)

    @property
    def part(self) -> str:
        """Where it begins, for people."""
        return f"表格 {self.table.number} 第 {self.first + 1} 行"


@dataclass(slots=True)
class Layout:
    """What a table asks for.

    Attributes:
        places: the cells to fill, in the order of the table.
        repeated: its tables of repeated rows.
        lines: the cells that hold labels and places of their own.
        titles: the cells that say what the form is, and for which year.
    """

    places: list[Place]
    repeated: list[Repeated]
    lines: list[Cell]
    titles: list[Cell]

    @staticmethod
    def beside(table: Table, cell: Cell) -> Label | None:
        """Return the label that a cell with lines of its own stands beside; None without one."""
        left = table.left_of(cell)
        label = labels.read(left.text) if left and not labels.is_empty(left.text) and left.row == cell.row else None
        return label if label and label.key and not label.text.endswith(("：", ":")) else None


def read(table: Table) -> Layout:
    """Return what a table asks for."""
    return _Reader(table).read()


def is_large(table: Table, cell: Cell) -> bool:
    """Return whether a place has room for several lines: tall rows, or most of the table's width by itself."""
    height = sum(number_of(line.find(f"{W}trPr/{W}trHeight"), "val", 0) for line in table.rows[cell.row : cell.bottom])
    blank_lines = len(list(inner(cell.element, "p")))
    return blank_lines >= 3 or (height >= _LARGE_HEIGHT and height / cell.height >= _LARGE_HEIGHT / 2)


@dataclass(slots=True)
class _Block:
    """A head row and the rows under it that keep to its columns."""

    head: list[Cell]
    groups: list[Cell]
    rows: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    @property
    def head_row(self) -> int:
        """The row of the head that the columns go by, its last."""
        return self.head[0].bottom - 1


class _Reader:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.kinds = {cell: self._kind(cell) for cell in table.cells}
        self.done: set[Cell] = set()
        self.layout = Layout([], [], [], [])

    def read(self) -> Layout:
        """Return the places in the order of the table, the blocks under heads taken out first."""
        row = 0
        while row < len(self.table.rows):
            block = self._block(row)
            if block is not None:
                self._take(block, row)
                row = max(block.rows + block.totals)
            row += 1
        for cell in self.table.cells:
            if cell not in self.done:
                self._alone(cell)
        self.layout.places.sort(key=lambda place: (place.cell.row, place.cell.column))
        totals = {place.path: place for place in self.layout.places}
        for place in self.layout.places:
            place.heading = self._heading(place.cell.row)
            if place.whole in totals:
                totals[place.whole].parts.append(place)
        return self.layout

    # --- what each cell is ---------------------------------------------------------------------------------------

    def _kind(self, cell: Cell) -> Kind:
        text = cell.text
        if next(cell.element.iter(f"{W}tbl"), None) is not None:
            return Kind.LINES
        if labels.boxes(text):
            asked, _, _ = text.partition("□")
            named = labels.key_of(asked) and asked.rstrip().endswith(("：", ":"))
            many = sum(labels.boxes(line) for line in text.split("\n")) > 1 and "：" in text
            return Kind.LINES if named or many else Kind.CHOICE
        if next(cell.element.iter(f"{W}drawing", f"{W}pict", f"{W}object"), None) is not None:
            return Kind.FIXED
        if labels.is_empty(text):
            return Kind.EMPTY
        if labels.is_fixed(text):
            return Kind.FIXED
        if not labels.key_of(text):
            return Kind.FIXED
        if _has_blanks(text):
            return Kind.LINES
        return Kind.LABEL

    def _is(self, cell: Cell | None, *kinds: Kind) -> bool:
        return cell is not None and self.kinds[cell] in kinds

    def _is_place(self, cell: Cell | None) -> bool:
        return self._is(cell, Kind.EMPTY, Kind.CHOICE)

    def _leading(self, row: int) -> list[Cell]:
        """Return the group labels at the left of a row: each has another label, or the corner of a head, beside it."""
        found = []
        cells = self.table.across(row)
        for cell, following in pairwise(cells):
            beside = self.table.right_of(cell)
            if not self._is(cell, Kind.LABEL) or not self._is(beside, Kind.LABEL, Kind.EMPTY, Kind.CHOICE):
                break
            if self._is_place(beside) and not (beside and self._is_corner(beside)):
                break
            if not self._is(following, Kind.LABEL) and cell.height == 1:
                break
            found.append(cell)
        return found

    def _is_corner(self, cell: Cell) -> bool:
        """Return whether an empty cell stands where the head of columns and the names of rows meet."""
        right, below = self.table.right_of(cell), self.table.below(cell)
        return (
            self._is(right, Kind.LABEL)
            and self._is(below, Kind.LABEL)
            and below is not None
            and below.column == cell.column
            and right is not None
            and self._is_place(self.table.below(right))
            and not self._is_place(self.table.right_of(right))
        )

    # --- heads and what stands under them ------------------------------------------------------------------------

    def _block(self, row: int) -> _Block | None:
        """Return the block whose head is a row; None where a row is no head."""
        across = self.table.across(row)
        groups: list[Cell] = []
        while across and self._is(across[0], Kind.LABEL) and across[0].bottom > row + 1 and len(across) > 1:
            groups.append(across.pop(0))
        head = across
        if not head or any(cell.bottom != row + 1 for cell in head):
            return None
        rest = head[1:] if self._is(head[0], Kind.EMPTY) and self._is_corner(head[0]) else head
        if not rest or not all(self._is(cell, Kind.LABEL) for cell in rest):
            return None
        block = _Block(head, groups)
        for below in range(row + 1, len(self.table.rows)):
            if not self._belongs(block, below):
                break
        if not block.rows:
            return None
        return block

    def _belongs(self, block: _Block, row: int) -> bool:
        """Add a row to a block when it keeps to the head's columns; return whether it did."""
        cells = self.table.across(row)
        while cells and cells[0] in block.groups:
            cells.pop(0)
        spans = {cell.span for cell in block.head}
        starts, ends = {start for start, _ in spans}, {end for _, end in spans}
        if not cells or any(cell.column not in starts or cell.right not in ends for cell in cells):
            return False
        if cells[0].column != block.head[0].column or cells[-1].right != block.head[-1].right:
            return False
        if any(cell.row <= block.head[0].row for cell in cells):
            return False
        if not any(self._is_place(cell) for cell in cells):
            return False
        exact = all(cell.span in spans for cell in cells)
        names = [cell for cell in cells if self._is(cell, Kind.LABEL)]
        if any(self._is(cell, Kind.LINES) for cell in cells):
            return False
        if names and labels.IS_TOTAL.fullmatch(labels.key_of(names[-1].text)) and len(block.head) > 1:
            if not any(self._is_place(cell) and cell.span in spans for cell in cells):
                return False
            block.totals.append(row)
            return True
        if not exact or (len(block.head) == 1 and block.rows):
            return False
        levels = {cell.span for cell in block.head if labels.IS_LEVEL.fullmatch(labels.key_of(cell.text))}
        seen_place = False
        for cell in cells:
            if self._is(cell, Kind.LABEL) and seen_place and cell.span not in levels:
                return False
            seen_place = seen_place or self._is_place(cell)
        block.rows.append(row)
        return True

    def _take(self, block: _Block, row: int) -> None:
        """Put what stands under a head into the layout: repeated rows, or a field for each place."""
        for cell in block.head:
            self.done.add(cell)
        printed = {
            cell.span: [below for below in self._under(block, cell) if self._is(below, Kind.LABEL)]
            for cell in block.head
        }
        numbers = [cell.span for cell in block.head if self._counts_rows(block, cell)]
        if not block.groups and (title := self._title_over(row)):
            block.groups.append(title)
        repeated = self._repeated(block, printed, numbers) if self._repeats(block, printed, numbers) else None
        rows = block.totals if repeated else sorted(block.rows + block.totals)
        added: list[Place] = []
        heads = {cell.span: cell for cell in block.head}
        for number in rows:
            names = [cell for cell in self.table.across(number) if self._is(cell, Kind.LABEL)]
            names = [cell for cell in names if cell not in block.groups]
            columns = [cell for cell in self.table.across(number) if self._is_place(cell) and cell.span in heads]
            for cell in columns:
                head = labels.read(heads[cell.span].text)
                own = [labels.read(name.text) for name in names if name.column < cell.column]
                groups = [labels.read(group.text) for group in block.groups]
                alone = len(block.head) == 2 and len(own) == 1
                path = [*own] if alone else [*own, head]
                over = self._over_head(block, heads[cell.span])
                if over is not None and not alone:
                    path.insert(-1, over)
                unit = head.unit or (over.unit if over else "")
                place = Place(cell, [*groups, *path[:-1]], path[-1], kind=self.kinds[cell], unit=unit)
                if own and (whole := self._whole(names[0])):
                    keys = [label.key for label in (*groups, whole, *path[1:])]
                    place.whole = tuple(key for key in keys if key)
                if number in block.totals:
                    place.is_total = True
                    place.adds = (repeated, cell.span) if repeated else None
                    place.parts = [part for part in added if part.cell.span == cell.span and not part.whole]
                else:
                    added.append(place)
                self.layout.places.append(place)
        for number in block.rows + block.totals:
            self.done.update(self.table.across(number))

    def _over_head(self, block: _Block, head: Cell) -> Label | None:
        """Return the upper label of a head in two rows: it stands over several columns, but not over all."""
        over = self.table.above(head)
        tall = any(cell.row < block.head_row for cell in block.head)
        wider = over is not None and over.width > head.width and over.column <= head.column and over.right >= head.right
        return labels.read(over.text) if over and tall and wider and self._is(over, Kind.LABEL) else None

    def _under(self, block: _Block, head: Cell) -> list[Cell]:
        """Return the cells under a head, merged ones once."""
        return list(dict.fromkeys(self.table.at[number, head.column] for number in block.rows))

    def _counts_rows(self, block: _Block, head: Cell) -> bool:
        figures = all(self._is(cell, Kind.FIXED, Kind.EMPTY) for cell in self._under(block, head))
        return figures and labels.IS_SEQUENCE.fullmatch(labels.key_of(head.text)) is not None

    def _repeats(
        self, block: _Block, printed: dict[tuple[int, int], list[Cell]], numbers: list[tuple[int, int]]
    ) -> bool:
        """Return whether the rows under a head are rows of one kind, of which there may be any number."""
        if len(block.head) < 2:
            return False
        if numbers and (len(block.rows) > 1 or len(block.head) > 2):
            return True
        if any(labels.IS_LEVEL.fullmatch(labels.key_of(cell.text)) for cell in block.head):
            return True
        named = [cell for cell in block.head if printed[cell.span]]
        if not named:
            return len(block.rows) > 1
        last = printed[named[-1].span]
        if any(cell.height > 1 for cell in last) and len(last) < len(block.rows):
            return True
        texts = [tuple(self.table.at[number, cell.column].text for cell in named) for number in block.rows]
        return len(set(texts)) < len(texts) or any("指标" in cell.text for cell in named)

    def _repeated(
        self, block: _Block, printed: dict[tuple[int, int], list[Cell]], numbers: list[tuple[int, int]]
    ) -> Repeated:
        heads = [cell for cell in block.head if cell.span not in numbers]
        columns = [
            Column(
                labels.read(head.text),
                head.span,
                list(dict.fromkeys(_name(cell) for cell in printed[head.span])),
                next((cell.text for cell in self._under(block, head) if self._is(cell, Kind.CHOICE)), ""),
                self._over_head(block, head),
            )
            for head in heads
        ]
        keys = [column.label.key for column in columns]
        twice = [key for key in keys if key and keys.count(key) > 1]
        halves: list[list[Column]] = []
        shared = columns
        if twice:
            first = keys.index(twice[0])
            second = keys.index(twice[0], first + 1)
            shared, halves = columns[:first], [columns[first:second], columns[second:]]
        levels, own = _split(shared, more=bool(halves))
        found = Repeated(
            self.table,
            [labels.read(group.text) for group in block.groups],
            self._heading(block.head[0].row),
            min(block.rows),
            max(block.rows),
            levels,
            own,
            numbers,
        )
        for half in halves:
            of_half, rest = _split(half, more=False)
            found.halves.append((self._over(block, half), of_half, rest))
        for number in block.rows:
            cells = [self.table.at[number, head.column] for head in heads]
            found.printed.append({cell.span: _name(cell) for cell in cells if self._is(cell, Kind.LABEL, Kind.FIXED)})
        self.layout.repeated.append(found)
        return found

    def _over(self, block: _Block, half: list[Column]) -> Label | None:
        """Return the label that stands over one half of the columns, further up in the table."""
        for row in range(block.head[0].row - 1, -1, -1):
            for cell in self.table.across(row):
                inside = cell.column <= half[-1].span[0] and cell.right >= half[-1].span[1]
                if (
                    inside
                    and self._is(cell, Kind.LABEL)
                    and cell.width < self.table.columns - 1
                    and "目标" in cell.text
                ):
                    return labels.read(cell.text)
        return None

    # --- places by themselves --------------------------------------------------------------------------------------

    def _alone(self, cell: Cell) -> None:
        """Put a cell that is under no head into the layout."""
        if self._is(cell, Kind.LINES):
            self.layout.lines.append(cell)
        elif self._is(cell, Kind.FIXED) and not labels.is_fixed(cell.text):
            self.layout.titles.append(cell)  # （　　年度）
        elif self._is(cell, Kind.LABEL):
            if cell.text.rstrip().endswith(("：", ":")) and not self._serves(cell):
                self.layout.lines.append(cell)
            elif cell.width >= self.table.columns:
                self.layout.titles.append(cell)
        elif self._is_place(cell) and not self._is_corner(cell):
            label = self._label(cell)
            groups = [] if label is None else [group for group in self._leading(cell.row) if group is not label]
            groups = [
                group for group in groups if label is None or group.column < label.column or group.row < label.row
            ]
            place = Place(
                cell,
                [labels.read(group.text) for group in groups],
                labels.read(label.text) if label else None,
                kind=self.kinds[cell],
                unit=labels.around(cell.text)[1],
            )
            if label is not None and (whole := self._whole(label)):
                place.whole = (*place.path[:-1], whole.key)
            self.layout.places.append(place)

    def _serves(self, label: Cell) -> bool:
        """Return whether a label has a place beside or below it."""
        below = self.table.below(label)
        return self._is_place(self.table.right_of(label)) or bool(
            below and self._is_place(below) and below.span == label.span
        )

    def _label(self, cell: Cell) -> Cell | None:
        left, above = self.table.left_of(cell), self.table.above(cell)
        while left is not None and self._is(left, Kind.FIXED):
            left = self.table.left_of(left)  # 总分 | 100 | ____
        over = (
            above
            if above is not None
            and self._is(above, Kind.LABEL)
            and above.column <= cell.column
            and above.right >= cell.right
            and not self._is_place(self.table.right_of(above))
            else None
        )
        if left is not None and self._is(left, Kind.LABEL):
            if left.row == cell.row or over is None:
                return left
            return over
        if over is not None and (over.span == cell.span or over.width >= self.table.columns):
            return over
        return None

    def _whole(self, label: Cell) -> Label | None:
        """Return the label of the total that a label is a part of: 其中： stands before the first of its parts."""
        column = [cell for cell in self.table.cells if cell.column == label.column and self._is(cell, Kind.LABEL)]
        at = column.index(label)
        first_part = next((cell for cell in reversed(column[: at + 1]) if _is_first_part(cell)), None)
        if first_part is not None and (beside := self._beside(first_part)) and label.bottom <= beside.bottom:
            return labels.read(beside.text)
        for first in range(at, 0, -1):
            if _is_first_part(column[first]):
                total = column[first - 1]
                run = column[first - 1 : at + 1]
                together = all(one.bottom == two.row for one, two in pairwise(run))
                same_group = self._leading(total.row)[:1] == self._leading(label.row)[:1]
                indents = [_indent(cell) for cell in column[first + 1 : at + 1]]
                later = [_indent(cell) for cell in column[first + 1 : at + 6] if cell.row < total.row + 12]
                if any(later) and indents and not all(indents):
                    return None
                return labels.read(total.text) if together and same_group else None
        return None

    def _beside(self, part: Cell) -> Cell | None:
        """Return the label of a total on the left of its first part: merged down over the rows of the parts."""
        place = self.table.left_of(part)
        total = self.table.left_of(place) if place is not None and self._is_place(place) else None
        if total is None or not self._is(total, Kind.LABEL) or total.height == 1 or _is_first_part(total):
            return None
        return total

    def _title_over(self, row: int) -> Cell | None:
        """Return the line right above a row that runs over the whole table: 三、经费预算; never the table's first."""
        over = self.table.across(row - 1) if row > 1 else []
        return over[0] if len(over) == 1 and self._is(over[0], Kind.LABEL) else None

    def _heading(self, row: int) -> Label | None:
        """Return the last line above a row that runs over the whole table and has no place of its own."""
        for above in range(row - 1, -1, -1):
            cells = self.table.across(above)
            if len(cells) == 1 and self._is(cells[0], Kind.LABEL) and (above or labels.is_numbered(cells[0].text)):
                return labels.read(cells[0].text)
        return None


def _name(cell: Cell) -> str:
    """Return a printed name of a group of rows, in one line and without blanks between its characters."""
    return "".join(UNPRINTABLE.sub("", cell.text).split())[:_NAME_LIMIT]


def _is_first_part(cell: Cell) -> bool:
    return cell.text.lstrip().startswith("其中")


def _split(columns: list[Column], *, more: bool) -> tuple[list[Column], list[Column]]:
    """Return the columns that group rows and those that a row fills; the last is a level only when more follow."""
    levels: list[Column] = []
    for number, column in enumerate(columns):
        last = number == len(columns) - 1 and not more
        following = columns[number + 1 :]
        named = labels.IS_LEVEL.fullmatch(column.label.key) is not None
        deeper = more or any(labels.IS_LEVEL.fullmatch(other.label.key) or other.printed for other in following)
        if last or not (column.printed or (named and deeper)):
            break
        levels.append(column)
    return levels, columns[len(levels) :]


def _has_blanks(text: str) -> bool:
    """Return whether a text has room left behind a colon: 负责人：　　　电话：____."""
    lines = [line for line in text.split("\n") if line.strip()]
    gaps = sum(1 for line in lines for piece in _pieces(line) if piece)
    return gaps > 0


def _pieces(line: str) -> Iterator[bool]:
    rest = line
    while (place := max(rest.find("："), rest.find(":"))) >= 0:
        rest = rest[place + 1 :]
        blank = len(rest) - len(rest.lstrip(" \t\u3000_＿"))
        yield blank >= 2 or rest.lstrip(" \t\u3000").startswith(("_", "＿"))


def _indent(cell: Cell) -> int:
    """Return how far the text of a label stands in: blanks before it, and the paragraph's own indent in characters."""
    blanks = len(cell.text) - len(cell.text.lstrip(" \u3000"))
    paragraph = next(inner(cell.element, "p"), None)
    indent = paragraph.find(f"{W}pPr/{W}ind") if paragraph is not None else None
    return blanks + max(number_of(indent, name, 0) for name in ("left", "start", "firstLine")) // 200

"""Which piece of a document stands for which part of its template.

Owns what each change by hand costs. The cheapest explanation of the whole document is the one that holds; `matching`
finds it, `binding` makes values of it.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from formgen.filters import MERGE_DOWN
from formgen.recovering.document import PARAGRAPH_END, TABLE, Piece, inner, paragraph_at, within
from formgen.recovering.matching import Budget, Move, TooTangled, cheapest
from formgen.recovering.patterns import Part
from formgen.recovering.template import Loop

STATES_LIMIT = 1_000_000
"""States that are looked at for one document; one without changes needs a few for each text and cell."""

_CHARACTER_CHANGED, _CHARACTER_ADDED, _CHARACTER_LOST = 2, 3, 3
_OTHER_KIND = 5  # a digit for a bracket: rather one lost and another added
_TEXT_REPLACED = 6  # a fixed text is not there at all, or a longer one was added
_LOOSE = 2  # a value ends where no fixed text follows
_PARAGRAPH_CROSSED = 1  # a value of several paragraphs where the template has one
_PARAGRAPH_ADDED = 4
_WORDS_CROSSED = 5  # the same where other words stand in the paragraph: rather one was added
_TABLE_DIFFERS = 30
_TABLE_AT_MOST = 50  # less than one missing and another added: a table at its place is that table, however changed
_ROW_DIFFERS = 8
_CELL_DIFFERS = 4
_OTHER_ITEM = 9  # a row's merged cells say that it belongs to another item than the loops do
_HOPELESS = 30
"""What each change costs; only how they compare matters."""

_NORMAL, _LOOSELY, _REPLACED, _ADDED = 0, -1, -2, -3
"""How a step takes up text: as it should; up to anywhere; standing for something else; after something else."""

_FlowState = tuple[int, int, int]
_BoxState = tuple[int, int, frozenset[Loop]]


class Matcher:
    """Finds the cheapest way through each part of the pattern for a piece of the document, and remembers it."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self._ways: dict[tuple[Part, Piece], tuple[int, list[Any] | None]] = {}
        self._budget = Budget(STATES_LIMIT)

    def cost(self, part: Part, piece: Piece) -> int:
        """Return what it costs that a piece stands for a part."""
        return self.match(part, piece)[0]

    def match(self, part: Part, piece: Piece) -> tuple[int, list[Any] | None]:
        """Return the cost and the events of the cheapest way; no events where there is none worth having."""
        key = (part, piece)
        if key not in self._ways:
            self._ways[key] = self._match(part, piece)
        return self._ways[key]

    def _match(self, part: Part, piece: Piece) -> tuple[int, list[Any] | None]:
        if part.kind == "cell":
            flow = shown_flow(part, piece)
            return self.match(part.flow, flow) if flow else (0, [])
        if part.kind == "flow":
            return self._flow(part, piece)
        size = (len(piece.inside) + 2) * (len(part.steps) + 2)
        return self._search((0, 0, frozenset()), _BoxMoves(self, part, piece), 100 + 8 * size)

    def _flow(self, part: Part, flow: Piece) -> tuple[int, list[Any] | None]:
        """Match a text: as it is; where it was changed, each stretch between fixed texts that are still there.

        Why: the search goes through all that would cost less than what was changed, so changes far from each other
        are found one by one.
        """
        if flow.place.boxes:
            return self._stretch(part, flow, (0, 0), (len(part.steps) - 1, len(flow.text)))
        cost, start = 0, (0, 0)
        events: list[Any] = []
        for end in [*_anchored(part, flow), (len(part.steps) - 1, len(flow.text))]:
            more, found = self._stretch(part, flow, start, end)
            cost += more
            events += [("lost", start, end)] if found is None else found
            start = end
        return cost, events

    def _stretch(
        self, part: Part, flow: Piece, start: tuple[int, int], end: tuple[int, int]
    ) -> tuple[int, list[Any] | None]:
        """Match the steps from one to another with the text from one place to another."""
        limit = 2_000 + 20 * (end[0] - start[0] + end[1] - start[1])
        return self._search((start[0], _NORMAL, start[1]), _FlowMoves(self, part, flow, end), limit)

    def _search(self, start: Any, moves: Any, limit: int) -> tuple[int, list[Any] | None]:
        try:
            return cheapest(start, moves.moves, moves.is_end, Budget(limit, self._budget))
        except TooTangled:
            return _HOPELESS, None


_ANCHOR_LENGTH = 4
"""Characters from which a fixed text that stands once in template and document is taken for the same."""


def _anchored(part: Part, flow: Piece) -> list[tuple[int, int]]:
    """Return steps and their places in the text: fixed texts that stand once in both and in the same order."""
    texts = [(step, part.steps[step][1]) for step in part.always() if part.steps[step][0] == "text"]
    count = Counter(what for kind, what in part.steps if kind == "text")
    pairs = [
        (step, flow.text.index(fixed))
        for step, fixed in texts
        if len(fixed) >= _ANCHOR_LENGTH and count[fixed] == 1 and flow.text.count(fixed) == 1
    ]
    return _longest_rising(pairs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of a list in which the second numbers rise as the first ones do."""
    ends: list[int] = []  # the smallest second number that a rising part of each length can end with
    chains: list[Any] = []
    for step, at in pairs:
        length = bisect_left(ends, at)
        ends[length:] = [at, *ends[length + 1 :]]
        chains[length:] = [((step, at), chains[length - 1] if length else None), *chains[length + 1 :]]
    rising: list[tuple[int, int]] = []
    chain = chains[-1] if chains else None
    while chain:
        pair, chain = chain
        rising.append(pair)
    return rising[::-1]


def shown_flow(part: Part, cell: Piece) -> Piece | None:
    """Return what a cell shows: one that is merged into the cell above shows that one's text, which holds for it too.

    None for a cell without a field: what is fixed in it was looked at above.
    """
    if cell.above is None:
        return cell.inside[0]
    return cell.above.inside[0] if part.slots else None


class _FlowMoves:
    """How a flow's steps take up text. A state is a step, how it goes on, and a place in the text."""

    def __init__(self, matcher: Matcher, part: Part, flow: Piece, end: tuple[int, int]) -> None:
        self._matcher, self._part, self._flow = matcher, part, flow
        self._end_step, self._end = end
        self._steps, self._text = part.steps, flow.text
        self._in_cell = bool(flow.place.boxes)

    def is_end(self, state: _FlowState) -> bool:
        step, _, at = state
        return step == self._end_step and at == self._end

    def moves(self, state: _FlowState) -> Iterable[Move[_FlowState]]:
        step, mode, at = state
        if step == self._end_step:
            return self._additions(step, at)
        kind, what = self._steps[step]
        if kind == "text":
            return self._fixed(step, mode, at, what)
        if kind == "slot":
            return self._value(step, mode, at)
        if kind == "box":
            return [*self._additions(step, at), *self._table(step, at, what)]
        if kind == "open":
            return [*self._additions(step, at), (0, (step + 1, _NORMAL, at), ("open", step, at))]
        return [(0, (following, _NORMAL, at), event) for following, event in control(kind, what, step)]

    def _fixed(self, step: int, mode: int, at: int, fixed: str) -> Iterator[Move[_FlowState]]:
        text = self._text
        changed = ("changed", step, at)
        if mode < _NORMAL:
            if at < self._end and text[at] not in (PARAGRAPH_END, TABLE):
                yield 0, (step, mode, at + 1), None
            yield 0, (step + 1 if mode == _REPLACED else step, _NORMAL, at), None
            return
        if mode == _NORMAL and text.startswith(fixed, at, self._end):
            yield 0, (step + 1, _NORMAL, at + len(fixed)), None
            return
        done = mode
        while done < len(fixed) and at < self._end and fixed[done] == text[at]:
            done, at = done + 1, at + 1
        if done == len(fixed):
            yield 0, (step + 1, _NORMAL, at), None
            return
        here = text[at] if at < self._end else TABLE
        wanted = fixed[done]
        yield from self._additions(step, at, done)
        if mode == _NORMAL:
            yield _TEXT_REPLACED, (step, _ADDED, at - done), changed
            if fixed != PARAGRAPH_END:
                yield _TEXT_REPLACED, (step, _REPLACED, at - done), changed
        yield _CHARACTER_LOST, self._after(step, done + 1, at, fixed), changed
        if here not in (PARAGRAPH_END, TABLE):
            yield _CHARACTER_ADDED, (step, done, at + 1), changed
            if wanted != PARAGRAPH_END:
                yield _change(here, wanted), self._after(step, done + 1, at + 1, fixed), changed

    def _after(self, step: int, done: int, at: int, fixed: str) -> _FlowState:
        return (step, done, at) if done < len(fixed) else (step + 1, _NORMAL, at)

    def _value(self, step: int, mode: int, at: int) -> Iterator[Move[_FlowState]]:
        text = self._text
        ends = (text.find(PARAGRAPH_END, at, self._end), text.find(TABLE, at, self._end), self._end)
        stop = min(end for end in ends if end >= 0)
        closed = ("close", step)
        if mode == _LOOSELY:
            if at < stop:
                yield 0, (step, _LOOSELY, at + 1), None
            yield 0, (step + 1, _NORMAL, at), (*closed, at)
            return
        yield _LOOSE, (step, _LOOSELY, at), None
        if text.startswith(PARAGRAPH_END, stop, self._end):
            alone = step in self._part.alone or (self._in_cell and step in self._part.last)
            yield _PARAGRAPH_CROSSED if alone else _WORDS_CROSSED, (step, _NORMAL, stop + 1), None
        end = self._nearest(step, at, stop)
        if end is not None:
            if end < stop:
                yield 0, (step, _NORMAL, end + 1), None
            yield 0, (step + 1, _NORMAL, end), (*closed, end)
        known = self._known(step)
        if known is not None and text.startswith(known, at, self._end):
            yield 0, (step + 1, _NORMAL, at + len(known)), (*closed, at + len(known))

    def _known(self, step: int) -> str | None:
        """Return what a value is that touches another, where it stands by itself somewhere else."""
        expression = self._steps[step][1].expression
        if step not in self._part.blurred or not expression or expression.loop:
            return None
        return self._matcher.known.get(expression.words)

    def _nearest(self, step: int, at: int, stop: int) -> int | None:
        """Return the nearest place at which a value may end."""
        anchors, text = self._part.anchors[step], self._text
        if anchors.anywhere:
            return at
        places = [text.find(fixed, at, stop) for fixed in anchors.texts if fixed != PARAGRAPH_END]
        paragraph_ends = PARAGRAPH_END in anchors.texts and text.startswith(PARAGRAPH_END, stop)
        table_follows = anchors.table and text.startswith(TABLE, stop)
        if paragraph_ends or table_follows or (stop == self._end and self._end_step in anchors.steps):
            places.append(stop)
        return min((place for place in places if place >= 0), default=None)

    def _table(self, step: int, at: int, part: Part) -> Iterator[Move[_FlowState]]:
        yield _TABLE_DIFFERS, (step + 1, _NORMAL, at), ("missing", part, paragraph_at(self._flow, at))
        nothing = Piece("table", inner(self._flow.place, self._text.count(TABLE, 0, at)))
        if self._matcher.cost(part, nothing) == 0:  # a table whose rows are all left out is left out itself
            yield 0, (step + 1, _NORMAL, at), ("box", part, nothing)
        if self._text.startswith(TABLE, at, self._end):
            table = self._flow.inside[self._text.count(TABLE, 0, at)]
            cost = min(self._matcher.cost(part, table), _TABLE_AT_MOST)
            yield cost, (step + 1, _NORMAL, at + 1), ("box", part, table)

    def _additions(self, step: int, at: int, mode: int = _NORMAL) -> Iterator[Move[_FlowState]]:
        """Yield the ways past something that the template has not: a table, or the rest of a paragraph."""
        text = self._text
        if text.startswith(TABLE, at, self._end):
            table = self._flow.inside[text.count(TABLE, 0, at)]
            yield _TABLE_DIFFERS, (step, mode, at + 1), ("extra", table)
        elif at < self._end and (self._begins(at) or step == self._end_step):
            end = text.find(PARAGRAPH_END, at, self._end)
            if end >= 0 and text.find(TABLE, at, end) < 0:
                yield _PARAGRAPH_ADDED, (step, mode, end + 1), ("added", at, end)

    def _begins(self, at: int) -> bool:
        """Return whether a paragraph begins at a place."""
        return not at or self._text[at - 1] in (PARAGRAPH_END, TABLE)


def _change(one: str, other: str) -> int:
    """Return what it costs that a character stands for another."""
    same_kind = unicodedata.category(one)[0] == unicodedata.category(other)[0]
    return _CHARACTER_CHANGED if same_kind else _OTHER_KIND


def control(kind: str, what: Any, step: int) -> list[tuple[int, Any]]:
    """Return where a step leads that takes up nothing, the likeliest last, and what is to be remembered."""
    if kind == "split":
        return [(following, None) for following in reversed(what)]
    if kind == "jump":
        return [(what, None)]
    return [(step + 1, (kind, what))]


class _BoxMoves:
    """How a table's steps take up rows, and a row's take up cells.

    A state is a step, a place among the rows, and the loops that have begun an item since the row before.
    """

    def __init__(self, matcher: Matcher, part: Part, piece: Piece) -> None:
        self._matcher, self._part, self._inside, self._place = matcher, part, piece.inside, piece.place
        self._cost = _ROW_DIFFERS if part.kind == "table" else _CELL_DIFFERS

    def is_end(self, state: _BoxState) -> bool:
        step, at, _ = state
        return self._part.steps[step][0] == "end" and at == len(self._inside)

    def moves(self, state: _BoxState) -> Iterator[Move[_BoxState]]:
        step, at, begun = state
        kind, what = self._part.steps[step]
        if kind not in ("box", "end"):
            if kind == "iter":
                begun |= {what}
            for following, event in control(kind, what, step):
                yield 0, (following, at, begun), event
            return
        if at < len(self._inside):
            yield self._cost, (step, at + 1, begun), ("extra", self._inside[at])
        if kind == "box":
            yield self._cost, (step + 1, at, begun), ("missing", what, within(self._place, at))
            if at < len(self._inside):
                here = self._inside[at]
                cost = self._matcher.cost(what, here)
                if what.kind == "cell":
                    cost = min(cost, 2 * _CELL_DIFFERS - 1)  # at its place it is that cell, however changed
                else:
                    cost += self._item_cost(step, at, begun)
                yield cost, (step + 1, at + 1, frozenset()), ("box", what, here)

    def _item_cost(self, step: int, at: int, begun: frozenset[Loop]) -> int:
        """Return the cost of a row that stands under other items than its own cells say.

        Why: of rows in nested loops, the cells that are merged down over the rows of an item tell where the next item
        begins; without merged cells, another text does.
        """
        row = self._part.steps[step][1]
        cost = 0
        for loop in self._part.loops[step][:-1]:
            begins = self._begins_item(loop, row, at)
            if begins is not None and begins and loop not in begun:
                cost += _OTHER_ITEM
        return cost

    def _begins_item(self, loop: Loop, row: Part, at: int) -> bool | None:
        """Return whether a row's own cells say that it is the first of an item; None where they say nothing."""
        here, merged, plain = self._inside[at].inside, [], []
        above = self._inside[at - 1].inside if at else []
        cells = [what for kind, what in row.steps if kind == "box"]
        for number, (part, cell) in enumerate(zip(cells, here, strict=False)):
            of_item = [slot.expression for slot in part.slots if slot.expression and slot.expression.loop is loop]
            if any(MERGE_DOWN in expression.filters for expression in of_item):
                merged.append(cell.above is None)
            elif of_item and number < len(above):
                plain.append(cell.inside[0].text != above[number].inside[0].text)
        said = merged or plain
        return any(said) if said else None

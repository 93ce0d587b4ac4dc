"""From a finished document back to the fields: what was printed, where it stands, and what does not fit.

Owns the way back. A template says where each field is printed, and nothing else is needed: the document, ours or one
that somebody has filled or changed in Word, is matched against it (`patterns`, `matching`). What was changed by hand
costs something, and the cheapest explanation of the whole document is the one that is returned.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from formgen import patterns
from formgen.diagnostics import Diagnostic, Location, warning
from formgen.filters import MERGE_DOWN
from formgen.matching import Budget, Move, TooTangled, cheapest
from formgen.patterns import BREAK, PARAGRAPH_END, TABLE, Expression, Loop, Part, Pattern, Piece, Place, Slot
from formgen.values import excerpt


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a document holds.

    Attributes:
        values: in the shape that templates see: the text as printed, ``""`` for a blank, None for a field that this
            document does not print; groups are dicts, tables lists of rows. A cell that is merged down counts in each
            of its rows. Amounts in 万元, written-out dates and ticked boxes are given as they are printed without
            these filters.
        derived: printed texts that are no field's own, such as a number of rows, by what the template says:
            ``绩效指标 | 定量 | 个数``; rows of a part of a table too.
        places: where each text stands, by its key: ``绩效指标[2].指标值``; items count from 1.
        findings: what does not fit the template, with its place in ``at.part``.
    """

    values: dict[str, Any]
    derived: dict[str, Any]
    places: dict[str, Place]
    findings: list[Diagnostic]


def recover(template: bytes | Pattern, document: bytes, file: str = "") -> Recovered:
    """Find every field of a template again in a finished document.

    Args:
        template: the Word template's bytes, or its pattern where several documents are read.
        document: the bytes of the docx.
        file: its name for findings.

    Findings:
        ``document-text-differs``, ``document-part-missing``, ``document-part-extra``, ``document-values-differ``,
        ``document-unmatched``.

    Raises:
        TemplateFault: the template cannot be used.
        package.BadPackage: one of the two is not a docx.
    """
    pattern = template if isinstance(template, Pattern) else patterns.read(template)
    stories = patterns.read_document(document)
    binder = _bound(pattern, stories, file, {})
    if any(map(_is_blurred, pattern.flows.values())) and binder.clear:
        binder = _bound(pattern, stories, file, binder.clear)
    return binder.recovered(pattern.printed)


def _bound(pattern: Pattern, stories: dict[str, Piece], file: str, known: dict[str, str]) -> "_Binder":
    """Return all that a document holds; `known` are texts by which a value that touches another is told from it."""
    matcher, binder = _Matcher(known), _Binder(file)
    for name, part in pattern.flows.items():
        if name in stories:
            binder.flow(matcher, part, stories[name])
        elif part.slots:
            binder.missing(name, Place(name))
    return binder


def _is_blurred(part: Part) -> bool:
    return bool(part.blurred) or any(_is_blurred(what) for kind, what in part.steps if kind == "box")


# --- matching --------------------------------------------------------------------------------------------------------

_STATES_LIMIT = 1_000_000
"""States that are looked at for one document; one without changes needs a few for each text and cell."""

_ALIKE = 1  # characters that differ in width alone, blanks
_CHARACTER_CHANGED, _CHARACTER_ADDED, _CHARACTER_LOST = 2, 3, 3
_OTHER_KIND = 5  # a digit for a bracket: rather one lost and another added
_TEXT_REPLACED = 6  # a fixed text is not there at all, or a longer one was added
_LOOSE = 2  # a value ends where no fixed text follows
_PARAGRAPH_CROSSED = 1  # a value of several paragraphs where the template has one
_PARAGRAPH_ADDED = 4
_PARAGRAPH_LOST = 7
_WORDS_CROSSED = 5  # the same where other words stand in the paragraph: rather one was added
_TABLE_DIFFERS = 30
_TABLE_AT_MOST = 50  # less than one missing and another added: a table at its place is that table, however changed
_ROW_DIFFERS = 8
_CELL_DIFFERS = 4
_OTHER_ITEM = 9  # a row's merged cells say that it belongs to another item than the loops do
_CELL_AT_MOST = 24
_HOPELESS = 30
"""What each change costs; only how they compare matters."""

_NORMAL, _LOOSELY, _REPLACED, _ADDED = 0, -1, -2, -3
"""How a step takes up text: as it should; up to anywhere; standing for something else; after something else."""

_FlowState = tuple[int, int, int]
_BoxState = tuple[int, int, frozenset[Loop]]


class _Matcher:
    """Finds the cheapest way through each part of the pattern for a piece of the document, and remembers it."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self._ways: dict[tuple[Part, Piece], tuple[int, list[Any] | None]] = {}
        self._budget = Budget(_STATES_LIMIT)

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
            if part.fixed is not None and part.fixed == piece.text:
                return 0, []
            return self._flow(part, piece)
        size = (len(piece.inside) + 2) * (len(part.steps) + 2)
        return self._search((0, 0, frozenset()), _BoxMoves(self, part, piece), 100 + 8 * size)

    def _flow(self, part: Part, flow: Piece) -> tuple[int, list[Any] | None]:
        """Match a text: as it is; where it was changed, each stretch between fixed texts that are still there.

        Why: the search goes through all that would cost less than what was changed, so changes far from each other
        are found one by one.
        """
        if flow.place.boxes:
            return self._stretch(part, flow, (0, 0), (len(part.steps) - 1, len(flow.text)), _CELL_AT_MOST)
        cost, events = self._stretch(part, flow, (0, 0), (len(part.steps) - 1, len(flow.text)), 0)
        if events is not None:
            return cost, events
        events, start = [], (0, 0)
        for end in [*_anchored(part, flow), (len(part.steps) - 1, len(flow.text))]:
            more, found = self._stretch(part, flow, start, end, None)
            cost += more
            events += [("lost", start, end)] if found is None else found
            start = end
        return cost, events

    def _stretch(
        self, part: Part, flow: Piece, start: tuple[int, int], end: tuple[int, int], at_most: int | None
    ) -> tuple[int, list[Any] | None]:
        """Match the steps from one to another with the text from one place to another."""
        limit = 2_000 + 20 * (end[0] - start[0] + end[1] - start[1])
        return self._search((start[0], _NORMAL, start[1]), _FlowMoves(self, part, flow, end), limit, at_most)

    def _search(self, start: Any, moves: Any, limit: int, at_most: int | None = None) -> tuple[int, list[Any] | None]:
        try:
            return cheapest(start, moves.moves, moves.is_end, Budget(limit, self._budget), at_most)
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

    def __init__(self, matcher: _Matcher, part: Part, flow: Piece, end: tuple[int, int]) -> None:
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
                if self._begins(at - done) and self._steps[step + 1] == ("text", PARAGRAPH_END):
                    yield _PARAGRAPH_LOST, (step + 2, _NORMAL, at - done), ("gone", step, at - done)
        blank = wanted.isspace() and wanted != PARAGRAPH_END
        yield _ALIKE if blank else _CHARACTER_LOST, self._after(step, done + 1, at, fixed), changed
        if here not in (PARAGRAPH_END, TABLE):
            yield _ALIKE if here.isspace() else _CHARACTER_ADDED, (step, done, at + 1), changed
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
        yield _TABLE_DIFFERS, (step + 1, _NORMAL, at), ("missing", part, _paragraph(self._flow, at))
        nothing = Piece("table", patterns.inner(self._flow.place, self._text.count(TABLE, 0, at)))
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
                cost = _PARAGRAPH_ADDED if text[at:end].strip() else _ALIKE
                yield cost, (step, mode, end + 1), ("added", at, end)

    def _begins(self, at: int) -> bool:
        """Return whether a paragraph begins at a place."""
        return not at or self._text[at - 1] in (PARAGRAPH_END, TABLE)


def _change(one: str, other: str) -> int:
    """Return what it costs that a character stands for another."""
    if unicodedata.normalize("NFKC", one).strip() == unicodedata.normalize("NFKC", other).strip():
        return _ALIKE
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

    def __init__(self, matcher: _Matcher, part: Part, piece: Piece) -> None:
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
            yield self._cost, (step + 1, at, begun), ("missing", what, patterns.within(self._place, at))
            if at < len(self._inside):
                here = self._inside[at]
                if what.kind == "cell" or abs(len(what.steps) - 1 - len(here.inside)) * _CELL_DIFFERS <= 2 * self._cost:
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


# --- from what was matched to values ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Text:
    """A printed text and its place."""

    text: str
    place: Place


_Tree = Any
"""A `_Text`, None for what is not printed, a dict of trees, or a list of them."""


@dataclass(slots=True)
class _Repeated:
    """A loop that is being gone through, and its items so far."""

    loop: Loop
    items: list[_Tree] = field(default_factory=list)


class _Binder:
    """Puts what was matched where it belongs."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.clear: dict[str, str] = {}  # of values that touch no other, as they stand in the document
        self._fields: dict[str, _Tree] = {}
        self._derived: dict[str, _Tree] = {}
        self._loops: list[_Repeated] = []
        self._findings: list[Diagnostic] = []

    def missing(self, words: str, place: Place) -> None:
        """Add a finding about something that the template has and the document not."""
        hint = "照着模板补上，或者核对这个文件是不是用这份模板做的"
        self._findings.append(warning("document-part-missing", f"少了{words}", self._at(place), hint))

    def _extra(self, words: str, place: Place) -> None:
        message = f"多了{words}，模板里没有"
        self._findings.append(warning("document-part-extra", message, self._at(place), "不需要时删掉；需要时先改模板"))

    def _differs(self, message: str, place: Place) -> None:
        hint = "照着模板改回来；确实要改时，先改模板"
        self._findings.append(warning("document-text-differs", message, self._at(place), hint))

    def _disagree(self, message: str, place: Place) -> None:
        self._findings.append(warning("document-values-differ", message, self._at(place), "核对后改成一样的"))

    def _at(self, place: Place) -> Location:
        return Location(self._file, part=str(place))

    def recovered(self, printed: Iterable[Expression]) -> Recovered:
        """Return all that was found."""
        _fill_up(self._fields, printed)
        places: dict[str, Place] = {}
        values = {name: _plain(tree, name, places) for name, tree in self._fields.items()}
        derived = {words: _plain(tree, words, places) for words, tree in self._derived.items()}
        return Recovered(values, derived, places, self._findings)

    # --- walking -----------------------------------------------------------------------------------------------------

    def flow(self, matcher: _Matcher, part: Part, flow: Piece) -> None:
        """Take what a flow holds."""
        _, events = matcher.match(part, flow)
        if events is None:
            self._give_up(part, flow)
            return
        opened = 0
        changed: set[int] = set()
        for event in events:
            kind, what, *rest = event
            if kind == "open":
                opened = rest[0]
            elif kind == "close":
                text = flow.text[opened : rest[0]]
                expression = part.steps[what][1].expression
                self._take(expression, text, _paragraph(flow, opened))
                if expression and not expression.loop and what not in part.blurred:
                    self.clear.setdefault(expression.words, text)
            elif kind == "changed":
                if what not in changed:
                    self._note_change(part, flow, what, rest[0])
                changed.add(what)
            elif kind == "added":
                self._note_added(flow, what, rest[0])
            elif kind == "gone":
                self.missing(f"一段“{excerpt(_printed(part.steps[what][1]))}”", _paragraph(flow, rest[0]))
            elif kind == "lost":
                self._unmatched(_paragraph(flow, what[1]))
            else:
                self._structure(matcher, event)

    def _boxes(self, matcher: _Matcher, part: Part, piece: Piece) -> None:
        """Take what a table, row or cell holds."""
        if part.kind == "cell":
            flow = shown_flow(part, piece)
            if flow:
                self.flow(matcher, part.flow, flow)
            return
        _, events = matcher.match(part, piece)
        if events is None:
            self._give_up(part, piece)
            return
        for event in events:
            self._structure(matcher, event)

    def _structure(self, matcher: _Matcher, event: tuple[Any, ...]) -> None:
        kind, what, *rest = event
        if kind == "enter":
            self._loops.append(_Repeated(what))
        elif kind == "iter":
            self._loops[-1].items.append(None)
        elif kind == "leave":
            done = self._loops.pop()
            items = [item for item in done.items if any(_texts(item))]  # one that prints nothing cannot be seen
            for item in items:
                if isinstance(item, dict):
                    _fill_up(item, done.loop.printed)
            if done.loop.expression:
                self._put(done.loop.expression, items)
        elif kind == "box":
            self._boxes(matcher, what, rest[0])
        elif kind == "extra":
            self._extra(f"{_BOX_NAMES[what.kind]}{_quoted(what)}", what.place)
        else:
            self.missing(f"{_BOX_NAMES[what.kind]}{_labels(what)}", rest[0])

    def _give_up(self, part: Part, piece: Piece) -> None:
        """Say that a piece has nothing in common with its part; a cell of one field still holds that field."""
        if part.kind == "flow" and len(part.slots) == 1:
            self._take(part.slots[0].expression, piece.text.removesuffix(PARAGRAPH_END), piece.place)
        self._unmatched(piece.place)

    def _unmatched(self, place: Place) -> None:
        message, hint = "这里和模板差别太大，对不上，里面的内容没有读出来", "照着模板改，或者人工核对"
        self._findings.append(warning("document-unmatched", message, self._at(place), hint))

    def _note_change(self, part: Part, flow: Piece, step: int, at: int) -> None:
        """Say that a fixed text was changed, or the words or the end of a paragraph."""
        fixed, place = part.steps[step][1], _paragraph(flow, at)
        now = flow.text[flow.text.rfind(PARAGRAPH_END, 0, at) + 1 :].split(PARAGRAPH_END, 1)[0]
        found = f"这里是“{excerpt(_printed(now))}”" if now.strip() else "这里是空的"
        if fixed != PARAGRAPH_END:
            self._differs(f"没有找到固定的文字“{excerpt(_printed(fixed))}”，{found}", place)
        elif not self._findings or self._findings[-1].at != self._at(place):
            self._differs(f"{found}，和模板的文字或分段不同", place)

    def _note_added(self, flow: Piece, start: int, end: int) -> None:
        if flow.text[start:end].strip():
            self._extra(f"一段“{excerpt(_printed(flow.text[start:end]))}”", _paragraph(flow, start))

    # --- storing -----------------------------------------------------------------------------------------------------

    def _take(self, expression: Expression | None, text: str, place: Place) -> None:
        if expression:
            self._put(expression, _Text(_printed(text), place))

    def _put(self, expression: Expression, tree: _Tree) -> None:
        """Store what stands for an expression, without its filters where they can be undone."""
        loop = expression.loop
        tree, left = _undone(expression, tree)
        if left:
            around = "" if loop is None else "".join(_number_words(self._loops, loop))
            self._derived[f"{around}{expression.words}"] = tree
        elif loop is None:
            self._fields[expression.path[0]] = self._merged(
                self._fields.get(expression.path[0]), _nested(expression.path[1:], tree)
            )
        else:
            items = next(repeated.items for repeated in self._loops if repeated.loop is loop)
            items[-1] = self._merged(items[-1], _nested(expression.path, tree))

    def _merged(self, old: _Tree, new: _Tree) -> _Tree:
        """Return two trees as one; the first of two texts that should be equal is kept."""
        if old is None or new is None:
            return new if old is None else old
        if isinstance(old, dict) and isinstance(new, dict):
            return old | {name: self._merged(old.get(name), tree) for name, tree in new.items()}
        if isinstance(old, list) and isinstance(new, list):
            if len(old) == len(new):
                return [self._merged(one, other) for one, other in zip(old, new, strict=True)]
            place = next(_texts([new if new else old])).place
            self._disagree(f"同一张表印在两处，行数不同：{len(old)} 行和 {len(new)} 行", place)
        elif isinstance(old, _Text) and isinstance(new, _Text) and old.text != new.text:
            message = f"这里是“{excerpt(new.text)}”，{old.place}是“{excerpt(old.text)}”，两处应当相同"
            self._disagree(message, new.place)
        return old


_BOX_NAMES = {"table": "一张表格", "row": "一行", "cell": "一格"}


def _number_words(loops: list[_Repeated], loop: Loop) -> Iterator[str]:
    for repeated in loops:
        if repeated.loop.expression:
            yield f"{repeated.loop.expression.words}[{len(repeated.items)}] "
        if repeated.loop is loop:
            return


def _printed(text: str) -> str:
    """Return a text of the document as values hold it."""
    return text.replace(BREAK, "\n")


def _paragraph(flow: Piece, at: int) -> Place:
    """Return the place of a character of a flow."""
    if flow.place.boxes:
        return flow.place
    return Place(flow.place.story, paragraph=flow.text.count(PARAGRAPH_END, 0, at) + 1)


def _quoted(piece: Piece) -> str:
    words = " ".join(_words_of(piece)).strip()
    return f"“{excerpt(words)}”" if words else ""


def _words_of(piece: Piece) -> Iterator[str]:
    if piece.text.strip(f"{TABLE}\n"):
        yield _printed(piece.text).replace("\n", " ").replace(TABLE, "").strip()
    for inside in piece.inside:
        yield from _words_of(inside)


def _labels(part: Part) -> str:
    """Return the fixed texts of a part, or the first of its fields, by which a reader knows it."""
    words = " ".join(_fixed_texts(part)) or _first_field(part)
    return f"“{excerpt(words)}”" if words else ""


def _fixed_texts(part: Part) -> Iterator[str]:
    for kind, what in part.steps:
        if kind == "text" and what.strip():
            yield _printed(what).strip()
        elif kind == "box":
            yield from _fixed_texts(what)


def _first_field(part: Part) -> str:
    return next((slot.expression.words for slot in part.slots if slot.expression), "")


# --- trees -----------------------------------------------------------------------------------------------------------


def _nested(path: Iterable[str], tree: _Tree) -> _Tree:
    for name in reversed(tuple(path)):
        tree = {name: tree}
    return tree


def _fill_up(fields: dict[str, _Tree], printed: Iterable[Expression]) -> None:
    """Put None where a field is printed elsewhere in the template and not in this document."""
    for expression in printed:
        if _undone(expression, None)[1] or not expression.path:
            continue
        inner: _Tree = fields
        *groups, name = expression.path
        for group in groups:
            if not isinstance(inner, dict):
                break
            inner = inner.setdefault(group, {})
        if isinstance(inner, dict):
            inner.setdefault(name, None)


def _plain(tree: _Tree, key: str, places: dict[str, Place]) -> Any:
    """Return a tree without its places, which go to `places` by their keys."""
    if isinstance(tree, _Text):
        places[key] = tree.place
        return tree.text
    if isinstance(tree, dict):
        return {name: _plain(inner, f"{key}.{name}", places) for name, inner in tree.items()}
    if isinstance(tree, list):
        return [_plain(inner, f"{key}[{number}]", places) for number, inner in enumerate(tree, start=1)]
    return tree


def _texts(tree: _Tree) -> Iterator[_Text]:
    if isinstance(tree, _Text):
        yield tree
    elif isinstance(tree, (dict, list)):
        for inner in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(inner)


# --- filters, undone -------------------------------------------------------------------------------------------------


def _undone(expression: Expression, tree: _Tree) -> tuple[_Tree, bool]:
    """Return what a tree is without the filters, and whether some of them cannot be undone."""
    for name in reversed(expression.filters):
        undo = _INVERSES.get(name)
        if undo is None:
            return tree, True
        tree = None if tree is None else undo(tree)
    return tree, False


def _same(tree: _Tree) -> _Tree:
    return tree


def _joined(tree: _Tree) -> _Tree:
    """Return the lines of a text as the text."""
    if not isinstance(tree, list):
        return tree
    lines = list(_texts(tree))
    return _Text("\n".join(line.text for line in lines), lines[0].place) if lines else None


def _in_yuan(tree: _Tree) -> _Tree:
    if isinstance(tree, _Text) and re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,6})?", tree.text):
        return _Text(f"{Decimal(tree.text) * 10_000:,.2f}", tree.place)
    return tree


def _in_figures(tree: _Tree) -> _Tree:
    match = re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", tree.text) if isinstance(tree, _Text) else None
    return _Text(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}", tree.place) if match else tree


_BOX = re.compile(r"([☑☒√■□☐])[ \t\u3000]*([^☑☒√■□☐]*)")


def _ticked(tree: _Tree) -> _Tree:
    """Return the ticked options: the text of one, a list of several."""
    if not isinstance(tree, _Text) or not _BOX.search(tree.text):
        return tree
    chosen = [_Text(text.strip(), tree.place) for box, text in _BOX.findall(tree.text) if box not in "□☐"]
    return chosen if len(chosen) > 1 else chosen[0] if chosen else _Text("", tree.place)


def _flat_rows(tree: _Tree) -> _Tree:
    """Return the rows of a table's groups, each with the texts of its group."""
    if not isinstance(tree, list):
        return tree
    rows = []
    for group in tree:
        if not isinstance(group, dict):
            return tree
        own = {name: inner for name, inner in group.items() if not isinstance(inner, list)}
        rows += [own | row for inner in group.values() if isinstance(inner, list) for row in inner]
    return rows


_INVERSES: dict[str, Callable[[_Tree], _Tree]] = {
    "金额": _same,
    MERGE_DOWN: _same,
    patterns.LINES: _joined,
    "分组": _flat_rows,
    "万元": _in_yuan,
    "年月日": _in_figures,
    "勾选": _ticked,
}
"""How a filter's print gives back what the field prints by itself."""


# --- templates that cannot be turned round ---------------------------------------------------------------------------


def ambiguities(template: bytes, file: str = "") -> list[Diagnostic]:
    """Return what in a template keeps its fields from being told apart in a finished document.

    Args:
        template: the Word template's bytes.
        file: its name for findings.

    Findings:
        ``template-ambiguous``.

    Raises:
        TemplateFault, package.BadPackage: as `recover`.
    """
    pattern = patterns.read(template)
    drawn = patterns.read_document(template)
    clear = {words for part in pattern.flows.values() for words in _clear(part)}
    found: dict[tuple[str, str], Diagnostic] = {}
    for name, part in pattern.flows.items():
        for one, other, message in _unclear(part):
            if one in clear:
                continue
            place = _drawn_at(drawn[name], one) or Place(name)
            at = Location(file, part=str(place))
            hint = "在两个占位符之间加上文字或标点，或者放到不同的格里"
            found.setdefault((one, other), warning("template-ambiguous", message, at, hint))
    return list(found.values())


def _clear(part: Part) -> Iterator[str]:
    """Yield the fields that touch no other in one place at least: there they can be read."""
    for step, (kind, what) in enumerate(part.steps):
        if kind == "box":
            yield from _clear(what)
        elif kind == "slot" and step not in part.blurred and what.expression and not what.expression.loop:
            yield what.expression.words


def _unclear(part: Part) -> Iterator[tuple[str, str, str]]:
    """Yield two expressions that cannot be told apart, and why."""
    for step, (kind, what) in enumerate(part.steps):
        if kind == "box":
            yield from _unclear(what)
        if kind == "slot" and what.expression:
            yield from _unclear_end(part, step, what)
    if part.kind == "table":
        yield from _unclear_rows(part)


def _name(slot: Slot) -> str:
    """Return what a reader calls a slot: for a line of a text or an item of a list, that text or list."""
    expression = slot.expression
    while expression and expression.loop and not expression.path and expression.loop.expression:
        expression = expression.loop.expression
    return expression.words if expression else ""


def _unclear_end(part: Part, step: int, slot: Slot) -> Iterator[tuple[str, str, str]]:
    one = _name(slot)
    separators: dict[int, str] = {}
    waiting = [(following, "") for following in part.following(step)]
    while waiting:
        current, before = waiting.pop()
        kind, what = part.steps[current]
        if kind == "text" and len(before) < 200:
            waiting += [(following, before + what) for following in part.following(current)]
        elif kind == "open" and what.expression and current not in separators:
            separators[current] = before
            if not before:
                other = _name(what)
                yield one, other, f"“{one}”和“{other}”之间没有文字，从做好的文件里分不清哪些字是哪一项的"
    again = separators.get(step - 1)
    around = part.loops[step]
    for current, before in separators.items():
        other_loops = part.loops[current]
        repeats = set(other_loops) - set(around)
        if before and before == again and repeats and set(around) - set(other_loops):
            other = _name(part.steps[current][1])
            yield one, other, f"“{one}”的几段后面紧接“{other}”的几段，从做好的文件里分不清哪一段是哪一项的"


def _unclear_rows(table: Part) -> Iterator[tuple[str, str, str]]:
    """Yield two loops whose rows look alike and follow each other directly."""
    for step, (kind, row) in enumerate(table.steps):
        if kind != "box" or not table.loops[step] or not _free(row):
            continue
        for following in table.following(step):
            other_kind, other = table.steps[following]
            around, beyond = set(table.loops[step]), set(table.loops[following])
            alike = other_kind == "box" and _free(other) and len(row.steps) == len(other.steps)
            if alike and around - beyond and beyond - around:
                one, two = _first_field(row), _first_field(other)
                yield one, two, f"“{one}”那几行和紧接的“{two}”那几行样子相同，从做好的文件里分不清哪一行是哪一组的"


def _free(row: Part) -> bool:
    """Return whether a row holds nothing fixed."""
    return bool(row.slots) and all(
        not what.strip() for _, cell in row.steps[:-1] if cell for kind, what in _flow_steps(cell) if kind == "text"
    )


def _flow_steps(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Part):
        for kind, what in part.steps:
            yield kind, what
            if kind == "box":
                yield from _flow_steps(what)


_TAG = re.compile(r"\{\{(.*?)\}\}|\{%[a-z]* *for .*? in (.*?)%\}", re.DOTALL)


def _drawn_at(flow: Piece, words: str) -> Place | None:
    """Return where a placeholder or loop stands in the template as it was drawn."""
    wanted = "".join(words.split())
    for tag in _TAG.finditer(flow.text):
        if "".join((tag[1] or tag[2]).split()) == wanted:
            return _paragraph(flow, tag.start())
    return next((place for inside in _flows(flow) if (place := _drawn_at(inside, words))), None)


def _flows(flow: Piece) -> Iterator[Piece]:
    for table in flow.inside:
        for row in table.inside:
            for cell in row.inside:
                yield from cell.inside

"""A Word template turned round: not what to print where, but what a finished document must hold where.

Owns the programs that `matching` goes through: of a flow of text, a table, a row, a cell. What the template says comes
from `template`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from formgen import package, word
from formgen.context import TemplateFault
from formgen.recovering.document import PARAGRAPH_END, stories
from formgen.recovering.template import ACROSS, Box, Builder, Choice, Expression, Loop, Node, Slot, text_with_tags

Step = tuple[str, Any]
"""One step of a program: ``text`` and a string; ``open`` and ``slot``, a `Slot`; ``box``, a `Part`; ``split``, the
steps that may follow, the likeliest first; ``jump``; ``enter``, ``iter``, ``leave``, a `Loop`; ``end``."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What may stand right after a slot, which is where its text ends."""

    texts: tuple[str, ...]
    anywhere: bool  # another slot
    table: bool
    steps: frozenset[int]  # all of these


@dataclass(eq=False)
class Part:
    """A piece of the pattern, ready to be matched.

    Attributes:
        kind: ``flow``, ``table``, ``row`` or ``cell``.
        steps: its program; a flow's holds texts, slots and tables, a table's rows, a row's cells, a cell's one flow.
        anchors: where the slots end, by step.
        last: the slots that end their paragraph.
        alone: those that begin it as well.
        blurred: those that touch another slot.
        loops: the loops that each step stands in, by step.
        slots: all slots inside, at any depth.
    """

    kind: str
    steps: list[Step]
    anchors: dict[int, Anchors] = field(default_factory=dict)
    last: frozenset[int] = frozenset()
    alone: frozenset[int] = frozenset()
    blurred: frozenset[int] = frozenset()
    loops: list[tuple[Loop, ...]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)

    @property
    def flow(self) -> "Part":
        """What stands in a cell."""
        part: Part = self.steps[0][1]
        return part

    @property
    def is_blurred(self) -> bool:
        """Whether some slot touches another one, at any depth of text."""
        return bool(self.blurred) or any(what.is_blurred for kind, what in self.steps if kind == "box")

    def always(self) -> Iterator[int]:
        """Yield the steps that every document goes through: in no loop and no condition."""
        passed = 0  # steps before this one may be left out
        for step, (kind, what) in enumerate(self.steps):
            if kind in ("split", "jump"):
                passed = max(passed, *(what if kind == "split" else (what,)))
            elif step >= passed:
                yield step

    def following(self, step: int) -> Iterator[int]:
        """Yield the steps after this one that take up something of a document, and the end."""
        waiting, seen = [step + 1], set()
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            kind, what = self.steps[current]
            if kind == "split":
                waiting += reversed(what)
            elif kind == "jump":
                waiting.append(what)
            elif kind in ("enter", "iter", "leave"):
                waiting.append(current + 1)
            else:
                yield current


@dataclass(frozen=True)
class Pattern:
    """A template turned round.

    Attributes:
        flows: the parts of the document by what readers call them.
        printed: what the template prints of the form's own fields.
    """

    flows: dict[str, Part]
    printed: list[Expression]


def read(template: bytes) -> Pattern:
    """Return the pattern of a Word template.

    Raises:
        TemplateFault: the template holds what the language does not have, or a loop or condition that begins in one
            cell and ends in another.
        package.BadPackage: not a docx.
    """
    word.WordTemplate(template)  # says what is wrong with it
    patched = word.patched_parts(template)
    flows, printed = {}, []
    for name, part in stories(package.read_template(template)).items():
        if part in patched:
            builder = Builder()
            flows[name] = _compiled("flow", builder.read(text_with_tags(patched[part])), {})
            printed += builder.printed
    return Pattern(flows, printed)


_HOLDS = {"flow": "table", "table": "row", "row": "cell", "cell": "table"}
_Known = dict[Loop, tuple[bool, bool]]
"""Of some loops around: whether this is the first time, and whether it is the last."""


def _compiled(kind: str, inside: list[Node], known: _Known) -> Part:
    if kind == "cell":
        flow = _compiled("flow", inside, known)
        return Part(kind, [("box", flow)], slots=flow.slots)
    part = Part(kind, [])
    writer = _Writer(part, known)
    writer.write(inside)
    writer.add("end", None)
    if kind == "flow":
        part.anchors = {step: _anchors(part, step) for step, (name, _) in enumerate(part.steps) if name == "slot"}
        part.last = frozenset(
            step
            for step, anchors in part.anchors.items()
            if all(part.steps[number] == ("text", PARAGRAPH_END) for number in anchors.steps)
        )
        part.alone = part.last & _beginning(part)
        before = {step for step, anchors in part.anchors.items() if anchors.anywhere}
        after = {number + 1 for step in before for number in part.anchors[step].steps if number + 1 in part.anchors}
        part.blurred = frozenset(before | after)
    return part


def _beginning(part: Part) -> frozenset[int]:
    """Return the slots that nothing but the start of a paragraph comes before."""
    after: dict[bool, set[int]] = {True: set(part.following(-1)), False: set()}
    for step, (kind, what) in enumerate(part.steps):
        if kind in ("text", "slot", "box"):
            after[kind == "box" or what == PARAGRAPH_END].update(part.following(step))
    return frozenset(step + 1 for step in after[True] - after[False])  # a slot's text follows where it opens


LINES = "段落"
"""The filter that gives a text's lines."""


class _Writer:
    """Writes the program of a part."""

    def __init__(self, part: Part, known: _Known) -> None:
        self._part = part
        self._known = known
        self._around: tuple[Loop, ...] = ()

    def add(self, kind: str, what: Any) -> int:
        """Add a step and return its number."""
        self._part.steps.append((kind, what))
        self._part.loops.append(self._around)
        return len(self._part.steps) - 1

    def write(self, inside: list[Node]) -> None:
        """Add the steps of nodes."""
        for node in inside:
            if isinstance(node, str):
                if self._part.kind == "flow":  # between rows and cells nothing is printed
                    for piece in re.split(f"({PARAGRAPH_END})", node):
                        if piece:
                            self.add("text", piece)
            elif isinstance(node, Slot):
                self._part.slots.append(node)
                self.add("open", node)
                self.add("slot", node)
            elif isinstance(node, Box):
                if node.kind != _HOLDS[self._part.kind]:
                    raise TemplateFault(ACROSS)
                box = _compiled(node.kind, node.inside, self._known)
                self._part.slots += box.slots
                self.add("box", box)
            elif isinstance(node, Loop):
                self._loop(node)
            else:
                self._choice(node)

    def _loop(self, loop: Loop) -> None:
        start = self.add("split", None)
        before = self._around
        self._around = (*before, loop)
        self.add("enter", loop)
        ends: list[int] = []
        if loop.has_edges:
            first = self.add("split", None)
            single = self._time(loop, (True, True))
            ends.append(self.add("jump", None))
            several = self._time(loop, (True, False))
            again = self.add("split", None)
            middle = self._time(loop, (False, False))
            self.add("jump", again)
            last = self._time(loop, (False, True))
            self._set(first, [several, single])
            self._set(again, [middle, last])
        else:
            self._time(loop, None)
            again = self.add("split", None)
            self._set(again, [start + 2, again + 1])
        leave = self.add("leave", loop)
        self._around = before
        ends.append(self.add("jump", None))
        for end in ends[:-1]:
            self._set(end, leave)
        nothing = self.add("enter", loop)
        self.write(loop.others)
        self.add("leave", loop)
        lines = loop.expression and loop.expression.filters[-1:] == (LINES,)
        self._set(start, [start + 1] if lines else [start + 1, nothing])  # a blank text is one empty line
        self._set(ends[-1], len(self._part.steps))

    def _time(self, loop: Loop, edges: tuple[bool, bool] | None) -> int:
        """Add one time through a loop."""
        number = self.add("iter", loop)
        before = self._known
        if edges:
            self._known = {**before, loop: edges}
        self.write(loop.body)
        self._known = before
        return number

    def _choice(self, choice: Choice) -> None:
        possible = []
        for test, branch in choice.branches:
            known = True if test is None else _truth(test, self._known.get(choice.loop) if choice.loop else None)
            if known is not False:
                possible.append(branch)
            if known is True:
                break
        start = self.add("split", None)
        starts, jumps = [], []
        for branch in possible:
            starts.append(len(self._part.steps))
            self.write(branch)
            jumps.append(self.add("jump", None))
        self._set(start, starts)
        for jump in jumps:
            self._set(jump, len(self._part.steps))

    def _set(self, step: int, what: Any) -> None:
        self._part.steps[step] = (self._part.steps[step][0], what)


def _truth(test: nodes.Node, edges: tuple[bool, bool] | None) -> bool | None:
    """Return what a test comes to, as far as only ``loop.first`` and ``loop.last`` decide it; None otherwise."""
    if isinstance(test, nodes.Getattr) and isinstance(test.node, nodes.Name) and test.node.name == "loop" and edges:
        return {"first": edges[0], "last": edges[1]}.get(test.attr)
    if isinstance(test, nodes.Not):
        inner = _truth(test.node, edges)
        return None if inner is None else not inner
    if isinstance(test, (nodes.And, nodes.Or)):
        both = {_truth(test.left, edges), _truth(test.right, edges)}
        decides = isinstance(test, nodes.Or)
        return decides if decides in both else None if None in both else not decides
    return None


def _anchors(part: Part, step: int) -> Anchors:
    steps = frozenset(part.following(step))
    following = [part.steps[number] for number in sorted(steps)]
    kinds = {kind for kind, _ in following}
    texts = tuple(dict.fromkeys(what for kind, what in following if kind == "text"))
    tables = any(kind == "box" for kind, _ in following)
    return Anchors(texts, "open" in kinds, tables, steps)


def first_field(part: Part) -> str:
    """Return the first field of a part, by which a reader knows it where it has no fixed text."""
    return next((slot.expression.words for slot in part.slots if slot.expression), "")

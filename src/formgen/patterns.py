"""A Word template turned round: not what to print where, but what a finished document must hold where.

Owns the reading of a template as a pattern. The template's text, with its tables, rows and cells, is parsed by the
template language; fixed text stays text, a placeholder becomes a slot, loops and conditions become ways through the
pattern. What comes out are programs for `matching`. The same reading of paragraphs, tables and cells serves finished
documents, so both are read alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from jinja2 import nodes

from formgen import package, word
from formgen.context import Language, TemplateFault

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

BREAK, PARAGRAPH_END, TABLE = "\x0b", "\n", "\x1d"
"""In a flow of text: a line break inside a paragraph, the end of a paragraph, and the place of a table."""

_TABLE_OPEN, _TABLE_CLOSE, _ROW_OPEN, _ROW_CLOSE, _CELL_OPEN, _CELL_CLOSE = "\x01\x02\x03\x04\x05\x06"
_CONTINUED, _SPAN = "\x0e", "\x0f"  # after _CELL_OPEN: merged into the cell above; one more column of the grid
_AROUND = {
    f"{_W}tbl": (_TABLE_OPEN, _TABLE_CLOSE),
    f"{_W}tr": (_ROW_OPEN, _ROW_CLOSE),
    f"{_W}tc": (_CELL_OPEN, _CELL_CLOSE),
    f"{_W}p": ("", PARAGRAPH_END),
}
_SINGLE = {f"{_W}br": BREAK, f"{_W}cr": BREAK, f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\u2011"}
_UNSEEN = {
    *(f"{_W}{name}" for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "del", "moveFrom")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says again what Choice says
}
_CHANGING_FIELD = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES|SECTION|DATE|TIME|FILENAME)\b", re.IGNORECASE)
_COLUMNS_LIMIT = 100
_TAG_START, _TAG_END = "\ufdd0", "\ufdd1"  # no characters of any script: between them the number of a template's tag
_PUT_AWAY = re.compile(f"{_TAG_START}[0-9]+{_TAG_END}")


# --- text with marks, of templates and of documents ------------------------------------------------------------------


class _Marked:
    """Reads a part's XML into text with marks for its tables, rows, cells, paragraphs and breaks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._instruction = ""  # of the field that is being read
        self._shows_result = True

    def read(self, element: Any) -> None:
        """Add an element; `element` is lxml's."""
        tag = element.tag
        if tag in _UNSEEN or element.get(f"{_W}type") in ("separator", "continuationSeparator"):
            return
        before, after = _AROUND.get(tag, ("", ""))
        self.pieces.append(before)
        if tag == f"{_W}t":
            if self._shows_result:
                self.pieces.append((element.text or "").replace("\n", " ").replace("\t", " "))
        elif tag == f"{_W}instrText":
            self._instruction += element.text or ""
        elif tag == f"{_W}fldChar":
            self._field(element.get(f"{_W}fldCharType"))
        elif tag in _SINGLE and element.getparent().tag == f"{_W}r":
            self.pieces.append(_SINGLE[tag])
        elif tag == f"{_W}tc":
            self.pieces.append(_cell_marks(element))
        elif tag == f"{_W}tr":
            self.pieces.append(_SPAN * _number(element.find(f"{_W}trPr/{_W}gridBefore")))
        if tag != f"{_W}t":
            self._tags(element.text)
            if not (tag == f"{_W}fldSimple" and _CHANGING_FIELD.match(element.get(f"{_W}instr", ""))):
                for child in element:
                    self.read(child)
                    self._tags(child.tail)
        self.pieces.append(after)

    def _tags(self, text: str | None) -> None:
        """Add the tags of a template that stand between elements."""
        if text and _TAG_START in text:
            self.pieces += _PUT_AWAY.findall(text)

    def _field(self, kind: str | None) -> None:
        """Leave out what a program counts anew each time, such as the number of a page."""
        if kind == "begin":
            self._instruction = ""
        self._shows_result = not (kind == "separate" and _CHANGING_FIELD.match(self._instruction))


def _cell_marks(element: Any) -> str:
    merge = element.find(f"{_W}tcPr/{_W}vMerge")
    continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
    columns = _number(element.find(f"{_W}tcPr/{_W}gridSpan"))
    return (_CONTINUED if continued else "") + _SPAN * (columns - 1)


def _number(element: Any) -> int:
    text = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(text), _COLUMNS_LIMIT) if re.fullmatch("[0-9]{1,6}", text) else 0


def marked_text(content: bytes) -> str:
    """Return the text of a part of a docx with marks for its structure."""
    marked = _Marked()
    marked.read(package.parse(content))
    return "".join(marked.pieces)


def stories(parts: package.Parts) -> dict[str, str]:
    """Return the parts of a docx that hold text, by what readers call them, such as 正文 or 页眉.

    Why: Word and LibreOffice number headers as they like; what they are for stands in the sections.
    """
    found = {"正文": "word/document.xml"}
    targets = {}
    if "word/_rels/document.xml.rels" in parts:
        for relation in package.parse(parts["word/_rels/document.xml.rels"]):
            targets[relation.get("Id")] = relation.get("Target", "")
    sections = list(package.parse(parts["word/document.xml"]).iter(f"{_W}sectPr"))
    for number, section in enumerate(sections, start=1):
        for reference in section:
            words = _STORY_WORDS.get(reference.tag)
            part = "word/" + str(targets.get(reference.get(f"{_R}id"), "")).removeprefix("/word/")
            if words and part in parts:
                kind = {"first": "首页", "even": "偶数页"}.get(reference.get(f"{_W}type", ""), "")
                found[(f"第 {number} 节" if number > 1 else "") + kind + words] = part
    found |= {name: part for name, part in _NOTES.items() if part in parts}
    return found


_STORY_WORDS = {f"{_W}headerReference": "页眉", f"{_W}footerReference": "页脚"}
_NOTES = {"脚注": "word/footnotes.xml", "尾注": "word/endnotes.xml"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document, counted as Word counts.

    Attributes:
        story: 正文, 页眉 …
        boxes: from the outermost in, (table, row, column), (table, row) or (table,), each from 1. A column is a cell
            of its row: a cell that spans several columns is one, a cell that is merged into the one above counts too.
        paragraph: from 1, of what stands outside of tables.
    """

    story: str
    boxes: tuple[tuple[int, ...], ...] = ()
    paragraph: int | None = None

    def __str__(self) -> str:
        """Return the place in words: 表格 1 第 3 行第 2 列."""
        words = "里的".join("".join(map(str.format, _BOX_WORDS, box)) for box in self.boxes)
        if self.paragraph and not self.boxes:
            words = f"第 {self.paragraph} 段"
        return words if self.story == "正文" and words else f"{self.story}{words}"


_BOX_WORDS = ("表格 {}", " 第 {} 行", "第 {} 列")


@dataclass(eq=False, slots=True)
class Piece:
    """A piece of a finished document.

    Attributes:
        kind: ``flow``, ``table``, ``row`` or ``cell``.
        place: where it stands.
        text: of a flow, with its breaks, ends of paragraphs, and places of tables.
        inside: a flow's tables, a table's rows, a row's cells, a cell's one flow.
        above: the cell that this one is merged into.
    """

    kind: str
    place: Place
    text: str = ""
    inside: list["Piece"] = field(default_factory=list)
    above: "Piece | None" = None


def read_document(document: bytes) -> dict[str, Piece]:
    """Return what stands in a finished document, by what readers call its parts.

    Raises:
        package.BadPackage: not a docx.
    """
    parts = package.read_template(document)
    if "word/document.xml" not in parts:
        raise package.BadPackage("不是 Word 文件（.docx）")
    return {name: _flow(marked_text(parts[part]), Place(name)) for name, part in stories(parts).items()}


def _flow(marked: str, place: Place) -> Piece:
    return _read_flow(iter(_MARK.split(marked)), place)


def _read_flow(marks: Iterator[str], place: Place) -> Piece:
    """Read up to the end of a cell, or all there is."""
    flow, texts = Piece("flow", place), []
    for mark in marks:
        if mark[:1] == _TABLE_OPEN:
            flow.inside.append(_read_table(marks, inner(place, len(flow.inside))))
            texts.append(TABLE)
        elif mark[:1] == _CELL_CLOSE:
            break
        else:
            texts.append(mark)
    flow.text = "".join(texts)
    return flow


def _read_table(marks: Iterator[str], place: Place) -> Piece:
    table = Piece("table", place)
    above: dict[int, Piece] = {}
    for mark in marks:
        if mark[:1] == _TABLE_CLOSE:
            break
        if mark[:1] == _ROW_OPEN:
            table.inside.append(_read_row(marks, within(place, len(table.inside)), mark.count(_SPAN), above))
    return table


def _read_row(marks: Iterator[str], place: Place, column: int, above: dict[int, Piece]) -> Piece:
    """Read a row whose first cell stands in this column of the grid; `above` is, by column, what merges down."""
    row = Piece("row", place)
    for mark in marks:
        if mark[:1] == _ROW_CLOSE:
            break
        if mark[:1] == _CELL_OPEN:
            cell = Piece("cell", within(place, len(row.inside)))
            cell.inside.append(_read_flow(marks, cell.place))
            if _CONTINUED in mark and column in above:
                cell.above = above[column]
            else:
                above[column] = cell
            column += 1 + mark.count(_SPAN)
            row.inside.append(cell)
    return row


def inner(place: Place, before: int) -> Place:
    """Return the place of a flow's table that has so many before it."""
    return Place(place.story, (*place.boxes, (before + 1,)))


def within(place: Place, before: int) -> Place:
    """Return the place of a table's row or a row's cell that has so many before it."""
    *outer, box = place.boxes
    return Place(place.story, (*outer, (*box, before + 1)))


# --- what a template says --------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Expression:
    """What a placeholder or a loop stands for.

    Attributes:
        loop: whose items the path begins at; None where it begins at the form's own fields.
        path: the names after that; empty for the item itself.
        filters: in the order in which they are applied.
        words: as somebody writes it in the template.
    """

    loop: "Loop | None"
    path: tuple[str, ...]
    filters: tuple[str, ...]
    words: str


@dataclass(frozen=True, eq=False)
class Slot:
    """A placeholder; without an expression it prints something that is no field, such as the number of a row."""

    expression: Expression | None


@dataclass(eq=False)
class Loop:
    """A repeated part of the template."""

    expression: Expression | None
    around: tuple["Loop", ...]  # the loops that this one stands in
    has_edges: bool = False  # something in it asks for the first or the last time
    body: list["Node"] = field(default_factory=list)
    others: list["Node"] = field(default_factory=list)  # printed where there is nothing to repeat
    printed: list[Expression] = field(default_factory=list)  # what its body prints of its items


@dataclass(frozen=True, eq=False)
class Choice:
    """Parts of which one is printed; a part without a test is what is printed otherwise."""

    branches: tuple[tuple[nodes.Node | None, list["Node"]], ...]
    loop: Loop | None


@dataclass(frozen=True, eq=False)
class Box:
    """A table with rows, a row with cells, or a cell with what stands in it."""

    kind: str
    inside: list["Node"]
    continued: bool = False


Node = str | Slot | Loop | Choice | Box

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
        continued: a fixed cell that is merged into the one above.
    """

    kind: str
    steps: list[Step]
    continued: bool = False
    anchors: dict[int, Anchors] = field(default_factory=dict)
    last: frozenset[int] = frozenset()
    alone: frozenset[int] = frozenset()
    blurred: frozenset[int] = frozenset()
    loops: list[tuple[Loop, ...]] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)

    @cached_property
    def fixed(self) -> str | None:
        """The whole text of a flow in which nothing varies; None where something does."""
        same = all(kind in ("text", "end") for kind, _ in self.steps)
        return "".join(what for kind, what in self.steps if kind == "text") if same else None

    @property
    def flow(self) -> "Part":
        """What stands in a cell."""
        part: Part = self.steps[0][1]
        return part

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
            builder = _Builder()
            flows[name] = _compiled("flow", builder.read(_template_text(patched[part])), {})
            printed += builder.printed
    return Pattern(flows, printed)


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TAG_OR_XML = re.compile(rf"({_TAG.pattern})|<(?:{_TAG.pattern}|[^>])*>", re.DOTALL)


def _template_text(patched: str) -> str:
    """Return a template's part as text with marks and with its tags."""
    tags: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        if match[1] is None:
            return _TAG.sub("", match[0])  # inside an element's attributes, where nothing is printed
        tags.append(match[1])
        return f"{_TAG_START}{len(tags) - 1}{_TAG_END}"

    text = marked_text(_TAG_OR_XML.sub(put_away, patched).encode())
    return _PUT_AWAY.sub(lambda match: tags[int(match[0][1:-1])], text)


_MARK = re.compile(f"([{_TABLE_OPEN}-{_CELL_CLOSE}](?:{_CONTINUED}|{_SPAN})*)")
_KINDS = {_TABLE_OPEN: "table", _ROW_OPEN: "row", _CELL_OPEN: "cell"}
_ENDS = {_TABLE_CLOSE: "table", _ROW_CLOSE: "row", _CELL_CLOSE: "cell"}
_HOLDS = {"flow": "table", "table": "row", "row": "cell", "cell": "table"}
_ACROSS = "循环或条件跨了单元格或表格：开头和结尾要放在同一格里，或者各占一行（{%tr … %}）"


class _Builder:
    """Makes nodes of a template's parsed text, and notes what it prints of the form's own fields."""

    def __init__(self) -> None:
        self.printed: list[Expression] = []

    def read(self, source: str) -> list[Node]:
        """Return the nodes of a part."""
        return self._nodes(Language().check(source).body, {}, None)

    def _nodes(self, parsed: Iterable[nodes.Node], names: dict[str, Loop], loop: Loop | None) -> list[Node]:
        """Return nodes in their boxes; what a loop or condition holds must open and close its own."""
        top: list[Node] = []
        open_boxes: list[Box] = []
        for node in self._flat(parsed, names, loop):
            inside = open_boxes[-1].inside if open_boxes else top
            if not isinstance(node, str):
                inside.append(node)
                continue
            for piece in _MARK.split(node):
                inside = open_boxes[-1].inside if open_boxes else top
                if piece[:1] in _KINDS:
                    box = Box(_KINDS[piece[0]], [], _CONTINUED in piece)
                    inside.append(box)
                    open_boxes.append(box)
                elif piece[:1] in _ENDS:
                    if not open_boxes or open_boxes.pop().kind != _ENDS[piece[0]]:
                        raise TemplateFault(_ACROSS)
                elif piece:
                    inside.append(piece)
        if open_boxes:
            raise TemplateFault(_ACROSS)
        return top

    def _flat(self, parsed: Iterable[nodes.Node], names: dict[str, Loop], loop: Loop | None) -> Iterator[Node]:
        for node in parsed:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    yield from self._output(child, names, loop)
            elif isinstance(node, nodes.For):
                yield self._loop(node, names, loop)
            elif isinstance(node, nodes.If):
                yield self._choice(node, names, loop)

    def _output(self, node: nodes.Node, names: dict[str, Loop], loop: Loop | None) -> Iterator[Node]:
        if isinstance(node, nodes.TemplateData):
            yield node.data
        elif isinstance(node, nodes.Const):
            yield str(node.value)
        elif isinstance(node, nodes.CondExpr):
            branches: list[tuple[nodes.Node | None, list[Node]]] = [
                (node.test, list(self._output(node.expr1, names, loop))),
                (None, list(self._output(node.expr2, names, loop)) if node.expr2 else []),
            ]
            yield Choice(tuple(branches), loop)
        else:
            yield Slot(self._expression(node, names))

    def _loop(self, node: nodes.For, names: dict[str, Loop], outer: Loop | None) -> Loop:
        loop = Loop(self._expression(node.iter, names), (*outer.around, outer) if outer else ())
        loop.has_edges = any(
            isinstance(part.node, nodes.Name) and part.node.name == "loop" and part.attr in ("first", "last")
            for child in node.body
            for part in child.find_all(nodes.Getattr)
        )
        target = {node.target.name: loop} if isinstance(node.target, nodes.Name) else {}
        loop.body = self._nodes(node.body, {**names, **target}, loop)
        loop.others = self._nodes(node.else_, names, outer)
        return loop

    def _choice(self, node: nodes.If, names: dict[str, Loop], loop: Loop | None) -> Choice:
        tested = [(branch.test, self._nodes(branch.body, names, loop)) for branch in (node, *node.elif_)]
        return Choice((*tested, (None, self._nodes(node.else_, names, loop))), loop)

    def _expression(self, node: nodes.Node, names: dict[str, Loop]) -> Expression | None:
        """Return what a placeholder stands for, and note it at the loop or the form that it is printed of."""
        filters: list[str] = []
        while isinstance(node, nodes.Filter):
            filters.insert(0, node.name)
            assert node.node is not None, "a filter without anything before it is a block, which the language has not"
            node = node.node
        path: list[str] = []
        while isinstance(node, nodes.Getattr):
            path.insert(0, node.attr)
            node = node.node
        if not isinstance(node, nodes.Name) or node.name == "loop":
            return None
        words = " | ".join([".".join([node.name, *path]), *filters])
        loop = names.get(node.name)
        full = tuple(path) if loop else (node.name, *path)
        expression = Expression(loop, full, tuple(filters), words)
        (loop.printed if loop else self.printed).append(expression)
        return expression


# --- from nodes to programs ------------------------------------------------------------------------------------------

_Known = dict[Loop, tuple[bool, bool]]
"""Of some loops around: whether this is the first time, and whether it is the last."""


def _compiled(kind: str, inside: list[Node], known: _Known, continued: bool = False) -> Part:
    if kind == "cell":
        flow = _compiled("flow", inside, known)
        return Part(kind, [("box", flow)], continued, slots=flow.slots)
    part = Part(kind, [], continued)
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
                    raise TemplateFault(_ACROSS)
                box = _compiled(node.kind, node.inside, self._known, node.continued)
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

"""What a Word template says: its text with its tables, rows and cells, parsed by the template language.

Owns the reading of a template into nodes: fixed text stays text, a placeholder becomes a slot, loops and conditions
keep what they hold.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from formgen.context import Language, TemplateFault
from formgen.recovering.document import CLOSED, MARK, OPENED, PUT_AWAY, TAG_END, TAG_START, marked_text


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


Node = str | Slot | Loop | Choice | Box

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TAG_OR_XML = re.compile(rf"({_TAG.pattern})|<(?:{_TAG.pattern}|[^>])*>", re.DOTALL)


def text_with_tags(patched: str) -> str:
    """Return a template's part as text with marks and with its tags."""
    tags: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        if match[1] is None:
            return _TAG.sub("", match[0])  # inside an element's attributes, where nothing is printed
        tags.append(match[1])
        return f"{TAG_START}{len(tags) - 1}{TAG_END}"

    text = marked_text(_TAG_OR_XML.sub(put_away, patched).encode())
    return PUT_AWAY.sub(lambda match: tags[int(match[0][1:-1])], text)


ACROSS = "循环或条件跨了单元格或表格：开头和结尾要放在同一格里，或者各占一行（{%tr … %}）"


class Builder:
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
            for piece in MARK.split(node):
                inside = open_boxes[-1].inside if open_boxes else top
                if piece[:1] in OPENED:
                    box = Box(OPENED[piece[0]], [])
                    inside.append(box)
                    open_boxes.append(box)
                elif piece[:1] in CLOSED:
                    if not open_boxes or open_boxes.pop().kind != CLOSED[piece[0]]:
                        raise TemplateFault(ACROSS)
                elif piece:
                    inside.append(piece)
        if open_boxes:
            raise TemplateFault(ACROSS)
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

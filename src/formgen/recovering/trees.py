"""What was read, with its places: texts in groups, rows and lists, and filters undone.

Owns the shape of values while they are put together, before their places are taken off them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from formgen.filters import MERGE_DOWN
from formgen.recovering.document import Place
from formgen.recovering.patterns import LINES
from formgen.recovering.template import Expression


@dataclass(frozen=True, slots=True)
class Text:
    """A printed text and its place."""

    text: str
    place: Place


Tree = Any
"""A `Text`, None for what is not printed, a dict of trees, or a list of them."""


def nested(path: Iterable[str], tree: Tree) -> Tree:
    """Return a tree inside of the groups that a path goes through."""
    for name in reversed(tuple(path)):
        tree = {name: tree}
    return tree


def fill_up(fields: dict[str, Tree], printed: Iterable[Expression]) -> None:
    """Put None where a field is printed elsewhere in the template and not in this document."""
    for expression in printed:
        if undone(expression, None)[1] or not expression.path:
            continue
        inner: Tree = fields
        *groups, name = expression.path
        for group in groups:
            if not isinstance(inner, dict):
                break
            inner = inner.setdefault(group, {})
        if isinstance(inner, dict):
            inner.setdefault(name, None)


def without_places(tree: Tree, key: str, places: dict[str, Place]) -> Any:
    """Return a tree without its places, which go to `places` by their keys."""
    if isinstance(tree, Text):
        places[key] = tree.place
        return tree.text
    if isinstance(tree, dict):
        return {name: without_places(inner, f"{key}.{name}", places) for name, inner in tree.items()}
    if isinstance(tree, list):
        return [without_places(inner, f"{key}[{number}]", places) for number, inner in enumerate(tree, start=1)]
    return tree


def texts(tree: Tree) -> Iterator[Text]:
    """Yield all texts of a tree, in order."""
    if isinstance(tree, Text):
        yield tree
    elif isinstance(tree, (dict, list)):
        for inner in tree.values() if isinstance(tree, dict) else tree:
            yield from texts(inner)


# --- filters, undone -------------------------------------------------------------------------------------------------


def undone(expression: Expression, tree: Tree) -> tuple[Tree, bool]:
    """Return what a tree is without the filters, and whether some of them cannot be undone."""
    for name in reversed(expression.filters):
        undo = _INVERSES.get(name)
        if undo is None:
            return tree, True
        tree = None if tree is None else undo(tree)
    return tree, False


def _same(tree: Tree) -> Tree:
    return tree


def _joined(tree: Tree) -> Tree:
    """Return the lines of a text as the text."""
    if not isinstance(tree, list):
        return tree
    lines = list(texts(tree))
    return Text("\n".join(line.text for line in lines), lines[0].place) if lines else None


def _in_yuan(tree: Tree) -> Tree:
    if isinstance(tree, Text) and re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]{1,6})?", tree.text):
        return Text(f"{Decimal(tree.text) * 10_000:,.2f}", tree.place)
    return tree


def _in_figures(tree: Tree) -> Tree:
    match = re.fullmatch(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", tree.text) if isinstance(tree, Text) else None
    return Text(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}", tree.place) if match else tree


_BOX = re.compile(r"([☑☒√■□☐])[ \t\u3000]*([^☑☒√■□☐]*)")


def _ticked(tree: Tree) -> Tree:
    """Return the ticked options: the text of one, a list of several."""
    if not isinstance(tree, Text) or not _BOX.search(tree.text):
        return tree
    chosen = [Text(text.strip(), tree.place) for box, text in _BOX.findall(tree.text) if box not in "□☐"]
    return chosen if len(chosen) > 1 else chosen[0] if chosen else Text("", tree.place)


def _flat_rows(tree: Tree) -> Tree:
    """Return the rows of a table's groups, each with the texts of its group; None where only sub-totals are printed."""
    if not isinstance(tree, list):
        return tree
    rows = []
    for group in tree:
        own = {name: inner for name, inner in group.items() if not isinstance(inner, list)}
        rows += [own | row for inner in group.values() if isinstance(inner, list) for row in inner]
    return rows if rows or not tree else None


_INVERSES: dict[str, Callable[[Tree], Tree]] = {
    "金额": _same,
    MERGE_DOWN: _same,
    LINES: _joined,
    "分组": _flat_rows,
    "万元": _in_yuan,
    "年月日": _in_figures,
    "勾选": _ticked,
}
"""How a filter's print gives back what the field prints by itself."""

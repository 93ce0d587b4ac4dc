"""The tree of a YAML file: every key and value is the text that was typed, with its line and column.

Owns `Scalar`, `Mapping` and `Sequence`, how the key of a child is written, and how large a tree may be.
"""

from dataclasses import dataclass

from formgen.diagnostics import Location
from formgen.lines import Remark

DEPTH_LIMIT = 12
"""Levels of nesting. A form needs five or six; an attack needs thousands."""

NODE_LIMIT = 3_000
"""Values and groups in a file. A form has a few hundred; a file made to be slow has a million."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value (or key) as typed.

    Attributes:
        text: what was typed, without the quotes around it.
        at: where it stands, quotes or ``|`` included.
        plain: False when it stood in quotes or in a ``|`` block.
        starts: where each line of the text starts; empty when the text cannot be found again letter by letter
            (escapes, folded lines), and then `span` gives the whole place.
    """

    text: str
    at: Location
    plain: bool = True
    starts: tuple[tuple[int, int], ...] = ()

    @property
    def blank(self) -> bool:
        """Nothing was typed."""
        return not self.text

    def span(self, start: int, end: int) -> Location:
        """Return the place of ``text[start:end]``, such as a word in the third line of a goal."""
        at, text = self.at, self.text
        start, end = min(start, len(text)), min(end, len(text))
        first = text.count("\n", 0, start)
        last = first + text.count("\n", start, end)
        if last >= len(self.starts):
            return at
        (line, column), (end_line, end_column) = self.starts[first], self.starts[last]
        before, within = text.rfind("\n", 0, start) + 1, text.rfind("\n", 0, end) + 1
        return Location(at.file, line, column + start - before, end_line, end_column + end - within, key=at.key)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``key: value`` lines in their order.

    Attributes:
        entries: the values by their keys.
        keys: where each key was typed.
        at: where the first line stands.
        whole: False for the top of a file of which lines had to be left out: what is missing may only seem to be.
        remarks: at the top of a file, its comments that speak to formgen.
    """

    entries: dict[str, "Node"]
    keys: dict[str, Location]
    at: Location
    whole: bool = True
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """``- item`` lines in their order."""

    items: list["Node"]
    at: Location


Node = Scalar | Mapping | Sequence


def child_key(parent: str, name: str | int) -> str:
    """Return the key of a child: ``项目资金`` and ``其他资金`` give ``项目资金.其他资金``; item 0 is ``…[1]``."""
    if isinstance(name, int):
        return f"{parent}[{name + 1}]"
    return f"{parent}.{name}" if parent else name

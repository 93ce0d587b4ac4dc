"""Cells that are joined downwards: what 竖向合并 does while a template is rendered.

Owns the decision whether a cell continues the one above it. The state lives in one `Merges`, made for one rendering
and thrown away with it, so nothing of one form can reach the next. Word and Excel turn the decision into their
own marks.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from formgen.filters import MERGE_DOWN, Level, TemplateFault
from formgen.values import Value, printed


@dataclass(frozen=True, slots=True)
class MergedDown:
    """What stands in a cell that is joined with those below it.

    Attributes:
        value: what the joined cell holds.
        first: whether this is the first of the joined cells, the only one that prints.
    """

    value: Value | None
    first: bool

    def shown(self) -> Value | None:
        """Return the value in the first cell and nothing below it: a joined cell prints once."""
        return self.value if self.first else None

    def __str__(self) -> str:
        """Return what is shown, as text."""
        return printed(self.shown())


class _Above(NamedTuple):
    """What stands above a cell: the item and group that it belongs to, and which run of which loop gave the item."""

    item: Any
    group: str | None
    run: tuple[int, int]


class Merges:
    """The joined cells of one rendering.

    A place is where cells can be joined: a column of one table. Cells of one place join while they belong to the same
    group, which is the group of a `Level`, and for any other value the item that its expression begins with. They
    part when a row between them has no joined cell at the place, and when the loop over the items begins again.
    """

    def __init__(self) -> None:
        self._above: dict[int, _Above] = {}
        self._entered: dict[int, int] = {}

    def join(self, place: int, loop: int, item: Any, value: Any) -> MergedDown:
        """Return what the next cell of a place holds.

        Args:
            place: number of the place in the template.
            loop: number of the loop that gives the items; 0 when none does: the item is then the whole form.
            item: what the expression's first name stands for.
            value: what the cell holds.

        Raises:
            TemplateFault: the item is a mere text, and equal texts could not be told apart.
        """
        if loop and not isinstance(item, (dict, Level)):
            raise TemplateFault(f"过滤器“{MERGE_DOWN}”只用于表格的一列，例如 行.一级指标")
        group = value.group if isinstance(value, Level) else None
        above, now = self._above.get(place), _Above(item if loop else None, group, (loop, self._entered.get(loop, 0)))
        self._above[place] = now
        return MergedDown(value, first=above is None or not _continues(above, now, value))

    def enter(self, loop: int, items: Any) -> Any:
        """Return a loop's items, noting that the loop begins."""
        self._entered[loop] = self._entered.get(loop, 0) + 1
        return items

    def part(self, *places: int) -> None:
        """Note that what comes next at these places has no joined cell above it."""
        for place in places:
            self._above.pop(place, None)


def _continues(above: _Above, now: _Above, value: Any) -> bool:
    if now.group is None or above.group is None or above.run[0] != now.run[0]:
        return above.item is now.item and above.group == now.group and above.run == now.run
    # a group goes on over loops inside it; its first row met once more is the table from its beginning
    return above.group == now.group and (not value.first or (above.item is now.item and above.run == now.run))

"""Does a finished file say what the project file says?

Owns the last look before anything is written: every value of a project stands in a cell of its own. What the cells
hold was read from the finished bytes by another reader than the one that wrote them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from formgen.project import Field
from formgen.values import Measure, Value

TextsOf = Callable[[Value], Sequence[str]]
"""Gives every text in which a value may be printed: an amount in yuan, in 万元, in words."""


def missing(fields: Sequence[Field], sheets: Iterable[Iterable[str]], texts_of: TextsOf) -> list[Field]:
    """Return the fields that a file does not print.

    Each value uses up one cell, so two equal amounts need two cells. A value without a cell to itself may stand
    inside one, like the year in （2025年度）. Of several sheets the one that holds most must hold all: taken together,
    a figure that one sheet lost would be found on another.

    Args:
        fields: that must be printed; those that are blank are not looked for.
        sheets: for each sheet (a document is one, and so are several that belong together) the text of each cell,
            paragraphs joined by newlines.
        texts_of: how a value may be printed.
    """
    wanted = [(field, field.value) for field in fields if field.value is not None]
    without_own, left = min(
        (_without_own_cell(wanted, cells, texts_of) for cells in sheets), key=lambda found: len(found[0])
    )

    @cache
    def stands_inside(text: str) -> bool:
        return any(_stands_in(text, cell) for cell in left)

    def is_printed(value: Value) -> bool:
        return any(stands_inside(text) for text in _texts(value, texts_of))

    return [
        field
        for field, value in without_own
        if _texts(value, texts_of)
        and not is_printed(value)
        and not (isinstance(value, Measure) and all(is_printed(part) for part in _parts(value)))
    ]


def _texts(value: Value, texts_of: TextsOf) -> list[str]:
    """Return the texts that print a value, without the line ends that no cell shows."""
    return [text for each in texts_of(value) if (text := each.rstrip("\n"))]


def _parts(measure: Measure) -> tuple[Value, ...]:
    """Return what stands in the three cells in which a form may print a measure."""
    return measure.sign, measure.number, measure.unit


_Wanted = tuple[Field, Value]


def _without_own_cell(
    wanted: Sequence[_Wanted], cells: Iterable[str], texts_of: TextsOf
) -> tuple[list[_Wanted], set[str]]:
    """Return the fields that no cell is left for, and the cells that no field has used up."""
    free = Counter([cell.rstrip("\n") for cell in cells])
    free[""] = 0  # nobody's
    without_own = []
    for field, value in wanted:
        for each in texts_of(value):
            text = each.rstrip("\n")
            if free.get(text):
                free[text] -= 1
                break
        else:
            without_own.append((field, value))
    return without_own, set(free.elements())


def _stands_in(text: str, cell: str) -> bool:
    """Return whether a text stands in a cell by itself: 2025 in （2025年度）, but 0 not in 2,180,000.00."""
    return text in cell and re.search(rf"(?<![0-9.,]){re.escape(text)}(?![0-9.,])", cell) is not None

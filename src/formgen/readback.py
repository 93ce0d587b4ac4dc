"""Does a finished file say what the project file says?

Owns the last look before anything is written: every value of a project stands in a cell of its own. What the cells
hold was read from the finished bytes by another reader than the one that wrote them.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from formgen.values import Measure, Value

TextsOf = Callable[[Value], Iterable[str]]
"""Gives every text in which a value may be printed: an amount in yuan, in 万元, in words."""


def missing(values: Iterable[Value], sheets: Iterable[Iterable[str]], texts_of: TextsOf) -> list[int]:
    """Return the places of the values that a file does not print.

    Each value uses up one cell, so two equal amounts need two cells. A value without a cell to itself may stand
    inside one, like the year in （2025年度）. Of several sheets the one that holds most must hold all: taken together,
    a figure that one sheet lost would be found on another.

    Args:
        values: that must be printed. They are gone through twice, and so are the sheets, which may be read anew: of
            their cells only hashes are kept.
        sheets: for each sheet (a document is one, and so are several that belong together) the text of each cell,
            paragraphs joined by newlines.
        texts_of: how a value may be printed.
    """
    free = [Counter(hash(cell.rstrip("\n")) for cell in cells) for cells in sheets]
    without_own = [array("L") for _ in free]  # places of the values that no cell is left for
    for place, value in enumerate(values):
        for left, without in zip(free, without_own, strict=True):
            if not _uses_up(left, value, texts_of):
                without.append(place)
    best = min(range(len(free)), key=lambda sheet: len(without_own[sheet]))
    if not without_own[best]:
        return []
    inside = _Inside(islice(sheets, best, None), free[best], texts_of)
    left_over = set(without_own[best])
    return [place for place, value in enumerate(values) if place in left_over and not inside.holds(value)]


def _uses_up(left: Counter[int], value: Value, texts_of: TextsOf) -> bool:
    """Take away a cell that holds a value alone; return whether there was one, which nothing needs that is blank."""
    blank = True
    for each in texts_of(value):
        if text := each.rstrip("\n"):
            blank, key = False, hash(text)
            if left.get(key):
                left[key] -= 1
                return True
    return blank


class _Inside:
    """The cells of a sheet that no value has used up; others may stand inside them."""

    def __init__(self, sheets: Iterable[Iterable[str]], free: Mapping[int, int], texts_of: TextsOf) -> None:
        """Read the first of some sheets; of each hash in `free` so many cells are left."""
        texts = (cell.rstrip("\n") for cell in next(iter(sheets)))
        self._left = {text for text in texts if free.get(hash(text))}
        self._texts_of = texts_of
        self._known: dict[str, bool] = {}

    def holds(self, value: Value | None) -> bool:
        """Return whether a value stands inside a cell, or all parts of a measure do."""
        if value is None or any(self._is_inside(text) for text in _texts(value, self._texts_of)):
            return True
        return isinstance(value, Measure) and all(self.holds(part) for part in _parts(value))

    def _is_inside(self, text: str) -> bool:
        if text not in self._known:
            self._known[text] = any(_stands_in(text, cell) for cell in self._left)
        return self._known[text]


def _texts(value: Value, texts_of: TextsOf) -> list[str]:
    """Return the texts that print a value, without the line ends that no cell shows."""
    return [text for each in texts_of(value) if (text := each.rstrip("\n"))]


def _parts(measure: Measure) -> tuple[Value, ...]:
    """Return what stands in the three cells in which a form may print a measure."""
    return measure.sign, measure.number, measure.unit


def _stands_in(text: str, cell: str) -> bool:
    """Return whether a text stands in a cell by itself: 2025 in （2025年度）, but 0 not in 2,180,000.00."""
    return text in cell and re.search(rf"(?<![0-9.,]){re.escape(text)}(?![0-9.,])", cell) is not None

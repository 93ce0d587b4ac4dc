"""Does a finished file say what the project file says?

Owns the last look before anything is written: every value of a project stands in a cell of its own. What the cells
hold was read from the finished bytes by another reader than the one that wrote them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from formgen.values import Measure, Value

TextsOf = Callable[[Value], Iterable[str]]
"""Gives every text in which a value may be printed: an amount in yuan, in 万元, in words."""

Wanted = tuple[str, Value]
"""The text in which a value is usually printed, which saves asking for the others, and the value."""


def missing(wanted: Iterable[Wanted], sheets: Iterable[Iterable[str]], texts_of: TextsOf) -> list[int]:
    """Return the places of the values that a file does not print.

    Each value uses up one cell, so two equal amounts need two cells. A value without a cell to itself may stand
    inside one, like the year in （2025年度）. One sheet must hold all of them: taken together, a figure that one sheet
    lost would be found on another. If none does, what the best one lacks is missing.

    Args:
        wanted: what must be printed. It is gone through several times, and may be read anew each time.
        sheets: for each sheet (a document is one, and so are several that belong together) the text of each cell,
            paragraphs joined by newlines. They are gone through once.
        texts_of: how a value may be printed.
    """
    usual = Counter(hash(text) for text, _ in wanted)
    read = [_Sheet(cells, usual) for cells in sheets]
    least: list[int] | None = None
    for sheet in sorted(read, key=lambda sheet: sheet.lacks):
        lost = sheet.lost(wanted, texts_of) if sheet.lacks else []
        if least is None or len(lost) < len(least):
            least = lost
        if not least:
            break
    return least or []


class _Sheet:
    """The cells of a sheet that no value has used up yet.

    Args:
        cells: their texts.
        usual: how many values have a text as their usual one, by its hash: of such cells no more is kept.

    Attributes:
        lacks: how many values have no cell of their usual text.
    """

    def __init__(self, cells: Iterable[str], usual: Counter[int]) -> None:
        self._usual: dict[int, int] = {}  # how many cells there are of each, by its hash
        self._others: dict[str, int] = {}  # and of each other text
        self._known: dict[str, bool] = {}  # what stands inside one of the others
        for cell in cells:
            text = cell.rstrip("\n")
            key = hash(text)
            if key in usual:
                self._usual[key] = self._usual.get(key, 0) + 1
            else:
                self._others[text] = self._others.get(text, 0) + 1
        self.lacks = sum(max(0, count - self._usual.get(key, 0)) for key, count in usual.items())

    def lost(self, wanted: Iterable[Wanted], texts_of: TextsOf) -> list[int]:
        """Return the places of the values that are not there."""
        without = [(place, value) for place, (text, value) in enumerate(wanted) if not self._use_up_usual(text)]
        without = [(place, value) for place, value in without if not self._use_up_other(value, texts_of)]
        without = [(place, value) for place, value in without if not self._holds(value, texts_of)]
        if without:  # it may still stand inside a cell of which there are more than values
            self._others |= {text: 1 for text, _ in wanted if self._usual.get(hash(text))}
            self._known.clear()
        return [place for place, value in without if not self._holds(value, texts_of)]

    def _use_up_usual(self, text: str) -> bool:
        key = hash(text)
        if count := self._usual.get(key):
            self._usual[key] = count - 1
        return bool(count)

    def _use_up_other(self, value: Value, texts_of: TextsOf) -> bool:
        """Use up a cell that holds a value in some other way; a blank needs none."""
        blank = True
        for each in texts_of(value):
            if text := each.rstrip("\n"):
                blank = False
                if self._use_up_usual(text):
                    return True
                if self._others.get(text):
                    self._others[text] -= 1
                    return True
        return blank

    def _holds(self, value: Value | None, texts_of: TextsOf) -> bool:
        """Return whether a value stands inside a cell, or all parts of a measure do."""
        if value is None or any(self._is_inside(text) for text in _texts(value, texts_of)):
            return True
        return isinstance(value, Measure) and all(self._holds(part, texts_of) for part in _parts(value))

    def _is_inside(self, text: str) -> bool:
        if text not in self._known:
            self._known[text] = any(_stands_in(text, cell) for cell, count in self._others.items() if count)
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

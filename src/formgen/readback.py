"""Does a finished file say what the project file says?

Owns the last look before anything is written: every value of a project stands in a cell of its own. What the cells
hold was read from the finished bytes by another reader than the one that wrote them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from formgen.project import Field, Project
from formgen.values import Value, printed


def missing(
    projects: Sequence[Project], sheets: Iterable[Iterable[str]], text_of: Callable[[Value | None], str] = printed
) -> list[Field]:
    """Return the fields of the projects that the file does not print.

    Each value uses up one cell, so two equal amounts need two cells. A value without a cell to itself may stand
    inside one, like the year in （2025年度）. Of several sheets the one that holds most must hold all: taken together,
    a figure that one sheet lost would be found on another.

    Args:
        projects: typed values.
        sheets: for each sheet (a document is one) the text of each cell, paragraphs joined by newlines.
        text_of: what a cell holds for a value.
    """
    fields = [
        (field, text)
        for project in projects
        for field in (*project.fields.values(), *project.levels())
        if (text := text_of(field.value).rstrip("\n"))
    ]
    without_own, left = min((_without_own_cell(fields, cells) for cells in sheets), key=lambda found: len(found[0]))

    @cache
    def stands_inside(text: str) -> bool:
        return any(_stands_in(text, cell) for cell in left)

    return [field for field, text in without_own if not stands_inside(text)]


def _without_own_cell(
    fields: Sequence[tuple[Field, str]], cells: Iterable[str]
) -> tuple[list[tuple[Field, str]], set[str]]:
    """Return the fields that no cell is left for, and the cells that no field has used up."""
    free = Counter(cell.rstrip("\n") for cell in cells)
    without_own = []
    for field, text in fields:
        if free[text]:
            free[text] -= 1
        else:
            without_own.append((field, text))
    return without_own, set(free.elements())


def _stands_in(text: str, cell: str) -> bool:
    """Return whether a text stands in a cell by itself: 2025 in （2025年度）, but 0 not in 2,180,000.00."""
    return text in cell and re.search(rf"(?<![0-9.,]){re.escape(text)}(?![0-9.,])", cell) is not None

"""Does a finished file say what the project file says?

Owns the last look before anything is written: every value of a project stands in a cell of its own. What the cells
hold was read from the finished bytes by another reader than the one that wrote them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from formgen.project import Field, Project
from formgen.values import Value, printed


def missing(
    projects: Iterable[Project], cells: Iterable[str], text_of: Callable[[Value | None], str] = printed
) -> list[Field]:
    """Return the fields of the projects that no cell prints.

    Each value uses up one cell, so two equal amounts need two cells. A value without a cell to itself may stand
    inside one, like the year in （2025年度）.

    Args:
        projects: typed values.
        cells: the text of each cell of the finished file, paragraphs joined by newlines.
        text_of: what a cell holds for a value.
    """
    free = Counter(cell.rstrip("\n") for cell in cells)
    without_own: list[tuple[Field, str]] = []
    for field in [field for project in projects for field in [*project.fields.values(), *project.levels()]]:
        text = text_of(field.value).rstrip("\n")
        if not text:
            continue
        if free[text]:
            free[text] -= 1
        else:
            without_own.append((field, text))
    left = set(free.elements())
    return [field for field, text in without_own if not any(_stands_in(text, cell) for cell in left)]


def _stands_in(text: str, cell: str) -> bool:
    """Return whether a text stands in a cell by itself: 2025 in （2025年度）, but 0 not in 2,180,000.00."""
    return re.search(rf"(?<![0-9.,]){re.escape(text)}(?![0-9.,])", cell) is not None

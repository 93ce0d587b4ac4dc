"""What goes from one project to the files that all projects share: what templates see of it, and what must be printed.

Small and picklable: it comes from other processes, and of thousands of projects only some are in memory at one time.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formgen.context import Context
from formgen.fields import joined_tables
from formgen.forms import FormKind
from formgen.project import Field, Project
from formgen.readback import Wanted
from formgen.values import Value


@dataclass(frozen=True, slots=True)
class Carried:
    """What the files of all projects need of one.

    Attributes:
        values: what templates see of it.
        printed: by the names of papers, what they must print, as `printed_fields` gives the fields, and its usual text
            in a workbook.
    """

    values: Context
    printed: dict[str, list[Wanted]]


class Projects(list[Context]):
    """The projects of a batch as its templates see them: a list whose items are read anew each time it is gone through.

    Args:
        carried: a pickled `Carried` for each project.
        numbers: those of the batch's projects in it.
    """

    def __init__(self, carried: Mapping[int, bytes], numbers: range) -> None:
        super().__init__()
        self._carried = carried
        self._numbers = numbers
        self._near: dict[int, Carried] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Context]:
        return (self._at(number).values for number in self._numbers)

    def __getitem__(self, index: Any) -> Any:
        return self._at(self._numbers[index]).values

    def printed(self, paper: str) -> "Printed":
        """Return what a paper must print of all projects."""
        return Printed(self, paper)

    def printed_of(self, index: int, paper: str) -> list[Wanted]:
        """Return what a paper must print of one project."""
        return self._at(self._numbers[index]).printed[paper]

    def _at(self, number: int) -> Carried:
        if number in self._near:
            return self._near[number]
        found: Carried = pickle.loads(self._carried[number])
        if len(self._near) < _NEAR:
            self._near[number] = found
        return found


_NEAR = 1000
"""Projects of a batch that stay in memory."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a paper must print of all projects; read anew each time it is gone through."""

    projects: Projects
    paper: str

    def __iter__(self) -> Iterator[Wanted]:
        """Yield the usual texts and values, project by project."""
        for index in range(len(self.projects)):
            yield from self.projects.printed_of(index, self.paper)

    def locate(self, place: int) -> tuple[int, int]:
        """Return to which project the value at a place belongs, and its place among that project's values."""
        for index in range(len(self.projects)):
            count = len(self.projects.printed_of(index, self.paper))
            if place < count:
                return index, place
            place -= count
        raise IndexError(place)


def printed_fields(project: Project, paper: FormKind) -> list[Field]:
    """Return the fields of a project that a paper must print, without those that are blank."""
    fields = project.to_print(paper.name, joined_tables(paper.visible))
    return [field for field in fields if field.value is not None]


def wanted(fields: Sequence[Field], usual: Callable[[Value], str]) -> list[Wanted]:
    """Return what must be printed of fields; `usual` gives the text in which a value is usually printed."""
    return [(usual(field.value).rstrip("\n"), field.value) for field in fields if field.value is not None]

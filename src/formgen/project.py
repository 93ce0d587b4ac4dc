"""A project as the later stages see it: typed values, and where each was written.

Owns the shape that `schema` fills, `rules` judge and `context` prints. Keys are those of the project file, joined by
dots; items count from 1: ``绩效指标.产出指标.数量指标[2].指标值``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from formgen.diagnostics import Location
from formgen.tree import Scalar, child_key
from formgen.values import Measure, Value


@dataclass(unsafe_hash=True, slots=True)
class Field:
    """One value of the form, or the head of a group. Nobody changes it; to be frozen costs four times as much to make.

    Attributes:
        key: of the project file, such as ``项目资金.其他资金``.
        label: as printed.
        value: None where the form stays blank.
        at: where it was typed.
        typed: the text as it was typed; None where nothing was, as for what is computed.
        kinds: the form kinds that must print it.
    """

    key: str
    label: str
    value: Value | None
    at: Location
    typed: Scalar | None = field(default=None, compare=False)
    kinds: frozenset[str] = field(default=frozenset(), compare=False)

    def span(self, start: int, end: int) -> Location:
        """Return the place of a part of the text as typed; the whole place where the part cannot be told."""
        if not self.typed:
            return self.at
        place = self.typed.span(start, end)
        return place if place.key == self.key else replace(place, key=self.key)


@dataclass(slots=True)
class Row:
    """One row of a table. Nobody changes it, as with `Field`, but for what is computed in it.

    Attributes:
        levels: from the outermost in, the groups that the row stands under; the ``key`` of each tells groups apart
            that have the same text.
        fields: the row's own fields by their name; those of a group inside the row by both: ``监控.当前完成值``.
        at: where the row was typed.
        values: the row's typed values, nested as in the file, lists inside the row included.
    """

    levels: tuple[Field, ...]
    fields: dict[str, Field]
    at: Location
    values: dict[str, Any] = field(default_factory=dict, compare=False)
    _under: frozenset[str] | None = field(default=None, init=False, repr=False, compare=False)

    def stands_under(self, names: Sequence[str]) -> bool:
        """Return whether one of its groups has one of these names.

        Why: forms write 产出指标, 产出, or either with blanks and line breaks inside; all of them are one dimension.
        """
        if self._under is None:
            self._under = _all_bare(tuple([level.label for level in self.levels]))
        return not self._under.isdisjoint(_all_bare(tuple(names)))

    def text(self, column: str) -> Field | None:
        """Return the field of a column when it holds text: a name, or a qualitative value."""
        found = self.fields.get(column)
        return found if found and isinstance(found.value, str) else None

    def measure(self, column: str) -> Field | None:
        """Return the field of a column when it holds a sign, a number and a unit."""
        found = self.fields.get(column)
        return found if found and isinstance(found.value, Measure) else None


@lru_cache(maxsize=256)  # the rows of a form stand under a few groups, and rules ask for the same names
def _all_bare(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_bare, names))


@lru_cache(maxsize=256)
def _bare(name: str) -> str:
    return "".join(name.split()).removesuffix("指标")


@dataclass(frozen=True, slots=True)
class Project:
    """What one file says.

    Attributes:
        file: the file's name for findings.
        values: the typed values, nested and ordered as in the file, rows included.
        fields: every value by its key, rows' fields included.
        tables: the rows of each table by the table's key.
        places: where each group was typed, by its key; ``""`` is the whole file.
        unreadable: what was typed at keys whose value could not be read, and nothing where no text was; rules stay
            silent about them.
    """

    file: str
    values: dict[str, Any]
    fields: dict[str, Field] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    def value(self, key: str) -> Value | None:
        """Return the value at a key; None where nothing readable was typed."""
        found = self.fields.get(key)
        return found.value if found else None

    def filled(self, *keys: str) -> list[Field]:
        """Return the fields at these keys that hold a value, in the order asked for."""
        return [self.fields[key] for key in keys if self.value(key) is not None]

    def readable(self, *keys: str) -> bool:
        """Return whether nothing typed at these keys failed to be read."""
        return self.unreadable.keys().isdisjoint(keys)

    def place(self, key: str) -> Location:
        """Return where a key stands, or the nearest group around it that was typed."""
        while key not in self.places and key not in self.fields and key:
            key = key.rpartition(".")[0]
        return self.fields[key].at if key in self.fields else self.places[key]

    def levels(self) -> Iterator[Field]:
        """Yield the head of each group of each table once, in the order of the file."""
        seen: set[str] = set()
        for rows in self.tables.values():
            for row in rows:
                for level in row.levels:
                    if level.key not in seen:
                        seen.add(level.key)
                        yield level

    def to_print(self, kind: str, joined: Sequence[Sequence[str]] = ()) -> list[Field]:
        """Return the fields that a form kind must print, heads of groups among them; the blank ones too.

        Of tables that are joined side by side, the head that several have is printed once.
        """
        heads = {head.key: head for head in self.levels()}
        for tables in joined:
            said: set[str] = set()
            for table in tables:
                outermost = [head for key, head in heads.items() if key == child_key(table, head.label)]
                for head in outermost:
                    if head.label in said:
                        del heads[head.key]
                    said.add(head.label)
        return [field for field in (*self.fields.values(), *heads.values()) if kind in field.kinds]


_Options = ParamSpec("_Options")
_Found = TypeVar("_Found")


def once_per_project(
    function: Callable[Concatenate[Project, _Options], _Found],
) -> Callable[Concatenate[Project, _Options], _Found]:
    """Return the function with a memory of what it found, under each of its options, in the project asked about last.

    Why: several rules in a row look at the same things in one project. No more than one is remembered.
    """
    memory: tuple[Project | None, dict[Any, _Found]] = (None, {})

    def remembering(project: Project, /, *args: _Options.args, **kwargs: _Options.kwargs) -> _Found:
        nonlocal memory
        if project is not memory[0]:
            memory = (project, {})
        _, found = memory
        options = (args, *kwargs.items())
        if options not in found:
            found[options] = function(project, *args, **kwargs)
        return found[options]

    return remembering

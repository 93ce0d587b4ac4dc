"""The texts of a project that rules read: fields such as the goals, and columns of the table of indicators."""

from collections.abc import Iterator, Sequence

from formgen.phrases import states_time
from formgen.project import Field, Project, once_per_project
from formgen.wording import repeats


def texts(project: Project, fields: Sequence[str], table: str, columns: Sequence[str]) -> Iterator[tuple[Field, str]]:
    """Yield each field that holds text, and the text: first those of `fields`, then row by row those of `columns`."""
    for field in project.filled(*fields):
        if isinstance(field.value, str):
            yield field, field.value
    yield from _of_table(project, table, tuple(columns))


@once_per_project
def _of_table(project: Project, table: str, columns: tuple[str, ...]) -> list[tuple[Field, str]]:
    fields = (row.fields.get(column) for row in project.tables.get(table, []) for column in columns)
    return [(field, field.value) for field in fields if field and isinstance(field.value, str)]


def without_time(
    project: Project, table: str, columns: Sequence[str], value: str, dimensions: Sequence[str]
) -> list[tuple[Field, str]]:
    """Return each qualitative value under `dimensions` whose row states no time, and what its `columns` say.

    A value that only repeats its name is left to the rule on that.
    """
    return _without_time(project, table, tuple(columns), value, tuple(dimensions))


@once_per_project
def _without_time(
    project: Project, table: str, columns: tuple[str, ...], value: str, dimensions: tuple[str, ...]
) -> list[tuple[Field, str]]:
    found: list[tuple[Field, str]] = []
    for row in project.tables.get(table, []):
        field = row.text(value)
        if field is not None and row.stands_under(dimensions):
            said = {column: str(text.value) for column in columns if (text := row.text(column))}
            repeated = any(repeats(text, str(field.value)) for column, text in said.items() if column != value)
            if not repeated and not states_time("\n".join(said.values())):
                found.append((field, "\n".join(said.values())))
    return found

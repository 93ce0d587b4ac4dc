"""What formgen's own templates are filled with, kept in a file: a year's projects, ready to be printed.

Usage: contexts.py PROJECTS CONTEXTS
"""

import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from processes import KIND

from formgen import batch as batches
from formgen import computing, context, forms, schema, source
from formgen.context import Context
from formgen.files import read_limited

PROPERTIES: dict[str, Any] = {"title": "测速", "company": "虚构的单位", "year": 2025}


def keep(projects: Path, path: Path) -> None:
    """Write a year's contexts to a file: first what is for all projects together, then one after the other."""
    kinds, _ = forms.load(KIND.parent, str)
    assert kinds
    (batch,), _ = batches.find([projects], kinds, str)
    each = []
    for file in batch.files:
        tree, _ = source.read(read_limited(file), file.name, batch.family.names)
        assert tree
        begun = batch.begun(tree)
        form = batch.family.schema(begun)
        project, _ = schema.validate(tree, form)
        computing.complete(project, form, frozenset(begun))
        each.append(context.build(project, form))
    together = {**context.common_fields(each), **batch.settings_for_templates()}
    with path.open("wb") as kept:
        pickle.dump((batch.roles["projects"], together, len(each)), kept)
        for one in each:
            pickle.dump(one, kept)


class Stored(list[Context]):
    """The projects of such a file, read anew whenever somebody goes through them."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def __len__(self) -> int:
        with self._path.open("rb") as file:
            return _head(file)[2]

    def __iter__(self) -> Iterator[Context]:
        with self._path.open("rb") as file:
            for _ in range(_head(file)[2]):
                yield pickle.load(file)

    def together(self, *, loaded: bool) -> Context:
        """Return the context of a workbook; its projects are in memory or read whenever they are needed."""
        with self._path.open("rb") as file:
            role, together, _ = _head(file)
        return {**together, role: [*iter(self)] if loaded else self}


def _head(file: IO[bytes]) -> tuple[str, Context, int]:
    head: tuple[str, Context, int] = pickle.load(file)
    return head


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]))

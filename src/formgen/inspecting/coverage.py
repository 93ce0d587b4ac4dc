"""The fields of a schema one by one, and which of those that a form kind owns its files print.

Owns the list of what must stand on paper: each field of the kind's own schema.yaml, the levels of its tables included,
but for those that say why not.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Any

from formgen.fields import COLUMNS, SIDE_BY_SIDE, Schema, is_table, row_schema, typeable
from formgen.tree import child_key


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a schema.

    Attributes:
        key: rows without their numbers, such as ``绩效指标.三级指标``.
        rules: of the field; of a level those of its names.
        table: key of the table or list that it stands in, the outermost of several; None outside of them.
    """

    key: str
    rules: dict[str, Any]
    table: str | None

    @property
    def has_options(self) -> bool:
        """Whether its usual values are listed."""
        return "allowed" in self.rules or "allowed" in self.rules.get("schema", {})


def walk(schema: Schema, inside: str = "", table: str | None = None) -> Iterator[Place]:
    """Yield every field of a schema in its order; tables that are joined from others are none."""
    for name, rules in typeable(schema).items():
        key, meta = child_key(inside, name), rules.get("meta", {})
        if COLUMNS in rules:
            yield from walk(rules[COLUMNS], key, table or key)
        elif is_table(rules):
            group = rules
            for level in meta.get("levels", []):
                yield Place(child_key(key, level), group.get("keysrules", {}), table or key)
                group = group.get("valuesrules", {})
            yield from walk(row_schema(rules) or {}, key, table or key)
        elif rules.get("type") == "dict":
            yield from walk(rules.get("schema", {}), key, table)
        else:
            yield Place(key, rules, table)


def owned(schema: Schema) -> Iterator[Place]:
    """Yield what a kind's own schema asks to be printed."""
    return (place for place in walk(schema) if "unprinted" not in place.rules.get("meta", {}))


def without_joined_tables(keys: Iterable[str], schema: Schema) -> Set[str]:
    """Return the keys of fields, those reached through a joined table as those of the tables that it is made of."""
    joined, found = _joined(schema), set()
    for key in keys:
        name, _, rest = key.partition(".")
        if name not in joined:
            found.add(key)
            continue
        tables, by = joined[name]
        side, _, column = rest.partition(".")
        for table in tables:
            if rest in ("", by):
                found.add(child_key(table, by) if rest else table)
            elif side == _last(table):
                found.add(child_key(table, column))
    return found


def _joined(schema: Schema) -> dict[str, tuple[list[str], str]]:
    """Return the joined tables: those that each is made of, and the level that they share."""
    found = {}
    for name, rules in schema.items():
        computed = rules.get("meta", {}).get("computed", {})
        if SIDE_BY_SIDE in computed:
            found[name] = (computed[SIDE_BY_SIDE], computed["by"])
    return found


def _last(key: str) -> str:
    return key.rpartition(".")[2]

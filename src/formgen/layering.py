"""One schema out of several: what a form kind adds to the kinds that it extends.

Goes in: schemas as their authors wrote them. Comes out: the schema of the project file that they share, in which each
field knows under ``meta: kinds`` who asks for it. Pure data work, like `fields`.
"""

from collections.abc import Iterator
from typing import Any

from formgen.fields import COLUMNS, Fault, Schema, is_table, row_schema
from formgen.tree import child_key

_OF_THE_KIND = ("required", "nullable", "meta")
"""What may differ between two kinds that ask for the same field."""


def owned(layer: Schema, kind: str) -> Schema:
    """Return a kind's own schema with the kind's name at every field that it must print."""
    return {name: _owned(rules, kind) for name, rules in layer.items()}


def _owned(rules: dict[str, Any], kind: str) -> dict[str, Any]:
    meta = rules.get("meta", {})
    marked = {**rules, "meta": {**meta, "kinds": frozenset() if "unprinted" in meta else frozenset({kind})}}
    for part in ("schema", COLUMNS):
        if part in rules:
            inner = rules[part]
            of_fields = part == COLUMNS or rules.get("type") == "dict"
            marked[part] = owned(inner, kind) if of_fields else _owned(inner, kind)
    for part in ("keysrules", "valuesrules"):
        if part in rules:
            marked[part] = _owned(rules[part], kind)
    return marked


def optional(base: Schema, layer: Schema) -> Schema:
    """Return a kind's own schema for a project file that has not come to it yet: nothing that it adds need be there."""
    return {name: _optional(base.get(name), rules) for name, rules in layer.items()}


def _optional(base: dict[str, Any] | None, rules: dict[str, Any]) -> dict[str, Any]:
    if COLUMNS in rules:
        return {**rules, COLUMNS: optional({}, rules[COLUMNS])}
    if base is not None and _is_group(base) and _is_group(rules):
        return {**rules, "schema": optional(base["schema"], rules["schema"])}
    return {**rules, "required": False, "nullable": True}


def merged(base: Schema, layer: Schema) -> Schema:
    """Return a schema with what a layer adds to it; both are sound (`faults`).

    A field that both have keeps what the form says of it, and is as necessary as the stricter of the two asks.
    """
    whole = dict(base)
    for name, rules in layer.items():
        whole[name] = _merged(base[name], rules) if name in base else rules
    return whole


def _merged(base: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
    if COLUMNS in rules:
        return _with_columns(base, rules[COLUMNS])
    whole = dict(base)
    if _is_group(base) and _is_group(rules):
        whole["schema"] = merged(base["schema"], rules["schema"])
    else:
        whole["required"] = bool(base.get("required") or rules.get("required"))
        whole["nullable"] = bool(base.get("nullable") and rules.get("nullable"))
    of_both = base.get("meta", {}).get("kinds", frozenset()) | rules.get("meta", {}).get("kinds", frozenset())
    whole["meta"] = {**rules.get("meta", {}), **base.get("meta", {}), "kinds": of_both}
    return whole


def _with_columns(table: dict[str, Any], columns: Schema) -> dict[str, Any]:
    """Return a table's rules with more fields in its rows, which stand at the end of its levels."""
    if "valuesrules" in table:
        return {**table, "valuesrules": _with_columns(table["valuesrules"], columns)}
    row = table["schema"]
    return {**table, "schema": {**row, "schema": merged(row["schema"], columns)}}


def faults(base: Schema, layer: Schema, inside: str = "") -> Iterator[Fault]:
    """Yield why a layer cannot be added to a schema: the key that it is about, and a Chinese sentence."""
    for name, rules in layer.items():
        key = child_key(inside, name)
        if COLUMNS in rules:
            columns = row_schema(base[name]) if name in base and is_table(base[name]) else None
            if columns is None:
                yield key, f"“{key}”里写了 columns，可是要接的表里没有“{key}”这张表格"
            else:
                yield from faults(columns, rules[COLUMNS], f"{key}[]")
        elif name in base and _is_group(base[name]) and _is_group(rules):
            yield from faults(base[name]["schema"], rules["schema"], key)
        elif name in base and _bare(base[name]) != _bare(rules):
            yield key, f"“{key}”在要接的表里已经有了，两处的写法应当一样（只有 required、nullable、meta 可以不同）"


def _is_group(rules: dict[str, Any]) -> bool:
    return rules.get("type") == "dict" and "schema" in rules


def _bare(rules: Any) -> Any:
    """Return what must be equal where two kinds ask for the same field."""
    if not isinstance(rules, dict):
        return rules
    return {name: _bare(value) for name, value in rules.items() if name not in _OF_THE_KIND}

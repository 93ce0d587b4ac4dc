"""What the schemas of form kinds may say, and where in one a field stands.

Owns the language of schema.yaml: Cerberus's, with the types of `values`, limited to the rules for which `schema` has
words. Pure data work; Cerberus itself is not needed here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from formgen.diagnostics import Location
from formgen.source import Mapping, Node, child_key
from formgen.values import READERS

Schema = dict[str, Any]
"""A Cerberus schema with Chinese keys. ``meta`` holds ``label`` (what the form prints, when it is not the key),
``hint``, ``levels`` (a table: the names of its grouping levels), ``unlisted: warning`` (an open list), ``computed``
(how a field follows from others, see `computing`) and ``unprinted`` (why no form prints the field). A kind that extends
another writes ``columns`` in the place of a table: fields that it adds to each row (`layering`)."""

Derived = TypeVar("Derived")

Fault = tuple[str, str]
"""The key of the field that is declared wrongly, and what is wrong with it."""

COLUMNS = "columns"

SUPPORTED = frozenset(
    {
        *("type", "required", "nullable", "empty", "allowed", "min", "max", "minlength", "maxlength", "regex"),
        *("schema", "keysrules", "valuesrules", "meta"),
    }
)
"""The Cerberus rules whose errors have words in `schema`; a form kind may use no other."""


def faults(schema: Any, inside: str = "") -> Iterator[Fault]:
    """Yield what is wrong with a schema as its author wrote it: the key that it is about, and a Chinese sentence.

    Only the constructs that formgen has words and readers for may be used: see `SUPPORTED` and `values.READERS`.
    """
    if not isinstance(schema, dict):
        yield inside, f"“{inside or 'schema'}”下面应当是若干个字段"
        return
    for name, rules in schema.items():
        yield from _rule_faults(rules, child_key(inside, name))


def _rule_faults(rules: Any, key: str) -> Iterator[Fault]:
    if not isinstance(rules, dict):
        yield key, f"“{key}”应当写成 {{type: …}}"
        return
    if COLUMNS in rules:
        if set(rules) != {COLUMNS}:
            yield key, f"“{key}”里有 columns，就不能再写别的：它只给已有的表格加几列"
        yield from faults(rules[COLUMNS], f"{key}[]")
        return
    unknown = sorted(set(rules) - SUPPORTED)
    if unknown:
        yield key, f"“{key}”里有不支持的规则：{'、'.join(unknown)}"
    for name, kind, words in _SETTINGS:
        if name in rules and (type(rules[name]) is not kind):
            yield key, f"“{key}”的 {name} 应当是{words}"
    if isinstance(rules.get("regex"), str):
        try:
            re.compile(rules["regex"])
        except re.error:
            yield key, f"“{key}”的 regex 写法不对"
    if isinstance(rules.get("meta"), dict) and "levels" in rules["meta"]:
        levels, depth = rules["meta"]["levels"], _depth(rules)
        names = [*levels, *(row_names(rules) or [])] if isinstance(levels, list) else []
        texts = all(isinstance(name, str) for name in names)
        if not texts or len(set(names)) != len(names) or row_names(rules) is None or len(levels) != depth:
            yield key, f"“{key}”的 levels 应当列出 {depth} 级的名称，最里面是 list，每一项是 dict"
    kinds = (*READERS, "dict", "list")
    if rules.get("type") not in kinds:
        yield key, f"“{key}”的 type 应当是：{'、'.join(kinds)}"
    if "schema" in rules:
        inner = rules["schema"]
        yield from faults(inner, key) if rules.get("type") == "dict" else _rule_faults(inner, f"{key}[]")
    for part in ("keysrules", "valuesrules"):
        if part in rules:
            yield from _rule_faults(rules[part], f"{key}.*")


_SETTINGS: tuple[tuple[str, type, str], ...] = (
    *((name, bool, " true 或 false") for name in ("required", "nullable", "empty")),
    *((name, int, "整数") for name in ("min", "max", "minlength", "maxlength")),
    ("allowed", list, "列表"),
    ("regex", str, "一行文字"),
    ("meta", dict, "下一级的若干行"),
)
"""What the settings of a field hold."""


def _depth(rules: dict[str, Any]) -> int:
    """Return how many levels of groups a table has above its rows."""
    inner = rules.get("valuesrules")
    return 1 + _depth(inner) if isinstance(inner, dict) else 0


def row_schema(rules: dict[str, Any]) -> Schema | None:
    """Return the schema of a table's rows, or of the items of a list of groups; None when the rules are neither."""
    while isinstance(rules.get("valuesrules"), dict):
        rules = rules["valuesrules"]
    row = rules.get("schema")
    fields = row.get("schema") if isinstance(row, dict) else None
    return fields if isinstance(fields, dict) else None


def row_names(rules: dict[str, Any]) -> list[str] | None:
    """Return the columns of a table's rows; None when the rules are no table.

    A field of a group inside the row has both names: ``监控.当前完成值``.
    """
    fields = row_schema(rules)
    return None if fields is None else list(_columns(fields))


def _columns(fields: Schema, inside: str = "") -> Iterator[str]:
    for name, rules in fields.items():
        key = f"{inside}.{name}" if inside else name
        inner = rules.get("schema") if isinstance(rules, dict) and rules.get("type") == "dict" else None
        yield from _columns(inner, key) if isinstance(inner, dict) else (key,)


def is_table(rules: dict[str, Any]) -> bool:
    """Return whether rules are those of a table: rows, which may stand under levels."""
    return "levels" in rules.get("meta", {}) or (rules.get("type") == "list" and row_schema(rules) is not None)


SIDE_BY_SIDE = "side_by_side"
"""Under ``computed``: two tables that templates see as one. Nobody types it."""


def typeable(schema: Schema) -> Schema:
    """Return the part of a schema that a project file may hold: without the tables that only templates see."""
    return {
        name: rules for name, rules in schema.items() if SIDE_BY_SIDE not in rules.get("meta", {}).get("computed", {})
    }


def joined_tables(schema: Schema) -> list[list[str]]:
    """Return the keys of the tables that stand beside one another, for each such table."""
    computed = (rules.get("meta", {}).get("computed", {}) for rules in schema.values())
    return [declared[SIDE_BY_SIDE] for declared in computed if SIDE_BY_SIDE in declared]


Shape = dict[str, Any]
"""What a template sees of a schema: of a field the name of its type, of a group a dict, of a table or list a list of
one element, which is what its rows are like; a level of a table has the type ``level``."""


def shape(schema: Schema) -> Shape:
    """Return what templates see of a schema, key by key."""
    return {name: _shape(rules, schema) for name, rules in schema.items()}


def _shape(rules: dict[str, Any], form: Schema) -> Any:
    meta = rules.get("meta", {})
    if sides := meta.get("computed", {}).get(SIDE_BY_SIDE):
        beside = {key.rpartition(".")[2]: _shape(rules_at(form, key) or {}, form)[0] for key in sides}
        return [{meta["computed"]["by"]: "level"} | beside]
    if "levels" in meta:
        return [dict.fromkeys(meta["levels"], "level") | shape(row_schema(rules) or {})]
    if rules["type"] == "list":
        return [_shape(rules["schema"], form)] if "schema" in rules else []
    if rules["type"] == "dict":
        return shape(rules.get("schema", {}))
    return rules["type"]


def names(schema: Schema) -> frozenset[str]:
    """Return every key that a project may hold: of fields, groups and rows, and the usual names of table groups."""
    return frozenset(_names({"type": "dict", "schema": schema}))


def _names(rules: dict[str, Any]) -> Iterator[str]:
    inner = rules.get("schema")
    if isinstance(inner, dict):
        if rules.get("type") == "dict":
            yield from inner
            for field in inner.values():
                yield from _names(field)
        else:
            yield from _names(inner)
    if "keysrules" in rules:
        yield from rules["keysrules"].get("allowed", [])
    if "valuesrules" in rules:
        yield from _names(rules["valuesrules"])


def knows(schema: Schema, key: str) -> bool:
    """Return whether a schema has a field, group or table at a key such as ``项目资金.年度资金申请总额``."""
    return rules_at(schema, key) is not None


def rules_at(schema: Schema, key: str) -> dict[str, Any] | None:
    """Return the rules of the field, group or table at a key; None when the schema has none."""
    rules: dict[str, Any] = {"type": "dict", "schema": schema}
    for name in key.split("."):
        inner = rules.get("schema") if rules.get("type") == "dict" else None
        if not isinstance(inner, dict) or not isinstance(inner.get(name), dict):
            return None
        rules = inner[name]
    return rules


def place(tree: Mapping, key: str) -> Location:
    """Return where a schema.yaml declares the field at a key of `faults`, or what stands nearest above it."""
    at = tree.at
    node: Node | None = tree
    for name in re.sub(r"\[\]|\.\*", "", key).split("."):
        declared = _declared(node, name)
        if declared is None:
            return at
        at, node = declared.keys[name], declared.entries[name]
    return at


def _declared(node: Node | None, name: str) -> Mapping | None:
    """Return the mapping that declares a field below the rules of a group or table, or at the top of a schema."""
    if not isinstance(node, Mapping) or name in node.entries:
        return node if isinstance(node, Mapping) else None
    inner = (_declared(node.entries.get(part), name) for part in ("schema", COLUMNS, "valuesrules"))
    return next((found for found in inner if found is not None), None)


class Prepared(Schema):
    """A schema with a reader at every field that has one of our types. Nobody changes it any more.

    What is made of a schema once, for thousands of files, is kept with it.
    """

    def __init__(self, schema: Schema) -> None:
        super().__init__(schema)
        self._derived: dict[Callable[[Schema], Any], Any] = {}

    def derived(self, make: Callable[[Schema], Derived]) -> Derived:
        """Return what a function makes of the schema; it is called once."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: Derived = self._derived[make]
        return found


def prepare(schema: Schema) -> Prepared:
    """Return the schema with a reader at every field that has one of our types."""
    return Prepared(_with_readers(schema))


def _with_readers(schema: Schema) -> Schema:
    return {key: _with_reader(rules) for key, rules in schema.items()}


def _with_reader(rules: dict[str, Any]) -> dict[str, Any]:
    ready = dict(rules)
    if "computed" in rules.get("meta", {}):
        ready |= {"required": False, "nullable": True}
    if rules.get("type") in READERS:
        ready["coerce"] = _reader(rules["type"])
    if "schema" in rules:
        inner = rules["schema"]
        ready["schema"] = _with_readers(inner) if rules.get("type") == "dict" else _with_reader(inner)
    for name in ("keysrules", "valuesrules"):
        if name in rules:
            ready[name] = _with_reader(rules[name])
    return ready


def _reader(type_name: str) -> Callable[[Any], Any]:
    """Return a reader that leaves a group or an empty value as it is; the type check has words for those."""
    read = READERS[type_name]
    return lambda typed: read(typed) if isinstance(typed, str) else typed

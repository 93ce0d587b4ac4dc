"""Tree and schema to a project: types, required keys, limits, each mistake at the place where it was typed.

Owns the checking of one file by itself. Goes in: the tree of `source` and a Cerberus schema whose types are those of
`values` (``type: amount``) besides ``dict`` and ``list``. Comes out: a `Project` of all that could be read, and
findings. A sound file is read by functions that are made once of the schema and can do nothing but accept; whatever
they do not accept or do not know, `validator` reads anew with Cerberus, which alone decides what is wrong.
"""

import re
from collections.abc import Callable
from typing import Any

from formgen.diagnostics import Diagnostic, Location
from formgen.fields import Prepared, Schema, is_table, row_names, typeable
from formgen.project import Field, Project, Row
from formgen.source import Mapping, Node, Scalar, Sequence, child_key
from formgen.values import READERS, Unreadable


def validate(tree: Mapping, schema: Prepared) -> tuple[Project, list[Diagnostic]]:
    """Return the project that a tree holds and what is wrong with it.

    Args:
        tree: the file's top mapping.
        schema: as `fields.prepare` returned it.

    Findings:
        Those of `validator`.
    """
    project = accepted(tree, schema)
    if project is not None:
        return project, []
    from formgen import validator  # not before it is needed: to load Cerberus takes longer than a hundred sound files

    return validator.validate(tree, texts(tree), typeable(schema))


def accepted(tree: Mapping, schema: Prepared) -> Project | None:
    """Return the project that a tree holds when nothing is wrong with it; None when something is, or may be."""
    making = _Making()
    try:
        values = schema.derived(_of_form)(tree, "", "", making)
    except (_Refused, Unreadable):
        return None
    making.places[""] = tree.at
    return Project(tree.at.file, values, making.fields, making.tables, making.places)


def texts(node: Node) -> Any:
    """Return a tree as Cerberus wants it: dicts, lists, texts, and None where nothing was typed."""
    if isinstance(node, Mapping):
        return {key: texts(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [texts(item) for item in node.items]
    return None if node.blank else node.text


# --- functions that accept what is sound -----------------------------------------------------------------------------


class _Refused(Exception):
    """Something is not accepted here."""


class _Making:
    """What has been read of a project, and where in a table the reading is."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {}
        self.tables: dict[str, list[Row]] = {}
        self.places: dict[str, Location] = {}
        self.levels: tuple[Field, ...] = ()
        self.rows: list[Row] = []


_Inside = Callable[[Any, str, str, _Making], Any]
_Accept = Callable[[Node, str, str, _Making], Any]
"""Gets a node, the last name on the way to it, and its key; returns its typed value and keeps what it holds.

Raises:
    _Refused, Unreadable: it is not sound.
"""


def _of_form(schema: Schema) -> _Accept:
    return _of({"type": "dict", "schema": typeable(schema)})


def _of(rules: dict[str, Any], *, in_table: bool = False) -> _Accept:
    """Return what accepts a value by these rules; `in_table`: they are those of a table's levels, or of its list."""
    kind, parts = rules.get("type"), rules.keys() - _PLAIN
    if not rules:
        return _anything
    if kind in READERS and not parts:
        return _field(rules)
    if is_table(rules) and not in_table:
        return _table(_of(rules, in_table=True))
    if kind == "dict" and parts == {"schema"} and not in_table:
        return _container(Mapping, rules, _group(rules["schema"]))
    if kind == "dict" and parts <= {"keysrules", "valuesrules"} and ("valuesrules" in parts or not in_table):
        return _container(Mapping, rules, _names(rules, in_table))
    if kind == "list" and parts <= {"schema"} and (not in_table or rules.get("schema", {}).get("type") == "dict"):
        return _container(Sequence, rules, _items(rules, in_table))
    return _nothing


def _nothing(node: Node, name: str, key: str, making: _Making) -> Any:
    raise _Refused


def _anything(node: Node, name: str, key: str, making: _Making) -> Any:
    typed = node if isinstance(node, Scalar) else None
    making.fields[key] = Field(key, name, value := texts(node), node.at, typed)
    return value


def _field(rules: dict[str, Any]) -> _Accept:
    read, nullable, limits = READERS[rules["type"]], rules.get("nullable", False), _limits(rules)
    label, kinds = str(rules.get("meta", {}).get("label") or ""), _kinds(rules)

    def accept(node: Node, name: str, key: str, making: _Making) -> Any:
        if not isinstance(node, Scalar):
            raise _Refused
        value = None
        if node.text:
            value = read(node.text)
            for keeps, limit in limits:
                if not keeps(value, limit):
                    raise _Refused
        elif not nullable:
            raise _Refused
        making.fields[key] = Field(key, label or name, value, node.at, node, kinds)
        return value

    return accept


def _container(kind: type[Mapping | Sequence], rules: dict[str, Any], accept_inside: _Inside) -> _Accept:
    nullable, limits = rules.get("nullable", False), _limits(rules)

    def accept(node: Node, name: str, key: str, making: _Making) -> Any:
        if not isinstance(node, kind):
            if nullable and isinstance(node, Scalar) and node.blank:
                return None
            raise _Refused
        value = accept_inside(node, name, key, making)
        for keeps, limit in limits:
            if not keeps(value, limit):
                raise _Refused
        return value

    return accept


def _group(schema: Schema) -> _Inside:
    inside = {name: _of(rules) for name, rules in schema.items()}
    required = {name for name, rules in schema.items() if rules.get("required")}

    def accept(node: Mapping, name: str, key: str, making: _Making) -> Any:
        if not (required <= node.entries.keys() <= inside.keys()):
            raise _Refused
        values = {}
        for each, child in node.entries.items():
            inner = child_key(key, each)
            making.places[inner] = node.keys[each]
            values[each] = inside[each](child, each, inner, making)
        return values

    return accept


def _names(rules: dict[str, Any], in_table: bool) -> _Inside:
    """Return what accepts a group whose keys the clerk chooses; in a table they are the heads of a level."""
    inside = _of(rules.get("valuesrules", {}), in_table=in_table)
    is_name = _name(rules["keysrules"]) if "keysrules" in rules else lambda name: True
    kinds = _kinds(rules)

    def accept(node: Mapping, name: str, key: str, making: _Making) -> Any:
        values, above = {}, making.levels
        for each, child in node.entries.items():
            if not is_name(each):
                raise _Refused
            inner, at = child_key(key, each), node.keys[each]
            making.places[inner] = at
            if in_table:
                making.levels = (*above, Field(inner, each, each, at, kinds=kinds))
            values[each] = inside(child, each, inner, making)
        making.levels = above
        return values

    return accept


def _name(rules: dict[str, Any]) -> Callable[[str], bool]:
    if rules.get("type") not in READERS or rules.keys() - _PLAIN:
        return lambda name: False
    read, limits = READERS[rules["type"]], _limits(rules)
    return lambda name: read(name) == name and all(keeps(name, limit) for keeps, limit in limits)


def _items(rules: dict[str, Any], in_table: bool) -> _Inside:
    """Return what accepts a list; in a table its items are rows."""
    inside, columns = _of(rules.get("schema", {})), row_names(rules) or []

    def accept(node: Sequence, name: str, key: str, making: _Making) -> Any:
        values = []
        for index, item in enumerate(node.items):
            inner = child_key(key, index)
            if in_table:
                making.places[inner] = item.at
            value = inside(item, name, inner, making)
            values.append(value)
            if in_table and value is not None:
                fields = {each: found for each in columns if (found := making.fields.get(f"{inner}.{each}"))}
                making.rows.append(Row(making.levels, fields, item.at, value))
        return values

    return accept


def _table(accept_inside: _Accept) -> _Accept:
    def accept(node: Node, name: str, key: str, making: _Making) -> Any:
        around = making.levels, making.rows  # a row of a table may hold a table
        making.levels, making.rows = (), []
        value = accept_inside(node, name, key, making)
        making.tables[key] = making.rows
        making.levels, making.rows = around
        return value

    return accept


_Keeps = Callable[[Any, Any], bool]


def _limits(rules: dict[str, Any]) -> list[tuple[_Keeps, Any]]:
    return [(keeps, rules[name]) for name, keeps in _KEEPS.items() if name in rules]


def _length(value: Any) -> int | None:
    return len(value) if isinstance(value, (str, list, dict)) else None


def _is_listed(value: Any, allowed: list[Any]) -> bool:
    return all(item in allowed for item in value) if isinstance(value, (list, dict)) else value in allowed


def _is_at_least(value: Any, limit: int) -> bool:
    try:
        return not value < limit
    except TypeError:
        return True  # Cerberus compares what can be compared


def _is_at_most(value: Any, limit: int) -> bool:
    try:
        return not value > limit
    except TypeError:
        return True


def _matches(value: Any, pattern: str) -> bool:
    whole = pattern if pattern.endswith("$") else f"{pattern}$"  # as Cerberus has it: of 甲|乙, only 乙 ends the text
    return not isinstance(value, str) or re.match(whole, value) is not None


_KEEPS: dict[str, _Keeps] = {
    "empty": lambda value, empty: empty or _length(value) != 0,
    "allowed": _is_listed,
    "min": _is_at_least,
    "max": _is_at_most,
    "minlength": lambda value, limit: (length := _length(value)) is None or length >= limit,
    "maxlength": lambda value, limit: (length := _length(value)) is None or length <= limit,
    "regex": _matches,
}
"""Whether a value that is not blank keeps to a rule of Cerberus, by the rule's name."""

_PLAIN = frozenset({*_KEEPS, "type", "required", "nullable", "meta", "coerce"})
"""The rules that say nothing about what is inside of a value."""


def _kinds(rules: dict[str, Any]) -> frozenset[str]:
    found: frozenset[str] = rules.get("meta", {}).get("kinds", frozenset())
    return found

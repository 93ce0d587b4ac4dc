"""What is wrong with a file that is not sound, and the project that holds all of it that could be read.

Owns the use of Cerberus, whose errors `misfits` puts into our words; no sentence of Cerberus reaches a clerk.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from cerberus import TypeDefinition, Validator
from cerberus.errors import UNKNOWN_FIELD, ValidationError

from formgen import misfits
from formgen.diagnostics import Diagnostic, Location, Severity, error
from formgen.fields import Schema, is_table, row_names
from formgen.project import Field, Project, Row
from formgen.source import Mapping, Node, Scalar, Sequence, child_key
from formgen.values import Measure, Number, Rate, Result


class _NoTree:
    """Takes errors and keeps none."""

    def add(self, error: ValidationError) -> None:
        """Forget an error."""


class _FormValidator(Validator):  # type: ignore[misc]
    """Cerberus with the types of `values`: each text is read (coerced) first, then checked as what it is."""

    types_mapping: ClassVar = {
        **Validator.types_mapping,
        "amount": TypeDefinition("amount", (Decimal,), ()),
        "date": TypeDefinition("date", (date,), ()),
        "line": TypeDefinition("line", (str,), ()),
        "measure": TypeDefinition("measure", (Measure, str), ()),
        "number": TypeDefinition("number", (Number,), ()),
        "rate": TypeDefinition("rate", (Rate,), ()),
        "result": TypeDefinition("result", (Result, str), ()),
        "text": TypeDefinition("text", (str,), ()),
        "year": TypeDefinition("year", (int,), (bool,)),
    }

    @property
    def schema(self) -> Schema:
        """The schema as it is. Why: `fields.faults` has checked it, and Cerberus's check takes twice a validation."""
        return self._schema

    @schema.setter
    def schema(self, schema: Schema) -> None:
        self._schema = schema

    @property
    def schema_error_tree(self) -> _NoTree:
        """Nobody reads the errors by the schema's paths, and Cerberus sorts them all anew for each one more."""
        return _NoTree()

    @schema_error_tree.setter
    def schema_error_tree(self, tree: Any) -> None:
        pass

    def _resolve_rules_set(self, rules_set: Any) -> dict[str, Any]:
        """Return rules as they are, and none for what are no rules.

        Why: where a group was typed in place of a list, Cerberus takes the rules of the list's items for fields called
        ``type`` and ``schema``, and breaks on a key of the group that is called so.
        """
        return rules_set if isinstance(rules_set, dict) else {}


_FINDINGS_LIMIT = 100
"""Findings that are listed one by one; a file with more is no form that somebody filled."""

_LEAVES_LIMIT = 1_000
"""Errors of Cerberus that are looked at; several may come to one finding."""


def validate(tree: Mapping, texts: dict[str, Any], schema: Schema) -> tuple[Project, list[Diagnostic]]:
    """Return the project that a tree holds and what is wrong with it.

    Args:
        tree: the file's top mapping.
        texts: the same as dicts, lists and texts.
        schema: what `fields.typeable` returned of a prepared one.

    Findings:
        ``too-many-mistakes``, and those of `misfits`.
    """
    validator = _FormValidator(schema)
    validator.validate(texts)
    findings: list[Diagnostic] = []
    rejected: set[tuple[Any, ...]] = set()
    said: set[tuple[tuple[Any, ...], bool]] = set()
    every = sorted(_leaves(validator._errors), key=lambda leaf: (leaf.document_path, _rank(leaf)))
    leaves = every[:_LEAVES_LIMIT]
    meant = {path for leaf in leaves if (path := misfits.meant_path(leaf, tree, schema))}
    lacking = misfits.columns_lacking(leaves, tree, schema)
    for leaf in leaves:
        if len(findings) >= _FINDINGS_LIMIT:
            break
        of_key = misfits.is_about_key(leaf)
        if not tree.whole and leaf.rule in ("required", "minlength", "nullable"):
            continue  # it may stand in a line that could not be read
        if leaf.rule in ("required", "nullable") and any(misfits.is_inside(path, leaf.document_path) for path in meant):
            continue  # it was typed, with another name or in another place
        if leaf.rule == "required" and misfits.is_strange(leaf.document_path[:-1], tree, schema):
            continue  # nothing of what was typed there is known, which is said of each
        if leaf.document_path in rejected or (leaf.document_path, of_key) in said:
            continue  # one mistake, one finding
        said.add((leaf.document_path, of_key))
        if leaf.rule == "required" and leaf.document_path in lacking:
            rejected.add(leaf.document_path)
            findings += [once] if (once := lacking[leaf.document_path]) else []
            continue
        finding = misfits.finding_of(leaf, tree, schema)
        if finding.severity is Severity.ERROR and not of_key:
            rejected.add(leaf.document_path)
        findings.append(finding)
    if len(findings) >= _FINDINGS_LIMIT or len(every) > len(leaves):
        rejected.update(leaf.document_path for leaf in every)
        message = "填错的地方太多，没有全部列出来"
        findings.append(error("too-many-mistakes", message, tree.at, "先改好列出来的，再检查一次"))
    collector = _Collector(rejected)
    unknown = {leaf.document_path for leaf in leaves if leaf.code == UNKNOWN_FIELD.code}
    for path in rejected | meant:
        collector.unreadable[misfits.key_of(path)] = "" if path in unknown else misfits.text_at(path, tree)
    collector.group(tree, validator.document, schema, (), "")
    return collector.project(tree, validator.document), findings


def _leaves(errors: list[ValidationError]) -> Iterator[ValidationError]:
    for fault in errors:
        if fault.child_errors:
            yield from _leaves(fault.child_errors)
        else:
            yield fault


def _rank(leaf: ValidationError) -> int:
    """Order the errors of one place: an empty value is said before what it therefore is not."""
    order = ["nullable", "coerce", "type"]
    return order.index(leaf.rule) if leaf.rule in order else len(order)


# --- from a checked document to a project ----------------------------------------------------------------------------


class _Collector:
    """Walks tree, typed document and schema side by side and keeps each value with its place."""

    def __init__(self, rejected: set[tuple[Any, ...]]) -> None:
        self.rejected = rejected
        self.fields: dict[str, Field] = {}
        self.tables: dict[str, list[Row]] = {}
        self.places: dict[str, Location] = {}
        self.unreadable: dict[str, str] = {}

    def project(self, tree: Mapping, values: dict[str, Any]) -> Project:
        self.places[""] = tree.at
        return Project(tree.at.file, values, self.fields, self.tables, self.places, unreadable=self.unreadable)

    def group(self, tree: Mapping, document: Any, schema: Schema, path: tuple[Any, ...], key: str) -> None:
        for name, node in tree.entries.items():
            if name in schema:
                self.places[child_key(key, name)] = tree.keys[name]
                self.node(node, document[name], schema[name], (*path, name), child_key(key, name))

    def node(self, node: Node, document: Any, rules: dict[str, Any], path: tuple[Any, ...], key: str) -> None:
        if path in self.rejected:
            return
        if rules.get("type") not in ("dict", "list"):
            typed = node if isinstance(node, Scalar) else None
            self.fields[key] = Field(key, _label(rules, path), document, node.at, typed, _kinds(rules))
        elif is_table(rules):
            self.tables[key] = list(self.rows(node, document, rules, path, key, ()))
        elif isinstance(node, Mapping) and "schema" in rules:
            self.group(node, document, rules["schema"], path, key)
        elif isinstance(node, Mapping):
            for name, child in node.entries.items():
                self.places[child_key(key, name)] = node.keys[name]
                inner = rules.get("valuesrules", {})
                self.node(child, document[name], inner, (*path, name), child_key(key, name))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                inner = rules.get("schema", {})
                self.node(item, document[index], inner, (*path, index), child_key(key, index))

    def rows(
        self,
        node: Node,
        document: Any,
        rules: dict[str, Any],
        path: tuple[Any, ...],
        key: str,
        levels: tuple[Field, ...],
    ) -> Iterator[Row]:
        """Yield the rows of a table in the order of the file, going down one level at a time."""
        if path in self.rejected:
            return
        if isinstance(node, Mapping) and "valuesrules" in rules:
            for name, child in node.entries.items():
                inner = child_key(key, name)
                head = Field(inner, name, name, node.keys[name], kinds=_kinds(rules))
                self.places[inner] = node.keys[name]
                yield from self.rows(child, document[name], rules["valuesrules"], (*path, name), inner, (*levels, head))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                row_path, row_key = (*path, index), child_key(key, index)
                self.places[row_key] = item.at
                if row_path in self.rejected or not isinstance(item, Mapping):
                    continue
                self.group(item, document[index], rules["schema"]["schema"], row_path, row_key)
                fields = {
                    name: self.fields[child_key(row_key, name)]
                    for name in row_names(rules) or []
                    if child_key(row_key, name) in self.fields
                }
                yield Row(levels, fields, item.at, document[index])


def _kinds(rules: dict[str, Any]) -> frozenset[str]:
    """Return the form kinds that must print what has these rules."""
    found: frozenset[str] = rules.get("meta", {}).get("kinds", frozenset())
    return found


def _label(rules: dict[str, Any], path: tuple[Any, ...]) -> str:
    return str(rules.get("meta", {}).get("label") or [name for name in path if isinstance(name, str)][-1])

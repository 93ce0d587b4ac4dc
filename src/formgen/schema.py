"""Tree and schema to a project: types, required keys, limits, each mistake at the place where it was typed.

Owns the checking of one file by itself. Goes in: the tree of `source` and a Cerberus schema whose types are those of
`values` (``type: amount``) besides ``dict`` and ``list``. Comes out: a `Project` of all that could be read, and
findings in our own words; no sentence of Cerberus reaches a clerk. The only importer of cerberus.
"""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from cerberus import TypeDefinition, Validator
from cerberus.errors import UNKNOWN_FIELD, ValidationError

from formgen.diagnostics import Diagnostic, Fix, Location, Severity, error
from formgen.fields import Schema
from formgen.project import Field, Project, Row
from formgen.source import Mapping, Node, Scalar, Sequence, child_key
from formgen.values import READERS, Measure, Unreadable, half_width, printed


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


_FINDINGS_LIMIT = 100
"""Findings that are listed one by one; a file with more is no form that somebody filled."""

_LEAVES_LIMIT = 1_000
"""Errors of Cerberus that are looked at; several may come to one finding."""

_NAME_LIMIT = 100
"""Characters of an unknown key that may still be a known one, wrongly typed."""

_SHOWN = 30
"""Characters of a name or value that a message repeats."""


def validate(tree: Mapping, schema: Schema) -> tuple[Project, list[Diagnostic]]:
    """Return the project that a tree holds and what is wrong with it.

    Args:
        tree: the file's top mapping.
        schema: as `fields.prepare` returned it.

    Findings:
        ``field-missing``, ``unknown-key``, ``value-empty``, ``wrong-structure``, ``value-not-listed``,
        ``value-below-minimum``, ``value-above-maximum``, ``too-few``, ``too-long``, ``pattern-mismatch``, and the
        codes that the readers in `values` raise; ``too-many-mistakes``.
    """
    validator = _FormValidator(schema)
    validator.validate(_typed_texts(tree))
    findings: list[Diagnostic] = []
    rejected: set[tuple[Any, ...]] = set()
    said: set[tuple[tuple[Any, ...], bool]] = set()
    every = sorted(_leaves(validator._errors), key=lambda leaf: (leaf.document_path, _rank(leaf)))
    leaves = every[:_LEAVES_LIMIT]
    meant = {path for leaf in leaves if (path := _meant(leaf, tree, schema))}
    for leaf in leaves:
        if len(findings) >= _FINDINGS_LIMIT:
            break
        of_key = _is_about_key(leaf)
        if not tree.whole and leaf.rule in ("required", "minlength", "nullable"):
            continue  # it may stand in a line that could not be read
        if leaf.rule in ("required", "nullable") and any(_inside(path, leaf.document_path) for path in meant):
            continue  # it was typed, with another name or in another place
        if leaf.rule == "required" and _strange(leaf.document_path[:-1], tree, schema):
            continue  # nothing of what was typed there is known, which is said of each
        if leaf.document_path in rejected or (leaf.document_path, of_key) in said:
            continue  # one mistake, one finding
        said.add((leaf.document_path, of_key))
        finding = _finding(leaf, tree, schema)
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
        collector.unreadable[_key_of(path)] = "" if path in unknown else _text_at(path, tree)
    collector.group(tree, validator.document, schema, (), "")
    return collector.project(tree, validator.document), findings


def _typed_texts(node: Node) -> Any:
    """Return the tree as Cerberus wants it: dicts, lists, texts, and None where nothing was typed."""
    if isinstance(node, Mapping):
        return {key: _typed_texts(value) for key, value in node.entries.items()}
    if isinstance(node, Sequence):
        return [_typed_texts(item) for item in node.items]
    return None if node.blank else node.text


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


def _is_about_key(leaf: ValidationError) -> bool:
    return "keysrules" in leaf.schema_path


# --- from a Cerberus error to a finding ------------------------------------------------------------------------------


_NUMERIC = {"amount", "date", "measure", "year"}
"""Types in which a full-width digit can only be meant as the plain one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a finding needs to know of where an error is."""

    label: str
    rules: dict[str, Any]
    siblings: Schema
    typed: frozenset[str]  # the siblings that were typed
    whole: Schema  # the form's


def _finding(leaf: ValidationError, tree: Mapping, schema: Schema) -> Diagnostic:
    path = leaf.document_path
    place = _look_up(path, tree, schema, of_key=_is_about_key(leaf))
    key = _key_of(path)
    code, message, hint = _WORDS[UNKNOWN if leaf.code == UNKNOWN_FIELD.code else leaf.rule](leaf, place)
    if leaf.rule == "required":
        at = _location(path[:-1], tree, of_key=True)
    else:
        at = _location(path, tree, of_key=leaf.code == UNKNOWN_FIELD.code or _is_about_key(leaf))
    fix = None
    if leaf.rule == "coerce" and not _is_about_key(leaf):
        at, fix = _wrong_part(path, tree, place.rules["type"])
    open_list = leaf.rule == "allowed" and place.rules.get("meta", {}).get("unlisted") == "warning"
    severity = Severity.WARNING if open_list else Severity.ERROR
    return Diagnostic(code, severity, message, replace(at, key=key), hint, fix=fix)


def _wrong_part(path: tuple[Any, ...], tree: Mapping, type_name: str) -> tuple[Location, Fix | None]:
    """Return where a text stops being what its field asks for, and the mend when only its width is wrong."""
    node = _node_at(path, tree)
    assert isinstance(node, Scalar), "only a text is read"
    reason, length = _why_unreadable(type_name, node.text), len(node.text)
    narrow = half_width(node.text) if type_name in _NUMERIC and node.starts else node.text
    fix = Fix(node.span(0, length), narrow) if _why_unreadable(type_name, narrow) is None else None
    return (node.span(reason.start, length) if reason and reason.start else node.at), fix


def _key_of(path: tuple[Any, ...]) -> str:
    key = ""
    for name in path:
        key = child_key(key, name)
    return key


def _look_up(path: tuple[Any, ...], tree: Mapping, schema: Schema, *, of_key: bool) -> _Place:
    """Follow a document path down the schema and the tree at once; its last name may be a table's own key."""
    rules: dict[str, Any] = {"type": "dict", "schema": schema}
    siblings: Schema = {}
    node: Node | None = tree
    typed: frozenset[str] = frozenset()
    for depth, name in enumerate(path, start=1):
        siblings = rules.get("schema", {}) if rules.get("type") == "dict" else {}
        if of_key and depth == len(path):
            rules = rules.get("keysrules", {})
        elif "valuesrules" in rules:
            rules = rules["valuesrules"]
        elif rules.get("type") == "list":
            rules = rules.get("schema", {})
        else:
            rules = siblings.get(name, {})
        typed = frozenset(node.entries) if isinstance(node, Mapping) else frozenset()
        node = _child(node, name)
    names = [name for name in path if isinstance(name, str)]
    label = rules.get("meta", {}).get("label") or (_short(names[-1]) if names else "文件")
    if path and isinstance(path[-1], int):
        label = f"{label} 的第 {path[-1] + 1} 项"
    return _Place(label, rules, siblings, typed, schema)


def _child(node: Node | None, name: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(name, str):
        return node.entries.get(name)
    if isinstance(node, Sequence) and isinstance(name, int) and name < len(node.items):
        return node.items[name]
    return None


def _node_at(path: tuple[Any, ...], tree: Mapping) -> Node | None:
    node: Node | None = tree
    for name in path:
        node = _child(node, name)
    return node


def _text_at(path: tuple[Any, ...], tree: Mapping) -> str:
    node = _node_at(path, tree)
    return node.text if isinstance(node, Scalar) else ""


def _location(path: tuple[Any, ...], tree: Mapping, *, of_key: bool) -> Location:
    """Return where a path's value (or key) stands; the nearest place around it when it was not typed."""
    node: Node = tree
    at = tree.at
    for name in path:
        child = _child(node, name)
        if child is None:
            break
        at = node.keys[name] if of_key and isinstance(node, Mapping) else child.at
        node = child
    return at


def _short(text: str) -> str:
    """Return a name or value on one line, as far as a message repeats it."""
    line = text.replace("\n", " ")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


_Words = tuple[str, str, str | None]
UNKNOWN = "unknown"


def _say_required(leaf: ValidationError, place: _Place) -> _Words:
    name = leaf.document_path[-1]
    hint = f"加一行“{name}: ”，冒号后面写内容"
    return "field-missing", f"缺少“{place.label}”", place.rules.get("meta", {}).get("hint") or hint


def _say_unknown(leaf: ValidationError, place: _Place) -> _Words:
    name = leaf.document_path[-1]
    near = _near(name, place)
    group = "" if near else _group_of(name, place.whole)
    known = "、".join(place.siblings)
    hint = f"是不是“{near}”？" if near else f"这里可以写：{known}"
    if group:
        hint = f"“{name}”写在“{group}”下面，前面缩进两格"
    return "unknown-key", f"这里没有“{_short(name)}”这一项", hint


def _near(name: str, place: _Place) -> str | None:
    """Return the key that was not typed and that an unknown one is most like."""
    if len(name) > _NAME_LIMIT:
        return None
    absent = [sibling for sibling in place.siblings if sibling not in place.typed]
    inside = [sibling for sibling in absent if sibling in name]
    return next(iter([*inside, *difflib.get_close_matches(name, absent, n=1, cutoff=0.5)]), None)


def _group_of(name: str, schema: Schema, inside: str = "") -> str:
    """Return the group in which the form has a key; nothing when it has no such key or has it more than once."""
    found = []
    for key, rules in schema.items():
        inner = rules.get("schema") if rules.get("type") == "dict" else None
        if isinstance(inner, dict):
            found += [child_key(inside, key)] if name in inner else []
            found += [deeper] if (deeper := _group_of(name, inner, child_key(inside, key))) else []
    return found[0] if len(found) == 1 else ""


def _inside(path: tuple[Any, ...], outer: tuple[Any, ...]) -> bool:
    return path[: len(outer)] == outer


def _strange(path: tuple[Any, ...], tree: Mapping, schema: Schema) -> bool:
    """Return whether a group holds keys, but not one that the form has there."""
    node = _node_at(path, tree)
    if not isinstance(node, Mapping) or not node.entries:
        return False
    known = _look_up((*path, next(iter(node.entries))), tree, schema, of_key=False).siblings
    return not set(node.entries) & set(known)


def _meant(leaf: ValidationError, tree: Mapping, schema: Schema) -> tuple[Any, ...] | None:
    """Return the path of the field that an unknown key was most likely meant for."""
    if leaf.code != UNKNOWN_FIELD.code:
        return None
    path = leaf.document_path
    place = _look_up(path, tree, schema, of_key=False)
    near = _near(path[-1], place)
    if near:
        return (*path[:-1], near)
    group = _group_of(path[-1], schema)
    return (*group.split("."), path[-1]) if group else None


def _say_empty(leaf: ValidationError, place: _Place) -> _Words:
    return "value-empty", f"“{place.label}”没有填写", place.rules.get("meta", {}).get("hint") or "在冒号后面写上内容"


def _say_unreadable(leaf: ValidationError, place: _Place) -> _Words:
    typed = leaf.document_path[-1] if _is_about_key(leaf) else leaf.value
    reason = _why_unreadable(place.rules["type"], typed)
    assert reason, f"the reader accepts what Cerberus refused: {leaf!r}"
    return reason.code, f"“{place.label}”：{reason.message}", reason.hint


def _why_unreadable(type_name: str, typed: str) -> Unreadable | None:
    try:
        READERS[type_name](typed)
    except Unreadable as reason:
        return reason
    return None


_STRUCTURES = {"dict": "下一级的若干行“名称: 内容”", "list": "以“- ”开头的若干项"}


def _say_type(leaf: ValidationError, place: _Place) -> _Words:
    wanted = _STRUCTURES.get(leaf.constraint, "一个值")
    found = "一个值"
    if isinstance(leaf.value, dict):
        found = _STRUCTURES["dict"]
    elif isinstance(leaf.value, list):
        found = _STRUCTURES["list"]
    return "wrong-structure", f"“{place.label}”后面应当是{wanted}，这里是{found}", "检查缩进，或参照已有的项目文件"


def _say_allowed(leaf: ValidationError, place: _Place) -> _Words:
    allowed = "、".join(printed(value) for value in leaf.constraint)
    value = leaf.document_path[-1] if _is_about_key(leaf) else printed(leaf.value)
    return "value-not-listed", f"“{_short(value)}”不在“{place.label}”的常用写法里", f"常用写法：{allowed}"


def _say_min(leaf: ValidationError, place: _Place) -> _Words:
    message = f"“{place.label}”是 {printed(leaf.value)}，不能小于 {leaf.constraint}"
    return "value-below-minimum", message, "核对数字和正负号"


def _say_max(leaf: ValidationError, place: _Place) -> _Words:
    message = f"“{place.label}”是 {printed(leaf.value)}，不能大于 {leaf.constraint}"
    return "value-above-maximum", message, "核对数字"


def _say_minlength(leaf: ValidationError, place: _Place) -> _Words:
    return (
        "too-few",
        f"“{place.label}”至少要有 {leaf.constraint} 项，这里有 {len(leaf.value)} 项",
        "补上内容或删掉这一行",
    )


def _say_maxlength(leaf: ValidationError, place: _Place) -> _Words:
    what = "个字" if isinstance(leaf.value, str) else "项"
    message = f"“{place.label}”有 {len(leaf.value)} {what}，最多 {leaf.constraint} {what}"
    return "too-long", message, "把内容缩短，财政系统不接受更长的"


def _say_regex(leaf: ValidationError, place: _Place) -> _Words:
    message = f"“{place.label}”的写法“{_short(printed(leaf.value))}”不符合要求"
    return "pattern-mismatch", message, place.rules.get("meta", {}).get("hint")


_WORDS: dict[str, Callable[[ValidationError, _Place], _Words]] = {
    UNKNOWN: _say_unknown,
    "required": _say_required,
    "nullable": _say_empty,
    "empty": _say_empty,
    "coerce": _say_unreadable,
    "type": _say_type,
    "allowed": _say_allowed,
    "min": _say_min,
    "max": _say_max,
    "minlength": _say_minlength,
    "maxlength": _say_maxlength,
    "regex": _say_regex,
}


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
            self.fields[key] = Field(key, _label(rules, path), document, node.at, typed)
        elif "levels" in rules.get("meta", {}):
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
                head = Field(inner, name, name, node.keys[name])
                self.places[inner] = node.keys[name]
                yield from self.rows(child, document[name], rules["valuesrules"], (*path, name), inner, (*levels, head))
        elif isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                row_path, row_key = (*path, index), child_key(key, index)
                self.places[row_key] = item.at
                if row_path in self.rejected or not isinstance(item, Mapping):
                    continue
                row_schema = rules["schema"]["schema"]
                self.group(item, document[index], row_schema, row_path, row_key)
                fields = {
                    name: self.fields[child_key(row_key, name)]
                    for name in row_schema
                    if child_key(row_key, name) in self.fields
                }
                yield Row(levels, fields, item.at)


def _label(rules: dict[str, Any], path: tuple[Any, ...]) -> str:
    return str(rules.get("meta", {}).get("label") or [name for name in path if isinstance(name, str)][-1])

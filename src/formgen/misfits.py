"""What is wrong with a value, a key or a group, said in our words at the place where it was typed.

Owns the translation from Cerberus's errors: each rule of it that `fields.SUPPORTED` allows has its sentence here, and
a key that the form does not have is told the one that was meant.
"""

import difflib
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Sequence_
from dataclasses import dataclass, replace
from typing import Any

from cerberus.errors import UNKNOWN_FIELD, ValidationError

from formgen.diagnostics import Diagnostic, Fix, Location, Severity
from formgen.fields import Schema, is_table
from formgen.tree import Mapping, Node, Scalar, Sequence, child_key
from formgen.values import READERS, Unreadable, half_width, printed

Path = tuple[Any, ...]
"""Where a value stands in a document: keys, and numbers of items from 0."""

_NAME_LIMIT = 100
"""Characters of an unknown key that may still be a known one, wrongly typed."""

_SHOWN = 30
"""Characters of a name or value that a message repeats."""


def is_about_key(leaf: ValidationError) -> bool:
    """Return whether an error is about a key itself and not about its value."""
    return "keysrules" in leaf.schema_path


_NUMERIC = {"amount", "date", "measure", "number", "rate", "year"}
"""Types in which a full-width digit can only be meant as the plain one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a finding needs to know of where an error is."""

    label: str
    rules: dict[str, Any]
    siblings: Schema
    typed: frozenset[str]  # the siblings that were typed
    whole: Schema  # the form's


def finding_of(leaf: ValidationError, tree: Mapping, schema: Schema) -> Diagnostic:
    """Return the finding for an error of Cerberus.

    Findings:
        ``field-missing``, ``unknown-key``, ``value-empty``, ``wrong-structure``, ``value-not-listed``,
        ``value-below-minimum``, ``value-above-maximum``, ``too-few``, ``too-long``, ``pattern-mismatch``, and the
        codes that the readers in `values` raise.
    """
    path = leaf.document_path
    place = _look_up(path, tree, schema, of_key=is_about_key(leaf))
    key = key_of(path)
    code, message, hint = _WORDS[UNKNOWN if leaf.code == UNKNOWN_FIELD.code else leaf.rule](leaf, place)
    if leaf.rule == "required":
        at = _location(path[:-1], tree, of_key=True)
    else:
        at = _location(path, tree, of_key=leaf.code == UNKNOWN_FIELD.code or is_about_key(leaf))
    fix = None
    if leaf.rule == "coerce" and not is_about_key(leaf):
        at, fix = _wrong_part(path, tree, place.rules["type"])
    open_list = leaf.rule == "allowed" and place.rules.get("meta", {}).get("unlisted") == "warning"
    severity = Severity.WARNING if open_list else Severity.ERROR
    about = place.rules or _look_up(path[:-1], tree, schema, of_key=False).rules  # of an unknown key its group
    kinds = about.get("meta", {}).get("kinds", ())
    return Diagnostic(code, severity, message, replace(at, key=key), hint, fix=fix, kinds=tuple(sorted(kinds)))


_OF_ALL, _OF_SOME = 3, 6
"""Rows from which on a column that all of them, or some of them, lack is said once and not of each."""

_OTHERS_NAMED = 20
"""Further rows of which such a finding gives the places."""


def columns_lacking(leaves: Sequence_[ValidationError], tree: Mapping, schema: Schema) -> dict[Path, Diagnostic | None]:
    """Return what to say of required columns that many rows of their table lack: once, at the first row's path.

    Why: a clerk who begins a paper has hardly any of its columns yet; a finding for each indicator hides all others.
    At the paths of the other rows stands None.
    """
    found: dict[tuple[Path, Path], list[ValidationError]] = {}
    for leaf in leaves:
        if leaf.rule == "required" and (column := _column(leaf.document_path, schema)):
            found.setdefault(column, []).append(leaf)
    said: dict[Path, Diagnostic | None] = {}
    for (table, _), missing in found.items():
        paths = [leaf.document_path for leaf in missing]
        count, rows = len(paths), _count_rows(_node_at(table, tree))
        if count < (_OF_ALL if count == rows else _OF_SOME):
            continue
        finding = finding_of(missing[0], tree, schema)
        if count == rows:
            at = replace(_location(table, tree, of_key=True), key=key_of(table))
            finding = replace(finding, message=f"“{table[-1]}”下面的 {count} 条都{finding.message}", at=at)
        else:
            others = tuple(_location(path[:-1], tree, of_key=True) for path in paths[1 : 1 + _OTHERS_NAMED])
            message = f"“{table[-1]}”下面有 {count} 条{finding.message}，这里是第一条"
            finding = replace(finding, message=message, related=others)
        said |= dict.fromkeys(paths, None)
        said[paths[0]] = finding
    return said


def _column(path: Path, schema: Schema) -> tuple[Path, Path] | None:
    """Return the path of the table that a path leads into, and the path inside its row; None outside of rows."""
    rules: dict[str, Any] = {"type": "dict", "schema": schema}
    for depth, name in enumerate(path):
        rules = rules.get("schema", {}).get(name, {}) if rules.get("type") == "dict" else {}
        if is_table(rules):
            table, inside = path[: depth + 1], path[depth + 1 :]
            row = next((place for place, step in enumerate(inside) if isinstance(step, int)), None)
            columns = () if row is None else inside[row + 1 :]
            return (table, columns) if columns and all(isinstance(step, str) for step in columns) else None
    return None


def _count_rows(node: Node | None) -> int:
    if isinstance(node, Mapping):
        return sum(map(_count_rows, node.entries.values()))
    return len(node.items) if isinstance(node, Sequence) else 0


def _wrong_part(path: Path, tree: Mapping, type_name: str) -> tuple[Location, Fix | None]:
    """Return where a text stops being what its field asks for, and the mend when only its width is wrong."""
    node = _node_at(path, tree)
    assert isinstance(node, Scalar), "only a text is read"
    reason, length = _why_unreadable(type_name, node.text), len(node.text)
    narrow = half_width(node.text) if type_name in _NUMERIC and node.starts else node.text
    fix = Fix(node.span(0, length), narrow) if _why_unreadable(type_name, narrow) is None else None
    return (node.span(reason.start, length) if reason and reason.start else node.at), fix


def key_of(path: Path) -> str:
    """Return the key that findings show for a path."""
    key = ""
    for name in path:
        key = child_key(key, name)
    return key


def _look_up(path: Path, tree: Mapping, schema: Schema, *, of_key: bool) -> _Place:
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
        label = f"{label}（第 {path[-1] + 1} 项）"
    return _Place(label, rules, siblings, typed, schema)


def _child(node: Node | None, name: str | int) -> Node | None:
    if isinstance(node, Mapping) and isinstance(name, str):
        return node.entries.get(name)
    if isinstance(node, Sequence) and isinstance(name, int) and name < len(node.items):
        return node.items[name]
    return None


def _node_at(path: Path, tree: Mapping) -> Node | None:
    node: Node | None = tree
    for name in path:
        node = _child(node, name)
    return node


def text_at(path: Path, tree: Mapping) -> str:
    """Return what was typed at a path; nothing where that is no text."""
    node = _node_at(path, tree)
    return node.text if isinstance(node, Scalar) else ""


def _location(path: Path, tree: Mapping, *, of_key: bool) -> Location:
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
    group = "" if near else _group_of(name, place)
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


def _group_of(name: str, place: _Place) -> str:
    """Return the group that a key of the whole form belongs to; nothing where that cannot be told.

    Of several groups that have such a key, the one is meant that was typed.
    """
    found = list(_groups_with(name, place.whole))
    typed = [group for group in found if group.split(".")[0] in place.typed]
    return next((groups[0] for groups in (found, typed) if len(groups) == 1), "")


def _groups_with(name: str, schema: Schema, inside: str = "") -> Iterator[str]:
    for key, rules in schema.items():
        inner = rules.get("schema") if rules.get("type") == "dict" else None
        if isinstance(inner, dict):
            group = child_key(inside, key)
            if name in inner:
                yield group
            yield from _groups_with(name, inner, group)


def is_inside(path: Path, outer: Path) -> bool:
    """Return whether a path leads into another, or is the same."""
    return path[: len(outer)] == outer


def is_strange(path: Path, tree: Mapping, schema: Schema) -> bool:
    """Return whether a group holds keys, but not one that the form has there."""
    node = _node_at(path, tree)
    if not isinstance(node, Mapping) or not node.entries:
        return False
    known = _look_up((*path, next(iter(node.entries))), tree, schema, of_key=False).siblings
    return not set(node.entries) & set(known)


def meant_path(leaf: ValidationError, tree: Mapping, schema: Schema) -> Path | None:
    """Return the path of the field that an unknown key was most likely meant for."""
    if leaf.code != UNKNOWN_FIELD.code:
        return None
    path = leaf.document_path
    place = _look_up(path, tree, schema, of_key=False)
    near = _near(path[-1], place)
    if near:
        return (*path[:-1], near)
    group = _group_of(path[-1], place)
    return (*group.split("."), path[-1]) if group else None


def _say_empty(leaf: ValidationError, place: _Place) -> _Words:
    return "value-empty", f"“{place.label}”没有填写", place.rules.get("meta", {}).get("hint") or "在冒号后面写上内容"


def _say_unreadable(leaf: ValidationError, place: _Place) -> _Words:
    typed = leaf.document_path[-1] if is_about_key(leaf) else leaf.value
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
    hint = place.rules.get("meta", {}).get("hint") if leaf.constraint in _STRUCTURES else None
    message = f"“{place.label}”后面应当是{wanted}，这里是{found}"
    return "wrong-structure", message, hint or "检查缩进，或参照已有的项目文件"


def _say_allowed(leaf: ValidationError, place: _Place) -> _Words:
    allowed = "、".join(printed(value) for value in leaf.constraint)
    value = leaf.document_path[-1] if is_about_key(leaf) else printed(leaf.value)
    if place.rules.get("meta", {}).get("unlisted") != "warning":
        return "value-not-listed", f"“{place.label}”不能写“{_short(value)}”", f"只能写：{allowed}"
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
        "补上缺的" if leaf.constraint > 1 else "补上内容或删掉这一行",
    )


def _say_maxlength(leaf: ValidationError, place: _Place) -> _Words:
    is_text = isinstance(leaf.value, str)
    what = "个字" if is_text else "项"
    message = f"“{place.label}”有 {len(leaf.value)} {what}，最多 {leaf.constraint} {what}"
    return "too-long", message, "把内容缩短，财政系统不接受更长的" if is_text else "删掉多出来的"


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

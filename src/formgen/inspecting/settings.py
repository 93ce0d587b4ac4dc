"""The files of a form kind that are text: what form.yaml calls its outputs, and how schema.yaml names its fields.

Owns what can be said of them beyond what `forms.load` refuses. They are read again, because a kind that was loaded
no longer knows the lines it was written in.
"""

import keyword
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from formgen import source
from formgen.diagnostics import Diagnostic, Location, error, info, warning
from formgen.files import Unavailable, read_limited
from formgen.inspecting.names import can_be_printed

Shown = Callable[[Path], str]


def tree(path: Path, shown: Shown) -> source.Mapping | None:
    """Return a settings file with the places of its lines; None when it cannot be read, which was said by then."""
    try:
        return source.read(read_limited(path), shown(path))[0]
    except Unavailable:
        return None


def outputs(form: source.Mapping | None, sort: str) -> list[dict[str, source.Scalar]]:
    """Return the entries under ``word`` or ``excel`` as typed."""
    entries = form.entries.get(sort) if form else None
    items = entries.items if isinstance(entries, source.Sequence) else []
    return [
        {name: value for name, value in item.entries.items() if isinstance(value, source.Scalar)}
        for item in items
        if isinstance(item, source.Mapping)
    ]


def place(schema: source.Mapping | None, key: str) -> Location:
    """Return where a field stands in schema.yaml, or the nearest group around it."""
    group, at = schema, Location("", None) if schema is None else schema.at
    for name in key.split("."):
        if group is None or name not in group.entries:
            break
        at, rules = group.keys[name], group.entries[name]
        group = _below(rules) if isinstance(rules, source.Mapping) else None
    return at


def _below(rules: source.Mapping) -> source.Mapping | None:
    """Return the fields of a group, of a table's rows, or of a list's items."""
    while isinstance(inner := rules.entries.get("valuesrules"), source.Mapping):
        rules = inner
    for name in ("columns", "schema"):
        if isinstance(inner := rules.entries.get(name), source.Mapping):
            return _below(inner) if _is_list(rules) and name == "schema" else inner
    return None


def _is_list(rules: source.Mapping) -> bool:
    kind = rules.entries.get("type")
    return isinstance(kind, source.Scalar) and kind.text == "list"


# --- schema.yaml -----------------------------------------------------------------------------------------------------


def look(schema: source.Mapping | None) -> Iterator[Diagnostic]:
    """Yield the fields that have no hint, names that no placeholder can have, and labels that stand twice."""
    if schema is not None:
        yield from _fields(schema)


def _fields(group: source.Mapping) -> Iterator[Diagnostic]:
    labels: dict[str, Location] = {}
    for name, rules in group.entries.items():
        at = group.keys[name]
        yield from _name(name, at)
        if not isinstance(rules, source.Mapping):
            continue
        settings = source.plain(rules)
        meta = settings.get("meta") or {}
        label = str(meta.get("label") or name)
        if label in labels:
            message = f"同一组里有两个字段都叫“{label}”，填表的人看不出消息说的是哪一个"
            yield warning("label-repeated", message, at, "给其中一个写 meta: {label: …}", labels[label])
        labels.setdefault(label, at)
        if settings.get("required") is True and not meta.get("hint"):
            message = f"“{label}”必须填，却没有写怎样填，漏填的人得不到提示"
            yield info("hint-missing", message, at, "在 meta 里加上 hint: 怎样填，例如……")
        for level in meta.get("levels") or []:
            yield from _name(str(level), at)
        below = _below(rules)
        if below is not None:
            yield from _fields(below)


def _name(name: str, at: Location) -> Iterator[Diagnostic]:
    hint = "名称由文字、数字和下划线组成，不以数字开头；表上的标点写在 meta 的 label 里"
    if not name.isidentifier() or keyword.iskeyword(name) or not can_be_printed(name):
        yield error("name-not-usable", f"“{name}”不能写在占位符里", at, hint)
    elif (plain := unicodedata.normalize("NFKC", name)) != name:
        message = f"“{name}”里有全角或者合成的字符，和“{plain}”看起来一样却不是同一个名称"
        yield error("name-not-usable", message, at, f"改成“{plain}”")

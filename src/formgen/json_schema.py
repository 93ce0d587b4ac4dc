"""The schema of a form as JSON Schema: what an editor needs to complete, explain and check a file while it is typed.

Goes in: a Cerberus schema in the language of `fields`. Comes out: draft-07, the newest draft that the YAML language
server takes in full, with titles and descriptions in Chinese. `formgen check` stays the judge: this schema flags
nothing that formgen takes, and lets pass what only formgen can see, such as sums.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from formgen.fields import Schema, typeable

JsonSchema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"


@dataclass(frozen=True, slots=True)
class _Type:
    """One of the types of `values` as JSON Schema sees it.

    Attributes:
        name: what it is, in Chinese.
        how: how it is typed, where the name does not say so.
        pattern: what may be typed where YAML keeps a text, in ECMAScript.
        kinds: what else YAML may take a well-typed value for.
        least: the smallest number that the type has.
        most: the largest.
    """

    name: str
    how: str
    pattern: str
    kinds: tuple[str, ...]
    least: int | None = None
    most: int | None = None


_YEAR = "(?:19|20|21)[0-9]{2}"
_SAYS_SOMETHING = r"\s*\S[\s\S]*"
_PLAIN_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?"
_SIGN_WITHOUT_UNIT = r"[ \t\u3000\u00a0]*[=<>≥≤≧≦＝＞＜]{1,2}\s*[0-9.,]*\s*$"

TYPES = {
    "amount": _Type(
        "金额（元）",
        "只写数字，例如 2,180,000.00",
        f" *{_PLAIN_NUMBER} *",
        ("number",),
    ),
    "date": _Type(
        "日期",
        "写成 年-月-日，例如 2025-01-01",
        rf" *{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]) *",
        (),
    ),
    "line": _Type("一行文字", "", r"[^\S\n]*\S.*\n?", ("number", "boolean")),
    "measure": _Type(
        "带单位的数或一句话",
        "例如 ≥3.00(场)；一句话前面不要写符号",
        f"(?!{_SIGN_WITHOUT_UNIT}){_SAYS_SOMETHING}",
        ("number", "boolean"),
    ),
    "number": _Type("数字", "只写数字，例如 20 或 9.5", f" *{_PLAIN_NUMBER} *", ("number",)),
    "rate": _Type("百分比", "写数字和 %，例如 98.35%", f" *{_PLAIN_NUMBER} *[%％] *", ()),
    "result": _Type(
        "完成的数和单位，或一句话", "例如 3 场 或 96.5%；前面不要写 ≥ 等符号", _SAYS_SOMETHING, ("number", "boolean")
    ),
    "text": _Type("文字，可以分行", "", _SAYS_SOMETHING, ("number", "boolean")),
    "year": _Type("年份", "写四位数字，例如 2025", f" *{_YEAR} *", ("integer",), 1900, 2199),
}
"""The types that a schema can give a field (`values.READERS`)."""


def of(schema: Schema, title: str, description: str = "") -> JsonSchema:
    """Return the JSON Schema of the files that a Cerberus schema describes.

    Args:
        schema: of a form kind or of batch.yaml, prepared by `fields.prepare` or not.
        title: what such a file is called.
        description: what else its reader should know.
    """
    head = {"$schema": _DRAFT, "title": title}
    return head | ({"description": description} if description else {}) | _group({"schema": typeable(schema)}, title)


def render(schema: Schema, title: str, description: str = "") -> str:
    """Return `of` as the text of a file: the same schema gives the same bytes."""
    return json.dumps(of(schema, title, description), ensure_ascii=False, indent=2) + "\n"


def _node(rules: dict[str, Any], name: str) -> JsonSchema:
    """Return the schema of what stands behind a key.

    Args:
        rules: the key's.
        name: what to call it when its rules give no label.
    """
    meta = rules.get("meta", {})
    label = meta.get("label", name)
    build = {"dict": _group, "list": _list}.get(rules["type"])
    typed, besides = (build(rules, label), set()) if build else _scalar(rules, label)
    if rules.get("nullable"):
        besides = besides | {"null"}
    node: JsonSchema = {"title": label}
    if lines := list(_description(rules)):
        node["description"] = "\n".join(lines)
    if not build and "allowed" in rules:
        node["defaultSnippets"] = [{"label": str(value), "body": str(value)} for value in rules["allowed"]]
    return node | (_or_silently(typed, besides) if besides else typed)


def _or_silently(typed: JsonSchema, kinds: set[str]) -> JsonSchema:
    """Return a schema that takes what is usually typed, and values of these kinds too.

    Why: behind a plain ``type`` or ``enum`` the server offers ``null``, ``true`` and ``false`` for completion, and the
    form would print them. It does not look for them behind ``else``; ``anyOf`` makes it write the colon after a key.
    """
    judged = {key: typed[key] for key in ("type", "enum", "errorMessage") if key in typed}
    rest = {key: value for key, value in typed.items() if key not in ("type", "enum")}
    return {"anyOf": [{"if": {"type": sorted(kinds)}, "else": judged}]} | rest


def _group(rules: dict[str, Any], label: str) -> JsonSchema:
    group: JsonSchema = {"type": "object"} | _size(rules, "Properties")
    if "schema" in rules:
        inner = rules["schema"]
        group["properties"] = {key: _node(field, key) for key, field in inner.items()}
        group["required"] = [key for key, field in inner.items() if field.get("required")]
        group["additionalProperties"] = False
    elif "valuesrules" in rules or "keysrules" in rules:
        group |= _entries(rules.get("keysrules", {}), rules.get("valuesrules", {}), label)
    return group


def _entries(keys: dict[str, Any], values: dict[str, Any], label: str) -> JsonSchema:
    """Return what a group holds whose keys the clerk chooses, such as the levels of a table."""
    meta = keys.get("meta", {})
    label = meta.get("label", f"{label}下面的名称")
    entry = _node(values, label) if values else {"title": label}
    entry["description"] = "\n".join(part for part in (meta.get("hint"), entry.get("description")) if part)
    about = {"description": "\n".join(part for part in (label, entry["description"]) if part)}
    entries: JsonSchema = {}
    if "allowed" in keys:
        entries["properties"] = {str(name): entry | {"title": str(name)} | about for name in keys["allowed"]}
    closed = "allowed" in keys and not _is_open(keys)
    entries["additionalProperties"] = False if closed else entry
    if not closed and keys.get("type") in TYPES:
        entries["propertyNames"] = {
            "pattern": _pattern(keys),
            "errorMessage": _complaint(keys, label),
            "doNotSuggest": True,  # or the server offers the label itself as a key
        }
    return entries


def _list(rules: dict[str, Any], label: str) -> JsonSchema:
    items = {"items": _node(rules["schema"], f"{label}下面的一项")} if "schema" in rules else {}
    return {"type": "array"} | _size(rules, "Items") | items


def _size(rules: dict[str, Any], of_what: str) -> JsonSchema:
    least = rules.get("minlength", 0 if rules.get("empty", True) else 1)
    size = {f"min{of_what}": least} if least else {}
    return size | ({f"max{of_what}": rules["maxlength"]} if "maxlength" in rules else {})


def _scalar(rules: dict[str, Any], label: str) -> tuple[JsonSchema, set[str]]:
    """Return the schema of a value as it is usually typed, and the other kinds that YAML may take it for."""
    type_ = TYPES[rules["type"]]
    complaint = {"errorMessage": _complaint(rules, label)}
    if "allowed" in rules and not _is_open(rules):
        listed = [str(value) for value in rules["allowed"]]
        numeric = {"number"} if any(re.match("[-+.]?[0-9]", value) for value in listed) else set()
        return {"enum": listed} | complaint, numeric
    kinds = ["string", *(kind for kind in type_.kinds if kind != "boolean")]
    typed: JsonSchema = {"type": kinds if len(kinds) > 1 else kinds[0], "pattern": _pattern(rules)}
    if "boolean" not in type_.kinds:
        least, most = _limits(rules, type_)
        typed |= {} if least is None else {"minimum": least}
        typed |= {} if most is None else {"maximum": most}
    return typed | complaint, {"boolean"} & set(type_.kinds)


def _limits(rules: dict[str, Any], type_: _Type) -> tuple[int | None, int | None]:
    """Return the smallest and the largest number that a field takes."""
    least = [limit for limit in (rules.get("min"), type_.least) if limit is not None]
    most = [limit for limit in (rules.get("max"), type_.most) if limit is not None]
    return max(least, default=None), min(most, default=None)


def _pattern(rules: dict[str, Any]) -> str:
    """Return what a text must look like, as ECMAScript reads it; the last line end of a ``|`` block does not count.

    Why: the server counts ``maxLength`` in halves of rare characters, and that line end too.
    """
    pattern = TYPES[rules["type"]].pattern
    if rules.get("min", -1) >= 0:
        pattern = pattern.replace("-?", "", 1)
    ahead = ""
    if "minlength" in rules:
        ahead += rf"(?=[\s\S]{{{rules['minlength']}}})"
    if "maxlength" in rules:
        ahead += rf"(?=[\s\S]{{0,{rules['maxlength']}}}\n?$)"
    if "regex" in rules:
        ahead += f"(?={_ecmascript(rules['regex'])})"
    blank = "?" if rules.get("nullable") else ""
    return f"^(?:{ahead}{pattern}){blank}$"


def _ecmascript(regex: str) -> str:
    """Return a regex of Cerberus, which anchors it at both ends, in the spelling of ECMAScript."""
    anchored = regex if regex.endswith("$") else f"{regex}$"
    return anchored.replace(r"\A", "^").replace(r"\Z", "$").replace("(?P<", "(?<")


def _is_open(rules: dict[str, Any]) -> bool:
    """Return whether other values than the listed ones are taken."""
    return bool(rules.get("meta", {}).get("unlisted") == "warning")


def _complaint(rules: dict[str, Any], label: str) -> str:
    """Return what the editor says of a value that is none."""
    how = TYPES[rules["type"]].how
    return f"“{label}”应当是{'，'.join(_name_and_limits(rules))}" + (f"：{how}" if how else "")


def _name_and_limits(rules: dict[str, Any]) -> Iterator[str]:
    type_ = TYPES.get(rules["type"])
    if type_:
        yield type_.name
    what = "个字" if type_ else "项"
    limits = (
        ("minlength", f"至少 {{}} {what}"),
        ("maxlength", f"最多 {{}} {what}"),
        ("min", "不小于 {}"),
        ("max", "不大于 {}"),
    )
    yield from (words.format(rules[limit]) for limit, words in limits if limit in rules)


def _description(rules: dict[str, Any]) -> Iterator[str]:
    """Yield the lines that explain a key: how to fill it, what it is, what is usual."""
    type_ = TYPES.get(rules["type"])
    if hint := rules.get("meta", {}).get("hint") or (type_.how if type_ else ""):
        yield hint
    needed = ["必填"] if rules.get("required") else ["可以空着"] if rules.get("nullable") else []
    if facts := [*_name_and_limits(rules), *needed]:
        yield "，".join(facts)
    if "computed" in rules.get("meta", {}):
        yield "可以不写，由程序算；写了就要和算出来的一样"
    if "allowed" in rules:
        yield ("常用写法：" if _is_open(rules) else "只能写：") + "、".join(str(value) for value in rules["allowed"])

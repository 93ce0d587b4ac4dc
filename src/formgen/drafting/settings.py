"""The fields of a form as form.yaml, schema.yaml and rules.yaml, written to be read and changed by a clerk.

Owns the wording of these files. Every text from the form goes in as a quoted scalar, so that nothing printed on a form
can be read as YAML.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from formgen.drafting import labels
from formgen.drafting.naming import Entry, Fields, Rows

_WIDTH = 116
"""Columns up to which a field stands in one line."""

_TYPES = """\
#   line 一行文字   text 可以分行的文字   amount 金额（元）   number 数   rate 百分率   date 日期   year 年份
#   measure 指标值   result 完成值"""

_MAY_BE_NEGATIVE = re.compile(r"[增减差超]|调整|结余")

_HINTS = {
    "line": "写一行文字",
    "amount": "只写数字，单位是元；没有就写 0.00",
    "date": "写成 年-月-日",
    "year": "写四位年份",
    "text": "分几段时在冒号后面写 |，下一行起缩进，一段一行",
    "measure": "写 符号、数字、单位，例如 ≥3 场；或者一句话",
    "result": "写 数字、单位，例如 3 场；或者一句话",
    "number": "只写数字",
    "rate": "写成 98.5%",
}


def form(title: str, roles: dict[str, str], has_workbook: bool) -> str:
    """Return form.yaml.

    Args:
        title: as printed on the form.
        roles: which key the program needs for what.
        has_workbook: whether there is a summary.xlsx.
    """
    name, year = roles["project_name"], roles["year"]
    folder = "".join(character for character in title if character.isalnum()) or "表"
    lines = [
        f"# {title}：这个文件夹就是这张表。",
        "# schema.yaml 表上有哪些项   rules.yaml 检查什么   form.docx 印成什么样   example.yaml 填好的样子",
        f"title: {quoted(title)}",
        "",
        "# 程序要用到的几项叫什么名字",
        "roles:",
        *(f"  {role}: {key}" for role, key in roles.items()),
        "",
        "# 每个项目一份的 Word 文件。output 是年度文件夹里的文件名，title 写进文件属性",
        "word:",
        "  - template: form.docx",
        f"    output: {quoted(f'{folder}/{{{{ {name} }}}}.docx')}",
        f"    title: {quoted(f'{{{{ {name} }}}} {{{{ {year} }}}}年度{title}')}",
    ]
    if has_workbook:
        lines += [
            "",
            "# 全部项目一份的 Excel 文件，一个项目一行",
            "excel:",
            "  - template: summary.xlsx",
            f"    output: {quoted(f'{{{{ {year} }}}}年度{folder}汇总.xlsx')}",
            f"    title: {quoted(f'{{{{ {year} }}}}年度{title}汇总')}",
        ]
    return "\n".join(lines) + "\n"


def schema(title: str, fields: Fields) -> str:
    """Return schema.yaml: the fields in the order of the form, groups nested."""
    lines = [
        f"# {title}有哪些项。名称就是表上印的字；type 是内容的种类：",
        *_TYPES.splitlines(),
        "# required 必须有这一行   nullable 冒号后面可以空着   allowed 常用写法（unlisted: warning 别的写法只提醒）",
        "# meta：label 表上印的字，unit 表上印的单位，hint 怎样填，levels 各行上面的分级，unprinted 为什么没有印",
        "# 改了以后运行 make schema，编辑器用的 schema.json 才跟着改",
    ]
    lines += _group(_tree(fields), 0)
    for sides in fields.sides:
        names = ", ".join(table.key for table in sides.tables)
        lines += ["", f"# 表上并排印的{len(sides.tables)}张表：只给 form.docx 用，项目文件里不写"]
        computed = f"{{side_by_side: [{names}], by: {sides.by}}}"
        lines += [f"{sides.path[0]}: {{type: list, meta: {{computed: {computed}}}}}"]
    return "\n".join(lines) + "\n"


def rules(
    fields: Fields, roles: dict[str, str], sums: list[tuple[str, list[str]]], spans: list[tuple[str, str]]
) -> str:
    """Return rules.yaml.

    Args:
        fields: of the form.
        roles: which key the program needs for what.
        sums: totals and what they add up.
        spans: dates of a beginning and an end.
    """
    lines = [
        "# 检查哪些规则、看哪几项。每条规则的说明：formgen explain 规则代号；全部规则：formgen rules。",
        "# 加一行 severity: warning 就只提醒、不拦住文件。",
        "rules:",
    ]
    for total, parts in sums:
        lines += [
            "  - rule: sum-mismatch                # 表上“其中”只列了一部分时，删掉这一条",
            f"    total: {total}",
            f"    parts: [{', '.join(parts)}]",
        ]
    for start, end in spans:
        lines += ["  - rule: end-before-start", f"    start: {start}", f"    end: {end}"]
    lines += ["  - rule: project-repeated", f"    name: {roles['project_name']}"]
    texts = [entry.key for entry in fields.entries if entry.type in ("line", "text") and not entry.options]
    for table in fields.tables:
        columns = [entry.path[0] for entry in table.columns if entry.type in ("line", "text", "measure", "result")]
        if not columns:
            continue
        listed = f"[{', '.join(columns)}]"
        lines += ["  - rule: only-symbols", f"    table: {table.key}", f"    columns: {listed}"]
        if texts:
            lines += ["  - rule: placeholder-left", f"    fields: [{', '.join(texts)}]"]
            lines += [f"    table: {table.key}", f"    columns: {listed}"]
            texts = []
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text as a YAML scalar in quotes."""
    return json.dumps(text, ensure_ascii=False)


def _tree(fields: Fields) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    items: list[Entry | Rows] = [*fields.entries, *fields.tables]
    for item in items:
        inside = tree
        for name in item.path[:-1]:
            inside = inside.setdefault(name, {})
        inside[item.path[-1]] = item
    return tree


def _group(tree: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, item in tree.items():
        if isinstance(item, Entry):
            yield from _field(name, rules_of(item), depth)
        elif isinstance(item, Rows):
            yield from ("", *(_table(item, depth)))
        else:
            if not depth:
                yield ""
            yield f"{indent}{name}:"
            yield f"{indent}  type: dict"
            if _must_be_typed(item):
                yield f"{indent}  required: true"
            yield f"{indent}  meta: {{hint: {quoted(f'写“{name}:”，下一行起缩进两格，写下面的各项')}}}"
            yield f"{indent}  schema:"
            yield from _group(item, depth + 2)


def _must_be_typed(item: Any) -> bool:
    """Return whether anything in a group is not computed."""
    if isinstance(item, dict):
        return any(_must_be_typed(inner) for inner in item.values())
    return not (isinstance(item, Entry) and item.adds_up)


def rules_of(entry: Entry) -> dict[str, Any]:
    """Return the rules of a field, in the order in which they are written."""
    found: dict[str, Any] = {"type": entry.type} | ({} if entry.adds_up else {"required": True})
    if entry.adds_up or entry.type in ("amount", "number", "rate") or labels.IS_REMARK.search(entry.path[-1]):
        found["nullable"] = True
    if entry.type == "amount" and not _MAY_BE_NEGATIVE.search(entry.path[-1]):
        found["min"] = 0
    if entry.type == "line" and not entry.options:
        found["maxlength"] = 100
    offered = {"allowed": entry.options} if entry.options else {}
    meta = _meta(entry)
    if entry.multiple:
        label = {"label": entry.label.text} | ({"unlisted": "warning"} if entry.is_open else {})
        return {"type": "list", "required": True, "meta": meta, "schema": {"type": "line", **offered, "meta": label}}
    return found | offered | ({"meta": meta} if meta else {})


def _meta(entry: Entry) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    if entry.label.text != entry.path[-1]:
        meta["label"] = entry.label.text
    if entry.unit:
        meta["unit"] = entry.unit
    if entry.adds_up:
        meta["computed"] = {"sum": [entry.adds_up]}
    if entry.is_open and not entry.multiple:
        meta["unlisted"] = "warning"
    if entry.unprinted:
        meta["unprinted"] = entry.unprinted
    if entry.multiple:
        meta["hint"] = "一行一种，写成“- 名称”"
    elif entry.options:
        meta["hint"] = "写其中一种"
    elif entry.adds_up:
        meta["hint"] = "可以不写，按上面各行算出来"
    elif entry.type == "amount" and entry.unit == "万元":
        meta["hint"] = "只写数字，单位是元，表上印成万元；没有就写 0.00"
    elif entry.type in _HINTS:
        meta["hint"] = _HINTS[entry.type]
    return meta


def _field(name: str, found: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    line = f"{indent}{name}: {_flow(found)}"
    if len(line) <= _WIDTH:
        yield line
        return
    yield f"{indent}{name}:"
    yield from (f"{indent}  {key}: {_flow(value)}" for key, value in found.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(inner) for inner in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if value.isascii() and value.isalpha() else quoted(value)


def _table(rows: Rows, depth: int) -> Iterator[str]:
    indent = "  " * depth
    names = [level.path[0] for level in rows.levels]
    below = "、".join([*names, *(column.path[0] for column in rows.columns)])
    meta: dict[str, Any] = {"label": rows.label.text} if rows.label.text != rows.path[-1] else {}
    if names:
        meta["levels"] = names
    meta["hint"] = f"写“{rows.path[-1]}:”，下面每行写{below}"
    yield f"{indent}{rows.path[-1]}:"
    yield f"{indent}  type: {'dict' if names else 'list'}"
    yield f"{indent}  required: true"
    yield f"{indent}  minlength: 1"
    yield f"{indent}  meta: {_flow(meta)}"
    for number, level in enumerate(rows.levels):
        keys: dict[str, Any] = {"type": "line", "maxlength": 100}
        if level.options:
            keys["allowed"] = level.options
        keys["meta"] = {"label": level.label.text or level.path[0]} | ({"unlisted": "warning"} if level.options else {})
        yield from _field("keysrules", keys, depth + 1)
        indent = "  " * (depth + 1)
        yield f"{indent}valuesrules:"
        yield f"{indent}  type: {'list' if number == len(names) - 1 else 'dict'}"
        yield f"{indent}  minlength: 1"
        depth += 1
    yield f"{indent}  schema:"
    yield f"{indent}    type: dict"
    yield f"{indent}    schema:"
    for column in rows.columns:
        yield from _field(column.path[0], rules_of(column), depth + 3)

"""A filled project for a drafted form: invented values of the right types, sums that add up, dates in order.

Owns the inventions. They are plainly invented, and marked so in the file, because an example with the unit's own
figures would sooner or later be filed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from formgen.drafting.naming import Entry, Fields, Rows
from formgen.drafting.settings import quoted

YEAR = 2026
"""The example's year."""

_LINES = (
    (r".*(?:项目|课题|活动)名称", "示例项目：社区阅读推广"),
    (r".*(?:主管|预算)部门.*", "示例市教育局"),
    (r".*(?:单位|机构|学校|部门).*", "示例市第一实验中心"),
    (r".*(?:电话|手机|联系方式|传真)", "000-00000000"),
    (r".*(?:邮箱|邮件|Email|E-mail)", "name@example.com"),
    (r".*(?:人|姓名|签名|经办|主任|领导|审核|复核)", "张示例"),
    (r".*(?:地址|地点)", "示例市示例路 1 号"),
    (r".*(?:编号|编码|代码|账号|证号)", "000000"),
    (r".*(?:期限|周期|期间|项目期|起止时间|起止日期)", f"{YEAR}年1月至{YEAR}年12月"),
    (r".*(?:科目)", "示例支出科目"),
    (r".*(?:来源|渠道)", "财政拨款"),
    (r".*(?:职务|职称)", "馆员"),
    (r".*(?:性质|类别|类型|属性)", "经常性项目"),
    (r".*(?:等级|级别)", "良"),
)
_NAMES = (
    (r"成本", "单场活动成本", "≤5000 元/场", "4800 元/场"),
    (r"质量", "活动资料合格率", "≥98%", "99%"),
    (r"时效", "活动完成时间", f"{YEAR}年11月30日前", f"{YEAR}年11月20日完成"),
    (r"满意", "参加居民满意度", "≥90%", "93%"),
    (r"经济效益", "带动周边消费", "≥20 万元", "22 万元"),
    (r"生态", "回收旧书", "≥800 册", "860 册"),
    (r"可持续", "阅读推广机制", "形成年度活动手册", "手册已经印发"),
    (r"效益", "参加居民人次", "≥3000 人次", "3150 人次"),
    (r"", "阅读推广活动场次", "≥12 场", "12 场"),
)
_FIGURE = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?")
_AMOUNTS = (Decimal("120000.00"), Decimal("30000.00"), Decimal("8600.50"), Decimal("0.00"))


def example(
    name: str, title: str, fields: Fields, sums: list[tuple[str, list[str]]], spans: list[tuple[str, str]]
) -> str:
    """Return example.yaml.

    Args:
        name: of the kind.
        title: of the form.
        fields: of the form.
        sums: totals and what they add up.
        spans: dates of a beginning and an end.
    """
    values = {entry.key: _value(entry, number) for number, entry in enumerate(fields.entries)}
    _add_up(values, sums)
    for start, end in spans:
        values[start], values[end] = f"{YEAR}-01-01", f"{YEAR}-12-31"
    tree: dict[str, Any] = {}
    for entry in (entry for entry in fields.entries if not entry.adds_up):
        _put(tree, entry.path, values[entry.key])
    for table in fields.tables:
        _put(tree, table.path, _rows(table))
    lines = [
        f"# yaml-language-server: $schema=../../templates/{name}/schema.json",
        f"# {title}填好的样子。本例中的单位、项目和数字都是虚构的。",
        "# 新项目可以从这个文件复制；每行写“名称: 内容”，冒号用半角、后面空一格。",
        "",
        *_written(tree, 0),
    ]
    return "\n".join(lines) + "\n"


def _put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = value


def _value(entry: Entry, number: int) -> Any:
    if entry.options:
        return entry.options[:2] if entry.multiple else entry.options[0]
    if entry.type == "amount":
        amount = _AMOUNTS[number % len(_AMOUNTS)]
        return amount.quantize(Decimal("1E3")).quantize(Decimal("0.01")) if entry.unit == "万元" else amount
    if entry.type == "text":
        key = entry.path[-1]
        if not entry.large:
            return f"{key}另附明细"
        return f"1.{key}：全年举办阅读推广活动 12 场；\n2.服务居民 3000 人次，满意度达到 90% 以上。"
    plain = {"date": f"{YEAR}-03-01", "year": str(YEAR), "number": "10", "rate": "98.50%", "measure": "≥12 场"}
    if entry.type in plain:
        return plain[entry.type]
    if entry.type == "result":
        return "12 场"
    found = (said for pattern, said in _LINES if re.fullmatch(pattern, entry.path[-1]))
    return next(found, f"示例{entry.path[-1]}")


def _add_up(values: dict[str, Any], sums: list[tuple[str, list[str]]]) -> None:
    """Make each total what its parts come to; totals that are parts themselves first."""
    for _ in sums:
        for total, parts in sums:
            values[total] = sum((values[part] for part in parts), Decimal("0.00"))


def _rows(table: Rows) -> Any:
    made: Any = {} if table.levels else []
    for number, path in enumerate(table.paths or [()]):
        inside = made
        for depth, name in enumerate(path):
            inside = inside.setdefault(name, [] if depth == len(path) - 1 else {})
        inside.append(_row(table, path, number))
    return made


def _row(table: Rows, path: tuple[str, ...], number: int) -> dict[str, Any]:
    """Return one row; what its indicator is called and what it shall reach fit the group that it stands in."""
    words = "".join(reversed(path))
    _, called, target, reached = next(known for known in _NAMES if re.search(known[0], words))
    row: dict[str, Any] = {}
    figures = table.figures[number] if number < len(table.figures) else {}
    for column in table.columns:
        key = column.path[0]
        if (
            column.path in figures
            and not column.options
            and (column.type in ("line", "text") or _FIGURE.fullmatch(figures[column.path]))
        ):
            row[key] = figures[column.path]
        elif column.type in ("measure", "result"):
            row[key] = target if column.type == "measure" else reached
        elif column.type == "text" and "指标" in key:
            row[key] = called
        elif column.type == "text":
            row[key] = f"按{key}的要求逐项完成"
        else:
            row[key] = _value(column, number)
    return row


def _written(value: Any, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, inner in value.items():
        name = key if key.isidentifier() else quoted(key)
        if isinstance(inner, dict):
            yield f"{indent}{name}:"
            yield from _written(inner, depth + 1)
        elif isinstance(inner, list):
            yield f"{indent}{name}:"
            for item in inner:
                lines = list(_written(item, depth + 2)) if isinstance(item, dict) else [f"{indent}    {_scalar(item)}"]
                yield f"{indent}  - {lines[0].lstrip()}"
                yield from lines[1:]
        elif isinstance(inner, str) and "\n" in inner:
            yield f"{indent}{name}: |"
            yield from (f"{indent}  {line}" for line in inner.split("\n"))
        else:
            yield f"{indent}{name}: {_scalar(inner)}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    text = str(value)
    plain = re.fullmatch(r"[\w≥≤][\w≥≤%./（）“”、，。；：\- ]*", text) and not re.search(r"[:：#]\s|\s$|\s#", text)
    return text if plain else quoted(text)

"""A project as templates see it, and the template language that Word and Excel share.

Owns the language: Jinja2 in its sandbox, strict about unknown names, limited to the constructs of a form, with the
filters below. Values arrive typed and print by themselves: ``{{ 计划开始日期 }}`` gives 2025-01-01, an amount gives
2,180,000.00, a blank gives nothing. The only importer of jinja2.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formgen.fields import row_names
from formgen.project import Project
from formgen.values import Measure, Value, printed

Context = dict[str, Any]
"""What a template is rendered with: Chinese keys; typed values, None, dicts, and lists of row dicts."""

MERGE_DOWN = "竖向合并"
"""The filter that joins a group's cells over its rows; the renderers look for it."""


class TemplateFault(Exception):
    """A template that cannot be rendered; the message is a Chinese sentence for whoever drew it."""


class Level(str):
    """The text of a group in a table's row; it knows which group it is, so equal texts never join.

    Attributes:
        group: the group's file and key; no two groups of a batch share it.
        first: whether this is the group's first row.
    """

    group: str
    first: bool

    def __new__(cls, text: str, group: str, first: bool) -> "Level":
        """Return the text with its group."""
        level = super().__new__(cls, text)
        level.group, level.first = group, first
        return level


@dataclass(frozen=True, slots=True)
class MergedDown:
    """What the filter 竖向合并 returns: a level whose cell is joined with the group's others."""

    level: Level

    def __str__(self) -> str:
        """Return the text in the group's first row and nothing below it: a merged cell prints once."""
        return str.__str__(self.level) if self.level.first else ""


# --- from a project to a context -------------------------------------------------------------------------------------


def build(project: Project, schema: Mapping[str, Any]) -> Context:
    """Return every field of the schema: its typed value, or None where the project leaves it blank."""
    return {name: _node(project, rules, name, project.values.get(name)) for name, rules in schema.items()}


def _node(project: Project, rules: dict[str, Any], key: str, value: Any) -> Any:
    levels = rules.get("meta", {}).get("levels")
    if levels:
        return _rows(project, key, levels, row_names(rules) or [])
    if rules.get("type") == "dict" and "schema" in rules:
        inner = value if isinstance(value, dict) else {}  # a text typed in place of a group is an error by now
        return {
            name: _node(project, child, f"{key}.{name}", inner.get(name)) for name, child in rules["schema"].items()
        }
    return value


def _rows(project: Project, key: str, levels: Sequence[str], names: Sequence[str]) -> list[Context]:
    """Return a table's rows flat: one key for each level and each field."""
    flat: list[Context] = []
    above: set[str] = set()
    for row in project.tables.get(key, []):
        record: Context = {
            level: Level(head.label, f"{project.file} {head.key}", first=head.key not in above)
            for level, head in zip(levels, row.levels, strict=True)
        }
        record.update({name: row.fields[name].value if name in row.fields else None for name in names})
        flat.append(record)
        above = {head.key for head in row.levels}
    return flat


def common_fields(contexts: Sequence[Context]) -> Context:
    """Return the top-level values that all projects have alike, such as their unit; groups and tables left out."""
    first, *others = contexts
    return {
        name: value
        for name, value in first.items()
        if value is not None
        and not isinstance(value, (dict, list))
        and all(other.get(name) == value for other in others)
    }


def spellings(value: Value) -> tuple[str, ...]:
    """Return every text in which a template can print a value."""
    return (printed(value),)


# --- the language ----------------------------------------------------------------------------------------------------


def _amount(value: Value | None) -> str:
    if value is not None and not isinstance(value, Decimal):
        raise TemplateFault(f"过滤器“金额”只用于金额，这里是“{value}”")
    return printed(value)


def _paragraphs(value: Any) -> list[str]:
    """Return a text's lines; a blank text is one empty line, because a cell without a paragraph breaks the file."""
    return printed(native(value)).split("\n")


def _merged_down(value: Any) -> MergedDown:
    if not isinstance(value, Level):
        raise TemplateFault(f"过滤器“{MERGE_DOWN}”只用于表格各行上面的分级，例如 行.一级指标")
    return MergedDown(value)


def begins_group(level: Any) -> bool:
    """Return whether a level stands in the first row of its group."""
    return _merged_down(level).level.first


def _rows_of(table: Any) -> list[Context]:
    if not isinstance(table, list):
        raise TemplateFault("过滤器“个数”“定量”“定性”只用于表格的各行")
    return table


def _quantified(table: Any) -> list[Context]:
    return [row for row in _rows_of(table) if any(isinstance(value, Measure) for value in row.values())]


def _qualitative(table: Any) -> list[Context]:
    return [row for row in _rows_of(table) if not any(isinstance(value, Measure) for value in row.values())]


def _count(table: Any) -> int:
    return len(_rows_of(table))


def _part(name: str) -> Callable[[Any], Any]:
    return lambda value: getattr(value, name) if isinstance(value, Measure) else None


FILTERS: dict[str, Callable[..., Any]] = {
    "金额": _amount,  # 2,180,000.00 as text
    "段落": _paragraphs,  # a text's lines, for {%p for 段 in 年度总体目标 | 段落 %}
    MERGE_DOWN: _merged_down,
    "个数": _count,  # how many rows
    "定量": _quantified,  # the rows that hold a measure
    "定性": _qualitative,  # the other rows
    "符号": _part("sign"),  # the three parts of a measure; nothing for a qualitative value
    "数值": _part("number"),
    "单位": _part("unit"),
}
"""The filters of the template language; a name here is what a clerk writes in Word and Excel."""

_ALLOWED_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Test,
)
"""Fields, filters, loops, conditions. The sandbox alone does not stop ``'a' * 10**9``."""

_LOOP_PARTS = ("index", "first", "last", "length")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝|｛%|%｝")


class _MissingField(StrictUndefined):
    """A name that no field has; printing or using it is a fault of the template."""

    @property
    def _undefined_message(self) -> str:
        return f"模板里的“{self._undefined_name}”在表格的字段里没有"


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja whose dots reach dict keys alone: ``预算.items`` is a field, never a Python method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP_PARTS:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


class Language:
    """The template language with one way to print a value.

    Args:
        to_text: turns a printed value into what stands in the output, such as escaped XML; gets values and
            `MergedDown`, never None or an undefined name.
    """

    def __init__(self, to_text: Callable[[str], str] = str) -> None:
        self._to_text = to_text
        self._environment = _Environment(undefined=_MissingField, finalize=self._print, keep_trailing_newline=True)
        self._environment.filters = dict(FILTERS)
        self._environment.globals = {}

    def compile(self, source: str, **functions: Callable[..., Any]) -> "Compiled":
        """Return a template ready to render.

        Args:
            source: template text as its author wrote it.
            functions: names for the renderer's own use inside `source`; the caller has put them there.

        Raises:
            TemplateFault: a construct outside the language, a wrong filter, unbalanced loops, left-over braces.
        """
        self.check(source, functions)
        return self.trust(source, **functions)

    def trust(self, source: str, **functions: Callable[..., Any]) -> "Compiled":
        """Return a template without checking it: for a source that is assembled from checked pieces."""
        try:
            return Compiled(self._environment.from_string(source, globals=functions))
        except TemplateSyntaxError as fault:
            raise TemplateFault(_syntax_message(fault)) from None
        except (SyntaxError, RecursionError):
            raise TemplateFault("模板的循环或括号嵌套太深") from None

    def check(self, source: str, names: Iterable[str] = ()) -> nodes.Template:
        """Return the parsed template, or raise `TemplateFault` for what is not in the language."""
        try:
            tree = self._environment.parse(source)
            found = list(_all_nodes(tree))
        except TemplateSyntaxError as fault:
            raise TemplateFault(_syntax_message(fault)) from None
        except RecursionError:
            raise TemplateFault("模板的循环或括号嵌套太深") from None
        for node in found:
            if not isinstance(node, _ALLOWED_NODES):
                raise TemplateFault(f"模板里不能用这种写法（{type(node).__name__}），只能写字段、过滤器、循环和条件")
            if isinstance(node, nodes.Const) and isinstance(node.value, float):
                raise TemplateFault("模板里的数字只能是整数")
            if isinstance(node, nodes.Filter) and node.name not in FILTERS:
                raise TemplateFault(f"没有过滤器“{node.name}”，可以用：{'、'.join(FILTERS)}")
            if isinstance(node, nodes.Filter) and (node.args or node.kwargs):
                raise TemplateFault(f"过滤器“{node.name}”后面不能有括号")
            if isinstance(node, nodes.Test) and node.name != "defined":
                raise TemplateFault(f"模板里不能用“is {node.name}”")
            if isinstance(node, nodes.TemplateData) and (left := _LEFT_OVER.search(node.data)):
                raise TemplateFault(f"模板里留下了没有配对或全角的“{left[0]}”，占位符要用半角 {{{{ 字段 }}}}")
        return tree

    def _print(self, value: Any) -> str:
        value = native(value)
        return self._to_text(str(value) if isinstance(value, (MergedDown, str)) else printed(value))


def native(value: Any) -> Any:
    """Return a value that a placeholder stands for with its type, for a cell that holds nothing else.

    Raises:
        TemplateFault: an unknown name, or a group where one value belongs.
    """
    if isinstance(value, Undefined):
        raise TemplateFault(value._undefined_message)
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal, date, Measure, MergedDown, NoneType)):
        raise TemplateFault("占位符指向一组内容，应当指向其中的一项")
    return value


class Compiled:
    """A template ready to render any number of times."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def render(self, context: Context) -> str:
        """Return the text for one context.

        Raises:
            TemplateFault: a name that is not in the context, or a filter on the wrong kind of value.
        """
        try:
            return self._template.render(context)
        except UndefinedError as fault:
            raise TemplateFault(str(fault.message)) from None
        except TypeError as fault:
            raise TemplateFault("模板把一项内容用在了不合适的地方：循环只用于表格，比较只用于同类的值") from fault


_PLAIN = Language()


def fill_in(text: str, context: Context) -> str:
    """Return a short template of a form kind, such as an output's name, filled for one context.

    Raises:
        TemplateFault: an unknown name or a construct outside the language.
    """
    return _PLAIN.compile(text).render(context)


def _all_nodes(node: nodes.Node) -> Iterable[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all_nodes(child)


def _syntax_message(fault: TemplateSyntaxError) -> str:
    if "No filter named" in str(fault.message):
        return f"没有这个过滤器，可以用：{'、'.join(FILTERS)}"
    return "模板的占位符写法有误：检查 {{ }} 和 {% %} 是否配对，每个 for 和 if 是否有 endfor、endif"

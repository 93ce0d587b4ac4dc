"""A project as templates see it, and the template language that Word and Excel share.

Owns the language's syntax: Jinja2 in its sandbox, strict about unknown names, limited to the constructs of a form,
with the filters of `filters`. Values arrive typed and print by themselves: ``{{ 计划开始日期 }}`` gives 2025-01-01, an
amount gives 2,180,000.00, a blank gives nothing. The only importer of jinja2.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from types import NoneType
from typing import Any, get_args

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formgen.fields import SIDE_BY_SIDE, Prepared, Schema, row_schema, rules_at, shape
from formgen.filters import FILTERS, MERGE_DOWN, Choice, Choices, Context, Level, Table, TemplateFault, column, filled
from formgen.merging import MergedDown, Merges
from formgen.project import Project
from formgen.values import Number, Value, printed

__all__ = [
    "Compiled",
    "Context",
    "Language",
    "TemplateFault",
    "build",
    "common_fields",
    "fill_in",
    "native",
    "natives",
    "parting",
]

# --- from a project to a context -------------------------------------------------------------------------------------


def build(project: Project, schema: Prepared) -> Context:
    """Return every field of the schema: its typed value, or what is blank in its place.

    A blank is None, of a choice an empty `Choice`, of a list an empty list; a group always has all its fields.
    """
    found: Context = schema.derived(_builder)(project, project.values)
    return found


_Make = Callable[[Project, Any], Any]
"""Gets a project and the value that stands at a place of it; returns what templates see there."""


def _builder(schema: Schema) -> _Make:
    """Return what builds the contexts of all projects of a schema, which is looked through once."""
    return _Builder(schema).group(schema, shape(schema))


class _Builder:
    """Makes of a schema the functions that build contexts."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def group(self, schema: Schema, kinds: Mapping[str, Any], inside: str = "") -> _Make:
        """Return what builds a group with every field of its schema; `inside` is its key and a dot."""
        parts = [(name, self._part(rules, kinds[name], inside + name)) for name, rules in schema.items()]

        def make(project: Project, values: Any) -> Context:
            given = values if isinstance(values, dict) else {}  # a text typed in place of a group is an error by now
            return {name: part(project, given.get(name)) if part else given.get(name) for name, part in parts}

        return make

    def _part(self, rules: dict[str, Any], kind: Any, key: str) -> _Make | None:
        """Return what builds a value; None where it is seen as it is."""
        meta = rules.get("meta", {})
        if "levels" in meta:
            return self._table(rules, kind[0], key)
        if sides := meta.get("computed", {}).get(SIDE_BY_SIDE):
            return self._side_by_side(sides, meta["computed"]["by"], kind[0])
        if rules.get("type") == "dict" and "schema" in rules:
            return self.group(rules["schema"], kind, f"{key}.")
        if rules.get("type") == "list":
            return self._list(rules.get("schema", {}), kind, key)
        options = tuple(rules.get("allowed", []))
        if options and all(isinstance(option, str) for option in options):
            return lambda _, value: Choice(value or "", options) if isinstance(value, (str, NoneType)) else value
        return None

    def _list(self, rules: dict[str, Any], kind: Any, key: str) -> _Make:
        group = self.group(rules["schema"], kind[0], f"{key}.") if row_schema({"schema": rules}) is not None else None

        def make(project: Project, value: Any) -> list[Any]:
            items = value if isinstance(value, list) else []
            if group:
                return Table((group(project, item) for item in items), kind[0])
            return Choices(items, rules["allowed"]) if "allowed" in rules else list(items)

        return make

    def _table(self, rules: dict[str, Any], columns: Mapping[str, Any], key: str) -> _Make:
        """Return what builds a table's rows flat: one key for each level and each field."""
        group = self.group(row_schema(rules) or {}, columns, f"{key}.")

        def make(project: Project, _: Any) -> Table:
            rows = Table((), columns, rules["meta"]["levels"])
            above: set[str] = set()
            for row in project.tables.get(key, []):
                levels = {
                    level: Level(head.label, f"{project.file} {head.key}", first=head.key not in above)
                    for level, head in zip(rows.levels, row.levels, strict=True)
                }
                rows.append(levels | group(project, row.values))
                above = {head.key for head in row.levels}
            return rows

        return make

    def _side_by_side(self, keys: Sequence[str], by: str, columns: Mapping[str, Any]) -> _Make:
        """Return what builds the rows of several tables beside one another, those of equal groups joined.

        Each row has the group's text and, by its own name, a row of each table; of a shorter table a blank one.
        """
        tables: dict[str, _Make] = {}
        blanks: dict[str, _Make] = {}
        for key in keys:
            rules, name = rules_at(self._schema, key) or {}, key.rpartition(".")[2]
            tables[name] = self._table(rules, columns[name], key)
            blanks[name] = self.group(row_schema(rules) or {}, columns[name], f"{key}.")

        def make(project: Project, _: Any) -> Table:
            sides = {name: table(project, None) for name, table in tables.items()}
            blank = {name: dict.fromkeys(sides[name].levels) | blanks[name](project, {}) for name in sides}
            rows = Table((), columns)
            for label in dict.fromkeys(str(row[by]) for table in sides.values() for row in table):
                groups = ([row for row in table if row[by] == label] for table in sides.values())
                for index, found in enumerate(zip_longest(*groups)):
                    head = Level(label, f"{project.file} {' '.join(keys)} {label}", first=index == 0)
                    rows.append({by: head} | {name: row or blank[name] for name, row in zip(sides, found, strict=True)})
            return rows

        return make


def common_fields(contexts: Iterable[Context]) -> Context:
    """Return the top-level values that all projects have alike, such as their unit; groups and tables left out."""
    rest = iter(contexts)
    common = {
        name: value for name, value in next(rest).items() if filled(value) and not isinstance(value, (dict, list))
    }
    for other in rest:
        common = {name: value for name, value in common.items() if other.get(name) == value}
    return common


# --- the language ----------------------------------------------------------------------------------------------------

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
    """Jinja whose dots reach keys and columns alone: ``预算.items`` is a field, never a Python method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, list) and (found := column(obj, attribute)) is not None:
            return found
        if isinstance(obj, LoopContext) and attribute in _LOOP_PARTS:
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


BEGINS = "begins"
"""Asks in a trusted source whether a joined cell is the first; see `Language.trust`."""

ROW = "row"
"""In a trusted source hands a list of values to a function of the renderer, together with a number."""

_FILLED, _MEMBERS, _JOIN, _ENTER, _PART, _MERGES = "filled", "members", "join", "enter", "part", "merges"


def parting(places: str) -> str:
    """Return what stands in a trusted source where joined cells end: before a row or table without them.

    Args:
        places: their numbers, between commas.
    """
    return f"{{% set parted = {_MERGES} | {_PART}({places}) %}}"


def _members(value: Any) -> Any:
    """Return what ``in`` looks into; there is nothing in a blank."""
    return () if value is None else value


_INNER_FILTERS: dict[str, Callable[..., Any]] = {
    _FILLED: filled,
    _MEMBERS: _members,
    _JOIN: lambda value, merges, place, loop, item: merges.join(place, loop, item, native(value)),
    _ENTER: lambda items, merges, loop: merges.enter(loop, items),
    BEGINS: lambda merged: merged.first,
    ROW: lambda values, function, number: function(number, values),
    _PART: lambda merges, *places: merges.part(*places),
}
"""What `_Meaning` and the renderers put into a template; no author can. Filters, as calls are slow in the sandbox."""


class _Meaning:
    """Gives a parsed template the meaning that this language has beyond Jinja's.

    A condition that compares nothing asks whether something is filled; ``in`` finds nothing in a blank; a joined cell
    asks the rendering's `Merges`, which are told of the loops whose items the cells belong to.
    """

    def __init__(self) -> None:
        self._loops: list[nodes.For] = []
        self._joining: set[int] = set()

    def give(self, tree: nodes.Template) -> None:
        """Change the tree in place."""
        self._change(tree, {})
        for loop in self._joining:
            node = self._loops[loop - 1]
            node.iter = _filtered(node.iter, _ENTER, nodes.Name(_MERGES, "load"), nodes.Const(loop))

    def _change(self, node: nodes.Node, loops: Mapping[str, int]) -> nodes.Node:
        """Return what stands in the place of a node.

        Args:
            node: it and all inside it is changed.
            loops: the loop, counted from 1, that gives each name its items.
        """
        inside = loops
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
            self._loops.append(node)
            inside = {**loops, node.target.name: len(self._loops)}
        for name, child in node.iter_fields():
            around = loops if name == "iter" else inside
            if isinstance(child, list):
                child[:] = [self._change(one, around) if isinstance(one, nodes.Node) else one for one in child]
            elif isinstance(child, nodes.Node):
                changed = self._change(child, around)
                setattr(node, name, _asking(changed) if (type(node), name) in _CONDITIONS else changed)
        if isinstance(node, nodes.Operand) and node.op in ("in", "notin"):
            node.expr = _filtered(node.expr, _MEMBERS)
        if isinstance(node, nodes.Filter) and node.name == MERGE_DOWN:
            return self._joined(node, loops)
        return node

    def _joined(self, node: nodes.Filter, loops: Mapping[str, int]) -> nodes.Node:
        if not node.args:
            raise TemplateFault(f"“{MERGE_DOWN}”只能用在表格的格子里，写在占位符的最后")
        assert node.node is not None
        item = node.node
        while isinstance(item, (nodes.Filter, nodes.Getattr)) and item.node is not None:
            item = item.node
        if not isinstance(item, nodes.Name) or item.name == "loop":
            raise TemplateFault(f"“{MERGE_DOWN}”前面应当是一个字段，例如 行.一级指标")
        loop = loops.get(item.name, 0)
        if loop:
            self._joining.add(loop)
        merges, root = nodes.Name(_MERGES, "load"), nodes.Name(item.name, "load")
        return _filtered(node.node, _JOIN, merges, node.args[0], nodes.Const(loop), root)


_CONDITIONS = frozenset(
    {
        *((kind, "test") for kind in (nodes.If, nodes.For, nodes.CondExpr)),
        *((kind, side) for kind in (nodes.And, nodes.Or) for side in ("left", "right")),
        (nodes.Not, "node"),
    }
)
"""Where a node holds a condition."""


def _asking(condition: nodes.Node) -> nodes.Node:
    """Return a condition that asks whether something is filled, unless it asks something itself."""
    asks = isinstance(condition, (nodes.Compare, nodes.Test, nodes.And, nodes.Or, nodes.Not))
    asks = asks or (isinstance(condition, nodes.Filter) and condition.name == BEGINS)
    return condition if asks else _filtered(condition, _FILLED)


def _filtered(value: nodes.Node, name: str, *values: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(values), [], None, None, lineno=value.lineno)


class Language:
    """The template language with one way to print a value.

    Args:
        to_text: turns a printed value into what stands in the output, such as escaped XML; gets values and
            `MergedDown`, never None or an undefined name.
    """

    def __init__(self, to_text: Callable[[str], str] = str) -> None:
        self._to_text = to_text
        self._environment = _Environment(undefined=_MissingField, finalize=self._print, keep_trailing_newline=True)
        self._environment.filters = FILTERS | _INNER_FILTERS
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
        """Return a template without checking it: for a source that is assembled from checked pieces.

        In such a source `MERGE_DOWN` has the number of its place as argument, and `parting` stands where places part;
        ``| BEGINS`` asks whether a joined cell is the first.
        """
        try:
            tree = self._environment.parse(source)
            _Meaning().give(tree)
            tree.set_environment(self._environment)
            return Compiled(self._environment.from_string(tree, globals=functions))
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
        whole: set[int] = set()  # what placeholders print; a placeholder comes before what is in it
        for node in found:
            if not isinstance(node, _ALLOWED_NODES):
                raise TemplateFault(f"模板里不能{_refused(node)}，只能写字段、过滤器、循环和条件")
            if isinstance(node, nodes.Const) and isinstance(node.value, float):
                raise TemplateFault("模板里的数字只能是整数")
            if isinstance(node, nodes.Filter) and node.name not in FILTERS:
                raise TemplateFault(f"没有过滤器“{node.name}”，可以用：{'、'.join(FILTERS)}")
            if isinstance(node, nodes.Filter) and (node.args or node.kwargs):
                raise TemplateFault(f"过滤器“{node.name}”后面不能有括号")
            if isinstance(node, nodes.Output):
                whole.update(map(id, node.nodes))
            if isinstance(node, nodes.Filter) and node.name == MERGE_DOWN and id(node) not in whole:
                raise TemplateFault(f"“{MERGE_DOWN}”只能写在占位符 {{{{ }}}} 的最后")
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
    if type(value) in _OFTEN:
        return value
    if isinstance(value, Undefined):
        raise TemplateFault(value._undefined_message)
    if isinstance(value, bool):
        raise TemplateFault("占位符里是一个判断，印不出来；写成 {{ 甲 if 判断 else 乙 }}")
    if not isinstance(value, _PRINTABLE):
        raise TemplateFault("占位符指向一组内容，应当指向其中的一项")
    return value


def natives(values: list[Any]) -> list[Any]:
    """Return values as `native` does."""
    return values if _OFTEN.issuperset(map(type, values)) else [native(value) for value in values]


_PRINTABLE = (*get_args(Value), MergedDown, NoneType)
_OFTEN = frozenset({*_PRINTABLE, Number, Level, Choice})


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
            return self._template.render({**context, _MERGES: Merges()})
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
    return _short(text).render(context)


@lru_cache(256)
def _short(text: str) -> Compiled:
    """Return a short template, compiled once for all the projects that it is filled for."""
    return _PLAIN.compile(text)


_REFUSED: tuple[tuple[tuple[type[nodes.Node], ...], str], ...] = (
    ((nodes.BinExpr, nodes.UnaryExpr), "做加减乘除等运算"),
    ((nodes.Concat,), "用“~”连接文字"),
    ((nodes.Call,), "在名称后面写括号"),
    ((nodes.Getitem, nodes.Slice), "用方括号取其中的一项"),
    ((nodes.List, nodes.Tuple, nodes.Dict), "自己写一组内容"),
    ((nodes.Assign, nodes.AssignBlock), "用 set 给名称另定内容"),
    ((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Block), "引用别的模板"),
)
"""What an author did who used a construct outside the language."""


def _refused(node: nodes.Node) -> str:
    return next((words for kinds, words in _REFUSED if isinstance(node, kinds)), "用这种写法")


def _all_nodes(node: nodes.Node) -> Iterable[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all_nodes(child)


def _syntax_message(fault: TemplateSyntaxError) -> str:
    if "No filter named" in str(fault.message):
        return f"没有这个过滤器，可以用：{'、'.join(FILTERS)}"
    return "模板的占位符写法有误：检查 {{ }} 和 {% %} 是否配对，每个 for 和 if 是否有 endfor、endif"

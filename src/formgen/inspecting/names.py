"""What the names in a template stand for: every dotted path followed through the shape of the fields.

Owns the meaning of one placeholder, loop or condition that Jinja has already parsed: which field it prints, whether a
filter fits that field, which name was probably meant. Where tags stand in a document is not its business.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import nodes

from formgen.context import Language, TemplateFault
from formgen.diagnostics import Diagnostic, Location, error, warning
from formgen.fields import Shape
from formgen.filters import GROUP_ROWS, MERGE_DOWN

_LANGUAGE = Language()

UNKNOWN = "unknown"
"""The shape of what cannot be told without data, or was said to be wrong already; nothing is said of it again."""

_LOOP = dict.fromkeys(("index", "length"), "number") | dict.fromkeys(("first", "last"), "condition")
_NUMBERS = frozenset({"amount", "number", "rate", "year"})
_TEXTS = frozenset({"line", "text", "level"})
_MEASURES = frozenset({"measure", "result"})
_LIKENESS = 0.5
"""How alike a name must be to be proposed; Chinese names have few characters, so one wrong one weighs much."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an expression stands for.

    Attributes:
        shape: as in `fields.shape`.
        key: of the field, rows without their numbers (``绩效指标.三级指标``); None for what no field holds.
        of_row: whether it is reached through the variable of a loop.
        whole: whether printing it prints all that the field holds; a count or a sum of a column does not.
    """

    shape: Any
    key: str | None = None
    of_row: bool = False
    whole: bool = True

    def child(self, name: str, shape: Any) -> "Thing":
        """Return what stands under a name in a group or in the rows of a table."""
        key = None if self.key is None else f"{self.key}.{name}" if self.key else name
        return replace(self, shape=shape, key=key)


Scope = dict[str, Thing]
"""The names that loops have given, the innermost last."""


@dataclass(frozen=True, slots=True)
class _Filter:
    takes: Callable[[Any], bool]
    words: str  # ends the sentence “只用于……”
    gives: Callable[[Any], Any]
    whole: bool = True


def _is_scalar(shape: Any) -> bool:
    return isinstance(shape, str)


def _is_rows(shape: Any) -> bool:
    return isinstance(shape, list) and (not shape or isinstance(shape[0], dict) or shape[0] == UNKNOWN)


def _among(types: Iterable[str]) -> Callable[[Any], bool]:
    known = frozenset(types)
    return lambda shape: isinstance(shape, str) and shape in known


def _always(shape: Any) -> Callable[[Any], Any]:
    return lambda _: shape


def _same(shape: Any) -> Any:
    return shape


def _is_column(shape: Any) -> bool:
    return isinstance(shape, list) and (not shape or shape[0] in _NUMBERS or shape[0] == UNKNOWN)


def _is_choice(shape: Any) -> bool:
    return isinstance(shape, str) or (isinstance(shape, list) and all(isinstance(item, str) for item in shape))


def _outer_level(row: Mapping[str, Any]) -> str | None:
    return next((name for name, shape in row.items() if shape == "level"), None)


def _has_levels(shape: Any) -> bool:
    return _is_rows(shape) and (not shape or isinstance(shape[0], str) or _outer_level(shape[0]) is not None)


def _groups(shape: Any) -> Any:
    """Return the groups of the outermost level: its name, and the rows, which know the deeper levels alone."""
    if not shape or isinstance(shape[0], str):
        return [UNKNOWN]
    row = shape[0]
    outer = _outer_level(row) or ""
    return [{outer: "level", GROUP_ROWS: [{**row, outer: "line"}]}]


_TICK = "勾选"
_AMOUNT = _Filter(_among({"amount", "number"}), "金额", _always("line"))
_PART = _Filter(_among(_MEASURES), "带符号和单位的值", _always("line"), whole=False)
_FILTERS = {
    "金额": _AMOUNT,
    "万元": replace(_AMOUNT, gives=_always("number")),
    "大写": _AMOUNT,
    "年月日": _Filter(_among({"date"}), "日期", _always("line")),
    "段落": _Filter(_is_scalar, "一项内容", _always(["line"])),
    MERGE_DOWN: _Filter(_is_scalar, "一项内容", _always("line")),
    "个数": _Filter(lambda shape: isinstance(shape, list), "表格的各行", _always("number"), whole=False),
    "定量": _Filter(_is_rows, "表格的各行", _same),
    "定性": _Filter(_is_rows, "表格的各行", _same),
    "符号": _PART,
    "数值": replace(_PART, gives=_always("number"), whole=True),
    "单位": _PART,
    "性质": replace(_PART, takes=_among(_MEASURES | _TEXTS)),
    "合计": _Filter(_is_column, "表格的一列数，写成 表.列", lambda shape: shape[0] if shape else UNKNOWN, whole=False),
    "分组": _Filter(_has_levels, "有分级的表格", _groups),
    _TICK: _Filter(_is_choice, "列出了常用写法（allowed）的项", _always("line")),
}
"""What each filter of the language is for, and what it gives; one that is not here is for everything."""


@dataclass(slots=True)
class Names:
    """The names that one kind of template may use, and what it has printed.

    Attributes:
        top: the names that stand by themselves.
        unsure: those of them that are there only when all projects agree, or when somebody has filled them.
        project: the fields of a project, to propose one of.
        choices: keys of the fields whose usual values are listed.
        projects: the name of the list of projects; None in a template that is filled for each project.
        printed: keys of the fields that were printed.
        looped: keys of the tables and lists that were looped over.
    """

    top: Mapping[str, Thing]
    project: Shape
    choices: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    projects: str | None = None
    printed: set[str] = field(default_factory=set)
    looped: set[str] = field(default_factory=set)

    def reader(self, at: Location, scope: Scope, sure: Iterable[str], elsewhere: Iterable[str]) -> "Reader":
        """Return a reader of what stands at one place.

        Args:
            at: where it stands.
            scope: the variables of the loops around it.
            sure: names that a condition around it has asked for.
            elsewhere: variables of loops that may not be around it.
        """
        return Reader(self, at, scope, frozenset(sure), frozenset(elsewhere))


@dataclass(slots=True)
class Reader:
    """Reads the expressions of one tag and collects what is wrong with them."""

    names: Names
    at: Location
    scope: Scope
    sure: frozenset[str]
    elsewhere: frozenset[str]
    findings: list[Diagnostic] = field(default_factory=list)

    # --- the three things that a tag can do ---

    def placeholder(self, source: str) -> list[Thing]:
        """Return what a placeholder prints, and note the fields among it as printed.

        Raises:
            TemplateFault: the language does not have it; as of the two methods below.
        """
        outputs = _LANGUAGE.check(f"{{{{{source}}}}}").find_all(nodes.Output)
        return [thing for output in outputs for node in output.nodes for thing in self._print(node)]

    def loop(self, source: str) -> Scope:
        """Return the variables of ``for … in …``, each with what it stands for in a row."""
        (node,) = _LANGUAGE.check(f"{{% {source} %}}{{% endfor %}}").find_all(nodes.For)
        return self._loop(node)

    def condition(self, source: str) -> frozenset[str]:
        """Return the names that are there when ``if …`` holds."""
        (node,) = _LANGUAGE.check(f"{{% {source} %}}{{% endif %}}").find_all(nodes.If)
        self._ask(node.test)
        return _asked(node.test)

    # --- what Jinja has read ---

    def _print(self, node: nodes.Node) -> list[Thing]:
        if isinstance(node, nodes.CondExpr):
            self._ask(node.test)
            outer, self.sure = self.sure, self.sure | _asked(node.test)
            shown = self._print(node.expr1)
            self.sure = outer
            return shown + (self._print(node.expr2) if node.expr2 else [])
        found = self._thing(node)
        if isinstance(found.shape, (dict, list)):
            message = f"“{_text_of(node)}”是一组内容，占位符应当指向其中的一项"
            self._misused(message, _inside(found.shape) or "表格要写在循环里，一项一项地印")
        elif found.shape == "condition":
            self._misused("占位符里是一个判断，印不出来", "写成 {% if 判断 %}…{% endif %}")
        elif found.key is not None and found.whole:
            self.names.printed.add(found.key)
        return [found]

    def _loop(self, node: nodes.For) -> Scope:
        found = self._thing(node.iter)
        row: Any = UNKNOWN
        if isinstance(found.shape, list):
            row = found.shape[0] if found.shape else UNKNOWN
            if found.key is not None:
                self.names.looped.add(found.key)
        elif found.shape != UNKNOWN:
            message = f"“{_text_of(node.iter)}”不是表格，也不是若干项，不能循环"
            hint = "一项多行的文字，写成“… | 段落”才能一段一段地印" if _among(_TEXTS)(found.shape) else "循环只用于表格"
            self.findings.append(error("loop-not-over-rows", message, self.at, hint))
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        inner = {target: replace(found, shape=row, of_row=True), "loop": Thing(dict(_LOOP))}
        if node.test is not None:
            outer, self.scope = self.scope, self.scope | inner
            self._ask(node.test)
            self.scope = outer
        return inner

    def _ask(self, node: nodes.Node) -> None:
        """Follow the names of a condition, which prints nothing."""
        if isinstance(node, nodes.Test):
            outer, self.sure = self.sure, self.sure | {_text_of(node.node)}
            self._thing(node.node)
            self.sure = outer
        elif isinstance(node, nodes.And):
            self._ask(node.left)
            outer, self.sure = self.sure, self.sure | _asked(node.left)
            self._ask(node.right)
            self.sure = outer
        elif isinstance(node, (nodes.Or, nodes.Not)):
            for child in node.iter_child_nodes():
                self._ask(child)
        elif isinstance(node, nodes.Compare):
            self._compare(node)
        else:
            self._thing(node)

    # --- what an expression stands for ---

    def _thing(self, node: nodes.Node) -> Thing:
        """Return what an expression stands for; names on the way that no field has are noted."""
        if isinstance(node, nodes.Name):
            return self._name(node.name)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node)
        if isinstance(node, nodes.Filter) and node.node is not None:
            return self._filtered(node)
        if isinstance(node, nodes.Const):
            return Thing("line" if isinstance(node.value, str) else "number")
        if isinstance(node, nodes.CondExpr):
            self._ask(node.test)
            first = self._thing(node.expr1)
            if node.expr2:
                self._thing(node.expr2)
            return first
        if isinstance(node, _CONDITIONS):
            self._ask(node)
            return Thing("condition")
        return Thing(UNKNOWN)

    def _name(self, name: str) -> Thing:
        found = self.scope.get(name) or self.names.top.get(name)
        if found is None:
            self._unknown(name, name, [*self.scope, *self.names.top])
            return Thing(UNKNOWN)
        if name in self.names.unsure and name not in self.scope and name not in self.sure:
            message = f"“{name}”不一定有：各个项目的“{name}”不同，或者没有填时，这个文件就生成不了"
            hint = f"写成 {{% if {name} is defined %}}{{{{ {name} }}}}{{% endif %}}"
            self.findings.append(warning("name-not-certain", message, self.at, hint))
        return found

    def _attribute(self, node: nodes.Getattr) -> Thing:
        whole = self._thing(node.node)
        name, shape = node.attr, whole.shape
        if name.startswith("__"):
            message = f"“{name}”是程序内部的名称，占位符里只能写字段"
            self.findings.append(error("template-code-refused", message, self.at, "改成 schema.yaml 里的字段"))
            return Thing(UNKNOWN)
        if shape in (UNKNOWN, {}, [], [UNKNOWN]):
            return Thing(UNKNOWN, of_row=whole.of_row)
        if isinstance(shape, dict) and name in shape:
            if name == GROUP_ROWS and whole.key is not None:
                return replace(whole, shape=shape[name])
            return whole.child(name, shape[name])
        if isinstance(shape, list) and isinstance(shape[0], dict) and name in shape[0]:
            inner = shape[0][name]
            return whole.child(name, inner if isinstance(inner, list) else [inner])
        if isinstance(shape, str):
            self._unknown(_text_of(node), name, [], f"“{_text_of(node.node)}”是一项内容，下面没有别的")
        else:
            self._unknown(_text_of(node), name, shape if isinstance(shape, dict) else shape[0])
        return Thing(UNKNOWN, of_row=whole.of_row)

    def _filtered(self, node: nodes.Filter) -> Thing:
        assert node.node is not None
        found = self._thing(node.node)
        known = _FILTERS.get(node.name)
        if node.name == MERGE_DOWN and not found.of_row and found.shape != UNKNOWN:
            message = f"“{_text_of(node.node)}”不在循环的行里，“{MERGE_DOWN}”没有可以合并的行"
            hint = f"“{MERGE_DOWN}”写在 {{%tr for … %}} 和 {{%tr endfor %}} 之间，用循环的变量"
            self.findings.append(error("merge-outside-loop", message, self.at, hint))
            return Thing("line", found.key)
        if known is None or found.shape == UNKNOWN:
            return replace(found, shape=UNKNOWN)
        unlisted = node.name == _TICK and found.key is not None and found.key not in self.names.choices
        if not known.takes(found.shape) or unlisted:
            here = "没有列出" if unlisted else f"是{_words(found.shape)}"
            message = f"过滤器“{node.name}”只用于{known.words}，“{_text_of(node.node)}”{here}"
            self._misused(message, "去掉这个过滤器，或换一个字段")
            return replace(found, shape=UNKNOWN)
        return replace(found, shape=known.gives(found.shape), whole=found.whole and known.whole)

    def _compare(self, node: nodes.Compare) -> None:
        left = self._thing(node.expr)
        for operand in node.ops:
            right = self._thing(operand.expr)
            sorts = {sort for side in (left, right) if (sort := _sort(side.shape))}
            if len(sorts) > 1:
                message = f"“{_text_of(node.expr)}”和“{_text_of(operand.expr)}”不是同一类内容，比较没有意义"
                self._misused(message, "文字和文字比，数和数比；文字加引号，数不加")

    def _misused(self, message: str, hint: str) -> None:
        self.findings.append(error("placeholder-misused", message, self.at, hint))

    # --- which name was meant ---

    def _unknown(self, typed: str, name: str, near: Iterable[str], why: str = "") -> None:
        message = f"“{typed}”在表格的字段里没有" + (f"：{why}" if why else "")
        self.findings.append(error("field-unknown", message, self.at, self._meant(typed, name, list(near))))

    def _meant(self, typed: str, name: str, near: list[str]) -> str:
        if typed in self.elsewhere:
            return f"“{typed}”是循环的变量，只在它的循环里面有"
        paths = list(self._reachable())
        same = [path for path in paths if path.rpartition(".")[2] == name and path != typed]
        if same:
            return f"是不是“{same[0]}”？"
        if self.names.projects and name in self.names.project:
            return f"每个项目有自己的“{name}”：写在 {{%tr for 变量 in {self.names.projects} %}} 里面，用 变量.{name}"
        front = typed.rpartition(".")[0]
        alike = difflib.get_close_matches(name, near, n=1, cutoff=_LIKENESS)
        if alike:
            return f"是不是“{front}.{alike[0]}”？" if front else f"是不是“{alike[0]}”？"
        alike = difflib.get_close_matches(typed, paths, n=1, cutoff=_LIKENESS)
        return f"是不是“{alike[0]}”？" if alike else "改占位符，或者在 schema.yaml 里加上这个字段"

    def _reachable(self) -> Iterator[str]:
        """Yield what could be written here: paths from loops' variables and from the top, not into tables."""
        for name, found in {**self.names.top, **self.scope}.items():
            yield name
            if isinstance(found.shape, dict):
                yield from (f"{name}.{path}" for path, _, in_rows in leaves(found.shape) if not in_rows)


def can_be_printed(name: str) -> bool:
    """Return whether the template language takes a name for a field: not ``loop`` and not ``true``."""
    try:
        found = _LANGUAGE.check(f"{{{{ {name} }}}}").find(nodes.Name)
    except TemplateFault:
        return False
    return found is not None and name not in ("loop", "emit")


_CONDITIONS = (nodes.Test, nodes.And, nodes.Or, nodes.Not, nodes.Compare)


def leaves(shape: Shape, inside: str = "", in_rows: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Yield of each field in a shape the key, the type, and whether it stands in the rows of a table or list."""
    for name, part in shape.items():
        key = f"{inside}.{name}" if inside else name
        item, rows = (part[0], True) if isinstance(part, list) and part else (part, in_rows)
        if isinstance(item, dict) and item:
            yield from leaves(item, key, rows)
        else:
            yield key, item if isinstance(item, str) else UNKNOWN, rows


def _asked(node: nodes.Node) -> frozenset[str]:
    """Return the names that are there when a condition holds: those of ``is defined``, joined by ``and``."""
    if isinstance(node, nodes.Test):
        return frozenset({_text_of(node.node)})
    if isinstance(node, nodes.And):
        return _asked(node.left) | _asked(node.right)
    return frozenset()


def _text_of(node: nodes.Node) -> str:
    """Return an expression about as its author wrote it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_text_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_text_of(node.node)} | {node.name}"
    if isinstance(node, nodes.Const):
        return str(node.value)
    return "这个式子"


def _inside(shape: Any) -> str:
    """Return a hint that names what a group holds."""
    return f"例如其中的“{'”“'.join(list(shape)[:3])}”" if isinstance(shape, dict) and shape else ""


_WORDS = {
    "line": "文字",
    "text": "文字",
    "level": "分级的名称",
    "amount": "金额",
    "date": "日期",
    "year": "年份",
    "measure": "带符号和单位的值",
    "result": "达到的值",
    "number": "数",
    "rate": "百分率",
    "condition": "条件",
}
"""What the types of fields are called in a message."""


def _words(shape: Any) -> str:
    if isinstance(shape, dict):
        return "一组内容"
    return "若干行" if isinstance(shape, list) else _WORDS.get(shape, "另一种内容")


def _sort(shape: Any) -> str | None:
    """Return which values a value can be compared with; None where it cannot be told."""
    if not isinstance(shape, str):
        return None
    for sort, types in (("number", _NUMBERS), ("text", _TEXTS), ("date", {"date"})):
        if shape in types:
            return sort
    return None

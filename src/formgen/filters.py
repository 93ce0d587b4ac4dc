"""What a template can do with a value: the filters, and the kinds of value that only templates see.

Owns the meaning of the template language; `context` owns its syntax. Pure: nothing here knows Jinja, Word or Excel.
A filter gets what stands before it and returns what it makes of that, or raises `TemplateFault`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from formgen.values import Measure, Number, Value, amount_in_words, excerpt, printed

Context = dict[str, Any]
"""What a template is rendered with: Chinese keys; typed values, None, dicts, and lists of row dicts."""

MERGE_DOWN = "竖向合并"
"""The filter that joins a cell with those below it; the renderers look for it, `merging` does it."""

GROUP_ROWS = "各行"
"""What the rows of a group are called in a template."""

_TICKED, _OPEN, _BETWEEN = "☑", "□", "\u3000"


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

    def __reduce__(self) -> tuple[type["Level"], tuple[str, str, bool]]:
        """Return what a copy is made from, as in another process."""
        return Level, (str(self), self.group, self.first)


class Choice(str):
    """A text chosen from a list, empty where nothing was chosen; it knows the whole list.

    Attributes:
        options: what could be chosen, in the order of the form.
    """

    options: tuple[str, ...]

    def __new__(cls, text: str, options: Iterable[str]) -> "Choice":
        """Return the text with its options."""
        choice = super().__new__(cls, text)
        choice.options = tuple(options)
        return choice

    def __reduce__(self) -> tuple[type["Choice"], tuple[str, tuple[str, ...]]]:
        """Return what a copy is made from, as in another process."""
        return Choice, (str(self), self.options)


class Choices(list[str]):
    """Several texts chosen from a list.

    Attributes:
        options: what could be chosen, in the order of the form.
    """

    def __init__(self, texts: Iterable[str], options: Iterable[str]) -> None:
        super().__init__(texts)
        self.options = tuple(options)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what a copy is made from, as in another process."""
        return Choices, (list(self), self.options)


class Table(list[Context]):
    """Rows that know what they are like, also when there are none.

    Attributes:
        columns: what a row holds by name, as `fields.shape` says it; None when only the rows themselves can tell.
        levels: the names of the grouping levels, from the outermost in.
    """

    def __init__(
        self, rows: Iterable[Context], columns: Mapping[str, Any] | None = None, levels: Sequence[str] | None = None
    ) -> None:
        super().__init__(rows)
        self.columns = columns
        found = (name for name, kind in (columns or {}).items() if kind == "level")
        self.levels = tuple(found if levels is None else levels)

    def only(self, rows: Iterable[Context]) -> "Table":
        """Return a table of some of the rows."""
        return Table(rows, self.columns, self.levels)


def column(rows: list[Any], name: str) -> list[Any] | None:
    """Return a column of a table or list, a value for each row; None when the rows have no such column.

    A column of groups is a list that has columns itself; tables inside the rows are strung together.
    """
    columns = rows.columns if isinstance(rows, Table) else None
    known = name in columns if columns is not None else all(isinstance(row, dict) and name in row for row in rows)
    if not known:
        return None
    values = [row[name] for row in rows]
    inner = columns[name] if columns is not None else None
    if isinstance(inner, Mapping):
        return Table(values, inner)
    if isinstance(inner, list) or (values and all(isinstance(value, list) for value in values)):
        strung = [item for value in values for item in value]
        if values and isinstance(values[0], Table):
            return values[0].only(strung)
        return Table(strung, inner[0]) if inner and isinstance(inner[0], Mapping) else strung
    return values


def filled(value: Any) -> bool:
    """Return whether there is anything in a value, list or group: 0.00 is something, a blank is not."""
    if isinstance(value, dict):
        return any(filled(inner) for inner in value.values())
    if isinstance(value, list):
        return any(filled(item) for item in value)
    if isinstance(value, bool):  # what loop.first says
        return value
    return value is not None and value != ""


# --- the filters ------------------------------------------------------------------------------------------------------


def _misuse(name: str, purpose: str, value: Any) -> TemplateFault:
    shown = str(value)  # a name that no field has faults here, with the name
    here = f"，这里是“{excerpt(shown)}”" if not isinstance(value, (list, dict)) and value is not None else ""
    return TemplateFault(f"过滤器“{name}”只用于{purpose}{here}")


def _as_amount(name: str, value: Any) -> Decimal | None:
    if value is not None and not isinstance(value, Decimal):
        raise _misuse(name, "金额", value)
    return value


def _amount(value: Any) -> str:
    amount = _as_amount("金额", value)
    return "" if amount is None else f"{Decimal(amount):,.2f}"


def _ten_thousands(value: Any) -> Number | None:
    amount = _as_amount("万元", value)
    return None if amount is None else _number(Decimal(amount).scaleb(-4))


def _in_words(value: Any) -> str:
    amount = _as_amount("大写", value)
    return "" if amount is None else amount_in_words(amount)


def _number(value: Decimal) -> Number:
    """Return a number that prints without needless zeros: 218, 0.05."""
    return Number(value, f"{value.normalize():f}")


def _full_date(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, date):
        raise _misuse("年月日", "日期", value)
    return f"{value.year}年{value.month}月{value.day}日"


def _kind_of_measure(value: Any) -> str:
    if isinstance(value, Measure):
        return "定量"
    if value is not None and not isinstance(value, str):
        raise _misuse("性质", "指标的值", value)
    return "定性" if filled(value) else ""


def _boxes(value: Any) -> str:
    """Return all options with a box before each; what was chosen beside them comes last, ticked."""
    if not isinstance(value, (Choice, Choices)):
        raise _misuse("勾选", "列出了常用写法（allowed）的项", value)
    chosen = [str(value)] if isinstance(value, Choice) else list(value)
    offered = [f"{_TICKED if option in chosen else _OPEN}{option}" for option in value.options]
    others = [f"{_TICKED}{text}" for text in chosen if text and text not in value.options]
    return _BETWEEN.join([*offered, *others])


def _lines(value: Any) -> list[str]:
    """Return a text's lines; a blank text is one empty line, so that the place keeps a paragraph."""
    if isinstance(value, (list, dict, bool)):
        raise TemplateFault("过滤器“段落”后面是一组内容，应当指向其中的一项")
    return printed(value).split("\n")


def _rows_of(name: str, table: Any) -> list[Any]:
    if not isinstance(table, list):
        raise _misuse(name, "表格的各行", table)
    return table


def _quantified(table: Any) -> list[Any]:
    return _some("定量", table, lambda row: _holds_measure(row))


def _qualitative(table: Any) -> list[Any]:
    return _some("定性", table, lambda row: not _holds_measure(row))


def _some(name: str, table: Any, wanted: Callable[[Any], bool]) -> list[Any]:
    rows = [row for row in _rows_of(name, table) if wanted(row)]
    return table.only(rows) if isinstance(table, Table) else rows


def _holds_measure(row: Any) -> bool:
    return isinstance(row, dict) and any(isinstance(value, Measure) for value in row.values())


def _count(table: Any) -> int:
    return len(_rows_of("个数", table))


def _sum(values: Any) -> Decimal | None:
    """Return the sum of a column, of points as of amounts; None when all of it is blank."""
    numbers = [value for value in _rows_of("合计", values) if value is not None]
    wrong = next((value for value in numbers if not isinstance(value, Decimal)), None)
    if wrong is not None:
        raise _misuse("合计", "金额或数字的一列，例如 表.列", wrong)
    if not numbers:
        return None
    total = sum(numbers, Decimal(0))
    return _number(total) if all(isinstance(value, Number) for value in numbers) else total


def _groups(table: Any) -> Table:
    """Return the groups of a table's outermost level, in order; each has the level's name and its rows."""
    if not isinstance(table, Table) or not table.levels:
        raise _misuse("分组", "还有分级的表格", table)
    level, *inner = table.levels
    groups: dict[str, list[Context]] = {}
    for row in table:
        groups.setdefault(row[level].group, []).append(row)
    found = [{level: rows[0][level], GROUP_ROWS: Table(rows, table.columns, inner)} for rows in groups.values()]
    columns = table.columns and {level: "level", GROUP_ROWS: [table.columns]}
    return Table(found, columns, ())


def _part(name: str) -> Callable[[Any], Any]:
    return lambda value: getattr(value, name) if isinstance(value, Measure) else None


def _kept(value: Any) -> Any:
    return value


FILTERS: dict[str, Callable[[Any], Any]] = {
    "金额": _amount,  # 2,180,000.00 as text
    "万元": _ten_thousands,  # 218
    "大写": _in_words,  # 贰佰壹拾捌万元整
    "年月日": _full_date,  # 2025年1月1日
    "段落": _lines,  # a text's lines, for {%p for 段 in 年度总体目标 | 段落 %}
    MERGE_DOWN: _kept,  # `merging` does the rest, for which a value alone is not enough
    "个数": _count,  # how many rows
    "合计": _sum,  # of a column: 预算.金额
    "分组": _groups,  # the groups of the outermost level, each with its 各行
    "定量": _quantified,  # the rows that hold a measure
    "定性": _qualitative,  # the other rows
    "性质": _kind_of_measure,  # 定量 or 定性
    "符号": _part("sign"),  # the three parts of a measure; nothing for a qualitative value
    "数值": _part("number"),
    "单位": _part("unit"),
    "勾选": _boxes,  # all options, the chosen ticked
}
"""The filters of the template language; a name here is what a clerk writes in Word and Excel."""


def spellings(value: Value | None) -> Iterator[str]:
    """Yield every text that prints the whole of a value, the usual one first; nothing for a blank.

    Why: reading back finds a value in whichever of them its template asked for. A ticked box counts for a text;
    the parts of a measure are not the whole of it.
    """
    if not filled(value):
        return
    usual = printed(value)
    yield usual
    if isinstance(value, str):
        yield f"{_TICKED}{value}"
    elif isinstance(value, Decimal):
        if (amount := _amount(value)) != usual:
            yield amount
        yield str(_ten_thousands(value))
        yield _in_words(value)
    elif isinstance(value, date):
        yield _full_date(value)

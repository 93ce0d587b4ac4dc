"""Whether what was reached meets the target: an actual value against a measure, by its sign, in comparable units.

Owns the comparing of units (人次 and 人, 万元 and 元, 吨 and 千克 can be compared, 场 and 个, % and 百分点 cannot) and
what counts as a reason. What cannot be compared is `None`, and nothing is held against it.
"""

import operator
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from formgen import phrases
from formgen.measures import Counted, counted, spellings
from formgen.project import Project, Row
from formgen.values import Measure, Result, Value

_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": operator.ge,
    "≤": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_THOUSANDTHS = ("‰", "千分比", "千分率")
_ANY_YEAR = 2000  # with a 29 February
_LESS_IS_BETTER = (Counted.MONEY, Counted.TIME)


_POINTS = ("百分点", "个百分点")
_SIZES = {
    unit: (Decimal(size), base)
    for base, sizes in {
        "公斤": "吨 1000, t 1000, 公斤 1, 斤 0.5, 市斤 0.5, 克 0.001, g 0.001, 毫克 0.000001, mg 0.000001",
        "米": "公里 1000, 米 1, m 1, 延米 1, 延长米 1, 厘米 0.01, 公分 0.01, cm 0.01, 毫米 0.001, mm 0.001",
        "亩": "平方公里 1500, 公顷 15, ha 15, hm2 15, 亩 1, 平方米 0.0015",
        "升": "立方米 1000, 升 1, l 1, 毫升 0.001, ml 0.001",
        "秒": "周 604800, 天 86400, 小时 3600, 分钟 60, min 60, 秒 1, 秒钟 1, s 1, 毫秒 0.001",
        "月": "年 12, 个季度 3, 季度 3, 月 1",
        "千瓦": "兆瓦 1000, mw 1000, 千瓦 1, kw 1",
    }.items()
    for unit, size in (pair.split() for pair in sizes.split(","))
}
"""What units of size are worth in another, exactly; 15 亩 are 1 公顷. TB and GB are 1000 or 1024, nobody knows."""
_BY_TENS = ("公斤", "米", "升", "千瓦")
"""The bases by whose sizes a number can be divided exactly."""
_ROUNDED = Decimal("0.001")
"""How much of an area may be lost where 亩 are converted by 666.67 or 667."""


def spelling(unit: str) -> tuple[Decimal, str]:
    """Return the spelling that stands for all those of a unit, and how many of it one is: 万人次 is 10000 人, ‰ 0.1 %.

    A measure word may have what it counts behind it: 名学生 are 人, 个小区 are 个.
    """
    plain = "".join(unicodedata.normalize("NFKC", unit).split()).casefold()
    if plain.removesuffix("/年") in _POINTS:
        return Decimal(1), _POINTS[0]
    worth, name = phrases.read_unit(re.sub("[*·×]", "*", plain).replace("人*次", "人次"))
    for common, spelled in spellings(name):
        name = phrases.read_unit(common)[1] if spelled == name else name
    if counted(name) is Counted.PERCENT and "/" not in name:
        return worth * (Decimal("0.1") if name in _THOUSANDTHS else 1), "%"
    if re.fullmatch("[\u4e00-\u9fff]+", name) and "每" not in name and name not in _SIZES:
        found = phrases.quantities(f"1{name}")
        name = found[0].unit or name if found else name
    return worth, name


def standard(unit: str) -> tuple[Decimal, str]:
    """Return what one of a unit is worth in a unit with which others can be compared: 吨 is 1000 公斤."""
    worth, name = spelling(unit)
    amount, slash, each = name.partition("/")
    if slash and amount:
        of_amount, amount = standard(amount)
        of_each, each = standard(each)
        if each in _BY_TENS:
            return worth * of_amount / of_each, f"{amount}/{each}"
    size, base = _SIZES.get(name, (Decimal(1), name))
    return worth * size, base


def comparable(one: str, other: str) -> bool:
    """Return whether numbers in two units can be compared."""
    return standard(one)[1] == standard(other)[1]


def is_met(target: Measure, actual: Result) -> bool | None:
    """Return whether an actual value meets a target; None when the two do not tell.

    They do not when their units cannot be compared, and when ``=`` was passed on the side that may be the better one:
    4 场 for =3 场, 48 万元 for =50 万元. Nothing is better than none: 2 起 miss =0 起. Nor do they tell of a miss where
    亩 may have been rounded, or a 天 may be one of eight hours.
    """
    (worth, name), (other_worth, other_name) = standard(target.unit), standard(actual.unit)
    wanted, reached = target.number * worth, actual.number * other_worth
    if name != other_name:
        return None
    if target.sign == "=":
        better = reached < wanted if counted(target.unit) in _LESS_IS_BETTER else reached > wanted
        met = reached == wanted
        unsure = bool(wanted) and better
    else:
        met, unsure = _SIGNS[target.sign](reached, wanted), False
    if met:
        return True
    close = abs(reached - wanted) <= abs(wanted) * _ROUNDED
    return None if unsure or _is_loose(target, actual, close=close) else False


def _is_loose(target: Measure, actual: Result, *, close: bool) -> bool:
    """Return whether two units are converted less than exactly in daily use; `close`: the values nearly agree."""
    names = {spelling(target.unit)[1], spelling(actual.unit)[1]}
    return len(names) > 1 and (not names.isdisjoint(("天", "周")) or ("亩" in names and close))


def verdict(row: Row, target: str, actual: str, year: Value | None = None) -> bool | None:
    """Return whether a row's actual value meets its target; None when either is blank, not comparable, or a text.

    Of texts a date can be compared with a limit: 12月28日举办 misses 12月15日前. A date without its year is of the year
    that the other one names, or of the form's `year`.
    """
    wanted, reached = row.fields.get(target), row.fields.get(actual)
    if not wanted or not reached:
        return None
    if isinstance(wanted.value, Measure) and isinstance(reached.value, Result):
        return is_met(wanted.value, reached.value)
    if isinstance(wanted.value, str) and isinstance(reached.value, str | Result):
        return _is_in_time(wanted.value, reached.value if isinstance(reached.value, str) else reached.value.typed, year)
    return None


def _is_in_time(wanted: str, reached: str, year: Value | None) -> bool | None:
    form_year = year if isinstance(year, int) else None
    own = phrases.names_a_year(wanted)
    if own is None and form_year is None and phrases.years(reached):
        return None  # of which year the limit is, nobody says
    base = own or form_year or _ANY_YEAR
    limit, day = phrases.deadline(wanted, base), phrases.day_of(reached, base)
    return day <= limit if limit and day else None


_LEADING_SIGN = re.compile(r"\s*([≥≤≧≦⩾⩽><＞＜﹥﹤]=?|大于等于|小于等于|不得?[少低小多高大]于|不得?超过)\s*\d")


def leading_sign(text: str) -> str:
    """Return the sign that a text begins with, before a number, as only a target may: ``≥``, 不少于; else nothing."""
    found = _LEADING_SIGN.match(text)
    return found[1] if found else ""


def is_bare_number(text: str) -> bool:
    """Return whether a text is a number and no more: ``13``, ``=1,200``."""
    return re.fullmatch(r"\s*+[=＝]?\s*+\d[\d,，]*(?:[.\uff0e]\d+)?\s*", text) is not None


_NO_REASON = r"[\W_]*+(?:无|没有|暂无|不涉及|不适用)?(?:偏差|原因|偏差原因|说明)?[\W_]*"


def is_unexplained(project: Project, row: Row, reason: str) -> bool:
    """Return whether a row's field `reason` is blank, or says 无; not when what was typed there could not be read."""
    given = row.fields.get(reason)
    if given is None or given.value is None:
        return project.readable(f"{row.at.key}.{reason}")
    return re.fullmatch(_NO_REASON, str(given.value)) is not None

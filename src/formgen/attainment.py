"""Whether what was reached meets the target: an actual value against a measure, by its sign, in comparable units.

Owns the comparing of units (人次 and 人, ％ and 百分比, 万元 and 元 can be compared, 场 and 个 cannot) and what counts
as a reason. What cannot be compared is `None`, and nothing is held against it.
"""

import operator
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from formgen import phrases
from formgen.measures import Counted, counted, spellings
from formgen.project import Project, Row
from formgen.values import Measure, Result

_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": operator.ge,
    "≤": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_THOUSANDTHS = ("‰", "千分比", "千分率")
_LESS_IS_BETTER = (Counted.MONEY, Counted.TIME)


def standard(unit: str) -> tuple[Decimal, str]:
    """Return what one of a unit is worth in the unit that all its spellings share: 万人次 is 10000 人, ‰ is 0.1 %.

    A measure word may have what it counts behind it: 名学生 are 人, 个小区 are 个.
    """
    plain = "".join(unicodedata.normalize("NFKC", unit).split()).casefold()
    worth, name = phrases.read_unit(re.sub("[*·×]", "*", plain).replace("人*次", "人次"))
    for common, spelled in spellings(name):
        name = phrases.read_unit(common)[1] if spelled == name else name
    if counted(name) is Counted.PERCENT and "/" not in name:
        return worth * (Decimal("0.1") if name in _THOUSANDTHS else 1), "%"
    if re.fullmatch("[\u4e00-\u9fff]+", name) and "每" not in name:
        found = phrases.quantities(f"1{name}")
        name = found[0].unit or name if found else name
    return worth, name


def comparable(one: str, other: str) -> bool:
    """Return whether numbers in two units can be compared."""
    return standard(one)[1] == standard(other)[1]


def is_met(target: Measure, actual: Result) -> bool | None:
    """Return whether an actual value meets a target; None when the two do not tell.

    They do not when their units cannot be compared, and when ``=`` was passed on the side that may be the better one:
    4 场 for =3 场, 48 万元 for =50 万元. Nothing is better than none: 2 起 miss =0 起.
    """
    (worth, name), (other_worth, other_name) = standard(target.unit), standard(actual.unit)
    wanted, reached = target.number * worth, actual.number * other_worth
    if name != other_name:
        return None
    if target.sign != "=":
        return _SIGNS[target.sign](reached, wanted)
    better = reached < wanted if counted(target.unit) in _LESS_IS_BETTER else reached > wanted
    return reached == wanted if not wanted or not better else None


def verdict(row: Row, target: str, actual: str) -> bool | None:
    """Return whether a row's actual value meets its target; None when either is blank, a text, or not comparable."""
    wanted, reached = row.fields.get(target), row.fields.get(actual)
    if wanted and reached and isinstance(wanted.value, Measure) and isinstance(reached.value, Result):
        return is_met(wanted.value, reached.value)
    return None


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

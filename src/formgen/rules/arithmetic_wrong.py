"""Sums, products and growth that a text works out are right.

Why:
    文字里自己算出来的数，审核的人会再算一遍：78000 增长 10% 是 85800，写“达到85000左右”就会退回。写明是约数的
    （约、左右）允许四舍五入到写出的最后一位非零数字，“以上”“超过”“余”只允许往下舍，“以内”只允许往上进；85800 写成
    “86000左右”“85000以上”都可以，“85000左右”差得比四舍五入多。没有写约数的要相等，百分数允许舍去小数。
    前面的数本身写“不少于”的，后面的数更大不算错。只看能确定怎么算的：基数增长百分之几达到多少、由多少到多少增长百分之几、
    每场多少人共多少场合计多少人、几项相加共多少、“初级、中级、高级”这样分完全部的各部分。

Basis:
    已证实：实际报送的表里有“78000的基础上增长10%，达到85000左右”。推断：算错的数审核时会退回，允许的约数是按常理定的。

Bind:
    {fields: [项目绩效目标.年度总体目标], table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    绩效指标:
      效益指标:
        可持续影响指标:
          - 三级指标: 粉丝数持续增长
            指标值: 在去年粉丝数78000的基础上增长10%，达到85000左右  # <- arithmetic-wrong
          - 三级指标: 培训教师
            指标值: 由200人增至260人，增长25%  # <- arithmetic-wrong

Bad:
    项目绩效目标:
      年度总体目标: |
        每场50人共20场，合计900人；  # <- arithmetic-wrong
        举办讲座12场、展览8场，共25场。  # <- arithmetic-wrong

Good:
    项目绩效目标:
      年度总体目标: |
        粉丝数由78000增长10%，达到85000以上；志愿者由300人增至412人，增长37%；
        每场不少于50人，举办20场，共1200人；讲座12场、展览8场，共20场；阅读量在1.2万的基础上增长25%，达到1.5万。
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.phrases import Quantity
from formgen.project import Project
from formgen.texts import texts

SEVERITY = Severity.WARNING
TITLE = "文字里的数算错了"
FIELD_OPTIONS = ("fields", "table")
COLUMN_OPTIONS = ("columns",)

_UP = r"[^。；\n]{0,16}(?:增长|增加|提高|提升|上升|增幅|上涨|扩大|增量)[^。；，\n0-9]{0,6}\Z"
_DOWN = r"[^。；\n]{0,16}(?:下降|减少|降低|压减|缩减|降幅|缩短|减幅)[^。；，\n0-9]{0,6}\Z"
_RESULT = (
    r"(?:左右|以上)?[，,、 ]{0,2}[^。；，\n0-9]{0,10}?(?:达到?|至|为|到|即|计)[^。；，\n0-9一二三四五六七八九十]{0,6}\Z"
)
_FROM = r"(?:由|从|自)[^。；，\n]{0,20}\Z"
_TO = (
    r"[^。；，\n0-9]{0,6}(?:增[至加长]到?|提[高升][至到]?|上升[至到]|扩大[至到]|降[至到低]|下降[至到]|减少?[至到]|[至到])"
    r"[^。；，\n0-9]{0,4}\Z"
)
_TOTAL = (
    r"[^。；\n0-9其]{0,8}?(?:合计|共计|总计|累计|总共|总[人场次数量]+|(?<!公)共(?![建享同])|(?<![设统审会预估])计(?![划算量时]))"
    r"[^。；，\n0-9]{0,8}\Z"
)
_JOIN = r"[和及与、，, ][^。；，\n0-9每其]{0,14}\Z"
_EACH = r"每[ ]?(?P<each>个?[^\W\dA-Za-z_]{1,2}?)[^。；，、\n0-9每]{0,8}\Z"
_FIRST_PART = r"[^。；，0-9]{0,6}[，：:（(]?[^。；，、0-9每]{1,10}"
_NEXT_PART = r"[^。；，、0-9]{0,6}[，、和及][^。；，、0-9每]{1,10}"
_WHOLES: tuple[tuple[str, ...], ...] = (
    ("一", "二", "三", "四", "五", "六", "七", "八"),
    ("甲", "乙"),
    ("初级", "中级", "高级"),
    ("高级", "中级", "初级"),
    ("上半年", "下半年"),
    ("男", "女"),
    ("女", "男"),
    ("城[镇市区]", "[农乡]村"),
    ("[农乡]村", "城[镇市区]"),
)
"""Divisions that leave nothing out: their parts are the whole."""
_APART: tuple[tuple[str, ...], ...] = (
    ("线上", "线下"),
    ("线下", "线上"),
    ("新建", "改[造扩建]"),
    ("改[造扩建]", "新建"),
    ("新[增购]", "更[新换]"),
    ("室内", "室外"),
)
"""Divisions that may leave something out, but whose parts share nothing: they cannot be more than the whole."""
_NUMBERS_LIMIT = 40
"""Numbers in one sentence; a sentence with more works nothing out, and every claim would be tried at each of them."""
_OPERATOR = r"[ ]*([×*+＋])[ ]*"
_EQUALS = r"[ ]*[=＝][ ]*"


def check(project: Project, *, fields: list[str], table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each result in a text that is not what the numbers before it give."""
    for field, text in texts(project, fields, table, columns):
        for start, sentence in phrases.sentences(text):
            for result, expected, how in _wrong_in(sentence):
                message = f"“{field.label}”里写的是“{result.phrase}”，{how}应当是 {_shown(expected, result)}"
                at = field.span(start + result.start, start + result.end)
                yield warning("arithmetic-wrong", message, at, "重新算一遍，改结果或改前面的数")


def _wrong_in(sentence: str) -> Iterator[tuple[Quantity, Decimal, str]]:
    """Yield each wrong result with the right number and, in words, how that comes about."""
    found = list(phrases.quantities(sentence))
    if len(found) > _NUMBERS_LIMIT:
        return
    gaps = [sentence[one.end : other.start] for one, other in pairwise(found)]
    for place in range(len(found)):
        for claim in (_growth, _percentage, _difference, _product, _equation, _sum, _parts, _batches, _change):
            said = claim(sentence, found, gaps, place)
            if said and not _holds(*said[:3]):
                yield said[0], said[1], said[3]
                break


Claim = tuple[Quantity, Decimal, list[Quantity], str]
"""A result as written, what it should be, the numbers that it comes from, and how in words."""


def _growth(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """78000 的基础上增长 10%，达到 85000."""
    if place < 2:
        return None
    base, rate, result = found[place - 2 : place + 1]
    if base.unit == result.unit == "%" and _is_points(sentence, rate):
        return _points(base, rate, result, gaps[place - 2 : place])
    sign = 1 if re.fullmatch(_UP, gaps[place - 2]) else -1 if re.fullmatch(_DOWN, gaps[place - 2]) else 0
    if not sign or rate.unit != "%" or _is_points(sentence, rate) or base.unit == "%":
        return None
    if not re.fullmatch(_RESULT, gaps[place - 1]) or (base.unit and result.unit not in (base.unit, "")):
        return None
    if _is_year(base) or _is_year(result) or result.unit == "%":
        return None
    expected = base.number * (100 + sign * rate.number) / 100
    return (
        result,
        expected,
        [base, rate],
        f"{_plain(base.number)} {'增长' if sign > 0 else '下降'} {_plain(rate.number)}% ",
    )


def _points(base: Quantity, change: Quantity, result: Quantity, gaps: list[str]) -> Claim | None:
    """由 41% 提高 3 个百分点，达到 45%."""
    sign = 1 if re.fullmatch(_UP, gaps[0]) else -1 if re.fullmatch(_DOWN, gaps[0]) else 0
    if not sign or not re.fullmatch(_RESULT, gaps[1]):
        return None
    how = f"{_plain(base.number)}% {'加' if sign > 0 else '减'} {_plain(change.number)} 个百分点"
    return result, base.number + sign * change.number, [base, change], how


def _parts(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """共 150 人，其中初级 80 人、中级 45 人、高级 15 人; 共 20 场（讲座 12 场、展览 6 场）.

    Only parts that make up the whole by what they are called can be added up: 其中女性 30 人 leaves room for others.
    """
    whole = found[place]
    if not whole.unit or whole.unit == "%" or whole.bound == "≈":
        return None
    parts = [one for one in found[place + 1 :] if one.unit == whole.unit]  # 一标段 9.4 公里: the first is no amount
    heads = [sentence[one.end : other.start] for one, other in pairwise([whole, *parts])]
    if len(parts) < 2 or not re.fullmatch(_FIRST_PART, heads[0]) or any(part.bound for part in parts):
        return None
    if not all(re.fullmatch(_NEXT_PART, head) for head in heads[1:]):
        return None
    total = sum((part.number for part in parts), Decimal(0))
    bracket = heads[0].lstrip()[:1] in ("（", "(") and sentence[parts[-1].end :].lstrip()[:1] in ("）", ")")
    counted = re.search("[共总合][计数共]?[^，。；、0-9]{0,4}\\Z", sentence[: whole.start]) is not None
    colon = counted and heads[0].lstrip()[:1] in ("：", ":") and not sentence[parts[-1].end :].strip("。；; ")
    listed = (bracket or colon) and not any(word in heads[0] for word in ("含", "包括", "其中"))
    apart = total > whole.number and any(_makes_up(members, heads) for members in _APART)
    if listed or apart or any(_makes_up(members, heads) for members in _WHOLES):
        return whole, total, parts, "各部分相加"
    return None


def _batches(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """500 人，分为 5 期，每期 80 人."""
    if place < 2:
        return None
    whole, times, each = found[place - 2 : place + 1]
    if not whole.unit or whole.unit != each.unit or times.unit in ("", whole.unit):
        return None
    head = re.fullmatch(rf"[，, ]*{_EACH}", gaps[place - 1])
    if head is None or not re.fullmatch("[^。；，0-9]{0,6}[，, ]?共?分(?:为|成|作)?", gaps[place - 2]):
        return None
    if head["each"].removeprefix("个")[:1] not in sentence[times.start : times.end + 4]:
        return None
    return whole, each.number * times.number, [each, times], f"{_plain(each.number)} 乘 {_plain(times.number)} "


def _change(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """新增 80 个，由 420 个增加到 510 个."""
    if place < 2:
        return None
    change, base, later = found[place - 2 : place + 1]
    if not change.unit or change.unit == "%" or {base.unit, later.unit} != {change.unit}:
        return None
    if not re.fullmatch("[，, ]?(?:总[数量])?[由从]", gaps[place - 2]) or not re.fullmatch(_TO, gaps[place - 1]):
        return None
    before = sentence[max(0, change.start - 8) : change.start]
    sign = 1 if re.search("新增|增[加长]", before) else -1 if re.search("减少|压减|下降", before) else 0
    if not sign:
        return None
    how = f"{_plain(base.number)} 到 {_plain(later.number)} "
    return change, sign * (later.number - base.number), [base, later], how


def _makes_up(members: tuple[str, ...], heads: list[str]) -> bool:
    """Return whether the parts are the members of a known division, each once and none left out."""
    if members[0] == "一":  # 一标段、二标段 and so on, as many as there are parts
        members = members[: len(heads)]
    return len(members) == len(heads) and all(
        re.search(rf"(?<![一二三四五六七八九十]){member}", head) for member, head in zip(members, heads, strict=True)
    )


def _percentage(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """由 200 增至 260，增长 25%."""
    if place < 2:
        return None
    base, later, rate = found[place - 2 : place + 1]
    if rate.unit != "%" or _is_points(sentence, rate) or "%" in (base.unit, later.unit) or not base.number:
        return None
    if (
        not re.search(_FROM, sentence[max(0, base.start - 24) : base.start])
        or not re.fullmatch(_TO, gaps[place - 2])
        or base.unit != later.unit
    ):
        return None
    sign = 1 if re.fullmatch(_UP, gaps[place - 1]) else -1 if re.fullmatch(_DOWN, gaps[place - 1]) else 0
    if not sign or _is_year(base) or _is_year(later):
        return None
    expected = sign * (later.number - base.number) * 100 / base.number
    return rate, expected, [base, later], f"{_plain(base.number)} 到 {_plain(later.number)} "


def _difference(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """由 200 人增加到 260 人，增加 60 人; 由 80% 提高到 90%，提高 10 个百分点."""
    if place < 2:
        return None
    base, later, change = found[place - 2 : place + 1]
    points = _is_points(sentence, change)
    if not change.unit or {base.unit, later.unit} != {change.unit} or (change.unit == "%" and not points):
        return None
    if not re.search(_FROM, sentence[max(0, base.start - 24) : base.start]) or not re.fullmatch(_TO, gaps[place - 2]):
        return None
    sign = 1 if re.fullmatch(_UP, gaps[place - 1]) else -1 if re.fullmatch(_DOWN, gaps[place - 1]) else 0
    if not sign:
        return None
    how = f"{_plain(base.number)} 到 {_plain(later.number)} "
    return change, sign * (later.number - base.number), [base, later], how


def _equation(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """50 人×20 场=1000 人; 12+8=20."""
    if (
        place < 2
        or not any(sign in gaps[place - 1] for sign in "=＝")
        or not re.fullmatch(_EQUALS, gaps[place - 1])
        or (place > 2 and re.search(_OPERATOR, gaps[place - 3]))
    ):
        return None
    one, other, result = found[place - 2 : place + 1]
    operator = re.fullmatch(_OPERATOR, gaps[place - 2])
    if operator is None or result.unit == "%":
        return None
    times = operator[1] not in "+＋"
    expected = one.number * other.number if times else one.number + other.number
    return result, expected, [one, other], f"{_plain(one.number)} {'乘' if times else '加'} {_plain(other.number)} "


def _product(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """每场 50 人共 20 场，合计 900 人; also 20 场，每场 50 人，共 900 人."""
    if place < 2 or not any(word in gaps[place - 1] for word in "计共总") or not re.fullmatch(_TOTAL, gaps[place - 1]):
        return None
    one, other, result = found[place - 2 : place + 1]
    for each, times, before in (
        (one, other, sentence[max(0, one.start - 16) : one.start]),
        (other, one, gaps[place - 2]),
    ):
        head = re.search(_EACH, before)
        if head is None or each.unit != result.unit or each.unit in ("", "%") or times.unit == each.unit:
            continue
        counted = sentence[times.start : times.end + 4]
        if head["each"][0] in counted or head["each"].removeprefix("个")[:1] in counted:
            expected = each.number * times.number
            return result, expected, [each, times], f"{_plain(each.number)} 乘 {_plain(times.number)} "
    return None


def _sum(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """讲座 12 场、展览 8 场，共 25 场."""
    result = found[place]
    if place < 2 or not result.unit or result.unit == "%" or not any(word in gaps[place - 1] for word in "计共总"):
        return None
    if not re.fullmatch(_TOTAL, gaps[place - 1]):
        return None
    parts: list[Quantity] = []
    for number in range(place - 1, -1, -1):
        if found[number].unit != result.unit or (parts and not re.fullmatch(_JOIN, gaps[number])):
            break
        parts.insert(0, found[number])
    before = sentence[: parts[0].start] if parts else ""
    if len(parts) < 2 or any(word in before for word in ("其中", "每", "包括", "共")) or len(parts) < place:
        return None
    return result, sum((part.number for part in parts), Decimal(0)), parts, "各项相加"


def _holds(result: Quantity, expected: Decimal, parts: list[Quantity]) -> bool:
    """Return whether a written result can be what the numbers give, rounded as its own words say."""
    number, off = abs(result.number), abs(expected) - abs(result.number)
    bounds = {part.bound for part in parts}
    if ("≥" in bounds and off < 0) or ("≤" in bounds and off > 0) or "≈" in bounds:
        return True
    coarse = _last_figure(number, result.step)
    if result.bound == "≈":
        return abs(off) <= coarse / 2
    if result.bound == "≥":
        return 0 <= off < coarse
    if result.bound == "≤":
        return -coarse < off <= 0
    if result.unit == "%":
        return abs(off) < result.step
    return abs(off) < 1 if result.step == 1 else abs(off) <= result.step / 2


def _last_figure(number: Decimal, step: Decimal) -> Decimal:
    """Return what the last figure that is not 0 is worth: 1000 for 85000, 100 for 1.2万 written as 12000."""
    while number and step < number and number % (step * 10) == 0:
        step *= 10
    return step


def _is_points(sentence: str, rate: Quantity) -> bool:
    """Return whether a rate is added, not multiplied: 提高10个百分点."""
    return sentence[rate.start : rate.end].endswith("点")


def _is_year(quantity: Quantity) -> bool:
    return quantity.unit == "年" or (not quantity.unit and 1990 <= quantity.number <= 2050)


def _plain(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _shown(expected: Decimal, result: Quantity) -> str:
    """Return the right number in the spelling of the wrong one: with % or 个百分点, or in 万."""
    if result.unit == "%":
        return _plain(expected) + ("个百分点" if result.phrase.endswith("点") else "%")
    return f"{_plain(expected / 10_000)}万" if "万" in result.phrase else _plain(expected)

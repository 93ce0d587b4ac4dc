"""Sums, products and growth that a text works out are right.

Why:
    文字里自己算出来的数，审核的人会再算一遍：78000 增长 10% 是 85800，写“达到85000左右”就会退回。写明是约数的
    （约、左右）允许四舍五入到写出的最后一位非零数字，“以上”“超过”“余”只允许往下舍，“以内”只允许往上进；85800 写成
    “86000左右”“85000以上”都可以，“85000左右”差得比四舍五入多。没有写约数的要相等，百分数允许舍去小数。
    前面的数本身写“不少于”的，后面的数更大不算错。只看能确定怎么算的：基数增长百分之几达到多少、由多少到多少增长百分之几、
    每场多少人共多少场合计多少人、几项相加共多少（合计写在下一句也算）、“初级、中级、高级”这样分完全部的各部分。“其中”
    可以只写几部分，所以只有加起来比总数还多才算错；人和事物的各部分可能重叠，只看单独一部分是不是比总数还多。

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
        设备购置费86万元，软件开发费45万元，培训费9万元。
        以上合计150万元。  # <- arithmetic-wrong
        年度预算300万元，其中测试费180万元、差旅费70万元、劳务费60万元。  # <- arithmetic-wrong

Good:
    项目绩效目标:
      年度总体目标: |
        粉丝数由78000增长10%，达到85000以上；志愿者由300人增至412人，增长37%；
        每场不少于50人，举办20场，共1200人；讲座12场、展览8场，共20场；阅读量在1.2万的基础上增长25%，达到1.5万。
        设备购置费86万元，软件开发费45万元，勘察设计费9万元，三项共140万元；年度预算300万元，其中测试费180万元。
"""

import re
from collections.abc import Iterator, Sequence
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
_SUM_WORD = (  # no 公共计算机室, 总计划, 总部, 共享, 共青团, 设计, 审计, 流量计
    r"(?:(?:(?<![综联混])合计|(?<![公中])共计|总计|累计)(?![划算量分时])|总共|总(?!数据|量子)[人场次数量]+"
    r"|(?<![公中])共(?![建享同青产和性管治赢识育创计])(?!用.|有[产制])|(?<![^\W_])计(?![划算量时分生提件价费酬])"
    r"|(?<=[项上者])计(?![划算量时分生提件价费酬]))"
)
_TOTAL = rf"[^。；\n0-9其]{{0,8}}?{_SUM_WORD}[^。；，\n0-9]{{0,8}}\Z"
_COUNT = r"[，,、 ]*(?:以上|上述|前述|这)?\Z"
"""What may stand before the number of the parts: 以上三项共."""
_JOIN = r"[和及与、，, ][^。；，\n0-9每其]{0,14}\Z"
_EACH = r"每[ ]?(?P<each>个?[^\W\dA-Za-z_]{1,2}?)[^。；，、\n0-9每]{0,8}\Z"
_FIRST_PART = r"[^。；，0-9]{0,6}[，：:（(]?[^。；，、0-9每]{1,10}"
_NEXT_PART = r"[^。；，、0-9]{0,6}[，、和及][^。；，、0-9每]{1,10}"
_AMONG = r"[^。；，、0-9]{0,6}[，,（(]?[ ]*其中[：:，,]?[^。；，、0-9每]{0,12}"
_NEXT_OF = r"[^。；，、0-9和及]{0,6}([，、和及])[^。；，、0-9每]{1,12}"
_NEXT_ITEM = r"[^。；，、\n0-9和及]{0,6}[，、和及][^。；，\n每其]{1,20}"
_NO_WHOLE = r"(?:每|平均|人均|增[加长]|新增|减少|压减|节约|结余)[^。；，、0-9]{0,8}\Z"
_NO_PART = "用于|包括|执行|实际|累计|已|完成|节约|剩余|节余|拨付|到位|另"
_SOURCES = "财政|拨款|自筹|自有|结转|配套|资金|贷款|赞助|收入|中央|省级|市级|县级|区级"
_IN_ALL = (
    r"(?:预算|[总合共]|年度[资经][金费]|项目[资经][金费]|整个项目|所需[资经][金费]|(?:20[0-9]{2}年|全年|本年|年度)(?:拟|共|计划)?安排)"
    r"(?![^。；，]{0,6}(?:财政|拨款|补助|上级|中央|自筹))[^。；，、0-9]{0,8}\Z"
)
"""Words before an amount that is everything, not what one of several gives."""
_NO_LIST = "其中|包括|每|单价|均|标准|×|\\*|上年|去年|[总合共]计|总额|总投资|不含|另"
_NUMBERING = r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,2}[)）、.])?\s*"
_SUMS_UP_ABOVE = r"\s*(?:以上|上述|前述)[^。；，、0-9]{0,4}(?:合计|共计|总计|总共|共)[^。；，、0-9]{0,4}"
_SUMS_UP = rf"{_SUMS_UP_ABOVE}|\s*(?:各?项)?(?:经费|费用|资金)?(?:合计|共计|总计)[^。；，、0-9]{{0,4}}"
_SPENDING = r"\s*(?:[资经][金费])?(?:主要|全部|具体|分别)?(?:用于|用途)"
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
        if len(phrases.quantities(text)) < 2:
            continue
        said, found = phrases.sentences(text), phrases.quantities_by_sentence(text)
        wrong = [
            (start, *claim)
            for (start, sentence), numbers in zip(said, found, strict=True)
            for claim in _wrong_in(sentence, numbers)
        ]
        known = {start + result.start for start, result, _, _ in wrong}
        wrong += [one for one in _wrong_across(said, found) if one[0] + one[1].start not in known]
        for start, result, expected, how in sorted(wrong, key=lambda one: one[0] + one[1].start):
            message = f"“{field.label}”里写的是“{result.phrase}”，{how}应当是 {_shown(expected, result)}"
            at = field.span(start + result.start, start + result.end)
            yield warning("arithmetic-wrong", message, at, "重新算一遍，改结果或改前面的数")


def _wrong_in(sentence: str, numbers: Sequence[Quantity]) -> Iterator[tuple[Quantity, Decimal, str]]:
    """Yield each wrong result with the right number and, in words, how that comes about."""
    if not 2 <= len(numbers) <= _NUMBERS_LIMIT:
        return
    found = list(numbers)
    gaps = [sentence[one.end : other.start] for one, other in pairwise(found)]
    for place in range(len(found)):
        for claim in _CLAIMS if place > 1 else (_parts, _within):
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
    if len(parts) < 2:
        return None
    heads = [sentence[one.end : other.start] for one, other in pairwise([whole, *parts])]
    if not re.fullmatch(_FIRST_PART, heads[0]) or any(part.bound for part in parts):
        return None
    if not all(re.fullmatch(_NEXT_PART, head) for head in heads[1:]):
        return None
    total = sum((part.number for part in parts), Decimal(0))
    bracket = heads[0].lstrip()[:1] in ("（", "(") and sentence[parts[-1].end :].lstrip()[:1] in ("）", ")")
    counted = re.search("[共总合][计数共]?[^，。；、0-9]{0,4}\\Z", sentence[: whole.start]) is not None
    counted = counted or (whole.unit == "元" and re.search(_IN_ALL, sentence[: whole.start]) is not None)
    colon = counted and heads[0].lstrip()[:1] in ("：", ":") and not sentence[parts[-1].end :].strip("。；; ")
    listed = (bracket or colon) and not any(word in heads[0] for word in ("含", "包括", "其中", "主要", "重点"))
    apart = total > whole.number and any(_makes_up(members, heads) for members in _APART)
    if listed or apart or any(_makes_up(members, heads) for members in _WHOLES):
        return whole, total, parts, "各部分相加"
    return None


def _within(sentence: str, found: list[Quantity], gaps: list[str], place: int) -> Claim | None:
    """预算 300 万元，其中设备费 180 万元、培训费 150 万元: the parts of money share nothing, and are not more than it.

    Of people and things the parts may overlap (女性、党员), but no part is more than the whole.
    """
    if place + 1 == len(found) or "其中" not in gaps[place]:
        return None
    whole, before = found[place], sentence[: found[place].start]
    if whole.unit in ("", "%") or whole.bound in ("≈", "≥"):
        return None
    if any(one.unit == whole.unit for one in found[:place]) or re.search(_NO_WHOLE, before):
        return None  # 其中 may be of all of them; or it is a change, or of each
    if not re.fullmatch(_AMONG, gaps[place]) or found[place + 1].unit != whole.unit:
        return None
    parts, heads = [found[place + 1]], [gaps[place]]
    joints: set[str] = set()
    for gap, part in zip(gaps[place + 1 :], found[place + 2 :], strict=False):
        joint = re.fullmatch(_NEXT_OF, gap)
        if joint is None or part.unit != whole.unit:
            break
        if joints == {"、"} and joint[1] == "，":  # 其中甲3项、乙2项，丙5项: the last is no part
            break
        joints.add("，" if joint[1] == "，" else "、")
        parts.append(part)
        heads.append(gap)
    if any(part.bound in ("≈", "≤") for part in parts):
        return None
    if parts[0].number > whole.number:
        return whole, parts[0].number, parts[:1], "其中的一部分就有这么多，至少"
    of_sources = {re.search(_SOURCES, head) is not None for head in heads}
    whole_of_all = joints == {"、"} or (joints == {"，"} and re.search(_IN_ALL, before))
    if whole.unit != "元" or not whole_of_all or len(of_sources) > 1 or re.search(_NO_PART, "".join(heads)):
        return None
    total = sum((part.number for part in parts), Decimal(0))
    return (whole, total, parts, "其中的各部分相加，至少") if total > whole.number else None


def _wrong_across(
    said: Sequence[tuple[int, str]], found: Sequence[tuple[Quantity, ...]]
) -> Iterator[tuple[int, Quantity, Decimal, str]]:
    """Yield each wrong total that stands in another sentence than its parts, with the start of its sentence."""
    for number in range(1, len(said)):
        if not found[number] or max(len(found[number]), len(found[number - 1])) > _NUMBERS_LIMIT:
            continue
        for start, claim in (_summed_up(said, found, number), _spent(said, found, number)):
            if claim and not _holds(*claim[:3]):
                yield start, claim[0], claim[1], claim[3]
                break


def _summed_up(
    said: Sequence[tuple[int, str]], found: Sequence[tuple[Quantity, ...]], number: int
) -> tuple[int, Claim | None]:
    """演出费 134 万元，创作费 57 万元。以上合计 250 万元; also when each part is a sentence or line of its own."""
    start, sentence = said[number]
    head = re.match(_NUMBERING, sentence)
    rest = [one for one in found[number] if one.start >= (head.end() if head else 0)]
    count = rest.pop(0) if len(rest) > 1 and rest[0].unit in ("个", "") else None
    result = rest[0] if rest else None
    if result is None or result.unit in ("", "%"):
        return start, None
    before = sentence[head.end() if head else 0 : result.start]
    if count:
        before = before.replace(sentence[count.start : count.end], "")
    claims = _SUMS_UP if result.unit == "元" else _SUMS_UP_ABOVE
    if not re.fullmatch(claims, before):
        return start, None
    above, heads = Decimal(0), Decimal(0)
    for earlier in reversed(found[max(0, number - _NUMBERS_LIMIT) : number]):
        amounts = [one.number for one in earlier if one.unit == result.unit]
        if not amounts:
            break
        above, heads = above + sum(amounts), heads + amounts[0]
        if result.number in (above, heads):
            return start, None
    parts = _listed(said[number - 1][1], found[number - 1], result.unit) or _itemized(said, found, number, result.unit)
    if not parts or (count and count.number != len(parts)):
        return start, None
    return start, (result, sum((part.number for part in parts), Decimal(0)), parts, "前面各项相加")


def _spent(
    said: Sequence[tuple[int, str]], found: Sequence[tuple[Quantity, ...]], number: int
) -> tuple[int, Claim | None]:
    """年度资金 480 万元。用于上门服务 346 万元、适老化改造 145 万元: more is spent than there is."""
    start, before = said[number - 1]
    amounts = [one for one in found[number - 1] if one.unit == "元"]
    parts = _listed(said[number][1], found[number], "元")
    if not amounts or not parts or not re.match(_SPENDING, said[number][1]):
        return start, None
    whole, total = amounts[0], sum((part.number for part in parts), Decimal(0))
    if whole.bound in ("≈", "≥") or not re.search(_IN_ALL, before[: whole.start]) or total <= whole.number:
        return start, None
    between = before[whole.end : amounts[1].start] if len(amounts) > 1 else "其中"
    return start, (whole, total, parts, "各项用途相加，至少") if "其中" in between else None


def _listed(sentence: str, found: tuple[Quantity, ...], unit: str) -> list[Quantity]:
    """Return the parts that a sentence lists, all of one unit; none where it says something else as well."""
    parts = [one for one in found if one.unit == unit]
    heads = [sentence[one.end : other.start] for one, other in pairwise(parts)]
    if len(parts) < 2 or any(part.bound for part in parts) or re.search(_NO_LIST, sentence):
        return []
    first = re.split("[：:，]", sentence[: parts[0].start])[-1]
    rest = sentence[parts[-1].end :].strip("，、 ")
    if re.search(_IN_ALL, first) or rest or not all(re.fullmatch(_NEXT_ITEM, head) for head in heads):
        return []
    return parts


def _itemized(
    said: Sequence[tuple[int, str]], found: Sequence[tuple[Quantity, ...]], number: int, unit: str
) -> list[Quantity]:
    """Return the parts before a total that are each a sentence or line of their own."""
    parts: list[Quantity] = []
    for earlier in range(number - 1, -1, -1):
        own = [one for one in found[earlier] if one.unit == unit]
        if len(own) != 1 or own[0].bound or re.search(_NO_LIST, said[earlier][1]):
            break
        parts.insert(0, own[0])
    return parts if len(parts) > 1 and not re.search(_IN_ALL, said[number - len(parts)][1]) else []


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
    counts = place > 2 and result.unit != found[place - 1].unit and found[place - 1].unit in ("个", "")
    count = found[place - 1] if counts else None
    if count and not re.fullmatch(_COUNT, gaps[place - 2]):  # 以上三项共
        return None
    last = place - 1 if count else place
    parts: list[Quantity] = []
    for number in range(last - 1, -1, -1):
        if found[number].unit != result.unit or (parts and not re.fullmatch(_JOIN, gaps[number])):
            break
        parts.insert(0, found[number])
    before = sentence[: parts[0].start] if parts else ""
    if len(parts) < 2 or len(parts) < last or re.search("其中|每|包括|(?<!公)共", before):
        return None
    if count and count.number != len(parts):
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


_CLAIMS = (_growth, _percentage, _difference, _product, _equation, _sum, _parts, _within, _batches, _change)
"""Each way in which a number may be worked out from those before it; all but two need two before it."""

"""What a goal promises in numbers, and which indicator carries each.

Owns the comparison between running text and the table of indicators, which two rules look at from both ends. A goal's
text and the indicators go in; promises, and for each the rows that carry or contradict it, come out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from formgen import phrases
from formgen.phrases import Quantity
from formgen.project import Field, Project, Row, once_per_project
from formgen.values import Measure
from formgen.words import listed


class Promise(NamedTuple):
    """A number that the goal promises.

    Attributes:
        field: the goal.
        quantity: the number, with its offsets in the goal's text.
        about: `phrases.keywords` of the words around it.
        whole: False for what is said of each one of many (每校3天) or of a part (其中5场): no indicator need carry it,
            but one may.
    """

    field: Field
    quantity: Quantity
    about: frozenset[str]
    whole: bool


class Indicator(NamedTuple):
    """A row of the table as promises see it.

    Attributes:
        row: the row.
        name: its name.
        value: its value.
        numbers: each number that its name or value holds, with its unit.
        measured: the number and unit of a quantitative value; None for a qualitative one.
    """

    row: Row
    name: Field
    value: Field
    numbers: tuple[tuple[Decimal, str], ...]
    measured: tuple[Decimal, str] | None

    @property
    def about(self) -> frozenset[str]:
        """The keywords of its name."""
        return phrases.keywords(str(self.name.value))

    @property
    def under(self) -> frozenset[str]:
        """The keywords of the groups that it stands under."""
        return phrases.keywords("，".join([level.label for level in self.row.levels]))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The promises of the goals beside the indicators.

    Attributes:
        promises: in the order of the text.
        indicators: in the order of the table.
        unmeasured: promises that no indicator carries, nor contradicts.
        contradicted: for each promise that an indicator gives with another number, that indicator.
        unpromised: indicators with a number that no promise has.
    """

    promises: tuple[Promise, ...]
    indicators: tuple[Indicator, ...]
    unmeasured: tuple[Promise, ...]
    contradicted: tuple[tuple[Promise, Indicator], ...]
    unpromised: tuple[Indicator, ...]


# patterns as text: they are compiled when a text first needs them
_PAST = (
    "去年|上一?年度?|往年|历年|前期|目前|现有|已有|原有|此前|以来|曾|已[^，。；]|近[几0-9一二三四五两]+年"
    "|上一?届|累计已"
)
_FROM_NOW_ON = "基础上|增[至加长]|提[高升]|达到|扩大到|上升|升至|新增|力争|再"
_EACH = (
    r"(?:每(?!年)|平均|[人校场户班村家年月日周]均|单[场校个次人件]|各(?![类项级种地区界方单部镇县市校])|分别)"
    r"[^，。；、：]{0,8}\Z"
)
_BACKGROUND = (
    r"(?:依托|根据|按照|依据|面向|针对|围绕|对照|结合|遵循|贯彻|共有|下辖|下设|设有|拥有|地处|相当于)[^，。；：、]{0,4}\Z"
    r"|(?:保障|承担|负责|距离?|辖|第|前|后|头)[ \t]*\Z"
    r"|(?<!\w)在(?:全[省市区县州乡镇])?(?:[0-9]+[个家所处][^，。；：、]{1,8}[和、及])?[ \t]*\Z"
)
_POPULATION = r"(?:户籍|常住|在[册籍校职编岗]|登记|注册|建档|服务人口|总人口)[^，。；：、]{0,8}\Z"
_REGISTERED = listed("户籍 常住 在册 在籍 在校 在职 在编 在岗 登记 注册 建档 服务人口 总人口")
_ACTION = listed(
    "培训 资助 救助 帮扶 慰问 补助 补贴 覆盖 惠及 走访 新增 增加 达 开展 完成 发放 检查 "
    "体检 保障 奖励 评选 招 选派 为 对 向"
)
_WHOLE_AREA = r"(?<!覆盖)(?<!惠及)(?<!服务)全[市区县省国州镇校院系][^，。；：、]{0,3}\Z"
_BEFORE_BASELINE = listed("由 从 自 较 比")
_BASELINE = r"(?:由|从|自|较|比)[^，。；：]{0,14}\Z"
_RISE = r"[^，。；：0-9]{0,8}?(?:增|提|升|扩|降|减|[到至])"
_SENTENCE_END = re.compile("[。；！？\n;]")
_KIND_OF = r"(?:的|规模|以上规模|级|制|型|版|强|大(?=[^，。；]))"
_AMOUNT_OF = r"[量数](?:达到?|不少于|不低于|超过?|突破|至少|增至|约)[ \t]*\Z"  # 阅读量突破100万
_RATE = listed("率 度 比 重 占 增 减 降 提 升 涨")
_BENEFIT = listed("产值 收入 销售 营收 增收 节约 节省 带动 交易 成交 营业 效益 税 捐 募 融资 放贷 贷款")
_COUNTED = frozenset(
    [*"场篇部台套辆册所亩人次座间栋幅集吨", "公里", "学时", "平方米"]
)  # 两部, 八场; but 三级, 八项, 一个
_PARTS = 12  # numbers of one unit among which sums are tried
_TELLING = 3  # a smaller number in the words of an indicator (每季度1次) may be anything's
_RELATED = 0.25
_SATISFIED = "满意"
_ALIKE = 0.5  # of the words of the shorter one, so many must be shared by a promise and an indicator of one thing


def compare(project: Project, goals: Sequence[str], year: str, table: str, name: str, value: str) -> Comparison:
    """Return what the goals promise beside what the indicators measure.

    Args:
        project: the form.
        goals: keys of the goals.
        year: key of the form's year; what the text says of another year is no promise.
        table: key of the table.
        name: column of the indicators' names.
        value: column of their values.
    """
    return _compared(project, tuple(goals), year, table, name, value)


@once_per_project
def _compared(project: Project, goals: tuple[str, ...], year: str, table: str, name: str, value: str) -> Comparison:
    form_year = project.value(year)
    found = [
        promise
        for field in project.filled(*goals)
        if isinstance(field.value, str)
        for promise in _promises(field, field.value, form_year if isinstance(form_year, int) else None)
    ]
    promises = tuple({_sense(promise): promise for promise in reversed(found)}.values())[::-1]  # said twice: the first
    indicators = tuple(_indicators(project, table, name, value))
    counted = _by_unit((one.quantity.unit, one.quantity.number) for one in promises)
    measured = _by_unit((one.measured[1], one.measured[0]) for one in indicators if one.measured)
    holders: dict[Decimal | None, list[Indicator]] = {}
    for one in indicators:
        for number, _ in one.numbers:
            holders.setdefault(number, []).append(one)
    namesakes: dict[Decimal | None, list[Promise]] = {}
    for promise in promises:
        namesakes.setdefault(promise.quantity.number, []).append(promise)
    claims: dict[Decimal | None, list[Promise]] = {number: list(same) for number, same in namesakes.items()}
    for promise in promises:
        if promise.quantity.low is not None:
            claims.setdefault(promise.quantity.low, []).append(promise)
    uncarried = [
        promise
        for promise in promises
        if promise.whole and not _is_carried(promise, indicators, holders, namesakes[promise.quantity.number])
    ]
    wholes = _by_unit(
        (one.measured[1], one.measured[0])
        for one in (indicators if uncarried else ())
        if one.measured and not _has_own(one, claims)
    )
    open_promises = [promise for promise in uncarried if not _adds_up(promise, counted, measured, wholes)]
    partial = [promise for promise in promises if not promise.whole]
    unpromised = [one for one in indicators if one.measured and not _is_promised(one, claims, partial, counted)]
    contradicted: list[tuple[Promise, Indicator]] = []
    unmeasured: list[Promise] = []
    free = list(unpromised)
    for promise in open_promises:
        best = max(free, key=lambda one: _likeness(promise, one), default=None)
        if best and _likeness(promise, best) >= _ALIKE:
            contradicted.append((promise, best))
            free.remove(best)
        else:
            unmeasured.append(promise)
    return Comparison(promises, indicators, tuple(unmeasured), tuple(contradicted), tuple(unpromised))


def _sense(promise: Promise) -> tuple[object, ...]:
    """Return what makes two promises the same."""
    return promise.quantity.number, promise.quantity.unit, promise.about, promise.whole


def _by_unit(numbers: Iterable[tuple[str, Decimal]]) -> dict[str, list[Decimal]]:
    found: dict[str, list[Decimal]] = {}
    for unit, number in numbers:
        found.setdefault(unit, []).append(number)
    return found


def _indicators(project: Project, table: str, name: str, value: str) -> Iterator[Indicator]:
    for row in project.tables.get(table, []):
        if name not in row.fields or value not in row.fields:
            continue
        one, other = row.fields[name], row.fields[value]
        measured = phrases.of_measure(other.value) if isinstance(other.value, Measure) else None
        texts = [field.value for field in (one, other) if isinstance(field.value, str)]
        said = tuple((found.number, found.unit) for text in texts for found in phrases.quantities(text))
        yield Indicator(
            row=row,
            name=one,
            value=other,
            numbers=(*((measured,) if measured else ()), *said),
            measured=measured,
        )


def _promises(field: Field, text: str, form_year: int | None) -> Iterator[Promise]:
    found = phrases.quantities(text)
    names = phrases.quoted(text)
    for number, quantity in enumerate(found):
        if phrases.within(names, quantity.start):
            continue
        first, last = phrases.clause(text, quantity.start, quantity.end)
        subject = text[first : quantity.start].rpartition("、")[2]  # 灌溉保证率由60%提高到85%: of both numbers
        if number:
            first = max(first, min(found[number - 1].end, quantity.start))
        if number + 1 < len(found):
            last = min(last, max(found[number + 1].start, quantity.end))
        before, after = text[first : quantity.start], text[quantity.end : last].split("、")[0]
        sentence = text[_sentence_start(text, quantity.start) : quantity.start]
        if _is_result(quantity, before, after, sentence, form_year):
            about = phrases.keywords(f"{subject}，{after}") or phrases.keywords(sentence[-20:])
            averaged = quantity.unit in phrases.TIME_UNITS  # 平均响应时间 is one number, 平均每场 is not
            whole = (
                not re.search(_EACH, before.replace("平均", "") if averaged else before)
                and "其中" not in sentence
                and not after.lstrip().startswith("/")
            )
            yield Promise(field, quantity, about, whole)


def _sentence_start(text: str, place: int) -> int:
    low = max(0, place - 200)
    ends = list(_SENTENCE_END.finditer(text, low, place))
    return ends[-1].end() if ends else low


def _is_result(quantity: Quantity, before: str, after: str, sentence: str, form_year: int | None) -> bool:
    """Return whether a number says what is to come out, not when, how it was, what it is called or what it costs."""
    if not quantity.unit and not re.search(_AMOUNT_OF, before):
        return False
    number, unit, reached = quantity.number, quantity.unit, quantity.phrase[:1] not in "0123456789"
    if quantity.chinese:
        reached = quantity.compared
        counted = (number >= 100 and unit != "条") or (number > 1 and unit in _COUNTED)
        if not (reached or counted) or unit == "届":  # 三级, 八项, 一次: words of the language, not counts
            return False
    if unit in phrases.TIME_UNITS and not (quantity.compared and reached):
        return False
    if unit in ("年", "月") and number >= 1900:
        return False
    if unit in ("月", "日") and "个" not in quantity.phrase:
        return False
    if unit == "%" and not (quantity.compared or _RATE.occur_in(before)):
        return False
    if unit == "元" and not _BENEFIT.occur_in(before):
        return False
    years = phrases.years(sentence)
    if years and form_year is not None and years[-1].last != form_year:
        return False
    past = [match.end() for match in re.finditer(_PAST, before)]
    if past and not re.search(_FROM_NOW_ON, before[past[-1] :]):
        return False
    if _BEFORE_BASELINE.occur_in(before) and re.search(_BASELINE, before) and re.match(_RISE, after):
        return False
    if re.match(_KIND_OF, after) and unit != "%" and not after.startswith("的目标"):
        return False
    if _REGISTERED.occur_in(before) and re.search(_POPULATION, before) and not _ACTION.occur_in(before):
        return False
    return not (re.search(_BACKGROUND, before) or ("全" in before and re.search(_WHOLE_AREA, before) is not None))


_SPECIAL = phrases.TIME_UNITS | {"%", "元", "倍"}


def _fits(promise: Promise, number: Decimal, unit: str) -> bool:
    """Return whether an indicator's number could be the promised one: as much, of the same sort of unit."""
    quantity = promise.quantity
    if number not in (quantity.number, quantity.low):
        return False
    return unit == quantity.unit or not {unit, quantity.unit} & _SPECIAL or not unit


def _shares(promise: Promise, indicator: Indicator) -> bool:
    if (
        _SATISFIED in indicator.about
        and _SATISFIED not in promise.about
        and any(pair[1] == "率" for pair in promise.about)
    ):
        return False  # 就诊率90% is not what 就诊群众满意度 ≥90% measures
    return bool(promise.about & (indicator.about | indicator.under))


def _is_carried(
    promise: Promise,
    indicators: Sequence[Indicator],
    holders: Mapping[Decimal | None, Sequence[Indicator]],
    namesakes: Sequence[Promise],
) -> bool:
    """Return whether one indicator has the promised number and can mean it.

    `holders` are the indicators by the numbers that they have, `namesakes` the promises of the same number.
    """
    near = (*holders.get(promise.quantity.number, ()), *holders.get(promise.quantity.low, ()))
    fitting = [one for one in near if any(_fits(promise, *number) for number in one.numbers)]
    if any(_shares(promise, one) for one in fitting):
        return True
    unit = promise.quantity.unit
    telling = promise.quantity.number >= _TELLING
    same_unit = [
        one
        for one in fitting
        if (one.measured and one.measured[1] == unit) or (telling and any(found == unit for _, found in one.numbers))
    ]
    if unit == "%" and promise.about:
        return False  # 95% is nobody's alone
    if any(not any(_shares(other, one) for other in namesakes) for one in same_unit):
        return True  # in other words, and no other promise claims it
    # 建成1个平台: a sentence about the platform is enough
    return promise.quantity.number == 1 and any(_overlap(promise.about, one.about) >= _RELATED for one in indicators)


def _has_own(indicator: Indicator, claims: Mapping[Decimal | None, Sequence[Promise]]) -> bool:
    """Return whether a promise by itself is what an indicator measures; `claims` are promises by their numbers."""
    return indicator.measured is not None and any(
        _fits(one, *indicator.measured) and _shares(one, indicator) for one in claims.get(indicator.measured[0], ())
    )


def _adds_up(
    promise: Promise,
    counted: dict[str, list[Decimal]],
    measured: dict[str, list[Decimal]],
    wholes: dict[str, list[Decimal]],
) -> bool:
    """Return whether several indicators make up the promise (讲座12场、展览8场 for 活动20场), or it is part of one.

    An indicator with a promise of its own (`wholes` are the others) is not made up of further ones.
    """
    number, unit = promise.quantity.number, promise.quantity.unit
    if unit in _SPECIAL:
        return False
    parts, others = measured.get(unit, []), list(counted[unit])
    others.remove(number)
    return _is_sum(number, parts) or any(
        whole - number in others or _is_sum(whole - number, others)
        for whole in wholes.get(unit, [])
        if len(others) < _PARTS
    )


def _is_promised(
    indicator: Indicator,
    claims: Mapping[Decimal | None, Sequence[Promise]],
    partial: Sequence[Promise],
    counted: dict[str, list[Decimal]],
) -> bool:
    """Return whether a promise has the indicator's number, alone or together with others, or counts it otherwise."""
    if indicator.measured is None:
        return True
    number, unit = indicator.measured
    if any(_fits(one, number, unit) for one in claims.get(number, ())):
        return True
    if any(_is_a_part_of(one, indicator, unit) for one in partial):
        return True
    return unit not in _SPECIAL and _is_sum(number, counted.get(unit, []))


def _is_a_part_of(promise: Promise, indicator: Indicator, unit: str) -> bool:
    """Return whether a number for each one or for a part (每月2场) is of what an indicator counts altogether."""
    return promise.quantity.unit == unit and not promise.whole and (not promise.about or _shares(promise, indicator))


def _is_sum(number: Decimal, parts: Sequence[Decimal]) -> bool:
    """Return whether two, three or all of the parts make up a number; of many parts some always would."""
    if len(parts) > _PARTS:
        return False
    if len(parts) > 1 and sum(parts) == number:
        return True
    possible = [part for part in parts if part <= number] if min(parts, default=0) >= 0 else parts
    return any(sum(some) == number for size in (2, 3) for some in combinations(possible, size))


def _likeness(promise: Promise, indicator: Indicator) -> float:
    """Return from 0 to 1 how surely an indicator measures what is promised; 0 when it counts in another unit."""
    if indicator.measured is None or indicator.measured[1] != promise.quantity.unit:
        return 0
    return _overlap(promise.about, indicator.about)


def _overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """Return which share of the fewer keywords the others have too."""
    smaller = min(len(some), len(others))
    return len(some & others) / smaller if smaller else 0

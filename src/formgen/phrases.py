"""What stands in a running Chinese text: quantities, dates, years, clauses and quotations, each with its offsets.

Owns the reading of numbers inside sentences: ``不少于三千人次``, ``约1.2万人``, ``达到95%以上``. Rules ask it where
something stands and point there. Pure: a text goes in, values with offsets from 0 come out. Every pattern here reads
a text of any length in time that grows with it: no repeat stands inside another over the same characters.
"""

import re
from calendar import monthrange
from collections import deque
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import add
from typing import NamedTuple

from formgen.values import Measure
from formgen.words import Words, matches

Span = tuple[int, int]
"""From the first character up to the one after the last, counted from 0."""

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_FACTORS = {"百": 100, "千": 1000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "": 1}

_CHINESE = "[零〇一二三四五六七八九两十百千万亿]"
_FACTOR = r"(?:百万|千万|万|亿|千(?![克米瓦伏])|百(?!分))"
ARABIC = r"(?<![0-9.,A-Za-z])(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|[0-9]+)(?:\.[0-9]+)?"
"""A number in figures, such as ``1,500`` or ``1.2``; never the rest of a longer one."""
NUMERAL = r"[0-9零\u3007一二三四五六七八九十百千两半几]"
"""One character of a number in figures or in Chinese."""

_PLAIN_UNITS = (
    "人次|场次|人天|人日|人份|项次|家次|户次|车次|架次|班次|批次|标段|课时|学时|门次|篇次|点次|条次|件次|例次|台次|台套|剂次|头次"
    "|个百分点|百分点|百分比|个点位|平方公里|平方千米|平方米|平米|立方米|公里|千米|公顷|公斤|千克|千瓦时|千瓦|兆瓦|吨|亩|米|升"
    "|篇|册|卷|页|字|辆|幅|门|节|集|届|轮|班|批|座|处|间|栋|幢|株|棵|头|只|羽|尾|例|床|顶|种|款|枚|盏|组|对|片|块|艘|架|颗|道|首"
    "|盘|箱|袋|瓶|盒|剂|笔|单|宗|起|件|点|类|村|社区|街道|倍|元|%|TB|GB|MB|PB|km|㎡|m²"
    "|个工作日|工作日|个小时|小时|分钟|秒|天|日|周|个星期|个月|月|个季度|年"
)
_UNITS_BEFORE_OTHER_WORDS = {  # a unit, and what must not follow it: 3 部门, 5 人才, 2 项目, 三位一体
    "人": "才工口均文民群力物大社机生类体间",
    "名": "师校单额录牌称优义",
    "位": "置数于移一",
    "场": "地馆所景均",
    "次": "要日年生方",
    "期": "间末刊限中初",
    "项": "目",
    "部": "门委分队署",
    "条": "件例款",
    "支": "部持付出",
    "家": "庭长园乡具居政禽畜电",
    "本": "科市区县省级土地校",
    "户": "外籍型口",
    "所": "有属在",
    "张": "贴",
    "份": "额",
    "个": "人性别",
    "台": "风账",
    "套": "餐内",
}
_UNITS = dict.fromkeys(_PLAIN_UNITS.split("|"), "") | _UNITS_BEFORE_OTHER_WORDS
_OTHERS = {unit: frozenset(others) for unit, others in _UNITS.items()}
_UNIT_LENGTHS = {
    first: sorted({len(unit) for unit in _UNITS if unit[0] == first}, reverse=True)
    for first in {unit[0] for unit in _UNITS}
}
COUNTERS = "".join(unit for unit in _UNITS if len(unit) == 1 and unit not in "年月日周天米元点度倍%村")
"""The measure words of one character, as they stand between a number and a thing."""

_SAME_UNITS = {
    **dict.fromkeys(["人", "人次", "名", "位"], "人"),
    **dict.fromkeys(["场", "场次"], "场"),
    **dict.fromkeys(["%", "％", "百分比", "百分点", "个百分点", "百分之"], "%"),
    **dict.fromkeys(["平方米", "平米", "㎡", "m²", "m2"], "平方米"),
    **dict.fromkeys(["公里", "千米", "km", "KM"], "公里"),
    **dict.fromkeys(["公斤", "千克", "kg"], "公斤"),
    **dict.fromkeys(["学时", "课时"], "学时"),
    **dict.fromkeys(["期", "期次"], "期"),
    **dict.fromkeys(["批", "批次"], "批"),
    **dict.fromkeys(["天", "日"], "天"),
    **dict.fromkeys(["工作日", "个工作日"], "工作日"),
    **dict.fromkeys(["小时", "个小时"], "小时"),
    **dict.fromkeys(["周", "个星期"], "周"),
    **dict.fromkeys(["月", "个月"], "月"),
    **dict.fromkeys(["个", "项", "件", "种", "类"], "个"),
}
TIME_UNITS = frozenset(["天", "工作日", "小时", "分钟", "秒", "周", "月", "个季度", "年"])
"""The units of time in the spelling that `Quantity.unit` has."""

AT_LEAST = "不得少于|不得低于|不少于|不低于|不小于|不下于|大于等于|至少|超过|大于|≥|>="
AT_MOST = "不得超过|不得高于|不超过|不多于|不高于|不大于|小于等于|小于|少于|≤|<="
"""The words that only a number can follow, as alternatives of a pattern."""
_MORE_THAN, _LESS_THAN = "高于|突破|超|逾|>|＞", "低于|控制在|<|＜"  # 实现突破 needs no number
_BEFORE = re.compile(
    rf"(?:(?P<least>{AT_LEAST}|{_MORE_THAN})|(?P<most>{AT_MOST}|{_LESS_THAN})|(?P<about>大约|将近|约|近)"
    r"|(?P<reach>达到?|为|[=＝]))[ \t]*\Z"
)
_AFTER = re.compile(
    r"[ \t]*(?:(?P<least>(?:及其?)?以上|\+(?![ 0-9]))|(?P<most>(?:及其?)?以下|以内|之内)|(?P<about>左右|上下))"
)
_ENDS_BEFORE = frozenset(word[-1] for word in f"{AT_LEAST}|{_MORE_THAN}|{AT_MOST}|{_LESS_THAN}".split("|"))
_ENDS_BEFORE |= {*"约近达到为=＝"}
_BEGINS_AFTER = frozenset(" \t及以之左上+")
"""The characters that such words end in before a number, and begin with behind it."""
_LOOK_BACK = 8  # characters before a number in which a comparison can stand

_QUANTITY = re.compile(
    rf"(?P<percent>百分之)?(?:(?P<arabic>{ARABIC})|(?P<chinese>(?<!{_CHINESE}){_CHINESE}{{1,20}}))"
    rf"[ \t]*(?P<more>[余多])?(?P<factor>{_FACTOR})?(?P<more2>[余多])?[ \t]*"
)
_NUMBER_BEGINS = re.compile(f"[0-9]|{_CHINESE}")
_RANGE = re.compile(r"(?P<low>[0-9]{1,12}(?:\.[0-9]{1,4})?)[^0-9\s，。；、]{0,3}?[-—–~～至][ \t]*\Z")
_RANGE_SIGNS = frozenset(["", *"-—–~～至"])  # nothing: there are more blanks than were looked at


class Quantity(NamedTuple):
    """A number that a text names.

    Attributes:
        start: of the number.
        end: after the unit, or after the number where none stands.
        number: its value, 万 and the like counted in; of a range the higher end.
        unit: one spelling for all that mean the same (人 for 人次, 名, 位); ``""`` where none stands.
        bound: ``≥`` at least, ``≤`` at most, ``≈`` about, ``""`` as it stands.
        step: what the last written figure is worth: 1 in 85000, 1000 in 1.2万, 0.1 in 98.5.
        chinese: whether it is written in Chinese numerals.
        low: the lower end of a range such as ``3—5场``.
        compared: whether a word such as 不少于 or 达到 stands before it, or 以上 behind.
        phrase: the number with unit and the words of comparison around it.
    """

    start: int
    end: int
    number: Decimal
    unit: str
    bound: str
    step: Decimal
    chinese: bool
    low: Decimal | None
    compared: bool
    phrase: str


def figures(text: str) -> str:
    """Return a text of the same length with its full-width digits and percent signs as narrow ones."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


_WIDE = re.compile("[\uff10-\uff19％]")
_NARROW = {0xFF10 + digit: str(digit) for digit in range(10)} | {ord("％"): "%"}


def read_numeral(text: str) -> Decimal | None:
    """Return the value of a number in Chinese such as 一百二十, 三千 or 两万; None for 百 or 万 alone."""
    if not any(character in _DIGITS or character == "十" for character in text):
        return None
    total = section = digit = 0
    last = ""
    for character in text:
        if character in _DIGITS:
            if last in _DIGITS and last not in "零〇":
                return _by_digits(text)
            digit = _DIGITS[character]
        elif character in _POWERS:
            section += (digit or 1) * _POWERS[character]
            digit = 0
        elif character == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif character == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            return None
        last = character
    if digit and len(text) > 1 and text[-2] in _FACTORS and text[-2] != "":  # 三千二 is 3200, 一万五 is 15000
        digit *= _FACTORS[text[-2]] // 10
    return Decimal(total + section + digit)


def _by_digits(text: str) -> Decimal | None:
    """Return the value of figures written one by one, such as 二〇二五."""
    if all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    return None


@lru_cache(maxsize=256)
def read_unit(unit: str) -> tuple[Decimal, str]:
    """Return what one of a unit is worth and its common spelling: ``万人次`` is 10000 人, ``场/年`` is 1 场."""
    bare = re.sub(r"[(（][^()（）]*[)）]|/年\Z", "", figures(unit)).strip()
    factor = re.match(f"{_FACTOR}(?=.)", bare)
    rest = bare[factor.end() :] if factor else bare
    return Decimal(_FACTORS[factor[0]] if factor else 1), _SAME_UNITS.get(rest, rest)


def of_measure(measure: Measure) -> tuple[Decimal, str]:
    """Return the number and unit of an indicator as `quantities` would read them in a text."""
    factor, unit = read_unit(measure.unit)
    return measure.number * factor, unit


@lru_cache(maxsize=256)  # several rules ask about one text
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers that a text names, in their order, with or without a unit."""
    narrow = figures(text)
    found = (_quantity(narrow, match) for match in matches(_QUANTITY, _NUMBER_BEGINS, narrow))
    return tuple(one for one in found if one is not None)


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    percent, arabic, chinese, more, factor_word, more_behind = match.groups()
    factor = _FACTORS[factor_word or ""]
    if arabic:
        number = Decimal(arabic.replace(",", ""))
    else:
        read = read_numeral(chinese)
        if read is None:
            return None
        number = read
    decimals = len(arabic.partition(".")[2]) if arabic else 0
    written = _unit_at(text, match.end())
    end = match.end() + len(written)
    unit = "%" if percent else _SAME_UNITS.get(written, written)
    offset = max(0, match.start() - _LOOK_BACK)
    left = text[offset : match.start()]
    last = left.rstrip(" \t")[-1:]
    before = _BEFORE.search(left) if last in _ENDS_BEFORE else None
    after = _AFTER.match(text, end) if text[end : end + 1] in _BEGINS_AFTER else None
    bound = _bound(before) or _bound(after)
    if more or more_behind:
        bound = bound or "≥"
    low = _RANGE.search(text, max(0, match.start() - 24), match.start()) if last in _RANGE_SIGNS else None
    start = match.start()
    return Quantity(
        start=start,
        end=end if written else max(match.end(name) for name in ("arabic", "chinese", "factor", "more")),
        number=number * factor,
        unit=unit,
        bound=bound,
        step=Decimal(factor).scaleb(-decimals) if decimals else Decimal(factor),
        chinese=arabic is None,
        low=Decimal(low["low"]) * factor if low else None,
        compared=bool(before or after),
        phrase=text[offset + before.start() if before else start : after.end() if after else end].strip(),
    )


def _bound(compared: re.Match[str] | None) -> str:
    """Return the sign that words of comparison stand for; nothing for 达到, and where there are none."""
    signs = {"least": "≥", "most": "≤", "about": "≈"}
    return signs.get(compared.lastgroup or "", "") if compared else ""


def _unit_at(text: str, place: int) -> str:
    """Return the longest unit that stands at a place and is not the start of another word; ``""`` where none does."""
    for length in _UNIT_LENGTHS.get(text[place : place + 1], ()):
        unit = text[place : place + length]
        if len(unit) == length and unit in _UNITS and text[place + length : place + length + 1] not in _OTHERS[unit]:
            return unit
    return ""


_CLAUSE_END = "，。；：！？,;:!?\n"
_A_CLAUSE_END = re.compile(f"[{_CLAUSE_END}]")
_CLAUSE_LIMIT = 120  # characters to either side; a longer clause says nothing more about a number


def clause(text: str, start: int, end: int) -> Span:
    """Return the stretch between the nearest punctuation marks around a place; ``、`` does not end it."""
    low, high = max(0, start - _CLAUSE_LIMIT), min(len(text), end + _CLAUSE_LIMIT)
    first = max(text.rfind(mark, low, start) for mark in _CLAUSE_END) + 1
    mark = _A_CLAUSE_END.search(text, end, high)
    return max(first, low), mark.start() if mark else high


_SENTENCE = re.compile(r"[^。；！？;!?\n]+")


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[tuple[int, str], ...]:
    """Return the sentences of a text with their offsets, without the marks that end them."""
    return tuple((match.start(), match[0]) for match in _SENTENCE.finditer(text))


@lru_cache(maxsize=256)
def quantities_by_sentence(text: str) -> tuple[tuple[Quantity, ...], ...]:
    """Return for each of the `sentences` of a text its `quantities`, with their offsets in the sentence."""
    found = deque(quantities(text))
    by_sentence = []
    for start, sentence in sentences(text):
        own = []
        while found and found[0].start < start + len(sentence):
            own.append(found.popleft())
        if any(one.low is not None for one in own):  # a range may seem to begin in the sentence before
            by_sentence.append(quantities(sentence))
        else:
            by_sentence.append(tuple([one._replace(start=one.start - start, end=one.end - start) for one in own]))
    return tuple(by_sentence)


_QUOTED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|「[^「」\n]*」|〔[^〔〕\n]*〕|\"[^\"\n]*\"|‘[^‘’\n]*’|【[^【】\n]*】")


def quoted(text: str) -> list[Span]:
    """Return the names and quotations of a text: what stands in “ ”, 《 》 and the like, the marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


def within(spans: list[Span], place: int) -> bool:
    """Return whether a place lies in one of the spans."""
    return any(start <= place < end for start, end in spans)


_FILLER_SIGNS = r"0-9A-Za-z%％\s，。；：、！？,;:.()（）“”《》≥≤=<>+\-—~～/"
_FILLER_WORDS = (
    r"不得?[少低小多高大]于|不得?超过|至少|超过|达到|以[上下内]|左右|计划|预计|力争|确保|完成|举办|开展|组织|全年|年度|本年|今年"
    r"|数量|次数|人数|场次|人次|项目|工作|活动|其中|分别|各类|相关|建设|实现|提供|进行|制作|累计|总[计数]|共计|合计|新增|每年|不断"
)
_FILLER_BEGINS = f"{_FILLER_SIGNS}{''.join({word[0] for word in _FILLER_WORDS.split('|')})}{_CHINESE[1:-1]}的和及"
_FILLERS = f"(?=[{_FILLER_BEGINS}])(?:[{_FILLER_SIGNS}]+|{_FILLER_WORDS}|{_CHINESE}|[的和及])"
"""As text: compiled when first needed. Most characters begin no such word, and are passed over at once."""


@lru_cache(maxsize=256)
def keywords(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, without numbers and words that any indicator may have.

    Why: Chinese writes no blanks between words; two names speak of the same thing when they share such a pair.
    """
    pairs: set[str] = set()
    for part in re.split(_FILLERS, text):
        pairs.update(map(add, part, part[1:]))
    return frozenset(pairs)


_EVENTS = (
    "开学|学期|学年|汛期|入汛|入冬|供暖|采暖|农忙|春耕|播种|收获|寒假|暑假|开工|开幕|开赛|节日|元旦|春节|国庆|中秋|端午"
    "|考试|高考|中考|会议|活动|比赛|大赛|赛事|论坛|展览|培训"
)
_TIMES = Words(
    [
        *(f"{unit}{part}" for unit in "年月周季" for part in "底末初"),
        *(f"{unit}度{part}" for unit in "年月周季" for part in "底末初内"),
        *(f"{unit}内" for unit in "年月周"),
        *(f"{part}{unit}" for part in "上中下" for unit in ("旬", "1年") if (part, unit) != ("中", "1年")),
        *(f"{each}{unit}" for each in ("每", "每 ") for unit in "天日周月季年隔学次场期1"),
        *(f"{each}{unit}" for each in "逐按隔" for unit in "日周月季"),
        *("1学期", "2学期", "全天", "实时", "即时", "即办", "当次", "当日", "当天", "当周", "当月", "当年", "次日"),
        *("年均", "月均", "日均", "1分之", "1分比", "%", "期初", "期末"),
        *(f"{event}{side}" for event in "汛节课赛会" for side in "前后"),
    ]
)
"""Words that tell a time, Chinese numerals written as 1: 上半年 is 上1年."""
_TERM = (
    r"(?:19|20)[0-9]{2}[-./年][ ]?[0-9]{1,2}|(?:19|20)[0-9]{2}[ ]?年度?(?:内|底|末前?|前|完成|实现)"
    r"|[0-9][ ]?月(?:份|底|初|末|中|前|上旬|下旬|内|[0-9])|[0-9][ ]?日|[0-9][ ]?次|[0-9][:：][0-9]{2}"
    r"|[0-9][ ]?个?(?:工作日|小时|分钟|秒|天|周|星期|月|季度|(?<![0-9]{4})年)(?!度)|[逐按隔]年(?!度)"
    rf"|(?:{_EVENTS})[^，。；、\n]{{0,4}}(?:前|后)(?![列景沿往提期续勤备台])"
)
_CIRCULAR = (
    r"[按如准][期时]|当年[^，。；]{1,6}当年|按(?:照)?(?:计划|要求|进度|规定|合同|约定|序时|时序|既定|预定|项目|工作|实施|年度|[^，。；]{0,16}"
    r"(?:节点|时限|期限|进度|时间))|(?:计划|规定|预定|既定|约定|要求|合同|项目|实施|工作|周期|任务)[^，。；]{0,10}"
    r"(?:日期|时间|期限|时限|节点|工期|周期|进度|期)[^，。；]{0,4}[前内]"
    r"|(?:依|据|以|与|符合|达到|满足|参照|遵照)[^，。；]{0,10}(?:计划|进度|工期|合同|节点|时限|安排)|准点|工期"
    r"|(?:计划|规定|预定|既定|约定)的?时[间限]"
)
_SAME_YEAR = "当年[^，。；]{1,6}当年"  # 当年任务当年完成
_ONES = str.maketrans(dict.fromkeys("零\u3007一二三四五六七八九十百千两半几", "1"))


def states_time(text: str) -> bool:
    """Return whether a text gives a date, a term, a rate or how often: 12月底前, 8小时内, 每季度, 95%."""
    plain = re.sub(_SAME_YEAR, "", figures(text)).translate(_ONES)
    return _TIMES.occur_in(plain) or re.search(_TERM, plain) is not None


def refers_to_a_plan(text: str) -> bool:
    """Return whether a text gives for a time only that of a plan or rule: 按期完成, 规定日期前, 按计划推进."""
    return re.search(_CIRCULAR, text) is not None


@dataclass(frozen=True, slots=True)
class Years:
    """A year, or a range of years such as 2023—2025年, that a text names.

    Attributes:
        start: of the first figure.
        end: after 年 or 年度.
        first: the year, or the first of the range.
        last: the year, or the last of the range.
    """

    start: int
    end: int
    first: int
    last: int


_YEARS = re.compile(
    r"(?<![0-9.])(?P<first>(?:19|20)[0-9]{2})(?![0-9])"
    r"(?:[ ]?年?度?[ ]?(?:[-—–~～]{1,2}|至|到)[ ]?(?P<last>(?:19|20)[0-9]{2})(?![0-9]))?"
    r"(?:[ ]?年度?|(?=[-./][01]?[0-9](?:[-./][0-3]?[0-9])?(?![0-9.%])))"
    r"|(?P<chinese>[一二][^\W\d_A-Za-z]{3})年度?"
    r"|(?<![0-9.])(?P<short>[0-9]{2})年(?:度|(?=[0-9]{1,2}月(?:底|初|末|中|前|份|上|下|[0-9]{1,2}日)|底前|末前|底完))"
)


_YEAR_BEGINS = re.compile("[0-9一二]")


def _year(match: re.Match[str]) -> int | None:
    """Return the year, or the first of a range; None for other words, and for the end of a span (24年至25年底前)."""
    if match["chinese"]:
        read = _by_digits(match["chinese"])
        return int(read) if read and 1900 <= read < 2100 else None
    if match["short"] and match.string[match.start() - 1 : match.start()] in tuple("年月至到—~～-"):
        return None
    return int(match["first"] or f"20{match['short']}")


def years(text: str) -> list[Years]:
    """Return the years that a text names in figures or Chinese numerals, in their order."""
    plain = figures(text).replace("○", "\u3007")
    if "年" not in plain and "19" not in plain and "20" not in plain:
        return []
    return [
        Years(match.start(), match.end(), first, int(match["last"] or first))
        for match in matches(_YEARS, _YEAR_BEGINS, plain)
        if (first := _year(match)) is not None
    ]


_DAY = (
    r"(?:(?P<year>20[0-9]{2})[-./](?P<month>[0-9]{1,2})[-./](?P<day>[0-9]{1,2})"
    r"|(?:(?P<chinese_year>20[0-9]{2})年|(?P<next>次年|翌年|第二年)|本年|当年)?"
    r"(?<![0-9])(?P<chinese_month>[0-9]{1,2})月份?(?:(?P<chinese_day>[0-9]{1,2})[日号]|(?P<part>[上中下]旬|初|底|末))?)"
)
_LIMIT = rf"(?:于|在|最迟)?(?P<late>不[晚迟]于)?{_DAY}(?P<before>(?:之|以)?前)?[^0-9，。；、]{{0,12}}"
_END_OF_YEAR = r"(?:于|在)?(?:(?P<year>20[0-9]{2})|本|当)?年(?:底|末)(?:之|以)?前[^0-9，。；、]{0,12}"
_PARTS_OF_MONTH = {"中旬": 11, "下旬": 21, "底": 21, "末": 21}
_NO_EVENT = "提前|原定|计划|截至|截止|[0-9日旬底末月](?:之|以)?前|[日号][至到起—~～-]"


def deadline(text: str, year: int) -> date | None:
    """Return the last day that a text allows, such as 12月15日前, 10月底前完成; None when it says anything else.

    Args:
        text: all of it is read.
        year: of a date that names none.
    """
    plain = "".join(figures(text).split())
    if found := re.fullmatch(_END_OF_YEAR, plain):
        return date(int(found["year"] or year), 12, 31)
    found = re.fullmatch(_LIMIT, plain)
    if found is None or not (found["before"] or found["late"] or found["part"] in ("底", "末")):
        return None
    return _day_of(found, year, last=True)


def day_of(text: str, year: int) -> date | None:
    """Return the first day on which a text says that something happened, of a month the first that it may have been.

    None when the text names a span, a limit, or a day that was planned.
    """
    plain = "".join(figures(text).split())
    days = [_day_of(found, year, last=False) for found in re.finditer(_DAY, plain)]
    sure = [day for day in days if day]
    return min(sure, default=None) if len(sure) == len(days) and not re.search(_NO_EVENT, plain) else None


def _day_of(found: re.Match[str], year: int, *, last: bool) -> date | None:
    """Return the first or last day that the words may mean; None for one that no calendar has."""
    typed_year = int(found["year"] or found["chinese_year"] or year) + bool(found["next"])
    month, day = int(found["month"] or found["chinese_month"]), found["day"] or found["chinese_day"]
    if not 1 <= month <= 12:
        return None
    end = monthrange(typed_year, month)[1]
    until = {"上旬": 10, "初": 10, "中旬": 20}.get(found["part"], end)
    number = int(day) if day else until if last else _PARTS_OF_MONTH.get(found["part"], 1)
    return date(typed_year, month, number) if 1 <= number <= end else None


def names_a_year(text: str) -> int | None:
    """Return the only year that a text names; None when it names none or several."""
    named = {found.first for found in years(text)} | {found.last for found in years(text)}
    return named.pop() if len(named) == 1 else None

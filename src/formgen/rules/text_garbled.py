"""No text is broken by cutting and pasting: comparisons have their number, brackets their pair, words stand once.

Why:
    复制、删改时容易留下“不少于道10篇”“不低于。”“，，”、缺一半的括号、重复的词，或者断在半句的话和乱码。读的人看不出本来要写多少，只能退回来问。

Basis:
    已证实：实际报送的表里有“不少于道10篇”。推断：文字残缺，审核时会退回；括号、标点、重复的词是按常见的笔误定的。

Bind:
    {fields: [项目绩效目标.年度总体目标], table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    项目绩效目标:
      年度总体目标: |
        原创报道不少于道10篇，  # <- text-garbled
        培训不少于场，  # <- text-garbled
        满意度达到以上。  # <- text-garbled

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 课程（含线上课程验收情况  # <- text-garbled
            指标值: 通过专家组验收，，资料齐全  # <- text-garbled
          - 三级指标: 设备进行进行检修的情况  # <- text-garbled
            指标值: 。全部检修  # <- text-garbled

Good:
    项目绩效目标:
      年度总体目标: |
        （1）讲座不少于10场，人均课时不低于上年；2）达到以上要求；
        为了了解需求，一次一次走访，培训培训师，经费不超过预算。
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.phrases import AT_LEAST, AT_MOST, COUNTERS, NUMERAL
from formgen.project import Project
from formgen.texts import texts
from formgen.values import excerpt
from formgen.words import Words

SEVERITY = Severity.WARNING
TITLE = "文字残缺或重复"
FIELD_OPTIONS = ("fields", "table")
COLUMN_OPTIONS = ("columns",)

_COMPARISON = f"{AT_LEAST}|{AT_MOST}"
_COUNTER = f"[{COUNTERS}]|场次|人次|课时|学时"
_THINGS = "场(?![地馆所景均次面外内])|篇(?![幅章])|册|名(?![师校单额录牌称优义])"  # 不少于场讲座
_STOP = r"[ \t]*(?:[，。；、：！？,;!?)）]|\Z|\n)"
_ENDS = "，。；、：！？,;!?"
_NO_NUMBER = (
    (f"(?:{_COMPARISON})(?:{_STOP}|[ \t]*[%％])", "“{}”后面没有数字"),
    (rf"(?:{_COMPARISON})(?:{_THINGS})(?=[^\W\dA-Za-z_])", "“{}”缺了字，比较的话后面应当是数字"),
    (
        f"(?:{_COMPARISON})[ \t]*(?:{_COUNTER})(?:(?=[ \t]*{NUMERAL})|{_STOP})",
        "“{}”缺了字，比较的话后面应当是数字",
    ),
    (f"(?:{_COMPARISON})[ \t]*(?:{_COMPARISON})", "“{}”重复了"),
)
_NOT_REACHED = (
    rf"(?:达到?[ \t]*(?:[%％]|(?:(?:及其?)?以[上下]|左右){_STOP})"
    r"|(?:控制|保持|稳定|维持|缩短|压缩|降低|下降|减少|提[高升]|增加)[在到至][ \t]*"
    rf"(?:[%％]|(?:以[内上下]|左右|之间){_STOP}))",
    "“{}”里没有数字",
)
_ABOVE_ABOVE = (rf"以[上下]以[上下](?={_STOP})", "“{}”重复了")
_MARKS = (
    r"(?<![。，；、：,;])(?:[，；、：,;][ \t]*[，。；、：,;]|。[ \t]*[，；、：,;]|。。)(?![。])",
    "标点“{}”连在一起",
)
_UNIT_TWICE = (rf"(?<=[0-9万千百十亿])(?P<unit>[{COUNTERS}元%])(?P=unit)(?={_STOP}|的|以)", "“{}”重复了")
_MARK_FIRST = (rf"(?m)^[ \t　]*[{_ENDS}]", "有一段以标点“{}”开头")
_WORD_TWICE = (
    "的的(?![确士])|和和(?![美睦平谐气声解])|与与(?!会)|(?<![普涉以波遍危])及及(?![时第格])|被被|是是(?!非)|在在(?![线校职岗建编读园册库用场])",
    "“{}”重复了",
)
_COMPARISONS = Words(_COMPARISON.split("|"))
_NOT_A_NUMBER = frozenset(f"{_ENDS})）\n%％{COUNTERS}课学不至超大小少≥≤><")
_REACHED = Words(f"{reach}{after}" for reach in "达到在至" for after in "%％以及左之")
_TWO_MARKS = re.compile(r"[，。；、：,;][ \t]*[，。；、：,;]")
_OPENS_WITH_A_MARK = re.compile(rf"[ \t　]*[{_ENDS}]")
_TWO_UNITS = re.compile(rf"([{COUNTERS}元%])\1")
_TWO_PARTICLES = re.compile(r"([的和与及被是在])\1")
_DANGLING = {  # what ends no sentence, and what before it makes a word that does: 参与, 植被, 撤并
    "不": "",
    "和": "温缓饱亲共总中祥柔谐人暖随平附调讲求义永太泰仁同",
    "与": "参给赋授干付寄",
    "及": "普涉以波遍顾推企触提论危惠埃言得能所不",
    "而": "",
    "且": "暂苟",
    "被": "手衣棉植覆",
    "其": "尤极耳何",
    "让": "转谦忍出礼割退避互相",
    "并": "合兼归吞一裁撤迁拆",
    "于": "内在",
}
_HALF_WORDS = (
    "进一",
    *(f"{how}{half}" for how in ("不断", "有效", "持续", "稳步", "切实", "逐步") for half in "提加促推增改优完"),
)
_BARE_VERBS = tuple(
    f"{comma}{verb}"
    for comma in "，,"
    for verb in (
        *(
            "推动",
            "推进",
            "加强",
            "开展",
            "做好",
            "实现",
            "确保",
            "形成",
            "满足",
            "建立",
            "促进",
            "提高",
            "提升",
            "增强",
        ),
        *("进一步", "不断", "切实"),
    )
)
_NO_LAST = frozenset((*_DANGLING, "步", *(word[-1] for word in (*_HALF_WORDS, *_BARE_VERBS))))
"""The last characters of all these; most sentences end in another."""
_GOES_ON = ("，", "、", "：", ",")
_NEXT_ITEM = frozenset("0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨（(")
_MOJIBAKE = (
    r"(?<=[^\W\d_A-Za-z])\?{2,}(?:(?=[^\W\d_A-Za-z])(?![个项场次名家人篇部条台套万])|(?=[，。；、）]|\Z))"
    r"|\ufffd+|锟斤拷|烫烫烫|锛|銆|鈥|鐨|Ã."
)
_MOJIBAKE_SIGNS = re.compile(r"\?\?|[\ufffd锟烫锛銆鈥鐨Ã]")
_DOUBLED = re.compile(
    r"(?=(?P<two>[^\x00-\x7f]{2})(?:(?P=two)|.(?P=two)|..(?P=two)))"  # soon said, and no word is doubled without it
    r"(?P<word>[^\W\dA-Za-z_]{2,4})(?P=word)(?P<next>.?)",
    re.DOTALL,
)
_MEANT_TWICE = r"[一逐许很零二两三四五六七八九十百千万层年月日时代]|(.)\1"  # 一步一步, 许多许多, 层层
_NEW_WORD = "师生者员业型性类化类部局处室所院校馆厅费类率量力"  # 培训培训师, 学习学习型, 宣传宣传部
_OPENING, _CLOSING = "（【《“「『", "）】》”」』"
_WIDE = str.maketrans("()[]", "（）【】")  # full and half width close each other
_HALVES = re.compile(r"[（【《“「『）】》”」』()\[\]]")
_LIST_MARK = re.compile(
    r"(?:^|(?<=[\s；。：，;,:、]))(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[A-Za-z])\Z"  # before its bracket
)
_LIST_MARK_LIMIT = 3


def check(project: Project, *, fields: list[str], table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each place where a text is broken."""
    for field, text in texts(project, fields, table, columns):
        end_of_last = 0
        for start, end, message in _broken(text):
            if start >= end_of_last:  # 不少于，，: one slip is one finding
                at = field.span(start, end)
                hint = "对照原稿把这一句补全或改正"
                yield warning("text-garbled", f"“{field.label}”里{message}", at, hint)
                end_of_last = end


@lru_cache(maxsize=512)  # values such as 12月底前完成 stand in many forms
def _broken(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return from where to where a text is broken, and how in words."""
    return tuple(sorted({*_faults(text), *_unpaired(text)}))


def _faults(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern, message in _worth_trying(text):
        for match in re.finditer(pattern, text):
            found = match[0].rstrip() if match[0].strip() else match[0]
            yield (
                match.start() + len(found) - len(found.lstrip()),
                match.start() + len(found),
                message.format(excerpt(found)),
            )
    if _MOJIBAKE_SIGNS.search(text):
        for match in re.finditer(_MOJIBAKE, text):
            yield *match.span(), f"“{excerpt(match[0])}”是乱码"
    for start, end in _cut_off(text):
        yield start, end, f"的句子断在“{text[start:end]}”，没有写完"
    for match in _DOUBLED.finditer(text):
        word, following = match["word"], match["next"]
        if not re.match(_MEANT_TWICE, word) and not (following and following in _NEW_WORD):
            yield match.start(), match.end("word") + len(word), f"“{word}”接连写了两遍"


def _cut_off(text: str) -> Iterator[phrases.Span]:
    """Yield the last words of each sentence that cannot end with them."""
    for start, sentence in phrases.sentences(text):
        said, stop = sentence.rstrip(), start + len(sentence)
        if said[-1:] not in _NO_LAST:
            continue
        if text[stop : stop + 1] == "\n" and text[stop : stop + 20].lstrip()[:1] not in (*_NEXT_ITEM, ""):
            continue  # a line that goes on in the next
        end, last = start + len(said), said[-1:]
        if last in _DANGLING and (not said[-2:-1] or said[-2] not in _DANGLING[last]):
            yield end - 1, end
        elif said.endswith(_HALF_WORDS) or (said.endswith("进一步") and not said.endswith("更进一步")):
            yield end - (2 if said.endswith("进一") else 3), end
        elif said.endswith(_BARE_VERBS):
            yield max(said.rfind("，"), said.rfind(",")) + start + 1, end
    if text.rstrip().endswith(_GOES_ON):
        yield len(text.rstrip()) - 1, len(text.rstrip())


def _worth_trying(text: str) -> Iterator[tuple[str, str]]:
    """Yield the patterns that can match, each with its message: building them all would take longer than the search."""
    compact = text.replace(" ", "").replace("\t", "")
    if _COMPARISONS.occur_in(compact) and any(
        not rest or rest[0] in _NOT_A_NUMBER
        for word in _COMPARISONS
        if word in compact
        for rest in compact.split(word)[1:]
    ):
        yield from _NO_NUMBER
    if _REACHED.occur_in(compact):
        yield _NOT_REACHED
    if "以上以" in compact or "以下以" in compact:
        yield _ABOVE_ABOVE
    if _TWO_MARKS.search(text):
        yield _MARKS
    if _TWO_UNITS.search(text):
        yield _UNIT_TWICE
    if any(map(_OPENS_WITH_A_MARK.match, text.split("\n"))):
        yield _MARK_FIRST
    if _TWO_PARTICLES.search(text):
        yield _WORD_TWICE


def _unpaired(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the brackets and quotes that have no other half."""
    waiting: list[tuple[int, str]] = []  # where an opening half stands, and which closing half it waits for
    expected: Counter[str] = Counter()
    for half in _HALVES.finditer(text):
        place, character = half.start(), half[0].translate(_WIDE)
        if character in _OPENING:
            closing = _CLOSING[_OPENING.index(character)]
            waiting.append((place, closing))
            expected[closing] += 1
        elif character != "）" or not _LIST_MARK.search(text, max(0, place - _LIST_MARK_LIMIT), place):
            if not expected[character]:
                yield place, place + 1, f" {text[place]} 缺了前一半"
                continue
            while waiting:
                other, closing = waiting.pop()
                expected[closing] -= 1
                if closing == character:
                    break
                yield other, other + 1, f" {text[other]} 缺了后一半"
    for place, _ in waiting:
        yield place, place + 1, f" {text[place]} 缺了后一半"

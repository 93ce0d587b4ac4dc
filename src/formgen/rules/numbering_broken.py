"""The numbers of a list in a text start at one and go up one by one.

Why:
    编号缺了、重了，多半是复制时丢了一段，或者改了内容没有改编号。各种写法（1. 1、（1）一、（一）①、一是、第一）
    各自往下数；重新从 1 开始是新的一组；“1.5”“2025.”不是编号。

Basis:
    已证实：实际报送的表里有“2、”前面没有“1、”的。推断：编号断了，审核时会退回。

Bind:
    {fields: [项目绩效目标.年度总体目标], table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    项目绩效目标:
      年度总体目标: |
        汇聚权威科普信息。
        2、创新运营模式，提升平台的知名度。  # <- numbering-broken
        1.推选科普作品；
        2.宣传科普人物；
        4.积累科普资源。  # <- numbering-broken

Bad:
    项目绩效目标:
      年度总体目标: 一是完善网络，三是培训骨干。  # <- numbering-broken

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 验收资料
            指标值: ①验收报告；②用户手册；②源代码  # <- numbering-broken

Good:
    项目绩效目标:
      年度总体目标: |
        一、完善网络：1.修缮1、2号楼；2.升级 1.5G 设备；
        二、培训骨干：1.2025年培训两期；2.考核合格率达到95%。
        （1）线上；（2）线下。（1）初级；（2）高级。
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.phrases import read_numeral
from formgen.project import Project
from formgen.texts import texts
from formgen.words import matches

SEVERITY = Severity.WARNING
TITLE = "编号不连续"
FIELD_OPTIONS = ("fields", "table")
COLUMN_OPTIONS = ("columns",)

_CHINESE = "[一二三四五六七八九十]{1,3}"
_MARK = re.compile(
    r"(?<![0-9.A-Za-z])(?P<dot>[0-9]{1,2})[.\uff0e](?!\d*[.%％])"
    r"|(?<![0-9.A-Za-z])(?P<comma>[0-9]{1,2})、"
    r"|(?<![0-9.A-Za-z(（])(?P<half>[0-9]{1,2})[)）]"
    r"|[(（](?P<brackets>[0-9]{1,2})[)）]"
    rf"|[(（](?P<chinese_brackets>{_CHINESE})[)）]"
    rf"|(?<![一二三四五六七八九十、第])(?P<chinese>{_CHINESE})、(?!{_CHINESE}、)"
    r"|(?P<circled>[①-⑳])|(?P<enclosed>[⑴-⒇])"
    rf"|(?:目标|任务)[ ]?(?P<goal>[0-9]{{1,2}}|{_CHINESE})[:：、.]"
    rf"|(?<![一二三四五六七八九十])(?P<point>{_CHINESE})是"
    rf"|第(?P<ordinal>{_CHINESE})[，,、：:]"
)
_MARK_BEGINS = re.compile("[0-9一二三四五六七八九十(（①-⑳⑴-⒇目任第]")
_A_MARK_ENDS = re.compile("[0-9一二三四五六七八九十][.\uff0e、)）:：是，,]|[①-⑳⑴-⒇]")
_ENCLOSED = "①⑴"
_SIBLINGS = {"comma": "dot", "dot": "comma"}  # "1、 2. 3." is untidy, not broken
_REFERENCES = "件表图第见"  # 附件（3）
_LOOK_BACK = 20  # blanks before a number at which a line is taken to begin with it
_ALWAYS = ("circled", "enclosed")  # styles that are used for nothing but lists
_BEFORE_POINT = "，,、"  # 一是…，二是…: these marks go on inside a sentence


@dataclass(slots=True)
class _Seen:
    number: int
    text: str


def check(project: Project, *, fields: list[str], table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each list number that does not follow from the one before it."""
    for field, text in texts(project, fields, table, columns):
        for match, message in _breaks(text):
            at = field.span(*match.span())
            yield warning("numbering-broken", f"“{field.label}”里{message}", at, "核对有没有漏掉一段，再改编号")


def _breaks(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the list marks that do not follow, each with what is wrong, in words that go on after 里."""
    if not _A_MARK_ENDS.search(text):
        return
    last: dict[str, _Seen] = {}
    style_before = ""
    for match in matches(_MARK, _MARK_BEGINS, text):
        style = match.lastgroup or ""
        number = _number(match[style])
        previous, sibling = last.get(style), last.get(_SIBLINGS.get(style, ""))
        follows = number in {seen.number + 1 for seen in (previous, sibling) if seen}
        written = match[0].rstrip("，,：:")
        begins, digit_follows = _begins(text, match, style), text[match.end() : match.end() + 1].isdigit()
        if style == "dot" and digit_follows and not begins:
            continue  # 每例4.5天
        goes_on = style in ("brackets", "chinese_brackets") and previous is not None and number > previous.number
        sure = (begins and not (digit_follows and style in ("dot", "comma"))) or (
            goes_on and text[match.start() - 1] not in _REFERENCES
        )
        if not follows and not (sure or (number == 1 and previous is None)):
            continue  # 修缮1、2号楼: no list, and no harm to one
        if sure and not follows:
            if number != 1 and previous is None:
                yield match, f"“{written}”前面没有“{_first(written, match[style])}”"
            elif previous and number != 1:
                yield match, f"编号从“{previous.text}”到了“{written}”，没有接上"
            elif previous and previous.number == 1 and style_before == style:
                yield match, f"编号“{written}”接连出现两次"
        last[style] = _Seen(number, written)
        style_before = style


def _number(written: str) -> int:
    for one in _ENCLOSED:
        if one <= written <= chr(ord(one) + 19):
            return ord(written) - ord(one) + 1
    return int(written) if written.isdigit() else int(read_numeral(written) or 0)


def _first(mark: str, number: str) -> str:
    """Return the mark that the first item of the same list would have."""
    for one in _ENCLOSED:
        if one <= number <= chr(ord(one) + 19):
            return one
    return mark.replace(number, "1" if number.isascii() else "一")


def _begins(text: str, match: re.Match[str], style: str) -> bool:
    """Return whether a mark stands where a list number can: a line, sentence or part of one begins with it."""
    before = text[max(0, match.start() - _LOOK_BACK) : match.start()].rstrip(" \t　")[-1:]
    ends = "\n。；;：:！？!?" + (_BEFORE_POINT if style in ("point", "ordinal") else "")
    return not before or before in ends or style in _ALWAYS

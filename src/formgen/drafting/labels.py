"""What a printed text is: a label, an empty place, choices to tick; and the key and type that a label proposes.

Owns the words. Pure: text in, text out. A key is the label without numbering, unit, punctuation and blanks; what the
form prints stays beside it. The types are those of `values.READERS`.
"""

import keyword
import re
import unicodedata
from dataclasses import dataclass

from formgen.decoding import UNPRINTABLE

KEY_LIMIT = 30
"""Characters of a key; what is longer is a sentence and no name."""

_NUMBERING = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、.\uff0e]|[（(][一二三四五六七八九十0-9]{1,3}[)）]、?|[0-9]{1,2}[、.\uff0e)）](?![0-9])"
    r"|[①-⑳]|[*★▲●]|其中\s*[：:])\s*"
)
_UNITS = (
    r"(?:亿|百万|万|千)?元(?:/\w{1,4})?|[%％‰]|百分比|分|人次|课时|学时|小时|平方米|平方公里|立方米|公里|千米|公顷|公斤|千克|千瓦时"
    r"|[人个次天年月周米亩吨户所张辆份册本篇场期名位座处条批家项台套件门床度]"
)
_UNIT = re.compile(rf"[（(]\s*(?:单位\s*[：:])?\s*({_UNITS})\s*[)）]")
_TABLE_UNIT = re.compile(r"单位\s*[：:]\s*((?:亿|百万|万|千)?元)")
_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]")
_BOX = re.compile("[□☐☑☒■▢◻○◯]")
_FILLER = re.compile(
    r"(?:(?:绩效)?(?:指标|目标)\s*[0-9\uff11-\uff19一二三]?\s*[：:]?\s*)?(?:[….。·]{2,}|…)|(?:指标|目标)\s*[0-9\uff11-\uff19]\s*[：:]?"
)
_DATE = re.compile(r"(?:20)?[\s_＿×xX]*年[\s_＿×xX]*月[\s_＿×xX]*日?")
_BLANK = re.compile(r"[\s_＿\u200b]*")
_FIXED = re.compile(r"[-—–－/\\0-9.%％\s]+")
_AROUND = re.compile(rf"\s*(?P<before>[￥¥$]?)[\s_＿]*(?P<unit>{_UNITS})?[\s_＿]*")
_SPREAD = re.compile(r"(?<=[\u3400-\u9fff（），。：、；])[\s\u3000]+(?=[\u3400-\u9fff（），。：、；])")
_RESERVED = frozenset({*keyword.kwlist, "loop", "true", "false", "none", "is", "not", "self", "super", "varargs"})


@dataclass(frozen=True, slots=True)
class Label:
    """A printed name.

    Attributes:
        text: as printed, in one line.
        key: what a project file calls it.
        unit: printed in brackets behind it; empty without one.
    """

    text: str
    key: str
    unit: str = ""


def read(text: str) -> Label:
    """Return a label with its key; the key is empty when nothing of the text can be one."""
    shown = _SPREAD.sub("", " ".join(UNPRINTABLE.sub("", text).split()))
    unit = _UNIT.search(text)
    return Label(shown.strip("：: "), key_of(text), unit[1] if unit else "")


def key_of(text: str) -> str:
    """Return the key for a label: ``一、项目资金（元）：`` gives ``项目资金``; empty when no letter is left."""
    bare = unicodedata.normalize("NFKC", "".join(text.split()))
    while (found := _NUMBERING.match(bare)) and found.end():
        bare = bare[found.end() :]
    for _ in range(3):  # brackets inside brackets
        bare = _BRACKETS.sub("", bare)
    key = "".join(character for character in bare if character.isalnum() or character == "_").strip("_")[:KEY_LIMIT]
    key = re.sub(r"^(?:20)?[0-9x]{2}年度?(?=.)", "", key).lstrip("0123456789")
    key = "".join(character for character in key if ("x" + character).isidentifier())
    if key.lower() in _RESERVED:
        key += "项"
    return key if key.isidentifier() else ""


def is_numbered(text: str) -> bool:
    """Return whether a text begins with the number of a section: 一、 or （二）."""
    found = _NUMBERING.match(text)
    return found is not None and "其中" not in found[0]


def is_empty(text: str) -> bool:
    """Return whether a cell waits to be filled: blank, a line, a date or unit without its number, 指标1, ……."""
    return bool(
        _BLANK.fullmatch(text)
        or is_date(text)
        or _AROUND.fullmatch(text)
        or all(_FILLER.fullmatch(line.strip()) for line in text.split("\n") if line.strip())
    )


def is_date(text: str) -> bool:
    """Return whether a text is a date without its numbers: ``　　年　月　日``."""
    return _DATE.fullmatch(text.strip()) is not None


def around(text: str) -> tuple[str, str]:
    """Return what an empty place prints before and behind its number: ``￥`` and ``万元``, or nothing."""
    found = _AROUND.fullmatch(text)
    return (found["before"], found["unit"] or "") if found else ("", "")


def unit_of_table(text: str) -> str:
    """Return the unit that a line above a table says of all of its amounts: 单位：万元; empty without one."""
    found = _TABLE_UNIT.search(text)
    return found[1] if found else ""


def unit_behind(text: str) -> str:
    """Return the unit that a text begins with; empty without one."""
    found = re.match(rf"[\s_＿]*({_UNITS})(?!\w)", text)
    return found[1] if found else ""


def is_fixed(text: str) -> bool:
    """Return whether a cell holds a figure or a dash that the form itself prints."""
    return bool(text.strip()) and _FIXED.fullmatch(text) is not None


def boxes(text: str) -> bool:
    """Return whether a text has boxes to tick."""
    return _BOX.search(text) is not None


def options(text: str) -> tuple[list[str], bool]:
    """Return what can be ticked, and whether something else may be written beside it: ``□其他____``.

    The box stands before its option (``□是 □否``) or behind it (``是□ 否□``).
    """
    pieces = _BOX.split(text)
    behind = bool(pieces[0].strip(" \t\u3000\n：:")) and not pieces[-1].strip()
    found, is_open = [], False
    for piece in pieces[:-1] if behind else pieces[1:]:
        is_open = is_open or bool(re.search(r"[_＿]{2}|其他|其它", piece))
        piece = UNPRINTABLE.sub("", piece)
        name = re.sub(r"^[0-9]{1,2}[.、\uff0e]|[_＿：:;；,，。、]+", "", " ".join(piece.split()))
        name = re.sub(r"[（(]\s*(?:可?多选|可?单选|请?(?:打|划)[√✓勾])?\s*[)）]", "", name).strip()
        if name and name not in found and len(name) <= KEY_LIMIT:
            found.append(name)
    return found, is_open


IS_YEAR = re.compile(r"(?!上|下|前|后)\w{0,4}年[度份]")
IS_PROJECT_NAME = re.compile(r"(?:项目|课题|工程|活动)(?:申报|中文|支出)?名称|(?:项目|课题|活动)名")
IS_UNIT = re.compile(
    r".*(?:实施|申报|填报|项目|申请|承担|建设|使用|编制|预算)单位(?:名称)?(?:及代码)?|单位名称|(?:所在)?单位"
)
IS_SEQUENCE = re.compile(r"序号|编号|序|No")
IS_TOTAL = re.compile(r".*(?:合计|总计|小计|总分|共计|总额)")
IS_YEARLY = re.compile(r"年度|本年|当年")
IS_LEVEL = re.compile(r"[一二三四]级.{0,6}")
IS_GROUPING = re.compile(r".*(?:类别|类型|维度|分类|来源|大类)")
IS_REMARK = re.compile(r"备注|附注")
IS_START = re.compile(r"开始|起始|启动|开工|立项|自$")
IS_END = re.compile(r"完成|结束|截止|终止|完工|竣工|验收")
IS_SIGNATURE = re.compile(r"签[字章名]|盖章|公章|手签")
_IS_NAMED = re.compile(r".*(?:单位|部门|名称|机构|学校|医院|公司|科室)")

_DATES = re.compile(r".*(?:日期|时间|年月日?|日)")
_SPANS = re.compile(r"起止|期间|周期|期限|起讫|进度|频[次率]")
_SCORES = re.compile(r".*(?:分值|得分|权重|分数|评分|标准分|满分|自评分|总分)")
_RATES = re.compile(r".*(?:执行率|完成率|比例|占比|比率|率)")
_MEASURES = re.compile(r".*(?:指标值|目标值|预期值|计划值|绩效标准)")
_RESULTS = re.compile(r".*(?:完成值|实现值|实际值|达成值)")
_MONEY = re.compile(
    r".*(?:资金|金额|预算|经费|拨款|决算|支出|收入|总额|总计|合计|小计|余额|结转|投资|费用|单价|执行数|预算数|成本|元|价款|税费|费)"
)
_IS_WORDS = re.compile(r".*(?:来源|科目|单位|部门|名称|编号|编码|代码|类别|性质|方式|人|电话|渠道|用途)")
_COUNTS = re.compile(r".*(?:人数|数量|个数|次数|面积|年限|天数|户数|台数|人次|(?<!质)量)")
_TEXTS = re.compile(
    r".*(?:目标|概述|概况|内容|依据|说明|必要性|可行性|措施|方案|情况|意见|理由|简介|计划|分析|背景|成果|问题|建议|标准|经验|做法|备注|用途|范围|要求|职责|总结|原因|综述|评价|结论|目的|事由)"
)
_NAMES = re.compile(r".*(?:指标名称|绩效指标|[二三四]级指标|指标内容)")


def is_for_ink(text: str) -> bool:
    """Return whether a label asks for a signature or seal on paper; 填报单位（盖章） asks for the unit's name too."""
    return IS_SIGNATURE.search(text) is not None and not _IS_NAMED.fullmatch(key_of(text))


def type_of(label: Label, *, unit: str, over: str, empty: str, large: bool, in_row: bool) -> str:
    """Return the type that a label proposes.

    Args:
        label: of the field.
        unit: printed behind the label or in the place.
        over: the unit of the group that it stands under.
        empty: what the place itself prints, such as ``年　月　日``.
        large: whether the place has room for several lines.
        in_row: whether it is a column of repeated rows.
    """
    key = label.key
    if IS_YEAR.fullmatch(key):
        return "year"
    if is_date(empty) or (_DATES.fullmatch(key) and not _SPANS.search(key) and not large):
        return "date"
    for pattern, type_name in ((_SCORES, "number"), (_RESULTS, "result"), (_MEASURES, "measure"), (_RATES, "rate")):
        if pattern.fullmatch(key) and not large:
            return type_name
    if unit in ("%", "％", "百分比"):
        return "rate"
    if unit in ("元", "万元"):
        return "amount"
    if unit or (_COUNTS.fullmatch(key) and not large):
        return "number"
    wordy = large or _TEXTS.fullmatch(key) is not None
    if not wordy and not _IS_WORDS.fullmatch(key) and (over in ("元", "万元") or _MONEY.fullmatch(key)):
        return "amount"
    return "text" if wordy or (in_row and _NAMES.fullmatch(key)) else "line"

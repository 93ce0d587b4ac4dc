"""No text still holds what a template or a draft had in place of the content.

Why:
    XX、待填写、★、指标1、……、空括号是模板或草稿里占位置的写法，留在表上就等于没有填完。引号和书名号里的省略号是
    引文，不算。

Basis:
    推断：占位的写法留在表上会退回；哪些写法算占位，是按常见的模板定的。

Bind:
    {fields: [项目绩效目标.年度总体目标], table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    项目绩效目标:
      年度总体目标: |
        面向XX区中小学开展科普讲座，  # <- placeholder-left
        培训教师≥**人次。

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 指标1  # <- placeholder-left
            指标值: 待填写  # <- placeholder-left
          - 三级指标: ★举办讲座  # <- placeholder-left
            指标值: （  ）场  # <- placeholder-left

Good:
    项目绩效目标:
      年度总体目标: |
        完善待建项目库，推广“我和我的家乡……”主题活动，
        引进 X 光机和 1+N 服务模式，为教师提供教学示例。
"""

import re
from collections.abc import Iterator

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.texts import texts
from formgen.values import excerpt
from formgen.words import listed

SEVERITY = Severity.WARNING
TITLE = "还有没填完的占位文字"
FIELD_OPTIONS = ("fields", "table")
COLUMN_OPTIONS = ("columns",)

_PLACEHOLDER = (
    r"(?<![0-9])20(?:[Xx\uff38×*]{2}|[0-9][Xx\uff38×*](?=年))"
    r"|(?<![A-Za-z])(?:X{2,}|x{2,}|\uff38{2,})(?![A-Za-z])|×{2,}|(?<![0-9A-Za-z×])[Xx\uff38×](?=[月日年个项场次名家人篇部条台套万%％])"
    r"|(?<![A-Za-z0-9+＋\-])N[ ]?(?=[个项场次名家人%％])"
    r"|\*{2,}|(?<=[≥≤=<>])\*"
    r"|[★☆□]|(?<![一二])[●○◯■△▲◇]{2,}|#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?)"
    r"|？{2,}|(?<![^\W\d_A-Za-z])\?{2,}|\?{2,}(?=[ \t]*[个项场次名家人篇部条台套万])"
    r"|[（(]略[)）]|某某|(?<![A-Za-z])(?:TBD|TODO)(?![A-Za-z])"
    r"|待(?:填写|填报|补充完善|(?:填|补充?|定|确认|明确|核实?|查)(?![^\W\dA-Za-z_]))"
    r"|(?:请|在?此处|在此)(?:填写|填入|输入)|(?:填写|填表|填报)(?:说明|示例)[:：]"
    r"|(?<![^\W\dA-Za-z_])(?:示例|样例|范例)[:：0-9]|[（(【](?:示例|样例|范例|必填|选填|可选|填写[^（）()【】\n]{0,30})[)）】]"
    r"|(?<![^\W\dA-Za-z_])(?:[一二三]级)?指标(?:值|名称|内容)?[ \t]*[0-9一二三四五六七八九](?![0-9.]|[ \t]*[个项条类])"
    r"|[【\[{](?:单位|项目|学校|部门|地区|姓名|日期|时间|名称|数量|金额|内容|年份)[^】\]}\n]{0,6}[】\]}]"
    r"|…+|\.{3,}|。{3,}"
    r"|(?<![A-Za-z0-9])[_＿]{2,}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9_])[（(][ \t　]*[)）]|【[ \t　]*】|\[[ \t　]*\]|《[ \t　]*》|“[ \t　]*”"
)
_BOLD = r"\*\*[^*\n]{1,200}\*\*"
_SIGNS = re.compile(
    "[XxN\uff38×*★☆□●○◯■△▲◇#？?…【\\[{_＿略待填]|\\.\\.\\.|。。。|（[ \t　）]|\\([ \t　)]|《[ \t　》]|“[ \t　”]"
)
_SIGN_WORDS = listed("某某 TBD TODO 输入 示例 样例 范例 必填 选填 可选 指标")
"""What a placeholder cannot do without: most texts have none of it, and need not be searched."""
_SYMBOLS = frozenset("-_*－—–＿＊")
_WHOLE = frozenset(["示例", "样例", "范例", "例", "例子", "模板", "测试", "略", "同上"])


def check(project: Project, *, fields: list[str], table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield one warning for each text with placeholders: at the first, the others in `related`."""
    for field, text in texts(project, fields, table, columns):
        if not (_SIGNS.search(text) or _SIGN_WORDS.occur_in(text) or text.strip() in _WHOLE):
            continue
        if _SYMBOLS.issuperset("".join(text.split())):
            continue  # only-symbols says it
        quoted = phrases.quoted(text)
        bold = [match.span() for match in re.finditer(_BOLD, text)]  # leftover-markup says it
        found = [
            match
            for match in re.finditer(_PLACEHOLDER, text)
            if not (match[0][0] in "….。N" and phrases.within(quoted, match.start()))
            and not (match[0][0] == "*" and phrases.within(bold, match.start()))
        ]
        if text.strip() in _WHOLE and not found:
            found = list(re.finditer(r"\s*\S+\s*", text))
        if found:
            marks = "、".join(
                f"“{excerpt(mark)}”" for mark in list(dict.fromkeys(match[0].strip() for match in found))[:3]
            )
            message = f"“{field.label}”里的{marks}像是模板或草稿里占位置的，没有换成实际内容"
            first, *others = (field.span(*match.span()) for match in found)
            yield warning("placeholder-left", message, first, "填上实际内容，用不着的就删掉", *others)

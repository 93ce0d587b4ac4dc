"""Satisfaction is given as a percentage, or a score, that is at least reached.

Why:
    满意度用问卷算，写成“≥90%”，用打分的写成“≥90 分”。“满意”“较高”“九成”没有写成数；“=95%”要求不多不少，“≤95%”
    越不满意越好，都不对（=100% 除外）。单位写错由 unit-mismatch 提醒，值重复名称由 value-repeats-name 提醒，这里不
    再说。满意度指标下的投诉、表扬、调查不是满意度。

Basis:
    推断：从实际报送的表归纳，满意度都应是带“≥”的百分数。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值, satisfaction: [满意度指标, 服务对象满意度指标]}

Bad:
    绩效指标:
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 家长满意度
            指标值: 较满意  # <- satisfaction-not-percentage
          - 三级指标: 就诊患者
            指标值: 评价良好  # <- satisfaction-not-percentage
          - 三级指标: 村民满意度
            指标值: =95%  # <- satisfaction-not-percentage
          - 三级指标: 学员满意度
            指标值: 90%  # <- satisfaction-not-percentage

Good:
    绩效指标:
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 家长满意度
            指标值: ≥90%
          - 三级指标: 学员满意度
            指标值: 结业测评不低于90分
          - 三级指标: 有效投诉
            指标值: 无
          - 三级指标: 患者不满意率
            指标值: ≤2%
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import Measured, fits, measured
from formgen.project import Field, Project
from formgen.values import Measure, excerpt
from formgen.wording import is_filler, repeats

SEVERITY = Severity.WARNING
TITLE = "满意度不是带“≥”的百分数"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")

_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?\s*(?:[%％分]|百分)|百分之)"
_FLOOR = (
    rf"(?:不[低少小]于|至少|大于等?于?|高于|超过|达到?|[≥>＞]=?)\s*{_NUMBER}"
    rf"|{_NUMBER}.{{0,6}}以上|(?<![0-9])100(?:\.0+)?\s*[%％]|[级星等Aa].{{0,3}}以上"
)
_COMPARED = ("上年", "去年", "往年", "同期", "同比")
_OTHER = ("投诉", "信访", "举报", "差评", "表扬", "锦旗", "负面", "不良")


def check(project: Project, *, table: str, name: str, value: str, satisfaction: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each value of a satisfaction indicator that no share of the asked can be held against."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.fields.get(value)
        if title is None or field is None or field.value is None:
            continue
        words = str(title.value)
        named = measured(words) is Measured.SATISFACTION
        if not named and measured(words, satisfaction=row.stands_under(satisfaction)) is not Measured.SATISFACTION:
            continue
        if fault := _fault(words, field, named):
            yield warning("satisfaction-not-percentage", fault, field.at, "写成 ≥90% 这样带“≥”的百分数")


def _fault(name: str, field: Field, named: bool) -> str:
    """Return what is wrong with the value; nothing when it is sound or another rule's.

    What only its dimension says to be satisfaction (`named` is false) may be something else: a share that should be
    low, a number of something.
    """
    found = field.value
    if isinstance(found, Measure):
        if not fits(Measured.SATISFACTION, found.unit) or found.sign in "≥>" or found.number == 100:
            return ""
        if not named and found.sign in "≤<":
            return ""
        return f"满意度的符号是“{found.sign}”，应当是“≥”：达到或超过才算完成"
    text = str(found)
    if (
        re.search(_FLOOR, text)
        or any(word in text for word in _COMPARED)
        or is_filler(text, name)
        or repeats(name, text)
    ):
        return ""
    if not named and (re.search(r"[0-9]", text) or any(word in text for word in _OTHER)):
        return ""
    if re.fullmatch(rf"\s*{_NUMBER}\s*", text):
        return f"满意度“{text.strip()}”前面没有符号，应当写明“≥”"
    return f"满意度的值“{excerpt(text)}”不是百分数，应当是带“≥”的百分数"

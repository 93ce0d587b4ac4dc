"""A unit counts what the name says is measured.

Why:
    率、度、占比用百分数，人数用人，场次用场，成本用元。单位与名称对不上，例如“满意度 ≥90 件”，年终算不出完成了多少。
    看名称的最后几个字和单位的种类；不认识的单位、说不清量什么的名称，不作判断。没有写符号的“95 场”也看。满意度指标下
    的名称常省略“满意度”三个字，按满意度看，投诉、调查之类除外。得分可以用分。

Basis:
    推断：从实际报送的表归纳，率、满意度、喜爱度、需求度、按时完成常被写成场、件、个、次。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值, satisfaction: [满意度指标, 服务对象满意度指标]}

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 受众喜爱度
            指标值: ≥80.00(场)  # <- unit-mismatch
        时效指标:
          - 三级指标: 按时完成
            指标值: =100 件  # <- unit-mismatch

Bad:
    绩效指标:
      成本指标:
        经济成本指标:
          - 三级指标: 教材印刷费用
            指标值: ≤3 场  # <- unit-mismatch
      产出指标:
        数量指标:
          - 三级指标: 接种人数
            指标值: ≥95%  # <- unit-mismatch
          - 三级指标: 道路养护面积
            指标值: ≥12 公里  # <- unit-mismatch
        时效指标:
          - 三级指标: 平均办理时限
            指标值: ≤50%  # <- unit-mismatch

Bad:
    绩效指标:
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 基层科普工作者
            指标值: ≥90 件  # <- unit-mismatch

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 器材完好率
            指标值: ≥98 具  # <- unit-mismatch
          - 三级指标: 课程合格率
            指标值: 不低于95门  # <- unit-mismatch

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 病虫害防治面积
            指标值: ≥1.2 万亩
          - 三级指标: 就业人数增长
            指标值: ≥5%
        质量指标:
          - 三级指标: 孕产妇死亡率
            指标值: ≤10 人/10万
          - 三级指标: 巡检频率
            指标值: ≥2 次/月
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 家长满意度
            指标值: ≥90 分
          - 三级指标: 有效投诉
            指标值: ≤3 件
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import EXAMPLES, fits, joined, measured
from formgen.project import Project
from formgen.values import Measure, Value

SEVERITY = Severity.WARNING
TITLE = "单位与指标名称不符"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str, satisfaction: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each unit that certainly does not fit its name."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.fields.get(value)
        unit = _unit(field.value) if field else ""
        if title is None or field is None or not unit:
            continue
        kind = measured(str(title.value), satisfaction=row.stands_under(satisfaction))
        if kind is None or fits(kind, unit):
            continue
        if any(fits(other, unit) for part in joined(str(title.value)) or () if (other := measured(part))):
            continue  # the unit is that of one; two-measures says that there is another
        typed = field.typed.text if field.typed else ""
        start = typed.rfind(unit)
        at = field.span(start, start + len(unit)) if start >= 0 else field.at
        message = f"“{str(title.value).strip()}”量的是{kind.value}，不能用“{unit}”计"
        hint = f"改单位，例如 {EXAMPLES[kind]}；确实按“{unit}”计的，改名称"
        yield warning("unit-mismatch", message, at, hint, title.at)


_UNSIGNED = (
    r"\s*(?:不[低少高多]于|不超过|达到?|至少|超过|共|约)?\s*[0-9][0-9.,]*\s*"
    r"(?P<unit>[^\s0-9，。；、以]{1,5}?)(?:及?以[上下内])?\s*"
)


def _unit(value: Value | None) -> str:
    """Return the unit of a measure, or of a text that is nothing but a number and a unit; else nothing."""
    if isinstance(value, Measure):
        return value.unit
    match = re.fullmatch(_UNSIGNED, value) if isinstance(value, str) and len(value) < 20 and _has_digit(value) else None
    return match["unit"] if match else ""


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)

"""A missed target does not score all its points.

Why:
    目标没有达到却给了满分，是自评表复核时首先看的。按指标值的符号比较实际完成值：≥3场而只办了2场，就是没有达到；万元与元、
    万人次与人次、百分比与%、吨与千克、公顷与亩会换算。单位不能换算、一方是文字的，不作判断，除非目标是期限
    （12月15日前）、完成值是日期（12月28日举办）；“=3场”办了4场、
    “=50万元”只花了48万元的，好坏看不出，也不判断。

Basis:
    已证实：公开的自评表里有目标没有达到而得满分的。推断：复核的人会要求扣分或说明。

Bind:
    {year: 年度, table: 绩效指标, target: 指标值, actual: 实际完成值, points: 分值, score: 得分}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 义诊活动
            指标值: ≥12.00(场)
            实际完成值: 9 场
            分值: 10
            得分: 10  # <- full-marks-missed
        时效指标:
          - 三级指标: 竣工验收
            指标值: 11月30日前
            实际完成值: 12月6日通过验收
            分值: 10
            得分: 10  # <- full-marks-missed
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 患者满意度
            指标值: ≥95.00(百分比)
            实际完成值: 93.6%
            分值: 10
            得分: 10.0  # <- full-marks-missed

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 义诊活动
            指标值: ≥12.00(场)
            实际完成值: 9 场
            分值: 10
            得分: 7.5
          - 三级指标: 服务居民
            指标值: ≥1.2 万人次
            实际完成值: 12,300 人次
            分值: 10
            得分: 10
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.attainment import verdict
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import excerpt, printed

SEVERITY = Severity.WARNING
TITLE = "目标没有达到却得了满分"
FIELD_OPTIONS = ("table", "year")
COLUMN_OPTIONS = ("target", "actual", "points", "score")


def check(
    project: Project, *, table: str, target: str, actual: str, points: str, score: str, year: str | None = None
) -> Iterator[Diagnostic]:
    """Yield a warning at each score that equals its points in a row whose actual value misses the target."""
    form_year = project.value(year) if year else None
    for row in project.tables.get(table, []):
        scored, most = row.fields.get(score), row.fields.get(points)
        if not (scored and most and isinstance(scored.value, Decimal) and scored.value):
            continue
        if scored.value == most.value and verdict(row, target, actual, form_year) is False:
            wanted, reached = row.fields[target], row.fields[actual]
            message = (
                f"“{reached.label}”{excerpt(printed(reached.value))}，没有达到目标 {excerpt(printed(wanted.value))}，"
                f"“{scored.label}”却是满分 {printed(scored.value)}"
            )
            hint = f"按没有完成的程度扣分，或核对“{reached.label}”"
            yield warning("full-marks-missed", message, scored.at, hint, reached.at, wanted.at)

"""Points that were not given have a reason.

Why:
    得分低于分值而没有写偏差原因，复核的人不知道扣在哪里。定性指标没有数字可比，全靠这一栏说明；数字达到了目标仍然扣分的，
    也要写清楚。目标没有达到而没有写原因的，另有一条检查，这里不重复。

Basis:
    推断：自评表的偏差原因一栏就是说明扣分的，空着的复核时会退回。

Bind:
    {year: 年度, table: 绩效指标, target: 指标值, actual: 实际完成值, points: 分值, score: 得分, reason: 偏差原因}

Bad:
    绩效指标:
      效益指标:
        可持续影响指标:
          - 三级指标: 管护机制健全程度
            指标值: 建立镇村两级管护机制
            实际完成值: 建立了村级管护机制
            分值: 10
            得分: 6  # <- lost-points-unexplained
            偏差原因: 无

Good:
    绩效指标:
      效益指标:
        可持续影响指标:
          - 三级指标: 管护机制健全程度
            指标值: 建立镇村两级管护机制
            实际完成值: 建立了村级管护机制
            分值: 10
            得分: 6
            偏差原因: 镇级管护人员年底才到位，次年一季度建立
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.attainment import is_unexplained, verdict
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import printed

SEVERITY = Severity.WARNING
TITLE = "扣了分却没有写原因"
FIELD_OPTIONS = ("table", "year")
COLUMN_OPTIONS = ("target", "actual", "points", "score", "reason")


def check(
    project: Project,
    *,
    table: str,
    target: str,
    actual: str,
    points: str,
    score: str,
    reason: str,
    year: str | None = None,
) -> Iterator[Diagnostic]:
    """Yield a warning at each score below its points in a row without a reason, unless its target was missed."""
    form_year = project.value(year) if year else None
    for row in project.tables.get(table, []):
        scored, most = row.fields.get(score), row.fields.get(points)
        if not (scored and most and isinstance(scored.value, Decimal) and isinstance(most.value, Decimal)):
            continue
        missed = verdict(row, target, actual, form_year) is False
        if scored.value < most.value and not missed and is_unexplained(project, row, reason):
            given = row.fields.get(reason)
            label = given.label if given else reason.rpartition(".")[2]
            message = (
                f"“{scored.label}”{printed(scored.value)} 低于“{most.label}”{printed(most.value)}，“{label}”却没有写"
            )
            hint = f"在“{label}”里写明为什么扣分、怎样改进"
            yield warning("lost-points-unexplained", message, scored.at, hint, most.at)

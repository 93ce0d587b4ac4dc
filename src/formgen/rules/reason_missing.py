"""A missed target has a reason.

Why:
    目标没有达到，就要写明偏差原因和改进措施，不写会退回补充；写“无”等于没有写。按指标值的符号比较完成值，与满分的检查相同；
    单位不能换算、一方是文字的，不作判断，期限（12月15日前）与日期（12月28日举办）除外。

Basis:
    推断：自评表和监控表都有这一栏，没有达到目标而空着的，复核时会退回。

Bind:
    {year: 年度, table: 绩效指标, target: 指标值, actual: 实际完成值, reason: 偏差原因}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 改造村道
            指标值: ≥18.00(公里)
            实际完成值: 15.2 公里  # <- reason-missing
            偏差原因:
        时效指标:
          - 三级指标: 平均修复时间
            指标值: ≤24.00(小时)
            实际完成值: 31 小时  # <- reason-missing
            偏差原因: 无
          - 三级指标: 竣工验收
            指标值: 11月30日前
            实际完成值: 12月6日通过验收  # <- reason-missing
            偏差原因:

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 改造村道
            指标值: ≥18.00(公里)
            实际完成值: 15.2 公里
            偏差原因: 汛期停工四十天，余下路段次年三月底前完成
        时效指标:
          - 三级指标: 平均修复时间
            指标值: ≤24.00(小时)
            实际完成值: 20.5 小时
            偏差原因:
"""

from collections.abc import Iterator

from formgen.attainment import is_unexplained, verdict
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import excerpt, printed

SEVERITY = Severity.WARNING
TITLE = "目标没有达到却没有写原因"
FIELD_OPTIONS = ("table", "year")
COLUMN_OPTIONS = ("target", "actual", "reason")


def check(
    project: Project, *, table: str, target: str, actual: str, reason: str, year: str | None = None
) -> Iterator[Diagnostic]:
    """Yield a warning at each value of `actual` that misses its target in a row without a reason."""
    form_year = project.value(year) if year else None
    for row in project.tables.get(table, []):
        if verdict(row, target, actual, form_year) is False:
            wanted, reached = row.fields[target], row.fields[actual]
            if is_unexplained(project, row, reason):
                given = row.fields.get(reason)
                label = given.label if given else reason.rpartition(".")[2]
                missed = (
                    f"“{reached.label}”{excerpt(printed(reached.value))}，没有达到目标 {excerpt(printed(wanted.value))}"
                )
                message = f"{missed}，“{label}”却没有写"
                hint = f"在“{label}”里写明为什么没有达到、怎样改进"
                yield warning("reason-missing", message, reached.at, hint, wanted.at)

"""Nothing scores more than its points.

Why:
    得分最多等于分值；超过了，总得分就会超过总分。预算执行的得分也一样。

Basis:
    已证实：自评表的得分在分值以内，总分100。

Bind:
    table: 绩效指标
    score: 得分
    points: 分值
    pairs: [[自评.预算执行.年度资金总额.得分, 自评.预算执行.年度资金总额.分值]]

Bad:
    自评:
      预算执行:
        年度资金总额:
          分值: 10
          得分: 10.5  # <- score-above-points
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 培训教师
            分值: 15
            得分: 20  # <- score-above-points

Good:
    自评:
      预算执行:
        年度资金总额:
          分值: 10
          得分: 9.84
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 培训教师
            分值: 15
            得分: 15.00
          - 三级指标: 编写教材
            分值: 5
            得分: 0
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import printed

SEVERITY = Severity.ERROR
TITLE = "得分超过分值"
FIELD_OPTIONS = ("table", "pairs")
COLUMN_OPTIONS = ("score", "points")


def check(
    project: Project, *, table: str, score: str, points: str, pairs: list[list[str]] | None = None
) -> Iterator[Diagnostic]:
    """Yield an error at each score that is above its points.

    Args:
        project: the form.
        table: key of the table.
        score: its column of scores.
        points: its column of points.
        pairs: keys outside the table, of a score and of its points, where there are such.
    """
    fields = project.fields
    scored = [(fields.get(one), fields.get(other)) for one, other in pairs or []]
    scored += [(row.fields.get(score), row.fields.get(points)) for row in project.tables.get(table, [])]
    for reached, most in scored:
        if reached is None or most is None:
            continue
        if isinstance(reached.value, Decimal) and isinstance(most.value, Decimal) and reached.value > most.value:
            message = f"“{reached.label}”{printed(reached.value)}，超过了“{most.label}”{printed(most.value)}"
            hint = f"改成不超过 {printed(most.value)}，或核对“{most.label}”"
            yield error("score-above-points", message, reached.at, hint, most.at)

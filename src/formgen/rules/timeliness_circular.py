"""An indicator of time names the time itself, not the plan in which it stands.

Why:
    “按期完成”“项目规定计划完成日期前完成”“按计划推进”等于说计划是什么时候就什么时候，表上没有可以核对的日期。
    写出日期、时限、频次或比率就可以。

Basis:
    已证实：实际报送的表里有“项目规定计划完成日期前完成”。推断：这样循环说明的时效指标，审核时会退回。

Bind:
    {table: 绩效指标, columns: [三级指标, 指标值], value: 指标值, dimensions: [时效指标]}

Bad:
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 项目完成及时性
            指标值: 项目规定计划完成日期前完成  # <- timeliness-circular
          - 三级指标: 阶段工作
            指标值: 按计划推进  # <- timeliness-circular

Good:
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 项目按时完成情况
            指标值: 2025年12月20日前完成
          - 三级指标: 任务按期完成率
            指标值: =100.00(%)
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.phrases import refers_to_a_plan
from formgen.project import Project
from formgen.texts import without_time

SEVERITY = Severity.WARNING
TITLE = "时效指标循环说明"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("columns", "value")


def check(
    project: Project, *, table: str, columns: list[str], value: str, dimensions: list[str]
) -> Iterator[Diagnostic]:
    """Yield a warning at each qualitative value under `dimensions` that states no time but that of a plan."""
    for field, said in without_time(project, table, columns, value, dimensions):
        if refers_to_a_plan(said):
            message = f"“{field.label}”只说按期、按计划，没有写出是哪一天或多长时间，无法核对"
            yield warning(
                "timeliness-circular", message, field.at, "把计划里的日期或时限写出来，例如 2025年11月30日前完成"
            )

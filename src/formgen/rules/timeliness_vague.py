"""An indicator of time says by when, how fast, how often, or at which rate.

Why:
    时效指标要能核对：写明完成的日期、办理的时限、频次，或者及时率。“及时”“尽快”“分阶段推进”年终无从判断做到没有。
    “按期完成”之类另有一条规则。

Basis:
    推断：时效指标没有日期、时限或比率，审核时会退回。

Bind:
    {table: 绩效指标, columns: [三级指标, 指标值], value: 指标值, dimensions: [时效指标]}

Bad:
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 信息发布时间
            指标值: 及早发布  # <- timeliness-vague

Good:
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 信息发布时间
            指标值: 每周三前发布
          - 三级指标: 故障响应
            指标值: 两小时内到场
          - 三级指标: 材料报送及时率
            指标值: ≥95.00(%)
          - 三级指标: 验收
            指标值: 第四季度完成
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.phrases import refers_to_a_plan
from formgen.project import Project
from formgen.texts import without_time

SEVERITY = Severity.WARNING
TITLE = "时效指标没有时间"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("columns", "value")


def check(
    project: Project, *, table: str, columns: list[str], value: str, dimensions: list[str]
) -> Iterator[Diagnostic]:
    """Yield a warning at each qualitative value under `dimensions` when the row's `columns` state no time at all."""
    for field, said in without_time(project, table, columns, value, dimensions):
        if not refers_to_a_plan(said):
            message = f"“{field.label}”没有日期、时限、频次或比率，年终无法核对是否及时"
            yield warning(
                "timeliness-vague", message, field.at, "写明时间，例如 2025年11月30日前完成、8小时内响应、≥95%"
            )

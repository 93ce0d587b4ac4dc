"""An indicator's number is the one that the goal promises.

Why:
    指标是从目标分解出来的。目标写“讲座10场”、指标写“≥8场”，批复以后不知道按哪个考核。目标里写了数字，指标里同一件事
    是另一个数的，在指标处指出；目标没有提到的指标不看，另有一条规则。

Basis:
    推断：目标与指标的数字对不上，审核时会退回。

Bind:
    {goals: [项目绩效目标.年度总体目标], year: 年度, table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    年度: 2025
    项目绩效目标:
      年度总体目标: 举办科普讲座10场，培训教师200名。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 科普讲座场次
            指标值: ≥8.00(场)  # <- measure-unpromised
          - 三级指标: 培训教师人数
            指标值: ≥200.00(人)

Good:
    年度: 2025
    项目绩效目标:
      年度总体目标: 每月举办讲座2场，覆盖社区15个，其中新建小区5个；展览和宣传活动有序开展。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 讲座场次
            指标值: ≥24.00(场)
          - 三级指标: 覆盖社区
            指标值: ≥15.00(个)
          - 三级指标: 宣传资料
            指标值: ≥5000.00(份)
"""

from collections.abc import Iterator

from formgen import promises
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project

SEVERITY = Severity.WARNING
TITLE = "指标的数字与目标矛盾"
FIELD_OPTIONS = ("goals", "year", "table")
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, goals: list[str], year: str, table: str, name: str, value: str) -> Iterator[Diagnostic]:
    """Yield a warning at each value whose number the goals contradict."""
    if any(key.startswith(f"{table}.") for key in project.unreadable):
        return
    for promise, indicator in promises.compare(project, goals, year, table, name, value).contradicted:
        phrase = promise.quantity.phrase
        message = f"“{indicator.name.value}”是 {indicator.value.value}，“{promise.field.label}”里写的是“{phrase}”"
        place = promise.field.span(promise.quantity.start, promise.quantity.end)
        yield warning("measure-unpromised", message, indicator.value.at, "两处改成同一个数", place)

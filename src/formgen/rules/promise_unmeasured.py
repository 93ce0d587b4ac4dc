"""Every number that the goal promises is carried by an indicator.

Why:
    目标里写了“培训不少于8场”，指标里就要有一条对得上的“≥8场”，不然这个承诺到年终没有人核对。按数字、单位和说的
    事情来对；几条指标加起来正好也算。年份、日期、过去的数、编号、引号里的名称、经费、“每校3天”“其中5场”不算承诺。
    同一件事两边数字不同的，由另一条规则指出。

Basis:
    已证实：实际报送的表里，有目标写了数字而没有对应指标的。推断：审核时会因此退回。

Bind:
    {goals: [项目绩效目标.年度总体目标], year: 年度, table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    年度: 2025
    项目绩效目标:
      年度总体目标: |
        培训学员三千人次，  # <- promise-unmeasured
        开发课程包6个，
        家长满意率达到95%以上。  # <- promise-unmeasured
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 课程包
            指标值: =6.00(个)
        质量指标:
          - 三级指标: 结业考核合格率
            指标值: ≥95.00(%)

Good:
    年度: 2025
    项目绩效目标:
      年度总体目标: |
        1.在去年培训800人的基础上，推进三级科普资源整合和“百校千场”行动；
        2.12月底前举办讲座一百二十场，约1.2万人次参加，每场不少于2小时；
        3.讲座满意率不低于百分之九十。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 讲座场次
            指标值: ≥120.00(场次)
          - 三级指标: 参加人次
            指标值: ≥1.20(万人次)
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 听众满意度
            指标值: ≥90.00(百分比)
"""

from collections.abc import Iterator

from formgen import promises
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project

SEVERITY = Severity.WARNING
TITLE = "目标里的数字没有对应的指标"
FIELD_OPTIONS = ("goals", "year", "table")
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, goals: list[str], year: str, table: str, name: str, value: str) -> Iterator[Diagnostic]:
    """Yield a warning at each promised number in `goals` that no row of `table` carries."""
    if any(key.startswith(f"{table}.") for key in project.unreadable) or not project.tables.get(table):
        return
    for promise in promises.compare(project, goals, year, table, name, value).unmeasured:
        phrase = promise.quantity.phrase
        message = f"“{promise.field.label}”承诺了“{phrase}”，没有一条指标是这个数"
        at = promise.field.span(promise.quantity.start, promise.quantity.end)
        yield warning("promise-unmeasured", message, at, "加一条对应的指标，或改目标里的数字")

"""The points of all indicators and of the execution of the budget sum to a hundred.

Why:
    各项分值相加不是100，总得分就无法与别的项目相比，财政系统也不予保存；公开的自评表里有加成110的。预算执行的分值
    也要算在内。空着的一项按零算；漏写的一项可能正好补足差额，不作判断。

Basis:
    已证实：财政系统拒绝保存权重之和不是100的表；公开的自评表里见过分值合计110的。

Bind:
    points: [自评.预算执行.年度资金总额.分值]
    table: 绩效指标
    column: 分值
    total: "100"

Bad:
    自评:
      预算执行:
        年度资金总额:
          分值: 10
    绩效指标:  # <- points-sum
      产出指标:
        数量指标:
          - 三级指标: 完成管网改造
            分值: 60
      效益指标:
        社会效益指标:
          - 三级指标: 受益居民
            分值: 40

Good:
    自评:
      预算执行:
        年度资金总额:
          分值: 10
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 完成管网改造
            分值: 49.5
      效益指标:
        社会效益指标:
          - 三级指标: 受益居民
            分值: 40.50
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import Unreadable, read_number

SEVERITY = Severity.ERROR
TITLE = "分值之和不是规定的总分"
FIELD_OPTIONS = ("points", "table")
COLUMN_OPTIONS = ("column",)

_PARTS_SHOWN = 6


def check(
    project: Project, *, points: list[str] | None = None, table: str, column: str, total: str
) -> Iterator[Diagnostic]:
    """Yield one error at the table when its points and those of `points` do not sum to `total`.

    Args:
        project: the form.
        points: keys of points that stand outside the table, where there are such.
        table: key of the table.
        column: its column of points.
        total: what they must sum to, in figures.
    """
    rows, points = project.tables.get(table, []), points or []
    given = [project.fields.get(key) for key in points] + [row.fields.get(column) for row in rows]
    found = [field for field in given if field and isinstance(field.value, Decimal)]
    if not found or not project.readable(*points) or _is_partly_unread(project, table, column):
        return
    groups = [key.rpartition(".")[0].rpartition(".")[2] or key for key in points]
    groups += [row.levels[0].label if row.levels else table for row in rows]
    sums: dict[str, Decimal] = {}
    for group, field in zip(groups, given, strict=True):
        if field and isinstance(field.value, Decimal):
            sums[group] = sums.get(group, Decimal(0)) + field.value
    label = found[-1].label
    try:
        reached, wanted = sum(sums.values(), Decimal(0)), read_number(total)
    except Unreadable as reason:
        message = f"检查“{label}”用的总分写错了：{reason.message}"
        yield error("points-sum", message, project.place(table), "请设计这张表的人改 rules.yaml 里的 total")
        return
    if reached == wanted or (reached < wanted and None in given):
        return
    shown = "、".join(f"{group} {points_of:f}" for group, points_of in sums.items())
    parts = f"（{shown}）" if len(sums) <= _PARTS_SHOWN else ""
    more = "多" if reached > wanted else "少"
    message = f"“{label}”加起来是 {reached:f}{parts}，应当是 {total}，{more}了 {abs(reached - wanted):f}"
    hint = f"核对各项“{label}”，使总和正好是 {total}"
    yield error("points-sum", message, project.place(table), hint, *(field.at for field in found))


def _is_partly_unread(project: Project, table: str, column: str) -> bool:
    """Return whether a row, a group of rows or the points of a row could not be read."""
    return any(
        key == table or (key.startswith(f"{table}.") and ("]." not in key or key.endswith(f".{column}")))
        for key in project.unreadable
    )

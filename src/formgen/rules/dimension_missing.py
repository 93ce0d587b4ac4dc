"""A form has at least one indicator in each dimension that no form may lack.

Why:
    Output and benefit are what the money is for; a form without one of them is returned. Older forms write the
    names without the ending 指标, so each dimension lists its names.

Bind:
    {table: 绩效指标, dimensions: [[产出指标, 产出], [效益指标, 效益]]}

Bad:
    绩效指标:  # <- dimension-missing
      产出指标:
        数量指标:
          - 三级指标: STEM 研学活动
            指标值: ≥3.00(场)

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: STEM 研学活动
            指标值: ≥3.00(场)
      效益指标:
        社会效益指标:
          - 三级指标: 参加活动的学生人次
            指标值: ≥500.00(人次)
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, error
from formgen.project import Project

TITLE = "缺少必须有的一级指标"
FIELD_OPTIONS = ("table",)


def check(project: Project, *, table: str, dimensions: list[list[str]]) -> Iterator[Diagnostic]:
    """Yield an error for each of `dimensions` of which the outermost level of `table` has no name."""
    unread = any(key.startswith(f"{table}.") for key in project.unreadable)
    if table not in project.tables or unread:
        return
    present = list(dict.fromkeys(row.levels[0].label for row in project.tables[table]))
    for names in dimensions:
        if not set(present) & set(names):
            message = f"缺少“{names[0]}”，现有：{'、'.join(present) or '无'}"
            yield error("dimension-missing", message, project.places[table], f"至少写一条{names[0]}")

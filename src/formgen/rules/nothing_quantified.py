"""A form has at least one indicator with a number.

Why:
    没有一条有数字的表，年终时无从评价，会退回。没有写符号的“2370人”“95%以上”也算有数字，日期不算。

Basis:
    已证实：至少要有一条定量指标。

Bind:
    {table: 绩效指标, column: 指标值}

Bad:
    绩效指标:  # <- nothing-quantified
      产出指标:
        时效指标:
          - 三级指标: 举办青少年科技创新大赛
            指标值: 12月底前举办

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 举办青少年科技创新大赛
            指标值: =1.00(次)

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 保障人数
            指标值: 2370人
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import Measure

SEVERITY = Severity.ERROR
TITLE = "没有一条定量指标"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("column",)


_COUNTED = re.compile(r"[^0-9年月日]{0,8}[0-9][0-9,]*(?:\.[0-9]+)?(?![0-9年月日号:：./-])[^0-9。；]{0,12}")
"""A number with what is counted and no more: 2370人, 不少于8场, 95%以上."""


def check(project: Project, *, table: str, column: str) -> Iterator[Diagnostic]:
    """Yield one error at the table when no value in `column` is a measure, or a number with what it counts."""
    rows = project.tables.get(table, [])
    unread = any(key.startswith(f"{table}.") for key in project.unreadable)
    if not rows or unread:
        return
    values = [row.fields[column].value for row in rows if column in row.fields]
    if not any(isinstance(value, Measure) or _COUNTED.fullmatch(str(value)) for value in values):
        message = f"{len(rows)} 条指标里没有一条有数字，至少要有一条定量指标"
        yield error("nothing-quantified", message, project.places[table], "例如 指标值: ≥3.00(场)")

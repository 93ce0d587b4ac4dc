"""A name or value says something: it is not made of dashes, underscores or asterisks alone.

Why:
    财政系统不保存只有横线、下划线或星号的名称和内容。没有话要说的一格，不必占一行。

Basis:
    已证实：财政系统拒绝保存。

Bind:
    {table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: "--"  # <- only-symbols
            指标值: ≥3.00(场)

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: STEM 研学活动
            指标值: ≥3.00(场)
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project

SEVERITY = Severity.ERROR
TITLE = "内容只有横线或星号"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("columns",)

_SYMBOLS = re.compile(r"[-_*－—–＿＊\s]+")


def check(project: Project, *, table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield an error at each text in `columns` that is symbols alone."""
    for row in project.tables.get(table, []):
        for name in columns:
            field = row.fields.get(name)
            if field and isinstance(field.value, str) and _SYMBOLS.fullmatch(field.value):
                message = f"“{field.label}”只写了“{field.value}”，财政系统不接受"
                yield error("only-symbols", message, field.at, "写上内容，或删掉这一行")

"""A value is more than a number alone.

Why:
    只写“220”，不知道是220个还是220人，也不知道是至少还是正好。财政系统存的是符号、数字、单位三样，
    没有单位的定量指标不予保存；不写符号的数只会按文字印出来。

Basis:
    已证实：财政系统不保存没有单位的定量指标。推断：不写符号的数也当作定量指标看待。

Bind:
    {table: 绩效指标, column: 指标值}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 开设课程数量
            指标值: 220  # <- unit-missing

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 开设课程数量
            指标值: ≥220门
          - 三级指标: 覆盖乡镇
            指标值: 11个
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project

SEVERITY = Severity.WARNING
TITLE = "指标值只有一个数"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("column",)

_NUMBER = re.compile(r"\s*[0-9][0-9,]*(?:\.[0-9]+)?\s*")


def check(project: Project, *, table: str, column: str) -> Iterator[Diagnostic]:
    """Yield a warning at each text in `column` that is a number without sign and unit."""
    for row in project.tables.get(table, []):
        field = row.text(column)
        if field and _NUMBER.fullmatch(str(field.value)):
            message = f"“{field.label}”只有一个数“{str(field.value).strip()}”，没有符号和单位"
            yield warning("unit-missing", message, field.at, "写全符号、数字、单位，例如 ≥3.00(场)、=100%")

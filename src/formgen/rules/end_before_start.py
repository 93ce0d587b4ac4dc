"""A project does not end before it starts.

Why:
    多半是年份或月份打错了，财政系统不予保存。

Basis:
    已证实：完成日期不能早于开始日期。

Bind:
    {start: 计划开始日期, end: 计划完成日期}

Bad:
    计划开始日期: 2025-03-01
    计划完成日期: 2025-02-28  # <- end-before-start

Good:
    计划开始日期: 2025-03-01
    计划完成日期: 2025-03-01
"""

from collections.abc import Iterator
from datetime import date

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project

SEVERITY = Severity.ERROR
TITLE = "完成日期早于开始日期"
FIELD_OPTIONS = ("start", "end")


def check(project: Project, *, start: str, end: str) -> Iterator[Diagnostic]:
    """Yield one error at `end` when it lies before `start`."""
    first, last = project.value(start), project.value(end)
    if isinstance(first, date) and isinstance(last, date) and last < first:
        one, other = project.fields[end], project.fields[start]
        message = f"“{one.label}”{last} 早于“{other.label}”{first}"
        yield error("end-before-start", message, one.at, "核对两个日期的年份和月份", other.at)

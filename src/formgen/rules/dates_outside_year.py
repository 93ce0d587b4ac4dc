"""A project's dates fit the year of the form.

Why:
    一次性项目只在一个预算年度里做，起止日期都在表的年度内；别的项目可以跨年度，但表的年度要落在项目的起止之间。

Basis:
    已证实：一次性项目的日期在表的年度内，阶段性项目可以跨年度。

Bind:
    {year: 年度, start: 计划开始日期, end: 计划完成日期, nature: 项目性质, one_off: [其他一次性项目, 一次性项目]}

Bad:
    年度: 2025
    项目性质: 其他一次性项目
    计划开始日期: 2025-01-01
    计划完成日期: 2026-06-30  # <- dates-outside-year

Bad:
    年度: 2025
    项目性质: 阶段性项目
    计划开始日期: 2022-01-01
    计划完成日期: 2024-12-31  # <- dates-outside-year

Good:
    年度: 2025
    项目性质: 阶段性项目
    计划开始日期: 2022-01-01
    计划完成日期: 2026-12-31
"""

from collections.abc import Iterator
from datetime import date

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project

SEVERITY = Severity.ERROR
TITLE = "起止日期与表的年度不符"
FIELD_OPTIONS = ("year", "start", "end", "nature")


def check(
    project: Project, *, year: str, start: str, end: str, nature: str, one_off: list[str]
) -> Iterator[Diagnostic]:
    """Yield one error at each date that does not fit the form's year."""
    form_year, first, last = project.value(year), project.value(start), project.value(end)
    if not isinstance(form_year, int):
        return
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return  # end-before-start says it
    if project.value(nature) in one_off:
        for key, day in ((start, first), (end, last)):
            if isinstance(day, date) and day.year != form_year:
                field = project.fields[key]
                message = f"“{field.label}”{day} 不在 {form_year} 年内，“{project.value(nature)}”应当在当年完成"
                yield error("dates-outside-year", message, field.at, "改日期，或改项目性质", project.fields[nature].at)
    elif isinstance(first, date) and isinstance(last, date):
        late, early = first.year > form_year, last.year < form_year
        if late or early:
            field = project.fields[start if late else end]
            message = f"项目从 {first} 到 {last}，不包含表的年度 {form_year} 年"
            yield error("dates-outside-year", message, field.at, "改日期，或改年度", project.fields[year].at)

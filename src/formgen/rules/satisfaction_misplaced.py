"""Satisfaction stands under the dimension of satisfaction.

Why:
    满意度有自己的一级指标。写在质量、社会效益等下面，满意度指标就缺了一条，分值也会算错地方。“满意度调查次数”
    “满意度提升幅度”不是满意度，不提醒。“满意度评价”用百分数或分写的是满意度，写几次的是做了几次评价。

Basis:
    财预〔2021〕101号把满意度列为单独一类，已证实；写在质量或社会效益下面会被退回，是从实际报送的表推断的。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值, elsewhere: [质量指标, 社会效益指标]}

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 学员满意度  # <- satisfaction-misplaced
            指标值: ≥90%
      效益指标:
        社会效益:
          - 三级指标: 周边居民满意率  # <- satisfaction-misplaced
            指标值: ≥85%

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 满意度调查覆盖率
            指标值: ≥80%
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 学员满意度
            指标值: ≥90%
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import Counted, Measured, counted, head, joined, measured
from formgen.project import Project, Row
from formgen.values import Measure

SEVERITY = Severity.WARNING
TITLE = "满意度写在别的指标下"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str, elsewhere: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each name of a satisfaction indicator that stands under one of `elsewhere`."""
    for row in project.tables.get(table, []):
        title = row.text(name)
        if title is None or not row.stands_under(elsewhere):
            continue
        text = str(title.value)
        if measured(text) is Measured.SATISFACTION or _was_asked(text, row, value):
            part = (joined(text) or (text, text))[1].strip()
            start = max(text.rfind(part), 0)
            message = f"“{part}”是满意度指标，却写在“{row.levels[-1].label}”下面"
            hint = "移到满意度指标下面；那里已经有同一条的，这里删掉"
            at = title.span(start, start + len(part))
            yield warning("satisfaction-misplaced", message, at, hint, row.levels[-1].at)


_ASKED = ("满意度评价", "满意度测评", "满意度调查", "满意度反馈", "满意度评估")


def _was_asked(name: str, row: Row, value: str) -> bool:
    """Return whether the result of asking for satisfaction is given, and not how often it was asked."""
    field = row.measure(value) if head(name).endswith(_ASKED) else None
    unit = field.value.unit if field and isinstance(field.value, Measure) else ""
    return counted(unit) in (Counted.PERCENT, Counted.SCORE)

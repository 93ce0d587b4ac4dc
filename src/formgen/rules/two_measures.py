"""An indicator measures one thing.

Why:
    “项目完成率、受众满意度”只有一个指标值，不知道说的是哪一个，一个做到了、一个没做到也无法评分。两个并列的对象合用一个量
    （微信、微博粉丝数；设计、施工验收合格率）是一个指标；几笔费用相加也是。

Basis:
    推断：从实际报送的表归纳。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 培训场次、人次  # <- two-measures
            指标值: ≥20 场
        质量指标:
          - 三级指标: 项目完成率、受众满意度  # <- two-measures
            指标值: ≥95%
          - 三级指标: 出勤率和合格率  # <- two-measures
            指标值: ≥90%

Good:
    绩效指标:
      成本指标:
        经济成本指标:
          - 三级指标: 场地费和劳务费
            指标值: ≤12 万元
      产出指标:
        质量指标:
          - 三级指标: 设计、施工验收合格率
            指标值: =100%
          - 三级指标: 公众参与率
            指标值: ≥60%
      效益指标:
        社会效益指标:
          - 三级指标: 微信、微博粉丝数
            指标值: ≥8.5 万个
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import joined
from formgen.project import Project
from formgen.values import printed

SEVERITY = Severity.WARNING
TITLE = "一条指标里有两个量"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str) -> Iterator[Diagnostic]:
    """Yield a warning at each name that joins two measures with one value between them."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.fields.get(value)
        if title is None:
            continue
        parts = joined(str(title.value))
        numbers = re.findall(r"[0-9]+(?:[.,][0-9]+)*", printed(field.value) if field else "")
        if parts and len(numbers) < 2:
            both = "和".join(f"“{part}”" for part in parts)
            message = f"{both}是两个量，合写在一条指标里，只有一个指标值"
            yield warning("two-measures", message, title.at, "拆成两条，各写各的指标值")

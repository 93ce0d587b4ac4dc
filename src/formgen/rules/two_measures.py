"""An indicator measures one thing.

Why:
    “项目完成率、受众满意度”只有一个指标值，不知道说的是哪一个，一个做到了、一个没做到也无法评分。两个并列的对象合用一个量
    （微信、微博粉丝数；设计、施工验收合格率）是一个指标；几笔费用相加也是。一个名称、值里并列着两个量（培训12期、参训
    1000人次）也一样。

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

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 督导员培训
            指标值: 培训12期、参训1000人次  # <- two-measures

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
from formgen.measures import Counted, counted, joined
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
        if parts:
            if len(re.findall(r"[0-9]+(?:[.,][0-9]+)*", printed(field.value) if field else "")) > 1:
                continue
            both = "和".join(f"“{part}”" for part in parts)
            message = f"{both}是两个量，合写在一条指标里，只有一个指标值"
            yield warning("two-measures", message, title.at, "拆成两条，各写各的指标值")
        elif field and isinstance(field.value, str) and (listed := _listed(field.value)):
            message = f"一条指标的值里并列着“{listed[0]}”和“{listed[1]}”，是两个量"
            yield warning("two-measures", message, field.at, "拆成两条，各写各的名称和指标值")


_LISTED = r"(?P<what>[^0-9]{0,6}?)(?P<number>[0-9][0-9.]*)(?P<unit>[^0-9()（）]{1,4}?)(?:及?以上)?"
_OF_ONE = ("每", "各", "其中", "共", "合计", "均", "单", "含", "由", "从", "到", "至")
_APART = (Counted.HEAD, Counted.EVENT, Counted.PERCENT, Counted.MONEY)


def _listed(value: str) -> tuple[str, str] | None:
    """Return the two quantities that a value lists, of people, events, shares or money; None for any other text."""
    if len(value) >= 40 or not any(character.isdigit() for character in value):
        return None
    parts = re.split("[、，,；;和]", value.strip("。"))
    found = [re.fullmatch(_LISTED, part.strip()) for part in parts]
    if len(found) != 2 or not all(found) or any(word in value for word in _OF_ONE):
        return None
    kinds = {counted(match["unit"]) for match in found if match}
    return (parts[0].strip(), parts[1].strip()) if len(kinds) == 2 and kinds <= set(_APART) else None

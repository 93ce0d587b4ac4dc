"""What was reached is written as a number in the target's unit.

Why:
    财政系统里完成值与指标值用同一个单位，单位不同就无法比较：目标是500亩，不能写完成了12,000株。完成值是一个确定的数，
    不写 ≥、≤ 或“不少于”，那是目标的写法。万元与元、人次与人、百分比与%、吨与千克、公顷与亩可以换算，不算不同；
    %和百分点是两回事；定性指标不看单位。

Basis:
    推断：从财政系统的数据项（完成值与指标值共用计量单位）归纳。

Bind:
    {table: 绩效指标, target: 指标值, actual: 实际完成值}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 植树造林面积
            指标值: ≥500.00(亩)
            实际完成值: 12,000 株  # <- result-unit-differs
          - 三级指标: 开设课程
            指标值: ≥12.00(门)
            实际完成值: 13  # <- result-unit-differs
        质量指标:
          - 三级指标: 苗木成活率
            指标值: ≥90.00(%)
            实际完成值: ≥90%  # <- result-unit-differs

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 植树造林面积
            指标值: ≥500.00(亩)
            实际完成值: 512.5 亩
          - 三级指标: 培训农户
            指标值: ≥0.10(万人次)
            实际完成值: 1,060 人次
        质量指标:
          - 三级指标: 苗木成活率
            指标值: ≥90.00(百分比)
            实际完成值: 93.2%
      效益指标:
        可持续影响指标:
          - 三级指标: 管护机制健全程度
            指标值: 建立镇村两级管护机制
            实际完成值: 已建立
"""

from collections.abc import Iterator

from formgen.attainment import comparable, is_bare_number, leading_sign
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import Measure, Result, excerpt

SEVERITY = Severity.WARNING
TITLE = "完成值的单位与目标不同"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("target", "actual")


def check(project: Project, *, table: str, target: str, actual: str) -> Iterator[Diagnostic]:
    """Yield a warning at each value of `actual` with a sign, without a unit, or in another unit than its target's."""
    for row in project.tables.get(table, []):
        wanted, reached = row.fields.get(target), row.fields.get(actual)
        if reached is None:
            continue
        label = f"“{reached.label}”"
        unit = wanted.value.unit if wanted and isinstance(wanted.value, Measure) else None
        places = [wanted.at] if wanted else []
        if isinstance(reached.value, str) and (sign := leading_sign(reached.value)):
            message = f"{label}“{excerpt(reached.value)}”带着“{sign}”，这是目标的写法，完成值应当是一个确定的数"
            hint = "写实际完成的数和单位，不写符号，例如 96.5%、3 场"
            yield warning("result-unit-differs", message, reached.at, hint, *places)
        elif unit and isinstance(reached.value, Result) and not comparable(reached.value.unit, unit):
            message = f"{label}“{excerpt(reached.value.typed)}”的单位是“{reached.value.unit}”，目标的单位是“{unit}”"
            yield warning("result-unit-differs", message, reached.at, f"换算成“{unit}”再写，或核对目标", *places)
        elif unit and isinstance(reached.value, str) and is_bare_number(reached.value):
            message = f"{label}“{reached.value.strip()}”没有写单位，目标的单位是“{unit}”"
            yield warning("result-unit-differs", message, reached.at, f"在数字后面写上“{unit}”", *places)

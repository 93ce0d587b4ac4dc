"""A quantified target has a number as its result.

Why:
    目标是≥500亩，只写“已完成”，看不出完成了多少，也无法评分。写出完成的数和单位，要补充的话放在偏差原因里。文字里有数、有目标
    的单位（“累计培训1,060人次”）不算错；目标是零，写“未发生”也可以。

Basis:
    推断：财政系统里定量指标的完成值只能填数字；公开的自评表里常写“已完成”，审核时会问。

Bind:
    {table: 绩效指标, target: 指标值, actual: 实际完成值}

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 修缮文物建筑
            指标值: ≥4.00(处)
            实际完成值: 已完成  # <- result-unquantified
          - 三级指标: 举办展览
            指标值: ≥6.00(场)
            实际完成值: 全年接待观众8万人次  # <- result-unquantified

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 修缮文物建筑
            指标值: ≥4.00(处)
            实际完成值: 4 处
          - 三级指标: 举办展览
            指标值: ≥6.00(场)
            实际完成值: 举办了展览7场，另有1场推迟到次年
        质量指标:
          - 三级指标: 安全责任事故
            指标值: =0.00(起)
            实际完成值: 未发生
        时效指标:
          - 三级指标: 完成时间
            指标值: 12月底前
            实际完成值: 已完成
"""

import re
from collections.abc import Iterator

from formgen import phrases
from formgen.attainment import comparable, is_bare_number, leading_sign, spelling
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import Measure, excerpt, printed

SEVERITY = Severity.WARNING
TITLE = "定量指标的完成值没有数"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("target", "actual")

_NONE = re.compile("无|未|没有|零")


def check(project: Project, *, table: str, target: str, actual: str) -> Iterator[Diagnostic]:
    """Yield a warning at each text in `actual` that names no number in the unit of its quantified target."""
    for row in project.tables.get(table, []):
        wanted, reached = row.measure(target), row.text(actual)
        if wanted is None or reached is None or not isinstance(wanted.value, Measure):
            continue
        text, unit = str(reached.value), wanted.value.unit
        if is_bare_number(text) or leading_sign(text) or (not wanted.value.number and _NONE.search(text)):
            continue
        if not _names_a_number(text, unit):
            message = f"“{reached.label}”“{excerpt(text)}”里没有以“{unit}”计的数，目标是 {printed(wanted.value)}"
            hint = f"写完成的数和单位，例如 {_example(wanted.value)}"
            yield warning("result-unquantified", message, reached.at, hint, wanted.at)


def _names_a_number(text: str, unit: str) -> bool:
    """Return whether a text has a number in a unit, also one that is not known: 配备灭火毯30具."""
    if any(found.unit and comparable(found.unit, unit) for found in phrases.quantities(text)):
        return True
    return re.search(rf"\d\s*+[百千万亿]*+\s*+个?{re.escape(spelling(unit)[1])}", text) is not None


def _example(target: Measure) -> str:
    number = f"{target.number:f}".rstrip("0").rstrip(".")
    return f"{number}{target.unit}" if target.unit[0] in "%％‰" else f"{number} {target.unit}"

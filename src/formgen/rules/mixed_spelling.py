"""One unit, or one sign, is spelled in one way throughout a form.

Why:
    一张表里“%”和“百分比”混用，“≥”和“>=”混用，看起来像是拼起来的，汇总时同一个单位也会分成两个。改哪一种都行，一张表里一样
    就好。每种混用只说一次，指向较少的那种写法。

Basis:
    推断：各单位的表有的写“百分比”，有的写“%”，都报送过。

Bind:
    {table: 绩效指标, value: 指标值}

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 出勤率
            指标值: ≥95.00(百分比)  # <- mixed-spelling
          - 三级指标: 合格率
            指标值: ≥98%
          - 三级指标: 结业率
            指标值: ≥90%

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 修缮面积
            指标值: ≥1200 平方米
          - 三级指标: 平均单价
            指标值: ≤300 元/㎡  # <- mixed-spelling
          - 三级指标: 修缮栋数
            指标值: '>=3 栋'  # <- mixed-spelling

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 修缮面积
            指标值: ≥1200 平方米
          - 三级指标: 新增绿地
            指标值: ≥0.3 万平方米
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Location, Severity, in_order, info
from formgen.measures import spellings
from formgen.project import Field, Project
from formgen.values import Measure

SEVERITY = Severity.INFO
TITLE = "同一个单位或符号有两种写法"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("value",)

_SIGN = re.compile(r"\s*([≥≤=><≧⩾≦⩽＝═＞＜﹥﹤›‹]{1,2})")


_Place = tuple[Field, int, int]
"""A field, and from where to where in it something is typed; from -1 where that cannot be told."""


def check(project: Project, *, table: str, value: str) -> Iterator[Diagnostic]:
    """Yield one finding for each unit and sign that is spelled in several ways, at the first of the rarest."""
    places: dict[str, dict[str, list[_Place]]] = {}
    for row in project.tables.get(table, []):
        field = row.measure(value)
        if field and isinstance(field.value, Measure):
            for common, spelling, start, end in _spelled(field, field.value):
                places.setdefault(common, {}).setdefault(spelling, []).append((field, start, end))
    yield from in_order(_say(ways) for ways in places.values() if len(ways) > 1)


def _say(ways: dict[str, list[_Place]]) -> Diagnostic:
    usual, *_, rare = sorted(ways, key=lambda spelling: len(ways[spelling]), reverse=True)
    message = f"“{rare}”在这张表里也写成“{usual}”，是同一个意思的两种写法"
    return info("mixed-spelling", message, _at(ways[rare][0]), f"统一成一种，例如都写“{usual}”", _at(ways[usual][0]))


def _at(place: _Place) -> Location:
    field, start, end = place
    return field.span(start, end) if start >= 0 else field.at


def _spelled(field: Field, measure: Measure) -> Iterator[tuple[str, str, int, int]]:
    """Yield the sign and what of the unit has several spellings: the common form, as typed, and from where to where."""
    typed = field.typed.text if field.typed else ""
    if sign := _SIGN.match(typed):
        yield measure.sign, sign[1], *sign.span(1)
    for common, spelling in spellings(measure.unit):
        start = typed.rfind(spelling)
        yield common, spelling, start, start + len(spelling)

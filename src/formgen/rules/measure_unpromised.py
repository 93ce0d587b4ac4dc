"""An indicator's number is the one that the goal promises.

Why:
    指标是从目标分解出来的。目标写“讲座10场”、指标写“≥8场”，批复以后不知道按哪个考核。目标里写了数字，指标里同一件事
    是另一个数的，在指标处指出；数量指标除一条以外全都在目标里有数的，指出漏掉的那一条。目标里没有数字的表不看。

Basis:
    推断：目标与指标的数字对不上，审核时会退回；只漏一条才算漏，是为了少误报。

Bind:
    {goals: [项目绩效目标.年度总体目标], elsewhere: [项目绩效目标.项目总目标], year: 年度,
     table: 绩效指标, name: 三级指标, value: 指标值, dimensions: [数量指标]}

Bad:
    年度: 2025
    项目绩效目标:
      年度总体目标: 举办科普讲座10场，培训教师200名。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 科普讲座场次
            指标值: ≥8.00(场)  # <- measure-unpromised
          - 三级指标: 培训教师人数
            指标值: ≥200.00(人)

Bad:
    年度: 2025
    项目绩效目标:
      年度总体目标: 举办讲座10场、展览6场，编印读本3000册，建设展项4个，并组织夏令营。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 讲座
            指标值: ≥10.00(场)
          - 三级指标: 展览
            指标值: ≥6.00(场)
          - 三级指标: 读本
            指标值: ≥3000.00(册)
          - 三级指标: 展项
            指标值: ≥4.00(个)
          - 三级指标: 夏令营
            指标值: ≥2.00(期)  # <- measure-unpromised

Good:
    年度: 2025
    项目绩效目标:
      年度总体目标: 每月举办讲座2场，覆盖社区15个，其中新建小区5个；展览和宣传活动有序开展。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 讲座场次
            指标值: ≥24.00(场)
          - 三级指标: 覆盖社区
            指标值: ≥15.00(个)
          - 三级指标: 宣传资料
            指标值: ≥5000.00(份)
"""

from collections.abc import Iterator

from formgen import phrases, promises
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project

SEVERITY = Severity.WARNING
TITLE = "指标的数字与目标对不上"
FIELD_OPTIONS = ("goals", "elsewhere", "year", "table")
COLUMN_OPTIONS = ("name", "value")

_ALL_BUT_ONE = 3  # so many quantities must stand in the goal before the one that does not is missed


def check(
    project: Project,
    *,
    goals: list[str],
    elsewhere: list[str],
    year: str,
    table: str,
    name: str,
    value: str,
    dimensions: list[str],
) -> Iterator[Diagnostic]:
    """Yield a warning at each value whose number the goals contradict, or alone leave out."""
    if any(key.startswith(f"{table}.") for key in project.unreadable):
        return
    compared = promises.compare(project, goals, year, table, name, value)
    for promise, indicator in compared.contradicted:
        phrase = promise.quantity.phrase
        message = f"“{indicator.name.value}”是 {indicator.value.value}，“{promise.field.label}”里写的是“{phrase}”"
        place = promise.field.span(promise.quantity.start, promise.quantity.end)
        yield warning("measure-unpromised", message, indicator.value.at, "两处改成同一个数", place)
    counted = [one for one in compared.indicators if one.measured and one.row.stands_under(dimensions)]
    left_out = [one for one in counted if any(one is other for other in compared.unpromised)]
    if len(left_out) == 1 and len(counted) - 1 >= _ALL_BUT_ONE:
        (one,) = left_out
        said = [str(field.value) for field in project.filled(*elsewhere)]
        numbers = {found.number for text in said for found in phrases.quantities(text)}
        if all(one is not other for _, other in compared.contradicted) and one.numbers[0][0] not in numbers:
            labels = "、".join(f"“{field.label}”" for field in project.filled(*goals))
            message = f"{labels}写了其他数量指标的数字，唯独没有“{one.name.value}”的 {one.value.value}"
            yield warning("measure-unpromised", message, one.value.at, "在目标里补上这个数，或删掉这条指标")

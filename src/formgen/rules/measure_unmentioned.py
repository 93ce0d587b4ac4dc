"""The one indicator of quantity whose number the goal does not mention, while it mentions those of all others.

Why:
    目标把其他数量指标的数字都写了，唯独漏了一条，多半是后来加了指标、没有改目标。数字在目标里出现过，不论怎么说、
    用什么量词，都算提到；目标里没有写几个数字的表不看。与目标矛盾的数字，由另一条规则指出。

Basis:
    推断：指标是从目标分解出来的，漏写的审核时可能会问；表本身没有错，所以只提示。

Bind:
    goals: [项目绩效目标.年度总体目标]
    elsewhere: [项目绩效目标.项目总目标]
    year: 年度
    table: 绩效指标
    name: 三级指标
    value: 指标值
    dimensions: [数量指标]

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
            指标值: ≥2.00(期)  # <- measure-unmentioned

Good:
    年度: 2025
    项目绩效目标:
      年度总体目标: 讲座10场、展览6场，读本3000册，另外组织夏令营两次。
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 讲座
            指标值: ≥10.00(场)
          - 三级指标: 展览
            指标值: ≥6.00(场)
          - 三级指标: 读本
            指标值: ≥3000.00(册)
          - 三级指标: 夏令营
            指标值: ≥2.00(期)
"""

from collections.abc import Iterator

from formgen import phrases, promises
from formgen.diagnostics import Diagnostic, Severity, info
from formgen.project import Project

SEVERITY = Severity.INFO
TITLE = "目标里漏写了一条指标的数字"
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
    """Yield a remark at the one value under `dimensions` whose number, alone of all, the goals leave out."""
    if any(key.startswith(f"{table}.") for key in project.unreadable):
        return
    compared = promises.compare(project, goals, year, table, name, value)
    counted = [one for one in compared.indicators if one.measured and one.row.stands_under(dimensions)]
    left_out = [one for one in counted if any(one is other for other in compared.unpromised)]
    if len(left_out) != 1 or len(counted) - 1 < _ALL_BUT_ONE:
        return
    (one,) = left_out
    said = [str(field.value) for field in project.filled(*goals, *elsewhere)]
    mentioned = {found.number for text in said for found in phrases.quantities(text)}
    contradicted = any(one is other for _, other in compared.contradicted)
    if one.numbers[0][0] not in mentioned and not contradicted:
        labels = "、".join(f"“{field.label}”" for field in project.filled(*goals))
        message = f"{labels}写了其他数量指标的数字，唯独没有“{one.name.value}”的 {one.value.value}"
        yield info("measure-unmentioned", message, one.value.at, "在目标里补上这个数，或删掉这条指标")

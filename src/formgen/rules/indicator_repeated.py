"""No two indicators of one group measure the same.

Why:
    同一个二级指标下，同一件事只评一次。两条名称相同而指标值不同，年终不知道按哪一条评；指标值也相同，就是多写了一条。
    名称只差空格、标点、全角半角、“的”、末尾的“指标”，算相同；单位也相同的，“举办展览”“展览数量”“展览（举办）”算
    相同；单位和数都相同的，几个词换了先后（上门照护老人、老人上门照护）也算。在不同的二级指标下可以同名，例如数量和时效都写
    “举办大赛”。

Basis:
    推断：从实际报送的表归纳，有的表在同一个二级指标下写了两条“主管部门满意度”，一条 ≥90，一条 ≥95。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    绩效指标:
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 主管部门满意度
            指标值: ≥90%
          - 三级指标: 主管部门 满意度  # <- indicator-repeated
            指标值: ≥95%

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 门诊人次
            指标值: ≥20000 人次
          - 三级指标: 门诊人次  # <- indicator-repeated
            指标值: ≥20000.00(人次)

Bad:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 举办专题展览
            指标值: =6 个
          - 三级指标: 专题展览的数量  # <- indicator-repeated
            指标值: =8 个

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 校长论坛
            指标值: =1 次
          - 三级指标: 校长论坛人数
            指标值: ≥80 人
        时效指标:
          - 三级指标: 校长论坛
            指标值: 12月底前举办
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import counted, plain, subjects
from formgen.project import Project, Row
from formgen.values import Measure, excerpt, printed

SEVERITY = Severity.WARNING
TITLE = "同一指标写了两条"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str) -> Iterator[Diagnostic]:
    """Yield a warning at each name that asks a second time for the same in its group; the first is related."""
    first: dict[tuple[str, ...], Row] = {}
    for row in project.tables.get(table, []):
        field = row.text(name)
        if field is None or not plain(str(field.value)):
            continue
        group = row.levels[-1] if row.levels else None
        keys = [(group.key if group else "", *key) for key in _keys(str(field.value), row, value)]
        before = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, row)
        if before is None or _count_different_things(before, row, value):
            continue
        place = before.fields[name]
        again = "第二次出现" if plain(str(place.value)) == plain(str(field.value)) else f"与“{place.value}”是同一件事"
        said = f"“{field.value}”在“{group.label}”下{again}" if group else f"“{field.value}”{again}"
        one, other = (printed(each.fields[value].value) if value in each.fields else "" for each in (before, row))
        if plain(one) == plain(other):
            message, hint = f"{said}，指标值也相同", "留一条，删掉另一条"
        else:
            message = f"{said}，先写“{excerpt(one)}”，这里写“{excerpt(other)}”，两处冲突"
            hint = f"与第 {place.at.line} 行核对：是同一个指标就只留一条，不是就在名称里写清各指什么"
        yield warning("indicator-repeated", message, field.at, hint, place.at)


def _count_different_things(one: Row, other: Row, value: str) -> bool:
    """Return whether two values have units of different kinds: ≥5 场 and ≥300 人次 of one name are two matters."""
    kinds = [
        counted(field.value.unit) if (field := row.measure(value)) and isinstance(field.value, Measure) else None
        for row in (one, other)
    ]
    return None not in kinds and kinds[0] is not kinds[1]


def _keys(name: str, row: Row, value: str) -> Iterator[tuple[str, ...]]:
    """Yield what tells that two names are the same, the surest first.

    A name in other words is held to be the same only when the unit is the same (培训: 次, 培训: 人 are two), and words
    in another order only when the number is the same too.
    """
    words = plain(name)
    yield (words.replace("的", "").removesuffix("指标"),)
    field = row.measure(value)
    if field and isinstance(field.value, Measure):
        unit = plain(field.value.unit).replace("人次", "人")
        for about in sorted(subjects(name)):
            yield about, unit
            yield "".join(sorted(about)), unit, str(field.value.number)

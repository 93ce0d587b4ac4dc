"""A qualitative value says something that can be checked.

Why:
    “有所提升”“良好”“进一步改善”没有基准，年终无从判断做到没有。能核对的内容不算笼统：数字、日期、与上年相比、印发文件、
    通过验收、列入规划、没有发生事故。一个值里每个分句都笼统才提醒。满意度、成本、重复名称另有规则，这里不再说。

Basis:
    推断：从实际报送的表归纳，提升、改善、提高、良好、有效、稳步之类没有基准的值常被退回。

Bind:
    table: 绩效指标
    name: 三级指标
    value: 指标值
    cost: [成本指标]
    satisfaction: [满意度指标, 服务对象满意度指标]

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 培训效果
            指标值: 良好  # <- vague-value
      效益指标:
        社会效益指标:
          - 三级指标: 通行条件
            指标值: 明显改善，出行更加便捷  # <- vague-value
          - 三级指标: 科普覆盖面
            指标值: 比之前有所提升  # <- vague-value
        可持续影响指标:
          - 三级指标: 对未来发展的影响
            指标值: 持续培养和输送人才  # <- vague-value

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 操作手册
            指标值: 编制完成并印发
          - 三级指标: 评估等级
            指标值: 良好及以上
      效益指标:
        社会效益指标:
          - 三级指标: 通行条件
            指标值: 明显改善，平均通行时间比上年缩短5分钟
        可持续影响指标:
          - 三级指标: 巡展机制
            指标值: 列入区级规划
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import Measured, measured
from formgen.project import Project
from formgen.values import excerpt
from formgen.wording import is_bare_name, is_vague, repeats

SEVERITY = Severity.WARNING
TITLE = "指标值笼统"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(
    project: Project, *, table: str, name: str, value: str, cost: list[str], satisfaction: list[str]
) -> Iterator[Diagnostic]:
    """Yield a warning at each value that is vague words alone, unless a nearer rule speaks of it."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.text(value)
        if field is None or row.stands_under(cost):
            continue  # cost-vague, cost-is-benefit
        words, text = str(title.value) if title else "", str(field.value)
        if measured(words, satisfaction=row.stands_under(satisfaction)) is Measured.SATISFACTION:
            continue  # satisfaction-not-percentage
        if repeats(words, text) or is_bare_name(text) or not is_vague(text, words):
            continue  # value-repeats-name
        message = f"指标值“{excerpt(text)}”笼统，没有数字、日期、可比的基准或看得见的成果，年终无从判断做到没有"
        hint = "写出能核对的内容，例如“较上年提高5%”“通过竣工验收”“印发操作手册”"
        yield warning("vague-value", message, field.at, hint)

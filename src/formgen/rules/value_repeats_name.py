"""A value says more than its name.

Why:
    指标值回答“做到多少、做到什么样”。只写一个名词（生态环保、科技企业参与度），或把名称再写一遍（满意度：满意；
    按时完成：按时完成），等于没有回答。

Basis:
    推断：从实际报送的表归纳。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值, cost: [成本指标]}

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 受众满意度
            指标值: 满意  # <- value-repeats-name
        时效指标:
          - 三级指标: 按时完成
            指标值: 按时完成  # <- value-repeats-name

Bad:
    绩效指标:
      效益指标:
        经济效益指标:
          - 三级指标: 成果转化宣传
            指标值: 科技企业参与度  # <- value-repeats-name
        生态效益指标:
          - 三级指标: 生态环保理念的宣传
            指标值: 生态环保  # <- value-repeats-name

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 竣工验收
            指标值: 合格
          - 三级指标: 是否通过验收
            指标值: 通过验收
        时效指标:
          - 三级指标: 按时完成率
            指标值: =100%
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import excerpt
from formgen.wording import is_bare_name, is_filler, is_vague_cost, repeats

SEVERITY = Severity.WARNING
TITLE = "指标值重复名称"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str, cost: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each value that is a name again; filler-text and cost-vague go before it."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.text(value)
        if title is None or field is None:
            continue
        words, text = str(title.value), str(field.value)
        if is_filler(text, words) or (row.stands_under(cost) and is_vague_cost(text, words)):
            continue
        hint = "写出做到多少或做到什么样，例如 ≥95%，或“12月底前通过验收”"
        if repeats(words, text):
            message = f"指标值“{excerpt(text)}”只是重复了名称，没有说做到多少"
        elif is_bare_name(text):
            message = f"指标值“{excerpt(text)}”只是一个名称，没有说做到多少"
        else:
            continue
        yield warning("value-repeats-name", message, field.at, hint, title.at)

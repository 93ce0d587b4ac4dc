"""A name or value is no filler.

Why:
    “无”“不涉及”“见附件”“公益性项目无经济效益”占了一行，什么也没有评。没有这方面的指标，不写这一行就行。名称本身问的是
    有没有（重大安全事故、有效投诉），“无”就是回答，不提醒。

Basis:
    推断：从实际报送的表归纳。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    绩效指标:
      效益指标:
        经济效益指标:
          - 三级指标: 经济效益
            指标值: 公益性项目，无直接经济效益  # <- filler-text
        生态效益指标:
          - 三级指标: 不涉及  # <- filler-text
            指标值: 无  # <- filler-text

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 重大安全事故
            指标值: 无
          - 三级指标: 施工现场
            指标值: 无安全责任事故
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import excerpt
from formgen.wording import is_filler

SEVERITY = Severity.WARNING
TITLE = "占位的空话"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str) -> Iterator[Diagnostic]:
    """Yield a warning at each name and each value that only says that there is nothing to say."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.text(value)
        words = str(title.value) if title else ""
        if title and is_filler(words):
            message = f"指标名称“{excerpt(words)}”没有说量什么"
            yield warning("filler-text", message, title.at, "没有这方面的指标，就删掉这一条")
        if field and is_filler(str(field.value), words):
            message = f"指标值“{excerpt(str(field.value))}”没有说做到什么"
            yield warning("filler-text", message, field.at, "写出要做到的内容；没有这方面的指标，就删掉这一条")

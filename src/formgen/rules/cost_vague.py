"""A cost indicator says how much.

Why:
    成本指标要能和实际花的钱比：单价、总额、控制率。只写“良好”“合理”“精打细算”“不突破概算”“低于市场价”，没有金额，等于没有
    成本指标。写“不超过预算批复数”“执行财政定额标准”能查到数，不提醒。

Basis:
    推断：从实际报送的表归纳，成本只写“良好”的表都是要补的。

Bind:
    table: 绩效指标
    name: 三级指标
    value: 指标值
    cost: [成本指标]
    burdens: [社会成本指标, 生态环境成本指标]

Bad:
    绩效指标:
      成本指标:
        经济成本指标:
          - 三级指标: 市场购买时三方比价
            指标值: 良好  # <- cost-vague
          - 三级指标: 项目成本
            指标值: 成本控制合理，有效节约  # <- cost-vague
          - 三级指标: 桥梁加固投资
            指标值: 不突破概算  # <- cost-vague

Bad:
    绩效指标:
      产出:
        成本:
          - 三级指标: 培训成本
            指标值: 严格控制  # <- cost-vague

Good:
    绩效指标:
      成本指标:
        经济成本指标:
          - 三级指标: 单校巡展成本
            指标值: ≤2.5 万元/校
          - 三级指标: 工程总投资
            指标值: 控制在概算批复数以内
        社会成本指标:
          - 三级指标: 施工封路
            指标值: 每处不超过3天
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.values import excerpt
from formgen.wording import is_benefit, is_vague, is_vague_cost

SEVERITY = Severity.WARNING
TITLE = "成本指标没有数"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(
    project: Project, *, table: str, name: str, value: str, cost: list[str], burdens: list[str]
) -> Iterator[Diagnostic]:
    """Yield a warning at each value under `cost` that is vague; under `burdens` cost-is-benefit goes before it."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.text(value)
        if field is None or not row.stands_under(cost):
            continue
        words, text = str(title.value) if title else "", str(field.value)
        burden = row.stands_under(burdens)
        if burden and (is_benefit(words) or is_benefit(text)):
            continue
        if is_vague(text) if burden else is_vague_cost(text, words):
            message = f"成本指标的值“{excerpt(text)}”没有金额也没有比率"
            yield warning("cost-vague", message, field.at, "写出单价、总额或比率，例如 ≤2.5 万元/场、≤100%")

"""A social or ecological cost is a cost.

Why:
    社会成本、生态环境成本说的是项目让社会和环境付出的代价：占道、噪声、排放、砍伐、投诉。把“提升公众知晓率”这样的效益
    写在这里，是填错了地方。代价没有“至少多少”的：写着“≥”的岗位、机会、节约、减轻也是效益；围挡、洒水、补偿这些防护和弥补
    的措施除外。

Basis:
    财预〔2021〕101号规定成本指标包括社会成本、生态环境成本，已证实；哪些写法算填错，是从实际报送的表推断的。

Bind:
    table: 绩效指标
    name: 三级指标
    value: 指标值
    cost: [社会成本指标, 生态环境成本指标, 生态成本指标, 环境成本指标]

Bad:
    绩效指标:
      成本指标:
        社会成本指标:
          - 三级指标: 公众科普知晓率  # <- cost-is-benefit
            指标值: ≥80%
          - 三级指标: 社会成本
            指标值: 提升居民的参与度  # <- cost-is-benefit
          - 三级指标: 提供实习岗位  # <- cost-is-benefit
            指标值: ≥60 个

Good:
    绩效指标:
      成本指标:
        社会成本指标:
          - 三级指标: 施工占道天数
            指标值: ≤15 天
        生态环境成本指标:
          - 三级指标: 场界噪声
            指标值: 昼间不高于70分贝
          - 三级指标: 树木迁移造成的损失
            指标值: ≤3 株
          - 三级指标: 裸土苫盖面积
            指标值: ≥800 平方米
"""

from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import Counted, counted
from formgen.project import Field, Project, Row
from formgen.values import Measure
from formgen.wording import is_benefit, is_burden, is_wanted_more

SEVERITY = Severity.WARNING
TITLE = "成本指标里写了效益"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name", "value")


def check(project: Project, *, table: str, name: str, value: str, cost: list[str]) -> Iterator[Diagnostic]:
    """Yield one warning for each indicator under `cost` that tells of a benefit, at the name or else the value."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.text(value)
        if not row.stands_under(cost) or _sign(row, value) in ("≤", "<"):
            continue  # at most so much: a price to pay, whatever its name
        if title and is_wanted_more(str(title.value)) and _at_least(row, value):
            wrong: Field | None = title
        elif title and is_burden(str(title.value)):
            continue
        else:
            wrong = next((each for each in (title, field) if each and is_benefit(str(each.value))), None)
        if wrong:
            message = f"“{row.levels[-1].label}”应当写社会或环境付出的代价，这里写的是效益"
            hint = "移到效益指标下；这里写占道、噪声、排放、损失之类，没有就不写"
            yield warning("cost-is-benefit", message, wrong.at, hint, row.levels[-1].at)


def _sign(row: Row, value: str) -> str:
    field = row.measure(value)
    return field.value.sign if field and isinstance(field.value, Measure) else ""


def _at_least(row: Row, value: str) -> bool:
    """Return whether the value is the least that shall be reached, and no money: money at least spent is a cost."""
    field = row.measure(value)
    money = field and isinstance(field.value, Measure) and counted(field.value.unit) is Counted.MONEY
    return _sign(row, value) in ("≥", ">") and not money

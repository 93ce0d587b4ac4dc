"""A share of a whole lies between 0 and 100 %.

Why:
    完成率、满意度、合格率、占比说的是全体里的一部分，不会超过 100%，也不会是负数；多打了一位或打错了单位才会这样。
    增长率、收益率、毛入学率、拨备覆盖率、产能利用率、病床使用率这些可以超过 100% 的不看。

Basis:
    推断：比率超过 100%，审核时会退回；哪些比率可以超过 100%，是按各行业的通常含义定的。

Bind:
    {table: 绩效指标, name: 三级指标, value: 指标值, fields: [项目绩效目标.年度总体目标]}

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 设备验收合格率
            指标值: ≥980.00(%)  # <- rate-over-hundred
          - 三级指标: 课程建设
            指标值: 课程完成率达到120%  # <- rate-over-hundred

Bad:
    项目绩效目标:
      年度总体目标: 群众满意度达到百分之一百二十。  # <- rate-over-hundred

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 设备验收合格率
            指标值: =100.00(%)
          - 三级指标: 游客满意率比上年提高
            指标值: 营业收入增长率达到120%
      效益指标:
        经济效益指标:
          - 三级指标: 订单增长率
            指标值: ≥150.00(%)
"""

import re
from collections.abc import Iterator

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Field, Project
from formgen.texts import texts
from formgen.values import Measure

SEVERITY = Severity.WARNING
TITLE = "比率超过百分之百或是负数"
FIELD_OPTIONS = ("table", "fields")
COLUMN_OPTIONS = ("name", "value")

_SHARE = (
    r"[^\W\dA-Za-z_]率|(?:满意|知晓|认可|支持|喜爱|认同|信任|参与|完好)度|占比|比重|所占比例|占[^，。；、]{0,12}比例"
)
_SAID = r"[为是约在]?(?:达到?|不低于|超过|不少于|约|为|是)?\s*\Z"
_MAY_EXCEED = (
    r"增[长速幅加值产收]|提[高升]|上升|上涨|下降|降低|减少|同比|环比|变化|变动|超额|翻番|倍|超出"
    r"|[收效]益率|回报率|利润率|毛利率|盈利率|周转率|负债率|杠杆|产销率|自给率|(?:产能|能力|床位|病床|设备|运力|库容|额定|机组)[^，。；]{0,4}[利使]用率|负荷率|换手率|汇率|利率|频率|功率"
    r"|效率|容积率|毛入[学园]|拨备|流动性|投入产出|贡献率|溢价率|倍率|速率|斜率|概率|偿债|充足率|复种|产能|产出率"
    r"|保值|回收期|替代率|放大|配比|杂费|费率|达成率|超产|储采"
)


def check(project: Project, *, table: str, name: str, value: str, fields: list[str]) -> Iterator[Diagnostic]:
    """Yield a warning at each share outside 0 to 100 %: measures of `table`, and what its texts and `fields` say."""
    for row in project.tables.get(table, []):
        title, field = row.text(name), row.measure(value)
        if title and field and isinstance(field.value, Measure):
            number, unit = phrases.of_measure(field.value)
            if unit == "%" and not 0 <= number <= 100 and _is_share(str(title.value)):
                yield warning("rate-over-hundred", _message(str(title.value), str(field.value)), field.at, _HINT)
    for field, text in texts(project, fields, table, [name, value]):
        for quantity in phrases.quantities(text):
            if quantity.unit == "%" and quantity.number > 100:
                start, _ = phrases.clause(text, quantity.start, quantity.end)
                about = text[start : quantity.start]
                if not re.sub(_SAID, "", about):  # 达到102%: what, the name says
                    about = _name_of(project, field, table, name, value)
                if _is_share(about):
                    at = field.span(quantity.start, quantity.end)
                    yield warning(
                        "rate-over-hundred",
                        _message(re.sub(_SAID, "", about), text[quantity.start : quantity.end]),
                        at,
                        _HINT,
                    )


def _name_of(project: Project, field: Field, table: str, name: str, value: str) -> str:
    """Return the name of the row whose value a field is; nothing for another field."""
    rows = [row for row in project.tables.get(table, []) if (said := row.text(value)) and said.key == field.key]
    title = rows[-1].text(name) if rows else None
    return str(title.value) if title else ""


_HINT = "核对数字和单位；确实可以超过 100% 的，名称里写明是增长率之类"


def _message(about: str, phrase: str) -> str:
    return f"“{about.strip()}”是“{phrase}”，这样的比率应当在 0 到 100% 之间"


def _is_share(about: str) -> bool:
    return re.search(_SHARE, about) is not None and re.search(_MAY_EXCEED, about) is None

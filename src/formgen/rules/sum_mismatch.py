"""A printed total equals the sum of its parts.

Why:
    复核的人逐行相加，差一分钱也会退回。空着的一项按零算；总额和各项全都空着不算错。

Basis:
    已证实：年度资金申请总额等于当年财政拨款、上年结转资金、其他资金之和；项目资金总额等于财政资金与其他资金之和，
    都精确到分。

Bind:
    {total: 项目资金.年度资金申请总额, parts: [项目资金.当年财政拨款, 项目资金.上年结转资金, 项目资金.其他资金]}

Bad:
    项目资金:
      年度资金申请总额: 12.00  # <- sum-mismatch
      当年财政拨款: 8.00
      上年结转资金: 5.00

Good:
    项目资金:
      年度资金申请总额: 13.00
      当年财政拨款: 8.00
      上年结转资金: 5.00
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import printed

SEVERITY = Severity.ERROR
TITLE = "合计与各项之和不符"
FIELD_OPTIONS = ("total", "parts")


def check(project: Project, *, total: str, parts: list[str]) -> Iterator[Diagnostic]:
    """Yield one error at the total when it is not the exact sum of `parts`."""
    filled = project.filled(*parts)
    if not project.readable(total, *parts) or not (filled or project.value(total) is not None):
        return
    amounts = [field.value for field in filled if isinstance(field.value, Decimal)]
    found, expected = project.value(total), sum(amounts, Decimal("0.00"))
    if found is None:
        if expected:
            label = project.fields[total].label if total in project.fields else total.rpartition(".")[2]
            message = f"“{label}”空着，各项之和却有 {printed(expected)} 元"
            at = project.place(total)
            yield error("sum-mismatch", message, at, f"填上 {printed(expected)}", *(field.at for field in filled))
    elif isinstance(found, Decimal) and found != expected:
        message = (
            f"“{project.fields[total].label}”是 {printed(found)} 元，各项之和是 {printed(expected)} 元，"
            f"相差 {printed(abs(found - expected))} 元"
        )
        lines = "、".join(str(field.at.line) for field in filled)
        hint = f"改总额，或核对第 {lines} 行" if filled else "填上各项金额"
        yield error("sum-mismatch", message, project.fields[total].at, hint, *(field.at for field in filled))

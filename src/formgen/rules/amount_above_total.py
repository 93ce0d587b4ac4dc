"""A part is not more than the whole that it is taken from.

Why:
    跨年度的项目每年只申请总额的一部分，所以年度申请不会超过项目资金总额：实际报送过的表，年度申请 226,145,100 元，
    项目总额 771,325,800 元。花出去的钱也不会超过预算：没有列入预算的不得支出。两处都填了才比较，从不要求相等。

Basis:
    已证实：按实际报送的跨年度项目核对过；预算法规定支出以批准的预算为依据。

Bind:
    {part: 项目资金.年度资金申请总额, whole: 项目资金.项目资金总额.总额}

Bad:
    项目资金:
      年度资金申请总额: 300.00  # <- amount-above-total
      项目资金总额:
        总额: 200.00

Good:
    项目资金:
      年度资金申请总额: 100.00
      项目资金总额:
        总额: 200.00
"""

from collections.abc import Iterator
from decimal import Decimal

from formgen.diagnostics import Diagnostic, Severity, error
from formgen.project import Project
from formgen.values import printed

SEVERITY = Severity.ERROR
TITLE = "部分超过了总数"
FIELD_OPTIONS = ("part", "whole")


def check(project: Project, *, part: str, whole: str) -> Iterator[Diagnostic]:
    """Yield one error at `part` when it exceeds `whole`."""
    amount, limit = project.value(part), project.value(whole)
    if isinstance(amount, Decimal) and isinstance(limit, Decimal) and amount > limit:
        one, other = project.fields[part], project.fields[whole]
        message = f"“{one.label}”{printed(amount)} 元，超过了“{other.label}”{printed(limit)} 元"
        lines = "、".join(dict.fromkeys(str(place.line) for place in (one.at, other.at)))
        yield error("amount-above-total", message, one.at, f"核对第 {lines} 行", other.at)

"""An amount in the text that is said to be the project's is one of the form's.

Why:
    表上的金额以元为单位，目标里常用万元再写一遍，改了一处忘了另一处就会矛盾。只看文字明说是申请、预算、总投资的
    金额，而且没有说是其中哪一部分的；与表上任何一项金额（总额、各项、项目总额）相符就不算错，万元按写出的位数四舍五入。

Basis:
    推断：文字与表上的金额矛盾，审核时会问；文字的口径可能不同，所以只提示。

Bind:
    year: 年度
    amounts: [项目资金.年度资金申请总额, 项目资金.项目资金总额.总额]
    fields: [项目绩效目标.年度总体目标]
    table: 绩效指标
    columns: [三级指标, 指标值]

Bad:
    项目资金:
      年度资金申请总额: 2,180,000.00
      当年财政拨款: 2,180,000.00
    项目绩效目标:
      年度总体目标: 本年度申请财政资金210万元，用于举办科技节。  # <- amount-contradicts

Good:
    项目资金:
      年度资金申请总额: 2,184,500.00
      当年财政拨款: 2,000,000.00
      上年结转资金: 184,500.00
    项目绩效目标:
      年度总体目标: |
        申请资金约218万元，其中财政拨款200万元，设备购置预算50万元；
        带动社会投资300万元。
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, info
from formgen.project import Project
from formgen.texts import texts
from formgen.values import printed

SEVERITY = Severity.INFO
TITLE = "文字里的金额与表上不符"
FIELD_OPTIONS = ("year", "amounts", "fields", "table")
COLUMN_OPTIONS = ("columns",)

_WORDS = (
    "项目|本年度|今年|当年|年度|全年|本|该|拟|共|总|计划|安排|申请|申报|财政|专项|市级|区级|县级|省级|中央|地方|预算|资金|经费|投资"
    "|投入|总额|金额|总计|合计|共计|约|近|为|是|达|达到|人民币|需|所需|批复|下达|拨款|的|：|:| |\t"
)
_OF_THE_PROJECT = re.compile(
    f"(?:(?P<year>20[0-9]{{2}})年度?)?(?:{'|'.join(sorted(_WORDS.split('|'), key=len, reverse=True))})*+\\Z"
)
_NAMES_A_TOTAL = re.compile(
    "申请|申报|预算|安排|批复|下达|财政拨款|总投资|总额|总计|投资总|[资经][金费](?:总|合计|共|为|是)"
)


def check(
    project: Project, *, year: str, amounts: list[str], fields: list[str], table: str, columns: list[str]
) -> Iterator[Diagnostic]:
    """Yield a remark at each amount in a text that claims to be the project's and that the form has nowhere."""
    totals = [field for field in project.filled(*amounts) if isinstance(field.value, Decimal)]
    on_form = {field.value for field in project.fields.values() if isinstance(field.value, Decimal) and field.value}
    if not totals:
        return
    for field, text in texts(project, fields, table, columns):
        for start, sentence in phrases.sentences(text):
            money = [found for found in phrases.quantities(sentence) if found.unit == "元"]
            if not money:
                continue
            found = money[0]  # those after it are mostly its parts
            first, _ = phrases.clause(sentence, found.start, found.end)
            if not _claims_the_whole(sentence[first : found.start], project.value(year)):
                continue
            tolerance = found.step / 2 if found.step > 1 else Decimal(0)
            written = {found.number, sum(other.number for other in money)}
            if all(abs(amount - number) > tolerance for amount in on_form for number in written):
                total = totals[0]
                shown = f"“{total.label}”是 {printed(total.value)} 元"
                message = f"“{field.label}”里写的是“{found.phrase}”，表上的{shown}"
                at = field.span(start + found.start, start + found.end)
                places = [other.at for other in totals]
                yield info("amount-contradicts", message, at, "核对两处的金额，改成一致", *places)


def _claims_the_whole(before: str, form_year: object) -> bool:
    """Return whether the words up to an amount speak of the project's money, and of nothing else."""
    match = _OF_THE_PROJECT.fullmatch(before.strip())
    if match is None or not _NAMES_A_TOTAL.search(before):
        return False
    return match["year"] is None or match["year"] == str(form_year)

"""An amount in the text that is said to be the project's is one of the form's.

Why:
    表上的金额以元为单位，目标里常用万元再写一遍，改了一处忘了另一处就会矛盾。只看文字明说是申请、预算、总投资的
    金额，而且没有说是其中哪一部分的；与表上任何一项金额（总额、各项、项目总额）相符就不算错，万元按写出的位数四舍五入。
    写明是结转、自筹、当年财政拨款、累计支出或预算调减的，只与表上那几项比；只列金额的一段末尾写“合计”的，也当作总额。
    数字与总额相同、只是次序或小数点不同的，多半是打错了，也指出。

Basis:
    推断：文字与表上的金额矛盾，审核时会问；文字的口径可能不同，所以只提示。

Bind:
    year: 年度
    amounts: [项目资金.年度资金申请总额, 项目资金.项目资金总额.总额]
    granted: [项目资金.当年财政拨款, 项目资金.项目资金总额.财政资金]
    carried_over: [项目资金.上年结转资金]
    raised: [项目资金.其他资金, 项目资金.项目资金总额.其他资金]
    spent: [自评.预算执行.年度资金总额.全年执行数]
    adjusted: [监控.资金执行.年度资金总额.调整预算数]
    fields: [项目绩效目标.年度总体目标]
    table: 绩效指标
    columns: [三级指标, 指标值]

Bad:
    项目资金:
      年度资金申请总额: 2,180,000.00
      当年财政拨款: 2,180,000.00
    项目绩效目标:
      年度总体目标: 本年度申请财政资金210万元，用于举办科技节。  # <- amount-contradicts

Bad:
    项目资金:
      年度资金申请总额: 2,180,000.00
      当年财政拨款: 1,900,000.00
      上年结转资金: 280,000.00
    项目绩效目标:
      年度总体目标: |
        使用上年结转资金82万元。  # <- amount-contradicts
        设备与服务投入281万元。  # <- amount-contradicts

Bad:
    项目资金:
      年度资金申请总额: 2,180,000.00
      当年财政拨款: 2,180,000.00
    项目绩效目标:
      年度总体目标: |
        年度资金281万元。  # <- amount-contradicts
        设备购置150万元，软件开发60万元，合计210万元。  # <- amount-contradicts

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
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from formgen import phrases
from formgen.diagnostics import Diagnostic, Severity, info
from formgen.phrases import Quantity
from formgen.project import Field, Project
from formgen.texts import texts
from formgen.values import Value, printed

SEVERITY = Severity.INFO
TITLE = "文字里的金额与表上不符"
FIELD_OPTIONS = ("year", "amounts", "granted", "carried_over", "raised", "spent", "adjusted", "fields", "table")
COLUMN_OPTIONS = ("columns",)

_WORDS = (
    "项目|本年度|今年|当年|年度|全年|本|该|拟|共|总|计划|安排|申请|申报|财政|专项|市级|区级|县级|省级|中央|地方|市|区|县|省|预算|资金|经费|投资"
    "|投入|总额|规模|金额|总计|合计|共计|约|近|为|是|达|达到|人民币|需|所需|批复|下达|拨款|的|：|:| |\t"
)
_SOME_WORDS = f"(?:{'|'.join(sorted(_WORDS.split('|'), key=len, reverse=True))})*+"
_OF_THE_PROJECT = rf"{_SOME_WORDS}(?:(?P<year>20[0-9]{{2}})年度?)?{_SOME_WORDS}\Z"
_NAMES_A_TOTAL = (
    "申请|申报|预算|安排|批复|下达|财政拨款|总投资|总额|总计|投资总|[资经][金费](?:总|合计|共|为|是)"
    "|总(?:经费|预算|投入|金额|规模)|项目(?:投资|经费|资金|预算)|所需[资经][金费]|(?:年度|全年|本年|当年)[资经][金费]"
)
_HEADING = r"\s*(?:[（(]?[一二三四五六七八九十0-9]{1,3}[)）、.])?(.*(?:项目|年度|[本今当]年|总|合计|申请).*)[：:]"
"""What claims the whole before a colon: 年度预算安排：218万元; not 预算：30万元, which may be of a part."""
_AMOUNT_WORDS = "投入|投资|预算|资金|经费|申请|安排|总额|拨款|金额|费用"
_IS = r"(?:资金|经费)?(?:共计|合计|总计|约|共|计|为|是|达到?|：|:)*[ \t]*\Z"
_OWN = {
    "granted": r"(?:当年|本年度?|年度)财政(?:拨款|资金|补助|预算)" + _IS,
    "carried_over": r"(?:上年|往年)?(?:结转结余|结转|结余)" + _IS,
    "raised": r"(?:其他|(?<![企农业群众社主户村民])自筹|自有|单位配套)" + _IS,
}
_SUMS_UP = (
    r"(?:以上|上述)?(?:[各两二三四五六七八九十0-9]{1,2}项)?(?:经费|费用|资金|预算)?(?:合计|共计|总计)"
    r"(?:经费|费用|资金|预算|约|为|：|:)*"
)
_WHOLE = "(?:项目|本年度?|全年|年度|预算|资金|经费)"
_SPENT = (  # of all the money; 采购完成，支出48万元 may be of a part
    rf"(?:(?:\A|，)[ \t]*截至[^，。；]{{1,16}}，?|\A[ \t]*(?:目前|已)?累计"
    rf"|(?:\A|，)[ \t]*(?:目前|累计|实际|已|共)*{_WHOLE})"
    rf"(?:{_WHOLE}|目前|累计|实际|已|共|完成)*(?:支出|执行|使用|支付)(?:预算|资金|经费)?(?:数|额|总额|金额)?"
    r"(?:合计|共计|共|为|：|:)*[ \t]*\Z"
)
_CHANGE = "(?:核减|调减|追减|压减|调增|追加|核增)"
_ADJUSTED = rf"(?:\A|，)[^。；，、]{{0,4}}?(?:{_CHANGE}预算|预算{_CHANGE})(?:资金|金额)?(?:共|为)?[ \t]*\Z"
_FIGURES = 3  # so many must two amounts share to be taken for one that was mistyped


def check(
    project: Project,
    *,
    year: str,
    amounts: list[str],
    granted: list[str],
    carried_over: list[str],
    raised: list[str],
    spent: list[str] | None = None,
    adjusted: list[str] | None = None,
    fields: list[str],
    table: str,
    columns: list[str],
) -> Iterator[Diagnostic]:
    """Yield a remark at each amount in a text that claims to be the project's and that the form has nowhere.

    Args:
        project: the form.
        year: key of the form's year.
        amounts: keys of its totals.
        granted: keys of what the treasury grants; a text that calls an amount so is compared with these alone.
        carried_over: keys of what is left from earlier years.
        raised: keys of what the unit raises itself.
        spent: keys of what has been spent, in all and of each kind of money.
        adjusted: keys of what was added to the budget or, below 0, taken from it.
        fields: keys of the texts.
        table: key of the table.
        columns: its columns that hold texts.
    """
    totals = _amounts(project, amounts)
    on_form = {field.value for field in project.fields.values() if isinstance(field.value, Decimal) and field.value}
    if not totals:
        return
    own = {"granted": granted, "carried_over": carried_over, "raised": raised}
    own |= {"spent": spent or [], "adjusted": adjusted or []}
    for field, text in texts(project, fields, table, columns):
        if "元" not in text:
            continue
        sentences = zip(phrases.sentences(text), phrases.quantities_by_sentence(text), strict=True)
        for (start, sentence), numbers in sentences:
            money = [found for found in numbers if found.unit == "元"]
            end_of_last = 0
            for number, found in enumerate(money):
                first, _ = phrases.clause(sentence, found.start, found.end)
                before = _heading(sentence, first) + sentence[max(first, end_of_last) : found.start]
                end_of_last = found.end
                written = {found.number, sum(other.number for other in money)} if not number else {found.number}
                meant = _meant(project, own, before) or _meant_of_all(project, own, sentence[: found.start])
                if meant:
                    wrong = not _equals(found, {abs(value) for value in map(_amount, meant)}, {found.number})
                elif re.fullmatch(_SUMS_UP, before.strip()):
                    meant = totals
                    wrong = _closes_a_budget(text, start + found.start, totals) and not _equals(
                        found, on_form, {found.number}
                    )
                elif number and not _is_next_to_the_whole(before, money[:number], totals):
                    continue  # those after the first are mostly its parts
                else:
                    meant = totals
                    claimed = _claims_the_whole(before, project.value(year)) or (
                        re.search(_AMOUNT_WORDS, before) is not None
                        and any(_is_mistyped(found.number, total.value) for total in totals)
                    )
                    wrong = claimed and not _equals(found, on_form, written)
                if wrong:
                    shown = "，".join(f"“{other.label}”是 {printed(other.value)} 元" for other in meant)
                    message = f"“{field.label}”里写的是“{found.phrase}”，表上的{shown}"
                    at = field.span(start + found.start, start + found.end)
                    places = [other.at for other in meant]
                    yield info("amount-contradicts", message, at, "核对两处的金额，改成一致", *places)


def _heading(sentence: str, place: int) -> str:
    """Return the words before a colon that ends right before a place."""
    first, _ = phrases.clause(sentence, place - 1, place - 1) if place else (0, 0)
    found = re.fullmatch(_HEADING, sentence[first:place])
    return found[1] if found else ""


def _is_next_to_the_whole(before: str, others: Sequence[Quantity], totals: list[Field]) -> bool:
    """Return whether a later amount has a year of its own behind a total: 总投资650万元，2025年安排218万元."""
    return re.match("20[0-9]{2}年", before) is not None and any(
        _equals(other, {field.value for field in totals}, {other.number}) for other in others
    )


def _amounts(project: Project, keys: list[str]) -> list[Field]:
    return [field for field in project.filled(*keys) if isinstance(field.value, Decimal)]


def _meant(project: Project, own: dict[str, list[str]], before: str) -> list[Field]:
    """Return the fields whose name stands right before an amount; none when the form leaves them blank."""
    for name, pattern in _OWN.items():
        if re.search(pattern, before):
            return _amounts(project, own[name])
    return []


_OF_ALL = {"spent": _SPENT, "adjusted": _ADJUSTED}


def _meant_of_all(project: Project, own: dict[str, list[str]], before: str) -> list[Field]:
    """Return the fields that hold what a sentence up to an amount says of all the project's money."""
    for name, pattern in _OF_ALL.items():
        if own[name] and re.search(pattern, before):
            return _amounts(project, own[name])
    return []


def _amount(field: Field) -> Decimal:
    return field.value if isinstance(field.value, Decimal) else Decimal(0)


def _closes_a_budget(text: str, place: int, totals: list[Field]) -> bool:
    """Return whether the amount at a place sums up a text that lists money alone and names no total besides it."""
    found = phrases.quantities(text)
    money = [one for one in found if one.unit == "元"]
    parts, after = [one for one in money if one.start < place], [one for one in money if one.start > place]
    known = {field.value for field in totals}
    if len(parts) < 2 or len(re.findall("合计|共计|总计", text)) > 1 or any(word in text for word in ("每", "单价")):
        return False
    others = [one for one in found if one.unit not in ("元", "年", "") and not re.match("[合共总]计", text[one.end :])]
    if others or any(_equals(one, known, {one.number}) for one in parts):
        return False
    between = text[parts[0].end : after[0].start] if after else "其中"
    return "其中" in between and not re.search("[：:]", text[: parts[0].start])


def _equals(found: Quantity, amounts: Collection[Value | None], written: Collection[Decimal | int]) -> bool:
    """Return whether one of the amounts is as written, rounded as far as the text rounds."""
    tolerance = found.step / 2 if found.step > 1 else Decimal(0)
    return any(isinstance(one, Decimal) and abs(one - number) <= tolerance for one in amounts for number in written)


def _is_mistyped(number: Decimal, amount: Value | None) -> bool:
    """Return whether an amount has the figures of another in another order or at another place: 352.4万 for 325.4万."""
    if not isinstance(amount, Decimal):
        return False
    one, other = (f"{value:f}".replace(".", "").strip("0") for value in (number, amount))
    return len(one) >= _FIGURES and sorted(one) == sorted(other)


def _claims_the_whole(before: str, form_year: object) -> bool:
    """Return whether the words up to an amount speak of the project's money, and of nothing else."""
    match = re.fullmatch(_OF_THE_PROJECT, before.strip())
    if match is None or not re.search(_NAMES_A_TOTAL, before):
        return False
    return match["year"] is None or match["year"] == str(form_year)

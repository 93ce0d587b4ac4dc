"""What a typed text means: amounts, numbers, rates, dates, years, measures, results, text; and how each is printed.

Owns the only conversion from text to value and back. Pure: `Decimal`, `date`, `int` and `str`, never a float.
A reader gets the scalar as it was typed and returns its value or raises `Unreadable`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

TEXT_LIMIT = 10_000
"""Characters in one value. Excel cuts a cell at 32,767 without a word; no form comes near this."""

AMOUNT_DIGITS = 13
"""Digits before the decimal point. With two after it that is 15, all that a spreadsheet number keeps exactly."""


class Unreadable(ValueError):
    """A text that is not what its field asks for.

    Attributes:
        code: the finding's code.
        message: a Chinese sentence without a subject; the caller puts the field's label in front.
        hint: what to type instead, in Chinese.
        start: the first character of the text that is wrong, from 0.
    """

    def __init__(self, code: str, message: str, hint: str, start: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.start = start


_HALF = {ord(plain) + 0xFEE0: plain for plain in "0123456789,.-"}
_ODD_BLANKS = "\u3000\u00a0"
_BLANKS = f" \t{_ODD_BLANKS}"


def half_width(text: str) -> str:
    """Return a number or date with the digits and marks of a Chinese keyboard made plain ones.

    Why: a full-width 2,180,000 means nothing else; blanks that look like others and stand at the ends mean nothing.
    """
    return text.strip(_ODD_BLANKS + " ").translate(_HALF)


def _first_other(text: str, allowed: str) -> int:
    """Return the place of the first character that is none of the allowed ones; 0 when all are."""
    return next((place for place, character in enumerate(text) if character not in allowed), 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantitative indicator value: the three fields that finance systems store.

    Attributes:
        sign: one of ``= ≥ ≤ > <``.
        number: exact, at most two decimals.
        unit: as typed, without the brackets around it.
    """

    sign: str
    number: Decimal
    unit: str

    def __str__(self) -> str:
        """Return the bureau's print, such as ``≥1500.00(条)``: two decimals, no thousands separator."""
        return f"{self.sign}{self.number:.2f}({self.unit})"


class Number(Decimal):
    """Points, or a count: a `Decimal` that prints as it was typed. What is computed from it is a plain `Decimal`.

    Attributes:
        typed: the digits as typed, such as ``9.50``, ``20`` or ``1,200``.
    """

    __slots__ = ("typed",)
    typed: str

    def __new__(cls, value: Decimal | int | str, typed: str = "") -> "Number":
        """Return the number; one that nobody typed prints all its decimals, without separators."""
        number = super().__new__(cls, value)
        number.typed = typed or f"{Decimal(value):f}"
        return number

    def __str__(self) -> str:
        """Return the digits as typed."""
        return self.typed

    def __format__(self, specifier: str, /) -> str:  # type: ignore[override]
        """Return the digits as typed, or what a format asks for."""
        return Decimal(self).__format__(specifier) if specifier else self.typed

    def __reduce__(self) -> tuple[type["Number"], tuple[str, str]]:  # type: ignore[override]
        """Return what a copy is made from: `Decimal` alone would forget the typed digits."""
        return Number, (f"{self:f}", self.typed)


@dataclass(frozen=True, slots=True)
class Rate:
    """A per cent such as 98.35%, typed or computed; two are equal when their numbers are.

    Attributes:
        number: of the per cent: 98.35, not 0.9835. It may be over 100.
        typed: as typed, such as ``98.4%``; empty for one that was computed.
    """

    number: Decimal
    typed: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the digits as typed, or two decimals, and ``%``."""
        return self.typed or f"{self.number:.2f}%"

    def __lt__(self, other: Decimal | int) -> bool:
        """Return whether the per cent is below a limit that a schema sets."""
        return self.number < other

    def __gt__(self, other: Decimal | int) -> bool:
        """Return whether the per cent is above a limit that a schema sets."""
        return self.number > other


@dataclass(frozen=True, slots=True)
class Result:
    """What an indicator reached, as a number with its unit: ``3 场``, ``96.5%``, ``=3.00(场)``.

    Attributes:
        typed: as typed; it prints so.
        number: exact.
        unit: as typed, without the brackets around it.
    """

    typed: str
    number: Decimal
    unit: str

    def __str__(self) -> str:
        """Return the text as typed."""
        return self.typed


Value = str | int | Decimal | date | Measure | Rate | Result
"""What a field can hold, `Number` being a `Decimal`; a blank field holds ``None``."""


def printed(value: Value | None) -> str:
    """Return a value as the form shows it: ``2,180,000.00``, ``2025-01-01``, ``≥95.00(%)``; blank as ``""``."""
    if value is None:
        return ""
    if isinstance(value, Decimal) and not isinstance(value, Number):
        return f"{value:,.2f}"
    return str(value)


_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def amount_in_words(amount: Decimal) -> str:
    """Return an amount of yuan as cheques and receipts write it: ``贰佰壹拾捌万元整``, ``负壹拾元零伍分``.

    Why: annex 1 of 《支付结算办法》 lets 整 be left out after 角, article 52 of 《会计基础工作规范》 asks for it.
    A 0 that ends a group of digits (in 107,000.53 at 万 and at 元) may be 零 or nothing: it is nothing here.

    Args:
        amount: yuan, with at most two decimals.
    """
    cents = int(abs(amount).scaleb(2).to_integral_exact())
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_in_words(yuan)}元" if yuan or not cents else ""
    if jiao:
        words += f"{_FIGURES[jiao]}角"
    elif fen and yuan:
        words += _FIGURES[0]
    words += f"{_FIGURES[fen]}分" if fen else "整"
    return f"负{words}" if amount < 0 else words


def _in_words(number: int) -> str:
    """Return a whole number in words; a gap below a place is one 零."""
    for worth, place in _PLACES:
        if number >= worth:
            above, below = divmod(number, worth)
            gap = _FIGURES[0] if below < worth // 10 else ""
            return _in_words(above) + place + (gap + _in_words(below) if below else "")
    return _FIGURES[number]


_PLAIN_NUMBER = re.compile(r"(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?")
_AMOUNT_HINT = "以元为单位，只写数字，例如 2180000.00 或 2,180,000.00"


def read_amount(text: str) -> Decimal:
    """Read an amount as the clerk typed it.

    Why: the form prints 2,180,000.00 and clerks paste it; every stage after this one sees yuan only. `Decimal`
    itself would also take ``１２``, ``1_0``, ``NaN`` and ``1e6``, so the ASCII pattern comes first.

    Args:
        text: the scalar as written, such as ``"2180000"`` or ``"2,180,000.00"``.

    Returns:
        Yuan, exact, with two decimals; it may be negative, which is the schema's business.

    Raises:
        Unreadable: ``amount-unreadable``, ``amount-decimals`` or ``amount-too-large``.
    """
    match = _PLAIN_NUMBER.fullmatch(text.strip(" "))
    if match is None:
        raise Unreadable("amount-unreadable", f"“{excerpt(text)}”不是金额", _AMOUNT_HINT, _first_wrong(text))
    minus, whole, decimals = match[1], match[2].replace(",", ""), match[3] or ""
    if len(decimals) > 2:
        raise Unreadable(
            "amount-decimals",
            f"“{excerpt(text)}”有 {len(decimals)} 位小数，金额最多到分（两位）",
            "改成两位小数",
            text.index(".") + 3,
        )
    if len(whole.lstrip("0")) > AMOUNT_DIGITS:
        raise Unreadable(
            "amount-too-large", f"“{excerpt(text)}”超过 {AMOUNT_DIGITS} 位整数，Excel 会丢掉末尾几位", _AMOUNT_HINT
        )
    return _exact(minus, whole, decimals)


def _first_wrong(text: str) -> int:
    """Return the place of the first character that keeps a text from being a number; 0 when it is not known."""
    return _first_other(text, "0123456789,.-") or _wrong_comma(text)


def _wrong_comma(text: str) -> int:
    """Return the place of the first comma that is not before three digits, or of a second point; 0 without one."""
    wrong = re.search(r",(?![0-9]{3}(?![0-9]))|(?<=\.)[^.]*(\.)|,(?<=[0-9]{4},)", text)
    return wrong.start(1) if wrong and wrong[1] else wrong.start() if wrong else 0


def read_number(text: str) -> Number:
    """Read points or a count as the clerk typed it: ``20``, ``9.50``, ``1,200``.

    Returns:
        The number, with the decimals that were typed; it may be negative, which is the schema's business (``min: 0``).

    Raises:
        Unreadable: ``number-unreadable``, ``number-decimals`` or ``number-too-large``.
    """
    typed = text.strip(" ")
    match = _PLAIN_NUMBER.fullmatch(typed)
    hint = "只写数字，不写单位，例如 20 或 9.5"
    if match is None:
        raise Unreadable("number-unreadable", f"“{excerpt(text)}”不是数字", hint, _first_wrong(text))
    whole, decimals = match[2].replace(",", ""), match[3] or ""
    if len(decimals) > 2:
        message = f"“{excerpt(text)}”有 {len(decimals)} 位小数，最多两位"
        raise Unreadable("number-decimals", message, "改成两位小数", text.index(".") + 3)
    if len(whole.lstrip("0")) > AMOUNT_DIGITS:
        message = f"“{excerpt(text)}”超过 {AMOUNT_DIGITS} 位整数，Excel 会丢掉末尾几位"
        raise Unreadable("number-too-large", message, hint)
    number = Decimal(typed.replace(",", ""))
    return Number(number, typed) if number else Number(abs(number), typed.lstrip("-"))


_PERCENT = re.compile(rf"({_PLAIN_NUMBER.pattern}) *[%％]")


def read_rate(text: str) -> Rate:
    """Read a per cent as the clerk typed it: ``98.35%``, ``100％``.

    Why: without its sign 0.98 may be 0.98% or 98%, so the sign is asked for.

    Raises:
        Unreadable: ``rate-unreadable`` or ``rate-decimals``.
    """
    typed = text.strip(" ")
    hint = "按百分比写，带上 %，例如 98.35%"
    if bare := _PLAIN_NUMBER.fullmatch(typed):
        if Decimal(typed.replace(",", "")) <= 1:
            hint = f"{hint}；小数 0.9835 要写成 98.35%"
        raise Unreadable("rate-unreadable", f"“{excerpt(text)}”后面没有写 %", hint, text.index(typed) + bare.end())
    match = _PERCENT.fullmatch(typed)
    minus, whole, decimals = (match[2], match[3].replace(",", ""), match[4] or "") if match else ("", "", "")
    if match is None or len(whole) > AMOUNT_DIGITS:
        start = 0 if match else _first_other(text, "0123456789,.-%％") or _wrong_comma(text)
        raise Unreadable("rate-unreadable", f"“{excerpt(text)}”不是百分比", hint, start)
    if len(decimals) > 2:
        message = f"“{excerpt(text)}”有 {len(decimals)} 位小数，最多两位"
        raise Unreadable("rate-decimals", message, "改成两位小数", text.index(".") + 3)
    number = _exact(minus, whole, decimals)
    return Rate(number, f"{match[1] if number else match[1].lstrip('-')}%")


def read_date(text: str) -> date:
    """Read a date typed as ``2025-01-01``, the way the form prints it; years from 1900 to 2199.

    Raises:
        Unreadable: ``date-unreadable``, also for a day that is in no calendar.
    """
    match = re.fullmatch(r"((?:19|20|21)[0-9]{2})-([0-9]{2})-([0-9]{2})", text.strip(" "))
    hint = "写成 年-月-日，例如 2025-01-01"
    if match is None:
        parts = re.fullmatch(r"\D*([0-9]{4})[^0-9]{0,3}([0-9]{1,2})[^0-9]{0,3}([0-9]{1,2})\D*", half_width(text))
        if parts:
            hint = f"写成 {parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}"
        raise Unreadable("date-unreadable", f"“{excerpt(text)}”不是日期", hint, _first_other(text, "0123456789-"))
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        start = match.start(3) if 1 <= int(match[2]) <= 12 else match.start(2)
        raise Unreadable("date-unreadable", f"“{excerpt(text)}”在日历上不存在", hint, start) from None


def read_year(text: str) -> int:
    """Read a year typed as ``2025``.

    Raises:
        Unreadable: ``year-unreadable``.
    """
    if re.fullmatch(r"(?:19|20|21)[0-9]{2}", text.strip(" ")) is None:
        start = _first_other(text, "0123456789")
        raise Unreadable("year-unreadable", f"“{excerpt(text)}”不是年份", "写四位数字，例如 2025", start)
    return int(text)


def read_text(text: str) -> str:
    """Read text of any number of lines, as typed.

    Raises:
        Unreadable: ``text-blank`` when nothing but blanks was typed, ``text-too-long`` above `TEXT_LIMIT`.
    """
    if not text.strip():
        raise Unreadable("text-blank", "只有空白，看起来像是漏填", "填上内容；这一格确实为空时，冒号后面什么都不写")
    if len(text) > TEXT_LIMIT:
        raise Unreadable(
            "text-too-long", f"有 {len(text)} 个字，最多 {TEXT_LIMIT} 个，再多 Excel 的单元格放不下", "把内容缩短"
        )
    return text


def read_line(text: str) -> str:
    """Read text of a single line, as typed.

    Raises:
        Unreadable: as `read_text`; ``text-several-lines`` when it holds a line break.
    """
    if "\n" in read_text(text):
        raise Unreadable("text-several-lines", "分成了几行，表上这一格只有一行", "写在一行里")
    return text


_SIGNS = {
    **dict.fromkeys(["≥", ">=", "=>", "≧", "⩾", "＞＝", "＞=", ">＝"], "≥"),
    **dict.fromkeys(["≤", "<=", "=<", "≦", "⩽", "＜＝", "＜=", "<＝"], "≤"),
    **dict.fromkeys(["=", "＝", "═"], "="),
    **dict.fromkeys([">", "＞", "﹥", "›"], ">"),
    **dict.fromkeys(["<", "＜", "﹤", "‹"], "<"),
}
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_SIGN_SLIP = re.compile(r"([《》〈〉]=?|[“”\"'‘’](?:[≥≤=＝><]|>=|<=))\s*[0-9]")
"""What a Chinese keyboard gives for ``>`` and ``<``, and a measure in quotes that would be printed with it."""

_NUMBER = re.compile(r"\s*(-?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?(?![0-9.,])\s*")
_UNIT = re.compile(r"[^\s≥≤=><，。；、！？,;]{1,20}")
_UNIT_LIMIT = 40
_REMARK = re.compile(r"(?<=.)\s*[(（][^()（）\n]*[)）]$")
_NOT_A_UNIT = re.compile(
    r"[eE][0-9]"  # 1e6 is no number here
    r"|[%％‰][^/·*]"  # 5%阅读量过万 is a sentence
    r"|.*[^A-Za-z/^0-9][0-9]"  # 岁老人100人, 12月31日 are more than a unit; m2 and 元/100人 are units
    r"|.*(以上|以下|以内|左右)"  # the sign says this
    r"|[+＋余多几]"  # 20+, 1000余 are no exact numbers
    r"|[年月](底|初|末|中|[上中下]旬)前?$"  # 12月底, 6月底前: a date
    r"|.*[年月日天][前内]$"  # 30日内: a term
)
_MEASURE_HINT = "写成 符号、数字、单位，例如 ≥3.00(场) 或 ≥95%；如果是一句话，前面不要写符号"


def read_measure(text: str) -> Measure | str:
    """Read an indicator's value: a measure when it begins with a sign, otherwise text as typed.

    Why: finance systems store sign, number and unit, or a free text. Clerks type ``≥3 场``, ``>=3(场)`` or
    ``=100%``; all of them print alike.

    Returns:
        A `Measure`, or the text itself (a qualitative indicator).

    Raises:
        Unreadable: ``measure-incomplete`` for a sign without number or unit, ``measure-decimals`` and
            ``measure-too-large`` for a number that the print cannot hold; as `read_text` for text.
    """
    read_text(text)
    typed = text.lstrip(_BLANKS)
    before, typed = len(text) - len(typed), typed.rstrip(_BLANKS)
    sign = _SIGN.match(typed)
    if sign is None:
        if slip := _SIGN_SLIP.match(typed):
            message = f"“{excerpt(text)}”像一个定量的值，却以“{slip[1]}”开头"
            raise Unreadable("measure-incomplete", message, _MEASURE_HINT, before)
        return text
    if "\n" in typed:
        raise Unreadable("measure-incomplete", f"“{excerpt(text)}”后面还有几行，一条定量指标只有一个数", _MEASURE_HINT)
    number = _NUMBER.match(typed, sign.end())
    if number is None:
        wrong = "数字的写法不对" if re.match(r"\s*-?[0-9\uff10-\uff19]", typed[sign.end() :]) else "没有数字"
        message = f"“{excerpt(text)}”的符号“{sign[0]}”后面{wrong}"
        raise Unreadable("measure-incomplete", message, _MEASURE_HINT, before + sign.end())
    minus, whole, decimals = number[1], number[2].replace(",", ""), number[3] or ""
    if len(decimals.rstrip("0")) > 2:
        raise Unreadable(
            "measure-decimals", f"“{excerpt(text)}”的小数超过两位，表上只印两位", "换一个单位或改成两位小数"
        )
    if len(whole.lstrip("0")) > AMOUNT_DIGITS:
        raise Unreadable("measure-too-large", f"“{excerpt(text)}”的数字太长，Excel 会丢掉末尾几位", "换一个更大的单位")
    unit = _without_brackets(typed[number.end() :])
    if not unit:
        raise Unreadable("measure-incomplete", f"“{excerpt(text)}”没有写单位", _MEASURE_HINT, before + number.end())
    if not _is_unit(unit, int(whole)):
        message = f"“{excerpt(text)}”里的“{excerpt(unit)}”不像单位"
        raise Unreadable("measure-incomplete", message, _MEASURE_HINT, before + number.end())
    return Measure(_SIGNS[sign[0]], _exact(minus, whole, decimals.rstrip("0")), unit)


def read_result(text: str) -> Result | str:
    """Read what an indicator reached: a number with its unit, otherwise text as typed.

    Why: a result has no sign but ``=``: 3 场, not ≥3 场. Whether the number is in the target's unit, a rule asks.

    Returns:
        A `Result`, or the text itself: 已完成, 12月20日举办, ≥95%.

    Raises:
        Unreadable: as `read_text`.
    """
    typed = read_text(text).strip(_BLANKS)
    sign = _SIGN.match(typed)
    number = _NUMBER.match(typed.translate(_HALF), sign.end() if sign and _SIGNS[sign[0]] == "=" else 0)
    if number is None or "\n" in typed:
        return text
    minus, whole, decimals = number[1], number[2].replace(",", ""), number[3] or ""
    unit = _without_brackets(typed[number.end() :])
    if not unit or len(whole) > AMOUNT_DIGITS or not _is_unit(unit, int(whole)):
        return text
    return Result(text, _exact(minus, whole, decimals), unit)


def _exact(minus: str, whole: str, decimals: str) -> Decimal:
    """Return the number with two decimals; zero has no sign."""
    number = Decimal(f"{minus}{whole}.{decimals:0<2}")
    return number if number else abs(number)


def _without_brackets(typed: str) -> str:
    """Return the unit without the one pair of brackets around it; ``台（套）`` keeps its own."""
    if typed[:1] in ("(", "（") and typed[-1:] in (")", "）"):
        return typed[1:-1].strip()
    return typed


def _is_unit(text: str, number: int) -> bool:
    """Return whether a text behind a number can be a unit.

    A unit is short, no sentence, no rest of a number; its brackets are in pairs; 2025 年 is a year and no measure.
    """
    return len(text) <= _UNIT_LIMIT and not (text == "年" and 1900 <= number < 2200) and _looks_like_unit(text)


@lru_cache(maxsize=1_000)
def _looks_like_unit(text: str) -> bool:
    head = _REMARK.sub("", text)  # 项（省级及以上）: what the brackets explain may be anything
    if _UNIT.fullmatch(head) is None or _NOT_A_UNIT.match(head):
        return False
    if head[0] not in "%％‰" and unicodedata.category(head[0])[0] not in "LS":
        return False
    depth = 0
    for character in text:
        depth += (character in "(（") - (character in ")）")
        if depth < 0:
            return False
    return depth == 0


def excerpt(text: str) -> str:
    """Return a text as a message quotes it: its first line, at most 20 characters."""
    first = text.strip().split("\n", 1)[0]
    return first if len(first) <= 20 else first[:20] + "…"


READERS: dict[str, Callable[[str], Value]] = {
    "amount": read_amount,
    "date": read_date,
    "line": read_line,
    "measure": read_measure,
    "number": read_number,
    "rate": read_rate,
    "result": read_result,
    "text": read_text,
    "year": read_year,
}
"""The types that a schema can give a field, and who reads each."""

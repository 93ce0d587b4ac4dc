"""What clerks type into one cell, what it means, and how it prints; and what is refused, with its code."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from formgen.values import (
    AMOUNT_DIGITS,
    READERS,
    TEXT_LIMIT,
    Measure,
    Unreadable,
    Value,
    printed,
    read_amount,
    read_date,
    read_line,
    read_measure,
    read_text,
    read_year,
)


def refusal(read: Callable[[str], Value], typed: str) -> Unreadable:
    """Return the refusal, whose words must be fit for a clerk."""
    with pytest.raises(Unreadable) as caught:
        read(typed)
    reason = caught.value
    for words in (reason.message, reason.hint):
        assert words.strip() and "\n" not in words
    return reason


@pytest.mark.parametrize(
    ("typed", "value", "print_"),
    [
        ("2180000", "2180000.00", "2,180,000.00"),
        ("2180000.00", "2180000.00", "2,180,000.00"),
        ("2,180,000.00", "2180000.00", "2,180,000.00"),
        ("0", "0.00", "0.00"),
        ("0.00", "0.00", "0.00"),
        ("0.05", "0.05", "0.05"),
        ("0.5", "0.50", "0.50"),
        ("999", "999.00", "999.00"),
        ("1,000", "1000.00", "1,000.00"),
        ("12.5", "12.50", "12.50"),
        ("0123", "123.00", "123.00"),
        ("00,000", "0.00", "0.00"),
        (" 12.00 ", "12.00", "12.00"),
        ("-5", "-5.00", "-5.00"),
        ("-2,180,000.01", "-2180000.01", "-2,180,000.01"),
        ("2.67", "2.67", "2.67"),
        ("9" * AMOUNT_DIGITS + ".99", "9999999999999.99", "9,999,999,999,999.99"),
        ("0" * 20 + "1", "1.00", "1.00"),
    ],
)
def test_an_amount_is_yuan_to_the_cent(typed: str, value: str, print_: str) -> None:
    found = read_amount(typed)
    assert found == Decimal(value)
    assert str(found) == value, "two decimals whatever was typed"
    assert printed(found) == print_


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount-unreadable"),
        (" ", "amount-unreadable"),
        ("无", "amount-unreadable"),
        ("218万", "amount-unreadable"),
        ("2180000元", "amount-unreadable"),
        ("￥100", "amount-unreadable"),
        ("2,18,000", "amount-unreadable"),
        ("2,1800", "amount-unreadable"),
        ("2180,000", "amount-unreadable"),
        (",100", "amount-unreadable"),
        ("1,,000", "amount-unreadable"),
        ("1，000", "amount-unreadable"),
        ("1 000", "amount-unreadable"),
        ("２１８００００", "amount-unreadable"),
        ("12。5", "amount-unreadable"),
        ("NaN", "amount-unreadable"),
        ("inf", "amount-unreadable"),
        (".inf", "amount-unreadable"),
        ("-Infinity", "amount-unreadable"),
        ("1e6", "amount-unreadable"),
        ("1E+6", "amount-unreadable"),
        ("1_0", "amount-unreadable"),
        ("0x10", "amount-unreadable"),
        ("+5", "amount-unreadable"),
        ("--5", "amount-unreadable"),
        ("- 5", "amount-unreadable"),
        ("−5", "amount-unreadable"),
        ("12.", "amount-unreadable"),
        (".5", "amount-unreadable"),
        ("1.2.3", "amount-unreadable"),
        ("12\n", "amount-unreadable"),
        ("12\t", "amount-unreadable"),
        ("12\u3000", "amount-unreadable"),
        ("12.345", "amount-decimals"),
        ("12.000", "amount-decimals"),
        ("1" * (AMOUNT_DIGITS + 1), "amount-too-large"),
        ("10,000,000,000,000", "amount-too-large"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, code: str) -> None:
    assert refusal(read_amount, typed).code == code


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2025-01-01", date(2025, 1, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        (" 2025-12-31 ", date(2025, 12, 31)),
    ],
)
def test_a_date_is_a_day_of_the_calendar(typed: str, value: date) -> None:
    assert read_date(typed) == value
    assert printed(value) == value.isoformat() == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        *("2025-13-01", "2025-2-30", "2025-02-30", "2025-02-29", "2025-00-10", "2025-01-00", "0000-01-01"),
        *("2025-1-1", "2025/01/01", "2025.01.01", "2025年1月1日", "20250101", "25-01-01", "2025-01"),
        *("２０２５-01-01", "2025-01-01T00:00:00", "2025-01-01\n", "2025-01-01 2025-02-01", "", "无"),
    ],
)
def test_what_is_no_date_is_refused(typed: str) -> None:
    assert refusal(read_date, typed).code == "date-unreadable"


def test_a_day_that_no_calendar_has_is_not_called_a_wrong_spelling() -> None:
    assert "日历" in refusal(read_date, "2025-13-01").message
    assert "日历" not in refusal(read_date, "2025-1-1").message


@pytest.mark.parametrize(("typed", "value"), [("2025", 2025), ("1999", 1999), (" 2025 ", 2025)])
def test_a_year_has_four_digits(typed: str, value: int) -> None:
    assert read_year(typed) == value
    assert printed(value) == str(value), "a year has no thousands separator"


@pytest.mark.parametrize(
    "typed", ["２０２５", "25", "20255", "0999", "3025", "2025年", "2025.0", "2_025", "2025\n", "-2025", "", "今年"]
)
def test_what_is_no_year_is_refused(typed: str) -> None:
    assert refusal(read_year, typed).code == "year-unreadable"


@pytest.mark.parametrize("typed", ["甲", " 前后有空格 ", "两个  空格", "a\tb", "“引号” - （括号）", "𠮷"])
def test_text_stays_as_typed(typed: str) -> None:
    assert read_text(typed) == read_line(typed) == printed(typed) == typed


@pytest.mark.parametrize("typed", ["1.甲；\n2.乙。", "甲\n\n乙", "甲\n"])
def test_text_keeps_its_line_breaks_and_a_line_has_none(typed: str) -> None:
    assert read_text(typed) == typed
    assert refusal(read_line, typed).code == "text-several-lines"


@pytest.mark.parametrize("read", [read_text, read_line, read_measure])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" ", "text-blank"),
        ("\n", "text-blank"),
        ("\t", "text-blank"),
        ("\u3000\u3000", "text-blank"),
        ("\xa0", "text-blank"),
        ("字" * (TEXT_LIMIT + 1), "text-too-long"),
    ],
)
def test_blanks_and_far_too_long_texts_are_refused(read: Callable[[str], Value], typed: str, code: str) -> None:
    assert refusal(read, typed).code == code


SIGNS = {
    "≥": ["≥", ">=", "=>", "≧", "⩾", "＞＝", "＞=", ">＝"],
    "≤": ["≤", "<=", "=<", "≦", "⩽", "＜＝", "＜=", "<＝"],
    "=": ["=", "＝", "═"],
    ">": [">", "＞", "﹥", "›"],
    "<": ["<", "＜", "﹤", "‹"],
}


@pytest.mark.parametrize(("sign", "typed"), [(sign, typed) for sign, all_ in SIGNS.items() for typed in all_])
@pytest.mark.parametrize("gap", ["", " "])
def test_every_spelling_of_a_sign_prints_as_one(sign: str, typed: str, gap: str) -> None:
    found = read_measure(f"{typed}{gap}3 场")
    assert found == Measure(sign, Decimal("3.00"), "场")
    assert printed(found) == f"{sign}3.00(场)"


@pytest.mark.parametrize(
    ("typed", "print_"),
    [
        ("≥3 场", "≥3.00(场)"),
        ("≥3场", "≥3.00(场)"),
        ("≥3(场)", "≥3.00(场)"),
        ("≥3（场）", "≥3.00(场)"),
        ("≥ 3 ( 场 )", "≥3.00(场)"),
        (" ≥3 场 ", "≥3.00(场)"),
        ("≥3.5 场", "≥3.50(场)"),
        ("≥3.120 场", "≥3.12(场)"),
        ("≥3.000 场", "≥3.00(场)"),
        ("=100%", "=100.00(%)"),
        ("=100 (%)", "=100.00(%)"),
        ("≥95％", "≥95.00(％)"),
        ("≥95.00(百分比)", "≥95.00(百分比)"),
        ("≥3(台（套）)", "≥3.00(台（套）)"),
        ("≥3 台（套）", "≥3.00(台（套）)"),
        ("≥3(台(套))", "≥3.00(台(套))"),
        ("≤150 元/人*月", "≤150.00(元/人*月)"),
        ("≤2.5 万元/校", "≤2.50(万元/校)"),
        ("≥5 TB", "≥5.00(TB)"),
        ("≥85,000 人次", "≥85000.00(人次)"),
        ("≥1500.00(条)", "≥1500.00(条)"),
        ("≥2.1 万人次", "≥2.10(万人次)"),
        ("=0 次", "=0.00(次)"),
        ("≤-5 ℃", "≤-5.00(℃)"),
        ("≤5 %/年", "≤5.00(%/年)"),
        ("≥12 m²", "≥12.00(m²)"),
        ("=" + "9" * AMOUNT_DIGITS + " 元", "=9999999999999.00(元)"),
    ],
)
def test_a_measure_prints_as_sign_number_and_unit(typed: str, print_: str) -> None:
    found = read_measure(typed)
    assert isinstance(found, Measure)
    assert printed(found) == print_
    assert read_measure(print_) == found, "what was printed can be typed again"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("≥", "measure-incomplete"),
        ("≥ ", "measure-incomplete"),
        ("≥95", "measure-incomplete"),
        ("=100.00", "measure-incomplete"),
        ("≥95()", "measure-incomplete"),
        ("≥95（ ）", "measure-incomplete"),
        ("≥若干场", "measure-incomplete"),
        ("≥**", "measure-incomplete"),
        ("≥３ 场", "measure-incomplete"),
        ("≥.5 场", "measure-incomplete"),
        ("≥1e6 场", "measure-incomplete"),
        ("≥1_0 场", "measure-incomplete"),
        ("≥5%阅读量过万", "measure-incomplete"),
        ("≥3 场，每场 50 人", "measure-incomplete"),
        ("≥3 场 5 次", "measure-incomplete"),
        ("≥3(场", "measure-incomplete"),
        ("≥3 场)", "measure-incomplete"),
        ("≥3(场)(次)", "measure-incomplete"),
        ("≥3 场\n≥5 次", "measure-incomplete"),
        ("≥3 ≤5 场", "measure-incomplete"),
        ("≥1,00 场", "measure-incomplete"),
        ("≥3 " + "场" * 21, "measure-incomplete"),
        ("≥3.125 场", "measure-decimals"),
        ("≥3.001 场", "measure-decimals"),
        ("≥" + "1" * (AMOUNT_DIGITS + 1) + " 场", "measure-too-large"),
    ],
)
def test_a_sign_without_number_and_unit_is_refused(typed: str, code: str) -> None:
    assert refusal(read_measure, typed).code == code


@pytest.mark.parametrize(
    "typed",
    [
        "12月底前举办",
        "持续  提升",
        " 前后 有空格 ",
        "第一行\n第二行  \n",
        "3 场",
        "95%",
        "不少于 3 场",
        "约 ≥3 场",
        "2025-01-01",
        "0123",
        "-",
        "无",
        "～5 场",
    ],
)
def test_a_value_without_a_sign_stays_exactly_as_typed(typed: str) -> None:
    assert read_measure(typed) == typed
    assert printed(read_measure(typed)) == typed


def test_a_blank_prints_nothing() -> None:
    assert printed(None) == ""


def test_a_message_quotes_only_the_beginning_of_what_was_typed() -> None:
    reason = refusal(read_amount, "很" * 50 + "\n第二行")
    assert "很" * 20 + "…" in reason.message
    assert "很" * 21 not in reason.message


@pytest.mark.parametrize(
    ("name", "typed"), [("amount", "1"), ("date", "2025-01-01"), ("line", "甲"), ("text", "甲\n乙")]
)
def test_a_schema_names_the_readers(name: str, typed: str) -> None:
    assert READERS[name](typed) == {"amount": Decimal(1), "date": date(2025, 1, 1)}.get(name, typed)


def test_zero_has_no_sign() -> None:
    assert printed(read_amount("-0.00")) == "0.00"
    assert printed(read_measure("=-0 次")) == "=0.00(次)"


@pytest.mark.parametrize(
    "typed",
    [
        *("≥3-5场", "≥3~5场", "≥1e6场", "≥1_0场", "≥3５场", "≥2025-12-31", "≥3/4", "≥3.5.6场", "≥3.场", "≥3:场", "≥3-"),
        *("≥3 *", "≥3 ……", "≥1,5000条", "≤12月31日", "≥2025年12月", "=1:3", "≥60岁以上老人100人", "≥3(1)", "≥95以上"),
        *("≤12月底", "≤6月底前", "≤2025年底", "≤12月中旬", "≥2025年", "≥20+场", "≥1000余人次", "≥10多家", "≤30日内"),
        *("≥5.%", "≥(场)", "≥3(场)以上", "≥3（场）（次）"),
    ],
)
def test_the_rest_of_a_number_or_a_sentence_is_no_unit(typed: str) -> None:
    assert refusal(read_measure, typed).code == "measure-incomplete"


@pytest.mark.parametrize(
    ("typed", "print_"),
    [
        ("≥3项（省级及以上）", "≥3.00(项（省级及以上）)"),
        ("≥95%(含)", "≥95.00(%(含))"),
        ("≥2个（含2个）", "≥2.00(个（含2个）)"),
        ("≥3 场（线上、线下）", "≥3.00(场（线上、线下）)"),
        ("≥3 场 （线上）", "≥3.00(场 （线上）)"),
    ],
)
def test_a_unit_may_have_a_remark_in_brackets(typed: str, print_: str) -> None:
    assert printed(read_measure(typed)) == print_


def test_a_measure_over_two_lines_is_called_that() -> None:
    assert "几行" in refusal(read_measure, "≥3 场\n≥5 次").message

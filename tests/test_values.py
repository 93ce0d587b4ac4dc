"""What clerks type into one cell, what it means, and how it prints; and what is refused, with its code."""

import copy
import pickle
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.values import (
    AMOUNT_DIGITS,
    READERS,
    TEXT_LIMIT,
    Measure,
    Number,
    Rate,
    Result,
    Unreadable,
    Value,
    amount_in_words,
    printed,
    read_amount,
    read_date,
    read_line,
    read_measure,
    read_number,
    read_rate,
    read_result,
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


@pytest.mark.parametrize("read", [read_text, read_line, read_measure, read_result])
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
    ("name", "typed"),
    [("amount", "1"), ("date", "2025-01-01"), ("line", "甲"), ("number", "1"), ("result", "甲"), ("text", "甲\n乙")],
)
def test_a_schema_names_the_readers(name: str, typed: str) -> None:
    assert READERS[name](typed) == {"amount": 1, "number": 1, "date": date(2025, 1, 1)}.get(name, typed)


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


# --- points and counts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "print_"),
    [
        ("20", "20", "20"),
        ("9.5", "9.5", "9.5"),
        ("9.50", "9.5", "9.50"),
        ("100.00", "100", "100.00"),
        ("1,200", "1200", "1,200"),
        ("1,200.50", "1200.5", "1,200.50"),
        ("0", "0", "0"),
        ("0.00", "0", "0.00"),
        ("-0", "0", "0"),
        ("-2", "-2", "-2"),
        ("007", "7", "007"),
        (" 20 ", "20", "20"),
        ("9" * AMOUNT_DIGITS + ".99", "9999999999999.99", "9" * AMOUNT_DIGITS + ".99"),
    ],
)
def test_a_number_prints_its_digits_as_typed(typed: str, value: str, print_: str) -> None:
    found = read_number(typed)
    assert found == Decimal(value) and hash(found) == hash(Decimal(value))
    assert printed(found) == str(found) == f"{found}" == print_


def test_a_number_computes_as_a_decimal() -> None:
    total = read_number("9.50") + read_number("1,200")
    assert type(total) is Decimal
    assert total == Decimal("1209.5")
    assert printed(Number(total)) == "1209.50", "as exact as the most exact part"
    assert printed(Number(read_number("90") + read_number("9.5"))) == "99.5"
    assert printed(Number(Decimal("1E+2"))) == "100"
    assert f"{read_number('1,200'):.1f}" == "1200.0"


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda number: pickle.loads(pickle.dumps(number))],
    ids=["copy", "deep", "pickle"],
)
def test_a_copy_of_a_number_prints_alike(copied: Callable[[Number], Number]) -> None:
    assert printed(copied(read_number("1,200.50"))) == "1,200.50"


@pytest.mark.parametrize(
    ("typed", "code", "start"),
    [
        ("", "number-unreadable", 0),
        ("9分", "number-unreadable", 1),
        ("20 分", "number-unreadable", 2),
        ("二十", "number-unreadable", 0),
        ("无", "number-unreadable", 0),
        ("10/10", "number-unreadable", 2),
        ("２０", "number-unreadable", 0),
        ("1,00", "number-unreadable", 1),
        ("1e2", "number-unreadable", 1),
        ("NaN", "number-unreadable", 0),
        ("1_0", "number-unreadable", 1),
        ("98%", "number-unreadable", 2),
        ("20\n", "number-unreadable", 2),
        ("9.505", "number-decimals", 4),
        ("9.500", "number-decimals", 4),
        ("1" * (AMOUNT_DIGITS + 1), "number-too-large", 0),
    ],
)
def test_what_is_no_number_is_refused_at_the_first_wrong_character(typed: str, code: str, start: int) -> None:
    reason = refusal(read_number, typed)
    assert (reason.code, reason.start) == (code, start)


# --- rates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "print_"),
    [
        ("98.35%", "98.35", "98.35%"),
        ("98.4%", "98.4", "98.4%"),
        ("100%", "100", "100%"),
        ("100.00%", "100", "100.00%"),
        ("98.35％", "98.35", "98.35%"),
        ("98.35 %", "98.35", "98.35%"),
        (" 98.35% ", "98.35", "98.35%"),
        ("120%", "120", "120%"),
        ("1,200%", "1200", "1,200%"),
        ("0%", "0", "0%"),
        ("-0.0%", "0", "0.0%"),
        ("-5%", "-5", "-5%"),
    ],
)
def test_a_rate_prints_as_typed_with_its_sign(typed: str, value: str, print_: str) -> None:
    found = read_rate(typed)
    assert found.number == Decimal(value)
    assert printed(found) == print_
    assert read_rate(print_) == found


def test_a_computed_rate_has_two_decimals_and_equals_the_typed_one() -> None:
    assert printed(Rate(Decimal("98.35"))) == "98.35%"
    assert printed(Rate(Decimal(100))) == "100.00%"
    assert Rate(Decimal("98.50")) == read_rate("98.5%") != Rate(Decimal("98.51"))
    assert Rate(Decimal(120)) > 100 and Rate(Decimal(-1)) < 0 and not Rate(Decimal(100)) > 100


@pytest.mark.parametrize(
    ("typed", "code", "start"),
    [
        ("98.35", "rate-unreadable", 5),
        (" 98 ", "rate-unreadable", 3),
        ("0.9835", "rate-unreadable", 6),
        ("", "rate-unreadable", 0),
        ("%", "rate-unreadable", 0),
        ("百分之98", "rate-unreadable", 0),
        ("98‰", "rate-unreadable", 2),
        ("９８%", "rate-unreadable", 0),
        ("1,00%", "rate-unreadable", 1),
        ("9" * (AMOUNT_DIGITS + 1) + "%", "rate-unreadable", 0),
        ("98.355%", "rate-decimals", 5),
    ],
)
def test_what_is_no_rate_is_refused_at_the_first_wrong_character(typed: str, code: str, start: int) -> None:
    reason = refusal(read_rate, typed)
    assert (reason.code, reason.start) == (code, start)


def test_a_share_of_one_is_told_how_a_per_cent_is_written() -> None:
    assert "没有写 %" in refusal(read_rate, "0.9835").message
    assert "0.9835" in refusal(read_rate, "0.98").hint
    assert "0.9835" not in refusal(read_rate, "98.35").hint


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number", "unit"),
    [
        ("3 场", "3", "场"),
        ("3场", "3", "场"),
        ("3(场)", "3", "场"),
        ("=3.00(场)", "3", "场"),
        ("＝3（场）", "3", "场"),
        ("96.5%", "96.5", "%"),
        ("96.533 %", "96.533", "%"),
        ("100％", "100", "％"),
        ("1,200 人次", "1200", "人次"),
        ("1，200 人次", "1200", "人次"),
        ("３ 场", "3", "场"),
        ("2.1 万人次", "2.1", "万人次"),
        ("0 次", "0", "次"),
        ("-5 ℃", "-5", "℃"),
        ("150 元/人*月", "150", "元/人*月"),
        ("3 台（套）", "3", "台（套）"),
        ("3 场（线上、线下）", "3", "场（线上、线下）"),
        ("12 m²", "12", "m²"),
        (" 3 场 ", "3", "场"),
        ("\u30003 场", "3", "场"),
    ],
)
def test_a_result_is_number_and_unit_and_prints_exactly_as_typed(typed: str, number: str, unit: str) -> None:
    found = read_result(typed)
    assert found == Result(typed, Decimal(number), unit)
    assert printed(found) == typed


@pytest.mark.parametrize(
    "typed",
    [
        *("已完成", "12月20日举办", "2025-12-20", "2025年", "2025年12月", "12月底", "6月底前", "良好", "无", "-"),
        *("≥95%", ">=95%", "≤3 场", "<5%", "3", "95", "=3", "3-5 场", "3 场，每场 50 人", "约 300 人", "300余人"),
        *("20+场", "95%以上", "完成 3 场", "3 场\n5 次", "3 场 5 次", "1,00 场", "3/4", "1e3 场", "3(场", "30日内"),
        *("1" * (AMOUNT_DIGITS + 1) + " 场", " 前后有空格 ", "第一行\n第二行  \n", "==3 场"),
    ],
)
def test_what_is_no_number_with_a_unit_stays_text(typed: str) -> None:
    assert read_result(typed) == typed
    assert printed(read_result(typed)) == typed


@given(st.text("0123456789,.-=＝≥ 场次%％人()（）元/月年日", max_size=10))
def test_a_result_is_read_as_the_measure_with_its_number_and_unit(typed: str) -> None:
    try:
        found = read_result(typed)
    except Unreadable:
        return
    assert printed(found) == typed
    if isinstance(found, Result) and found.number == round(found.number, 2):
        assert read_measure(f"={found.number} {found.unit}") == Measure("=", found.number, found.unit)


# --- amounts in words ------------------------------------------------------------------------------------------------

IN_WORDS = {
    "0.00": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "0.10": "壹角整",
    "0.15": "壹角伍分",
    "0.50": "伍角整",
    "1.00": "壹元整",
    "1.05": "壹元零伍分",
    "1.50": "壹元伍角整",
    "1.55": "壹元伍角伍分",
    "10.00": "壹拾元整",
    "10.50": "壹拾元伍角整",
    "15.00": "壹拾伍元整",
    "20.02": "贰拾元零贰分",
    "100.00": "壹佰元整",
    "101.00": "壹佰零壹元整",
    "110.00": "壹佰壹拾元整",
    "325.04": "叁佰贰拾伍元零肆分",
    "1001.00": "壹仟零壹元整",
    "1010.00": "壹仟零壹拾元整",
    "1100.00": "壹仟壹佰元整",
    "1409.50": "壹仟肆佰零玖元伍角整",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "6007.14": "陆仟零柒元壹角肆分",
    "10000.00": "壹万元整",
    "10000.50": "壹万元伍角整",
    "10005.06": "壹万零伍元零陆分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "100500.00": "壹拾万零伍佰元整",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "1000000.00": "壹佰万元整",
    "1010101.01": "壹佰零壹万零壹佰零壹元零壹分",
    "2180000.00": "贰佰壹拾捌万元整",
    "50007000.00": "伍仟万柒仟元整",
    "100000000.00": "壹亿元整",
    "100000001.00": "壹亿零壹元整",
    "100005000.00": "壹亿零伍仟元整",
    "107000000.00": "壹亿零柒佰万元整",
    "1010101010.10": "壹拾亿壹仟零壹拾万壹仟零壹拾元壹角整",
    "1000000000000.00": "壹万亿元整",
    "1000100000000.00": "壹万零壹亿元整",
    "1234567890123.45": "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分",
    "9999999999999.99": "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "-10.05": "负壹拾元零伍分",
}


@pytest.mark.parametrize(("amount", "words"), IN_WORDS.items())
def test_an_amount_in_words(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def test_an_amount_in_words_needs_no_decimals() -> None:
    assert amount_in_words(Decimal(5)) == amount_in_words(Number("5.0")) == "伍元整"
    assert amount_in_words(Decimal("1E+2")) == "壹佰元整"
    assert amount_in_words(Decimal("-0.00")) == "零元整"


def number_in(words: str) -> int:
    """Return the whole number that words say: the largest place splits them, what stands before it multiplies."""
    words = words.strip("零")
    for place, worth in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        if place in words:
            before, _, after = words.rpartition(place) if place == "亿" else words.partition(place)
            return number_in(before) * worth + number_in(after)
    return "零壹贰叁肆伍陆柒捌玖".index(words) if words else 0


def amount_said(words: str) -> Decimal:
    parts = re.fullmatch(r"(负)?(?:(.+)元)?(零)?(?:(.)角)?(?:(.)分)?(整)?", words)
    assert parts, words
    minus, yuan, gap, jiao, fen, whole = parts.groups()
    assert bool(whole) == (not fen), "整 stands where no 分 does"
    assert bool(gap) == bool(yuan and fen and not jiao), "零 stands between 元 and 分"
    cents = number_in(yuan or "") * 100 + number_in(jiao or "") * 10 + number_in(fen or "")
    return Decimal(-cents if minus else cents).scaleb(-2)


@given(
    st.one_of(
        st.integers(-(10**15) + 1, 10**15 - 1),
        st.lists(st.sampled_from("0001005"), min_size=1, max_size=15).map(lambda digits: int("".join(digits))),
    )
)
def test_the_words_say_the_amount(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    words = amount_in_words(amount)
    assert amount_said(words) == amount
    assert "零零" not in words and not re.search("零[拾佰仟万亿元角]", words.removeprefix("零元"))

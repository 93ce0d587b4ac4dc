"""Whether a finished file says what the project file says: which values are found, and which are missed."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formgen.filters import spellings
from formgen.readback import Wanted, missing
from formgen.values import Measure, Value, printed

AMOUNT = Decimal("2180000.00")
MEASURE = Measure("≥", Decimal("3.00"), "场")


def wanted(*values: Value) -> list[Wanted]:
    return [(printed(value), value) for value in values]


@pytest.mark.parametrize(
    ("values", "cells", "lost"),
    [
        (["甲"], ["甲"], []),
        (["甲"], ["乙"], [0]),
        (["甲\n"], ["甲\n\n"], []),
        (["甲\n乙"], ["甲\n乙\n"], []),
        ([""], [], []),
        (["甲", "甲"], ["甲"], [1]),
        (["甲", "甲"], ["甲", "甲"], []),
        (["2025"], ["（2025年度）"], []),
        (["0"], ["2,180,000.00"], [0]),
        (["甲"], ["☑甲"], []),
        ([AMOUNT], ["2,180,000.00"], []),
        ([AMOUNT], ["218"], []),
        ([AMOUNT], ["贰佰壹拾捌万元整"], []),
        ([AMOUNT], ["2180"], [0]),
        ([AMOUNT, "218"], ["218", "2,180,000.00"], []),
        ([AMOUNT, "218"], ["218"], [0]),  # whose usual text it is has it first
        (["218", AMOUNT], ["218", "共218万元"], []),
        ([MEASURE], ["≥3.00(场)"], []),
        ([MEASURE], ["≥", "3.00", "场"], []),
        ([MEASURE], ["≥", "3.00", "次"], [0]),
        ([MEASURE, "3.00"], ["≥", "3.00", "3.00", "场"], []),
        (["甲", "甲的"], ["甲的", "甲的"], []),  # inside a cell of which there are more than values
    ],
)
def test_what_a_sheet_prints(values: list[Value], cells: list[str], lost: list[int]) -> None:
    assert missing(wanted(*values), [cells], spellings) == lost


def test_one_sheet_must_hold_all() -> None:
    values = wanted("甲", "乙", "丙")
    assert missing(values, [["甲"], ["丙", "乙", "甲"], ["乙"]], spellings) == []
    assert missing(values, [["甲", "乙"], ["丙"]], spellings) == [2]
    assert missing(values, [["丙"], ["甲", "乙"]], spellings) == [2]


def test_a_sheet_that_prints_in_other_ways_is_not_passed_over() -> None:
    """One with fewer of the usual texts may be the whole one."""
    values = wanted(AMOUNT, Decimal("800000.00"), "甲")
    assert missing(values, [["2,180,000.00", "800,000.00"], ["218", "80", "甲"]], spellings) == []


def test_nothing_printed_is_all_missing() -> None:
    assert missing(wanted("甲", AMOUNT), [[]], spellings) == [0, 1]


def test_sheets_are_read_once_and_may_come_one_by_one() -> None:
    sheets = (iter(cells) for cells in (["甲"], ["乙"]))
    assert missing(wanted("甲"), sheets, spellings) == []


TEXTS = st.sampled_from(["甲", "乙", "丙", "甲乙", "218", "3.00", "≥", "场", ""])
VALUES = st.one_of(TEXTS, st.sampled_from([AMOUNT, Decimal("3.00"), MEASURE]))
CELLS = st.one_of(TEXTS, st.sampled_from(["2,180,000.00", "≥3.00(场)", "☑甲", "（甲）", "共3.00场"]))


@given(st.lists(VALUES, max_size=6), st.lists(CELLS, max_size=8))
def test_counting_by_hashes_is_counting(values: list[Value], cells: list[str]) -> None:
    assert missing(wanted(*values), [cells], spellings) == plainly_missing(values, cells)


def plainly_missing(values: Sequence[Value], cells: Sequence[str]) -> list[int]:
    """Return the places by lists alone: a cell of the usual text, or of another, or the inside of one left over."""
    left = list(cells)
    without = []
    for place, value in enumerate(values):
        if printed(value) in left:
            left.remove(printed(value))
        else:
            without.append(place)
    for place in list(without):
        texts = [text for text in spellings(values[place]) if text]
        own = next((text for text in texts if text in left), None)
        if own:
            left.remove(own)
        if own or not texts:
            without.remove(place)
    return [place for place in without if not holds(values[place], left)]


def holds(value: Value, cells: Sequence[str]) -> bool:
    if any(stands_in(text, cell) for text in spellings(value) for cell in cells if text):
        return True
    return isinstance(value, Measure) and all(holds(part, cells) for part in (value.sign, value.number, value.unit))


def stands_in(text: str, cell: str) -> bool:
    """Return whether a text stands in a cell, and no digits or their signs beside it."""
    before, found, after = f" {cell} ".partition(text)
    return bool(found) and before[-1] not in "0123456789.," and after[0] not in "0123456789.,"

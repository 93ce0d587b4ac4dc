"""Usual lines, which one look passes, are looked at in full here: there is nothing to find in them either."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from formgen import decoding, slips

FOLDERS = ("tests/cases", "tests/well_made", "tests/faulty", "tests/wordings", "templates", "projects")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml"))
NAMES = frozenset({"甲", "乙", "丙", "注", "甲乙"})
NEVER = re.compile("(?!)")


def passed(lines: list[str], names: frozenset[str] = NAMES) -> int:
    """Return how many lines one look passes, after making sure that the full look has nothing to say about them."""
    count = 0

    class Counting(slips._Scanner):
        def _usual(self, line: int) -> int | None:
            nonlocal count
            following = super()._usual(line)
            count += following is not None
            return following

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slips, "_Scanner", Counting)
        found = slips.find(lines, "项目.yaml", names)
        patch.undo()
        patch.setattr(slips, "USUAL", NEVER)
        assert slips.find(lines, "项目.yaml", names) == found
    return count


def lines_of(path: Path) -> list[str]:
    return decoding.lines_of(path.read_bytes(), path.name, ())[0] or []


def test_the_full_look_at_every_file_finds_the_same_and_one_look_passes_almost_all_that_are_well_made() -> None:
    kept = {path: lines for path in FILES if (lines := lines_of(path))}
    taken = {path: passed(lines) for path, lines in kept.items()}
    assert len(taken) > 500
    sound = [path for path in taken if path.parent.name == "well_made" or path.is_relative_to(ROOT / "projects")]
    assert sound
    inside = sum(len(kept[path]) - taken[path] for path in sound)  # most of these are lines of texts below |
    assert inside <= 0.2 * sum(len(kept[path]) for path in sound)


INDENTS = ("", "", "  ", "  ", "    ", "    ", "      ", " ", "   ", "\u3000", "\t")
MARKS = (*("", "", "", "- ", "- ", "-", "-  ", "- - ", "－", "① ", "1. ", "? ", "* ", "--- ", "...", "%"),)
NAMED = (
    *("", "甲: ", "乙: ", "丙:", "丁:", "甲：", "注：", "戊 己: ", "a: ", "1: ", "1.5: ", '"甲": ', "<<: ", "甲 : "),
    *("甲:  ", "甲:", "#", "_: ", "①乙: ", "甲:\t", "甲 #乙: "),
)
TEXTS = (
    *("", "", "", "文", "≥3 场", "=1.00(次)", "12:30", "一：二", "甲：二", "一: 二", "-3", "- 一", "--", "-", "<5%"),
    *("<<", ">= 3", '"文"', "'文'", '""', "''", '"文" 二', "'it''s'", r'"\u4e00"', '"甲: 一 #二"', "'未", "“文”"),
    *("｜", "|", "|-", ">", "|2", "[]", "[一, 二]", "{甲: 一, 乙: [二]}", "{甲：一}", "{甲: 一，乙: 二}", "[一", "}"),
    *("文 字", "文\u3000", "文\u3000#二", "𠮷😀", "0", "@甲", "%", "文,", "文?", "文:", "文:#", "文#二", "文\t字"),
    *("*甲", "!甲", "&甲 一", "甲", "甲 一", "甲乙", "甲乙 丙", "文\u2003字", "文\xa0"),
)
TAILS = (
    *("", "", "", "", " ", " # 说明", "  # 说明", " #说明", " #", "#", "\u3000# 说明", "\t", "\u3000"),
    *(" # formgen: 忽略 甲", "  #formgen 忽略 乙"),
)
LINES = st.tuples(*map(st.sampled_from, (INDENTS, MARKS, NAMED, TEXTS, TAILS))).map("".join)
SOUND = st.tuples(*map(st.sampled_from, (INDENTS[:7], MARKS[:5], NAMED[1:5], TEXTS[:12], TAILS[:7]))).map("".join)
PARTS = st.sampled_from(sorted({*INDENTS, *MARKS, *NAMED, *TEXTS, *TAILS}))


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES | SOUND, max_size=10))
@example(["甲:", "- 一", "- 二", "乙:", "  - 丙: 一", "    丁:", "    - 二", "    戊: |", "      三", "", "  - 五"])
@example(["甲: |", "    一", "  # 说明", "乙: 二"])
@example(["甲: |", "  一", "  # formgen: 忽略 甲", "乙: 二"])
@example(["甲: 一", "  乙: 二", "  丙: 三"])
@example(["甲:", "  乙: 一", " 丙: 二", "   丁: 三"])
@example(["甲:", "- 甲乙", "  丙: 一"])
@example(["甲:", "- 甲乙", "- 丙"])
@example(["甲: 一", "甲乙"])
@example(["甲:", "    乙: 一", "  丙: 二", "  丁: 三"])
@example(["甲:", "  - 乙: 一", "  丙: 二", "  - 丁: 三"])
def test_the_full_look_at_any_lines_finds_the_same(lines: list[str]) -> None:
    passed(lines)


@st.composite
def mutants(draw: st.DrawFn) -> list[str]:
    """Draw some lines of a file in which something was typed, deleted, moved or indented otherwise."""
    lines = lines_of(draw(st.sampled_from(FILES))) or [""]
    start = draw(st.integers(0, len(lines) - 1))
    lines = lines[start : start + 25]
    for _ in range(draw(st.integers(1, 3))):
        row, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        place, end = (draw(st.integers(0, len(lines[row]))) for _ in range(2))
        text = lines[row]
        match draw(st.sampled_from(("insert", "replace", "swap", "delete", "indent"))):
            case "insert":
                lines[row] = text[:place] + draw(PARTS) + text[place:]
            case "replace":
                lines[row] = text[: min(place, end)] + draw(PARTS) + text[max(place, end) :]
            case "swap":
                lines[row], lines[other] = lines[other], text
            case "delete" if len(lines) > 1:
                del lines[row]
            case _:
                lines[row] = draw(st.sampled_from(INDENTS)) + text.lstrip()
    return lines


def test_the_full_look_at_mutants_of_files_finds_the_same() -> None:
    met = {"passed": 0, "looked at": 0}

    @settings(max_examples=600, deadline=None)
    @given(mutants())
    def compare(lines: list[str]) -> None:
        count = passed(lines, frozenset({"年度", "项目名称", "三级指标", "指标值", "注"}))
        met["passed"] += count
        met["looked at"] += len(lines) - count

    compare()
    assert min(met.values()) > 1000

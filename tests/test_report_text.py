"""The text that a clerk reads on a terminal: the line as typed, the caret below its place, what to do."""

import re
import unicodedata
from dataclasses import replace

import pytest

from formgen import width
from formgen.diagnostics import Location, Severity, error, info, warning
from formgen.report import Report, text

FILE = "projects/2026/01-急救.yaml"


def place(line: int, column: int, end_column: int | None = None, end_line: int | None = None) -> Location:
    return Location(FILE, line, column, end_line or line, end_column or column + 1)


def shown(source: str, at: Location, hint: str | None = None, *related: Location) -> list[str]:
    """Return the lines that a finding at a place of a source gives."""
    return text.render(
        Report([error("some-code", "这里不对", at, hint, *related)], [], lambda file: source.split("\n"))
    ).split("\n")[:-1]


def underlined(lines: list[str]) -> str:
    """Return what of the excerpt stands above the carets, by the cells that a terminal gives to each character."""
    _, excerpt, carets = lines[:3]
    start, count = carets.index("^"), carets.count("^")
    assert carets[start:] == "^" * count
    above, cells, edges = "", 0, {0}
    for character in excerpt:
        size = 0 if unicodedata.category(character) == "Mn" else width.cells(character)
        if start <= cells < start + count and (size or above):
            above += character
        cells += size
        edges.add(cells)
    assert {start, start + count} <= edges, "no character is underlined by half"
    return above


SOURCE = "年度: 2026\n项目资金:\n  当年财政拨款: 12.00   # 元\n"


def test_a_finding_is_its_message_its_line_and_what_to_do() -> None:
    assert shown(SOURCE, place(3, 11, 16), "改成 13.00") == [
        f"{FILE}:3:11: 错误 [some-code] 这里不对",
        "    3 |   当年财政拨款: 12.00   # 元",
        "      |                 ^^^^^",
        "   提示：改成 13.00",
    ]


@pytest.mark.parametrize(
    ("line", "column", "end", "above"),
    [
        ("指标值: ≥95.00(%)", 6, 15, "≥95.00(%)"),
        ("指标值: “走进”活动", 6, 10, "“走进”"),
        ("名称: 一—二…三", 5, 10, "一—二…三"),
        ("名称: １２，。", 5, 7, "１２"),
        ("名称: 𠮷野家", 5, 6, "𠮷"),
        ("名称: e\u0301cole 学校", 12, 14, "学校"),
        ("名称: \u0e01\u0e31甲", 7, 8, "甲"),
        ("名称: 👍 很好", 7, 9, "很好"),
        ("\t名称: 甲", 6, 7, "甲"),
        ("名称: 甲\u202e乙丙", 7, 8, "乙"),
        ("名称: ｱｲｳ甲", 8, 9, "甲"),
    ],
)
def test_the_caret_stands_below_its_place_on_a_terminal(line: str, column: int, end: int, above: str) -> None:
    assert underlined(shown(line, place(1, column, end), None)) == above


@pytest.mark.parametrize("joined", ["👨\u200d👩\u200d👧", "👍🏽", "❤\ufe0f"])
def test_emoji_are_taken_apart_so_that_every_terminal_gives_them_the_same_room(joined: str) -> None:
    lines = shown(f"名称: {joined}甲", place(1, 5 + len(joined), 6 + len(joined)))
    assert underlined(lines) == "甲"
    assert not set("\u200d\ufe0f🏽") & set(lines[1])


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x07", "\x9b2J", "\u202e", "\u2067", "\x7f", "\u200b"])
@pytest.mark.parametrize("colour", [False, True])
def test_nothing_that_was_typed_steers_the_terminal(hostile: str, colour: bool) -> None:
    at = Location(f"{hostile}.yaml", 1, 7 + len(hostile), 1, 8 + len(hostile))
    found = error("some-code", f"{hostile}不对", at, f"改掉{hostile}", Location(f"b{hostile}.yaml", 1))
    made = text.render(Report([found], [], lambda file: [f"名称: 甲乙{hostile}丙"]), colour)
    ours = re.sub(r"\x1b\[[0-9;]*m", "", made) if colour else made
    assert hostile[0] not in ours.replace("\n", "")
    if not colour:
        assert underlined(made.split("\n")) == "丙"


@pytest.mark.parametrize("column", [1, 2, 40, 150, 299, 300])
@pytest.mark.parametrize("length", [1, 5, 200])
def test_a_long_line_is_cut_to_a_window_around_the_place(column: int, length: int) -> None:
    source = "".join(chr(0x4E00 + number) for number in range(300))
    end = min(column + length, 301)
    lines = shown(source, place(1, column, end))
    assert max(width.cells(line) for line in lines[1:3]) <= 100
    typed = source[column - 1 : end - 1]
    above = underlined(lines)
    assert above and typed.startswith(above)
    assert len(above) == min(len(typed), len(above)) and (above == typed or len(above) >= 25)
    assert lines[1].endswith("…") or lines[1].endswith(source[-1])
    assert lines[1].startswith("    1 | …") or lines[1].startswith(f"    1 | {source[0]}")
    assert width.cells(lines[1]) >= 98, "the room is used"


def test_a_line_that_fits_is_not_cut() -> None:
    source = "甲" * 46
    assert shown(source, place(1, 1, 47))[1] == f"    1 | {source}"


def test_the_beginning_of_a_long_line_is_kept_when_the_place_is_near_it() -> None:
    source = "      - 三级指标: " + "巡展" * 60
    assert shown(source, place(1, 15, 135))[1].startswith("    1 |       - 三级指标: 巡展")


def test_a_place_of_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    lines = shown("年度: 2026\n目标: 一是\n  二是\n别的: 甲", place(2, 5, 5, end_line=3))
    assert lines[1] == "    2 | 目标: 一是" and underlined(lines) == "一是"


def test_an_empty_place_has_one_caret() -> None:
    assert underlined(shown(SOURCE, place(3, 3, 3))) == "当"
    behind = shown("年度: 2026\n名称: 甲", place(2, 6, 6))
    assert behind[2] == "      |       " + "  ^", "behind the last character"


@pytest.mark.parametrize(
    "at",
    [
        Location(FILE),
        Location(FILE, part="汇总!C7"),
        Location(FILE, 1, 1),
        Location(FILE, 2, 1, 2, 1),
        Location(FILE, 2, 1, 5, 1),
        Location(FILE, 99, 1),
    ],
)
def test_there_is_no_excerpt_for_a_whole_file_or_where_there_is_no_line(at: Location) -> None:
    lines = shown("# 说明\n年度: 2026\n名称: 甲\n", at, "打开看看")
    assert [line[:8].strip() for line in lines] == [f"{at}"[:8], "提示：打开看看"[:5]]


def test_there_is_no_excerpt_of_a_file_that_cannot_be_read() -> None:
    found = error("some-code", "读不了", Location(FILE, 3, 1), "核对路径")
    assert text.render(Report([found], [], lambda file: [])).count("\n") == 2


def test_a_line_without_a_column_has_no_caret() -> None:
    lines = shown(SOURCE, Location(FILE, 3))
    assert lines[1:] == ["    3 |   当年财政拨款: 12.00   # 元"]


def test_related_places_are_shown_unless_their_lines_are_named() -> None:
    near, far, other = place(15, 3), place(28, 3), Location("projects/2026/02.yaml", 16, 1)
    lines = shown(SOURCE, place(3, 11, 16), "核对第 15、16 行", near, far, far, other)
    assert lines[4:] == [f"   另见：{FILE}:28:3", "   另见：projects/2026/02.yaml:16:1"]


def test_silenced_findings_are_left_out() -> None:
    found = replace(warning("some-code", "说得不具体", place(1, 1)), silenced="上年批复如此")
    assert text.render(Report([found], [], lambda file: SOURCE.split("\n"))) == ""


@pytest.mark.parametrize("make", [error, warning, info])
def test_colour_changes_nothing_but_the_colour(make: object) -> None:
    assert callable(make)
    report = Report(
        [make("some-code", "不对", place(3, 11, 16), "改好", place(9, 1))], [], lambda file: SOURCE.split("\n")
    )
    plain, coloured = text.render(report), text.render(report, colour=True)
    assert "\x1b" not in plain and coloured != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_each_severity_has_its_own_colour() -> None:
    made = [
        text.render(Report([found], [], lambda file: []), colour=True)
        for found in (error("a", "甲", place(1, 1)), warning("a", "甲", place(1, 1)), info("a", "甲", place(1, 1)))
    ]
    colours = {re.findall(r"\x1b\[([0-9;]+)m(?:错误|警告|提示)\x1b\[0m", one)[0] for one in made}
    assert len(colours) == len(Severity)

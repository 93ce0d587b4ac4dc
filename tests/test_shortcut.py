"""The short way gives what slips and the parser give, or nothing at all."""

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from formgen import decoding, shortcut, source

FOLDERS = ("tests/cases", "tests/well_made", "tests/faulty", "templates", "projects")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml"))
NAMES = frozenset({"甲", "乙", "丙", "注"})


def agree(data: bytes, names: frozenset[str] = NAMES) -> bool:
    """Return whether a file is read the short way, after making sure that the long way gives the same."""
    lines, noticed = decoding.lines_of(data, "项目.yaml", names)
    if lines is None or any(finding.code == "character-refused" for finding in noticed):
        return False
    tree = shortcut.read(lines, "项目.yaml", names)
    if tree is None:
        return False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortcut, "read", lambda *_: None)
        assert source.read(data, "项目.yaml", names) == (tree, noticed)
    return True


def test_every_file_is_read_the_same_and_almost_all_that_are_well_made_the_short_way() -> None:
    taken = {path: agree(path.read_bytes()) for path in FILES}
    assert len(taken) > 500
    usual = [is_short for path, is_short in taken.items() if not path.is_relative_to(ROOT / "tests/cases")]
    assert sum(usual) >= 0.9 * len(usual) > 50


INDENTS = ("", "  ", "  ", "    ", "      ", " ", "   ", "\u3000")
MARKS = ("", "", "", "- ", "- ", "-", "-  ", "- - ", "－", "① ", "? ", "* ")
NAMED = (
    "",
    "甲: ",
    "乙: ",
    "丙: ",
    "丁:",
    "戊 己: ",
    "甲：",
    "注：",
    "a: ",
    "1: ",
    '"甲": ',
    "<<: ",
    "甲 : ",
    "甲:  ",
    "#",
)
TEXTS = (
    *(
        "",
        "",
        "",
        "文",
        "≥3 场",
        "=1.00(次)",
        "12:30",
        "一：二",
        "甲：二",
        "一: 二",
        "-3",
        "- 一",
        "--",
        "<5%",
        "<<",
        ">= 3",
    ),
    *(
        '"文"',
        "'文'",
        '""',
        "''",
        '"文" 二',
        "'it''s'",
        r'"\u4e00"',
        '"甲: 一 #二"',
        "'未",
        "“文”",
        "｜",
        "|",
        "|-",
        ">",
        "|2",
    ),
    *(
        "[]",
        "{}",
        "[一]",
        "[一, 二]",
        "{甲: 一, 乙: [二, '']}",
        '{甲: ""}',
        "{甲：一}",
        "{甲: 一，乙: 二}",
        "[一",
        "[一]二",
    ),
    *(
        "{甲: 一, 甲: 二}",
        "[甲: 一]",
        "{a: {b: {c: -3}}}",
        "[ 一 ]",
        "{ 甲: 一 }",
        "[一,二]",
        "[一, ]",
        "[一}",
        "*甲",
        "!甲",
    ),
    *(
        "文 字",
        "文\u3000",
        "𠮷😀",
        "é",
        "0",
        "true",
        "@甲",
        "%",
        "文,",
        "文]",
        "文?",
        "文'",
        "文 - 字",
        "文:",
        "文\t字",
    ),
)
TAILS = (
    "",
    "",
    "",
    "",
    " ",
    " # 说明",
    "  # 说明",
    " #说明",
    " #",
    "#",
    "\u3000# 说明",
    " # formgen: 忽略 甲",
    "  #formgen 忽略 乙",
    "\r",
)
LINES = st.tuples(*map(st.sampled_from, (INDENTS, MARKS, NAMED, TEXTS, TAILS))).map("".join)
SOUND = st.tuples(*map(st.sampled_from, (INDENTS[:4], MARKS[:5], NAMED[1:4], TEXTS[:12], TAILS[:7]))).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES | SOUND, max_size=8).map("\n".join))
@example("甲:\n- 一\n- 二\n乙:\n  - 丙: 一\n    丁:\n    - 二\n    戊: |\n      三\n\n       四\n\n\n  - 五")
@example("甲: |\n    一\n  # 说明\n乙: 二")
@example("甲: |\n  一\n# 说明\n\n乙: 二\n")
@example("甲: |\n\n  一\n乙: |\n\n")
@example("甲: |\n  一\n   \n")
@example("甲: 一\n甲: 二")
@example("甲:\n  乙: 一\n 丙: 二")
@example("- 甲\n- 乙")
@example('甲: {hint: "一，b: 二 #三"}')
@example('甲: {hint: "一,乙：二"}')
@example("甲:\n  ①乙: 一")
def test_any_text_is_read_the_same_or_not_at_all(text: str) -> None:
    agree(text.encode())


def nested(depth: int, innermost: str) -> str:
    """Return groups within groups, the innermost of which has a value so deep."""
    return "\n".join("  " * level + "甲:" for level in range(depth - 1)) + "\n" + "  " * (depth - 1) + innermost


def test_limits_are_those_of_the_parser() -> None:
    deepest = source.DEPTH_LIMIT
    assert agree(nested(deepest, "甲: 一").encode()) and agree(nested(deepest - 2, "甲: [[一]]").encode())
    for text in (
        nested(deepest + 1, "甲: 一"),
        nested(deepest - 1, "甲: [[一]]"),
        "甲: " + "[" * 500 + "一" + "]" * 500,
        "甲:\n" + "- 一\n" * source.NODE_LIMIT,
        "甲: [" + "一, " * source.NODE_LIMIT + "一]",
    ):
        assert shortcut.read(text.split("\n"), "项目.yaml") is None


def test_a_file_of_usual_lines_needs_no_parser() -> None:
    lines = (
        "import sys",
        "from formgen import source",
        "loaded = []",
        "for text in ('甲: 一', '甲: >\\n  一'):",
        "    source.read(text.encode(), '项目.yaml')",
        "    loaded.append('ruamel.yaml' in sys.modules)",
        "assert loaded == [False, True], loaded",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)

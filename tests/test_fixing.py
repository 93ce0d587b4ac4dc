"""``--fix``: what is mended, that nothing else changes, and that nothing is left to mend."""

from pathlib import Path

import pytest

from conftest import ROOT
from formgen import checking, decoding, fixing, source
from formgen.diagnostics import Fix, Location

CASES = sorted((ROOT / "tests/cases").glob("*/*.yaml"))


def fixes_of(path: Path) -> list[Fix]:
    return [found.fix for found in checking.run([path], ROOT / "templates", str).findings if found.fix]


def fixed(path: Path) -> bytes:
    """Return what is left when there is nothing more to mend; the file itself is changed."""
    for _ in range(5):
        fixes = fixes_of(path)
        if not fixes:
            return path.read_bytes()
        path.write_bytes(fixing.mended(path.read_bytes(), fixes))
    raise AssertionError("there is always something more to mend")


def mended(text: str, *fixes: tuple[int, int, int, str]) -> str:
    places = [Fix(Location("x", line, start, line, end), new) for line, start, end, new in fixes]
    return fixing.mended(text.encode(), places).decode()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("项目类别：特定目标类", "项目类别: 特定目标类"),
        ("项目类别:特定目标类", "项目类别: 特定目标类"),
        ("项目类别　: 特定目标类", "项目类别: 特定目标类"),
        ("项目类别:　特定目标类", "项目类别: 特定目标类"),
        ("项目类别:\t特定目标类", "项目类别: 特定目标类"),
        ("计划开始日期: ２０２５-０３-０１", "计划开始日期: 2025-03-01"),
        ('计划开始日期: "２０２５-０３-０１"', '计划开始日期: "2025-03-01"'),
        ("\t年度资金申请总额: 120,000.00", "  年度资金申请总额: 120,000.00"),
        ("　年度资金申请总额: 120,000.00", "  年度资金申请总额: 120,000.00"),
        ("  年度资金申请总额：１２０，０００．００", "  年度资金申请总额: 120,000.00"),
        ("        指标值: >=8.00(场)", "        指标值: ≥8.00(场)"),
        ("      － 三级指标: 巡展场次", "      - 三级指标: 巡展场次"),
        ("      -三级指标：巡展场次", "      - 三级指标: 巡展场次"),
        ("项目类别：特定目标类  # 说明：不动", "项目类别: 特定目标类  # 说明：不动"),
    ],
)
def test_a_line_is_mended_and_no_other_byte(tmp_path: Path, typed: str, meant: str) -> None:
    sound = (ROOT / "tests/cases/sound/minimal.yaml").read_text(encoding="utf-8")
    name = meant.split(":")[0].strip(" -")
    (line,) = [line for line in sound.split("\n") if line.strip(" -").startswith(f"{name}:")][:1]
    path = tmp_path / "项目.yaml"
    path.write_text(sound.replace(line, typed, 1), encoding="utf-8")
    assert fixed(path).decode() == sound.replace(line, meant, 1)


def test_line_ends_marks_and_quotes_stay(tmp_path: Path) -> None:
    sound = (ROOT / "tests/cases/sound/minimal.yaml").read_text(encoding="utf-8")
    typed = "\ufeff" + sound.replace("项目类别: ", "项目类别：").replace("\n", "\r\n")
    path = tmp_path / "项目.yaml"
    path.write_bytes(typed.encode())
    assert fixed(path) == typed.replace("项目类别：", "项目类别: ").encode()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_becomes_utf8_and_the_text_stays(tmp_path: Path, encoding: str) -> None:
    sound = (ROOT / "tests/cases/sound/minimal.yaml").read_text(encoding="utf-8")
    path = tmp_path / "项目.yaml"
    path.write_bytes(sound.replace("项目类别: ", "项目类别：").encode(encoding))
    assert fixed(path) == sound.encode()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whatever_was_typed_a_second_time_mends_nothing_and_no_text_is_lost(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    after = fixed(copy)
    assert fixes_of(copy) == []
    before, _ = decoding.decode(path.read_bytes(), "")
    if before is None:
        assert after == path.read_bytes()
    else:
        assert letters(after.decode("utf-8-sig") if after != path.read_bytes() else before) == letters(before)


def letters(text: str) -> str:
    """Return what a mend never touches: all but blanks, marks and the width of digits."""
    return "".join(character for character in text if character.isalpha())


def test_cases_with_something_to_mend_were_among_them() -> None:
    assert sum(bool(fixes_of(path)) for path in CASES) >= 60


def test_several_fixes_of_a_line_go_in_together_and_of_two_that_overlap_the_first() -> None:
    assert mended("甲乙丙丁\n戊\n", (1, 2, 3, "二"), (1, 4, 5, "四"), (2, 1, 2, "")) == "甲二丙四\n\n"
    assert mended("甲乙丙\n", (1, 1, 3, "x"), (1, 2, 3, "y")) == "x丙\n"
    assert mended("甲乙\n", (1, 2, 2, " "), (1, 2, 2, " ")) == "甲 乙\n", "the same twice is one"


def test_the_difference_shows_what_was_changed() -> None:
    shown = fixing.difference("甲：1\n乙: 2\n".encode(), "甲: 1\n乙: 2\n".encode(), "a.yaml")
    assert "-甲：1\n+甲: 1\n 乙: 2\n" in shown and "a.yaml" in shown
    assert "UTF-8" in fixing.difference("甲: 1\n".encode("gb18030"), "甲: 1\n".encode(), "a.yaml")
    assert fixing.difference(b"a: 1\n", b"a: 1\n", "a.yaml") == ""
    assert fixing.difference("甲：1".encode(), "甲: 1".encode(), "a.yaml").endswith("\n")


TAB, WIDE = "\t", "\u3000"
INDENTS = {
    "a tab for each level": lambda width: TAB * (width // 2),
    "a wide blank for each level": lambda width: WIDE * (width // 2),
    "two wide blanks for each level": lambda width: WIDE * width,
    "blanks that do not break": lambda width: "\u00a0" * width,
    "tabs of four": lambda width: TAB * (width // 4) + " " * (width % 4),
    "tabs of eight": lambda width: TAB * (width // 8) + " " * (width % 8),
    "a tab in place of the first blanks": lambda width: TAB * (width > 0) + " " * max(0, width - 2),
}


@pytest.mark.parametrize("name", INDENTS)
def test_an_indent_is_mended_to_what_it_was_or_left(tmp_path: Path, name: str) -> None:
    sound = (ROOT / "templates/declaration/example.yaml").read_text(encoding="utf-8")
    lines = [line.lstrip(" ") for line in sound.split("\n")]
    widths = [len(line) - len(line.lstrip(" ")) for line in sound.split("\n")]
    path = tmp_path / "项目.yaml"
    path.write_text(
        "\n".join(INDENTS[name](width) + line for width, line in zip(widths, lines, strict=True)), encoding="utf-8"
    )
    tree, findings = source.read(fixed(path), "项目.yaml")
    wanted, _ = source.read(sound.encode(), "项目.yaml")
    assert tree is not None and wanted is not None
    if "for each level" in name or "break" in name:
        assert findings == []
    if findings == []:
        assert source.plain(tree) == source.plain(wanted)
    assert {finding.code for finding in findings} <= {"blank-character", "wrong-indent"}


@pytest.mark.parametrize(
    "text",
    ["一、服务目标：开通网点12个；", "注：金额见附件。", "一季度：完成招标"],
)
def test_a_colon_in_prose_is_left(tmp_path: Path, text: str) -> None:
    sound = (ROOT / "tests/cases/sound/minimal.yaml").read_text(encoding="utf-8")
    goal = next(line for line in sound.split("\n") if line.lstrip().startswith("年度总体目标"))
    typed = sound.replace(goal, f"  年度总体目标: |\n  {text}")
    path = tmp_path / "项目.yaml"
    path.write_text(typed, encoding="utf-8")
    assert fixed(path).decode() == typed

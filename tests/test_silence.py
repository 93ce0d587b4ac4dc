"""Comments that silence a finding: where they hold, that they need a reason, and that none outlives its use."""

import pytest

from formgen import silence, source
from formgen.diagnostics import Diagnostic, Location, Severity, error, warning

KNOWN = {"vague-value", "unit-mismatch", "sum-mismatch"}

FORM = """\
年度: 2025  # 说明
绩效指标:
  产出指标:
    数量指标:
      - 三级指标: 甲
        指标值: 良好
      - 三级指标: 乙
        指标值: 良好
  效益指标:
    社会效益指标:
      - 三级指标: 丙
        指标值: 良好
目标: |
  第一行
  第二行
"""
VALUES = (6, 8, 12, 15)  # lines at which something is found


def applied(text: str, *, severity: Severity = Severity.WARNING, code: str = "vague-value") -> list[Diagnostic]:
    """Return what is found in the form when each of its values, and a line of its text, is called vague."""
    lines = text.split("\n")
    tree, findings = source.read(text.encode(), "项目.yaml")
    assert tree is not None and findings == []
    say = error if severity is Severity.ERROR else warning
    marks = [number for number, line in enumerate(lines, start=1) if "良好" in line or "第二行" in line]
    assert len(marks) == len(VALUES)
    found = [say(code, "笼统", Location("项目.yaml", number, 1), "写具体") for number in marks]
    return silence.apply(found, tree.remarks, KNOWN)


def silenced(text: str) -> list[str | None]:
    return [one.silenced for one in applied(text) if one.code == "vague-value"]


def others(findings: list[Diagnostic]) -> list[tuple[str, int | None]]:
    assert all(one.hint and one.severity is Severity.WARNING for one in findings if one.code.startswith("silence"))
    return [(one.code, one.at.line) for one in findings if one.code.startswith("silence")]


def with_comment(line: int, comment: str, *, alone: bool = False) -> str:
    """Return the form with a comment behind a line, or on a line of its own above it."""
    lines = FORM.split("\n")
    if alone:
        indent = " " * (len(lines[line - 1]) - len(lines[line - 1].lstrip(" ")))
        lines.insert(line - 1, f"{indent}# {comment}")
    else:
        lines[line - 1] += f"  # {comment}"
    return "\n".join(lines)


SAYS = "formgen: 忽略 vague-value 因为评估报告只给等级"
WHY = "评估报告只给等级"


@pytest.mark.parametrize(
    ("line", "alone", "expected"),
    [
        (6, False, [WHY, None, None, None]),  # the line itself
        (6, True, [WHY, None, None, None]),
        (5, True, [WHY, None, None, None]),  # the item with all its keys
        (5, False, [WHY, None, None, None]),
        (4, False, [WHY, WHY, None, None]),  # the group that the line begins
        (3, True, [WHY, WHY, None, None]),
        (2, False, [WHY, WHY, WHY, None]),
        (10, False, [None, None, WHY, None]),
        (13, False, [None, None, None, WHY]),  # a text of several lines
        (13, True, [None, None, None, WHY]),
    ],
)
def test_a_comment_is_about_its_line_or_all_that_hangs_on_it(
    line: int, alone: bool, expected: list[str | None]
) -> None:
    text = with_comment(line, SAYS, alone=alone)
    assert silenced(text) == expected
    assert others(applied(text)) == []


@pytest.mark.parametrize("typed", ['"良好"', "'良好'", "[良好]", "{甲: 良好}"])
def test_a_comment_is_seen_behind_quotes_and_brackets(typed: str) -> None:
    assert silenced(with_comment(6, SAYS).replace("指标值: 良好", f"指标值: {typed}", 1))[0] == WHY


def test_a_comment_that_silences_nothing_is_said() -> None:
    found = applied(with_comment(1, SAYS))
    assert [one.silenced for one in found if one.code == "vague-value"] == [None] * 4
    assert others(found) == [("silence-unused", 1)]


@pytest.mark.parametrize(
    ("comment", "code"),
    [
        ("formgen: 忽略 vague-value", "silence-without-reason"),
        ("formgen: 忽略 vague-value 因为", "silence-without-reason"),
        ("formgen: 忽略 vague-value 因为  ", "silence-without-reason"),
        ("formgen: 别管", "silence-unreadable"),
        ("formgen:", "silence-unreadable"),
        ("formgen: 忽略 因为不要", "silence-unreadable"),
        ("formgen: 忽略 vague 因为不要", "silence-unknown"),
    ],
)
def test_a_comment_that_says_too_little_silences_nothing(comment: str, code: str) -> None:
    found = applied(with_comment(6, comment))
    assert [one.silenced for one in found if one.code == "vague-value"] == [None] * 4
    assert others(found) == [(code, 6)]


@pytest.mark.parametrize(
    "comment",
    [
        "formgen：忽略 vague-value 因为：评估报告只给等级",
        "formgen: 忽略vague-value，因为评估报告只给等级",
        "formgen: 忽略 unit-mismatch、vague-value 因为评估报告只给等级",
        "Formgen 忽略 vague-value 因为评估报告只给等级",
    ],
)
def test_other_ways_of_writing_it(comment: str) -> None:
    assert silenced(with_comment(6, comment))[0] == WHY


def test_an_error_is_not_silenced() -> None:
    found = applied(with_comment(6, SAYS), severity=Severity.ERROR)
    assert [one.silenced for one in found if one.code == "vague-value"] == [None] * 4
    assert others(found) == [("silence-of-error", 6)]


def test_each_code_of_a_comment_must_be_used() -> None:
    found = applied(with_comment(6, "formgen: 忽略 unit-mismatch、vague-value 因为只给等级"))
    assert others(found) == [("silence-unused", 6)]


def test_the_words_inside_a_text_are_no_comment() -> None:
    text = FORM.replace("- 三级指标: 甲", f'- 三级指标: "甲 # {SAYS}"')
    assert silenced(text) == [None] * 4
    assert others(applied(text)) == []


def test_a_comment_inside_a_text_would_be_printed() -> None:
    _, findings = source.read(FORM.replace("第一行", f"第一行 # {SAYS}").encode(), "项目.yaml")
    assert [(one.code, one.at.line, one.at.column) for one in findings] == [("remark-printed", 14, 7)]


def test_an_unused_comment_is_not_said_where_an_error_may_be_why() -> None:
    tree, _ = source.read(with_comment(6, SAYS).encode(), "项目.yaml")
    assert tree is not None
    broken = error("unknown-key", "这里没有这一项", Location("项目.yaml", 7, 1), "改名称")
    assert silence.apply([broken], tree.remarks, KNOWN) == [broken]

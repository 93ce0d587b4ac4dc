"""What all reports share: the counts, and how text and JSON are kept harmless."""

import json

import pytest

from formgen.diagnostics import Diagnostic, Location, Severity, error, info, warning
from formgen.report import Report, as_json, counts, summary, visible

AT = Location("甲.yaml", 3, 5)
SILENCED = Diagnostic("vague-value", Severity.WARNING, "说得不具体", AT, silenced="上年批复如此")


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "没有问题"),
        ([error("a", "甲", AT), error("b", "乙", AT), warning("c", "丙", AT)], "2 个错误，1 个警告"),
        ([info("a", "甲", AT), SILENCED], "1 个提示，已忽略 1 个"),
        ([SILENCED], "没有问题，已忽略 1 个"),
    ],
)
def test_the_summary_counts_each_finding_once(findings: list[Diagnostic], words: str) -> None:
    assert summary(findings) == words
    assert sum(counts(findings).values()) == len(findings)


def test_the_counts_have_every_severity_and_the_silenced() -> None:
    assert list(counts([])) == [*(level.value for level in Severity), "silenced"]


def test_a_silenced_finding_is_not_open() -> None:
    found = error("a", "甲", AT)
    assert Report([found, SILENCED], [], lambda file: []).open == [found]


def test_a_project_without_a_name_is_called_by_its_file() -> None:
    report = Report([], [], lambda file: [], {"projects/2026/01.yaml": "校舍维修"})
    assert report.name("projects/2026/01.yaml") == "校舍维修"
    assert report.name("projects/2026/02-急救设备.yaml") == "02-急救设备"


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\x1b", "U+001B"),
        ("\x00", "U+0000"),
        ("\n", "U+000A"),
        ("\x9b", "U+009B"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\u2028", "U+2028"),
        ("\ufeff", "U+FEFF"),
        ("\ud800", "U+D800"),
        ("\U000e0041", "U+E0041"),
        ("\u200d", "\u200d"),
        ("𠮷", "𠮷"),
        ("≥", "≥"),
    ],
)
def test_what_would_steer_a_screen_is_shown_by_its_number(character: str, shown: str) -> None:
    assert visible(f"前{character}后") == f"前{shown}后"


def test_json_keeps_chinese_and_can_always_be_written() -> None:
    text = as_json({"名": "错误\udcff"})
    assert "错误" in text and text.endswith("}\n")
    assert json.loads(text.encode("utf-8")) == {"名": "错误\udcff"}

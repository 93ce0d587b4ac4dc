"""Whole project files, each with the findings that it must give: every line, and no other.

A case is ``cases/<topic>/<name>.yaml`` beside ``<name>.expected``, one line for each finding:
``line:column severity code message``, in order; an empty file says that there are none.
"""

from pathlib import Path

import pytest

from formgen import checking
from formgen.diagnostics import Diagnostic

TESTS = Path(__file__).resolve().parent
TEMPLATES = TESTS.parent / "templates"
CASES = sorted((TESTS / "cases").glob("*/*.yaml"))
TOPICS = {"yaml", "fields", "money", "dates", "indicators", "encoding", "sound"}


def line_of(finding: Diagnostic) -> str:
    place = ":".join(str(number) for number in (finding.at.line, finding.at.column) if number is not None)
    return f"{place} {finding.severity.value} {finding.code} {finding.message}"


def name_of(path: Path) -> str:
    return path.relative_to(TESTS.parent).as_posix()


def test_cases_were_found() -> None:
    assert len(CASES) >= 35
    assert {path.parent.name for path in CASES} == TOPICS


def test_every_case_and_every_expectation_has_the_other() -> None:
    expected = {path.with_suffix("") for path in (TESTS / "cases").rglob("*.expected")}
    assert expected == {path.with_suffix("") for path in CASES}
    others = [path for path in (TESTS / "cases").rglob("*.*") if path.suffix not in (".yaml", ".expected")]
    assert others == []


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_a_case_gives_the_findings_beside_it_and_no_others(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    found = checking.run([path], TEMPLATES, name_of)
    assert [line_of(finding) for finding in found.findings] == expected
    assert {finding.at.file for finding in found.findings} <= {name_of(path)}
    assert len(found.projects) == 1
    for finding in found.findings:
        assert finding.hint and not finding.hint.isascii(), "every finding says what to do, in Chinese"


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_only_a_case_without_errors_is_sound(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    (checked,) = checking.run([path], TEMPLATES, name_of).projects
    assert checked.sound is (" error " not in expected)

"""Forms with faults as clerks commit them, and with near-misses beside them: what the rules see of both.

They were written without sight of the rules, over fields of all kinds. ``NAME.expected`` holds the faults that are
found, ``line code — why``; ``NAME.notfaults`` the lines that only look faulty. Faults that no rule can see (a word
dropped, the same thing in quite other words) are in the forms too, but not in the lists.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import checking, rules
from formgen.diagnostics import Diagnostic, Severity

PAPERS = sorted((ROOT / "tests/faulty/papers").glob("*.yaml"))
SETS = sorted(folder for folder in (ROOT / "tests/faulty").glob("*/") if folder.name != "papers")
FORMS = [path for folder in SETS for path in sorted(folder.glob("*.yaml"))]


@pytest.fixture(scope="module")
def found() -> dict[Path, list[Diagnostic]]:
    """What is found in each form; the forms of a set are one year, since some rules compare them."""
    by_form: dict[Path, list[Diagnostic]] = {path: [] for path in FORMS}
    for folder in SETS:
        for one in checking.run([folder], ROOT / "templates", str).findings:
            by_form[Path(one.at.file)].append(one)
    return by_form


def listed(path: Path, pattern: str) -> list[tuple[str, ...]]:
    rows = [re.fullmatch(pattern, line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert all(rows), f"{path.name} is in another form"
    return [row.groups() for row in rows if row]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_faults_are_found_at_their_lines(found: dict[Path, list[Diagnostic]], path: Path) -> None:
    said = {(str(one.at.line), one.code) for one in found[path]}
    expected = {(line, code) for line, code, _ in listed(path.with_suffix(".expected"), "([0-9]+) ([a-z-]+) — (.+)")}
    assert len(expected) >= 10
    assert expected - said == set()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_only_looks_faulty_is_left_alone(found: dict[Path, list[Diagnostic]], path: Path) -> None:
    loud = {str(one.at.line): one.code for one in found[path] if one.severity is not Severity.INFO}
    lines = [line for line, _ in listed(path.with_suffix(".notfaults"), "([0-9]+) — (.+)")]
    assert lines
    assert {line: loud[line] for line in lines if line in loud} == {}


def test_every_rule_of_content_is_tried() -> None:
    assert len(SETS) == 2 and len(FORMS) >= 20
    codes = {
        code for path in FORMS for _, code, _ in listed(path.with_suffix(".expected"), "([0-9]+) ([a-z-]+) — (.+)")
    }
    judging = {code for code, rule in rules.BY_CODE.items() if rule.SEVERITY is not Severity.ERROR}
    later = {"measure-unmentioned", "unit-missing"}
    of_results = {code for code in judging if code.startswith(("result-", "reason-", "lost-points-", "full-marks-"))}
    assert judging - codes == later | of_results, "their own examples and tests/test_rules_results.py try them"


# The papers of the later year (监控, 自评, 经费说明), of several years, so each is checked alone. A faulty line carries
# its mark, ``# 错: [kind] why``. A line inside a text cannot, so that mark stands at its head and counts the
# line: ``# 错+2:``. ``NAME.expected`` holds all that is said of a paper, ``NAME.missed`` the marks of which nothing is
# said. A finding beside its mark names it, （标在第203行）; one without a mark says what it is: 连带, it follows from a
# mark; 误报, a false alarm.
EXPECTED = "([0-9]+) ([a-z-]+) — (.+)"
MISSED = r"([0-9]+) — (\[.+?\] .+)"


def marks(path: Path) -> dict[str, str]:
    """The lines marked as faulty, each with its kind and reason."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if mark := re.search(r"  # 错(?:\+([0-9]+))?: (\[.+?\] .+)$", line):
            found[str(number + int(mark[1] or 0))] = mark[2]
    return found


def test_there_are_many_papers_and_marks() -> None:
    assert len(PAPERS) >= 16
    assert sum(len(marks(path)) for path in PAPERS) >= 130


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_a_paper_is_said_to_have_exactly_these_faults(path: Path) -> None:
    findings = checking.run([path], ROOT / "templates", str).findings
    said = Counter((str(one.at.line), one.code) for one in findings)
    assert said == Counter((line, code) for line, code, _ in listed(path.with_suffix(".expected"), EXPECTED))


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_every_mark_of_a_paper_is_either_found_or_a_known_miss(path: Path) -> None:
    expected = listed(path.with_suffix(".expected"), EXPECTED)
    missed = dict(listed(path.with_suffix(".missed"), MISSED))
    at = {line for line, _, _ in expected}
    beside = {line for _, _, why in expected for line in re.findall("标在第([0-9]+)行", why)}
    assert {line: why for line, why in marks(path).items() if line not in at | beside} == missed
    unmarked = [why for line, _, why in expected if line not in marks(path) and "（标在第" not in why]
    assert [why for why in unmarked if not why.startswith(("连带", "误报"))] == []

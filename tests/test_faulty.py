"""Forms with faults as clerks commit them, and with near-misses beside them: what the rules see of both.

They were written without sight of the rules, over fields of all kinds. ``NAME.expected`` holds the faults that are
found, ``line code — why``; ``NAME.notfaults`` the lines that only look faulty. Faults that no rule can see (a word
dropped, the same thing in quite other words) are in the forms too, but not in the lists.
"""

import re
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import checking, rules
from formgen.diagnostics import Diagnostic, Severity

SETS = sorted((ROOT / "tests/faulty").glob("*/"))
FORMS = sorted((ROOT / "tests/faulty").glob("*/*.yaml"))


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

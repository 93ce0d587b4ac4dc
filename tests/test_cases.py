"""Whole project files, each with the findings that it must give: every line, and no other.

Cases are about the reading of a file. What rules merely warn of, the judgement of content, is left out of them, but
for the topic ``content``.

A case is ``cases/<topic>/<name>.yaml`` beside ``<name>.expected``, one line for each finding:
``line:column severity code message``, in order; an empty file says that there are none.
"""

from pathlib import Path

import pytest

from formgen import checking, forms, rules
from formgen.diagnostics import Diagnostic, Severity

TESTS = Path(__file__).resolve().parent
TEMPLATES = TESTS.parent / "templates"
CASES = sorted((TESTS / "cases").glob("*/*.yaml"))
TOPICS = {
    *(
        "blanks",
        "brackets",
        "colons",
        "content",
        "dashes",
        "dates",
        "encoding",
        "features",
        "fields",
        "indent",
        "indicators",
    ),
    *("keys", "missing-blanks", "mixed", "money", "nesting", "quotes", "sound", "special", "yaml"),
}


def line_of(finding: Diagnostic) -> str:
    place = ":".join(str(number) for number in (finding.at.line, finding.at.column) if number is not None)
    return f"{place} {finding.severity.value} {finding.code} {finding.message}"


def findings_of(path: Path) -> tuple[list[Diagnostic], bool]:
    """Return what a case is about, with the errors of rules, and whether a document would be made of it."""
    found = checking.run([path], TEMPLATES, name_of)
    (checked,) = found.checked
    if path.parent.name == "content":
        return found.findings, is_sound(checked)
    kept = [one for one in found.findings if one.severity is Severity.ERROR or one.code not in rules.BY_CODE]
    return kept, is_sound(checked)


def is_sound(checked: checking.Checked) -> bool:
    """Return whether the declaration would be made."""
    kinds, _ = forms.load(TEMPLATES, name_of)
    assert kinds is not None
    return checked.sound(kinds.kinds["declaration"])


def name_of(path: Path) -> str:
    return path.relative_to(TESTS.parent).as_posix()


def test_cases_were_found() -> None:
    assert len(CASES) >= 400
    assert {path.parent.name for path in CASES} == TOPICS


def test_every_case_and_every_expectation_has_the_other() -> None:
    expected = {path.with_suffix("") for path in (TESTS / "cases").rglob("*.expected")}
    assert expected == {path.with_suffix("") for path in CASES}
    others = [path for path in (TESTS / "cases").rglob("*.*") if path.suffix not in (".yaml", ".expected")]
    assert others == []


@pytest.mark.parametrize("path", CASES, ids=name_of)
def test_a_case_gives_the_findings_beside_it_and_no_others(path: Path) -> None:
    expected = path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()
    found, sound = findings_of(path)
    assert sound is (" error " not in path.with_suffix(".expected").read_text(encoding="utf-8"))
    assert [line_of(finding) for finding in found] == expected
    assert {finding.at.file for finding in found} <= {name_of(path)}
    for finding in found:
        assert finding.hint and not finding.hint.isascii(), "every finding says what to do, in Chinese"

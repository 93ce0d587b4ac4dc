"""Forms that a reviewer would accept without a remark, over many fields: not one warning for them.

They were written without sight of the rules. A warning here is a false alarm, and false alarms cost trust: mend the
rule, not the form. What a rule merely mentions (info) is not counted.
"""

from pathlib import Path

import pytest

from conftest import ROOT
from formgen import checking
from formgen.diagnostics import Severity

YEARS = sorted((ROOT / "tests/well_made").glob("[0-9]*"))


def check(folder: Path) -> checking.Check:
    return checking.run([folder], ROOT / "templates", lambda path: path.name)


def test_there_are_hundreds_of_indicators_over_several_years() -> None:
    projects = [project for year in YEARS for project in check(year).projects]
    rows = [row for project in projects if project for rows in project.tables.values() for row in rows]
    assert len(YEARS) >= 5
    assert len(projects) >= 20 and None not in projects
    assert len(rows) >= 400


@pytest.mark.parametrize("year", YEARS, ids=lambda path: path.name)
def test_a_well_made_form_gives_no_warning(year: Path) -> None:
    findings = check(year).findings
    loud = [finding for finding in findings if finding.severity is not Severity.INFO]
    assert [f"{finding.at} [{finding.code}] {finding.message}" for finding in loud] == []


def test_the_papers_carry_every_later_section_and_many_near_misses() -> None:
    papers = sorted((ROOT / "tests/well_made").glob("*-papers/*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in papers]
    assert len(papers) >= 14
    assert all(f"\n{section}:\n" in text for text in texts for section in ("监控", "自评", "经费说明"))
    assert sum(text.count("  # 不是错: ") for text in texts) >= 30

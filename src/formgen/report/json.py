"""Findings for programs: JSON, described in ``docs/json.md``. Its keys are promised and keep their meaning."""

from dataclasses import asdict
from typing import Any

from formgen.diagnostics import Diagnostic
from formgen.report import Report, as_json, counts

VERSION = 1
"""Goes up when a key goes away or changes its meaning; a new key is no new version."""


def render(report: Report) -> str:
    """Return all findings, the silenced ones included, with every attribute; what a finding lacks is ``null``."""
    document = {
        "version": VERSION,
        "summary": {"projects": len(report.projects), **counts(report.findings)},
        "findings": [_finding(finding) for finding in report.findings],
    }
    return as_json(document)


def _finding(finding: Diagnostic) -> dict[str, Any]:
    return {**asdict(finding), "severity": finding.severity.value}

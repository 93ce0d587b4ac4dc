"""Findings as SARIF 2.1.0, the exchange format that code hosts and editors read.

The words are those of the standard (OASIS, errata 01). A finding that was silenced is a result with a suppression.
"""

import os
import re
from typing import Any
from urllib.parse import quote

from formgen.diagnostics import Diagnostic, Fix, Location, Severity
from formgen.report import Report, as_json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Return one run with a result for each finding, the silenced ones included."""
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {"driver": {"name": "formgen", "language": "zh-CN", "rules": [_rule(code, report) for code in codes]}},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in report.findings],
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, report: Report) -> dict[str, Any]:
    title = report.titles.get(code)
    return {"id": code, **({"shortDescription": _message(title)} if title else {})}


def _result(finding: Diagnostic, rule_index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": _message(f"{finding.message}\n提示：{finding.hint}" if finding.hint else finding.message),
        "locations": [_location(finding.at)],
    }
    if finding.related:
        related = dict.fromkeys(finding.related)
        result["relatedLocations"] = [{"id": number, **_location(at)} for number, at in enumerate(related, start=1)]
    if finding.fix and (changed := _artifact_change(finding.fix)):
        result["fixes"] = [{"artifactChanges": [changed]}]
    suppressed = finding.silenced is not None  # a run says of all of its results whether they are, or of none
    result["suppressions"] = [{"kind": "inSource", "justification": finding.silenced}] if suppressed else []
    return result


def _message(text: str) -> dict[str, str]:
    """Return a message; what a clerk typed must not become a link, which ``[text](target)`` would be."""
    return {"text": text.replace("](", "\\](")}


def _location(at: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(at.file)}
    if at.line is not None:
        physical["region"] = _region(at)
    location: dict[str, Any] = {"physicalLocation": physical}
    if names := [name for name in (at.key, at.part) if name]:
        location["logicalLocations"] = [{"fullyQualifiedName": name} for name in names]
    return location


def _region(at: Location) -> dict[str, Any]:
    """Return a place in a text; SARIF counts as we do: from 1, the end being the first character after it."""
    numbers = {"startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column}
    return {name: number for name, number in numbers.items() if number is not None}


def _artifact(file: str) -> dict[str, str]:
    """Return a file as a URI: relative as long as its name is, every character but ``/`` encoded that needs it."""
    uri = quote(os.fsencode(file))
    if re.match("[A-Za-z]:/", file):
        uri = f"file:///{uri}"
    elif file.startswith("/"):
        uri = f"file://{uri}"
    return {"uri": uri}


def _artifact_change(fix: Fix) -> dict[str, Any] | None:
    """Return the mend as the replacement of a region; None for one that changes the encoding alone."""
    at = fix.at
    if at.line is None or at.column is None:
        return None
    end_line, end_column = (at.end_line, at.end_column) if at.end_line else (at.line, at.column)
    if not fix.text and (end_line, end_column) == (at.line, at.column):
        return None
    region = {"startLine": at.line, "startColumn": at.column, "endLine": end_line, "endColumn": end_column}
    replacement = {"deletedRegion": region, "insertedContent": {"text": fix.text}}
    return {"artifactLocation": _artifact(at.file), "replacements": [replacement]}

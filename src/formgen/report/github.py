"""Findings as workflow commands, which GitHub Actions shows as annotations beside the lines of a change."""

from formgen.diagnostics import Diagnostic, Severity
from formgen.report import Report, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Return one command for each finding that nobody silenced."""
    return "".join(f"{_command(finding)}\n" for finding in report.open)


def _command(finding: Diagnostic) -> str:
    at = finding.at
    numbers = {"line": at.line, "col": at.column, "endLine": at.end_line, "endColumn": at.end_column}
    if at.end_line not in (None, at.line):  # GitHub takes columns only of a place within one line
        del numbers["col"], numbers["endColumn"]
    properties = {"file": at.file, **(numbers if at.line else {}), "title": finding.code}
    typed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    lines = [f"{at.part}：{finding.message}" if at.part else finding.message]
    if finding.hint:
        lines.append(f"提示：{finding.hint}")
    message = _data("\n".join(visible(line) for line in lines))
    return f"::{_COMMANDS[finding.severity]} {typed}::{message}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

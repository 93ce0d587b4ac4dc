"""Findings as lines of text, the way compilers print them: ``file:line:column: 错误 [code] message``."""

from collections.abc import Sequence

from formgen import width
from formgen.diagnostics import SEVERITY_WORDS, Diagnostic
from formgen.report import Report


def render(report: Report) -> str:
    """Return one line per finding that nobody silenced, with what to do on a line of its own below it."""
    return "".join(f"{line}\n" for finding in report.open for line in _lines(finding))


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns; a Chinese character counts as two.

    Args:
        rows: of equal length, the first one being the head.
        right: numbers of the columns that are aligned to the right, from 0.
    """
    widths = [max(width.cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, (text, columns) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (columns - width.cells(text))
            cells.append(gap + text if column in right else text + gap)
        lines.append("  ".join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


def _lines(finding: Diagnostic) -> list[str]:
    lines = [f"{finding.at}: {SEVERITY_WORDS[finding.severity]} [{finding.code}] {finding.message}"]
    if finding.hint:
        lines.append(f"   提示：{finding.hint}")
    return lines

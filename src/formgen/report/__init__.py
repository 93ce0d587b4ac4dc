"""Findings for readers: one module per format, each with ``render(report)``.

Owns what all of them are given. They know what was found, the lines it was typed in and the forms it belongs to, and
nothing of how any of that came about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from formgen.diagnostics import SEVERITY_WORDS, Diagnostic
from formgen.project import Project


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has to tell.

    Attributes:
        findings: in order; those that the clerk silenced with a reason are among them.
        projects: the forms that could be read, in the order of their folders.
        lines: gives the lines of a file by the name it has in findings; none when it cannot be read as text.
    """

    findings: Sequence[Diagnostic]
    projects: Sequence[Project]
    lines: Callable[[str], Sequence[str]]

    @property
    def open(self) -> list[Diagnostic]:
        """The findings that nobody has silenced."""
        return [finding for finding in self.findings if finding.silenced is None]


def summary(findings: Sequence[Diagnostic]) -> str:
    """Return how many findings of each severity there are, such as ``2 个错误，1 个警告，已忽略 3 个``."""
    counts = [
        (word, sum(finding.severity is level and finding.silenced is None for finding in findings))
        for level, word in SEVERITY_WORDS.items()
    ]
    words = "，".join(f"{count} 个{word}" for word, count in counts if count) or "没有问题"
    silenced = sum(finding.silenced is not None for finding in findings)
    return f"{words}，已忽略 {silenced} 个" if silenced else words

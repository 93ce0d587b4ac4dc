"""Findings: what is wrong, where, and what to do about it.

Owns `Diagnostic`, `Location`, `Fix` and `Severity`. Everything that a clerk typed wrongly travels as a `Diagnostic`;
exceptions are for broken machines and for our own bugs. Imports the standard library alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from operator import attrgetter


class Severity(Enum):
    """How much a finding weighs; the value is the word that JSON and other machine formats use."""

    ERROR = "error"  # no document is written for the project
    WARNING = "warning"  # the document is written
    INFO = "info"


SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.INFO: "提示"}
"""The severities as readers see them, the heaviest first."""


@dataclass(unsafe_hash=True, slots=True)
class Location:
    """A place in a file. Nobody changes it; to be frozen costs four times as much to make.

    Attributes:
        file: path as shown to the reader, with ``/`` between folders.
        line: from 1; ``None`` where a file has no lines (an Office file, or the file as a whole).
        column: from 1, in Unicode code points.
        end_line: line of the first character after the place.
        end_column: column of the first character after the place.
        key: the field, such as ``绩效指标.产出指标.数量指标[2].指标值``; items count from 1.
        part: the place inside a docx or xlsx, such as ``汇总!C7``.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    key: str | None = None
    part: str | None = None

    def __str__(self) -> str:
        """Return ``file:line:column``, as editors and terminals make it clickable."""
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join([self.file, *numbers]) + (f" {self.part}" if self.part else "")


@dataclass(frozen=True, slots=True)
class Fix:
    """A mend that cannot change what was meant: the text at a place is replaced.

    Attributes:
        at: from ``line``, ``column`` up to ``end_line``, ``end_column``; an empty stretch inserts.
        text: what stands there afterwards. Nothing for nothing means that only the file's encoding changes.
    """

    at: Location
    text: str


@dataclass(unsafe_hash=True, slots=True)
class Diagnostic:
    """One finding. Nobody changes it, as with `Location`.

    Attributes:
        code: kebab-case words; never renamed, never used again for something else.
        severity: whether a document may be written in spite of it.
        message: one Chinese sentence: what was found, what was expected, with units.
        at: the place to look at.
        hint: what to do next, in Chinese.
        related: other places that have part in it.
        fix: what ``--fix`` does about it; None where only the clerk can know.
        silenced: why a remark in the file says that this is no fault; None where none does.
        kinds: the form kinds whose documents an error keeps from being written; none stands for all of them.
    """

    code: str
    severity: Severity
    message: str
    at: Location
    hint: str | None = None
    related: tuple[Location, ...] = ()
    fix: Fix | None = None
    silenced: str | None = None
    kinds: tuple[str, ...] = ()


def error(code: str, message: str, at: Location, hint: str | None = None, *related: Location) -> Diagnostic:
    """Return a finding that keeps the document from being written."""
    return Diagnostic(code, Severity.ERROR, message, at, hint, related)


def warning(code: str, message: str, at: Location, hint: str | None = None, *related: Location) -> Diagnostic:
    """Return a finding that the reader should know of; the document is written."""
    return Diagnostic(code, Severity.WARNING, message, at, hint, related)


def info(code: str, message: str, at: Location, hint: str | None = None, *related: Location) -> Diagnostic:
    """Return a finding that the reader may like to know of."""
    return Diagnostic(code, Severity.INFO, message, at, hint, related)


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Return whether any finding keeps a document from being written."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def in_order(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings by file, line, column, part and code, each once.

    What several form kinds say alike is one finding, which concerns all of them.
    """
    once: dict[tuple[object, ...], Diagnostic] = {}
    for finding in findings:
        alike = _all_but_kinds(finding)
        before = once.setdefault(alike, finding)
        if before.kinds != finding.kinds:
            of_all = not before.kinds or not finding.kinds
            kinds = () if of_all else tuple(sorted({*before.kinds, *finding.kinds}))
            once[alike] = replace(before, kinds=kinds)
    return sorted(
        once.values(),
        key=lambda finding: (
            finding.at.file,
            finding.at.line or 0,
            finding.at.column or 0,
            _counted(finding.at.part) if finding.at.part else [],
            finding.code,
        ),
    )


_all_but_kinds = attrgetter("code", "severity", "message", "at", "hint", "related", "fix", "silenced")


def _counted(part: str) -> list[tuple[int, str]]:
    """Return a part's name to sort by: row 10 comes after row 9."""
    return [(int(number or 0), text) for number, text in re.findall(r"([0-9]*)([^0-9]*)", part)]

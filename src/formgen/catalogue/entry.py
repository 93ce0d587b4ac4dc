"""What the manual says of one code."""

from dataclasses import dataclass

from formgen.diagnostics import Severity

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Entry:
    """One code.

    Attributes:
        code: as in brackets in the message.
        severity: unless a form kind or a year weighs it otherwise.
        title: in a few words.
        text: what it means and what to do, in paragraphs.
        bad: a piece of a file that has the fault; empty where none can show it.
        good: the same piece without it.
    """

    code: str
    severity: Severity
    title: str
    text: str
    bad: str = ""
    good: str = ""


def entry(code: str, severity: Severity, title: str, text: str, bad: str = "", good: str = "") -> Entry:
    """Return an entry from its text without the last line end."""
    return Entry(code, severity, title, f"{text}\n", bad, good)

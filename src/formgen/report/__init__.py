"""Findings for readers: one module per format, each with ``render(report)``.

Owns what all of them are given. They know what was found, the lines it was typed in and the forms it belongs to, and
nothing of how any of that came about. They print nothing: the caller prints what they return, and after a text the
line of `summary`, which stands nowhere else.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from formgen.diagnostics import SEVERITY_WORDS, Diagnostic
from formgen.project import Project


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has to tell.

    Attributes:
        findings: in order; those that the clerk silenced with a reason are among them.
        projects: the forms that could be read, in the order of their folders.
        lines: gives the lines of a file by the name it has in findings; none when it cannot be read as text.
        names: what the projects are called, by their files; a project without one is called by its file.
        titles: what the codes of findings mean in a few words, by the codes; as far as they are known.
    """

    findings: Sequence[Diagnostic]
    projects: Sequence[Project]
    lines: Callable[[str], Sequence[str]]
    names: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> list[Diagnostic]:
        """The findings that nobody has silenced."""
        return [finding for finding in self.findings if finding.silenced is None]

    def name(self, file: str) -> str:
        """Return what the project of a file is called."""
        return self.names.get(file) or file.rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")


def counts(findings: Sequence[Diagnostic]) -> dict[str, int]:
    """Return how many findings there are of each severity, the heaviest first, and under ``silenced`` of the others."""
    found = {
        level.value: sum(finding.severity is level and finding.silenced is None for finding in findings)
        for level in SEVERITY_WORDS
    }
    return {**found, "silenced": sum(finding.silenced is not None for finding in findings)}


def summary(findings: Sequence[Diagnostic]) -> str:
    """Return how many findings of each severity there are, such as ``2 个错误，1 个警告，已忽略 3 个``."""
    found = counts(findings)
    words = "，".join(f"{found[level.value]} 个{word}" for level, word in SEVERITY_WORDS.items() if found[level.value])
    silenced = found["silenced"]
    return (words or "没有问题") + (f"，已忽略 {silenced} 个" if silenced else "")


_JOINERS = "\u200c\u200d"
"""Unseen, but what emoji and some scripts are joined with; they change no other character."""


def visible(text: str) -> str:
    """Return the text with each character that would steer a screen instead of showing on it written as ``U+202E``.

    Why: what a clerk pasted, or the name of a file, must not colour, move or turn round what others read.
    """
    return text if text.isprintable() else "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in _JOINERS
    return f"U+{ord(character):04X}" if hidden else character


def as_json(document: Any) -> str:
    """Return a document as JSON with two blanks a level and Chinese as it is; the same document, the same text.

    A lone surrogate, as in the name of a file that is not UTF-8, is written as an escape: UTF-8 has no other place.
    """
    from json import dumps  # here, because a check that prints text has no use for it

    text = dumps(document, ensure_ascii=False, indent=2)
    return re.sub("[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"

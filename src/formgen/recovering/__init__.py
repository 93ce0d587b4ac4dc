"""From a finished document back to the fields: what was printed, where it stands, and what does not fit.

Owns the way back. A template says where each field is printed, and nothing else is needed: the document, ours or one
that somebody has filled or changed in Word, is matched against it: `template` and `patterns` turn the template
round, `document` reads the document, `aligning` finds with `matching` which piece of it stands for which part, and
`binding` makes values of that. What was changed by hand
costs something, and the cheapest explanation of the whole document is the one that is returned.
"""

from dataclasses import dataclass
from typing import Any

from formgen.diagnostics import Diagnostic
from formgen.recovering import patterns
from formgen.recovering.aligning import Matcher
from formgen.recovering.binding import Binder
from formgen.recovering.document import Piece, Place, read_document
from formgen.recovering.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a document holds.

    Attributes:
        values: in the shape that templates see: the text as printed, ``""`` for a blank, None for a field that this
            document does not print; groups are dicts, tables lists of rows. A cell that is merged down counts in each
            of its rows. Amounts in 万元, written-out dates and ticked boxes are given as they are printed without
            these filters.
        derived: printed texts that are no field's own, such as a number of rows, by what the template says:
            ``绩效指标 | 定量 | 个数``; rows of a part of a table too.
        places: where each text stands, by its key: ``绩效指标[2].指标值``; items count from 1.
        findings: what does not fit the template, with its place in ``at.part``.
    """

    values: dict[str, Any]
    derived: dict[str, Any]
    places: dict[str, Place]
    findings: list[Diagnostic]


def recover(template: bytes | Pattern, document: bytes, file: str = "") -> Recovered:
    """Find every field of a template again in a finished document.

    Args:
        template: the Word template's bytes, or its pattern where several documents are read.
        document: the bytes of the docx.
        file: its name for findings.

    Findings:
        ``document-text-differs``, ``document-part-missing``, ``document-part-extra``, ``document-values-differ``,
        ``document-unmatched``.

    Raises:
        TemplateFault: the template cannot be used.
        package.BadPackage: one of the two is not a docx.
    """
    pattern = template if isinstance(template, Pattern) else patterns.read(template)
    stories = read_document(document)
    binder = _bound(pattern, stories, file, {})
    if binder.clear and any(part.is_blurred for part in pattern.flows.values()):
        binder = _bound(pattern, stories, file, binder.clear)
    values, derived, places = binder.values(pattern.printed)
    return Recovered(values, derived, places, binder.findings)


def _bound(pattern: Pattern, stories: dict[str, Piece], file: str, known: dict[str, str]) -> "Binder":
    """Return all that a document holds; `known` are texts by which a value that touches another is told from it."""
    matcher, binder = Matcher(known), Binder(file)
    for name, part in pattern.flows.items():
        if name in stories:
            binder.flow(matcher, part, stories[name])
        elif part.slots:
            binder.missing(name, Place(name))
    return binder

"""What in a template keeps its fields from being told apart in a finished document.

Owns the look at a template alone, before any document is made with it.
"""

import re
from collections.abc import Iterator
from typing import Any

from formgen.diagnostics import Diagnostic, Location, warning
from formgen.recovering import patterns
from formgen.recovering.document import Piece, Place, paragraph_at, read_document
from formgen.recovering.patterns import Part, first_field
from formgen.recovering.template import Slot


def ambiguities(template: bytes, file: str = "") -> list[Diagnostic]:
    """Return what in a template keeps its fields from being told apart in a finished document.

    Args:
        template: the Word template's bytes.
        file: its name for findings.

    Findings:
        ``template-ambiguous``.

    Raises:
        TemplateFault, package.BadPackage: as `recover`.
    """
    pattern = patterns.read(template)
    drawn = read_document(template)
    clear = {words for part in pattern.flows.values() for words in _clear(part)}
    found: dict[tuple[str, str], Diagnostic] = {}
    for name, part in pattern.flows.items():
        for one, other, message in _unclear(part):
            if one in clear:
                continue
            place = _drawn_at(drawn[name], one) or Place(name)
            at = Location(file, part=str(place))
            hint = "在两个占位符之间加上文字或标点，或者放到不同的格里"
            found.setdefault((one, other), warning("template-ambiguous", message, at, hint))
    return list(found.values())


def _clear(part: Part) -> Iterator[str]:
    """Yield the fields that touch no other in one place at least: there they can be read."""
    for step, (kind, what) in enumerate(part.steps):
        if kind == "box":
            yield from _clear(what)
        elif kind == "slot" and step not in part.blurred and what.expression and not what.expression.loop:
            yield what.expression.words


def _unclear(part: Part) -> Iterator[tuple[str, str, str]]:
    """Yield two expressions that cannot be told apart, and why."""
    for step, (kind, what) in enumerate(part.steps):
        if kind == "box":
            yield from _unclear(what)
        if kind == "slot" and what.expression:
            yield from _unclear_end(part, step, what)
    if part.kind == "table":
        yield from _unclear_rows(part)


def _name(slot: Slot) -> str:
    """Return what a reader calls a slot: for a line of a text or an item of a list, that text or list."""
    expression = slot.expression
    while expression and expression.loop and not expression.path and expression.loop.expression:
        expression = expression.loop.expression
    return expression.words if expression else ""


def _unclear_end(part: Part, step: int, slot: Slot) -> Iterator[tuple[str, str, str]]:
    one = _name(slot)
    separators: dict[int, str] = {}
    waiting = [(following, "") for following in part.following(step)]
    while waiting:
        current, before = waiting.pop()
        kind, what = part.steps[current]
        if kind == "text" and len(before) < 200:
            waiting += [(following, before + what) for following in part.following(current)]
        elif kind == "open" and what.expression and current not in separators:
            separators[current] = before
            if not before:
                other = _name(what)
                yield one, other, f"“{one}”和“{other}”之间没有文字，从做好的文件里分不清哪些字是哪一项的"
    again = separators.get(step - 1)
    around = part.loops[step]
    for current, before in separators.items():
        other_loops = part.loops[current]
        repeats = set(other_loops) - set(around)
        if before and before == again and repeats and set(around) - set(other_loops):
            other = _name(part.steps[current][1])
            yield one, other, f"“{one}”的几段后面紧接“{other}”的几段，从做好的文件里分不清哪一段是哪一项的"


def _unclear_rows(table: Part) -> Iterator[tuple[str, str, str]]:
    """Yield two loops whose rows look alike and follow each other directly."""
    for step, (kind, row) in enumerate(table.steps):
        if kind != "box" or not table.loops[step] or not _free(row):
            continue
        for following in table.following(step):
            other_kind, other = table.steps[following]
            around, beyond = set(table.loops[step]), set(table.loops[following])
            alike = other_kind == "box" and _free(other) and len(row.steps) == len(other.steps)
            if alike and around - beyond and beyond - around:
                one, two = first_field(row), first_field(other)
                yield one, two, f"“{one}”那几行和紧接的“{two}”那几行样子相同，从做好的文件里分不清哪一行是哪一组的"


def _free(row: Part) -> bool:
    """Return whether a row holds nothing fixed."""
    return bool(row.slots) and all(
        not what.strip() for _, cell in row.steps[:-1] if cell for kind, what in _flow_steps(cell) if kind == "text"
    )


def _flow_steps(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, Part):
        for kind, what in part.steps:
            yield kind, what
            if kind == "box":
                yield from _flow_steps(what)


_TAG = re.compile(r"\{\{(.*?)\}\}|\{%[a-z]* *for .*? in (.*?)%\}", re.DOTALL)


def _drawn_at(flow: Piece, words: str) -> Place | None:
    """Return where a placeholder or loop stands in the template as it was drawn."""
    wanted = "".join(words.split())
    for tag in _TAG.finditer(flow.text):
        if "".join((tag[1] or tag[2]).split()) == wanted:
            return paragraph_at(flow, tag.start())
    return next((place for inside in _flows(flow) if (place := _drawn_at(inside, words))), None)


def _flows(flow: Piece) -> Iterator[Piece]:
    for table in flow.inside:
        for row in table.inside:
            for cell in row.inside:
                yield from cell.inside

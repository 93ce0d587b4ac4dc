"""The places inside running text: behind a colon, on a line of underscores, between the brackets of a title's year.

Owns what a paragraph asks for, and the exact characters that a placeholder takes the place of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from formgen.drafting import labels
from formgen.drafting.grid import W, inner, pieces_of, text_of
from formgen.drafting.labels import Label

_NAME = r"[^\s：:_＿，。；;！？□☐“”《》]{1,40}?"
_CHARACTER = r"[^\s：:_＿，。；;！？□☐“”《》]"
_LABELLED = re.compile(
    rf"(?P<name>(?:{_CHARACTER}[ \u3000]{{1,3}}){{1,9}}{_CHARACTER}|{_NAME}(?:[ \u3000]{{1,4}}{_NAME})?)"
    r"[ \t\u3000]*[：:](?P<gap>[ \t\u3000\u2002_＿]*"
    r"(?:(?:20)?[ \t\u3000_＿×xX]*年[ \t\u3000_＿×xX]*月[ \t\u3000_＿×xX]*日)?)"
)
_UNDERLINED = re.compile(r"(?P<name>[^\s：:_＿，。；;！？（）()]{2,12})(?P<gap>[_＿]{3,})")
_BLANK_YEAR = re.compile(r"(?P<gap>(?:20)?[ \t\u3000_＿×xX*]{2,}|20[_＿×xX*]{1,2}|(?:20)[ \u3000]*)(?P<name>年度)")
_PRINTED_YEAR = re.compile(r"(?P<gap>20[0-9]{2})[ \u3000]?(?P<name>年度)")
_TICKS = re.compile(rf"(?P<name>{_NAME})[ \t\u3000]*[：:][ \t\u3000]*(?P<gap>[□☐](?:(?![ \u3000]{{3}}\S+[：:]).)*)")
_NOT_ASKED = re.compile(r"说明|注$|^注|备注|附件|如下|包括|要求|声明|承诺|填表须知|依据|例如|单位$")
_LONGEST = 2_000
"""Characters of a paragraph that may hold places; what is longer is prose."""

_ADDRESSED = re.compile(r"(?:局|厅|委|委员会|部|院|办公室|政府|领导|同志|公司|中心|大学)$")
"""Whom a letter is written to: 示例市财政局： asks for nothing."""


@dataclass(eq=False, slots=True)
class Stretch:
    """Characters of a paragraph that a placeholder takes the place of.

    Attributes:
        paragraph: the ``w:p``.
        start: the first of the characters, from 0.
        end: the one after the last; equal to `start` where nothing stands yet.
        label: in front of it.
        text: the characters.
        part: where it is, for people.
        table: the number of the table that it is in; 0 outside of tables.
        groups: the labels that it stands under.
        unit: printed behind it.
        sure: False where it may be no place at all.
    """

    paragraph: etree._Element
    start: int
    end: int
    label: Label
    text: str
    part: str
    table: int = 0
    groups: list[Label] = field(default_factory=list)
    unit: str = ""
    sure: bool = True

    @property
    def ticks(self) -> bool:
        """Whether it holds boxes to tick."""
        return labels.boxes(self.text)


def find(paragraph: etree._Element, part: str, *, title: bool = False) -> Iterator[Stretch]:
    """Yield the places of a paragraph from the left.

    Args:
        paragraph: a ``w:p``.
        part: where it is, for people.
        title: whether a year that it prints is the form's own: （2025年度）.
    """
    text = text_of(paragraph)
    if len(text) > _LONGEST:
        return
    taken: list[tuple[int, int]] = []
    patterns = [_TICKS, _BLANK_YEAR, *([_PRINTED_YEAR] if title else []), _LABELLED, _UNDERLINED]
    found: list[Stretch] = []
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span("gap")
            if any(start < other_end and other < max(end, start + 1) for other, other_end in taken):
                continue
            if pattern is _LABELLED and not _asks(text, match):
                continue
            if pattern is _LABELLED and text[end:].strip():
                end = start + _without_room(match["gap"])
            label = labels.read(match["name"])
            if label.key and (pattern is not _TICKS or labels.options(match["gap"])[0]):
                sure = pattern in (_TICKS, _BLANK_YEAR) or bool(match["gap"].strip()) or end > start
                taken.append((start, max(end, start + 1)))
                unit = labels.unit_behind(text[end:])
                found.append(Stretch(paragraph, start, end, label, text[start:end], part, unit=unit, sure=sure))
    yield from sorted(found, key=lambda stretch: stretch.start)


def _asks(text: str, match: "re.Match[str]") -> bool:
    """Return whether a colon is followed by room to write, and not by a text of the form itself."""
    gap, rest = match["gap"], text[match.end() :]
    if gap.strip() or len(gap) >= 2:
        return True
    if len(gap) == 1 and labels.unit_behind(rest):
        return True
    if rest.strip():  # 联系人：电话： asks, 注：本表一式两份 does not
        following = _LABELLED.match(rest.lstrip())
        return bool(following and len(following["name"]) <= 8 and not re.search(r"[0-9，。]", following["name"]))
    if match.start() == 0 and _ADDRESSED.search(match["name"]):
        return False
    return len(match["name"]) <= 16 and not _NOT_ASKED.search(labels.key_of(match["name"]))


def _without_room(gap: str) -> int:
    """Return how much of a gap a placeholder replaces when another label follows: the room between them stays."""
    marked = len(gap.rstrip(" \t\u3000\u2002"))
    return marked or max(len(gap) - 2, min(len(gap), 1))


def write(stretch: Stretch, placeholder: str) -> None:
    """Put a placeholder in the place of a stretch; the runs around it keep their formatting.

    Where a paragraph has several, they are written from the right, so that the places of the others stay true.
    """
    at = 0
    pieces = []
    for run in inner(stretch.paragraph, "r"):
        for element, text in pieces_of(run):
            pieces.append((element, at, text))
            at += len(text)
    written = False
    for element, start, text in pieces:
        first, last = max(stretch.start - start, 0), min(stretch.end - start, len(text))
        touches = first < last or (stretch.start == stretch.end and start < stretch.start <= start + len(text))
        if not touches or (written and stretch.start == stretch.end):
            continue
        if stretch.start == stretch.end:
            first = last = stretch.start - start
        new = text[:first] + ("" if written else placeholder) + text[last:]
        written = True
        shown = element
        parent = element.getparent()
        if element.tag != f"{W}t" and parent is not None:  # a tab or line break in the gap
            shown = etree.Element(f"{W}t")
            parent.replace(element, shown)
        shown.text = new
        shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

"""A finished document as it is read: flows of text with their places, tables, rows and cells.

Owns the reading of Word's XML on the way back. Templates and documents go through the same reading, so what is fixed
in both is equal in both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from formgen import package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

BREAK, PARAGRAPH_END, TABLE = "\x0b", "\n", "\x1d"
"""In a flow of text: a line break inside a paragraph, the end of a paragraph, and the place of a table."""

_TABLE_OPEN, _TABLE_CLOSE, _ROW_OPEN, _ROW_CLOSE, _CELL_OPEN, _CELL_CLOSE = "\x01\x02\x03\x04\x05\x06"
_CONTINUED, _SPAN = "\x0e", "\x0f"  # after _CELL_OPEN: merged into the cell above; one more column of the grid
_AROUND = {
    f"{_W}tbl": (_TABLE_OPEN, _TABLE_CLOSE),
    f"{_W}tr": (_ROW_OPEN, _ROW_CLOSE),
    f"{_W}tc": (_CELL_OPEN, _CELL_CLOSE),
    f"{_W}p": ("", PARAGRAPH_END),
}
MARK = re.compile(f"([{_TABLE_OPEN}-{_CELL_CLOSE}](?:{_CONTINUED}|{_SPAN})*)")
OPENED = {_TABLE_OPEN: "table", _ROW_OPEN: "row", _CELL_OPEN: "cell"}
CLOSED = {_TABLE_CLOSE: "table", _ROW_CLOSE: "row", _CELL_CLOSE: "cell"}
"""In text with marks: what begins or ends a box, and which sort of box by the mark's first character."""

_SINGLE = {f"{_W}br": BREAK, f"{_W}cr": BREAK, f"{_W}tab": "\t", f"{_W}noBreakHyphen": "\u2011"}
_UNSEEN = {
    *(f"{_W}{name}" for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "del", "moveFrom")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says again what Choice says
}
_CHANGING_FIELD = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES|SECTION|DATE|TIME|FILENAME)\b", re.IGNORECASE)
_COLUMNS_LIMIT = 100
TAG_START, TAG_END = "\ufdd0", "\ufdd1"  # no characters of any script: between them the number of a template's tag
PUT_AWAY = re.compile(f"{TAG_START}[0-9]+{TAG_END}")


class _Marked:
    """Reads a part's XML into text with marks for its tables, rows, cells, paragraphs and breaks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._instruction = ""  # of the field that is being read
        self._shows_result = True

    def read(self, element: Any) -> None:
        """Add an element; `element` is lxml's."""
        tag = element.tag
        if tag in _UNSEEN or element.get(f"{_W}type") in ("separator", "continuationSeparator"):
            return
        before, after = _AROUND.get(tag, ("", ""))
        self.pieces.append(before)
        if tag == f"{_W}t":
            if self._shows_result:
                self.pieces.append((element.text or "").replace("\n", " ").replace("\t", " "))
        elif tag == f"{_W}instrText":
            self._instruction += element.text or ""
        elif tag == f"{_W}fldChar":
            self._field(element.get(f"{_W}fldCharType"))
        elif tag in _SINGLE and element.getparent().tag == f"{_W}r":
            self.pieces.append(_SINGLE[tag])
        elif tag == f"{_W}tc":
            self.pieces.append(_cell_marks(element))
        elif tag == f"{_W}tr":
            self.pieces.append(_SPAN * _number(element.find(f"{_W}trPr/{_W}gridBefore")))
        if tag != f"{_W}t":
            self._tags(element.text)
            if not (tag == f"{_W}fldSimple" and _CHANGING_FIELD.match(element.get(f"{_W}instr", ""))):
                for child in element:
                    self.read(child)
                    self._tags(child.tail)
        self.pieces.append(after)

    def _tags(self, text: str | None) -> None:
        """Add the tags of a template that stand between elements."""
        if text and TAG_START in text:
            self.pieces += PUT_AWAY.findall(text)

    def _field(self, kind: str | None) -> None:
        """Leave out what a program counts anew each time, such as the number of a page."""
        if kind == "begin":
            self._instruction = ""
        self._shows_result = not (kind == "separate" and _CHANGING_FIELD.match(self._instruction))


def _cell_marks(element: Any) -> str:
    merge = element.find(f"{_W}tcPr/{_W}vMerge")
    continued = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
    columns = _number(element.find(f"{_W}tcPr/{_W}gridSpan"))
    return (_CONTINUED if continued else "") + _SPAN * (columns - 1)


def _number(element: Any) -> int:
    text = element.get(f"{_W}val", "") if element is not None else ""
    return min(int(text), _COLUMNS_LIMIT) if re.fullmatch("[0-9]{1,6}", text) else 0


def marked_text(content: bytes) -> str:
    """Return the text of a part of a docx with marks for its structure."""
    marked = _Marked()
    marked.read(package.parse(content))
    return "".join(marked.pieces)


def stories(parts: package.Parts) -> dict[str, str]:
    """Return the parts of a docx that hold text, by what readers call them, such as 正文 or 页眉.

    Why: Word and LibreOffice number headers as they like; what they are for stands in the sections.
    """
    found = {"正文": "word/document.xml"}
    targets = package.targets(parts, "word/document.xml")
    sections = list(package.parse(parts["word/document.xml"]).iter(f"{_W}sectPr"))
    for number, section in enumerate(sections, start=1):
        for reference in section:
            words = _STORY_WORDS.get(reference.tag)
            part = targets.get(reference.get(f"{_R}id", ""), "")
            if words and part in parts:
                kind = {"first": "首页", "even": "偶数页"}.get(reference.get(f"{_W}type", ""), "")
                found[(f"第 {number} 节" if number > 1 else "") + kind + words] = part
    found |= {name: part for name, part in _NOTES.items() if part in parts}
    return found


_STORY_WORDS = {f"{_W}headerReference": "页眉", f"{_W}footerReference": "页脚"}
_NOTES = {"脚注": "word/footnotes.xml", "尾注": "word/endnotes.xml"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a document, counted as Word counts.

    Attributes:
        story: 正文, 页眉 …
        boxes: from the outermost in, (table, row, column), (table, row) or (table,), each from 1. A column is a cell
            of its row: a cell that spans several columns is one, a cell that is merged into the one above counts too.
        paragraph: from 1, of what stands outside of tables.
    """

    story: str
    boxes: tuple[tuple[int, ...], ...] = ()
    paragraph: int | None = None

    def __str__(self) -> str:
        """Return the place in words: 表格 1 第 3 行第 2 列."""
        words = "里的".join("".join(map(str.format, _BOX_WORDS, box)) for box in self.boxes)
        if self.paragraph and not self.boxes:
            words = f"第 {self.paragraph} 段"
        return words if self.story == "正文" and words else f"{self.story}{words}"


_BOX_WORDS = ("表格 {}", " 第 {} 行", "第 {} 列")


@dataclass(eq=False, slots=True)
class Piece:
    """A piece of a finished document.

    Attributes:
        kind: ``flow``, ``table``, ``row`` or ``cell``.
        place: where it stands.
        text: of a flow, with its breaks, ends of paragraphs, and places of tables.
        inside: a flow's tables, a table's rows, a row's cells, a cell's one flow.
        above: the cell that this one is merged into.
    """

    kind: str
    place: Place
    text: str = ""
    inside: list["Piece"] = field(default_factory=list)
    above: "Piece | None" = None


def read_document(document: bytes) -> dict[str, Piece]:
    """Return what stands in a finished document, by what readers call its parts.

    Raises:
        package.BadPackage: not a docx.
    """
    parts = package.read_template(document)
    if "word/document.xml" not in parts:
        raise package.BadPackage("不是 Word 文件（.docx）")
    return {name: _flow(marked_text(parts[part]), Place(name)) for name, part in stories(parts).items()}


def _flow(marked: str, place: Place) -> Piece:
    return _read_flow(iter(MARK.split(marked)), place)


def _read_flow(marks: Iterator[str], place: Place) -> Piece:
    """Read up to the end of a cell, or all there is."""
    flow, texts = Piece("flow", place), []
    for mark in marks:
        if mark[:1] == _TABLE_OPEN:
            flow.inside.append(_read_table(marks, inner(place, len(flow.inside))))
            texts.append(TABLE)
        elif mark[:1] == _CELL_CLOSE:
            break
        else:
            texts.append(mark)
    flow.text = "".join(texts)
    return flow


def _read_table(marks: Iterator[str], place: Place) -> Piece:
    table = Piece("table", place)
    above: dict[int, Piece] = {}
    for mark in marks:
        if mark[:1] == _TABLE_CLOSE:
            break
        if mark[:1] == _ROW_OPEN:
            table.inside.append(_read_row(marks, within(place, len(table.inside)), mark.count(_SPAN), above))
    return table


def _read_row(marks: Iterator[str], place: Place, column: int, above: dict[int, Piece]) -> Piece:
    """Read a row whose first cell stands in this column of the grid; `above` is, by column, what merges down."""
    row = Piece("row", place)
    for mark in marks:
        if mark[:1] == _ROW_CLOSE:
            break
        if mark[:1] == _CELL_OPEN:
            cell = Piece("cell", within(place, len(row.inside)))
            cell.inside.append(_read_flow(marks, cell.place))
            if _CONTINUED in mark and column in above:
                cell.above = above[column]
            else:
                above[column] = cell
            column += 1 + mark.count(_SPAN)
            row.inside.append(cell)
    return row


def inner(place: Place, before: int) -> Place:
    """Return the place of a flow's table that has so many before it."""
    return Place(place.story, (*place.boxes, (before + 1,)))


def within(place: Place, before: int) -> Place:
    """Return the place of a table's row or a row's cell that has so many before it."""
    *outer, box = place.boxes
    return Place(place.story, (*outer, (*box, before + 1)))


def plain_text(text: str) -> str:
    """Return a text of the document as values hold it."""
    return text.replace(BREAK, "\n")


def paragraph_at(flow: Piece, at: int) -> Place:
    """Return the place of a character of a flow."""
    if flow.place.boxes:
        return flow.place
    return Place(flow.place.story, paragraph=flow.text.count(PARAGRAPH_END, 0, at) + 1)

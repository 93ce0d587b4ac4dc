"""A context and a Word template to the bytes of a docx, and the text that a finished docx holds.

Owns everything that is Word's: the merging of cells, line breaks inside a value, and reading back. The template is
patched by docxtpl and compiled once; each form is one rendering of the parts that hold placeholders, put among the
template's other parts. The only importer of docxtpl.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import unescape

from docxtpl import DocxTemplate
from lxml import etree
from markupsafe import escape

from formgen import package, unwanted
from formgen.context import BEGINS, Compiled, Context, Language, TemplateFault, parting
from formgen.filters import MERGE_DOWN

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TEXT_PARTS = re.compile(r"word/(document|header[0-9]*|footer[0-9]*|footnotes|endnotes)\.xml")
_ATTACHED_TEMPLATE = re.compile(rb"<w:attachedTemplate\b[^>]*/>")
_SETTINGS_LINKS = re.compile(r"word/_rels/settings\.xml\.rels")

CELL_END = "\x86"
"""Ends a cell in `text_of`; XML can hold it, but no value does: `decoding` refuses it."""

_CELL_START = "\x87"
"""Begins a cell while text is filled in."""


_BETWEEN = '</w:t>{}<w:t xml:space="preserve">'
_BREAK, _TAB = _BETWEEN.format("<w:br/>"), _BETWEEN.format("<w:tab/>")


def _to_xml(text: str) -> str:
    """Return a value as it stands inside ``w:t``: escaped, with Word's own line breaks and tabs."""
    return str(escape(text)).replace("\n", _BREAK).replace("\t", _TAB)


_XML = Language(_to_xml)
_TEXT = Language()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part with placeholders, compiled twice: to its XML, and to the text that this XML must hold."""

    xml: Compiled
    text: Compiled


class WordTemplate:
    """A form drawn in Word, ready to be filled any number of times.

    Args:
        data: the bytes of the docx.

    Raises:
        TemplateFault: the template holds what the language does not have.
        package.BadPackage: not a docx.
    """

    def __init__(self, data: bytes) -> None:
        self._parts = package.read_template(data)
        if "word/document.xml" not in self._parts:
            raise package.BadPackage("不是 Word 文件（.docx）")
        for found in unwanted.find(self._parts):
            raise TemplateFault(f"{found.message}；{found.hint}")
        _take_out_origin(self._parts)
        patcher = _patcher(data)
        self._compiled = {
            name: _compile(patcher, content)
            for name, content in text_parts(self._parts).items()
            if b"{" in content or "｛".encode() in content
        }
        self._packed = {name: package.pack(content) for name, content in self._parts.items()}

    def render(self, context: Context, *, title: str, company: str, year: int) -> bytes:
        """Return the docx for one context.

        A loop or condition across cells gives a part that is no XML, which `text_of` tells.

        Raises:
            TemplateFault: a placeholder that the context does not have.
        """
        filled = {
            name: (_XML_DECLARATION + _whole(compiled.xml.render(context))).encode()
            for name, compiled in self._compiled.items()
        }
        return package.write({**self._packed, **filled, **package.properties(title=title, company=company, year=year)})

    def expected_text(self, context: Context) -> str:
        """Return the text that `text_of` must find in the finished docx.

        Why: the same placeholders are filled into the template's text instead of its XML, so whatever escaping,
        patching or packing lost or changed on the other way shows as a difference.
        """
        return "".join(
            _whole_text(self._compiled[name].text.render(context)) if name in self._compiled else _text_of_part(content)
            for name, content in sorted(text_parts(self._parts).items())
        )


def text_parts(parts: package.Parts) -> package.Parts:
    """Return the parts of a docx that may hold placeholders."""
    return {name: content for name, content in parts.items() if _TEXT_PARTS.fullmatch(name)}


def patched_parts(data: bytes) -> dict[str, str]:
    """Return the XML of a template's parts with text as Jinja gets it: no tag is torn apart by formatting.

    Raises:
        package.BadPackage: not a docx.
    """
    patcher, parts = _patcher(data), text_parts(package.read_template(data))
    return {name: _patched(patcher, package.parse(content)) for name, content in parts.items()}


def text_of(data: bytes) -> str:
    """Return the text of a docx, read by plain zip and XML: paragraphs end with a newline, cells with `CELL_END`.

    Raises:
        TemplateFault: a part is no well-formed XML.
    """
    try:
        return "".join(_text_of_part(content) for _, content in sorted(package.read(data, _TEXT_PARTS).items()))
    except etree.XMLSyntaxError:
        raise TemplateFault("填好的内容不成文件：检查 if、for 和它们的结尾是否在同一层（同一格、同一行）") from None


_TEXT_OF_PART = etree.XSLT(
    etree.XML(f"""
    <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:w="{_W[1:-1]}">
      <xsl:output method="text"/>
      <xsl:template match="text()"/>
      <xsl:template match="w:t"><xsl:value-of select="translate(., '&#10;&#9;', '  ')"/></xsl:template>
      <xsl:template match="w:br|w:cr"><xsl:text>&#10;</xsl:text></xsl:template>
      <xsl:template match="w:r/w:tab"><xsl:text>&#9;</xsl:text></xsl:template>
      <xsl:template match="w:p"><xsl:apply-templates/><xsl:text>&#10;</xsl:text></xsl:template>
      <xsl:template match="w:tc"><xsl:apply-templates/><xsl:text>{CELL_END}</xsl:text></xsl:template>
    </xsl:stylesheet>""")
)
"""What Word shows of a part; a line end or tab that is no element of its own is a blank, as in `_as_shown`."""


def _text_of_part(content: bytes) -> str:
    return str(_TEXT_OF_PART(package.parse_fast(content)))


def _as_shown(text: str) -> str:
    """Return what Word shows of a run's text: a line end or tab that is no element of its own is a blank."""
    return text.replace("\n", " ").replace("\t", " ")


def _take_out_origin(parts: package.Parts) -> None:
    """Remove what a template tells of where it was drawn.

    Why: Word and WPS keep the names of authors, programs and template files in a document, and all of it would go to
    the bureau with every form.
    """
    package.drop(parts, unwanted.ORIGIN_PARTS)
    settings = parts.get("word/settings.xml", b"")
    if _ATTACHED_TEMPLATE.search(settings):
        parts["word/settings.xml"] = _ATTACHED_TEMPLATE.sub(b"", settings)
        package.drop(parts, _SETTINGS_LINKS)


_NO_ROWS = re.compile(r"<w:tbl>(?:(?!<w:tr[ >]|<w:tbl>).)*?</w:tbl>", re.DOTALL)
_NO_PARAGRAPH = tuple(f"{before}</w:tc>" for before in ("<w:tc>", "</w:tcPr>", "<w:tcPr/>", "</w:tbl>"))


def _whole(xml: str) -> str:
    """Return a part in which conditions left things out: without tables that lost all rows, no cell without an end.

    Why: Word opens no file with a table that has no row, or a cell that does not end with a paragraph.
    """
    xml = _NO_ROWS.sub("", xml)
    for bare in _NO_PARAGRAPH:
        xml = xml.replace(bare, bare.replace("</w:tc>", "<w:p/></w:tc>"))
    return xml


def _whole_text(text: str) -> str:
    """Return the text that `_whole` gives: each cell ends with a paragraph."""
    text = text.replace(_CELL_START + CELL_END, "\n" + CELL_END)
    while CELL_END * 2 in text:
        text = text.replace(CELL_END * 2, f"{CELL_END}\n{CELL_END}")
    return text.replace(_CELL_START, "")


def _patcher(data: bytes) -> DocxTemplate:
    patcher = DocxTemplate(io.BytesIO(data))
    try:
        patcher.init_docx()
    except Exception as fault:  # whatever python-docx makes of it, Word would not open it either
        raise package.BadPackage("这个 Word 文件的内容不完整，打不开") from fault
    return patcher


def _patched(patcher: DocxTemplate, document: etree._Element) -> str:
    patched: str = patcher.patch_xml(etree.tostring(document, encoding="unicode"))
    return patched


def _compile(patcher: DocxTemplate, content: bytes) -> _Part:
    document = package.parse(content)
    _mark_places(document)
    patched = _patched(patcher, document)
    _TEXT.check(patched)
    _TEXT.check(_text_template(patched))  # braces that several runs share are seen in the text alone
    joined = _with_merges(patched)
    return _Part(_XML.trust(joined), _TEXT.trust(_text_template(joined)))


_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})|(<(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>)", re.DOTALL)
_TAG_NAME = re.compile(r"</?w:[A-Za-z]+")
_MARKS = {"</w:p": "\n", "<w:tc": _CELL_START, "</w:tc": CELL_END, "<w:br": "\n", "<w:cr": "\n"}


def _text_template(patched: str) -> str:
    """Return the patched template without its XML: runs' text, placeholders, ends of paragraphs and cells."""
    pieces, end, in_run = [], 0, False
    for match in _TAGS.finditer(patched):
        if in_run:
            pieces.append(_as_shown(unescape(patched[end : match.start()], {"&quot;": '"', "&apos;": "'"})))
        placeholder, tag = match.groups()
        pieces.append(placeholder or _mark(tag))
        if tag:
            in_run = tag.startswith(("<w:t>", "<w:t "))
        end = match.end()
    return "".join(pieces)


def _mark(tag: str) -> str:
    """Return what a tag is in the text."""
    if tag == "<w:tab/>":  # one with attributes is a tab stop
        return "\t"
    name = _TAG_NAME.match(tag)
    closed = name is not None and name[0] == "<w:p" and tag.endswith("/>")
    return "\n" if closed else _MARKS.get(name[0], "") if name else ""


# --- cells that are joined downwards ----------------------------------------------------------------------------------

_CONTROL_ROW = re.compile(r"\{%tr\s")
_BEFORE_MERGE = frozenset(f"{_W}{name}" for name in ("cnfStyle", "tcW", "gridSpan", "hMerge"))
_PARTED, _JOINED = "parted", "joined"


def _mark_places(document: etree._Element) -> None:
    """Note at each joined cell the number of its place, and where the places part: at the table and at other rows.

    A place is a column of a table. Below a joined cell the template's own merged cells belong to it.
    """
    count = 0
    for table in document.iter(f"{_W}tbl"):
        rows = [(row, dict(_cells(row))) for row in table.iterchildren(f"{_W}tr")]
        asking = sorted({column for _, cells in rows for column, cell in cells.items() if _joins(cell)})
        places = {column: count + number for number, column in enumerate(asking, start=1)}
        count += len(places)
        _part(table, places.values())
        going_on: set[int] = set()
        begun = False  # before the first joined cell and outside of every loop nothing can part
        for row, cells in rows:
            if _CONTROL_ROW.search(_text_below(row)):
                begun = True
                continue
            for column in places:
                cell = cells.get(column)
                if cell is not None and _joins(cell):
                    _set_merge(cell, f"{_JOINED}{places[column]}")
                    going_on.add(column)
                    begun = True
                elif cell is None or not _continues(cell):
                    going_on.discard(column)
            if begun:
                _part(row, (place for column, place in places.items() if column not in going_on))


def _part(element: etree._Element, places: Iterable[int]) -> None:
    if numbers := ", ".join(map(str, places)):
        element.set(_PARTED, numbers)


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Yield each cell of a row with the column of the table's grid that it begins in, from 0."""
    column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in row.iterchildren(f"{_W}tc"):
        yield column, cell
        column += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)


def _number(setting: etree._Element | None, default: int) -> int:
    typed = setting.get(f"{_W}val", "") if setting is not None else ""
    return int(typed) if typed.isascii() and typed.isdigit() else default


def _joins(cell: etree._Element) -> bool:
    """Return whether a cell asks to be joined, tables inside it left out."""
    return any(MERGE_DOWN in _text_below(paragraph) for paragraph in cell.iterchildren(f"{_W}p"))


def _text_below(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_W}t"))


def _continues(cell: etree._Element) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _set_merge(cell: etree._Element, value: str) -> None:
    """Give a cell its ``w:vMerge`` at the place the schema wants, in place of the template's own."""
    properties = cell.find(f"{_W}tcPr")
    if properties is None:
        properties = etree.Element(f"{_W}tcPr")
        cell.insert(0, properties)
    for old in properties.findall(f"{_W}vMerge"):
        properties.remove(old)
    at = sum(1 for child in properties if child.tag in _BEFORE_MERGE)
    properties.insert(at, etree.Element(f"{_W}vMerge", {f"{_W}val": value}))


_CELL = re.compile(r"<w:tc[ >](?:(?!<w:tc[ >]).)*?</w:tc>", re.DOTALL)
_PLACE = re.compile(rf'<w:vMerge w:val="{_JOINED}([0-9]+)"/>')
_MERGE = re.compile(r"\{\{([^{}]*)\|\s*" + MERGE_DOWN + r"\s*\}\}")
_PARTING = re.compile(rf'(<w:(?:tr|tbl)\b[^>]*?) {_PARTED}="([0-9, ]+)"([^>]*>)')
_FIRST_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_CONTENT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|<w:(?:br|cr|tab)\b[^>]*/>", re.DOTALL)


def _with_merges(patched: str) -> str:
    """Return the template with Jinja in the places that `_mark_places` noted."""
    parted = _PARTING.sub(lambda tag: tag[1] + tag[3] + parting(tag[2]), patched)
    return _CELL.sub(_joined_cell, parted)


def _joined_cell(cell: re.Match[str]) -> str:
    """Return a cell that begins or continues a joined one; one that continues holds a blank paragraph."""
    place = _PLACE.search(cell[0])
    if place is None:
        return cell[0]
    if len(_MERGE.findall(cell[0])) != 1:
        raise TemplateFault(f"一格里只能有一个“{MERGE_DOWN}”，写成 {{{{ 字段 | {MERGE_DOWN} }}}}")
    name, begins = f"{_JOINED}{place[1]}", f"{_JOINED}{place[1]} | {BEGINS}"
    head, end, content = cell[0].removesuffix("</w:tc>").partition("</w:tcPr>")
    (expression,) = _MERGE.findall(content)
    first = _FIRST_PARAGRAPH.search(content)
    assert first is not None
    blank = re.sub(r"(<w:t[ >][^>]*>|<w:t>).*?(?=</w:t>)", r"\1", _CONTENT.sub("", first[0]), flags=re.DOTALL)
    head = head.replace(
        place[0],
        f"{{% set {name} = ({expression}) | {MERGE_DOWN}({place[1]}) %}}"
        f'{{% if {begins} %}}<w:vMerge w:val="restart"/>{{% else %}}<w:vMerge/>{{% endif %}}',
    )
    content = _MERGE.sub(f"{{{{ {name} }}}}", content)
    return f"{head}{end}{{% if {begins} %}}{content}{{% else %}}{blank}{{% endif %}}</w:tc>"

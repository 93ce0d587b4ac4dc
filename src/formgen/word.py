"""A context and a Word template to the bytes of a docx, and the text that a finished docx holds.

Owns everything that is Word's: the merging of cells, line breaks inside a value, and reading back. The template is
patched by docxtpl and compiled once; each form is one rendering of the parts that hold placeholders, put among the
template's other parts. The only importer of docxtpl.
"""

import io
import re
from dataclasses import dataclass
from xml.sax.saxutils import unescape

from docxtpl import DocxTemplate
from lxml import etree
from markupsafe import Markup, escape

from formgen import package
from formgen.context import MERGE_DOWN, Compiled, Context, Language, TemplateFault, begins_group

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PLACEHOLDER_PARTS = re.compile(r"word/(document|header[0-9]*|footer[0-9]*|footnotes|endnotes)\.xml")
_ORIGIN_PARTS = re.compile(r"docProps/(custom\.xml|thumbnail\..*)|customXml/.*|word/people\.xml")
_ATTACHED_TEMPLATE = re.compile(rb"<w:attachedTemplate\b[^>]*/>")
_SETTINGS_LINKS = re.compile(r"word/_rels/settings\.xml\.rels")
_TRACKED_CHANGE = re.compile(rb"<w:(ins|del|moveFrom|moveTo)\b[^>]*w:author=")

CELL_END = "\x1e"
"""Ends a cell in `text_of`; no value can hold it."""


def _to_xml(text: str) -> Markup:
    """Return a value as it stands inside ``w:t``: escaped, with Word's own line breaks and tabs."""
    between = '</w:t>{}<w:t xml:space="preserve">'
    xml = escape(text)
    return xml.replace("\n", Markup(between.format("<w:br/>"))).replace("\t", Markup(between.format("<w:tab/>")))


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
        _take_out_origin(self._parts)
        patcher = DocxTemplate(io.BytesIO(data))
        try:
            patcher.init_docx()
        except Exception as fault:  # whatever python-docx makes of it, Word would not open it either
            raise package.BadPackage("这个 Word 文件的内容不完整，打不开") from fault
        self._compiled = {
            name: _compile(patcher, content)
            for name, content in self._parts.items()
            if _PLACEHOLDER_PARTS.fullmatch(name) and (b"{" in content or "｛".encode() in content)
        }

    def render(self, context: Context, *, title: str, company: str, year: int) -> bytes:
        """Return the docx for one context.

        Raises:
            TemplateFault: a placeholder that the context does not have; a loop or condition across cells.
        """
        parts = dict(self._parts)
        for name, compiled in self._compiled.items():
            parts[name] = (_XML_DECLARATION + compiled.xml.render(context)).encode()
            try:
                package.parse(parts[name])
            except etree.XMLSyntaxError:
                raise TemplateFault(
                    "填好的内容不成文件：检查 if、for 和它们的结尾是否在同一层（同一格、同一行）"
                ) from None
        package.set_properties(parts, title=title, company=company, year=year)
        return package.write(parts)

    def expected_text(self, context: Context) -> str:
        """Return the text that `text_of` must find in the finished docx.

        Why: the same placeholders are filled into the template's text instead of its XML, so whatever escaping,
        patching or packing lost or changed on the other way shows as a difference.
        """
        return "".join(
            self._compiled[name].text.render(context) if name in self._compiled else _text_of_part(self._parts[name])
            for name in sorted(self._parts)
            if _PLACEHOLDER_PARTS.fullmatch(name)
        )


def text_of(data: bytes) -> str:
    """Return the text of a docx, read by plain zip and XML: paragraphs end with a newline, cells with `CELL_END`."""
    parts = package.read(data)
    return "".join(_text_of_part(parts[name]) for name in sorted(parts) if _PLACEHOLDER_PARTS.fullmatch(name))


def _text_of_part(content: bytes) -> str:
    pieces = []
    for event, element in etree.iterwalk(package.parse(content), events=("start", "end")):
        if event == "start":
            if element.tag == f"{_W}t":
                pieces.append(_as_shown(element.text or ""))
            elif element.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif element.tag == f"{_W}tab" and element.getparent().tag == f"{_W}r":
                pieces.append("\t")
        elif element.tag == f"{_W}p":
            pieces.append("\n")
        elif element.tag == f"{_W}tc":
            pieces.append(CELL_END)
    return "".join(pieces)


def _as_shown(text: str) -> str:
    """Return what Word shows of a run's text: a line end or tab that is no element of its own is a blank."""
    return text.replace("\n", " ").replace("\t", " ")


def _take_out_origin(parts: package.Parts) -> None:
    """Remove what a template tells of where it was drawn; refuse what cannot be removed without changing the form.

    Why: Word and WPS keep the names of authors, programs and template files in a document, and all of it would go to
    the bureau with every form.
    """
    if any(name.startswith("word/comments") for name in parts):
        raise TemplateFault("模板里有批注，批注人的姓名会随文件送出去；请在 Word 的“审阅”里删掉全部批注")
    if any(_TRACKED_CHANGE.search(content) for name, content in parts.items() if name.endswith(".xml")):
        raise TemplateFault("模板里有修订记录，会随文件送出去；请在 Word 的“审阅”里接受全部修订")
    package.drop(parts, _ORIGIN_PARTS)
    settings = parts.get("word/settings.xml", b"")
    if _ATTACHED_TEMPLATE.search(settings):
        parts["word/settings.xml"] = _ATTACHED_TEMPLATE.sub(b"", settings)
        package.drop(parts, _SETTINGS_LINKS)
    for part, kind in package.external_links(parts):
        raise TemplateFault(f"模板里有指向外部文件或网址的链接（{part}，{kind}），请在 Word 里取消")


def _compile(patcher: DocxTemplate, content: bytes) -> _Part:
    source = etree.tostring(package.parse(content), encoding="unicode")
    patched = patcher.patch_xml(source)
    text = _text_template(patched)
    _TEXT.check(text)
    return _Part(_XML.trust(_with_merges(patched), begins_group=begins_group), _TEXT.trust(text))


_TAGS = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})|(<(?:\{\{.*?\}\}|\{%.*?%\}|[^>])*>)", re.DOTALL)
_MARKS = {"</w:p>": "\n", "<w:p/>": "\n", "</w:tc>": CELL_END, "<w:br/>": "\n", "<w:cr/>": "\n", "<w:tab/>": "\t"}


def _text_template(patched: str) -> str:
    """Return the patched template without its XML: runs' text, placeholders, ends of paragraphs and cells."""
    pieces, end, in_run = [], 0, False
    for match in _TAGS.finditer(patched):
        if in_run:
            pieces.append(_as_shown(unescape(patched[end : match.start()], {"&quot;": '"', "&apos;": "'"})))
        placeholder, tag = match.groups()
        pieces.append(placeholder or _MARKS.get(tag, ""))
        if tag:
            in_run = tag.startswith(("<w:t>", "<w:t "))
        end = match.end()
    return "".join(pieces)


_CELL = re.compile(r"<w:tc[ >](?:(?!<w:tc[ >]).)*?</w:tc>", re.DOTALL)
_MERGE = re.compile(r"\{\{([^{}]*)\|\s*" + MERGE_DOWN + r"\s*\}\}")
_BEFORE_MERGE = re.compile(r"(<w:tcPr[^>]*>(?:<w:(?:cnfStyle|tcW|gridSpan|hMerge)\b[^>]*/>)*)")


def _with_merges(patched: str) -> str:
    """Give each cell that asks for it the ``w:vMerge`` of its group, at the place the schema wants it."""

    def merge(cell: re.Match[str]) -> str:
        expression = _MERGE.search(cell[0])
        if expression is None:
            return cell[0]
        first = f"{{% if begins_group({expression[1]}) %}}"
        mark = f'{first}<w:vMerge w:val="restart"/>{{% else %}}<w:vMerge/>{{% endif %}}'
        merged, count = _BEFORE_MERGE.subn(lambda found: found[1] + mark, cell[0], count=1)
        if not count:
            raise TemplateFault(f"使用“{MERGE_DOWN}”的单元格没有宽度，请在 Word 里给表格设固定列宽")
        return merged

    return _CELL.sub(merge, patched)

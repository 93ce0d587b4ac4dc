"""What an Office file carries that no document may have: traces of people, links to the outside, what runs by itself.

Owns the list of these things. The renderers refuse a template with one of them or take it out, the inspection says
where it is, and a draft is made without it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from formgen import package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

ORIGIN_PARTS = re.compile(r"docProps/(custom\.xml|thumbnail\..*)|customXml/.*|word/people\.xml")
"""Parts that tell where a file comes from, and that no form needs: they are taken out of every document."""

ATTACHED_TEMPLATE = "attachedTemplate"
"""The type of the link to the template that Word attached; it is taken out too."""

COMMENT_PARTS = re.compile(r"(word|xl)/(comments|threadedComments)[^/]*(/.*)?|xl/persons/.*", re.IGNORECASE)
MACRO_PARTS = re.compile(r".*/(vbaProject\.bin|vbaData\.xml|attachedToolbars\.bin)|customUI/.*|xl/macrosheets/.*")
_OBJECTS = re.compile(r"(word|xl)/(embeddings|activeX|ctrlProps|afchunk[^/]*)(/.*)?|.*/oleObject[^/]*")
_MACRO_TYPES = frozenset({"vbaProject", "wordVbaData", "attachedToolbars", "extensibility", "xlMacrosheet"})
_OBJECT_TYPES = frozenset({"oleObject", "package", "control", "activeXControlBinary", "ctrlProp", "aFChunk"})
"""What a part is, said by the relationships that point at it: its name may be any."""

CHANGING_FIELDS = frozenset(
    {
        *("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "REVNUM", "FILENAME", "TEMPLATE"),
        *("AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "DOCPROPERTY", "INFO"),
    }
)
"""Fields of Word that show something else on each computer or day."""

_KEPT_FIELDS = CHANGING_FIELDS | {
    *("=", "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "NUMWORDS", "NUMCHARS", "FILESIZE", "SEQ", "LISTNUM", "SET"),
    *("REF", "PAGEREF", "NOTEREF", "STYLEREF", "TOC", "TOA", "TC", "TA", "XE", "INDEX", "BIBLIOGRAPHY", "CITATION"),
    *("FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "SYMBOL", "EQ", "ADVANCE", "SHAPE", "QUOTE", "IF", "COMPARE"),
    *("TITLE", "SUBJECT", "KEYWORDS", "COMMENTS", "DOCVARIABLE", "PRIVATE", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"),
}
"""Fields of Word that stay inside the document; all others fetch something, run something, or ask the reader."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Something that keeps a file from being a template.

    Attributes:
        code: of the finding.
        message: what it is, in Chinese.
        hint: how it is removed.
        part: where it is; None where it is the package's as a whole.
        element: in that part.
    """

    code: str
    message: str
    hint: str
    part: str | None = None
    element: etree._Element | None = None


def find(parts: package.Parts) -> Iterator[Unwanted]:
    """Yield what keeps a docx or xlsx from being a template."""
    if any(COMMENT_PARTS.fullmatch(name) for name in parts):
        message = "模板里有批注，批注人的姓名会随每一份表送出去"
        yield Unwanted("origin-sent", message, "在“审阅”里删掉全部批注")
    yield from _changes(parts)
    yield from _links(parts)
    yield from _active(parts)
    for part, one in word_fields(parts):
        if one.runs:
            message = f"这里有 Word 的域“{one.name}”，打开时会去取别处的内容或者运行程序"
            yield Unwanted("field-runs", message, "选中它按 Ctrl+Shift+F9，变成普通文字", part, one.elements[0])


def _changes(parts: package.Parts) -> Iterator[Unwanted]:
    """Yield the first tracked change of each part; each names who made it."""
    for name, content in parts.items():
        if not (name.startswith("word/") and name.endswith(".xml") and b"author" in content):
            continue
        for element in package.parse(content).iter(etree.Element):
            author = element.get(f"{_W}author")
            if author is not None and not COMMENT_PARTS.fullmatch(name):
                message = f"模板里有“{author}”的修订记录，会随每一份表送出去"
                yield Unwanted("origin-sent", message, "在“审阅”里接受全部修订，再关掉修订", name, element)
                break


_LINK_WORDS = {"hyperlink": "网址或文件的链接", "image": "外面的图片", "oleObject": "外面的对象"}


def _links(parts: package.Parts) -> Iterator[Unwanted]:
    for link in package.external_links(parts):
        if link.kind == ATTACHED_TEMPLATE:
            continue
        elements = package.parse(parts[link.part]).iter(etree.Element) if link.part in parts else ()
        element = next((one for one in elements if link.id in one.attrib.values()), None)
        message = f"模板里有指向{_LINK_WORDS.get(link.kind, '外部文件')}“{link.target}”的链接，打开表的人会连出去"
        yield Unwanted("link-outside", message, "取消链接；图片要嵌在文件里", link.part, element)
    if any(name.startswith("xl/externalLinks/") for name in parts):
        message = "模板里有指向别的工作簿的链接"
        yield Unwanted("link-outside", message, "在“数据”、“编辑链接”里断开链接")


def _active(parts: package.Parts) -> Iterator[Unwanted]:
    kinds = package.relation_types(parts)
    macros = any(MACRO_PARTS.fullmatch(name) for name in parts) or b"macroEnabled" in parts.get(package.TYPES_PART, b"")
    if macros or kinds & _MACRO_TYPES:
        message = "模板里有宏，收表的单位打不开或者会拦下"
        yield Unwanted("active-content", message, "另存为不带宏的 .docx 或 .xlsx")
    if any(_OBJECTS.fullmatch(name) for name in parts) or kinds & _OBJECT_TYPES:
        message = "模板里嵌了别的程序的对象或控件"
        yield Unwanted("active-content", message, "删掉对象，需要的内容直接写成文字或表格")


# --- fields of Word ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordField:
    """A field of Word.

    Attributes:
        instruction: what it is to do, which may be spread over several runs.
        elements: those that make it a field, the one that begins it first.
    """

    instruction: str
    elements: list[etree._Element]

    @property
    def name(self) -> str:
        """The word that it begins with, in capitals; empty where another field is to give it."""
        found = re.match(r"\s*(=|[^\s\\\"]*)", self.instruction)
        return found[1].upper() if found else ""

    @property
    def runs(self) -> bool:
        """Whether it may reach out of the document."""
        inside = re.match(r"\s*HYPERLINK\s+\\l\s", self.instruction, re.IGNORECASE)
        return self.name not in _KEPT_FIELDS and not inside


def word_fields(parts: package.Parts) -> Iterator[tuple[str, WordField]]:
    """Yield the fields of a docx, each with the part that it is in."""
    for part, content in parts.items():
        if part.startswith("word/") and part.endswith(".xml") and b"instr" in content:
            for one in fields_below(package.parse(content)):
                yield part, one


def fields_below(root: etree._Element) -> Iterator[WordField]:
    """Yield the fields below an element."""
    for simple in root.iter(f"{_W}fldSimple"):
        yield WordField(simple.get(f"{_W}instr", ""), [simple])
    unfinished: list[list[etree._Element]] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        kind = element.get(f"{_W}fldCharType")
        if kind == "begin" or not unfinished:
            unfinished.append([])
        unfinished[-1].append(element)
        if kind == "end":
            yield _complex(unfinished.pop())
    for elements in unfinished:
        yield _complex(elements)


def _complex(elements: list[etree._Element]) -> WordField:
    return WordField("".join(one.text or "" for one in elements if one.tag == f"{_W}instrText"), elements)

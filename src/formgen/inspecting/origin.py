"""What a template carries besides its text: who drew it, links to the outside, and what runs by itself.

Owns the look at the parts of an Office package. A template's author is taken out when a document is made; what stays
in would reach everybody whom the form is sent to, so it is an error.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from formgen import package
from formgen.diagnostics import Diagnostic, Location, error, info, warning

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后保存的人",
    "Company": "单位",
    "Manager": "经理",
}
"""Properties that name people, and what Office calls them."""

_COMMENTS = re.compile(r"(word|xl)/(comments|threadedComments)[^/]*(/.*)?|xl/persons/.*", re.IGNORECASE)
_MACROS = re.compile(r".*/(vbaProject\.bin|vbaData\.xml|attachedToolbars\.bin)|customUI/.*|xl/macrosheets/.*")
_OBJECTS = re.compile(r"(word|xl)/(embeddings|activeX|ctrlProps|afchunk[^/]*)(/.*)?|.*/oleObject[^/]*")
_EMBEDDED_FONTS = re.compile(r"word/fonts/.*")
_ATTACHED = "attachedTemplate"
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
_LOCAL_PATH = re.compile(r"file:///[^\s\"<>]*|\b[A-Za-z]:\\[^\s\"<>]*|(?<![\w.])/(?:Users|home)/[^\s\"<>]*")
_REMOVED_PARTS = re.compile(r"docProps/.*|customXml/.*|word/people\.xml|word/settings\.xml|.*\.rels")
"""Parts whose origin is taken out when a document is made."""

_RUNNING_FIELDS = frozenset(
    {
        *("DDE", "DDEAUTO", "LINK", "EMBED", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "HYPERLINK"),
        *("DATABASE", "RD", "MACROBUTTON", "GOTOBUTTON", "ASK", "FILLIN", "AUTOTEXT", "AUTOTEXTLIST", "PRINT"),
    }
)
"""Fields of Word that fetch something from elsewhere, run something, or ask the reader."""

_CHANGING_FIELDS = frozenset(
    {
        *("DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "REVNUM", "FILENAME", "TEMPLATE"),
        *("AUTHOR", "LASTSAVEDBY", "USERNAME", "USERINITIALS", "USERADDRESS", "DOCPROPERTY", "INFO"),
    }
)
"""Fields of Word that show something else on each computer or day."""

Place = Callable[[str, etree._Element], str | None]
"""Gives the place of an element of a part as its reader counts; None where it has none."""


def look(parts: package.Parts, file: str, place: Place) -> Iterator[Diagnostic]:
    """Yield what a package should not carry.

    Args:
        parts: of the template.
        file: its name for findings.
        place: names the place of an element.
    """
    yield from _people(parts, file)
    yield from _changes(parts, file, place)
    yield from _links(parts, file, place)
    yield from _active(parts, file)
    yield from _word_fields(parts, file, place)


def _people(parts: package.Parts, file: str) -> Iterator[Diagnostic]:
    said = []
    for name in (package.CORE_PART, package.APP_PART):
        for element in package.parse(parts[name]) if name in parts else ():
            word = _PROPERTIES.get(etree.QName(element).localname)
            if word and (element.text or "").strip():
                said.append(f"{word}“{(element.text or '').strip()}”")
    if "docProps/custom.xml" in parts and "xl/workbook.xml" not in parts:
        said.append("自定义属性")
    if "word/people.xml" in parts:
        said.append("审阅人的姓名")
    if any(re.fullmatch(r"docProps/thumbnail\..*", name) for name in parts):
        said.append("缩略图")
    if any(kind == _ATTACHED for _, kind, _, _ in _external(parts)):
        said.append("所用 Word 模板的路径")
    if b"absPath" in parts.get("xl/workbook.xml", b""):
        said.append("保存这个文件的文件夹")
    if said:
        message = f"模板文件里留有{'、'.join(said)}：做出来的表里会去掉，但把模板传给别人时会带出去"
        yield info(
            "origin-in-template", message, Location(file), "在 Office 的“文件”、“信息”、“检查文档”里删除个人信息"
        )
    if "docProps/custom.xml" in parts and "xl/workbook.xml" in parts:
        message = "模板里有自定义属性，会随每一份文件送出去"
        yield error("origin-sent", message, Location(file), "在“文件”、“信息”、“属性”、“高级属性”里删掉")
    comments = [name for name in parts if _COMMENTS.fullmatch(name)]
    if comments:
        message = "模板里有批注，批注人的姓名会随每一份表送出去"
        yield error("origin-sent", message, Location(file), "在“审阅”里删掉全部批注")
    for name, content in parts.items():
        path = None if _REMOVED_PARTS.fullmatch(name) or not name.endswith(".xml") else _local_path(content)
        if path:
            message = f"{name} 里有电脑上的路径“{path}”，会随每一份表送出去"
            yield error("origin-sent", message, Location(file), "多半是图片的替换文字或链接，在 Office 里删掉")


def _local_path(content: bytes) -> str | None:
    root = package.parse(content)
    for element in root.iter(etree.Element):
        if etree.QName(element).localname == "absPath":
            continue  # where Excel saved the file; goes away
        for text in (*element.attrib.values(), element.text or ""):
            found = _LOCAL_PATH.search(str(text))
            if found:
                return found[0]
    return None


def _changes(parts: package.Parts, file: str, place: Place) -> Iterator[Diagnostic]:
    """Yield the first tracked change of each part; each names who made it."""
    for name, content in parts.items():
        if not (name.startswith("word/") and name.endswith(".xml") and b"w:author" in content):
            continue
        for element in package.parse(content).iter(etree.Element):
            tag = etree.QName(element).localname
            if element.get(f"{_W}author") and (tag in _CHANGES or tag.endswith("Change")):
                message = f"模板里有“{element.get(f'{_W}author')}”的修订记录，会随每一份表送出去"
                at = Location(file, part=place(name, element))
                yield error("origin-sent", message, at, "在“审阅”里接受全部修订，再关掉修订")
                break


def _external(parts: package.Parts) -> Iterator[tuple[str, str, str, str]]:
    """Yield of each link to the outside: the part that has it, its type, its id and its target."""
    for name, content in parts.items():
        if name.endswith(".rels"):
            source = re.sub(r"_rels/(.*)\.rels$", r"\1", name)
            for relation in package.parse(content).iter(_RELATIONS):
                if relation.get("TargetMode") == "External":
                    kind = relation.get("Type", "").rpartition("/")[2]
                    yield source, kind, relation.get("Id", ""), relation.get("Target", "")


_LINK_WORDS = {"hyperlink": "网址或文件的链接", "image": "外面的图片", "oleObject": "外面的对象"}


def _links(parts: package.Parts, file: str, place: Place) -> Iterator[Diagnostic]:
    for source, kind, name, target in _external(parts):
        if kind == _ATTACHED:
            continue  # taken out when a document is made
        where = None
        for element in package.parse(parts[source]).iter(etree.Element) if source in parts else ():
            if name in element.attrib.values():
                where = place(source, element)
                break
        message = f"模板里有指向{_LINK_WORDS.get(kind, '外部文件')}“{target}”的链接，打开表的人会连出去"
        hint = "取消链接；图片要嵌在文件里"
        yield error("link-outside", message, Location(file, part=where), hint)
    if any(name.startswith("xl/externalLinks/") for name in parts):
        message = "模板里有指向别的工作簿的链接"
        yield error("link-outside", message, Location(file), "在“数据”、“编辑链接”里断开链接")


def _active(parts: package.Parts, file: str) -> Iterator[Diagnostic]:
    types = parts.get(package.TYPES_PART, b"")
    if any(_MACROS.fullmatch(name) for name in parts) or b"macroEnabled" in types:
        message = "模板里有宏，收表的单位打不开或者会拦下"
        yield error("active-content", message, Location(file), "另存为不带宏的 .docx 或 .xlsx")
    objects = [name for name in parts if _OBJECTS.fullmatch(name)]
    if objects:
        message = f"模板里嵌了别的程序的对象或控件（{objects[0]}）"
        yield error("active-content", message, Location(file), "删掉对象，需要的内容直接写成文字或表格")
    if any(_EMBEDDED_FONTS.fullmatch(name) for name in parts):
        message = "模板里嵌了字体文件，每一份表都会带上，而且多半没有授权"
        yield warning("font-embedded", message, Location(file), "在“选项”、“保存”里去掉“将字体嵌入文件”")


def _word_fields(parts: package.Parts, file: str, place: Place) -> Iterator[Diagnostic]:
    for name, content in parts.items():
        if not (name.startswith("word/") and name.endswith(".xml") and b"instr" in content):
            continue
        for element, instruction in _instructions(package.parse(content)):
            word = (instruction.split() or [""])[0].upper()
            inside = word == "HYPERLINK" and re.match(r"\s*HYPERLINK\s+\\l\s", instruction, re.IGNORECASE)
            at = Location(file, part=place(name, element))
            if word in _RUNNING_FIELDS and not inside:
                message = f"这里有 Word 的域“{word}”，打开时会去取别处的内容或者运行程序"
                yield error("field-runs", message, at, "选中它按 Ctrl+Shift+F9，变成普通文字")
            elif word in _CHANGING_FIELDS:
                message = f"这里有 Word 的域“{word}”，在每台电脑上显示得不一样"
                yield warning("field-changes", message, at, "选中它按 Ctrl+Shift+F9，变成普通文字，或者换成占位符")


def _instructions(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield Word's fields with where they begin; the text of one may be spread over several runs."""
    for simple in root.iter(f"{_W}fldSimple"):
        yield simple, simple.get(f"{_W}instr", "")
    open_fields: list[tuple[etree._Element, list[str]]] = []
    for element in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        if element.tag == f"{_W}instrText":
            if open_fields:
                open_fields[-1][1].append(element.text or "")
            else:
                yield element, element.text or ""
        elif element.get(f"{_W}fldCharType") == "begin":
            open_fields.append((element, []))
        elif element.get(f"{_W}fldCharType") == "end" and open_fields:
            begin, pieces = open_fields.pop()
            yield begin, "".join(pieces)
    for begin, pieces in open_fields:
        yield begin, "".join(pieces)

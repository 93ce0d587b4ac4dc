"""What a template carries besides its text: who drew it, links to the outside, and what runs by itself.

Owns the look at the parts of an Office package. What `unwanted` lists keeps a template from being used and is an
error; a template's author is taken out when a document is made.
"""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from formgen import package, unwanted
from formgen.diagnostics import Diagnostic, Location, error, info, warning

_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后保存的人",
    "Company": "单位",
    "Manager": "经理",
}
"""Properties that name people, and what Office calls them."""

_EMBEDDED_FONTS = re.compile(r"word/fonts/.*")
_LOCAL_PATH = re.compile(r"file:///[^\s\"<>]*|\b[A-Za-z]:\\[^\s\"<>]*|(?<![\w.])/(?:Users|home)/[^\s\"<>]*")
_REMOVED_PARTS = re.compile(r"docProps/.*|customXml/.*|word/people\.xml|word/settings\.xml|.*\.rels")
"""Parts whose origin is taken out when a document is made."""

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
    for found in unwanted.find(parts):
        where = place(found.part, found.element) if found.part and found.element is not None else None
        yield error(found.code, found.message, Location(file, part=where), found.hint)
    if any(_EMBEDDED_FONTS.fullmatch(name) for name in parts):
        message = "模板里嵌了字体文件，每一份表都会带上，而且多半没有授权"
        yield warning("font-embedded", message, Location(file), "在“选项”、“保存”里去掉“将字体嵌入文件”")
    yield from _fields(parts, file, place)


def _people(parts: package.Parts, file: str) -> Iterator[Diagnostic]:
    said = []
    for name in (package.CORE_PART, package.APP_PART):
        for element in package.parse(parts[name]) if name in parts else ():
            word = _PROPERTIES.get(etree.QName(element).localname)
            if word and (element.text or "").strip():
                said.append(f"{word}“{(element.text or '').strip()}”")
    if "docProps/custom.xml" in parts:
        said.append("自定义属性")
    if "word/people.xml" in parts:
        said.append("审阅人的姓名")
    if any(re.fullmatch(r"docProps/thumbnail\..*", name) for name in parts):
        said.append("缩略图")
    if any(link.kind == unwanted.ATTACHED_TEMPLATE for link in package.external_links(parts)):
        said.append("所用 Word 模板的路径")
    if b"absPath" in parts.get("xl/workbook.xml", b""):
        said.append("保存这个文件的文件夹")
    if said:
        message = f"模板文件里留有{'、'.join(said)}：做出来的表里会去掉，但把模板传给别人时会带出去"
        yield info(
            "origin-in-template", message, Location(file), "在 Office 的“文件”、“信息”、“检查文档”里删除个人信息"
        )
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


def _fields(parts: package.Parts, file: str, place: Place) -> Iterator[Diagnostic]:
    for part, one in unwanted.word_fields(parts):
        if one.name in unwanted.CHANGING_FIELDS:
            message = f"这里有 Word 的域“{one.name}”，在每台电脑上显示得不一样"
            hint = "选中它按 Ctrl+Shift+F9，变成普通文字，或者换成占位符"
            yield warning("field-changes", message, Location(file, part=place(part, one.elements[0])), hint)

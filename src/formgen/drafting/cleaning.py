"""What a blank form tells of the people and machines that it came from, taken out.

Owns comments, tracked changes, links to the outside, macros and the document's properties. Changes that somebody
proposed are accepted; a form is filled as it reads with them.
"""

import re

from lxml import etree

from formgen import package, unwanted
from formgen.drafting.grid import W

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DROPPED = (
    ("comments", unwanted.COMMENT_PARTS),
    ("macros", unwanted.MACRO_PARTS),
    ("origin", unwanted.ORIGIN_PARTS),
    ("origin", re.compile(r"word/_rels/(vba|comments)[^/]*")),
)
_MACRO_DOCUMENT = b"application/vnd.ms-word.document.macroEnabled.main+xml"
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SAID = {
    "comments": "批注已经去掉",
    "macros": "宏已经去掉",
    "fields": "会去取别处的内容或者运行程序的域，已经变成普通文字",
    "changes": "修订已经全部接受",
    "links": "指向外部文件或网址的链接已经取消",
    "origin": "作者、单位、模板等原文件的信息已经去掉",
}
_ACCEPTED = ("ins", "moveTo")
_REJECTED = ("del", "moveFrom")
_MARKS = re.compile(
    r"commentRange(Start|End)|(move(From|To)|customXml(Ins|Del|MoveFrom|MoveTo))Range(Start|End)|\w+Change|proofErr"
    r"|permStart|permEnd"
)


def clean(parts: package.Parts) -> list[str]:
    """Take the traces out of a document's parts, and return in Chinese what was taken out."""
    found: set[str] = set()
    for what, unused in _DROPPED:
        if any(unused.fullmatch(name) for name in parts):
            found.add(what)
            package.drop(parts, unused)
    parts[package.TYPES_PART] = parts[package.TYPES_PART].replace(_MACRO_DOCUMENT, _DOCUMENT)
    core = parts.get(package.CORE_PART, b"")
    if re.search(rb"<(dc:creator|cp:lastModifiedBy)>[^<]", core):
        found.add("origin")
    outside = list(package.external_links(parts))
    for name in [name for name in parts if name.startswith("word/") and name.endswith(".xml")]:
        root = package.parse(parts[name])
        before = etree.tostring(root)
        found |= _clean_part(root, {link.id for link in outside if link.part == name})
        if etree.tostring(root) != before:
            parts[name] = package.serialised(root)
    for name in {link.relations for link in outside}:
        relations = package.parse(parts[name])
        for relation in list(relations):
            if relation.get("TargetMode") == "External":
                template = relation.get("Type", "").endswith(f"/{unwanted.ATTACHED_TEMPLATE}")
                found.add("origin" if template else "links")
                relations.remove(relation)
        parts[name] = package.serialised(relations)
    return [sentence for key, sentence in _SAID.items() if key in found]


def _clean_part(root: etree._Element, links: set[str]) -> set[str]:
    found: set[str] = set()
    for element in list(root.iter(etree.Element)):
        parent = element.getparent()
        if parent is None or not element.tag.startswith(W):
            continue
        name = element.tag.removeprefix(W)
        if name in _REJECTED:
            found.add("changes")
            row = parent.getparent() if parent.tag == f"{W}trPr" else None
            _remove(element if row is None else row)
        elif name in _ACCEPTED:
            found.add("changes")
            _unwrap(element)
        elif name == "commentReference" or _MARKS.fullmatch(name) or name in ("cellIns", "cellDel", "cellMerge"):
            if "omment" in name:
                found.add("comments")
            elif name.endswith("Change"):
                found.add("changes")
            parent.remove(element)
        elif name == "attachedTemplate":
            found.add("origin")
            parent.remove(element)
        elif name == "showingPlcHdr":  # a content control that shows its own hint, such as 单击此处输入文字
            _empty(parent.getparent())
            parent.remove(element)
        elif name == "hyperlink" and element.get(f"{_R}id") in links:
            _unwrap(element)
    for one in list(unwanted.fields_below(root)):
        if one.runs:
            found.add("fields")
            for element in one.elements:
                (_unwrap if element.tag == f"{W}fldSimple" else _remove)(element)
    for cell in root.iter(f"{W}tc"):
        if next(cell.iterchildren(f"{W}p"), None) is None:
            etree.SubElement(cell, f"{W}p")  # a cell without one is no cell of Word's
    for element in list(root.iter(etree.Element)):
        if any(str(name).startswith(_R) and value in links for name, value in element.attrib.items()):
            _remove(next((above for above in element.iterancestors(f"{W}r")), element))
    return found


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    assert parent is not None
    place = list(parent).index(element)
    children = list(element)
    parent.remove(element)
    for child in reversed(children):
        parent.insert(place, child)


def _empty(control: etree._Element | None) -> None:
    if control is not None:
        for text in control.iter(f"{W}t"):
            text.text = ""

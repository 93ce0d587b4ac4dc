"""A Word template as its author sees it: paragraphs and tables with names, fonts, and how the tables are laid out.

Owns what is Word's in the inspection. Places are counted as a finger counts them: tables and rows from the top, the
cells of a row from the left (a cell over several columns is one), ``表格 1 第 3 行第 2 列``; paragraphs outside of
tables ``正文第 2 段``.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from lxml import etree

from formgen import package
from formgen.diagnostics import Diagnostic, Location, error, info, warning
from formgen.inspecting.reading import TAG, Passage, Printed
from formgen.word import text_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = f"{_W}txbxContent"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_STORIES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph and where it stands."""

    element: etree._Element
    place: str
    cell: str
    row: str | None
    table: str | None


@dataclass(slots=True)
class _Row:
    element: etree._Element
    place: str
    mark: str
    cells: list[tuple[etree._Element, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    element: etree._Element
    place: str
    mark: str
    rows: list[_Row] = field(default_factory=list)


class Story:
    """One part of a document that can hold placeholders: the body, a header, a footer, notes."""

    def __init__(self, name: str, content: bytes, label: str) -> None:
        self.name = name
        self.root = package.parse(content)
        self.paragraphs: list[Paragraph] = []
        self.tables: list[_Table] = []
        self._count = 0
        body = self.root.find(f"{_W}body")
        self._blocks(self.root if body is None else body, label, "" if label == "正文" else label, None, None, "")

    def _next(self) -> str:
        """Return a mark that tells a container, row or table of this part from all others."""
        self._count += 1
        return f"{self.name} {self._count}"

    def _blocks(
        self, container: etree._Element, label: str, tables: str, row: str | None, table: str | None, cell: str
    ) -> None:
        """Walk what a body, a cell or a text box holds.

        Args:
            container: the element.
            label: goes before ``第 2 段``.
            tables: goes before ``表格 1``.
            row: mark of the row around it.
            table: mark of the table around it.
            cell: place of the cell around it; in a cell paragraphs are not counted.
        """
        mark, paragraphs, found = self._next(), 0, 0
        for block in _children(container, f"{_W}p", f"{_W}tbl"):
            if block.tag == f"{_W}p":
                paragraphs += 1
                place = cell or f"{label}第 {paragraphs} 段"
                self.paragraphs.append(Paragraph(block, place, mark, row, table))
                for box in block.iter(_TEXT_BOX):
                    if _paragraph_of(box.getparent()) is block and not _in_fallback(box):
                        self._blocks(box, f"{place}的文本框", f"{place}的文本框内", None, None, "")
            else:
                found += 1
                self._table(block, f"{tables}表格 {found}")

    def _table(self, element: etree._Element, place: str) -> None:
        table = _Table(element, place, self._next())
        self.tables.append(table)
        for number, tr in enumerate(_children(element, f"{_W}tr"), start=1):
            row = _Row(tr, f"{place} 第 {number} 行", self._next())
            table.rows.append(row)
            for column, tc in enumerate(_children(tr, f"{_W}tc"), start=1):
                cell = f"{row.place}第 {column} 列"
                row.cells.append((tc, cell))
                self._blocks(tc, cell, f"{cell}内的", row.mark, table.mark, cell)

    def passages(self, file: str) -> list[Passage]:
        """Return the text of each paragraph."""
        return [
            Passage(text_of(one.element), Location(file, part=one.place), one.cell, one.row, one.table)
            for one in self.paragraphs
        ]

    def place_of(self, element: etree._Element) -> str | None:
        """Return where an element stands, also one of the same part read another time; None when in no paragraph."""
        same = self.root.find(element.getroottree().getelementpath(element))
        paragraph = _paragraph_of(same)
        return next((one.place for one in self.paragraphs if one.element is paragraph), None)


def stories(parts: package.Parts) -> list[Story]:
    """Return the parts with text; headers and footers are numbered where there are several."""
    found = sorted(text_parts(parts), key=lambda name: (name != "word/document.xml", name))
    result = []
    for name in found:
        sort = re.sub(r"[0-9]+$", "", name.removeprefix("word/").removesuffix(".xml"))
        beside = [other for other in found if other.startswith(f"word/{sort}")]
        label = _STORIES.get(sort, "正文")
        if len(beside) > 1:
            label = f"{label} {beside.index(name) + 1} "
        result.append(Story(name, parts[name], label))
    return result


def _children(container: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Yield the blocks, rows or cells of a container; content controls and the like are seen through."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag not in (f"{_W}p", f"{_W}tbl", f"{_W}tr", f"{_W}tc", _FALLBACK):
            yield from _children(child, *tags)


def _paragraph_of(element: etree._Element | None) -> etree._Element | None:
    while element is not None and element.tag != f"{_W}p":
        element = element.getparent()
    return element


def _in_fallback(element: etree._Element) -> bool:
    return any(above.tag == _FALLBACK for above in element.iterancestors())


def _own(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield descendants of a paragraph that are not those of a text box in it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_TEXT_BOX, _FALLBACK):
            yield from _own(child, tag)


def text_of(paragraph: etree._Element) -> str:
    """Return a paragraph's text without its breaks and tabs, which a placeholder may run over."""
    return "".join(text.text or "" for run in _own(paragraph, f"{_W}r") for text in _own(run, f"{_W}t"))


# --- styles ----------------------------------------------------------------------------------------------------------


class _Styles:
    """What styles.xml says: a property is looked for in a style and those that it is based on."""

    def __init__(self, content: bytes | None) -> None:
        self._root = package.parse(content or f'<w:styles xmlns:w="{_W[1:-1]}"/>'.encode())
        self._by_id = {style.get(f"{_W}styleId"): style for style in self._root.iter(f"{_W}style")}
        self._default = {
            style.get(f"{_W}type"): style
            for style in self._root.iter(f"{_W}style")
            if style.get(f"{_W}default") in ("1", "true", "on")
        }

    def chain(self, sort: str, name: str | None) -> Iterator[etree._Element]:
        """Yield a style and what it is based on; without a name the default of its sort."""
        style = self._by_id.get(name) if name else self._default.get(sort)
        seen = set()
        while style is not None and style not in seen:
            seen.add(style)
            yield style
            based = style.find(f"{_W}basedOn")
            style = None if based is None else self._by_id.get(based.get(f"{_W}val"))

    def defaults(self, path: str) -> Iterator[etree._Element]:
        yield from self._root.iterfind(f"{_W}docDefaults/{path}")

    def font(self, run: etree._Element, paragraph: etree._Element) -> str | None:
        """Return ``named``, ``theme``, or None: how the font of Chinese text in a run is given."""
        for properties in self._run_properties(run, paragraph):
            fonts = properties.find(f"{_W}rFonts")
            if fonts is not None and fonts.get(f"{_W}eastAsiaTheme"):
                return "theme"
            if fonts is not None and fonts.get(f"{_W}eastAsia"):
                return "named"
        return None

    def _run_properties(self, run: etree._Element, paragraph: etree._Element) -> Iterator[etree._Element]:
        """Yield what may say how a run looks, the nearest first."""
        yield from run.iterfind(f"{_W}rPr")
        styled = run.find(f"{_W}rPr/{_W}rStyle")
        if styled is not None:
            yield from _properties(self.chain("character", styled.get(f"{_W}val")), "rPr")
        yield from _properties(self.chain("paragraph", _style(paragraph, "pPr", "pStyle")), "rPr")
        for table in paragraph.iterancestors(f"{_W}tbl"):
            yield from _properties(self.chain("table", _style(table, "tblPr", "tblStyle")), "rPr")
        yield from self.defaults(f"{_W}rPrDefault/{_W}rPr")

    def justified(self, paragraph: etree._Element) -> bool:
        """Return whether the lines of a paragraph are stretched to both sides."""
        own = paragraph.iterfind(f"{_W}pPr")
        styled = _properties(self.chain("paragraph", _style(paragraph, "pPr", "pStyle")), "pPr")
        for properties in (*own, *styled, *self.defaults(f"{_W}pPrDefault/{_W}pPr")):
            side = properties.find(f"{_W}jc")
            if side is not None:
                return side.get(f"{_W}val") in ("both", "distribute")
        return False

    def fixed(self, table: etree._Element) -> bool:
        """Return whether the columns of a table keep their widths, whatever stands in them."""
        own = table.iterfind(f"{_W}tblPr")
        for properties in (*own, *_properties(self.chain("table", _style(table, "tblPr", "tblStyle")), "tblPr")):
            layout = properties.find(f"{_W}tblLayout")
            if layout is not None:
                return layout.get(f"{_W}type") == "fixed"
        return False


def _style(element: etree._Element, properties: str, name: str) -> str | None:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _properties(styles: Iterator[etree._Element], name: str) -> Iterator[etree._Element]:
    for style in styles:
        yield from style.iterfind(f"{_W}{name}")


# --- what Word would print badly -------------------------------------------------------------------------------------


def look(
    parts: package.Parts, found: list[Story], printed: list[Printed], texts: Set[str], file: str
) -> Iterator[Diagnostic]:
    """Yield what is wrong with fonts, tables and paragraphs.

    Args:
        parts: of the template.
        found: its stories.
        printed: what its placeholders print.
        texts: keys of the fields that may run over several lines.
        file: its name for findings.
    """
    styles = _Styles(parts.get("word/styles.xml"))
    for story in found:
        yield from _fonts(story, styles, file)
        yield from _tables(story, styles, printed, texts, file)
        yield from _ends(story, file)
    yield from _stretched(found, styles, printed, file)


def _several(places: list[str], file: str) -> tuple[Location, str]:
    """Return the first of several places, and words for how many more there are."""
    more = len(dict.fromkeys(places)) - 1
    return Location(file, part=places[0]), f"（另有 {more} 处）" if more else ""


def _fonts(story: Story, styles: _Styles, file: str) -> Iterator[Diagnostic]:
    unnamed, theme = [], []
    for paragraph in story.paragraphs:
        if not TAG.sub(_without_control, text_of(paragraph.element)).strip():
            continue  # a paragraph of nothing but loop tags goes away
        for run in _own(paragraph.element, f"{_W}r"):
            text = "".join(one.text or "" for one in _own(run, f"{_W}t"))
            if _CHINESE.search(text) or "{{" in text:
                font = styles.font(run, paragraph.element)
                unnamed += [paragraph.place] if font is None else []
                theme += [paragraph.place] if font == "theme" else []
    hint = "选中文字，在“字体”对话框里给“中文字体”选一种，例如 宋体；或者给样式选"
    if unnamed:
        at, more = _several(unnamed, file)
        message = f"这里的文字没有指定中文字体，各台电脑上显示得不一样{more}"
        yield warning("font-unnamed", message, at, hint)
    if theme:
        at, more = _several(theme, file)
        message = f"这里的文字用的是主题字体，换一台电脑可能变成别的字体{more}"
        yield warning("font-from-theme", message, at, hint)


def _without_control(tag: re.Match[str]) -> str:
    return tag[0] if tag[0].startswith("{{") else ""


def _tables(story: Story, styles: _Styles, printed: list[Printed], texts: Set[str], file: str) -> Iterator[Diagnostic]:
    free = [table.place for table in story.tables if not styles.fixed(table.element)]
    if free:
        at, more = _several(free, file)
        message = f"表格的列宽会随内容变化，内容一多版式就乱了{more}"
        yield warning("table-not-fixed", message, at, "在“表格属性”、“选项”里去掉“自动重调尺寸以适应内容”")
    long = {one.passage.row for one in printed if one.thing.key in texts}
    splitting, exact = [], []
    for table in story.tables:
        for row in table.rows:
            content = "".join(text_of(one) for one in row.element.iter(f"{_W}p"))
            if re.search(r"\{%\s*tr\s", content):
                continue  # goes away
            properties = row.element.find(f"{_W}trPr")
            height = None if properties is None else properties.find(f"{_W}trHeight")
            kept = properties is not None and _is_on(properties.find(f"{_W}cantSplit"))
            if not kept and row.mark not in long:
                splitting.append(row.place)
            if height is not None and height.get(f"{_W}hRule") == "exact" and "{{" in content:
                exact.append(row.place)
        yield from _heads(table, file)
    if splitting:
        at, more = _several(splitting, file)
        message = f"这一行可能从中间断开，一半印在下一页{more}"
        yield warning("row-may-split", message, at, "在“表格属性”、“行”里去掉“允许跨页断行”；很长的文字除外")
    if exact:
        at, more = _several(exact, file)
        message = f"这一行的行高是固定值，内容多了就印不全{more}"
        yield warning("row-height-exact", message, at, "在“表格属性”、“行”里把“行高值是”改成“最小值”")


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "off")


def _heads(table: _Table, file: str) -> Iterator[Diagnostic]:
    """Yield an info when a table grows with a loop and none of its rows comes again on each page."""
    loops = any(re.search(r"\{%tr\s+for\s", text_of(one)) for one in table.element.iter(f"{_W}p"))
    heads = any(_is_on(head) for head in table.element.iter(f"{_W}tblHeader"))
    if loops and not heads:
        message = "表格会跨页，每一页的顶上没有重复的标题行"
        hint = "选中标题行，在“表格属性”、“行”里勾上“在各页顶端以标题行形式重复出现”"
        yield info("heads-not-repeated", message, Location(file, part=table.place), hint)


def _ends(story: Story, file: str) -> Iterator[Diagnostic]:
    """Yield where Word wants a paragraph after a table: it takes a cell without one for a damaged file."""
    for table in story.tables:
        for row in table.rows:
            for cell, place in row.cells:
                blocks = list(_children(cell, f"{_W}p", f"{_W}tbl"))
                if not blocks or blocks[-1].tag == f"{_W}tbl":
                    message = "这一格的最后没有段落，Word 会说文件已经损坏"
                    yield error("paragraph-missing", message, Location(file, part=place), "在这一格的末尾加一个空段落")
    body = story.root.find(f"{_W}body")
    blocks = [] if body is None else list(_children(body, f"{_W}p", f"{_W}tbl"))
    if blocks and blocks[-1].tag == f"{_W}tbl":
        last = [table.place for table in story.tables if table.element is blocks[-1]]
        message = "最后一个表格后面没有段落，Word 会自己加上一段，可能多出一张白页"
        hint = "在表格后面加一个空段落，行距设成固定值 1 磅"
        yield warning("paragraph-missing", message, Location(file, part=last[0]), hint)


def _stretched(found: list[Story], styles: _Styles, printed: list[Printed], file: str) -> Iterator[Diagnostic]:
    """Yield the justified paragraphs that print a text of several lines: each line but the last is stretched."""
    plain = {(one.passage.cell, one.passage.text) for one in printed if one.thing.shape == "text"}
    places = [
        one.place
        for story in found
        for one in story.paragraphs
        if (one.cell, text_of(one.element)) in plain and styles.justified(one.element)
    ]
    if places:
        at, more = _several(places, file)
        message = f"这里印的文字可能有几行，段落是两端对齐的，每一行都会被拉开{more}"
        hint = "写成 {%p for 段 in … | 段落 %}、{{ 段 }}、{%p endfor %} 三段，或者改成左对齐"
        yield warning("text-justified", message, at, hint)

"""An Excel template as its author sees it: sheets and cells by their names, read by plain zip and XML.

Owns what is Excel's in the inspection: formulas, parts that would be lost, fonts and line breaks of cells.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from formgen import package
from formgen.diagnostics import Diagnostic, Location, error, warning
from formgen.excel import is_total, lost_parts
from formgen.inspecting.reading import Passage, Printed

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with something in it.

    Attributes:
        at: such as ``汇总!C7``.
        row: its number.
        text: what stands in it; of a formula nothing.
        formula: without ``=``; None where there is none, empty where Excel keeps it with another cell.
        style: index of its style.
    """

    at: str
    row: int
    text: str
    formula: str | None
    style: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, the part that holds it, and its cells in order."""

    name: str
    part: str
    cells: tuple[Cell, ...]

    def passages(self, file: str) -> list[Passage]:
        """Return the text of each cell."""
        return [
            Passage(
                f"={cell.formula}" if cell.formula is not None else cell.text,
                Location(file, part=cell.at),
                cell.at,
                (self.name, cell.row),
                self.name,
            )
            for cell in self.cells
        ]


def sheets(parts: package.Parts) -> list[Sheet]:
    """Return the sheets of a workbook in their order."""
    targets = package.targets(parts, "xl/workbook.xml")
    shared = (
        ["".join(_texts(item)) for item in package.parse(parts["xl/sharedStrings.xml"])] if _SHARED in parts else []
    )
    found = []
    for sheet in package.parse(parts["xl/workbook.xml"]).iter(f"{_MAIN}sheet"):
        part = targets.get(sheet.get(_RELATION, ""), "")
        if part in parts:
            name = sheet.get("name", "")
            cells = _cells(name, package.parse(parts[part]), shared)
            found.append(Sheet(name, part, tuple(cells)))
    return found


_SHARED = "xl/sharedStrings.xml"


def _cells(sheet: str, root: etree._Element, shared: list[str]) -> Iterator[Cell]:
    for cell in root.iter(f"{_MAIN}c"):
        value, formula = cell.findtext(f"{_MAIN}v"), cell.find(f"{_MAIN}f")
        text = value or ""
        if cell.get("t") == "s" and value:
            text = shared[int(value)]
        elif cell.get("t") == "inlineStr":
            text = "".join(_texts(cell))
        reference = cell.get("r", "")
        typed = None if formula is None else formula.text or ""
        if text or typed is not None:
            number = int(re.sub("[A-Z]+", "", reference) or 0)
            yield Cell(f"{sheet}!{reference}", number, text, typed, int(cell.get("s", 0)))


def _texts(element: etree._Element) -> Iterator[str]:
    """Yield the runs of a string; how it is pronounced is no part of it."""
    for text in element.iter(f"{_MAIN}t"):
        parent = text.getparent()
        if parent is None or parent.tag != f"{_MAIN}rPh":
            yield text.text or ""


def look(
    parts: package.Parts, found: list[Sheet], printed: list[Printed], texts: frozenset[str], file: str
) -> Iterator[Diagnostic]:
    """Yield what is wrong with formulas, parts and cells.

    Args:
        parts: of the template.
        found: its sheets.
        printed: what its placeholders print.
        texts: keys of the fields that may run over several lines.
        file: its name for findings.
    """
    if lost := lost_parts(parts):
        message = f"模板里有图片、批注、图表、外部链接或宏（{lost[0]}），生成时留不住"
        yield error("part-lost", message, Location(file), "在 Excel 里删掉")
    styles = _Styles(parts.get("xl/styles.xml"))
    long = {one.passage.cell for one in printed if one.thing.key in texts and one.thing.shape in ("text", "line")}
    unnamed, cut = [], []
    for sheet in found:
        for cell in sheet.cells:
            if cell.formula and not is_total(f"={cell.formula}"):
                message = f"公式“={cell.formula}”用不了，公式只能写成 =SUM(C5:C5) 的样子"
                hint = "引用循环的那一行；别的计算写在 schema.yaml 的 computed 里"
                yield error("formula-refused", message, Location(file, part=cell.at), hint)
            if "{%tr" not in cell.text and not styles.names_font(cell.style):
                unnamed.append(cell.at)
            if cell.at in long and not styles.wraps(cell.style):
                cut.append(cell.at)
    if unnamed:
        message = f"单元格的字体没有名称，各台电脑上显示得不一样{_more(unnamed)}"
        yield warning("font-unnamed", message, Location(file, part=unnamed[0]), "选中单元格，选一种字体，例如 宋体")
    if cut:
        message = f"这里印的文字可能有几行，单元格没有自动换行，印不全{_more(cut)}"
        yield warning(
            "cell-not-wrapped", message, Location(file, part=cut[0]), "在“设置单元格格式”、“对齐”里勾上“自动换行”"
        )


def _more(places: list[str]) -> str:
    return f"（另有 {len(places) - 1} 处）" if len(places) > 1 else ""


class _Styles:
    """What the styles of cells say."""

    def __init__(self, content: bytes | None) -> None:
        root = package.parse(content or f'<styleSheet xmlns="{_MAIN[1:-1]}"/>'.encode())
        self._fonts = list(root.iterfind(f"{_MAIN}fonts/{_MAIN}font"))
        self._formats = list(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"))

    def names_font(self, style: int) -> bool:
        """Return whether a style's font has a name."""
        if style >= len(self._formats):
            return False
        font = int(self._formats[style].get("fontId", 0))
        name = self._fonts[font].find(f"{_MAIN}name") if font < len(self._fonts) else None
        return name is not None and bool(name.get("val"))

    def wraps(self, style: int) -> bool:
        """Return whether a style breaks long texts into lines."""
        alignment = self._formats[style].find(f"{_MAIN}alignment") if style < len(self._formats) else None
        return alignment is not None and alignment.get("wrapText") in ("1", "true")

"""Placeholders into the cells and rows of a blank form, in the look of what stands beside them.

Owns the changes to the drawn table: a cell gets one placeholder or the three paragraphs of a long text; repeated rows
become one row between the two rows of its loop. Heights, borders and fonts of the original row stay.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy

from lxml import etree

from formgen.drafting.grid import Cell, Table, W, inner
from formgen.drafting.layout import Column, Repeated

ROW = "行"
"""The name of a row inside its loop."""

_LINE = "段"
_FONT = "宋体"
_LABEL_ONLY = ("b", "bCs", "color", "highlight", "shd", "u", "em", "spacing", "w", "rStyle")
_AFTER_LAYOUT = ("tblCellMar", "tblLook", "tblCaption", "tblDescription", "tblPrChange")
_BEFORE_FONTS = f"{W}rStyle"
_AFTER_WIDTH = tuple(f"{W}{name}" for name in ("cnfStyle", "tcW", "gridSpan", "hMerge"))


def paragraphs(expression: str) -> list[str]:
    """Return the three paragraphs that print a text line by line."""
    return [f"{{%p for {_LINE} in {expression} | 段落 %}}", f"{{{{ {_LINE} }}}}", "{%p endfor %}"]


class Filler:
    """Writes into the tables of one document.

    Args:
        font: what the document says of East Asian text: the attributes of its default ``w:rFonts``.
    """

    def __init__(self, font: dict[str, str]) -> None:
        self._font = font

    def cell(self, table: Table, cell: Cell, lines: Sequence[str]) -> None:
        """Put lines, one paragraph for each, into an empty cell in the look of its neighbours."""
        neighbours = (table.left_of(cell), table.above(cell), table.right_of(cell), table.below(cell))
        looks = (
            _look(cell.element),
            *(_look(other.element, label=True) for other in neighbours if other is not None),
        )
        self._write(cell.element, lines, next((look for look in looks if look is not None), None))
        for row in table.rows[cell.row : cell.bottom]:
            _let_grow(row)

    def rows(self, found: Repeated, name: str, lines_of: Callable[[Column], list[str]]) -> None:
        """Turn repeated rows into a loop over the rows of a table of the project.

        Args:
            found: the rows.
            name: what the template calls the table.
            lines_of: gives the paragraphs that print a column.
        """
        table = found.table
        body = table.rows[found.first]
        starts = [column.span[0] for column in _columns(found)] + [span[0] for span in found.numbers]
        first = min(starts)
        look = next(
            (
                look
                for (row, column), piece in table.pieces.items()
                if found.first <= row <= found.last and column >= first and (look := _look(piece)) is not None
            ),
            None,
        )
        for column, piece in [(column, piece) for (row, column), piece in table.pieces.items() if row == found.first]:
            if column >= first:
                _unmerge(piece)
                self._write(piece, [""], look)
        for span in found.numbers:
            self._write(table.pieces[found.first, span[0]], ["{{ loop.index }}"], look)
        for one in _columns(found):
            self._write(table.pieces[found.first, one.span[0]], lines_of(one), look)
        _let_grow(body)
        _keep_whole(body)
        for row in table.rows[found.first + 1 : found.last + 1]:
            parent = row.getparent()
            if parent is not None:
                parent.remove(row)
        for tag, place in ((f"{{%tr for {ROW} in {name} %}}", "before"), ("{%tr endfor %}", "after")):
            control = deepcopy(body)
            for piece in inner(control, "tc"):
                self._write(piece, [""], None)
            pieces = list(inner(control, "tc"))
            self._write(_at_column(pieces, table, found.first, first), [tag], None)
            if place == "before":
                body.addprevious(control)
            else:
                body.addnext(control)

    def _write(self, element: etree._Element, lines: Sequence[str], look: etree._Element | None) -> None:
        """Make lines the only content of a cell; the first paragraph's formatting is that of all."""
        found = list(inner(element, "p"))
        settings = found[0].find(f"{W}pPr") if found else None
        for child in list(element):
            if child.tag != f"{W}tcPr":
                element.remove(child)
        for line in lines:
            paragraph = etree.SubElement(element, f"{W}p")
            if settings is not None:
                paragraph.append(deepcopy(settings))
            if line:
                self._run(paragraph, line, look)

    def _run(self, paragraph: etree._Element, text: str, look: etree._Element | None) -> None:
        run = etree.SubElement(paragraph, f"{W}r")
        properties = deepcopy(look) if look is not None else etree.Element(f"{W}rPr")
        properties.tag = f"{W}rPr"
        run.append(properties)
        with_font(properties, self._font)
        shown = etree.SubElement(run, f"{W}t")
        shown.text = text


def with_font(properties: etree._Element, font: dict[str, str]) -> None:
    """Give run properties a font for East Asian text when they name none."""
    fonts = properties.find(f"{W}rFonts")
    if fonts is None:
        fonts = etree.Element(f"{W}rFonts")
        before = properties.find(_BEFORE_FONTS)
        properties.insert(0 if before is None else list(properties).index(before) + 1, fonts)
    if not any(fonts.get(f"{W}{name}") for name in ("eastAsia", "eastAsiaTheme")):
        for name, value in font.items():
            fonts.set(name, value)


def steady(root: etree._Element) -> None:
    """Let the tables print well however much is filled in: fixed columns, whole rows, a small paragraph at the end.

    Columns are fixed only where every cell says how wide it is; a row that prints a text line by line may still break.
    """
    for table in root.iter(f"{W}tbl"):
        widths = [piece.find(f"{W}tcPr/{W}tcW") for piece in table.iter(f"{W}tc")]
        settings = table.find(f"{W}tblPr")
        if settings is not None and all(width is not None and width.get(f"{W}type") == "dxa" for width in widths):
            for layout in settings.findall(f"{W}tblLayout"):
                settings.remove(layout)
            after = [child for child in settings if etree.QName(child).localname in _AFTER_LAYOUT]
            layout = etree.Element(f"{W}tblLayout", {f"{W}type": "fixed"})
            settings.insert(list(settings).index(after[0]) if after else len(settings), layout)
    for row in root.iter(f"{W}tr"):
        if any((text.text or "").startswith("{%p") for text in row.iter(f"{W}t")):
            continue
        _keep_whole(row)
    for body in root.iter(f"{W}body"):
        blocks = [child for child in body if child.tag != f"{W}sectPr"]
        if blocks and blocks[-1].tag == f"{W}tbl":
            blocks[-1].addnext(etree.Element(f"{W}p"))


def _keep_whole(row: etree._Element) -> None:
    """Keep a row on one page."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        properties = etree.Element(f"{W}trPr")
        row.insert(1 if row.find(f"{W}tblPrEx") is not None else 0, properties)
    if properties.find(f"{W}cantSplit") is None:
        properties.insert(0, etree.Element(f"{W}cantSplit"))


def mend_fonts(root: etree._Element) -> None:
    """Let a font that is named in Chinese, but for Western text alone, be the one for Chinese text too."""
    for fonts in root.iter(f"{W}rFonts"):
        name = fonts.get(f"{W}ascii", "")
        if name and not name.isascii() and not fonts.get(f"{W}eastAsia") and not fonts.get(f"{W}eastAsiaTheme"):
            fonts.set(f"{W}eastAsia", name)


def default_font(styles: etree._Element | None, settings: etree._Element | None) -> dict[str, str]:
    """Return the attributes of the font that a document gives East Asian text, a plain one put in where it has none.

    A theme's font is one only where the document is a Chinese one: elsewhere the theme names a Japanese font or none.
    """
    language = settings.find(f"{W}themeFontLang") if settings is not None else None
    chinese = language is not None and language.get(f"{W}eastAsia", "").startswith("zh")
    defaults = list(styles.iter(f"{W}rPrDefault")) if styles is not None else []
    every = list(styles.iter(f"{W}style")) if styles is not None else []
    normal = [style for style in every if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph"]
    for fonts in (fonts for holder in (*normal, *defaults) for fonts in holder.iter(f"{W}rFonts")):
        if name := fonts.get(f"{W}eastAsia"):
            return {f"{W}eastAsia": name}
        if (theme := fonts.get(f"{W}eastAsiaTheme")) and chinese:
            return {f"{W}eastAsiaTheme": theme}
        if theme:
            del fonts.attrib[f"{W}eastAsiaTheme"]
            fonts.set(f"{W}eastAsia", _FONT)
    return {f"{W}eastAsia": _FONT}


def _columns(found: Repeated) -> list[Column]:
    halves = [column for _, levels, columns in found.halves for column in (*levels, *columns)]
    return [*found.levels, *found.columns, *halves]


def _look(element: etree._Element, *, label: bool = False) -> etree._Element | None:
    """Return the run properties of a cell's text or, where it is empty, of its paragraph mark; None without any."""
    for paragraph in inner(element, "p"):
        for properties in (
            *(run.find(f"{W}rPr") for run in inner(paragraph, "r")),
            paragraph.find(f"{W}pPr/{W}rPr"),
        ):
            if properties is not None and len(properties):
                kept = deepcopy(properties)
                for child in list(kept):
                    plain = etree.QName(child).localname
                    if plain.endswith("Change") or plain in ("ins", "del") or (label and plain in _LABEL_ONLY):
                        kept.remove(child)
                return kept
    return None


def _unmerge(piece: etree._Element) -> None:
    """Take a cell out of its vertical merge and give it a width, which the merging of rows goes by."""
    properties = piece.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        piece.insert(0, properties)
    for merge in properties.findall(f"{W}vMerge"):
        properties.remove(merge)
    if properties.find(f"{W}tcW") is None:
        width = etree.Element(f"{W}tcW")
        width.set(f"{W}w", "0")
        width.set(f"{W}type", "auto")
        place = 1 if len(properties) and properties[0].tag == f"{W}cnfStyle" else 0
        properties.insert(place, width)
    before = [child for name in _AFTER_WIDTH for child in properties.findall(name)]
    for place, child in enumerate(before):  # in the schema's order, whoever wrote them
        properties.remove(child)
        properties.insert(place, child)


def _at_column(pieces: list[etree._Element], table: Table, row: int, column: int) -> etree._Element:
    """Return the cell of a copied row that begins at a column of the original."""
    original = [start for (line, start) in sorted(table.pieces) if line == row]
    return pieces[min(original.index(column), len(pieces) - 1)]


def _let_grow(row: etree._Element) -> None:
    """Let a row of a fixed height grow with its content, which would be cut off otherwise."""
    for height in row.findall(f"{W}trPr/{W}trHeight"):
        if height.get(f"{W}hRule") == "exact":
            height.set(f"{W}hRule", "atLeast")

"""The blank form that a kind starts from when none is given: drawn in starter.txt, made a docx here.

Owns the look of that form: A4 upright, house fonts, a frame around every cell. What it asks for stands in starter.txt
alone; the names that a form must have, and may lack, are taken from there too.
"""

import re
from pathlib import Path
from xml.sax.saxutils import escape

from formgen import package
from formgen.drafting import labels
from formgen.drafting.labels import Label

_WIDTHS = (1500, 1600, 1900, 2500, 1900)
_LARGE = 1500
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = "application/vnd.openxmlformats-"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Default Extension="rels" ContentType="{_OPEN}package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OPEN}officedocument.wordprocessingml.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OPEN}officedocument.wordprocessingml.styles+xml"/>'
    f'<Override PartName="/docProps/core.xml" ContentType="{_OPEN}package.core-properties+xml"/>'
    f'<Override PartName="/docProps/app.xml" ContentType="{_OPEN}officedocument.extended-properties+xml"/></Types>'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/{}" Target="{}"/>'
_STYLES = (
    f"<w:styles {_NS}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:cs="宋体"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
    '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    "</w:styles>"
)
_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def drawn() -> list[list[str]]:
    """Return the lines of the drawing: the cells of each, or one text in brackets."""
    lines = Path(__file__).with_name("starter.txt").read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]


def name_of(pattern: re.Pattern[str]) -> Label:
    """Return the label of the drawing that a pattern fits: what a form without it calls the field."""
    texts = [text for line in drawn() for cell in line for text in cell.strip("[]（）").split()]
    return next(label for text in texts if pattern.fullmatch((label := labels.read(text)).key))


def blank() -> bytes:
    """Return the drawing as a docx."""
    lines = drawn()
    titles = [line[0].strip("[]") for line in lines if len(line) == 1]
    rows = [line for line in lines if len(line) > 1]
    body = "".join(_title(text, first=number == 0) for number, text in enumerate(titles))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_SIDES}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(_row(rows, number) for number in range(len(rows)))}</w:tbl>"
    )
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
        ' w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
    )
    office = "officeDocument/2006/relationships/"
    parts = {
        package.TYPES_PART: _TYPES,
        "_rels/.rels": _RELATIONS.format(
            _RELATION.format(1, f"{office}officeDocument", "word/document.xml")
            + _RELATION.format(2, "package/2006/relationships/metadata/core-properties", package.CORE_PART)
            + _RELATION.format(3, f"{office}extended-properties", package.APP_PART)
        ),
        "word/document.xml": f"<w:document {_NS}><w:body>{body}{table}<w:p/>{page}</w:body></w:document>",
        "word/_rels/document.xml.rels": _RELATIONS.format(_RELATION.format(1, f"{office}styles", "styles.xml")),
        "word/styles.xml": _STYLES,
    }
    made = {name: (_HEAD + content).encode() for name, content in parts.items()}
    return package.write(made | package.properties(title="", company="", year=2000))


def _title(text: str, *, first: bool) -> str:
    size, font = ("32", "黑体") if first else ("24", "宋体")
    fonts = f'<w:rFonts w:ascii="{font}" w:eastAsia="{font}" w:hAnsi="{font}"/><w:sz w:val="{size}"/>'
    return (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr>{fonts}<w:szCs w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _row(rows: list[list[str]], number: int) -> str:
    line = rows[number]
    places = [place for place, text in enumerate(line) if text != "<"]
    cells = "".join(
        _cell(rows, number, start, end) for start, end in zip(places, [*places[1:], len(line)], strict=True)
    )
    large = places == [0, 1]
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{_LARGE if large else 480}"/></w:trPr>{cells}</w:tr>'


def _cell(rows: list[list[str]], number: int, start: int, end: int) -> str:
    text = rows[number][start]
    below = number + 1 < len(rows) and rows[number + 1][start] == "^"
    merge = "<w:vMerge/>" if text == "^" else '<w:vMerge w:val="restart"/>' if below else ""
    shown = "" if text in (".", "^") else escape(text)
    run = f'<w:r><w:t xml:space="preserve">{shown}</w:t></w:r>' if shown else ""
    side = "center" if shown else "left"
    span = f'<w:gridSpan w:val="{end - start}"/>' if end - start > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{sum(_WIDTHS[start:end])}" w:type="dxa"/>{span}{merge}'
        f'<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{run}</w:p></w:tc>'
    )

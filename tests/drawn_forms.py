"""What docs/forms.md shows in pictures: a blank form, and the template that a clerk draws by hand.

Owns their look. A table is drawn as in `blank_forms`, but for ``¦``, which is the bar of the template language. The
counties, units and figures are invented.
"""

import io
from collections.abc import Iterator

from docx.document import Document as DocumentObject
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from blank_forms import Blank, document, saved

REQUEST = Blank(
    [
        "示例县项目资金申请表",
        "（　　　　年度）",
        [
            "项目名称 | . | < | < | < | <",
            "申请单位 | . | < | < | 联系电话 | .",
            "项目类型 | □新建　□续建　□维修 | < | < | 完成日期 | .",
            "项目资金（元） | 资金来源 | < | 本年申请 | 上年安排 | 备注",
            "^ | 县级财政资金 | < | . | . | .",
            "^ | 乡镇配套资金 | < | . | . | .",
            "^ | 自筹资金 | < | . | . | .",
            "^ | 合计 | < | . | . | —",
            "申请理由 | . | < | < | < | <",
            "绩效指标 | 一级指标 | 二级指标 | 三级指标 | < | 指标值",
            "^ | 产出指标 | 数量指标 | . | < | .",
            "^ | ^ | 质量指标 | . | < | .",
            "^ | 效益指标 | 社会效益指标 | . | < | .",
            "^ | 满意度指标 | 服务对象满意度指标 | . | < | .",
        ],
        "填表人：______________　　　　单位负责人（签字）：______________",
    ],
    fields={},
    heights={(0, row): 105 if row == 8 else 26 for row in range(14)},
)
"""A blank form as a county hands it out."""

PLAN = Blank(
    [
        "项目支出计划表",
        "（{{ 年度 }}年度）",
        [
            "项目名称 | {{ 项目名称 }} | < | < | < | <",
            "申请单位 | {{ 申请单位 }} | < | < | 填表日期 | {{ 填表日期 ¦ 年月日 }}",
            "项目类型 | {{ 项目类型 ¦ 勾选 }} | < | < | 支出合计（万元） | {{ 支出合计 ¦ 万元 }}",
            "支出明细（元） | 资金来源 | 支出内容 | 数量 | 单价 | 金额",
            "^ | {%tr for 组 in 支出明细 ¦ 分组 %} | < | < | < | <",
            "^ | {%tr for 行 in 组.各行 %} | < | < | < | <",
            "^ | {{ 行.资金来源 ¦ 竖向合并 }} | {{ 行.支出内容 }} | {{ 行.数量 }} | {{ 行.单价 }} | {{ 行.金额 }}",
            "^ | {%tr endfor %} | < | < | < | <",
            "^ | 小计 | < | < | < | {{ 组.各行.金额 ¦ 合计 }}",
            "^ | {%tr endfor %} | < | < | < | <",
            "^ | 合计 | {{ 支出合计 ¦ 大写 }} | < | < | {{ 支出合计 }}",
            "{%tr if 设备说明 %} | < | < | < | < | <",
            "设备说明 | {%p for 段 in 设备说明 ¦ 段落 %}/{{ 段 }}/{%p endfor %} | < | < | < | <",
            "{%tr endif %} | < | < | < | < | <",
        ],
        "指标对照",
        [
            "一级指标 | 三年指标 | 三年指标值 | 年度指标 | 年度指标值",
            "{%tr for 行 in 指标对照 %} | < | < | < | <",
            "{{ 行.一级指标 ¦ 竖向合并 }} | {{ 行.三年指标.指标 }} | {{ 行.三年指标.指标值 }}"
            " | {{ 行.年度指标.指标 }} | {{ 行.年度指标.指标值 }}",
            "{%tr endfor %} | < | < | < | <",
        ],
        "考核要点",
        [
            "要点 | 分值 | 等级 | 标准",
            "{%tr for 行 in 考核要点 %} | < | < | <",
            "{%tr for 档 in 行.评分标准 %} | < | < | <",
            "{{ 行.要点 ¦ 竖向合并 }} | {{ 行.分值 ¦ 竖向合并 }} | {{ 档.等级 }} | {{ 档.标准 }}",
            "{%tr endfor %} | < | < | <",
            "{%tr endfor %} | < | < | <",
        ],
        "{%p if 补充说明 %}",
        "补充说明：{{ 补充说明 }}",
        "{%p endif %}",
        "填表人：______________　　　　单位负责人（签字）：______________",
    ],
    fields={},
    heights={(table, row): 19 for table, rows in enumerate((14, 4, 6)) for row in range(rows)},
)
"""A template with everything that the language has for Word."""

PLAN_SHEET = [
    ["{{ 汇总表标题 }}", None, None, None, None],
    ["序号", "项目名称", "填表日期", "支出项数", "支出合计（元）"],
    ["{%tr for 表 in 项目 %}", None, None, None, None],
    ["{{ loop.index }}", "{{ 表.项目名称 }}", "{{ 表.填表日期 }}", "{{ 表.支出明细 | 个数 }}", "{{ 表.支出合计 }}"],
    ["{%tr endfor %}", None, None, None, None],
    ["合计", None, None, "=SUM(D4:D4)", "=SUM(E4:E4)"],
]
"""A workbook for all projects, cell by cell."""

_PAGE = 17.2
_WIDTHS = {6: (2.3, 2.6, 3.1, 3.2, 3.0, 3.0), 5: (2.6, 4.3, 3.0, 4.3, 3.0), 4: (5.2, 2.0, 2.0, 8.0)}


def request() -> bytes:
    """Return the blank form as a docx."""
    return saved(_dressed(document(REQUEST)))


def plan() -> bytes:
    """Return the hand-drawn template as a docx."""
    made = _dressed(document(PLAN))
    for text in made.element.iter(qn("w:t")):
        text.text = text.text.replace("¦", "|")
    for table in made.tables:
        for row in table.rows:
            _row_setting(row, "w:cantSplit")
        _row_setting(table.rows[0], "w:tblHeader")
    made.core_properties.author = ""
    relations = made.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(name)
    return saved(made)


def _row_setting(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _dressed(made: DocumentObject) -> DocumentObject:
    """Return a document in house style: 宋体, titles in 黑体, cells centred, columns that keep their widths."""
    style = made.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.space_after = Pt(0)
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm((21 - _PAGE) / 2)
    page.top_margin = Cm(1.5)
    title, year, *others = made.paragraphs
    _large(title, 16)
    for paragraph in (title, year):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    year.paragraph_format.space_after = Pt(6)
    for paragraph in others:
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
    for table in made.tables:
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS[len(table.columns)], strict=True):
            column.width = Cm(width)
        for paragraph in _in_cells(table):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return made


def _in_cells(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            yield from cell.paragraphs


def _large(paragraph: Paragraph, points: int) -> None:
    for run in paragraph.runs:
        run.font.name, run.font.size = "黑体", Pt(points)
        run._element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")


def plan_workbook() -> bytes:
    """Return the hand-drawn workbook as an xlsx."""
    book = Workbook()
    book.properties.creator = None
    sheet = book.active
    sheet.title = "支出计划"
    line = Side(style="thin")
    for number, cells in enumerate(PLAN_SHEET, start=1):
        for column, text in enumerate(cells, start=1):
            cell = sheet.cell(number, column, text)
            cell.font = Font("黑体" if number < 3 else "宋体", size=14 if number == 1 else 11)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = Border(line, line, line, line) if number > 1 else Border()
    for number in (4, 6):
        sheet.cell(number, 5).number_format = "#,##0.00"
    for number, width in enumerate((24, 26, 20, 26, 22), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A6:C6")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

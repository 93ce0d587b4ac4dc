"""Blank official forms of quite different build, drawn with python-docx, and what a person would make of each.

A table is drawn as text: ``|`` between cells, ``.`` an empty cell, ``<`` belongs to the cell on its left, ``^`` to the
cell above, ``/`` a new paragraph inside a cell. The forms, units and figures are invented; what they are built like is
what provinces, schools and hospitals hand out.
"""

import io
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Pt
from docx.table import Table, _Cell


@dataclass(frozen=True)
class Blank:
    """A blank form.

    Attributes:
        lines: paragraphs; a list among them is a table.
        fields: key and type of each field.
        tables: for each table of repeated rows its levels and its columns with their types.
        heights: rows of the tables that are tall, by table and row, from 0, in points.
    """

    lines: list[str | list[str]]
    fields: dict[str, str]
    tables: dict[str, tuple[list[str], dict[str, str]]] = field(default_factory=dict)
    heights: dict[tuple[int, int], int] = field(default_factory=dict)


def document(form: Blank) -> DocumentObject:
    """Return the form as python-docx has it."""
    made = Document()
    count = 0
    for line in form.lines:
        if isinstance(line, str):
            made.add_paragraph(line)
            continue
        heights = {row: height for (table, row), height in form.heights.items() if table == count}
        draw(made.add_table(rows=len(line), cols=len(line[0].split("|"))), line, heights)
        count += 1
    return made


def data(form: Blank) -> bytes:
    """Return the form's docx."""
    return saved(document(form))


def saved(made: DocumentObject) -> bytes:
    """Return the bytes of a document."""
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def draw(table: Table, lines: list[str], heights: dict[int, int]) -> None:
    """Draw cells as the text says."""
    table.style = "Table Grid"
    texts = [[text.strip(" ") for text in line.split("|")] for line in lines]
    cells = [list(row.cells) for row in table.rows]
    for row, line in enumerate(texts):
        if row in heights:
            table.rows[row].height = Pt(heights[row])
        for column, text in enumerate(line):
            if text in ("<", "^"):
                continue
            right = column
            while right + 1 < len(line) and line[right + 1] == "<":
                right += 1
            bottom = row
            while bottom + 1 < len(texts) and texts[bottom + 1][column] == "^":
                bottom += 1
            cell = cells[row][column]
            if (right, bottom) != (column, row):
                cell = cell.merge(cells[bottom][right])
            _write(cell, "" if text == "." else text)


def _write(cell: _Cell, text: str) -> None:
    first, *others = text.split("/")
    cell.paragraphs[0].text = first
    for other in others:
        cell.add_paragraph(other)


SHANGHAI = Blank(
    [
        [
            "财政项目支出绩效目标申报表 | < | < | < | < | < | < | <",
            "（    年度） | < | < | < | < | < | < | <",
            "项目名称 | < | . | < | 项目性质 | . | 项目类别 | .",
            "主管部门 | < | . | < | 实施单位 | . | < | <",
            "计划开始日期 | < | . | < | 计划完成日期 | . | < | <",
            "项目资金（元） | 项目资金总额 | < | . | 年度资金申请总额 | < | . | <",
            "^ | 其中：财政资金 | < | . | 其中：当年财政拨款 | < | . | <",
            "^ | ^ | ^ | ^ | 　　上年结转资金 | < | . | <",
            "^ | 　　其他资金 | < | . | 　　其他资金 | < | . | <",
            "项目绩效目标 | 项目总目标 | < | < | < | 年度总体目标 | < | <",
            "^ | . | < | < | < | . | < | <",
            "绩效指标 | 一级指标 | 二级指标 | 三级指标 | < | < | 年度（/项目）指标值 | <",
            "^ | . | . | . | < | < | . | <",
            "^ | ^ | ^ | . | < | < | . | <",
            "^ | ^ | . | . | < | < | . | <",
            "^ | . | . | . | < | < | . | <",
        ]
    ],
    {
        "年度": "year",
        "项目名称": "line",
        "项目性质": "line",
        "项目类别": "line",
        "主管部门": "line",
        "实施单位": "line",
        "计划开始日期": "date",
        "计划完成日期": "date",
        "项目资金.项目资金总额.总额": "amount",
        "项目资金.项目资金总额.财政资金": "amount",
        "项目资金.项目资金总额.其他资金": "amount",
        "项目资金.年度资金申请总额": "amount",
        "项目资金.当年财政拨款": "amount",
        "项目资金.上年结转资金": "amount",
        "项目资金.其他资金": "amount",
        "项目绩效目标.项目总目标": "text",
        "项目绩效目标.年度总体目标": "text",
    },
    {"绩效指标": (["一级指标", "二级指标"], {"三级指标": "text", "年度指标值": "measure"})},
    {(0, 10): 120},
)
"""The declaration of Shanghai, emptied."""

SELF_EVALUATION = Blank(
    [
        "项目支出绩效自评表",
        "（20  年度）",
        "填报单位（盖章）：____________　　填报日期：    年  月  日",
        [
            "项目名称 | < | . | < | < | < | < | <",
            "主管部门 | < | . | < | 实施单位 | < | . | <",
            "项目资金（元） | . | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分",
            "^ | 年度资金总额 | . | . | . | 10 | . | .",
            "^ | 其中：当年财政拨款 | . | . | . | — | . | —",
            "^ | 　　上年结转资金 | . | . | . | — | . | —",
            "^ | 　　其他资金 | . | . | . | — | . | —",
            "年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <",
            "^ | . | < | < | . | < | < | <",
            "绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分",
            "^ | 产出指标 | 数量指标 | . | . | . | . | .",
            "^ | ^ | ^ | . | . | . | . | .",
            "^ | ^ | 质量指标 | . | . | . | . | .",
            "^ | 效益指标 | 社会效益指标 | . | . | . | . | .",
            "^ | 满意度指标 | 服务对象满意度指标 | . | . | . | . | .",
            "总分 | < | < | < | < | < | 100 | .",
        ],
        "填表人：__________　联系电话：__________　单位负责人（签字）：__________",
    ],
    {
        "年度": "year",
        "填报单位": "line",
        "填报日期": "date",
        "填表人": "line",
        "联系电话": "line",
        "项目名称": "line",
        "主管部门": "line",
        "实施单位": "line",
        **{
            f"项目资金.{row}.{column}": kind
            for row in ("年度资金总额", "当年财政拨款", "上年结转资金", "其他资金")
            for column, kind in {
                "年初预算数": "amount",
                "全年预算数": "amount",
                "全年执行数": "amount",
                "执行率": "rate",
            }.items()
        },
        "项目资金.年度资金总额.得分": "number",
        "年度总体目标.预期目标": "text",
        "年度总体目标.实际完成情况": "text",
        "总分": "number",
    },
    {
        "绩效指标": (
            ["一级指标", "二级指标"],
            {"三级指标": "text", "年度指标值": "measure", "实际完成值": "result", "分值": "number", "得分": "number"},
        )
    },
    {(0, 8): 80},
)

BUDGET = Blank(
    [
        "医院专项经费预算申请表",
        [
            "项目名称 | . | < | < | 申请年度 | .",
            "申请科室 | . | < | < | 项目负责人 | .",
            "项目属性 | □经常性项目　□一次性项目　□其他____ | < | < | 是否政府采购 | □是 □否",
            "资金来源（万元） | 来源 | 本年预算 | 上年预算 | 增减额 | 备注",
            "^ | 财政拨款 | . | . | . | .",
            "^ | 其中：一般公共预算 | . | . | . | .",
            "^ | 　　政府性基金 | . | . | . | .",
            "^ | 事业收入 | . | . | . | .",
            "^ | 合计 | . | . | . | .",
            "支出明细（万元） | 序号 | 支出内容 | 单价 | 数量 | 金额",
            "^ | 1 | . | . | . | .",
            "^ | 2 | . | . | . | .",
            "^ | 3 | . | . | . | .",
            "^ | 合计 | < | < | < | .",
            "申请理由 | . | < | < | < | <",
            "科室负责人意见 | 签字：　　　　　　　年　月　日 | < | < | < | <",
        ],
    ],
    {
        "项目名称": "line",
        "申请年度": "year",
        "申请科室": "line",
        "项目负责人": "line",
        "项目属性": "choice",
        "是否政府采购": "choice",
        **{
            f"资金来源.{row}.{column}": kind
            for row in ("财政拨款", "一般公共预算", "政府性基金", "事业收入", "合计")
            for column, kind in {"本年预算": "amount", "上年预算": "amount", "增减额": "amount", "备注": "text"}.items()
            if (row, column) != ("合计", "备注")
        },
        "合计.金额": "amount",
        "申请理由": "text",
    },
    {"支出明细": ([], {"支出内容": "text", "单价": "amount", "数量": "number", "金额": "amount"})},
    {(0, 14): 100},
)

LETTER = Blank(
    [
        "关于申请专项资金的函",
        "示例市财政局：",
        "现就我单位下列项目申请专项资金，请予审批。",
        "一、项目名称：______________________",
        "二、申请单位：______________________",
        "三、申请金额（元）：________________",
        "四、项目年度：________",
        "五、计划开始日期：    年  月  日",
        "六、计划完成日期：    年  月  日",
        "七、资金使用方式：□政府采购　□直接支付　□授权支付",
        "八、项目主要内容：",
        "联系人：　　　　　　联系电话：　　　　　　",
        "单位（公章）",
        "    年    月    日",
    ],
    {
        "项目名称": "line",
        "申请单位": "line",
        "申请金额": "amount",
        "项目年度": "year",
        "计划开始日期": "date",
        "计划完成日期": "date",
        "资金使用方式": "choice",
        "项目主要内容": "text",
        "联系人": "line",
        "联系电话": "line",
    },
)

TWO_TABLES = Blank(
    [
        "农田水利建设项目申报书",
        "一、基本情况",
        [
            "项目名称 | . | 建设单位 | .",
            "建设地点 | . | 建设期限 | .",
            "总投资（万元） | . | 受益面积（亩） | .",
            "联系人 | . | 联系电话 | .",
        ],
        "二、建设内容及效益",
        [
            "序号 | 建设内容 | 计量单位 | 工程量 | 投资（万元） | 完成时间",
            "1 | . | . | . | . | .",
            "2 | . | . | . | . | .",
            "…… | . | . | . | . | .",
        ],
        "三、审核",
        [
            "县级主管部门意见 | .",
            "市级主管部门意见 | .",
            "联系人 | .",
        ],
    ],
    {
        "项目名称": "line",
        "建设单位": "line",
        "建设地点": "line",
        "建设期限": "line",
        "总投资": "amount",
        "受益面积": "number",
        "联系人": "line",
        "联系电话": "line",
        "县级主管部门意见": "text",
        "市级主管部门意见": "text",
        "审核.联系人": "line",
    },
    {
        "建设内容及效益": (
            [],
            {"建设内容": "text", "计量单位": "line", "工程量": "number", "投资": "amount", "完成时间": "date"},
        )
    },
    {(2, 0): 90, (2, 1): 90},
)

RESEARCH = Blank(
    [
        "市级科研课题立项申请书",
        "（____年度）",
        [
            "课题名称 | . | < | <",
            "课题类别 | □重点 □一般 □青年 | 预期成果 | □论文 □专著 □研究报告（可多选）",
            "课题负责人 | 姓名 | . | 职称",
            "^ | 工作单位 | . | .",
            "研究内容 / （限500字） | . | < | <",
            "研究方法 | . | < | <",
            "申请经费（元） | . | 研究期限 | .",
        ],
        "课题组主要成员",
        [
            "姓名 | 职称 | 工作单位 | 分工",
            ". | . | . | .",
            ". | . | . | .",
        ],
    ],
    {
        "年度": "year",
        "课题名称": "line",
        "课题类别": "choice",
        "预期成果": "choice",
        "课题负责人.姓名": "line",
        "课题负责人.职称": "line",
        "课题负责人.工作单位": "line",
        "研究内容": "text",
        "研究方法": "text",
        "申请经费": "amount",
        "研究期限": "line",
    },
    {"课题组主要成员": ([], {"姓名": "line", "职称": "line", "工作单位": "line", "分工": "line"})},
    {(0, 4): 160, (0, 5): 160},
)

MONITORING = Blank(
    [
        "部门预算项目绩效运行监控表",
        "（2025年度）",
        [
            "项目名称 | . | < | < | 项目代码 | . | <",
            "预算单位 | . | < | < | 监控截止日期 | . | <",
            "资金执行情况（万元） | 资金类别 | 年初预算数 | 调整后预算数 | 1—7月执行数 | 执行率 | 全年预计执行数",
            "^ | 财政拨款 | . | . | . | . | .",
            "^ | 其他资金 | . | . | . | . | .",
            "^ | 合计 | . | . | . | . | .",
            "一级指标 | 三级指标 | 年度指标值 | 1—7月完成值 | 完成可能性 | 偏差原因 | 备注",
            "产出指标 | 指标1： | . | . | □确定能 □有可能 □完全不可能 | . | .",
            "产出指标 | 指标2： | . | . | □确定能 □有可能 □完全不可能 | . | .",
            "效益指标 | 指标1： | . | . | □确定能 □有可能 □完全不可能 | . | .",
            "满意度指标 | …… | . | . | □确定能 □有可能 □完全不可能 | . | .",
        ],
    ],
    {
        "年度": "year",
        "项目名称": "line",
        "项目代码": "line",
        "预算单位": "line",
        "监控截止日期": "date",
        **{
            f"资金执行情况.{row}.{column}": kind
            for row in ("财政拨款", "其他资金", "合计")
            for column, kind in {
                "年初预算数": "amount",
                "调整后预算数": "amount",
                "月执行数": "amount",
                "执行率": "rate",
                "全年预计执行数": "amount",
            }.items()
        },
    },
    {
        "指标": (
            ["一级指标"],
            {
                "三级指标": "text",
                "年度指标值": "measure",
                "月完成值": "result",
                "完成可能性": "choice",
                "偏差原因": "text",
                "备注": "text",
            },
        )
    },
)

NATIONAL = Blank(
    [
        "项目支出绩效目标申报表",
        "（    年度）",
        [
            "项目名称 | < | . | < | < | < | <",
            "主管部门及代码 | < | . | < | 实施单位 | . | <",
            "项目属性 | < | . | < | 项目期 | . | <",
            "项目资金（万元） | 中期资金总额： | < | . | 年度资金总额： | < | .",
            "^ | 其中：财政拨款 | < | . | 其中：财政拨款 | < | .",
            "^ | 　　其他资金 | < | . | 　　其他资金 | < | .",
            "总体目标 | 中期目标（20××年—20××+n年） | < | < | 年度目标 | < | <",
            "^ | 目标1： / 目标2： / …… | < | < | 目标1： / 目标2： / …… | < | <",
            "一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值",
            "产出指标 | 数量指标 | 指标1： | . | 数量指标 | 指标1： | .",
            "产出指标 | 质量指标 | 指标1： | . | 质量指标 | 指标1： | .",
            "效益指标 | 社会效益指标 | 指标1： | . | 社会效益指标 | 指标1： | .",
            "满意度指标 | 服务对象满意度指标 | 指标1： | . | 服务对象满意度指标 | 指标1： | .",
        ],
    ],
    {
        "年度": "year",
        "项目名称": "line",
        "主管部门及代码": "line",
        "实施单位": "line",
        "项目属性": "line",
        "项目期": "line",
        "项目资金.中期资金总额.总额": "amount",
        "项目资金.中期资金总额.财政拨款": "amount",
        "项目资金.中期资金总额.其他资金": "amount",
        "项目资金.年度资金总额": "amount",
        "项目资金.财政拨款": "amount",
        "项目资金.其他资金": "amount",
        "总体目标.中期目标": "text",
        "总体目标.年度目标": "text",
    },
    {
        "中期指标": (["一级指标", "二级指标"], {"三级指标": "text", "指标值": "measure"}),
        "年度指标": (["一级指标", "二级指标"], {"三级指标": "text", "指标值": "measure"}),
    },
)

NO_TABLE = Blank(
    [
        "文化惠民活动经费说明",
        "活动名称：____________________",
        "举办单位：____________________",
        "举办日期：    年  月  日",
        "经费总额：__________元",
        "本单位承诺所填内容真实。",
        "说明：本表一式两份。",
        "负责人（签字）：          日期：    年  月  日",
    ],
    {"活动名称": "line", "举办单位": "line", "举办日期": "date", "经费总额": "amount", "日期": "date"},
)

FORMS = {
    "shanghai": SHANGHAI,
    "self-evaluation": SELF_EVALUATION,
    "budget": BUDGET,
    "letter": LETTER,
    "two-tables": TWO_TABLES,
    "research": RESEARCH,
    "monitoring": MONITORING,
    "national": NATIONAL,
    "no-table": NO_TABLE,
}

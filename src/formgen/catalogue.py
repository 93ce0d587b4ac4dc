"""What every code of a finding means, for clerks: the text of ``formgen explain`` and of docs/rules.md.

Owns the manual. A rule brings its own in its docstring; the codes of the other rooms stand here, each with a fragment
that has the fault and one that has not, which a test runs. A test holds that every code is here that formgen can say.
"""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from formgen import rules
from formgen.diagnostics import SEVERITY_WORDS, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """One code.

    Attributes:
        code: as in brackets in the message.
        severity: unless a form kind or a year weighs it otherwise.
        title: in a few words.
        text: what it means and what to do, in paragraphs.
        bad: a piece of a file that has the fault; empty where none can show it.
        good: the same piece without it.
    """

    code: str
    severity: Severity
    title: str
    text: str
    bad: str = ""
    good: str = ""


def entries() -> Iterator[Entry]:
    """Yield every code: typing first, then fields, then the rules in their order, then files and forms."""
    yield from _TYPING
    yield from _FIELDS
    for rule in rules.RULES:
        yield _of_rule(rule)
    yield from _FILES
    yield from _TEMPLATES


def find(code: str) -> Entry | None:
    """Return the entry of a code; None when there is no such code."""
    return next((entry for entry in entries() if entry.code == code), None)


def codes() -> frozenset[str]:
    """Return every code that formgen can say."""
    return frozenset(entry.code for entry in entries())


def sections(rule: ModuleType) -> list[tuple[str, str]]:
    """Return the titled parts of a rule's docstring in their order; Bad and Good may come several times."""
    text = (rule.__doc__ or "") + "\n"
    return [(match[1], textwrap.dedent(match[2]).strip("\n") + "\n") for match in _SECTION.finditer(text)]


_SECTION = re.compile(r"^(\w+):\n((?:(?:    .*)?\n)+)", re.MULTILINE)


def explained(entry: Entry) -> str:
    """Return an entry as text for a terminal."""
    parts = [f"{entry.code}（{SEVERITY_WORDS[entry.severity]}）：{entry.title}\n", entry.text]
    for title, example in (("这样会报", entry.bad), ("这样就对", entry.good)):
        if example:
            parts.append(f"{title}：\n\n{textwrap.indent(example, '    ')}")
    if entry.severity is not Severity.ERROR and entry not in _TEMPLATES:
        parts.append(f"确实不是问题，就在那一行后面写明理由：# formgen: 忽略 {entry.code} 因为……\n")
    return "\n".join(parts)


def as_markdown() -> str:
    """Return the whole manual, the content of docs/rules.md."""
    lines = [
        "# 每条消息是什么意思",
        "",
        "消息里方括号中的词是它的代号，例如 `[sum-mismatch]`；在命令行里看一条的说明：`formgen explain sum-mismatch`。",
        "错误：改好才生成文件。警告：照常生成，请看一眼。提示：供参考。",
        "",
        "确实不是问题的警告和提示，在那一行后面（或上面一行）写明理由就不再出现：",
        "",
        "```yaml",
        "      - 三级指标: 社会评价良好",
        "        指标值: 良好  # formgen: 忽略 vague-value 因为第三方评估报告只给等级",
        "```",
        "",
        "写在一组的开头一行，就管这一组；写在单独的一行，就管下面那一项。"
        "一年里统一改轻重，写在 `batch.yaml` 的“规则级别”下面。",
        "",
        "这一页由 `make docs` 从程序里写出，不要直接改。例子里的单位、项目和数字都是虚构的。",
        "",
    ]
    for heading, chapter in _chapters():
        lines += [f"## {heading}", "", "| 代号 | 级别 | 意思 |", "|---|---|---|"]
        lines += [f"| [{one.code}](#{one.code}) | {SEVERITY_WORDS[one.severity]} | {one.title} |" for one in chapter]
        lines.append("")
        for one in chapter:
            lines += [f"### {one.code}", "", f"{SEVERITY_WORDS[one.severity]}：{one.title}。", "", one.text]
            for title, example in (("这样会报：", one.bad), ("这样就对：", one.good)):
                lines += [title, "", f"```yaml\n{example}```", ""] if example else []
    return "\n".join(lines).rstrip("\n") + "\n"


def _chapters() -> Iterator[tuple[str, list[Entry]]]:
    yield "写法", list(_TYPING)
    yield "表上的项", list(_FIELDS)
    yield "表的内容", [_of_rule(rule) for rule in rules.RULES]
    yield "文件和表格", list(_FILES)
    yield "表格的模板", list(_TEMPLATES)


def _of_rule(rule: ModuleType) -> Entry:
    parts = sections(rule)
    first = dict(reversed(parts))  # of several examples the first
    text = f"{_joined(first['Why'])}\n依据：{_joined(first['Basis'])}"
    bad = re.sub(r" *# <- [a-z-]+$", "", first["Bad"], flags=re.MULTILINE)
    return Entry(rules.code(rule), rule.SEVERITY, rule.TITLE, text, bad, first["Good"])


def _joined(text: str) -> str:
    """Return a paragraph of a docstring in one line; Chinese needs no blank where a line ended."""
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", text.strip("\n")).replace("\n", " ") + "\n"


def _entry(code: str, severity: Severity, title: str, text: str, bad: str = "", good: str = "") -> Entry:
    return Entry(code, severity, title, f"{text}\n", bad, good)


_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

_TYPING = (
    _entry(
        "full-width-colon",
        _ERROR,
        "名称后面用了全角冒号",
        "名称和内容之间要用半角冒号“:”，后面空一格；内容里面可以用全角冒号。formgen check --fix 会改好。",
        "项目名称：社区科普巡展\n",
        "项目名称: 社区科普巡展\n",
    ),
    _entry(
        "missing-blank",
        _ERROR,
        "冒号、减号或 # 旁边少了空格",
        "“名称: 内容”的冒号后面、列表“- ”的减号后面、说明“ #”的前面都要有一个半角空格，不然几段会粘成一段。"
        "formgen check --fix 会改好。",
        "年度: 2025\n项目名称:社区科普巡展\n",
        "年度: 2025\n项目名称: 社区科普巡展\n",
    ),
    _entry(
        "missing-colon",
        _ERROR,
        "这一行没有冒号",
        "每一行写成“名称: 内容”。如果这一行是上面那段文字的继续，前面要多缩进两格，并且那一项的冒号后面写 |。",
        "年度: 2025\n项目名称 社区科普巡展\n",
        "年度: 2025\n项目名称: 社区科普巡展\n",
    ),
    _entry(
        "blank-character",
        _ERROR,
        "空白里有全角空格、制表符等",
        "缩进、冒号后面和 # 前面只能用半角空格；全角空格、制表符（Tab）看起来一样，读起来不一样。"
        "能确定原意的，formgen check --fix 会改好。",
        "项目资金:\n\t其他资金: 1.00\n",
        "项目资金:\n  其他资金: 1.00\n",
    ),
    _entry(
        "wrong-indent",
        _ERROR,
        "缩进对不上",
        "同一级的各行左边对齐，下一级多缩进两格。消息里写着应当和哪一行对齐。",
        "项目资金:\n  其他资金: 1.00\n   当年财政拨款: 2.00\n",
        "项目资金:\n  其他资金: 1.00\n  当年财政拨款: 2.00\n",
    ),
    _entry(
        "list-mark",
        _ERROR,
        "列表的一项不是以半角减号开头",
        "列表的每一项以半角减号和一个空格开头：“- ”。全角减号、圆点、序号都不行。",
        "绩效指标:\n  产出指标:\n    数量指标:\n      － 三级指标: 巡展场次\n        指标值: ≥8场\n",
        "绩效指标:\n  产出指标:\n    数量指标:\n      - 三级指标: 巡展场次\n        指标值: ≥8场\n",
    ),
    _entry(
        "value-needs-quotes",
        _ERROR,
        "内容要加引号",
        "内容以 > @ * & ! % ` [ ] { } 等符号开头，或者里面有半角冒号加空格时，YAML 会当成别的意思。"
        "给整个内容加上引号就按原文印；大于等于可以直接写 ≥。>= 开头的，formgen check --fix 会改成 ≥。",
        "指标值: >=95%\n",
        "指标值: ≥95%\n",
    ),
    _entry(
        "quote-unclosed",
        _ERROR,
        "引号没有配对",
        "前后要用同一种半角引号。要印出来的引号用“ ”，不需要另加引号。",
        '项目名称: "社区科普巡展\n年度: 2025\n',
        '项目名称: "社区科普巡展"\n年度: 2025\n',
    ),
    _entry(
        "bracket-unclosed",
        _ERROR,
        "方括号或大括号没有配对",
        "以 [ 或 { 开头的内容会当成列表或一组内容，要有另一半；要印出来就给整个内容加上引号，或者用（ ）。",
        "项目名称: [社区科普巡展\n年度: 2025\n",
        "项目名称: （社区）科普巡展\n年度: 2025\n",
    ),
    _entry(
        "yaml-refused",
        _ERROR,
        "用了不接受的 YAML 写法",
        "锚点 &、引用 *、标签 !、合并键 << 和复杂的名称在表里用不着，一律不接受。要印出来就给整个内容加上引号。",
        "项目名称: *必填\n",
        '项目名称: "*必填"\n',
    ),
    _entry(
        "yaml-syntax",
        _ERROR,
        "这里的写法读不懂",
        "对照上下行和已有的项目文件检查冒号、缩进、引号和括号。",
        "项目名称: [甲, 乙}\n年度: 2025\n",
        "项目名称: 甲、乙\n年度: 2025\n",
    ),
    _entry(
        "remark-printed",
        _ERROR,
        "写给 formgen 的说明在文字里面",
        "冒号后面写了 |，下面缩进的每个字都会印到表上，# 后面的也是。说明写在 | 的后面，或者这一项的上面一行。",
        "项目绩效目标:\n  年度总体目标: |\n    办好巡展。 # formgen: 忽略 vague-value 因为已定\n",
        "项目绩效目标:\n  年度总体目标: |\n    办好巡展。\n",
    ),
    _entry(
        "full-width-bar",
        _ERROR,
        "用了全角的｜",
        "要分行写的文字，冒号后面写半角的 |。formgen check --fix 会改好。",
        "项目绩效目标:\n  年度总体目标: ｜\n    第一段\n    第二段\n",
        "项目绩效目标:\n  年度总体目标: |\n    第一段\n    第二段\n",
    ),
    _entry("yaml-too-deep", _ERROR, "嵌套太深", "没有表格需要十几级的缩进或括号，多半是缩进乱了。"),
    _entry(
        "yaml-too-large",
        _ERROR,
        "内容太多",
        "一个文件只写一个项目；一行最多 30,000 字，全文最多 20,000 行、3,000 项，多半是粘贴错了。",
    ),
    _entry("too-many-mistakes", _ERROR, "错误太多，没有看完", "先改好列出来的，再检查一次，后面的会接着列。"),
    _entry(
        "duplicate-key",
        _ERROR,
        "同一项写了两次",
        "同一组里一项只能写一次，留下对的那一个。",
        "年度: 2025\n年度: 2026\n",
        "年度: 2025\n",
    ),
    _entry(
        "several-documents",
        _ERROR,
        "一个文件里有两份内容",
        "--- 把文件分成几份。一个项目一个文件，删掉 --- 或拆成两个文件。",
        "年度: 2025\n---\n年度: 2026\n",
        "年度: 2025\n",
    ),
    _entry(
        "not-a-mapping",
        _ERROR,
        "文件里不是“名称: 内容”",
        "整个文件由“名称: 内容”这样的行组成，参照已有的项目文件。",
        "- 甲\n- 乙\n",
        "年度: 2025\n",
    ),
    _entry("file-empty", _ERROR, "文件是空的", "参照已有的项目文件填写。", "# 只有说明\n", "年度: 2025\n"),
    _entry(
        "lines-folded",
        _WARNING,
        "分成几行的文字会连成一行",
        "冒号后面直接分行写的文字，YAML 会把换行变成空格。要分段就在冒号后面写 |，下一行起缩进，一段一行。",
        "项目绩效目标:\n  年度总体目标: 第一段\n    第二段\n",
        "项目绩效目标:\n  年度总体目标: |\n    第一段\n    第二段\n",
    ),
    _entry(
        "text-cut",
        _WARNING,
        "# 后面的字不会印出来",
        "空格后面的 # 是说明的开头。是要印的文字，就给整个内容加上引号；是说明，就在 # 后面空一格。",
        "项目名称: 巡展 #2\n",
        '项目名称: "巡展 #2"\n',
    ),
    _entry(
        "character-refused",
        _ERROR,
        "有看不见的字符",
        "从网页或别的软件粘贴来的字里可能带着零宽空格等看不见的字符，印不到表上。删掉这几个字，重新输入。",
    ),
    _entry("encoding-gb18030", _WARNING, "不是 UTF-8，按 GB18030 读取", "核对有无乱码；--fix 会另存为 UTF-8。"),
    _entry("encoding-utf16", _WARNING, "不是 UTF-8，按 UTF-16 读取", "核对有无乱码；--fix 会另存为 UTF-8。"),
    _entry("encoding-unknown", _ERROR, "读不出文字", "用文本编辑器打开，另存为 UTF-8 编码。Word、Excel 文件不行。"),
    _entry(
        "silence-without-reason",
        _WARNING,
        "忽略消息没有写理由",
        "写成“# formgen: 忽略 代号 因为……”，审核的人要看到理由。没有理由的不起作用。",
        "项目名称: 巡展  # formgen: 忽略 text-cut\n",
        "项目名称: 巡展\n",
    ),
    _entry(
        "silence-unreadable",
        _WARNING,
        "看不懂写给 formgen 的说明",
        "写成“# formgen: 忽略 代号 因为……”。",
        "项目名称: 巡展  # formgen: 别管它\n",
        "项目名称: 巡展\n",
    ),
    _entry(
        "silence-unknown",
        _WARNING,
        "要忽略的代号不存在",
        "代号是消息里方括号中的那个词。全部代号：formgen explain。",
        "项目名称: 巡展  # formgen: 忽略 vague 因为领导要求这样写\n",
        "项目名称: 巡展\n",
    ),
    _entry(
        "silence-unused",
        _WARNING,
        "忽略消息的说明没有用到",
        "这里没有那条消息了，删掉这句说明，免得以后盖住新的问题。",
        "项目名称: 巡展  # formgen: 忽略 text-cut 因为不印\n",
        "项目名称: 巡展\n",
    ),
    _entry(
        "silence-of-error",
        _WARNING,
        "错误不能忽略",
        "有错误的表不能报送，改好错误，删掉这句说明。",
        "年度: 今年  # formgen: 忽略 year-unreadable 因为还没定\n",
        "年度: 2025\n",
    ),
)

_FIELDS = (
    _entry(
        "field-missing",
        _ERROR,
        "缺少必须有的一项",
        "表上必须有这一项，文件里没有写。照提示在那一组里加一行；确实要空着的格子也写上名称，冒号后面什么都不写。",
    ),
    _entry(
        "unknown-key",
        _ERROR,
        "表上没有这一项",
        "名称要和表上印的字一样；写错、多字少字、写错了组都会报。提示里有最像的名称。",
        "主管单位: 示例市科学技术协会\n",
        "主管部门: 示例市科学技术协会\n",
    ),
    _entry("value-empty", _ERROR, "没有填写", "这一项必须有内容。", "项目类别:\n", "项目类别: 特定目标类\n"),
    _entry(
        "wrong-structure",
        _ERROR,
        "层次不对",
        "要一个值的地方写成了一组或列表，或者反过来。对照已有的项目文件检查缩进；要印出来的方括号、大括号加引号。",
        "项目名称:\n  甲: 乙\n",
        "项目名称: 甲\n",
    ),
    _entry(
        "value-not-listed",
        _WARNING,
        "不是常用的写法",
        "财政系统里有固定的选项，写别的可能选不上。确实没有合适的才用别的写法。",
        "项目类别: 重点类\n",
        "项目类别: 特定目标类\n",
    ),
    _entry(
        "value-below-minimum",
        _ERROR,
        "小于允许的最小值",
        "这一项的数字比表格设置的下限还小，金额不能是负数；核对数字和正负号。",
        "项目资金: {其他资金: -1}\n",
        "项目资金: {其他资金: 1}\n",
    ),
    _entry("value-above-maximum", _ERROR, "大于允许的最大值", "这一项的数字超过了表格设置的上限，核对数字和单位。"),
    _entry(
        "too-few",
        _ERROR,
        "项数太少",
        "补上内容，或者删掉空的一组。",
        "绩效指标: {}\n",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥1场}]}}\n",
    ),
    _entry(
        "too-long",
        _ERROR,
        "太长",
        "财政系统不接受更长的内容，把它缩短。",
        f"主管部门: {'长' * 101}\n",
        "主管部门: 长\n",
    ),
    _entry("pattern-mismatch", _ERROR, "写法不符合要求", "这一项有固定的写法，照提示的样子写。"),
    _entry(
        "amount-unreadable",
        _ERROR,
        "不是金额",
        "金额以元为单位，只写数字，可以带逗号：2,180,000.00。不写“万元”“元”；全角数字 --fix 会改好。",
        "项目资金: {其他资金: 12万}\n",
        "项目资金: {其他资金: 120000.00}\n",
    ),
    _entry(
        "amount-decimals",
        _ERROR,
        "金额超过两位小数",
        "金额最多到分，也就是两位小数。",
        "项目资金: {其他资金: 1.005}\n",
        "项目资金: {其他资金: 1.01}\n",
    ),
    _entry(
        "amount-too-large",
        _ERROR,
        "金额的位数太多",
        "超过 13 位整数的金额，Excel 会丢掉末尾几位。",
        f"项目资金: {{其他资金: {'1' * 14}}}\n",
        "项目资金: {其他资金: 1}\n",
    ),
    _entry("number-unreadable", _ERROR, "不是数字", "分值、得分、个数只写数字，例如 20 或 9.5，不写“分”“个”等单位。"),
    _entry("number-decimals", _ERROR, "数字超过两位小数", "分值、得分、个数最多两位小数。"),
    _entry("number-too-large", _ERROR, "数字的位数太多", "超过 13 位整数的数，Excel 会丢掉末尾几位。"),
    _entry(
        "rate-unreadable",
        _ERROR,
        "不是百分比",
        "执行率之类写数字和 %，例如 98.35%。不写 %，就分不清 0.98 是 0.98% 还是 98%。",
    ),
    _entry("rate-decimals", _ERROR, "百分比超过两位小数", "百分比最多两位小数，例如 98.35%。"),
    _entry(
        "date-unreadable",
        _ERROR,
        "不是日期",
        "写成 年-月-日，例如 2025-01-01。全角数字 --fix 会改好。",
        "计划开始日期: 2025年3月1日\n",
        "计划开始日期: 2025-03-01\n",
    ),
    _entry("year-unreadable", _ERROR, "不是年份", "写四位数字，例如 2025。", "年度: 25\n", "年度: 2025\n"),
    _entry(
        "text-blank",
        _ERROR,
        "只有空白",
        "填上内容；这一格确实为空时，冒号后面什么都不写。",
        '主管部门: " "\n',
        "主管部门: 示例\n",
    ),
    _entry(
        "text-too-long",
        _ERROR,
        "文字太长",
        "最多 10,000 字，再多 Excel 的单元格放不下。",
        f"主管部门: {'长' * 10001}\n",
        "主管部门: 长\n",
    ),
    _entry(
        "text-several-lines",
        _ERROR,
        "分成了几行",
        "表上这一格只有一行。",
        "项目名称: |\n  甲\n  乙\n",
        "项目名称: 甲乙\n",
    ),
    _entry(
        "measure-incomplete",
        _ERROR,
        "定量的指标值不完整",
        "以 ≥ ≤ = > < 开头的是定量的指标值，要有符号、数字和单位：≥3.00(场)、≥95%。"
        "范围、日期和句子前面不要写符号，就按原文印。财政系统不保存没有单位的数字。",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥8}]}}\n",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥8场}]}}\n",
    ),
    _entry(
        "measure-decimals",
        _ERROR,
        "指标值超过两位小数",
        "表上只印两位小数，换一个单位，或者不写符号、按原文印。",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥8.125km}]}}\n",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥8125m}]}}\n",
    ),
    _entry(
        "measure-too-large",
        _ERROR,
        "指标值的位数太多",
        "超过 13 位整数的数，Excel 会丢掉末尾几位，换一个更大的单位。",
        f"绩效指标: {{产出指标: {{数量指标: [{{三级指标: 甲, 指标值: ≥{'1' * 14}元}}]}}}}\n",
        "绩效指标: {产出指标: {数量指标: [{三级指标: 甲, 指标值: ≥11亿元}]}}\n",
    ),
)

_FILES = (
    _entry("file-unavailable", _ERROR, "文件读不了", "核对路径和权限；项目文件是不超过 1 MB 的普通文件。"),
    _entry("no-projects", _ERROR, "文件夹里没有项目文件", "项目文件以 .yaml 结尾，放在 projects/<年度>/ 里。"),
    _entry("batch-misnamed", _ERROR, "batch.yaml 的文件名不对", "应当叫 batch.yaml，不是 batch.yml。"),
    _entry("project-not-found", _ERROR, "batch.yaml 列的文件不存在", "核对文件名，或删掉那一行。"),
    _entry("project-listed-twice", _ERROR, "batch.yaml 里同一个文件列了两次", "一个项目文件只列一次，删掉其中一行。"),
    _entry("project-unlisted", _WARNING, "项目文件没有列在 batch.yaml 里", "加一行；不列的排在最后。"),
    _entry("rule-unknown", _ERROR, "batch.yaml 里的规则代号不存在", "代号见 formgen rules。"),
    _entry("kind-unknown", _ERROR, "没有这种表格", "batch.yaml 的“表单”要写 templates/ 里的文件夹名。"),
    _entry(
        "year-differs",
        _ERROR,
        "年度不一致",
        "项目的年度、batch.yaml 的年度和文件夹的名称要一致，免得覆盖别的年度的文件。",
    ),
    _entry(
        "output-collision", _ERROR, "两个项目会生成同一个文件", "改其中一个项目的名称，或者改 form.yaml 里的输出名。"
    ),
    _entry(
        "computed-differs",
        _ERROR,
        "写的数和算出来的不一样",
        "合计、执行率这样的项可以不写，由程序算；写了就要和算出来的一样。核对各项，或者删掉这一行。",
    ),
    _entry(
        "value-without-form",
        _WARNING,
        "写了内容，却没有表来印它",
        "这一项属于另一种表。项目文件里要有那种表的一部分（例如“自评:”），batch.yaml 的“表单”里也要有它，才会生成。",
    ),
    _entry("form-fault", _ERROR, "表格种类的设置有错", "照消息改 templates/ 里的那个文件；写法见 docs/forms.md。"),
    _entry(
        "template-fault",
        _ERROR,
        "Word 或 Excel 模板有错",
        "在 Word 或 Excel 里改模板；占位符的写法见 docs/forms.md。",
    ),
    _entry(
        "document-differs",
        _ERROR,
        "做好的文件和应有的内容不一致",
        "这是程序或模板的错误，没有写出任何文件，请报告维护者。",
    ),
    _entry("value-not-printed", _ERROR, "有一项没有印出来", "模板里少了这一项的占位符，加上再生成；没有写出任何文件。"),
    _entry(
        "template-ambiguous",
        _WARNING,
        "Word 模板里有两项印在一起，分不开",
        "在两个占位符之间加上文字或标点，或者放到不同的格里，做好的文件才能读回每一项。",
    ),
    _entry(
        "document-text-differs",
        _WARNING,
        "读回的文件里固定的文字和模板不同",
        "照模板改回来；确实要改时，先改模板。",
    ),
    _entry(
        "document-part-missing",
        _WARNING,
        "读回的文件少了模板里有的表格、行、格或页眉",
        "照着模板补上，或者核对这个文件是不是用这份模板做的。",
    ),
    _entry(
        "document-part-extra",
        _WARNING,
        "读回的文件多了模板里没有的内容",
        "不需要时删掉；需要时先改模板。",
    ),
    _entry("document-values-differ", _WARNING, "读回的文件里同一项印在两处，内容不同", "核对后改成一样的。"),
    _entry("document-unmatched", _WARNING, "读回的文件和模板差别太大", "照着模板改，或者人工核对。"),
)

_TEMPLATES = (
    _entry(
        "field-unknown",
        _ERROR,
        "占位符写的字段没有",
        "占位符、循环和条件里的名称要和 schema.yaml 里的一样；下级的字段写全，例如 项目资金.其他资金。"
        "循环的变量只在它的循环里面有。",
    ),
    _entry(
        "placeholder-misused",
        _ERROR,
        "占位符或过滤器用错了地方",
        "一组内容不能整个印出来；过滤器各有各的用处，例如“金额”只用于金额，“符号”只用于指标值；文字不能和数比较。",
    ),
    _entry("loop-not-over-rows", _ERROR, "循环的不是表格", "循环只用于表格、列表，和“… | 段落”给出的各段。"),
    _entry(
        "merge-outside-loop",
        _ERROR,
        "竖向合并不在循环里",
        "“竖向合并”把循环的几行合成一格，要写在循环的行里，用循环的变量，例如 {{ 行.一级指标 | 竖向合并 }}。",
    ),
    _entry(
        "name-not-certain",
        _WARNING,
        "全年一份的文件用了不一定有的项",
        "全年一份的文件只知道各个项目都相同的项，和 batch.yaml 里填了的项。"
        "不一定有的，用 {% if … is defined %} 和 {% endif %} 括起来。",
    ),
    _entry("braces-full-width", _ERROR, "用了全角的花括号", "占位符要用半角的 {{ }} 和 {% %}；全角的会照样印在表上。"),
    _entry(
        "braces-unpaired",
        _ERROR,
        "花括号没有配对",
        "占位符写成 {{ 字段 }}，循环和条件写成 {% … %}，两头都是两个符号，少一个就不起作用。",
    ),
    _entry(
        "placeholder-split",
        _ERROR,
        "一个占位符分在两段或两格里",
        "占位符从头到尾要在同一段里，中间不要按回车；太长就让它自己换行。",
    ),
    _entry(
        "block-unclosed", _ERROR, "循环或条件缺开头或结尾", "每个 for 要有 endfor，每个 if 要有 endif，一层套一层。"
    ),
    _entry(
        "block-across",
        _ERROR,
        "循环或条件的两头不在一处",
        "{%tr … %} 的两头在同一个表格里，各占一行；{% … %} 和 {%p … %} 的两头在同一格里，或者都在表格外面。",
    ),
    _entry(
        "tag-not-alone",
        _ERROR,
        "循环那一行还有别的内容",
        "写 {%tr … %} 的那一行、写 {%p … %} 的那一段，生成时整个去掉，里面的别的内容会一起丢掉。"
        "开头、要重复的行、结尾，各占一行。",
    ),
    _entry("row-tag-outside-table", _ERROR, "表格外面用了 {%tr", "{%tr … %} 重复表格的行；表格外面用 {%p … %}。"),
    _entry(
        "template-code-refused",
        _ERROR,
        "占位符里有不能用的写法",
        "占位符里只能写字段、过滤器、循环和条件，标点用半角；写法见 docs/forms.md。",
    ),
    _entry(
        "field-not-printed",
        _ERROR,
        "有一项没有印在表上",
        "在模板里加上它的占位符。确实不用印的，在 schema.yaml 里写明理由：meta: {unprinted: 原因}。",
    ),
    _entry("table-without-loop", _ERROR, "表格没有循环", "表格有几行要到填表时才知道，模板里要有一个循环印它的各行。"),
    _entry(
        "font-unnamed",
        _WARNING,
        "没有指定中文字体",
        "没有指定时，各台电脑各选各的。在“字体”对话框里给“中文字体”选一种，最好写在样式里。",
    ),
    _entry(
        "font-from-theme",
        _WARNING,
        "用的是主题字体",
        "主题字体（名称后面有“标题”“正文”）换一台电脑可能变成别的字体，选一种有名称的字体。",
    ),
    _entry("font-embedded", _WARNING, "模板里嵌了字体", "字体文件很大，而且多半没有授权；只写字体的名称。"),
    _entry(
        "table-not-fixed",
        _WARNING,
        "表格的列宽会变",
        "在“表格属性”的“选项”里去掉“自动重调尺寸以适应内容”，内容多的时候列宽才不变。",
    ),
    _entry(
        "row-may-split",
        _WARNING,
        "行可能断在两页",
        "在“表格属性”的“行”里去掉“允许跨页断行”。印多行文字的行可以断开，免得空出半页。",
    ),
    _entry("row-height-exact", _WARNING, "行高是固定值", "内容多了就印不全，行高改成“最小值”。"),
    _entry(
        "heads-not-repeated",
        Severity.INFO,
        "标题行不会在每页重复",
        "表格长到第二页时，第二页上看不到各列的名称。选中标题行，勾上“在各页顶端以标题行形式重复出现”。",
    ),
    _entry(
        "paragraph-missing",
        _ERROR,
        "表格后面没有段落",
        "一格的最后是表格时，Word 会说文件已经损坏，加一个空段落。全文的最后是表格时只提醒：Word 会自己加一段。",
    ),
    _entry(
        "text-justified",
        _WARNING,
        "几行的文字会被拉开",
        "两端对齐的段落里换行，前面的每一行都拉到满。用“段落”一段一段地印，或者改成左对齐。",
    ),
    _entry("cell-not-wrapped", _WARNING, "单元格没有自动换行", "印多行文字的单元格要勾上“自动换行”，否则印不全。"),
    _entry(
        "formula-refused",
        _ERROR,
        "公式不能用",
        "Excel 模板里只能有 =SUM(C5:C5) 这样的公式，引用循环的那一行，生成时跟着行数变。",
    ),
    _entry(
        "part-lost", _ERROR, "模板里有留不住的内容", "Excel 模板里的图片、批注、图表、外部链接和宏生成时会丢，请删掉。"
    ),
    _entry(
        "origin-sent",
        _ERROR,
        "模板里的个人信息会送出去",
        "批注、修订记录里有人的姓名，路径里有电脑的用户名，会随每一份表送到收表的单位。删掉批注，接受修订。",
    ),
    _entry(
        "origin-in-template",
        Severity.INFO,
        "模板文件里留有个人信息",
        "作者、单位、自定义属性这些，做出来的表里会去掉；模板文件本身还留着，传给别人之前可以删掉。",
    ),
    _entry("link-outside", _ERROR, "模板里有指向外面的链接", "打开表的人会连到别处。取消链接，图片嵌在文件里。"),
    _entry("active-content", _ERROR, "模板里有宏、控件或别的程序的对象", "收表的单位打不开或者会拦下，请删掉。"),
    _entry("field-runs", _ERROR, "Word 的域会去取别处的内容", "选中它按 Ctrl+Shift+F9，变成普通文字。"),
    _entry(
        "field-changes",
        _WARNING,
        "Word 的域在每台电脑上不一样",
        "日期、作者、文件名这些域，收表的人打开时会变成他的。变成普通文字，或者换成占位符。",
    ),
    _entry(
        "output-not-distinct",
        _ERROR,
        "几个文件会重名",
        "每个项目一份的文件，名称里要有项目的名称；同一种表的几个文件，名称要不同。",
    ),
    _entry("output-ending-wrong", _ERROR, "文件名的结尾不对", "word 下面的以 .docx 结尾，excel 下面的以 .xlsx 结尾。"),
    _entry("template-missing", _ERROR, "没有这个模板文件", "form.yaml 里的 template 要是同一个文件夹里的文件。"),
    _entry(
        "name-not-usable",
        _ERROR,
        "字段的名称不能写在占位符里",
        "名称由文字、数字和下划线组成，不以数字开头；表上的标点、单位写在 meta 的 label 里。",
    ),
    _entry("label-repeated", _WARNING, "两个字段同名", "消息里只说名称，同一组里两个一样就分不清。"),
    _entry("hint-missing", Severity.INFO, "必填的字段没有写怎样填", "在 meta 里写 hint，漏填时告诉填表的人怎样填。"),
    _entry(
        "example-missing",
        _WARNING,
        "没有填满的例子",
        "example.yaml 是填满的项目文件：新项目从它复制，检查时用它做一份表，看做出来的对不对。",
    ),
    _entry(
        "draft-cleaned",
        Severity.INFO,
        "空白表里的作者等信息已经去掉",
        "formgen kind new 不改原来的文件；文件夹里的 form.docx 不再带着作者、批注、修订和模板的来历。",
    ),
    _entry(
        "draft-unsure",
        Severity.INFO,
        "建表时拿不准的地方",
        "照消息说的位置看一眼空白表；猜错了就改 form.docx 里的占位符和 schema.yaml 里的字段。",
    ),
    _entry("draft-unnamed", _WARNING, "空格旁边找不到名称", "给它起一个名称，在 form.docx 和 schema.yaml 里一起改。"),
    _entry(
        "draft-left-blank",
        Severity.INFO,
        "空格没有当作要填的",
        "要填的话，在 form.docx 里加上占位符，在 schema.yaml 里加一项。",
    ),
)

"""What every code of a finding means, for clerks: the text of ``formgen explain`` and of docs/rules.md.

Owns the manual. A rule brings its own in its docstring; the codes of the other rooms stand here, each with a fragment
that has the fault and one that has not, which a test runs. A test holds that every code is here that formgen can say.
"""

import re
import textwrap
from collections.abc import Iterator
from types import ModuleType

from formgen import rules
from formgen.catalogue import fields, files, templates, writing
from formgen.catalogue.entry import Entry
from formgen.diagnostics import SEVERITY_WORDS, Severity

_OTHERS = (*writing.ENTRIES, *fields.ENTRIES, *files.ENTRIES, *templates.ENTRIES)
"""The codes that are no rules'."""


def entries() -> Iterator[Entry]:
    """Yield every code: typing first, then fields, then the rules in their order, then files and forms."""
    yield from writing.ENTRIES
    yield from fields.ENTRIES
    for rule in rules.BY_CODE.values():
        yield _of_rule(rule)
    yield from files.ENTRIES
    yield from templates.ENTRIES


def find(code: str) -> Entry | None:
    """Return the entry of a code; None when there is no such code."""
    if code in rules.BY_CODE:
        return _of_rule(rules.BY_CODE[code])  # and no other rule is loaded for it
    return next((entry for entry in _OTHERS if entry.code == code), None)


def codes() -> frozenset[str]:
    """Return every code that formgen can say."""
    return frozenset((*rules.CODES, *(entry.code for entry in _OTHERS)))


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
    if entry.severity is not Severity.ERROR and entry not in templates.ENTRIES:
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
    yield "写法", list(writing.ENTRIES)
    yield "表上的项", list(fields.ENTRIES)
    yield "表的内容", [_of_rule(rule) for rule in rules.BY_CODE.values()]
    yield "文件和表格", list(files.ENTRIES)
    yield "表格的模板", list(templates.ENTRIES)


def _of_rule(rule: ModuleType) -> Entry:
    parts = sections(rule)
    first = dict(reversed(parts))  # of several examples the first
    text = f"{_joined(first['Why'])}\n依据：{_joined(first['Basis'])}"
    bad = re.sub(r" *# <- [a-z-]+$", "", first["Bad"], flags=re.MULTILINE)
    return Entry(rules.code(rule), rule.SEVERITY, rule.TITLE, text, bad, first["Good"])


def _joined(text: str) -> str:
    """Return a paragraph of a docstring in one line; Chinese needs no blank where a line ended."""
    return re.sub(r"(?<=[^\x00-\x7f])\n|\n(?=[^\x00-\x7f])", "", text.strip("\n")).replace("\n", " ") + "\n"

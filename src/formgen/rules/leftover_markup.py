"""No text holds marks of a web page or an editor that were pasted along with it.

Why:
    从网页、公众号后台或其他系统复制文字，会带进 <p>、&nbsp;、**加粗**、<!-- 批注 --> 之类的标记。表上会原样印出来。

Basis:
    推断：残留的标记属于审核时会退回的文字问题；收集到的表的文字稿里留有 <p>。

Bind:
    {fields: [项目绩效目标.年度总体目标], table: 绩效指标, columns: [三级指标, 指标值]}

Bad:
    项目绩效目标:
      年度总体目标: |
        汇聚权威科普信息，
        <p>充实科普资源。</p>  # <- leftover-markup

Bad:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: 课程质量&nbsp;达标情况  # <- leftover-markup
            指标值: 通过**专家组**验收  # <- leftover-markup

Good:
    绩效指标:
      产出指标:
        质量指标:
          - 三级指标: A&B 两类课程验收情况
            指标值: PM2.5 浓度 < 35 的天数多于上年
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.project import Project
from formgen.texts import texts
from formgen.values import excerpt

SEVERITY = Severity.WARNING
TITLE = "文字里有残留的网页标记"
FIELD_OPTIONS = ("fields", "table")
COLUMN_OPTIONS = ("columns",)

_MARKUP = (
    r"</?[a-z][a-z0-9:]{0,11}(?:\s[^<>\n]{0,200})?/?>|<!--[^\n]{0,200}?(?:-->|$)|-->|<!\[CDATA\[|\]\]>"
    r"|\[/?(?:b|i|u|url|img|color|size|quote|code)(?:=[^\[\]\n]{0,100})?\]"
    r"|&(?:[a-z]{2,6}|#[0-9]{1,6}|#x[0-9a-f]{1,6});|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo)(?![a-z])"
    r"|(?<![a-z])(?:style|class|href|src)=[\"'][^\"'\n]{0,100}[\"']"
    r"|(?<![0-9])~~[^~\n]{1,200}~~|`{1,3}[^`\n]{1,200}`{1,3}|\{\{[^{}\n]{0,100}\}\}|\$\{[^{}\n]{0,100}\}"
    r"|\|[ \t]*:?-{3,}:?[ \t]*\|"
    r"|\*\*[^*\n]{1,200}\*\*"
    r"|^[ \t]*#{1,6}[ \t]+(?=\S)|^[ \t]*```"
    r"|!?\[[^\[\]\n]{0,100}\]\([^()\n]{1,200}\)"
    r"|\\[nrt](?![A-Za-z])|_x[0-9a-f]{4}_|\\u[0-9a-f]{4}"
    r"|</?(?:p|br|div|span|font|table|td|tr|img)(?![a-z])|\\[a-z]{2,20}\{|\{/?colou?r[^{}\n]{0,20}\}"
    r"|^>[ \t]+(?=[^\W\d])"
)
_SIGNS = re.compile(r"[<>&*#`\[\\~{$|=_]")  # most texts have none of them, and need not be searched


def check(project: Project, *, fields: list[str], table: str, columns: list[str]) -> Iterator[Diagnostic]:
    """Yield one warning for each text with such marks: at the first, the others in `related`."""
    for field, text in texts(project, fields, table, columns):
        if not _SIGNS.search(text):
            continue
        found = list(re.finditer(_MARKUP, text, re.IGNORECASE | re.MULTILINE))
        if found:
            marks = "、".join(
                f"“{excerpt(mark)}”" for mark in list(dict.fromkeys(match[0].strip() for match in found))[:3]
            )
            message = f"“{field.label}”里有网页或编辑软件的标记{marks}，表上会原样印出来"
            first, *others = (field.span(*match.span()) for match in found)
            yield warning("leftover-markup", message, first, "删掉标记，只留文字", *others)

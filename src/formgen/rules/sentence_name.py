"""A name names what is measured; it is no sentence.

Why:
    三级指标是一个名称，如“培训场次”“课程合格率”，怎么做、为了什么写在绩效目标里。名称超过 30 个字，或者写成一句话
    （通过……，促进……），汇总表里放不下，也说不清到底量什么。超过 100 个字财政系统不保存，那是另一条错误。

Basis:
    名称超过 100 个字不予保存，已证实；30 个字是从实际报送的表推断的。

Bind:
    {table: 绩效指标, name: 三级指标}

Bad:
    绩效指标:
      效益指标:
        社会效益指标:
          - 三级指标: 通过后备人才的培养，培育更多青年科技人才  # <- sentence-name
            指标值: ≥20 人
          - 三级指标: 通过开展健康讲座提高居民健康素养  # <- sentence-name
            指标值: ≥60%
          - 三级指标: 全区义务教育阶段公办学校图书馆和阅览室改造后学生年度人均借阅图书册数  # <- sentence-name
            指标值: ≥12 册

Good:
    绩效指标:
      产出指标:
        数量指标:
          - 三级指标: 通过验收的项目数
            指标值: ≥5 个
      效益指标:
        社会效益指标:
          - 三级指标: 居民健康素养水平（15岁以上，含流动人口）
            指标值: ≥30%
"""

import re
from collections.abc import Iterator

from formgen.diagnostics import Diagnostic, Severity, warning
from formgen.measures import measured
from formgen.project import Project

SEVERITY = Severity.WARNING
TITLE = "指标名称像一句话"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name",)

_LONG = 30
_ENCLOSED = re.compile(r"[(（][^()（）]*[)）]|“[^”]*”|《[^》]*》|‘[^’]*’")
_STOP = re.compile(r"[。；！？;!?]")
_COMMA = re.compile(r"[，,](?![0-9]{3})")
_MEANS_TO_END = re.compile(
    r"^(?:本?项目)?(?:通过|为了?|依托|围绕|借助|以).{2,}(?:促进|提[升高]|推[动进]|增强|实现|带动|培育|培养|改善|满足|营造|打造)"
)


def check(project: Project, *, table: str, name: str) -> Iterator[Diagnostic]:
    """Yield one warning at each name that is too long for a name or built like a sentence."""
    for row in project.tables.get(table, []):
        title = row.text(name)
        if title is None:
            continue
        text = "".join(str(title.value).split())
        if len(text) > _LONG:
            message = f"指标名称有 {len(text)} 个字，一般不超过 {_LONG} 个字"
        elif _is_sentence(text):
            message = "指标名称写成了一句话，应当只写要量的是什么"
        else:
            continue
        yield warning("sentence-name", message, title.at, "名称只写量什么，如“培训合格率”；做法和目的写在绩效目标里")


def _is_sentence(name: str) -> bool:
    text = _ENCLOSED.sub("", name).strip("。；，")
    several = all(len(part) >= 4 for part in _COMMA.split(text)) and _COMMA.search(text)
    return bool(_STOP.search(text) or several or (_MEANS_TO_END.match(text) and measured(text) is None))

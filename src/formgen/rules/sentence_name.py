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
          - 三级指标: 通过助餐解决了独居老人吃饭难的问题。  # <- sentence-name
            指标值: ≥300 人
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
from formgen.measures import Measured, measured
from formgen.project import Project
from formgen.words import listed

SEVERITY = Severity.WARNING
TITLE = "指标名称像一句话"
FIELD_OPTIONS = ("table",)
COLUMN_OPTIONS = ("name",)

_LONG = 30
_SHORT = 8
"""Characters up to which a full stop behind a name is a slip of the keyboard: 门诊人次。"""
_ENCLOSED = r"[(（][^()（）]*[)）]|“[^”]*”|《[^》]*》|‘[^’]*’"
_A_STOP = re.compile("[。；！？;!?]")
_BRACKETS = re.compile("[(（“《‘]")
_MEANS = ("通过", "为了", "依托", "围绕", "借助", "以", "利用", "依靠", "按照")
_VERBS = listed(
    "促进 提升 提高 推动 增强 改善 满足 营造 解决 缓解 保障 确保 实现 发挥 形成 推进 带动 培育 培养 打造 帮助 减少 "
    "减轻 降低 完善 扩大 加强 加快 优化 引导 丰富 推广 弘扬 激发 吸引 方便 服务于 惠及 提供"
)
_LINKS = listed("使得 从而 进而 以便 不仅 而且 旨在 致力于 让更多 让广大 使广大 使更多 能够")
_GOALS = listed("问题 目标 目的 作用 氛围 局面 需求 环境 效果 基础")
_SUBJECTS = listed("我单位 我局 我院 我校 我区 我市 本项目 该项目 项目的实施 项目实施后 项目完成后 项目建成后")


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
    text = re.sub(_ENCLOSED, "", name) if _BRACKETS.search(name) else name
    bare = text.strip("。；，")
    unnamed = measured(bare) is None
    if _A_STOP.search(bare) or (unnamed and len(bare) > _SHORT and text.endswith("。")):
        return True
    parts = re.split(r"[，,](?![0-9]{3})", bare) if "，" in bare or "," in bare else [bare]
    if len(parts) > 1 and all(len(part) >= 4 for part in parts):
        return True
    if _LINKS.occur_in(bare) or _has_happened(bare) or _reaches_a_goal(bare):
        return True
    if unnamed and (_begins_with(bare, _SUBJECTS) and any(word in bare for word in _VERBS)):
        return True
    if unnamed and (_begins_with(bare, "使", "用命领") or _begins_with(bare, "让", "利渡座")):
        return True
    return _tells_how(re.sub("^本?项目", "", bare))


def _begins_with(text: str, words: str | tuple[str, ...], not_before: str = "") -> bool:
    return text.startswith(words) and (not not_before or text[1:2] not in not_before)


def _has_happened(text: str) -> bool:
    """Return whether 了 stands behind a verb: 解决了吃饭难, not 了解."""
    return "了" in text and re.search("[^了末未]了(?!解|结|断|然|却|望)[^，]", text) is not None


def _reaches_a_goal(text: str) -> bool:
    """Return whether a name runs from a verb to a goal: 形成全民阅读的良好氛围."""
    return text.startswith(_VERBS) and text.endswith(_GOALS) and "的" in text[-7:-2]


def _tells_how(text: str) -> bool:
    """Return whether a name tells by what means an end is reached: 通过讲座提高健康素养.

    The number of people whom 通过讲座提高 is said of may be measured; a rate behind it is still part of the sentence.
    """
    if not text.startswith(_MEANS):
        return False
    means = next(filter(text.startswith, _MEANS))
    first = len(means) + 2
    if not any(first <= text.find(verb, first) < len(text) - len(verb) - 2 for verb in _VERBS):
        return False
    kind = measured(text)
    return kind is None or (means == "通过" and kind in (Measured.RATE, Measured.SATISFACTION))

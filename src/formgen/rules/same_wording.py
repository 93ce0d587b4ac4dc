"""The projects of a year do not share their goals or the wording of their indicators.

Why:
    两个项目的目标或指标一字不差，多半是复制来没有改，审核的人会问是不是重复申报。只看整段目标、目标里完整的句子和长的分句、
    成句的指标值，以及名称较长而数值也相同的指标；“服务对象满意度 ≥95%”这样谁都会有的不看。

Basis:
    推断：同一年几个项目文字相同，审核时会问；相同的文字不一定有错，所以只提示。

Bind:
    {goals: [项目绩效目标.年度总体目标], table: 绩效指标, name: 三级指标, value: 指标值}

Bad:
    项目绩效目标:
      年度总体目标: 组织专家走进校园开展科普讲座，提升青少年的科学素养。  # <- same-wording
    ---
    项目绩效目标:
      年度总体目标: |
        1.组织专家走进校园开展科普讲座，提升青少年的科学素养；  # <- same-wording
        2.建设科普基地。

Bad:
    绩效指标:
      效益指标:
        社会效益指标:
          - 三级指标: 科学氛围
            指标值: 形成全社会关心青少年科技教育的良好氛围  # <- same-wording
    ---
    绩效指标:
      效益指标:
        可持续影响指标:
          - 三级指标: 长期影响
            指标值: 形成全社会关心青少年科技教育的良好氛围。  # <- same-wording

Good:
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 完成时间
            指标值: 2025年12月31日前完成
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 服务对象满意度
            指标值: ≥95.00(%)
    ---
    绩效指标:
      产出指标:
        时效指标:
          - 三级指标: 完成时间
            指标值: 2025年12月31日前完成
      满意度指标:
        服务对象满意度指标:
          - 三级指标: 服务对象满意度
            指标值: ≥95.00(%)
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from formgen import phrases
from formgen.diagnostics import Diagnostic, Location, Severity, info
from formgen.project import Field, Project
from formgen.values import Measure

SEVERITY = Severity.INFO
TITLE = "几个项目的文字相同"
FIELD_OPTIONS = ("goals", "table")
COLUMN_OPTIONS = ("name", "value")

_SENTENCE, _CLAUSE, _VALUE, _NAME = 16, 18, 12, 12  # Chinese characters from which a text is nobody's by chance
_SHOWN = 3  # other places that a finding names; with all of them a year of one text would grow with its square

_PRIME = 2**128 - 159  # the largest that 16 bytes hold

_PART = re.compile("[^，,]+")
_LIST_MARK = re.compile(
    r"\A\s*(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、]|[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、]|[①-⑳])\s*"
)
_DATES = re.compile(r"[0-9]+年|[0-9]+月|[0-9]+日")
_NOT_A_WORD = re.compile(r"[\W_]+")


class Wording(NamedTuple):
    """A text that a reviewer would know again.

    Attributes:
        text: the `_digest` of it, bare; what is kept of a year's projects stays small.
        key: of the field that it stands in.
        label: of that field.
        at: its place.
    """

    text: int
    key: str
    label: str
    at: Location


def gather(project: Project, *, goals: list[str], table: str, name: str, value: str) -> list[Wording]:
    """Return the wordings of a project's `goals`, and of the names and values of `table`."""
    return [
        Wording(_digest(text), field.key, field.label, at)
        for field, text, at in _wordings(project, goals, table, name, value)
    ]


def check(gathered: Sequence[Sequence[Wording]]) -> Iterator[Diagnostic]:
    """Yield a remark at each field whose wording stands in other projects too, some of those places in `related`."""
    places: dict[int, list[tuple[int, Location]]] = {}
    for number, wordings in enumerate(gathered):
        for one in wordings:
            places.setdefault(one.text, []).append((number, one.at))
    holders = {text: len({number for number, _ in found}) for text, found in places.items()}
    for number, wordings in enumerate(gathered):
        of_several = [one for one in wordings if holders[one.text] > 1]
        shared: dict[str, list[Wording]] = {}
        for one in of_several:
            if not any(_inside(one.at, other.at) for other in of_several):
                shared.setdefault(one.key, []).append(one)
        for one, *more in shared.values():
            others = list(islice((at for holder, at in places[one.text] if holder != number), _SHOWN))
            what = f"有 {len(more) + 1} 句话" if more else "的这句话"
            message = f"“{one.label}”{what}与另外 {holders[one.text] - 1} 个项目一字不差"
            hint = f"写出这个项目自己的内容；相同的见 {others[0]}"
            yield info("same-wording", message, one.at, hint, *others)


def _digest(text: str) -> int:
    """Return a number of 16 bytes that no other text has, for all that chance can do.

    Why no hash of the library: to load it takes longer than to check a form.
    """
    return int.from_bytes(text.encode(errors="surrogatepass"), "big") % _PRIME


def _wordings(
    project: Project, goals: list[str], table: str, name: str, value: str
) -> Iterator[tuple[Field, str, Location]]:
    """Yield the texts that a reviewer would know again, bare, each with its field and its place."""
    for field in project.filled(*goals):
        if isinstance(field.value, str):
            for start, sentence in phrases.sentences(field.value):
                mark = _LIST_MARK.match(sentence)
                skipped = mark.end() if mark else len(sentence) - len(sentence.lstrip())
                text = _bare(sentence[skipped:])
                if _says(text, _SENTENCE):
                    yield field, text, field.span(start + skipped, start + len(sentence.rstrip()))
                for part in _PART.finditer(sentence, skipped) if len(text) > _CLAUSE else ():
                    bare = _bare(part[0]) if part.end() - part.start() >= _CLAUSE else ""
                    if bare != text and _says(bare, _CLAUSE):
                        yield (
                            field,
                            bare,
                            field.span(start + part.start(), start + len(sentence[: part.end()].rstrip())),
                        )
    for row in project.tables.get(table, []):
        title, said = row.fields.get(name), row.fields.get(value)
        if not (title and said):
            continue
        if isinstance(said.value, str):
            if len(said.value) >= _VALUE and _says(bare := _bare(said.value), _VALUE):
                yield said, bare, said.at
        elif isinstance(said.value, Measure) and _says(bare := _bare(str(title.value)), _NAME):
            yield title, f"{bare} {said.value}", title.at


def _inside(at: Location, other: Location) -> bool:
    """Return whether a place is a part of another, so that one finding says both."""
    if at.line != other.line or None in (at.column, other.column, at.end_column, other.end_column):
        return False
    begins, ends = (at.line, at.column), (at.end_line, at.end_column)
    first, last = (other.line, other.column), (other.end_line, other.end_column)
    return (first, last) != (begins, ends) and first <= begins and ends <= last


def _bare(text: str) -> str:
    """Return a text without blanks and punctuation, which do not make it another."""
    return _NOT_A_WORD.sub("", text)


def _says(bare: str, least: int) -> bool:
    """Return whether so many characters say something: dates are everybody's."""
    return len(bare) >= least and len(_DATES.sub("", bare)) >= least

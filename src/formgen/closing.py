"""What a build says below its findings: the projects with their figures and files, and what is missing.

Prints nothing: the command does, and keeps it for the next time at which nothing has changed.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from formgen import width
from formgen.building import Build, Built, Waiting
from formgen.diagnostics import SEVERITY_WORDS, Diagnostic, Severity, has_errors
from formgen.report import summary, text

_NAME_COLUMNS = 48
"""Columns for a project's name in the table; the form itself prints all of it."""

_FILES_NAMED = 3
"""Files that lack something for a paper and are named; of more the number says enough."""


def render(build: Build, shown: Callable[[Path], str]) -> str:
    """Return the text; `shown` gives a path as readers see it."""
    rows = [_HEADS, *(row for one in build.projects for row in _rows(one, shown))]
    table = text.table(rows, right=(1, 2)) if build.projects else ""
    return table + "".join(f"{line}\n" for line in _lines(build, shown))


_HEADS = ("项目名", "金额（元）", "指标", "问题", "文件")


def _rows(one: Built, shown: Callable[[Path], str]) -> list[tuple[str, ...]]:
    """Return the rows of the table for a project: one for each of its files."""
    total = f"{one.total:,.2f}" if one.total is not None else ""
    first, *others = [shown(path) for path in one.documents] or ["没有生成"]
    name = width.cut(one.name or one.file, _NAME_COLUMNS)
    return [(name, total, str(one.rows), _counts(one.findings), first), *(("", "", "", "", other) for other in others)]


def _lines(build: Build, shown: Callable[[Path], str]) -> list[str]:
    """Return the lines below the table."""
    lines = [f"{'汇总表' if path.suffix == '.xlsx' else '汇总文件'}  {shown(path)}" for path in build.of_batch]
    lines += [_still_missing(paper) for paper in build.waiting]
    lines += [f"{shown(path)} 已删除：生成它的项目改过名或删掉了" for path in build.removed]
    if not has_errors(build.findings) and not build.partial:
        hint = "不是这次生成的（项目改过名或删掉了？），不要了请自己删掉"
        lines += [f"{shown(path)} {hint}" for path in _left_over(build)]
    for folder in build.partial:
        lines.append(f"汇总表没有重新生成：只写了部分项目；要汇总表请运行 formgen build {shown(folder)}")
    if build.held:
        held = "、".join(build.held)
        lines.append(f"汇总表没有生成（{held}），原有的汇总表没有改动；改好上面的错误再运行一次")
    standing = sum(len(one.documents) for one in build.projects) + len(build.of_batch)
    if standing and not build.written:
        lines.append(f"{standing} 个文件都已经是最新的，没有重新写")
    elif build.written < standing:
        lines.append(f"写了 {build.written} 个文件，另外 {standing - build.written} 个已经是最新的")
    return [*lines, summary(build.findings)]


def _still_missing(paper: Waiting) -> str:
    """Return a line on a paper to which some projects have not come yet."""
    if len(paper.files) == paper.count:
        return f"{paper.title}还没有生成：项目文件里还没有写“{paper.section}”"
    names = "、".join(paper.files[:_FILES_NAMED]) + ("等" if len(paper.files) > _FILES_NAMED else "")
    return f"{paper.title}缺 {len(paper.files)} 个项目：{names} 里还没有写“{paper.section}”"


def _left_over(build: Build) -> list[Path]:
    """Return the files of an earlier run that stand beside the documents of this one."""
    documents = {path for one in build.projects for path in one.documents}
    return sorted(
        path
        for folder in {path.parent for path in documents}
        for path in (*folder.glob("*.docx"), *folder.glob("*.xlsx"))
        if path not in documents and path not in build.of_batch and not path.name.startswith((".", "~"))
    )


def _counts(findings: Sequence[Diagnostic]) -> str:
    levels = (Severity.ERROR, Severity.WARNING)
    counts = [
        (SEVERITY_WORDS[level], sum(finding.severity is level and finding.silenced is None for finding in findings))
        for level in levels
    ]
    return " ".join(f"{word} {count}" for word, count in counts if count) or "无"

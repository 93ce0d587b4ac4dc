"""The command: arguments, progress, exit codes. No logic of its own.

Exit codes: 0 sound, 1 findings of severity error, 2 wrong use, 3 a bug of ours or a broken machine.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from formgen import __version__, checking, source, width
from formgen.batch import newest_year
from formgen.diagnostics import Diagnostic, Severity, has_errors
from formgen.files import Unavailable, read_limited, reason
from formgen.forms import default_folder
from formgen.output import Locked
from formgen.project import Project
from formgen.report import Report, summary, text

if TYPE_CHECKING:
    from formgen import building

_PATH_HELP = "项目文件，或装着项目文件的文件夹；不写就是 projects/ 里最近的一年"
_EPILOG = """退出码：0 没有错误；1 有错误（有错误的项目不生成文件）；2 命令写错了；3 程序或电脑出了问题。
例：
  formgen check                         检查最近一年的全部项目
  formgen build                         检查并生成最近一年的全部文件
  formgen build projects/2025/01-*.yaml 只生成一个项目的 Word 文件"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a character must not end the work
    typed = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = _parser().parse_args(typed)
    except _WrongUse:
        print(f"命令写错了：{' '.join(typed) or '没有写要做什么'}", file=sys.stderr)
        print("可以写 formgen check 或 formgen build；看全部用法：formgen --help", file=sys.stderr)
        return 2
    progress = _Progress()
    try:
        return _run(options, progress)
    except KeyboardInterrupt:
        progress.clear()
        print("已中断；没有写完的文件不会留下", file=sys.stderr)
        return 130
    except Locked as locked:
        progress.clear()
        print(locked, file=sys.stderr)
        return 3
    except OSError as fault:
        progress.clear()
        print(
            f"写不了 {fault.filename2 or fault.filename}：{reason(fault)}。检查磁盘空间和文件夹的权限", file=sys.stderr
        )
        return 3
    except Exception as fault:  # the only place that catches everything: nobody sees a traceback for what they typed
        progress.clear()
        if os.environ.get("FORMGEN_DEBUG"):
            raise
        print(f"程序内部错误：{type(fault).__name__}: {fault}", file=sys.stderr)
        print("这是 formgen 的错误，不是您的。请把项目文件和这一行发给维护者", file=sys.stderr)
        return 3


def _run(options: argparse.Namespace, progress: "_Progress") -> int:
    root = _root(Path.cwd())
    paths = [Path(path) for path in options.paths]
    if not paths:
        newest = newest_year(root / "projects")
        if newest is None:
            print("这里没有 projects/<年份>/ 文件夹；请写出项目文件或文件夹的路径", file=sys.stderr)
            return 2
        paths = [_relative(newest)]
    templates = options.templates or _templates(root)
    if options.command == "check":
        result = checking.run(paths, templates, _shown, progress)
        progress.clear()
        print(text.render(_report(result.findings)), end="")
        print(f"检查了 {len(result.projects)} 个项目：{summary(result.findings)}")
        return 1 if has_errors(result.findings) else 0
    return _build(paths, options.out or _relative(root / "output"), templates, progress)


def _build(paths: list[Path], out: Path, templates: Path, progress: "_Progress") -> int:
    from formgen import building  # Word's and Excel's libraries take longer to load than a check takes

    result = building.run(paths, out, templates, _shown, progress)
    progress.clear()
    print(text.render(_report(result.findings)), end="")
    if result.projects:
        rows = [("项目名", "金额（元）", "指标", "问题", "文件")]
        for one in result.projects:
            total = f"{one.total:,.2f}" if one.total is not None else ""
            documents = "、".join(_shown(path) for path in one.documents) or "没有生成"
            rows.append(
                (width.cut(one.name or one.file, _NAME_COLUMNS), total, str(one.rows), _counts(one.findings), documents)
            )
        print(text.table(rows, right=(1, 2)), end="")
    for path in result.workbooks:
        print(f"汇总表  {_shown(path)}")
    if not has_errors(result.findings) and not result.partial:
        for path in _left_over(result.projects):
            print(f"{_shown(path)} 不是这次生成的（项目改过名或删掉了？），不要了请自己删掉")
    for folder in result.partial:
        print(f"汇总表没有重新生成：只写了部分项目；要汇总表请运行 formgen build {_shown(folder)}")
    failed = has_errors(result.findings)
    if failed and result.projects and not result.workbooks and not result.partial:
        print("汇总表没有生成，原有的汇总表没有改动；改好上面的错误再运行一次")
    print(summary(result.findings))
    return 1 if failed else 0


def _report(findings: Sequence[Diagnostic], projects: Sequence[Project] = ()) -> Report:
    return Report(findings, projects, _lines_of)


def _lines_of(file: str) -> list[str]:
    """Return the lines of a file that findings name, as far as it can be read as text."""
    try:
        content, _ = source.decode(read_limited(Path(file)), file)
    except Unavailable:
        return []
    return (content or "").replace("\r\n", "\n").split("\n")


def _left_over(projects: "Sequence[building.Built]") -> list[Path]:
    """Return the documents of an earlier run that stand beside those of this one."""
    made = {path for one in projects for path in one.documents}
    return sorted(
        path
        for folder in {path.parent for path in made}
        for path in folder.glob("*.docx")
        if path not in made and not path.name.startswith((".", "~"))
    )


def _counts(findings: Sequence[Diagnostic]) -> str:
    words = ((Severity.ERROR, "错误"), (Severity.WARNING, "警告"))
    counts = [(word, sum(finding.severity is level for finding in findings)) for level, word in words]
    return " ".join(f"{word} {count}" for word, count in counts if count) or "无"


_PROGRESS_COLUMNS = 72
"""Columns of the progress line: it must not wrap, or it could not be taken away again."""

_NAME_COLUMNS = 48
"""Columns for a project's name in the closing table; the form itself prints all of it."""


class _WrongUse(Exception):
    """The command line is not one that we understand."""


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Leave the words to `main`; argparse's are English."""
        raise _WrongUse


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help that keeps our line ends and names the usage in Chinese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def _parser() -> argparse.ArgumentParser:
    layout: dict[str, Any] = {"formatter_class": _HelpFormatter, "add_help": False}
    purpose = "从 YAML 项目文件生成财政项目支出绩效目标申报表（Word）和汇总表（Excel）。"
    parser = _Parser(prog="formgen", description=purpose, epilog=_EPILOG, **layout)
    parser._optionals.title = "选项"
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser.add_argument("--version", action="version", version=f"formgen {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for name, title in (("check", "只检查，不写任何文件"), ("build", "检查，并生成 Word 和 Excel 文件")):
        command = commands.add_parser(name, help=title, description=title, **layout)
        command._positionals.title, command._optionals.title = "参数", "选项"
        command.add_argument("paths", nargs="*", metavar="PATH", help=_PATH_HELP)
        command.add_argument("-h", "--help", action="help", help="显示这段说明")
        command.add_argument("--templates", type=Path, metavar="DIR", help="表格种类的文件夹（默认 templates/）")
        if name == "build":
            command.add_argument("--out", type=Path, metavar="DIR", help="输出文件夹（默认 output/，其中按年份分开）")
    return parser


def _root(start: Path) -> Path:
    """Return the nearest folder, from `start` up, that has ``projects/``; `start` itself when none has."""
    return next((folder for folder in (start, *start.parents) if (folder / "projects").is_dir()), start)


def _templates(root: Path) -> Path:
    """Return the templates of this place, or those that come with formgen."""
    here = root / "templates"
    return here if here.is_dir() else default_folder()


def _relative(path: Path) -> Path:
    """Return a path as seen from here, when it lies below."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def _shown(path: Path) -> str:
    """Return a path as readers see it: from here, with ``/`` on every system."""
    return _relative(path.absolute()).as_posix()


class _Progress:
    """One line on a terminal that says what is being done; silent elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()

    def __call__(self, text: str) -> None:
        if self._terminal:
            print(f"\r\x1b[K{width.cut(text, _PROGRESS_COLUMNS)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

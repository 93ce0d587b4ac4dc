"""The command: arguments, progress, exit codes. No logic of its own.

Exit codes: 0 sound, 1 findings of severity error, 2 wrong use, 3 a bug of ours or a broken machine.

Loading takes longer than most of what a command does, so each function imports what it needs, and the top of this
room next to nothing: not even `typing`, which only type checkers need here.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from formgen import __version__
from formgen.files import Unavailable, default_templates, read_limited, reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from formgen import checking
    from formgen.diagnostics import Diagnostic, Fix
    from formgen.report import Report

_PATH_HELP = "项目文件，或装着项目文件的文件夹；不写就是 projects/ 里最近的一年"
_EPILOG = """退出码：0 没有错误；1 有错误（有错误的表不生成）；2 命令写错了；3 程序或电脑出了问题。
例：
  formgen check                         检查最近一年的全部项目
  formgen build                         检查并生成最近一年的全部文件
  formgen build projects/2025/01-*.yaml 只生成一个项目的 Word 文件
  formgen check --fix                   改好全角冒号等不会改变意思的写法错误
  formgen check --format html > 检查.html  写成一页，给负责人看
  formgen explain unit-mismatch         说明一条消息
  formgen kind new fund-request --from 空白表.docx  从一份空白表做一张新表"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks a character must not end the work
    typed = sys.argv[1:] if arguments is None else list(arguments)
    try:
        options = _parser(typed).parse_args(typed)
    except _WrongUse:
        print(f"命令写错了：{' '.join(typed) or '没有写要做什么'}", file=sys.stderr)
        usual = (
            "formgen kind new 名称 或 formgen kind check" if typed[:1] == ["kind"] else "formgen check 或 formgen build"
        )
        print(f"可以写 {usual}；看全部用法：formgen --help", file=sys.stderr)
        return 2
    progress = _Progress()
    try:
        code = _run(options, progress)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        progress.clear()
        print("已中断；没有写完的文件不会留下", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever reads our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as fault:
        progress.clear()
        print(
            f"写不了 {fault.filename2 or fault.filename}：{reason(fault)}。检查磁盘空间和文件夹的权限", file=sys.stderr
        )
        return 3
    except Exception as fault:  # the only place that catches everything: nobody sees a traceback for what they typed
        from formgen.output import Locked
        from formgen.parallel import Crash

        progress.clear()
        if isinstance(fault, Locked):
            print(fault, file=sys.stderr)
            return 3
        if os.environ.get("FORMGEN_DEBUG"):
            raise
        if isinstance(fault, Crash):
            print(f"程序内部错误，正在处理 {fault.item}：{fault}", file=sys.stderr)
        else:
            print(f"程序内部错误：{type(fault).__name__}: {fault}", file=sys.stderr)
        print("这是 formgen 的错误，不是您的。请把项目文件和这一行发给维护者", file=sys.stderr)
        return 3


def _run(options: argparse.Namespace, progress: _Progress) -> int:
    if options.command == "explain":
        return _explain(options)
    root = _root(Path.cwd())
    if options.command == "rules":
        return _list_rules(options.templates or _templates(root))
    if options.command == "kind":
        return _kind(options, options.templates or _templates(root), progress)
    if options.command == "schema":
        return _print_schema(options.templates or _templates(root), options.kind)
    paths = [Path(path) for path in options.paths]
    if not paths:
        newest = _newest_year(root / "projects")
        if newest is None:
            print("这里没有 projects/<年份>/ 文件夹；请写出项目文件或文件夹的路径", file=sys.stderr)
            return 2
        paths = [_relative(newest)]
    templates = options.templates or _templates(root)
    if options.command == "check":
        return _check(paths, templates, options, progress)
    return _build(paths, options.out or _relative(root / "output"), templates, options, progress)


def _check(paths: list[Path], templates: Path, options: argparse.Namespace, progress: _Progress) -> int:
    from formgen import checking
    from formgen.report import summary, text

    if options.fix:
        result = _fix(paths, templates, options, progress)
    else:
        result = checking.run(paths, templates, _shown, progress)
    progress.clear()
    report = _report(result.findings, result)
    if options.format == "text":
        print(text.render(report, colour=_colour()), end="")
        print(f"检查了 {len(result.checked)} 个项目：{summary(result.findings)}")
    else:
        from importlib import import_module

        if options.format == "sarif":
            from dataclasses import replace

            from formgen import catalogue

            report = replace(report, titles={one.code: one.title for one in catalogue.entries()})
        module = import_module(f"formgen.report.{options.format}")
        print(module.render(report), end="")
        print(f"检查了 {len(result.checked)} 个项目：{summary(result.findings)}", file=sys.stderr)
    return _exit_code(result.findings, options)


_FIX_ROUNDS = 50
"""How often a file is mended and checked again: a mend can bring a line to light that could not be read before, and
of very many slips only the first are said at once."""


def _fix(paths: list[Path], templates: Path, options: argparse.Namespace, progress: _Progress) -> checking.Check:
    """Mend what cannot change its meaning in the files that the paths name; print what was changed."""
    from formgen import checking, fixing, output
    from formgen.report import visible

    result = checking.run(paths, templates, _shown, progress)
    before: dict[Path, bytes] = {}
    for _ in range(_FIX_ROUNDS):
        fixes: dict[Path, list[Fix]] = {}
        for finding in result.findings:
            path = Path(finding.at.file)
            if finding.fix and path.is_file() and _is_named(path, paths) and not _is_below(path, templates):
                fixes.setdefault(path.resolve(), []).append(finding.fix)
        if not fixes:
            break
        old = {path: read_limited(path) for path in fixes}
        before = old | before
        output.write({path: fixing.mended(old[path], found) for path, found in fixes.items()}, keep_rights=True)
        result = checking.run(paths, templates, _shown, progress)
    progress.clear()
    stream = sys.stdout if options.format == "text" else sys.stderr
    for path, content in before.items():
        shown = fixing.difference(content, read_limited(path), _shown(path)).splitlines()
        print("".join(f"{visible(line)}\n" for line in shown), end="", file=stream)
    print(f"改好了 {len(before)} 个文件" if before else "没有可以自动改的地方", file=stream)
    return result


def _is_named(path: Path, paths: Sequence[Path]) -> bool:
    """Return whether the command's paths name a file, or the folder that it is in."""
    return any(path.resolve() in (named.resolve() / path.name, named.resolve()) for named in paths)


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _build(paths: list[Path], out: Path, templates: Path, options: argparse.Namespace, progress: _Progress) -> int:
    from formgen import unchanged

    colour = _colour()
    look = unchanged.Look([__version__, str(options.strict), str(colour)], out, templates, paths)
    if not options.force and (said := look.last_said()):
        _print_again(said[1])
        return said[0]
    from dataclasses import replace

    from formgen import building, closing, parallel  # Office libraries take longer to load than a check takes
    from formgen.report import text

    with parallel.pool(options.jobs or _jobs(paths)) as executor:
        build = building.run(paths, out, templates, _shown, progress, executor=executor, force=options.force)
    progress.clear()
    findings = text.render(_report(build.findings), colour=colour)
    print(findings + closing.render(build, _shown), end="")
    code = _exit_code(build.findings, options)
    standing = [*build.of_batch, *(path for one in build.projects for path in one.documents)]
    again = replace(build, written=0, removed=[])
    look.remember(standing, code, findings + closing.render(again, _shown))
    return code


def _print_again(text: bytes) -> None:
    """Print what was printed before: as the bytes that it is, where the terminal or file takes them as they are."""
    if os.linesep == "\n" and (sys.stdout.encoding or "").lower() == "utf-8":
        sys.stdout.flush()
        sys.stdout.buffer.write(text)
    else:
        print(text.decode("utf-8", "surrogateescape"), end="")


_ENOUGH_FOR_SEVERAL = 300
"""Project files from which several processes are faster than one: each has to open the templates for itself."""


def _jobs(paths: Sequence[Path]) -> int:
    """Return how many processes are worth while for the project files that the paths name."""
    from formgen import parallel

    count = sum(len(list(path.glob("*.y*ml"))) if path.is_dir() else 1 for path in paths)
    return min(parallel.cores(), _MOST_JOBS) if count >= _ENOUGH_FOR_SEVERAL else 1


def _exit_code(findings: Sequence[Diagnostic], options: argparse.Namespace) -> int:
    """Return 1 when a finding counts: an error, and with ``--strict`` a warning that nobody silenced."""
    from formgen.diagnostics import Severity

    heavy = {Severity.ERROR, Severity.WARNING} if options.strict else {Severity.ERROR}
    return int(any(finding.severity in heavy and finding.silenced is None for finding in findings))


def _explain(options: argparse.Namespace) -> int:
    from formgen import catalogue
    from formgen.diagnostics import SEVERITY_WORDS
    from formgen.report import text

    if options.all:
        print(catalogue.as_markdown(), end="")
        return 0
    if options.code is None:
        rows = [("代号", "级别", "意思")]
        rows += [(one.code, SEVERITY_WORDS[one.severity], one.title) for one in catalogue.entries()]
        print(text.table(rows), end="")
        return 0
    entry = catalogue.find(options.code)
    if entry is None:
        import difflib

        near = difflib.get_close_matches(options.code, catalogue.codes(), n=1)
        hint = f"是不是 {near[0]}？" if near else "全部代号：formgen explain"
        print(f"没有“{options.code}”这个代号。{hint}", file=sys.stderr)
        return 2
    print(catalogue.explained(entry), end="")
    return 0


def _list_rules(templates: Path) -> int:
    """Print every rule with the severity that each form kind gives it."""
    from formgen import forms, rules
    from formgen.diagnostics import SEVERITY_WORDS
    from formgen.report import text

    loaded, findings = forms.load(templates, _shown)
    print(text.render(_report(findings)), end="")
    if loaded is None:
        return 1
    rows = [("代号", *loaded.kinds, "检查什么")]
    for code, rule in rules.BY_CODE.items():
        levels = []
        for kind in loaded.kinds.values():
            bound = [one.severity or rule.SEVERITY for one in kind.bindings if one.rule is rule]
            levels.append("、".join(dict.fromkeys(SEVERITY_WORDS[level] for level in bound)) or "不检查")
        rows.append((code, *levels, rule.TITLE))
    print(text.table(rows), end="")
    return 0


def _print_schema(templates: Path, name: str | None) -> int:
    """Print the JSON Schema of a form kind, or of batch.yaml."""
    from formgen import forms, json_schema
    from formgen.report import text

    loaded, findings = forms.load(templates, _shown)
    print(text.render(_report(findings)), end="", file=sys.stderr)
    if loaded is None:
        return 1
    batch = Path(forms.BATCH_FILE).stem
    if name == batch:
        print(json_schema.render(loaded.batch_schema, forms.BATCH_FILE), end="")
        return 0
    kind = loaded.kinds.get(name) if name else next(iter(loaded.families.values())).root
    if kind is None or (name is None and len(loaded.families) > 1):
        print(f"要写明是哪一种：{'、'.join([*loaded.kinds, batch])}", file=sys.stderr)
        return 2
    print(json_schema.render(loaded.family(kind).schema(frozenset({kind.name})), kind.title), end="")
    return 0


def _kind(options: argparse.Namespace, templates: Path, progress: _Progress) -> int:
    """Make a form kind, or look over those that there are."""
    from formgen import forms, kinds
    from formgen.diagnostics import has_errors
    from formgen.package import BadPackage
    from formgen.report import summary, text

    if options.action == "new":
        try:
            files, findings = kinds.new(templates, options.name, options.blank, _shown)
        except kinds.BadName as reason:
            print(f"没有建：{reason}", file=sys.stderr)
            return 2
        except (BadPackage, Unavailable) as reason:
            print(
                f"没有建：{_shown(options.blank)} {reason}。空白表应当是 .docx，旧的 .doc 先在 Word 里另存",
                file=sys.stderr,
            )
            return 2
        print(text.render(_report(findings), colour=_colour()), end="")
        for path in files:
            print(_shown(path))
        print(f"先看一遍 {_shown(templates / options.name)} 里的文件，改好后运行 formgen kind check {options.name}")
        return int(has_errors(findings))
    loaded, findings = forms.load(templates, _shown)
    if loaded is None:
        print(text.render(_report(findings), colour=_colour()), end="")
        return 1
    name = Path(options.name).name if options.name else None  # the folder's path says as much as its name
    if name and name not in loaded.kinds:
        print(f"没有“{options.name}”这种表，可以写：{'、'.join(loaded.kinds)}", file=sys.stderr)
        return 2
    names = [name] if name else list(loaded.kinds)
    for number, name in enumerate(names, start=1):
        progress(f"检查 {number}/{len(names)} {name}")
        findings += kinds.check(loaded, templates, [name], _shown)
    progress.clear()
    print(text.render(_report(findings), colour=_colour()), end="")
    print(f"检查了 {len(names)} 种表：{summary(findings)}")
    return int(has_errors(findings))


def _report(findings: Sequence[Diagnostic], result: checking.Check | None = None) -> Report:
    """Return what the reports show, the projects by their names."""
    from formgen.report import Report

    if result is None:
        return Report(findings, [], _lines_of)
    names = {one.file: name for one in result.checked if isinstance(name := one.head("project_name"), str)}
    return Report(findings, result.projects, _lines_of, names)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _lines_of(file: str) -> list[str]:
    """Return the lines of a file that findings name, as far as it can be read as text."""
    from formgen import decoding

    try:
        content, _ = decoding.decode(read_limited(Path(file)), file)
    except Unavailable:
        return []
    return (content or "").replace("\r\n", "\n").split("\n")


_COMMANDS = {
    "check": "只检查；不加 --fix 就不写任何文件",
    "build": "检查，并生成 Word 和 Excel 文件",
    "explain": "说明一条消息是什么意思、怎么改",
    "rules": "列出全部规则和级别",
    "schema": "写出编辑器用的 JSON Schema",
    "kind": "建一种新表，或检查表格种类的文件夹",
}
_FORMATS = ("text", "json", "sarif", "github", "html")

_PROGRESS_COLUMNS = 72
"""Columns of the progress line: it must not wrap, or it could not be taken away again."""

_HELP_COLUMNS = 78

_MOST_JOBS = 61
"""Processes at one time; Windows can wait for no more."""


class _WrongUse(Exception):
    """The command line is not one that we understand."""


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Leave the words to `main`; argparse's are English."""
        raise _WrongUse


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help that keeps our line ends and names the usage in Chinese."""

    def __init__(self, prog: str) -> None:
        """Take a width for granted: argparse loads archivers to find out the terminal's, at every argument."""
        super().__init__(prog, width=_HELP_COLUMNS)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def _parser(typed: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of what was typed: other commands have only their names, as arguments take long to make."""
    layout: dict[str, Any] = {"formatter_class": _HelpFormatter, "add_help": False}
    purpose = "从 YAML 项目文件生成财政项目的申报表、监控表、自评表等（Word）和汇总表（Excel）。"
    parser = _Parser(prog="formgen", description=purpose, epilog=_EPILOG, **layout)
    parser._optionals.title = "选项"
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser.add_argument("--version", action="version", version=f"formgen {__version__}", help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for name, title in _COMMANDS.items():
        command = commands.add_parser(name, help=title, description=title, **layout)
        if name not in typed:
            continue
        command._positionals.title, command._optionals.title = "参数", "选项"
        if name in ("check", "build"):
            command.add_argument("paths", nargs="*", metavar="PATH", help=_PATH_HELP)
            command.add_argument("--strict", action="store_true", help="有警告也算没有通过（退出码 1）")
        if name == "check":
            command.add_argument("--fix", action="store_true", help="改好不会改变意思的写法错误，并列出改了什么")
            formats = "、".join(_FORMATS)
            command.add_argument(
                "--format", choices=_FORMATS, default="text", metavar="FORMAT", help=f"输出的格式：{formats}"
            )
        if name == "build":
            command.add_argument("--out", type=Path, metavar="DIR", help="输出文件夹（默认 output/，其中按年份分开）")
            command.add_argument("--force", action="store_true", help="生成以后有人改过的文件也覆盖")
            jobs = "同时用几个进程（默认：几百个项目以上，电脑有几个核就用几个）"
            command.add_argument("-j", dest="jobs", type=_count, metavar="N", help=jobs)
        if name == "explain":
            command.add_argument("code", nargs="?", metavar="CODE", help="消息里方括号中的代号；不写就列出全部代号")
            command.add_argument("--all", action="store_true", help="全部说明，Markdown 格式")
        if name == "kind":
            _add_actions(command, layout)
        if name == "schema":
            command.add_argument("kind", nargs="?", metavar="KIND", help="表格种类的文件夹名，或者 batch")
        if name not in ("explain", "kind"):
            command.add_argument("--templates", type=Path, metavar="DIR", help="表格种类的文件夹（默认 templates/）")
        command.add_argument("-h", "--help", action="help", help="显示这段说明")
    return parser


def _count(typed: str) -> int:
    if not typed.isdecimal() or not 0 < int(typed) <= _MOST_JOBS:
        raise ValueError
    return int(typed)


def _add_actions(command: argparse.ArgumentParser, layout: dict[str, Any]) -> None:
    """Add what ``formgen kind`` can do."""
    actions = command.add_subparsers(dest="action", required=True, metavar="做什么", title="做什么")
    titles = {"new": "从一份空白表建一个文件夹", "check": "检查文件夹里的模板和设置；不写名称就全部检查"}
    for name, title in titles.items():
        action = actions.add_parser(name, help=title, description=title, **layout)
        action._positionals.title, action._optionals.title = "参数", "选项"
        if name == "new":
            action.add_argument("name", metavar="NAME", help="文件夹名，例如 self-evaluation")
            action.add_argument("--from", dest="blank", type=Path, metavar="FILE", help="空白表，Word 文件（.docx）")
        else:
            action.add_argument("name", nargs="?", metavar="NAME", help="只检查这一种")
        action.add_argument("--templates", type=Path, metavar="DIR", help="表格种类的文件夹（默认 templates/）")
        action.add_argument("-h", "--help", action="help", help="显示这段说明")


def _root(start: Path) -> Path:
    """Return the nearest folder, from `start` up, that has ``projects/``; `start` itself when none has."""
    return next((folder for folder in (start, *start.parents) if (folder / "projects").is_dir()), start)


def _newest_year(projects: Path) -> Path | None:
    """Return the folder under ``projects/`` whose name is the latest year, or None."""
    years = [path for path in projects.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()]
    return max(years, key=lambda path: path.name, default=None)


def _templates(root: Path) -> Path:
    """Return the templates of this place, or those that come with formgen."""
    here = root / "templates"
    return here if here.is_dir() else default_templates()


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
            from formgen import width

            print(f"\r\x1b[K{width.cut(text, _PROGRESS_COLUMNS)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

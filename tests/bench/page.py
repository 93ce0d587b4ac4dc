"""What was measured as a table on the terminal, and as docs/performance.md."""

import os
import platform
import re
import zlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from lines import USUAL, Line, Measured, Part, Results, Sizes, parts

from formgen.report import text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"

_LIBRARIES = (
    "ruamel.yaml", "ruamel.yaml.clib", "cerberus", "jinja2", "docxtpl", "lxml", "openpyxl", "XlsxWriter",
)  # fmt: skip
_HEAD = ("量的是什么", "这次", "必须", "争取", "到了没有", "原始数")

_BEFORE = (
    "# 快慢\n\n"
    "这一页由 `make bench` 写出，不要手改；这一次是 `make bench N={count}`。formgen 和别的做法在同一次运行里轮流做，"
    "取中位数；只写下结果，不判断对错，没有一个测试看时间。**只有比例算数**：“原始数”是这台机器这一次的，换一台就不同，"
    "只用来看比例是怎么算出来的。\n"
    """
```sh
make bench                  # {usual} 个项目，重新写出这一页；要半小时上下，期间机器上别做别的
make bench N=100            # 少些项目，快些
make bench ONLY=workbook    # 只做一部分，只印出来：{parts}
```

"""
    "项目是虚构的：照着 projects/2025/ 里的三个项目改写出来（tests/bench/corpus.py），同样的个数总是同样的文件，"
    "没有两个项目的名称或语句相同，平均每个 15 条指标。“必须”和“争取”是这个程序给自己定的，按 {usual} 个项目。"
    "内存是兆字节，其余都是比例。\n"
)


def table(part: Part, results: Results) -> str:
    """Return the measured lines of a part as a table for the terminal."""
    return text.table([_HEAD, *_rows(part, results)], right=(1, 2, 3))


def page(sizes: Sizes, results: Mapping[str, Results]) -> str:
    """Return the page with what was measured, by the names of the parts."""
    all_parts = parts(sizes)
    names = "、".join(f"`{part.name}`（{part.title}）" for part in all_parts)
    before = _BEFORE.format(count=sizes.count, usual=f"{USUAL:,}", parts=names)
    sections = [
        f"## {part.title}\n\n{part.says}\n\n{_markdown([_HEAD, *_rows(part, results[part.name])])}"
        for part in all_parts
    ]
    return "\n".join([before, *sections, _machine()])


def _rows(part: Part, results: Results) -> list[tuple[str, ...]]:
    return [_row(line, results[line.name]) for line in part.lines]


def _row(line: Line, measured: Measured) -> tuple[str, ...]:
    must, aim = (_target(line, wanted) for wanted in (line.must, line.aim))
    return line.title, _number(measured.value, line), must, aim, line.verdict(measured.value), measured.raw


def _target(line: Line, wanted: float | None) -> str:
    return "" if wanted is None else f"{'≥' if line.more_is_better else '≤'} {wanted:g}{line.unit}"


def _number(value: float, line: Line) -> str:
    digits = 0 if line.unit or value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}{line.unit}"


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *others = (f"| {' | '.join(row)} |\n" for row in rows)
    return head + "|---|--:|--:|--:|---|---|\n" + "".join(others)


def _machine() -> str:
    """Return what the numbers depend on; nothing by which one could tell whose machine it was."""
    libraries = "，".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"## 在什么机器上\n\n{_processor()}，{os.cpu_count()} 个核，{platform.system()}，"
        f"{platform.python_implementation()} {platform.python_version()}，zlib {zlib.ZLIB_RUNTIME_VERSION}。\n\n"
        f"{libraries}。\n"
    )


def _processor() -> str:
    try:
        found = re.search(r"(?m)^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()

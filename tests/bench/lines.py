"""What the bench measures: each line of its table, what it means and what it must reach."""

from collections.abc import Mapping
from dataclasses import dataclass

USUAL = 1_000
"""Projects for which the targets are set."""


@dataclass(frozen=True)
class Sizes:
    """How many projects are measured: `count`, ten times as many, and fewer, from which growth is seen."""

    count: int = USUAL

    @property
    def fewest(self) -> int:
        return max(1, self.count // 100)

    @property
    def fewer(self) -> int:
        return max(1, self.count // 10)

    @property
    def many(self) -> int:
        return 10 * self.count


@dataclass(frozen=True)
class Line:
    """A line of the table.

    Attributes:
        name: by which a measurement gives its value.
        title: in the table.
        unit: behind the value; empty for a ratio.
        must: what has to be reached; None where the line only informs.
        aim: what would be good.
        more_is_better: whether a value reaches these from below.
    """

    name: str
    title: str
    unit: str = ""
    must: float | None = None
    aim: float | None = None
    more_is_better: bool = False

    def verdict(self, value: float) -> str:
        """Return in words whether a value reaches what it is to reach; empty for a line that only informs."""
        if self.must is None:
            return ""
        for wanted, words in ((self.aim, "到了争取的"), (self.must, "到了必须的")):
            if wanted is not None and (value >= wanted if self.more_is_better else value <= wanted):
                return words
        return "没有到"


@dataclass(frozen=True)
class Measured:
    """A line's value, and what it was worked out from: seconds and such, which say more about the machine."""

    value: float
    raw: str


@dataclass(frozen=True)
class Part:
    """Lines that are measured together, and Chinese sentences that say what they mean."""

    name: str
    title: str
    says: str
    lines: tuple[Line, ...]


Results = Mapping[str, Measured]
"""What was measured, by the names of the lines."""

OTHERS = {
    "xlsxwriter": "XlsxWriter",
    "xlsxwriter-constant": "XlsxWriter constant_memory",
    "openpyxl": "openpyxl write_only",
}
"""What else writes the workbook."""


def parts(sizes: Sizes) -> tuple[Part, ...]:
    """Return the parts of the table in the order in which they are measured."""
    fewest, fewer, count, many = (f"{number:,}" for number in (sizes.fewest, sizes.fewer, sizes.count, sizes.many))
    return (
        Part(
            "whole",
            "从项目文件到全部文件",
            f"整个进程，从启动到结束：读 {count} 个项目文件，检查，写出每个项目的申报表和一份汇总表，文件夹都是新的。"
            "“朴素程序”是照着几个库的手册最先会写出来的程序（tests/bench/naive.py）：每个项目用 ruamel.yaml 保留格式地"
            "读一次，新建一个 Cerberus 校验器，打开、填写、保存一次 docxtpl 模板；最后用 openpyxl 在内存里写一份同样"
            "内容的汇总表，各行的内容和行高是现成给它的。它不检查规则，也不读回核对。先用少些的项目对过：文档里的"
            "文字、汇总表的格子和合并的区域都和 formgen 的一样。数字是朴素程序的时间除以 formgen 的时间。",
            (
                Line("whole-one", "朴素程序 / formgen 一个进程", "", 12, 30, True),
                Line("whole-two", "朴素程序 / formgen 两个进程", "", None, None, True),
            ),
        ),
        Part(
            "rendering",
            "填一份申报表",
            "从填表的内容到 docx 的全部字节，和少不了的两件事比：用 zlib 缺省的级别压缩同一份 document.xml，"
            "把同样多的字节写到磁盘。同一个进程里轮流做，算处理器时间。",
            (Line("form", "填一份申报表 / 压缩和写盘", "", 4, 2.5),),
        ),
        Part(
            "workbook",
            "写汇总表",
            f"同样的行、行高、合并单元格和边框，每秒写出的行数是别的库的几倍：{count} 个项目，内容都已经在内存里，"
            "算处理器时间。formgen 从项目的内容算起，要填模板、算行高；别的库拿到的是算好的行，"
            "合并单元格用它们最快的办法登记。先用少些的项目对过，各个文件里的格子、行高和合并的区域都一样。"
            "内存是整个进程用得最多的时候：只写这一份汇总表，内容从文件里边读边写。",
            (
                Line("rows-xlsxwriter", "每秒行数：formgen / XlsxWriter", "", 1, 4, True),
                *(
                    Line(f"rows-{name}", f"每秒行数：formgen / {other}", "", None, None, True)
                    for name, other in OTHERS.items()
                    if name != "xlsxwriter"
                ),
                Line("memory-count-formgen", f"汇总表的内存，{count} 个项目：formgen", " MB"),
                *(
                    Line(f"memory-count-{name}", f"汇总表的内存，{count} 个项目：{other}", " MB")
                    for name, other in OTHERS.items()
                ),
                Line("memory-many-formgen", f"汇总表的内存，{many} 个项目：formgen", " MB", 150, 70),
                *(
                    Line(f"memory-many-{name}", f"汇总表的内存，{many} 个项目：{other}", " MB")
                    for name, other in OTHERS.items()
                ),
            ),
        ),
        Part(
            "start",
            "启动",
            "整个进程的时间除以只启动 Python（python -c pass）的时间。"
            f"“没有改动”是 {count} 个项目生成过一次，什么也没有改，再生成一次；一个文件也没有重写才算数。",
            (
                Line("start-imports", "只载入 ruamel.yaml 和 cerberus / 只启动 Python"),
                Line("start-version", "formgen --version / 只启动 Python"),
                Line("start-check", "formgen check 一个文件 / 只启动 Python"),
                Line("start-check-year", "formgen check 最近一年的全部文件 / 只启动 Python"),
                Line("start-unchanged", f"没有改动时 formgen build {count} 个项目 / 只启动 Python", "", 6, 3),
            ),
        ),
        Part(
            "growth",
            "项目多了以后",
            f"整个 formgen build 进程的时间除以项目数，启动的时间也算在里面；{fewer} 个项目时每份的时间算 1。"
            "1.2 是说项目多了，每份最多慢两成。内存是用得最多的时候，几个进程的加在一起（共用的部分会重复算）。",
            (
                Line("each-fewest", f"每份的时间，{fewest} 个项目 / {fewer} 个项目"),
                Line("each-count", f"每份的时间，{count} 个项目 / {fewer} 个项目", "", 1.2),
                Line("each-many", f"每份的时间，{many} 个项目 / {fewer} 个项目", "", 1.2),
                Line("two-processes", f"{many} 个项目：一个进程 / 两个进程", "", 1.6, 1.8, True),
                Line("memory-fewest", f"生成的内存，{fewest} 个项目", " MB"),
                Line("memory-fewer", f"生成的内存，{fewer} 个项目", " MB"),
                Line("memory-count", f"生成的内存，{count} 个项目", " MB"),
                Line("memory-many", f"生成的内存，{many} 个项目", " MB"),
                Line("memory-two", f"生成的内存，{many} 个项目，两个进程", " MB"),
            ),
        ),
    )

"""How each part of the bench is measured: programs run, and their lines worked out.

Loads nothing large: what a program is said to have used at most begins with the size of the one that started it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import corpus
import processes
from lines import Measured, Results, Sizes
from processes import KIND, PYTHON, ROOT, Command, Failed, formgen, script


class Bench:
    """Where the invented projects lie, and what has been made of them; each made once, when it is first needed.

    Args:
        folder: for all of it.
        sizes: how many projects there are.
        rounds: how often each program runs.
        starts: how often, where it is over at once.
    """

    def __init__(self, folder: Path, sizes: Sizes, *, rounds: int, starts: int) -> None:
        self.folder, self.sizes, self.rounds, self.starts = folder, sizes, rounds, starts
        self.projects = cache(self._projects)
        self.built = cache(self._built)
        self.workbook = cache(self._workbook)
        self.rows = cache(self._rows)
        self.contexts = cache(self._contexts)

    def _projects(self, count: int) -> Path:
        folder = self.folder / str(count) / "2025"
        corpus.write(folder, count)
        return folder

    def _built(self, count: int) -> Path:
        """Return an output folder of formgen that holds everything."""
        output = self.folder / f"built-{count}"
        processes.run(build(self.projects(count), output, 2))
        see_files(output, count)
        return output

    def _rows(self, count: int) -> tuple[Path, int]:
        """Return the rows of formgen's workbook for the other libraries, and how many there are."""
        kept = self.folder / f"rows-{count}"
        return kept, int(processes.run(script("rows", self.workbook(count), kept)).printed)

    def _workbook(self, count: int) -> Path:
        (workbook,) = self.built(count).rglob("*.xlsx")
        return workbook

    def _contexts(self, count: int) -> Path:
        kept = self.folder / f"contexts-{count}"
        processes.run(script("contexts", self.projects(count), kept))
        return kept


def build(projects: Path, output: Path, jobs: int) -> list[str]:
    return formgen("build", projects, "--out", output, "-j", jobs)


def see_files(output: Path, count: int) -> None:
    """See that a program has made all that it is measured for.

    Raises:
        Failed: it has not.
    """
    documents, workbooks = (len(list(output.rglob(f"*.{ending}"))) for ending in ("docx", "xlsx"))
    if (documents, workbooks) != (count, 1):
        raise Failed(f"{documents} documents and {workbooks} workbooks instead of {count} and 1")


def alike(expected: Path) -> Callable[[str, Path], None]:
    """Return a check that programs make the same as formgen has made; it raises `Failed`."""

    def check(name: str, made: Path) -> None:
        processes.run(script("comparing", expected, made))

    return check


def whole(bench: Bench) -> Results:
    def commands(count: int) -> dict[str, Command]:
        projects, (kept, _) = bench.projects(count), bench.rows(count)
        return {
            "naive": lambda output: script("naive", projects, KIND / "form.docx", KIND / "schema.yaml", kept, output),
            "one": lambda output: build(projects, output, 1),
            "two": lambda output: build(projects, output, 2),
        }

    fewer, count = bench.sizes.fewer, bench.sizes.count
    processes.in_turn(commands(fewer), 1, alike(bench.built(fewer)))
    runs = processes.in_turn(commands(count), bench.rounds, lambda name, output: see_files(output, count))
    return {f"whole-{name}": _seconds(runs["naive"], runs[name]) for name in ("one", "two")}


def rendering(bench: Bench) -> Results:
    printed = processes.run(script("rendering", bench.contexts(bench.sizes.count))).printed
    form, floor = map(float, printed.split())
    return {"form": Measured(form / floor, f"{form * 1000:.2f} / {floor * 1000:.2f} 毫秒")}


_WRITERS = {
    "xlsxwriter": "xlsxwriter_plain",
    "xlsxwriter-constant": "xlsxwriter_constant_memory",
    "openpyxl": "openpyxl_write_only",
}
"""The functions of `peers` that the lines speak of."""


def workbook(bench: Bench) -> Results:
    def commands(count: int, *more: str) -> dict[str, Command]:
        contexts, (kept, _) = bench.contexts(count), bench.rows(count)

        def other(writer: str) -> Command:
            return lambda output: script("peers", writer, kept, output, *more)

        return {
            "formgen": lambda output: script("workbook", contexts, output, *more),
            **{name: other(writer) for name, writer in _WRITERS.items()},
        }

    sizes = bench.sizes
    processes.in_turn(commands(sizes.fewer), 1, alike(bench.workbook(sizes.fewer)))
    _, rows = bench.rows(sizes.count)
    loaded = processes.in_turn(commands(sizes.count, "loaded"), bench.rounds)
    rates = {name: rows / float(run.printed) for name, run in loaded.items()}
    results = {
        f"rows-{name}": Measured(rates["formgen"] / rates[name], f"{rates['formgen']:,.0f} / {rates[name]:,.0f} 行每秒")
        for name in _WRITERS
    }
    for size, count in (("count", sizes.count), ("many", sizes.many)):
        streamed = processes.in_turn(commands(count), 1)
        results |= {f"memory-{size}-{name}": _memory(run) for name, run in streamed.items()}
    return results


def start(bench: Bench) -> Results:
    year = max((ROOT / "projects").glob("[0-9][0-9][0-9][0-9]"))
    project = min(path for path in year.glob("*.yaml") if path.name != "batch.yaml")
    projects, built = bench.projects(bench.sizes.count), bench.built(bench.sizes.count)
    commands: dict[str, Command] = {
        "bare": lambda output: [PYTHON, "-c", "pass"],
        "imports": lambda output: [PYTHON, "-c", "import ruamel.yaml, cerberus"],
        "version": lambda output: formgen("--version"),
        "check": lambda output: formgen("check", project),
        "check-year": lambda output: formgen("check", year),
        "unchanged": lambda output: build(projects, built, 1),
    }
    processes.in_turn(commands, 1)
    before = _written(built)
    runs = processes.in_turn(commands, bench.starts)
    if _written(built) != before:
        raise Failed("an unchanged build has written something")
    return {
        f"start-{name}": Measured(
            run.seconds / runs["bare"].seconds, f"{run.seconds * 1000:.0f} / {runs['bare'].seconds * 1000:.0f} 毫秒"
        )
        for name, run in runs.items()
        if name != "bare"
    }


def _written(output: Path) -> dict[Path, tuple[int, int]]:
    """Return when each file below a folder was written, and which one it is."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in output.rglob("*")}


def growth(bench: Bench) -> Results:
    sizes = bench.sizes
    counts = {"fewest": sizes.fewest, "fewer": sizes.fewer, "count": sizes.count, "many": sizes.many}

    def command(size: str, jobs: int) -> Command:
        projects = bench.projects(counts[size])
        return lambda output: build(projects, output, jobs)

    commands = {size: command(size, 1) for size in counts} | {"two": command("many", 2)}
    processes.in_turn({"fewest": commands["fewest"]}, 1)
    runs = processes.in_turn(
        commands, bench.rounds, lambda name, output: see_files(output, counts.get(name, sizes.many))
    )
    each = {size: runs[size].seconds / count * 1000 for size, count in counts.items()}
    results = {
        f"each-{size}": Measured(each[size] / each["fewer"], f"{each[size]:.1f} / {each['fewer']:.1f} 毫秒")
        for size in each
        if size != "fewer"
    }
    results |= {f"memory-{size}": _memory(run) for size, run in runs.items()}
    return results | {"two-processes": _seconds(runs["many"], runs["two"])}


def _seconds(slow: processes.Run, quick: processes.Run) -> Measured:
    processor = slow.processor_s / quick.processor_s
    return Measured(
        slow.seconds / quick.seconds, f"{slow.seconds:.1f} / {quick.seconds:.1f} 秒，处理器时间 {processor:.1f} 倍"
    )


def _memory(run: processes.Run) -> Measured:
    return Measured(run.peak_mb, "")


MEASURES: dict[str, Callable[[Bench], Results]] = {
    measure.__name__: measure for measure in (whole, rendering, workbook, start, growth)
}
"""How each of `lines.PARTS` is measured, by its name."""

"""How each part of the bench is measured: programs run, and their lines worked out.

Loads nothing large: what a program is said to have used at most begins with the size of the one that started it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import corpus
import processes
from lines import Measured, Results
from processes import KIND, PYTHON, ROOT, Failed, formgen, script


class Bench:
    """Where the invented projects lie, and what has been made of them; each made once, when it is first needed.

    Args:
        folder: for all of it.
        thousand: how many projects are measured where the table says 1,000.
        ten_thousand: as many where it says 10,000.
        rounds: how often whole builds run.
    """

    def __init__(self, folder: Path, *, thousand: int, ten_thousand: int, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.thousand, self.ten_thousand = thousand, ten_thousand
        self.projects = cache(self._projects)
        self.built = cache(self._built)
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
        (workbook,) = self.built(count).rglob("*.xlsx")
        kept = self.folder / f"rows-{count}"
        return kept, int(processes.run(script("rows", workbook, kept)).printed)

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


def whole(bench: Bench) -> Results:
    count = bench.thousand
    projects, (kept, _) = bench.projects(count), bench.rows(count)
    few = bench.projects(10)

    def naive(folder: Path) -> processes.Command:
        return lambda output: script("naive", folder, KIND / "form.docx", KIND / "schema.yaml", kept, output)

    processes.in_turn({"naive": naive(few)}, 1)  # compiled from now on, as formgen is by the build of the rows
    runs = processes.in_turn(
        {
            "naive": naive(projects),
            "one": lambda output: build(projects, output, 1),
            "two": lambda output: build(projects, output, 2),
        },
        bench.rounds,
        lambda name, output: see_files(output, count),
    )
    return {f"whole-{name}": _seconds(runs["naive"].seconds, runs[name].seconds) for name in ("one", "two")}


def rendering(bench: Bench) -> Results:
    printed = processes.run(script("rendering", bench.contexts(bench.thousand))).printed
    form, floor = map(float, printed.split())
    return {"form": Measured(form / floor, f"{form * 1000:.2f} / {floor * 1000:.2f} 毫秒")}


_WRITERS = {
    "": None,
    "-xlsxwriter": "xlsxwriter_plain",
    "-xlsxwriter-constant": "xlsxwriter_constant_memory",
    "-openpyxl": "openpyxl_write_only",
}


def workbook(bench: Bench) -> Results:
    def commands(count: int, *more: str) -> dict[str, processes.Command]:
        contexts, (kept, _) = bench.contexts(count), bench.rows(count)

        def command(writer: str | None) -> processes.Command:
            if writer is None:
                return lambda output: script("workbook", contexts, output, *more)
            return lambda output: script("peers", writer, kept, output, *more)

        return {name: command(writer) for name, writer in _WRITERS.items()}

    _, rows = bench.rows(bench.thousand)
    loaded = processes.in_turn(commands(bench.thousand, "loaded"), bench.rounds)
    rates = {name: rows / float(run.printed) for name, run in loaded.items()}
    results = {
        f"rows{name}": Measured(rates[""] / rate, f"{rates['']:,.0f} / {rate:,.0f} 行每秒")
        for name, rate in rates.items()
        if name
    }
    for said, count in (("1000", bench.thousand), ("10000", bench.ten_thousand)):
        streamed = processes.in_turn(commands(count), 1)
        results |= {f"memory-{said}{name}": _memory(run) for name, run in streamed.items()}
    return results


_STARTS = 15
"""How often a program that is over at once runs."""


def start(bench: Bench) -> Results:
    year = max((ROOT / "projects").glob("[0-9][0-9][0-9][0-9]"))
    project = min(path for path in year.glob("*.yaml") if path.name != "batch.yaml")
    projects, built = bench.projects(bench.thousand), bench.built(bench.thousand)
    commands: dict[str, processes.Command] = {
        "bare": lambda output: [PYTHON, "-c", "pass"],
        "imports": lambda output: [PYTHON, "-c", "import ruamel.yaml, cerberus"],
        "version": lambda output: formgen("--version"),
        "check": lambda output: formgen("check", project),
        "check-year": lambda output: formgen("check", year),
        "unchanged": lambda output: build(projects, built, 1),
    }
    processes.in_turn(commands, 1)
    runs = processes.in_turn(commands, _STARTS)
    see_files(built, bench.thousand)
    return {
        f"start-{name}": Measured(
            run.seconds / runs["bare"].seconds, f"{run.seconds * 1000:.0f} / {runs['bare'].seconds * 1000:.0f} 毫秒"
        )
        for name, run in runs.items()
        if name != "bare"
    }


def growth(bench: Bench) -> Results:
    counts = {"10": 10, "100": 100, "1000": bench.thousand, "10000": bench.ten_thousand}
    folders = {said: bench.projects(count) for said, count in counts.items()}

    def one(said: str) -> processes.Command:
        return lambda output: build(folders[said], output, 1)

    def see(name: str, output: Path) -> None:
        see_files(output, counts.get(name, bench.ten_thousand))

    processes.in_turn({"10": one("10")}, 1)
    runs = processes.in_turn({said: one(said) for said in ("10", "100", "1000")}, bench.rounds, see)
    runs |= processes.in_turn({"10000": one("10000"), "two": lambda output: build(folders["10000"], output, 2)}, 1, see)
    each = {said: runs[said].seconds / count * 1000 for said, count in counts.items()}
    results = {
        f"growth-{said}": Measured(each[said] / each["100"], f"{each[said]:.1f} / {each['100']:.1f} 毫秒")
        for said in each
        if said != "100"
    }
    results |= {f"growth-memory-{said}": _memory(run) for said, run in runs.items()}
    return results | {"two-processes": _seconds(runs["10000"].seconds, runs["two"].seconds)}


def _seconds(slow: float, quick: float) -> Measured:
    return Measured(slow / quick, f"{slow:.1f} / {quick:.1f} 秒")


def _memory(run: processes.Run) -> Measured:
    return Measured(run.peak_mb, "")


MEASURES: dict[str, Callable[[Bench], Results]] = {
    measure.__name__: measure for measure in (whole, rendering, workbook, start, growth)
}
"""How each of `lines.PARTS` is measured, by its name."""

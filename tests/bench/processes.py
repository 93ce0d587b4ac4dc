"""Whole programs, from their start to their end: how long they take and how much memory.

Programs that are compared run in turn, so that a machine that grows slow does so for each of them; of several runs the
median counts. Their modules were compiled by an earlier run, as for a clerk.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KIND = ROOT / "templates" / "declaration"
HERE = Path(__file__).resolve().parent
PYTHON = sys.executable

_LOOK_EVERY_S = 0.1
"""Between two looks at the memory of a program and of those that it started."""


class Failed(Exception):
    """A program did not do what it was to do; nothing can be said of how long that takes."""


@dataclass(frozen=True)
class Run:
    """What one run, or the median of several, took.

    Attributes:
        seconds: from start to end.
        processor_s: the processor's time, that of all its processes together; says more on a busy machine.
        peak_mb: most memory, that of all its processes together; each counted at its own highest.
        printed: what it wrote to its output, the last one's.
    """

    seconds: float
    processor_s: float
    peak_mb: float
    printed: str = ""


Command = Callable[[Path], list[str]]
"""A program's command, given a path for its output that is not there yet."""


def script(name: str, *arguments: object) -> list[str]:
    """Return the command of a script of this folder."""
    return [PYTHON, str(HERE / f"{name}.py"), *map(str, arguments)]


def formgen(*arguments: object) -> list[str]:
    """Return a command of formgen."""
    return [PYTHON, "-m", "formgen", *map(str, arguments)]


def run(command: list[str]) -> Run:
    """Run a program to its end.

    Raises:
        Failed: it ended with another exit code than 0.
    """
    with (
        tempfile.TemporaryFile() as printed,
        tempfile.TemporaryFile() as errors,
        tempfile.NamedTemporaryFile() as report,
    ):
        starter = script("starter", report.name, *command)
        with (
            subprocess.Popen(starter, cwd=ROOT, stdout=printed, stderr=errors) as process,
            _watched(process.pid) as peaks,
        ):
            process.wait()
        code, seconds, processor_s, own_kb = map(float, report.read().split() or (1, 0, 0, 0))
        if code:
            errors.seek(0)
            raise Failed(f"{' '.join(command)}\n{errors.read().decode(errors='replace')}")
        printed.seek(0)
        peak_mb = max(own_kb, sum(peaks.values())) / 1024
        return Run(seconds, processor_s, peak_mb, printed.read().decode(errors="replace"))


def in_turn(
    commands: Mapping[str, Command], rounds: int, check: Callable[[str, Path], None] = lambda name, output: None
) -> dict[str, Run]:
    """Run programs in turn, each so many times into an output of its own; return the medians by name.

    Args:
        commands: by name.
        rounds: how often each runs.
        check: raises `Failed` when the output of a program is not what it was to make.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as folder:
                output = Path(folder) / "output"
                runs[name].append(run(command(output)))
                check(name, output)
    return {
        name: Run(
            statistics.median(one.seconds for one in each),
            statistics.median(one.processor_s for one in each),
            statistics.median(one.peak_mb for one in each),
            each[-1].printed,
        )
        for name, each in runs.items()
    }


@contextmanager
def _watched(process: int) -> Iterator[dict[int, int]]:
    """Give the highest memory so far of those below a process, in kB by their numbers; empty without /proc."""
    peaks: dict[int, int] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_EVERY_S):
            for number in _below(process):
                peaks[number] = max(peaks.get(number, 0), _highest_kb(number))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def _below(process: int) -> Iterator[int]:
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                yield child
                yield from _below(child)
    except OSError:
        return  # it has ended, or there is no /proc


def _highest_kb(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)

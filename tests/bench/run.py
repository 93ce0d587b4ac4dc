"""How long the command takes, as ratios: whole processes, in turn, medians. Prints a table and judges nothing.

Run it with ``make bench``. Ratios only: seconds say more about the machine than about formgen. A run is a process from
its start to its end; all commands run in turn, so that a machine that grows slow does so for each of them.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from formgen.report import text

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
ROUNDS = 21
YARDSTICK = "只载入 ruamel.yaml 和 cerberus"


def commands() -> dict[str, list[str]]:
    """Return what is measured, by what the table calls it."""
    year = max((ROOT / "projects").glob("[0-9][0-9][0-9][0-9]"))
    project = min(path for path in year.glob("*.yaml") if path.name != "batch.yaml")
    check = [PYTHON, "-m", "formgen", "check"]
    return {
        YARDSTICK: [PYTHON, "-c", "import ruamel.yaml, cerberus"],
        "只启动 Python": [PYTHON, "-c", ""],
        "formgen --version": [PYTHON, "-m", "formgen", "--version"],
        "formgen check 一个文件": [*check, str(project)],
        f"formgen check {year.name} 年全部": [*check, str(year)],
    }


def seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as cache:  # as for a clerk: compiled by an earlier run, for all commands alike
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        measured = commands()
        for command in measured.values():
            seconds(command, environment)
        times: dict[str, list[float]] = {name: [] for name in measured}
        for _ in range(ROUNDS):
            for name, command in measured.items():
                times[name].append(seconds(command, environment))
    medians = {name: statistics.median(runs) for name, runs in times.items()}
    print(f"整个进程用的时间，轮流各运行 {ROUNDS} 次，取中位数；“{YARDSTICK}”算 1：")
    print(
        text.table([(name, f"{median / medians[YARDSTICK]:.2f}") for name, median in medians.items()], right=(1,)),
        end="",
    )


if __name__ == "__main__":
    main()

"""How fast formgen is, as ratios. Run it with ``make bench``; what the numbers mean stands in docs/performance.md.

Usage: run.py [--projects N] [--only PART]. With all parts it writes docs/performance.md anew, with one it only prints.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import page
from lines import USUAL, Part, Results, Sizes, parts
from measuring import MEASURES, Bench

ROUNDS, STARTS = 3, 21


def measured(bench: Bench, part: Part) -> Results:
    """Measure a part of the table."""
    print(f"量“{part.title}” …", file=sys.stderr, flush=True)
    results = MEASURES[part.name](bench)
    assert results.keys() == {line.name for line in part.lines}, "the table and what is measured differ"
    return results


def main() -> None:
    """Measure, print, and keep what a whole run has found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--projects", type=int, default=USUAL)
    parser.add_argument("--only", choices=[*MEASURES])
    options = parser.parse_args()
    sizes = Sizes(options.projects)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"  # by an earlier run, as for a clerk; for all alike
        bench = Bench(Path(folder), sizes, rounds=ROUNDS, starts=STARTS)
        results: dict[str, Results] = {}
        for part in parts(sizes):
            if options.only in (None, part.name):
                results[part.name] = measured(bench, part)
                print(page.table(part, results[part.name]), flush=True)
    if not options.only:
        page.PAGE.write_text(page.page(sizes, results), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

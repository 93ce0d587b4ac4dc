"""How fast formgen is, as ratios. Run it with ``make bench``; what the numbers mean stands in docs/performance.md.

Usage: run.py [--quick] [--only PART]. A whole run writes docs/performance.md anew; these two only print.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import page
from lines import PARTS, Measured
from measuring import MEASURES, Bench


def main() -> None:
    """Measure, print, and keep what a whole run has found."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=[part.name for part in PARTS])
    options = parser.parse_args()
    size = {"thousand": 100, "ten_thousand": 100, "rounds": 1} if options.quick else {
        "thousand": 1_000, "ten_thousand": 10_000, "rounds": 3
    }  # fmt: skip
    results: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"  # by an earlier run, as for a clerk; for all alike
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        bench = Bench(Path(folder), **size)
        for part in PARTS:
            if options.only in (None, part.name):
                print(f"量“{part.title}” …", file=sys.stderr, flush=True)
                measured = MEASURES[part.name](bench)
                assert measured.keys() == {line.name for line in part.lines}, "the table and what is measured differ"
                results |= measured
                print(page.table(measured), flush=True)
    if not options.quick and not options.only:
        page.PAGE.write_text(page.page(results), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

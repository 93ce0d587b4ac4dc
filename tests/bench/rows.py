"""The rows of a finished workbook, kept in a file from which they stream: what the other libraries write once more.

Usage: rows.py WORKBOOK ROWS
"""

import pickle
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

Row = tuple[float, list[Any]]
"""A row's height in points and its values."""

_HEIGHT = re.compile(r'<row r="([0-9]+)"[^>]* ht="([0-9.]+)"')
_MERGE = re.compile(r'<mergeCell ref="([A-Z0-9:]+)"')
_USUAL_HEIGHT = 15.0


@dataclass(frozen=True)
class Sheet:
    """A sheet's merged ranges as (left, top, right, bottom) from 1, and its rows."""

    title: str
    merges: list[tuple[int, int, int, int]]
    rows: Iterable[Row]


def sheets_of(workbook: Path) -> Iterator[Sheet]:
    """Yield what a workbook holds: formulas as the values stored with them."""
    with (
        workbook.open("rb") as file,  # openpyxl wants a file, or a name with an ending that it knows
        zipfile.ZipFile(file) as archive,
        closing(load_workbook(file, read_only=True, data_only=True)) as opened,
    ):
        for number, sheet in enumerate(opened, start=1):
            xml = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            heights = {int(row): float(height) for row, height in _HEIGHT.findall(xml)}
            merges = sorted(range_boundaries(area) for area in _MERGE.findall(xml))
            values = enumerate(sheet.iter_rows(values_only=True), start=1)
            yield Sheet(sheet.title, merges, [(heights.get(row, _USUAL_HEIGHT), list(cells)) for row, cells in values])


def keep(workbook: Path, path: Path) -> int:
    """Write what a workbook holds to a file; return how many rows."""
    count = 0
    with path.open("wb") as file:
        for sheet in sheets_of(workbook):
            rows = list(sheet.rows)
            count += len(rows)
            pickle.dump((sheet.title, sheet.merges, len(rows)), file)
            for row in rows:
                pickle.dump(row, file)
    return count


def stream(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of such a file; the rows of one are to be taken before the next."""
    with path.open("rb") as file:
        while file.peek(1):
            title, merges, count = pickle.load(file)
            yield Sheet(title, merges, _rows(file, count))


def _rows(file: IO[bytes], count: int) -> Iterator[Row]:
    for _ in range(count):
        yield pickle.load(file)


if __name__ == "__main__":
    print(keep(Path(sys.argv[1]), Path(sys.argv[2])))

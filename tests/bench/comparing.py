"""Whether two programs have made the same: the text of their documents, the cells and merged ranges of their workbooks.

Usage: comparing.py EXPECTED MADE, two output folders or two workbooks. Fails where they differ.
"""

import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import rows

from formgen import word

PIXEL_PT = 0.75
"""To which XlsxWriter rounds heights."""


def differences(expected: Path, made: Path) -> Iterator[str]:
    """Yield what is not the same in two output folders or two workbooks."""
    if expected.is_file():
        yield from _of_workbooks(expected, made)
        return
    texts, others = (
        {path.name: word.text_of(path.read_bytes()) for path in folder.rglob("*.docx")} for folder in (expected, made)
    )
    for name in sorted(texts.keys() | others.keys()):
        if texts.get(name) != others.get(name):
            yield f"the text of {name}"
    (workbook,), (other,) = ([*folder.rglob("*.xlsx")] for folder in (expected, made))
    yield from _of_workbooks(workbook, other)


def _of_workbooks(expected: Path, made: Path) -> Iterator[str]:
    for sheet, other in zip_longest(rows.sheets_of(expected), rows.sheets_of(made)):
        if sheet is None or other is None or sheet.title != other.title:
            yield "the sheets"
            return
        if sheet.merges != other.merges:
            yield f"merged cells of {sheet.title}"
        for number, (row, its) in enumerate(zip_longest(sheet.rows, other.rows), start=1):
            if row is None or its is None or row[1] != its[1]:
                yield f"the cells of {sheet.title} in row {number}"
            elif abs(row[0] - its[0]) > PIXEL_PT:
                yield f"the height of {sheet.title} in row {number}"


def main(expected: Path, made: Path) -> None:
    """Compare; exit with what differs."""
    if found := [*differences(expected, made)]:
        raise SystemExit(f"{made} differs from {expected}: {'; '.join(found[:5])}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""The same workbook written by other libraries, in the way that their manuals show for many rows.

They get finished rows with their heights, and give each cell the same font, frame and wrapping. Two things are done in
a quicker way than the manuals': openpyxl's cells share one style, and merged ranges are added without the search for
overlaps that both libraries make for each.

Usage: peers.py NAME ROWS OUTPUT [loaded]. Prints the processor's seconds from the rows to the file;
`loaded` has all rows in memory before the clock starts, otherwise they stream.
"""

import datetime
import sys
import time
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

import rows
import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

FONT = {"name": "宋体", "size": 11}


def openpyxl_in_memory(sheets: Iterable[rows.Sheet], path: Path) -> None:
    """Write the sheets as openpyxl's tutorial does."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        made = workbook.create_sheet(sheet.title)
        style = _style(made)
        for number, (height, values) in enumerate(sheet.rows, start=1):
            made.row_dimensions[number].height = height
            for column, value in enumerate(values, start=1):
                _fill(made.cell(number, column), value, style)
        _merge(made, sheet)
    workbook.save(path)


def openpyxl_write_only(sheets: Iterable[rows.Sheet], path: Path) -> None:
    """Write the sheets row by row without keeping them."""
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        made = workbook.create_sheet(sheet.title)
        style = _style(made)
        for number, (height, values) in enumerate(sheet.rows, start=1):
            made.row_dimensions[number].height = height
            made.append([_fill(WriteOnlyCell(made), value, style) for value in values])
        _merge(made, sheet)
    workbook.save(path)


def _style(sheet: Worksheet) -> StyleArray:
    """Return what the cells of a sheet share; given to each of them anew it takes longer than their values."""
    cell, thin = WriteOnlyCell(sheet), Side(style="thin")
    cell.font, cell.alignment = Font(**FONT), Alignment(wrap_text=True, vertical="center")
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    return cell._style


def _fill(cell: Cell, value: Any, style: StyleArray) -> Cell:
    # the value of a date gives its cell a format of its own
    cell._style = copy(style) if isinstance(value, datetime.date) else style
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" is no formula
    return cell


def _merge(made: Worksheet, sheet: rows.Sheet) -> None:
    for left, top, right, bottom in sheet.merges:
        made.merged_cells.ranges.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def xlsxwriter_plain(sheets: Iterable[rows.Sheet], path: Path) -> None:
    """Write the sheets with XlsxWriter."""
    _xlsxwriter(sheets, path, constant_memory=False)


def xlsxwriter_constant_memory(sheets: Iterable[rows.Sheet], path: Path) -> None:
    """Write the sheets with XlsxWriter without keeping them."""
    _xlsxwriter(sheets, path, constant_memory=True)


def _xlsxwriter(sheets: Iterable[rows.Sheet], path: Path, *, constant_memory: bool) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as workbook:
        look = {"font_name": FONT["name"], "font_size": FONT["size"], "border": 1}
        look |= {"text_wrap": True, "valign": "vcenter"}
        plain, day = workbook.add_format(look), workbook.add_format({**look, "num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            made = workbook.add_worksheet(sheet.title)
            for number, (height, values) in enumerate(sheet.rows):
                made.set_row(number, height)
                for column, value in enumerate(values):
                    if value is None:
                        made.write_blank(number, column, None, plain)
                    elif isinstance(value, str):
                        made.write_string(number, column, value, plain)
                    elif isinstance(value, datetime.date):
                        made.write_datetime(number, column, value, day)
                    else:
                        made.write_number(number, column, value, plain)
            # what merge_range() adds besides blank cells, which are written above; it cannot go back to earlier rows
            made.merge += [[top - 1, left - 1, bottom - 1, right - 1] for left, top, right, bottom in sheet.merges]


PEERS = {
    writer.__name__: writer
    for writer in (openpyxl_in_memory, openpyxl_write_only, xlsxwriter_plain, xlsxwriter_constant_memory)
}


def main(name: str, kept: Path, output: Path, *, loaded: bool) -> None:
    """Write the workbook and say how long it took."""
    sheets: Iterable[rows.Sheet] = rows.stream(kept)
    if loaded:
        sheets = [rows.Sheet(sheet.title, sheet.merges, list(sheet.rows)) for sheet in sheets]
    start = time.process_time()
    PEERS[name](sheets, output)
    print(time.process_time() - start)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), loaded="loaded" in sys.argv[4:])

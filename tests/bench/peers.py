"""The same workbook written by other libraries, in the way that their manuals show for many rows."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

FONT = {"name": "宋体", "size": 11}


@dataclass
class Sheet:
    """Rows of a sheet with their heights, and its merged ranges as (top, left, bottom, right) from 1."""

    title: str
    rows: list[tuple[float, list[Any]]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def read(path: Path) -> list[Sheet]:
    """Return what a finished workbook holds, for the others to write once more."""
    sheets = []
    for sheet in load_workbook(path, data_only=True):
        heights = [sheet.row_dimensions[row].height or 15.0 for row in range(1, sheet.max_row + 1)]
        rows = [list(values) for values in sheet.iter_rows(values_only=True)]
        merges = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
        sheets.append(Sheet(sheet.title, list(zip(heights, rows, strict=True)), sorted(merges)))
    return sheets


def _in_memory(sheet: Worksheet, rows: Sheet, styled: Callable[[Any], None]) -> None:
    for number, (height, values) in enumerate(rows.rows, start=1):
        sheet.row_dimensions[number].height = height
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # ≥ and = begin no formula
            styled(cell)
    for top, left, bottom, right in rows.merges:
        sheet.merged_cells.ranges.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def openpyxl_in_memory(sheets: list[Sheet], path: Path) -> None:
    """Write the sheets as openpyxl's tutorial does, the merged ranges added without its search through all others."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    styled = _openpyxl_style()
    for sheet in sheets:
        _in_memory(workbook.create_sheet(sheet.title), sheet, styled)
    workbook.save(path)


def openpyxl_write_only(sheets: list[Sheet], path: Path) -> None:
    """Write the sheets row by row without keeping them; merged ranges stand at the end."""
    workbook = Workbook(write_only=True)
    styled = _openpyxl_style()
    for sheet in sheets:
        made = workbook.create_sheet(sheet.title)
        for number, (height, values) in enumerate(sheet.rows, start=1):
            made.row_dimensions[number].height = height
            made.append(list(_write_only_cells(made, values, styled)))
        for top, left, bottom, right in sheet.merges:
            made.merged_cells.ranges.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))
    workbook.save(path)


def _write_only_cells(sheet: Any, values: list[Any], styled: Callable[[Any], None]) -> Iterator[Any]:
    for value in values:
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
        styled(cell)
        yield cell


def _openpyxl_style() -> Callable[[Any], None]:
    thin = Side(style="thin")
    font, border = Font(**FONT), Border(left=thin, right=thin, top=thin, bottom=thin)
    alignment = Alignment(wrap_text=True, vertical="center")

    def styled(cell: Any) -> None:
        cell.font, cell.border, cell.alignment = font, border, alignment

    return styled


def xlsxwriter_rows(sheets: list[Sheet], path: Path, *, constant_memory: bool = False) -> None:
    """Write the sheets with XlsxWriter."""
    with xlsxwriter.Workbook(path, {"constant_memory": constant_memory}) as workbook:
        look = {
            "font_name": FONT["name"],
            "font_size": FONT["size"],
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter",
        }
        plain, day = workbook.add_format(look), workbook.add_format({**look, "num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            made = workbook.add_worksheet(sheet.title)
            for top, left, bottom, right in sheet.merges:
                made.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", plain)
            for number, (height, values) in enumerate(sheet.rows):
                made.set_row(number, height)
                for column, value in enumerate(values):
                    if value is None:
                        made.write_blank(number, column, None, plain)
                    elif isinstance(value, str):
                        made.write_string(number, column, value, plain)
                    elif isinstance(value, datetime.date | datetime.datetime):
                        made.write_datetime(number, column, value, day)
                    else:
                        made.write_number(number, column, float(value) if isinstance(value, Decimal) else value, plain)

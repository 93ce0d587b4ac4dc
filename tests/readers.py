"""Finished files read by other libraries than those that wrote them, and the grid of the form that they must show.

A grid is a set of `Cell`; a merged cell is one `Cell` with its spans.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml.table import CT_Tbl
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

TITLE = "财政项目支出绩效目标申报表"

Form = dict[str, Any]
"""A form as transcribed from the unit's printed document: labels to printed text; 绩效指标 is a list of rows."""


@dataclass(frozen=True, order=True)
class Cell:
    """Row and column from 1, how many rows and columns it spans, and its text."""

    row: int
    column: int
    down: int
    across: int
    text: str


def source_forms() -> list[Form]:
    """Return the unit's three forms of 2025, transcribed from the printed document apart from the project files."""
    return json.loads(Path(__file__).with_name("source-2025.json").read_text(encoding="utf-8"))


def expected_grid(form: Form) -> set[Cell]:
    """Return the bureau's grid of 8 columns filled with a form."""
    cells = [
        (1, 1, 1, 8, TITLE),
        (2, 1, 1, 8, f"（{form['年度']}年度）"),
        (3, 1, 1, 2, "项目名称"), (3, 3, 1, 2, form["项目名称"]), (3, 5, 1, 1, "项目性质"),
        (3, 6, 1, 1, form["项目性质"]), (3, 7, 1, 1, "项目类别"), (3, 8, 1, 1, form["项目类别"]),
        (4, 1, 1, 2, "主管部门"), (4, 3, 1, 2, form["主管部门"]),
        (4, 5, 1, 1, "实施单位"), (4, 6, 1, 3, form["实施单位"]),
        (5, 1, 1, 2, "计划开始日期"), (5, 3, 1, 2, form["计划开始日期"]),
        (5, 5, 1, 1, "计划完成日期"), (5, 6, 1, 3, form["计划完成日期"]),
        (6, 1, 4, 2, "项目资金（元）"),
        (6, 3, 1, 2, "项目资金总额："), (6, 5, 1, 1, form["项目资金总额"]),
        (6, 6, 1, 2, "年度资金申请总额："), (6, 8, 1, 1, form["年度资金申请总额"]),
        (7, 3, 2, 2, "其中：财政资金"), (7, 5, 2, 1, form["财政资金"]),
        (7, 6, 1, 2, "其中：当年财政拨款"), (7, 8, 1, 1, form["当年财政拨款"]),
        (8, 6, 1, 2, "上年结转资金"), (8, 8, 1, 1, form["上年结转资金"]),
        (9, 3, 1, 2, "其他资金"), (9, 5, 1, 1, form["项目其他资金"]),
        (9, 6, 1, 2, "其他资金"), (9, 8, 1, 1, form["年度其他资金"]),
        (10, 1, 2, 1, "项目绩效目标"), (10, 2, 1, 4, "项目总目标"), (10, 6, 1, 3, "年度总体目标"),
        (11, 2, 1, 4, form["项目总目标"]), (11, 6, 1, 3, form["年度总体目标"]),
        (12, 1, 1 + len(form["绩效指标"]), 1, "绩效指标"),
        (12, 2, 1, 1, "一级指标"), (12, 3, 1, 1, "二级指标"),
        (12, 4, 1, 3, "三级指标"), (12, 7, 1, 2, "年度(/项目)指标值"),
    ]  # fmt: skip
    starts: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    for row, (first, second, name, value) in enumerate(form["绩效指标"], start=13):
        for group in ((first,), (first, second)):
            starts.setdefault(group, row)
            counts[group] = counts.get(group, 0) + 1
        cells += [(row, 4, 1, 3, name), (row, 7, 1, 2, value)]
    cells += [(start, 1 + len(group), counts[group], 1, group[-1]) for group, start in starts.items()]
    return {Cell(*cell) for cell in cells}


def word_grid(data: bytes) -> set[Cell]:
    """Return the cells of a document's one table, read by python-docx; paragraphs are joined by line ends."""
    document = docx.Document(io.BytesIO(data))
    (table,) = document.tables
    return set(_word_cells(table._tbl))


def _word_cells(table: CT_Tbl) -> Iterator[Cell]:
    open_cells: dict[int, Cell] = {}
    for row, tr in enumerate(table.tr_lst, start=1):
        column = 1
        for tc in tr.tc_lst:
            text = "\n".join(paragraph.text for paragraph in tc.p_lst)
            if tc.vMerge == "continue":
                above = open_cells[column]
                assert (above.across, text) == (tc.grid_span, ""), "a continued cell has the width of the one above"
                open_cells[column] = Cell(above.row, column, above.down + 1, above.across, above.text)
            else:
                if column in open_cells:
                    yield open_cells[column]
                open_cells[column] = Cell(row, column, 1, tc.grid_span, text)
                for covered in range(column + 1, column + tc.grid_span):
                    if covered in open_cells:
                        yield open_cells.pop(covered)
            column += tc.grid_span
        assert column == 9, f"row {row} has {column - 1} columns"
    yield from open_cells.values()


def workbook(data: bytes, *, values: bool) -> Any:
    """Return a workbook read by openpyxl: with what formulas give, or with the formulas themselves."""
    return load_workbook(io.BytesIO(data), data_only=values)


def sheet_grids(sheet: Worksheet) -> list[set[Cell]]:
    """Return the grids of the forms that stand one below the other on a sheet."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = {cell for area in merged.values() for cell in _inside(area)} - set(merged)
    starts = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == TITLE]
    grids = []
    for start, end in zip(starts, [*starts[1:], sheet.max_row + 1], strict=True):
        grid = set()
        for row in range(start, end - 1):  # the last row of each form is the gap before the next page
            for column in range(1, 9):
                if (row, column) not in covered:
                    area = merged.get((row, column))
                    down, across = (area.size["rows"], area.size["columns"]) if area else (1, 1)
                    grid.add(Cell(row - start + 1, column, down, across, shown(sheet.cell(row, column))))
        grids.append(grid)
    return grids


def _inside(area: Any) -> set[tuple[int, int]]:
    return {
        (row, column)
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }


def shown(cell: Any) -> str:
    """Return a cell as a reader sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        assert cell.number_format.replace("\\", "") == "yyyy-mm-dd"
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float):
        assert cell.number_format == "#,##0.00"
        return f"{value:,.2f}"
    return unescape(value)

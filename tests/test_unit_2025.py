"""The unit's three forms of 2025: every field and all 46 indicators of the printed document, in the right cells."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from readers import Form, expected_grid, sheet_grids, source_forms, word_grid, workbook

FORMS = source_forms()


def the_workbook(year: Path) -> Path:
    (path,) = year.glob("*目标汇总表.xlsx")
    return path


def rows_of(sheet: Worksheet, first: int) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=first)]


def test_the_source_has_three_forms_with_46_indicators() -> None:
    assert [len(form["绩效指标"]) for form in FORMS] == [15, 14, 17]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form["项目名称"])
def test_word_shows_the_source_in_the_bureaus_grid(form: Form, year: Path) -> None:
    grid = word_grid((year / "申报表" / f"{form['项目名称']}.docx").read_bytes())
    assert sorted(grid) == sorted(expected_grid(form))


def test_the_sheet_of_forms_shows_the_source_in_the_same_grid(year: Path) -> None:
    sheet = workbook(the_workbook(year).read_bytes(), values=True)["申报表"]
    assert sheet["A1"].value == "上海科技报社 2025 年度项目绩效目标汇总表"
    grids = sheet_grids(sheet)
    assert len(grids) == len(FORMS)
    for grid, form in zip(grids, FORMS, strict=True):
        assert sorted(grid) == sorted(expected_grid(form))


def test_the_summary_has_a_row_per_project_and_the_totals(year: Path) -> None:
    path = the_workbook(year)
    assert path.name == "上海科技报社2025年度项目绩效目标汇总表.xlsx"
    *projects, total = rows_of(workbook(path.read_bytes(), values=True)["汇总"], 5)
    assert [row[0] for row in projects] == [1, 2, 3]
    assert [row[1] for row in projects] == [form["项目名称"] for form in FORMS]
    assert [row[11] for row in projects] == [2_180_000, 800_000, 700_000]
    assert [row[15:18] for row in projects] == [(15, 9, 6), (14, 4, 10), (17, 12, 5)]
    assert total[11:18] == (3_680_000, 3_680_000, 0, 0, 46, 25, 21)
    formulas = rows_of(workbook(path.read_bytes(), values=False)["汇总"], 5)[-1]
    assert formulas[11] == "=SUM(L5:L7)"


def test_the_detail_has_a_row_per_indicator_with_its_number(year: Path) -> None:
    book = workbook(the_workbook(year).read_bytes(), values=True)
    rows = rows_of(book["指标明细"], 2)
    expected = [[form["项目名称"], *row] for form in FORMS for row in form["绩效指标"]]
    assert [list(row[1:6]) for row in rows] == expected
    assert rows[0][6:] == ("=", 1, "次")
    assert next(row for row in rows if row[4] == "发布信息")[6:] == ("≥", 1500, "条")
    assert next(row for row in rows if row[5] == "良好")[6:] == (None, None, None)
    for row in rows:
        if row[6]:
            assert f"{row[6]}{row[7]:.2f}({row[8]})" == row[5]

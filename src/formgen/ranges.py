"""What in a workbook refers to rows, made to follow them: loops give more rows than a template has.

Owns tables, filters, print areas and titles, frozen rows, names, conditional formats and rules for input. What cannot
follow is refused, because it would silently mean other cells.
"""

import re
from collections.abc import Iterable, Mapping

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from formgen.cells import column_name
from formgen.filters import TemplateFault
from formgen.sheet import Layout

_FIXED_ROW = re.compile(r"\$[0-9]|[0-9]:\$?[0-9]")
_NAMED_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,\s]+))!(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)")


def follow(workbook: Workbook, layouts: Mapping[str, Layout]) -> None:
    """Move everything that refers to rows to where these are now.

    Args:
        workbook: as the template has it.
        layouts: of its sheets, by their names.

    Raises:
        TemplateFault: something that cannot follow, or a table without any row.
    """
    for sheet in workbook.worksheets:
        layout = layouts[sheet.title]
        _tables(sheet, layout)
        if sheet.auto_filter.ref:
            sheet.auto_filter.ref = _area(sheet.auto_filter.ref, layout)
        if sheet.print_area:
            areas = (_area(area.coord, layout) for area in sheet._print_area.ranges)
            sheet.print_area = ",".join(filter(None, areas)) or None
        if sheet.print_title_rows:
            sheet.print_title_rows = _rows(sheet.print_title_rows, layout)
        _frozen_rows(sheet, layout)
        _conditional_formats(sheet, layout)
        _rules_for_input(sheet, layout)
        _names(sheet.defined_names, layouts)
    _names(workbook.defined_names, layouts)


def _area(reference: str, layout: Layout) -> str | None:
    """Return where a range is now, all rows between its first and its last included; None when no row came out."""
    left, top, right, bottom = range_boundaries(reference)
    rows = layout.sheet_rows(top, bottom) if top else None
    if top and rows is None:
        return None
    return f"{column_name(left)}{rows[0]}:{column_name(right)}{rows[1]}" if rows else reference


def _rows(reference: str, layout: Layout) -> str | None:
    _, top, _, bottom = range_boundaries(reference)
    rows = layout.sheet_rows(top, bottom)
    return f"{rows[0]}:{rows[1]}" if rows else None


def _tables(sheet: Worksheet, layout: Layout) -> None:
    for table in sheet.tables.values():
        area = _area(table.ref, layout)
        if area is None:
            raise TemplateFault(f"工作表“{sheet.title}”的表格“{table.name}”没有一行内容")
        table.ref = area
        if table.autoFilter:
            table.autoFilter.ref = area


def _frozen_rows(sheet: Worksheet, layout: Layout) -> None:
    pane = sheet.sheet_view.pane
    if pane is None or pane.state == "split" or not pane.ySplit:
        return
    rows = layout.sheet_rows(1, int(pane.ySplit))
    if rows:
        pane.ySplit = rows[1]
        pane.topLeftCell = re.sub(r"[0-9]+", str(rows[1] + 1), pane.topLeftCell or "A1")


def _conditional_formats(sheet: Worksheet, layout: Layout) -> None:
    moved = ConditionalFormattingList()
    for formats in sheet.conditional_formatting:
        cells = _cells(formats.sqref, layout)
        for rule in formats.rules:
            rule.formula = [_formula(one, formats.sqref, cells, sheet.title, "条件格式") for one in rule.formula]
            if cells:
                moved.add(cells, rule)
    sheet.conditional_formatting = moved


def _rules_for_input(sheet: Worksheet, layout: Layout) -> None:
    kept = []
    for rule in sheet.data_validations.dataValidation:
        cells = _cells(rule.sqref, layout)
        for name in ("formula1", "formula2"):
            if formula := getattr(rule, name):
                setattr(rule, name, _formula(formula, rule.sqref, cells, sheet.title, "数据有效性"))
        if cells:
            rule.sqref = MultiCellRange(cells)
            kept.append(rule)
    sheet.data_validations.dataValidation = kept


def _cells(ranges: MultiCellRange, layout: Layout) -> str:
    """Return the cells that came from those of some ranges, without the rows between them."""
    return " ".join(
        f"{column_name(area.min_col)}{top}:{column_name(area.max_col)}{bottom}"
        for area in ranges.sorted()
        for top, bottom in layout.runs(area.min_row, area.max_row)
    )


def _formula(formula: str, before: MultiCellRange, after: str, sheet: str, what: str) -> str:
    """Return a formula that is read from the first cell of some ranges, as it is read from their new first cell."""
    if _FIXED_ROW.search(re.sub(r'"[^"]*"', "", formula)):
        message = f"{what}“{formula}”写到了固定的行，行数一变就指错了；只引用同一行的格，或者直接列出各项"
        raise TemplateFault(f"工作表“{sheet}”的{what}：{message}")
    if not after or formula.startswith('"'):
        return formula
    first = _first_cell(area.coord for area in before.sorted())
    moved: str = Translator(f"={formula}", origin=first).translate_formula(_first_cell(after.split()))
    return moved.removeprefix("=")


def _first_cell(areas: Iterable[str]) -> str:
    return next(iter(areas)).partition(":")[0]


def _names(names: dict[str, DefinedName], layouts: Mapping[str, Layout]) -> None:
    for name, defined in list(names.items()):
        content = defined.attr_text
        if not re.search("[A-Za-z]", content) or content.startswith(('"', "#")):
            continue  # a number, a text, or what refers to nothing any more
        areas = [_named_area(piece.strip(), name, layouts) for piece in content.split(",")]
        if any(areas):
            defined.attr_text = ",".join(filter(None, areas))
        else:
            del names[name]


def _named_area(reference: str, name: str, layouts: Mapping[str, Layout]) -> str | None:
    """Return where an area with its sheet is now; None when no row of it came out."""
    found = _NAMED_AREA.fullmatch(reference)
    title = (found[2] or found[1].replace("''", "'")) if found else ""
    if found is None or title not in layouts:
        message = f"名称“{name}”写的“{reference}”不是一片单元格，行数变化以后会指错；请在“名称管理器”里删掉"
        raise TemplateFault(message)
    area = _area(found[3].replace("$", ""), layouts[title])
    if area is None:
        return None
    sheet, absolute = reference.rpartition("!")[0], re.sub("([A-Z]+)([0-9]+)", r"$\1$\2", area)
    return f"{sheet}!{absolute}"

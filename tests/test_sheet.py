"""Rows laid out as they come are those of a sheet that is laid out as a whole."""

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import plain_sheet
from formgen import cells, width
from formgen.cells import Geometry, Style, Total
from formgen.merging import MergedDown
from formgen.sheet import Layout, Sum
from formgen.values import Measure, Number

COLUMNS = 5
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)  # it takes minutes
PROSE = "目标a1B \u3000，。“”é\u0301\u00a0𠮷😀-_&<>\n"

texts = st.one_of(
    st.text(PROSE, max_size=30),
    st.sampled_from(["=1.00(次)", "_x0041_", "]]>"]),
    st.builds(lambda text, times: text * times, st.sampled_from(["目标", "绩效 word ", "行\n"]), st.integers(1, 400)),
)
numbers = st.one_of(st.decimals(0, 10**9, places=2), st.integers(0, 9999), st.just(Number("9.5", "9.50")))
values = st.one_of(st.none(), texts, numbers, st.just(date(2025, 1, 2)), st.just(Measure("≥", Decimal("3.00"), "场")))


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """Return a template of some rows, with merged ranges that do not overlap."""
    rows = range(1, draw(st.integers(2, 6)) + 1)
    merges: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(draw(st.integers(0, 5))):
        top, left = draw(st.sampled_from(rows)), draw(st.integers(1, COLUMNS))
        bottom, right = draw(st.integers(top, rows[-1])), draw(st.integers(left, COLUMNS))
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if taken.isdisjoint(cells):
            taken |= cells
            merges.append((top, bottom, left, right))
    anchors = {(top, left) for top, _, left, _ in merges}
    fixed: dict[int, dict[int, Any]] = {}
    asked: dict[int, tuple[int, ...]] = {}
    for row in rows:
        free = [one for one in range(1, COLUMNS + 1) if (row, one) not in taken or (row, one) in anchors]
        sort = {column: draw(st.sampled_from(["blank", "asked", "asked", "fixed", "total"])) for column in free}
        asked[row] = tuple(column for column in free if sort[column] == "asked")
        fixed[row] = {column: draw(texts.filter(bool) | numbers) for column in free if sort[column] == "fixed"}
        for column in free:
            if sort[column] == "total" and draw(st.booleans()):
                first = draw(st.sampled_from(rows))
                last = draw(st.integers(first, rows[-1]))
                fixed[row][column] = Total(draw(st.integers(1, COLUMNS)), first, last)
    styles = st.builds(Style, st.just(3), st.just(4), st.sampled_from([9.0, 11.0, 36.0]), st.booleans())
    return Geometry(
        styles={row: {column: draw(styles) for column in range(1, COLUMNS + 1)} for row in rows},
        heights={row: draw(st.sampled_from([0.0, 30.0])) for row in rows},
        widths={column: draw(st.sampled_from([0.0, 20.0, 80.0, 300.0])) for column in range(1, COLUMNS + 1)},
        merges=tuple(merges),
        breaks=frozenset(draw(st.sets(st.sampled_from(rows), max_size=2))),
        fixed=fixed,
        asked=asked,
    )


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Geometry, list[tuple[int, list[Any]]]]:
    """Return a template, and the rows that come out of it with the values that they ask for."""
    geometry = draw(geometries())
    joining = {(row, one) for row, asked in geometry.asked.items() for one in asked if draw(st.booleans())}
    rows = []
    for source in draw(st.lists(st.sampled_from(sorted(geometry.asked)), min_size=1, max_size=14)):
        found = [
            MergedDown(draw(values), first=draw(st.booleans())) if (source, column) in joining else draw(values)
            for column in geometry.asked[source]
        ]
        rows.append((source, found))
    return geometry, rows


def laid_out(geometry: Geometry, rows: list[tuple[int, list[Any]]]) -> tuple[Layout, str, str]:
    """Return the layout with the XML of its rows and merged ranges, filled again until its totals are right."""
    totals: dict[Total, Sum] = {}
    for _ in range(3):
        files = io.BytesIO(), io.BytesIO()
        layout = Layout(geometry, *files, totals)
        for source, found in rows:
            layout.add(source, found)
        layout.finish()
        if layout.is_settled():
            return layout, *(file.getvalue().decode() for file in files)
        totals = layout.totals()
    raise AssertionError("the totals are never right")


def hashed(cells: Iterator[tuple[str, str]]) -> bytes:
    """Return the digest of filled cells."""
    told = hashlib.blake2b(digest_size=16)
    last = ""
    for reference, text in cells:
        column, row = re.fullmatch("([A-Z]+)([0-9]+)", reference).groups()
        told.update(("" if row == last else f"\2{row}").encode())
        told.update(f"\0{column}\1{text}".encode())
        last = row
    return told.digest()


@given(sheets())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINKING)
def test_rows_that_come_one_after_the_other_make_the_same_sheet(sheet: tuple[Geometry, list[Any]]) -> None:
    geometry, rows = sheet
    asked = [dict(zip(geometry.asked[source], found, strict=True)) for source, found in rows]
    plain = plain_sheet.Layout(
        geometry,
        [plain_sheet.Row(row, {**geometry.fixed[row], **found}) for (row, _), found in zip(rows, asked, strict=True)],
    )
    layout, xml, merges = laid_out(geometry, rows)
    assert xml.replace("<row", "\n<row") == "".join(plain.xml()).replace("<row", "\n<row")
    found = re.findall("[A-Z0-9]+:[A-Z0-9]+", merges)
    expected = sorted(plain.merged_ranges())
    names = "ABCDE"
    assert found == [
        f"{names[left - 1]}{top}:{names[right - 1]}{bottom}"
        for top, bottom, left, right in sorted(expected, key=lambda area: (area[0], area[2]))
    ]
    assert layout.merge_count == len(expected)
    assert layout.digest.digest() == hashed(plain.cells())
    assert list(layout.page_breaks()) == plain.page_breaks()
    assert layout.dimension() == plain.dimension()
    for first in geometry.styles:
        for last in range(first, max(geometry.styles) + 1):
            assert layout.sheet_rows(first, last) == plain.sheet_rows(first, last)
            assert list(layout.runs(first, last)) == list(plain.runs(first, last))


def test_more_short_texts_than_a_column_remembers_make_the_same_sheet() -> None:
    """Each comes again after all others have come, and some stand in a narrow column and a wide one."""
    styles = {1: {column: Style(3, 4, 11.0, True) for column in (1, 2)}}
    geometry = Geometry(styles, {1: 0.0}, {1: 40.0, 2: 300.0}, (), frozenset(), {1: {}}, {1: (1, 2)})
    texts = [f"第{number}项指标的名称" for number in range(3 * cells._KNOWN)]
    rows = [(1, [text, text]) for text in texts * 2]
    plain = plain_sheet.Layout(geometry, [plain_sheet.Row(1, {1: text, 2: text}) for _, (text, _) in rows])
    layout, xml, _ = laid_out(geometry, rows)
    assert xml == "".join(plain.xml())
    assert layout.digest.digest() == hashed(plain.cells())


@given(st.text(PROSE + "αЖ①…—（）", max_size=60), st.integers(2, 40))
@settings(max_examples=500, deadline=None)
def test_runs_of_like_characters_break_as_the_characters_do(text: str, columns: int) -> None:
    assert width.lines_needed(text, columns) == plain_sheet.lines_needed(text, columns * 5.5, 11)
    assert width.cells(text) == sum(plain_sheet._cells_of(character, "WF") for character in text)


def test_characters_that_need_no_looking_up_have_the_size_that_is_said_of_them() -> None:
    found = [character for character in map(chr, range(0xD800)) if width._OFTEN.fullmatch(character)]
    assert len(found) > 20_000
    for character in found:
        size = width._RUNS.fullmatch(character).lastindex
        assert size == width._RUNS.fullmatch(character.translate(width._IN_PRINT)).lastindex, character

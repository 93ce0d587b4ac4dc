"""What `make bench` compares is comparable: the invented projects, the naive program, the other libraries' workbooks.

How long anything takes is measured there and tested nowhere.
"""

import platform
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import comparing
import contexts
import corpus
import naive
import page
import peers
import processes
import pytest
import rows
import workbook
from docx import Document
from lines import Line, Measured, Sizes, parts
from measuring import MEASURES, Bench
from openpyxl import load_workbook
from processes import KIND, Failed, script
from processes import run as run_to_its_end
from run import measured

from conftest import ROOT
from formgen import building, checking
from formgen.diagnostics import has_errors


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- the invented projects -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("thirty") / "2025"
    corpus.write(folder, 30)
    return folder


def test_the_same_number_gives_the_same_projects(thirty: Path, tmp_path: Path) -> None:
    corpus.write(tmp_path / "again", 30)
    corpus.write(tmp_path / "fewer", 10)
    assert len(bytes_of(thirty)) == 31, "thirty projects and their batch.yaml"
    assert bytes_of(tmp_path / "again") == bytes_of(thirty)
    assert bytes_of(tmp_path / "fewer").items() <= bytes_of(thirty).items()


def test_projects_are_sound_and_share_neither_name_nor_wording(thirty: Path) -> None:
    found = checking.run([thirty], ROOT / "templates", str)
    codes = {finding.code for finding in found.findings}
    assert codes and not has_errors(found.findings)
    assert not codes & {"same-wording", "project-repeated"}
    names = re.findall(r"(?m)^项目名称: (.*)$", "".join(path.read_text("utf-8") for path in thirty.iterdir()))
    assert len(set(names)) == 30


def test_as_many_projects_as_there_can_be_have_marks_of_their_own() -> None:
    assert len({corpus._mark(number) for number in range(corpus.LIMIT)}) == corpus.LIMIT


def test_what_is_wrong_with_the_real_projects_is_wrong_with_those_made_of_them(thirty: Path) -> None:
    real = checking.run([ROOT / "projects/2025"], ROOT / "templates", str)
    made = checking.run([thirty], ROOT / "templates", str)
    codes = {finding.code for finding in real.findings}
    assert codes and codes <= {finding.code for finding in made.findings}


# --- the programs ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """Three projects, what formgen and the naive program made of them, and the rows of the workbook."""

    projects: Path
    formgen: Path
    naive: Path
    rows: Path

    @property
    def workbook(self) -> Path:
        (found,) = self.formgen.rglob("*.xlsx")
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("bench")
    made = Made(folder / "2025", folder / "formgen", folder / "naive", folder / "rows")
    corpus.write(made.projects, 3)
    assert not has_errors(building.run([made.projects], made.formgen, ROOT / "templates", str).findings)
    rows.keep(made.workbook, made.rows)
    naive.main(made.projects, KIND / "form.docx", KIND / "schema.yaml", made.rows, made.naive)
    return made


def test_the_naive_program_makes_the_same_texts_and_the_same_workbook(made: Made) -> None:
    assert len([*made.naive.glob("*.docx")]) == 3 and len([*made.naive.glob("*.xlsx")]) == 1
    assert not [*comparing.differences(made.formgen, made.naive)]


def test_each_library_writes_the_same_values_heights_and_merged_cells(made: Made, tmp_path: Path) -> None:
    ours = list(rows.sheets_of(made.workbook))
    assert [sheet.title for sheet in ours] == ["汇总", "申报表", "指标明细"]
    assert all(sheet.rows and sheet.merges for sheet in ours[:2])
    assert len(peers.PEERS) == 4
    for name, write in peers.PEERS.items():
        write(rows.stream(made.rows), tmp_path / f"{name}.xlsx")
        assert not [*comparing.differences(made.workbook, tmp_path / f"{name}.xlsx")], name


def test_each_cell_of_the_other_libraries_is_framed_and_wrapped(made: Made, tmp_path: Path) -> None:
    for name, write in peers.PEERS.items():
        write(rows.stream(made.rows), tmp_path / f"{name}.xlsx")
        cells = [cell for sheet in load_workbook(tmp_path / f"{name}.xlsx") for row in sheet.rows for cell in row]
        merged = [cell for cell in cells if type(cell).__name__ == "MergedCell"]
        assert merged and len(cells) > 2 * len(merged), name
        for cell in cells:
            assert cell.border.bottom.style or cell in merged, (name, cell)
            assert cell in merged or (cell.font.name, cell.alignment.wrap_text) == (peers.FONT["name"], True), name


def test_a_difference_is_found(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.naive, tmp_path / "other")
    changed, gone, *_ = sorted((tmp_path / "other").glob("*.docx"))
    document = Document(str(changed))
    document.tables[0].cell(0, 0).paragraphs[0].add_run("改")
    document.save(str(changed))
    gone.unlink()
    book = load_workbook(tmp_path / "other/汇总表.xlsx")
    book["汇总"]["A1"].value = "别的"
    book["申报表"].merged_cells.ranges.pop()
    book["申报表"].row_dimensions[3].height += 2
    book["指标明细"].append(["多"])
    book.save(tmp_path / "other/汇总表.xlsx")
    rows_of_list = len(list(rows.sheets_of(made.workbook))[2].rows)
    found = [*comparing.differences(made.formgen, tmp_path / "other")]
    assert found == [
        f"the text of {changed.name}",
        f"the text of {gone.name}",
        "the cells of 汇总 in row 1",
        "merged cells of 申报表",
        "the height of 申报表 in row 3",
        f"the cells of 指标明细 in row {rows_of_list + 1}",
    ]
    with pytest.raises(Failed, match="differs from"):
        run_to_its_end(script("comparing", made.formgen, tmp_path / "other"))


@pytest.mark.parametrize("loaded", [True, False])
def test_formgen_is_measured_at_the_workbook_that_it_builds(made: Made, tmp_path: Path, *, loaded: bool) -> None:
    contexts.keep(made.projects, tmp_path / "contexts")
    workbook.main(tmp_path / "contexts", tmp_path / "made.xlsx", loaded=loaded)
    assert list(rows.sheets_of(tmp_path / "made.xlsx")) == list(rows.sheets_of(made.workbook))


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="FileNotFoundError"):
        run_to_its_end(script("rows", tmp_path / "missing.xlsx", tmp_path / "rows"))


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_usual_sizes_are_those_that_the_targets_speak_of() -> None:
    sizes = Sizes()
    assert (sizes.fewest, sizes.fewer, sizes.count, sizes.many) == (10, 100, 1_000, 10_000)
    lines = [line for part in parts(sizes) for line in part.lines]
    assert len({line.title for line in lines}) == len({line.name for line in lines}) == len(lines) > 20


def test_every_line_is_measured_of_what_was_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def watched(command: list[str]) -> processes.Run:
        if command[1].endswith("comparing.py"):
            compared.append(command)
        return run_to_its_end(command)

    monkeypatch.setattr(processes, "run", watched)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "compiled"))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    sizes = Sizes(1)
    bench = Bench(tmp_path, sizes, rounds=1, starts=1)
    results = {part.name: measured(bench, part) for part in parts(sizes)}
    assert len(compared) == 3 + 4, "three programs, four workbooks"
    written = page.page(sizes, results)
    for part in parts(sizes):
        for line in part.lines:
            assert f"| {line.title} | " in written
            assert line.title in page.table(part, results[part.name])
    assert all(found.value > 0 for part in results.values() for found in part.values())


def test_the_page_says_what_each_line_means() -> None:
    written = page.PAGE.read_text(encoding="utf-8")
    count = re.search(r"`make bench N=([0-9]+)`", written)
    assert count
    all_parts = parts(Sizes(int(count[1])))
    assert list(MEASURES) == [part.name for part in all_parts]
    for part in all_parts:
        assert f"## {part.title}\n\n{part.says}\n" in written
        assert part.lines and all(f"| {line.title} | " in written for line in part.lines)


def test_the_page_does_not_tell_whose_machine_it_was() -> None:
    ones = {part.name: {line.name: Measured(1.0, "") for line in part.lines} for part in parts(Sizes())}
    for text in (page.PAGE.read_text(encoding="utf-8"), page.page(Sizes(), ones)):
        assert "Python 3." in text and "openpyxl 3." in text
        assert platform.node() not in text
        assert not re.search(r"(?<![\w.*/])/[a-z]+/", text), "an absolute path"


@pytest.mark.parametrize(
    ("more_is_better", "value", "said"),
    [
        (True, 4, "到了争取的"),
        (True, 3.9, "到了必须的"),
        (True, 0.9, "没有到"),
        (False, 4.1, "没有到"),
        (False, 1, "到了争取的"),
    ],
)
def test_a_line_says_what_was_reached(value: float, said: str, *, more_is_better: bool) -> None:
    must, aim = (1, 4) if more_is_better else (4, 1)
    assert Line("", "", "", must, aim, more_is_better).verdict(value) == said
    assert Line("", "").verdict(value) == ""


def test_the_memory_of_a_program_is_not_that_of_whoever_measures_it() -> None:
    held = b"x" * 200_000_000
    small = run_to_its_end([processes.PYTHON, "-c", "pass"])
    large = run_to_its_end([processes.PYTHON, "-c", "held = b'x' * 100_000_000"])
    assert len(held) and 0 < small.peak_mb < 60
    assert 100 < large.peak_mb < 160

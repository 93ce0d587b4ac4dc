"""What `make bench` compares is comparable: the invented projects, the naive program, the other libraries' workbooks.

How long anything takes is measured there and tested nowhere.
"""

import platform
import re
from dataclasses import dataclass
from pathlib import Path

import contexts
import corpus
import naive
import page
import peers
import pytest
import rows
import workbook
from lines import PARTS, Line, Measured
from measuring import MEASURES
from processes import KIND, Failed, run, script
from ruamel.yaml import YAML

from conftest import ROOT
from formgen import building, checking, word
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


def test_the_naive_program_prints_the_same_forms_but_for_joined_cells(made: Made) -> None:
    ours = {path.name: word.text_of(path.read_bytes()) for path in made.formgen.rglob("*.docx")}
    others = {path.name: word.text_of(path.read_bytes()) for path in made.naive.glob("*.docx")}
    assert len(ours) == 3 and ours.keys() == others.keys()
    for name, text in ours.items():
        pairs = list(zip(text.split(word.CELL_END), others[name].split(word.CELL_END), strict=True))
        joined = [other for cell, other in pairs if cell != other]
        assert joined, "an indicator under the same heading as the one before"
        assert {cell for cell, other in pairs if cell != other} == {"\n"}
        assert {other.strip() for other in joined} <= headings(made.projects)


def headings(projects: Path) -> set[str]:
    """Return what stands above the indicators of any project: the names of their groups."""
    found = set()
    for path in projects.glob("0*.yaml"):
        for first, inner in YAML(typ="safe").load(path)["绩效指标"].items():
            found |= {first, *inner}
    return found


PIXEL_PT = 0.75
"""To which XlsxWriter rounds heights."""


def test_each_library_writes_the_same_values_heights_and_merged_cells(made: Made) -> None:
    ours = list(rows.sheets_of(made.workbook))
    assert [sheet.title for sheet in ours] == ["汇总", "申报表", "指标明细"]
    assert all(sheet.rows and sheet.merges for sheet in ours[:2])
    others = {"naive": made.naive / "汇总表.xlsx"}
    for name, write in peers.PEERS.items():
        others[name] = made.projects.parent / f"{name}.xlsx"
        write(rows.stream(made.rows), others[name])
    assert len(others) == 5
    for name, path in others.items():
        for sheet, other in zip(ours, rows.sheets_of(path), strict=True):
            assert (other.title, other.merges) == (sheet.title, sheet.merges), name
            assert [values for _, values in other.rows] == [values for _, values in sheet.rows], name
            heights = [height for height, _ in sheet.rows]
            assert [height for height, _ in other.rows] == pytest.approx(heights, abs=PIXEL_PT), name


@pytest.mark.parametrize("loaded", [True, False])
def test_formgen_is_measured_at_the_workbook_that_it_builds(made: Made, tmp_path: Path, *, loaded: bool) -> None:
    contexts.keep(made.projects, tmp_path / "contexts")
    workbook.main(tmp_path / "contexts", tmp_path / "made.xlsx", loaded=loaded)
    assert list(rows.sheets_of(tmp_path / "made.xlsx")) == list(rows.sheets_of(made.workbook))


def test_a_program_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="FileNotFoundError"):
        run(script("rows", tmp_path / "missing.xlsx", tmp_path / "rows"))


# --- the page --------------------------------------------------------------------------------------------------------

LINES = [line for part in PARTS for line in part.lines]


def test_the_page_names_every_line_and_says_what_it_means() -> None:
    written = page.PAGE.read_text(encoding="utf-8")
    assert len({line.name for line in LINES}) == len(LINES) > 20
    assert list(MEASURES) == [part.name for part in PARTS]
    for part in PARTS:
        assert f"## {part.title}\n\n{part.says}\n" in written
    for line in LINES:
        assert f"| {line.title} | " in written


def test_the_page_does_not_tell_whose_machine_it_was() -> None:
    written = page.page({line.name: Measured(1.0, "") for line in LINES})
    for text in (page.PAGE.read_text(encoding="utf-8"), written):
        assert "Python 3." in text and "openpyxl 3." in text
        assert not re.search(r"(?<![\w.*/])/[a-z]+/", text), "an absolute path"
    assert platform.node() not in written


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

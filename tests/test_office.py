"""What outside programs make of the files: Microsoft's validator, and LibreOffice's pages."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from conftest import KIND_FOLDERS, ROOT
from formgen import building, package
from formgen.diagnostics import has_errors
from readers import expected_grid, sheet_grids, source_forms, word_grid, workbook


@pytest.fixture(scope="module")
def outputs(year: Path, example_files: dict[str, list[Path]]) -> list[Path]:
    """The unit's files, and those of every form kind's example."""
    found = [*sorted(year.rglob("*.*x")), *(path for paths in example_files.values() for path in paths)]
    assert len(found) > 4 and all(example_files.values())
    return found


def test_microsofts_validator_finds_nothing(outputs: list[Path], ooxml_validator: str) -> None:
    templates = [
        path for folder in KIND_FOLDERS for path in sorted(folder.glob("*/*.*x")) if path.suffix in (".docx", ".xlsx")
    ]
    assert len(templates) > 10
    for path in [*outputs, *templates]:
        run = subprocess.run([ooxml_validator, str(path)], capture_output=True, text=True, check=False)
        report = json.loads(run.stdout)
        assert report["ok"] and report["errors"] == [], f"{path.name}: {report}"


def test_microsofts_validator_sees_a_fault(outputs: list[Path], ooxml_validator: str, tmp_path: Path) -> None:
    """Without this, a validator that always says yes would pass the test above."""
    parts = package.read(next(path for path in outputs if path.suffix == ".docx").read_bytes())
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:cantSplit/>", b"<w:noSuchThing/>", 1)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(package.write(parts))
    run = subprocess.run([ooxml_validator, str(broken)], capture_output=True, text=True, check=False)
    assert json.loads(run.stdout)["errors"]


def convert(path: Path, ending: str, soffice: str, folder: Path) -> Path:
    """Return a file as LibreOffice saves it, with free fonts in place of 宋体 and 黑体."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [soffice, "--headless", profile, "--convert-to", ending, "--outdir", str(folder), str(path)],
        env={**os.environ, "FONTCONFIG_FILE": str(ROOT / "tests/fonts.conf")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    made = folder / f"{path.stem}.{ending}"
    assert made.exists(), "soffice says 0 even when it wrote nothing"
    return made


def pdf_of(path: Path, soffice: str, folder: Path) -> PdfReader:
    return PdfReader(convert(path, "pdf", soffice, folder))


def squeezed(text: str) -> str:
    """Return text without white space: a PDF breaks lines wherever the page does."""
    return re.sub(r"\s+", "", text)


def printed_texts() -> Iterator[tuple[str, str]]:
    """Yield project name and text for every text of the printed source."""
    for form in source_forms():
        for value in form.values():
            if isinstance(value, str):
                yield from ((form["项目名称"], line) for line in value.split("\n"))
            else:
                yield from ((form["项目名称"], text) for row in value for text in row)


def test_libreoffices_pages_hold_all_the_text(year: Path, soffice: str, tmp_path: Path) -> None:
    """Text in a PDF is in the order of drawing, so the lines of a cell stay together."""
    pages: dict[str, list[str]] = {}
    for path in sorted(year.rglob("*.docx")):
        pages[path.stem] = [page.extract_text() for page in pdf_of(path, soffice, tmp_path).pages]
    (book,) = year.glob("*目标汇总表.xlsx")
    sheets = squeezed("".join(page.extract_text() for page in pdf_of(book, soffice, tmp_path).pages))
    assert len(pages) == 3
    assert len(pages["科技创新后备人才培养"]) == 1, "the shortest form fits one page"
    count = 0
    for name, text in printed_texts():
        count += 1
        assert squeezed(text) in squeezed("".join(pages[name])), f"{name}: {text}"
        assert squeezed(text) in sheets, f"workbook: {text}"
    assert count > 200


def test_templates_that_an_office_program_saved_again_give_the_same_forms(soffice: str, tmp_path: Path) -> None:
    """Clerks open the templates and save them: runs are split, properties added, styles numbered anew."""
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    saved = [path for path in sorted(templates.glob("*/*.*x")) if path.suffix in (".docx", ".xlsx")]
    assert len(saved) >= 2
    for path in saved:
        again = convert(path, path.suffix[1:], soffice, tmp_path / "saved")
        assert again.read_bytes() != path.read_bytes()
        path.write_bytes(again.read_bytes())
    result = building.run([ROOT / "projects/2025"], tmp_path / "out", templates, str)
    assert not has_errors(result.findings)
    for built, form in zip(result.projects, source_forms(), strict=True):
        (document,) = built.documents
        assert sorted(word_grid(document.read_bytes())) == sorted(expected_grid(form))
    book, _ = result.of_batch
    grids = sheet_grids(workbook(book.read_bytes(), values=True)["申报表"])
    for grid, form in zip(grids, source_forms(), strict=True):
        assert sorted(grid) == sorted(expected_grid(form))

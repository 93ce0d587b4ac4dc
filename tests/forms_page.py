"""docs/forms.md, done as it says: its commands run, its files written, its changes made.

Run as a program it leaves the files that the page shows in pictures in a folder: ``python tests/forms_page.py FOLDER``.
What the page says in its blocks:

- ``console``: a line that begins with ``$`` is a command, the lines below it are what it prints; ``……`` stands for any;
- ``diff``: a file, and lines of it before and after the change;
- ``yaml``: a file, or more of one that was begun above; of a kind that comes with formgen, lines that are in it.
"""

import contextlib
import io
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import drawn_forms
from conftest import ROOT
from formgen import building, cli

PAGE = ROOT / "docs/forms.md"
DRAWN = "templates/spending-plan"
"""The folder whose files the page writes, but for those of Word and Excel."""

ELLIPSIS = "……"


@dataclass(frozen=True)
class Block:
    """A fenced block of the page.

    Attributes:
        sort: ``console``, ``diff`` or ``yaml``.
        file: that it is about; empty for a console.
        lines: what it holds beside the name of the file.
    """

    sort: str
    file: str
    lines: list[str]


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    for sort, body in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        first, *others = body.splitlines()
        if sort == "console":
            yield Block(sort, "", [first, *others])
        else:
            yield Block(sort, first.removeprefix("# "), others)


@dataclass(frozen=True)
class Run:
    """A command of the page.

    Attributes:
        command: as the page has it.
        shown: what the page says that it prints.
        printed: what it does print.
    """

    command: str
    shown: list[str]
    printed: list[str]


def follow(place: Path) -> Iterator[Run]:
    """Do in an empty folder, which becomes the current one, what the page says; yield each command when it was run."""
    shutil.copytree(ROOT / "templates", place / "templates")
    shutil.copytree(ROOT / "projects", place / "projects")
    (place / DRAWN).mkdir()
    (place / "空白表.docx").write_bytes(drawn_forms.request())
    (place / DRAWN / "form.docx").write_bytes(drawn_forms.plan())
    (place / DRAWN / "summary.xlsx").write_bytes(drawn_forms.plan_workbook())
    os.chdir(place)
    for block in blocks(PAGE.read_text(encoding="utf-8")):
        path = place / block.file
        if block.sort == "console":
            yield from _console(block.lines)
        elif block.sort == "diff":
            _change(path, block.lines)
        elif block.file.startswith((DRAWN, "projects/")):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in block.lines)


def _console(lines: list[str]) -> Iterator[Run]:
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        command = lines[start].removeprefix("$ ")
        name, *arguments = command.split()
        if name == "cp":
            shutil.copy(*arguments)
            yield Run(command, lines[start + 1 : end], [])
        else:
            assert name == "formgen", command
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                cli.main(arguments)
            yield Run(command, lines[start + 1 : end], printed.getvalue().splitlines())


def _change(path: Path, lines: list[str]) -> None:
    text = path.read_text(encoding="utf-8")
    old, new = ("\n".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
    assert text.count(f"{old}\n") == 1, f"{path.name} has no line {old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def finished_plan(place: Path) -> Path:
    """Return the document that the example of the hand-drawn kind gives; `follow` has been there."""
    year = place / "plan"
    year.mkdir()
    shutil.copy(place / DRAWN / "example.yaml", year)
    (year / "batch.yaml").write_text("年度: 2026\n表单: [spending-plan]\n", encoding="utf-8")
    result = building.run([year], place / "made", place / "templates", str)
    assert not result.findings
    (document,) = result.projects[0].documents
    return document


def main(folder: Path) -> None:
    """Write the files that the page shows, each by the name of its picture."""
    place = folder / "followed"
    place.mkdir()
    for run in follow(place.resolve()):
        print(run.command)
    here = Path.cwd()
    shown = {
        "blank-form": here / "空白表.docx",
        "drafted-form": here / "templates/fund-request/form.docx",
        "finished-form": next(here.glob("output/2026/*/*.docx")),
        "plan-template": here / DRAWN / "form.docx",
        "plan-finished": finished_plan(here),
    }
    for name, path in shown.items():
        shutil.copy(path, here.parent / f"{name}{path.suffix}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

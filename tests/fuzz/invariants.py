"""What must hold for every input, however broken; the corpus test and ``make fuzz`` both ask here.

`judge` checks a file as the command would, with every report, ``--fix`` and silencing, and raises when anything is
wrong with what comes back. It needs no hypothesis, so that the memory that is measured is formgen's own.
"""

import importlib
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from formgen import building, catalogue, checking, decoding, fixing, forms  # noqa: E402 - the sources of this checkout
from formgen.diagnostics import Diagnostic, Fix, Location, has_errors  # noqa: E402
from formgen.report import Report, summary  # noqa: E402

TEMPLATES = ROOT / "templates"
KIND = "declaration"
ROLES = {
    "project": "2025/project.yaml",
    "batch": "2025/batch.yaml",
    "schema": f"templates/{KIND}/schema.yaml",
    "rules": f"templates/{KIND}/rules.yaml",
    "form": f"templates/{KIND}/form.yaml",
    "templates-batch": "templates/batch.yaml",
}
"""What a hostile file may stand for, and where it then stands."""

FORMATS = ("text", "json", "sarif", "github", "html")
FIX_ROUNDS = 5
MESSAGE_LIMIT = 300
HINT_LIMIT = 1500
REPORT_LIMIT = 4_000_000
"""Characters; a report never grows with the file beyond this."""

CODES = catalogue.codes()
load_anew = forms.load
load_once = cache(lambda: load_anew(TEMPLATES, str))


class Broken(AssertionError):
    """An invariant does not hold."""


def demand(holds: object, what: str) -> None:
    if not holds:
        raise Broken(what)


def prepare(folder: Path) -> None:
    """Lay out a year with one sound project, and form kinds to be spoilt."""
    (folder / "2025").mkdir()
    (folder / "2025/project.yaml").write_bytes((TEMPLATES / KIND / "example.yaml").read_bytes())
    shutil.copytree(TEMPLATES, folder / "templates")


def judge(role: str, data: bytes, folder: Path, *, build: bool = False) -> list[Diagnostic]:
    """Return what is found in a file in a prepared folder; the file is put back afterwards.

    Raises:
        Broken: when an invariant does not hold; any other exception is a bug as well.
    """
    path = folder / ROLES[role]
    before = path.read_bytes() if path.exists() else None
    try:
        path.write_bytes(data)
        return _judge(path, data, folder, role, build=build)
    finally:
        path.unlink(missing_ok=True)
        if before is not None:
            path.write_bytes(before)


def _judge(path: Path, data: bytes, folder: Path, role: str, *, build: bool) -> list[Diagnostic]:
    of_year = role in ("project", "batch")
    templates = TEMPLATES if of_year else folder / "templates"
    forms.load = (
        (lambda *_, **__: (load_once()[0], [])) if of_year else load_anew
    )  # reading the kinds anew takes longest

    def check() -> checking.Check:
        return checking.run([folder / "2025"], templates, lambda other: other.relative_to(folder).as_posix())

    found = check()
    lines = cache(lambda file: _lines(folder / file))
    for finding in found.findings:
        _demand_sound(finding, lines)
    for checked in found.projects:
        whole = all(checked.sound(kind) for kind in checked.batch.family.kinds)
        demand(not (whole and has_errors(checked.findings)), "a project with an error is sound")
    projects = [checked.project for checked in found.projects if checked.project]
    report = Report(found.findings, projects, lines)
    for name in FORMATS:
        text = importlib.import_module(f"formgen.report.{name}").render(report)
        demand(len(text) <= REPORT_LIMIT, f"the report as {name} is too long")
        text.encode()  # every format is printed as UTF-8
    summary(found.findings)
    if of_year:
        _demand_fixed(path, data, found, check)
    if build and of_year:
        _demand_built(folder, templates)
    return found.findings


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    data = path.read_bytes()
    text, _ = decoding.decode(data, "")
    return (data.decode("latin-1") if text is None else text).replace("\r\n", "\n").split("\n")


def _demand_sound(finding: Diagnostic, lines: Callable[[str], list[str]]) -> None:
    name = finding.code
    demand(finding.code in CODES, f"{name} is in no catalogue")
    longest = HINT_LIMIT if name == "form-fault" else MESSAGE_LIMIT  # that one lists what its author may write
    for text, limit in ((finding.message, longest), (finding.hint or "好", HINT_LIMIT)):
        demand(re.search("[\u4e00-\u9fff]", text), f"{name} does not speak Chinese")
        demand(len(text) <= limit, f"{name} says too much")
    for at in _places(finding):
        _demand_inside(name, at, lines(at.file))


def _places(finding: Diagnostic) -> Iterator[Location]:
    yield finding.at
    yield from finding.related
    if finding.fix:
        yield finding.fix.at


def _demand_inside(name: str, at: Location, lines: list[str]) -> None:
    if at.line is None:
        return
    demand(1 <= at.line <= max(1, len(lines)), f"{name} stands in no line")
    demand(1 <= (at.column or 1) <= len(lines[at.line - 1]) + 1 if lines else True, f"{name} stands in no column")
    if at.end_line is not None:
        demand(at.end_line <= len(lines) + 1, f"{name} ends in no line")
        demand((at.end_line, at.end_column or 1) >= (at.line, at.column or 1), f"{name} ends before it begins")


def _demand_fixed(path: Path, data: bytes, found: checking.Check, check: Callable[[], checking.Check]) -> None:
    """Hold that ``--fix`` comes to an end: after its rounds nothing more is mended, and no byte changes.

    A file of which not all was looked at is left out: the command says so, and mends the rest the next time.
    """
    content = data
    for _ in range(FIX_ROUNDS):
        fixes = _fixes(found, path)
        if not fixes:
            break
        content = fixing.mended(content, fixes)
        path.write_bytes(content)
        found = check()
    fixes = [] if any(one.code == "too-many-mistakes" for one in found.findings) else _fixes(found, path)
    demand(not fixes, "there is always more to fix")
    fixing.difference(data, content, path.name)


def _fixes(found: checking.Check, path: Path) -> list[Fix]:
    return [finding.fix for finding in found.findings if finding.fix and finding.at.file.endswith(path.name)]


def _demand_built(folder: Path, templates: Path) -> None:
    out = folder / "out"
    try:
        result = building.run([folder / "2025"], out, templates, str)
        for one in result.projects:
            demand(not (one.documents and has_errors(one.findings)), "a project with an error gave a document")
    finally:
        shutil.rmtree(out, ignore_errors=True)

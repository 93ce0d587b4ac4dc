"""From paths to checked projects: find, read, validate, run the rules.

Owns the first half of the line, which needs neither Word nor Excel. `building` goes on from what it returns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen import batch as batches
from formgen import forms, rules, schema, source
from formgen.batch import Batch
from formgen.diagnostics import Diagnostic, Location, error, has_errors, in_order
from formgen.files import Unavailable, read_limited
from formgen.project import Project

Progress = Callable[[str], None]
"""Gets a short Chinese text of what is being done; for a terminal's progress line."""


@dataclass(slots=True)
class Checked:
    """One project file and what is known of it.

    Attributes:
        path: the file.
        file: its name in findings.
        batch: what it belongs to.
        project: None when the file could not be read at all.
        findings: in order; more may come while documents are made.
    """

    path: Path
    file: str
    batch: Batch
    project: Project | None
    findings: list[Diagnostic]

    @property
    def sound(self) -> bool:
        """Whether a document may be made of it."""
        return self.project is not None and not has_errors(self.findings)


@dataclass(slots=True)
class Check:
    """All that a run has found: the projects, and findings that belong to no single project."""

    projects: list[Checked]
    general: list[Diagnostic]

    @property
    def findings(self) -> list[Diagnostic]:
        """Every finding in order."""
        return in_order([*self.general, *(finding for checked in self.projects for finding in checked.findings)])


def run(
    paths: Sequence[Path], templates: Path, shown: Callable[[Path], str], progress: Progress = lambda text: None
) -> Check:
    """Return the checked projects that the paths name.

    Args:
        paths: project files and folders of them.
        templates: the folder of form kinds.
        shown: gives a path as findings show it.
        progress: is told which file is being read.

    Findings:
        ``year-differs``, and those of `forms`, `batch`, `source`, `schema` and the rules.
    """
    kinds, general = forms.load(templates, shown)
    if kinds is None:
        return Check([], general)
    found, more = batches.find(paths, kinds, shown)
    general += more
    projects: list[Checked] = []
    for batch in found:
        for number, path in enumerate(batch.files, start=1):
            progress(f"检查 {number}/{len(batch.files)} {path.name}")
            projects.append(_check_file(path, batch, shown))
        _compare_years([checked for checked in projects if checked.batch is batch])
    return Check(projects, general)


def _check_file(path: Path, batch: Batch, shown: Callable[[Path], str]) -> Checked:
    file = shown(path)
    try:
        tree, findings = source.read(read_limited(path), file)
    except Unavailable as reason:
        return Checked(path, file, batch, None, [error("file-unavailable", str(reason), Location(file))])
    if tree is None:
        return Checked(path, file, batch, None, findings)
    project, more = schema.validate(tree, batch.kind.schema)
    findings += more
    findings += rules.run(project, batch.kind.bindings)
    return Checked(path, file, batch, project, in_order(findings))


def _compare_years(projects: list[Checked]) -> None:
    """Add an error to each project of a batch whose year is not the batch's, or not the first project's."""
    if not projects:
        return
    batch = projects[0].batch
    role = batch.roles["year"]
    key = batch.kind.roles["year"]
    years = [checked.project.fields[key] for checked in projects if checked.project and checked.project.value(key)]
    if not years:
        return
    expected = batch.settings.fields[role] if batch.settings.value(role) is not None else years[0]
    for checked in projects:
        year = checked.project.value(key) if checked.project else None
        if checked.project and year is not None and year != expected.value:
            field = checked.project.fields[key]
            message = f"“{field.label}”是 {year}，同一个文件夹的年度是 {expected.value}"
            hint = f"改年度，或把文件移到 {year} 年的文件夹"
            checked.findings.append(error("year-differs", message, field.at, hint, expected.at))

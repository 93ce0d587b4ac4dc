"""From paths to checked projects: find, read, validate, run the rules.

Owns the first half of the line, which needs neither Word nor Excel. `building` goes on from what it returns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen import batch as batches
from formgen import forms, rules, schema, source
from formgen.batch import Batch
from formgen.diagnostics import Diagnostic, Location, Severity, error, has_errors, in_order
from formgen.files import Unavailable, read_limited
from formgen.project import Project
from formgen.slips import Remark

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
        remarks: the comments in the file that speak to formgen.
    """

    path: Path
    file: str
    batch: Batch
    project: Project | None
    findings: list[Diagnostic]
    remarks: tuple[Remark, ...] = ()

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
        of_batch = [checked for checked in projects if checked.batch is batch]
        _compare_years(of_batch)
        _compare_projects(of_batch)
        for checked in of_batch:
            _silence(checked)
    return Check(projects, general)


def _check_file(path: Path, batch: Batch, shown: Callable[[Path], str]) -> Checked:
    file = shown(path)
    try:
        tree, findings = source.read(read_limited(path), file, batch.kind.names)
    except Unavailable as reason:
        return Checked(path, file, batch, None, [error("file-unavailable", str(reason), Location(file))])
    if tree is None:
        return Checked(path, file, batch, None, findings)
    project, more = schema.validate(tree, batch.kind.schema)
    findings += _without_follow_on(more, findings)
    if tree.whole:
        findings += rules.run(project, batch.kind.bindings, batch.levels)
    return Checked(path, file, batch, project, in_order(findings), tree.remarks)


def _without_follow_on(findings: list[Diagnostic], typed: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings that are no mere result of a typing mistake.

    They stand at other places, and in other lines than those with characters that no form can show.
    """
    errors = [finding for finding in typed if finding.severity is Severity.ERROR]
    places = {(finding.at.line, finding.at.column) for finding in errors}
    spoilt = {finding.at.line for finding in errors if finding.code == "character-refused"}
    return [
        finding
        for finding in findings
        if (finding.at.line, finding.at.column) not in places and finding.at.line not in spoilt
    ]


def _compare_projects(projects: list[Checked]) -> None:
    """Add what the rules that look at a whole year find to the projects that it concerns."""
    readable = {checked.file: checked for checked in projects if checked.project}
    if readable:
        batch = projects[0].batch
        forms_of_year = [checked.project for checked in readable.values() if checked.project]
        for finding in rules.compare(forms_of_year, batch.kind.bindings, batch.levels):
            readable[finding.at.file].findings.append(finding)


def _silence(checked: Checked) -> None:
    """Mark the findings that a comment in the file silences; without such a comment nothing is loaded for it."""
    if checked.remarks:
        from formgen import catalogue, silence

        checked.findings = silence.apply(checked.findings, checked.remarks, catalogue.codes())


def _compare_years(projects: list[Checked]) -> None:
    """Add an error to each project of a batch whose year is not the batch's.

    The year of a batch is what its folder is called (``2025``), else what batch.yaml says, else that of its first
    project. Why: a year's folder copied for the next one must not build over the files of the year that was filed.
    """
    for checked in projects:
        batch = checked.batch
        key = batch.kind.roles["year"]
        year = checked.project.fields.get(key) if checked.project else None
        if year is None or not isinstance(year.value, int):
            continue
        expected, said_by = _expected_year(batch, projects)
        if expected not in (None, year.value):
            message = f"“{year.label}”是 {year.value}，{said_by}是 {expected}"
            hint = f"改年度，或把文件放到 {year.value} 年的文件夹"
            checked.findings.append(error("year-differs", message, year.at, hint))


def _expected_year(batch: Batch, projects: list[Checked]) -> tuple[int | None, str]:
    """Return a batch's year, and in words where it is taken from."""
    settings_year = batch.settings.value(batch.roles["year"])
    if batch.year_of_folder is not None:
        return batch.year_of_folder, "文件夹的名称"
    if isinstance(settings_year, int):
        return settings_year, "batch.yaml 里的年度"
    for checked in projects:
        year = checked.project.value(batch.kind.roles["year"]) if checked.project else None
        if isinstance(year, int):
            return year, f"同一个文件夹的 {checked.path.name} "
    return None, ""

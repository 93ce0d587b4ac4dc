"""From paths to checked projects: find, read, validate, run the rules.

Owns the first half of the line, which needs neither Word nor Excel. `building` goes on from what it returns.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from formgen import batch as batches
from formgen import computing, forms, rules, schema, source
from formgen.batch import Batch
from formgen.diagnostics import Diagnostic, Location, Severity, error, has_errors, in_order, warning
from formgen.files import Unavailable, read_limited
from formgen.forms import BATCH_FILE, FormKind
from formgen.project import Project
from formgen.slips import Remark

Progress = Callable[[str], None]
"""Gets a short Chinese text of what is being done; for a terminal's progress line."""


@dataclass(eq=False, slots=True)
class Checked:
    """One project file and what is known of it.

    Attributes:
        path: the file.
        file: its name in findings.
        batch: what it belongs to.
        project: None when the file could not be read at all.
        findings: in order; more may come while documents are made.
        begun: the forms that the file has come to, by the names of their kinds.
        remarks: the comments in the file that speak to formgen.
        gathered: by the names of form kinds, what comparing it with the other projects of the year needs.
    """

    path: Path
    file: str
    batch: Batch
    project: Project | None
    findings: list[Diagnostic]
    begun: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()
    gathered: dict[str, rules.Gathered] = field(default_factory=dict)

    def sound(self, kind: FormKind) -> bool:
        """Return whether the form of a kind may be made of it: no error is in what the form builds upon."""
        return self.project is not None and not has_errors(
            finding for finding in self.findings if not finding.kinds or not set(finding.kinds).isdisjoint(kind.lineage)
        )


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
    try:
        return _run(paths, templates, shown, progress)
    except forms.Unsound:  # the rules of a form that a file has come to; then all faults are said at once
        _, faults = forms.load(templates, shown)
        return Check([], faults)


def _run(paths: Sequence[Path], templates: Path, shown: Callable[[Path], str], progress: Progress) -> Check:
    kinds, general = forms.load(templates, shown, rules_later=True)
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
        tree, findings = source.read(read_limited(path), file, batch.family.names)
    except Unavailable as reason:
        return Checked(path, file, batch, None, [error("file-unavailable", str(reason), Location(file))])
    if tree is None:
        return Checked(path, file, batch, None, findings)
    begun = batch.begun(tree)
    form = batch.family.schema(begun)
    active = {name for kind in batch.family.kinds if kind.name in begun for name in kind.lineage}
    project, more = schema.validate(tree, form)
    more += computing.complete(project, form, frozenset(active))
    findings += _without_follow_on(more, findings)
    findings += _without_form(project, batch, active)
    if tree.whole:
        for kind in batch.family.kinds:
            if kind.name in active:
                findings += rules.run(project, kind.bindings, batch.levels)
    gathered = {kind.name: rules.gather(project, kind.bindings) for kind in batch.family.kinds if kind.name in active}
    return Checked(path, file, batch, project, in_order(findings), begun, tree.remarks, gathered)


def _without_form(project: Project, batch: Batch, active: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a warning at the first value of each form that is not made, though something for it was typed."""
    said: set[FormKind] = set()
    for one in project.fields.values():
        kind = next((kind for kind in batch.family.kinds if kind.name in one.kinds), None)
        if kind is None or kind in said or one.value is None or not one.kinds.isdisjoint(active):
            continue
        said.add(kind)
        if kind in batch.papers:
            message = f"写了“{one.label}”，但没有“{kind.section}”这一部分，“{kind.title}”不会生成，这里也不会印出来"
            hint = f"写上“{kind.section}:”这一部分，或删掉这里的内容"
        else:
            role = batch.roles["kinds"]
            message = f"写了“{one.label}”，但 {BATCH_FILE} 的“{role}”里没有 {kind.name}，“{kind.title}”不会生成"
            hint = f"在 {BATCH_FILE} 的“{role}”下面加一行“- {kind.name}”"
        yield warning("value-without-form", message, one.at, hint)


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
    for kind in projects[0].batch.family.kinds if projects else ():
        concerned = {checked.file: checked for checked in projects if kind.name in checked.gathered}
        if not concerned:
            continue  # the rules of a form to which nobody has come stay unread
        gathered = [checked.gathered[kind.name] for checked in concerned.values()]
        for finding in rules.compare(gathered, kind.bindings, projects[0].batch.levels):
            concerned[finding.at.file].findings.append(finding)


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
        key = batch.family.roles["year"]
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
        year = checked.project.value(batch.family.roles["year"]) if checked.project else None
        if isinstance(year, int):
            return year, f"同一个文件夹的 {checked.path.name} "
    return None, ""

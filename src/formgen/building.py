"""From checked projects to files: context, Word, Excel, reading back, writing.

Owns the second half of the line. Everything is made and read back in memory; nothing is written unless every value
of every project stands in the finished bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from formgen import checking, context, output
from formgen.batch import Batch
from formgen.checking import Checked, Progress
from formgen.context import Context, TemplateFault, fill_in
from formgen.diagnostics import Diagnostic, Location, error, has_errors, in_order
from formgen.excel import ExcelTemplate, Reading
from formgen.fields import joined_tables
from formgen.files import Unavailable, read_limited
from formgen.filters import spellings
from formgen.forms import FORM_FILE, FormKind, Output
from formgen.package import BadPackage
from formgen.project import Field
from formgen.readback import TextsOf, missing
from formgen.sheet import cell_text
from formgen.values import Value
from formgen.word import CELL_END, WordTemplate, text_of

_Template = TypeVar("_Template", WordTemplate, ExcelTemplate)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one project: its figures for the closing table, and the files that were written."""

    file: str
    name: str
    total: Decimal | None
    rows: int
    findings: tuple[Diagnostic, ...]
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper of a batch to which some projects have not come yet.

    Attributes:
        title: of the paper.
        section: what those project files lack.
        files: their names in findings.
        count: how many projects the batch has.
    """

    title: str
    section: str
    files: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Build:
    """What a run has made.

    Attributes:
        projects: in the order of their batches.
        of_batch: the files that were written for all projects together, such as workbooks.
        held: titles of the papers whose files for all projects were kept back by errors.
        partial: folders whose files for all projects were not made because only some of them were named.
        waiting: papers for which something is still missing.
        findings: all of them, in order.
    """

    projects: list[Built]
    of_batch: list[Path]
    held: list[str]
    partial: list[Path]
    waiting: list[Waiting]
    findings: list[Diagnostic]


def run(
    paths: Sequence[Path],
    out: Path,
    templates: Path,
    shown: Callable[[Path], str],
    progress: Progress = lambda text: None,
) -> Build:
    """Check the projects that the paths name, write the papers of the sound ones, and say what was done.

    Args:
        paths: project files and folders of them.
        out: the output folder; files go into a folder of their year inside it.
        templates: the folder of form kinds.
        shown: gives a path as findings show it.
        progress: is told what is being done.

    Findings:
        ``output-collision``, ``template-fault``, ``document-differs``, ``value-not-printed``, and those of `checking`.

    Raises:
        output.Locked, OSError: the files cannot be written.
    """
    checked = checking.run(paths, templates, shown, progress)
    bench = _Bench(out, shown, checked.general)
    contexts = {
        id(one): context.build(one.project, one.batch.family.schema(one.begun))
        for one in checked.projects
        if one.project
    }
    _refuse_collisions(bench, checked.projects, contexts)
    for number, one in enumerate(checked.projects, start=1):
        progress(f"生成 {number}/{len(checked.projects)} {one.path.name}")
        for paper in one.batch.papers:
            if _is_due(one, paper):
                _make_files_of_project(bench, one, paper, contexts[id(one)])
    wanted: list[tuple[str, bool]] = []  # papers for all projects, and whether nothing was in the way
    partial: list[Path] = []
    waiting: list[Waiting] = []
    for batch, projects in _by_batch(checked.projects):
        waiting += _waiting(batch, projects)
        if not batch.whole:
            partial.append(batch.folder)
            continue
        for paper in batch.papers:
            due = all(_is_due(one, paper) for one in projects) and not has_errors(checked.general)
            if due:
                progress(f"生成 {paper.title} 的汇总文件")
                _make_files_of_batch(bench, projects, paper, [contexts[id(one)] for one in projects])
            if _is_wanted(paper, projects):
                wanted.append((paper.title, due))
    if bench.flawed:
        bench.files.clear()
    output.write(bench.files)
    return Build(
        [_built(one, bench) for one in checked.projects],
        [path for path in bench.of_batch if path in bench.files],
        [title for title, due in wanted if not due or bench.flawed],
        partial,
        waiting,
        in_order([*bench.general, *(finding for one in checked.projects for finding in one.findings)]),
    )


def _is_due(one: Checked, paper: FormKind) -> bool:
    """Return whether a paper can be made of a project: its section is there, and nothing that it needs is wrong."""
    return paper.name in one.begun and one.sound(paper)


def _is_wanted(paper: FormKind, projects: list[Checked]) -> bool:
    """Return whether there should be files of a paper for all projects: no readable one has yet to come to it."""
    come = [paper.name in one.begun for one in projects if one.project]
    return any(made.of_batch for made in paper.outputs) and all(come) and (bool(come) or paper.section is None)


def _waiting(batch: Batch, projects: list[Checked]) -> Iterator[Waiting]:
    """Yield the papers that batch.yaml asks for, or that others of the batch have come to, and who lacks them."""
    for paper in batch.papers:
        files = tuple(one.file for one in projects if one.project and paper.name not in one.begun)
        if files and paper.section and (batch.asked or len(files) < len(projects)):
            yield Waiting(paper.title, paper.section, files, len(projects))


class _WordingFault(TemplateFault):
    """A fault in the names and titles of form.yaml, not in an Office template."""


def _words(text: str, values: Context) -> str:
    """Return an output's name or title filled for one context."""
    try:
        return fill_in(text, values)
    except TemplateFault as fault:
        raise _WordingFault(f"“{text}”：{fault}") from None


@dataclass(slots=True)
class _Bench:
    """Where the files of one run lie until all of them are finished."""

    out: Path
    shown: Callable[[Path], str]
    general: list[Diagnostic]
    files: dict[Path, bytes] = field(default_factory=dict)
    documents: dict[int, list[Path]] = field(default_factory=dict)
    of_batch: list[Path] = field(default_factory=list)
    templates: dict[tuple[Path, type], WordTemplate | ExcelTemplate | None] = field(default_factory=dict)
    flawed: bool = False  # a finished file does not say what its project says: nothing is written

    def template(self, path: Path, kind: type[_Template]) -> _Template | None:
        """Return a template, opened once; None when it cannot be used, which is said the first time."""
        if (path, kind) not in self.templates:
            self.templates[path, kind] = None
            try:
                self.templates[path, kind] = kind(read_limited(path))
            except (TemplateFault, BadPackage, Unavailable) as fault:
                self.template_fault(path, fault)
        found = self.templates[path, kind]
        return found if isinstance(found, kind) else None

    def template_fault(self, path: Path, fault: Exception) -> None:
        """Note what is wrong with a template, once; without it the set would not be whole, so nothing is written."""
        self.flawed = True
        hint = "在 Word 或 Excel 里改模板"
        if isinstance(fault, _WordingFault):
            path, hint = path.parent / FORM_FILE, "改 form.yaml 里的 output 或 title"
        finding = error("template-fault", str(fault), Location(self.shown(path)), hint)
        if finding not in self.general:
            self.general.append(finding)

    def path(self, made: Output, values: Context, one: Checked) -> Path:
        """Return where an output goes: the year's folder, then the name that the form kind gives it."""
        folder = self.out / output.safe_name(one.batch.output_folder or f"{_year(one):04d}")
        for segment in made.name.split("/"):
            folder /= output.safe_name(_words(segment, values))
        return folder


def _by_batch(projects: list[Checked]) -> Iterator[tuple[Batch, list[Checked]]]:
    for batch in dict.fromkeys(one.batch for one in projects):
        yield batch, [one for one in projects if one.batch is batch]


def _refuse_collisions(bench: _Bench, projects: list[Checked], contexts: dict[int, Context]) -> None:
    """Add an error to each project of which a file would be the same as another."""
    claims: dict[str, list[tuple[Checked, FormKind, Path]]] = {}
    for one in projects:
        for paper in one.batch.papers:
            for made in paper.outputs:
                if _is_due(one, paper) and not made.of_batch:
                    try:
                        path = bench.path(made, contexts[id(one)], one)
                    except TemplateFault as fault:
                        bench.template_fault(made.template, fault)
                    else:
                        claims.setdefault(output.collision_key(path), []).append((one, paper, path))
    for claim in claims.values():
        for one, paper, path in claim:
            assert one.project
            others = list(dict.fromkeys(other for other, _, _ in claim if other is not one))
            if others:
                one.findings.append(_collision(one, others, path))
            elif len(claim) > 1:
                message = f"{paper.name} 的两个文件会是同一个“{path.name}”"
                one.findings.append(
                    error("output-collision", message, one.project.places[""], "改 form.yaml 的 output")
                )
                break


def _collision(one: Checked, others: list[Checked], path: Path) -> Diagnostic:
    message = f"与 {'、'.join(other.file for other in others)} 会生成同一个文件“{path.name}”"
    at, *related = (
        checked.project.place(checked.batch.family.roles["project_name"])
        for checked in (one, *others)
        if checked.project
    )
    return error("output-collision", message, at, "改其中一个项目名称，或把文件移到别的年度", *related)


@dataclass(frozen=True, slots=True)
class _Made:
    """A finished file that is not written yet.

    Attributes:
        sheets: the texts of the cells of each sheet, read back as often as they are asked for; a document is one sheet.
        texts_of: how the file may print a value.
        digests: what those of the sheets must be, where the sheets are a `Reading`.
    """

    output: Output
    path: Path
    data: bytes
    sheets: Iterable[Iterable[str]]
    texts_of: TextsOf
    digests: list[bytes] = field(default_factory=list)


def _make_files_of_project(bench: _Bench, one: Checked, paper: FormKind, values: Context) -> None:
    """Make a paper's files for one project, and see that what it must print stands in them."""
    assert one.project
    made = [
        found
        for each in paper.outputs
        if not each.of_batch and (found := _make(bench, [one], paper, each, values, one.file))
    ]
    for found in made:
        bench.files[found.path] = found.data
        bench.documents.setdefault(id(one), []).append(found.path)
    fields = one.project.to_print(paper.name, joined_tables(paper.visible))
    _look_for_values(bench, paper, fields, made)
    _compare(bench, made, one.file)


def _make_files_of_batch(bench: _Bench, projects: list[Checked], paper: FormKind, contexts: list[Context]) -> None:
    """Make a paper's files for all projects of a batch together."""
    batch = projects[0].batch
    values = {**context.common_fields(contexts), **batch.settings_for_templates(), batch.roles["projects"]: contexts}
    made = []
    for each in paper.outputs:
        if each.of_batch and (found := _make(bench, projects, paper, each, values, bench.shown(batch.folder))):
            made.append(found)
            if found.path in bench.of_batch:  # neither is written: nobody could tell which of the two it is
                message = f"几个文件夹的“{found.path.name}”会是同一个文件，没有生成"
                at, hint = Location(bench.shown(batch.folder)), "一次只生成一个文件夹，用 --out 放到不同的地方"
                bench.general.append(error("output-collision", message, at, hint))
                bench.files.pop(found.path, None)
            else:
                bench.files[found.path] = found.data
                bench.of_batch.append(found.path)
    joined = joined_tables(paper.visible)
    fields = [each for one in projects if one.project for each in one.project.to_print(paper.name, joined)]
    _look_for_values(bench, paper, fields, made)
    _compare(bench, made, bench.shown(batch.folder))


def _make(
    bench: _Bench, projects: list[Checked], paper: FormKind, made: Output, values: Context, file: str
) -> _Made | None:
    """Return a file made and read back, or None when its template cannot be used.

    The year and the unit of the projects that it is about go into its properties; a finding about the finished file is
    one about `file`.
    """
    one = projects[0]
    template = (
        bench.template(made.template, WordTemplate)
        if made in paper.word
        else bench.template(made.template, ExcelTemplate)
    )
    if template is None:
        return None
    title_key = one.batch.roles["title"]
    try:
        title = _words(made.title, values)
        if made.of_batch:  # what batch.yaml says is the title of the forms that projects are made for
            titled = values.get(title_key) if paper is one.batch.family.root else None
            title = str(titled or title)
            values = {**values, title_key: title}
        properties: dict[str, Any] = {"title": title, "company": _unit(projects), "year": _year(one)}
        path = bench.path(made, values, one)
        if isinstance(template, WordTemplate):
            data, text = template.render(values, **properties), template.expected_text(values)
            found = text_of(data)
            if found != text:
                _note_difference(bench, made, file)
            return _Made(made, path, data, [found.split(CELL_END)], spellings)
        data, digests = template.render(values, **properties)
        return _Made(made, path, data, Reading(data), _texts_in_cell, digests)
    except TemplateFault as fault:
        bench.template_fault(made.template, fault)
        return None


def _compare(bench: _Bench, made: list[_Made], file: str) -> None:
    """Note the workbooks that do not say what they should; those that were looked through are not read again."""
    for found in made:
        if isinstance(found.sheets, Reading) and found.sheets.digests != found.digests:
            _note_difference(bench, found.output, file)


def _note_difference(bench: _Bench, made: Output, file: str) -> None:
    message = f"用 {made.template.name} 生成的文件读回来和应有的内容不一致，没有写出任何文件"
    bench.general.append(error("document-differs", message, Location(file), "这是程序或模板的错误，请报告"))
    bench.flawed = True


def _texts_in_cell(value: Value | None) -> tuple[str, ...]:
    return (cell_text(value), *spellings(value))


def _look_for_values(bench: _Bench, paper: FormKind, fields: list[Field], made: list[_Made]) -> None:
    """Note each value that a paper must print and does not, and keep everything from being written.

    The documents hold them together, or the workbooks of a paper without documents; a file that is said to be
    complete holds them alone.
    """
    carriers = [each for each in paper.word if not each.of_batch] or [each for each in paper.excel if not each.of_batch]
    carriers = carriers or list(paper.word or paper.excel)
    together = [found for found in made if found.output in carriers]
    if together and len(together) == len(carriers):
        joined = [[cell for found in together for sheet in found.sheets for cell in sheet]]
        alone = together[0].sheets if len(together) == 1 else joined
        _note_lost(bench, [found.output for found in together], missing(fields, alone, together[0].texts_of))
    for found in made:
        if found.output.complete and found not in together[:1]:
            _note_lost(bench, [found.output], missing(fields, found.sheets, found.texts_of))


def _note_lost(bench: _Bench, outputs: list[Output], lost: list[Field]) -> None:
    names = "、".join(made.template.name for made in outputs)
    for each in lost:
        message = f"“{each.label}”没有印在用 {names} 生成的文件里，没有写出任何文件"
        bench.general.append(error("value-not-printed", message, each.at, f"在 {names} 里加上这一项的占位符"))
    bench.flawed = bench.flawed or bool(lost)


def _built(one: Checked, bench: _Bench) -> Built:
    roles, project = one.batch.family.roles, one.project
    total = project.value(roles.get("total", "")) if project else None
    return Built(
        one.file,
        _text(project.value(roles["project_name"])) if project else "",
        total if isinstance(total, Decimal) else None,
        len(project.tables.get(roles.get("table", ""), [])) if project else 0,
        tuple(one.findings),
        tuple(path for path in bench.documents.get(id(one), []) if path in bench.files),
    )


def _year(one: Checked) -> int:
    year = one.project.value(one.batch.family.roles["year"]) if one.project else None
    assert isinstance(year, int), "the role year is a required field of type year"
    return year


def _unit(projects: list[Checked]) -> str:
    """Return the unit that all projects have; nothing where they have several."""
    units = {
        _text(one.project.value(one.batch.family.roles.get("unit", ""))) if one.project else "" for one in projects
    }
    return units.pop() if len(units) == 1 else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

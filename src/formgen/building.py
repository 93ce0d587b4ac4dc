"""From checked projects to files: context, Word, Excel, reading back, writing.

Owns the second half of the line. Everything is made and read back in memory; nothing is written unless every value
of every project stands in the finished bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from formgen import checking, context, output, readback
from formgen.batch import Batch
from formgen.checking import Checked, Progress
from formgen.context import Context, TemplateFault, fill_in
from formgen.diagnostics import Diagnostic, Location, error, has_errors, in_order
from formgen.excel import Cells, ExcelTemplate, cells_of
from formgen.files import Unavailable, read_limited
from formgen.forms import FORM_FILE, Output
from formgen.package import BadPackage
from formgen.project import Field
from formgen.sheet import cell_text
from formgen.word import CELL_END, WordTemplate, text_of

_Template = TypeVar("_Template", WordTemplate, ExcelTemplate)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one project: its figures for the closing table, and the documents that were written."""

    file: str
    name: str
    total: Decimal | None
    rows: int
    findings: tuple[Diagnostic, ...]
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """What a run has made.

    Attributes:
        projects: in the order of their batches.
        workbooks: those written.
        partial: folders whose workbook was not made because only some of their projects were named.
        findings: all of them, in order.
    """

    projects: list[Built]
    workbooks: list[Path]
    partial: list[Path]
    findings: list[Diagnostic]


def run(
    paths: Sequence[Path],
    out: Path,
    templates: Path,
    shown: Callable[[Path], str],
    progress: Progress = lambda text: None,
) -> Build:
    """Check the projects that the paths name, write the documents of the sound ones, and say what was done.

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
    contexts = {id(one): context.build(one.project, one.batch.kind.schema) for one in checked.projects if one.project}
    _refuse_collisions(bench, checked.projects, contexts)
    for number, one in enumerate(checked.projects, start=1):
        progress(f"生成 {number}/{len(checked.projects)} {one.path.name}")
        for made in one.batch.kind.word:
            if one.sound:
                _make_document(bench, one, made, contexts[id(one)])
    partial = []
    for batch, projects in _by_batch(checked.projects):
        if not batch.whole:
            partial.append(batch.folder)
        elif all(one.sound for one in projects) and not has_errors(checked.general):
            for made in batch.kind.excel:
                progress("生成汇总表")
                _make_workbook(bench, batch, projects, made, [contexts[id(one)] for one in projects])
    if bench.flawed:
        bench.files.clear()
    output.write(bench.files)
    return Build(
        [_built(one, bench) for one in checked.projects],
        [path for path in bench.workbooks if path in bench.files],
        partial,
        in_order([*bench.general, *(finding for one in checked.projects for finding in one.findings)]),
    )


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
    workbooks: list[Path] = field(default_factory=list)
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

    def path(self, made: Output, values: Context, year: int) -> Path:
        """Return where an output goes: the year's folder, then the name that the form kind gives it."""
        folder = self.out / f"{year:04d}"
        for segment in made.name.split("/"):
            folder /= output.safe_name(_words(segment, values))
        return folder


def _by_batch(projects: list[Checked]) -> Iterator[tuple[Batch, list[Checked]]]:
    for batch in dict.fromkeys(one.batch for one in projects):
        yield batch, [one for one in projects if one.batch is batch]


def _refuse_collisions(bench: _Bench, projects: list[Checked], contexts: dict[int, Context]) -> None:
    """Add an error to each project whose document would be the same file as another's."""
    claims: dict[str, list[tuple[Checked, Path]]] = {}
    for one in projects:
        for made in one.batch.kind.word:
            if one.sound:
                try:
                    path = bench.path(made, contexts[id(one)], _year(one))
                except TemplateFault as fault:
                    bench.template_fault(made.template, fault)
                else:
                    claims.setdefault(output.collision_key(path), []).append((one, path))
    for claim in claims.values():
        for one, path in claim:
            assert one.project
            others = [other for other, _ in claim if other is not one]
            if others:
                one.findings.append(_collision(one, others, path))
            elif len(claim) > 1:
                message = f"{one.batch.kind.name} 的两个 Word 输出会是同一个文件“{path.name}”"
                one.findings.append(
                    error("output-collision", message, one.project.places[""], "改 form.yaml 的 output")
                )
                break


def _collision(one: Checked, others: list[Checked], path: Path) -> Diagnostic:
    message = f"与 {'、'.join(other.file for other in others)} 会生成同一个文件“{path.name}”"
    at, *related = (
        checked.project.place(checked.batch.kind.roles["project_name"]) for checked in (one, *others) if checked.project
    )
    return error("output-collision", message, at, "改其中一个项目名称，或把文件移到别的年度", *related)


def _make_document(bench: _Bench, one: Checked, made: Output, values: Context) -> None:
    template = bench.template(made.template, WordTemplate)
    if template is None or one.project is None:
        return
    try:
        title, company = _words(made.title, values), _text(one.project.value(one.batch.kind.roles["unit"]))
        data = template.render(values, title=title, company=company, year=_year(one))
        wanted = template.expected_text(values)
        path = bench.path(made, values, _year(one))
    except TemplateFault as fault:
        bench.template_fault(made.template, fault)
        return
    found = text_of(data)
    lost = readback.missing([one.project], [found.split(CELL_END)])
    _judge(bench, made, one.file, same=found == wanted, lost=lost)
    bench.files[path] = data
    bench.documents.setdefault(id(one), []).append(path)


def _make_workbook(bench: _Bench, batch: Batch, projects: list[Checked], made: Output, contexts: list[Context]) -> None:
    template = bench.template(made.template, ExcelTemplate)
    if template is None:
        return
    shared = context.common_fields(contexts)
    values = {**shared, **batch.workbook_settings(), batch.roles["projects"]: contexts}
    try:
        title = values.setdefault(batch.roles["title"], _words(made.title, values))
        company = _text(shared.get(batch.kind.roles["unit"]))
        data, wanted = template.render(values, title=title, company=company, year=_year(projects[0]))
        path = bench.path(made, values, _year(projects[0]))
    except TemplateFault as fault:
        bench.template_fault(made.template, fault)
        return
    found = cells_of(data)
    lost = readback.missing([one.project for one in projects if one.project], _by_sheet(found), cell_text)
    _judge(bench, made, bench.shown(batch.folder), same=found == wanted, lost=lost)
    if path in bench.workbooks:  # neither is written: nobody could tell which of the two it is
        message = f"几个文件夹的汇总表都叫“{path.name}”，汇总表都没有生成"
        at, hint = Location(bench.shown(batch.folder)), "一次只生成一个文件夹，用 --out 放到不同的地方"
        bench.general.append(error("output-collision", message, at, hint))
        bench.files.pop(path, None)
        return
    bench.files[path] = data
    bench.workbooks.append(path)


def _by_sheet(cells: Cells) -> Iterator[list[str]]:
    sheets: dict[str, list[str]] = {}
    for place, text in cells.items():
        sheets.setdefault(place.rpartition("!")[0], []).append(text)
    yield from sheets.values()


def _judge(bench: _Bench, made: Output, file: str, *, same: bool, lost: list[Field]) -> None:
    """Note where a finished file differs from what it should hold, and keep everything from being written."""
    name = made.template.name
    if not same:
        message = f"用 {name} 生成的文件读回来和应有的内容不一致，没有写出任何文件"
        bench.general.append(error("document-differs", message, Location(file), "这是程序或模板的错误，请报告"))
    for lost_field in lost:
        message = f"“{lost_field.label}”没有印在用 {name} 生成的文件里，没有写出任何文件"
        bench.general.append(error("value-not-printed", message, lost_field.at, f"在 {name} 里加上这一项的占位符"))
    bench.flawed = bench.flawed or not same or bool(lost)


def _built(one: Checked, bench: _Bench) -> Built:
    roles = one.batch.kind.roles
    total = one.project.value(roles["total"]) if one.project else None
    return Built(
        one.file,
        _text(one.project.value(roles["project_name"])) if one.project else "",
        total if isinstance(total, Decimal) else None,
        len(one.project.tables.get(roles["table"], [])) if one.project else 0,
        tuple(one.findings),
        tuple(path for path in bench.documents.get(id(one), []) if path in bench.files),
    )


def _year(one: Checked) -> int:
    year = one.project.value(one.batch.kind.roles["year"]) if one.project else None
    assert isinstance(year, int), "the role year is a required field of type year"
    return year


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

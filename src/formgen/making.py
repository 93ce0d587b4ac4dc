"""One project file to its finished documents, in whatever process this runs.

Owns what is done for each project by itself: check it, fill its documents, read them back. Nothing is written here.
What goes in and comes out can be pickled, so that `building` may have it done in other processes; each of them loads
the form kinds and opens their templates once.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from formgen import batch as batches
from formgen import checking, context, forms, output
from formgen.batch import Batch
from formgen.cells import cell_text
from formgen.checking import Checked
from formgen.context import Context, TemplateFault, fill_in
from formgen.diagnostics import Diagnostic, Location, error
from formgen.excel import ExcelTemplate, Reading
from formgen.fields import joined_tables
from formgen.files import Unavailable, read_limited
from formgen.filters import spellings
from formgen.forms import FORM_FILE, FormKind, Output
from formgen.manifest import digest
from formgen.package import BadPackage
from formgen.project import Field, Project
from formgen.readback import TextsOf, Wanted, missing
from formgen.values import Value, printed
from formgen.word import CELL_END, WordTemplate, text_of

_Template = TypeVar("_Template", WordTemplate, ExcelTemplate)


@dataclass(frozen=True, slots=True)
class Job:
    """A project file to be worked on.

    Attributes:
        run: tells one run from another, so that no process works with the templates of an earlier one.
        path: the file.
        templates: the folder of form kinds.
        shown: gives a path as findings show it.
        frame: digest of everything that a document is made of besides its project file.
        standing: the documents of earlier runs that still stand as they were written, by their paths below the output
            folder, with what they were made of; one that would be made of the same is not made again.
        carry: whether the files of all projects need this one.
    """

    run: str
    path: Path
    templates: Path
    shown: Callable[[Path], str]
    frame: str
    standing: Mapping[str, str]
    carry: bool

    def __str__(self) -> str:
        """Return the file's name as findings show it."""
        return self.shown(self.path)


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document that is not written yet.

    Attributes:
        paper: name of the form kind.
        name: its path below the output folder, with ``/`` between folders.
        made_of: digest of everything that it is made of.
        data: None where the one that stands there was made of the same.
    """

    paper: str
    name: str
    made_of: str
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Carried:
    """What the files of all projects need of one.

    Attributes:
        values: what templates see of it.
        printed: by the names of papers, what they must print, as `printed_fields` gives the fields, and its usual text
            in a workbook.
    """

    values: Context
    printed: dict[str, list[Wanted]]


class Projects(list[Context]):
    """The projects of a batch as its templates see them: a list whose items are read anew each time it is gone through.

    Args:
        carried: a pickled `Carried` for each project.
        numbers: those of the batch's projects in it.
    """

    def __init__(self, carried: Mapping[int, bytes], numbers: range) -> None:
        super().__init__()
        self._carried = carried
        self._numbers = numbers
        self._near: dict[int, Carried] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Context]:
        return (self._at(number).values for number in self._numbers)

    def __getitem__(self, index: Any) -> Any:
        return self._at(self._numbers[index]).values

    def printed(self, paper: str) -> "Printed":
        """Return what a paper must print of all projects."""
        return Printed(self, paper)

    def printed_of(self, index: int, paper: str) -> list[Wanted]:
        """Return what a paper must print of one project."""
        return self._at(self._numbers[index]).printed[paper]

    def _at(self, number: int) -> Carried:
        if number in self._near:
            return self._near[number]
        found: Carried = pickle.loads(self._carried[number])
        if len(self._near) < _NEAR:
            self._near[number] = found
        return found


_NEAR = 1000
"""Projects of a batch that stay in memory."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a paper must print of all projects; read anew each time it is gone through."""

    projects: Projects
    paper: str

    def __iter__(self) -> Iterator[Wanted]:
        """Yield the usual texts and values, project by project."""
        for index in range(len(self.projects)):
            yield from self.projects.printed_of(index, self.paper)

    def locate(self, place: int) -> tuple[int, int]:
        """Return to which project the value at a place belongs, and its place among that project's values."""
        for index in range(len(self.projects)):
            count = len(self.projects.printed_of(index, self.paper))
            if place < count:
                return index, place
            place -= count
        raise IndexError(place)


def printed_fields(project: Project, paper: FormKind) -> list[Field]:
    """Return the fields of a project that a paper must print, without those that are blank."""
    fields = project.to_print(paper.name, joined_tables(paper.visible))
    return [field for field in fields if field.value is not None]


@dataclass(frozen=True, slots=True)
class Made:
    """What has become of a project file.

    Attributes:
        checked: what is known of it by itself.
        documents: of the papers for which it is sound, by itself.
        faults: because of which nothing at all may be written.
        source: digest of the file's bytes.
        carried: a pickled `Carried`; nothing where nobody needs it, or the file cannot be read.
    """

    checked: Checked
    documents: list[Document]
    faults: list[Diagnostic]
    source: str
    carried: bytes


def make(job: Job) -> Made:
    """Check a project file and fill its documents.

    Findings:
        ``template-fault``, ``document-differs``, ``value-not-printed``, and those of `checking`.
    """
    desk = _desk(job)
    batch, maker = desk.batch, desk.maker
    source = _digest_of_source(job.path)
    checked, project = checking.check_file(job.path, batch, job.shown)
    if project is None:
        return Made(checked, [], [], source, b"")
    values = context.build(project, batch.family.visible(checked.begun))
    made_of = digest(job.frame, source)
    faults_before = len(maker.faults)
    documents: list[Document] = []
    for paper in batch.papers:
        if is_due(checked, paper):
            documents += _documents(maker, batch, checked, project, paper, values, made_of, job.standing)
    carried = b""
    if job.carry:
        of_papers = {
            paper.name: _wanted(printed_fields(project, paper), cell_text)
            for paper in batch.papers
            if paper.name in checked.begun and any(made.of_batch for made in paper.outputs)
        }
        carried = pickle.dumps(Carried(values, of_papers), pickle.HIGHEST_PROTOCOL)
    return Made(checked, documents, maker.faults[faults_before:], source, carried)


def _digest_of_source(path: Path) -> str:
    try:
        return digest(read_limited(path))
    except Unavailable:
        return ""


def is_due(one: Checked, paper: FormKind) -> bool:
    """Return whether a paper can be made of a project: its section is there, and nothing that it needs is wrong."""
    return paper.name in one.begun and one.sound(paper)


def _documents(
    maker: "Maker",
    batch: Batch,
    checked: Checked,
    project: Project,
    paper: FormKind,
    values: Context,
    made_of: str,
    standing: Mapping[str, str],
) -> Iterator[Document]:
    """Yield a paper's documents for one project, having seen that what it must print stands in them."""
    outputs = [each for each in paper.outputs if not each.of_batch]
    places = [maker.place(each, values, folder_of(batch, checked)) for each in outputs]
    if all(place is not None and standing.get(place) == made_of for place in places):
        yield from (Document(paper.name, place, made_of, None) for place in places if place is not None)
        return
    unit = checked.head("unit")
    properties = {"year": checked.head("year"), "company": unit if isinstance(unit, str) else ""}
    finished = [
        found
        for each, place in zip(outputs, places, strict=True)
        if place is not None and (title := maker.words(each.title, each, values)) is not None
        if (found := maker.finish(each, paper, values, {"title": title, **properties}, place, checked.file))
    ]
    yield from (Document(paper.name, found.name, made_of, found.data) for found in finished)
    fields = printed_fields(project, paper)
    maker.look_for_values(paper, _wanted(fields, printed), fields.__getitem__, finished)
    maker.compare(finished, checked.file)


def _wanted(fields: Sequence[Field], usual: Callable[[Value], str]) -> list[Wanted]:
    return [(usual(field.value).rstrip("\n"), field.value) for field in fields if field.value is not None]


def folder_of(batch: Batch, checked: Checked) -> str:
    """Return the folder inside the output folder into which the files of a project go."""
    return output.safe_name(batch.output_folder or f"{checked.head('year'):04d}")


# --- the work bench of a process -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Desk:
    batch: Batch
    maker: "Maker"


_desks: dict[tuple[str, Path], _Desk] = {}
"""What this process has loaded for the run that is going on, by the folders of projects."""


def lay_out(run: str, batch: Batch, shown: Callable[[Path], str]) -> None:
    """Have a batch at hand for the jobs of a run in this process, and in those that are forked from it."""
    _desks[run, batch.folder] = _Desk(batch, Maker(shown))


def put_away(run: str) -> None:
    """Forget what a run had at hand."""
    for key in [key for key in _desks if key[0] == run]:
        del _desks[key]


def _desk(job: Job) -> _Desk:
    key = job.run, job.path.parent
    if key not in _desks:
        for other in {run for run, _ in _desks} - {job.run}:
            put_away(other)
        loaded, _ = forms.load(job.templates, job.shown, rules_later=True)
        found, _ = batches.find([job.path], loaded, job.shown) if loaded else ([], [])
        if not found:
            raise RuntimeError(f"{job.templates.name} or {job.path.name} cannot be read by this process")
        lay_out(job.run, found[0], job.shown)
    return _desks[key]


@dataclass(frozen=True, slots=True)
class Finished:
    """A file filled and read back.

    Attributes:
        output: what it is.
        name: its path below the output folder.
        data: its bytes.
        sheets: the texts of the cells of each sheet, read back as often as they are asked for; a document is one sheet.
        texts_of: how the file may print a value.
        digests: what those of the sheets must be, where the sheets are a `Reading`.
    """

    output: Output
    name: str
    data: bytes
    sheets: Iterable[Iterable[str]]
    texts_of: TextsOf
    digests: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class Maker:
    """Fills templates, each opened once, and collects what is wrong with them."""

    shown: Callable[[Path], str]
    faults: list[Diagnostic] = field(default_factory=list)
    _templates: dict[tuple[Path, type], WordTemplate | ExcelTemplate | None] = field(default_factory=dict)

    def words(self, text: str, made: Output, values: Context) -> str | None:
        """Return a name or title that form.yaml gives an output, filled; None when it cannot be."""
        try:
            return fill_in(text, values)
        except TemplateFault as fault:
            path = made.template.parent / FORM_FILE
            self._template_fault(path, f"“{text}”：{fault}", "改 form.yaml 里的 output 或 title")
            return None

    def place(self, made: Output, values: Context, folder: str) -> str | None:
        """Return where an output goes below the output folder; None when its name cannot be filled."""
        parts = [self.words(part, made, values) for part in made.name.split("/")]
        return None if None in parts else "/".join([folder, *(output.safe_name(part or "") for part in parts)])

    def finish(
        self, made: Output, paper: FormKind, values: Context, properties: dict[str, Any], place: str, file: str
    ) -> Finished | None:
        """Return an output filled and read back, or None when its template cannot be used.

        Args:
            made: the output.
            paper: whose it is.
            values: what its template sees.
            properties: what goes into the file's properties: title, company, year.
            place: where it goes.
            file: to which a finding about the finished file belongs.
        """
        template = (
            self._template(made.template, WordTemplate)
            if made in paper.word
            else self._template(made.template, ExcelTemplate)
        )
        if template is None:
            return None
        try:
            if isinstance(template, WordTemplate):
                data, text = template.render(values, **properties), template.expected_text(values)
                found = text_of(data)
                if found != text:
                    self._note_difference(made, file)
                return Finished(made, place, data, [found.split(CELL_END)], spellings)
            data, digests = template.render(values, **properties)
            return Finished(made, place, data, Reading(data), _texts_in_cell, digests)
        except TemplateFault as fault:
            self._template_fault(made.template, str(fault))
            return None

    def compare(self, finished: Sequence[Finished], file: str) -> None:
        """Note the workbooks that do not say what they should; those that were looked through are not read again.

        Args:
            finished: the files.
            file: to which a finding about them belongs.
        """
        for found in finished:
            if isinstance(found.sheets, Reading) and found.sheets.digests != found.digests:
                self._note_difference(found.output, file)

    def _note_difference(self, made: Output, file: str) -> None:
        message = f"用 {made.template.name} 生成的文件读回来和应有的内容不一致，没有写出任何文件"
        self.faults.append(error("document-differs", message, Location(file), "这是程序或模板的错误，请报告"))

    def look_for_values(
        self, paper: FormKind, wanted: Iterable[Wanted], field_at: Callable[[int], Field], finished: Sequence[Finished]
    ) -> None:
        """Note each value that a paper must print and does not.

        The documents hold them together, or the workbooks of a paper without documents; a file that is said to be
        complete holds them alone.

        Args:
            paper: whose values they are.
            wanted: what must be printed.
            field_at: gives the field of the value at a place in it.
            finished: the files.
        """
        carriers = [each for each in paper.word if not each.of_batch]
        carriers = carriers or [each for each in paper.excel if not each.of_batch] or list(paper.word or paper.excel)
        together = [found for found in finished if found.output in carriers]
        if together and len(together) == len(carriers):
            joined = [[cell for found in together for sheet in found.sheets for cell in sheet]]
            alone = together[0].sheets if len(together) == 1 else joined
            lost = missing(wanted, alone, together[0].texts_of)
            self._note_lost([found.output for found in together], map(field_at, lost))
        for found in finished:
            if found.output.complete and found not in together[:1]:
                self._note_lost([found.output], map(field_at, missing(wanted, found.sheets, found.texts_of)))

    def _note_lost(self, outputs: list[Output], lost: Iterable[Field]) -> None:
        names = "、".join(made.template.name for made in outputs)
        for each in lost:
            message = f"“{each.label}”没有印在用 {names} 生成的文件里，没有写出任何文件"
            hint = f"在 {names} 里加上这一项的占位符"
            self.faults.append(error("value-not-printed", message, each.at, hint))

    def _template(self, path: Path, kind: type[_Template]) -> _Template | None:
        """Return a template, opened once; None when it cannot be used, which is said the first time."""
        if (path, kind) not in self._templates:
            self._templates[path, kind] = None
            try:
                self._templates[path, kind] = kind(read_limited(path))
            except (TemplateFault, BadPackage, Unavailable) as fault:
                self._template_fault(path, str(fault))
        found = self._templates[path, kind]
        return found if isinstance(found, kind) else None

    def _template_fault(self, path: Path, message: str, hint: str = "在 Word 或 Excel 里改模板") -> None:
        """Note what is wrong with a template; without it the set would not be whole, so nothing is written."""
        self.faults.append(error("template-fault", message, Location(self.shown(path)), hint))


def _texts_in_cell(value: Value | None) -> Iterator[str]:
    yield cell_text(value)
    yield from spellings(value)

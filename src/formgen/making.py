"""One project file to its finished documents, in whatever process this runs.

Owns what is done for each project by itself: check it, fill its documents, read them back. Nothing is written here.
What goes in and comes out can be pickled, so that `building` may have it done in other processes; each of them loads
the form kinds and opens their templates once.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from formgen import batch as batches
from formgen import checking, context, forms, output
from formgen.batch import Batch
from formgen.carrying import Carried, printed_fields, wanted
from formgen.cells import cell_text
from formgen.checking import Checked
from formgen.context import Context
from formgen.diagnostics import Diagnostic
from formgen.files import Unavailable, read_limited
from formgen.filling import Maker
from formgen.forms import FormKind
from formgen.manifest import digest
from formgen.project import Project
from formgen.values import printed


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
            paper.name: wanted(printed_fields(project, paper), cell_text)
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
    maker: Maker,
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
    maker.look_for_values(paper, wanted(fields, printed), fields.__getitem__, finished)
    maker.compare(finished, checked.file)


def folder_of(batch: Batch, checked: Checked) -> str:
    """Return the folder inside the output folder into which the files of a project go."""
    return output.safe_name(batch.output_folder or f"{checked.head('year'):04d}")


# --- the work bench of a process -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Desk:
    batch: Batch
    maker: Maker


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

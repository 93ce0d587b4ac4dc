"""From project files to the output folder: have each made, compare them, make what they share, write what is new.

Owns the second half of the line. Everything is made and read back before the first file is touched, and nothing is
written unless every value of every project stands in the finished bytes. What is done for each project by itself is
in `making`; it may happen in other processes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from formgen import batch as batches
from formgen import checking, context, forms, output, parallel
from formgen.batch import Batch
from formgen.carrying import Projects, printed_fields
from formgen.checking import Checked, Progress
from formgen.diagnostics import Diagnostic, Location, error, has_errors, in_order
from formgen.filling import Maker
from formgen.forms import BATCH_FILE, FormKind, Output
from formgen.making import Document, Job, folder_of, is_due, lay_out, make, put_away
from formgen.manifest import Manifest, Record, Standing, digest, digest_of_file, digest_of_files
from formgen.project import Field
from formgen.unchanged import libraries

if TYPE_CHECKING:
    from concurrent.futures import Executor  # loaded where there is one


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one project: its figures for the closing table, and its documents as they stand now."""

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
        of_batch: the files for all projects together, such as workbooks, as they stand now.
        written: how many files were written; the others stood there already, made of the same.
        removed: files of projects that are gone, which formgen had written and nobody had changed.
        held: titles of the papers whose files for all projects were kept back by errors.
        partial: folders whose files for all projects were not made because only some of them were named.
        waiting: papers for which something is still missing.
        findings: all of them, in order.
    """

    projects: list[Built]
    of_batch: list[Path]
    written: int
    removed: list[Path]
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
    *,
    executor: Executor | None = None,
    force: bool = False,
) -> Build:
    """Check the projects that the paths name, write the papers of the sound ones, and say what was done.

    Args:
        paths: project files and folders of them.
        out: the output folder; files go into a folder of their year inside it.
        templates: the folder of form kinds.
        shown: gives a path as findings show it; with an executor it can be pickled.
        progress: is told what is being done.
        executor: where the projects are worked on, one job each: a pool of processes, also of a cluster whose
            machines see the same files. None for this process. The bytes are the same.
        force: whether files are overwritten that somebody has changed since formgen wrote them.

    Findings:
        ``output-collision``, ``output-changed``, and those of `making` and `checking`.

    Raises:
        output.Locked, OSError: the files cannot be written.
        parallel.Crash: the program failed at a project.
    """
    try:
        return _run(paths, out, templates, shown, progress, executor, force=force)
    except parallel.Crash as crash:
        if not isinstance(crash.__cause__, forms.Unsound):
            raise
        _, faults = forms.load(templates, shown)  # now all of them are said at once
        return Build([], [], 0, [], [], [], [], faults)


def _run(
    paths: Sequence[Path],
    out: Path,
    templates: Path,
    shown: Callable[[Path], str],
    progress: Progress,
    executor: Executor | None,
    *,
    force: bool,
) -> Build:
    kinds, general = forms.load(templates, shown, rules_later=True)
    found, more = batches.find(paths, kinds, shown) if kinds else ([], [])
    run_name = os.urandom(8).hex()
    with output.Stored[Path]() as files, output.Stored[int]() as carried:
        bench = _Bench(out, templates, shown, progress, general + more, files, carried)
        try:
            for batch in found:
                lay_out(run_name, batch, shown)
                bench.make_projects(batch, run_name, executor)
        finally:
            put_away(run_name)
        bench.refuse_collisions()
        for work in bench.works:
            bench.make_shared(work)
        return bench.deliver(force=force)


@dataclass(slots=True)
class _Work:
    """A batch being worked on.

    Attributes:
        batch: its files and papers.
        folder: what the manifest calls the folder of its files.
        first: number of its first project in the whole run.
        checked: what is known of each file.
        documents: of each file, without their bytes.
        sources: the digest of each file.
        shared: the files for all projects together, without their bytes.
        wanted: titles of the papers for all projects, and whether nothing was in their way.
    """

    batch: Batch
    folder: str
    first: int
    checked: list[Checked] = field(default_factory=list)
    documents: list[list[Document]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    shared: list[Document] = field(default_factory=list)
    wanted: list[tuple[str, bool]] = field(default_factory=list)

    def outputs(self) -> Iterator[tuple[Checked | None, Document]]:
        """Yield the documents of the projects that are sound, and what they share."""
        papers = {paper.name: paper for paper in self.batch.papers}
        for one, documents in zip(self.checked, self.documents, strict=True):
            yield from ((one, document) for document in documents if is_due(one, papers[document.paper]))
        yield from ((None, document) for document in self.shared)


@dataclass(slots=True)
class _Bench:
    """Where the files of one run lie until all of them are finished."""

    out: Path
    templates: Path
    shown: Callable[[Path], str]
    progress: Progress
    general: list[Diagnostic]
    files: output.Stored[Path]
    carried: output.Stored[int]
    works: list[_Work] = field(default_factory=list)
    flawed: bool = False  # a finished file does not say what its project says: nothing is written
    manifest: Manifest = field(init=False)
    frame: str = field(init=False)  # digest of what every file is made of besides the projects

    def __post_init__(self) -> None:
        self.manifest = Manifest(self.out)
        program = digest_of_files(Path(__file__).parent)
        self.frame = digest(sys.version, *libraries(), program, digest_of_files(self.templates))

    # --- each project by itself ---

    def make_projects(self, batch: Batch, run_name: str, executor: Executor | None) -> None:
        """Have all projects of a batch checked and their documents made, then compare them."""
        work = _Work(batch, _folder_name(batch.folder, self.out), len(self.carried))
        self.works.append(work)
        standing: dict[str, dict[str, str]] = {}
        for path, record in self.manifest.of_folder(work.folder):
            if record.project and self.manifest.standing(path) is Standing.OURS:
                standing.setdefault(record.project, {})[path.relative_to(self.out).as_posix()] = record.made_of
        frame = digest(self.frame, digest_of_file(batch.folder / BATCH_FILE) or "")
        jobs = (
            Job(run_name, path, self.templates, self.shown, frame, standing.get(path.name, {}), carry=batch.whole)
            for path in batch.files
        )
        for number, made in enumerate(parallel.in_order(make, jobs, executor), start=1):
            self.progress(f"检查并生成 {number}/{len(batch.files)} {made.checked.path.name}")
            for document in made.documents:
                if document.data is not None:
                    self.files[self.out / document.name] = document.data
            self._note(made.faults)
            self.carried[len(self.carried)] = made.carried
            work.checked.append(made.checked)
            work.sources.append(made.source)
            work.documents.append([replace(document, data=None) for document in made.documents])
        checking.compare(work.checked, batch)

    def _note(self, faults: Sequence[Diagnostic]) -> None:
        self.flawed = self.flawed or bool(faults)
        self.general += [fault for fault in faults if fault not in self.general]

    def refuse_collisions(self) -> None:
        """Add an error to each project of which a file would be the same as another."""
        claims: dict[str, list[tuple[Checked, Document]]] = {}
        for work in self.works:
            for one, document in work.outputs():
                if one:
                    claims.setdefault(output.collision_key(Path(document.name)), []).append((one, document))
        for claim in claims.values():
            for one, document in claim if len(claim) > 1 else ():
                name = document.name.rpartition("/")[2]
                others = [other for other in dict.fromkeys(other for other, _ in claim) if other is not one]
                if others:
                    one.findings.append(_collision(one, others, name))
                else:
                    message, at = f"{document.paper} 的两个文件会是同一个“{name}”", Location(one.file, 1, 1)
                    one.findings.append(error("output-collision", message, at, "改 form.yaml 的 output"))
                    break

    # --- what the projects share ---

    def make_shared(self, work: _Work) -> None:
        """Make the files of a batch for all its projects together."""
        if not work.batch.whole:
            return
        for paper in work.batch.papers:
            due = all(is_due(one, paper) for one in work.checked) and not has_errors(self.general)
            outputs = [made for made in paper.outputs if made.of_batch]
            if due and outputs:
                self.progress(f"生成 {paper.title} 的汇总文件")
                self._make_shared(work, paper, outputs)
            if _is_wanted(paper, work.checked):
                work.wanted.append((paper.title, due))

    def _make_shared(self, work: _Work, paper: FormKind, outputs: Sequence[Output]) -> None:
        batch, first, maker = work.batch, work.checked[0], Maker(self.shown)
        projects = Projects(self.carried, range(work.first, work.first + len(work.checked)))
        values = {
            **context.common_fields(projects),
            **batch.settings_for_templates(),
            batch.roles["projects"]: projects,
        }
        made_of = digest(self.frame, digest_of_file(batch.folder / BATCH_FILE) or "", *work.sources)
        title_key = batch.roles["title"]
        named = values.get(title_key) if paper is batch.family.root else None  # the title of the forms of the batch
        finished = []
        for each in outputs:
            title = str(named) if named else maker.words(each.title, each, values)
            seen = {**values, title_key: title}
            place = None if title is None else maker.place(each, seen, folder_of(batch, first))
            if place is None or self._is_taken(place, batch):
                continue
            path = self.out / place
            work.shared.append(Document(paper.name, place, made_of, None))
            if not self.manifest.is_current(path, made_of):
                properties = {"title": title, "company": _unit(work.checked), "year": first.head("year")}
                if one := maker.finish(each, paper, seen, properties, place, self.shown(batch.folder)):
                    self.files[path] = one.data
                    finished.append(one)
        if finished:
            printed = projects.printed(paper.name)

            def field_at(place: int) -> Field:
                """Read the project again: only its values were kept."""
                index, place = printed.locate(place)
                _, project = checking.check_file(work.checked[index].path, batch, self.shown)
                assert project is not None, "it could be read a moment ago"
                return printed_fields(project, paper)[place]

            maker.look_for_values(paper, printed, field_at, finished)
            maker.compare(finished, self.shown(batch.folder))
        self._note(maker.faults)

    def _is_taken(self, place: str, batch: Batch) -> bool:
        """Return whether another batch has a file of this name; neither is written, as nobody could tell them apart."""
        owner = next((work for work in self.works for shared in work.shared if shared.name == place), None)
        if owner is None:
            return False
        message = f"几个文件夹的“{place.rpartition('/')[2]}”会是同一个文件，没有生成"
        at, hint = Location(self.shown(batch.folder)), "一次只生成一个文件夹，用 --out 放到不同的地方"
        self.general.append(error("output-collision", message, at, hint))
        owner.shared = [shared for shared in owner.shared if shared.name != place]
        self.files.pop(self.out / place, None)
        return True

    # --- into the output folder ---

    def deliver(self, *, force: bool) -> Build:
        """Write what is finished and sound, take away what nobody has a project for any more, and say what was done."""
        standing_now: set[Path] = set()
        records: dict[Path, Record] = {}
        new: list[Path] = []
        for work in [] if self.flawed else self.works:
            for one, document in work.outputs():
                path = self.out / document.name
                if path in self.files:
                    found, there = digest(self.files[path]), digest_of_file(path)
                    record = Record(found, document.made_of, work.folder, one.path.name if one else "", document.paper)
                    if there != found and self.manifest.standing(path) is Standing.FOREIGN and not force:
                        self.general.append(self._changed(path))
                        continue
                    records[path] = record
                    new += [path] if there != found else []
                standing_now.add(path)
        for path in self.files.keys() - set(new):
            del self.files[path]
        removed = [] if self.flawed or has_errors(self.general) else self._obsolete(standing_now)
        try:
            output.write(self.files)
            for path in removed:
                path.unlink(missing_ok=True)
            self.manifest.forget_absent()
        except BaseException:  # what a run has written that is broken off is not to count as changed by somebody
            written = {path: one for path, one in records.items() if digest_of_file(path) == one.digest}
            with suppress(OSError, output.Locked):
                self._remember(written)
            raise
        self._remember(records)
        return Build(
            [built for work in self.works for built in self._built(work, standing_now)],
            [path for work in self.works for shared in work.shared if (path := self.out / shared.name) in standing_now],
            len(new),
            removed,
            [title for work in self.works for title, due in work.wanted if not due or self.flawed],
            [work.batch.folder for work in self.works if not work.batch.whole],
            [waiting for work in self.works for waiting in _waiting(work.batch, work.checked)],
            in_order(
                [*self.general, *(finding for work in self.works for one in work.checked for finding in one.findings)]
            ),
        )

    def _remember(self, records: dict[Path, Record]) -> None:
        self.manifest.note(records)
        self.manifest.save()

    def _changed(self, path: Path) -> Diagnostic:
        """Return the finding that a file is not as formgen wrote it."""
        known = self.manifest.knows(path)
        message = (
            f"{'formgen 生成以后，有人改过这个文件' if known else '这个位置有一个不是 formgen 生成的文件'}，没有覆盖它"
        )
        hint = "要留下它的改动，就写进项目文件，再把它移走；不要了就加上 --force 覆盖"
        return error("output-changed", message, Location(self.shown(path)), hint)

    def _obsolete(self, standing_now: set[Path]) -> list[Path]:
        """Return the files of earlier runs that have no project or paper any more, as far as nobody changed them."""
        taken = {output.collision_key(path) for path in standing_now}
        return [
            path
            for work in self.works
            if work.batch.whole
            for path, record in self.manifest.of_folder(work.folder)
            if output.collision_key(path) not in taken and not _is_held(record, work)
            if self.manifest.standing(path) is Standing.OURS
        ]

    def _built(self, work: _Work, standing_now: set[Path]) -> Iterator[Built]:
        for one, documents in zip(work.checked, work.documents, strict=True):
            name, total = one.head("project_name"), one.head("total")
            yield Built(
                one.file,
                name if isinstance(name, str) else "",
                total if isinstance(total, Decimal) else None,
                one.rows,
                tuple(one.findings),
                tuple(path for document in documents if (path := self.out / document.name) in standing_now),
            )


def _folder_name(folder: Path, out: Path) -> str:
    """Return what a manifest calls a folder of project files: the same wherever both are moved, and telling nothing."""
    try:
        way = os.path.relpath(folder, out)
    except ValueError:  # another drive of Windows
        way = folder.name
    return digest(Path(way).as_posix())[:16]


def _is_held(record: Record, work: _Work) -> bool:
    """Return whether a file that was not made this time is only waiting for an error to be mended."""
    paper = next((paper for paper in work.batch.papers if paper.name == record.paper), None)
    if paper is None:
        return False
    if not record.project:
        return not any(shared.paper == record.paper for shared in work.shared)
    return any(one.path.name == record.project and not one.sound(paper) for one in work.checked)


def _is_wanted(paper: FormKind, projects: list[Checked]) -> bool:
    """Return whether there should be files of a paper for all projects: no readable one has yet to come to it."""
    come = [paper.name in one.begun for one in projects if one.readable]
    return any(made.of_batch for made in paper.outputs) and all(come) and (bool(come) or paper.section is None)


def _waiting(batch: Batch, projects: list[Checked]) -> Iterator[Waiting]:
    """Yield the papers that batch.yaml asks for, or that others of the batch have come to, and who lacks them."""
    if not batch.whole:
        return
    for paper in batch.papers:
        files = tuple(one.file for one in projects if one.readable and paper.name not in one.begun)
        if files and paper.section and (batch.asked or len(files) < len(projects)):
            yield Waiting(paper.title, paper.section, files, len(projects))


def _collision(one: Checked, others: list[Checked], name: str) -> Diagnostic:
    message = f"与 {'、'.join(other.file for other in others)} 会生成同一个文件“{name}”"
    at, *related = (checked.heads["project_name"].at for checked in (one, *others))
    return error("output-collision", message, at, "改其中一个项目名称，或把文件移到别的年度", *related)


def _unit(projects: list[Checked]) -> str:
    """Return the unit that all projects have; nothing where they have several."""
    units = {one.head("unit") for one in projects}
    unit = units.pop() if len(units) == 1 else ""
    return unit if isinstance(unit, str) else ""

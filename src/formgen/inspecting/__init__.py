"""A form kind looked over before anybody fills it: placeholders, tables, fonts, and what a template carries along.

Owns ``formgen kind check``: what can be said of the files in ``templates/<kind>/`` without a project. `forms.load`
has found the settings sound by then; everything here is a finding at a place that the author of the form can find in
Word, in Excel or in the file.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from formgen import fields, package, source
from formgen.context import TemplateFault
from formgen.diagnostics import Diagnostic, Location, error, has_errors, in_order
from formgen.excel import ExcelTemplate
from formgen.files import Unavailable, read_limited
from formgen.forms import FORM_FILE, FormKind, Forms, Output
from formgen.inspecting import coverage, document, origin, settings, workbook
from formgen.inspecting.names import Names, Thing
from formgen.inspecting.reading import EXCEL, LINE, WORD, Passage, Reading
from formgen.inspecting.settings import Shown
from formgen.word import WordTemplate

SCHEMA_FILE = "schema.yaml"


def inspect(kind: FormKind, forms: Forms, folder: Path, shown: Shown) -> list[Diagnostic]:
    """Return what is wrong with a form kind, file by file, and inside a file in the order of its text.

    Args:
        kind: as loaded.
        forms: all that the templates folder offers; what batch.yaml may hold is seen by the files of a year.
        folder: of the kind.
        shown: gives a path as findings show it.

    Findings:
        ``output-not-distinct``, ``output-ending-wrong``, ``template-missing``, ``field-not-printed``,
        ``table-without-loop``, ``template-fault``, and those of the rooms below.
    """
    return _Inspection(kind, forms, folder, shown).run()


class _Inspection:
    """One kind with its fields and what its outputs print of them."""

    def __init__(self, kind: FormKind, forms: Forms, folder: Path, shown: Shown) -> None:
        self.kind, self.forms, self.shown = kind, forms, shown
        self.folder = folder
        self.shape = fields.shape(kind.visible)
        places = list(coverage.walk(kind.visible))
        self.texts = frozenset(place.key for place in places if place.rules.get("type") == "text")
        self.choices = frozenset(place.key for place in places if place.has_options)
        self.understood = True  # what its templates print is known
        self.form = settings.tree(folder / FORM_FILE, shown)

    def run(self) -> list[Diagnostic]:
        """Return all findings."""
        findings: list[Diagnostic] = []
        printed: dict[Output, Names] = {}
        names_of_files = self._taken()
        for sort, made in (("word", self.kind.word), ("excel", self.kind.excel)):
            for output, typed in zip(made, settings.outputs(self.form, sort), strict=True):
                names = self._names(output)
                findings += self._named(output, sort, typed, names_of_files)
                findings += self._template(output, sort, typed, names)
                printed[output] = names
        findings += settings.look(settings.tree(self.folder / SCHEMA_FILE, self.shown))
        if self.understood:
            findings += self._unprinted(printed)
        return in_order(findings)

    # --- what a template may name ---

    def _names(self, output: Output) -> Names:
        """Return the names that an output's template, name and title may use."""
        if not output.of_batch:
            return Names({name: Thing(shape, name) for name, shape in self.shape.items()}, self.shape, self.choices)
        roles = self.forms.batch_roles
        batch = fields.shape(self.forms.batch_schema)
        common = {name: Thing(shape, name) for name, shape in self.shape.items() if isinstance(shape, str)}
        own = {name: Thing(shape) for name, shape in batch.items() if name != roles["projects"]}
        sure = {roles["title"], *(name for name, rules in self.forms.batch_schema.items() if rules.get("required"))}
        projects = Thing([self.shape], "")
        return Names(
            {**common, **own, roles["projects"]: projects},
            self.shape,
            self.choices,
            unsure=frozenset({*common, *own} - sure),
            projects=roles["projects"],
        )

    # --- form.yaml ---

    def _taken(self) -> dict[str, Location]:
        """Return the names of files that other kinds of the family have, each with where that is said."""
        others = (kind for kind in self.forms.family(self.kind).kinds if kind is not self.kind)
        return {
            output.name: Location(self.shown(output.template.parent / FORM_FILE))
            for kind in others
            for output in kind.outputs
        }

    def _named(
        self, output: Output, sort: str, typed: dict[str, source.Scalar], taken: dict[str, Location]
    ) -> Iterator[Diagnostic]:
        """Yield what is wrong with the name and the title of an output."""
        place = {name: replace(scalar.at, key=None) for name, scalar in typed.items()}
        of_file = Location(self.shown(self.folder / FORM_FILE))
        at = place.get("output", of_file)
        for key, text in (("output", output.name), ("title", output.title)):
            names = self._names(output)
            reading = Reading(names, LINE)
            reading.read([Passage(text, place.get(key, of_file))])
            yield from reading.findings
            project_name = self.kind.roles["project_name"]
            if key == "output" and not output.of_batch and project_name not in names.printed:
                message = f"输出名“{text}”里没有“{project_name}”，几个项目会写成同一个文件"
                hint = f"写成“…{{{{ {project_name} }}}}…”"
                yield error("output-not-distinct", message, at, hint)
        ending = ".docx" if sort == "word" else ".xlsx"
        for key, text in (("output", output.name), ("template", output.template.name)):
            if not text.endswith(ending):
                message = f"“{text}”应当以 {ending} 结尾"
                yield error("output-ending-wrong", message, place.get(key, of_file), f"改成 {ending}")
        if output.name in taken:
            message = f"另一个文件也叫“{output.name}”，后一个会盖掉前一个"
            yield error("output-not-distinct", message, at, "改其中一个的 output", taken[output.name])
        taken.setdefault(output.name, at)

    # --- Word and Excel ---

    def _template(
        self, output: Output, sort: str, typed: dict[str, source.Scalar], names: Names
    ) -> Iterator[Diagnostic]:
        """Yield what is wrong with an Office template."""
        file = self.shown(output.template)
        try:
            data = read_limited(output.template)
        except Unavailable as reason:
            at = typed["template"].at if "template" in typed else Location(file)
            self.understood = False
            message = f"模板“{output.template.name}”用不了：{reason}"
            yield error("template-missing", message, at, "把模板放进这个文件夹，或改 template")
            return
        try:
            parts = package.read_template(data)
            findings = list((self._document if sort == "word" else self._workbook)(parts, names, file))
        except (package.BadPackage, KeyError, IndexError, ValueError) as fault:  # parts that point at what is not there
            self.understood = False
            message = str(fault) if isinstance(fault, package.BadPackage) else "不是 Word 或 Excel 文件，或者已经损坏"
            yield error("template-fault", message, Location(file), "在 Word 或 Excel 里打开，另存一份")
            return
        yield from findings
        if not has_errors(findings):
            yield from _opened(data, sort, file)

    def _document(self, parts: package.Parts, names: Names, file: str) -> Iterator[Diagnostic]:
        found = document.stories(parts)
        by_name = {story.name: story for story in found}
        printed = []
        for story in found:
            reading = Reading(names, WORD)
            reading.read(story.passages(file))
            self.understood = self.understood and not has_errors(reading.findings)
            yield from reading.findings
            printed += reading.printed
        yield from document.look(parts, found, printed, self.texts, file)

        def place(part: str, element: Any) -> str | None:
            return by_name[part].place_of(element) if part in by_name else None

        yield from origin.look(parts, file, place)

    def _workbook(self, parts: package.Parts, names: Names, file: str) -> Iterator[Diagnostic]:
        found = workbook.sheets(parts)
        by_part = {sheet.part: sheet.name for sheet in found}
        printed = []
        for sheet in found:
            reading = Reading(names, EXCEL)
            reading.read(sheet.passages(file))
            self.understood = self.understood and not has_errors(reading.findings)
            yield from reading.findings
            printed += reading.printed
        yield from workbook.look(parts, found, printed, self.texts, file)

        def place(part: str, element: Any) -> str | None:
            name, cell = by_part.get(part), element.get("ref")
            return f"{name}!{cell}" if name and cell else name

        yield from origin.look(parts, file, place)

    # --- what is not printed ---

    def _unprinted(self, printed: dict[Output, Names]) -> Iterator[Diagnostic]:
        """Yield the kind's own fields that its files do not print.

        The documents of a project print them together, or its workbooks, or else those of the batch; a file that is
        said to be complete prints them alone.
        """
        kind = self.kind
        carriers = [each for each in kind.word if not each.of_batch] or [
            each for each in kind.excel if not each.of_batch
        ]
        carriers = carriers or list(kind.word or kind.excel)
        together = [carriers] if carriers else []
        alone = [[each] for each in kind.outputs if each.complete and [each] != carriers]
        for files in together + alone:
            of_files = "、".join(each.template.name for each in files)
            yield from self._missing([printed[each] for each in files], of_files)

    def _missing(self, files: list[Names], of_files: str) -> Iterator[Diagnostic]:
        schema, tree = self.kind.visible, settings.tree(self.folder / SCHEMA_FILE, self.shown)
        shown = coverage.without_joined_tables((key for names in files for key in names.printed), schema)
        looped = coverage.without_joined_tables((key for names in files for key in names.looped), schema)
        lost: set[str] = set()
        for field in coverage.owned(self.kind.own):
            if field.key in shown or field.table in lost:
                continue
            if field.table and field.table not in looped:
                lost.add(field.table)
                message = f"表格“{field.table}”在 {of_files} 里没有循环，它的各行不会印出来"
                hint = f"在模板里加上 {{%tr for 行 in {field.table} %}} 和 {{%tr endfor %}}"
                yield error("table-without-loop", message, settings.place(tree, field.table), hint)
            else:
                message = f"“{field.key}”没有印在 {of_files} 里"
                hint = "在模板里加上它的占位符；确实不印，就写 meta: {unprinted: 原因}"
                yield error("field-not-printed", message, settings.place(tree, field.key), hint)


def _opened(data: bytes, sort: str, file: str) -> Iterator[Diagnostic]:
    """Yield why the renderer itself would refuse a template in which nothing was found."""
    try:
        WordTemplate(data) if sort == "word" else ExcelTemplate(data)
    except (TemplateFault, package.BadPackage) as fault:
        yield error("template-fault", str(fault), Location(file), "在 Word 或 Excel 里改模板")

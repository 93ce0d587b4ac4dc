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
from formgen.diagnostics import Diagnostic, Location, error, has_errors
from formgen.excel import ExcelTemplate
from formgen.files import Unavailable, read_limited
from formgen.forms import FORM_FILE, FormKind, Forms, Output
from formgen.inspecting import document, origin, settings, workbook
from formgen.inspecting.names import Names, Thing, leaves
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
        self.shape = fields.shape(kind.schema)
        self.texts = frozenset(key for key, sort, _ in leaves(self.shape) if sort == "text")
        self.form = settings.tree(folder / FORM_FILE, shown)

    def run(self) -> list[Diagnostic]:
        """Return all findings."""
        findings: list[Diagnostic] = []
        printed: dict[str, Names] = {}
        names_of_files: dict[str, Location] = {}
        for sort, made in (("word", self.kind.word), ("excel", self.kind.excel)):
            for number, (output, typed) in enumerate(zip(made, settings.outputs(self.form, sort), strict=False)):
                names = self._names(output, sort)
                findings += self._named(output, sort, typed, names_of_files)
                findings += self._template(output, sort, typed, names)
                printed[f"{sort} {number}"] = names
        findings += settings.look(settings.tree(self.folder / SCHEMA_FILE, self.shown))
        if not has_errors(findings):
            findings += self._unprinted(printed)
        return list(dict.fromkeys(findings))

    # --- what a template may name ---

    def _names(self, output: Output, sort: str) -> Names:
        """Return the names that an output's template, name and title may use."""
        if not self._for_batch(output, sort):
            return Names({name: Thing(shape, name) for name, shape in self.shape.items()}, self.shape)
        roles = self.forms.batch_roles
        batch = fields.shape(self.forms.batch_schema)
        common = {name: Thing(shape, name) for name, shape in self.shape.items() if isinstance(shape, str)}
        own = {name: Thing(shape) for name, shape in batch.items() if name != roles["projects"]}
        sure = {roles["title"], *(name for name, rules in self.forms.batch_schema.items() if rules.get("required"))}
        projects = Thing([self.shape], "")
        return Names(
            {**common, **own, roles["projects"]: projects},
            self.shape,
            unsure=frozenset({*common, *own} - sure),
            projects=roles["projects"],
        )

    @staticmethod
    def _for_batch(output: Output, sort: str) -> bool:
        return getattr(output, "each", "batch" if sort == "excel" else "project") == "batch"

    # --- form.yaml ---

    def _named(
        self, output: Output, sort: str, typed: dict[str, source.Scalar], taken: dict[str, Location]
    ) -> Iterator[Diagnostic]:
        """Yield what is wrong with the name and the title of an output."""
        place = {name: replace(scalar.at, key=None) for name, scalar in typed.items()}
        of_file = Location(self.shown(self.folder / FORM_FILE))
        at = place.get("output", of_file)
        for key, text in (("output", output.name), ("title", output.title)):
            names = self._names(output, sort)
            reading = Reading(names, LINE)
            reading.read([Passage(text, place.get(key, of_file))])
            yield from reading.findings
            project_name = self.kind.roles["project_name"]
            if key == "output" and not self._for_batch(output, sort) and project_name not in names.printed:
                message = f"输出名“{text}”里没有“{project_name}”，几个项目会写成同一个文件"
                hint = f"写成“…{{{{ {project_name} }}}}…”"
                yield error("output-not-distinct", message, at, hint)
        ending = ".docx" if sort == "word" else ".xlsx"
        for key, text in (("output", output.name), ("template", output.template.name)):
            if not text.endswith(ending):
                message = f"“{text}”应当以 {ending} 结尾"
                yield error("output-ending-wrong", message, place.get(key, of_file), f"改成 {ending}")
        if output.name in taken:
            message = f"两个输出都叫“{output.name}”，后一个会盖掉前一个"
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
            message = f"模板“{output.template.name}”用不了：{reason}"
            yield error("template-missing", message, at, "把模板放进这个文件夹，或改 template")
            return
        try:
            parts = package.read_template(data)
            findings = list((self._document if sort == "word" else self._workbook)(parts, names, file))
        except (package.BadPackage, KeyError) as fault:
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
            yield from reading.findings
            printed += reading.printed
        yield from workbook.look(parts, found, printed, self.texts, file)

        def place(part: str, element: Any) -> str | None:
            name, cell = by_part.get(part), element.get("ref")
            return f"{name}!{cell}" if name and cell else name

        yield from origin.look(parts, file, place)

    # --- what is not printed ---

    def _unprinted(self, printed: dict[str, Names]) -> Iterator[Diagnostic]:
        """Yield the fields of the kind that none of its files prints."""
        sort = "word" if self.kind.word else "excel"
        counted = [names for name, names in printed.items() if name.startswith(sort)]
        shown = {key for names in counted for key in names.printed}
        looped = {key for names in counted for key in names.looped}
        tree = settings.tree(self.folder / SCHEMA_FILE, self.shown)
        missing_tables: set[str] = set()
        for key, _, in_rows in leaves(self.shape):
            if key in shown or _excused(self.kind.schema, key):
                continue
            table = _table_of(self.shape, key) if in_rows else None
            at = settings.place(tree, table or key)
            if table and table not in looped:
                if table not in missing_tables:
                    missing_tables.add(table)
                    message = f"表格“{table}”没有循环，它的各行不会印出来"
                    hint = f"在模板里加上 {{%tr for 行 in {table} %}} 和 {{%tr endfor %}}"
                    yield error("table-without-loop", message, at, hint)
                continue
            message = f"“{key}”没有印在任何一个文件里"
            hint = "在模板里加上它的占位符；确实不印，就写 meta: {unprinted: 原因}"
            yield error("field-not-printed", message, at, hint)


def _opened(data: bytes, sort: str, file: str) -> Iterator[Diagnostic]:
    """Yield why the renderer itself would refuse a template in which nothing was found."""
    try:
        WordTemplate(data) if sort == "word" else ExcelTemplate(data)
    except (TemplateFault, package.BadPackage) as fault:
        yield error("template-fault", str(fault), Location(file), "在 Word 或 Excel 里改模板")


def _table_of(shape: fields.Shape, key: str) -> str | None:
    """Return the key of the outermost table or list that a field stands in."""
    inside: Any = shape
    path = []
    for name in key.split("."):
        path.append(name)
        inside = inside.get(name) if isinstance(inside, dict) else None
        if isinstance(inside, list):
            return ".".join(path)
    return None


def _excused(schema: fields.Schema, key: str) -> bool:
    """Return whether a field, or a group or table around it, says why it is not printed."""
    rules: Any = {"type": "dict", "schema": schema}
    for name in key.split("."):
        inner = fields.row_schema(rules) if rules.get("type") != "dict" or "valuesrules" in rules else rules["schema"]
        rules = (inner or {}).get(name)
        if not isinstance(rules, dict):
            return False
        if rules.get("meta", {}).get("unprinted"):
            return True
    return False

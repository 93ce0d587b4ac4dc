"""An output of a form kind, filled, read back, and looked through for what it must print.

Owns the templates of a process, each opened once, and the faults because of which nothing at all may be written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from formgen import output
from formgen.cells import cell_text
from formgen.context import Context, TemplateFault, fill_in
from formgen.diagnostics import Diagnostic, Location, error
from formgen.excel import ExcelTemplate, Reading
from formgen.files import Unavailable, read_limited
from formgen.filters import spellings
from formgen.forms import FORM_FILE, FormKind, Output
from formgen.package import BadPackage
from formgen.project import Field
from formgen.readback import TextsOf, Wanted, missing
from formgen.values import Value
from formgen.word import CELL_END, WordTemplate, text_of

_Template = TypeVar("_Template", WordTemplate, ExcelTemplate)


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

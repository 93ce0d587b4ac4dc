"""From a blank official form in Word to the folder of a form kind: a draft to look through and change.

Owns the line from a docx to form.yaml, schema.yaml, rules.yaml, form.docx and example.yaml: clean the document, read
its tables and paragraphs, name the fields, put the placeholders in, write the settings. What it was unsure of it says,
with table, row and column of the blank form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from formgen import context, package, source
from formgen.diagnostics import Diagnostic, Location, info, warning
from formgen.drafting import cleaning, example, filling, grid, labels, layout, lines, naming, settings, starter
from formgen.drafting.filling import ROW, Filler
from formgen.drafting.grid import Table, W
from formgen.drafting.labels import Label
from formgen.drafting.layout import Column, Layout, Place
from formgen.drafting.lines import Stretch
from formgen.drafting.naming import Entry, Fields, Rows
from formgen.fields import prepare
from formgen.filters import MERGE_DOWN, TemplateFault
from formgen.schema import validate
from formgen.word import WordTemplate, text_of

FORM_DOCUMENT = "form.docx"
_BODY = "word/document.xml"
_SETTINGS = ("word/styles.xml", "word/settings.xml")

FIELDS_LIMIT = 400
"""Fields of a form; one with more is no form, and its project file could not be read."""

CELLS_LIMIT = 5_000
"""Cells of all tables of a document; a form of many pages has some hundreds."""

_MARKS = ("{{", "}}", "{%", "%}", "{#", "#}", "｛｛", "｝｝", "｛％", "｛%")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form kind's folder is to hold.

    Attributes:
        files: their bytes by their names.
        findings: what was removed from the form, and what a person should look at; the places are those of the blank
            form, before rows were replaced.
    """

    files: dict[str, bytes]
    findings: list[Diagnostic]


@dataclass(slots=True)
class _Form:
    """A blank form as it is read."""

    parts: package.Parts
    root: etree._Element
    tables: list[Table]
    layouts: list[Layout]
    title: str
    unit: str = ""
    captions: dict[int, Label] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)

    def note(self, code: str, message: str, part: str | None, hint: str, *, warn: bool = False) -> None:
        """Add a finding at a place of the blank form."""
        make = warning if warn else info
        self.findings.append(make(code, message, Location(FORM_DOCUMENT, part=part), hint))


def draft(name: str, data: bytes | None) -> Draft:
    """Return the folder of a new form kind.

    Args:
        name: of the kind.
        data: the blank form, a docx; None for a plain form to start from.

    Findings:
        ``draft-cleaned``, ``draft-unsure``, ``draft-unnamed``, ``draft-left-blank``.

    Raises:
        package.BadPackage: no docx, or none that can become a template.
    """
    form = _read(starter.blank() if data is None else data)
    targets: list[Place | Stretch] = []
    for target in _in_order(form):
        if _is_asked(form, target):
            targets.append(target)
    repeated = [found for one in form.layouts for found in one.repeated]
    fields = naming.settle(targets, repeated, form.tables, form.captions, _usual_levels(), form.unit)
    count = len(fields.entries) + sum(len(rows.columns) for rows in fields.tables)
    if count > FIELDS_LIMIT:
        raise package.BadPackage(f"这个文件里有 {count} 处要填，不像是一张表（最多 {FIELDS_LIMIT} 处）")
    roles = _roles(form, fields)
    _note_doubts(form, fields)
    _compute_totals(form, fields)
    sums, spans = list(_sums(form, fields)), list(_spans(fields))
    _fill(form, fields)
    document = _document(form)
    texts = {
        "form.yaml": settings.form(form.title, roles, has_workbook=False),
        "schema.yaml": settings.schema(form.title, fields),
        "rules.yaml": settings.rules(fields, roles, sums, spans),
        "example.yaml": example.example(name, form.title, fields, sums, spans),
    }
    files = {file: text.encode() for file, text in texts.items()}
    files[FORM_DOCUMENT] = document
    _prove(files)
    return Draft(files, form.findings)


# --- reading the blank form -------------------------------------------------------------------------------------------


def _read(data: bytes) -> _Form:
    parts = package.read_template(data)
    if _BODY not in parts:
        raise package.BadPackage("不是 Word 文件（.docx）")
    try:
        removed = cleaning.clean(parts)
    except (etree.XMLSyntaxError, KeyError) as fault:
        raise package.BadPackage("这个 Word 文件的内容不完整，打不开") from fault
    root = package.parse(parts[_BODY])
    _refuse_placeholders(parts)
    if not any(grid.text_of(paragraph).strip() for paragraph in root.iter(f"{W}p")):
        raise package.BadPackage("这个文件里没有文字，不像是一张表")
    if sum(1 for _ in root.iter(f"{W}tc")) > CELLS_LIMIT:
        raise package.BadPackage(f"这个文件里的表格有 {CELLS_LIMIT} 格以上，不像是一张表")
    tables = grid.tables(root)
    form = _Form(parts, root, tables, [layout.read(table) for table in tables], "")
    for sentence in removed:
        form.note("draft-cleaned", sentence, None, "原文件没有动；form.docx 里不再有这些内容")
    outside = [one for one in _paragraphs(root) if next(one.iterancestors(f"{W}tbl"), None) is None]
    form.title = _title(form, outside)
    form.unit = next((unit for one in outside if (unit := labels.unit_of_table(grid.text_of(one)))), "")
    form.captions = _captions(root, tables)
    before_table = True
    for number, paragraph in enumerate(outside, start=1):
        before_table = before_table and not any(True for _ in paragraph.itersiblings(f"{W}tbl", preceding=True))
        form.stretches += lines.find(paragraph, f"正文第 {number} 段", title=before_table)
    for table, found in zip(tables, form.layouts, strict=True):
        for cell in (*found.titles, *found.lines):
            for paragraph in grid.inner(cell.element, "p"):
                for stretch in lines.find(paragraph, cell.part, title=cell.row < 2):
                    stretch.table = table.number
                    if cell in found.lines and (beside := found.beside(table, cell)):
                        stretch.groups = [beside]
                    form.stretches.append(stretch)
    return form


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of the body; those of text boxes stand there twice and are left alone."""
    for paragraph in root.iter(f"{W}p"):
        if next(paragraph.iterancestors(f"{W}txbxContent"), None) is None:
            yield paragraph


def _refuse_placeholders(parts: package.Parts) -> None:
    for name in parts:
        if name.startswith("word/") and name.endswith(".xml"):
            texts = (element.text or "" for element in package.parse(parts[name]).iter(f"{W}t"))
            text = "".join("".join(texts).split())
            if any(mark in text for mark in _MARKS):
                raise package.BadPackage("这个文件里已经有占位符（{{ 或 {%），应当给一张空白的表")


def _title(form: _Form, paragraphs: list[etree._Element]) -> str:
    """Return what the form calls itself: the first line of it that is no place to fill."""
    first_cells = [cell for found in form.layouts[:1] for cell in found.titles]
    texts = [grid.text_of(paragraph) for paragraph in paragraphs[:8]] + [cell.text for cell in first_cells]
    for text in texts:
        key = labels.key_of(text)
        if len(key) >= 3 and not text.rstrip().endswith(("：", ":")) and not key.startswith("附件") and len(text) < 60:
            return "".join(character for character in "".join(text.split()) if character.isprintable()).strip("_＿")
    return "项目表"


def _captions(root: etree._Element, tables: list[Table]) -> dict[int, Label]:
    """Return the last short line above each table that stands in the body."""
    found: dict[int, Label] = {}
    for table in tables:
        before = table.element.getprevious()
        while before is not None and before.tag == f"{W}p" and not grid.text_of(before).strip():
            before = before.getprevious()
        if before is not None and before.tag == f"{W}p":
            text = grid.text_of(before)
            label = labels.read(text)
            if label.key and len(label.key) <= 20 and "：" not in text:
                found[table.number] = label
    return found


def _in_order(form: _Form) -> Iterator[Place | Stretch]:
    """Yield all places: those of the paragraphs outside of tables and of title lines first, then table by table."""
    yield from (stretch for stretch in form.stretches if not stretch.table)
    for table, found in zip(form.tables, form.layouts, strict=True):
        yield from (stretch for stretch in form.stretches if stretch.table == table.number)
        yield from found.places


def _is_asked(form: _Form, target: Place | Stretch) -> bool:
    """Return whether a place becomes a field, and say why where it does not."""
    label = target.label
    if label is None or not label.key:
        form.note(
            "draft-unnamed",
            "这一格空着，但左边、上边都找不到名称，没有放占位符",
            target.part,
            "要填的话，自己写上 {{ 名称 }}",
        )
        return False
    if labels.is_for_ink(label.text):
        form.note(
            "draft-left-blank",
            f"“{label.text}”是签字盖章的地方，留着空白",
            target.part,
            "要印出来的话，自己写上 {{ 名称 }}",
        )
        return False
    if isinstance(target, Stretch) and not target.sure:
        form.note(
            "draft-unsure",
            f"“{label.text}”的冒号后面没有横线，当作要填的一项",
            target.part,
            "不是要填的就删掉占位符和 schema.yaml 里的这一项",
        )
    return True


def _usual_levels() -> list[tuple[str, ...]]:
    """Return what the levels of indicators are usually called: as the plain form to start from has them."""
    (table,) = grid.tables(package.parse(package.read(starter.blank())[_BODY]))
    (found,) = layout.read(table).repeated
    return [tuple(printed.values()) for printed in found.printed]


# --- what the fields mean ---------------------------------------------------------------------------------------------


def _roles(form: _Form, fields: Fields) -> dict[str, str]:
    """Return which key the program needs for what; what the form does not print is added as a field."""
    roles: dict[str, str] = {}
    for role, pattern, type_name in (
        ("project_name", labels.IS_PROJECT_NAME, "line"),
        ("year", labels.IS_YEAR, "year"),
    ):
        found = [entry for entry in fields.entries if pattern.fullmatch(entry.path[-1]) and entry.type == type_name]
        if not found:
            label = starter.name_of(pattern)
            taken = {entry.path[0] for entry in fields.entries} | {sides.path[0] for sides in fields.sides}
            taken |= {rows.path[0] for rows in fields.tables}
            while label.key in taken:
                label = Label(f"{label.text}项", f"{label.key}项")
            found = [Entry((label.key,), label, type_name, unprinted="空白表上没有这一项，程序用它给文件起名")]
            fields.entries.insert(0, found[0])
            form.note(
                "draft-unsure",
                f"表上没有找到“{label.text}”，在 schema.yaml 里加了这一项，不印出来",
                None,
                "表上有的话，改成那一项的名称",
            )
        roles[role] = found[0].key
    amounts = [entry for entry in fields.entries if entry.type == "amount"]
    totals = [entry for entry in amounts if any(labels.IS_TOTAL.fullmatch(name) for name in entry.path)]
    yearly = [entry for entry in totals if labels.IS_YEARLY.search(entry.path[-1])]
    if found := yearly or totals or amounts:
        roles["total"] = found[0].key
    units = [entry for entry in fields.entries if labels.IS_UNIT.fullmatch(entry.path[-1]) and entry.type == "line"]
    if units:
        roles["unit"] = units[0].key
    tables = [rows for rows in fields.tables if rows.levels]
    if tables:
        roles["table"] = tables[0].key
    return roles


def _note_doubts(form: _Form, fields: Fields) -> None:
    for target in fields.doubtful:
        entry = fields.of[target]
        message = f"“{entry.label.text}”印了不止一处，这一处叫作“{entry.key}”"
        form.note(
            "draft-unsure",
            message,
            target.part,
            "换成看得懂的名称，form.docx、schema.yaml、example.yaml 一起改",
            warn=True,
        )
    for rows in fields.tables:
        names = "、".join(entry.path[0] for entry in (*rows.levels, *rows.columns))
        form.note(
            "draft-unsure",
            f"下面各行当作可以增减的行，叫作“{rows.key}”，每行有 {names}",
            rows.source.part,
            "行数固定的话，改 form.docx",
        )


def _sums(form: _Form, fields: Fields) -> Iterator[tuple[str, list[str]]]:
    """Yield each total with the fields that it adds up; none that would be a part of itself."""
    parts_of: dict[str, list[str]] = {}
    for found in form.layouts:
        for place in found.places:
            total = fields.of.get(place)
            parts = [fields.of[part] for part in place.parts if part in fields.of]
            if total and total.type == "amount" and parts and all(part.type == "amount" for part in parts):
                keys = list(dict.fromkeys(part.key for part in parts))
                if total.key not in parts_of and not any(_adds(parts_of, key, total.key) for key in keys):
                    parts_of[total.key] = keys
    yield from parts_of.items()


def _adds(parts_of: dict[str, list[str]], total: str, part: str) -> bool:
    """Return whether a part goes into a total, at once or over other totals."""
    return total == part or any(_adds(parts_of, key, part) for key in parts_of.get(total, []))


def _compute_totals(form: _Form, fields: Fields) -> None:
    """Let the totals under repeated rows be computed: the rows are any number, their sum is one."""
    columns = {(rows.source, span): (rows, entry) for rows in fields.tables for span, entry in rows.by_span.items()}
    for found in form.layouts:
        for place in found.places:
            total = fields.of.get(place)
            if total and place.adds in columns:
                rows, entry = columns[place.adds]
                if total.type == entry.type and total.type in ("amount", "number") and len(total.path) < 5:
                    total.adds_up = f"{rows.key}.{entry.path[0]}"


def _spans(fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield each date of a beginning with the date of the end that stands beside it."""
    dates = [entry for entry in fields.entries if entry.type == "date"]
    for start in dates:
        for end in dates:
            same = start.path[:-1] == end.path[:-1]
            if same and labels.IS_START.search(start.path[-1]) and labels.IS_END.search(end.path[-1]):
                yield start.key, end.key
                break


# --- writing form.docx ------------------------------------------------------------------------------------------------


def _fill(form: _Form, fields: Fields) -> None:
    styles, document = (package.parse(form.parts[name]) if name in form.parts else None for name in _SETTINGS)
    filler = Filler(filling.default_font(styles, document))
    if styles is not None:
        form.parts[_SETTINGS[0]] = package.serialised(styles)
    for stretch in sorted((one for one in fields.of if isinstance(one, Stretch)), key=lambda one: -one.start):
        lines.write(stretch, _expression(fields.of[stretch], fields.of[stretch].key, stretch.text))
    for table, found in zip(form.tables, form.layouts, strict=True):
        for place in found.places:
            if place in fields.of:
                filler.cell(table, place.cell, _lines(fields.of[place], fields.of[place].key, place))
    beside = [rows for sides in fields.sides for rows in sides.tables]
    for rows in fields.tables:
        if rows not in beside:
            filler.rows(rows.source, rows.key, _columns_of([rows], {}))
    for sides in fields.sides:
        inside = {column.span: rows.key for rows in sides.tables for column in _own(rows)}
        filler.rows(sides.source, sides.path[0], _columns_of(sides.tables, inside))
    filling.mend_fonts(form.root)
    filling.steady(form.root)
    form.parts[_BODY] = package.serialised(form.root)


def _own(rows: Rows) -> Iterator[Column]:
    """Yield the columns that one of two tables beside one another has to itself."""
    shared = [*rows.source.levels, *rows.source.columns]
    for _, levels, columns in rows.source.halves:
        yield from (column for column in (*levels, *columns) if column.span in rows.by_span and column not in shared)


def _columns_of(tables: list[Rows], inside: dict[tuple[int, int], str]) -> Callable[[Column], list[str]]:
    """Return what gives the paragraphs that print a column; `inside` says in which of two tables it stands."""

    def lines_of(column: Column) -> list[str]:
        rows, entry = next((rows, rows.by_span[column.span]) for rows in tables if column.span in rows.by_span)
        expression = ".".join(filter(None, (ROW, inside.get(column.span), entry.path[0])))
        if entry in rows.levels:
            return [f"{{{{ {expression} | {MERGE_DOWN} }}}}"]
        return _lines(entry, expression, None)

    return lines_of


def _lines(entry: Entry, expression: str, place: Place | None) -> list[str]:
    """Return the paragraphs that print a field in a cell."""
    if entry.type in ("text", "measure", "result") and not entry.options:
        return filling.paragraphs(expression)
    text = place.cell.text if place else ""
    before, behind = labels.around(text)
    return [before + _expression(entry, expression, text) + behind]


def _expression(entry: Entry, expression: str, text: str) -> str:
    """Return the placeholder of a field; `text` is what the blank form prints in its place."""
    if entry.options:
        return f"{{{{ {expression} | 勾选 }}}}"
    if entry.type == "amount" and entry.unit == "万元":
        return f"{{{{ {expression} | 万元 }}}}"
    if entry.type == "date" and labels.is_date(text):
        return f"{{{{ {expression} | 年月日 }}}}"
    return f"{{{{ {expression} }}}}"


def _document(form: _Form) -> bytes:
    return package.write(form.parts | package.properties(title=form.title, company="", year=example.YEAR))


def _prove(files: dict[str, bytes]) -> None:
    """Fill the drafted template with the drafted example and read it back.

    Why: what cannot be a template, such as a document that breaks Word's own rules, is refused here with a reason, and
    not when the first project is built.
    """
    trees = [source.read(files[name], name)[0] for name in ("schema.yaml", "example.yaml")]
    assert trees[0] is not None and trees[1] is not None, "what was written can be read"
    schema = prepare(source.plain(trees[0]))
    project, _ = validate(trees[1], schema)
    values = context.build(project, schema)
    try:
        template = WordTemplate(files[FORM_DOCUMENT])
        filled = text_of(template.render(values, title="", company="", year=example.YEAR))
    except TemplateFault as fault:
        raise package.BadPackage(f"这个文件不能用作模板：{fault}") from None
    if filled != template.expected_text(values):
        raise package.BadPackage("这个文件的内部结构不合规矩，填好以后会走样；在 Word 里另存为一个新的 .docx 再试")


__all__ = ["Draft", "draft"]

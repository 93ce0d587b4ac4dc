"""Form kinds: folders of data that say what a form asks for, what is checked and what it is printed on.

Owns the reading of ``templates/``: ``templates/<kind>/`` with form.yaml, schema.yaml, rules.yaml and the Office
templates, and ``templates/batch.yaml``, which says what a year's batch.yaml may hold. Lists folders and knows no kind
by name and no field by label: which field is the project's name stands in form.yaml under ``roles``. The Office
templates are not opened here, so that a check needs neither Word's nor Excel's library.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formgen import computing, fields, layering, rules, schema, source
from formgen.diagnostics import Diagnostic, Location, Severity, error, has_errors
from formgen.files import Unavailable, default_templates, read_limited

BATCH_FILE = "batch.yaml"
FORM_FILE = "form.yaml"


@dataclass(frozen=True, slots=True)
class Output:
    """A file that is made from an Office template.

    Attributes:
        template: the docx or xlsx.
        name: template of the output's path below the year's folder, with ``/`` between folders.
        title: template of the title in the document's properties; of a workbook, where batch.yaml names none.
        of_batch: whether there is one for the whole batch; otherwise there is one for each project.
        complete: whether every value that the kind must print stands in this file, and not only in another of them.
    """

    template: Path
    name: str
    title: str
    of_batch: bool
    complete: bool


@dataclass(frozen=True, eq=False, slots=True)
class FormKind:
    """A form as its folder describes it.

    Attributes:
        name: of the folder.
        title: as printed.
        extends: the kinds whose fields it shares; none for a root, which says what a project file is.
        lineage: its own name and those of all kinds that it builds upon, itself last.
        section: the key that a project file gets when it comes to this form; None for a form of every project.
        roles: which key is the ``project_name`` and the ``year``; where there are such, the ``total`` (an amount), the
            ``unit`` and the ``table`` (whose rows are counted). An extending kind has those of its root.
        own: the fields that it adds and must print, as in its schema.yaml.
        visible: the fields that its templates see: its own, and those of the kinds that it builds upon.
        word: documents; those of a project see the project, those of the batch the batch.
        excel: workbooks, likewise.
    """

    name: str
    title: str
    extends: tuple[str, ...]
    lineage: tuple[str, ...]
    section: str | None
    roles: dict[str, str]
    own: fields.Schema
    visible: fields.Schema
    word: tuple[Output, ...]
    excel: tuple[Output, ...]
    _rules: "_RulesFile"

    @property
    def bindings(self) -> tuple[rules.Binding, ...]:
        """The rules and the keys that they look at.

        Raises:
            Unsound: there is a fault in rules.yaml.
        """
        return self._rules.bindings()

    @property
    def outputs(self) -> tuple[Output, ...]:
        """All files that are made of it."""
        return self.word + self.excel


@dataclass(frozen=True, eq=False, slots=True)
class Family:
    """The form kinds that share project files: a root and all that build upon it.

    Attributes:
        kinds: the root first, each after those that it extends.
        names: every key that a project file may hold.
    """

    kinds: tuple[FormKind, ...]
    names: frozenset[str]
    _schemas: dict[frozenset[str], fields.Prepared] = field(default_factory=dict)

    @property
    def root(self) -> FormKind:
        """The kind that says what a project file is."""
        return self.kinds[0]

    @property
    def roles(self) -> dict[str, str]:
        """Which keys are what; all kinds of a family share them."""
        return self.root.roles

    def schema(self, begun: frozenset[str]) -> fields.Prepared:
        """Return the schema, ready for `schema.validate`, of a project file that has come to these kinds.

        The fields of the others are known, and none of them needs to be there.
        """
        if begun not in self._schemas:
            needed = {name for kind in self.kinds if kind.name in begun for name in kind.lineage}
            whole: fields.Schema = {}
            for kind in self.kinds:
                layer = layering.owned(kind.own, kind.name)
                whole = layering.merged(whole, layer if kind.name in needed else layering.optional(whole, layer))
            self._schemas[begun] = fields.prepare(whole)
        return self._schemas[begun]


@dataclass(frozen=True, slots=True)
class Forms:
    """All that a templates folder offers.

    Attributes:
        kinds: by name.
        families: by the name of the root.
        batch_schema: what a batch.yaml may hold.
        batch_names: its keys.
        batch_roles: which of its keys is the ``year``, the ``title``, the list of ``projects``, the list of ``kinds``,
            and the ``levels`` of rules.
    """

    kinds: dict[str, FormKind]
    families: dict[str, Family]
    batch_schema: fields.Prepared
    batch_names: frozenset[str]
    batch_roles: dict[str, str]

    def family(self, kind: FormKind) -> Family:
        """Return the family that a kind belongs to."""
        return self.families[kind.lineage[0]]


_ROLES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "project_name": lambda rules: rules.get("type") == "line" and rules.get("required") is True,
    "year": lambda rules: rules.get("type") == "year" and rules.get("required") is True,
    "total": lambda rules: rules.get("type") == "amount",
    "unit": lambda rules: rules.get("type") == "line",
    "table": fields.is_table,
}
"""The roles that a form kind gives to its fields, and which fields may have each."""

_NEEDED_ROLES = ("project_name", "year")
"""Without them no document can be named, and no year's folder."""

_LINE = {"type": "line", "required": True}
_OPTIONAL_LINE = {"type": "line"}
_OUTPUTS = {
    "type": "list",
    "schema": {
        "type": "dict",
        "schema": {
            "template": _LINE,
            "output": _LINE,
            "title": _LINE,
            "each": {"type": "line", "allowed": ["project", "batch"]},
            "complete": {"type": "line", "allowed": ["true", "false"]},
        },
    },
}
_FORM_SCHEMA = fields.prepare(
    {
        "title": _LINE,
        "extends": {"type": "list", "minlength": 1, "schema": {"type": "line"}},
        "section": _OPTIONAL_LINE,
        "roles": {
            "type": "dict",
            "schema": {role: _LINE if role in _NEEDED_ROLES else _OPTIONAL_LINE for role in _ROLES},
        },
        "word": _OUTPUTS,
        "excel": _OUTPUTS,
    }
)
_BATCH_SCHEMA = fields.prepare(
    {
        "roles": {
            "type": "dict",
            "required": True,
            "schema": dict.fromkeys(("year", "title", "projects", "kinds", "levels"), _LINE),
        },
        "schema": {"type": "dict", "required": True},
    }
)


class Unsound(Exception):
    """A file of a form kind has faults; `load` says which."""


def load(
    folder: Path, shown: Callable[[Path], str], rules_later: bool = False
) -> tuple[Forms | None, list[Diagnostic]]:
    """Return what a templates folder offers; None and the reasons when any part of it is unsound.

    Args:
        folder: such as ``templates``; without a batch.yaml it has the one that comes with formgen.
        shown: gives a path as findings show it.
        rules_later: whether to leave the rules of a kind unread until its `bindings` are asked for, which may then
            be `Unsound`.

    Findings:
        ``form-fault``, and those of `source` and `schema`.
    """
    reader = _Reader(shown, rules_later)
    batch_file = folder / BATCH_FILE
    if not batch_file.exists():
        batch_file = default_templates() / BATCH_FILE
    batch = reader.settings(batch_file, _BATCH_SCHEMA)
    if batch is not None:
        reader.schema_faults(batch_file, fields.faults(batch["schema"]), "schema")
    forms = {path.parent: reader.settings(path, _FORM_SCHEMA) for path in sorted(folder.glob(f"*/{FORM_FILE}"))}
    if not forms:
        reader.fault(folder, "这个文件夹里没有表格种类，应当有 <名称>/form.yaml")
    kinds: dict[str, FormKind] = {}
    waiting = {path: form for path, form in forms.items() if form is not None}
    while ready := [path for path, form in waiting.items() if all(name in kinds for name in form.get("extends", []))]:
        for path in ready:
            kind = reader.kind(path, waiting.pop(path), kinds)
            if kind:
                kinds[kind.name] = kind
    if has_errors(reader.findings) or batch is None:
        return None, reader.findings
    for path, form in waiting.items():
        missing = "、".join(name for name in form["extends"] if name not in kinds)
        reader.fault(path / FORM_FILE, f"extends 里的“{missing}”不在 {shown(folder)} 里，或者几种表互相接在一起", 1)
    roots = [kind.name for kind in kinds.values() if not kind.extends]
    families = {root: _family([kind for kind in kinds.values() if kind.lineage[0] == root]) for root in roots}
    for family in families.values():
        reader.disagreements(folder, family)
    if reader.findings:
        return None, reader.findings
    batch_schema = fields.prepare(batch["schema"])
    by_name = dict(sorted(kinds.items()))
    return Forms(by_name, families, batch_schema, fields.names(batch_schema), batch["roles"]), reader.findings


def _family(kinds: list[FormKind]) -> Family:
    """Return the family of kinds that are in the order in which they build upon each other."""
    whole: fields.Schema = {}
    for kind in kinds:
        whole = layering.merged(whole, kind.own)
    return Family(tuple(kinds), fields.names(whole))


class _Reader:
    """Reads the files of form kinds and collects what is wrong with them."""

    def __init__(self, shown: Callable[[Path], str], rules_later: bool = False) -> None:
        self.findings: list[Diagnostic] = []
        self._shown = shown
        self._rules_later = rules_later
        self._trees: dict[Path, source.Mapping] = {}

    def fault(self, path: Path, message: str, line: int | None = None) -> None:
        self.findings.append(error("form-fault", message, Location(self._shown(path), line, 1 if line else None)))

    def schema_faults(self, path: Path, faults: Iterable[fields.Fault], inside: str = "") -> None:
        """Note what is wrong with the fields that a file declares below its key `inside`, each where it is declared."""
        for key, message in faults:
            tree = self._trees[path]
            declared = tree.entries.get(inside, tree)
            at = fields.place(declared if isinstance(declared, source.Mapping) else tree, key)
            self.findings.append(error("form-fault", message, at, "照消息改这一项；可以写什么，见 docs/forms.md"))

    def tree(self, path: Path) -> source.Mapping | None:
        """Return a settings file's tree."""
        try:
            tree, findings = source.read(read_limited(path), self._shown(path))
        except Unavailable as reason:
            self.fault(path, str(reason))
            return None
        self.findings += findings
        if tree:
            self._trees[path] = tree
        return tree

    def settings(self, path: Path, form: fields.Prepared) -> dict[str, Any] | None:
        """Return a settings file as plain objects, checked against a schema of our own."""
        tree = self.tree(path)
        if tree is None:
            return None
        _, findings = schema.validate(tree, form)
        self.findings += findings
        settings: dict[str, Any] = source.plain(tree)
        return None if has_errors(findings) else settings

    def kind(self, folder: Path, form: dict[str, Any], known: dict[str, FormKind]) -> FormKind | None:
        """Return the kind in a folder, or None when a file of it is unsound."""
        before = len(self.findings)
        path = folder / FORM_FILE
        bases = [known[name] for name in form.get("extends", [])]
        own = self._schema(folder / "schema.yaml")
        if has_errors(self.findings[before:]):
            return None
        visible: fields.Schema = {}
        for base in bases:
            visible = layering.merged(visible, base.visible)
        self.schema_faults(folder / "schema.yaml", layering.faults(visible, own))
        if has_errors(self.findings[before:]):
            return None
        visible = layering.merged(visible, own)
        self.schema_faults(folder / "schema.yaml", computing.faults(visible))
        roles = bases[0].roles if bases else form.get("roles", {})
        if bases and "roles" in form:
            self.fault(path, "接在别的表上的表，roles 用那一张表的，这里不要写", 1)
        if len({base.lineage[0] for base in bases}) > 1:
            self.fault(path, "extends 里的几种表不是从同一张表接出来的，项目文件不能合在一起", 1)
        missing = [role for role in _NEEDED_ROLES if role not in roles]
        if missing:
            self.fault(path, f"roles 里要写明 {'、'.join(missing)} 是哪一项", 1)
        section = form.get("section")
        if section is not None and section not in own:
            self.fault(path, f"section 指向“{section}”，schema.yaml 里没有这一项", 1)
        for role, key in roles.items():
            if not _ROLES[role](fields.rules_at(visible, key) or {}):
                self.fault(path, f"roles 里的 {role} 指向“{key}”，schema.yaml 里没有，或种类不合", 1)
        rules_file = _RulesFile(folder / "rules.yaml", folder.name, visible, self._shown)
        if not self._rules_later:
            self.findings += rules_file.read()
        if has_errors(self.findings[before:]):
            return None
        lineage = dict.fromkeys([*(name for base in bases for name in base.lineage), folder.name])
        return FormKind(
            folder.name,
            form["title"],
            tuple(base.name for base in bases),
            tuple(lineage),
            section,
            roles,
            own,
            visible,
            word=_outputs(folder, form.get("word", []), "project"),
            excel=_outputs(folder, form.get("excel", []), "batch"),
            _rules=rules_file,
        )

    def disagreements(self, folder: Path, family: Family) -> None:
        """Note what two kinds of a family say of one field that cannot both be true of a project file."""
        whole: fields.Schema = {}
        for kind in family.kinds:
            if found := list(layering.faults(whole, kind.own)):
                self.schema_faults(folder / kind.name / "schema.yaml", found[:1])
                return
            whole = layering.merged(whole, kind.own)

    def _schema(self, path: Path) -> fields.Schema:
        tree = self.tree(path)
        if tree is None:
            return {}
        form_fields: fields.Schema = source.plain(tree)
        self.schema_faults(path, fields.faults(form_fields))
        return form_fields

    def bindings(self, path: Path, form_fields: fields.Schema, kind: str) -> list[rules.Binding]:
        """Return what a rules.yaml binds to the fields of a kind."""
        tree = self.tree(path)
        entries = tree.entries.get("rules") if tree else None
        if not isinstance(entries, source.Sequence):
            if tree:
                self.fault(path, "应当有一项 rules，下面是以“- rule: ”开头的若干条", 1)
            return []
        return [binding for entry in entries.items if (binding := self._binding(path, entry, form_fields, kind))]

    def _binding(self, path: Path, entry: source.Node, form_fields: fields.Schema, kind: str) -> rules.Binding | None:
        options = source.plain(entry) if isinstance(entry, source.Mapping) else {}
        rule = rules.BY_CODE.get(str(options.pop("rule", "")))
        severity = options.pop("severity", None)
        wanted = rules.option_names(rule) if rule else set()
        if rule is None:
            self.fault(path, f"没有这条规则，可以用：{'、'.join(rules.BY_CODE)}", entry.at.line)
        elif not rules.needed_options(rule) <= set(options) <= wanted:
            self.fault(path, f"{rules.code(rule)} 的选项应当是：{'、'.join(sorted(wanted))}", entry.at.line)
        elif wrong := [name for name, value in options.items() if not _fits(value, rules.option_type(rule, name))]:
            self.fault(path, f"{rules.code(rule)} 的 {'、'.join(wrong)} 写法不对：参照规则说明里的 Bind", entry.at.line)
        elif severity not in (None, *(level.value for level in Severity)):
            self.fault(path, "severity 只能是 error、warning 或 info", entry.at.line)
        else:
            for key in _keys(options, rule.FIELD_OPTIONS):
                if not fields.knows(form_fields, key):
                    self.fault(path, f"{rules.code(rule)} 指向“{key}”，schema.yaml 里没有", entry.at.line)
            for name in getattr(rule, "COLUMN_OPTIONS", ()):
                columns = fields.row_names(fields.rules_at(form_fields, options["table"]) or {}) or []
                for column in _flat(options.get(name, [])):
                    if column not in columns:
                        self.fault(path, f"{rules.code(rule)} 的“{column}”不是“{options['table']}”的列", entry.at.line)
            return rules.Binding(rule, options, Severity(severity) if severity else None, kind)
        return None


class _RulesFile:
    """The rules.yaml of a kind, which is read once, when its rules are needed."""

    def __init__(self, path: Path, kind: str, form_fields: fields.Schema, shown: Callable[[Path], str]) -> None:
        self._path, self._kind, self._fields, self._shown = path, kind, form_fields, shown
        self._bindings: tuple[rules.Binding, ...] | None = None

    def read(self) -> list[Diagnostic]:
        """Read the file, and return what is wrong with it."""
        reader = _Reader(self._shown)
        bindings = reader.bindings(self._path, self._fields, self._kind)
        if not reader.findings:
            self._bindings = tuple(bindings)
        return reader.findings

    def bindings(self) -> tuple[rules.Binding, ...]:
        """Return the bound rules."""
        if self._bindings is None and self.read():
            raise Unsound
        return self._bindings or ()


def _outputs(folder: Path, entries: list[dict[str, Any]], each: str) -> tuple[Output, ...]:
    return tuple(
        Output(
            folder / entry["template"],
            entry["output"],
            entry["title"],
            of_batch=entry.get("each", each) == "batch",
            complete=entry.get("complete") is True,
        )
        for entry in entries
    )


def _fits(value: Any, wanted: str) -> bool:
    """Return whether an option holds what its rule's signature says: ``str``, ``list[str]`` or ``list[list[str]]``."""
    if wanted == "str":
        return isinstance(value, str)
    inner = wanted.removeprefix("list[").removesuffix("]")
    return isinstance(value, list) and bool(value) and all(_fits(item, inner) for item in value)


def _keys(options: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Return the field keys among a rule's options; an option may hold one, a list, or a list of lists."""
    return [key for name in names for key in _flat(options.get(name, []))]


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield value

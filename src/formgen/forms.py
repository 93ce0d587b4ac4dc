"""Form kinds: folders of data that say what a form asks for, what is checked and what it is printed on.

Owns the reading of ``templates/``: ``templates/<kind>/`` with form.yaml, schema.yaml, rules.yaml and the Office
templates, and ``templates/batch.yaml``, which says what a year's batch.yaml may hold. Lists folders and knows no kind
by name and no field by label: which field is the project's name stands in form.yaml under ``roles``. The Office
templates are not opened here, so that a check needs neither Word's nor Excel's library.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formgen import fields, rules, schema, source
from formgen.diagnostics import Diagnostic, Location, Severity, error, has_errors
from formgen.files import Unavailable, read_limited

BATCH_FILE = "batch.yaml"
FORM_FILE = "form.yaml"


@dataclass(frozen=True, slots=True)
class Output:
    """A file that is made from an Office template.

    Attributes:
        template: the docx or xlsx.
        name: template of the output's path below the year's folder, with ``/`` between folders.
        title: template of the title in the document's properties; of a workbook, where batch.yaml names none.
    """

    template: Path
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class FormKind:
    """A form as its folder describes it.

    Attributes:
        name: of the folder.
        title: as printed.
        roles: which key is the ``project_name``, the ``year``, the ``total`` (an amount), the ``unit`` and the
            ``table`` (whose rows are counted).
        schema: ready for `schema.validate`.
        names: every key that a project may hold.
        bindings: the rules and the keys that they look at.
        word: documents for each project; their templates of text see the project.
        excel: workbooks for the batch; theirs see the batch.
    """

    name: str
    title: str
    roles: dict[str, str]
    schema: fields.Schema
    names: frozenset[str]
    bindings: tuple[rules.Binding, ...]
    word: tuple[Output, ...]
    excel: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """All that a templates folder offers.

    Attributes:
        kinds: by name.
        batch_schema: what a batch.yaml may hold.
        batch_names: its keys.
        batch_roles: which of its keys is the ``year``, the ``title``, the list of ``projects``, the ``kind``, and
            the ``levels`` of rules.
    """

    kinds: dict[str, FormKind]
    batch_schema: fields.Schema
    batch_names: frozenset[str]
    batch_roles: dict[str, str]


_ROLES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "project_name": lambda rules: rules.get("type") == "line" and rules.get("required") is True,
    "year": lambda rules: rules.get("type") == "year" and rules.get("required") is True,
    "total": lambda rules: rules.get("type") == "amount",
    "unit": lambda rules: rules.get("type") == "line",
    "table": lambda rules: "levels" in rules.get("meta", {}),
}
"""The roles that a form kind gives to its fields, and which fields may have each."""

_LINE = {"type": "line", "required": True}
_OUTPUTS = {
    "type": "list",
    "schema": {"type": "dict", "schema": {"template": _LINE, "output": _LINE, "title": _LINE}},
}
_FORM_SCHEMA = fields.prepare(
    {
        "title": _LINE,
        "roles": {
            "type": "dict",
            "required": True,
            "schema": dict.fromkeys(_ROLES, _LINE),
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
            "schema": dict.fromkeys(("year", "title", "projects", "kind", "levels"), _LINE),
        },
        "schema": {"type": "dict", "required": True},
    }
)


def default_folder() -> Path:
    """Return the form kinds that come with formgen: inside an installed package, or at the top of a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"


def load(folder: Path, shown: Callable[[Path], str]) -> tuple[Forms | None, list[Diagnostic]]:
    """Return what a templates folder offers; None and the reasons when any part of it is unsound.

    Args:
        folder: such as ``templates``.
        shown: gives a path as findings show it.

    Findings:
        ``form-fault``, and those of `source` and `schema`.
    """
    reader = _Reader(shown)
    batch = reader.settings(folder / BATCH_FILE, _BATCH_SCHEMA)
    if batch is not None:
        for message in fields.faults(batch["schema"]):
            reader.fault(folder / BATCH_FILE, message, 1)
    kinds = {path.parent.name: reader.kind(path.parent) for path in sorted(folder.glob(f"*/{FORM_FILE}"))}
    if not kinds:
        reader.fault(folder, "这个文件夹里没有表格种类，应当有 <名称>/form.yaml")
    if has_errors(reader.findings) or batch is None:
        return None, reader.findings
    sound = {name: kind for name, kind in kinds.items() if kind is not None}
    batch_schema = fields.prepare(batch["schema"])
    return Forms(sound, batch_schema, fields.names(batch_schema), batch["roles"]), reader.findings


class _Reader:
    """Reads the files of form kinds and collects what is wrong with them."""

    def __init__(self, shown: Callable[[Path], str]) -> None:
        self.findings: list[Diagnostic] = []
        self._shown = shown

    def fault(self, path: Path, message: str, line: int | None = None) -> None:
        self.findings.append(error("form-fault", message, Location(self._shown(path), line, 1 if line else None)))

    def tree(self, path: Path) -> source.Mapping | None:
        """Return a settings file's tree."""
        try:
            tree, findings = source.read(read_limited(path), self._shown(path))
        except Unavailable as reason:
            self.fault(path, str(reason))
            return None
        self.findings += findings
        return tree

    def settings(self, path: Path, form: fields.Schema) -> dict[str, Any] | None:
        """Return a settings file as plain objects, checked against a schema of our own."""
        tree = self.tree(path)
        if tree is None:
            return None
        _, findings = schema.validate(tree, form)
        self.findings += findings
        settings: dict[str, Any] = source.plain(tree)
        return None if has_errors(findings) else settings

    def kind(self, folder: Path) -> FormKind | None:
        """Return the kind in a folder, or None when a file of it is unsound."""
        before = len(self.findings)
        form = self.settings(folder / FORM_FILE, _FORM_SCHEMA)
        form_fields = self._schema(folder / "schema.yaml")
        bindings = self._bindings(folder / "rules.yaml", form_fields)
        if form is None or has_errors(self.findings[before:]):
            return None
        for role, key in form["roles"].items():
            if not _ROLES[role](fields.rules_at(form_fields, key) or {}):
                self.fault(folder / FORM_FILE, f"roles 里的 {role} 指向“{key}”，schema.yaml 里没有，或种类不合", 1)
        if has_errors(self.findings[before:]):
            return None
        return FormKind(
            folder.name,
            form["title"],
            form["roles"],
            fields.prepare(form_fields),
            fields.names(form_fields),
            tuple(bindings),
            word=_outputs(folder, form.get("word", [])),
            excel=_outputs(folder, form.get("excel", [])),
        )

    def _schema(self, path: Path) -> fields.Schema:
        tree = self.tree(path)
        if tree is None:
            return {}
        form_fields: fields.Schema = source.plain(tree)
        for message in fields.faults(form_fields):
            self.fault(path, message, 1)
        return form_fields

    def _bindings(self, path: Path, form_fields: fields.Schema) -> list[rules.Binding]:
        tree = self.tree(path)
        entries = tree.entries.get("rules") if tree else None
        if not isinstance(entries, source.Sequence):
            if tree:
                self.fault(path, "应当有一项 rules，下面是以“- rule: ”开头的若干条", 1)
            return []
        return [binding for entry in entries.items if (binding := self._binding(path, entry, form_fields))]

    def _binding(self, path: Path, entry: source.Node, form_fields: fields.Schema) -> rules.Binding | None:
        options = source.plain(entry) if isinstance(entry, source.Mapping) else {}
        rule = rules.BY_CODE.get(str(options.pop("rule", "")))
        severity = options.pop("severity", None)
        wanted = rules.option_names(rule) if rule else set()
        if rule is None:
            self.fault(path, f"没有这条规则，可以用：{'、'.join(rules.BY_CODE)}", entry.at.line)
        elif set(options) != wanted:
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
                for column in options[name] if isinstance(options[name], list) else [options[name]]:
                    if column not in columns:
                        self.fault(path, f"{rules.code(rule)} 的“{column}”不是“{options['table']}”的列", entry.at.line)
            return rules.Binding(rule, options, Severity(severity) if severity else None)
        return None


def _outputs(folder: Path, entries: list[dict[str, str]]) -> tuple[Output, ...]:
    return tuple(Output(folder / entry["template"], entry["output"], entry["title"]) for entry in entries)


def _fits(value: Any, wanted: str) -> bool:
    """Return whether an option holds what its rule's signature says: ``str``, ``list[str]`` or ``list[list[str]]``."""
    if wanted == "str":
        return isinstance(value, str)
    inner = wanted.removeprefix("list[").removesuffix("]")
    return isinstance(value, list) and bool(value) and all(_fits(item, inner) for item in value)


def _keys(options: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Return the field keys among a rule's options; an option may hold one or a list."""
    keys: list[str] = []
    for name in names:
        keys += options[name] if isinstance(options[name], list) else [options[name]]
    return keys

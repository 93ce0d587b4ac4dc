"""Which project files are worked on together: a folder, the order in it, and what its batch.yaml says.

Owns the way from the command's paths to batches. A batch is a year's folder; a folder without batch.yaml works too,
in the order of the file names.
"""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formgen import rules, schema, source
from formgen.diagnostics import SEVERITY_WORDS, Diagnostic, Location, Severity, error, warning
from formgen.files import Unavailable, read_limited
from formgen.forms import BATCH_FILE, Family, FormKind, Forms
from formgen.project import Project

_ENDINGS = (".yaml", ".yml")

_NAME_LIMIT = 260
"""Characters of a file's name that a message repeats; no system has longer ones."""

_CODE_LIMIT = 40
"""Characters of a rule's code that are looked at; none has more."""


@dataclass(eq=False, slots=True)
class Batch:
    """The project files of one folder that are to be built.

    Attributes:
        folder: where they are.
        files: in the order of the workbook.
        whole: whether these are all of the folder's projects; the workbook of a year is never made of a part.
        family: the forms that the project files are made for.
        papers: those of them that this batch is to get.
        asked: whether batch.yaml names them; otherwise a batch gets those that its projects have come to.
        roles: which keys of batch.yaml are what, as in `Forms`.
        settings: what batch.yaml says, typed; empty without one.
        levels: the severities that batch.yaml gives to rules, by their codes.
    """

    folder: Path
    files: list[Path]
    whole: bool
    family: Family
    papers: tuple[FormKind, ...]
    asked: bool
    roles: dict[str, str]
    settings: Project
    levels: dict[str, Severity]

    @property
    def year_of_folder(self) -> int | None:
        """The year that the folder is called by, such as ``projects/2025``; None for a folder of another name."""
        name = self.folder.name
        return int(name) if re.fullmatch(r"(?:19|20|21)[0-9]{2}", name) else None

    @property
    def output_folder(self) -> str | None:
        """The folder of the files where it is not the year: those of ``2025-sample`` stay apart from those of 2025."""
        name = self.folder.name
        return name if re.fullmatch(r"(?:19|20|21)[0-9]{2}[^0-9].*", name) else None

    def begun(self, tree: source.Mapping) -> frozenset[str]:
        """Return the papers that a project file has come to: those whose section it holds, filled."""
        return frozenset(
            paper.name for paper in self.papers if paper.section is None or _is_filled(tree.entries.get(paper.section))
        )

    def settings_for_templates(self) -> dict[str, Any]:
        """Return what batch.yaml says and leaves not blank; outputs of a batch see it over the projects' own values."""
        return {key: value for key, value in self.settings.values.items() if value is not None}


def _is_filled(node: source.Node | None) -> bool:
    return node is not None and not (isinstance(node, source.Scalar) and node.blank)


def find(paths: Sequence[Path], forms: Forms, shown: Callable[[Path], str]) -> tuple[list[Batch], list[Diagnostic]]:
    """Return the batches that the paths name, each folder once.

    Findings:
        ``file-unavailable``, ``no-projects``, ``kind-unknown``, ``batch-misnamed``, ``project-not-found``,
        ``project-listed-twice``, ``project-unlisted``, ``rule-unknown``, ``year-differs``,
        and those of `source` and `schema` for batch.yaml.
    """
    findings: list[Diagnostic] = []
    wanted: dict[Path, set[Path]] = {}
    for typed in paths:
        path = Path(os.path.normpath(typed.absolute()))  # one folder has one name, however it was typed
        folder = path if path.is_dir() else path.parent
        if path.is_dir() or path.name == BATCH_FILE:
            named = _project_files(folder)
            if not named:
                findings.append(_no_projects(folder, shown))
                continue
        else:
            try:
                read_limited(path)
            except Unavailable as reason:
                findings.append(error("file-unavailable", str(reason), Location(shown(path)), "核对路径"))
                continue
            named = [path]
        wanted.setdefault(folder, set()).update(named)
    batches = []
    for folder, files in wanted.items():
        batch, more = _batch(folder, files, forms, shown)
        findings += more
        if batch:
            batches.append(batch)
    return batches, findings


def _project_files(folder: Path) -> list[Path]:
    try:
        names = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    except OSError:
        return []
    return [path for path in names if path.stem != Path(BATCH_FILE).stem and not path.name.startswith(".")]


def _no_projects(folder: Path, shown: Callable[[Path], str]) -> Diagnostic:
    inside = sorted(path for path in folder.glob("*/*.yaml"))
    hint = f"是不是 {shown(inside[-1].parent)}？" if inside else "项目文件的名字以 .yaml 结尾"
    return error("no-projects", "这个文件夹里没有项目文件", Location(shown(folder)), hint)


def _batch(
    folder: Path, files: set[Path], forms: Forms, shown: Callable[[Path], str]
) -> tuple[Batch | None, list[Diagnostic]]:
    path = folder / BATCH_FILE
    findings: list[Diagnostic] = []
    settings = Project(shown(path), {})
    if path.exists():
        tree: source.Mapping | None = None
        try:
            tree, findings = source.read(read_limited(path), shown(path), forms.batch_names | rules.BY_CODE.keys())
        except Unavailable as reason:
            findings = [error("file-unavailable", str(reason), Location(shown(path)))]
        if tree:  # without it the projects are still checked
            settings, more = schema.validate(tree, forms.batch_schema)
            findings += more
    family, papers, more = _papers(settings, forms, shown(folder))
    findings += more
    if family is None:
        return None, findings
    misnamed = path.with_suffix(".yml")
    if misnamed.exists():
        message = f"这个文件应当叫 {BATCH_FILE}，现在没有起作用"
        findings.append(error("batch-misnamed", message, Location(shown(misnamed)), "改文件名"))
    batch_year = settings.fields.get(forms.batch_roles["year"])
    present = _project_files(folder)
    order, more = _order(present, settings, forms.batch_roles["projects"])
    order += sorted(files.difference(order))
    chosen = [file for file in order if file in files]
    levels, unknown = _levels(settings, forms.batch_roles["levels"])
    more += unknown
    asked = settings.values.get(forms.batch_roles["kinds"]) is not None
    whole = files.issuperset(present)
    batch = Batch(folder, chosen, whole, family, papers, asked, forms.batch_roles, settings, levels)
    if batch_year and batch.year_of_folder not in (None, batch_year.value):
        message = f"“{batch_year.label}”是 {batch_year.value}，文件夹的名称是 {batch.year_of_folder}"
        more.append(error("year-differs", message, batch_year.at, "改年度，或改文件夹的名称"))
    return batch, findings + more


def _papers(
    settings: Project, forms: Forms, folder: str
) -> tuple[Family | None, tuple[FormKind, ...], list[Diagnostic]]:
    """Return the family of forms, and those of them that batch.yaml names; the only family needs no naming."""
    role = forms.batch_roles["kinds"]
    typed: Any = settings.values.get(role)
    choice = "、".join(f"{name}（{kind.title}）" for name, kind in forms.kinds.items())
    hint = f"在 {BATCH_FILE} 的“{role}”下面一行一个，可以写：{choice}"
    if not isinstance(typed, list):
        if len(forms.families) == 1:
            family = next(iter(forms.families.values()))
            return family, family.kinds, []
        at = Location(f"{folder}/{BATCH_FILE}")
        return None, (), [error("kind-unknown", f"没有写“{role}”，有几种表格可选", at, hint)]
    findings: list[Diagnostic] = []
    named: list[FormKind] = []
    for index, name in enumerate(typed):
        entry = settings.fields.get(source.child_key(role, index))
        if entry is None:
            continue  # the schema has said what is wrong with it
        kind = forms.kinds.get(name)
        if kind is None:
            findings.append(error("kind-unknown", f"没有表格种类“{name[:_CODE_LIMIT]}”", entry.at, hint))
        elif named and forms.family(kind) is not forms.family(named[0]):
            message = f"“{name}”和“{named[0].name}”不是从同一张表接出来的，同一个文件夹的项目填不了这两种"
            findings.append(error("kind-unknown", message, entry.at, "放到两个文件夹里，各写一个 batch.yaml"))
        elif kind not in named:
            named.append(kind)
    if not named:
        return None, (), findings or [error("kind-unknown", f"“{role}”下面没有写", settings.place(role), hint)]
    family = forms.family(named[0])
    return family, tuple(kind for kind in family.kinds if kind in named), findings


def _levels(settings: Project, role: str) -> tuple[dict[str, Severity], list[Diagnostic]]:
    """Return the severities that batch.yaml gives to rules, and an error at each code that no rule has."""
    words = {word: severity for severity, word in SEVERITY_WORDS.items()}
    typed: Any = settings.values.get(role)
    levels: dict[str, Severity] = {}
    findings: list[Diagnostic] = []
    for code, word in typed.items() if isinstance(typed, dict) else ():
        if code in rules.BY_CODE:
            levels |= {code: words[word]} if word in words else {}  # the schema has said what is wrong with it
        else:
            at = settings.places[source.child_key(role, code)]
            shown = code[:_CODE_LIMIT]
            import difflib

            near = difflib.get_close_matches(shown, rules.BY_CODE, n=1)
            hint = f"是不是“{near[0]}”？" if near else "全部规则见 formgen rules"
            findings.append(error("rule-unknown", f"没有“{shown}”这条规则", at, hint))
    return levels, findings


def _order(present: list[Path], settings: Project, role: str) -> tuple[list[Path], list[Diagnostic]]:
    """Return the folder's files in the order that batch.yaml lists; those it does not list come last."""
    findings: list[Diagnostic] = []
    listed: Any = settings.values.get(role)
    if not isinstance(listed, list):
        return list(present), findings
    order: dict[Path, None] = {}
    by_name = {name: path for path in reversed(present) for name in (path.stem, path.name)}
    for index, name in enumerate(listed):
        entry = settings.fields.get(source.child_key(role, index))
        if entry is None:
            continue  # the schema has said what is wrong with it
        path = by_name.get(name)
        if path is None:
            message = f"列出的项目文件“{name[:_NAME_LIMIT]}”不在这个文件夹里"
            findings.append(error("project-not-found", message, entry.at, "核对文件名，或删掉这一行"))
        elif path in order:
            findings.append(error("project-listed-twice", f"“{name}”列了两次", entry.at, "删掉其中一行"))
        else:
            order[path] = None
    for path in present:
        if path not in order:
            message = f"“{path.name}”没有列在“{role}”里，排在最后"
            findings.append(warning("project-unlisted", message, settings.place(role), f"加一行“- {path.name}”"))
            order[path] = None
    return list(order), findings

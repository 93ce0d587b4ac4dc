"""Making a form kind and looking it over: what ``formgen kind`` does.

Owns the folder of one kind as a whole: a new one is written with the schema that editors read, and one is looked over
by inspecting its files and by making its example.
"""

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formgen import building, drafting, forms, inspecting, json_schema, output, schema, source
from formgen.diagnostics import Diagnostic, Location, has_errors, in_order, warning
from formgen.files import read_limited

EXAMPLE_FILE = "example.yaml"
SCHEMA_FILE = "schema.json"

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class BadName(Exception):
    """A kind cannot be called so; the message is a Chinese sentence."""


def new(
    templates: Path, name: str, blank: Path | None, shown: Callable[[Path], str]
) -> tuple[list[Path], list[Diagnostic]]:
    """Write the folder of a new kind, and return its files and what a person should look at.

    Args:
        templates: the folder of form kinds.
        name: of the kind.
        blank: the blank form, a docx; None for a plain form to start from.
        shown: gives a path as findings show it.

    Findings:
        Those of `drafting`, and of `check` for the new kind.

    Raises:
        BadName: no name for a folder, or there is such a kind already.
        Unavailable, BadPackage: the blank form cannot be read.
        output.Locked, OSError: the files cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise BadName(f"“{name}”不能作文件夹名：用小写英文字母、数字和“-”，例如 self-evaluation")
    folder = templates / name
    if folder.exists():
        raise BadName(f"{shown(folder)} 已经有了；换一个名称，或先删掉它")
    draft = drafting.draft(name, read_limited(blank) if blank else None)
    output.write({folder / file: content for file, content in draft.files.items()})
    file = shown(blank) if blank else shown(folder / drafting.FORM_DOCUMENT)
    findings = [_at(finding, file) for finding in draft.findings]
    loaded, faults = forms.load(templates, shown)
    if loaded:
        kind = loaded.kinds[name]
        text = json_schema.render(loaded.family(kind).schema(frozenset({name})), kind.title)
        output.write({folder / SCHEMA_FILE: text.encode()})
        faults = check(loaded, templates, [name], shown)
    return sorted(folder.iterdir()), [*findings, *faults]


def _at(finding: Diagnostic, file: str) -> Diagnostic:
    return replace(finding, at=replace(finding.at, file=file))


def check(loaded: forms.Forms, templates: Path, names: list[str], shown: Callable[[Path], str]) -> list[Diagnostic]:
    """Return what is wrong with form kinds, their examples made among it.

    Findings:
        ``example-missing``, and those of `inspecting` and `building`.
    """
    findings: list[Diagnostic] = []
    for name in names:
        kind, folder = loaded.kinds[name], templates / name
        found = inspecting.inspect(kind, loaded, folder, shown)
        example = folder / EXAMPLE_FILE
        if not example.exists():
            message = "没有填好的例子，看不出做出来的文件对不对"
            found.append(warning("example-missing", message, Location(shown(example)), "写一个填满的项目文件"))
        elif not has_errors(found):
            found += _trial(loaded, kind, example, templates, shown)
        findings += found
    return in_order(findings)


def _trial(
    loaded: forms.Forms, kind: forms.FormKind, example: Path, templates: Path, shown: Callable[[Path], str]
) -> list[Diagnostic]:
    """Return what is found when the example is made, in a folder that goes away."""

    def name_of(path: Path) -> str:
        return shown(example) if path.name == example.name else shown(path) if templates in path.parents else path.name

    with tempfile.TemporaryDirectory() as place:
        year = Path(place, "year")
        year.mkdir()
        (year / example.name).write_bytes(read_limited(example))
        tree, findings = source.read(read_limited(example), shown(example))
        if tree is None:
            return findings
        project, _ = schema.validate(tree, loaded.family(kind).schema(frozenset({kind.name})))
        roles = loaded.batch_roles
        (year / forms.BATCH_FILE).write_text(
            f"{roles['year']}: {project.value(kind.roles['year'])}\n"
            f"{roles['projects']}:\n  - {example.name}\n{roles['kinds']}:\n  - {kind.name}\n",
            encoding="utf-8",
        )
        result = building.run([year], Path(place, "out"), templates, name_of)
    if result.waiting:
        message = f"例子里没有“{kind.section}”这一部分，做不出这张表"
        return [*result.findings, warning("example-missing", message, Location(shown(example)), "补上这一部分")]
    return result.findings

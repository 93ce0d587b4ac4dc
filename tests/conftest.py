"""What the tests share: where things are, a built copy of the unit's year, and the outside programs."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from formgen import building, forms, schema, source
from formgen.diagnostics import has_errors
from formgen.project import Project

ROOT = Path(__file__).resolve().parents[1]
KIND_FOLDERS = (ROOT / "templates", ROOT / "tests/kinds")
"""Folders of form kinds: the unit's, and invented ones of quite different build."""

EXAMPLES = {path.parent.name: path for folder in KIND_FOLDERS for path in sorted(folder.glob("*/example.yaml"))}
"""The complete example of each form kind, by the kind's name."""

ON_CI = bool(os.environ.get("CI"))


# CI judges the change and not the dice: there the examples are the same each time; elsewhere they are new ones.
settings.register_profile("ci", derandomize=True)
if ON_CI:
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden anew instead of comparing")


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of files that the unit's projects of 2025 give."""
    out = tmp_path_factory.mktemp("year")
    result = building.run([ROOT / "projects/2025"], out, ROOT / "templates", str)
    assert not has_errors(result.findings), "the filed forms have faults of content, which are theirs to mend"
    return out / "2025"


@pytest.fixture(scope="session")
def example_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """The files that each form kind's example gives, by the kind's name."""
    made = {}
    for name, example in EXAMPLES.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / example.name).write_bytes(example.read_bytes())
        year = project_of(example).value(kind_of(example).roles["year"])
        (folder / "batch.yaml").write_text(
            f"年度: {year}\n项目:\n  - {example.name}\n表单:\n  - {name}\n", encoding="utf-8"
        )
        result = building.run([folder], folder / "out", example.parents[1], str)
        assert not result.findings
        made[name] = sorted(path for path in (folder / "out").glob("[!.]*/**/*.*") if path.is_file())
    assert made and all(made.values())
    return made


def kind_of(example: Path) -> forms.FormKind:
    """Return the form kind that an example is of."""
    loaded, findings = forms.load(example.parents[1], str)
    assert loaded and not findings
    return loaded.kinds[example.parent.name]


def project_of(example: Path) -> Project:
    """Return what the example of a form kind says."""
    loaded, _ = forms.load(example.parents[1], str)
    tree, findings = source.read(example.read_bytes(), example.name)
    assert loaded and tree and not findings
    kind = loaded.kinds[example.parent.name]
    project, findings = schema.validate(tree, loaded.family(kind).schema(frozenset({kind.name})))
    assert not findings
    return project


def program(*names: str) -> str:
    """Return an outside program; without it the test is skipped, but never on CI, where it must be there."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    if ON_CI:
        pytest.fail(f"{names[0]} is not installed, and CI skips no test")
    pytest.skip(f"{names[0]} is not installed")


@pytest.fixture(scope="session")
def soffice() -> str:
    return program("soffice", "libreoffice")


@pytest.fixture(scope="session")
def ooxml_validator() -> str:
    local = ROOT / "tests/validator/node_modules/.bin/ooxml-validator"
    return str(local) if local.exists() else program("ooxml-validator")

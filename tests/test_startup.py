"""What a command loads: loading takes longer than most of what a command does, so each loads what it needs."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import cli, forms, rules

RUN = """
import sys
from formgen import __main__, cli
if sys.argv[1] == "build":
    cli._build = lambda *_: 0
try:
    __main__.main()
finally:
    print(*sys.modules, sep="\\n", file=sys.stderr)
"""
BARE = {"formgen", "formgen.__main__", "formgen.cli", "formgen.files"}
OFFICE = {"docxtpl", "docx", "openpyxl", "lxml", "jinja2", "zipfile"}
FAULTS = {"cerberus", "formgen.validator", "formgen.misfits", "difflib", "importlib.metadata", "email"}
"""Needed for the words about what is wrong."""

MAKING = {"formgen.building", "formgen.word", "formgen.excel", "formgen.output", "formgen.drafting"}
EXAMPLE = "templates/declaration/example.yaml"


@cache
def loaded_by(*arguments: str) -> frozenset[str]:
    """Return the modules that are loaded when the command ends; `_build` itself does nothing."""
    command = [sys.executable, "-c", RUN, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    modules = ended.stderr.splitlines()
    assert "argparse" in modules, ended.stderr
    return frozenset(modules)


def ours(modules: frozenset[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "formgen"}


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("build", "--help"), ("build",), ("no-command",)])
def test_next_to_nothing_is_loaded_before_the_work_begins(arguments: tuple[str, ...]) -> None:
    modules = loaded_by(*arguments)
    assert ours(modules) == BARE
    assert modules.isdisjoint({"typing", "dataclasses", "shutil", "tempfile", "ruamel", "cerberus", *OFFICE})


def test_an_unchanged_build_loads_next_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "projects/2025").mkdir(parents=True)
    project = tmp_path / "projects/2025/a.yaml"
    shutil.copy(ROOT / EXAMPLE, project)
    templates = shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for path in (project, *templates.rglob("*")):
        os.utime(path, (1_000_000_000, 1_000_000_000))  # what was saved just now would be looked at again
    arguments = ["build", str(project), "--templates", str(templates), "--out", str(tmp_path / "output")]
    assert cli.main(arguments) == 0
    command = [sys.executable, "-c", RUN.replace('"build"', "None"), *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    modules = frozenset(ended.stderr.splitlines())
    assert "都已经是最新的" in ended.stdout
    assert ours(modules) == BARE | {"formgen.unchanged"}
    assert modules.isdisjoint({"typing", "dataclasses", "hashlib", "ruamel", *OFFICE})


def test_one_rule_is_explained_without_the_others() -> None:
    modules = loaded_by("explain", "sum-mismatch")
    assert {name for name in modules if name.startswith("formgen.rules.")} == {"formgen.rules.sum_mismatch"}
    assert modules.isdisjoint({"formgen.forms", "formgen.checking", *FAULTS, *OFFICE, *MAKING})


def test_the_list_of_rules_loads_nothing_of_offices() -> None:
    assert loaded_by("rules").isdisjoint({"formgen.checking", *FAULTS, *OFFICE, *MAKING})


def test_a_check_loads_the_rules_of_the_forms_that_a_file_has_come_to() -> None:
    modules = loaded_by("check", EXAMPLE)
    assert modules.isdisjoint(OFFICE | MAKING | FAULTS | {"formgen.catalogue", "formgen.silence"})
    kinds, _ = forms.load(ROOT / "templates", str)
    assert kinds is not None
    begun = [kind for kind in kinds.kinds.values() if kind.section is None]
    bound = {binding.rule.__name__ for kind in begun for binding in kind.bindings}
    assert 0 < len(bound) < len(rules.CODES)
    assert {name for name in modules if name.startswith("formgen.rules.")} == bound

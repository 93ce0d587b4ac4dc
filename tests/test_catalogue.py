"""The manual of codes: complete, true to its examples, and the same in docs/rules.md."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import catalogue, checking, rules
from formgen.diagnostics import Severity

SRC = ROOT / "src/formgen"
ENTRIES = list(catalogue.entries())
SHOWN = [entry for entry in ENTRIES if entry.bad and entry.code not in rules.BY_CODE]


def said(path: Path) -> Iterator[str]:
    """Yield the codes that a module can say: first arguments of what makes findings, and of what readers raise."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ("error", "warning", "info", "Unreadable", "Unwanted", "_say", "note") and node.args:
                yield from literals(node.args[0])
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and path.name == "misfits.py":
            yield from literals(node.value.elts[0])
        elif isinstance(node, ast.Tuple) and path.name == "decoding.py":
            yield from (text for element in node.elts for text in literals(element) if text.startswith("encoding-"))


def literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def test_every_code_that_can_be_said_is_explained_and_no_other() -> None:
    found = {code for path in SRC.rglob("*.py") if path.name != "cli.py" for code in said(path)}
    assert len(found) > 70
    assert found == catalogue.codes()


def test_each_code_stands_once_and_says_something() -> None:
    assert len(ENTRIES) == len(catalogue.codes())
    for entry in ENTRIES:
        assert entry.title and not entry.title.isascii() and not entry.title.endswith("。")
        assert entry.text.endswith("\n") and len(entry.text) > 8


@pytest.mark.parametrize("entry", SHOWN, ids=lambda entry: entry.code)
def test_an_example_has_the_fault_and_its_mended_form_has_not(entry: catalogue.Entry, tmp_path: Path) -> None:
    codes = []
    for text in (entry.bad, entry.good):
        (tmp_path / "项目.yaml").write_text(text, encoding="utf-8")
        found = checking.run([tmp_path / "项目.yaml"], ROOT / "templates", str).findings
        codes.append({(one.code, one.severity) for one in found})
    assert (entry.code, entry.severity) in codes[0]
    assert entry.code not in {code for code, _ in codes[1]}


def test_examples_were_found() -> None:
    assert len(SHOWN) >= 35


@pytest.mark.parametrize("rule", rules.BY_CODE.values(), ids=rules.code)
def test_a_rules_findings_weigh_what_it_says(rule: object) -> None:
    entry = catalogue.find(rules.code(rule))  # type: ignore[arg-type]
    assert entry is not None
    assert isinstance(entry.severity, Severity)
    assert "依据：" in entry.text and "<-" not in entry.bad + entry.good


def test_the_page_of_rules_is_fresh() -> None:
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == catalogue.as_markdown(), "run make docs"

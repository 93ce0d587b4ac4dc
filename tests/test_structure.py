"""The shape of the code: which room may know which, who holds each library, and in which language names are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from formgen import source

REPOSITORY = Path(__file__).resolve().parents[1]
SRC = REPOSITORY / "src" / "formgen"
MODULES = {
    ".".join(path.relative_to(SRC).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(SRC.rglob("*.py"))
}

LAYERS = (
    {"__main__"},
    {"cli"},
    {"__init__", "kinds", "closing"},
    {"building", "drafting"},
    {"making"},
    {"carrying", "filling"},
    {"drafting.example", "drafting.filling"},
    {"drafting.settings", "drafting.starter"},
    {"drafting.naming"},
    {"drafting.layout", "drafting.lines", "drafting.cleaning"},
    {"drafting.grid", "drafting.labels"},
    {"report.text", "report.json", "report.sarif", "report.github", "report.html"},
    {"report"},
    {"checking"},
    {"batch", "catalogue", "silence", "inspecting", "recovering"},
    {"catalogue.writing", "catalogue.fields", "catalogue.files", "catalogue.templates"},
    {"catalogue.entry"},
    {"inspecting.document", "inspecting.workbook", "inspecting.origin", "inspecting.settings", "inspecting.coverage"},
    {"recovering.binding", "recovering.ambiguity"},
    {"recovering.aligning", "recovering.trees"},
    {"recovering.patterns"},
    {"recovering.template"},
    {"recovering.document"},
    {"inspecting.reading"},
    {"inspecting.names"},
    {"forms", "word", "excel", "manifest", "readback"},
    {"output", "unchanged"},
    {"rules"},
    {"rules.*"},
    {"ranges"},
    {"sheet", "files", "fixing", "unwanted"},
    {"package", "context", "cells"},
    {"merging"},
    {"filters"},
    {"schema", "computing", "json_schema", "texts", "promises", "attainment"},
    {"validator"},
    {"misfits", "project", "layering"},
    {"fields"},
    {"source", "wording"},
    {"parsing"},
    {"slips"},
    {"slips.values"},
    {"slips.names"},
    {"slips.outline"},
    {"slips.page", "slips.usual", "tree"},
    {"lines", "decoding", "phrases", "measures"},
    {"values", "diagnostics", "width", "recovering.matching", "words", "parallel"},
)
"""From the top down: a room knows only rooms of lower layers, never one beside it."""

SILENT = {
    "report.text": {"report", "diagnostics", "width"},
    "report.json": {"report", "diagnostics"},
    "report.sarif": {"report", "diagnostics"},
    "report.github": {"report", "diagnostics"},
    "report.html": {"report", "diagnostics", "project", "values"},
    "json_schema": {"fields"},
    "values": set(),
    "words": set(),
    "phrases": {"values", "words"},
    "wording": {"measures", "words"},
    "filters": {"values"},
    "merging": {"filters", "values"},
    "measures": {"words"},
    "recovering.matching": set(),
    "diagnostics": set(),
    "files": set(),
}
"""Rooms that promise to know these and nothing else of ours."""

LIBRARIES = {
    "ruamel": {"parsing"},
    "cerberus": {"validator", "misfits"},
    "jinja2": {"context", "inspecting.names", "recovering.template", "recovering.patterns"},
    "docxtpl": {"word"},
    "openpyxl": {"excel", "ranges"},
    "markupsafe": {"word"},
    "lxml": {
        *("package", "unwanted", "word", "excel", "inspecting.document", "inspecting.workbook", "inspecting.origin"),
        *("drafting", "drafting.grid", "drafting.lines", "drafting.filling", "drafting.cleaning"),
    },
}
"""The only importers of each library; lxml is the language of all that reads or writes Office parts, and a template's
expressions are jinja2's own nodes."""


def parsed(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str) -> Iterator[str]:
    """Yield the full names that a module imports, anywhere in it; ``from a import b`` may mean the module a.b."""
    for node in ast.walk(parsed(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def rooms_of(name: str) -> set[str]:
    """Return the rooms of formgen that a room knows."""
    rooms = set()
    for full in imported(name):
        top, _, rest = full.partition(".")
        if top == "formgen":
            parts = rest.split(".")
            known = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
            rooms.add(next((room for room in known if room in MODULES), "__init__"))
    return rooms - {name}


def layer(room: str) -> int:
    """Return how far up a room is, 0 being the lowest."""
    names = {room, "rules.*"} if room.startswith("rules.") else {room}
    (found,) = [number for number, rooms in enumerate(reversed(LAYERS)) if names & rooms]
    return found


def test_the_table_of_layers_is_complete_and_true() -> None:
    assert len(MODULES) > 20
    listed = {room for rooms in LAYERS for room in rooms if room != "rules.*"}
    assert {name for name in MODULES if not name.startswith("rules.")} == listed
    assert any(name.startswith("rules.") for name in MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name: str) -> None:
    upward = {room for room in rooms_of(name) if layer(room) >= layer(name)}
    assert upward == set()


def test_some_imports_were_seen() -> None:
    assert rooms_of("cli") >= {"checking", "building", "forms", "report.text"}, "also those inside functions"
    assert rooms_of("rules.sum_mismatch") == {"diagnostics", "project", "values"}


@pytest.mark.parametrize("name", SILENT)
def test_a_room_knows_no_more_than_it_promises(name: str) -> None:
    assert rooms_of(name) <= SILENT[name]


def test_the_renderers_know_nothing_of_projects_and_rules() -> None:
    for name in ("word", "excel", "sheet", "ranges", "package", "output"):
        assert rooms_of(name).isdisjoint({"project", "rules", "forms", "schema", "source"})


def test_every_library_has_its_one_importer() -> None:
    importers: dict[str, set[str]] = {library: set() for library in LIBRARIES}
    for name in MODULES:
        for full in imported(name):
            if (top := full.partition(".")[0]) in importers:
                importers[top].add(name)
    assert importers == LIBRARIES


def test_a_check_loads_no_library_of_word_or_excel() -> None:
    reached, waiting = set(), ["checking", *(name for name in MODULES if name.startswith("rules."))]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += rooms_of(name) - reached
    assert {"source", "schema", "rules"} <= reached
    assert reached.isdisjoint({"word", "excel", "building", "package", "context"})


def identifiers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


@pytest.mark.parametrize("name", MODULES)
def test_names_in_code_are_english(name: str) -> None:
    assert [found for found in identifiers(parsed(name)) if not found.isascii()] == []
    assert name.isascii()


def keys_of(node: source.Node) -> Iterator[str]:
    if isinstance(node, source.Mapping):
        for key, child in node.entries.items():
            yield key
            yield from keys_of(child)
    elif isinstance(node, source.Sequence):
        for child in node.items:
            yield from keys_of(child)


def labels() -> set[str]:
    """Return every Chinese key of the schemas: what is printed on a form or stands in a batch.yaml."""
    files = [*(REPOSITORY / "templates").rglob("schema.yaml"), REPOSITORY / "templates" / "batch.yaml"]
    found: set[str] = set()
    for path in files:
        tree, _ = source.read(path.read_bytes(), path.name)
        assert tree is not None
        found |= {key for key in keys_of(tree) if not key.isascii()}
    return found


def strings(tree: ast.Module) -> Iterator[str]:
    """Yield the string literals that are no docstrings, the fixed parts of f-strings among them."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_labels_were_found() -> None:
    assert labels() >= {"项目名称", "年度资金申请总额", "三级指标", "项目", "汇总表标题"}


@pytest.mark.parametrize("name", MODULES)
def test_code_never_spells_a_label(name: str) -> None:
    assert set(strings(parsed(name))) & labels() == set()

"""libyaml and the parser in Python give the same trees, places and findings: what is fast is not another language."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ON_CI, ROOT
from formgen import parsing, source
from formgen.diagnostics import Diagnostic

FOLDERS = ("tests/cases", "tests/well_made", "templates", "projects")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.yaml"))

if not parsing.__with_libyaml__:
    if ON_CI:
        pytest.fail("ruamel.yaml.clib is not installed, and CI skips no test")
    pytest.skip("ruamel.yaml.clib is not installed", allow_module_level=True)

Result = tuple[source.Mapping | None, list[Diagnostic]]


def read(data: bytes, *, libyaml: bool) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "__with_libyaml__", libyaml)
        return source.read(data, "项目.yaml")


def test_most_files_are_read_by_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bool] = []
    fast = parsing._Reader._read_fast

    def noted(reader: Any) -> source.Mapping | None:
        tree = fast(reader)
        taken.append(tree is not None)
        return tree

    monkeypatch.setattr(parsing._Reader, "_read_fast", noted)
    for path in FILES:
        source.read(path.read_bytes(), path.name)
    assert len(FILES) > 500
    assert sum(taken) > 0.9 * len(FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: Path(path).relative_to(ROOT).as_posix())
def test_a_file_is_read_the_same_by_both(path: Path) -> None:
    data = path.read_bytes()
    assert read(data, libyaml=True) == read(data, libyaml=False)


PARTS = (
    *("甲: ", "乙:\n  ", "丙: {", "丁: [", "- ", "? ", "}", "]", ",", ":", "|\n", "|+\n", ">2\n", ">-\n", "|\n \n  "),
    *("\n", "\n\n", "  ", "    ", "\t", " ", "#", " #", " # ", "\\\n", '"', "'", '""', "\\u4e00", "\\ud800", "\\t"),
    *("文", "𠮷😀", "é", "\u3000", "0", "≥3", "*a", "&a ", "!!str ", "<<", "%YAML 1.1\n", "---\n", "...\n", "`", "@"),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
@example("甲: |\n \n  二\n")
@example("甲: [\n\t一]\n")
@example("甲: #b\n乙:  #c\n")
@example("甲:\n- #x\n-\n- 乙: #y\n")
@example("%YAML 1.1\n---\n甲: yes\n")
@example('甲: {"乙":1, 丙: , 丁}\n戊: "𠮷" #x\n')
@example("甲: 𠮷😀 #x\n乙: |\n  𠮷\n\n   二\n\n\n丙: 1")
@example("甲: 1\n" * 150)
@example("甲: 1\n甲: 2\n乙: 三\n  四\n丙: >\n  五\n  六\n")
def test_any_text_is_read_the_same_by_both(text: str) -> None:
    data = text.encode()
    assert read(data, libyaml=True) == read(data, libyaml=False)

"""Every part of what each form kind's example gives, compared with the text kept in tests/golden."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import EXAMPLES, ROOT
from formgen import package

GOLDEN = ROOT / "tests/golden"


def readable(content: bytes) -> str:
    """Return an XML part canonicalised, an element a line, so that a difference can be read."""
    return ElementTree.canonicalize(content.decode()).replace("><", ">\n<") + "\n"


def parts_of(files: list[Path]) -> dict[str, str]:
    """Return every part of the files, by ``<ending>/<part>``; the second file of an ending is ``docx-2/<part>``."""
    assert {path.suffix for path in files} <= {".docx", ".xlsx"}
    parts: dict[str, str] = {}
    for path in files:
        number = 1 + sum(earlier.suffix == path.suffix for earlier in files[: files.index(path)])
        folder = path.suffix[1:] + (f"-{number}" if number > 1 else "")
        for name, content in package.read(path.read_bytes()).items():
            parts[f"{folder}/{name}"] = readable(content)
    return parts


def test_there_are_examples() -> None:
    assert "declaration" in EXAMPLES


@pytest.mark.parametrize("kind", EXAMPLES)
def test_parts_are_those_of_the_golden_files(
    kind: str, example_files: dict[str, list[Path]], pytestconfig: pytest.Config
) -> None:
    folder = GOLDEN / kind
    found = parts_of(example_files[kind])
    if pytestconfig.getoption("rewrite_golden"):
        for path in folder.rglob("*"):
            if path.is_file():
                path.unlink()
        for name, text in found.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    kept = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert sorted(found) == sorted(kept), "the list of parts"
    for name, text in found.items():
        assert text == kept[name], name

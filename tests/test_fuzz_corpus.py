"""Hostile files that ``make fuzz`` found or that were made by hand: none breaks the program, now and ever after.

A file is ``fuzz/corpus/<role>/<name>.yaml``; the role says what it stands for. What must hold of each is written in
``fuzz/invariants.py``.
"""

from pathlib import Path

import pytest

from fuzz import invariants

CORPUS = sorted((Path(__file__).parent / "fuzz/corpus").glob("*/*"))
BYTES_LIMIT = 200_000


def test_the_corpus_was_found_and_is_small() -> None:
    assert len(CORPUS) >= 40
    assert {path.parent.name for path in CORPUS} == set(invariants.ROLES)
    assert sum(path.stat().st_size for path in CORPUS) <= BYTES_LIMIT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fuzz")
    invariants.prepare(folder)
    return folder


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_hostile_file_breaks_nothing(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants.forms, "load", invariants.forms.load)  # the judge changes it
    invariants.judge(path.parent.name, path.read_bytes(), folder, build=path.stem.startswith("text-for-a-group"))


HUGE = {
    "many-values-of-many-numbers": "绩效指标:\n  产出指标:\n    数量指标:\n"
    + "".join(f"      - 三级指标: 甲{number}\n        指标值: {'一类' * 4000}\n" for number in range(30)),
    "many-long-values-of-one-mark": "绩效指标:\n  产出指标:\n    数量指标:\n"
    + "".join(f"      - 三级指标: 甲{number}\n        指标值: {'XX，' * 3000}完\n" for number in range(30)),
    "one-line-of-blanks": "项目名称: x\n" + " " * 900_000,
    "one-line-of-brackets": "项目名称: " + "[" * 900_000,
    "many-lines": "\n" * 900_000,
    "many-short-keys": "a: b\n" * 15_000,
    "many-different-keys": "".join(f"k{number}: x\n" for number in range(15_000)),
    "many-items": "- a\n" * 19_000,
    "many-remarks": "项目名称: x\n" + "# formgen: 忽略 x 因为 y\n" * 15_000,
    "many-lines-in-a-bracket": "项目名称: [" + "a:\n " * 15_000,
    "many-full-width-colons": "甲： 1\n" * 15_000,
    "many-groups": "a:\n " * 15_000,
    "a-long-unknown-key": "甲" * 25_000 + ": x\n",
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_gives_few_findings(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invariants.forms, "load", invariants.forms.load)
    found = invariants.judge("project", HUGE[name].encode(), folder)
    assert 1 <= len(found) <= 220

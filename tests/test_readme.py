"""What the README shows is what the program prints."""

import re
from pathlib import Path

import pytest

from conftest import ROOT
from formgen import cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST = "projects/2025/01-科技创新后备人才培养.yaml"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the projects and templates to work in."""
    for path in [*ROOT.glob("projects/2025/*"), *ROOT.glob("templates/**/*.*")]:
        place = tmp_path / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_closing_table_is_the_one_that_a_build_prints(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build"]) == 0
    printed = capsys.readouterr().out
    assert f"```\n{printed[printed.index('项目名') :]}```" in README


def test_the_message_is_the_one_that_the_mistake_gives(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = checkout / FIRST
    text = path.read_text(encoding="utf-8")
    typed = "当年财政拨款: 2,180,000.00"
    assert typed in text
    path.write_text(text.replace(typed, "当年财政拨款: 2,080,000.00"), encoding="utf-8")
    assert cli.main(["check", FIRST]) == 1
    lines = capsys.readouterr().out.splitlines()
    (first,) = [number for number, line in enumerate(lines) if "错误" in line and "[sum-mismatch]" in line]
    assert "\n".join(["```", *lines[first : first + 4], "```"]) in README


def test_its_links_and_pictures_are_there() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert len(targets) > 8
    for target in targets:
        assert (ROOT / target).exists(), target

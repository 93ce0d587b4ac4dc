"""Same in, same out: other times, zones, languages, rights, folders and hash seeds give equal bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine

from conftest import ROOT
from formgen import building


def files(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert len(found) == 5
    return found


def test_another_time_gives_the_same_bytes(year: Path, tmp_path: Path) -> None:
    with time_machine.travel("2031-05-06T07:08:09Z"):
        building.run([ROOT / "projects/2025"], tmp_path, ROOT / "templates", str)
    assert files(tmp_path / "2025") == files(year)


@pytest.mark.parametrize(
    ("environment", "umask"),
    [
        ({"TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "1"}, 0o077),
        ({"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "1"}, 0o002),
    ],
)
def test_another_environment_gives_the_same_bytes(
    environment: dict[str, str], umask: int, year: Path, tmp_path: Path
) -> None:
    """Run from a copy in a folder of another name, as another process."""
    copy = tmp_path / "别处 elsewhere"
    for path in [*ROOT.glob("projects/2025/*"), *ROOT.glob("templates/**/*.*")]:
        place = copy / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "formgen", "build"],
        cwd=copy, env={**os.environ, **environment}, umask=umask, check=True, capture_output=True,
    )  # fmt: skip
    assert files(copy / "output/2025") == files(year)
    for path in (copy / "output").rglob("*.*x"):
        assert path.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_second_build_of_the_same_process_is_not_coloured_by_the_first(year: Path, tmp_path: Path) -> None:
    """Docxtpl keeps state between two renderings of one template; the order of projects must not matter."""
    paths = sorted((ROOT / "projects/2025").glob("0*.yaml"))
    assert len(paths) == 3
    building.run(list(reversed(paths)), tmp_path, ROOT / "templates", str)
    assert files(tmp_path / "2025") == files(year)

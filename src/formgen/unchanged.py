"""Has anything changed since the last build? Answered by looking at the files from outside, before anything is loaded.

Owns ``.formgen/last-…`` in the output folder: for a command, the name, size and times of every file that had part in
it, and what it said. While all of them are the same, a build would do the same once more, so it is said again. Kept
apart from `manifest`, which knows what is in the files, because this must take no longer than Python's own start.
"""

import os
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formgen import __version__

FOLDER = ".formgen"
_SETTLED_SECONDS = 2.0
"""How old a file must be before its times tell that it is the same; some file systems count in steps of two seconds."""

_HEAD = 3


@dataclass(frozen=True, slots=True)
class Said:
    """What a build said: its exit code and its text."""

    code: int
    text: str


class Look:
    """How everything that a command reads and writes looks from outside.

    Args:
        command: whatever makes it another command: its options and paths.
        out: the output folder.
        folders: what is read: the templates and the folders of the projects.
    """

    def __init__(self, command: Sequence[str], out: Path, folders: Sequence[Path]) -> None:
        self._out = out
        self._folders = folders
        self._command = "\0".join(command)
        name = f"last-{zlib.crc32(self._command.encode('utf-8', 'surrogateescape')):08x}"
        self._file = out / FOLDER / name
        self._began = time.time()
        self._read = self._now()

    def _now(self) -> str:
        return "\n".join([*program(), *(line for folder in self._folders for line in _look(folder))])

    def last_said(self) -> Said | None:
        """Return what the last run of the command said; None when anything is not as it was then."""
        try:
            text = self._file.read_bytes().decode("utf-8", "surrogateescape")
            code, written, size, rest = text.split("\n", _HEAD)
            looked, said = rest[: int(size)], rest[int(size) :]
            places = [self._out / name for name in written.split("/") if name]
        except (OSError, ValueError):
            return None
        return Said(int(code), said) if looked == self._all(places) else None

    def remember(self, written: Iterable[Path], said: Said) -> None:
        """Keep what the command has said, unless a file is so new that a later change might look the same.

        Args:
            written: the files that stand in the output folder because of it.
            said: what it said.

        Raises:
            OSError: the output folder cannot be written.
        """
        names = sorted({path.relative_to(self._out).parts[0] for path in written})
        if self._now() != self._read or self._newest() > self._began - _SETTLED_SECONDS:
            self._file.unlink(missing_ok=True)
            return
        looked = self._all([self._out / name for name in names])
        text = f"{said.code}\n{'/'.join(names)}\n{len(looked)}\n{looked}{said.text}"
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(text.encode("utf-8", "surrogateescape"))

    def _all(self, written: Sequence[Path]) -> str:
        return "\n".join([self._command, self._read, *(line for folder in written for line in _look(folder))])

    def _newest(self) -> float:
        times = [entry.stat().st_mtime for folder in self._folders for _, entry in _files(folder)]
        return max(times, default=0.0)


def program() -> Iterator[str]:
    """Yield how the program looks: its version, its files, and the folder into which its libraries are installed."""
    here = Path(__file__).parent
    yield f"formgen {__version__} {sys.version}"
    yield from _look(here)
    for path in map(Path, sys.path):
        if path.name in ("site-packages", "dist-packages") and path.is_dir():
            yield str(path.stat().st_mtime_ns)


def _look(folder: Path) -> Iterator[str]:
    """Yield a line for each file below a folder: what would be another if the file were."""
    for name, entry in _files(folder):
        found = entry.stat()
        yield f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _files(folder: Path | str, inside: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the files below a folder in the order of their names; hidden ones and those of Python's own left out."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        yield from ()
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "__pycache__")):
            continue
        if entry.is_dir():
            yield from _files(entry.path, f"{inside}{entry.name}/")
        else:
            yield inside + entry.name, entry

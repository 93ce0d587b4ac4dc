"""Has anything changed since the last build? Answered by looking at the files from outside, before anything is loaded.

Owns ``.formgen/last-…`` in the output folder: for a command, the name, size and times of every file that had part in
it, and what it said. While all of them are the same, a build would do the same once more, so it is said again. Kept
apart from `manifest`, which knows what is in the files, because this must take little longer than Python's own start;
therefore it loads next to nothing.
"""

from __future__ import annotations

import os
import sys
import time
import zlib
from pathlib import Path

from formgen.files import default_templates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FOLDER = ".formgen"
"""Below the output folder; hidden, and nothing in it is sent anywhere."""

_SETTLED_SECONDS = 2.0
"""How old a file must be before its times tell that it is the same; some file systems count in steps of two seconds."""

_DEPTH = 3
"""Folders inside folders that are looked into; a form kind or an output has one or two."""

_HEAD = 3


class Look:
    """How everything that a command reads and writes looks from outside.

    Args:
        command: whatever makes it another command: the program's version, the options.
        out: the output folder.
        templates: the folder of form kinds.
        paths: project files and folders of them.
    """

    def __init__(self, command: Sequence[str], out: Path, templates: Path, paths: Sequence[Path]) -> None:
        self._out = out
        self._folders = [templates, *dict.fromkeys(path if path.is_dir() else path.parent for path in paths)]
        places = (
            os.path.relpath(path, out) for path in (Path(), templates, *paths)
        )  # so that it tells no absolute path
        self._command = "\0".join([*command, *places])
        self._file = out / FOLDER / f"last-{zlib.crc32(_bytes(self._command)):08x}"
        self._began = time.time()
        self._read = self._now()

    def _now(self) -> str:
        return "\n".join([*_program(), *(line for folder in self._folders for line in _look(folder))])

    def last_said(self) -> tuple[int, bytes] | None:
        """Return the exit code and the text of the command's last run; None when anything is not as it was then.

        The text is in UTF-8, as it is kept.
        """
        try:
            code, written, size, rest = self._file.read_bytes().split(b"\n", _HEAD)
            looked, said = rest[: int(size)], rest[int(size) :]
            places = [self._out / name for name in os.fsdecode(written).split("/") if name]
        except (OSError, ValueError):
            return None
        return (int(code), said) if looked == _bytes(self._all(places)) else None

    def remember(self, written: Iterable[Path], code: int, text: str) -> None:
        """Keep what the command would say next time, unless a file is so new that a later change might look the same.

        A folder that cannot be written keeps nothing: then the next time is as this one.

        Args:
            written: the files that stand in the output folder because of it.
            code: its exit code.
            text: what it would say.
        """
        names = sorted({path.relative_to(self._out).parts[0] for path in written})
        try:
            if self._now() != self._read or self._newest() > self._began - _SETTLED_SECONDS:
                self._file.unlink(missing_ok=True)
                return
            looked = _bytes(self._all([self._out / name for name in names]))
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_bytes(_bytes(f"{code}\n{'/'.join(names)}\n{len(looked)}\n") + looked + _bytes(text))
        except OSError:
            return

    def _all(self, written: Sequence[Path]) -> str:
        return "\n".join([self._command, self._read, *(line for folder in written for line in _look(folder))])

    def _newest(self) -> float:
        return max((found.st_mtime for folder in self._folders for _, found in _files(folder)), default=0.0)


def libraries() -> list[str]:
    """Return the names and versions of everything that is installed for this Python."""
    folders = [path for path in map(Path, sys.path) if path.name in ("site-packages", "dist-packages")]
    names = (path.name for folder in folders if folder.is_dir() for path in folder.iterdir())
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def _program() -> Iterator[str]:
    """Yield how the program looks: Python, its libraries, its own files."""
    yield sys.version
    yield from libraries()
    yield from _look(Path(__file__).parent)
    yield from _look(default_templates())


def _look(folder: Path | str) -> Iterator[str]:
    """Yield a line for each file below a folder: what would be another if the file were."""
    for name, found in _files(folder):
        yield f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _files(folder: Path | str, inside: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the files below a folder in the order of their names; hidden ones and those of Python's own left out."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$", "__pycache__")):
            continue
        if entry.is_dir():
            if depth:
                yield from _files(entry.path, f"{inside}{entry.name}/", depth - 1)
            continue
        try:
            yield inside + entry.name, entry.stat()
        except OSError:  # a link that leads nowhere
            yield inside + entry.name, entry.stat(follow_symlinks=False)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")

"""What formgen has written into an output folder, and of what it was made.

Owns ``.formgen/manifest.json`` in the output folder: for each file its own digest and the digest of everything it was
made of. So nothing is made twice, no file that somebody changed by hand is overwritten unasked, and the file of a
project that is gone goes too, when nobody else has touched it. Without a manifest all of this is merely not known.
"""

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from formgen.output import write
from formgen.unchanged import FOLDER

_FILE = "manifest.json"
_FORMAT = 1
"""Of the file; another one is not read."""

_SIZE_LIMIT = 100_000_000
"""Bytes of the file; a record has about 300."""


class Standing(Enum):
    """What is at the place of an output.

    ``ABSENT``: nothing. ``OURS``: what formgen wrote there, as it was. ``FOREIGN``: anything else.
    """

    ABSENT = "absent"
    OURS = "ours"
    FOREIGN = "foreign"


class Record(NamedTuple):
    """A file that formgen wrote.

    Attributes:
        digest: of its bytes.
        made_of: of everything that it was made of.
        folder: tells the folder of the project files from others.
        project: name of the project file; empty for a file of all projects.
        paper: name of the form kind.
    """

    digest: str
    made_of: str
    folder: str
    project: str
    paper: str


class Manifest:
    """The records of an output folder, by path.

    Args:
        out: the output folder, which need not be there yet.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._before = _read(out)
        self._now = dict(self._before)

    def standing(self, path: Path) -> Standing:
        """Return what is at the place of an output."""
        found = digest_of_file(path)
        if found is None:
            return Standing.FOREIGN if path.exists() else Standing.ABSENT
        record = self._now.get(path)
        return Standing.OURS if record and record.digest == found else Standing.FOREIGN

    def is_current(self, path: Path, made_of: str) -> bool:
        """Return whether a file stands there as formgen wrote it, made of just this."""
        record = self._now.get(path)
        return record is not None and record.made_of == made_of and self.standing(path) is Standing.OURS

    def knows(self, path: Path) -> bool:
        """Return whether formgen has ever written a file there."""
        return path in self._now

    def of_folder(self, folder: str) -> list[tuple[Path, Record]]:
        """Return the files that were written for the projects of a folder."""
        return [(path, record) for path, record in self._now.items() if record.folder == folder]

    def note(self, records: Mapping[Path, Record]) -> None:
        """Note files that are written."""
        self._now |= records

    def forget_absent(self) -> None:
        """Forget the files that are gone."""
        self._now = {path: record for path, record in self._now.items() if path.exists()}

    def save(self) -> None:
        """Write what has changed; what another build has noted of other files meanwhile stays.

        Raises:
            OSError: the folder cannot be written.
        """
        if self._now == self._before:
            return
        found = _read(self._out)
        for path in self._before.keys() - self._now.keys():
            found.pop(path, None)
        found |= {path: record for path, record in self._now.items() if record != self._before.get(path)}
        files = {path.relative_to(self._out).as_posix(): record._asdict() for path, record in sorted(found.items())}
        text = json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False, indent=0)
        write({self._out / FOLDER / _FILE: text.encode("utf-8", "surrogateescape")})
        self._before = dict(self._now)


def _read(out: Path) -> dict[Path, Record]:
    """Return what a manifest says; nothing when there is none that can be read, or one that is not formgen's."""
    path = out / FOLDER / _FILE
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            return {}
        document = json.loads(path.read_bytes())
        files = document["files"] if document["format"] == _FORMAT else {}
        found = {out / name: Record(**entry) for name, entry in files.items() if _is_below(name)}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return found if all(isinstance(text, str) for record in found.values() for text in record) else {}


def _is_below(name: str) -> bool:
    """Return whether a path leads to a place inside the output folder: what is noted there may be deleted."""
    return not Path(name).is_absolute() and not Path(name).drive and ".." not in Path(name).parts


def digest(*pieces: bytes | str) -> str:
    """Return one digest for several pieces; other pieces, or pieces parted otherwise, have another one."""
    found = hashlib.sha256()
    for piece in pieces:
        content = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape")
        found.update(b"%d " % len(content) + content)
    return found.hexdigest()


def digest_of_file(path: Path) -> str | None:
    """Return the digest of a file's bytes; None where no file can be read, or what is there is no ordinary one."""
    try:
        return digest(path.read_bytes()) if path.is_file() else None  # to read a pipe would wait for ever
    except OSError:
        return None


def digest_of_files(folder: Path) -> str:
    """Return one digest for all files below a folder, their names there and their bytes.

    Hidden ones are left out, and what Python keeps beside a program: that comes and goes.
    """
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "~$")))
    named = sorted((path.relative_to(folder).as_posix(), path) for path in files if path.suffix != ".pyc")
    return digest(*(piece for name, path in named for piece in (name, digest_of_file(path) or "")))

"""Finished bytes to files: names that every system takes, and replacement that leaves no half-written file.

Owns the way into the output folder. Everything is finished before the first file is touched; each file is written
beside its place, flushed to the disk and put there in one step, so a killed build leaves the old file whole.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_NAME_LIMIT = 255
"""Bytes of a file name in UTF-8; a Chinese character has three."""

_ENDING_LIMIT = 6
"""Characters of an ending with its dot; what is longer is no ending but a part of the name."""


class Locked(Exception):
    """A file that another program keeps; the message is a Chinese sentence."""


def safe_name(name: str) -> str:
    """Return a file name that Windows, macOS and Linux take, as near to the given one as they allow.

    Reserved characters become ``_``; a name over 255 bytes is cut and gets a hash of the whole, so two long names
    that differ at their end stay two files.
    """
    safe = _RESERVED.sub("_", unicodedata.normalize("NFC", name)).rstrip(". ") or "_"
    if _DEVICES.fullmatch(safe) or safe.startswith((".", "~")):
        safe = f"_{safe}"
    if len(safe.encode()) > _NAME_LIMIT:
        import hashlib  # seldom needed, and slow to load

        ending = Path(safe).suffix if len(Path(safe).suffix) <= _ENDING_LIMIT else ""
        mark = f"~{hashlib.sha256(safe.encode()).hexdigest()[:8]}{ending}"
        room = _NAME_LIMIT - len(mark.encode())
        safe = safe.removesuffix(ending).encode()[:room].decode(errors="ignore") + mark
    return safe


def collision_key(path: Path) -> str:
    """Return what two paths share that some file system takes for one: case and Unicode form do not count."""
    return unicodedata.normalize("NFC", str(path)).casefold()


_FEW = 20
"""Files that are flushed to the disk one by one; of more all at once, where the system can: that takes a second, each
by itself would take longer than everything before."""


def write(files: Mapping[Path, bytes], *, keep_rights: bool = False) -> None:
    """Put all files in their places, each in one step.

    Args:
        files: contents by path; missing folders are made.
        keep_rights: whether a file that is there keeps its rights; otherwise the umask gives them.

    Raises:
        Locked: a file is open in Word or Excel, which keeps others from replacing it.
        OSError: the disk is full or the folder cannot be written; what was replaced before stays, all others are old.
    """
    waiting: list[tuple[Path, Path]] = []
    at_once = len(files) > _FEW and hasattr(os, "sync")
    try:
        for folder in {path.parent for path in files}:
            folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            temporary = path.with_name(f".formgen-{os.urandom(8).hex()}")
            waiting.append((temporary, path))
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                if not at_once:
                    os.fsync(file.fileno())
            if keep_rights and path.exists():
                temporary.chmod(path.stat().st_mode)
        if at_once:
            os.sync()
        while waiting:
            temporary, path = waiting[0]
            try:
                temporary.replace(path)
            except PermissionError:
                raise Locked(f"写不了 {path.name}：它可能正在 Word 或 Excel 里打开，请先关闭再重新生成") from None
            waiting.pop(0)
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)

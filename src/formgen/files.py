"""Files coming in: regular, small enough, and why not.

Owns the reading of any file that somebody else wrote: limits first, then bytes.
"""

import stat
from pathlib import Path

FILE_LIMIT = 1_000_000
"""Bytes in one input file; a project file has a few thousand."""


class Unavailable(Exception):
    """A file that cannot be read; the message is a Chinese sentence."""


def read_limited(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        Unavailable: missing, a folder, a device or pipe (which would hang for ever), too large, or no permission.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Unavailable("这是一个文件夹，应当是一个文件")
        if not stat.S_ISREG(status.st_mode):
            raise Unavailable("这不是普通文件，不能读取")
        if status.st_size > FILE_LIMIT:
            raise Unavailable(f"文件有 {status.st_size} 字节，超过 {FILE_LIMIT} 字节，不像是一张表")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unavailable("找不到这个文件") from None
    except PermissionError:
        raise Unavailable("没有读取这个文件的权限") from None
    except OSError as fault:
        raise Unavailable(f"读取不了这个文件（{fault.strerror}）") from None

"""Files coming in: regular, small enough, and why not.

Owns the reading of any file that somebody else wrote: limits first, then bytes. Knows where formgen's own are.
"""

import errno
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
    except OSError as fault:
        raise Unavailable(reason(fault)) from None


_REASONS = {
    errno.ENOENT: "找不到这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "这个位置只能读",
    errno.EEXIST: "已经有一个同名的文件，这里要的是文件夹",
    errno.ENOTDIR: "路径中间的一段是文件，不是文件夹",
    errno.EISDIR: "这是一个文件夹，应当是一个文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
}


def reason(fault: OSError) -> str:
    """Return why the system refused, in Chinese; its own words are English."""
    return _REASONS.get(fault.errno or 0, f"系统拒绝了（错误 {fault.errno}）")


def default_templates() -> Path:
    """Return the form kinds that come with formgen: inside an installed package, or at the top of a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"

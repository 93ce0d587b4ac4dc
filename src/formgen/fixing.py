"""Mending a file where the mend cannot change what was meant: the text of ``--fix``.

Owns the step from fixes to bytes. Every other byte stays as it was: comments, order, quotes, line ends, the mark at
the beginning; only a file in another encoding becomes UTF-8 as a whole.
"""

import difflib
import re
from collections.abc import Sequence

from formgen import decoding
from formgen.diagnostics import Fix


def mended(data: bytes, fixes: Sequence[Fix]) -> bytes:
    """Return a file's bytes with the fixes made; of fixes that overlap the first is made.

    Args:
        data: of the file that the fixes belong to.
        fixes: in any order; one of nothing for nothing asks for UTF-8.
    """
    text, _ = decoding.decode(data, "")
    if text is None:
        return data
    starts = [0, *(match.end() for match in re.finditer("\r\n|\n", text))]
    stretches = sorted(
        (starts[fix.at.line - 1] + (fix.at.column or 1) - 1, starts[end - 1] + (fix.at.end_column or 1) - 1, fix.text)
        for fix in dict.fromkeys(fixes)
        if fix.at.line and (end := fix.at.end_line)
    )
    done, pieces = 0, []
    for start, end, replacement in stretches:
        if start >= done:
            pieces += [text[done:start], replacement]
            done = end
    pieces.append(text[done:])
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + "".join(pieces).encode()


def difference(before: bytes, after: bytes, file: str) -> str:
    """Return what was changed, as a unified diff; a change of the encoding alone is one line that says so."""
    old, new = (decoding.decode(data, "")[0] or "" for data in (before, after))
    if old == new:
        return f"{file}：编码改成了 UTF-8，文字没有变\n" if before != after else ""
    lines = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), f"{file}（原来）", f"{file}（改后）"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

"""Bytes to lines: which encoding a file is in, and whether it can be text that somebody typed.

Owns encodings, the limits of a file's size in lines and characters, and the characters that no form can show.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from formgen.diagnostics import Diagnostic, Fix, Location, error, warning

LINES_LIMIT = 20_000
"""Lines in a file; even with a remark at each value a form does not come near."""

LINE_LIMIT = 30_000
"""Characters in a line: three times what a value may have. The parser's time grows with the square of some lines."""

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff"  # not in Word, Excel or YAML
    "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]"  # nothing to see: pasted with web pages
)
"""Characters that no form can show. Refused, never dropped; the joiners of emoji (U+200D) stay."""


_REFUSED_LIMIT = 20
"""Control characters that are listed one by one; a file with more of them is no text."""

_BINARY_HEAD = 1000
"""Bytes at the beginning of a file of which none is NUL in text of one of our encodings."""


def lines_of(data: bytes, file: str, names: Collection[str]) -> tuple[list[str] | None, list[Diagnostic]]:
    """Return the lines of a file without their ends, or None when it is no text of ours, and what was found.

    A character that no form can show is a question mark in its line, so that the rest of the file can be looked at.

    Args:
        data: the file's bytes.
        file: its name for findings.
        names: the keys that the file may hold; text in another encoding that has none of them was misread.

    Findings:
        ``encoding-gb18030``, ``encoding-utf16``, ``encoding-unknown``, ``file-empty``, ``yaml-too-large``,
        ``character-refused``.
    """
    text, findings = decode(data, file)
    if text is None:
        return None, findings
    if not text.strip():
        return None, [_empty(file)]
    if findings and names and not any(name in text for name in names):
        message = "文件不是 UTF-8 编码，按 GB18030 读出来也不像一张表（可能是 Big5 等别的编码）"
        return None, [error("encoding-unknown", message, Location(file, 1, 1), "用编辑器另存为 UTF-8")]
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    if too_large := _too_large(lines, file):
        return None, [*findings, too_large]
    if not UNPRINTABLE.search(text):
        return lines, findings
    refused = list(_unprintable_in(lines, file))
    if len(refused) >= _REFUSED_LIMIT:
        return None, findings + refused
    return [UNPRINTABLE.sub("?", line) for line in lines], findings + refused


def decode(data: bytes, file: str) -> tuple[str | None, list[Diagnostic]]:
    """Return the text of a file in UTF-8, GB18030 or UTF-16 without its byte order mark, or None and why not.

    Why: Notepad on a Chinese Windows saves GB18030 unless told otherwise; refusing such a file helps nobody, but the
    reader must know which encoding was assumed, for Big5 would pass and be misread.
    """
    start = Location(file, 1, 1)
    if not data.strip():
        return None, [_empty(file)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as fault:
        broken = fault
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff")) and not data.startswith(b"\xff\xfe\x00\x00")
    if not utf16 and b"\x00" in data[:_BINARY_HEAD]:
        message = "这不是文本文件（也许是 Word、Excel 文件或图片），应当是 UTF-8 编码的文字"
        return None, [error("encoding-unknown", message, start, "用文本编辑器写项目文件，以 .yaml 结尾")]
    try:
        text = data.decode("utf-16" if utf16 else "gb18030")
    except UnicodeDecodeError as fault:
        reached = 0 if utf16 else max(broken.start, fault.start)  # the one that got further is the likelier
        message = "文件既不是 UTF-8 也不是 GB18030 编码的文字，无法读取"
        at = Location(file, data.count(b"\n", 0, reached) + 1, 1)
        return None, [error("encoding-unknown", message, at, "用编辑器另存为 UTF-8")]
    name, code = ("UTF-16 ", "encoding-utf16") if utf16 else ("GB18030（GBK）", "encoding-gb18030")
    message, hint = f"文件不是 UTF-8 编码，已按 {name}读取", "请核对文字有无乱码，并另存为 UTF-8"
    return text, [replace(warning(code, message, start, hint), fix=Fix(start, ""))]


def _empty(file: str) -> Diagnostic:
    message = "文件是空的，应当有一个项目的内容"
    return error("file-empty", message, Location(file, 1, 1), "参照已有的项目文件填写")


def _too_large(lines: list[str], file: str) -> Diagnostic | None:
    """Return the finding for a file that is no form and takes long to read: too many lines, or one too long."""
    if len(lines) > LINES_LIMIT:
        message = f"文件有 {len(lines)} 行，最多 {LINES_LIMIT} 行，没有表格需要这么多"
        return error("yaml-too-large", message, Location(file, LINES_LIMIT + 1, 1), "拆成几个项目文件")
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE_LIMIT:
            message = f"这一行有 {len(line)} 个字，最多 {LINE_LIMIT} 个，没有表格需要这么多"
            return error("yaml-too-large", message, Location(file, number, 1), "把内容缩短，或者分成几行")
    return None


def _unprintable_in(lines: list[str], file: str) -> Iterator[Diagnostic]:
    """Yield an error for the first of each character in a line that cannot be printed, up to a limit."""
    count = 0
    for number, line in enumerate(lines, start=1):
        seen: set[str] = set()
        for match in UNPRINTABLE.finditer(line):
            if match[0] in seen:
                continue
            seen.add(match[0])
            count += 1
            if count > _REFUSED_LIMIT:
                return
            at = Location(file, number, match.start() + 1, number, match.end() + 1)
            yield refused_character(match[0], at)


def refused_character(character: str, at: Location) -> Diagnostic:
    """Return the finding for a character that no form can show."""
    message = f"这里有一个看不见的字符 U+{ord(character):04X}，不能印到表上"
    hint = "换成回车，分成两行" if character in "\x0b\u2028\u2029" else "删掉这个字符，重新输入这几个字"
    return error("character-refused", message, at, hint)

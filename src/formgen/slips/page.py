"""A file's lines while they are looked at: what was found, how each line was meant, which comments speak to formgen.

Owns the mends of lines and the way back from a mended column to the typed one. Lines and columns count from 0 here;
findings count from 1.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from formgen.diagnostics import Diagnostic, Fix, Location, error

OTHER_BLANKS = {"\t": "制表符（Tab）", "\u3000": "全角空格", "\u00a0": "不间断空格（U+00A0）"}
"""What looks like a blank and is none to YAML, with its name for readers."""

ODD_BLANKS = "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
BLANKS = " \t" + ODD_BLANKS

REMARKS_LIMIT = 100
"""Comments that speak to formgen of which notice is taken; there may be one more, so that this can be said."""

_NAME_LIMIT = 30
_NAME = re.compile(r"[^\W\d_][^，。；！？“”\"'\s\[\]{}|>&*!%@`,#]*")
_KEY = re.compile(r"([^\s:：#]+)[ \t]*[:：]")
_SPEAKS = re.compile(r"#[ \t]*[Ff]ormgen[ \t]*(?:[:：]|(?=忽略))")


@dataclass(frozen=True, slots=True)
class Edit:
    """In one line, ``removed`` characters from ``column`` (from 0) give way to a text."""

    column: int
    removed: int
    text: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that speaks to formgen: ``# formgen: …``.

    Attributes:
        text: what stands behind ``formgen:``.
        at: where the comment stands.
        lines: the first and the last line that it is about: its own line, with all that hangs on it when the line is
            the head of a group or of a longer text; a comment on a line of its own is about what comes next.
    """

    text: str
    at: Location
    lines: tuple[int, int]


def end_of(blanks: str, text: str, start: int) -> int:
    """Return the first place from `start` on that holds none of these blanks."""
    return len(text) - len(text[start:].lstrip(blanks)) if start < len(text) else len(text)


def speaks(line: str) -> int:
    """Return where a comment begins that speaks to formgen; -1 without one."""
    found = _SPEAKS.search(line) if "ormgen" in line else None
    return found.start() if found else -1


class Page:
    """The lines, and all that is noted of them.

    Attributes:
        lines: as typed.
        file: its name for findings.
        names: the keys that the file may hold.
        findings: the slips so far.
        edits: by line, what must be mended in it.
        dropped: lines that have no place and are left out.
    """

    def __init__(self, lines: list[str], file: str, names: Container[str]) -> None:
        self.lines = lines
        self.file = file
        self.names = names
        self.findings: list[Diagnostic] = []
        self.edits: dict[int, list[Edit]] = {}
        self.dropped: list[int] = []
        self._comments: list[tuple[int, int]] = []  # line and column of those that speak to formgen

    # --- what stands in a line ---

    def _key_like(self, text: str) -> bool:
        """Return whether a text begins with a name and a colon of either width."""
        found = _KEY.match(text)
        return bool(found) and self._may_be_name(found[1] if found else "")

    def _may_be_name(self, name: str) -> bool:
        return name in self.names or (len(name) <= _NAME_LIMIT and _NAME.fullmatch(name) is not None)

    def _next_indent(self, line: int) -> int:
        """Return how far the next line that is no remark is indented; 0 at the end of the file."""
        return end_of(BLANKS, self._next_content(line), 0)

    def _next_content(self, line: int) -> str:
        """Return the next line that is neither blank nor a remark; nothing at the end of the file."""
        return next((self.lines[number] for number in range(line + 1, len(self.lines)) if self._says(number)), "")

    def _says(self, line: int) -> bool:
        body = self.lines[line].strip(BLANKS)
        return bool(body) and not body.startswith("#")

    # --- comments ---

    def note_comment(self, line: int, start: int) -> None:
        """Keep the place of a comment behind `start` when it speaks to formgen."""
        found = "ormgen" in self.lines[line] and _SPEAKS.search(self.lines[line], start)
        if found:
            self._comments.append((line, found.start()))

    def remarks(self) -> Iterator[Remark]:
        """Yield the comments that speak to formgen, with the lines that each is about."""
        for line, start in self._comments[: REMARKS_LIMIT + 1]:
            typed = self.lines[line]
            found = _SPEAKS.match(typed, start)
            assert found
            at = Location(self.file, line + 1, start + 1, line + 1, len(typed) + 1)
            head = typed[:start].strip(BLANKS)
            about, whole = line, head.startswith("- ") or bool(re.search(r":[ \t]*(?:[|>][-+0-9]*)?\Z", head))
            if not typed[:start].strip(BLANKS):
                about = next((number for number in range(line + 1, len(self.lines)) if self._says(number)), line)
                whole = about > line
            last = about
            while whole and last + 1 < len(self.lines) and self._hangs_on(last + 1, about):
                last += 1
            yield Remark(typed[found.end() :].strip(BLANKS), at, (about + 1, last + 1))

    def _hangs_on(self, line: int, head: int) -> bool:
        indent = end_of(BLANKS, self.lines[head], 0)
        return not self._says(line) or end_of(BLANKS, self.lines[line], 0) > indent

    # --- findings and mends ---

    def _say(self, code: str, message: str, line: int, start: int, end: int, hint: str, fix: Fix | None = None) -> None:
        at = Location(self.file, line + 1, start + 1, line + 1, end + 1)
        self.findings.append(replace(error(code, message, at, hint), fix=fix))

    def _say_blank(self, line: int, start: int, end: int, words: str, text: str) -> None:
        bad = next(place for place in range(start, end) if self.lines[line][place] != " ")
        fix = Fix(Location(self.file, line + 1, start + 1, line + 1, end + 1), text)
        message = words.format(self._blank_name(self.lines[line][bad]))
        hint = "改成一个半角空格" if text else "删掉这里的空白"
        self._say("blank-character", message, line, bad, bad + 1, hint, fix)
        self._edit(line, start, end - start, text)

    def _blank_name(self, character: str) -> str:
        return OTHER_BLANKS.get(character, f"特殊空格（U+{ord(character):04X}）")

    def _edit(self, line: int, column: int, removed: int, text: str) -> None:
        self.edits.setdefault(line, []).append(Edit(column, removed, text))

    def _shift(self, line: int) -> int:
        """Return by how much the mends so far have moved the rest of a line to the right."""
        return sum(len(edit.text) - edit.removed for edit in self.edits.get(line, ()))

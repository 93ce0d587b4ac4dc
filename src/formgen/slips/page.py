"""A file's lines while they are looked at: what was found, and how each line was meant.

Owns the mends of lines and the way back from a mended column to the typed one. Lines and columns count from 0 here;
findings count from 1.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, replace

from formgen.diagnostics import Diagnostic, Fix, Location, error
from formgen.lines import BLANKS, Comments, end_of, has_content

OTHER_BLANKS = {"\t": "制表符（Tab）", "\u3000": "全角空格", "\u00a0": "不间断空格（U+00A0）"}
"""What looks like a blank and is none to YAML, with its name for readers."""

_NAME_LIMIT = 30
_NAME = re.compile(r"[^\W\d_][^，。；！？“”\"'\s\[\]{}|>&*!%@`,#]*")
_KEY = re.compile(r"([^\s:：#]+)[ \t]*[:：]")


@dataclass(frozen=True, slots=True)
class Edit:
    """In one line, ``removed`` characters from ``column`` (from 0) give way to a text."""

    column: int
    removed: int
    text: str


class Page:
    """The lines, and all that is noted of them.

    Attributes:
        lines: as typed.
        file: its name for findings.
        names: the keys that the file may hold.
        findings: the slips so far.
        edits: by line, what must be mended in it.
        dropped: lines that have no place and are left out.
        comments: those that speak to formgen.
    """

    def __init__(self, lines: list[str], file: str, names: Container[str]) -> None:
        self.lines = lines
        self.file = file
        self.names = names
        self.findings: list[Diagnostic] = []
        self.edits: dict[int, list[Edit]] = {}
        self.dropped: list[int] = []
        self.comments = Comments(lines, file)

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
        return next(
            (self.lines[number] for number in range(line + 1, len(self.lines)) if has_content(self.lines[number])), ""
        )

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

"""What clerks with a Chinese keyboard type instead of YAML: each slip at its character, and the text as it was meant.

Owns the look at the lines before the parser sees them. Why: a parser stops at the first mistake and says where it gave
up, which is often a line later; or it takes the mistake for text and says nothing at all. Goes in: the lines of a file.
Comes out: findings, and the same lines with the slips mended, so that the parser goes on and everything else in the
file is checked too. The mended lines are for reading on only: nothing is written unless the clerk asks for ``--fix``,
and a finding carries a `Fix` only where the mend cannot change what was meant.

A line of formgen's YAML is ``name: value``, ``- name: value``, ``- value``, a remark, blank, or inside a longer value.
Where a file leaves that path in a way that is good YAML all the same, it is left to the parser.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from formgen.diagnostics import Diagnostic, Location, error
from formgen.lines import BLANKS, REMARKS_LIMIT, Remark, end_of
from formgen.slips.page import Edit
from formgen.slips.usual import USUAL
from formgen.slips.values import CLOSING, REFUSED, Values, end_of_flow

__all__ = ["REMARKS_LIMIT", "Remark", "Slips", "find"]

_DOCUMENT = re.compile(r"(?:---|\.\.\.)(?:\s|\Z)|%")
"""A line that is no line of a form: where a document begins or ends, and directives."""

_ITEMS_LIMIT = 20
"""Dashes in one line."""

_FINDINGS_LIMIT = 100
"""Slips that are listed one by one; a file with more is no form that somebody typed."""


@dataclass(slots=True)
class Slips:
    """What was found in the lines of a file.

    Attributes:
        findings: the slips, each an error.
        lines: the lines as they were meant; as many as before.
        lost: whether a line had to be left out, so that what is missing may only seem to be.
        remarks: the comments that speak to formgen.
        edits: by line, what was mended in it, from left to right.
    """

    findings: list[Diagnostic]
    lines: list[str]
    lost: bool
    remarks: list[Remark] = field(default_factory=list)
    edits: dict[int, list[Edit]] = field(default_factory=dict)

    def typed_column(self, line: int, column: int) -> int:
        """Return where a character of a mended line stands in the line as typed; both from 0."""
        edits = self.edits.get(line)
        if edits is None:
            return column
        shift = 0
        for edit in edits:
            if column < edit.column + shift:
                break
            if column < edit.column + shift + len(edit.text):
                return edit.column
            shift += len(edit.text) - edit.removed
        return column - shift


def find(lines: list[str], file: str, names: Container[str] = frozenset()) -> Slips:
    """Return the slips in the lines of a file.

    Args:
        lines: without their ends, and without characters that no form can show.
        file: its name for findings.
        names: the keys that the file may hold. A full-width colon behind one of them is certainly meant as a colon;
            behind any other text only where YAML wants a key.

    Findings:
        ``full-width-colon``, ``full-width-comma``, ``missing-blank``, ``missing-colon``, ``blank-character``,
        ``wrong-indent``, ``list-mark``, ``value-needs-quotes``, ``quote-unclosed``, ``bracket-unclosed``,
        ``yaml-refused``, ``too-many-mistakes``.
    """
    scanner = _Scanner(lines, file, names)
    scanner.scan()
    edits = {line: sorted(found, key=lambda edit: edit.column) for line, found in scanner.edits.items()}
    mended = [_spliced(text, edits[line]) if line in edits else text for line, text in enumerate(lines)]
    for line in scanner.dropped:
        mended[line] = ""
    return Slips(scanner.findings, mended, bool(scanner.dropped), list(scanner.comments.remarks()), edits)


def _spliced(text: str, edits: list[Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.column] + edit.text + text[edit.column + edit.removed :]
    return text


class _Scanner(Values):
    """Walks down the lines."""

    def __init__(self, lines: list[str], file: str, names: Container[str]) -> None:
        super().__init__(lines, file, names)
        self._form: bool | None = None  # whether any line is a key, once it has been asked

    def scan(self) -> None:
        line = 0
        while line < len(self.lines):
            if len(self.findings) >= _FINDINGS_LIMIT:
                at, message = Location(self.file, line + 1, 1), f"错误太多，第 {line + 1} 行起没有再看"
                self.findings.append(error("too-many-mistakes", message, at, "先改好前面的，再检查一次"))
                self.dropped += range(line, len(self.lines))
                return
            following = self._usual(line)
            line = self._line(line) if following is None else following

    def _usual(self, line: int) -> int | None:
        """Return the next line to look at when a look at this one shows that `_line` would have nothing to say."""
        found = USUAL.fullmatch(self.lines[line])
        if found is None or "ormgen" in found.string:
            return None
        ending = found.lastgroup
        if ending is None:
            return line + 1
        column, behind = found.end("lead"), found.end("dash")
        is_list = behind >= 0
        if self.moved or (self.running is not None and column > self.running):
            return None
        if ending == "item" and self._next_indent(line) >= behind:
            return None  # no item without a dash; perhaps a name without a colon
        if not self._settle(line, column, column, is_list=is_list):
            return None
        if is_list and ending != "item":
            column = behind
            self.levels.append(self._opened(line, column, column))
        self.waiting = column if ending == "name" else None
        self.running = column if ending in ("plain", "item") else None
        return self._block(line, column) if ending == "block" else line + 1

    def _line(self, line: int) -> int:
        """Look at a line; return the next one to look at."""
        typed = self.lines[line]
        if not typed.strip(BLANKS):
            if typed:
                self._edit(line, 0, len(typed), "")
            return line + 1
        if typed[0] in "-.%" and _DOCUMENT.match(typed):
            self.levels, self.waiting, self.running = [], None, None
            return line + 1
        start = self._indent(line)
        column = start + self._shift(line)
        if typed.startswith("#", start):
            self.comments.note(line, start)
            return line + 1
        if self.moved and column <= self.moved[0]:
            self.moved = None
        elif self.moved:  # what hangs on a line that was moved moves with it
            column = max(0, column + self.moved[1])
            self._indent_by(line, start, column)
        return self._content(line, start, column)

    def _content(self, line: int, start: int, column: int, *, items: int = 0) -> int:
        """Look at what stands behind the indent or behind some ``- ``: an item, a key with its value, or a value."""
        typed, item = self.lines[line], items > 0
        if items > _ITEMS_LIMIT:
            return line + 1  # the reader says so
        goes_on = not item and self.running is not None and column > self.running
        dash = self._dash(line, start, column, goes_on=goes_on)
        if dash:
            begin, column = self._place(line, start, column, is_list=True)
            if begin < 0:
                return self._drop(line, column)
            self.waiting, self.running = column, None
            rest = self._after_dash(line, dash)
            if rest >= len(typed) or typed.startswith("#", rest):
                return line + 1
            return self._content(line, rest, rest + self._shift(line), items=items + 1)
        if typed[start] == "?" and typed[start + 1 : start + 2] in ("", " ", "\t") and not goes_on:
            return self._refuse_question(line, start)
        separator = self._separator(line, start, column, item=item)
        if goes_on and (separator is None or not self._is_name(separator.name, separator.slip)):
            return line + 1
        if separator is None:
            return self._bare(line, start, column, item=item)
        if item:
            self.levels.append(self._opened(line, start, column))
        else:
            behind = typed[separator.end :].strip(BLANKS)
            leads = not behind or behind.startswith("#")
            begin, column = self._place(line, start, column, is_list=False, leads=leads)
            if begin < 0:
                return self._drop(line, column)
        self.waiting, self.running = column, None
        return self._value(line, self._mend_separator(line, separator), column, apart=separator.slip is not None)

    def _bare(self, line: int, start: int, column: int, *, item: bool) -> int:
        """Look at a line that has no colon: a value on a line of its own, or a slip."""
        if self.lines[line][start] in CLOSING and not item:  # braces around all that the file holds
            parent = -1 if self.waiting is None else self.waiting
            if column > parent and (following := self._end_of_long(line, start, parent, end_of_flow)):
                return following
        name = self._leading_name(line, start)
        if item and (name is None or self._next_indent(line) < column):
            return self._value(line, start, self.levels[-1].column)  # an option may be named like a key: - 设备购置
        if not item and self.waiting is not None and column > self.waiting:
            return self._value(line, start, self.waiting)
        if not self.levels and not self._is_form():
            return line + 1  # no form at all: the reader says so
        typed = self.lines[line][start:]
        if typed[0] in REFUSED:
            hint = "如果是要印出来的文字，给整个值加上引号"
            self._say("yaml-refused", f"不接受{REFUSED[typed[0]]}", line, start, start + 1, hint)
            return self._drop(line, column)
        at = start + len(name) if name else start
        message = f"“{name}”后面缺少冒号" if name else "这一行没有冒号，不知道是哪一项的内容"
        hint = "写成“名称: 内容”，冒号用半角、后面空一格；如果是上面一段文字的下一行，前面要多缩进两格"
        self._say("missing-colon", message, line, at, max(at + 1, len(self.lines[line]) if not name else at + 1), hint)
        self.waiting = self.running = None
        if name:
            begin = start
            if item:
                self.levels.append(self._opened(line, start, column))
            else:
                begin, column = self._place(line, start, column, is_list=False)
            if begin >= 0:
                rest = end_of(BLANKS, self.lines[line], at)
                self._edit(line, at, rest - at, ": ")
                return self._value(line, rest, column)
        return self._drop(line, column)

    def _is_form(self) -> bool:
        """Return whether any line is a key, so that a line without one is a slip and not another kind of file."""
        if self._form is None:
            key = re.compile(r"\s*(?:- )?[^\s#:：\"'\[{]{1,30}[:：](?:\s|\Z)")
            self._form = any(key.match(text) for text in self.lines)
        return self._form

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
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field, replace

from formgen.diagnostics import Diagnostic, Fix, Location, error

_OTHER_BLANKS = {"\t": "制表符（Tab）", "\u3000": "全角空格", "\u00a0": "不间断空格（U+00A0）"}
"""What looks like a blank and is none to YAML."""

_ODD_BLANKS = "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
_BLANKS = " \t" + _ODD_BLANKS
_DASH = re.compile("[－—–―]{2}|([－—–\u2212\u2010―•·●○◆■*+])|[①-⑳]|[0-9]{1,2}[.、)）]|[(（][0-9]{1,2}[)）]")
"""Typed for the minus sign that begins an item of a list; the single marks can mean nothing else."""

_NAME_LIMIT = 30
_NAME = re.compile(r"[^\W\d_][^，。；！？“”\"'\s\[\]{}|>&*!%@`,#]*")
_BLOCK = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-]?)(?:[ \t]*|[ \t]+#.*)\Z")
_REFUSED = {
    "&": "以 & 开头的内容（YAML 的锚点）",
    "*": "以 * 开头的内容（YAML 的引用）",
    "!": "以 ! 开头的内容（YAML 的标签）",
}
_NO_START = "@`%]},"
_CLOSING = {"[": "]", "{": "}"}
_ITEM_OPEN = re.compile(r"-(?=[ \t]|\Z)")
_COLON = re.compile(r":(?=[ \t]|\Z)")
_REMARK = re.compile(r"(?<=[ \t])#")


@dataclass(frozen=True, slots=True)
class _Edit:
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


@dataclass(slots=True)
class Slips:
    """What was found in the lines of a file.

    Attributes:
        findings: the slips, each an error.
        lines: the lines as they were meant; as many as before.
        lost: whether a line had to be left out, so that what is missing may only seem to be.
        remarks: the comments that speak to formgen.
    """

    findings: list[Diagnostic]
    lines: list[str]
    lost: bool
    remarks: list[Remark] = field(default_factory=list)
    _edits: dict[int, list[_Edit]] = field(default_factory=dict)

    def typed_column(self, line: int, column: int) -> int:
        """Return where a character of a mended line stands in the line as typed; both from 0."""
        shift = 0
        for edit in self._edits.get(line, ()):
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
        ``full-width-colon``, ``missing-blank``, ``missing-colon``, ``blank-character``, ``wrong-indent``,
        ``list-mark``, ``value-needs-quotes``, ``quote-unclosed``, ``bracket-unclosed``, ``yaml-refused``,
        ``too-many-mistakes``.
    """
    scanner = _Scanner(lines, file, names)
    scanner.scan()
    edits = {line: sorted(found, key=lambda edit: edit.column) for line, found in scanner.edits.items()}
    mended = [_spliced(text, edits[line]) if line in edits else text for line, text in enumerate(lines)]
    for line in scanner.dropped:
        mended[line] = ""
    return Slips(scanner.findings, mended, bool(scanner.dropped), list(scanner.remarks()), edits)


def _end_of(blanks: str, text: str, start: int) -> int:
    """Return the first place from `start` on that holds none of these blanks."""
    return next((place for place in range(start, len(text)) if text[place] not in blanks), len(text))


def _spliced(text: str, edits: list[_Edit]) -> str:
    for edit in reversed(edits):
        text = text[: edit.column] + edit.text + text[edit.column + edit.removed :]
    return text


@dataclass(slots=True)
class _Level:
    """An open list or group.

    Attributes:
        column: where its items or keys begin, as they were meant.
        is_list: whether it holds items.
        line: the line of the latest one.
        count: how many there are so far.
    """

    column: int
    is_list: bool
    line: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Separator:
    """What stands between a name and its value: ``: ``, or what was typed for it."""

    name: str
    start: int
    end: int
    slip: str | None = None


class _Scanner:
    """Walks down the lines and keeps the open groups, as the parser will."""

    def __init__(self, lines: list[str], file: str, names: Container[str]) -> None:
        self.lines = lines
        self.file = file
        self.names = names
        self.findings: list[Diagnostic] = []
        self.edits: dict[int, list[_Edit]] = {}
        self.dropped: list[int] = []
        self.comments: list[tuple[int, int]] = []  # line and column of those that speak to formgen
        self.levels: list[_Level] = []
        self.form: bool | None = None  # whether any line is a key, once it has been asked
        self.moved: tuple[int, int] | None = None  # a line's typed column, and by how much it was mended
        self.waiting: int | None = None  # column of the key or dash that has no value yet, if the last line ends so
        self.running: int | None = None  # column of the key or dash whose plain value may go on in the next line

    # --- lines ---

    def scan(self) -> None:
        line = 0
        while line < len(self.lines):
            if len(self.findings) >= _FINDINGS_LIMIT:
                at, message = Location(self.file, line + 1, 1), f"错误太多，第 {line + 1} 行起没有再看"
                self.findings.append(error("too-many-mistakes", message, at, "先改好前面的，再检查一次"))
                self.dropped += range(line, len(self.lines))
                return
            line = self._line(line)

    def _line(self, line: int) -> int:
        """Look at a line; return the next one to look at."""
        typed = self.lines[line]
        if not typed.strip(_BLANKS):
            self._edit(line, 0, len(typed), "")
            return line + 1
        if re.match(r"(?:---|\.\.\.)(?:\s|\Z)|%", typed):
            self.levels, self.waiting, self.running = [], None, None
            return line + 1
        start = self._indent(line)
        column = start + self._shift(line)
        if typed.startswith("#", start):
            self._note_comment(line, start)
            return line + 1
        if self.moved and column <= self.moved[0]:
            self.moved = None
        elif self.moved:  # what hangs on a line that was moved moves with it
            column = max(0, column + self.moved[1])
            self._indent_by(line, start, column)
        return self._content(line, start, column)

    def _indent_by(self, line: int, start: int, column: int) -> None:
        """Give a line another indent in place of all that it has."""
        self.edits.pop(line, None)
        self._edit(line, 0, start, " " * column)

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
        if re.match(r"\?(?:\s|\Z)", typed[start : start + 2]) and not goes_on:
            return self._refuse_question(line, start)
        separator = self._separator(line, start, column, item=item)
        if goes_on and (separator is None or not self._is_name(separator.name, separator.slip)):
            return line + 1
        if separator is None:
            return self._bare(line, start, column, item=item)
        if item:
            self.levels.append(_Level(column, False, line))
        else:
            behind = typed[separator.end :].strip(_BLANKS)
            leads = not behind or behind.startswith("#")
            begin, column = self._place(line, start, column, is_list=False, leads=leads)
            if begin < 0:
                return self._drop(line, column)
        self.waiting, self.running = column, None
        return self._value(line, self._mend_separator(line, separator), column, apart=separator.slip is not None)

    def _bare(self, line: int, start: int, column: int, *, item: bool) -> int:
        """Look at a line that has no colon: a value on a line of its own, or a slip."""
        if self.lines[line][start] in _CLOSING and not item:  # braces around all that the file holds
            parent = -1 if self.waiting is None else self.waiting
            if column > parent and (following := self._end_of_long(line, start, parent, _end_of_flow)):
                return following
        name = self._leading_name(line, start)
        if item and name is None:
            return self._value(line, start, self.levels[-1].column)
        if not item and self.waiting is not None and column > self.waiting:
            return self._value(line, start, self.waiting)
        if not self.levels and not self._is_form():
            return line + 1  # no form at all: the reader says so
        typed = self.lines[line][start:]
        if typed[0] in _REFUSED:
            hint = "如果是要印出来的文字，给整个值加上引号"
            self._say("yaml-refused", f"不接受{_REFUSED[typed[0]]}", line, start, start + 1, hint)
            return self._drop(line, column)
        at = start + len(name) if name else start
        message = f"“{name}”后面缺少冒号" if name else "这一行没有冒号，不知道是哪一项的内容"
        hint = "写成“名称: 内容”，冒号用半角、后面空一格；如果是上面一段文字的下一行，前面要多缩进两格"
        self._say("missing-colon", message, line, at, max(at + 1, len(self.lines[line]) if not name else at + 1), hint)
        self.waiting = self.running = None
        if name:
            begin = start
            if item:
                self.levels.append(_Level(column, False, line))
            else:
                begin, column = self._place(line, start, column, is_list=False)
            if begin >= 0:
                rest = _end_of(_BLANKS, self.lines[line], at)
                self._edit(line, at, rest - at, ": ")
                return self._value(line, rest, column)
        return self._drop(line, column)

    def _leading_name(self, line: int, start: int) -> str | None:
        """Return the key that a line without a colon begins with."""
        typed = self.lines[line][start : start + _NAME_LIMIT]
        return next((typed[:end] for end in range(len(typed), 1, -1) if typed[:end] in self.names), None)

    def _is_form(self) -> bool:
        """Return whether any line is a key, so that a line without one is a slip and not another kind of file."""
        if self.form is None:
            key = re.compile(r"\s*(?:- )?[^\s#:：\"'\[{]{1,30}[:：](?:\s|\Z)")
            self.form = any(key.match(text) for text in self.lines)
        return self.form

    def _drop(self, line: int, column: int) -> int:
        """Leave out a line that has no place, with all that hangs on it."""
        self.dropped.append(line)
        self.waiting = self.running = None
        following = line + 1
        while following < len(self.lines):
            text = self.lines[following]
            if text.strip(_BLANKS):
                if _end_of(_BLANKS, text, 0) <= column:
                    break
                self.dropped.append(following)
            following += 1
        return following

    # --- indent and levels ---

    def _indent(self, line: int) -> int:
        """Return how many characters a line is indented by; other blanks than spaces are said, and mended."""
        typed = self.lines[line]
        end = _end_of(_BLANKS, typed, 0)
        if not typed[:end].strip(" "):
            return end
        bad = _end_of(" ", typed, 0)
        if self.running is not None and typed[end] != "#" and not self._key_like(typed[end:]):
            self._edit(line, bad, end - bad, " " * (end - bad))  # inside a longer value YAML takes them
            return end
        width, certain = (bad, True) if typed[end] == "#" else self._width(typed[:end], typed[end:])
        self._edit(line, 0, end, " " * width)
        fix = Fix(Location(self.file, line + 1, 1, line + 1, end + 1), " " * width) if certain else None
        message = f"缩进里有{self._blank_name(typed[bad])}，缩进只能用半角空格"
        hint = f"删掉行首的空白，改成 {width} 个半角空格" if certain else "删掉行首的空白，用半角空格和上下行对齐"
        self._say("blank-character", message, line, bad, bad + 1, hint, fix)
        return end

    def _width(self, lead: str, body: str) -> tuple[int, bool]:
        """Return how many spaces an indent with other blanks stands for, and whether that is certain."""
        is_list = bool(_ITEM_OPEN.match(body))
        opens = [level.column for level in self.levels if level.is_list == is_list]
        widths = [
            sum({"\t": tab, "\u3000": wide}.get(character, 1) for character in lead)
            for tab, wide in ((2, 2), (4, 2), (8, 2), (2, 1), (1, 1))
        ]
        widths += [_end_of(" ", lead, 0)] if lead[0] == " " else []
        for width in widths:
            if self.waiting is not None and width > self.waiting:
                return (width, True) if width - self.waiting in (2, 4) else (self.waiting + 2, True)
            if width in opens:
                return width, True
        if not opens:
            return widths[-1] if self.levels else 0, not self.levels
        return min(opens, key=lambda column: (abs(column - widths[0]), -column)), len(opens) == 1

    def _place(self, line: int, start: int, column: int, *, is_list: bool, leads: bool = False) -> tuple[int, int]:
        """Find the open group that a key or item belongs to; say so when it stands beside all of them.

        Args:
            line: from 0.
            start: where the key or dash stands in the line as typed.
            column: where it stands by now.
            is_list: whether it is a dash.
            leads: whether it is a key without a value, on which the lines below hang.

        Returns:
            The place where it begins, or -1 when there is none; and the column that is right for it.
        """
        if self.waiting is not None:
            if column > self.waiting or (is_list and column == self.waiting and not self._list_at(column)):
                while self.levels and self.levels[-1].column > self.waiting:
                    self.levels.pop()
                self.levels.append(_Level(column, is_list, line))
                return start, column
        elif not self.levels:
            self.levels.append(_Level(column, is_list, line))
            return start, column
        fitting = [level for level in self.levels if level.is_list == is_list]
        level = next((level for level in fitting if level.column == column), None)
        if level is None:
            below = self._next_indent(line)
            level = self._nearest(
                column, [level for level in fitting if not (leads and column < below <= level.column)]
            )
            if self.running is not None and column > self.running and below == column:
                self._say_children(line)
                return -1, self.running
            if level is None:
                what = "“- ”不能写在这里" if is_list else "这一行的缩进和前面对不上"
                self._say("wrong-indent", what, line, start, start + 1, "同一级的各行左边对齐，下一级多两格")
                return -1, column
            if level.count == 1 and self.levels[-1] is level and below == column:
                self._align_first(level, column)
            else:
                self._say_indent(line, start, column, level.column, level.line)
                self._indent_by(line, start, level.column)
                if is_list or leads:
                    self.moved = (column, level.column - column)
        while self.levels[-1] is not level:
            self.levels.pop()
        level.line, level.count = line, level.count + 1
        return start, level.column

    def _nearest(self, column: int, levels: list[_Level]) -> _Level | None:
        """Return the open level that a line with a wrong indent most likely belongs to."""
        return min(levels, key=lambda level: (abs(level.column - column), -level.column), default=None)

    def _say_children(self, line: int) -> None:
        """Say that a key has a value and lines that hang on it: several of them, so they were meant to."""
        above = next(number for number in range(line - 1, -1, -1) if self.lines[number].strip(_BLANKS))
        colon = _COLON.search(self.lines[above])
        at = _end_of(_BLANKS, self.lines[above], colon.end() if colon else 0)
        message = f"这一行已经有内容，第 {line + 1} 行起却还有它的下一级"
        self._say("wrong-indent", message, above, at, len(self.lines[above]), "去掉这里的内容，或者改下面各行的缩进")

    def _align_first(self, level: _Level, column: int) -> None:
        """Say that the first line of a group stands aside, since all after it stand at another column."""
        start = _end_of(_BLANKS, self.lines[level.line], 0)
        self._say_indent(level.line, start, level.column, column, level.line + 1)
        self._indent_by(level.line, start, column)
        level.column = column

    def _say_indent(self, line: int, start: int, found: int, wanted: int, other: int) -> None:
        message = f"这一行前面有 {found} 个空格，应当是 {wanted} 个，和第 {other + 1} 行对齐"
        self._say("wrong-indent", message, line, start, start + 1, "改缩进：同一级的各行左边对齐，下一级多两格")

    def _list_at(self, column: int) -> bool:
        return any(level.is_list and level.column == column for level in self.levels)

    def _dash(self, line: int, start: int, column: int, *, goes_on: bool) -> int:
        """Return where a dash that begins an item ends; 0 when the line begins no item."""
        typed = self.lines[line]
        if _ITEM_OPEN.match(typed, start):
            return start + 1
        if start >= len(typed):
            return 0
        expected = self._list_at(column) or (self.waiting is not None and column >= self.waiting)
        rest = typed[start + 1 :].lstrip(_BLANKS)
        if goes_on or not expected or not rest:
            return 0
        if typed[start : start + 2].strip(_BLANKS) == "-" and (self._list_at(column) or self._key_like(rest)):
            return start + 1  # another blank, which is said when the item is looked at
        if typed[start] == "-" and (self._list_at(column) or self._key_like(rest)) and not re.match(r"-|\d", rest):
            fix = Fix(Location(self.file, line + 1, start + 2, line + 1, start + 2), " ")
            message = "“-”后面要空一格"
            self._say("missing-blank", message, line, start + 1, start + 2, "在“-”后面加一个半角空格", fix)
            self._edit(line, start + 1, 0, " ")
            return start + 1
        mark = _DASH.match(typed, start)
        rest = typed[mark.end() :].lstrip(_BLANKS) if mark else ""
        if mark and self._key_like(rest):
            blank = "" if typed[mark.end()] == " " else " "
            place = Location(self.file, line + 1, start + 1, line + 1, mark.end() + 1)
            message = f"列表的一项要以半角减号“-”开头，这里是“{mark[0]}”"
            hint, mend = "改成“- ”（半角减号，后面空一格）", Fix(place, f"-{blank}")
            self._say("list-mark", message, line, start, mark.end(), hint, mend if mark[1] else None)
            self._edit(line, start, mark.end() - start, f"-{blank}")
            return mark.end()
        return 0

    # --- names and separators ---

    def _key_like(self, text: str) -> bool:
        """Return whether a text begins with a name and a colon of either width."""
        found = re.match(r"([^\s:：#]+)[ \t]*(?::(?:\s|\Z)|：|:)", text)
        return bool(found) and self._may_be_name(found[1] if found else "")

    def _may_be_name(self, name: str) -> bool:
        return name in self.names or (len(name) <= _NAME_LIMIT and _NAME.fullmatch(name) is not None)

    def _is_name(self, name: str, slip: str | None) -> bool:
        """Return whether a line inside what could be a longer value is a key all the same."""
        return name in self.names or (slip is None and self._may_be_name(name))

    def _separator(self, line: int, start: int, column: int, *, item: bool) -> _Separator | None:
        typed = self.lines[line]
        if typed[start] in "\"'":
            quoted = _QUOTED.match(typed, start)
            if quoted is None:
                return None
            after = re.compile("[ ]*[:：]").match(typed, quoted.end())
            if after is None:
                return None
            slip = None if _COLON.match(typed, after.end() - 1) else after[0][-1]
            return _Separator(quoted[0][1:-1], after.end() - 1, after.end(), slip)
        if typed[start] in "[{#|>&*!@`%":
            return None
        remark = _REMARK.search(typed, start)
        end = remark.start() if remark else len(typed)
        proper = _COLON.search(typed, start, end)
        colon = re.compile("[:：]").search(typed, start, end)
        if colon is None:
            return None
        name = typed[start : colon.start()].strip(_BLANKS)
        if proper and (proper.start() == colon.start() or name not in self.names):
            name = typed[start : proper.start()].rstrip(_BLANKS)
            return _Separator(name, proper.start(), proper.end())
        if not self._may_be_name(name):
            return None
        wanted = name in self.names or self._wants_key(line, colon.end(), column, item=item)
        return _Separator(name, colon.start(), colon.end(), colon[0]) if wanted else None

    def _wants_key(self, line: int, end: int, column: int, *, item: bool) -> bool:
        """Return whether only a key can stand here: at the column of other keys, or over lines that hang on it."""
        if not item and self.waiting is None:
            if not self.levels:
                return True
            if any(not level.is_list and level.column == column for level in self.levels):
                return True
        following = self._next_content(line)
        indent = _end_of(_BLANKS, following, 0)
        body, deeper = following[indent:], indent > column
        if not self.lines[line][end:].strip(_BLANKS):
            return deeper or (not item and indent == column and bool(_ITEM_OPEN.match(body)))
        return indent == column and bool(re.match(r"[^\s#:：]+:(?:\s|\Z)", body))

    def _next_indent(self, line: int) -> int:
        """Return how far the next line that is no remark is indented; 0 at the end of the file."""
        return _end_of(_BLANKS, self._next_content(line), 0)

    def _next_content(self, line: int) -> str:
        """Return the next line that is neither blank nor a remark; nothing at the end of the file."""
        return next((self.lines[number] for number in range(line + 1, len(self.lines)) if self._says(number)), "")

    def _mend_separator(self, line: int, separator: _Separator) -> int:
        """Say what is wrong between a name and its value, and mend it; return where the value begins."""
        typed, at, end = self.lines[line], separator.start, separator.end
        name_end = len(typed[:at].rstrip(_BLANKS))
        if typed[name_end:at].strip(" "):
            self._say_blank(line, name_end, at, "名称后面有{}，冒号要紧跟着名称", "")
        if separator.slip is None:
            self._tab_after_colon(line, end)
            return end
        odd = typed[end : end + 1] in _BLANKS and typed[end : end + 1] not in ("", " ")
        begin = _end_of(_BLANKS, typed, end) if odd else end
        space = "" if end == len(typed) or typed[end] == " " else " "
        if separator.slip == "：":
            place = Location(self.file, line + 1, at + 1, line + 1, begin + 1)
            message, hint = "这里用了全角冒号“：”，名称后面要用半角冒号", "改成“: ”（半角，后面空一格）"
            self._say("full-width-colon", message, line, at, end, hint, Fix(place, f":{space}"))
            self._edit(line, at, begin - at, f":{space}")
        elif odd:
            self._say_blank(line, end, begin, "冒号后面有{}，应当是半角空格", " ")
        else:
            fix = Fix(Location(self.file, line + 1, end + 1, line + 1, end + 1), " ")
            message, hint = f"“{separator.name}”的冒号后面要空一格", "在冒号后面加一个半角空格"
            self._say("missing-blank", message, line, end, end + 1, hint, fix)
            self._edit(line, end, 0, " ")
        return begin

    def _after_dash(self, line: int, dash: int) -> int:
        """Return where the content of an item begins; other blanks before it are said, unless they may be its own."""
        typed = self.lines[line]
        spaces, blanks = _end_of(" ", typed, dash), _end_of(_BLANKS, typed, dash)
        if blanks == spaces or blanks == len(typed):
            return blanks
        if spaces == dash or typed[spaces] == "\t" or self._key_like(typed[blanks:]):
            self._say_blank(line, dash, blanks, "“-”后面有{}，应当是半角空格", " ")
            return blanks
        return spaces

    def _tab_after_colon(self, line: int, start: int) -> None:
        typed = self.lines[line]
        stop = _end_of(" \t", typed, start)
        if "\t" in typed[start:stop] and stop < len(typed):
            self._say_blank(line, start, stop, "冒号后面有{}，应当是半角空格", " ")

    def _say_blank(self, line: int, start: int, end: int, words: str, text: str) -> None:
        bad = next(place for place in range(start, end) if self.lines[line][place] != " ")
        fix = Fix(Location(self.file, line + 1, start + 1, line + 1, end + 1), text)
        message = words.format(self._blank_name(self.lines[line][bad]))
        hint = "改成一个半角空格" if text else "删掉这里的空白"
        self._say("blank-character", message, line, bad, bad + 1, hint, fix)
        self._edit(line, start, end - start, text)

    def _blank_name(self, character: str) -> str:
        return _OTHER_BLANKS.get(character, f"特殊空格（U+{ord(character):04X}）")

    # --- values ---

    def _value(self, line: int, start: int, parent: int, *, apart: bool = False) -> int:
        """Look at the value that begins somewhere behind `start`; return the next line to look at.

        Args:
            line: from 0.
            start: where to look from.
            parent: the column of the key or dash that the value belongs to.
            apart: whether a blank that was not typed stands before it by now.
        """
        typed = self.lines[line]
        begin = _end_of(" \t", typed, start)
        if begin >= len(typed) or (typed[begin] == "#" and (begin > start or apart)):
            self._note_comment(line, begin)
            return line + 1  # the value, if any, follows below
        self.waiting, self.running = None, None
        first = typed[begin]
        if first in "|>":
            if _BLOCK.match(typed[begin:]):
                self._note_comment(line, begin)
                return self._block(line, parent)
            return self._refuse_block(line, begin, parent)
        if first in "\"'":
            return self._quoted(line, begin, parent)
        if first in _CLOSING:
            return self._flow(line, begin, parent)
        end = self._end_of_plain(line, begin)
        self._note_comment(line, end)
        if "\t" in typed[end:] and not typed[end:].strip(_BLANKS):
            self._edit(line, end, len(typed) - end, "")  # a tab at the end means nothing
        if remark := re.compile(f"(?<=[{_ODD_BLANKS}])#").search(typed, begin + 1, end):
            end = len(typed[: remark.start()].rstrip(_BLANKS))
            self._say_blank(line, end, remark.start(), "说明的“#”前面有{}，应当是半角空格", " ")
        elif typed[begin:end] != (trimmed := typed[begin:end].rstrip(_BLANKS)) and trimmed:
            self._say_blank(line, begin + len(trimmed), end, "内容后面多了{}", "")
            end = begin + len(trimmed)
        if first in _REFUSED:
            hint = "如果是要印出来的文字，给整个值加上引号"
            self._say("yaml-refused", f"不接受{_REFUSED[first]}", line, begin, begin + 1, hint)
            self._quote(line, begin, end)
        elif first in _NO_START or typed[begin:end] in ("-", "?") or typed[begin : begin + 2] in ("- ", "? "):
            what = "“- ”不能写在冒号后面" if first == "-" else f"内容以“{first}”开头，YAML 不认"
            hint = (
                "列表的每一项另起一行；要印出来就给整个值加上引号" if first == "-" else self._quotes(begin, end, line)
            )
            self._say("value-needs-quotes", what, line, begin, begin + 1, hint)
            self._quote(line, begin, end)
        elif colon := _COLON.search(typed, begin, end):
            message = "内容里有半角冒号加空格，YAML 会把前面当成名称"
            hint = "改用全角冒号“：”，或给整个值加上引号"
            self._say("value-needs-quotes", message, line, colon.start(), colon.end(), hint)
            self._quote(line, begin, end)
        else:
            self.running = parent
        return line + 1

    def _end_of_plain(self, line: int, begin: int) -> int:
        typed = self.lines[line]
        remark = _REMARK.search(typed, begin)
        return len((typed[: remark.start()] if remark else typed).rstrip(" \t"))

    def _quotes(self, begin: int, end: int, line: int) -> str:
        text = self.lines[line][begin:end]
        shown = text if len(text) <= 20 else f"{text[:20]}…"
        mark = "'" if '"' in shown else '"'
        return f"给整个值加上引号，写成 {mark}{shown}{mark}"

    def _quote(self, line: int, begin: int, end: int) -> None:
        """Make a value quoted text in the mended line."""
        text = self.lines[line][begin:end].replace("'", "''")
        if "'" in text:
            self._edit(line, begin, end - begin, f"'{text}'")
        else:
            self._edit(line, begin, 0, "'")
            self._edit(line, end, 0, "'")

    def _refuse_block(self, line: int, begin: int, parent: int) -> int:
        typed, end = self.lines[line], self._end_of_plain(line, begin)
        first = typed[begin]
        if typed.startswith((">=", ">＝"), begin):
            fix = Fix(Location(self.file, line + 1, begin + 1, line + 1, begin + 3), "≥")
            message, hint = f"内容不能以“{first}”开头，大于等于请写 ≥", f"写成 ≥{typed[begin + 2 : end].strip()[:20]}"
            self._say("value-needs-quotes", message, line, begin, begin + 2, hint, fix)
        else:
            what = "“|”后面不能直接写内容" if first == "|" else "内容不能以“>”开头"
            hint = "文字从下一行写起，前面缩进" if first == "|" else self._quotes(begin, end, line)
            self._say("value-needs-quotes", what, line, begin, begin + 1, hint)
            if first == "|" and self._next_indent(line) > parent:
                self._edit(line, begin + 1, len(typed) - begin - 1, "")
                return self._block(line, parent)
        self._quote(line, begin, end)
        return line + 1

    def _refuse_question(self, line: int, start: int) -> int:
        message, hint = "不接受以 ? 开头的名称（YAML 的复杂键）", "名称直接写；要印出来的内容加引号"
        self._say("yaml-refused", message, line, start, start + 1, hint)
        following = self._drop(line, start)
        if following < len(self.lines) and self.lines[following].startswith(":", start):
            return self._drop(following, start)
        return following

    def _quoted(self, line: int, begin: int, parent: int) -> int:
        typed = self.lines[line]
        quoted = _QUOTED.match(typed, begin)
        if quoted:
            rest = typed[quoted.end() :]
            self._note_comment(line, quoted.end())
            if not rest.strip(_BLANKS) or (rest[0] in " \t" and rest.lstrip(" \t").startswith("#")):
                return line + 1
            if rest.startswith("#"):
                message, hint = "说明的“#”前面要空一格", "在“#”前面加一个半角空格"
                fix = Fix(Location(self.file, line + 1, quoted.end() + 1, line + 1, quoted.end() + 1), " ")
                self._say("missing-blank", message, line, quoted.end(), quoted.end() + 1, hint, fix)
                self._edit(line, quoted.end(), 0, " ")
                return line + 1
            end = self._end_of_plain(line, quoted.end())
            message = f"引号在这里就结束了，后面的“{typed[quoted.end() : end].strip()[:10]}”不在引号里"
            hint = "要印出来的引号用“ ”，或者把整个值用另一种引号括起来"
            self._say("value-needs-quotes", message, line, begin, begin + 1, hint)
            self._quote(line, begin, end)
            return line + 1
        following = self._end_of_long(line, begin, parent, _end_of_quoted)
        if following:
            return following
        end = self._end_of_plain(line, begin)
        if typed[begin] == '"' and re.search(r"[“”]", typed[begin + 1 : end]):
            hint = "前后用同一种半角引号"
        else:
            hint = "在值的末尾补上同样的引号，或把前面的引号去掉"
        self._say("quote-unclosed", f"引号“{typed[begin]}”没有配对", line, begin, begin + 1, hint)
        self._quote(line, begin, end)
        return line + 1

    def _flow(self, line: int, begin: int, parent: int) -> int:
        typed = self.lines[line]
        following = self._end_of_long(line, begin, parent, _end_of_flow)
        if following:
            if following == line + 1:
                self._note_comment(line, begin + _end_of_flow(typed[begin:]))
            self._colons_in_flow(line, begin)
            return following
        end = self._end_of_plain(line, begin)
        stop = _end_of_flow(typed[begin:end])
        if stop:  # closed too early: [必填]项目
            message, at = f"内容以“{typed[begin]}”开头，YAML 会当成列表或一组内容", begin
            self._say("value-needs-quotes", message, line, at, at + 1, self._quotes(begin, end, line))
        else:
            message = f"“{typed[begin]}”没有配对的“{_CLOSING[typed[begin]]}”"
            hint = "补上另一半；要印出来就给整个值加上引号"
            self._say("bracket-unclosed", message, line, begin, begin + 1, hint)
        self._quote(line, begin, end)
        return line + 1

    def _colons_in_flow(self, line: int, begin: int) -> None:
        """Say where a full-width colon stands behind a name in braces: ``{年度：2025}``."""
        for found in re.compile(r"[{,]\s*([^\s,:：{}\[\]\"']+)(：)").finditer(self.lines[line], begin):
            if found[1] in self.names:
                at = found.start(2)
                place = Location(self.file, line + 1, at + 1, line + 1, at + 2)
                message, hint = "这里用了全角冒号“：”，名称后面要用半角冒号", "改成“: ”（半角，后面空一格）"
                self._say("full-width-colon", message, line, at, at + 1, hint, Fix(place, ": "))
                self._edit(line, at, 1, ": ")

    def _end_of_long(self, line: int, begin: int, parent: int, end_of: Callable[[str], int]) -> int:
        """Return the line behind a quoted or bracketed value that may go on in deeper lines; 0 when it never ends."""
        text, rows, following = self.lines[line][begin:], [line], line + 1
        while len(text) <= _LONG_LIMIT:
            while following < len(self.lines) and not self.lines[following].strip():
                following += 1
            if following >= len(self.lines):
                break
            typed = self.lines[following]
            if _end_of(_BLANKS, typed, 0) <= parent and typed.strip(" ,") not in ("]", "}"):
                break
            text = f"{text}\n{typed}"
            rows.append(following)
            following += 1
        stop = end_of(text)
        rest = text[stop:].split("\n", 1)[0]
        if stop and (not rest.strip(_BLANKS) or re.match(r"[ \t]*(?:#|:(?:[ \t]|\Z))", rest)):
            return rows[text.count("\n", 0, stop)] + 1
        return 0

    def _block(self, line: int, parent: int) -> int:
        """Walk over the text below ``|``; return the line behind it."""
        indent: int | None = None
        explicit = re.search(r"[|>][+-]?([1-9])", self.lines[line])
        if explicit:
            indent = parent + int(explicit[1])
        following = line + 1
        while following < len(self.lines):
            typed = self.lines[following]
            if not typed.strip(" "):
                following += 1
                continue
            spaces = len(typed) - len(typed.lstrip(" "))
            if spaces > parent if indent is None else spaces >= indent:
                indent = spaces if indent is None else indent
                following += 1
                continue
            lead = _end_of(_BLANKS, typed, 0)
            odd = typed[spaces:lead]
            if odd and not self._belongs_above(typed, lead, parent):
                wanted = indent if indent is not None else parent + 2
                fix = Fix(Location(self.file, following + 1, 1, following + 1, lead + 1), " " * wanted)
                message = f"缩进里有{self._blank_name(odd[0])}，缩进只能用半角空格"
                hint = f"删掉行首的空白，改成 {wanted} 个半角空格"
                self._say("blank-character", message, following, spaces, spaces + 1, hint, fix)
                self._edit(following, 0, lead, " " * wanted)
                indent = wanted
            elif indent is not None and spaces > parent and not self._key_like(typed[spaces:]):
                message = f"这一行前面有 {spaces} 个空格，同一段文字的各行都应当有 {indent} 个以上"
                self._say("wrong-indent", message, following, spaces, spaces + 1, "和上一行左边对齐")
                self._edit(following, 0, spaces, " " * indent)
            else:
                break
            following += 1
        return following

    def _belongs_above(self, typed: str, start: int, parent: int) -> bool:
        """Return whether a line below a text, indented by other blanks, is a key or item of an open group."""
        body = typed[start:]
        if not (self._key_like(body) or _ITEM_OPEN.match(body)):
            return False
        width, certain = self._width(typed[:start], body)
        return certain and any(level.column == width for level in self.levels)

    # --- comments ---

    def _note_comment(self, line: int, start: int) -> None:
        """Keep the place of a comment behind `start` when it speaks to formgen."""
        found = _SPEAKS.search(self.lines[line], start)
        if found:
            self.comments.append((line, found.start()))

    def remarks(self) -> Iterator[Remark]:
        """Yield the comments that speak to formgen, with the lines that each is about."""
        for line, start in self.comments[: REMARKS_LIMIT + 1]:
            typed = self.lines[line]
            found = _SPEAKS.match(typed, start)
            assert found
            at = Location(self.file, line + 1, start + 1, line + 1, len(typed) + 1)
            about, whole = line, bool(re.search(r":[ \t]*(?:[|>][-+0-9]*)?[ \t]*\Z", typed[:start]))
            if not typed[:start].strip(_BLANKS):
                about = next((number for number in range(line + 1, len(self.lines)) if self._says(number)), line)
                whole = about > line
            last = about
            while whole and last + 1 < len(self.lines) and self._hangs_on(last + 1, about):
                last += 1
            yield Remark(typed[found.end() :].strip(_BLANKS), at, (about + 1, last + 1))

    def _says(self, line: int) -> bool:
        body = self.lines[line].strip(_BLANKS)
        return bool(body) and not body.startswith("#")

    def _hangs_on(self, line: int, head: int) -> bool:
        indent = _end_of(_BLANKS, self.lines[head], 0)
        return not self._says(line) or _end_of(_BLANKS, self.lines[line], 0) > indent

    # --- findings ---

    def _say(self, code: str, message: str, line: int, start: int, end: int, hint: str, fix: Fix | None = None) -> None:
        at = Location(self.file, line + 1, start + 1, line + 1, end + 1)
        self.findings.append(replace(error(code, message, at, hint), fix=fix))

    def _edit(self, line: int, column: int, removed: int, text: str) -> None:
        self.edits.setdefault(line, []).append(_Edit(column, removed, text))

    def _shift(self, line: int) -> int:
        """Return by how much the mends so far have moved the rest of a line to the right."""
        return sum(len(edit.text) - edit.removed for edit in self.edits.get(line, ()))


_SPEAKS = re.compile(r"#[ \t]*formgen[ \t]*[:：]")

REMARKS_LIMIT = 100
"""Comments that speak to formgen of which notice is taken; there may be one more, so that this can be said."""

_LONG_LIMIT = 40_000
"""Characters that a value in quotes or brackets may have before its end is no longer looked for."""

_ITEMS_LIMIT = 20
"""Dashes in one line."""

_FINDINGS_LIMIT = 100
"""Slips that are listed one by one; a file with more is no form that somebody typed."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' r"'(?:[^']|'')*'(?!')")


def _end_of_quoted(text: str) -> int:
    found = _QUOTED.match(text)
    return found.end() if found else 0


def _end_of_flow(text: str) -> int:
    """Return where the bracket that a text begins with is closed; 0 when it is not."""
    depth, place = 0, 0
    while place < len(text):
        character = text[place]
        if character in "\"'" and (place == 0 or text[place - 1] in " ,[{:\n"):
            quoted = _QUOTED.match(text, place)
            if quoted is None:
                return 0
            place = quoted.end()
            continue
        if character == "#" and text[place - 1] in " \n":
            newline = text.find("\n", place)
            if newline < 0:
                return 0
            place = newline
            continue
        depth += (character in "[{") - (character in "]}")
        place += 1
        if depth == 0:
            return place
    return 0

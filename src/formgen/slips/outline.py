"""The groups and lists of a file as indents show them: which line belongs where, and which stands beside all of them.

Owns indents and the dashes of lists. A line with a wrong indent is said once; what hangs on it moves with it.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from formgen.diagnostics import Fix, Location
from formgen.lines import BLANKS, end_of
from formgen.slips.page import Page

ITEM_OPEN = re.compile(r"-(?=[ \t]|\Z)")
COLON = re.compile(r":(?=[ \t]|\Z)")

_DASH = re.compile("[－—–―]{2}|([－—–\u2212\u2010―•·●○◆■*+])|[①-⑳]|[0-9]{1,2}[.、)）]|[(（][0-9]{1,2}[)）]")
"""Typed for the minus sign that begins an item of a list; the single marks can mean nothing else."""


@dataclass(slots=True)
class Level:
    """An open list or group.

    Attributes:
        column: where its items or keys begin, as they were meant.
        is_list: whether it holds items.
        line: the line of the latest one.
        count: how many there are so far.
        lead: the blanks before the first of them, as typed.
    """

    column: int
    is_list: bool
    line: int
    count: int = 1
    lead: str = ""


class Outline(Page):
    """Keeps the open groups, as the parser will.

    Attributes:
        levels: the open groups and lists, the outermost first.
        moved: the typed column of a line that was moved, and by how much.
        waiting: the column of the key or dash that has no value yet, if the last line ends so.
        running: the column of the key or dash whose plain value may go on in the next line.
    """

    def __init__(self, lines: list[str], file: str, names: Container[str]) -> None:
        super().__init__(lines, file, names)
        self.levels: list[Level] = []
        self.moved: tuple[int, int] | None = None
        self.waiting: int | None = None
        self.running: int | None = None

    def _indent(self, line: int) -> int:
        """Return how many characters a line is indented by; other blanks than spaces are said, and mended."""
        typed = self.lines[line]
        end = end_of(BLANKS, typed, 0)
        if not typed[:end].strip(" "):
            return end
        bad = end_of(" ", typed, 0)
        starts = typed[end] == "#" or ITEM_OPEN.match(typed, end) or self._key_like(typed[end:])
        if self.running is not None and not starts:
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
        """Return how many spaces an indent with other blanks stands for, and whether that is certain.

        Certain is the same indent as that of an open group, the only group below one with a shorter such indent, and
        what has one meaning however wide a tab is.
        """
        is_list = bool(ITEM_OPEN.match(body))
        fitting = [level for level in self.levels if level.is_list == is_list]
        same = [level.column for level in fitting if level.lead == lead]
        if same:
            return same[-1], True
        above = max((level.column for level in self.levels if lead.startswith(level.lead)), default=-1)
        every = {level.column for level in fitting}
        opens = {column for column in every if column > above} or every
        if self.waiting is None and len(opens) == 1:
            return opens.pop(), True
        widths = [
            sum({"\t": tab, "\u3000": wide}.get(character, 1) for character in lead)
            for tab, wide in ((2, 2), (4, 2), (8, 2), (2, 1), (1, 1))
        ]
        widths += [end_of(" ", lead, 0)] if lead[0] == " " else []
        deeper = self.waiting is not None and all(width > self.waiting for width in widths[:3])
        if self.waiting is not None and deeper:
            steps = [width for width in widths if width - self.waiting in (2, 4)]
            return (steps or [self.waiting + 2])[0], True
        legal = sorted({width for width in widths if width in opens})
        if self.waiting is not None and any(width > self.waiting for width in widths):
            legal.append(self.waiting + 2)
        if legal:
            return legal[-1], len(legal) == 1
        if not opens:
            return widths[-1] if self.levels else 0, not self.levels
        return min(opens, key=lambda column: (abs(column - widths[0]), -column)), len(opens) == 1

    def _indent_by(self, line: int, start: int, column: int) -> None:
        """Give a line another indent in place of all that it has."""
        self.edits.pop(line, None)
        self._edit(line, 0, start, " " * column)

    def _settle(self, line: int, start: int, column: int, *, is_list: bool) -> bool:
        """Put a key or item into the open group that it belongs to, or the one that it opens; False without one."""
        if self.waiting is None:
            opens = not self.levels
        else:
            opens = column > self.waiting or (is_list and column == self.waiting and not self._list_at(column))
            while opens and self.levels and self.levels[-1].column > self.waiting:
                self.levels.pop()
        if opens:
            self.levels.append(self._opened(line, start, column, is_list=is_list))
            return True
        for level in self.levels:
            if level.column == column and level.is_list == is_list:
                self._return_to(level, line)
                return True
        return False

    def _return_to(self, level: Level, line: int) -> None:
        """Close the groups within one, to which a line belongs."""
        while self.levels[-1] is not level:
            self.levels.pop()
        level.line, level.count = line, level.count + 1

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
        if self._settle(line, start, column, is_list=is_list):
            return start, column
        fitting = [level for level in self.levels if level.is_list == is_list]
        below = self._next_indent(line)
        level = self._nearest(column, [level for level in fitting if not (leads and column < below <= level.column)])
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
            self._say_indent(line, start, start, level.column - (column - start), level.line)
            self._indent_by(line, start, level.column)
            if is_list or leads:
                self.moved = (column, level.column - column)
        self._return_to(level, line)
        return start, level.column

    def _opened(self, line: int, start: int, column: int, *, is_list: bool = False) -> Level:
        """Return a group that a line opens; of an item's keys the indent is as wide as what stands before the first."""
        typed = self.lines[line]
        lead = typed[: end_of(BLANKS, typed, 0)]
        return Level(column, is_list, line, lead=lead + " " * (start - len(lead)))

    def _nearest(self, column: int, levels: list[Level]) -> Level | None:
        """Return the open level that a line with a wrong indent most likely belongs to."""
        return min(levels, key=lambda level: (abs(level.column - column), -level.column), default=None)

    def _say_children(self, line: int) -> None:
        """Say that a key has a value and lines that hang on it: several of them, so they were meant to."""
        above = next(number for number in range(line - 1, -1, -1) if self.lines[number].strip(BLANKS))
        colon = COLON.search(self.lines[above])
        at = end_of(BLANKS, self.lines[above], colon.end() if colon else 0)
        message = f"这一行已经有内容，第 {line + 1} 行起却还有它的下一级"
        self._say("wrong-indent", message, above, at, len(self.lines[above]), "去掉这里的内容，或者改下面各行的缩进")

    def _align_first(self, level: Level, column: int) -> None:
        """Say that the first line of a group stands aside, since all after it stand at another column."""
        start = end_of(BLANKS, self.lines[level.line], 0)
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
        if ITEM_OPEN.match(typed, start):
            return start + 1
        if start >= len(typed):
            return 0
        expected = self._list_at(column) or (self.waiting is not None and column >= self.waiting)
        rest = typed[start + 1 :].lstrip(BLANKS)
        if goes_on or not expected or not rest:
            return 0
        if typed[start : start + 2].strip(BLANKS) == "-" and (self._list_at(column) or self._key_like(rest)):
            return start + 1  # another blank, which is said when the item is looked at
        if typed[start] == "-" and (self._list_at(column) or self._key_like(rest)) and not re.match(r"-|\d", rest):
            fix = Fix(Location(self.file, line + 1, start + 2, line + 1, start + 2), " ")
            message = "“-”后面要空一格"
            self._say("missing-blank", message, line, start + 1, start + 2, "在“-”后面加一个半角空格", fix)
            self._edit(line, start + 1, 0, " ")
            return start + 1
        mark = _DASH.match(typed, start)
        rest = typed[mark.end() :].lstrip(BLANKS) if mark else ""
        if mark and self._key_like(rest):
            blank = "" if typed[mark.end()] == " " else " "
            place = Location(self.file, line + 1, start + 1, line + 1, mark.end() + 1)
            message = f"列表的一项要以半角减号“-”开头，这里是“{mark[0]}”"
            hint, mend = "改成“- ”（半角减号，后面空一格）", Fix(place, f"-{blank}")
            self._say("list-mark", message, line, start, mark.end(), hint, mend if mark[1] else None)
            self._edit(line, start, mark.end() - start, f"-{blank}")
            return mark.end()
        return 0

    def _after_dash(self, line: int, dash: int) -> int:
        """Return where the content of an item begins; other blanks before it are said, unless they may be its own."""
        typed = self.lines[line]
        spaces, blanks = end_of(" ", typed, dash), end_of(BLANKS, typed, dash)
        if blanks == spaces or blanks == len(typed):
            return blanks
        if spaces == dash or typed[spaces] == "\t" or self._key_like(typed[blanks:]):
            self._say_blank(line, dash, blanks, "“-”后面有{}，应当是半角空格", " ")
            return blanks
        return spaces

    def _drop(self, line: int, column: int) -> int:
        """Leave out a line that has no place, with all that hangs on it."""
        self.dropped.append(line)
        self.waiting = self.running = None
        following = line + 1
        while following < len(self.lines):
            text = self.lines[following]
            if text.strip(BLANKS):
                if end_of(BLANKS, text, 0) <= column:
                    break
                self.dropped.append(following)
            following += 1
        return following

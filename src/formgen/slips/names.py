"""What stands between a name and its value: the colon, or what was typed for it.

Owns the separators: full-width colons, colons without a blank, blanks that are none, and whether a colon is meant as
one at all.
"""

import re
from dataclasses import dataclass

from formgen.diagnostics import Fix, Location
from formgen.lines import BLANKS, end_of
from formgen.slips.outline import COLON, ITEM_OPEN, Outline

REMARK = re.compile(r"(?<=[ \t])#")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|' r"'(?:[^']|'')*'(?!')")

_ANY_COLON = re.compile("[:：]")
_COLON_BEHIND = re.compile("[ ]*[:：]")
_LEADING_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Separator:
    """What stands between a name and its value: ``: ``, or what was typed for it."""

    name: str
    start: int
    end: int
    slip: str | None = None


class Names(Outline):
    """Finds the name that a line begins with."""

    def _separator(self, line: int, start: int, column: int, *, item: bool) -> Separator | None:
        typed = self.lines[line]
        if typed[start] in "\"'":
            quoted = QUOTED.match(typed, start)
            if quoted is None:
                return None
            after = _COLON_BEHIND.match(typed, quoted.end())
            if after is None:
                return None
            slip = None if COLON.match(typed, after.end() - 1) else after[0][-1]
            return Separator(quoted[0][1:-1], after.end() - 1, after.end(), slip)
        if typed[start] in "[{#|>&*!@`%":
            return None
        remark = REMARK.search(typed, start)
        end = remark.start() if remark else len(typed)
        proper = COLON.search(typed, start, end)
        colon = _ANY_COLON.search(typed, start, end)
        if colon is None:
            return None
        name = typed[start : colon.start()].strip(BLANKS)
        if proper and (proper.start() == colon.start() or name not in self.names):
            name = typed[start : proper.start()].rstrip(BLANKS)
            return Separator(name, proper.start(), proper.end())
        if not self._may_be_name(name):
            return None
        wanted = name in self.names or self._wants_key(line, colon.end(), column, item=item)
        return Separator(name, colon.start(), colon.end(), colon[0]) if wanted else None

    def _wants_key(self, line: int, end: int, column: int, *, item: bool) -> bool:
        """Return whether only a key can stand here: at the column of other keys, or over lines that hang on it."""
        if not item and self.waiting is None:
            if not self.levels:
                return True
            if any(not level.is_list and level.column == column for level in self.levels):
                return True
        following = self._next_content(line)
        indent = end_of(BLANKS, following, 0)
        body, deeper = following[indent:], indent > column
        if not self.lines[line][end:].strip(BLANKS):
            return deeper or (not item and indent == column and bool(ITEM_OPEN.match(body)))
        return indent == column and bool(re.match(r"[^\s#:：]+:(?:\s|\Z)", body))

    def _mend_separator(self, line: int, separator: Separator) -> int:
        """Say what is wrong between a name and its value, and mend it; return where the value begins."""
        typed, at, end = self.lines[line], separator.start, separator.end
        name_end = len(typed[:at].rstrip(BLANKS))
        if typed[name_end:at].strip(" "):
            self._say_blank(line, name_end, at, "名称后面有{}，冒号要紧跟着名称", "")
        if separator.slip is None:
            self._tab_after_colon(line, end)
            return end
        odd = typed[end : end + 1] in BLANKS and typed[end : end + 1] not in ("", " ")
        begin = end_of(BLANKS, typed, end) if odd else end
        while separator.slip == "：" and typed[begin : begin + 1] in (":", "："):  # typed twice
            begin += 1
        space = "" if begin == len(typed) or typed[begin] == " " else " "
        if separator.slip == "：":
            place = Location(self.file, line + 1, at + 1, line + 1, begin + 1)
            message, hint = "这里用了全角冒号“：”，名称后面要用半角冒号", "改成“: ”（半角，后面空一格）"
            leads = not typed[begin:].strip(BLANKS) and self._next_indent(line) > end_of(BLANKS, typed, 0)
            certain = separator.name in self.names or leads  # 注：… may be a sentence
            self._say("full-width-colon", message, line, at, end, hint, Fix(place, f":{space}") if certain else None)
            self._edit(line, at, begin - at, f":{space}")
        elif odd:
            self._say_blank(line, end, begin, "冒号后面有{}，应当是半角空格", " ")
        else:
            fix = Fix(Location(self.file, line + 1, end + 1, line + 1, end + 1), " ")
            message, hint = f"“{separator.name}”的冒号后面要空一格", "在冒号后面加一个半角空格"
            self._say("missing-blank", message, line, end, end + 1, hint, fix)
            self._edit(line, end, 0, " ")
        return begin

    def _tab_after_colon(self, line: int, start: int) -> None:
        typed = self.lines[line]
        stop = end_of(" \t", typed, start)
        if "\t" in typed[start:stop] and stop < len(typed):
            self._say_blank(line, start, stop, "冒号后面有{}，应当是半角空格", " ")

    def _is_name(self, name: str, slip: str | None) -> bool:
        """Return whether a line inside what could be a longer value is a key all the same."""
        return name in self.names or (slip is None and self._may_be_name(name))

    def _leading_name(self, line: int, start: int) -> str | None:
        """Return the key that a line without a colon begins with."""
        typed = self.lines[line][start : start + _LEADING_LIMIT]
        return next((typed[:end] for end in range(len(typed), 1, -1) if typed[:end] in self.names), None)

"""Lines of a file: which blanks they hold, and which of their comments speak to formgen.

Owns `Remark`, a comment such as ``# formgen: 忽略 vague-value 因为……``, and which lines it is about. What it says is
read later. Lines and columns count from 0 here; places count from 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from formgen.diagnostics import Location

ODD_BLANKS = "\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
BLANKS = " \t" + ODD_BLANKS

REMARKS_LIMIT = 100
"""Comments that speak to formgen of which notice is taken; there may be one more, so that this can be said."""

_SPEAKS = re.compile(r"#[ \t]*[Ff]ormgen[ \t]*(?:[:：]|(?=忽略))")


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


def has_content(line: str) -> bool:
    """Return whether a line is neither blank nor a comment."""
    body = line.strip(BLANKS)
    return bool(body) and not body.startswith("#")


class Comments:
    """The comments of a file that speak to formgen."""

    def __init__(self, lines: list[str], file: str) -> None:
        self._lines = lines
        self._file = file
        self._found: list[tuple[int, int]] = []  # line and column of each

    def note(self, line: int, start: int) -> None:
        """Keep the place of a comment behind `start` when it speaks to formgen."""
        found = "ormgen" in self._lines[line] and _SPEAKS.search(self._lines[line], start)
        if found:
            self._found.append((line, found.start()))

    def remarks(self) -> Iterator[Remark]:
        """Yield the comments that speak to formgen, with the lines that each is about."""
        for line, start in self._found[: REMARKS_LIMIT + 1]:
            typed = self._lines[line]
            found = _SPEAKS.match(typed, start)
            assert found
            at = Location(self._file, line + 1, start + 1, line + 1, len(typed) + 1)
            head = typed[:start].strip(BLANKS)
            about, whole = line, head.startswith("- ") or bool(re.search(r":[ \t]*(?:[|>][-+0-9]*)?\Z", head))
            if not typed[:start].strip(BLANKS):
                about = next(
                    (number for number in range(line + 1, len(self._lines)) if has_content(self._lines[number])), line
                )
                whole = about > line
            last = about
            while whole and last + 1 < len(self._lines) and self._hangs_on(last + 1, about):
                last += 1
            yield Remark(typed[found.end() :].strip(BLANKS), at, (about + 1, last + 1))

    def _hangs_on(self, line: int, head: int) -> bool:
        indent = end_of(BLANKS, self._lines[head], 0)
        return not has_content(self._lines[line]) or end_of(BLANKS, self._lines[line], 0) > indent

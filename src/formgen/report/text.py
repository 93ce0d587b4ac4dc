"""Findings as lines of text, the way compilers print them: message, the line as typed with a caret, what to do.

```
projects/2025/01.yaml:14:13: 错误 [sum-mismatch] “年度资金申请总额”是 12.00 元，各项之和是 13.00 元
   14 |   年度资金申请总额: 12.00
      |                     ^^^^^
   提示：改总额，或核对第 15、16 行
```
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from formgen import width
from formgen.diagnostics import SEVERITY_WORDS, Diagnostic, Location, Severity
from formgen.report import Report, visible

LINE_CELLS = 100
"""Terminal columns that an excerpt takes at most; a wider one would wrap and part the caret from what it points at."""

_NEAR = 1_000
"""Characters on either side of a place that an excerpt is made of."""

TAB = "    "
"""What a tab in an excerpt is shown as."""

_ANSI = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
    "strong": "1",
    "faint": "2",
}


def render(report: Report, colour: bool = False) -> str:
    """Return the findings that nobody silenced, each with the line it is in and what to do.

    Args:
        report: what was found.
        colour: whether to use ANSI colours; whether the reader wants them (a terminal, ``NO_COLOR``) is the caller's
            to know.
    """
    painter, source = _Painter(colour), cache(lambda file: _Source(report.lines(file)))
    return "".join(f"{line}\n" for finding in report.open for line in _lines(finding, source(finding.at.file), painter))


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns; a Chinese character counts as two.

    Args:
        rows: of equal length, the first one being the head.
        right: numbers of the columns that are aligned to the right, from 0.
    """
    widths = [max(width.cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, (text, columns) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (columns - width.cells(text))
            cells.append(gap + text if column in right else text + gap)
        lines.append("  ".join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


class _Source:
    """The lines of a file, and the numbers of the first and the last that say anything; none where none does."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        written = [number for number, line in enumerate(lines, start=1) if line.strip() and line.lstrip()[0] != "#"]
        self.first = written[0] if written else None
        self.last = written[-1] if written else None


class _Painter:
    """Puts colour around a text, or leaves it as it is."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, style: Severity | str) -> str:
        return f"\x1b[{_ANSI[style]}m{text}\x1b[0m" if self._colour else text


def _lines(finding: Diagnostic, source: _Source, paint: _Painter) -> list[str]:
    place = paint(visible(str(finding.at)), "strong")
    severity = paint(SEVERITY_WORDS[finding.severity], finding.severity)
    lines = [f"{place}: {severity} [{finding.code}] {visible(finding.message)}"]
    lines += _excerpt(finding, source, paint)
    if finding.hint:
        lines.append(f"   {paint('提示：', 'strong')}{visible(finding.hint)}")
    lines += [f"   {paint('另见：', 'strong')}{visible(str(at))}" for at in _unnamed(finding)]
    return lines


_LINE_NUMBERS = re.compile(r"第\s*([0-9][0-9、，和至到 ]*)行")


def _unnamed(finding: Diagnostic) -> list[Location]:
    """Return the related places that neither message nor hint have named by their lines."""
    said = f"{finding.message} {finding.hint or ''}"
    named = {int(number) for group in _LINE_NUMBERS.findall(said) for number in re.findall("[0-9]+", group)}
    here = finding.at.file
    return [at for at in dict.fromkeys(finding.related) if at.file != here or at.line not in named]


def _excerpt(finding: Diagnostic, source: _Source, paint: _Painter) -> list[str]:
    """Return the line that a finding is in, its place underlined; nothing where there is no line to show."""
    at = finding.at
    if at.line is None or not 0 < at.line <= len(source.lines) or _is_whole_file(at, source):
        return []
    whole = source.lines[at.line - 1].rstrip()
    start = min((at.column or 1) - 1, len(whole))
    skipped = max(0, start - _NEAR)  # a line may have a million characters, of which a hundred are shown
    typed = whole[skipped : start + _NEAR]
    start -= skipped
    if at.end_line is None or at.end_column is None:
        end = start + 1
    else:
        end = at.end_column - 1 - skipped if at.end_line == at.line else len(typed)
    end = max(start + 1, min(end, len(typed)))
    gutter = f"{at.line:>5} | "
    excerpt, gap, carets, cut = _drawn(typed, start, end, LINE_CELLS - len(gutter))
    before = "…" if cut[0] or skipped else ""
    after = "…" if cut[1] or len(whole) > skipped + len(typed) else ""
    lines = [f"{paint(gutter, 'faint')}{before}{excerpt}{after}"]
    if at.column is not None:
        gap, carets = len(before) + gap, max(1, carets)
        empty_gutter = f"{'':>{len(gutter) - 2}}| "
        lines.append(f"{paint(empty_gutter, 'faint')}{' ' * gap}{paint('^' * carets, finding.severity)}")
    return lines


_PLAIN = re.compile("[ -~\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e…≥≤]*")
"""Characters that are shown as they are, each by itself."""


def _drawn(typed: str, start: int, end: int, room: int) -> tuple[str, int, int, tuple[bool, bool]]:
    """Return what is shown of a line, the cells before its place and those of it, and whether each end is cut off."""
    if _PLAIN.fullmatch(typed) and width.cells(typed) <= room:  # nearly every line
        return typed, width.cells(typed[:start]), width.cells(typed[start:end]), (False, False)
    shown = [_shown(character) for character in typed]
    first, last = _window(shown, start, end, room)
    gap = sum(cells for _, cells in shown[first:start])
    carets = sum(cells for _, cells in shown[start : min(end, last)])
    return "".join(text for text, _ in shown[first:last]), gap, carets, (first > 0, last < len(shown))


def _is_whole_file(at: Location, source: _Source) -> bool:
    """Return whether a place is the file as a whole, of which no single line is the one to look at."""
    if source.first is None or source.last is None:
        return True
    if (at.line or 1, at.column or 1) > (source.first, 1):
        return False
    start = (at.line, at.column)
    end = (at.end_line, at.end_column) if at.end_line else start
    return end == start or source.first < source.last <= (at.end_line or 0)


_JOINING = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
"""What makes one emoji of several. Terminals differ in how wide the one is; the several are as wide everywhere."""


@lru_cache(4096)
def _shown(character: str) -> tuple[str, int]:
    """Return what an excerpt shows for a character of the source, and how many cells that takes."""
    if character == "\t":
        return TAB, len(TAB)
    if _JOINING.match(character):
        return "", 0
    if unicodedata.category(character) in ("Mn", "Me"):
        return character, 0
    text = visible(character)
    return text, width.cells(text)


def _window(shown: Sequence[tuple[str, int]], start: int, end: int, room: int) -> tuple[int, int]:
    """Return from where to where a line is shown so that it fits and its place is in sight.

    Args:
        shown: what each character looks like and its cells.
        start: of the place.
        end: of the place; of one that is wider than the room its beginning is shown.
        room: cells for the line with the ``…`` where it is cut.
    """
    cells = [size for _, size in shown]
    if sum(cells) <= room:
        return 0, len(cells)
    room -= 2  # for a … at each end
    first = last = start
    used = 0
    while last < min(end, len(cells)) and used + cells[last] <= room * 2 // 3:
        used += cells[last]
        last += 1
    context = max((room - used) // 2, room // 3)
    while first > 0 and cells[first - 1] <= context:
        first -= 1
        used += cells[first]
        context -= cells[first]
    while last < len(cells) and used + cells[last] <= room:
        used += cells[last]
        last += 1
    while first > 0 and used + cells[first - 1] <= room:
        first -= 1
        used += cells[first]
    return first, last

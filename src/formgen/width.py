"""How much room a text takes: in terminal cells, and in points on a page.

Owns the one rule that both share: a Chinese character is twice as wide as a Latin one.
"""

import math
import re
import unicodedata

LINE_HEIGHT = 1.3
"""Height of a line as a multiple of the font size, measured against what spreadsheet programs draw."""

_WIDE, _NARROW, _BLANK, _COMBINING = "中", "a", " ", "\0"
"""A character of each size, for any of its size."""

_OFTEN_WIDE = "\u4e00-\u9fff、。《》（），：；？！“”‘’…—"
_OFTEN = re.compile(f"[{_OFTEN_WIDE}!-~ ]*")
_RUNS = re.compile(f"([{_OFTEN_WIDE}]+)|([!-~]+)|( +)|\0+")


class _Sizes(dict[int, str]):
    """The size of each character, for `str.translate`; found out when a character is first met."""

    def __init__(self, wide: str) -> None:
        super().__init__()
        self._wide = wide

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.combining(character):
            size = _COMBINING
        elif unicodedata.east_asian_width(character) in self._wide:
            size = _WIDE
        else:
            size = _BLANK if character.isspace() else _NARROW
        self[code] = size
        return size


_ON_TERMINALS, _IN_PRINT = _Sizes("WF"), _Sizes("WFA")
"""Quotes and the like (A) are narrow on terminals and wide in Chinese fonts."""


def cells(text: str) -> int:
    """Return how many terminal columns a text takes."""
    if text.isascii():
        return len(text)
    sizes = text.translate(_ON_TERMINALS)
    return len(sizes) + sizes.count(_WIDE) - sizes.count(_COMBINING)


def cut(text: str, columns: int) -> str:
    """Return the text, cut to a number of terminal columns with ``…`` at its end where it is longer."""
    if cells(text) <= columns:
        return text
    while cells(text) >= columns:
        text = text[:-1]
    return f"{text}…"


def columns(width_pt: float, font_pt: float) -> int:
    """Return how many narrow characters stand side by side in a width; two at least, or one wide one.

    Args:
        width_pt: what there is for text, in points.
        font_pt: size of the font; a Chinese character is as wide, a Latin one half of it and a little more.
    """
    return max(2, math.floor(width_pt / (font_pt / 2)))


def lines_needed(text: str, columns: int) -> int:
    """Return over how many lines a text, which may hold line breaks, runs in so many columns."""
    if "\n" in text:
        return sum(_wrapped(line, columns) for line in text.split("\n"))
    return _wrapped(text, columns)


def _wrapped(line: str, columns: int) -> int:
    """Count lines as a word processor breaks them: anywhere between Chinese characters, but not inside a word."""
    if len(line) * 2 <= columns or (len(line) <= columns and line.isascii()):
        return 1
    count, used = 1, 0
    for wide, word, blank in _RUNS.findall(line if _OFTEN.fullmatch(line) else line.translate(_IN_PRINT)):
        size = 2 if wide else 1
        length = len(wide or word or blank)  # combining characters take no room
        left = length - (columns - used) // size  # of the run, when the line is full
        if left <= 0:
            used += length * size
            continue
        if word and used:  # a word goes to the next line as a whole, if it can
            count, left = count + 1, length - columns
            if left <= 0:
                used = length
                continue
        lines = -(-left // (columns // size))
        count += lines
        used = (left - (lines - 1) * (columns // size)) * size
    return count

"""How much room a text takes: in terminal cells, and in points on a page.

Owns the one rule that both share: a Chinese character is twice as wide as a Latin one.
"""

import math
import unicodedata

LINE_HEIGHT = 1.3
"""Height of a line as a multiple of the font size, measured against what spreadsheet programs draw."""


def cells(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return sum(_cells_of(character, "WF") for character in text)


def cut(text: str, columns: int) -> str:
    """Return the text, cut to a number of terminal columns with ``…`` at its end where it is longer."""
    if cells(text) <= columns:
        return text
    while cells(text) >= columns:
        text = text[:-1]
    return f"{text}…"


def lines_needed(text: str, width_pt: float, font_pt: float) -> int:
    """Return over how many lines a text runs in a column.

    Args:
        text: may hold line breaks.
        width_pt: what the column leaves for text, in points.
        font_pt: size of the font; a Chinese character is as wide, a Latin one half of it and a little more.
    """
    columns = max(2, math.floor(width_pt / (font_pt / 2)))
    return sum(_wrapped(line, columns) for line in text.split("\n"))


def _wrapped(line: str, columns: int) -> int:
    """Count lines as a word processor breaks them: anywhere between Chinese characters, but not inside a word."""
    count, used, word = 1, 0, 0
    for character in line:
        size = _cells_of(character, "WFA")
        word = word + size if size == 1 and not character.isspace() else 0
        if used + size <= columns:
            used += size
            continue
        count += 1
        used = word if 0 < word <= columns else size
    return count


def _cells_of(character: str, wide: str) -> int:
    """Return 0, 1 or 2; quotes and the like (A) are narrow on terminals and wide in Chinese fonts."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in wide else 1

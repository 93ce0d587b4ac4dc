"""Many words looked for in one text, and patterns of many alternatives tried only where they can match. Pure."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property

_WORTH_COMPILING = 50
"""Texts after which a list of words has cost as much as a pattern of them does to compile."""


class Words(tuple[str, ...]):
    """Words, none of them empty, that texts are searched for.

    Why not a pattern from the first: it tells ten times as soon, but whoever checks one form would wait for dozens of
    patterns to be compiled.
    """

    _asked = 0
    _pattern: Callable[[str], re.Match[str] | None] | None = None

    def occur_in(self, text: str) -> bool:
        """Return whether a text holds one of the words."""
        if self._pattern:
            return self._pattern(text) is not None
        self._asked += 1
        if self._asked > _WORTH_COMPILING:
            self._pattern = re.compile("|".join(map(re.escape, self))).search
        return any(map(text.__contains__, self))

    @cached_property
    def firsts(self) -> dict[str, tuple[str, ...]]:
        """The words by their first character, in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for word in self:
            found[word[0]] = (*found.get(word[0], ()), word)
        return found

    def ends(self, text: str, start: int = 0) -> Iterator[int]:
        """Yield each place where one of the words ends that begins at `start`, in the order of the words."""
        words = self.firsts.get(text[start : start + 1], ())
        return (start + len(word) for word in words if text.startswith(word, start))


def listed(text: str) -> Words:
    """Return the words of a list that is written with blanks between them."""
    return Words(text.split())


def matches(pattern: re.Pattern[str], begins: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what the pattern's `finditer` would, trying it only at the characters that `begins` finds.

    Why: a pattern of many alternatives takes long to fail, and it would at nearly every character.
    """
    place = 0
    while first := begins.search(text, place):
        match = pattern.match(text, first.start())
        if match:
            yield match
        place = match.end() if match else first.end()

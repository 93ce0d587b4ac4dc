"""Many words looked for in one text at once.

Why: a rule asks a text for fifty words, and most texts have none of them. A pattern of fifty alternatives would tell
soon, but takes longer to compile than checking a form. So what a text is made of is worked out once, for all lists of
words: where a text and a list have no pair of characters in common, no word of it stands there. Pure.
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import add


@lru_cache(maxsize=512)
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text."""
    return frozenset(map(add, text, text[1:]))


class Words(tuple[str, ...]):
    """Words, none of them empty, that can be looked for all at once."""

    @cached_property
    def firsts(self) -> dict[str, tuple[str, ...]]:
        """The words by their first character, in their order."""
        found: dict[str, tuple[str, ...]] = {}
        for word in self:
            found[word[0]] = (*found.get(word[0], ()), word)
        return found

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self:
            if len(word) > 1:
                found.setdefault(word[:2], []).append(word)
        return found

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset(self._by_pair)

    @cached_property
    def _singles(self) -> tuple[str, ...]:
        return tuple(word for word in self if len(word) == 1)

    def occur_in(self, text: str) -> bool:
        """Return whether a text holds one of the words."""
        found = pairs(text)
        if not self._pairs.isdisjoint(found):
            for pair in self._pairs & found:
                for word in self._by_pair[pair]:
                    if word in text:
                        return True
        return any(word in text for word in self._singles) if self._singles else False

    def ends(self, text: str, start: int = 0) -> Iterator[int]:
        """Yield each place where one of the words ends that begins at `start`, in the order of the words."""
        words = self.firsts.get(text[start : start + 1], ())
        return (start + len(word) for word in words if text.startswith(word, start))


def listed(text: str) -> Words:
    """Return the words of a list that is written with blanks between them."""
    return Words(text.split())

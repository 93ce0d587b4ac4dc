"""The cheapest way through a pattern: what of a document stands for which part of its template.

Owns the search alone. A pattern is a program: a list of steps of which some go on to several others (a loop, a
condition). A state is a step together with a place in the document; the cheapest way costs nothing when the document
is as the template makes it, and something for each thing that was changed by hand. Of ways that cost the same, the
first that a state offers wins. Imports the standard library alone.
"""

from collections.abc import Callable, Hashable, Iterable
from heapq import heappop, heappush
from typing import Any, TypeVar

State = TypeVar("State", bound=Hashable)

Move = tuple[int, State, Any]
"""What it costs, where it leads, and what is to be remembered of it (None: nothing)."""


class TooTangled(Exception):
    """The document has so little in common with the template that looking on would take too long."""


class Budget:
    """How many states may be looked at: a hostile document ends the search and never holds it up.

    Args:
        states: of one search.
        whole: the budget of the whole document, of which this is a part.
    """

    def __init__(self, states: int, whole: "Budget | None" = None) -> None:
        self._left = states
        self._whole = whole

    def spend(self) -> None:
        """Count one state.

        Raises:
            TooTangled: there are none left.
        """
        self._left -= 1
        if self._left < 0:
            raise TooTangled
        if self._whole:
            self._whole.spend()


def cheapest(
    start: State,
    moves: Callable[[State], Iterable[Move[State]]],
    is_end: Callable[[State], bool],
    budget: Budget,
) -> tuple[int, list[Any]]:
    """Return what the cheapest way from the start to an end costs, and what is to be remembered of it, in order.

    Args:
        start: the first state.
        moves: the ways on from a state, the one to be tried first standing last.
        is_end: whether a state is an end.
        budget: is spent on each state.

    Raises:
        TooTangled: the budget is spent, or no way leads to an end.
    """
    came_from: dict[State, tuple[State | None, Any]] = {}
    count = 0
    waiting: list[tuple[int, int, State, State | None, Any]] = [(0, count, start, None, None)]
    while waiting:
        cost, _, state, before, event = heappop(waiting)
        if state in came_from:
            continue
        came_from[state] = (before, event)
        if is_end(state):
            return cost, _events(came_from, state)
        budget.spend()
        for more, following, event in moves(state):
            if following not in came_from:
                count -= 1  # of equal costs the newest comes first: a document without changes is walked straight down
                heappush(waiting, (cost + more, count, following, state, event))
    raise TooTangled


def _events(came_from: dict[State, tuple[State | None, Any]], end: State) -> list[Any]:
    events = []
    state: State | None = end
    while state is not None:
        state, event = came_from[state]
        if event is not None:
            events.append(event)
    return events[::-1]

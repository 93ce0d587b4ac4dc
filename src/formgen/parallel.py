"""One function for many items, in this process or in several: results in the order of the items, a crash by its name.

Knows nothing of what the function does. An executor is anything of `concurrent.futures`' interface: a pool of
processes on this machine, or that of a cluster.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 64
"""Items that are handed out before the first result is asked for: enough for any pool, and no burden on memory."""


class Crash(Exception):
    """The function failed for one item in a way that it must not.

    Attributes:
        item: what it failed for.
    """

    def __init__(self, item: object, reason: BaseException) -> None:
        super().__init__(f"{type(reason).__name__}: {reason}")
        self.item = item


@contextmanager
def pool(count: int) -> Iterator[Executor | None]:
    """Give so many processes of this machine, and end them when nobody wants them any more; None for one: it is here.

    Why the signal: Ctrl-C goes to all processes of a terminal; only the first one is to act upon it.
    """
    if count == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # slow to load

    executor = ProcessPoolExecutor(count, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back for a moment: one that comes while a process is forked would strike it before it is ready."""
    if not hasattr(signal, "pthread_sigmask"):  # where there is no fork either
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Return how many processes this machine runs at one time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    function: Callable[[Item], Result], items: Iterable[Item], executor: Executor | None = None
) -> Iterator[Result]:
    """Yield the function's result for each item, in the order of the items.

    Args:
        function: for an executor one that can be pickled, like the items and results.
        items: asked for one by one, no more than a few ahead of the results.
        executor: where the function runs; None for here.

    Raises:
        Crash: the function raised an exception, or a process ended while it was at work on an item.
    """
    if executor is None:
        for item in items:
            try:
                result = function(item)
            except Exception as fault:
                raise Crash(item, fault) from fault
            yield result
        return
    waiting: deque[tuple[Item, Future[Result]]] = deque()
    try:
        for item in items:
            with _uninterrupted():
                waiting.append((item, executor.submit(function, item)))
            if len(waiting) >= _AHEAD:
                yield _result(function, waiting)
        while waiting:
            yield _result(function, waiting)
    finally:
        for _, future in waiting:
            future.cancel()


def _result(function: Callable[[Item], Result], waiting: deque[tuple[Item, Future[Result]]]) -> Result:
    from concurrent.futures import BrokenExecutor

    item, future = waiting[0]
    try:
        result = future.result()
    except BrokenExecutor as fault:
        raise Crash(_culprit(function, [item for item, _ in waiting]), fault) from fault
    except Exception as fault:
        raise Crash(item, fault) from fault
    waiting.popleft()
    return result


def _culprit(function: Callable[[Item], Result], items: list[Item]) -> Item:
    """Return the item at which a process ends; a pool that broke does not tell, so each gets a process of its own.

    If none of them does it again, it was for another reason, such as a lack of memory; then it is the first.
    """
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    for item in items:
        with ProcessPoolExecutor(1) as alone:
            try:
                alone.submit(function, item).result()
            except BrokenExecutor:
                return item
            except Exception:
                continue  # it fails in the way that the function itself says
    return items[0]

"""
Brings what a thread has done to an event loop that waits for it. Knows no store.

Rules of this module:

1. What is done already is not waited for.
2. Who stops waiting, by a deadline or by being cancelled, stops nothing: what was begun goes on, and the next delivery
   of the event finds it known.
3. However much a thread does before the loop looks, it wakes the loop once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar
from weakref import WeakKeyDictionary, ref

__all__ = ["landed"]

T = TypeVar("T")


async def landed(future: Future[T], seconds: float) -> T:
    """
    Wait for a thread's future on the running loop.

    Args:
        future: What the thread ends.
        seconds: For how long.

    Raises:
        TimeoutError: It took longer.
    """
    if future.done():
        return future.result()
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()
    strip = _strips.get(loop) or _strips.setdefault(loop, _Strip(loop))
    end = loop.call_later(seconds, _give_up, waiter)
    future.add_done_callback(lambda _: strip.land(waiter))
    try:
        await waiter
    finally:
        end.cancel()
    return future.result()


class _Strip:
    """
    Where waiters of one loop are woken.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = ref(loop)
        self._landed: deque[asyncio.Future[None]] = deque()
        self._woken = False

    def land(self, waiter: asyncio.Future[None]) -> None:
        """
        Have a waiter go on; called by any thread.
        """
        self._landed.append(waiter)
        if self._woken:
            return
        self._woken = True
        loop = self._loop()
        if loop is not None:
            with suppress(RuntimeError):  # it is closed, and nobody waits
                loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        self._woken = False  # before looking: what lands from here on wakes the loop again
        while self._landed:
            waiter = self._landed.popleft()
            if not waiter.done():
                waiter.set_result(None)


def _give_up(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())


_strips: WeakKeyDictionary[asyncio.AbstractEventLoop, _Strip] = WeakKeyDictionary()

"""
Lets one refresh of a session be under way at a time: in a process for threads, in an event loop for tasks.

Rules of this module:

1. What is one at a time belongs to the store and the row, never to a client: clients come and go with requests.
2. On asyncio a refresh is a task of its own. A cancelled caller leaves, and the refresh goes on: were its answer
   dropped, its token would be spent and the next refresh would look like a thief's.
3. trio has no tasks without a parent. There the caller goes on in a shielded scope, for the seconds one refresh takes.
4. A holder's name is of one process and one loop: an attempt by it that nobody here carries on was cut off.
"""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from copy import copy
from secrets import token_hex
from typing import Any

from monetize_software._forks import anew_in_a_child
from monetize_software.errors import PaywallError

from .record import Record
from .watches import Watches

__all__ = ["Flights", "TaskFlights", "ThreadFlights", "flights_of"]


class Flights:
    """
    All refreshes of one store in this process.
    """

    def __init__(self) -> None:
        self.threads = ThreadFlights()
        self._loops: weakref.WeakKeyDictionary[Any, TaskFlights] = weakref.WeakKeyDictionary()
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Have a lock that nobody holds.
        """
        self._lock = threading.Lock()

    def of_loop(self, loop: Any) -> TaskFlights:
        """
        Those of one event loop.
        """
        with self._lock:
            found = self._loops.get(loop)
            if found is None:
                found = self._loops[loop] = TaskFlights()
            return found


_stores: dict[int, tuple[Any, Flights]] = {}
_guard = threading.Lock()


def flights_of(store: object) -> Flights:
    """
    The refreshes of a store, whichever client asks. By the object itself: two stores that are equal are two.
    """
    with _guard:
        known = _stores.get(id(store))
        if known is None:
            known = _stores[id(store)] = (_held(store), Flights())
        return known[1]


def _held(store: object) -> Any:
    # One that cannot be referred to weakly is kept, or its number would be given to another.
    number = id(store)
    try:
        return weakref.ref(store, lambda _: _stores.pop(number, None))
    except TypeError:
        return store


class _Domain:
    def __init__(self) -> None:
        self.watches = Watches()
        self._nonce = token_hex(6)

    @property
    def holder(self) -> str:
        """
        Names this process, and in it these flights; a child of a fork is another.
        """
        return f"{self._nonce}.{os.getpid()}"


class ThreadFlights(_Domain):
    """
    One lock for each row that somebody is at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Have nobody at any row: whoever was is not in the child of a fork.
        """
        self._locks: dict[str, tuple[threading.Lock, int]] = {}
        self._guard = threading.Lock()

    @contextmanager
    def alone(self, row: str, *, wait: bool = True) -> Generator[bool]:
        """
        Be the only thread at a row. Where waiting is not wanted, tell whether it is so.
        """
        with self._guard:
            lock, users = self._locks.get(row, (threading.Lock(), 0))
            self._locks[row] = (lock, users + 1)
        taken = False
        try:
            taken = lock.acquire(blocking=wait)
            yield taken
        finally:
            if taken:
                lock.release()
            self._leave(row)

    def _leave(self, row: str) -> None:
        with self._guard:
            lock, users = self._locks.get(row, (None, 0))
            if lock is None:
                return  # it was taken before a fork, and this is the child of the thread that has it
            if users > 1:
                self._locks[row] = (lock, users - 1)
            else:
                del self._locks[row]


def _new_guard() -> None:
    global _guard
    _guard = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_guard)


Work = Callable[[], Awaitable[Record]]


class TaskFlights(_Domain):
    """
    One task, or under trio one lock, for each row that somebody is at.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tasks: dict[str, asyncio.Task[Record]] = {}
        self._locks: dict[str, Any] = {}

    def busy(self, row: str) -> bool:
        """
        Whether somebody is at a row.
        """
        return row in self._tasks or row in self._locks

    async def join(self, row: str, work: Work) -> Record:
        """
        Wait for the flight of a row, which begins with the first who asks.
        """
        task = self._tasks.get(row)
        if task is None:
            task = self._tasks[row] = asyncio.ensure_future(_record(work))
            task.add_done_callback(lambda done: self._landed(row, done))
        try:
            return await asyncio.shield(task)
        except PaywallError as problem:
            raise copy(problem) from problem.__cause__  # each waiter its own: a traceback belongs to one of them

    def _landed(self, row: str, task: asyncio.Task[Record]) -> None:
        self._tasks.pop(row, None)
        if not task.cancelled():
            task.exception()  # looked at, or the loop complains when all who waited were cancelled

    async def shielded(self, row: str, work: Work) -> Record:
        """
        Do the work of a row alone, to its end, whoever cancels meanwhile: under trio.
        """
        import anyio

        lock, users = self._locks.get(row) or (anyio.Lock(), 0)
        self._locks[row] = (lock, users + 1)
        try:
            async with lock:
                return await _to_its_end(work)
        finally:
            lock, users = self._locks[row]
            if users > 1:
                self._locks[row] = (lock, users - 1)
            else:
                del self._locks[row]


async def _to_its_end(work: Work) -> Record:
    import anyio

    done: list[Record] = []  # a scope might swallow, for all that a type checker knows
    with anyio.CancelScope(shield=True):
        done.append(await work())
    return done[0]


async def _record(work: Work) -> Record:
    return await work()

"""
What a store can keep, one small protocol per capability; `inbox` has that of events. Nothing here knows a database.

Rules of all of them:

1. Times are whole milliseconds since 1970 in UTC, and come in as arguments: a store knows no clock.
2. A method returns when its effect is durable, as far as the store promises that at all.
3. A failure of the store is a `StorageError`; `retryable` says whether the same call may succeed later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

__all__ = [
    "AsyncSessions",
    "Cache",
    "Sessions",
    "Versioned",
]


class Versioned(NamedTuple):
    """
    A value, or None, and the version to hand to `put`.
    """

    value: bytes | None
    version: int


class Sessions(Protocol):
    """
    One row per key, changed by compare-and-set.

    A version names one content of a row: no later one has the same, also not after the row was removed and written
    again. So a late `put` can never undo what came between.
    """

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row; version 0 where there is none, or none that has not expired.
        """
        ...

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`: the new version, or None when somebody was faster.
        """
        ...

    def remove(self, key: str) -> None:
        """
        Remove a row, whatever it holds.
        """
        ...


class AsyncSessions(Protocol):
    """
    The same for a store of your own that awaits.
    """

    async def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row; version 0 where there is none, or none that has not expired.
        """
        ...

    async def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`: the new version, or None when somebody was faster.
        """
        ...

    async def remove(self, key: str) -> None:
        """
        Remove a row, whatever it holds.
        """
        ...


class Cache(Protocol):
    """
    Values that may be forgotten at any time, under tags by which they are given up.

    A mark names a moment in the store's own order. A value is handed out only while its mark is later than the last
    `invalidate` of each of its tags. So whoever takes a mark, asks elsewhere, and keeps the answer under that mark
    keeps nothing that was given up meanwhile.
    """

    def get(self, key: str, *, at: int) -> tuple[bytes | None, int]:
        """
        Read a value that has neither expired nor been given up, or None; and the mark of this moment.
        """
        ...

    def put(self, key: str, value: bytes, *, mark: int, tags: Sequence[str], at: int, expires: int) -> None:
        """
        Keep a value that was asked for at a mark.
        """
        ...

    def invalidate(self, tags: Sequence[str]) -> None:
        """
        Give up all values under any of these tags that were asked for before now.
        """
        ...

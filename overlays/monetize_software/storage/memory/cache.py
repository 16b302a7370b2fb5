"""
Values that may be forgotten, in this process. Bounded, read without a lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Sequence
from itertools import islice
from typing import Final, Generic, NamedTuple, TypeVar

__all__ = ["MemoryCache"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_SLOTS: Final = 4096


class _Row(NamedTuple, Generic[V]):
    value: V
    mark: int
    slots: tuple[int, ...]
    expires: int


class MemoryCache(Generic[K, V]):
    """
    The values that were kept last.

    Tags share 4,096 places, so that what is remembered of them never grows: to give one up may give up another's too,
    which costs a request and is never wrong.

    Args:
        most: How many values are kept.
    """

    never_waits = True

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._rows: dict[K, _Row[V]] = {}
        self._given_up = [0] * _SLOTS
        self._mark = 1
        self._lock = threading.Lock()
        self._pid = os.getpid()

    def get(self, key: K, *, at: int) -> tuple[V | None, int]:
        """
        Read a value. Rows are replaced as a whole, so no lock is needed.
        """
        mark = self._mark  # before the row: what is given up from here on is later than this
        row = self._rows.get(key)
        if row is None or row.expires <= at:
            return None, mark
        for slot in row.slots:
            if self._given_up[slot] >= row.mark:
                return None, mark
        return row.value, mark

    def put(self, key: K, value: V, *, mark: int, tags: Sequence[str], at: int, expires: int) -> None:
        """
        Keep a value; the one kept longest goes when there are too many.
        """
        slots = tuple(hash(tag) % _SLOTS for tag in tags)
        with self._alone():
            self._rows.pop(key, None)  # or it would keep its old place in the order
            if expires > at and all(self._given_up[slot] < mark for slot in slots):
                self._rows[key] = _Row(value, mark, slots, expires)
            if len(self._rows) > self._most:
                del self._rows[next(islice(self._rows, 1))]

    def invalidate(self, tags: Sequence[str]) -> None:
        """
        Give up what is under any of these tags.
        """
        with self._alone():
            for tag in tags:
                self._given_up[hash(tag) % _SLOTS] = self._mark
            self._mark += 1

    def _alone(self) -> threading.Lock:
        if self._pid != os.getpid():  # in the child of a fork nobody would free the parent's
            self._lock, self._pid = threading.Lock(), os.getpid()
        return self._lock

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<MemoryCache, {len(self)} values>"

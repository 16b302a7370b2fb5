"""
Sessions in this process, until it ends.
"""

from __future__ import annotations

import os
import threading
from secrets import randbits
from typing import Final

from monetize_software.storage.protocols import Versioned

__all__ = ["MemorySessions"]

_SWEEP: Final = 1024


class MemorySessions:
    """
    Sessions in this process. The child of a fork has a copy, and goes its own way from there.

    They are not bounded: to forget a session is to sign somebody out. `repr` says how many there are.
    """

    answers_at_once = True
    """An async client need not ask in a thread."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[bytes, int, int]] = {}
        self._lock = threading.Lock()
        self._writes = 0
        self._pid = os.getpid()

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row.
        """
        row = self._rows.get(key)  # whole rows are replaced, so no lock is needed to read one
        return Versioned(None, 0) if row is None or row[2] <= at else Versioned(row[0], row[1])

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`.
        """
        with self._alone():
            if self.get(key, at=at).version != expect:
                return None
            version = randbits(62) + 1
            self._rows[key] = (value, version, expires)
            self._writes += 1
            if self._writes % _SWEEP == 0:
                self._rows = {key: row for key, row in self._rows.items() if row[2] > at}
            return version

    def remove(self, key: str) -> None:
        """
        Remove a row.
        """
        with self._alone():
            self._rows.pop(key, None)

    def _alone(self) -> threading.Lock:
        if self._pid != os.getpid():  # in the child of a fork nobody would free the parent's
            self._lock, self._pid = threading.Lock(), os.getpid()
        return self._lock

    def __repr__(self) -> str:
        return f"<MemorySessions, {len(self._rows)} rows>"

"""
What one process saw of others' attempts, and since when. Knows no clock.
"""

from __future__ import annotations

import threading
from typing import Final

from monetize_software._forks import anew_in_a_child

from .record import Attempt

__all__ = ["Watches"]

MOST: Final = 1024


class Watches:
    """
    Attempts of others that stand. Bounded: of the oldest nothing is known any more, and its lease is watched anew.
    """

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Attempt, float]] = {}
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Have a lock that nobody holds.
        """
        self._lock = threading.Lock()

    def seconds(self, row: str, attempt: Attempt, tick: float) -> float:
        """
        For how many seconds an attempt has been seen unchanged.
        """
        with self._lock:
            seen = self._seen.get(row)
            if seen is None or seen[0] != attempt:
                self._seen.pop(row, None)
                while len(self._seen) >= MOST:
                    self._seen.pop(next(iter(self._seen)))
                seen = self._seen[row] = (attempt, tick)
            return tick - seen[1]

"""
Tells the virtual time. The only module that may read the real one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from .timestamps import from_millis, to_millis

Mode = Literal["frozen", "live"]

_LAST_YEAR = 8999  # dates computed from the clock must stay below the year 10000
_TOO_FAR = f"The clock ends with the year {_LAST_YEAR}"


def _real_millis() -> int:
    return to_millis(datetime.now(UTC))


class Clock:
    """
    The time of one world. It stands still until it is moved, unless it is live.

    Safe to use from several threads.

    Args:
        start: Aware time the clock begins at.
        mode: `frozen` stands still between moves; `live` goes on by itself, a second a second.
        on_move: Told the new time, in milliseconds since 1970, after every move.
    """

    def __init__(self, start: datetime, mode: Mode = "frozen", *, on_move: Callable[[int], None] | None = None) -> None:
        self.mode = mode
        self._on_move = on_move
        self._lock = threading.Lock()
        self._place(to_millis(start))

    def now(self) -> datetime:
        """
        Return the virtual time, aware and in UTC.
        """
        return from_millis(self.millis())

    def millis(self) -> int:
        """
        Return the virtual time in milliseconds since 1970.
        """
        return self._at + (_real_millis() - self._since if self.mode == "live" else 0)

    def advance(self, delta: timedelta | float = 0, **parts: float) -> datetime:
        """
        Move forward.

        Args:
            delta: A `timedelta`, or seconds.
            parts: Any of the `timedelta` arguments, such as `days=31`.

        Returns:
            The new time.

        Raises:
            ValueError: The move would go backwards or past the year 8999.
        """
        try:
            step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta)
            target = self.now() + step + timedelta(**parts)
        except OverflowError as error:
            raise ValueError(_TOO_FAR) from error
        return self.set(target)

    def set(self, moment: datetime) -> datetime:
        """
        Move forward to a moment.

        Args:
            moment: Aware time, not before now.

        Raises:
            ValueError: The moment lies in the past, past the year 8999, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("The moment needs a time zone")
        if moment.year > _LAST_YEAR:
            raise ValueError(_TOO_FAR)
        with self._lock:
            target = to_millis(moment)
            if target < self.millis():
                raise ValueError("The clock moves forward only")
            self._place(target)
        if self._on_move is not None:
            self._on_move(target)
        return self.now()

    def rewind(self, millis: int) -> None:
        """
        Go to the time a snapshot was taken at; nobody is told.
        """
        with self._lock:
            self._place(millis)

    def _place(self, millis: int) -> None:
        self._at, self._since = millis, _real_millis() if self.mode == "live" else 0

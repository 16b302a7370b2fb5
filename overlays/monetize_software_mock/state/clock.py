"""
Tells the virtual time. The only module that may read the real one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from .timestamps import add_months, from_millis, to_iso, to_millis

ClockMode = Literal["frozen", "live", "rate"]
MODES: tuple[ClockMode, ...] = ("frozen", "live", "rate")

_LAST_YEAR = 8999  # dates computed from the clock must stay below the year 10000
_FASTEST = 100_000_000
_RATES: Mapping[str, float] = {"frozen": 0.0, "live": 1.0}
_TOO_FAR = f"The clock ends with the year {_LAST_YEAR}"


def real_now() -> datetime:
    """
    Return the real time, aware and in UTC.
    """
    return datetime.now(UTC)


def _real_millis() -> int:
    return to_millis(real_now())


class Clock:
    """
    The time of one world, and how it goes on. Never makes anything happen; that is the timeline.

    Safe to use from several threads.

    Args:
        start: Aware time the clock begins at.
        mode: `frozen` stands still between moves; `live` goes on by itself, a second a second; `rate` goes on faster
            or slower than that.
        rate: Virtual seconds in a real second; only for the mode `rate`.

    Raises:
        ValueError: The rate is not a positive number, or is given for another mode.
    """

    def __init__(self, start: datetime, mode: ClockMode = "frozen", rate: float | None = None) -> None:
        self._lock = threading.Lock()
        self._pinned: int | None = None
        self._at, self._since = to_millis(start), _real_millis()
        self.mode: ClockMode = "frozen"
        self.rate = 0.0
        self.go(mode, rate)

    def now(self) -> datetime:
        """
        Return the virtual time, aware and in UTC.
        """
        return from_millis(self.millis())

    def millis(self) -> int:
        """
        Return the virtual time in milliseconds since 1970.
        """
        pinned = self._pinned
        if pinned is not None:
            return pinned
        if not self.rate:
            return self._at
        with self._lock:
            return self._running()

    def go(self, mode: ClockMode, rate: float | None = None) -> None:
        """
        Go on in another way from now on.

        Raises:
            ValueError: There is no such mode, the rate is not a positive number, or is given for another mode.
        """
        if mode not in MODES:
            raise ValueError(f"mode must be one of: {', '.join(MODES)}")
        if (rate is None) == (mode == "rate"):
            raise ValueError("A rate goes with the mode rate, and with no other")
        if rate is not None and not (0 < rate <= _FASTEST):
            raise ValueError(f"rate must be above 0 and at most {_FASTEST}")
        with self._lock:
            self._at, self._since = self._running(), _real_millis()
            self.mode, self.rate = mode, _RATES.get(mode, rate or 0.0)

    def target(self, delta: timedelta | float, parts: Mapping[str, float], day: int | None = None) -> int:
        """
        Return the moment a move forward leads to.

        Args:
            parts: Arguments of `timedelta`, and `months`, which are calendar months and come first.
            day: The day of the month that months lead to; today's when left out.

        Raises:
            ValueError: The move would go backwards or past the year 8999, or by a part of a month.
        """
        others = dict(parts)
        months = others.pop("months", 0)
        if months != int(months):
            raise ValueError("months must be a whole number")
        try:
            step = delta if isinstance(delta, timedelta) else timedelta(seconds=delta)
            moved = _by_months(self.now(), int(months), day) + step + timedelta(**others)
        except OverflowError as error:
            raise ValueError(_TOO_FAR) from error
        return self.allowed(moved)

    def allowed(self, moment: datetime) -> int:
        """
        Return a moment the clock may be moved to.

        Raises:
            ValueError: The moment lies in the past, past the year 8999, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("The moment needs a time zone")
        if moment.year > _LAST_YEAR:
            raise ValueError(_TOO_FAR)
        target = to_millis(moment)
        if target < (now := self.millis()):
            raise ValueError(f"The clock moves forward only: it is {to_iso(now)} there already, after {to_iso(target)}")
        return target

    def pin(self, millis: int) -> None:
        """
        Stand at a moment while something happens there; the next `place` lets go.
        """
        self._pinned = millis

    def place(self, millis: int) -> None:
        """
        Stand at a moment, or go on from it when the clock goes by itself.
        """
        with self._lock:
            self._at, self._since = millis, _real_millis()
            self._pinned = None

    def release(self) -> None:
        """
        Let go of a pinned moment; a clock that goes by itself never went back.
        """
        with self._lock:
            pinned, self._pinned = self._pinned, None
            if pinned is not None and pinned > self._running():
                self._at, self._since = pinned, _real_millis()

    def _running(self) -> int:
        return self._at + int((_real_millis() - self._since) * self.rate) if self.rate else self._at


def _by_months(moment: datetime, months: int, day: int | None) -> datetime:
    try:
        return add_months(moment, months, day if months else None)
    except ValueError as error:
        raise ValueError(_TOO_FAR) from error


class Stopwatch:
    """
    Measures real time, for the logs of requests and deliveries. Never tells the time.
    """

    __slots__ = ("_start",)

    def __init__(self) -> None:
        self._start = time.monotonic_ns()

    @property
    def millis(self) -> int:
        """
        Whole milliseconds since it was made.
        """
        return (time.monotonic_ns() - self._start) // 1_000_000

    @property
    def exact_millis(self) -> float:
        """
        Milliseconds since it was made, to a tenth.
        """
        return (time.monotonic_ns() - self._start) // 100_000 / 10

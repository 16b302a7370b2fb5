"""
The virtual clock, as a program holds it. Decides nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.timeline import LIMIT, Progress, Report
from monetize_software_mock.state.clock import ClockMode, real_now
from monetize_software_mock.state.values import Purchase


class VirtualClock:
    """
    The virtual clock of a mock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def mode(self) -> ClockMode:
        """
        `frozen`, `live` or `rate`.
        """
        return self._engine.clock.mode

    @property
    def rate(self) -> float:
        """
        Virtual seconds in a real second; 0 while it stands still.
        """
        return self._engine.clock.rate

    def now(self) -> datetime:
        """
        Return the virtual time, aware and in UTC.
        """
        return self._engine.clock.now()

    def advance(
        self, delta: timedelta | float = 0, *, limit: int = LIMIT, progress: Progress | None = None, **parts: float
    ) -> Report:
        """
        Move forward; everything due on the way happens, at its own time and in order.

        Args:
            delta: A `timedelta`, or seconds.
            limit: How many things may happen.
            progress: Told the number of things and the virtual time, every thousand things.
            parts: Any of the `timedelta` arguments, such as `days=31`, and `months=1` for calendar months.

        Returns:
            What happened.

        Raises:
            ValueError: The move would go backwards or past the year 8999.
            ClockBusy: The clock is being moved already, perhaps by the caller's own caller.
            TooManySteps: Too much happened; it stays.
        """
        return self._engine.advance(delta, limit=limit, progress=progress, **parts)

    def step(self) -> Report:
        """
        Move forward to whatever is due next; nothing happens when nothing is due.
        """
        return self._engine.step()

    def until(
        self, what: datetime | str, of: Purchase | str | None = None, *, progress: Progress | None = None
    ) -> Report:
        """
        Move forward until a moment, or until something of a kind has happened; otherwise like `advance`.

        Args:
            what: Aware time, or what is waited for: `renewal`, `trial_end`, `dunning`, `scheduled_cancel`,
                `token_refill`, `checkout_expiry` and the other kinds of a report; `next renewal` means the same.
            of: Whose: a purchase, its id, or a customer's e-mail; anybody's when left out.

        Raises:
            ValueError: There is no such kind, customer or purchase, nothing of that kind is planned (the message says
                what is), or the moment lies in the past.

        Example:
            >>> from monetize_software_mock import Mock
            >>> mock = Mock()
            >>> purchase = mock.subscribe("ada@example.com", "price_123")
            >>> mock.clock.until("next renewal", of=purchase).now.isoformat()
            '2030-02-01T00:00:00+00:00'
        """
        if isinstance(what, datetime):
            return self.set(what, progress=progress)
        return self._engine.until(what, None if of is None else str(of), progress=progress)

    def set(self, moment: datetime | Literal["now"], *, limit: int = LIMIT, progress: Progress | None = None) -> Report:
        """
        Move forward to a moment; otherwise like `advance`.

        Args:
            moment: Aware time, not before the clock's own; or `now`, the real time.
        """
        return self._engine.advance_to(
            real_now() if isinstance(moment, str) else moment, limit=limit, progress=progress
        )

    def preview(self, delta: timedelta | float = 0, *, to: datetime | None = None, **parts: float) -> Report:
        """
        Return what a move would make happen, without making it happen; every delivery is assumed to succeed.
        """
        return self._engine.preview(delta, to=to, **parts)

    def go(self, mode: ClockMode, rate: float | None = None) -> None:
        """
        Go on in another way.

        Args:
            mode: `frozen`, `live`, or `rate` with a rate.
            rate: Virtual seconds in a real second.
        """
        self._engine.go(mode, rate)

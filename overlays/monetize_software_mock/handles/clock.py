"""
The virtual clock, as programs, control routes and pages hold it: decides until when to move.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from monetize_software_mock.billing import plans
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.report import Report
from monetize_software_mock.engine.timeline import LIMIT, Progress
from monetize_software_mock.state import agenda, months
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
        day = self._day_asked_for()
        target = self._engine.clock.target(delta, parts, day)
        report = self._engine.move(target, limit=limit, progress=progress)
        if parts.get("months"):  # so that steps from the 31st come back to the 31st after a shorter month
            with self._engine.store.transaction() as tx:
                months.keep(tx, report.now, day)
        return report

    def step(self) -> Report:
        """
        Move forward to whatever is due next; nothing happens when nothing is due.
        """
        with self._engine.store.reading() as tx:
            due = agenda.next_moment(tx)
        return self._engine.move(max(due or 0, self._engine.clock.millis()))

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
        whose = None if of is None else str(of)
        due = self._engine.look(lambda moment: plans.next_of(moment, what, whose))
        return self._engine.move(max(due.at, self._engine.clock.millis()), progress=progress)

    def set(self, moment: datetime | Literal["now"], *, limit: int = LIMIT, progress: Progress | None = None) -> Report:
        """
        Move forward to a moment; otherwise like `advance`.

        Args:
            moment: Aware time, not before the clock's own; or `now`, the real time.
        """
        target = self._engine.clock.allowed(real_now() if isinstance(moment, str) else moment)
        return self._engine.move(target, limit=limit, progress=progress)

    def preview(self, delta: timedelta | float = 0, *, to: datetime | None = None, **parts: float) -> Report:
        """
        Return what a move would make happen, without making it happen; every delivery is assumed to succeed.
        """
        clock = self._engine.clock
        target = clock.target(delta, parts, self._day_asked_for()) if to is None else clock.allowed(to)
        copy = self._engine.fork(frozen=True)
        try:
            return copy.timeline.advance(target)
        finally:
            copy.close()

    def go(self, mode: ClockMode, rate: float | None = None) -> None:
        """
        Go on in another way.

        Args:
            mode: `frozen`, `live`, or `rate` with a rate.
            rate: Virtual seconds in a real second.
        """
        self._engine.catch_up()
        self._engine.clock.go(mode, rate)
        self._engine.timeline.keep_time()
        self._engine.watch()

    def _day_asked_for(self) -> int:
        with self._engine.store.reading() as tx:
            return months.day_asked_for(tx, self.now())

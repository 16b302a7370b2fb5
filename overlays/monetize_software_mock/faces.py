"""
Gives a program its handles on the time and the events of a mock. Never holds a rule.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from . import sales, signing
from .clock import Mode, real_now
from .engine import Engine
from .listed import Listed, names
from .rows import Event
from .timeline import LIMIT, Progress, Report


class ClockFace:
    """
    The virtual clock of a mock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def mode(self) -> Mode:
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

    def go(self, mode: Mode, rate: float | None = None) -> None:
        """
        Go on in another way.

        Args:
            mode: `frozen`, `live`, or `rate` with a rate.
            rate: Virtual seconds in a real second.
        """
        self._engine.go(mode, rate)


@dataclass(frozen=True, slots=True)
class Emitted:
    """
    An event as it was written into the outbox.

    Attributes:
        body: The exact bytes every delivery sends.
    """

    id: str
    type: str
    body: bytes

    @property
    def json(self) -> Mapping[str, Any]:
        """
        The event, parsed.
        """
        parsed: Mapping[str, Any] = json.loads(self.body)
        return parsed

    @property
    def data(self) -> Mapping[str, Any]:
        """
        What it carries.
        """
        carried: Mapping[str, Any] = self.json["data"]
        return carried

    def headers(self, secret: str | None = "whsec_mock") -> dict[str, str]:
        """
        Return the headers a delivery of it would have.
        """
        return signing.headers(self.body, secret)


class Events(Listed[Emitted]):
    """
    Every event a mock has emitted, oldest first.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, kind: str) -> list[Emitted]:
        """
        Return those of one type.
        """
        return [each for each in self._read() if each.type == kind]

    def expect(self, kind: str) -> Emitted:
        """
        Return the latest of a type.

        Raises:
            AssertionError: There is none.
        """
        found = self.of(kind)
        if not found:
            raise AssertionError(f"No {kind} was emitted; there were: {names(each.type for each in self._read())}")
        return found[-1]

    def trigger(
        self, kind: str, email: str, *, paywall_id: str | None = None, data: Mapping[str, Any] | None = None
    ) -> Emitted:
        """
        Emit an event about an existing customer; nothing else changes.

        Args:
            kind: Any type, also one nobody knows.
            paywall_id: One the customer uses when left out.
            data: Fields that are added to `data`, or replace what is there.

        Raises:
            ValueError: There is no such customer, or no purchase it could be about.
        """
        return _emitted(self._engine.act(lambda moment: sales.trigger(moment, kind, email, paywall_id, data)))

    def _read(self) -> list[Emitted]:
        return self._engine.look(
            lambda moment: [_emitted(each) for each in moment.tx.events.where("true ORDER BY sequence")]
        )


def _emitted(event: Event) -> Emitted:
    return Emitted(event.id, event.type, event.body.encode())

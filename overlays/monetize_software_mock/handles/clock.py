"""
Gives a program its handles on the time and the events of a mock. Never holds a rule.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from monetize_software_mock.billing import shortcuts
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.timeline import LIMIT, Progress, Report
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.clock import Mode, real_now
from monetize_software_mock.state.rows import Event
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.state.values import Purchase
from monetize_software_mock.webhooks import signing

from .expectations import MARK, Search, wanted
from .live_list import Listed


class VirtualClock:
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
            >>> bought = mock.subscribe("ada@example.com", "price_123")
            >>> mock.clock.until("next renewal", of=bought).now.isoformat()
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
    An event as it was written into the outbox. As text it is its id.

    Attributes:
        at: When it was written; aware virtual time.
        user_id: The customer it is about.
        body: The exact bytes every delivery sends.
        by_itself: It came of the passing of time, not of something that was done.
    """

    id: str
    type: str
    at: datetime
    paywall_id: str
    user_id: str
    body: bytes
    by_itself: bool

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

    def __str__(self) -> str:
        """
        Return the id.
        """
        return self.id

    def __repr__(self) -> str:
        """
        Return what it is, without what it carries.
        """
        return f"Emitted({self.id}, {self.type}, {self.at:%Y-%m-%d %H:%M:%S})"


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
        return self._where("type = ? ORDER BY sequence", kind)

    def expect(self, kind: str, customer: Purchase | Emitted | str | None = None) -> Emitted:
        """
        Return the latest event of a type about a customer.

        ```python
        monetize.events.expect("subscription.updated", "ada@example.com").data["subscription"]["status"]
        ```

        Args:
            customer: Whom it is about: an e-mail address, a user id, your own id for them, what `subscribe()` and
                `buy()` return, or another event about them. It can be left out while only one customer is meant.
                Customers who were there from the start are not meant before something was done with them.

        Raises:
            AssertionError: There is none, or it is not clear whose is meant; the message lists what there is.
        """

        def find(moment: Moment) -> Event | None:
            search = Search("emitted", kind, customer, moment.tx.number(MARK) or 0)
            return queries.latest_event(moment.tx, wanted(moment, search))

        found = self._engine.look(find)
        assert found is not None, f"No {kind} was emitted"
        return emitted(found)

    def mark(self) -> None:
        """
        From now on, `expect` here and on the deliveries looks only at events that are still to come.

        The pytest plugin does this at the start of each test that shares a world with others.
        """
        self._engine.act(lambda moment: moment.tx.set_number(MARK, moment.tx.events.last_number()))

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
        return emitted(self._engine.act(lambda moment: shortcuts.trigger(moment, kind, email, paywall_id, data)))

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.events.count())

    def _read(self, first: int, most: int) -> list[Emitted]:
        return self._where("true ORDER BY sequence LIMIT ? OFFSET ?", most, first)

    def _where(self, condition: str, *values: str | int) -> list[Emitted]:
        return [emitted(row) for row in self._engine.look(lambda moment: moment.tx.events.where(condition, *values))]


def emitted(event: Event) -> Emitted:
    """
    Return an event as a program is given it.
    """
    at, body = from_millis(event.created), event.body.encode()
    return Emitted(event.id, event.type, at, event.paywall_id, event.user_id, body, event.by_itself)

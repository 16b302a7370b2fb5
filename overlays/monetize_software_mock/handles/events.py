"""
The events that were emitted, as a program holds them. Emits none but those it is told to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from monetize_software_mock.billing import shortcuts
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Event
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.state.values import Purchase
from monetize_software_mock.webhooks import signing

from .expectations import MARK, Search, wanted
from .live_list import LiveList


@dataclass(frozen=True)  # without slots, which would leave `json` no place to stay
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

    @cached_property
    def json(self) -> Mapping[str, Any]:
        """
        The event, parsed once.
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

    def headers(self, secret: str | None = "whsec_mock", which: str = "both") -> dict[str, str]:
        """
        Return the headers a delivery of it would have.

        Args:
            secret: What it is signed with; None leaves it unsigned.
            which: The signature headers: `both`, `bare`, `prefixed` or `none`, as `Switches.signature_headers` says it.
        """
        return signing.headers(self.body, secret, which)

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


class Events(LiveList[Emitted]):
    """
    Every event a mock has emitted, oldest first.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, kind: str) -> list[Emitted]:
        """
        Return those of one type.
        """
        return [emitted(row) for row in self._engine.look(lambda moment: queries.events_of_type(moment.tx, kind))]

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
        return [emitted(row) for row in self._engine.look(lambda moment: moment.tx.events.page(first, most))]


def emitted(event: Event) -> Emitted:
    """
    Return an event as a program is given it.
    """
    at, body = from_millis(event.created), event.body.encode()
    return Emitted(event.id, event.type, at, event.paywall_id, event.user_id, body, event.by_itself)

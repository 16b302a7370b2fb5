"""
Gives a program its handles on webhooks and deliveries of a mock. Never holds a rule.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries, rows, values
from monetize_software_mock.state.rows import Delivery
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.state.values import Attempt, Endpoint, Purchase
from monetize_software_mock.webhooks import courier, log
from monetize_software_mock.webhooks.courier import DeliveryError, ReceiverFailure, UnknownDelivery

from .clock import Emitted
from .expectations import MARK, Search, wanted
from .live_list import Listed


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A delivery: one event on its way to one endpoint. As text it is its id.

    Attributes:
        status: `pending`, `held`, `collected`, `delivered`, `refused` or `exhausted`.
        event: Id of the event.
        user_id: The customer it is about.
        created: When it began; aware virtual time.
        attempts: Every attempt, in order.
        log: As `/_mock/deliveries` has it: text, numbers and lists.
    """

    id: str
    type: str
    status: str
    event: str
    user_id: str
    created: datetime
    attempts: Sequence[Attempt]
    log: Mapping[str, Any]

    def __str__(self) -> str:
        """
        Return the id.
        """
        return self.id

    def __repr__(self) -> str:
        """
        Return what became of it, without what it carried.
        """
        return f"Sent({self.id}, {self.type}, {self.status}, attempts={list(self.attempts)})"


class Webhooks(Listed[Endpoint]):
    """
    The endpoints events are sent to.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        receiver: Any,
        *,
        path: str | None = None,
        secret: str | None = "whsec_mock",
        events: Iterable[str] = (),
        account: str | None = None,
        listener: bool = False,
    ) -> Endpoint:
        """
        Add an endpoint.

        Args:
            receiver: A URL; a function of body and headers, or a coroutine function, that returns a status, a status
                and a text, or None for 200; an httpx transport such as `httpx.WSGITransport(app)`; or, with a path, a
                WSGI or ASGI application. The latter starts now, and shuts down when the endpoint is removed or the
                mock is closed.
            path: Where an application takes webhooks, such as `/webhooks/billing`.
            secret: What deliveries are signed with; None leaves them unsigned.
            events: Types it takes; all when left out.
            account: The owner; that of the first paywall when left out.
            listener: It stays until it is removed, through every reset, seed and restore; otherwise it is a part of the
                world.

        Raises:
            DeliveryError: The URL or the path is not allowed, or the account has ten endpoints.
            TypeError: This cannot receive; the message says what can.
            LifespanError: The application's startup failed.
        """
        if isinstance(receiver, str):
            return self._added(self._allowed(receiver, path), secret, events, account, listener=listener)
        from monetize_software_mock.webhooks.receivers import receiver_of  # here, because most worlds have none

        place = _checked(path or "/webhooks")
        taken_by = receiver_of(receiver, path)
        try:
            made = self._added(place, secret, events, account, listener=listener)
        except BaseException:
            taken_by.close()
            raise
        self._engine.courier.take_on(made.url, taken_by)
        return made

    def get(self, name: str) -> Endpoint:
        """
        Return an endpoint by its id.

        Raises:
            UnknownDelivery: There is none, or none any more.
        """
        return values.endpoint(self._engine.look(lambda moment: _endpoint(moment, name)))

    @property
    def failures(self) -> list[ReceiverFailure]:
        """
        What receivers in this process raised, oldest first. Each was answered with 500, as a server would.

        The pytest plugin fails the test for the first of them.
        """
        return list(self._engine.courier.failures)

    def take_failures(self) -> list[ReceiverFailure]:
        """
        Return what receivers in this process raised, and forget it.
        """
        taken, self._engine.courier.failures[:] = self.failures, []
        return taken

    @contextmanager
    def expect_failures(self, *kinds: type[BaseException]) -> Generator[list[ReceiverFailure]]:
        """
        Let receivers fail on purpose inside a block; such failures are not held against the test.

        ```python
        with monetize.webhooks.expect_failures(KeyError) as failures:
            monetize.subscribe("ada@example.com", "price_123")
        ```

        Args:
            kinds: Of these exceptions; of any when left out.

        Yields:
            A list that holds the failures once the block has ended.

        Raises:
            AssertionError: No receiver failed so.
        """
        before, found = len(self._engine.courier.failures), list[ReceiverFailure]()
        yield found
        kept, new = self.failures[:before], self.failures[before:]
        meant = [each for each in new if isinstance(each.error, kinds or BaseException)]
        self._engine.courier.failures[:] = [*kept, *(each for each in new if each not in meant)]
        found.extend(meant)
        if not meant:
            named = " or ".join(each.__name__ for each in kinds) or "anything"
            others = ", ".join(type(each.error).__name__ for each in new)
            raise AssertionError(f"No receiver raised {named}" + (f"; there were: {others}" if others else ""))

    def switch(self, endpoint: Endpoint | str, *, active: bool) -> Endpoint:
        """
        Switch an endpoint off or on; while it is off, nothing is sent to it.
        """
        name = str(endpoint)

        def switch(moment: Moment) -> rows.Endpoint:
            return moment.tx.endpoints.put(replace(_endpoint(moment, name), active=active))

        return values.endpoint(self._engine.act(switch))

    def remove(self, endpoint: Endpoint | str) -> None:
        """
        Take an endpoint away; what is on its way to it is given up.
        """
        name = str(endpoint)

        def remove(moment: Moment) -> str:
            gone = _endpoint(moment, name)
            moment.tx.endpoints.remove(gone.id)
            return gone.url

        self._engine.listeners.forget(name)
        self._engine.courier.let_go(self._engine.act(remove))

    def _added(
        self, url: str, secret: str | None, types: Iterable[str], account: str | None, *, listener: bool
    ) -> Endpoint:
        owner, wanted = account or self._owner(), tuple(types)
        known = self._engine.listeners.known
        made = self._engine.act(lambda moment: courier.add_endpoint(moment, owner, url, secret, wanted, known))
        if listener:
            self._engine.listeners.keep(made, follows_owner=account is None)
        return values.endpoint(made)

    def _allowed(self, url: str, path: str | None) -> str:
        if path is not None:
            raise DeliveryError("A URL has a path of its own")
        refused = self._engine.refuses(url)
        if refused is not None:
            raise DeliveryError(refused)
        return url

    def _owner(self) -> str:
        paywalls = self._engine.world.paywalls
        if not paywalls:
            raise DeliveryError("The world has no paywall; name the account")
        return paywalls[0].owner

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.endpoints.count())

    def _read(self, first: int, most: int) -> list[Endpoint]:
        page = ("true ORDER BY rowid LIMIT ? OFFSET ?", most, first)
        return [values.endpoint(each) for each in self._engine.look(lambda moment: moment.tx.endpoints.where(*page))]


class Deliveries(Listed[Sent]):
    """
    The deliveries of the last 30 days and those still on their way, oldest first, and what can be done with them.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def mode(self) -> str:
        """
        `settle`, `live`, `collect` or `manual`.
        """
        return self._engine.settings.mode

    def go(self, mode: str) -> None:
        """
        Deliver in another way: `settle`, `live`, `collect` or `manual`.
        """
        self._engine.deliver(mode)

    def of(self, kind: str) -> list[Sent]:
        """
        Return those of one type of event.
        """
        return self._engine.look(
            lambda moment: [_sent(moment, _find(moment, name)) for name in queries.of_type(moment.tx, kind)]
        )

    def expect(self, kind: str, customer: Purchase | Emitted | str | None = None) -> Sent:
        """
        Return the latest delivery of a type of event, about a customer, that its receiver took.

        Args:
            customer: Whom it is about; as for `events.expect`.

        Raises:
            AssertionError: There is none, or it is not clear whose is meant; the message lists what there is.
        """

        def find(moment: Moment) -> Sent:
            search = Search("delivered", kind, customer, moment.tx.number(MARK) or 0)
            found = queries.latest_delivered(moment.tx, wanted(moment, search))
            return _sent(moment, _find(moment, found or ""))

        return self._engine.look(find)

    def resend(self, delivery: Sent | str) -> Sent:
        """
        Send once more, whatever became of it; the same bytes.
        """
        return self._do(courier.send_again, delivery)

    def duplicate(self, delivery: Sent | str) -> Sent:
        """
        Deliver the same event to the same endpoint a second time.
        """
        name = str(delivery)
        copy = self._engine.act(lambda moment: courier.duplicate(moment, _find(moment, name)))
        return self._one(copy.id)

    def hold(self, delivery: Sent | str) -> Sent:
        """
        Hold a delivery that waits for its next attempt.

        Raises:
            DeliveryError: It is not on its way.
        """
        return self._do(courier.hold, delivery)

    def hold_type(self, kind: str = "*") -> None:
        """
        Hold every new delivery of a type of event, of all types when left out.
        """
        self._engine.settings.held.add(kind)

    def release(self, *which: Sent | str, order: str = "sent") -> list[Sent]:
        """
        Send what is held, in the order given, and hold no type any more.

        Args:
            which: Deliveries in the order to send them; all that are held when left out.
            order: `sent` or `reversed`, when none are named.
        """
        if order not in ("sent", "reversed"):
            raise DeliveryError("order must be one of: sent, reversed")
        if not which:
            self._engine.settings.held.clear()
            held = self._engine.look(lambda moment: queries.held(moment.tx))
            which = tuple(reversed(held) if order == "reversed" else held)
        return [self.resend(each) for each in which]

    def settle(self) -> list[Sent]:
        """
        Move the clock as far as every delivery that waits for another attempt needs, and return what became of them.

        Held ones stay held.

        Raises:
            DeliveryError: In the mode `live` they are sent without being asked for.
        """
        if self.mode == "live":
            raise DeliveryError("In the mode live, deliveries settle by themselves")
        names = list(self._waiting())
        wanted_ones = set(names)  # as others come up on the way, which are not waited for
        while due := [at for name, at in self._waiting().items() if name in wanted_ones]:
            self._engine.advance_to(from_millis(max(due)))
        return self._engine.look(lambda moment: [_sent(moment, _find(moment, name)) for name in names])

    def _do(self, action: Any, delivery: Sent | str) -> Sent:
        name = str(delivery)
        self._engine.act(lambda moment: action(moment, _find(moment, name)))
        return self._one(name)

    def _one(self, name: str) -> Sent:
        return self._engine.look(lambda moment: _sent(moment, _find(moment, name)))

    def _waiting(self) -> dict[str, int]:
        return self._engine.look(lambda moment: queries.waiting(moment.tx))

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.deliveries.count())

    def _read(self, first: int, most: int) -> list[Sent]:
        page = ("true ORDER BY rowid LIMIT ? OFFSET ?", most, first)
        return self._engine.look(lambda moment: [_sent(moment, each) for each in moment.tx.deliveries.where(*page)])


def _find(moment: Moment, name: str) -> Delivery:
    found = moment.tx.deliveries.get(name)
    if found is None:
        raise UnknownDelivery(f"No delivery {name}")
    return found


def _checked(path: str) -> str:
    if not path.startswith("/"):
        raise DeliveryError("A path begins with /")
    return path


def _endpoint(moment: Moment, name: str) -> rows.Endpoint:
    found = moment.tx.endpoints.get(name)
    if found is None:
        raise UnknownDelivery(f"No webhook {name[:60]}: it was removed, or the world has begun anew without it")
    return found


def _sent(moment: Moment, delivery: Delivery) -> Sent:
    entry = log.worded(moment.tx, delivery)
    event = moment.tx.events.first("id = ?", delivery.event_id)
    body = event.body.encode() if event else b""
    made = moment.tx.attempts.where("delivery_id = ? ORDER BY number", delivery.id)
    return Sent(
        id=delivery.id,
        type=str(entry["type"]),
        status=delivery.status,
        event=delivery.event_id,
        user_id=event.user_id if event else "",
        created=from_millis(delivery.created),
        attempts=tuple(values.attempt(each, body) for each in made),
        log=entry,
    )

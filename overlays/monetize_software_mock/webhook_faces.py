"""
Gives a program its handles on webhooks and deliveries of a mock. Never holds a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import deliveries, delivery_log, senders
from .deliveries import DeliveryError, UnknownDelivery
from .engine import Engine
from .listed import Listed, names
from .moment import Moment
from .rows import Delivery, Endpoint
from .timestamps import from_millis


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A delivery: one event on its way to one endpoint.

    Attributes:
        status: `pending`, `held`, `collected`, `delivered`, `refused` or `exhausted`.
        log: As `/_mock/deliveries` has it, with every attempt.
    """

    id: str
    type: str
    status: str
    event: str
    log: Mapping[str, Any]

    @property
    def attempts(self) -> Sequence[Mapping[str, Any]]:
        """
        Every attempt, in order.
        """
        made: Sequence[Mapping[str, Any]] = self.log["attempts"]
        return made


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
    ) -> Endpoint:
        """
        Add an endpoint.

        Args:
            receiver: A URL; a function of body and headers that returns a status, a status and a text, or None for
                200; an httpx transport such as `httpx.ASGITransport(app)` or `httpx.WSGITransport(app)`; or, with a
                path, a WSGI or ASGI application.
            path: Where an application takes webhooks, such as `/webhooks/billing`.
            secret: What deliveries are signed with; None leaves them unsigned.
            events: Types it takes; all when left out.
            account: The owner; that of the first paywall when left out.

        Raises:
            DeliveryError: The URL or the path is not allowed, or the account has ten endpoints.
        """
        sender = None if isinstance(receiver, str) else _sender(receiver, path)
        url = self._allowed(receiver, path) if isinstance(receiver, str) else _checked(path or "/webhooks")
        owner = account or self._owner()
        made = self._engine.act(lambda moment: deliveries.add_endpoint(moment, owner, url, secret, tuple(events)))
        if sender is not None:
            self._engine.courier.senders[made.url] = sender
        return made

    def switch(self, endpoint: Endpoint | str, *, active: bool) -> Endpoint:
        """
        Switch an endpoint off or on; while it is off, nothing is sent to it.
        """
        name = endpoint if isinstance(endpoint, str) else endpoint.id

        def switch(moment: Moment) -> Endpoint:
            return moment.tx.endpoints.put(replace(_endpoint(moment, name), active=active))

        return self._engine.act(switch)

    def remove(self, endpoint: Endpoint | str) -> None:
        """
        Take an endpoint away; what is on its way to it is given up.
        """
        name = endpoint if isinstance(endpoint, str) else endpoint.id

        def remove(moment: Moment) -> None:
            moment.tx.endpoints.remove(_endpoint(moment, name).id)

        self._engine.act(remove)

    def _allowed(self, url: str, path: str | None) -> str:
        if path is not None:
            raise DeliveryError("A URL has a path of its own")
        switches, start = self._engine.world.switches, self._engine.start
        named = (*switches.webhook_hosts, *start.webhook_hosts)
        refused = senders.refusal(url, remote=switches.remote_webhooks, named=named)
        if refused is not None:
            raise DeliveryError(refused)
        return url

    def _owner(self) -> str:
        paywalls = self._engine.world.paywalls
        if not paywalls:
            raise DeliveryError("The world has no paywall; name the account")
        return paywalls[0].owner

    def _read(self) -> list[Endpoint]:
        return self._engine.look(lambda moment: moment.tx.endpoints.where("true ORDER BY rowid"))


class Deliveries(Listed[Sent]):
    """
    Every delivery, oldest first, and what can be done with them.
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
        return [each for each in self._read() if each.type == kind]

    def expect(self, kind: str) -> Sent:
        """
        Return the latest of a type that its receiver took.

        Raises:
            AssertionError: There is none.
        """
        found = [each for each in self.of(kind) if each.status == "delivered"]
        if not found:
            seen = names(f"{each.type} {each.status}" for each in self._read())
            raise AssertionError(f"No {kind} was delivered; there were: {seen}")
        return found[-1]

    def resend(self, delivery: Sent | str) -> Sent:
        """
        Send once more, whatever became of it; the same bytes.
        """
        return self._do(deliveries.send_again, delivery)

    def duplicate(self, delivery: Sent | str) -> Sent:
        """
        Deliver the same event to the same endpoint a second time.
        """
        name = _id(delivery)
        copy = self._engine.act(lambda moment: deliveries.duplicate(moment, _find(moment, name)))
        return self._one(copy.id)

    def hold(self, delivery: Sent | str) -> Sent:
        """
        Hold a delivery that waits for its next attempt.

        Raises:
            DeliveryError: It is not on its way.
        """
        return self._do(deliveries.hold, delivery)

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
            held = [each.id for each in self._read() if each.status == "held"]
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
        waiting = [each.id for each in self._read() if each.status == "pending"]
        while (due := self._engine.look(lambda moment: deliveries.next_attempt(moment.tx, waiting))) is not None:
            self._engine.advance_to(from_millis(due))
        return [self._one(name) for name in waiting]

    def _do(self, action: Any, delivery: Sent | str) -> Sent:
        name = _id(delivery)
        self._engine.act(lambda moment: action(moment, _find(moment, name)))
        return self._one(name)

    def _one(self, name: str) -> Sent:
        return self._engine.look(lambda moment: _sent(moment, _find(moment, name)))

    def _read(self) -> list[Sent]:
        return self._engine.look(
            lambda moment: [_sent(moment, each) for each in moment.tx.deliveries.where("true ORDER BY rowid")]
        )


def _find(moment: Moment, name: str) -> Delivery:
    found = moment.tx.deliveries.get(name)
    if found is None:
        raise UnknownDelivery(f"No delivery {name}")
    return found


def _sender(receiver: Any, path: str | None) -> senders.Sender:
    if path is not None and callable(receiver):
        return senders.for_application(receiver)
    return senders.for_receiver(receiver)


def _checked(path: str) -> str:
    if not path.startswith("/"):
        raise DeliveryError("A path begins with /")
    return path


def _endpoint(moment: Moment, name: str) -> Endpoint:
    found = moment.tx.endpoints.get(name)
    if found is None:
        raise UnknownDelivery(f"No webhook {name}")
    return found


def _id(delivery: Sent | str) -> str:
    return delivery if isinstance(delivery, str) else delivery.id


def _sent(moment: Moment, delivery: Delivery) -> Sent:
    log = delivery_log.worded(moment.tx, delivery)
    return Sent(delivery.id, str(log["type"]), delivery.status, delivery.event_id, log)

"""
Deliveries of events to endpoints, as a program holds them. Sends nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries, values
from monetize_software_mock.state.rows import Delivery
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.state.values import Attempt, Purchase
from monetize_software_mock.webhooks import courier, log
from monetize_software_mock.webhooks.courier import DeliveryError, UnknownDelivery

from .events import Emitted
from .expectations import MARK, Search, wanted
from .live_list import LiveList


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


class Deliveries(LiveList[Sent]):
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
            lambda moment: [
                sent(moment, find_delivery(moment, name)) for name in queries.deliveries_of_type(moment.tx, kind)
            ]
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
            return sent(moment, find_delivery(moment, found or ""))

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
        copy = self._engine.act(lambda moment: courier.duplicate(moment, find_delivery(moment, name)))
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
            held = self._engine.look(lambda moment: queries.held_deliveries(moment.tx))
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
            self._engine.move(max(*due, self._engine.clock.millis()))
        return self._engine.look(lambda moment: [sent(moment, find_delivery(moment, name)) for name in names])

    def _do(self, action: Any, delivery: Sent | str) -> Sent:
        name = str(delivery)
        self._engine.act(lambda moment: action(moment, find_delivery(moment, name)))
        return self._one(name)

    def _one(self, name: str) -> Sent:
        return self._engine.look(lambda moment: sent(moment, find_delivery(moment, name)))

    def _waiting(self) -> dict[str, int]:
        return self._engine.look(lambda moment: queries.waiting_deliveries(moment.tx))

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.deliveries.count())

    def _read(self, first: int, most: int) -> list[Sent]:
        return self._engine.look(lambda moment: [sent(moment, each) for each in moment.tx.deliveries.page(first, most)])


def find_delivery(moment: Moment, name: str) -> Delivery:
    """
    Find a delivery by its id.

    Raises:
        UnknownDelivery: There is none.
    """
    found = moment.tx.deliveries.get(name)
    if found is None:
        raise UnknownDelivery(f"No delivery {name}")
    return found


def sent(moment: Moment, delivery: Delivery) -> Sent:
    """
    Return a delivery as a program is given it.
    """
    entry = log.delivery_to_json(moment.tx, delivery)
    event = queries.event_by_id(moment.tx, delivery.event_id)
    body = event.body.encode() if event else b""
    made = queries.attempts_of_delivery(moment.tx, delivery.id)
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

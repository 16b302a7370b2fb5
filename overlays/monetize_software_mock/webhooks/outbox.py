"""
Stores events in the transaction of their cause, and schedules a delivery to each endpoint that wants them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.http.messages import encode_json
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import agenda, queries
from monetize_software_mock.state.rows import Delivery, EndpointRow, Event, PurchaseRow
from monetize_software_mock.world.declaration import Paywall, Switches
from monetize_software_mock.world.delivery_mode import LOG_LASTS_MS, Settings
from monetize_software_mock.world.processors import profile

from . import payloads


class BrokenEvent(Exception):
    """
    An event breaks the specification: a mistake in the mock server.
    """


class Outbox:
    """
    Writes events.

    Args:
        spec: What every event is checked against before it is stored.
        switches: Behaviour that the public sources do not settle.
        settings: Whether and how events are sent.

    Attributes:
        switches: The same, for the world there is now.
    """

    def __init__(self, spec: Spec, switches: Switches, settings: Settings) -> None:
        self._spec, self.switches, self._settings = spec, switches, settings

    def emit(
        self,
        moment: Moment,
        kind: str,
        purchase: PurchaseRow,
        objects: Mapping[str, Mapping[str, Any]],
    ) -> int:
        """
        Write an event about a purchase; a processor that repeats itself writes updates more than once.

        Returns:
            When the last one occurred: now, or a millisecond after the event before it.
        """
        paywall = moment.paywall(purchase.paywall_id)
        data = {**payloads.subject(moment.tx, paywall, purchase.user_id, purchase, self.switches), **objects}
        again = profile(paywall.processor.name).repeats if kind == payloads.SUBSCRIPTION_UPDATED else 1
        at = purchase.told
        for _ in range(again):
            at = max(moment.now, at + 1)
            self.write(moment, paywall, kind, purchase.user_id, data, at)
        return at

    def write(
        self, moment: Moment, paywall: Paywall, kind: str, user_id: str, data: Mapping[str, Any], at: int
    ) -> Event:
        """
        Write an event.

        Args:
            at: When it occurred.

        Raises:
            BrokenEvent: It breaks the schema the specification has for its type.
        """
        event_id = moment.ids.event(moment.now)
        document = payloads.envelope(event_id, kind, at, data, self.switches)
        self._check(kind, document)
        body = encode_json(document).decode()
        event = moment.tx.events.insert(
            Event(None, event_id, kind, paywall.owner, paywall.id, user_id, moment.now, body, moment.tx.by_itself)
        )
        for endpoint in queries.active_endpoints(moment.tx, paywall.owner):
            if not endpoint.events or kind in endpoint.events:
                self.address(moment, event, endpoint)
        return event

    def address(self, moment: Moment, event: Event, endpoint: EndpointRow) -> Delivery:
        """
        Let an endpoint get an event.
        """
        status = self._settings.first_status(event.type)
        delivery = moment.tx.deliveries.insert(
            Delivery(moment.ids.prefixed("dlv"), event.id, endpoint.id, status, 0, 0, moment.now)
        )
        agenda.plan_once(moment.tx, moment.now + LOG_LASTS_MS, agenda.LOG_EXPIRY, agenda.DELIVERY_LOG)
        if status == "pending":
            agenda.plan(moment.tx, moment.now, agenda.WEBHOOK, delivery.id)
        return delivery

    def _check(self, kind: str, document: Mapping[str, Any]) -> None:
        schema = self._spec.event(kind)
        if schema is not None and not schema.accepts(document):
            reasons = "; ".join(f"{'/'.join(map(str, each.place))}: {each.text}" for each in schema.failures(document))
            raise BrokenEvent(f"Event {kind} breaks its schema: {reasons}")

"""
Serializes deliveries and their attempts, for the console and the control routes. Never changes one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import agenda, queries, values
from monetize_software_mock.state.rows import AttemptRow, Delivery, Due, EndpointRow, Event
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import DAY_MS, to_iso
from monetize_software_mock.world.delivery_mode import LOG_LASTS_MS

KEPT = 1000
_MOST_AT_ONCE = 500
_LIFE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Life:
    """
    What a world's log counts from.

    Attributes:
        number: How often the world has begun anew or come back.
        before: Row of the latest attempt it came back with; whoever follows has seen that.
    """

    number: int = 0
    before: int = 0


def expire(moment: Moment, _due: Due) -> Note | None:
    """
    Forget deliveries that are over and older than 30 days, but for the latest thousand, which those who follow the log
    may not have seen when much time passes at once.
    """
    tx, oldest = moment.tx, moment.now - LOG_LASTS_MS
    queries.forget_deliveries(tx, oldest, KEPT)
    wait = DAY_MS if tx.deliveries.count() > KEPT else LOG_LASTS_MS
    agenda.plan(tx, moment.now + wait, agenda.LOG_EXPIRY, agenda.DELIVERY_LOG)
    return None


def attempts_after(
    tx: Transaction, life: Life, seen: int, endpoint: str | None = None
) -> tuple[list[dict[str, Any]], int]:
    """
    Serialize the attempts that came after what was seen, for whoever follows them.

    Args:
        seen: What was returned before; 0 at first. Attempts of a world that is gone count for nothing.
        endpoint: Only those to this one.

    Returns:
        Those among the next 500, and what has been seen with them.
    """
    number, row = divmod(seen, _LIFE)
    start = row if number == life.number and row <= queries.latest_attempt(tx) else life.before
    found = queries.attempts_after(tx, start, _MOST_AT_ONCE)
    attempts = [tx.attempts.get(name) for name, _ in found]
    told = [_with_event(tx, each) for each in attempts if each is not None]
    theirs = [each for each in told if endpoint in (None, each["webhook"])]
    return theirs, life.number * _LIFE + (found[-1][1] if found else start)


def _with_event(tx: Transaction, attempt: AttemptRow) -> dict[str, Any]:
    delivery = tx.deliveries.get(attempt.delivery_id)
    assert delivery is not None, f"There is no delivery {attempt.delivery_id}"
    event = queries.event_by_id(tx, delivery.event_id)
    whose = {"delivery": delivery.id, "webhook": delivery.endpoint_id, "type": event and event.type}
    return {**whose, **_customer(tx, event), **_attempt_to_json(attempt, event)}


def _customer(tx: Transaction, event: Event | None) -> dict[str, Any]:
    """
    Name the event and whom it is about.
    """
    user = event and tx.users.get(event.user_id)
    return {"event": event and event.id, "user": event and event.user_id, "email": user and user.email}


class UnknownEvent(LookupError):
    """
    There is no such event.
    """


def event_to_json(tx: Transaction, name: str) -> dict[str, Any]:
    """
    Serialize an event, with its deliveries.

    Raises:
        UnknownEvent: There is none of that id.
    """
    found = queries.event_by_id(tx, name)
    if found is None:
        raise UnknownEvent(f"There is no event {name}")
    sent = queries.deliveries_of_event(tx, name)
    return {
        **_customer(tx, found),
        "event": json.loads(found.body),
        "deliveries": [delivery_to_json(tx, each) for each in sent],
    }


def delivery_to_json(tx: Transaction, delivery: Delivery) -> dict[str, Any]:
    """
    Serialize a delivery and its attempts for the wire.
    """
    event, endpoint = queries.event_by_id(tx, delivery.event_id), tx.endpoints.get(delivery.endpoint_id)
    found = queries.attempts_of_delivery(tx, delivery.id)
    due = agenda.of_subject(tx, delivery.id, agenda.WEBHOOK)
    return {
        "id": delivery.id,
        "status": delivery.status,
        **_customer(tx, event),
        "type": event and event.type,
        "paywall": event and event.paywall_id,
        "webhook": delivery.endpoint_id,
        "url": endpoint and endpoint.url,
        "created": to_iso(delivery.created),
        "next_attempt": to_iso(due.at) if due else None,
        "attempts": [_attempt_to_json(each, event) for each in found],
    }


def _attempt_to_json(attempt: AttemptRow, event: Event | None) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "number": attempt.number,
        "at": to_iso(attempt.at),
        "request": {"url": attempt.url, "headers": dict(attempt.headers), "body": event and event.body},
        "status": attempt.status,
        "answer": attempt.answer,
        "error": attempt.error,
        "took_ms": attempt.took_ms,
    }


def endpoint_to_json(endpoint: EndpointRow | values.Endpoint) -> dict[str, Any]:
    """
    Serialize an endpoint for the wire.
    """
    return {
        "id": endpoint.id,
        "account": endpoint.account_id,
        "url": endpoint.url,
        "secret": endpoint.secret,
        "events": list(endpoint.events),
        "active": endpoint.active,
    }

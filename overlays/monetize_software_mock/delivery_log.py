"""
Words deliveries and their attempts, for the console and the control routes. Never changes one.
"""

from __future__ import annotations

import json
from typing import Any

from . import agenda, values
from .rows import Attempt, Delivery, Endpoint, Event
from .store import Transaction
from .timestamps import DAY_MS, to_iso

LASTS_MS = 30 * DAY_MS
"""
How long the log keeps a delivery that is over.
"""

_MOST_AT_ONCE = 500


def logged(tx: Transaction, now: int) -> list[Delivery]:
    """
    Return the deliveries of the log, oldest first: those of the last 30 days, and those that are still on their way.
    """
    kept = "created > ? OR status IN ('pending', 'held') ORDER BY rowid"
    return tx.deliveries.where(kept, now - LASTS_MS)


def attempts_after(tx: Transaction, seen: int) -> tuple[list[dict[str, Any]], int]:
    """
    Word the attempts that came after so many others, for whoever follows them.

    Returns:
        At most 500 of them, and how many have been seen with them. After a reset it begins anew.
    """
    made = tx.attempts.count()
    start = seen if seen <= made else 0
    found = tx.attempts.where("true ORDER BY rowid LIMIT ? OFFSET ?", _MOST_AT_ONCE, start)
    return [_with_event(tx, each) for each in found], start + len(found)


def _with_event(tx: Transaction, attempt: Attempt) -> dict[str, Any]:
    delivery = tx.deliveries.get(attempt.delivery_id)
    assert delivery is not None, f"There is no delivery {attempt.delivery_id}"
    event = tx.events.first("id = ?", delivery.event_id)
    whose = {"delivery": delivery.id, "webhook": delivery.endpoint_id, "type": event and event.type}
    return {**whose, **_customer(tx, event), **_worded_attempt(attempt, event)}


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


def event(tx: Transaction, name: str) -> dict[str, Any]:
    """
    Word an event, with its deliveries.

    Raises:
        UnknownEvent: There is none of that id.
    """
    found = tx.events.first("id = ?", name)
    if found is None:
        raise UnknownEvent(f"There is no event {name}")
    sent = tx.deliveries.where("event_id = ? ORDER BY rowid", name)
    return {**_customer(tx, found), "event": json.loads(found.body), "deliveries": [worded(tx, each) for each in sent]}


def worded(tx: Transaction, delivery: Delivery) -> dict[str, Any]:
    """
    Word a delivery and its attempts for the wire.
    """
    event, endpoint = tx.events.first("id = ?", delivery.event_id), tx.endpoints.get(delivery.endpoint_id)
    found = tx.attempts.where("delivery_id = ? ORDER BY number", delivery.id)
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
        "attempts": [_worded_attempt(each, event) for each in found],
    }


def _worded_attempt(attempt: Attempt, event: Event | None) -> dict[str, Any]:
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


def worded_endpoint(endpoint: Endpoint | values.Endpoint) -> dict[str, Any]:
    """
    Word an endpoint for the wire.
    """
    return {
        "id": endpoint.id,
        "account": endpoint.account_id,
        "url": endpoint.url,
        "secret": endpoint.secret,
        "events": list(endpoint.events),
        "active": endpoint.active,
    }

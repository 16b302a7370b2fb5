"""
What is asked about endpoints, deliveries and attempts.
"""

from __future__ import annotations

from typing import Final

from monetize_software_mock.state.agenda import WEBHOOK
from monetize_software_mock.state.rows import AttemptRow, Delivery, EndpointRow
from monetize_software_mock.state.store import Transaction

_FORGOTTEN: Final = (
    "created <= ? AND status NOT IN ('pending', 'held') AND rowid <= (SELECT max(rowid) FROM deliveries) - ?"
)


def active_endpoints(tx: Transaction, account_id: str) -> list[EndpointRow]:
    """
    Return the endpoints of an account that are switched on, in the order in which they were added.
    """
    return tx.endpoints.where("account_id = ? AND active ORDER BY rowid", account_id)


def endpoints_of_account(tx: Transaction, account_id: str) -> list[EndpointRow]:
    """
    Return every endpoint of an account.
    """
    return tx.endpoints.where("account_id = ?", account_id)


def is_listened_to(tx: Transaction) -> bool:
    """
    Say whether any endpoint is switched on.
    """
    return tx.endpoints.first("active") is not None


def deliveries_of_event(tx: Transaction, event_id: str) -> list[Delivery]:
    """
    Return the deliveries of an event, in the order in which they were made.
    """
    return tx.deliveries.where("event_id = ? ORDER BY rowid", event_id)


def waiting_deliveries(tx: Transaction) -> dict[str, int]:
    """
    Return the deliveries that wait for an attempt, and when it comes; in the order in which they were made.
    """
    found = tx.select(
        "FROM deliveries JOIN due ON due.subject = deliveries.id "
        "WHERE deliveries.status = 'pending' AND due.kind = ? ORDER BY deliveries.rowid",
        "deliveries.id, due.at",
        WEBHOOK,
    )
    return {str(name): int(at) for name, at in found}


def held_deliveries(tx: Transaction) -> list[str]:
    """
    Return the deliveries that are held, in the order in which they were made.
    """
    return [each.id for each in tx.deliveries.where("status = 'held' ORDER BY rowid")]


def forget_deliveries(tx: Transaction, until: int, kept: int) -> None:
    """
    Remove the deliveries that are over, with their attempts.

    Args:
        until: Only those made until this moment.
        kept: None of the latest so many.
    """
    tx.attempts.remove_where(f"delivery_id IN (SELECT id FROM deliveries WHERE {_FORGOTTEN})", until, kept)
    tx.deliveries.remove_where(_FORGOTTEN, until, kept)


def attempts_of_delivery(tx: Transaction, delivery_id: str) -> list[AttemptRow]:
    """
    Return the attempts of a delivery, in order.
    """
    return tx.attempts.where("delivery_id = ? ORDER BY number", delivery_id)


def attempts_after(tx: Transaction, place: int, most: int) -> list[tuple[str, int]]:
    """
    Return the id and the place of the attempts after a place, in the order in which they were made.
    """
    return [
        (str(name), int(row))
        for name, row in tx.select("FROM attempts WHERE rowid > ? ORDER BY rowid LIMIT ?", "id, rowid", place, most)
    ]


def latest_attempt(tx: Transaction) -> int:
    """
    Return the place of the latest attempt; 0 when there is none.
    """
    return tx.select("FROM attempts", "max(rowid)")[0][0] or 0

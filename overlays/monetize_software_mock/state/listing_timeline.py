"""
Names what the timeline for people is made of: what is due, by day too, and what happened.

Nothing here makes more rows than it returns; what goes through all that is due goes through an index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from monetize_software_mock.state import agenda
from monetize_software_mock.state.listing import Listed, Part, count
from monetize_software_mock.state.listing_tables import HOUSEKEEPING
from monetize_software_mock.state.rows import Due, Entry
from monetize_software_mock.state.store import Transaction

__all__ = [
    "HOUSEKEEPING",
    "PAYMENTS",
    "coming",
    "doubtful_payments",
    "due",
    "due_by_day",
    "happened",
    "housekeeping",
    "story",
]

PAYMENTS: Final = (agenda.RENEWAL, agenda.TRIAL_END, agenda.DUNNING, agenda.AWAITED_PAYMENT)
"""
What asks for a payment.
"""


_AWAITED: Final = tuple(kind for kind in agenda.KINDS if kind not in HOUSEKEEPING)


def due(tx: Transaction, kinds: Iterable[str] | None, first: int, most: int, until: int | None = None) -> Listed[Due]:
    """
    Return what is due and no housekeeping, in the order in which it happens.

    Args:
        kinds: Only these; None for all.
        until: Milliseconds; what comes later is left out.
    """
    condition = agenda.among(_AWAITED if kinds is None else tuple(kinds))
    if until is not None:
        condition += f" AND at < {until:d}"
    part = Part(f"FROM due WHERE {condition}", (), "sequence", ("at", "rank", "sequence"))
    total, places = part.read(tx, first, most)
    return Listed(tx.due.where(f"sequence IN ({places}) ORDER BY at, rank, sequence"), first, total)


def coming(tx: Transaction) -> Due | None:
    """
    Return what happens next and is no housekeeping.
    """
    return tx.due.first(f"NOT {agenda.among(HOUSEKEEPING)} ORDER BY at, rank, sequence")


def housekeeping(tx: Transaction) -> dict[str, int]:
    """
    Return how many things are due of each kind that nobody waits for.
    """
    counts = {kind: count(tx, "due", agenda.among((kind,))) for kind in sorted(HOUSEKEEPING)}
    return {kind: many for kind, many in counts.items() if many}


def due_by_day(tx: Transaction, since: int, days: int, day_ms: int) -> list[int]:
    """
    Return how many things are due on each of the next days, housekeeping left out; what is late counts for the first.
    """
    condition = f"at >= ? AND at < ? AND NOT {agenda.among(HOUSEKEEPING)}"
    starts = [since + day * day_ms for day in range(days)]
    return [count(tx, "due", condition, start if start > since else 0, start + day_ms) for start in starts]


def doubtful_payments(
    tx: Transaction, since: int, days: int, day_ms: int
) -> list[tuple[int, tuple[str, ...], str, int]]:
    """
    Return the payments of the next days whose customer has a card or a script that may decline.

    Returns:
        The number of the day, the script's outcomes, what the card does after them, and how many payments that is.
    """
    found = tx.select(  # CROSS JOIN: few have such a wallet, and many a payment
        "FROM wallets CROSS JOIN purchases ON purchases.user_id = wallets.user_id "
        "AND purchases.paywall_id = wallets.paywall_id CROSS JOIN due ON due.subject = purchases.id "
        f"WHERE (outcomes <> '[]' OR habit <> 'ok') AND {agenda.among(PAYMENTS)} AND at < ? "
        "GROUP BY day, outcomes, habit",
        "max(0, (at - ?) / ?) AS day, outcomes, habit, count(*)",
        since,
        day_ms,
        since + days * day_ms,
    )
    return [(int(day), tuple(json.loads(outcomes)), str(habit), int(many)) for day, outcomes, habit, many in found]


def happened(tx: Transaction, show: str, before: int | None, most: int) -> list[Entry]:
    """
    Return what happened, latest first.

    Args:
        show: `payments`, `webhooks`, `housekeeping`, or empty for all but housekeeping.
        before: Only entries before this one, by its sequence.
    """
    kinds = {"payments": (*PAYMENTS, "bought", "refunded"), "webhooks": (agenda.WEBHOOK,), "housekeeping": HOUSEKEEPING}
    condition = _kinds(kinds[show]) if show in kinds else f"NOT {_kinds(HOUSEKEEPING)}"
    if before is not None:
        condition += f" AND sequence < {before:d}"
    # Those of housekeeping are few among many, and an index over them has them in the order of time.
    order = "at DESC, sequence DESC" if show == "housekeeping" else "sequence DESC"
    return tx.journal.where(f"{condition} ORDER BY {order} LIMIT ?", most)


def story(tx: Transaction, user_id: str, most: int) -> list[Entry]:
    """
    Return what happened to a customer, latest first.
    """
    return tx.journal.where(
        "subject IN (SELECT id FROM purchases WHERE user_id = ? UNION ALL SELECT deliveries.id FROM deliveries "
        "JOIN events ON events.id = event_id WHERE events.user_id = ?) ORDER BY sequence DESC LIMIT ?",
        user_id,
        user_id,
        most,
    )


def _kinds(kinds: Iterable[str]) -> str:
    return f"kind IN ({', '.join(repr(each) for each in kinds)})"

"""
The schedule: what happens by itself, in the order in which it happens; `engine.timeline` makes it happen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from .rows import Due
from .store import Transaction

IDEMPOTENCY_EXPIRY: Final = "idempotency_expiry"
TRIAL_END: Final = "trial_end"
RENEWAL: Final = "renewal"
DUNNING: Final = "dunning"
AWAITED_PAYMENT: Final = "awaited_payment"
SCHEDULED_CANCEL: Final = "scheduled_cancel"
TOKEN_REFILL: Final = "token_refill"
TRIAL_TOP_UP: Final = "trial_top_up"
OFFER_EXPIRY: Final = "offer_expiry"
CHECKOUT_EXPIRY: Final = "checkout_expiry"
TICKET_WINDOW: Final = "ticket_window"
LOG_EXPIRY: Final = "log_expiry"
WEBHOOK: Final = "webhook"

KINDS: Final = (
    IDEMPOTENCY_EXPIRY,
    TRIAL_END,
    RENEWAL,
    DUNNING,
    AWAITED_PAYMENT,
    SCHEDULED_CANCEL,
    TOKEN_REFILL,
    TRIAL_TOP_UP,
    OFFER_EXPIRY,
    CHECKOUT_EXPIRY,
    TICKET_WINDOW,
    LOG_EXPIRY,
    WEBHOOK,
)
"""
Every kind, in the order in which items of one moment happen; within a kind, those planned first come first.
"""

DELIVERY_LOG: Final = "deliveries"
"""
What forgets its oldest at `LOG_EXPIRY`.
"""

BILLING: Final = (TRIAL_END, RENEWAL, DUNNING, AWAITED_PAYMENT, SCHEDULED_CANCEL)
"""
The kinds of which a subscription has one at a time.
"""

_RANKS = {kind: rank for rank, kind in enumerate(KINDS)}
_LAST = _RANKS[WEBHOOK]
_NOTHING: Mapping[str, Any] = {}


@lru_cache(maxsize=64)
def among(kinds: Collection[str]) -> str:
    """
    Return the condition that an item is of one of some kinds; by rank, which its index has.
    """
    return f"rank IN ({', '.join(str(_RANKS[kind]) for kind in sorted(kinds))})"


def plan(tx: Transaction, at: int, kind: str, subject: str, data: Mapping[str, Any] = _NOTHING) -> None:
    """
    Let something happen at a moment; one in the past happens next.
    """
    tx.earliest = at if tx.earliest is None else min(tx.earliest, at)
    tx.due.insert(Due(None, at, _RANKS[kind], kind, subject, data))


def plan_once(tx: Transaction, at: int, kind: str, subject: str) -> None:
    """
    Let something happen at a moment, unless the same is planned already.
    """
    if not tx.select("FROM due WHERE subject = ? AND rank = ?", "1", subject, _RANKS[kind]):
        plan(tx, at, kind, subject)


def drop(tx: Transaction, subject: str, *kinds: str) -> None:
    """
    Forget what was planned for a subject.

    Args:
        kinds: Only these; all when left out.
    """
    tx.due.remove_where(f"subject = ? AND {among(kinds or KINDS)}", subject)


def soonest(tx: Transaction, until: int, *, webhooks: bool = True) -> Due | None:
    """
    Return what happens next, if it is due by a moment.

    Args:
        webhooks: Whether attempts to deliver count.
    """
    last = _LAST if webhooks else _LAST - 1
    return tx.due.first("at <= ? AND rank <= ? ORDER BY at, rank, sequence", until, last)


def soonest_webhook(tx: Transaction, until: int) -> Due | None:
    """
    Return the attempt to deliver that comes next, if it is due by a moment.
    """
    return tx.due.first("at <= ? AND kind = ? ORDER BY at, sequence", until, WEBHOOK)


def planned(tx: Transaction, subjects: Sequence[str] | None = None) -> list[Due]:
    """
    Return what is planned, in order.

    Args:
        subjects: Only for these; for all when left out.
    """
    if subjects is None:
        return tx.due.where("true ORDER BY at, rank, sequence")
    places = ", ".join("?" * len(subjects))
    return tx.due.where(f"subject IN ({places}) ORDER BY at, rank, sequence", *subjects)


def upcoming(tx: Transaction, most: int) -> list[Due]:
    """
    Return what happens next, in order; that a log forgets is nothing to wait for.
    """
    return tx.due.where("kind <> ? ORDER BY at, rank, sequence LIMIT ?", LOG_EXPIRY, most)


def next_moment(tx: Transaction) -> int | None:
    """
    Return when something happens next; that a log forgets is nothing to wait for.
    """
    found = tx.due.first("rank <> ? ORDER BY at, rank, sequence", _RANKS[LOG_EXPIRY])
    return None if found is None else found.at


def of_subject(tx: Transaction, subject: str, kind: str) -> Due | None:
    """
    Return what is planned for a subject.
    """
    return tx.due.first("subject = ? AND kind = ? ORDER BY at, sequence", subject, kind)

"""
Decides from a subscription's own fields whether it gives access at a moment. Never reads a clock; the moment comes in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Protocol

__all__ = ["SubscriptionLike", "grants_access", "has_ended"]

_GRANTING: Final = frozenset({"active", "trialing", "paid"})
_PAST_DUE: Final = "past_due"
_CANCELED: Final = "canceled"


class SubscriptionLike(Protocol):
    """
    What the rule reads: a subscription of an event, or a purchase of the API.
    """

    @property
    def status(self) -> str | None:
        """
        Status on the wire, such as "active".
        """
        ...

    @property
    def canceled_at(self) -> datetime | None:
        """
        When cancellation was requested.
        """
        ...

    @property
    def ended_at(self) -> datetime | None:
        """
        When it really ended or will end.
        """
        ...


def grants_access(subscription: SubscriptionLike, at: datetime, *, past_due: bool = False) -> bool:
    """
    Tell whether a subscription gives access at a moment.

    Once `ended_at` is reached there is no access, whatever the status and the paid period say. Before, "active",
    "trialing" and "paid" give access, a scheduled cancellation included; "canceled" does so until a known end. A
    status that is missing or not known gives none.

    Args:
        subscription: `event.subscription`, or a purchase from `list_purchases()`.
        at: The moment asked about, with a time zone; usually now.
        past_due: Whether to keep access while a payment is being retried.

    Raises:
        ValueError: `at` has no time zone.
    """
    if at.utcoffset() is None:
        raise ValueError("at must have a time zone, such as datetime.now(timezone.utc).")
    end = _end(subscription)
    if end is not None and end <= at:
        return False
    if subscription.status in _GRANTING:
        return True
    if subscription.status == _PAST_DUE:
        return past_due
    return subscription.status == _CANCELED and end is not None


def has_ended(subscription: SubscriptionLike) -> bool:
    """
    Tell whether this is a subscription's last state: it has an end, or is canceled.
    """
    return subscription.ended_at is not None or subscription.status == _CANCELED


def _end(subscription: SubscriptionLike) -> datetime | None:
    # A canceled subscription that does not say when it ended did so when that was asked for.
    end = subscription.ended_at
    if end is None and subscription.status == _CANCELED:
        end = subscription.canceled_at
    return end.replace(tzinfo=UTC) if end is not None and end.tzinfo is None else end

"""
Decides from a subscription's own fields whether it gives access at a moment. Never reads a clock; the moment comes in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, Protocol

__all__ = ["SubscriptionLike", "check_moment", "grants_access", "has_ended"]

_GRANTING: Final = frozenset({"active", "trialing", "paid"})
_PAST_DUE: Final = "past_due"
_CANCELED: Final = "canceled"
_NOW: Final = "pass such as datetime.now(timezone.utc)"


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
        TypeError: `at` is no datetime, or `subscription` has not the three attributes, such as a dict.
    """
    check_moment("at", at)
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


def check_moment(name: str, value: object) -> None:
    """
    Refuse what no other moment can be compared with, and say what to pass.
    """
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime with a time zone, not {type(value).__name__}: {_NOW}.")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must have a time zone: {_NOW}, or value.replace(tzinfo=timezone.utc) for UTC.")


def _end(subscription: SubscriptionLike) -> datetime | None:
    # A canceled subscription that does not say when it ended did so when that was asked for.
    for name in ("status", "canceled_at", "ended_at"):
        if not hasattr(subscription, name):
            raise TypeError(_not_a_subscription(subscription, name))
    end: Any = subscription.ended_at
    if end is None and subscription.status == _CANCELED:
        end = subscription.canceled_at
    if end is None:
        return None
    if not isinstance(end, datetime):
        raise TypeError(f"canceled_at and ended_at must be datetimes or None, not {type(end).__name__}.")
    return end.replace(tzinfo=UTC) if end.tzinfo is None else end


def _not_a_subscription(given: object, name: str) -> str:
    what = type(given).__name__
    row = " For a row of your own pass types.SimpleNamespace(**row)." if what == "dict" else ""
    return (
        f"subscription must be event.subscription, a purchase, or an object with status, canceled_at and ended_at; "
        f"{what} has no {name}.{row}"
    )

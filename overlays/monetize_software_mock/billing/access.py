"""
Decides whether purchases give access, and words them for the wire. Never changes one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from monetize_software_mock.state import statuses
from monetize_software_mock.state.rows import PurchaseRow
from monetize_software_mock.state.timestamps import to_iso

GUEST_STATE: Mapping[str, Any] = {
    "has_active_subscription": False,
    "purchases": [],
    "trial": None,
    "had_previous_trial": False,
}


def is_paid(purchases: Sequence[PurchaseRow]) -> bool:
    """
    Say whether something is paid: an active subscription or a lifetime purchase; a trial does not count (A-52).
    """
    return any(each.status in statuses.PAID_FOR for each in purchases)


def is_granted(purchases: Sequence[PurchaseRow]) -> bool:
    """
    Say whether there is access: something paid for, or a running trial.
    """
    return is_paid(purchases) or running_trial(purchases) is not None


def running_trial(purchases: Sequence[PurchaseRow]) -> PurchaseRow | None:
    """
    Return the subscription whose trial is running.
    """
    return next((each for each in purchases if each.status == "trialing"), None)


def had_trial(purchases: Sequence[PurchaseRow]) -> bool:
    """
    Say whether there ever was a trial, a running one included.
    """
    return any(each.trial_start is not None for each in purchases)


def state(purchases: list[PurchaseRow]) -> dict[str, Any]:
    """
    Serialize a user's access as `UserState`.
    """
    trial = running_trial(purchases)
    return {
        "has_active_subscription": is_granted(purchases),
        "purchases": [_short(each) for each in purchases],
        "trial": trial and {"started_at": to_iso(trial.trial_start), "expires_at": to_iso(trial.trial_end)},
        "had_previous_trial": had_trial(purchases),
    }


def _short(purchase: PurchaseRow) -> dict[str, Any]:
    return {
        "id": purchase.id,
        "status": purchase.status,
        "current_period_end": to_iso(purchase.current_period_end),
        "cancel_at_period_end": purchase.cancel_at_period_end,
    }


def detail(purchase: PurchaseRow) -> dict[str, Any]:
    """
    Serialize a purchase as `Purchase`.
    """
    fields = {
        "id": purchase.id,
        "status": purchase.status,
        "cancel_at": to_iso(purchase.cancel_at),
        "cancel_at_period_end": purchase.cancel_at_period_end,
        "canceled_at": to_iso(purchase.canceled_at),
        "created": to_iso(purchase.created),
        "ended_at": to_iso(purchase.ended_at),
        "current_period_end": to_iso(purchase.current_period_end),
        "current_period_start": to_iso(purchase.current_period_start),
        "unit_amount": purchase.unit_amount,
        "currency": purchase.currency,
        "interval": purchase.interval,
    }
    return fields if purchase.discount is None else {**fields, "discount": purchase.discount}


def trial_detail(purchases: list[PurchaseRow]) -> dict[str, Any] | None:
    """
    Serialize a running trial as `TrialDetail` (A-51).
    """
    trial = running_trial(purchases)
    return {"startedAt": to_iso(trial.trial_start), "expiresAt": to_iso(trial.trial_end)} if trial else None

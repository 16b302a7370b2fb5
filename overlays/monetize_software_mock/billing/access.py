"""
Decides whether purchases give access, and words them for the wire. Never changes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from monetize_software_mock.state.rows import Purchase
from monetize_software_mock.state.timestamps import to_iso

GUEST_STATE: Mapping[str, Any] = {
    "has_active_subscription": False,
    "purchases": [],
    "trial": None,
    "had_previous_trial": False,
}


def is_paid(bought: Iterable[Purchase]) -> bool:
    """
    Say whether something is paid: an active subscription or a lifetime purchase; a trial does not count (A-52).
    """
    return any(each.status in ("active", "paid") for each in bought)


def is_granted(bought: Iterable[Purchase]) -> bool:
    """
    Say whether there is access: something paid for, or a running trial.
    """
    purchases = list(bought)
    return is_paid(purchases) or running_trial(purchases) is not None


def running_trial(bought: Iterable[Purchase]) -> Purchase | None:
    """
    Return the subscription whose trial is running.
    """
    return next((each for each in bought if each.status == "trialing"), None)


def had_trial(bought: Iterable[Purchase]) -> bool:
    """
    Say whether there ever was a trial, a running one included.
    """
    return any(each.trial_start is not None for each in bought)


def state(bought: list[Purchase]) -> dict[str, Any]:
    """
    Word a user's access as `UserState`.
    """
    trial = running_trial(bought)
    return {
        "has_active_subscription": is_granted(bought),
        "purchases": [_short(each) for each in bought],
        "trial": trial and {"started_at": to_iso(trial.trial_start), "expires_at": to_iso(trial.trial_end)},
        "had_previous_trial": had_trial(bought),
    }


def _short(bought: Purchase) -> dict[str, Any]:
    return {
        "id": bought.id,
        "status": bought.status,
        "current_period_end": to_iso(bought.current_period_end),
        "cancel_at_period_end": bought.cancel_at_period_end,
    }


def detail(bought: Purchase) -> dict[str, Any]:
    """
    Word a purchase as `Purchase`.
    """
    worded = {
        "id": bought.id,
        "status": bought.status,
        "cancel_at": to_iso(bought.cancel_at),
        "cancel_at_period_end": bought.cancel_at_period_end,
        "canceled_at": to_iso(bought.canceled_at),
        "created": to_iso(bought.created),
        "ended_at": to_iso(bought.ended_at),
        "current_period_end": to_iso(bought.current_period_end),
        "current_period_start": to_iso(bought.current_period_start),
        "unit_amount": bought.unit_amount,
        "currency": bought.currency,
        "interval": bought.interval,
    }
    return worded if bought.discount is None else {**worded, "discount": bought.discount}


def trial_detail(bought: list[Purchase]) -> dict[str, Any] | None:
    """
    Word a running trial as `TrialDetail` (A-51).
    """
    trial = running_trial(bought)
    return {"startedAt": to_iso(trial.trial_start), "expiresAt": to_iso(trial.trial_end)} if trial else None

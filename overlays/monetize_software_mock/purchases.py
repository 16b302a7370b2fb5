"""
Says what purchases are after each change. Never stores one, and never talks about money or who asked.
"""

from __future__ import annotations

import dataclasses

from .rows import Checkout, Purchase
from .store import Transaction
from .timestamps import DAY_MS, period_end
from .world import Price

RUNNING = ("active", "trialing", "past_due")


def minor_units(amount: float) -> int:
    """
    Return an amount in minor units, always a hundredth (A-29).
    """
    return round(amount * 100)


def of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[Purchase]:
    """
    Return a user's purchases on a paywall, newest first.
    """
    return tx.purchases.where("user_id = ? AND paywall_id = ? ORDER BY created DESC, rowid DESC", user_id, paywall_id)


def subscription(purchase_id: str, paywall_id: str, user_id: str, price: Price, now: int) -> Purchase:
    """
    Return an active subscription to a price that begins now.
    """
    interval, count = price.interval or "month", price.interval_count or 1
    return begin_period(
        Purchase(
            id=purchase_id,
            paywall_id=paywall_id,
            user_id=user_id,
            price_id=price.id,
            status="active",
            interval=interval,
            interval_count=count,
            unit_amount=minor_units(price.amount),
            currency=price.currency,
            discount=None,
            created=now,
            anchor=now,
            periods=0,
            refundable=0,
            current_period_start=None,
            current_period_end=None,
            trial_start=None,
            trial_end=None,
            cancel_at_period_end=False,
            cancel_at=None,
            canceled_at=None,
            ended_at=None,
        )
    )


def from_checkout(purchase_id: str, checkout: Checkout, now: int) -> Purchase:
    """
    Return what a paid checkout buys: a lifetime purchase, a trial or an active subscription.
    """
    price = Price(checkout.price_id, 0.0, checkout.currency, checkout.interval, checkout.interval_count)
    bought = subscription(purchase_id, checkout.paywall_id, checkout.user_id, price, now)
    bought = _paid(dataclasses.replace(bought, unit_amount=checkout.unit_amount, discount=checkout.discount))
    if checkout.interval == "lifetime":
        return dataclasses.replace(bought, status="paid", current_period_start=None, current_period_end=None)
    return _as_trial(bought, checkout.trial_days) if checkout.trial_days else bought


def _as_trial(bought: Purchase, days: int) -> Purchase:
    end = bought.created + days * DAY_MS
    return dataclasses.replace(
        bought,
        status="trialing",
        anchor=end,
        periods=0,
        refundable=0,
        current_period_end=end,
        trial_start=bought.created,
        trial_end=end,
    )


def begin_period(bought: Purchase) -> Purchase:
    """
    Begin the next paid period.
    """
    start = bought.current_period_end if bought.periods or bought.trial_end else bought.anchor
    periods = bought.periods + 1
    end = None if bought.lifetime else period_end(bought.anchor, bought.interval or "", bought.interval_count, periods)
    return dataclasses.replace(
        bought,
        status="active",
        periods=periods,
        refundable=bought.charge,
        current_period_start=start,
        current_period_end=end,
    )


def _paid(bought: Purchase) -> Purchase:
    return dataclasses.replace(bought, refundable=bought.charge)


def refunded(bought: Purchase, amount: int) -> Purchase:
    """
    Return a purchase of whose latest payment a part was given back.
    """
    return dataclasses.replace(bought, refundable=bought.refundable - amount)


def priced(bought: Purchase, price: Price, now: int) -> Purchase:
    """
    Return a subscription moved to another price; another interval begins a new period now.
    """
    interval, count = price.interval or "month", price.interval_count or 1
    changed = dataclasses.replace(
        bought, price_id=price.id, unit_amount=minor_units(price.amount), currency=price.currency, discount=None
    )
    if (interval, count) == (bought.interval, bought.interval_count):
        return changed
    started = dataclasses.replace(_paid(changed), interval=interval, interval_count=count, anchor=now, periods=1)
    until = period_end(now, interval, count, 1)
    cancel_at = until if bought.cancel_at_period_end else None
    return dataclasses.replace(started, current_period_start=now, current_period_end=until, cancel_at=cancel_at)


def cancelled_later(bought: Purchase, now: int) -> Purchase:
    """
    Return a subscription that runs out at the end of its period.
    """
    return dataclasses.replace(bought, cancel_at_period_end=True, cancel_at=bought.current_period_end, canceled_at=now)


def reactivated(bought: Purchase) -> Purchase:
    """
    Return a subscription that goes on after all.
    """
    return dataclasses.replace(bought, cancel_at_period_end=False, cancel_at=None, canceled_at=None)


def ended(bought: Purchase, at: int) -> Purchase:
    """
    Return a purchase that ended at a moment; its period is not moved back.
    """
    canceled_at = at if bought.canceled_at is None else bought.canceled_at
    return dataclasses.replace(bought, status="canceled", canceled_at=canceled_at, ended_at=at)

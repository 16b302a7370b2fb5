"""
Says what purchases are after each change. Never stores one, and never talks about money or who asked.
"""

from __future__ import annotations

import dataclasses

from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Checkout, PurchaseRow
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import DAY_MS, period_end
from monetize_software_mock.world.declaration import Price


def minor_units(amount: float) -> int:
    """
    Return an amount in minor units, always a hundredth (A-29).
    """
    return round(amount * 100)


def of_user(tx: Transaction, user_id: str, paywall_id: str) -> list[PurchaseRow]:
    """
    Return a user's purchases on a paywall, newest first.
    """
    return queries.purchases_on_paywall(tx, user_id, paywall_id)


def subscription(purchase_id: str, paywall_id: str, user_id: str, price: Price, now: int) -> PurchaseRow:
    """
    Return an active subscription to a price that begins now.
    """
    interval, count = price.interval or "month", price.interval_count or 1
    return begin_period(
        PurchaseRow(
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


def from_checkout(purchase_id: str, checkout: Checkout, now: int) -> PurchaseRow:
    """
    Return what a paid checkout buys: a lifetime purchase, a trial or an active subscription.
    """
    price = Price(checkout.price_id, 0.0, checkout.currency, checkout.interval, checkout.interval_count)
    made = from_price(purchase_id, checkout.paywall_id, checkout.user_id, price, now)
    made = dataclasses.replace(made, unit_amount=checkout.unit_amount, discount=checkout.discount)
    return _as_trial(made, checkout.trial_days) if checkout.trial_days and not made.lifetime else made


def from_price(purchase_id: str, paywall_id: str, user_id: str, price: Price, now: int) -> PurchaseRow:
    """
    Return what a paid price is: a lifetime purchase or an active subscription.
    """
    made = subscription(purchase_id, paywall_id, user_id, price, now)
    return dataclasses.replace(made, status="paid") if made.lifetime else made


def _as_trial(purchase: PurchaseRow, days: int) -> PurchaseRow:
    end = purchase.created + days * DAY_MS
    return dataclasses.replace(
        purchase,
        status="trialing",
        anchor=end,
        periods=0,
        current_period_end=end,
        trial_start=purchase.created,
        trial_end=end,
    )


def begin_period(purchase: PurchaseRow, now: int | None = None) -> PurchaseRow:
    """
    Begin the next paid period.

    Args:
        now: Periods that are over by then are left out (A-84); none is when left out.
    """
    if purchase.lifetime:
        return dataclasses.replace(purchase, status="active", periods=1)
    number = purchase.periods + 1
    start = purchase.current_period_end if purchase.periods else purchase.anchor
    end = _end_of(purchase, number)
    while now is not None and end <= now:
        number += 1
        start, end = end, _end_of(purchase, number)
    return dataclasses.replace(
        purchase,
        status="active",
        periods=number,
        current_period_start=start,
        current_period_end=end,
    )


def _end_of(purchase: PurchaseRow, number: int) -> int:
    """
    Return when a period ends; the one before the first ends at the anchor.
    """
    return period_end(purchase.anchor, purchase.interval or "", purchase.interval_count, number)


def same_rhythm(purchase: PurchaseRow, price: Price) -> bool:
    """
    Say whether a price is paid as often as what was bought.
    """
    return (price.interval or "month", price.interval_count or 1) == (purchase.interval, purchase.interval_count)


def priced(purchase: PurchaseRow, price: Price) -> PurchaseRow:
    """
    Return a subscription moved to another price within its period or its trial.
    """
    return dataclasses.replace(
        purchase,
        price_id=price.id,
        unit_amount=minor_units(price.amount),
        currency=price.currency,
        discount=None,
        interval=price.interval or "month",
        interval_count=price.interval_count or 1,
    )


def restarted(purchase: PurchaseRow, now: int) -> PurchaseRow:
    """
    Return a subscription whose periods begin anew, the first one now; a scheduled end moves along.
    """
    began = dataclasses.replace(purchase, anchor=now, periods=1, current_period_start=now)
    until = _end_of(began, 1)
    return dataclasses.replace(
        began, current_period_end=until, cancel_at=until if purchase.cancel_at_period_end else None
    )


def cancelled_later(purchase: PurchaseRow, now: int) -> PurchaseRow:
    """
    Return a subscription that runs out at the end of its period.
    """
    return dataclasses.replace(
        purchase, cancel_at_period_end=True, cancel_at=purchase.current_period_end, canceled_at=now
    )


def reactivated(purchase: PurchaseRow) -> PurchaseRow:
    """
    Return a subscription that goes on after all.
    """
    return dataclasses.replace(purchase, cancel_at_period_end=False, cancel_at=None, canceled_at=None)


def ended(purchase: PurchaseRow, at: int) -> PurchaseRow:
    """
    Return a purchase that ended at a moment; its period is not moved back.
    """
    canceled_at = at if purchase.canceled_at is None else purchase.canceled_at
    return dataclasses.replace(purchase, status="canceled", canceled_at=canceled_at, ended_at=at)

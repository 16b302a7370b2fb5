"""
Lets purchases live: begin, renew, fail, recover, change and end, each with its event. Never talks to a processor.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from . import agenda, events, invoices, purchases, tokens, wallets
from .moment import Moment, Told
from .rows import Due, Purchase
from .timestamps import DAY_MS, to_iso
from .world import Price


class Impossible(ValueError):
    """
    The state of the purchase does not allow this; the message says why.
    """


def begin(moment: Moment, bought: Purchase) -> Purchase:
    """
    Store a new purchase and set it going.
    """
    moment.tx.purchases.insert(bought)
    if bought.lifetime:
        invoices.note(moment, bought)
        moment.emit(events.PAYMENT_COMPLETED, bought, payment=events.payment(bought))
        return bought
    _tell(moment, events.SUBSCRIPTION_CREATED, bought)
    if bought.status == "active":
        invoices.note(moment, bought)
        if moment.switches.payment_event_for_subscriptions:
            moment.emit(events.PAYMENT_COMPLETED, bought, payment=events.payment(bought))
        tokens.start_refills(moment, bought)
    plan_next(moment, bought)
    return bought


def plan_next(moment: Moment, bought: Purchase) -> None:
    """
    Plan what a running subscription comes to at the end of its period, instead of what was planned before.
    """
    agenda.drop(moment.tx, bought.id, *agenda.BILLING)
    if bought.current_period_end is None or bought.status not in ("active", "trialing"):
        return
    if bought.cancel_at_period_end:
        kind = agenda.SCHEDULED_CANCEL
    else:
        kind = agenda.TRIAL_END if bought.status == "trialing" else agenda.RENEWAL
    agenda.plan(moment.tx, bought.current_period_end, kind, bought.id)


def end_trial(moment: Moment, due: Due) -> Told | None:
    """
    Take the first payment after a trial.
    """
    return _collect(moment, due, "Trial", "Trial of {} ended")


def renew(moment: Moment, due: Due) -> Told | None:
    """
    Take the payment for the next period.
    """
    return _collect(moment, due, "Renewal", "{} renewed")


def _collect(moment: Moment, due: Due, what: str, done: str) -> Told | None:
    bought = _running(moment, due)
    if bought is None:
        return None
    outcome = invoices.charge(moment, bought, again=True)
    if outcome != wallets.OK:
        return _fail(moment, bought, outcome, what)
    begun = _paid(moment, bought)
    return Told(f"{done.format(bought.id)}; {_money(begun)} paid", _facts(begun))


def try_again(moment: Moment, due: Due) -> Told | None:
    """
    Try a failed payment again; after the last try the subscription ends.
    """
    bought = _running(moment, due)
    if bought is None:
        return None
    tried, since = due.data["try"], due.data["since"]
    outcome = invoices.charge(moment, bought, again=True)
    if outcome == wallets.OK:
        recovered = _paid(moment, bought)
        return Told(f"{bought.id} recovered at try {tried}; {_money(recovered)} paid", _facts(recovered))
    facts = {**_facts(bought), "outcome": outcome, "try": tried}
    if _plan_try(moment, bought, tried + 1, since):
        return Told(f"Try {tried} for {bought.id} failed: {outcome}", facts)
    gone = _end(moment, bought)
    return Told(f"Try {tried} for {bought.id} failed: {outcome}; it ended", {**facts, **_facts(gone)})


def run_out(moment: Moment, due: Due) -> Told | None:
    """
    End a subscription that was cancelled for the end of its period.
    """
    bought = _running(moment, due)
    if bought is None:
        return None
    gone = _end(moment, bought)
    return Told(f"{bought.id} ended as cancelled", _facts(gone))


def cancel_later(moment: Moment, bought: Purchase) -> Purchase:
    """
    Let a subscription run out at the end of its period.

    Raises:
        Impossible: It has ended or is cancelled already.
    """
    _check_running(bought)
    if bought.cancel_at_period_end:
        raise Impossible(f"Subscription {bought.id} is cancelled already")
    changed = moment.tx.purchases.put(purchases.cancelled_later(bought, moment.now))
    if changed.status == "past_due":  # its period is over
        agenda.drop(moment.tx, bought.id, *agenda.BILLING)
        agenda.plan(moment.tx, max(changed.cancel_at or 0, moment.now), agenda.SCHEDULED_CANCEL, bought.id)
    else:
        plan_next(moment, changed)
    _tell(moment, events.SUBSCRIPTION_UPDATED, changed)
    return changed


def cancel_now(moment: Moment, bought: Purchase) -> Purchase:
    """
    End a subscription at once.

    Raises:
        Impossible: It has ended.
    """
    _check_running(bought)
    return _end(moment, purchases.reactivated(bought))


def reactivate(moment: Moment, bought: Purchase) -> Purchase:
    """
    Let a cancelled subscription that has not ended go on.

    Raises:
        Impossible: It has ended or is not cancelled.
    """
    _check_running(bought)
    if not bought.cancel_at_period_end:
        raise Impossible(f"Subscription {bought.id} is not cancelled")
    changed = moment.tx.purchases.put(purchases.reactivated(bought))
    if changed.status == "past_due":
        agenda.drop(moment.tx, bought.id, *agenda.BILLING)
        _plan_try(moment, changed, 1, moment.now)
    else:
        plan_next(moment, changed)
    _tell(moment, events.SUBSCRIPTION_UPDATED, changed)
    return changed


def change_plan(moment: Moment, bought: Purchase, price: Price) -> Purchase:
    """
    Move a subscription to another price; another interval is paid now and begins a new period.

    Raises:
        Impossible: It is not active or in its trial, the price is its own or paid once, or the payment failed.
    """
    if bought.status not in ("active", "trialing"):
        raise Impossible(f"Subscription {bought.id} is {bought.status}")
    if price.interval == "lifetime" or price.id == bought.price_id:
        raise Impossible(f"Subscription {bought.id} cannot change to price {price.id}")
    changed = purchases.priced(bought, price, moment.now)
    if bought.status == "trialing":  # paid when the trial ends, as before
        changed = dataclasses.replace(
            changed,
            anchor=bought.anchor,
            periods=0,
            refundable=0,
            current_period_start=bought.current_period_start,
            current_period_end=bought.current_period_end,
            cancel_at=bought.cancel_at,
        )
    elif changed.current_period_end != bought.current_period_end:
        outcome = invoices.charge(moment, changed, again=False)
        if outcome != wallets.OK:
            raise Impossible(f"The payment for price {price.id} failed: {outcome}")
    moment.tx.purchases.put(changed)
    plan_next(moment, changed)
    _tell(moment, events.SUBSCRIPTION_UPDATED, changed)
    return changed


def end(moment: Moment, bought: Purchase) -> Purchase:
    """
    End a purchase now, whatever it is; a lifetime purchase ends without an event.
    """
    return _end(moment, bought)


def _end(moment: Moment, bought: Purchase) -> Purchase:
    gone = moment.tx.purchases.put(purchases.ended(bought, moment.now))
    agenda.drop(moment.tx, bought.id, *agenda.BILLING, agenda.TOKEN_REFILL)
    if not gone.lifetime:
        _tell(moment, events.SUBSCRIPTION_CANCELLED, gone)
    return gone


def _paid(moment: Moment, bought: Purchase) -> Purchase:
    begun = moment.tx.purchases.put(purchases.begin_period(bought))
    if begun.current_period_end is not None and begun.current_period_end <= moment.now:
        agenda.drop(moment.tx, begun.id, *agenda.BILLING)
        agenda.plan(moment.tx, moment.now, agenda.RENEWAL, begun.id)  # a period that passed while payments failed
    else:
        plan_next(moment, begun)
    _tell(moment, events.SUBSCRIPTION_UPDATED, begun)
    if bought.periods == 0:
        tokens.start_refills(moment, begun)
    return begun


def _fail(moment: Moment, bought: Purchase, outcome: str, what: str) -> Told:
    late = moment.tx.purchases.put(dataclasses.replace(bought, status="past_due"))
    facts = {**_facts(late), "outcome": outcome}
    if _plan_try(moment, late, 1, moment.now):
        _tell(moment, events.SUBSCRIPTION_UPDATED, late)
        return Told(f"{what} of {bought.id} failed: {outcome}", facts)
    gone = _end(moment, late)
    return Told(f"{what} of {bought.id} failed: {outcome}; it ended", {**facts, **_facts(gone)})


def _plan_try(moment: Moment, bought: Purchase, number: int, since: int) -> bool:
    days = moment.switches.dunning_days
    if number > len(days):
        return False
    at = since + days[number - 1] * DAY_MS
    agenda.plan(moment.tx, at, agenda.DUNNING, bought.id, {"try": number, "since": since})
    return True


def _running(moment: Moment, due: Due) -> Purchase | None:
    bought = moment.tx.purchases.get(due.subject)
    return bought if bought is not None and bought.status in purchases.RUNNING else None


def _check_running(bought: Purchase) -> None:
    if bought.lifetime or bought.status not in purchases.RUNNING:
        raise Impossible(f"{bought.id} is no running subscription")


def _tell(moment: Moment, kind: str, bought: Purchase) -> None:
    moment.emit(kind, bought, subscription=events.subscription(bought))


def _facts(bought: Purchase) -> dict[str, Any]:
    return {
        "user": bought.user_id,
        "price": bought.price_id,
        "status": bought.status,
        "amount": bought.charge,
        "current_period_end": to_iso(bought.current_period_end),
    }


def _money(bought: Purchase) -> str:
    return f"{bought.charge / 100:.2f} {bought.currency}"

"""
Lets purchases live on by themselves: trials end, periods are paid, payments fail, are tried again and recover.

Never talks to a processor.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from monetize_software_mock.moment import Moment, Told
from monetize_software_mock.state.rows import Due, Purchase
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.webhooks import payloads

from . import invoices, purchases, subscriptions, token_refills, wallets

UNPAID: Final = "unpaid"
TRANSIENT_ACTIVE: Final = "transient_active"
"""
Odd sequences of events that a purchase may go through; `scenarios` says what they are.
"""

_ACTIVE_FOR_MS = 10  # enough for a processor that repeats itself


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
    running = _running(moment, due)
    if running is None:
        return None
    bought = _at_full_price(moment, running)
    outcome = invoices.charge(moment, bought, again=True).outcome
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
    outcome = invoices.charge(moment, bought, again=True).outcome
    if outcome == wallets.OK:
        recovered = _paid(moment, bought)
        return Told(f"{bought.id} recovered at try {tried}; {_money(recovered)} paid", _facts(recovered))
    facts = {**_facts(bought), "outcome": outcome, "try": tried}
    if subscriptions.plan_try(moment, bought, tried + 1, since):
        return Told(f"Try {tried} for {bought.id} failed: {outcome}", facts)
    gone = _give_up(moment, bought)
    return Told(f"Try {tried} for {bought.id} failed: {outcome}; it {_fate(gone)}", {**facts, **_facts(gone)})


def run_out(moment: Moment, due: Due) -> Told | None:
    """
    End a subscription that was cancelled for the end of its period.
    """
    bought = _running(moment, due)
    if bought is None:
        return None
    gone = subscriptions.run_out(moment, bought)
    return Told(f"{bought.id} ended as cancelled", _facts(gone))


def confirm(moment: Moment, due: Due) -> Told | None:
    """
    Take a first payment that had to be waited for; without it the purchase is given up.
    """
    bought = moment.tx.purchases.get(due.subject)
    if bought is None or bought.status not in ("incomplete", "pending"):
        return None
    outcome = invoices.charge(moment, bought, again=False).outcome
    if outcome != wallets.OK:
        gone = _never_paid(moment, bought)
        return Told(f"The payment for {bought.id} never came: {outcome}", {**_facts(gone), "outcome": outcome})
    paid = dataclasses.replace(bought, status="paid")
    begun = subscriptions.complete(moment, paid) if bought.lifetime else _paid(moment, bought)
    return Told(f"The payment for {bought.id} came; {_money(begun)} paid", _facts(begun))


def _never_paid(moment: Moment, bought: Purchase) -> Purchase:
    gone = purchases.ended(bought, moment.now)
    if bought.lifetime:
        return moment.tx.purchases.put(gone)
    return subscriptions.tell(
        moment, payloads.SUBSCRIPTION_CANCELLED, dataclasses.replace(gone, status="incomplete_expired")
    )


def _paid(moment: Moment, bought: Purchase) -> Purchase:
    begun = subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, purchases.begin_period(bought, moment.now))
    subscriptions.plan_next(moment, begun)
    if bought.periods == 0:
        begun = subscriptions.first_paid(moment, begun)
    if bought.periods == 0 or bought.status == "past_due":  # a refill that came due meanwhile was left out
        token_refills.start_refills(moment, begun)
    return begun


def _at_full_price(moment: Moment, bought: Purchase) -> Purchase:
    """
    Return what a payment is asked for: an offer reduces the first one, or each (switch `offer_discounts`).
    """
    if bought.discount and bought.periods and moment.switches.offer_discounts == "first_payment":
        return dataclasses.replace(bought, discount=None)
    return bought


def _fail(moment: Moment, bought: Purchase, outcome: str, what: str) -> Told:
    late = dataclasses.replace(bought, status="past_due")
    facts = {**_facts(late), "outcome": outcome}
    if subscriptions.plan_try(moment, late, 1, moment.now):
        _tell_late(moment, bought, late)
        return Told(f"{what} of {bought.id} failed: {outcome}", facts)
    gone = _give_up(moment, late)
    return Told(f"{what} of {bought.id} failed: {outcome}; it {_fate(gone)}", {**facts, **_facts(gone)})


def _give_up(moment: Moment, bought: Purchase) -> Purchase:
    if bought.scenario == UNPAID:
        return subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, dataclasses.replace(bought, status="unpaid"))
    return subscriptions.end(moment, bought)


def _fate(gone: Purchase) -> str:
    return "ended" if gone.ended_at is not None else "stays unpaid"


def _tell_late(moment: Moment, bought: Purchase, late: Purchase) -> Purchase:
    """
    Tell that a payment is late; in an odd sequence an event that is older and says `active` comes after it.
    """
    if bought.scenario != TRANSIENT_ACTIVE or bought.status != "trialing":
        return subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, late)
    at = max(moment.now, late.told + 1)
    told = subscriptions.tell(
        moment, payloads.SUBSCRIPTION_UPDATED, dataclasses.replace(late, told=at + _ACTIVE_FOR_MS)
    )
    for_a_moment = dataclasses.replace(purchases.begin_period(bought), told=at - 1)
    subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, for_a_moment)
    return moment.tx.purchases.put(told)


def _running(moment: Moment, due: Due) -> Purchase | None:
    bought = moment.tx.purchases.get(due.subject)
    return bought if bought is not None and bought.status in purchases.RUNNING else None


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

"""
Lets purchases live on by themselves: trials end, periods are paid, payments fail, are tried again and recover.

Never talks to a processor.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import statuses
from monetize_software_mock.state.rows import Due, PurchaseRow
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.webhooks import payloads

from . import invoices, purchases, subscriptions, token_refills, wallets

UNPAID: Final = "unpaid"
TRANSIENT_ACTIVE: Final = "transient_active"
"""
Odd sequences of events that a purchase may go through; `scenarios` says what they are.
"""

_ACTIVE_FOR_MS = 10  # enough for a processor that repeats itself


def end_trial(moment: Moment, due: Due) -> Note | None:
    """
    Take the first payment after a trial.
    """
    return _collect(moment, due, "Trial", "Trial of {} ended")


def renew(moment: Moment, due: Due) -> Note | None:
    """
    Take the payment for the next period.
    """
    return _collect(moment, due, "Renewal", "{} renewed")


def _collect(moment: Moment, due: Due, what: str, done: str) -> Note | None:
    running = _running(moment, due)
    if running is None:
        return None
    purchase = _at_full_price(moment, running)
    outcome = invoices.charge(moment, purchase, again=True).outcome
    if outcome != wallets.OK:
        return _fail(moment, purchase, outcome, what)
    begun = _paid(moment, purchase)
    return Note(f"{done.format(purchase.id)}; {_money(begun)} paid", _facts(begun))


def try_again(moment: Moment, due: Due) -> Note | None:
    """
    Try a failed payment again; after the last try the subscription ends.
    """
    purchase = _running(moment, due)
    if purchase is None:
        return None
    tried, since = due.data["try"], due.data["since"]
    outcome = invoices.charge(moment, purchase, again=True).outcome
    if outcome == wallets.OK:
        recovered = _paid(moment, purchase)
        return Note(f"{purchase.id} recovered at try {tried}; {_money(recovered)} paid", _facts(recovered))
    facts = {**_facts(purchase), "outcome": outcome, "try": tried}
    if subscriptions.plan_try(moment, purchase, tried + 1, since):
        return Note(f"Try {tried} for {purchase.id} failed: {outcome}", facts)
    gone = _give_up(moment, purchase)
    return Note(f"Try {tried} for {purchase.id} failed: {outcome}; it {_fate(gone)}", {**facts, **_facts(gone)})


def run_out(moment: Moment, due: Due) -> Note | None:
    """
    End a subscription that was cancelled for the end of its period.
    """
    purchase = _running(moment, due)
    if purchase is None:
        return None
    gone = subscriptions.run_out(moment, purchase)
    return Note(f"{purchase.id} ended as cancelled", _facts(gone))


def confirm(moment: Moment, due: Due) -> Note | None:
    """
    Take a first payment that had to be waited for; without it the purchase is given up.
    """
    purchase = moment.tx.purchases.get(due.subject)
    if purchase is None or purchase.status not in statuses.AWAITED:
        return None
    outcome = invoices.charge(moment, purchase, again=False).outcome
    if outcome != wallets.OK:
        gone = _never_paid(moment, purchase)
        return Note(f"The payment for {purchase.id} never came: {outcome}", {**_facts(gone), "outcome": outcome})
    paid = dataclasses.replace(purchase, status="paid")
    begun = subscriptions.complete(moment, paid) if purchase.lifetime else _paid(moment, purchase)
    return Note(f"The payment for {purchase.id} came; {_money(begun)} paid", _facts(begun))


def _never_paid(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    gone = purchases.ended(purchase, moment.now)
    if purchase.lifetime:
        return moment.tx.purchases.put(gone)
    return subscriptions.tell(
        moment, payloads.SUBSCRIPTION_CANCELLED, dataclasses.replace(gone, status="incomplete_expired")
    )


def _paid(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    begun = subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, purchases.begin_period(purchase, moment.now))
    subscriptions.plan_next(moment, begun)
    if purchase.periods == 0:
        begun = subscriptions.first_paid(moment, begun)
    if purchase.periods == 0 or purchase.status == "past_due":  # a refill that came due meanwhile was left out
        token_refills.start_refills(moment, begun)
    return begun


def _at_full_price(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Return what a payment is asked for: an offer reduces the first one, or each (switch `offer_discounts`).
    """
    if purchase.discount and purchase.periods and moment.switches.offer_discounts == "first_payment":
        return dataclasses.replace(purchase, discount=None)
    return purchase


def _fail(moment: Moment, purchase: PurchaseRow, outcome: str, what: str) -> Note:
    late = dataclasses.replace(purchase, status="past_due")
    facts = {**_facts(late), "outcome": outcome}
    if subscriptions.plan_try(moment, late, 1, moment.now):
        _tell_late(moment, purchase, late)
        return Note(f"{what} of {purchase.id} failed: {outcome}", facts)
    gone = _give_up(moment, late)
    return Note(f"{what} of {purchase.id} failed: {outcome}; it {_fate(gone)}", {**facts, **_facts(gone)})


def _give_up(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    if purchase.scenario == UNPAID:
        return subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, dataclasses.replace(purchase, status="unpaid"))
    return subscriptions.end(moment, purchase)


def _fate(gone: PurchaseRow) -> str:
    return "ended" if gone.ended_at is not None else "stays unpaid"


def _tell_late(moment: Moment, purchase: PurchaseRow, late: PurchaseRow) -> PurchaseRow:
    """
    Tell that a payment is late; in an odd sequence an event that is older and says `active` comes after it.
    """
    if purchase.scenario != TRANSIENT_ACTIVE or purchase.status != "trialing":
        return subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, late)
    at = max(moment.now, late.told + 1)
    told = subscriptions.tell(
        moment, payloads.SUBSCRIPTION_UPDATED, dataclasses.replace(late, told=at + _ACTIVE_FOR_MS)
    )
    for_a_moment = dataclasses.replace(purchases.begin_period(purchase), told=at - 1)
    subscriptions.tell(moment, payloads.SUBSCRIPTION_UPDATED, for_a_moment)
    return moment.tx.purchases.put(told)


def _running(moment: Moment, due: Due) -> PurchaseRow | None:
    purchase = moment.tx.purchases.get(due.subject)
    return purchase if purchase is not None and purchase.status in statuses.RUNNING else None


def _facts(purchase: PurchaseRow) -> dict[str, Any]:
    return {
        "user": purchase.user_id,
        "price": purchase.price_id,
        "status": purchase.status,
        "amount": purchase.charge,
        "current_period_end": to_iso(purchase.current_period_end),
    }


def _money(purchase: PurchaseRow) -> str:
    return f"{purchase.charge / 100:.2f} {purchase.currency}"

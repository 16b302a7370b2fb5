"""
Begins, changes and ends purchases, each with its event. Never lets one live on by itself; that is `renewals`.
"""

from __future__ import annotations

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda, statuses
from monetize_software_mock.state.rows import PurchaseRow
from monetize_software_mock.state.timestamps import DAY_MS
from monetize_software_mock.webhooks import payloads
from monetize_software_mock.world.declaration import Price

from . import invoices, purchases, token_refills, wallets


class Impossible(ValueError):
    """
    The state of the purchase does not allow this; the message says why.
    """


def begin(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Store a new purchase and set it going.
    """
    moment.tx.purchases.insert(purchase)
    if purchase.lifetime:
        invoices.note(moment, purchase)
        return complete(moment, purchase)
    begun = tell(moment, payloads.SUBSCRIPTION_CREATED, purchase)
    if begun.status == "active":
        invoices.note(moment, begun)
        begun = first_paid(moment, begun)
        token_refills.start_refills(moment, begun)
    plan_next(moment, begun)
    return begun


def complete(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Tell that a lifetime purchase is paid.
    """
    paid = _tell_payment(moment, purchase)
    token_refills.start_refills(moment, paid)
    return paid


def plan_next(moment: Moment, purchase: PurchaseRow) -> None:
    """
    Plan what a running subscription comes to at the end of its period, instead of what was planned before.
    """
    agenda.drop(moment.tx, purchase.id, *agenda.BILLING)
    if purchase.current_period_end is None or purchase.status not in statuses.IN_PERIOD:
        return
    if purchase.cancel_at_period_end:
        kind = agenda.SCHEDULED_CANCEL
    else:
        kind = agenda.TRIAL_END if purchase.status == "trialing" else agenda.RENEWAL
    agenda.plan(moment.tx, purchase.current_period_end, kind, purchase.id)


def cancel(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Cancel a subscription as its customer does: it runs out at the end of its period.

    One that has no period to run out ends at once: a trial unless the switch `trial_cancel` says otherwise (A-81), and
    one that waits for its first payment or was given up unpaid.

    Raises:
        Impossible: It has ended or is cancelled already.
    """
    _check_open(purchase)
    if purchase.cancel_at_period_end:
        raise Impossible(f"Subscription {purchase.id} is cancelled already")
    if purchase.status in ("incomplete", "unpaid") or _ends_trial(moment, purchase):
        return end(moment, purchase)
    changed = tell(moment, payloads.SUBSCRIPTION_UPDATED, purchases.cancelled_later(purchase, moment.now))
    if changed.status == "past_due":  # its period is over
        agenda.drop(moment.tx, purchase.id, *agenda.BILLING)
        agenda.plan(moment.tx, max(changed.cancel_at or 0, moment.now), agenda.SCHEDULED_CANCEL, purchase.id)
    else:
        plan_next(moment, changed)
    return changed


def _ends_trial(moment: Moment, purchase: PurchaseRow) -> bool:
    return purchase.status == "trialing" and moment.switches.trial_cancel == "at_once"


def cancel_now(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    End a subscription at once.

    Raises:
        Impossible: It has ended.
    """
    _check_open(purchase)
    return end(moment, purchase)


def reactivate(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Let a cancelled subscription that has not ended go on.

    Raises:
        Impossible: It has ended or is not cancelled.
    """
    _check_open(purchase)
    if not purchase.cancel_at_period_end:
        raise Impossible(f"Subscription {purchase.id} is not cancelled")
    changed = tell(moment, payloads.SUBSCRIPTION_UPDATED, purchases.reactivated(purchase))
    if changed.status == "past_due":
        agenda.drop(moment.tx, purchase.id, *agenda.BILLING)
        plan_try(moment, changed, 1, moment.now)
    else:
        plan_next(moment, changed)
    return changed


def change_plan(moment: Moment, purchase: PurchaseRow, price: Price) -> PurchaseRow:
    """
    Move a subscription to another price; another interval is paid now and begins a new period.

    Raises:
        Impossible: It is not active or in its trial, the price is its own or paid once, or the payment failed.
    """
    if purchase.status not in statuses.IN_PERIOD:
        raise Impossible(f"Subscription {purchase.id} is {purchase.status}")
    if price.interval == "lifetime" or price.id == purchase.price_id:
        raise Impossible(f"Subscription {purchase.id} cannot change to price {price.id}")
    changed = purchases.priced(purchase, price)
    if purchase.status == "active" and not purchases.same_rhythm(purchase, price):
        changed = _pay_anew(moment, changed)
    changed = tell(moment, payloads.SUBSCRIPTION_UPDATED, changed)
    plan_next(moment, changed)
    return changed


def _pay_anew(moment: Moment, changed: PurchaseRow) -> PurchaseRow:
    """
    Take the payment for a plan of another rhythm, whose first period begins now.
    """
    begun = purchases.restarted(changed, moment.now)
    outcome = invoices.charge(moment, begun, again=False).outcome
    if outcome != wallets.OK:
        raise Impossible(f"The payment for price {changed.price_id} failed: {outcome}")
    token_refills.start_refills(moment, begun)
    return begun


def end(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    End a purchase at once, whatever was scheduled for it; a lifetime purchase ends without an event.
    """
    return run_out(moment, purchases.reactivated(purchase))


def run_out(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    End a purchase as it was scheduled.
    """
    agenda.drop(moment.tx, purchase.id, *agenda.BILLING, agenda.TOKEN_REFILL)
    gone = purchases.ended(purchase, moment.now)
    return moment.tx.purchases.put(gone) if gone.lifetime else tell(moment, payloads.SUBSCRIPTION_CANCELLED, gone)


def first_paid(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    """
    Tell of a subscription's first payment, when the switch says that it is told (A-15).
    """
    return _tell_payment(moment, purchase) if moment.switches.payment_event_for_subscriptions else purchase


def plan_try(moment: Moment, purchase: PurchaseRow, number: int, since: int) -> bool:
    """
    Plan the next try of a payment that failed; say whether there is one.
    """
    days = moment.switches.dunning_days
    if number > len(days):
        return False
    at = since + days[number - 1] * DAY_MS
    agenda.plan(moment.tx, at, agenda.DUNNING, purchase.id, {"try": number, "since": since})
    return True


def _check_open(purchase: PurchaseRow) -> None:
    if purchase.lifetime or purchase.status not in statuses.OPEN:
        raise Impossible(f"{purchase.id} is no running subscription")


def tell(moment: Moment, kind: str, purchase: PurchaseRow) -> PurchaseRow:
    """
    Store a changed subscription and tell of it.
    """
    return moment.emit(kind, purchase, subscription=payloads.subscription(purchase))


def _tell_payment(moment: Moment, purchase: PurchaseRow) -> PurchaseRow:
    latest = invoices.paid(moment.tx, purchase.id)[0]
    return moment.emit(payloads.PAYMENT_COMPLETED, purchase, payment=payloads.payment(purchase, latest))

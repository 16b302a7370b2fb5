"""
Does in one step what a customer would do through several pages. Never a part of the vendor's API.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state import queries
from monetize_software_mock.state.emails import check_email
from monetize_software_mock.state.rows import Checkout, Event, InvoiceRow, PurchaseRow, RefundRow, User
from monetize_software_mock.webhooks import payloads
from monetize_software_mock.webhooks.outbox import BrokenEvent
from monetize_software_mock.world.declaration import Paywall, Price, paywall_from_json

from . import access, checkouts, customers, invoices, purchases, refunds, subscriptions, token_refills, wallets
from .checkouts import PaymentError
from .subscriptions import Impossible


class Unknown(ValueError):
    """
    There is no such customer, price, paywall or purchase.
    """


def sell(
    moment: Moment,
    email: str,
    price_id: str,
    *,
    paywall_id: str | None = None,
    payments: Sequence[str] = (),
    card: str | None = None,
    trial_days: int | None = None,
    replace: bool = False,
) -> PurchaseRow:
    """
    Let a customer, known or new, buy a price as through its checkout.

    Args:
        payments: What becomes of this payment and the next ones, in order.
        card: The test card they pay by.
        trial_days: The price's own when left out; a second trial is not given.
        replace: Running subscriptions end once this is paid.

    Raises:
        NoEmail: It is none.
        Unknown: There is no such price.
        Impossible: They have access already.
        PaymentError: The first payment failed.
        ValueError: There is no such outcome or test card.
    """
    user, paywall, price = arrive(moment, email, price_id, paywall_id, payments, replace=replace)
    owned = purchases.of_user(moment.tx, user.id, paywall.id)
    days = price.trial_days if trial_days is None else trial_days
    session = _session(moment, user, paywall, price, days=0 if access.had_trial(owned) else days or 0, replace=replace)
    moment.tx.checkouts.insert(session)
    payment = checkouts.pay(moment, session.id, None, card)
    if payment.purchase is None:
        raise PaymentError(f"The payment failed: {payment.reason}")
    _note(moment, "bought", payment.purchase)
    return payment.purchase


def arrive(
    moment: Moment,
    email: str,
    price_id: str,
    paywall_id: str | None,
    payments: Sequence[str],
    *,
    replace: bool = False,
) -> tuple[User, Paywall, Price]:
    """
    Let a customer, known or new, come to buy a price.

    Raises:
        NoEmail: It is none.
        Unknown: There is no such price.
        Impossible: They have access already, and nothing is to be replaced.
        ValueError: There is no such outcome.
    """
    check_email(email)
    paywall, price = find_price(moment, price_id, paywall_id)
    user = customers.find_or_create(moment.tx, moment.ids, email, moment.now)
    token_refills.link(moment, user, paywall, {})
    if payments:
        wallets.script(moment.tx, user.id, paywall.id, payments)
    if access.is_granted(purchases.of_user(moment.tx, user.id, paywall.id)) and not replace:
        raise Impossible(f"{email} has access on paywall {paywall.id} already; replace it, or end it before")
    return user, paywall, price


def script(moment: Moment, email: str, payments: Sequence[str], paywall_id: str | None = None) -> None:
    """
    Decide what becomes of a customer's next payments; on every paywall they use when none is named.

    Raises:
        Unknown: There is no such customer.
        ValueError: There is no such outcome.
    """
    user = find_user(moment, email)
    links = queries.links_of_user(moment.tx, user.id)
    if paywall_id is not None and moment.tx.paywalls.get(paywall_id) is None:
        raise Unknown(f"No paywall {paywall_id}")
    for each in [paywall_id] if paywall_id is not None else [link.paywall_id for link in links]:
        wallets.script(moment.tx, user.id, each, payments)


def cancel(moment: Moment, purchase_id: str, *, at_once: bool = False, reason: str | None = None) -> PurchaseRow:
    """
    Cancel a subscription, at the end of its period or at once; a trial as the switch `trial_cancel` says.

    Args:
        reason: Why, as the customer says; the journal notes it.
    """
    purchase = find_purchase(moment, purchase_id)
    changed = subscriptions.cancel_now(moment, purchase) if at_once else subscriptions.cancel(moment, purchase)
    return _note(moment, "cancelled", changed, {} if reason is None else {"reason": reason})


def reactivate(moment: Moment, purchase_id: str) -> PurchaseRow:
    """
    Let a cancelled subscription go on.
    """
    return _note(moment, "reactivated", subscriptions.reactivate(moment, find_purchase(moment, purchase_id)))


def change_plan(moment: Moment, purchase_id: str, price_id: str) -> PurchaseRow:
    """
    Move a subscription to another price of its paywall.
    """
    purchase = find_purchase(moment, purchase_id)
    _, price = find_price(moment, price_id, purchase.paywall_id)
    return _note(moment, "plan_changed", subscriptions.change_plan(moment, purchase, price))


def refund(
    moment: Moment,
    purchase_id: str,
    amount: int | None = None,
    reason: str = refunds.REASON,
    payment: str | None = None,
) -> RefundRow:
    """
    Refund a payment of a purchase, the latest when none is named, or a part of it.
    """
    purchase = find_purchase(moment, purchase_id)
    given = refunds.refund(moment, purchase, amount, reason, payment)
    moment.note("refunded", purchase.id, Note(f"{purchase.id} refunded", {"refund": given.id, "amount": given.amount}))
    return given


def trigger(
    moment: Moment, kind: str, email: str, paywall_id: str | None = None, data: Mapping[str, Any] | None = None
) -> Event:
    """
    Write an event about an existing customer into the outbox; nothing else changes.

    Args:
        kind: Any type, also one nobody knows.
        paywall_id: One the customer uses when left out.
        data: Fields that are added to `data`, or replace what is there.

    Raises:
        Unknown: There is no such customer, or they use no such paywall.
        Impossible: They have no purchase such an event could be about, or the data break its schema.
    """
    user = find_user(moment, email)
    paywall = _paywall_of(moment, user, paywall_id)
    lifetime = kind == payloads.PAYMENT_COMPLETED
    found = purchases.of_user(moment.tx, user.id, paywall.id)
    fitting = [each for each in found if each.lifetime == lifetime] or found
    if not fitting and kind in payloads.TYPES:
        raise Impossible(f"{email} has no purchase on paywall {paywall.id} that {kind} could be about")
    purchase = fitting[0] if fitting else None
    about = payloads.subject(moment.tx, paywall, user.id, purchase, moment.switches)
    if purchase is not None:
        about |= _objects(moment, kind, purchase)
    at = moment.now if purchase is None else max(moment.now, purchase.told + 1)
    if purchase is not None:
        moment.tx.purchases.put(dataclasses.replace(purchase, told=at))
    body = {**about, **(data or {})}
    try:
        return moment.outbox.write(moment, paywall, kind, user.id, body, at)
    except BrokenEvent as error:
        if not data:
            raise
        raise Impossible(f"With these data it is no {kind} any more: {error}") from error


def find_user(moment: Moment, email: str) -> User:
    """
    Return a customer.
    """
    user = customers.by_email(moment.tx, email)
    if user is None:
        raise Unknown(f"No user {email}")
    return user


def find_purchase(moment: Moment, purchase_id: str) -> PurchaseRow:
    """
    Return a purchase.
    """
    purchase = moment.tx.purchases.get(purchase_id)
    if purchase is None:
        raise Unknown(f"No purchase {purchase_id}")
    return purchase


def invoices_of(moment: Moment, purchase_id: str) -> list[InvoiceRow]:
    """
    Return every payment that was asked for a purchase, oldest first.
    """
    return invoices.of_purchase(moment.tx, find_purchase(moment, purchase_id).id)


def find_price(moment: Moment, price_id: str, paywall_id: str | None) -> tuple[Paywall, Price]:
    """
    Return a price and its paywall, the first that has it when none is named.
    """
    for row in queries.paywalls(moment.tx):
        paywall = paywall_from_json(row.document)
        price = paywall.price(price_id) if paywall_id in (None, paywall.id) else None
        if price is not None:
            return paywall, price
    raise Unknown(f"No price {price_id}" + (f" on paywall {paywall_id}" if paywall_id else ""))


def _paywall_of(moment: Moment, user: User, paywall_id: str | None) -> Paywall:
    links = queries.links_of_user(moment.tx, user.id)
    chosen = next((each.paywall_id for each in links if paywall_id in (None, each.paywall_id)), None)
    if chosen is None:
        raise Unknown(
            f"{user.email} does not use paywall {paywall_id}" if paywall_id else f"{user.email} uses no paywall"
        )
    return moment.paywall(chosen)


def _objects(moment: Moment, kind: str, purchase: PurchaseRow) -> dict[str, Any]:
    objects: dict[str, Any] = {} if purchase.lifetime else {"subscription": payloads.subscription(purchase)}
    if kind in (payloads.PAYMENT_COMPLETED, payloads.REFUND_CREATED):
        objects["payment"] = payloads.payment(purchase, next(iter(invoices.paid(moment.tx, purchase.id)), None))
    if kind == payloads.REFUND_CREATED:
        objects["refund"] = {"id": "re_triggered", "reason": refunds.REASON, "amount": purchase.charge}
    if kind.startswith("subscription."):
        objects["subscription"] = payloads.subscription(purchase)
    return objects


def _session(moment: Moment, user: User, paywall: Paywall, price: Price, *, days: int, replace: bool) -> Checkout:
    return Checkout(
        id=moment.ids.prefixed("cs"),
        paywall_id=paywall.id,
        user_id=user.id,
        price_id=price.id,
        interval=price.interval,
        interval_count=price.interval_count or 1,
        unit_amount=purchases.minor_units(price.amount),
        currency=price.currency,
        trial_days=0 if price.interval == "lifetime" else days,
        discount=None,
        success_url=None,
        error_url=None,
        shop_url=None,
        replaces=replace,
        created=moment.now,
        expired=False,
        purchase_id=None,
    )


def _note(moment: Moment, kind: str, purchase: PurchaseRow, more: Mapping[str, str] = {}) -> PurchaseRow:
    facts = {"user": purchase.user_id, "price": purchase.price_id, "status": purchase.status, **more}
    moment.note(kind, purchase.id, Note(f"{purchase.id} {kind.replace('_', ' ')}", facts))
    return purchase

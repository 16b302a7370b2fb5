"""
Says what the hosted checkout shows: the plan, what is paid when, how it can come out, and once paid the receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monetize_software_mock.billing import checkouts, invoices, purchases, wallets
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Checkout, InvoiceRow, PurchaseRow, User
from monetize_software_mock.state.timestamps import HOUR_MS, to_iso
from monetize_software_mock.world.declaration import Paywall, Price
from monetize_software_mock.world.processors import profile

from . import filters

CARDS: Mapping[str, str] = {
    "ok": "succeeds",
    "declined": "is declined",
    "insufficient_funds": "has insufficient funds",
    "needs_authentication": "needs authentication, and fails",
    "fails_on_renewal": "pays now, fails on renewal",
}
"""
What becomes of a test card, in words.
"""


def view(moment: Moment, session: str) -> dict[str, Any] | None:
    """
    Return what a session's page shows; None when there is no such session.
    """
    checkout = moment.tx.checkouts.get(session)
    if checkout is None:
        return None
    paywall = moment.paywall(checkout.paywall_id)
    buyer = moment.tx.users.get(checkout.user_id)
    shown = {
        "session": checkout.id,
        "status": _status(checkout),
        "now": to_iso(moment.now),
        "paywall": {"id": paywall.id, "name": paywall.name, "acquiring": paywall.processor.name},
        "merchant": paywall.name or f"Paywall {paywall.id}",
        "test_mode": paywall.processor.test_mode,
        "price": _price(checkout, paywall.price(checkout.price_id), paywall),
        "trial_days": checkout.trial_days,
        "discount": checkout.discount,
        "due_now": 0 if checkout.trial_days else _charge(checkout),
        "payments": list(_payments(checkout, _began(moment, checkout))),
        "email": buyer and buyer.email,
        "success_url": checkout.success_url,
        "error_url": checkout.error_url,
        "shop_url": checkout.shop_url,
        "redirects": profile(paywall.processor.name).redirects,
        "portal": paywall.processor.has_portal and profile(paywall.processor.name).portal,
        "lives_hours": moment.switches.checkout_lives_hours,
        "expires_at": to_iso(checkout.created + moment.switches.checkout_lives_hours * HOUR_MS),
        "purchase": checkout.purchase_id,
        "outcomes": list(wallets.OUTCOMES),
        "cards": [{"number": card, "outcome": what, "text": CARDS[what]} for card, what in wallets.CARDS.items()],
    }
    return {**shown, "plan": _plan(shown)} | (_paid(moment, checkout, buyer) if checkout.purchase_id else {})


def outcomes(shown: Mapping[str, Any]) -> list[dict[str, str]]:
    """
    Return the ways a payment can come out besides paying, named by what the app will see.
    """
    lifetime, sent_back = shown["price"]["interval"] == "lifetime", shown["redirects"] and shown["error_url"]
    created = "payment.completed" if lifetime else "subscription.created"
    declined = "The buyer is sent to the errorUrl. " if sent_back else "The page says so. "
    ways = [
        ("then", "close", "Pay, then close the tab", f"Nobody comes back to your app. Only {created} tells it."),
        ("then", "twice", "Pay twice", "Two clicks, one payment: the second gets the answer of the first."),
        ("outcome", "declined", "Decline the card", f"{declined}No event, no access."),
        ("outcome", "insufficient_funds", "Decline: insufficient funds", "As above, with another reason."),
        (
            "outcome",
            "needs_authentication",
            "Ask for authentication, and fail it",
            "The bank asks; the buyer gives up.",
        ),
    ]
    if not lifetime:
        later = f"Access today; subscription.updated with past_due on {filters.day(shown['payments'][1]['at'])}."
        ways.append(("outcome", "fails_on_renewal", "Pay now, fail on renewal", later))
    return [dict(zip(("field", "value", "title", "text"), each, strict=True)) for each in ways]


def receipt(paid: InvoiceRow, buyer: User | None, plan: str) -> dict[str, Any]:
    """
    Return one payment as a receipt shows it.
    """
    to = ", ".join(filter(None, (buyer.name, buyer.email))) if buyer else ""
    return {**invoices.to_json(paid), "paid": paid.outcome == wallets.OK, "plan": plan, "to": to or None}


def _status(checkout: Checkout) -> str:
    if checkout.purchase_id is not None:
        return "paid"
    return "expired" if checkout.expired else "open"


def _began(moment: Moment, checkout: Checkout) -> PurchaseRow:
    """
    Return what is purchase, or what would be if it were paid now.
    """
    purchase = moment.tx.purchases.get(checkout.purchase_id) if checkout.purchase_id else None
    return purchases.from_checkout("", checkout, purchase.created if purchase else moment.now)


def _payments(checkout: Checkout, purchase: PurchaseRow) -> Iterator[dict[str, Any]]:
    """
    Yield what is paid when: today, and the payments that follow while nobody cancels.
    """
    charge, then = (
        _charge(checkout),
        f"then {filters.every(purchase.interval, purchase.interval_count)}, until you cancel",
    )
    if then.startswith("then a"):
        then = f"then every {purchase.interval}, until you cancel"
    if purchase.lifetime:
        yield {"at": to_iso(purchase.created), "amount": charge, "note": "once, and yours for good"}
        return
    if checkout.trial_days:
        yield {"at": to_iso(purchase.created), "amount": 0, "note": _free(checkout.trial_days)}
        first = purchases.begin_period(purchase)
        note = f"the first {purchase.interval} starts, unless you cancel before"
        yield {"at": to_iso(purchase.trial_end), "amount": charge, "note": note}
    else:
        first = purchase
        yield {"at": to_iso(purchase.created), "amount": charge, "note": f"the first {purchase.interval}"}
    yield {"at": to_iso(first.current_period_end), "amount": checkout.unit_amount, "note": then}


def _free(days: int) -> str:
    return f"{days} day{'s' * (days != 1)} free; your card is only noted"


def _price(checkout: Checkout, price: Price | None, paywall: Paywall) -> dict[str, Any]:
    local = price and price.local
    return {
        "id": checkout.price_id,
        "label": (price and price.label) or paywall.name or checkout.price_id,
        "description": price and price.description,
        "amount": checkout.unit_amount,
        "charge": _charge(checkout),
        "currency": checkout.currency,
        "interval": checkout.interval,
        "interval_count": checkout.interval_count,
        "local": local and {"amount": purchases.minor_units(local.amount), "currency": local.currency},
    }


def _plan(shown: Mapping[str, Any]) -> str:
    merchant, label = shown["merchant"], shown["price"]["label"]
    return label if merchant.lower() in label.lower() else f"{merchant} {label}"


def _charge(checkout: Checkout) -> int:
    left = 100 - (checkout.discount or 0)
    return round(checkout.unit_amount * left / 100)


def _paid(moment: Moment, checkout: Checkout, buyer: User | None) -> dict[str, Any]:
    """
    Return what the page shows once the session is paid.
    """
    purchase = moment.tx.purchases.get(str(checkout.purchase_id))
    if purchase is None:
        return {"receipt": None, "events": [], "return_url": None}
    first = next((each for each in invoices.of_purchase(moment.tx, purchase.id) if each.outcome == wallets.OK), None)
    price = moment.paywall(purchase.paywall_id).price(checkout.price_id)
    plan = (price and price.label) or checkout.price_id
    return {
        "receipt": first and receipt(first, buyer, plan),
        "events": list(_events(moment, purchase)),
        "return_url": checkouts.way_back(moment, checkout, checkout.success_url, "paid"),
    }


def _events(moment: Moment, purchase: PurchaseRow) -> Iterator[dict[str, Any]]:
    """
    Yield the events of the purchase's first moment, and how the app answered each.
    """
    for event in reversed(queries.events_of_user(moment.tx, purchase.user_id)):
        if event.created == purchase.created and purchase.id in event.body:
            sent = queries.deliveries_of_event(moment.tx, event.id)
            answered = bool(sent) and all(each.status == "delivered" for each in sent)
            yield {"type": event.type, "answered": answered, "text": _delivered(len(sent), answered=answered)}


def _delivered(endpoints: int, *, answered: bool) -> str:
    if not endpoints:
        return "is written; no webhook endpoint is set, so nobody was told."
    if answered:
        return "was delivered."
    return "is on its way: it was not answered with 2xx yet."

"""
Shows the hosted checkout, and does what its buttons say. Never holds a rule of payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.billing import wallets
from monetize_software_mock.billing.checkouts import PaymentError
from monetize_software_mock.billing.purchases import minor_units
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Response
from monetize_software_mock.moment import Moment
from monetize_software_mock.state.rows import Checkout
from monetize_software_mock.world.declaration import Paywall, Price
from monetize_software_mock.world.processors import profile

from .page import Page, notice
from .rendering import redirect

_REASONS = {
    "declined": "The card was declined.",
    "insufficient_funds": "The card has insufficient funds.",
    "needs_authentication": "The bank wants to authenticate the buyer first.",
}


def show(engine: Engine, session: str, told: str | None = None, status: int = 200) -> Page:
    """
    Return the page of a session.

    Args:
        told: What just happened.
    """
    view = engine.look(lambda moment: _view(moment, session))
    return _unknown(session) if view is None else Page("checkout.html", {**view, "told": told}, status)


def act(engine: Engine, session: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Pay, once or twice, and send the buyer back unless they close the tab.
    """
    try:
        payment = engine.pay(session, form.get("outcome"), form.get("card"))
        if form.get("then") == "twice":
            payment = engine.pay(session)
    except ValueError as error:
        return show(engine, session, str(error), 409 if isinstance(error, PaymentError) else 400)
    if payment.return_url is not None and form.get("then") != "close":
        return redirect(payment.return_url)
    return show(engine, session, _told(payment.status, payment.reason, form))


def _told(status: str, reason: str | None, form: Mapping[str, Any]) -> str:
    if status == "failed":
        return _REASONS.get(str(reason), f"The payment failed: {reason}.")
    if form.get("then") == "close":
        return "Paid, and the tab was closed: nobody returned to your site. Only the webhook tells it."
    return "Paid." if form.get("then") != "twice" else "Paid twice; it was bought once."


def _view(moment: Moment, session: str) -> dict[str, Any] | None:
    checkout = moment.tx.checkouts.get(session)
    if checkout is None:
        return None
    paywall = moment.paywall(checkout.paywall_id)
    buyer = moment.tx.users.get(checkout.user_id)
    return {
        "session": checkout.id,
        "status": _status(checkout),
        "paywall": {"id": paywall.id, "name": paywall.name, "acquiring": paywall.processor.name},
        "test_mode": paywall.processor.test_mode,
        "price": _price(checkout, paywall.price(checkout.price_id), paywall),
        "trial_days": checkout.trial_days,
        "discount": checkout.discount,
        "due_now": 0 if checkout.trial_days else _charge(checkout),
        "email": buyer and buyer.email,
        "success_url": checkout.success_url,
        "error_url": checkout.error_url,
        "redirects": profile(paywall.processor.name).redirects,
        "purchase": checkout.purchase_id,
        "outcomes": list(wallets.OUTCOMES),
        "cards": [{"number": number, "outcome": outcome} for number, outcome in wallets.CARDS.items()],
    }


def _status(checkout: Checkout) -> str:
    if checkout.purchase_id is not None:
        return "paid"
    return "expired" if checkout.expired else "open"


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
        "local": local and {"amount": minor_units(local.amount), "currency": local.currency},
    }


def _charge(checkout: Checkout) -> int:
    left = 100 - (checkout.discount or 0)
    return round(checkout.unit_amount * left / 100)


def _unknown(session: str) -> Page:
    return notice(404, "No such checkout", f"There is no checkout session {session}.")

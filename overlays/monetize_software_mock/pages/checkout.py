"""
Shows the hosted checkout, and does what its buttons say. Never holds a rule of payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.billing import checkouts
from monetize_software_mock.billing.checkouts import PaymentError
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Response

from . import checkout_view, filters
from .page import Page, notice
from .rendering import redirect

_REASONS = {
    "declined": "The card was declined.",
    "insufficient_funds": "The card has insufficient funds.",
    "needs_authentication": "The bank wants to authenticate the buyer first.",
}
_TEMPLATES = {"open": "checkout.html", "paid": "checkout_paid.html", "expired": "checkout_expired.html"}
_GOOD_CARD = "4242424242424242"


def show(engine: Engine, session: str, _query: Mapping[str, str]) -> Page:
    """
    Return the page of a session.
    """
    return _page(engine, session)


def act(engine: Engine, session: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Pay, once or twice, and send the buyer back unless they close the tab.
    """
    try:
        payment = engine.act(lambda moment: checkouts.pay(moment, session, form.get("outcome"), form.get("card")))
        if form.get("then") == "twice":
            payment = engine.act(lambda moment: checkouts.pay(moment, session))
    except ValueError as error:
        status = 409 if isinstance(error, PaymentError) else 400
        return _page(engine, session, str(error), status, refused=True)
    back = filters.web(payment.return_url)
    if back is not None and form.get("then") != "close":
        return redirect(back)
    told = _told(payment.status, payment.reason, form)
    return _page(engine, session, told, declined=payment.status == "failed", card=form.get("card"))


def _page(
    engine: Engine,
    session: str,
    told: str | None = None,
    status: int = 200,
    *,
    declined: bool = False,
    refused: bool = False,
    card: str | None = None,
) -> Page:
    view = engine.look(lambda moment: checkout_view.view(moment, session))
    if view is None:
        return notice(404, "No such checkout", f"There is no checkout session {session}.")
    happened: dict[str, Any] = {
        "told": told,
        "declined": declined,
        "refused": refused,
        "card": (card or _GOOD_CARD).replace(" ", ""),
    }
    if view["status"] == "open":
        happened["outcomes_told"] = checkout_view.outcomes(view)
    return Page(_TEMPLATES[view["status"]], {**view, **happened}, status)


def _told(status: str, reason: str | None, form: Mapping[str, Any]) -> str | None:
    if status == "failed":
        return _REASONS.get(str(reason), f"The payment failed: {reason}.")
    if form.get("then") == "close":
        return "Paid, and the tab was closed: nobody returned to your site. Only the webhook tells it."
    return "Paid twice; it was bought once." if form.get("then") == "twice" else None

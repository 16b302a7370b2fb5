"""
Shows the customer portal, and does what its buttons say. Never acts for another customer than the link's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.billing import access, invoices, purchases, shortcuts, wallets
from monetize_software_mock.billing.subscriptions import Impossible
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Response
from monetize_software_mock.moment import Moment
from monetize_software_mock.state.rows import PortalLink, PurchaseRow

from .page import Page, notice
from .rendering import redirect

DONE = {
    "cancel": "The subscription is cancelled and ends with its period.",
    "reactivate": "The subscription goes on.",
    "card": "The payment method is changed.",
}
_MOST_INVOICES = 24


def show(engine: Engine, link: str, told: str | None = None, status: int = 200) -> Page:
    """
    Return the portal of a link.

    Args:
        told: What just happened.
    """
    view = engine.look(lambda moment: _view(moment, link))
    if view is None:
        return notice(404, "No such portal", "There is no such link to a customer portal.")
    return Page("portal.html", {**view, "told": told}, status)


def act(engine: Engine, link: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Cancel or reactivate a subscription, or take another card.
    """
    try:
        engine.act(lambda moment: _act(moment, link, form))
    except ValueError as error:
        return show(engine, link, str(error), 409)
    return redirect(f"/portal/{link}?done={form['action']}")


def _act(moment: Moment, link: str, form: Mapping[str, Any]) -> None:
    found = moment.tx.portal_links.get(link)
    if found is None:
        raise Impossible("There is no such link to a customer portal")
    action = form.get("action")
    if action == "card":
        wallets.use_card(moment.tx, found.user_id, found.paywall_id, str(form.get("card")))
    elif action == "cancel":
        shortcuts.cancel(moment, _theirs(moment, found, form).id)
    elif action == "reactivate":
        shortcuts.reactivate(moment, _theirs(moment, found, form).id)
    else:
        raise Impossible(f"action must be one of: {', '.join(DONE)}")


def _theirs(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> PurchaseRow:
    for purchase in purchases.of_user(moment.tx, link.user_id, link.paywall_id):
        if purchase.id == form.get("subscription"):
            return purchase
    raise shortcuts.Unknown("This customer has no such subscription")


def _view(moment: Moment, name: str) -> dict[str, Any] | None:
    link = moment.tx.portal_links.get(name)
    if link is None:
        return None
    user = moment.tx.users.get(link.user_id)
    paywall = moment.paywall(link.paywall_id)
    owned = purchases.of_user(moment.tx, link.user_id, link.paywall_id)
    paid = invoices.of_user(moment.tx, link.user_id, link.paywall_id)
    return {
        "link": link.id,
        "email": user and user.email,
        "paywall": {"id": paywall.id, "name": paywall.name, "acquiring": paywall.processor.name},
        "subscriptions": [_subscription(moment, each) for each in owned],
        "payment_method": _card(moment, link),
        "cards": list(wallets.CARDS),
        "invoices": [invoices.to_json(each) for each in paid[:_MOST_INVOICES]],
        "return_url": link.return_url,
    }


def _subscription(moment: Moment, purchase: PurchaseRow) -> dict[str, Any]:
    price = moment.paywall(purchase.paywall_id).price(purchase.price_id)
    running = not purchase.lifetime and purchase.status in purchases.RUNNING
    return {
        **access.detail(purchase),
        "plan": (price and price.label) or purchase.price_id,
        "charge": purchase.charge,
        "interval_count": purchase.interval_count,
        "can_cancel": running and not purchase.cancel_at_period_end,
        "can_reactivate": running and purchase.cancel_at_period_end,
    }


def _card(moment: Moment, link: PortalLink) -> dict[str, Any]:
    wallet = moment.tx.wallets.get(link.user_id, link.paywall_id)
    habit = wallets.OK if wallet is None else wallet.habit
    number = next(card for card, outcome in wallets.CARDS.items() if outcome == habit)
    return {"last4": number[-4:], "outcome": habit}

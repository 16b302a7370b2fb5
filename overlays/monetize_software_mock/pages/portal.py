"""
Shows the customer portal, and does what its buttons say. Never acts for another customer than the link's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from monetize_software_mock.billing import purchases, shortcuts, wallets
from monetize_software_mock.billing.subscriptions import Impossible
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Response
from monetize_software_mock.moment import Moment
from monetize_software_mock.state.rows import PortalLink, PurchaseRow

from . import portal_view
from .page import Page, notice
from .rendering import redirect

DONE = {
    "cancel": "The subscription is cancelled and ends with its period.",
    "reactivate": "The subscription goes on.",
    "card": "The payment method is changed.",
    "plan": "The plan is changed.",
}
_Act = Callable[[Moment, PortalLink, Mapping[str, Any]], object]


def show(engine: Engine, link: str, query: Mapping[str, str]) -> Page:
    """
    Return the portal of a link, or one of its steps: `?step=cancel`, `?step=plan`, `?invoice=`.
    """
    page = engine.look(lambda moment: _step(moment, link, query))
    return page or _portal(engine, link, told=DONE.get(query.get("done", "")))


def act(engine: Engine, link: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Cancel, reactivate or change a subscription, or take another card.
    """
    try:
        engine.act(lambda moment: _act(moment, link, form))
    except ValueError as error:
        return _portal(engine, link, refused=str(error), status=409)
    return redirect(f"/portal/{link}?done={form['action']}")


def _portal(
    engine: Engine, link: str, *, told: str | None = None, refused: str | None = None, status: int = 200
) -> Page:
    view = engine.look(lambda moment: portal_view.view(moment, link))
    if view is None:
        return notice(404, "No such portal", "There is no such link to a customer portal.")
    return Page("portal.html", {**view, "told": told, "refused": refused}, status)


def _step(moment: Moment, name: str, query: Mapping[str, str]) -> Page | None:
    """
    Return the page of a step, or None when the portal itself is asked for.
    """
    link, step, wanted = moment.tx.portal_links.get(name), query.get("step"), query.get("invoice")
    view = portal_view.view(moment, name)
    if link is None or view is None:
        return None
    if wanted is not None:
        receipt = portal_view.invoice(moment, name, wanted)
        return None if receipt is None else Page("portal_invoice.html", {**view, "receipt": receipt})
    chosen = next((each for each in _owned(moment, link) if each.id == query.get("subscription")), None)
    if chosen is None or step not in ("cancel", "plan"):
        return None
    if step == "plan":
        shown = next(each for each in view["subscriptions"] if each["id"] == chosen.id)
        return Page("portal_plan.html", {**view, "chosen": shown, "plans": portal_view.plans(moment, chosen)})
    chosen_view = portal_view.cancelling(moment, chosen)
    return Page("portal_cancel.html", {**view, "chosen": chosen_view, "reasons": portal_view.REASONS})


def _act(moment: Moment, name: str, form: Mapping[str, Any]) -> None:
    link = moment.tx.portal_links.get(name)
    if link is None:
        raise Impossible("There is no such link to a customer portal")
    action = _ACTIONS.get(str(form.get("action")))
    if action is None:
        raise Impossible(f"action must be one of: {', '.join(DONE)}")
    action(moment, link, form)


def _cancel(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> None:
    reason = form.get("reason")
    if reason is not None and reason not in portal_view.REASONS:
        raise Impossible(f"reason must be one of: {', '.join(portal_view.REASONS)}")
    shortcuts.cancel(moment, _theirs(moment, link, form).id, reason=reason)


def _reactivate(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> None:
    shortcuts.reactivate(moment, _theirs(moment, link, form).id)


def _use_card(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> None:
    wallets.use_card(moment.tx, link.user_id, link.paywall_id, str(form.get("card")))


def _change_plan(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> None:
    shortcuts.change_plan(moment, _theirs(moment, link, form).id, str(form.get("price")))


def _theirs(moment: Moment, link: PortalLink, form: Mapping[str, Any]) -> PurchaseRow:
    for owned in _owned(moment, link):
        if owned.id == form.get("subscription"):
            return owned
    raise shortcuts.Unknown("This customer has no such subscription")


def _owned(moment: Moment, link: PortalLink) -> list[PurchaseRow]:
    return purchases.of_user(moment.tx, link.user_id, link.paywall_id)


_ACTIONS: Mapping[str, _Act] = {
    "cancel": _cancel,
    "reactivate": _reactivate,
    "card": _use_card,
    "plan": _change_plan,
}

"""
Says what the customer portal shows: what somebody has, what becomes of it, and what cancelling or changing would do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monetize_software_mock.billing import access, invoices, purchases, wallets
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries, statuses
from monetize_software_mock.state.rows import PortalLink, PurchaseRow
from monetize_software_mock.state.timestamps import to_iso

from . import filters, views
from .checkout_view import receipt

REASONS: Mapping[str, str] = {
    "too_expensive": "It costs too much",
    "unused": "I don’t use it enough",
    "missing": "Something is missing",
    "other": "Something else",
}
"""
Why somebody may leave; the journal notes the name.
"""

_CARDS: Mapping[str, str] = {
    "ok": "works now and at each renewal",
    "declined": "is saved, and declined at the next payment",
    "insufficient_funds": "is saved, and has insufficient funds at the next payment",
    "needs_authentication": "is saved; the bank then asks for an authentication that nobody gives",
    "fails_on_renewal": "pays a purchase made now, and fails at each renewal",
}
_TONES = {"active": "good", "paid": "good", "trialing": "act", "past_due": "bad", "unpaid": "bad", "incomplete": "wait"}
_STATES = {"active": "Active", "paid": "Paid", "trialing": "Trial", "past_due": "Payment failed", "canceled": "Ended"}
_MOST_INVOICES = 24


def view(moment: Moment, name: str) -> dict[str, Any] | None:
    """
    Return what a link's portal shows; None when there is no such link.
    """
    link = moment.tx.portal_links.get(name)
    if link is None:
        return None
    user = moment.tx.users.get(link.user_id)
    paywall = moment.paywall(link.paywall_id)
    owned = purchases.of_user(moment.tx, link.user_id, link.paywall_id)
    paid = invoices.of_user(moment.tx, link.user_id, link.paywall_id)
    return {
        "link": link.id,
        "now": to_iso(moment.now),
        "email": user and user.email,
        "paywall": {"id": paywall.id, "name": paywall.name, "acquiring": paywall.processor.name},
        "merchant": paywall.name or f"Paywall {paywall.id}",
        "subscriptions": [_subscription(moment, each) for each in owned],
        "payment_method": _card(moment, link),
        "cards": list(wallets.CARDS),
        "cards_told": [{"number": card, "text": _CARDS[outcome]} for card, outcome in wallets.CARDS.items()],
        "invoices": [invoices.to_json(each) for each in paid[:_MOST_INVOICES]],
        "balances": [
            {"type": each.type, "count": each.count}
            for each in queries.balances_by_type(moment.tx, link.user_id, link.paywall_id)
        ],
        "return_url": link.return_url,
    }


def cancelling(moment: Moment, chosen: PurchaseRow) -> dict[str, Any]:
    """
    Return what the page says before somebody cancels.
    """
    shown = _subscription(moment, chosen)
    at_once = chosen.status == "trialing" and moment.switches.trial_cancel == "at_once"
    ends = None if at_once else to_iso(chosen.current_period_end)
    return {
        **shown,
        "verb": "Cancel now" if ends is None else f"Cancel on {filters.moment(ends, time=False)}",
        "promise": _promise(chosen, ends),
        "steps": list(_steps(ends, to_iso(moment.now))),
        "app": _app(ends),
    }


def plans(moment: Moment, chosen: PurchaseRow) -> list[dict[str, Any]]:
    """
    Return the prices a subscription can change to, and what choosing one does.
    """
    prices = moment.paywall(chosen.paywall_id).prices
    fitting = [each for each in prices if each.interval != "lifetime" and each.id != chosen.price_id]
    return [
        {
            **views.plan(each),
            "text": "Paid from the next payment on; nothing is charged now."
            if chosen.status == "trialing" or purchases.same_rhythm(chosen, each)
            else "Paid now, and the new period begins now.",
        }
        for each in fitting
    ]


def invoice(moment: Moment, name: str, wanted: str) -> dict[str, Any] | None:
    """
    Return one of a portal's payments as its receipt shows it.
    """
    link = moment.tx.portal_links.get(name)
    if link is None:
        return None
    for paid in invoices.of_user(moment.tx, link.user_id, link.paywall_id):
        purchase = moment.tx.purchases.get(paid.purchase_id)
        if paid.id == wanted and purchase is not None:
            return receipt(paid, moment.tx.users.get(link.user_id), _label(moment, purchase))
    return None


def _subscription(moment: Moment, owned: PurchaseRow) -> dict[str, Any]:
    running = not owned.lifetime and owned.status in statuses.RUNNING
    return {
        **access.detail(owned),
        "plan": _label(moment, owned),
        "charge": owned.charge,
        "interval_count": owned.interval_count,
        "can_cancel": running and not owned.cancel_at_period_end,
        "can_reactivate": running and owned.cancel_at_period_end,
        "can_change": not owned.lifetime and owned.status in statuses.IN_PERIOD,
        **_state(owned),
    }


def _label(moment: Moment, owned: PurchaseRow) -> str:
    price = moment.paywall(owned.paywall_id).price(owned.price_id)
    return (price and price.label) or owned.price_id


def _state(owned: PurchaseRow) -> dict[str, Any]:
    """
    Say how a purchase is, and what becomes of it: a badge, a sentence and its day.
    """
    badge = {"state": _STATES.get(owned.status, filters.words(owned.status).capitalize())}
    badge["tone"] = _TONES.get(owned.status, "")
    if owned.ended_at is not None:
        return {**badge, "state": "Ended", "tone": "", "sentence": "Ended on", "at": to_iso(owned.ended_at), "more": ""}
    if owned.lifetime:
        return {**badge, "sentence": "Yours for good.", "at": None, "more": ""}
    if owned.cancel_at_period_end:
        ends = to_iso(owned.cancel_at or owned.current_period_end)
        more = "Nothing more is charged; until then you keep everything."
        return {**badge, "state": "Ending", "tone": "wait", "sentence": "Ends on", "at": ends, "more": more}
    if owned.status == "trialing":
        more = f"Then {filters.money(owned.charge, owned.currency)} is charged."
        return {**badge, "sentence": "The trial ends on", "at": to_iso(owned.current_period_end), "more": more}
    if owned.status == "active":
        return {**badge, "sentence": "Renews by itself on", "at": to_iso(owned.current_period_end), "more": ""}
    if owned.status == "past_due":
        return {**badge, "sentence": "The last payment failed; it is tried again.", "at": None, "more": ""}
    return {**badge, "sentence": "It waits for a payment.", "at": None, "more": ""}


def _card(moment: Moment, link: PortalLink) -> dict[str, Any]:
    wallet = moment.tx.wallets.get(link.user_id, link.paywall_id)
    habit = wallets.OK if wallet is None else wallet.habit
    number = next(card for card, outcome in wallets.CARDS.items() if outcome == habit)
    return {"last4": number[-4:], "outcome": habit, "text": f"It {_CARDS[habit]}."}


def _promise(chosen: PurchaseRow, ends: str | None) -> str:
    if ends is None:
        return "It ends now. Nothing was charged, and nothing will be."
    if chosen.status == "trialing":
        return f"Your trial runs until {filters.day(ends)}. Nothing will be charged."
    return f"You have paid until {filters.day(ends)}. Nothing is refunded, and nothing more is charged."


def _steps(ends: str | None, now: str | None) -> Iterator[dict[str, Any]]:
    if ends is None:
        yield {"at": None, "when": "Now", "text": "Access ends."}
    else:
        yield {"at": None, "when": "Today", "text": "You keep everything. You can take it back until the end."}
        yield {"at": ends, "when": None, "text": f"{filters.relative(ends, str(now))}: access ends."}
    text = "Your invoices stay here. Subscribing again starts a new subscription."
    yield {"at": None, "when": "After that", "text": text}


def _app(ends: str | None) -> list[str]:
    if ends is None:
        return ["subscription.cancelled now, with the status canceled;", "the user has no access from then on."]
    return [
        "subscription.updated now, with cancel_at_period_end: true; the status stays as it is.",
        f"On {filters.day(ends)} subscription.cancelled says canceled, and the user is without access.",
    ]

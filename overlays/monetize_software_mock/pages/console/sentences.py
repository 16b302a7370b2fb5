"""
Says in a sentence what is due and what happened: before, who, after. The template makes the middle a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.billing import metering, wallets
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda, listing_timeline, queries
from monetize_software_mock.state.rows import Due, Entry, PurchaseRow
from monetize_software_mock.state.timestamps import to_iso

from ..filters import money

_ICONS: Mapping[str, str] = {
    agenda.RENEWAL: "renew",
    agenda.TRIAL_END: "gift",
    agenda.DUNNING: "card",
    agenda.AWAITED_PAYMENT: "card",
    agenda.SCHEDULED_CANCEL: "cross",
    agenda.TOKEN_REFILL: "store",
    agenda.TRIAL_TOP_UP: "store",
    agenda.WEBHOOK: "send",
    "bought": "trolley",
    "refunded": "back",
    "cancelled": "cross",
    "reactivated": "renew",
    "plan_changed": "renew",
    metering.KIND: "forth",
}
_PLAIN: Mapping[str, Any] = {
    "tone": "",
    "bold": None,
    "note": None,
    "about": None,
    "link_text": None,
    "for": None,
    "link": None,
}
_BAD = ("failed", "declined", "gave up", "unpaid", "insufficient", "authentication")


def due(moment: Moment, item: Due) -> dict[str, Any]:
    """
    Return the sentence of something due.
    """
    shown = {**_PLAIN, "at": to_iso(item.at), "kind": item.kind, "subject": item.subject, "icon": _icon(item.kind)}
    if item.kind == agenda.WEBHOOK:
        return shown | _delivery_due(moment, item.subject)
    purchase = moment.tx.purchases.get(item.subject)
    if purchase is None:
        return shown | {"tone": "", **_parts("", _who(moment, str(item.data.get("user"))), _plain(item.kind))}
    before, after = _about(moment, item.kind, purchase)
    doubt = item.kind in listing_timeline.PAYMENTS and _declines(moment, purchase)
    note = "The card or the script declines" if doubt else None
    tone = "bad" if doubt else "act" if item.kind in listing_timeline.PAYMENTS else ""
    return shown | {"tone": tone, "note": note, **_parts(before, _who(moment, purchase.user_id), after)}


def happened(moment: Moment, entry: Entry) -> dict[str, Any]:
    """
    Return the sentence of a line of the journal.
    """
    shown = {
        **_PLAIN,
        "sequence": entry.sequence,
        "at": to_iso(entry.at),
        "kind": entry.kind,
        "icon": _icon(entry.kind),
    }
    shown |= {"subject": entry.subject, "text": entry.text}
    if entry.kind == agenda.WEBHOOK:
        return shown | _delivery_happened(moment, entry)
    purchase = moment.tx.purchases.get(entry.subject)
    user_id = purchase.user_id if purchase else str(entry.facts.get("user"))
    if entry.kind == metering.KIND:
        return shown | _called(moment, entry)
    before, subject, after = entry.text.partition(entry.subject)
    parts = _parts(before, _who(moment, user_id), after) if subject else _parts("", None, entry.text)
    bad = any(word in entry.text for word in _BAD)
    good = "paid" in entry.text or entry.kind == "bought"
    return shown | {"tone": "bad" if bad else "good" if good else "", **parts}


def alone(shown: dict[str, Any]) -> dict[str, Any]:
    """
    Return a sentence without whom it is about, for a page that is about nobody else.
    """
    if shown["before"] or shown["who"] is None:
        return {**shown, "for": None}
    said = str(shown["after"]).lstrip(" :")
    return {**shown, "who": None, "about": shown["subject"], "after": said[:1].upper() + said[1:]}


def is_declined(wallet_outcomes: tuple[str, ...], habit: str) -> bool:
    """
    Say whether the next payment made without the customer will be declined.
    """
    return (wallet_outcomes[0] if wallet_outcomes else habit) != wallets.OK


def plan_name(moment: Moment, purchase: PurchaseRow) -> str:
    """
    Return what a purchase is called.
    """
    price = moment.paywall(purchase.paywall_id).price(purchase.price_id)
    return (price and price.label) or purchase.price_id


def _about(moment: Moment, kind: str, purchase: PurchaseRow) -> tuple[str, str]:
    charge, plan = money(purchase.charge, purchase.currency), plan_name(moment, purchase)
    match kind:
        case agenda.RENEWAL:
            return "", f" renews {plan} for {charge}"
        case agenda.TRIAL_END:
            return "The trial of ", f" ends, and {charge} is charged"
        case agenda.DUNNING:
            return f"The {charge} of ", " is tried again"
        case agenda.AWAITED_PAYMENT:
            return f"The first {charge} of ", " is confirmed, or not"
        case agenda.SCHEDULED_CANCEL:
            return f"{plan} of ", " ends, as it was cancelled"
        case _:
            return "", f": {_plain(kind).strip()}"


def _plain(kind: str) -> str:
    return {
        agenda.TOKEN_REFILL: " gets new tokens",
        agenda.TRIAL_TOP_UP: " gets the rest of the tokens",
        agenda.OFFER_EXPIRY: "An offer ends",
    }.get(kind, f" {kind.replace('_', ' ')}")


def _declines(moment: Moment, purchase: PurchaseRow) -> bool:
    wallet = moment.tx.wallets.get(purchase.user_id, purchase.paywall_id)
    return wallet is not None and is_declined(wallet.outcomes, wallet.habit)


def _delivery_due(moment: Moment, name: str) -> dict[str, Any]:
    delivery = moment.tx.deliveries.get(name)
    event = queries.event_by_id(moment.tx, delivery.event_id) if delivery else None
    if delivery is None or event is None:
        return {"tone": "wait", "bold": None, "link": None, **_parts("", None, f"Delivery {name}")}
    tried = delivery.attempts > 0
    after = f" is sent to your app{' again' * tried}, try {delivery.attempts + 1}"
    link = f"/_mock/console/deliveries/{name}"
    who = _who(moment, event.user_id)
    return {"tone": "wait", "bold": event.type, "link": link, "for": who, **_parts("", None, after)}


def _delivery_happened(moment: Moment, entry: Entry) -> dict[str, Any]:
    answer, status = entry.facts.get("answer"), entry.facts.get("status")
    if status == "delivered":
        tone, after = "good", f" delivered, {answer}"
    else:
        said = f"your app answered {answer}" if isinstance(answer, int) else str(answer)
        tone, after = "bad", f" failed: {said}"
    event = queries.event_by_id(moment.tx, str(entry.facts.get("event")))
    kept = moment.tx.deliveries.get(entry.subject) is not None
    return {
        "tone": tone,
        "bold": entry.facts.get("type"),
        "link": f"/_mock/console/deliveries/{entry.subject}" if kept else None,
        "link_text": f"try {entry.facts.get('attempt')}",
        "for": event and _who(moment, event.user_id),
        **_parts("", None, after),
    }


def _called(moment: Moment, entry: Entry) -> dict[str, Any]:
    """
    Return the sentence of a call of the gateway.
    """
    status, ending = entry.facts.get("status"), entry.facts.get("ending")
    cost = entry.text.rpartition(", ")[2]
    after = f" called {entry.subject}: {status}{'' if ending == 'complete' else f', {ending}'}, {cost}"
    tone = "good" if entry.facts.get("charged") else ""
    return {"tone": tone, **_parts("", _who(moment, str(entry.facts.get("user"))), after)}


def _parts(before: str, who: dict[str, str] | None, after: str) -> dict[str, Any]:
    return {"before": before, "who": who, "after": after}


def _who(moment: Moment, user_id: str) -> dict[str, str] | None:
    user = moment.tx.users.get(user_id)
    return None if user is None else {"id": user.id, "name": user.email or "an anonymous customer"}


def _icon(kind: str) -> str:
    return _ICONS.get(kind, "clock")

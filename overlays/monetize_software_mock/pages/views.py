"""
Serializes what the console shows. Never decides what is shown.
"""

from __future__ import annotations

from typing import Any

from monetize_software_mock.billing import access, invoices, purchases
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import agenda, queries
from monetize_software_mock.state.rows import Due, Link, User
from monetize_software_mock.state.timestamps import to_iso


def due(moment: Moment, item: Due) -> dict[str, Any]:
    """
    Serialize what is due.
    """
    text = _delivery_text(moment, item.subject) if item.kind == agenda.WEBHOOK else _subject_text(moment, item)
    return {"at": to_iso(item.at), "kind": item.kind, "subject": item.subject, "text": text}


def _subject_text(moment: Moment, item: Due) -> str:
    """
    Serialize whom something concerns: an id, and whose it is.
    """
    if item.kind == agenda.IDEMPOTENCY_EXPIRY:
        return "key of a checkout"
    subject = moment.tx.purchases.get(item.subject) or moment.tx.checkouts.get(item.subject)
    user = moment.tx.users.get(subject.user_id if subject else str(item.data.get("user")))
    whose = (user and user.email) or "an anonymous customer"
    return f"{item.subject} of {whose}" if subject else whose


def _delivery_text(moment: Moment, name: str) -> str:
    delivery = moment.tx.deliveries.get(name)
    event = delivery and queries.event_by_id(moment.tx, delivery.event_id)
    return f"{event.type}, attempt {delivery.attempts + 1}" if delivery and event else name


def customer(moment: Moment, user: User) -> dict[str, Any]:
    """
    Serialize a customer, with what they have on each paywall they use.
    """
    links = queries.links_of_user(moment.tx, user.id)
    places = [_on_paywall(moment, each) for each in links]
    return {"id": user.id, "email": user.email, "name": user.name, "paywalls": places}


def _on_paywall(moment: Moment, link: Link) -> dict[str, Any]:
    owned = purchases.of_user(moment.tx, link.user_id, link.paywall_id)
    balances = queries.balances_by_type(moment.tx, link.user_id, link.paywall_id)
    wallet = moment.tx.wallets.get(link.user_id, link.paywall_id)
    return {
        "paywall": link.paywall_id,
        "access": access.is_granted(owned),
        "purchases": [{**access.detail(each), "price": each.price_id, "lifetime": each.lifetime} for each in owned],
        "balances": {each.type: each.count for each in balances},
        "meta": dict(link.meta),
        "payments": {"next": list(wallet.outcomes), "then": wallet.habit} if wallet else {"next": [], "then": "ok"},
        "invoices": [invoices.to_json(each) for each in invoices.of_user(moment.tx, link.user_id, link.paywall_id)],
        "prices": [each.id for each in moment.paywall(link.paywall_id).prices],
    }


def events_of(moment: Moment, user_id: str, most: int) -> list[dict[str, Any]]:
    """
    Serialize the latest events about a customer.
    """
    found = queries.events_of_user(moment.tx, user_id, most)
    return [{"id": each.id, "type": each.type, "at": to_iso(each.created), "body": each.body} for each in found]


def place_in(spec: Spec, pointer: str) -> str:
    """
    Name a place of the specification for people.
    """
    for operation in spec.operations.values():
        escaped = operation.path.replace("~", "~0").replace("/", "~1")
        if f"{pointer}/".startswith(f"/paths/{escaped}/{operation.method.lower()}/"):
            return operation.id
    parts = [part for part in pointer.split("/") if part not in ("", "components", "schemas", "properties", "webhooks")]
    return ".".join(parts[:2]) or "everywhere"

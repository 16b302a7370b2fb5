"""
Serializes what pages show. Never decides what is shown.
"""

from __future__ import annotations

from typing import Any

from monetize_software_mock.billing import access, customers, invoices, purchases
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Link, User
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.world.declaration import Price


def customer(moment: Moment, user: User) -> dict[str, Any]:
    """
    Serialize a customer, with what they have on each paywall they use.
    """
    places = [_on_paywall(moment, each) for each in queries.links_of_user(moment.tx, user.id)]
    return {"id": user.id, "email": user.email, "name": user.name, "paywalls": places}


def plan(price: Price) -> dict[str, Any]:
    """
    Serialize a price as a plan to choose.
    """
    return {
        "id": price.id,
        "label": price.label or price.id,
        "amount": purchases.minor_units(price.amount),
        "currency": price.currency,
        "interval": price.interval or "month",
        "interval_count": price.interval_count or 1,
    }


def customer_link(moment: Moment, email: str) -> dict[str, str | None]:
    """
    Serialize somebody by their e-mail; without an id when nobody has it.
    """
    found = customers.by_email(moment.tx, email)
    return {"id": None if found is None else found.id, "name": email}


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
        "prices": [plan(each) for each in moment.paywall(link.paywall_id).prices],
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

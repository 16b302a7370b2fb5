"""
Serializes events as the webhooks carry them. Never stores or sends one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from monetize_software_mock.state.rows import InvoiceRow, PurchaseRow
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.world.declaration import Paywall, Switches

PAYMENT_COMPLETED = "payment.completed"
SUBSCRIPTION_CREATED = "subscription.created"
SUBSCRIPTION_UPDATED = "subscription.updated"
SUBSCRIPTION_CANCELLED = "subscription.cancelled"
REFUND_CREATED = "refund.created"

TYPES = (PAYMENT_COMPLETED, SUBSCRIPTION_CREATED, SUBSCRIPTION_UPDATED, SUBSCRIPTION_CANCELLED, REFUND_CREATED)


def envelope(event_id: str, kind: str, at: int, data: Mapping[str, Any], switches: Switches) -> dict[str, Any]:
    """
    Serialize a whole event.

    Args:
        at: When it occurred; the vendor builds it a moment later.
    """
    fields: dict[str, Any] = {"id": event_id, "type": kind, "created_at": to_iso(at + switches.events_built_after_ms)}
    if switches.events_say_when:
        fields["occurred_at"] = to_iso(at)
    return {**fields, "data": data}


def subject(
    tx: Transaction, paywall: Paywall, user_id: str, purchase: PurchaseRow | None, switches: Switches
) -> dict[str, Any]:
    """
    Serialize whom and what an event is about: user, customer, paywall, processor and, with a purchase, its price.
    """
    user = tx.users.get(user_id)
    assert user is not None, f"There is no user {user_id}"
    link = tx.links.get(user_id, paywall.id)
    fields: dict[str, Any] = {
        "user": {"id": user.id, "email": user.email, "metadata": dict(link.meta) if link else {}},
        "customer": {"id": _outside_id("cus", paywall.processor.name, user.id), "email": user.email},
        "paywall": {"id": paywall.id},
        "acquiring": {"id": _outside_id("acq", paywall.processor.name, paywall.id), "provider": paywall.processor.name},
    }
    if not switches.events_name_user_email:
        del fields["user"]["email"]
    if purchase is not None:
        fields["price"] = {"id": purchase.price_id, "unit_amount": purchase.unit_amount, "interval": purchase.interval}
    return fields


def subscription(purchase: PurchaseRow) -> dict[str, Any]:
    """
    Serialize a subscription; what is not set is left out.
    """
    fields = {
        "id": purchase.id,
        "status": purchase.status,
        "current_period_start": to_iso(purchase.current_period_start),
        "current_period_end": to_iso(purchase.current_period_end),
        "trial_period_start": to_iso(purchase.trial_start),
        "trial_period_end": to_iso(purchase.trial_end),
        "cancel_at_period_end": purchase.cancel_at_period_end,
        "cancel_at": to_iso(purchase.cancel_at),
        "canceled_at": to_iso(purchase.canceled_at),
        "ended_at": to_iso(purchase.ended_at),
    }
    return {name: value for name, value in fields.items() if value is not None}


def payment(purchase: PurchaseRow, paid: InvoiceRow | None) -> dict[str, Any]:
    """
    Serialize a payment for a purchase; a lifetime purchase is its payment.

    Args:
        paid: The payment; None before the first.
    """
    payment_id = purchase.id if purchase.lifetime else _outside_id("pay", purchase.id, str(paid and paid.sequence))
    return {"id": payment_id, "status": "succeeded"}


@lru_cache(maxsize=1024)
def _outside_id(prefix: str, *parts: str) -> str:
    """
    Return an id as the processor would have made it; the same for the same parts.
    """
    return f"{prefix}_{hashlib.sha256('/'.join(parts).encode()).hexdigest()[:16]}"

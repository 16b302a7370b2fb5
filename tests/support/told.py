"""
Events as the vendor tells them, in few words.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from monetize_software import webhooks

BEGINNING = datetime(2030, 1, 1, tzinfo=UTC)
ADA = "5d9f0c1e-0000-4000-8000-000000000001"
MONTHLY = {"id": "price_123", "unit_amount": 999, "interval": "month"}
LIFETIME = {"id": "9102", "unit_amount": 19900, "interval": "lifetime"}

_numbers = count(1)


def day(number: float) -> datetime:
    """
    A moment so many days after the beginning of 2030.
    """
    return BEGINNING + timedelta(days=number)


def iso(moment: datetime | None) -> str | None:
    """
    As the vendor writes it.
    """
    return None if moment is None else moment.isoformat()


def told(
    type: str,
    at: float,
    *,
    id: str | None = None,
    user: str | None = ADA,
    email: str | None = "ada@example.com",
    paywall: str = "3",
    price: Any = MONTHLY,
    dated: bool = True,
    built: timedelta = timedelta(milliseconds=200),
    metadata: Any = None,
    **data: Any,
) -> webhooks.WebhookEvent:
    """
    An event on a day; `data` are its further parts.
    """
    parts: dict[str, Any] = {
        "user": user and {"id": user, "email": email, "metadata": metadata or {}},
        "customer": {"id": "cus_1", "email": email},
        "paywall": {"id": paywall},
        "price": price,
        **data,
    }
    envelope = {
        "id": id or f"evt_{next(_numbers)}",
        "type": type,
        "created_at": iso(day(at) + built),
        **({"occurred_at": iso(day(at))} if dated else {}),
        "data": {name: part for name, part in parts.items() if part is not None},
    }
    return webhooks.parse(json.dumps(envelope).encode())


def state(
    at: float, status: str | None = "active", *, sub: str = "sub_1", kind: str = "updated", **more: Any
) -> webhooks.WebhookEvent:
    """
    A subscription's state on a day; days stand for the moments of its fields.
    """
    names = ("current_period_end", "cancel_at", "canceled_at", "ended_at")
    days = {name: iso(day(more.pop(name))) for name in names if name in more}
    ends = {"cancel_at_period_end": more.pop("cancel_at_period_end")} if "cancel_at_period_end" in more else {}
    return told(f"subscription.{kind}", at, subscription={"id": sub, "status": status, **days, **ends}, **more)


def paid(at: float, payment: str = "pay_1", *, status: str = "succeeded", **more: Any) -> webhooks.WebhookEvent:
    """
    A purchase for good.
    """
    more = {"price": LIFETIME, **more}
    return told("payment.completed", at, payment={"id": payment, "status": status}, **more)


def refunded(
    at: float, amount: int | None, *, of: str | None = None, refund: str | None = None, **more: Any
) -> webhooks.WebhookEvent:
    """
    A refund, of a payment where it is named.
    """
    more = {"price": LIFETIME, **more}
    link: Any = {} if of is None else {"payment": {"id": of}}
    return told("refund.created", at, refund={"id": refund or f"re_{next(_numbers)}", "amount": amount}, **link, **more)

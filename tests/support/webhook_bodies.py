"""
Bodies as the vendor sends them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

SECRET = "whsec_demo"
PING = b'{"id":"evt_1","type":"ping"}'
PING_HEX = "71e8c68c935f74def7db7906fdab86645a389a2f2f04b83d07608e9ab59aa67e"
"""The test vector of the contract: HMAC-SHA256 of `PING` with `SECRET`."""


def moment(day: int, hour: int = 0) -> datetime:
    """
    A moment of January 2030.
    """
    return datetime(2030, 1, day, hour, tzinfo=UTC)


def event(type: str = "subscription.updated", /, **changes: Any) -> dict[str, Any]:
    """
    A whole event; what is passed replaces its parts, and `data` parts are merged.
    """
    data = {**SUBJECT, **PARTS.get(type, {}), **changes.pop("data", {})}
    envelope = {
        "id": "evt_1893456000_k3x9",
        "type": type,
        "created_at": "2030-01-01T00:00:02.000Z",
        "occurred_at": "2030-01-01T00:00:00.000Z",
        "data": data,
    }
    return {**envelope, **changes}


def body(type: str = "subscription.updated", /, **changes: Any) -> bytes:
    """
    The same as bytes.
    """
    return json.dumps(event(type, **changes)).encode()


SUBJECT: dict[str, Any] = {
    "user": {
        "id": "5d9f0c1e-0000-4000-8000-000000000001",
        "email": "nina@acme.test",
        "metadata": {"userId": "u-77"},
    },
    "customer": {"id": "cus_A1", "email": "billing@acme.test"},
    "paywall": {"id": "42"},
    "acquiring": {"id": "acq_9", "provider": "stripe"},
    "price": {"id": "9101", "unit_amount": 1250, "interval": "month"},
}
SUBSCRIPTION: dict[str, Any] = {
    "id": "sub_A1",
    "status": "active",
    "current_period_start": "2030-01-01T00:00:00.000Z",
    "current_period_end": "2030-02-01T00:00:00.000Z",
    "cancel_at_period_end": False,
}
LIFETIME: dict[str, Any] = {"id": "9102", "unit_amount": 19900, "interval": "lifetime"}
PARTS: dict[str, dict[str, Any]] = {
    "payment.completed": {"price": LIFETIME, "payment": {"id": "pay_A1", "status": "succeeded"}},
    "subscription.created": {"subscription": SUBSCRIPTION},
    "subscription.updated": {"subscription": SUBSCRIPTION},
    "subscription.cancelled": {"subscription": {**SUBSCRIPTION, "status": "canceled"}},
    "refund.created": {
        "price": LIFETIME,
        "refund": {"id": "re_1", "reason": "requested_by_customer", "amount": 19900},
        "payment": {"id": "pay_A1", "status": "succeeded"},
    },
}

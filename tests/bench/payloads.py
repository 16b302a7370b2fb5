"""
What is sent and answered in the measurements. Measures nothing.
"""

from __future__ import annotations

import json
from typing import Any

PAYWALL = "3"
KEY = "sk_test_mock"
EMAIL = "user@example.com"
SECRET = "whsec_bench"
CHECKOUT: dict[str, Any] = {
    "success_url": "https://app.example.com/ok?session=__SESSION__",
    "error_url": "https://app.example.com/sorry",
    "user_meta": {"plan": "team", "seats": 5},
}


def compact(value: Any) -> bytes:
    """
    Write JSON as servers do.
    """
    return json.dumps(value, separators=(",", ":")).encode()


def _purchase(number: int) -> dict[str, Any]:
    canceled = number % 3 == 0
    return {
        "id": f"sub_1PqXyZ2eZvKYlo2C{number:04}",
        "status": "canceled" if canceled else "active",
        "cancel_at": "2030-02-01T00:00:00.000Z" if canceled else None,
        "cancel_at_period_end": canceled,
        "canceled_at": "2030-01-12T09:30:00.000Z" if canceled else None,
        "created": "2029-11-01T00:00:00.000Z",
        "ended_at": None,
        "current_period_end": "2030-02-01T00:00:00.000Z",
        "current_period_start": "2030-01-01T00:00:00.000Z",
        "unit_amount": 999 + number,
        "currency": "USD",
        "interval": "month",
        "discount": 12.5,
    }


USER = compact(
    {
        "balances": [{"type": "gpt-4", "count": 42}, {"type": "standard", "count": 7}],
        "purchases": [_purchase(number) for number in range(20)],
        "paid": True,
        "user": None,
        "tier": 1,
        "country": "DE",
        "countryMatch": True,
        "trial": None,
        "meta": {"userId": "u_42"},
    }
)
CHECKOUT_OPENED = compact(
    {
        "checkoutUrl": "https://checkout.stripe.com/c/pay/cs_live_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0",
        "userId": "5d9f0c1e-0000-4000-8000-000000000001",
        "acquiring": "stripe",
    }
)
EVENT = compact(
    {
        "id": "evt_1893456000_k3x9",
        "type": "subscription.updated",
        "created_at": "2030-01-01T00:00:02.000Z",
        "occurred_at": "2030-01-01T00:00:00.000Z",
        "data": {
            "subscription": {
                "id": "sub_1PqXyZ2eZvKYlo2C0001",
                "status": "active",
                "current_period_start": "2030-01-01T00:00:00.000Z",
                "current_period_end": "2030-02-01T00:00:00.000Z",
                "trial_period_start": None,
                "trial_period_end": None,
                "cancel_at_period_end": False,
                "cancel_at": None,
                "canceled_at": None,
                "ended_at": None,
            },
            "user": {
                "id": "5d9f0c1e-0000-4000-8000-000000000001",
                "email": "nina@acme.test",
                "metadata": {f"attribute_{number:02}": f"value of the integrator {number:04}" for number in range(26)},
            },
            "customer": {"id": "cus_QhXyZ2eZvKYlo2C", "email": "billing@acme.test"},
            "paywall": {"id": PAYWALL},
            "acquiring": {"id": "acq_9", "provider": "stripe"},
            "price": {"id": "9101", "unit_amount": 1250, "interval": "month"},
        },
    }
)


def http_answer(body: bytes) -> bytes:
    """
    Make a whole HTTP answer.
    """
    head = "".join(f"{name}: {value}\r\n" for name, value in answer_headers(body))
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body


def answer_headers(body: bytes) -> list[tuple[str, str]]:
    """
    What stands before a body.
    """
    return [
        ("Date", "Tue, 01 Jan 2030 00:00:00 GMT"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "keep-alive"),
        ("X-Request-Id", "req_0123456789abcdef"),
    ]


def _asks(method: str, path: str, body: bytes = b"") -> bytes:
    head = [
        f"{method} /api/v1/paywall/{PAYWALL}/{path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
        f"X-Api-Key: {KEY}",
    ]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


LOADS = {
    "bootstrap": _asks("GET", "bootstrap"),
    "user": _asks("GET", f"user?email={EMAIL}"),
    "balances": _asks("POST", "balances", compact({"email": EMAIL, "type": "gpt-4", "amount": 1, "op": "credit"})),
}
"""Requests for the mock server under load."""

"""
Measures what a kept answer costs. Opens no socket.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from monetize_software import BillingClient, Cache

from .effort import Effort
from .measuring import Result, Results, blocking, interleave, say

_PRICE = {"currency": "USD", "amount": 9.99, "interval": None, "interval_count": None, "trial_days": None}
_PAYWALL: dict[str, Any] = {
    "settings": {"id": "3", "name": "x"},
    "prices": [{**_PRICE, "id": str(number)} for number in range(5)],
    "offers": [],
    "version": "1",
}
_USER: dict[str, Any] = {
    "balances": [],
    "purchases": [],
    "paid": False,
    "user": {"id": "u", "email": "ada@example.com", "name": None},
    "trial": None,
    "meta": {},
    "tier": 1,
    "country": "PL",
    "country_match": True,
}


def caching(effort: Effort) -> Results:
    """
    Measure the five prices of a paywall, and a token of 900 bytes, both kept.
    """
    say("kept answers")
    cache = Cache(prices=3600, verify_token=3600)
    billing = BillingClient(
        paywall_id="3",
        api_origin="https://pay.example.com",
        api_key="sk_test_mock",
        transport=httpx.MockTransport(_answer),
        cache=cache,
    )
    token = _token()
    calls: dict[str, Callable[[], object]] = {
        "kept prices": billing.get_prices,
        "kept token": lambda: billing.verify_token(token),
    }
    for call in calls.values():
        call()
    batches = {name: blocking(call, time.process_time) for name, call in calls.items()}
    times = interleave(batches, effort.rounds, 10 * effort.calls)
    return {name: Result([each * 1e6 for each in found]) for name, found in times.items()}


def _answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=_PAYWALL if "bootstrap" in request.url.path else _USER)


def _token() -> str:
    claims = json.dumps({"exp": 99_999_999_999, "padding": "x" * 560}).encode()
    return f"head.{base64.urlsafe_b64encode(claims).decode().rstrip('=')}.{'s' * 86}"

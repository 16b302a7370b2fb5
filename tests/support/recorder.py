"""
A transport that keeps what passes, for both kinds of client, and one call of every operation.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from monetize_software import BillingClient
from monetize_software_mock import Mock

KEY = "sk_test_mock"
GOOD: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": KEY, "max_retries": 0}


def good(**changes: Any) -> dict[str, Any]:
    """
    What a client is built from, with changes.
    """
    return {**GOOD, **changes}


Answer = Callable[[httpx.Request], httpx.Response]
Use = Callable[[BillingClient], Any]


class Recorder(httpx.MockTransport):
    """
    Keeps each request and answers by a function; by a mock server's default world when left out.
    """

    def __init__(self, answer: Answer | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self._answer: Answer = answer or Mock().transport().handle_request
        super().__init__(self._record)

    def _record(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer(request)

    @property
    def bodies(self) -> list[Any]:
        """
        The JSON bodies of the requests.
        """
        return [json.loads(request.content) for request in self.requests if request.content]

    @property
    def hosts(self) -> set[str]:
        """
        Where the requests went.
        """
        return {request.url.host for request in self.requests}


def fails(kind: type[httpx.HTTPError]) -> Answer:
    """
    Answer nothing: fail as the HTTP library does.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        raise kind("gone")

    return answer


def says(status: int, body: object = None, **headers: str) -> Answer:
    """
    Answer always the same; bytes as they are, anything else as JSON.
    """
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content=raw, headers={"content-type": "application/json", **named})

    return answer


SAFE: dict[str, Use] = {
    "bootstrap": lambda client: client.bootstrap(),
    "get_prices": lambda client: client.get_prices(),
    "get_user": lambda client: client.get_user(),
    "list_purchases": lambda client: client.list_purchases(),
    "get_user_detail": lambda client: client.get_user_detail(),
    "verify_token": lambda client: client.verify_token("bearer_user"),
    "get_balances": lambda client: client.get_balances(),
    "get_customer_portal_url": lambda client: client.get_customer_portal_url(),
    "get_legacy_prices": lambda client: client.get_legacy_prices(),
}
NEVER: dict[str, Use] = {
    "credit_tokens": lambda client: client.credit_tokens("gpt-4", 1),
    "debit_tokens": lambda client: client.debit_tokens("gpt-4", 1),
    "create_support_ticket": lambda client: client.create_support_ticket("Help", "It broke."),
    "ticket with a file": lambda client: client.create_support_ticket("Help", "It broke.", files=[("a.txt", b"x")]),
    "withdraw_tokens": lambda client: client.withdraw_tokens("u_1", 1),
    "create_legacy_ticket": lambda client: client.create_legacy_ticket("Help", "It broke."),
    "set_test_balances": lambda client: client.set_test_balances(user_id="u_1"),
    "track": lambda client: client.track([{"type": "report_opened", "ts": 1893456000000}]),
}
ALL: dict[str, Use] = {
    **SAFE,
    **NEVER,
    "create_checkout": lambda client: client.create_checkout("price_123"),
    "cancel_subscription": lambda client: client.cancel_subscription("sub_1", "other"),
}

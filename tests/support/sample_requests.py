"""
One request of each operation that succeeds, and the words to vary it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from monetize_software_mock import Mock

OWNER = {"X-Api-Key": "sk_test_mock"}
USER = {"Authorization": "Bearer bearer_user"}
SUBSCRIBER = {"Authorization": "Bearer bearer_subscriber"}
ANONYMOUS = {"Authorization": "Bearer bearer_anonymous"}
SUBSCRIBER_ID = "5d9f0c1e-0000-4000-8000-000000000002"
IN_THREE = "/api/v1/paywall/3"
GATEWAY = "/api/v1/api-gateway"
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def connect_http(mock: Mock) -> httpx.Client:
    """
    A client of a mock.
    """
    return httpx.Client(transport=mock.transport(), base_url="http://mock.test")


@dataclass(frozen=True)
class Ask:
    """
    A request to make.
    """

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    json: Any = None
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def of(self, client: httpx.Client) -> httpx.Response:
        """
        Make it.
        """
        body = {} if self.json is None else {"json": self.json}
        return client.request(self.method, self.path, headers=dict(self.headers), **body, **self.extra)

    def by(self, headers: Mapping[str, str]) -> Ask:
        """
        The same with these headers alone.
        """
        return replace(self, headers=headers)

    def adding(self, **headers: str) -> Ask:
        """
        The same with more headers; underscores stand for hyphens.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    def at(self, path: str) -> Ask:
        """
        The same at another path.
        """
        return replace(self, path=path)

    def with_body(self, **fields: Any) -> Ask:
        """
        The same with other fields in its body.
        """
        return replace(self, json={**self.json, **fields})

    def without(self, *names: str) -> Ask:
        """
        The same without some fields in its body.
        """
        return replace(self, json={name: value for name, value in self.json.items() if name not in names})

    def sending(self, content: bytes, content_type: str | None = "application/json") -> Ask:
        """
        The same with these bytes as its body.
        """
        headers = dict(self.headers) if content_type is None else {**self.headers, "Content-Type": content_type}
        return replace(self, headers=headers, json=None, extra={"content": content})


GOOD: dict[str, Ask] = {
    "getBootstrap": Ask("GET", f"{IN_THREE}/bootstrap"),
    "startCheckout": Ask(
        "POST", f"{IN_THREE}/start-checkout", OWNER, {"email": "user@example.com", "priceId": "price_123"}
    ),
    "getUser": Ask("GET", f"{IN_THREE}/user?email=subscriber@example.com", OWNER),
    "getUserState": Ask("GET", f"{IN_THREE}/user-state", {"X-User-Email": "subscriber@example.com"}),
    "getBalances": Ask("GET", f"{IN_THREE}/balances", SUBSCRIBER),
    "adjustBalance": Ask(
        "POST",
        f"{IN_THREE}/balances",
        OWNER,
        {"email": "subscriber@example.com", "type": "gpt-4", "amount": 5, "op": "debit"},
    ),
    "cancelSubscription": Ask(
        "POST",
        "/api/paywall/cancel-subscription",
        OWNER,
        {
            "subscriptionId": "sub_seed_subscriber",
            "paywallId": "3",
            "cancellationReason": "too_expensive",
            "email": "subscriber@example.com",
        },
    ),
    "getCustomerPortal": Ask("POST", f"{IN_THREE}/get-customer-portal", OWNER, {"email": "subscriber@example.com"}),
    "createSupportTicket": Ask(
        "POST",
        f"{IN_THREE}/support/ticket",
        OWNER,
        {"subject": "Cannot log in", "content": "The page stays blank.", "customer_email": "user@example.com"},
    ),
    "withdrawTokens": Ask(
        "POST",
        "/api/v1/withdraw-tokens",
        OWNER,
        {"paywall_id": "3", "user_id": SUBSCRIBER_ID, "tokens": 5, "token_type": "gpt-4"},
    ),
    "listLegacyPrices": Ask("GET", f"{IN_THREE}/prices", OWNER),
    "createLegacyTicket": Ask(
        "POST",
        f"{IN_THREE}/create-ticket",
        OWNER,
        {"email": "user@example.com", "subject": "Cannot log in", "message": "The page stays blank."},
    ),
    "getFromGateway": Ask("GET", f"{GATEWAY}/echo?paywall_id=3&limit=5", SUBSCRIBER),
    "postToGateway": Ask("POST", f"{GATEWAY}/echo?paywall_id=3", SUBSCRIBER, {"question": "Why?"}),
    "setTestBalances": Ask(
        "POST", "/api/v1/test/withdraw-balances", {}, {"paywall_id": 3, "user_id": SUBSCRIBER_ID, "tokens": 42}
    ),
    "signInWithEmail": Ask(
        "POST", f"{IN_THREE}/auth/email/signin", {}, {"email": "user@example.com", "password": "correct-horse-1"}
    ),
    "signUp": Ask(
        "POST", f"{IN_THREE}/auth/email/signup", {}, {"email": "new@example.com", "password": "correct-horse-2"}
    ),
    "resendConfirmation": Ask("POST", f"{IN_THREE}/auth/email/resend", {}, {"email": "new@example.com"}),
    "sendOtp": Ask("POST", f"{IN_THREE}/auth/otp/send", {}, {"email": "new@example.com"}),
    "verifyOtp": Ask("POST", f"{IN_THREE}/auth/otp/verify", {}, {"email": "walker@example.com", "token": "424242"}),
    "requestPasswordReset": Ask("POST", f"{IN_THREE}/auth/password/request-reset", {}, {"email": "user@example.com"}),
    "updatePassword": Ask("POST", f"{IN_THREE}/auth/password/update", USER, {"password": "correct-horse-3"}),
    "signInAnonymously": Ask("POST", f"{IN_THREE}/auth/anonymous/signin", {}, {}),
    "upgradeAnonymous": Ask(
        "POST",
        f"{IN_THREE}/auth/anonymous/upgrade",
        ANONYMOUS,
        {"email": "named@example.com", "password": "correct-horse-4"},
    ),
    "startOauth": Ask(
        "POST",
        f"{IN_THREE}/auth/oauth/init",
        {},
        {"provider": "google", "code_challenge": CHALLENGE, "code_challenge_method": "s256"},
    ),
    "exchangeOauth": Ask(
        "POST", f"{IN_THREE}/auth/oauth/exchange", {}, {"auth_code": "oauth_seed", "code_verifier": VERIFIER}
    ),
    "refreshSession": Ask("POST", f"{IN_THREE}/auth/refresh", {}, {"refresh_token": "refresh_user"}),
    "signOut": Ask("POST", f"{IN_THREE}/auth/signout", USER),
    "revokeAllSessions": Ask("POST", f"{IN_THREE}/auth/revoke-all", USER),
    "recordEvents": Ask(
        "POST", f"{IN_THREE}/events", {}, {"events": [{"type": "paywall_viewed", "ts": 1893456000000}]}
    ),
}

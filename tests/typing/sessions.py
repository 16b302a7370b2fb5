"""
Sessions: what auth clients take and answer, and what they refuse. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false
# mypy: warn-unused-ignores

from __future__ import annotations

from datetime import datetime
from typing import assert_never, assert_type

import httpx

from monetize_software import (
    ApiGatewayClient,
    AsyncApiGatewayClient,
    AsyncAuthClient,
    AsyncAuthSession,
    AsyncBillingClient,
    AuthClient,
    AuthSession,
    BillingClient,
    Cache,
    models,
    sessions,
)
from monetize_software.storage import FileStore, MemoryStore, SQLStore, sealed
from monetize_software.storage.protocols import Versioned


def listen(change: sessions.SessionChange) -> None: ...


async def listen_later(change: sessions.SessionChange) -> None: ...


class Own:
    def get(self, key: str, *, at: int) -> Versioned:
        return Versioned(None, 0)

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        return None

    def remove(self, key: str) -> None: ...


class OwnLater:
    async def get(self, key: str, *, at: int) -> Versioned:
        return Versioned(None, 0)

    async def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        return None

    async def remove(self, key: str) -> None: ...


def blocking() -> None:
    auth = AuthClient(paywall_id=3, api_origin="https://x", store=SQLStore("sqlite:///x"), on_change=listen)
    AuthClient(paywall_id="3", api_origin="https://x", store=Own(), transport=httpx.HTTPTransport())
    AuthClient(paywall_id="3", api_origin="https://x", store=sealed(FileStore("x"), keys=["k"]))
    AuthClient(paywall_id="3", api_origin="https://x", store=OwnLater())  # type: ignore[arg-type]
    AuthClient(paywall_id="3", api_origin="https://x", on_change=listen_later)  # type: ignore[arg-type]
    ada = auth.session("ada")
    assert_type(ada, AuthSession)
    session = ada.sign_in_with_email("a@b", "p", user_meta={"a": 1}, visitor_id="v", idempotency_key="k", timeout=5)
    assert_type(session, sessions.Session)
    assert_type(session.expires_at, datetime)
    assert_type(session.user, models.AuthUser)
    assert_type(ada.get_session(), sessions.Session | None)
    assert_type(ada.verify_otp("a@b", "1", type="signup"), sessions.Session)
    assert_type(ada.upgrade_anonymous_to_email("a@b", "p"), sessions.Upgraded | sessions.ConfirmationRequired)
    assert_type(ada.start_oauth_flow("google"), sessions.OAuthFlow)
    assert_type(ada.complete_oauth_flow("state", "code"), sessions.Session)
    assert_type(ada.complete_oauth_flow("state", answer={"status": "success", "code": "code"}), sessions.Session)
    ada.complete_oauth_flow("state", answer="code")  # type: ignore[arg-type]
    assert_type(ada.get_last_login(), sessions.LastLogin | None)
    assert_type(ada.token(), str)
    assert_type(ada.billing(cache=Cache()), BillingClient)
    BillingClient(paywall_id="3", api_origin="https://x", bearer=ada).with_bearer(ada)
    ApiGatewayClient(paywall_id="3", api_origin="https://x", bearer=ada)
    auth.sign_in_with_email("a@b", "p")  # type: ignore[attr-defined]


def outcome(ada: AuthSession) -> str:
    answer = ada.sign_up("a@b", "p")
    match answer.kind:
        case "signed_in":
            return answer.session.method
        case "confirmation_required":
            return answer.user_id
        case "already_registered":
            return answer.email
        case _:
            assert_never(answer.kind)


async def awaiting() -> None:
    auth = AsyncAuthClient(paywall_id=3, api_origin="https://x", store=MemoryStore(), on_change=listen_later)
    AsyncAuthClient(paywall_id=3, api_origin="https://x", store=OwnLater(), on_change=listen)
    AsyncAuthClient(paywall_id=3, api_origin="https://x", store=Own())
    ada = auth.session()
    assert_type(ada, AsyncAuthSession)
    assert_type(await ada.sign_in_anonymously(), sessions.Session)
    assert_type(await ada.token("rejected"), str)
    assert_type(ada.billing(cache=Cache()), AsyncBillingClient)
    AsyncBillingClient(paywall_id="3", api_origin="https://x", bearer=ada)
    AsyncApiGatewayClient(paywall_id="3", api_origin="https://x", bearer=ada)
    BillingClient(paywall_id="3", api_origin="https://x", bearer=ada)  # type: ignore[arg-type]

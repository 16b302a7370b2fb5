"""
The milder defects of the vendor's JavaScript SDK do not occur here either: wrong results and lost data.

Each test names the defect (D-…) of the review it answers; test_defects.py has the severe ones and the list of those
that cannot occur. D-24 (one caller's abort) is in test_concurrency.py, D-26 (secrets in repr) in test_secrets.py.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

import monetize_software as sdk
from monetize_software import webhooks
from monetize_software_mock import Mock

from ..support.recorder import ALL, fails, says
from .conftest import Connect

ADA = "user@example.com"
SUBSCRIBER = "subscriber@example.com"


@pytest.mark.parametrize(("flag", "is_test"), [("1", True), ("0", False)])
def test_portal_refusal_is_forbidden(connect_recorder: Connect, flag: str, is_test: bool) -> None:
    """
    D-10: a portal's 403 has the promised code and its mode.
    """
    client, _ = connect_recorder(says(403, {"isTest": flag}))

    with pytest.raises(sdk.PortalUnavailableError) as caught:
        client.for_user(email=ADA).get_customer_portal_url()
    assert ("forbidden", is_test) == (caught.value.code, caught.value.is_test)


def test_nothing_the_server_says_is_thrown_away(connect_recorder: Connect) -> None:
    """
    D-13: ids, balances, metadata and the whole user reach the caller.
    """
    client, _ = connect_recorder()
    subscriber = client.for_user(email=SUBSCRIBER)
    changed, detail = subscriber.credit_tokens("gpt-4", 8), subscriber.get_user_detail()
    cancelled = subscriber.cancel_subscription(detail.purchases[0].id, "other")

    assert (
        changed.user_id == client.for_user(email=SUBSCRIBER).create_checkout(9102, ignore_active_purchase=True).user_id
    )
    assert (50, True, {"userId": "u_42"}) == (changed.count, detail.paid, detail.meta and detail.meta.to_dict())
    assert ({"gpt-4": 50}, detail.purchases[0].id) == (
        {balance.type: balance.count for balance in detail.balances if balance.count},
        cancelled.id,
    )


def test_generated_idempotency_key_is_told(connect_recorder: Connect) -> None:
    """
    D-14: the key chosen for a checkout stands on its result, and on the error when no answer came.
    """
    client, recorder = connect_recorder()
    result = client.for_user(email=ADA).create_checkout("price_123")
    broken, sent = connect_recorder(fails(httpx.ReadError))
    with pytest.raises(sdk.NetworkError) as caught:
        broken.for_user(email=ADA).create_checkout("price_123")

    assert 4 == UUID(result.idempotency_key).version
    assert recorder.requests[0].headers["idempotency-key"] == result.idempotency_key
    assert sent.requests[0].headers["idempotency-key"] == caught.value.idempotency_key


@pytest.mark.parametrize("code", [{"message": "upstream"}, ["x"], 7, True, "", None], ids=repr)
def test_code_of_an_error_is_a_text_to_compare(connect_recorder: Connect, code: Any) -> None:
    """
    D-16: whatever a server puts in its error's code, `code` is a text without blanks.
    """
    client, _ = connect_recorder(says(400, {"code": code, "error": code}))

    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.for_user(email=ADA).get_user_detail()
    assert "http_400" == caught.value.code


NONSENSE = [
    b"", b"<html>", b"{", b"\xff\xfe", b"null", b"[]", b'"text"', b"1e999999999999999999999",
    b'{"paid":1e99999999999999999999}',
    b'{"checkoutUrl":null}', b"[" * 50_000,
]  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ALL if name not in ("set_test_balances", "track")])
@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: ascii(body[:24]))
def test_success_that_is_none_is_our_error(connect_recorder: Connect, name: str, body: bytes) -> None:
    """
    D-19: a 2xx without JSON, or without what the contract promises, is an InvalidResponseError that keeps the body.
    """
    client, _ = connect_recorder(says(200, body))

    with pytest.raises(sdk.InvalidResponseError) as caught:
        ALL[name](client.for_user(email=ADA))
    assert ("invalid_response", 200, body) == (caught.value.code, caught.value.status, caught.value.raw)
    assert caught.value.__context__ is None


def test_error_keeps_headers_and_words(connect_recorder: Connect) -> None:
    """
    D-20: headers, the request id, `msg` and problem+json bodies are read.
    """
    body = {"code": 400, "error_code": "weak", "msg": "Too weak"}
    client, _ = connect_recorder(
        says(429, body, content_type="application/problem+json", retry_after="31", x_request_id="r_1")
    )

    with pytest.raises(sdk.RateLimitError) as caught:
        client.for_user(email=ADA).get_user_detail()
    error = caught.value
    assert ("weak", "Too weak", 31.0, "r_1") == (error.code, error.message, error.retry_after, error.request_id)


def test_balances_are_read_with_the_key(connect_recorder: Connect) -> None:
    """
    D-30: with a key the real balances come, and without any credential the call is refused.
    """
    client, _ = connect_recorder()
    stranger, recorder = connect_recorder(api_key=None)

    assert 42 in [balance.count for balance in client.for_user(email=SUBSCRIBER).get_balances()]
    with pytest.raises(sdk.ConfigurationError, match="apikey_required"):
        stranger.for_user(email=SUBSCRIBER).get_balances()
    assert [] == recorder.requests


def test_domain_in_the_settings_does_not_matter(connect_recorder: Connect) -> None:
    """
    D-36: prices can be read through a host other than the paywall's own domain, by whoever says so.
    """
    settings = {"id": "3", "name": "Plus", "custom_domain": "elsewhere.example.com"}
    body = Mock().transport().handle_request(httpx.Request("GET", "https://h/api/v1/paywall/3/bootstrap"))
    payload = httpx.Response(200, content=body.read()).json()
    payload["settings"] |= settings
    client, _ = connect_recorder(says(200, payload), verify_origin=False)

    assert Decimal("9.99") == client.get_prices()[0].amount


@pytest.mark.parametrize("damage", [lambda s: s[:-1], lambda s: s + "0", lambda s: "", lambda s: None], ids=range(4))
def test_webhook_without_its_whole_signature_is_refused(damage: Any) -> None:
    """
    D-39: a signature that is missing or of another length is refused, not skipped and not a crash.
    """
    signed = {name: damage(value) for name, value in webhooks.sign(b"{}", "whsec_x").items()}

    with pytest.raises(sdk.SignatureVerificationError):
        webhooks.verify(b"{}", {name: value for name, value in signed.items() if value is not None}, "whsec_x")

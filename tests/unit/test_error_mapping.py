"""
Which exception an answer becomes.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monetize_software as sdk
from monetize_software._call.error_mapping import code_and_message, error_from_reply
from monetize_software._exchange import Call, Reply

from ..support.flows import call, reply


def error(status: int, body: Any, operation: str = "getUser", **facts: Any) -> Any:
    """
    The exception for a JSON body, or for raw bytes.
    """
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_from_reply(reply(status, raw), call(operation=operation, **facts), doubtful=False)


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (400, {"code": "insufficient", "error": "insufficient", "available": 2}, "insufficient", "Bad Request"),
        (401, {"error": "invalid_token"}, "invalid_token", "Unauthorized"),
        (401, {"error": "Unauthorized"}, "Unauthorized", "Unauthorized"),
        (403, {"error": "Unauthorized"}, "Unauthorized", "Forbidden"),
        (401, {"error": "Invalid API key"}, "http_401", "Invalid API key"),
        (400, {"error": "not-enough-queries"}, "not-enough-queries", "Bad Request"),
        (409, {"hasActivePurchase": True}, "http_409", "Conflict"),
        (403, {"isTest": "0"}, "http_403", "Forbidden"),
        (401, {"error": "refresh_failed", "code": "invalid_refresh_token"}, "invalid_refresh_token", "Unauthorized"),
        (400, {"code": "weak_password", "msg": "Too short"}, "weak_password", "Too short"),
        (400, {"code": 400, "error_code": "weak_password", "msg": "Too short"}, "weak_password", "Too short"),
        (400, {"code": "", "error": "slug"}, "slug", "Bad Request"),
        (400, {"code": None, "error": None, "message": None}, "http_400", "Bad Request"),
        (400, {"error": {"message": "nested"}}, "http_400", "nested"),
        (400, {"error_description": "described"}, "http_400", "described"),
        (400, {"error": "slug", "message": "words"}, "slug", "words"),
        (400, {"error": "a" * 64}, "a" * 64, "Bad Request"),
        (400, {"error": "a" * 65}, "http_400", "a" * 65),
        (400, {"error": "slug\n"}, "http_400", "slug\n"),
        (400, {"code": True, "message": 5}, "http_400", "Bad Request"),
        (503, None, "http_503", "Service Unavailable"),
        (520, None, "http_520", "Request failed"),
        (400, [], "http_400", "Bad Request"),
        (400, "text", "http_400", "Bad Request"),
    ],
)
def test_code_and_message(status: int, body: Any, code: str, message: str) -> None:
    """
    The code comes from `code`, `error_code` or a slug; the message from the first field that holds words.
    """
    assert (code, message) == code_and_message(status, "", body)


def test_reason_phrase_of_the_answer_wins_over_the_standard_one() -> None:
    """
    A server's own reason phrase is the message when the body has none.
    """
    assert ("http_503", "Nap time") == code_and_message(503, "Nap time", None)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, sdk.PaywallError),
        (400, sdk.InvalidRequestError),
        (401, sdk.AuthenticationError),
        (402, sdk.PaywallError),
        (403, sdk.PermissionDeniedError),
        (404, sdk.NotFoundError),
        (405, sdk.PaywallError),
        (409, sdk.ConflictError),
        (413, sdk.PaywallError),
        (418, sdk.PaywallError),
        (422, sdk.InvalidRequestError),
        (429, sdk.RateLimitError),
        (500, sdk.ServerError),
        (520, sdk.ServerError),
        (599, sdk.ServerError),
        (999, sdk.ServerError),
    ],
)
def test_unknown_code_gets_the_class_of_its_status(status: int, kind: type[sdk.PaywallError]) -> None:
    """
    A code nobody has heard of is still the right kind of error.
    """
    assert (kind, "brand_new") == (
        type(error(status, {"code": "brand_new"})),
        error(status, {"code": "brand_new"}).code,
    )


def test_active_purchase() -> None:
    """
    409 with the flag is already_purchased; without it, or elsewhere, it stays by rule.
    """
    flag = {"hasActivePurchase": True, "more": 1}
    caught = error(409, flag, "startCheckout", idempotency_key="k")

    assert (sdk.AlreadyPurchasedError, "already_purchased", flag, "k") == (
        type(caught),
        caught.code,
        caught.body,
        caught.idempotency_key,
    )
    assert "http_409" == error(409, {"hasActivePurchase": "true"}, "startCheckout").code
    assert "http_409" == error(409, flag, "getCustomerPortal").code


@pytest.mark.parametrize(
    ("body", "is_test"),
    [
        ({"isTest": "1"}, True),
        ({"isTest": "0"}, False),
        ({"isTest": True}, True),
        ({"isTest": 0}, False),
        ({"isTest": "maybe"}, None),
        ({}, None),
        (b"", None),
        (b"  ", None),
    ],
)
def test_portal_refusal(body: Any, is_test: bool | None) -> None:
    """
    A portal's 403 with a bare flag or nothing is `forbidden`, and the flag is read.
    """
    caught = error(403, body, "getCustomerPortal")

    assert (sdk.PortalUnavailableError, "forbidden", is_test) == (type(caught), caught.code, caught.is_test)


@pytest.mark.parametrize(
    ("body", "code"),
    [({"error": "API key is inactive"}, "http_403"), ({"code": "nope"}, "nope"), (b"<html>blocked</html>", "http_403")],
)
def test_portal_refusal_with_words_of_its_own(body: Any, code: str) -> None:
    """
    A portal's 403 that says something else, or comes from a firewall, is not `forbidden`.
    """
    caught = error(403, body, "getCustomerPortal")

    assert (sdk.PermissionDeniedError, code) == (type(caught), caught.code)


@pytest.mark.parametrize(
    ("status", "body", "operation", "facts"),
    [
        (
            400,
            {"error": "insufficient", "code": "insufficient", "type": "vision", "available": 2},
            "adjustBalance",
            (2, 9, "vision"),
        ),
        (402, {"error": "insufficient", "available": 2}, "adjustBalance", (2, 9, "gpt-4")),
        (402, {}, "adjustBalance", (None, 9, "gpt-4")),
        (400, {"error": "Insufficient tokens", "available": 4, "requested": 8}, "withdrawTokens", (4, 8, "gpt-4")),
        (400, {"error": "insufficient", "available": "2", "requested": True}, "adjustBalance", (None, None, "gpt-4")),
    ],
)
def test_insufficient_tokens(status: int, body: Any, operation: str, facts: tuple[Any, ...]) -> None:
    """
    Every shape of "too few tokens" is one class with the numbers filled in, also caught as InvalidRequestError.
    """
    caught = error(status, body, operation, subject={"requested": 9, "token_type": "gpt-4"})

    assert ("insufficient", *facts) == (caught.code, caught.available, caught.requested, caught.token_type)
    assert isinstance(caught, sdk.InsufficientTokensError)
    assert isinstance(caught, sdk.InvalidRequestError)
    assert isinstance(caught, sdk.OutOfTokensError)


B1, B2 = {"type": "a", "count": 1}, {"type": "b", "count": 2}


@pytest.mark.parametrize(
    ("balances", "pairs"),
    [
        ([{"balances": [B1, B2]}], (("a", 1), ("b", 2))),
        ([{"balances": [B1]}, {"balances": [B2]}], (("a", 1), ("b", 2))),
        ([[B1, B2]], (("a", 1), ("b", 2))),
        ([B1, B2], (("a", 1), ("b", 2))),
        (None, ()),
        ("text", ()),
        ([None, 5, {"type": 1, "count": 1}, {"type": "x", "count": "1"}], ()),
        (json.loads("[" * 500 + "]" * 500), ()),
    ],
    ids=["rows", "two rows", "nested", "flat", "missing", "text", "wrong", "deep"],
)
def test_quota(balances: Any, pairs: tuple[tuple[str, int], ...]) -> None:
    """
    A metered call's 402 tells the balances, whichever of the seen shapes they come in.
    """
    caught = error(
        402, {"error": "not-enough-queries", "details": {"balances": balances, "queryType": "b"}}, "callGateway"
    )

    assert ("not_enough_queries", pairs, "b") == (caught.code, caught.balances, caught.query_type)
    assert dict(pairs).get("b") == caught.current_balance
    assert isinstance(caught, sdk.QuotaExceededError)


def test_foreign_402_is_not_a_quota() -> None:
    """
    An upstream's own billing failure is not shown as the user's quota.
    """
    caught = error(402, {"error": {"message": "card declined"}}, "callGateway")

    assert (sdk.PaywallError, "http_402") == (type(caught), caught.code)


@pytest.mark.parametrize("sentence", ["Subscription is already cancelled", "already CANCELED"])
def test_already_cancelled(sentence: str) -> None:
    """
    The sentence, in either spelling, is a class of its own.
    """
    caught = error(400, {"error": sentence}, "cancelSubscription", subject={"subscription_id": "sub_1"})

    assert (sdk.AlreadyCancelledError, "http_400", "sub_1") == (type(caught), caught.code, caught.subscription_id)


def test_rate_limit_tells_how_long() -> None:
    """
    429 carries the seconds the server asked for, even more than this client would wait.
    """
    limited = reply(429, b'{"error":"rate_limit_exceeded"}', retry_after="120")
    caught: Any = error_from_reply(limited, call("never"), doubtful=False)

    assert (120.0, True) == (caught.retry_after, caught.retryable)


def test_everything_the_answer_said_is_kept() -> None:
    """
    Headers, raw bytes, request id, operation and status stand on the error; cookies do not.
    """
    answer = reply(500, b'{"a":1}', X_Request_Id="r-1", Set_Cookie="s=1", Retry_After="5")
    caught = error_from_reply(answer, call(operation="startCheckout"), doubtful=True)

    assert ("r-1", "startCheckout", 500, b'{"a":1}', {"a": 1}) == (
        caught.request_id,
        caught.operation,
        caught.status,
        caught.raw,
        caught.body,
    )
    assert ("5", False) == (caught.headers["retry-after"], "set-cookie" in caught.headers)


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON", ""]
)
def test_json_is_recognised(content_type: str) -> None:
    """
    Every JSON media type is parsed, and a missing one is tried.
    """
    answer = Reply(400, [(b"content-type", content_type.encode())], b'{"code":"x"}', "")

    assert "x" == error_from_reply(answer, call(), doubtful=False).code


@pytest.mark.parametrize("content_type", ["text/html", "application/jsonp", "text/json2"])
def test_other_media_types_are_not_parsed(content_type: str) -> None:
    """
    A page that happens to look like JSON is no error body.
    """
    answer = Reply(400, [(b"content-type", content_type.encode())], b'{"code":"x"}', "")

    assert "http_400" == error_from_reply(answer, call(), doubtful=False).code


@given(
    st.integers(100, 999),
    st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "code",
                            "error",
                            "message",
                            "msg",
                            "details",
                            "balances",
                            "isTest",
                            "type",
                            "count",
                            "error_code",
                        ]
                    ),
                    inner,
                    max_size=5,
                )
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
    ),
    st.sampled_from(
        ["startCheckout", "getCustomerPortal", "adjustBalance", "withdrawTokens", "cancelSubscription", "x"]
    ),
    st.sampled_from(["safe", "keyed", "natural", "never"]),
)
def test_any_bytes_become_one_of_ours(status: int, body: bytes, operation: str, retry: str) -> None:
    """
    Whatever the status and the bytes, the result is a PaywallError with a text code that prints.
    """
    operation_call: Call[Any] = call(retry, operation=operation)
    caught = error_from_reply(reply(status, body), operation_call, doubtful=False)

    assert isinstance(caught, sdk.PaywallError)
    assert isinstance(caught.code, str)
    assert caught.code
    assert str(caught)

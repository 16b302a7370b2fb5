"""
What every exception tells: its facts, its words, and what to do.
"""

from __future__ import annotations

import copy
import inspect
import pickle
from typing import Any

import pytest

import monetize_software as sdk
from monetize_software import errors
from monetize_software.errors import PaywallError, TokenCount
from monetize_software.redaction import redact

from ..support.recorder import says
from .conftest import Connect

KINDS = [getattr(errors, name) for name in errors.__all__ if name.endswith("Error")]
FACTS: dict[str, Any] = {
    "code": "c",
    "status": 418,
    "body": {"a": 1},
    "raw": b"raw",
    "headers": {"h": "1"},
    "operation": "getUser",
    "request_id": "r_1",
    "retryable": True,
    "may_have_been_applied": True,
    "request_sent": True,
    "idempotency_key": "k",
}
OWN_FACTS: dict[type[PaywallError], dict[str, Any]] = {
    sdk.AlreadyCancelledError: {"subscription_id": "sub_1"},
    sdk.InsufficientTokensError: {"available": 2, "requested": 5, "token_type": "gpt-4"},
    sdk.QuotaExceededError: {"balances": (TokenCount("a", 1),), "query_type": "a", "current_balance": 1},
    sdk.PortalUnavailableError: {"is_test": True},
    sdk.RateLimitError: {"retry_after": 3.5},
    sdk.ServerError: {"retry_after": 3.5},
}


def itself(error: Any) -> Any:
    """
    No copy at all.
    """
    return error


def pickled(error: Any) -> Any:
    """
    A copy that was pickled.
    """
    return pickle.loads(pickle.dumps(error))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("use", [itself, copy.copy, copy.deepcopy, pickled])
def test_facts_come_in_by_name_and_stay(kind: type[PaywallError], use: Any) -> None:
    """
    Every error can be built with all it tells, and keeps it through copies and pickles.
    """
    given = {**FACTS, **OWN_FACTS.get(kind, {})}
    error = use(kind("Words", **given))

    assert type(error) is kind
    assert {"message": "Words", **given} == {name: getattr(error, name) for name in ("message", *given)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_documented_attribute_can_be_given(kind: type[PaywallError]) -> None:
    """
    What a class lists under "Attributes" is what its constructor takes.
    """
    lines = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2].splitlines()
    listed = {line.strip().partition(":")[0] for line in lines if line.startswith("    ") and line[4] != " "}

    assert listed - {"message", *FACTS} == set(OWN_FACTS.get(kind, {}))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_error_can_be_built_with_nothing(kind: type[PaywallError]) -> None:
    """
    Words and facts are optional, and the code is that of the class.
    """
    error = kind()

    assert kind.default_code == error.code
    assert f"code={error.code}" in str(error)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_unknown_fact_is_refused(kind: type[PaywallError]) -> None:
    """
    A fact that no error has is a mistake, and not kept silently.
    """
    with pytest.raises(TypeError, match="availabel"):
        kind("Words", availabel=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize(
    "facts", [{}, {"status": 400}, {"may_have_been_applied": True}, {"idempotency_key": "k"}], ids=repr
)
def test_remedy_is_a_sentence_that_survives_masking(kind: type[PaywallError], facts: dict[str, Any]) -> None:
    """
    What an error advises is printed behind the words, whole, and no redactor takes it for a secret.
    """
    error = kind("Words", **facts)

    assert error.remedy in str(error)
    assert error.remedy == redact(error.remedy)
    assert error.remedy == "" or (error.remedy[0].isupper() and error.remedy[-1] == ".") or error.remedy[0].isdigit()


@pytest.mark.parametrize(
    ("status", "body", "use", "words"),
    [
        (
            400,
            {"code": "insufficient", "error": "insufficient", "available": 2},
            lambda ada: ada.debit_tokens("gpt-4", 5),
            "Insufficient tokens. 5 'gpt-4' tokens were asked for and 2 are there; nothing was taken.",
        ),
        (
            400,
            {"error": "Insufficient tokens", "available": 4, "requested": 8},
            lambda ada: ada.withdraw_tokens("u_1", 8),
            "Insufficient tokens. 8 'standard' tokens were asked for and 4 are there; nothing was taken.",
        ),
        (402, {}, lambda ada: ada.debit_tokens("gpt-4", 5), "5 'gpt-4' tokens were asked for and the user has fewer;"),
        (402, {}, lambda ada: ada.debit_tokens("gpt-4", 5), "Insufficient tokens. 5 'gpt-4'"),
        (402, {"error": "not-enough-queries"}, lambda ada: ada.get_user(), "Not enough queries. Too few tokens"),
        (
            402,
            {"details": {"queryType": "gpt5", "balances": [{"type": "gpt-4", "count": 3}, {"type": "x", "count": 0}]}},
            lambda ada: ada.get_user(),
            "The user's types are 'gpt-4', 'x'.",
        ),
        (409, {"hasActivePurchase": True}, lambda ada: ada.create_checkout("p"), "Pass ignore_active_purchase=True"),
        (409, {"hasActivePurchase": True}, lambda ada: ada.create_checkout("p"), "get_customer_portal_url()"),
        (403, {}, lambda ada: ada.get_customer_portal_url(), "no active subscription, or the processor has no portal"),
        (403, {}, lambda ada: ada.get_user(), "Check that the key is active and belongs to the account"),
        (401, {}, lambda ada: ada.get_user(), "get the user a fresh access token"),
        (404, {"error": "Price not found"}, lambda ada: ada.create_checkout("p"), "get_prices() lists them"),
        (
            404,
            {"error": "Subscription not found"},
            lambda ada: ada.cancel_subscription("s", "other"),
            "in the call; list_purchases() has the ids of this user's subscriptions.",
        ),
        (404, {"error": "identity_not_found"}, lambda ada: ada.list_purchases(), "has used this paywall"),
        (400, {"error": "identity_required"}, lambda ada: ada.list_purchases(), "Bind the user with for_user()"),
        (400, {"error": "Already cancelled"}, lambda ada: ada.cancel_subscription("s", "other"), "left to do"),
        (503, {}, lambda ada: ada.debit_tokens("gpt-4", 5), "may have been done all the same"),
        (503, {}, lambda ada: ada.create_checkout("p"), "Repeat the checkout with the same idempotency key"),
    ],
)
def test_error_says_what_was_wrong_and_what_to_do(
    connect_recorder: Connect, status: int, body: Any, use: Any, words: str
) -> None:
    """
    What is printed has the numbers known and the remedy; `message` keeps the server's own words.
    """
    client, _ = connect_recorder(says(status, body))

    with pytest.raises(PaywallError) as caught:
        use(client.for_user(email="ada@example.com"))
    assert words in str(caught.value)
    assert caught.value.remedy not in caught.value.message


@pytest.mark.parametrize("kind", [sdk.RateLimitError, sdk.ServerError])
@pytest.mark.parametrize(("header", "seconds", "words"), [("120", 120.0, "in 120 s."), ("soon", None, "again later.")])
def test_wait_that_ends_a_call_is_told(
    connect_recorder: Connect, kind: type[PaywallError], header: str, seconds: float | None, words: str
) -> None:
    """
    A server that wished too long a wait, or one that cannot be read, was asked once, and the error tells the wish.
    """
    status = 429 if kind is sdk.RateLimitError else 503
    client, recorder = connect_recorder(says(status, {}, retry_after=header), max_retries=2)

    with pytest.raises(kind) as caught:
        client.get_prices()
    assert (1, seconds) == (len(recorder.requests), caught.value.retry_after)  # type: ignore[attr-defined]
    assert words in str(caught.value)


@pytest.mark.parametrize("kind", [sdk.RateLimitError, sdk.ServerError])
@pytest.mark.parametrize(("seconds", "words"), [(0.0, "Try again now."), (0.2, "in 1 s."), (1.5, "in 2 s.")])
def test_wait_is_told_as_one_can_wait_it(kind: Any, seconds: float, words: str) -> None:
    """
    No wait is "now", and a part of a second is not "0 s".
    """
    assert kind("Busy", retry_after=seconds).remedy.endswith(words)


def test_used_up_quota_names_no_types_when_its_own_is_among_them() -> None:
    """
    A type that the user has is no slip of the pen.
    """
    error = sdk.QuotaExceededError(balances=[("gpt-4", 0)], query_type="gpt-4", current_balance=0)

    assert "types are" not in error.remedy


def test_balances_of_a_used_up_quota_have_names() -> None:
    """
    Each balance is a pair that says which is the type and which the count.
    """
    error = sdk.QuotaExceededError(balances=[("gpt-4", 0), ("standard", 7)])

    assert [("gpt-4", 0), ("standard", 7)] == [(each.type, each.count) for each in error.balances]
    assert {"gpt-4": 0, "standard": 7} == dict(error.balances)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_error_whose_constructor_did_not_run_prints_itself(kind: type[PaywallError]) -> None:
    """
    What an error reporter meets half-made can be shown.
    """
    half = kind.__new__(kind)

    assert kind.__name__ in repr(half)
    assert "Request failed" in str(half)


def test_provider_that_is_not_there_has_nothing_to_do_with_prices() -> None:
    """
    A 404 of the gateway says that the provider's name is to be looked at.
    """
    told = str(errors.NotFoundError("Provider not found.", operation="postToGateway"))

    assert "the provider: it is named as in the gateway's settings" in told
    assert "prices" not in told

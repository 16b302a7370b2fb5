"""
Whatever a caller passes: it is refused here with one of our exceptions, or becomes a request that the contract allows.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient

from ..driving import driven
from ..journeys.contract import check_request
from .wired import GOOD, Recorder, good, says

METHODS = [
    name
    for name, method in vars(BillingClient).items()
    if inspect.isfunction(method) and not name.startswith("_") and name != "close"
]

TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=6),
    st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), min_size=1, max_size=3),
    st.text(st.characters(max_codepoint=32), max_size=4),
    st.sampled_from(
        [
            "", " ", "a", "abc", "x" * 200, "x" * 201, "é" * 255, "💳" * 320, "x" * 5000, "x" * 5001, "x" * 100_000,
            "ada@example.com", " ada@example.com ", "käthe@bücher.example", "a@b\r\nX: 1", "@", "a" * 320 + "@b",
            "https://app.example.com/?s=__SESSION__", "http://", "HTTPS://x", "https://x/\n", "javascript:alert(1)",
            "EUR", "eur", "ＥＵＲ", "pl-PL", "de", "../..", "..%2f", "a/b?c#d&e=f%00", "sk_live_x", "Bearer x",
            "203.0.113.7", "::1", "nul\x00", "line\nline", "\ufeff", "\u202e", "e\u0301", " lead", "trail ", "\x7f",
        ]
    ),
)  # fmt: skip
WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**53 - 1, 2**53, 10**30, 10**5000]),
    st.floats(),
    st.binary(max_size=4),
    st.just([]),
    st.just(()),
    st.just({}),
    st.just(object),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.integers(), inner, max_size=3),
    max_leaves=8,
)
FILES = st.lists(
    st.tuples(TEXTS, st.binary(max_size=20) | WRONG) | st.builds(BytesIO, st.binary(max_size=9)) | TEXTS | WRONG,
    max_size=7,
)
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "user_meta": st.dictionaries(TEXTS | st.integers(), JSON, max_size=4) | WRONG | TEXTS,
    "files": FILES | WRONG | TEXTS,
    "ignore_active_purchase": st.booleans() | WRONG,
    "timeout": st.sampled_from([None, 1, 0.5, sdk.Timeout(3)]) | WRONG,
}
VALID: dict[str, st.SearchStrategy[Any]] = {
    "price_id": st.sampled_from(["price_123", 9101]),
    "subject": st.just("Help"),
    "content": st.just("It broke."),
    "message": st.just("It broke."),
    "subscription_id": st.just("sub_1"),
    "reason": st.just("other"),
    "type": st.just("gpt-4"),
    "amount": st.integers(1, 9),
    "tokens": st.integers(1, 9),
    "user_id": st.just("u_1"),
    "token_type": st.just("standard"),
    "bearer": st.just("bearer_user"),
}


def arguments(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """
    Arguments of a method: mostly what works, so that one hostile value is not hidden behind another.
    """
    needed: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for parameter in list(inspect.signature(getattr(BillingClient, name)).parameters.values())[1:]:
        hostile = SPECIAL.get(parameter.name, TEXTS | WRONG)
        values = st.one_of(VALID[parameter.name], hostile) if parameter.name in VALID else hostile
        (needed if parameter.default is parameter.empty else optional)[parameter.name] = values
    return st.fixed_dictionaries(needed, optional=optional)


BINDINGS: list[Callable[[BillingClient], BillingClient]] = [
    lambda client: client,
    lambda client: client.for_user(email="ada@example.com"),
    lambda client: client.for_user(email="käthe@bücher.example", user_id="\x00 ü/../?"),
    lambda client: client.for_user(user_id=42),
    lambda client: client.with_bearer("bearer_user"),
    lambda client: client.for_user(email="ada@example.com").with_options(accept_language="de, en;q=0.5"),
]


class Checked(Recorder):
    """
    Checks each request against the contract, and answers what the operation's caller cannot expect, or a refusal.
    """

    def __init__(self, status: int) -> None:
        self.broken: list[str] = []
        super().__init__(self._check)
        self._say = says(status, {"error": "rate_limit_exceeded"})

    def _check(self, request: httpx.Request) -> httpx.Response:
        try:
            check_request(request)
        except AssertionError as problem:
            self.broken.append(str(problem))
        return self._say(request)


def call(name: str, kind: str, status: int, bind: Any, options: dict[str, Any]) -> Checked:
    """
    Make one call, which may fail with an exception of ours only.
    """
    checked = Checked(status)
    with asyncio.Runner() as runner, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "files", UserWarning)
        if kind == "sync":
            client = BillingClient(**GOOD, transport=checked)
        else:
            client = driven(AsyncBillingClient(**GOOD, transport=checked), runner)
        with contextlib.suppress(sdk.PaywallError):
            getattr(bind(client), name)(**options)
    return checked


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_argument_is_refused_here_or_fits_the_contract(name: str, kind: str, data: st.DataObject) -> None:
    """
    Unicode, nothing, too much, wrong types, surrogates, control characters: no foreign exception, no broken request.
    """
    options = data.draw(arguments(name))
    status = data.draw(st.sampled_from([200, 400, 429, 503]))

    assert [] == call(name, kind, status, data.draw(st.sampled_from(BINDINGS)), options).broken


USER = {"email": TEXTS | WRONG, "user_id": TEXTS | WRONG}


@settings(max_examples=150)
@given(st.fixed_dictionaries({}, optional=USER), st.sampled_from(["get_user", "get_user_detail", "get_balances"]))
@example({"email": "a@b", "user_id": "x" * 255}, "get_user")
@example({"user_id": 10**5000}, "get_user")
def test_any_user_is_refused_here_or_fits_the_contract(user: dict[str, Any], name: str) -> None:
    """
    The same holds for whom a client is bound to.
    """
    checked = Checked(429)
    client = BillingClient(**GOOD, transport=checked)

    with pytest.raises(sdk.PaywallError):
        getattr(client.for_user(**user), name)()
    assert [] == checked.broken


SETTINGS: dict[str, st.SearchStrategy[Any]] = {
    "paywall_id": st.just("3") | TEXTS | WRONG,
    "api_origin": st.just("https://pay.example.com") | TEXTS | WRONG | TEXTS.map("https://".__add__),
    "api_key": st.just("sk_live_x") | TEXTS | WRONG,
    "identity": WRONG | TEXTS,
    "bearer": TEXTS | WRONG.filter(lambda value: not callable(value)),
    "timeout": WRONG | TEXTS,
    "max_retries": WRONG | TEXTS,
    "sdk_name": WRONG | TEXTS,
    "allow_insecure_origin": WRONG | TEXTS,
    "capabilities": WRONG | TEXTS | st.lists(TEXTS | WRONG, max_size=3),
    "on_request": WRONG | TEXTS,
    "on_response": WRONG | TEXTS,
}


@settings(max_examples=300)
@given(st.fixed_dictionaries({}, optional=SETTINGS))
@example({"api_origin": "https://\u2603"})
@example({"capabilities": [5]})
@example({"paywall_id": 10**5000})
@example({"max_retries": 10**5000})
def test_any_setting_is_refused_here_or_fits_the_contract(options: dict[str, Any]) -> None:
    """
    The same holds for what a client is built from.
    """
    checked = Checked(429)
    with contextlib.suppress(sdk.PaywallError):
        client = BillingClient(**good(**options), transport=checked)
        client.with_options(max_retries=0).get_prices()
    assert [] == checked.broken


@pytest.mark.parametrize("key", [" k", "k ", "\t", " "], ids=ascii)
def test_blank_around_a_header_is_refused(key: str) -> None:
    """
    A key that a real connection would refuse or trim is refused here, before it counts as sent.
    """
    checked = Checked(429)
    ada = BillingClient(**GOOD, transport=checked).for_user(email="ada@example.com")

    with pytest.raises(sdk.InvalidRequestError, match="idempotency_key"):
        ada.create_checkout("p", idempotency_key=key)
    with pytest.raises(sdk.InvalidRequestError, match="client_ip"):
        ada.get_user_detail(client_ip=key)
    assert [] == checked.requests

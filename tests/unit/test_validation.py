"""
Whatever a caller passes: it is refused here with one of our exceptions, or becomes a request that the contract allows.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient

from ..support.contract import check_request, form
from ..support.driving import driven
from ..support.recorder import ALL, GOOD, Recorder, good, says
from ..support.surface import methods
from .conftest import Connect

METHODS = [name for name in methods(BillingClient) if name != "close"]
BINDING = ("for_user", "with_bearer", "with_options")
"""
These send nothing.
"""
LOCAL = (sdk.ConfigurationError, sdk.InvalidRequestError, sdk.AuthenticationError)

NASTY_TEXTS = [
    "", " ", "a", "ab", "abc", "x" * 200, "x" * 201, "x" * 255, "x" * 256, "é" * 255, "💳" * 320, "x" * 5000,
    "x" * 5001, "x" * 100_000, "ada@example.com", " ada@example.com ", "käthe@bücher.example", "a@b\r\nX: 1", "@",
    "a" * 320 + "@b", "https://app.example.com/?s=__SESSION__", "http://", "HTTPS://x", "https://x/\n",
    "javascript:alert(1)", "https://x/?" + "y" * 2048, "EUR", "eur", "ＥＵＲ", "pl-PL", "../..", "..%2f",
    "a/b?c#d&e=f%00", "sk_live_x", "Bearer x", "203.0.113.7", "::1", "nul\x00", "line\nline", "\ufeff",
    "\u202e", "e\u0301", " lead", "trail ", "\x7f", "\ud800", "ok\udfff", "0", "None", "9101",
]  # fmt: skip
NASTY_OTHERS: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, float("nan"), float("inf"), 2**53 - 1, 2**53, -(2**53), 10**30,
    b"", b"bytes", [], (), {}, set(), object, ["a"], {"a": float("nan")}, {1: 2}, {"a": "\ud800"}, {"a": object()},
]  # fmt: skip
HUGE = 10**5000
"""
A number Python does not like to write; Hypothesis neither.
"""
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=6),
    st.text(st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF), min_size=1, max_size=3),
    st.text(st.characters(max_codepoint=32), max_size=4),
    st.sampled_from(NASTY_TEXTS),
)
WRONG = st.integers() | st.floats() | st.binary(max_size=4) | st.sampled_from(NASTY_OTHERS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.binary(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.integers(), inner, max_size=3),
    max_leaves=8,
)
FILES = st.lists(
    st.tuples(TEXTS, st.binary(max_size=20) | WRONG) | st.builds(BytesIO, st.binary(max_size=9)) | TEXTS | WRONG,
    max_size=7,
)
EVENTS = st.fixed_dictionaries(
    {"type": TEXTS, "ts": st.integers(10**11, 2**54)},
    optional={"props": st.dictionaries(TEXTS | st.integers(), JSON, max_size=3) | WRONG},
)
SPECIAL: dict[str, st.SearchStrategy[Any]] = {
    "user_meta": st.dictionaries(TEXTS | st.integers(), JSON, max_size=4) | WRONG | TEXTS,
    "files": FILES | WRONG | TEXTS,
    "events": st.lists(st.dictionaries(st.sampled_from(["type", "ts", "props"]) | TEXTS, JSON) | WRONG, max_size=4)
    | st.lists(EVENTS, max_size=101)
    | WRONG
    | TEXTS,
    "refresh": st.booleans(),
    "ignore_active_purchase": st.booleans() | WRONG,
    "timeout": st.sampled_from([None, 1, 0.5, sdk.Timeout(3)]) | WRONG,
}
VALID: dict[str, Any] = {
    "accept_language": "de, en;q=0.5",
    "amount": 3,
    "bearer": "bearer_user",
    "client_ip": "203.0.113.7",
    "content": "It broke.",
    "email": "grace@example.com",
    "error_url": "https://app.example.com/failed",
    "events": [{"type": "opened", "ts": 1893456000000, "props": {"pages": 12}}],
    "experiment_id": "exp-1",
    "files": [("a.png", b"x")],
    "idempotency_key": "key 1",
    "ignore_active_purchase": True,
    "if_version": "sha256:5b1e",
    "local_currency": "EUR",
    "locale": "pl-PL",
    "max_retries": 1,
    "message": "It broke.",
    "offer_id": "7",
    "price_id": "price_123",
    "product_name": "Plus",
    "reason": "other",
    "refresh": True,
    "return_url": "https://app.example.com/account",
    "shop_url": "https://app.example.com",
    "subject": "Help",
    "subscription_id": "sub_1",
    "success_url": "https://app.example.com/?s=__SESSION__",
    "timeout": 3,
    "token_type": "standard",
    "tokens": 3,
    "trial_days": 7,
    "type": "gpt-4",
    "user_id": "u_1",
    "user_meta": {"team": "navy", "n": [1, None, "ü"]},
    "variant_key": "b",
    "visitor_id": "v-1",
}


def parameters(name: str) -> dict[str, inspect.Parameter]:
    """
    What a method takes.
    """
    return dict(list(inspect.signature(getattr(BillingClient, name)).parameters.items())[1:])


def works(name: str, *, everything: bool) -> dict[str, Any]:
    """
    Arguments with which a method succeeds: all that are known, or only those that are needed.
    """
    wanted = [each for each, one in parameters(name).items() if everything or one.default is one.empty]
    return {each: VALID[each] for each in wanted if each in VALID}


PAIRS = [(name, each) for name in METHODS for each in parameters(name)]
each_argument = pytest.mark.parametrize(("name", "argument"), PAIRS, ids=lambda value: value)


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


@pytest.fixture
def client(request: pytest.FixtureRequest, runner: asyncio.Runner) -> tuple[BillingClient, Checked]:
    """
    A client of the kind asked for, and what checks its requests.
    """
    checked = Checked(429)
    if request.param == "sync":
        return BillingClient(**GOOD, transport=checked), checked
    return driven(AsyncBillingClient(**GOOD, transport=checked), runner), checked


both_kinds = pytest.mark.parametrize("client", ["sync", "async"], indirect=True)


def judge(name: str, client: BillingClient, checked: Checked, options: dict[str, Any]) -> None:
    """
    Make one call, which may fail with an exception of ours only: it is refused helpfully, or sent as it was meant.
    """
    checked.requests.clear()
    error = None
    try:
        getattr(client, name)(**options)
    except sdk.PaywallError as caught:
        error = caught
    assert [] == checked.broken
    if not checked.requests:
        assert_helps(error, name, options)
    elif name not in BINDING:
        assert_arrives(checked.requests[0], options)


@both_kinds
@pytest.mark.parametrize("name", METHODS)
def test_what_works_is_sent(name: str, client: tuple[BillingClient, Checked]) -> None:
    """
    With good arguments nothing is refused here, and all of them arrive; a new method is called without being listed.
    """
    bound, checked = client[0].for_user(email="ada@example.com", user_id="u_1"), client[1]
    for everything in (False, True):
        judge(name, bound, checked, works(name, everything=everything))
        assert name in BINDING or checked.requests


@pytest.mark.filterwarnings("ignore:files:UserWarning")
@both_kinds
@each_argument
def test_any_argument_is_refused_here_or_fits_the_contract(
    name: str, argument: str, client: tuple[BillingClient, Checked]
) -> None:
    """
    Too much, nothing, wrong types, surrogates, control characters: no foreign exception, no broken request.
    """
    bound = client[0].for_user(email="ada@example.com")
    for value in [*NASTY_TEXTS, *NASTY_OTHERS, HUGE]:
        judge(name, bound, client[1], {**works(name, everything=True), argument: value})


@pytest.mark.filterwarnings("ignore:files:UserWarning")
@each_argument
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_any_combination_is_refused_here_or_fits_the_contract(name: str, argument: str, data: st.DataObject) -> None:
    """
    The same holds for made-up values, whoever is bound, and whatever the server answers.
    """
    checked = Checked(data.draw(st.sampled_from([200, 400, 429, 503])))
    bound = data.draw(st.sampled_from(BINDINGS))(BillingClient(**GOOD, transport=checked))
    value = data.draw(SPECIAL.get(argument, TEXTS | WRONG))

    judge(name, bound, checked, {**works(name, everything=data.draw(st.booleans())), argument: value})


def assert_helps(error: sdk.PaywallError | None, name: str, options: dict[str, Any]) -> None:
    """
    What is refused here says that nothing was sent, names what is wrong, and does not repeat what was given.
    """
    if error is None:
        assert name in BINDING
        return
    assert isinstance(error, LOCAL)
    assert (None, False, False, False) == (
        error.status, error.request_sent, error.may_have_been_applied, error.retryable
    )  # fmt: skip
    named = [*parameters(name), "for_user()", "with_bearer()"]
    assert any(word in error.message for word in named)
    assert error.message.endswith(".")
    given = [value for value in options.values() if isinstance(value, str) and len(value) > 11]
    assert not any(value in str(error) for value in given)


def assert_arrives(request: httpx.Request, options: dict[str, Any]) -> None:
    """
    Every text, number, flag and mapping that was accepted stands in the request as it was given.
    """
    sent = list(values(request))
    unsent = {"locale", "bearer", "timeout", "refresh"} | ({"email"} if "authorization" in request.headers else set())
    for name, value in options.items():
        left_out = name in unsent or value is False or value == {}
        if isinstance(value, str | int | dict) and not left_out:
            wanted = str(value).strip() if name == "email" else value
            assert any(_is(wanted, each) for each in sent), name


def _is(wanted: Any, sent: Any) -> bool:
    """
    The same, and of the same type; a mapping may have got more fields.
    """
    if type(wanted) is not type(sent):
        return False
    return all(sent.get(key) == value for key, value in wanted.items()) if isinstance(wanted, dict) else wanted == sent


def values(request: httpx.Request) -> Iterator[Any]:
    """
    Every value a request holds.
    """
    yield from request.headers.values()
    yield from request.url.params.values()
    media_type = request.headers.get("content-type", "")
    if media_type.startswith("multipart"):
        yield from form(media_type, request.content).values()
    elif request.content:
        yield from json.loads(request.content).values()


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
    "mirror": st.booleans() | WRONG | TEXTS | TEXTS.map("https://".__add__),
    "verify_origin": st.booleans() | WRONG | TEXTS,
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


@pytest.mark.parametrize(
    "bind", [lambda client: client, lambda client: client.for_user(email="ada@example.com")], ids=["nobody", "ada"]
)
@pytest.mark.parametrize(
    "name", ["create_checkout", "get_customer_portal_url", "list_purchases", "cancel_subscription"]
)
def test_call_without_any_credential_asks_for_one(connect_recorder: Connect, bind: Any, name: str) -> None:
    """
    Naming a user proves nothing, so without a key or a bearer the code is `apikey_required`, whoever is bound.
    """
    client, recorder = connect_recorder(api_key=None)

    with pytest.raises(sdk.ConfigurationError) as caught:
        ALL[name](bind(client))
    assert ("apikey_required", None, []) == (caught.value.code, caught.value.status, recorder.requests)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "amount must be 1 or more, not 0."),
        (-7, "amount must be 1 or more, not -7."),
        (2**53, "amount must be at most 9007199254740991, not 9007199254740992."),
        (10**5000, "amount must be at most 9007199254740991, not one of 16610 bits."),
    ],
    ids=["zero", "negative", "large", "endless"],
)
def test_number_out_of_bounds_is_shown(amount: int, words: str) -> None:
    """
    The error has the bound and the number given, however long that is.
    """
    client = sdk.BillingClient(**GOOD).for_user(email="ada@example.com")

    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.debit_tokens("gpt-4", amount)
    assert words == caught.value.message

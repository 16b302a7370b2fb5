"""
A client with a cache asks once and answers from what it has, within documented windows, and says what it did.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software import (
    BillingClient,
    Cache,
    CacheStats,
    ConfigurationError,
    InvalidRequestError,
    NetworkError,
    NotFoundError,
)
from monetize_software.storage import MemoryStore, RedisStore, Store
from monetize_software_mock import Mock
from tests.support.recorder import good
from tests.unit.conftest import Connect

SUBSCRIBER = "subscriber@example.com"
SECRET = "sixteen letters or more"


class Clock:
    """
    A clock that tests move.
    """

    def __init__(self) -> None:
        self.now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """
    The clock of the caches made here.
    """
    return Clock()


@pytest.fixture(params=["live", "memory", "valkey"])
def store(request: pytest.FixtureRequest) -> Store | None:
    """
    Each place that a cache keeps answers in.
    """
    if request.param == "live":
        return None
    return MemoryStore() if request.param == "memory" else RedisStore(request.getfixturevalue("valkey_url"))


@pytest.fixture
def made(store: Store | None, clock: Clock) -> Callable[..., Cache]:
    """
    Makes a cache over each store.
    """

    def make(**windows: Any) -> Cache:
        cache = Cache(store=store, secret=None if store is None else SECRET, **windows)
        cache.state.clock = clock
        return cache

    return make


def refuse(request: httpx.Request) -> httpx.Response:
    """
    Fail as a service does that is not reached.
    """
    raise httpx.ConnectError("gone")


READS: dict[str, tuple[Callable[[BillingClient], Any], float]] = {
    "bootstrap": (lambda billing: billing.bootstrap(), 300),
    "prices": (lambda billing: billing.get_prices(locale="pl"), 300),
    "user": (lambda billing: billing.for_user(email=SUBSCRIBER).get_user(), 5),
    "balances": (lambda billing: billing.for_user(email=SUBSCRIBER).get_balances(), 30),
}


@pytest.mark.parametrize(("read", "window"), READS.values(), ids=READS)
def test_answer_is_asked_for_once_in_its_window(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock, read: Callable[[Any], Any], window: float
) -> None:
    """
    Until its window ends an answer comes from the cache and is the one that came first; from then on it is asked for.
    """
    billing, passed = connect_recorder(cache=made())

    first = read(billing)
    clock.now += window - 0.001
    assert first == read(billing)
    assert 1 == len(passed.requests)
    clock.now += 0.002
    assert first == read(billing)
    assert 2 == len(passed.requests)


def test_nothing_is_kept_unless_asked_for(connect_recorder: Connect) -> None:
    """
    A client without a cache asks each time, and says how to have one.
    """
    billing, passed = connect_recorder()

    assert billing.get_prices(refresh=True) == billing.get_prices()
    assert 2 == len(passed.requests)
    with pytest.raises(ConfigurationError, match=r"cache=Cache\(\)"):
        _ = billing.cache


def test_refresh_asks_and_keeps(connect_recorder: Connect, made: Callable[..., Cache]) -> None:
    """
    `refresh=True` asks whatever is kept, without a version, and what comes is kept.
    """
    billing, passed = connect_recorder(cache=made())

    billing.get_prices()
    billing.get_prices(refresh=True)
    billing.get_prices()
    assert [""] * 2 == [request.url.query.decode() for request in passed.requests]


@pytest.mark.parametrize("name", ["bootstrap", "prices"])
def test_paywall_is_asked_for_by_version(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock, name: str
) -> None:
    """
    Past its window a paywall is asked for by the version that is kept, and "unchanged" makes it new again.
    """
    cache = made()
    billing, passed = connect_recorder(cache=cache)

    first = READS[name][0](billing)
    clock.now += 301
    assert first == READS[name][0](billing)
    assert first == READS[name][0](billing)
    assert ["", "if_version"] == [request.url.query.decode().partition("=")[0] for request in passed.requests]
    assert CacheStats(hits=1, misses=2, revalidated=1) == cache.stats


def test_changed_paywall_replaces_what_was_kept(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock
) -> None:
    """
    When the service has another version, its prices are given from then on.
    """
    versions = iter(["one", "two"])

    def answer(request: httpx.Request) -> httpx.Response:
        body = Mock().transport().handle_request(httpx.Request("GET", str(request.url.copy_remove_param("if_version"))))
        body.read()
        return httpx.Response(200, json={**body.json(), "version": next(versions), "prices": []})

    billing, _ = connect_recorder(answer, cache=made())

    assert "one" == billing.bootstrap().version
    clock.now += 301
    assert ["two", "two"] == [billing.bootstrap().version for _ in range(2)]


def test_old_paywall_is_given_while_the_service_fails(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock
) -> None:
    """
    While asking anew fails for reasons that may pass, the old answer is given until an hour is over, and not beyond.
    """
    service, down = Mock().transport(), [False]

    def answer(request: httpx.Request) -> httpx.Response:
        if down[0]:
            raise httpx.ConnectError("down")
        return service.handle_request(request)

    cache = made()
    billing, _ = connect_recorder(answer, cache=cache)
    first = billing.get_prices()
    down[0] = True
    clock.now += 3599

    assert first == billing.get_prices()
    assert 1 == cache.stats.stale
    clock.now += 2
    with pytest.raises(NetworkError):
        billing.get_prices()


def test_failures_are_not_kept(connect_recorder: Connect, made: Callable[..., Cache]) -> None:
    """
    An answer that is an error is asked for again, and is an error for each who asks.
    """
    billing, passed = connect_recorder(paywall_id="999", cache=made())

    for _ in range(2):
        with pytest.raises(NotFoundError):
            billing.get_prices()
    assert 2 == len(passed.requests)


def test_final_refusal_is_told_although_something_is_kept(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock
) -> None:
    """
    A paywall that was taken away is not shown any more once the service said so.
    """
    service, gone = Mock().transport(), [False]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={"error": "x"}) if gone[0] else service.handle_request(request)

    billing, _ = connect_recorder(answer, cache=made())
    billing.get_prices()
    gone[0] = True
    clock.now += 301

    with pytest.raises(NotFoundError):
        billing.get_prices()


def token_until(seconds: float) -> str:
    """
    A token that says when it ends.
    """
    claims = base64.urlsafe_b64encode(json.dumps({"exp": seconds}).encode()).decode().rstrip("=")
    return f"head.{claims}.tail"


def verified(request: httpx.Request) -> httpx.Response:
    """
    Say who a token belongs to: the token's own name.
    """
    name = request.headers["Authorization"].removeprefix("Bearer ")
    user = {"id": f"id-{name}", "email": f"{name}@example.com", "name": None}
    body = {"balances": [], "purchases": [], "paid": False, "user": user, "trial": None, "meta": {}}
    return httpx.Response(200, json={**body, "tier": 1, "country": "PL", "country_match": True})


@pytest.mark.parametrize(("ends_in", "kept"), [(100, 30), (12, 12), (-5, 0)])
def test_token_is_kept_briefly_and_never_beyond_its_end(
    connect_recorder: Connect, made: Callable[..., Cache], clock: Clock, ends_in: float, kept: float
) -> None:
    """
    Who a token belongs to is kept for half a minute, or until the token ends by its own word, if that is earlier.
    """
    billing, passed = connect_recorder(verified, cache=made())
    token = token_until(clock.now + ends_in)

    billing.verify_token(token)
    clock.now += max(0, kept - 0.001)
    billing.verify_token(token)
    assert (1 if kept else 2) == len(passed.requests)
    clock.now += 0.002
    billing.verify_token(token)
    assert (2 if kept else 3) == len(passed.requests)


@pytest.mark.parametrize("token", ["opaque", "a.b", "a.!!.c", "a.W10.c", "a.bnVsbA.c", "a.eyJleHAiOiJ4In0.c"])
def test_token_that_says_nothing_of_its_end_is_kept_too(
    connect_recorder: Connect, made: Callable[..., Cache], token: str
) -> None:
    """
    A token that is no JWT, or says no number, has the usual window.
    """
    billing, passed = connect_recorder(verified, cache=made())

    assert billing.verify_token(token) == billing.verify_token(token)
    assert 1 == len(passed.requests)


def test_questions_that_hold_more_go_past_the_cache(connect_recorder: Connect, made: Callable[..., Cache]) -> None:
    """
    A version of the caller's own, the end user's address, and a bearer that a function gives are never kept.
    """
    billing, passed = connect_recorder(verified, cache=made())

    for _ in range(2):
        billing.verify_token("t", client_ip="203.0.113.7")
        billing.with_bearer(lambda: "t").get_user_detail()
    assert 4 == len(passed.requests)


def test_a_user_s_state_is_not_kept_with_the_paywall(connect_recorder: Connect, made: Callable[..., Cache]) -> None:
    """
    With a cache `bootstrap()` tells nothing of the user, from the first answer on.
    """
    billing, _ = connect_recorder(cache=made())
    public, _ = connect_recorder(cache=made(), api_key=None)
    bound = public.for_user(email=SUBSCRIBER)

    assert [None, None] == [bound.bootstrap().user for _ in range(2)]
    assert billing.bootstrap().user is None


def test_what_is_kept_cannot_be_changed(connect_recorder: Connect) -> None:
    """
    Lists and dicts inside a kept answer refuse to change and say what to do; a copy can be changed, and so can the list
    of prices itself.
    """
    billing, _ = connect_recorder(cache=Cache())
    user = billing.for_user(email=SUBSCRIBER).get_user()
    prices = billing.get_prices()

    with pytest.raises(TypeError, match=r"list\(…\)"):
        user.purchases.clear()
    with pytest.raises(TypeError, match=r"dict\(…\)"):
        prices[0].additional_properties["x"] = 1
    prices.clear()
    assert billing.get_prices()
    assert list(user.purchases) == user.purchases
    assert {"x": 1} == dict(billing.get_prices()[0].additional_properties, x=1)


BAD: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "negative": (lambda: Cache(user=-1), InvalidRequestError, "user must be seconds from 0 to 86400"),
    "endless": (lambda: Cache(stale=float("inf")), InvalidRequestError, "stale must be seconds"),
    "not a number": (lambda: Cache(balances=True), InvalidRequestError, "balances must be seconds"),
    "none at all": (lambda: Cache(most=0), InvalidRequestError, "most must be 1 or more"),
    "no secret": (lambda: Cache(store=MemoryStore()), ConfigurationError, "needs a secret"),
    "short secret": (lambda: Cache(store=MemoryStore(), secret="short"), ConfigurationError, "16 characters"),
    "store that keeps none": (
        lambda: Cache(store=Store(), secret=SECRET), ConfigurationError, "RedisStore"
    ),
    "no cache": (lambda: BillingClient(**good(cache=True)), ConfigurationError, "must be a Cache, not bool"),
}  # fmt: skip


@pytest.mark.parametrize(("build", "error", "says"), BAD.values(), ids=BAD)
def test_bad_cache_is_refused(build: Callable[[], Any], error: type[Exception], says: str) -> None:
    """
    What a cache cannot be is refused where it is made, with the number or the remedy.
    """
    with pytest.raises(error, match=says):
        build()


@pytest.mark.parametrize("kind", READS)
def test_window_of_zero_keeps_nothing(connect_recorder: Connect, made: Callable[..., Cache], kind: str) -> None:
    """
    A kind whose window is 0 is asked for each time, whole, and not given when asking fails.
    """
    window, read = "prices" if kind == "bootstrap" else kind, READS[kind][0]
    service = Mock().transport().handle_request
    answers = iter([service, service])
    billing, passed = connect_recorder(lambda request: next(answers, refuse)(request), cache=made(**{window: 0}))

    for _ in range(2):
        read(billing)
    with pytest.raises(NetworkError):
        read(billing)
    assert 3 == len(passed.requests)
    assert not any("if_version" in str(request.url) for request in passed.requests)


def test_only_so_many_answers_are_kept(connect_recorder: Connect) -> None:
    """
    When there are more answers than the bound, the one kept longest goes.
    """
    billing, passed = connect_recorder(cache=Cache(most=2))

    for locale in ["pl", "de", "fr", "de", "fr", "pl"]:
        billing.get_prices(locale=locale)
    assert 4 == len(passed.requests)


def test_nothing_of_a_cache_shows_anybody(connect_recorder: Connect) -> None:
    """
    Neither names nor tags nor reprs hold an e-mail, a token or a key.
    """
    cache = Cache()
    billing, _ = connect_recorder(verified, cache=cache)
    billing.verify_token("tell-nobody")
    key = cache.state.names.key(
        billing.for_user(email=SUBSCRIBER)._profile, __import__("monetize_software")._cache.kinds.USER
    )

    shown = f"{key} {cache.state.shelf._rows.keys()} {cache!r} {billing.cache!r}"
    assert not [each for each in ("tell-nobody", SUBSCRIBER, "sk_test") if each in shown]

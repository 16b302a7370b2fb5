"""
A client's own writes give up what they changed, whatever came of them, and nothing that they did not.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient, Cache, NetworkError
from monetize_software.storage import MemoryStore, RedisStore, Store
from tests.support.recorder import good
from tests.unit.conftest import Connect

ADA = "ada@example.com"


@pytest.fixture(params=["live", "memory", "valkey"])
def cache(request: pytest.FixtureRequest) -> Cache:
    """
    A cache over each store.
    """
    if request.param == "live":
        return Cache()
    store: Store = MemoryStore() if request.param == "memory" else RedisStore(request.getfixturevalue("valkey_url"))
    return Cache(store=store, secret="sixteen letters or more")


def service(*, fails: bool = False) -> Callable[[httpx.Request], httpx.Response]:
    """
    A service that knows one user by everything it is asked for, or that does what is written and then hangs up.
    """
    balance = {"type": "t", "count": 10}
    user = {"id": "u1", "email": ADA, "name": None}
    detail: dict[str, Any] = {"balances": [balance], "purchases": [], "paid": False, "user": user, "trial": None}
    detail |= {"meta": {}, "tier": 1, "country": "PL", "country_match": True}
    state = {"has_active_subscription": False, "purchases": [], "trial": None, "had_previous_trial": False}

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={**detail, **state, "balances": [balance]})
        if fails:
            raise httpx.ReadError("the line broke")
        return httpx.Response(400, json={"error": "refused"})

    return answer


WRITES: dict[str, Callable[[BillingClient], Any]] = {
    "debit": lambda ada: ada.debit_tokens("t", 1),
    "credit": lambda ada: ada.credit_tokens("t", 1),
    "checkout": lambda ada: ada.create_checkout("1"),
    "cancel": lambda ada: ada.cancel_subscription("s", "other"),
    "portal": lambda ada: ada.get_customer_portal_url(),
    "withdrawal": lambda ada: ada.withdraw_tokens("u1", 1),
    "test balances": lambda ada: ada.set_test_balances(user_id="u1"),
}


@pytest.mark.parametrize("fails", [False, True], ids=["refused", "unknown"])
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_write_gives_up_its_user(
    connect_recorder: Connect, cache: Cache, write: Callable[[BillingClient], Any], fails: bool
) -> None:
    """
    After any write of a user, refused or of unknown outcome, what was kept of that user is asked for again: state,
    balances, and the token that was seen to be theirs.
    """
    billing, passed = connect_recorder(service(fails=fails), cache=cache)
    ada = billing.for_user(email=ADA, user_id="u1")
    reads: list[Callable[[], Any]] = [ada.get_user, ada.get_balances, lambda: billing.verify_token("ada's")]
    for read in reads * 2:
        read()
    assert 3 == len(passed.requests)

    with suppress(Exception):
        write(ada)
    passed.requests.clear()
    for read in reads * 2:
        read()
    assert 3 == len(passed.requests)


def test_events_give_up_nothing(connect_recorder: Connect, cache: Cache) -> None:
    """
    Analytics change nothing that is kept, so a user's answers survive a batch of events.
    """
    billing, passed = connect_recorder(service(), cache=cache)
    ada = billing.for_user(email=ADA, user_id="u1")
    ada.get_user()
    with suppress(Exception):
        ada.track([{"type": "report_opened", "ts": 1893456000000}])
    passed.requests.clear()

    ada.get_user()
    assert [] == passed.requests


def test_write_leaves_others_alone(connect_recorder: Connect, cache: Cache) -> None:
    """
    What is kept of other users stays.
    """
    billing, passed = connect_recorder(service(fails=True), cache=cache)
    bob = billing.for_user(email="bob@example.com")
    bob.get_user()

    with pytest.raises(NetworkError):
        billing.for_user(email=ADA).debit_tokens("t", 1)
    passed.requests.clear()
    bob.get_user()
    assert not passed.requests


@pytest.mark.parametrize("named", [{"email": "ADA@Example.com"}, {"user_id": "u1"}], ids=["email", "id"])
def test_write_by_one_name_gives_up_what_is_known_by_several(
    connect_recorder: Connect, cache: Cache, named: dict[str, str]
) -> None:
    """
    A write that names a user by e-mail, in any case, or by id alone, gives up what was asked for with both.
    """
    billing, passed = connect_recorder(service(), cache=cache)
    ada = billing.for_user(email=ADA, user_id="u1")
    ada.get_user()

    with suppress(Exception):
        billing.for_user(**named).debit_tokens("t", 1)
    passed.requests.clear()
    ada.get_user()
    assert 1 == len(passed.requests)


@pytest.mark.parametrize("bearer", ["ada's", lambda: "ada's"], ids=["token", "function"])
def test_write_by_bearer_gives_up_whoever_holds_it(connect_recorder: Connect, cache: Cache, bearer: Any) -> None:
    """
    A write as the holder of a token gives up what the token was verified to be; with a function, that of every user.
    """
    billing, passed = connect_recorder(service(), cache=cache)
    billing.verify_token("ada's")

    with suppress(Exception):
        billing.with_bearer(bearer).cancel_subscription("s", "other")
    passed.requests.clear()
    billing.verify_token("ada's")
    assert 1 == len(passed.requests)


def test_invalidate_is_about_the_bound_user(runner: asyncio.Runner) -> None:
    """
    `client.cache.invalidate()` gives up what is kept of the bound user, and without one of the whole paywall.
    """
    passed: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        passed.append(request.headers.get("X-User-Email", ""))
        return service()(request)

    billing = BillingClient(**good(transport=httpx.MockTransport(answer), cache=Cache()))
    ada, bob = billing.for_user(email=ADA), billing.for_user(email="bob@example.com")

    def both() -> None:
        ada.get_user()
        bob.get_user()

    both()
    ada.cache.invalidate()
    both()
    assert [ADA, "bob@example.com", ADA] == passed
    billing.cache.invalidate()
    both()
    assert 5 == len(passed)

    async def main() -> int:
        client = AsyncBillingClient(**good(transport=httpx.MockTransport(answer), cache=Cache()))
        bound = client.for_user(email=ADA)
        passed.clear()
        await bound.get_user()
        await bound.cache.invalidate()
        await bound.get_user()
        return len(passed)

    assert 2 == runner.run(main())


def test_answer_asked_for_before_a_write_is_not_kept_after_it(connect_recorder: Connect) -> None:
    """
    An answer that was on its way while its user was written to is given to whoever asked, and not kept.
    """
    cache, counts = Cache(), iter([10, 9])

    def answer(request: httpx.Request) -> httpx.Response:
        body = {**json.loads(service()(request).content), "balances": [{"type": "t", "count": next(counts)}]}
        if body["balances"][0]["count"] == 10:
            cache.state.shelf.invalidate(beside.cache.changed())
        return httpx.Response(200, json=body)

    billing, _ = connect_recorder(answer, cache=cache)
    ada, beside = (each.for_user(email=ADA) for each in (billing, BillingClient(**good(cache=cache))))

    assert [10, 9, 9] == [ada.get_balances()[0].count for _ in range(3)]

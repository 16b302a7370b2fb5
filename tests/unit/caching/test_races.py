"""
Many threads, tasks and users on one cache: nobody sees another's answer, nor one older than their own last write.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient, Cache, NetworkError
from monetize_software.storage import MemoryStore, RedisStore
from tests.support.recorder import good

USERS, THREADS, STEPS = 40, 64, 60


class Ledger:
    """
    A service whose every answer names its owner, locale and paywall, and counts what was taken.
    """

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.reads = 0
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked = json.loads(request.content)
            with self._lock:
                self.taken[asked["email"]] += 1
                left = 1_000_000 - self.taken[asked["email"]]
            body = {"success": True, "type": "t", "count": left, "user_id": asked["email"]}
            return httpx.Response(200, json=body)
        self.reads += 1
        if "bootstrap" in request.url.path:
            return httpx.Response(200, json=_paywall(request))
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        who = bearer or parse_qs(request.url.query.decode()).get("email", [request.headers.get("X-User-Email", "")])[0]
        with self._lock:
            left = 1_000_000 - self.taken[who]
        return httpx.Response(200, json=_detail(who, left))


def _paywall(request: httpx.Request) -> dict[str, Any]:
    number, who = request.url.path.split("/")[4], request.headers.get("X-User-Email", "")
    name = f"{number} {request.headers.get('Accept-Language', '')} {who}"
    return {"settings": {"id": number, "name": name}, "prices": [], "offers": [], "version": name}


def _detail(who: str, left: int) -> dict[str, Any]:
    user = {"id": f"id {who}", "email": who, "name": None}
    return {
        "balances": [{"type": "t", "count": left}],
        "purchases": [],
        "paid": False,
        "user": user,
        "trial": None,
        "meta": {},
        "tier": 1,
        "country": "PL",
        "country_match": True,
    }


@pytest.fixture(params=["live", "memory", "valkey"])
def cache(request: pytest.FixtureRequest) -> Cache:
    """
    A cache over each store.
    """
    if request.param == "live":
        return Cache()
    store = MemoryStore() if request.param == "memory" else RedisStore(request.getfixturevalue("valkey_url"))
    return Cache(store=store, secret="sixteen letters or more")


def test_nobody_sees_another_s_answer_nor_one_older_than_their_write(cache: Cache) -> None:
    """
    Sixty-four threads read and write for forty users, by key, by token, in two languages and two paywalls: each answer
    names who asked, where and how, and no balance is higher than after the thread's own last debit.
    """
    ledger = Ledger()
    paywalls = [
        BillingClient(**good(paywall_id=number, cache=cache, transport=httpx.MockTransport(ledger)))
        for number in ("3", "4")
    ]
    public = BillingClient(**good(api_key=None, cache=cache, transport=httpx.MockTransport(ledger)))
    wrong: list[str] = []
    interval = sys.getswitchinterval()

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(STEPS):
            who = f"user{chance.randrange(USERS)}@example.com"
            number = chance.randrange(2)
            ada = paywalls[number].for_user(email=who)
            if chance.random() < 0.1:
                taken = ada.debit_tokens("t", 1).count
                if (seen := ada.get_balances()[0].count) > taken:
                    wrong.append(f"{who} sees {seen} after {taken}")
                if (seen := paywalls[number].verify_token(who).balances[0].count) > taken:
                    wrong.append(f"the token of {who} sees {seen} after {taken}")
            language = chance.choice(["pl", "de"])
            name = public.with_options(accept_language=language).for_user(email=who).bootstrap().settings.name
            verified = paywalls[number].verify_token(who)
            if (name, verified.email, verified.detail.user and verified.detail.user.id) != (
                f"3 {language} {who}",
                who,
                f"id {who}",
            ):
                wrong.append(f"{who} is shown {name} and {verified.email}")

    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))
    finally:
        sys.setswitchinterval(interval)

    assert [] == wrong
    assert ledger.reads < cache.stats.hits + cache.stats.joined + cache.stats.misses


def test_threads_ask_once_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Thirty threads that miss the same answer send one request; all get its answer.
    """
    arrived, go = threading.Semaphore(0), threading.Event()
    asked: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(1)
        go.wait(10)
        return httpx.Response(200, json=_paywall(request))

    cache = Cache()
    billing = BillingClient(**good(cache=cache, transport=httpx.MockTransport(answer)))
    board = cache.state.flights.board

    def boarding(*given: Any) -> Any:
        arrived.release()
        return board(*given)

    monkeypatch.setattr(cache.state.flights, "board", boarding)
    with ThreadPoolExecutor(30) as pool:
        results = [pool.submit(billing.bootstrap) for _ in range(30)]
        for _ in range(30):
            assert arrived.acquire(timeout=10)
        go.set()
        names = {result.result(10).settings.name for result in results}

    assert 1 == len(asked) == len(names)
    assert 0 == len(cache.state.flights)


def test_failed_request_is_told_to_all_who_waited() -> None:
    """
    When the one request fails, each who waited gets an error of their own, and the next who asks sends anew.
    """
    passed: list[int] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        passed.append(1)
        await asyncio.sleep(0)
        raise httpx.ConnectError("down")

    async def main() -> list[Any]:
        client = AsyncBillingClient(**good(cache=Cache(), transport=httpx.MockTransport(answer)))
        first = await asyncio.gather(*[client.bootstrap() for _ in range(10)], return_exceptions=True)
        return [*first, *await asyncio.gather(client.bootstrap(), return_exceptions=True)]

    errors = asyncio.run(main())

    assert 2 == len(passed)
    assert 11 == len({id(error) for error in errors if isinstance(error, NetworkError)})


def test_cancelled_leader_leaves_the_lead_to_another() -> None:
    """
    When the task that asks is cancelled, one of those who wait asks anew, and all of them are answered.
    """
    passed: list[int] = []

    async def main() -> set[str]:
        started, go = asyncio.Event(), asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            passed.append(1)
            started.set()
            await go.wait()
            return httpx.Response(200, json=_paywall(request))

        client = AsyncBillingClient(**good(cache=Cache(), transport=httpx.MockTransport(answer)))
        leader = asyncio.ensure_future(client.bootstrap())
        await started.wait()
        others = [asyncio.ensure_future(client.bootstrap()) for _ in range(5)]
        await asyncio.sleep(0)
        leader.cancel()
        go.set()
        return {paywall.settings.name for paywall in await asyncio.gather(*others)}

    assert {"3  "} == asyncio.run(main())
    assert 2 == len(passed)


def test_others_get_the_old_answer_while_one_asks_anew() -> None:
    """
    Past the window one caller asks, and the others are given the old answer without waiting.
    """
    asking, go = threading.Event(), threading.Event()
    names = iter(["old", "new"])

    def answer(request: httpx.Request) -> httpx.Response:
        name = next(names)
        if name == "new":
            asking.set()
            go.wait(10)
        return httpx.Response(200, json={**_paywall(request), "version": name})

    cache = Cache()
    now = [1_900_000_000.0]
    cache.state.clock = lambda: now[0]
    billing = BillingClient(**good(cache=cache, transport=httpx.MockTransport(answer)))
    billing.bootstrap()
    now[0] += 301
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(billing.bootstrap)
        assert asking.wait(10)
        assert ["old", "old"] == [billing.bootstrap().version for _ in range(2)]
        go.set()
        assert "new" == first.result(10).version == billing.bootstrap().version


def test_impatient_caller_does_not_wait_for_a_patient_one() -> None:
    """
    Who has less time than the one that asks asks alone when that time is over.
    """
    asking, go = threading.Event(), threading.Event()
    first = [True]

    def answer(request: httpx.Request) -> httpx.Response:
        if first.pop() if first else False:
            asking.set()
            go.wait(10)
        return httpx.Response(200, json=_paywall(request))

    billing = BillingClient(**good(cache=Cache(), transport=httpx.MockTransport(answer)))
    with ThreadPoolExecutor(1) as pool:
        patient = pool.submit(billing.bootstrap)
        assert asking.wait(10)
        assert "3  " == billing.bootstrap(timeout=0.01).settings.name
        go.set()
        assert "3  " == patient.result(10).settings.name

"""
However many ask about a user at a time, the service is asked once.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software.access import Access, AsyncAccess, Decision, async_checking, checking
from monetize_software.errors import AuthenticationError
from monetize_software.storage import MemoryStore
from monetize_software_mock import Mock

ADA = "ada@example.com"
AT_ONCE = 8
PLACE: Any = {"paywall_id": "3", "api_origin": "http://127.0.0.1:4242", "max_retries": 0}


class Held(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """
    Answers when it is let go.
    """

    def __init__(self, mock: Mock) -> None:
        self.blocking, self.awaiting = mock.transport(), mock.async_transport()
        self.go, self.sent = threading.Event(), 0
        self.go_async: Any = None
        self.came: Any = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        assert self.go.wait(20)
        return self.blocking.handle_request(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        self.came.set()
        await self.go_async.wait()
        return await self.awaiting.handle_async_request(request)


class Shop:
    """
    A shop where many ask at once, as threads or as tasks.
    """

    def __init__(self, kind: str, patch: pytest.MonkeyPatch) -> None:
        self.kind, self.mock, self.waiting = kind, Mock(), 0
        self.held = Held(self.mock)
        store = MemoryStore()
        self.access: Any = (Access if kind == "threads" else AsyncAccess)(store, clock=self.mock.clock.now)
        patch.setattr(checking, "waited", self.waited)
        patch.setattr(async_checking, "waited_async", self.waited_async)

    def client(self, key: str = "sk_test_mock") -> Any:
        kind = BillingClient if self.kind == "threads" else AsyncBillingClient
        return kind(**PLACE, api_key=key, transport=self.held)

    def ask(self, *clients: Any) -> list[Any]:
        """
        Let each client ask; the service answers once all but the leaders wait for one.
        """
        self.waiting = self.held.sent = 0
        self.held.go = threading.Event()
        return self.threads(clients) if self.kind == "threads" else anyio.run(self.tasks, clients)

    def threads(self, clients: tuple[Any, ...]) -> list[Any]:
        with ThreadPoolExecutor(len(clients)) as threads:
            begun = [threads.submit(self.access.check, email=ADA, ask=each) for each in clients]
            return [each.exception() or each.result() for each in begun]

    async def tasks(self, clients: tuple[Any, ...]) -> list[Any]:
        self.held.go_async, self.held.came = anyio.Event(), anyio.Event()
        answers: list[Any] = []

        async def ask(client: Any) -> None:
            try:
                answers.append(await self.access.check(email=ADA, ask=client))
            except AuthenticationError as problem:
                answers.append(problem)

        async with anyio.create_task_group() as tasks:
            for each in clients:
                tasks.start_soon(ask, each)
        return answers

    def waited(self, event: Any, seconds: float) -> None:
        self.waiting += 1
        if self.waiting == AT_ONCE - 1:
            self.held.go.set()
        event.wait(min(seconds, 20))

    async def waited_async(self, event: Any, seconds: float) -> None:
        self.waiting += 1
        if self.waiting == AT_ONCE - 1:
            self.held.go_async.set()
        with anyio.fail_after(20):
            await event.wait()


@pytest.fixture(params=["threads", "tasks"])
def shop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(request.param, monkeypatch)


def asked(answers: list[Decision]) -> set[str]:
    return {each.asked for each in answers}


def test_all_who_ask_at_once_are_answered_by_one_request(shop: Shop) -> None:
    """
    Also through copies of the client with other options; and whoever comes later is answered without any.
    """
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    client = shop.client()
    answers = shop.ask(client, *[client.with_options(timeout=9) for _ in range(AT_ONCE - 1)])

    assert ({True}, {"answered"}, 1) == ({each.allowed for each in answers}, asked(answers), shop.held.sent)
    assert ["recently"] == [each.asked for each in shop.ask(client)]


def test_refusal_is_shared_and_kept_for_a_moment(shop: Shop) -> None:
    """
    Who bought nothing is asked about once, and again when the answer is ten seconds old.
    """
    client = shop.client()
    answers = shop.ask(*[client] * AT_ONCE)
    again = shop.ask(client)

    assert ({False}, {"answered"}) == ({each.allowed for each in answers}, asked(answers))
    assert ({"recently"}, 0) == (asked(again), shop.held.sent)


def test_failure_is_shared_and_not_kept(shop: Shop) -> None:
    """
    A service that is down is asked once by all who ask at once; the next to ask asks again.
    """
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    shop.mock.faults.add("*", do="html_502", count=1)
    client = shop.client()
    answers, sent = shop.ask(*[client] * AT_ONCE), shop.held.sent
    again = shop.ask(*[client] * AT_ONCE)

    assert ({"failed"}, 1) == (asked(answers), sent)
    assert ({"answered"}, {True}) == (asked(again), {each.allowed for each in again})


def test_wrong_key_is_told_to_all_who_asked_with_it(shop: Shop) -> None:
    """
    By one request, each with an error of its own.
    """
    stranger = shop.client("sk_test_nobody")
    answers = shop.ask(*[stranger] * AT_ONCE)

    assert (AT_ONCE, 1) == (len({id(each) for each in answers}), shop.held.sent)
    assert all(isinstance(each, AuthenticationError) for each in answers)


def test_nobody_is_answered_through_the_key_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever asks by another client asks on its own.
    """
    shop = Shop("threads", monkeypatch)
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    stranger, client = shop.client("sk_test_nobody"), shop.client()
    answers = shop.ask(*[stranger] * (AT_ONCE // 2), *[client] * (AT_ONCE // 2), client)

    assert AT_ONCE // 2 == sum(isinstance(each, AuthenticationError) for each in answers)
    assert 2 == shop.held.sent


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_cancelled_question_is_asked_by_the_next_who_waits(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever asked first and goes away takes nobody's answer along.
    """
    shop = Shop("tasks", monkeypatch)
    shop.mock.subscribe(ADA, "9101", trial_days=0)
    client, answers = shop.client(), list[Decision]()

    async def ask(scope: Any = None) -> None:
        with scope or anyio.CancelScope():
            answers.append(await shop.access.check(email=ADA, ask=client))

    async def story() -> None:
        shop.held.go_async, shop.held.came = anyio.Event(), anyio.Event()
        first = anyio.CancelScope()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask, first)
            await shop.held.came.wait()
            for _ in range(3):
                tasks.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            first.cancel()
            await anyio.wait_all_tasks_blocked()
            shop.held.go_async.set()

    anyio.run(story, backend=backend)

    assert (3, {"answered"}, 2) == (len(answers), asked(answers), shop.held.sent)


def test_question_that_takes_longer_than_one_would_wait_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whoever waits for another's answer waits no longer than for one of its own.
    """
    shop, seen = Shop("threads", monkeypatch), list[float]()

    def impatient(event: threading.Event, seconds: float) -> None:
        seen.append(seconds)

    monkeypatch.setattr(checking, "waited", impatient)
    client = shop.client()
    sent = threading.Event()
    handle = shop.held.handle_request

    def noted(request: httpx.Request) -> httpx.Response:
        sent.set()
        return handle(request)

    monkeypatch.setattr(shop.held, "handle_request", noted)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(shop.access.check, email=ADA, ask=client)
        assert sent.wait(20)
        second = shop.access.check(email=ADA, ask=client.with_options(timeout=2))
        shop.held.go.set()

    assert ("answered", "failed", [2]) == (first.result().asked, second.asked, seen)

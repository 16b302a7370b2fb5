"""
However many ask for a token at once, the service is asked once, and whoever leaves takes nothing with them.
"""

from __future__ import annotations

import asyncio
import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import trio
import trio.testing

from monetize_software import AsyncAuthClient, AsyncBillingClient, AuthClient, BillingClient, SessionEndedError
from monetize_software._sessions.flights import flights_of
from monetize_software._sessions.record import Ended
from monetize_software.storage import MemoryStore
from tests.support.auth_server import AuthServer, age, stored

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com"}


@pytest.fixture
def server() -> AuthServer:
    return AuthServer()


@pytest.fixture
def store(server: AuthServer) -> MemoryStore:
    """
    With a session of ada whose token is over.
    """
    made = MemoryStore()
    auth = AuthClient(**WHERE, store=made, transport=httpx.MockTransport(server.handle))
    auth.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    age(made.sessions)
    return made


def blocking(server: AuthServer, store: MemoryStore) -> AuthClient:
    return AuthClient(**WHERE, store=store, transport=httpx.MockTransport(server.handle))


class Held(httpx.AsyncBaseTransport):
    """
    Answers a refresh when it is let go, after the server acted.
    """

    def __init__(self, server: AuthServer) -> None:
        self.server = server
        self.reached, self.go = asyncio.Event(), asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        response = self.server.handle(request)
        if request.url.path.endswith("refresh"):
            self.reached.set()
            await self.go.wait()
        return response


# ------------------------------------------------------------------------------------------------ threads


def test_two_hundred_threads_refresh_once(server: AuthServer, store: MemoryStore) -> None:
    """
    Each with a client of its own on one store, and each gets the new token.
    """
    start = threading.Barrier(200)

    def ask(number: int) -> str:
        client = blocking(server, store)
        start.wait(20)
        return client.session("ada").token()

    with ThreadPoolExecutor(200) as pool:
        tokens = set(pool.map(ask, range(200)))

    assert ({"at-2"}, 1) == (tokens, server.refreshes)


def test_calls_in_flight_with_a_refused_token_refresh_once(server: AuthServer, store: MemoryStore) -> None:
    """
    Fifty billing calls that are answered 401 together refresh once and all succeed.
    """
    age(store.sessions, -4000)
    gate = threading.Barrier(50)
    auth = blocking(server, store)
    token = auth.session("ada").token()
    server.handle(httpx.Request("POST", "https://x/paywall/3/auth/refresh", json={"refresh_token": "rt-1"}))
    server.dead.clear()
    before, seen = server.refreshes, threading.local()

    def together(path: str) -> None:
        if path == "user-state" and not getattr(seen, "once", False):
            seen.once = True
            gate.wait(20)

    server.before_answer = together
    server.grace = True

    def ask(number: int) -> bool:
        return auth.session("ada").billing().get_user().has_active_subscription

    with ThreadPoolExecutor(50) as pool:
        assert [True] * 50 == list(pool.map(ask, range(50)))
    assert ("at-1", before + 1) == (token, server.refreshes)


def test_locks_of_sessions_are_let_go(server: AuthServer, store: MemoryStore) -> None:
    """
    What guarded a refresh is not kept for every user there ever was.
    """
    blocking(server, store).session("ada").token()

    assert {} == flights_of(store.sessions).threads._locks


# ------------------------------------------------------------------------------------------------ tasks


def test_a_thousand_tasks_refresh_once(server: AuthServer, store: MemoryStore, runner: asyncio.Runner) -> None:
    """
    All of them wait for one request, and all get the new token.
    """

    async def main() -> set[str]:
        held = Held(server)
        auth = AsyncAuthClient(**WHERE, store=store, transport=held)
        tasks = [asyncio.create_task(auth.session("ada").token()) for _ in range(1000)]
        await asyncio.wait_for(held.reached.wait(), 20)
        held.go.set()
        return set(await asyncio.gather(*tasks))

    assert ({"at-2"}, 1) == (runner.run(main()), server.refreshes)


@pytest.mark.parametrize("cancelled", ["the first", "all"])
def test_cancelled_tasks_do_not_take_the_answer_with_them(
    server: AuthServer, store: MemoryStore, runner: asyncio.Runner, cancelled: str
) -> None:
    """
    Whoever began the refresh may be cancelled, and so may all who wait: its answer is stored, and nobody asks again.
    """

    async def main() -> str:
        held = Held(server)
        auth = AsyncAuthClient(**WHERE, store=store, transport=held)
        tasks = [asyncio.create_task(auth.session("ada").token()) for _ in range(10)]
        await asyncio.wait_for(held.reached.wait(), 20)
        for task in tasks[:1] if cancelled == "the first" else tasks:
            task.cancel()
            task.cancel()
        await asyncio.sleep(0)
        held.go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        return await auth.session("ada").token()

    assert ("at-2", 1) == (runner.run(main()), server.refreshes)


def test_refresh_that_fails_with_nobody_waiting_is_silent(
    server: AuthServer, store: MemoryStore, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    """
    No loop complains of an exception that nobody retrieved.
    """
    server.dead.add("family-0")

    async def main() -> None:
        held = Held(server)
        auth = AsyncAuthClient(**WHERE, store=store, transport=held)
        task = asyncio.create_task(auth.session("ada").token())
        await asyncio.wait_for(held.reached.wait(), 20)
        task.cancel()
        held.go.set()
        flights = flights_of(store.sessions).of_loop(asyncio.get_running_loop())
        await asyncio.wait(flights._tasks.values())

    runner.run(main())
    gc.collect()

    assert Ended("invalid_refresh_token") == stored(store.sessions)
    assert "" == caplog.text


def test_each_waiter_has_an_error_of_its_own(server: AuthServer, store: MemoryStore, runner: asyncio.Runner) -> None:
    """
    A traceback belongs to one of them, and all are told the same.
    """
    server.dead.add("family-0")

    async def main() -> list[Any]:
        auth = AsyncAuthClient(**WHERE, store=store, transport=httpx.MockTransport(server.handle))
        return await asyncio.gather(*(auth.session("ada").token() for _ in range(5)), return_exceptions=True)

    problems = runner.run(main())

    assert [SessionEndedError] * 5 == [type(each) for each in problems]
    assert {"invalid_refresh_token"} == {each.code for each in problems}
    assert 5 == len({id(each) for each in problems})
    assert 1 == server.refreshes


def test_cancelled_task_of_trio_does_not_take_the_answer_with_it(server: AuthServer, store: MemoryStore) -> None:
    """
    Under trio too the refresh goes to its end, and the others find its token.
    """
    tokens: list[str] = []

    async def main() -> None:
        reached, go = trio.Event(), trio.Event()

        class Slow(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                await request.aread()
                response = server.handle(request)
                reached.set()
                await go.wait()
                return response

        auth = AsyncAuthClient(**WHERE, store=store, transport=Slow())

        async def ask() -> None:
            tokens.append(await auth.session("ada").token())

        async with trio.open_nursery() as others, trio.open_nursery() as first:
            first.start_soon(ask)
            with trio.fail_after(20):
                await reached.wait()
            for _ in range(20):
                others.start_soon(ask)
            await trio.testing.wait_all_tasks_blocked()
            first.cancel_scope.cancel()
            go.set()

    trio.run(main)

    assert {"at-2"} == set(tokens)
    assert 1 == server.refreshes


def test_loops_of_two_threads_on_one_store_refresh_once(server: AuthServer, store: MemoryStore) -> None:
    """
    What one loop refreshes, the other waits for by looking at the store.
    """
    start = threading.Barrier(2)

    async def ask() -> str:
        auth = AsyncAuthClient(**WHERE, store=store, transport=httpx.MockTransport(server.handle))
        start.wait(20)
        return await auth.session("ada").token()

    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(lambda _: asyncio.run(ask()), range(2)))

    assert (["at-2"] * 2, 1) == (tokens, server.refreshes)


# ------------------------------------------------------------------------------------------------ sign-out


def test_sign_out_does_not_wait_for_a_refresh_and_is_not_undone(
    server: AuthServer, store: MemoryStore, runner: asyncio.Runner
) -> None:
    """
    It ends while the refresh is held back; the refresh is told, and what it got is revoked at the service.
    """

    async def main() -> Any:
        held = Held(server)
        auth = AsyncAuthClient(**WHERE, store=store, transport=held)
        refresher = asyncio.create_task(auth.session("ada").token())
        await asyncio.wait_for(held.reached.wait(), 20)
        await auth.session("ada").sign_out()
        held.go.set()
        return (await asyncio.gather(refresher, return_exceptions=True))[0]

    problem = runner.run(main())

    assert isinstance(problem, SessionEndedError)
    assert Ended("not_authenticated") == stored(store.sessions)
    assert not server.is_alive("at-2")


# ------------------------------------------------------------------------------------------------ users


def test_thousands_of_users_of_one_client_do_not_mix(server: AuthServer) -> None:
    """
    Each handle has its own user's token, whatever the threads.
    """
    auth = blocking(server, MemoryStore())

    def use(number: int) -> bool:
        user = auth.session(f"user-{number}")
        mine = user.sign_in_anonymously()
        return (
            mine.user == getattr(user.get_session(), "user", None)
            and mine.access_token == user.token() == auth.session(user.key).token()
        )

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(use, range(1000)))


@pytest.fixture
def clients(server: AuthServer, store: MemoryStore) -> tuple[BillingClient, AsyncBillingClient]:
    transport = httpx.MockTransport(server.handle)
    auth = AuthClient(**WHERE, store=store, transport=transport)
    later = AsyncAuthClient(**WHERE, store=store, transport=transport)
    return auth.session("ada").billing(), later.session("ada").billing()


def test_blocking_and_awaiting_clients_share_a_store(
    server: AuthServer, clients: tuple[BillingClient, AsyncBillingClient], runner: asyncio.Runner
) -> None:
    """
    What one kind refreshed the other uses.
    """
    blocking, awaiting = clients

    assert blocking.get_user().has_active_subscription
    assert runner.run(awaiting.get_user()).has_active_subscription
    assert 1 == server.refreshes

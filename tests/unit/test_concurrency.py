"""
One client, many users at once: threads and tasks never mix. test_loops.py is about event loops and processes.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import monetize_software as sdk
from monetize_software import AsyncBillingClient, BillingClient

from ..support.echo import echo
from ..support.recorder import GOOD, Recorder, good

USERS = range(300)


def email(number: int) -> str:
    """
    The address of one of many users.
    """
    return f"user{number}@example.com"


def test_threads_do_not_mix_users() -> None:
    """
    Hundreds of calls of many threads on one client: each answer is about the user that was asked for.
    """
    client = BillingClient(**GOOD, transport=httpx.MockTransport(echo))
    together = threading.Barrier(30)

    def work(number: int) -> list[Any]:
        together.wait(10)
        bound = client.for_user(email=email(number))
        meta = bound.get_user_detail().meta
        bearer = client.with_bearer(f"token{number}").get_user_detail().meta
        checkout = bound.create_checkout("p")
        return [
            meta and meta.additional_properties["who"],
            bearer and bearer.additional_properties["who"],
            bound.debit_tokens("t", number + 1).user_id,
            checkout.url == f"https://c/{email(number)}/{checkout.idempotency_key}",
        ]

    with ThreadPoolExecutor(30) as pool:
        results = list(pool.map(work, USERS))

    assert [[email(n), f"Bearer token{n}", email(n), True] for n in USERS] == results


async def work_as(client: AsyncBillingClient, number: int) -> list[Any]:
    """
    A few calls for one user, and what the server took them to be about.
    """
    bound = client.for_user(email=email(number))
    meta = (await bound.get_user_detail()).meta
    checkout = await bound.create_checkout("p")
    return [
        meta and meta.additional_properties["who"],
        (await bound.debit_tokens("t", number + 1)).user_id,
        checkout.url == f"https://c/{email(number)}/{checkout.idempotency_key}",
    ]


def expected(number: int) -> list[Any]:
    """
    What `work_as` must return.
    """
    return [email(number), email(number), True]


class Shuffled(httpx.AsyncBaseTransport):
    """
    Echoes, and lets other tasks in first: more often for some requests than for others.
    """

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        for _ in range(len(self.requests) % 7):
            await asyncio.sleep(0)
        return echo(request)


def test_tasks_do_not_mix_users() -> None:
    """
    Hundreds of tasks on one client, answered out of order: each gets its own user's answers.
    """

    async def work() -> list[list[Any]]:
        client = AsyncBillingClient(**GOOD, transport=Shuffled())
        return await asyncio.gather(*(work_as(client, number) for number in USERS))

    assert [expected(number) for number in USERS] == asyncio.run(work())


def test_parallel_checkouts_are_two() -> None:
    """
    D-03: checkouts in flight together are never merged: two users, two requests, two keys.
    """
    transport = Shuffled()

    async def work() -> list[sdk.models.CheckoutResult]:
        client = AsyncBillingClient(**GOOD, transport=transport)
        users = [client.for_user(email=email(number)) for number in (1, 2)]
        return await asyncio.gather(*(user.create_checkout("p") for user in users))

    results = asyncio.run(work())
    assert [email(1), email(2)] == [result.user_id for result in results]
    assert {result.idempotency_key for result in results} == {
        request.headers["idempotency-key"] for request in transport.requests
    }
    assert 2 == len({result.idempotency_key for result in results})


def test_cancelling_one_task_leaves_the_others_alone() -> None:
    """
    D-24: the cancelled task ends as cancelled, and another task in flight on the same client gets its answer.
    """
    entered, release = asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        entered.set()
        await release.wait()
        return echo(request)

    async def work() -> None:
        client = AsyncBillingClient(**GOOD, transport=httpx.MockTransport(answer))
        tasks = [asyncio.create_task(work_as(client, number)) for number in (1, 2)]
        await entered.wait()
        tasks[0].cancel("enough")
        with pytest.raises(asyncio.CancelledError, match="enough"):
            await tasks[0]
        release.set()
        assert expected(2) == await tasks[1]
        assert tasks[0].cancelled()

    asyncio.run(work())


@pytest.mark.enable_socket
def test_cancelled_tasks_give_back_their_connections() -> None:
    """
    More cancelled calls than there are connections: the server sees all of them closed, and the client goes on.
    """
    silent = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if silent:
            arrived.release()
            await reader.read()
            gone.release()
        else:
            body = echo(httpx.Request("GET", "http://h/?email=user1@example.com")).read()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
        writer.close()

    async def work() -> None:
        nonlocal silent
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=200)
        origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with AsyncBillingClient(**good(api_origin=origin)) as client:
            bound = client.for_user(email=email(1))
            for _ in range(2):
                tasks = [asyncio.create_task(bound.get_user_detail()) for _ in range(60)]
                for semaphore, act in ((arrived, asyncio.Task.cancel), (gone, asyncio.Task.cancelled)):
                    for _ in tasks:
                        await asyncio.wait_for(semaphore.acquire(), 5)
                    assert all(act(task) for task in tasks)
            silent = False
            assert (await bound.get_user_detail()).meta is not None
        server.close()

    arrived, gone = asyncio.Semaphore(0), asyncio.Semaphore(0)
    asyncio.run(work())


def test_library_is_never_seen_half_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    A first call that comes while another thread is still importing the HTTP library waits for the whole of it.
    """
    entered, release = threading.Event(), threading.Event()
    gate: Any = SimpleNamespace(wait=release.wait, tell=entered.set)
    monkeypatch.setitem(sys.modules, "half_made_gate", gate)
    (tmp_path / "half_made.py").write_text("import half_made_gate as g\ng.tell()\ng.wait(5)\nRequest = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    wire = BillingClient(**GOOD)._wire
    wire._library_name = "half_made"
    seen: list[bool] = []

    importing = threading.Thread(target=import_module, args=("half_made",))
    importing.start()
    assert entered.wait(5)
    calling = threading.Thread(target=lambda: seen.append(hasattr(wire.library, "Request")))
    calling.start()
    calling.join(0.05)  # a thread that looks into half a module has done so by now
    release.set()
    for thread in (importing, calling):
        thread.join(5)

    assert [True] == seen


def test_calls_of_one_thread_do_not_need_another() -> None:
    """
    A client may be called from inside a call of the same thread, as a transport or hook that asks something does.
    """
    client: BillingClient

    def answer(request: httpx.Request) -> httpx.Response:
        if "user" in request.url.path:
            client.for_user(email=email(2)).debit_tokens("t", 1)
        return echo(request)

    recorder = Recorder(answer)
    client = BillingClient(**GOOD, transport=recorder)

    assert not client.for_user(email=email(1)).get_user_detail().paid
    assert 2 == len(recorder.requests)

"""
One client in several event loops, under trio, and on both sides of a fork.
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import trio

from monetize_software import AsyncBillingClient, BillingClient

from ..support.echo import echo, echo_server
from ..support.recorder import GOOD, good
from .test_concurrency import email, expected, work_as


@pytest.mark.enable_socket
def test_one_client_in_one_loop_after_another() -> None:
    """
    A client that outlives its event loop works in the next one, on the connection that it has, and warns of nothing.
    """
    with echo_server() as (origin, ports):
        client = AsyncBillingClient(**good(api_origin=origin))
        for number in range(3):
            assert expected(number) == asyncio.run(work_as(client, number))
        assert expected(3) == trio.run(work_as, client, 3)
        del client
        gc.collect()

    assert (12, 2) == (len(ports), len(set(ports)))


@pytest.mark.enable_socket
def test_loop_that_is_closed_by_hand_leaves_nothing() -> None:
    """
    A loop that ends without its farewells, with a client that is dropped, leaves no warning either.
    """
    with echo_server() as (origin, _):
        client = AsyncBillingClient(**good(api_origin=origin))
        loop = asyncio.new_event_loop()
        assert expected(1) == loop.run_until_complete(work_as(client, 1))
        loop.close()
        del client
        gc.collect()


@pytest.mark.enable_socket
def test_closing_reaches_the_connections_of_every_loop() -> None:
    """
    Closing under one loop closes what was opened under others, which may be gone.
    """
    with echo_server() as (origin, _):
        client = AsyncBillingClient(**good(api_origin=origin))
        asyncio.run(work_as(client, 1))
        trio.run(work_as, client, 2)
        lines = [slot.line for pool in client._wire._pools.values() for _, slot in pool._state.idle]
        asyncio.run(client.aclose())

    assert [-1, -1] == [line.socket and line.socket.fileno() for line in lines]


@pytest.mark.enable_socket
def test_one_client_in_two_threads_with_a_loop_each() -> None:
    """
    Two event loops at the same time share a client and no connection.
    """
    together = threading.Barrier(2)

    def run(number: int) -> list[list[Any]]:
        async def work() -> list[list[Any]]:
            together.wait(5)
            return await asyncio.gather(*(work_as(client, number + step) for step in range(0, 20, 2)))

        return asyncio.run(work())

    with echo_server(keep_alive=False) as (origin, _), ThreadPoolExecutor(2) as pool:
        client = AsyncBillingClient(**good(api_origin=origin))
        results = list(pool.map(run, (0, 1)))

    assert [[expected(number) for number in range(first, 20, 2)] for first in (0, 1)] == results


@pytest.mark.enable_socket
def test_async_client_under_trio() -> None:
    """
    The async client works under trio as it does under asyncio, waits between attempts included.
    """
    answers = iter([httpx.Response(503, headers={"retry-after": "0"})])

    async def flaky(request: httpx.Request) -> httpx.Response:
        return next(answers, None) or echo(request)

    async def work() -> list[Any]:
        mocked = AsyncBillingClient(**good(max_retries=1), transport=httpx.MockTransport(flaky))
        async with AsyncBillingClient(**good(api_origin=origin)) as client:
            return [await work_as(mocked, 1), await work_as(client, 2)]

    with echo_server() as (origin, _):
        assert [expected(1), expected(2)] == trio.run(work)


def test_cancelling_under_trio_is_untouched() -> None:
    """
    A trio cancel scope ends a call without an error of ours.
    """

    async def answer(request: httpx.Request) -> httpx.Response:
        await trio.sleep_forever()
        raise AssertionError

    async def work() -> bool:
        client = AsyncBillingClient(**GOOD, transport=httpx.MockTransport(answer))
        with trio.CancelScope(deadline=trio.current_time()) as scope:
            await work_as(client, 1)
        return scope.cancelled_caught

    assert trio.run(work)


@pytest.mark.enable_socket
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_client_works_on_both_sides_of_a_fork() -> None:
    """
    After a fork the child opens connections of its own, and the parent's stay usable.
    """

    def child(use: Callable[[], Any]) -> int:
        pid = os.fork()
        if pid == 0:
            try:
                os._exit(0 if use() == email(7) else 1)
            except BaseException:
                os._exit(2)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    with echo_server() as (origin, ports), BillingClient(**good(api_origin=origin)) as client:
        bound = client.for_user(email=email(7)).with_options(timeout=5)
        before = bound.debit_tokens("t", 1).user_id
        status = child(lambda: bound.debit_tokens("t", 1).user_id)
        after = bound.debit_tokens("t", 1).user_id

    assert (email(7), 0, email(7)) == (before, status, after)
    assert ports[0] == ports[2] != ports[1]

"""
Cancels, closing, forks, signals: whatever ends a call costs its connection at most, and the client lives on.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import anyio
import pytest

import monetize_software as sdk
from monetize_software._wire.pool import MOST

from ..support.hostile_server import HostileServer, KeepingServer, drips, falls_silent, sends
from .conftest import Connect
from .test_reuse import framed
from .test_sockets import GOOD

pytestmark = pytest.mark.enable_socket

OPTIONS: dict[str, Any] = {"paywall_id": "3", "api_key": "sk_test_secret", "max_retries": 0, "timeout": 5}
EMAIL = "ada@example.com"


async def debit(client: sdk.AsyncBillingClient, amount: int) -> Any:
    """
    A call whose amount tells which it was.
    """
    return await client.for_user(email=EMAIL).debit_tokens("gpt-4", amount)


def at_rest(client: Any) -> bool:
    """
    Whether no connection counts as busy and nobody waits.
    """
    pools = client._wire._pools.values() if hasattr(client._wire, "_pools") else [client._wire._pool]
    return all((pool.busy, pool.waiting) == (0, 0) for pool in pools)


def most_often(server: KeepingServer) -> int:
    """
    How often the request was sent that was sent most often.
    """
    return max(Counter(request.rpartition(b"\r\n\r\n")[2] for request in server.requests).values())


def open_files() -> int:
    """
    How many files and sockets this process has open, where the system tells.
    """
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


async def cancelled_after(steps: int, work: Awaitable[Any], *, twice: bool) -> bool:
    """
    Start a call and cancel its task after so many turns of the loop; tell whether the cancel won.
    """
    task = asyncio.ensure_future(work)
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    if twice:
        await asyncio.sleep(0)
        task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return True
    return False


def test_cancelling_a_task_costs_nothing_else() -> None:
    """
    asyncio: cancelled once or twice, at whatever step, a call leaves no count behind, is sent once at most, and the
    next one works.
    """
    chance = random.Random(7)

    async def work() -> int:
        async with sdk.AsyncBillingClient(**OPTIONS, api_origin=server.origin) as client:
            ends = [
                await cancelled_after(chance.randrange(45), debit(client, amount), twice=chance.random() < 0.3)
                for amount in range(1, 401)
            ]
            assert at_rest(client)
            assert 5 == (await debit(client, 1000)).count
            return sum(ends)

    with KeepingServer(sends(framed(GOOD))) as server:
        assert 0 < asyncio.run(work())  # at step 0 every cancel wins; how many later depends on the machine
    assert 1 == most_often(server)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_bursts_that_run_out_of_time_cost_nothing_else(backend: str) -> None:
    """
    Hundreds of calls at once under scopes that end at any moment, waiting ones included: the client lives on.
    """
    chance = random.Random(11)

    async def one(client: sdk.AsyncBillingClient, amount: int) -> None:
        with anyio.move_on_after(chance.uniform(0, 0.2)):
            await debit(client, amount)

    async def work() -> None:
        async with sdk.AsyncBillingClient(**OPTIONS, api_origin=server.origin) as client:
            async with anyio.create_task_group() as group:
                for amount in range(1, 301):
                    group.start_soon(one, client, amount)
            assert at_rest(client)
            assert 5 == (await debit(client, 1000)).count

    with KeepingServer(sends(framed(GOOD))) as server:
        anyio.run(work, backend=backend)
    assert 1 == most_often(server)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_leaving_a_group_ends_its_calls(backend: str) -> None:
    """
    A group that is cancelled while its calls wait for answers ends at once, and so do the calls.
    """
    arrived = threading.Semaphore(0)

    def say_nothing(connection: socket.socket) -> None:
        arrived.release()
        falls_silent()(connection)

    async def work() -> None:
        async with sdk.AsyncBillingClient(**OPTIONS, api_origin=server.origin) as client:
            async with anyio.create_task_group() as group:
                for amount in range(1, 21):
                    group.start_soon(debit, client, amount)
                await anyio.to_thread.run_sync(lambda: [arrived.acquire(timeout=5) for _ in range(20)])
                group.cancel_scope.cancel()
            assert at_rest(client)

    with KeepingServer(say_nothing) as server:
        anyio.run(work, backend=backend)


@pytest.mark.parametrize("where", ["handshake", "connect"])
def test_cancel_before_the_connection_stands(where: str) -> None:
    """
    A task that is cancelled while it connects or shakes hands leaves no socket open.
    """

    async def work(origin: str) -> int:
        client = sdk.AsyncBillingClient(**OPTIONS, api_origin=origin)
        before = open_files()
        for steps in range(0, 40, 3):
            assert await cancelled_after(steps, debit(client, 1), twice=steps % 2 == 0)
        assert at_rest(client)
        return open_files() - before

    with socket.create_server(("127.0.0.1", 0), backlog=50 if where == "handshake" else 0) as listener:
        scheme = "https" if where == "handshake" else "http"
        assert 0 == asyncio.run(work(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"))


def test_connecting_has_a_time_of_its_own(connect_origin: Connect) -> None:
    """
    A handshake that drips is left when the time to connect is over, however long the call may take.
    """
    timeout = sdk.Timeout(connect=0.1, read=20, write=20, pool=20, total=20)
    with HostileServer(drips(b"\x16\x03\x03\x40\x00", b"\x02", pieces=40)) as server:
        client = connect_origin(server.origin.replace("http:", "https:"), timeout=timeout)
        with pytest.raises(sdk.RequestTimeoutError) as caught:
            client.debit_tokens("gpt-4", 1)

    assert not caught.value.may_have_been_applied


def test_waiting_call_is_woken_by_closing() -> None:
    """
    With every connection in use, a call that waits for one ends with our error as soon as the client is closed.
    """
    held, release = threading.Semaphore(0), threading.Event()

    def hold(connection: socket.socket) -> None:
        held.release()
        release.wait(5)
        connection.sendall(framed(GOOD))

    ends: list[BaseException | int] = []

    def call(amount: int) -> None:
        try:
            ends.append(client.for_user(email=EMAIL).debit_tokens("gpt-4", amount).count)
        except sdk.PaywallError as error:
            ends.append(error)

    with KeepingServer(hold) as server:
        client = sdk.BillingClient(**OPTIONS, api_origin=server.origin)
        busy = [threading.Thread(target=call, args=(number + 1,)) for number in range(MOST)]
        for thread in busy:
            thread.start()
        assert all(held.acquire(timeout=5) for _ in busy)
        waiting = threading.Thread(target=call, args=(1000,))
        waiting.start()
        while not client._wire._pool.waiting:
            waiting.join(0.001)
        client.close()
        waiting.join(5)
        assert [sdk.ConfigurationError] == [type(end) for end in ends]
        release.set()
        for thread in busy:
            thread.join(5)

    assert [5] * MOST == ends[1:]
    assert (0, 0) == (client._wire._pool.busy, client._wire._pool.idle)
    assert MOST == len(server.requests)


def test_closing_while_others_call_leaves_no_connection() -> None:
    """
    Closed in the midst of calls, a client leaves no open connection, and the calls end well or with our error.
    """
    foreign: list[BaseException] = []

    def call(client: sdk.BillingClient, started: threading.Barrier) -> None:
        started.wait(5)
        try:
            while True:
                client.for_user(email=EMAIL).debit_tokens("gpt-4", 1)
        except sdk.ConfigurationError:
            return
        except BaseException as error:
            foreign.append(error)

    with KeepingServer(sends(framed(GOOD))) as server:
        for _ in range(20):
            client, started = sdk.BillingClient(**OPTIONS, api_origin=server.origin), threading.Barrier(9)
            threads = [threading.Thread(target=call, args=(client, started)) for _ in range(8)]
            for thread in threads:
                thread.start()
            started.wait(5)
            client.close()
            for thread in threads:
                thread.join(5)
            assert (0, 0) == (client._wire._pool.busy, client._wire._pool.idle)

    assert [] == foreign


def test_threads_with_a_loop_each_share_a_client() -> None:
    """
    Many threads that run loop after loop on one client: every call is answered, and nothing is foreign.
    """
    foreign: list[BaseException] = []

    def run(client: sdk.AsyncBillingClient) -> None:
        try:
            for _ in range(5):
                assert 5 == asyncio.run(debit(client, 1)).count
        except BaseException as error:
            foreign.append(error)

    with KeepingServer(sends(framed(GOOD))) as server:
        client = sdk.AsyncBillingClient(**OPTIONS, api_origin=server.origin)
        threads = [threading.Thread(target=run, args=(client,)) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        asyncio.run(client.aclose())

    assert ([], 60) == (foreign, len(server.requests))


SIGNALLED = """
import random, signal, sys
import monetize_software as sdk

class Interrupted(BaseException):
    pass

def interrupt(number, frame):
    raise Interrupted

chance, cut = random.Random(3), 0
client = sdk.BillingClient(paywall_id="3", api_key="sk_test_secret", max_retries=0, timeout=5, api_origin=sys.argv[1])
ada = client.for_user(email="ada@example.com")
ada.debit_tokens("gpt-4", 1)
signal.signal(signal.SIGALRM, interrupt)
for _ in range(300):
    try:
        signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-5, 2e-3))
        ada.debit_tokens("gpt-4", 1)
        signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupted:
        cut += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(cut > 0, {ada.debit_tokens("gpt-4", 1).count for _ in range(20)})
"""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no interval timer")
def test_signals_that_raise_inside_calls_do_no_harm() -> None:
    """
    An exception thrown by a signal handler at any moment of a call ends that call alone; later calls never hang.

    In a process of its own that nothing measures: a tracer has locks, and an exception in one of them keeps it locked.
    """
    ours = ("COVERAGE", "PYTEST")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with KeepingServer(sends(framed(GOOD))) as server:
        command = [sys.executable, "-c", SIGNALLED, server.origin]
        done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False, timeout=60)

    assert "True {5}" == done.stdout.strip(), done.stderr[-2000:]

"""
Answers that are read as they come: cut, silent, endless, left early, cancelled. Each costs its connection at most.
"""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest

import monetize_software as sdk

from ..support.gateways import KINDS, OPTIONS, at_rest, gateway_of, idle, play
from ..support.hostile_server import Act, HostileServer, KeepingServer, drips, falls_silent, resets, sends, streams

pytestmark = pytest.mark.enable_socket

HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Query-Type: standard\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
EVENT = b'10\r\ndata: {"a": 1}\n\n\r\n'
END = b"0\r\n\r\n"
WHOLE = HEAD + EVENT * 3 + END
QUICK = sdk.StreamTimeout(connect=2, write=2, pool=2, first_byte=0.4, idle=0.4)

kinds = pytest.mark.parametrize("kind", KINDS)


async def read_events(gateway: Any, got: list[str] | None = None) -> list[str]:
    """
    The data of every event of one call, put into a list as they come.
    """
    got = [] if got is None else got
    async with gateway.stream("openai", "v1/chat", json={}) as response:
        async for event in response.events():
            got.append(event.data)
    return got


@kinds
def test_a_stream_that_ends_gives_its_connection_to_the_next(kind: str) -> None:
    """
    Three streams read to their end take one connection.
    """

    async def body(gateway: Any) -> int:
        for _ in range(3):
            assert 3 * ['{"a": 1}'] == await read_events(gateway)
        assert at_rest(gateway)
        return idle(gateway)

    with KeepingServer(sends(WHOLE)) as server:
        assert 1 == play(kind, server.origin, body)
        assert 1 == len(server.connections)


@kinds
@pytest.mark.parametrize(("behind", "connections"), [(b"", 1), (b"H", 3)], ids=["nothing behind", "a byte behind"])
def test_a_long_stream_gives_its_connection_to_the_next_or_closes_it(
    kind: str, behind: bytes, connections: int
) -> None:
    """
    Streams of a megabyte share a connection too, unless a byte too much came behind one.
    """

    async def body(gateway: Any) -> None:
        for _ in range(3):
            async with gateway.stream("openai", "v1/files/1", method="GET") as response:
                assert 1 << 20 == sum([len(piece) async for piece in response.iter_raw()])
        assert at_rest(gateway)

    chunk = b"4000\r\n" + b"x" * 0x4000 + b"\r\n"
    with KeepingServer(sends(HEAD + chunk * 64 + END + behind)) as server:
        play(kind, server.origin, body)
        assert connections == len(server.connections)


@kinds
@pytest.mark.parametrize("leave", ["break", "error", "close", "nothing read"])
def test_a_stream_that_is_left_early_costs_its_connection_alone(kind: str, leave: str) -> None:
    """
    However a reader stops, the connection is closed at once, nothing counts as busy, and the next call works.
    """

    async def stop(response: Any) -> None:
        if leave == "nothing read":
            return
        async for _ in response.events():
            if leave == "error":
                raise LookupError
            if leave == "close":
                await response.aclose()
            break

    async def body(gateway: Any) -> None:
        left = list[Any]()
        with suppress(LookupError):
            async with gateway.stream("openai", "v1/chat", json={}) as response:
                left.append(response)
                await stop(response)
        assert left[0].closed
        assert at_rest(gateway)
        assert 0 == idle(gateway)
        assert 3 == len(await read_events(gateway))

    with KeepingServer(falls_silent(HEAD + EVENT * 2), sends(WHOLE)) as server:
        play(kind, server.origin, body)


CUTS: dict[str, bytes] = {
    "in a chunk's size": HEAD + EVENT + b"1",
    "before a chunk": HEAD + EVENT,
    "in a chunk": HEAD + EVENT + b"10\r\ndata:",
    "before a chunk's end": HEAD + EVENT + b'10\r\ndata: {"a": 1}\n\n',
    "in a chunk's end": HEAD + EVENT + EVENT[:-1],
    "in the last chunk": HEAD + EVENT + b"0\r\n",
    "before the last line": HEAD + EVENT + b"0\r\n\r",
    "in a body of known length": b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\n"
    b"data: 1\n\n",
    "with a size that is none": HEAD + EVENT + b"zz\r\n",
}
ENDS: dict[str, Callable[[bytes], Act]] = {"closed": sends, "reset": resets, "silent": falls_silent}


@kinds
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("end", ENDS)
def test_a_stream_that_breaks_says_so_and_may_have_been_charged(kind: str, cut: str, end: str) -> None:
    """
    Wherever a body is cut, and however, the events before are given and then a `NetworkError` says that the call may
    have been carried out; the call is sent once.
    """

    async def body(gateway: Any) -> None:
        got = list[str]()
        with pytest.raises(sdk.NetworkError) as caught:
            await read_events(gateway, got)
        assert got in (["1"], *(['{"a": 1}'] * count for count in (1, 2)))
        assert caught.value.may_have_been_applied
        assert caught.value.request_sent
        assert at_rest(gateway)

    with KeepingServer(ENDS[end](CUTS[cut])) as server:
        play(kind, server.origin, body, timeout=QUICK, max_retries=3)
        assert 1 == len(server.requests)


@kinds
def test_a_stream_that_falls_silent_is_given_up_after_its_idle_time(kind: str) -> None:
    """
    The wait for the head may be long and the one between two pieces short: each has its own bound.
    """

    def act(connection: socket.socket) -> None:
        connection.sendall(HEAD)
        threading.Event().wait(1)
        connection.sendall(END)

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.RequestTimeoutError, match="after 0 bytes"):
            await read_events(gateway)

    with KeepingServer(act) as server:
        play(kind, server.origin, body, timeout=sdk.StreamTimeout(first_byte=600, idle=0.2))


@kinds
def test_the_head_may_take_longer_than_the_pieces(kind: str) -> None:
    """
    A head that comes after more than the idle time is waited for.
    """

    def act(connection: socket.socket) -> None:
        threading.Event().wait(0.5)
        connection.sendall(WHOLE)

    with KeepingServer(act) as server:
        timeout = sdk.StreamTimeout(first_byte=5, idle=0.2)
        assert 3 == len(play(kind, server.origin, read_events, timeout=timeout))


@kinds
def test_a_head_that_drips_is_given_up_after_its_time(kind: str) -> None:
    """
    A head that comes byte by byte for ever ends with the time for it, and not with the last byte.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.RequestTimeoutError):
            await read_events(gateway)

    with HostileServer(drips(HEAD[:-2], b"X-A: b\r\n")) as server:
        play(kind, server.origin, body, timeout=sdk.StreamTimeout(first_byte=0.3, idle=5))


@kinds
def test_the_whole_may_be_bounded_too(kind: str) -> None:
    """
    A stream that never ends is cut after its total time, and told as a timeout.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.RequestTimeoutError):
            await read_events(gateway)

    with HostileServer(drips(HEAD, EVENT)) as server:
        play(kind, server.origin, body, timeout=sdk.StreamTimeout(total=0.4))


@kinds
def test_addresses_are_not_kept(kind: str) -> None:
    """
    A thousand paths leave nothing behind.
    """

    async def body(gateway: Any) -> int:
        for number in range(300):
            await gateway.call("openai", f"v1/files/{number}", method="GET")
        return len(gateway._wire._urls)

    with KeepingServer(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")) as server:
        assert 1 == play(kind, server.origin, body)


class Arrivals(list[str]):
    """
    A list that tells when it gets its first item; whoever waits for that is told when the next one is being waited for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.first = asyncio.Event()

    def append(self, item: str) -> None:
        super().append(item)
        self.first.set()


def sockets() -> int:
    """
    How many files and sockets this process has open, where the system tells.
    """
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


@pytest.mark.parametrize("times", [1, 2])
def test_cancels_leak_nothing(times: int) -> None:
    """
    asyncio: a stream that is cancelled once or twice, at whatever step of opening, reading or waiting, leaves no
    connection behind, and is sent once at most.
    """

    async def one(gateway: Any, steps: int) -> None:
        task = asyncio.ensure_future(read_events(gateway))
        for _ in range(steps):
            await asyncio.sleep(0)
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.gather(task, return_exceptions=True)

    async def body(gateway: Any) -> None:
        for steps in range(90):
            await one(gateway, steps)
        assert at_rest(gateway)

    before = sockets()
    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        play("asyncio", server.origin, body)
    gc.collect()
    assert before == sockets()
    assert 0 < len(server.requests) <= 90


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("where", ["own wait", "read"])
def test_cancelled_readers_leave_no_connection(times: int, where: str) -> None:
    """
    asyncio: whoever is cancelled while he reads, or between two pieces, once or twice, leaves no connection behind.
    """

    async def reader(gateway: Any, reading: asyncio.Event) -> None:
        async with gateway.stream("openai", "v1/chat", json={}) as response:
            async for _ in response.events():
                reading.set()
                if where == "own wait":
                    await asyncio.sleep(60)

    async def body(gateway: Any) -> None:
        for _ in range(15):
            reading = asyncio.Event()
            task = asyncio.ensure_future(reader(gateway, reading))
            await reading.wait()
            for _ in range(times):
                await asyncio.sleep(0)
                task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert at_rest(gateway)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        play("asyncio", server.origin, body)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_scopes_that_end_leave_no_connection(kind: str) -> None:
    """
    A scope that runs out while its streams are read takes them along, under asyncio and trio.
    """

    async def body(gateway: Any) -> None:
        for seconds in (0.01, 0.05, 0.1):
            with anyio.move_on_after(seconds):
                async with anyio.create_task_group() as group:
                    for _ in range(5):
                        group.start_soon(read_events, gateway)
        assert at_rest(gateway)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        play(kind, server.origin, body)


def test_closing_from_another_thread_wakes_the_reader() -> None:
    """
    A thread that waits for a piece is woken when another one closes the answer, and told that the answer broke off.
    """
    ended = list[BaseException]()

    def read(response: Any, started: threading.Event) -> None:
        try:
            for _ in response.events():
                started.set()
        except sdk.NetworkError as error:
            ended.append(error)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        with (
            sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
            gateway.stream("openai", "v1/chat", json={}) as response,
        ):
            started = threading.Event()
            thread = threading.Thread(target=read, args=(response, started))
            thread.start()
            assert started.wait(5)
            response.close()
            thread.join(3)
            assert not thread.is_alive()
        assert at_rest(gateway)
    assert 1 == len(ended)


@pytest.mark.parametrize("kind", ["asyncio", "trio"])
def test_closing_from_another_task_wakes_the_reader(kind: str) -> None:
    """
    A task that waits for a piece is woken when another one closes the answer, and told that the answer broke off.
    """

    async def body(gateway: Any) -> None:
        started = anyio.Event()

        async def read(response: Any) -> None:
            with suppress(sdk.NetworkError):
                async for _ in response.events():
                    started.set()
                pytest.fail("the end of a closed answer is not the answer's")

        async with gateway.stream("openai", "v1/chat", json={}) as response:
            with anyio.fail_after(3):
                async with anyio.create_task_group() as group:
                    group.start_soon(read, response)
                    await started.wait()
                    await anyio.lowlevel.checkpoint()
                    await response.aclose()
        assert at_rest(gateway)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        play(kind, server.origin, body)


@kinds
def test_what_was_closed_says_so(kind: str) -> None:
    """
    An iteration goes on after its answer was closed: it raises, because an end would look like the answer's.
    """

    async def body(gateway: Any) -> None:
        async with gateway.stream("openai", "v1/chat", json={}) as response:
            raw = aiter(response.iter_raw())
            await anext(raw)
        with pytest.raises(sdk.InvalidRequestError, match="closed"):
            await anext(raw)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        play(kind, server.origin, body)


@kinds
def test_an_endless_body_is_refused_when_it_is_read_as_a_whole(kind: str) -> None:
    """
    `call()` takes so many bytes into memory and no more.
    """

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.InvalidResponseError, match="more than 100,000 bytes"):
            await gateway.call("openai", "v1/chat", json={}, max_bytes=100_000)
        assert at_rest(gateway)

    with HostileServer(streams(HEAD, EVENT * 1000)) as server:
        play(kind, server.origin, body)


@kinds
def test_a_refusal_that_never_ends_is_read_within_bounds(kind: str) -> None:
    """
    Of an error's body 64 KiB are read, and the error tells the rest.
    """
    head = (
        b"HTTP/1.1 400 Bad Request\r\nX-Mark: upstream\r\nContent-Type: text/plain\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )

    async def body(gateway: Any) -> None:
        with pytest.raises(sdk.InvalidRequestError) as caught:
            await gateway.call("openai", "v1/chat", json={})
        assert 65536 == len(caught.value.raw)
        assert "upstream" == caught.value.headers["x-mark"]
        assert at_rest(gateway)

    with HostileServer(streams(head, b"1000\r\n" + b"x" * 4096 + b"\r\n")) as server:
        play(kind, server.origin, body)


CLIENTS: dict[str, tuple[Any, Any]] = {
    "httpx": (httpx.Client, httpx.AsyncClient),
    "httpx2": (httpx2.Client, httpx2.AsyncClient),
}


# trio tells of the generators that httpx drops inside when a body is left early; so it does without us.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@kinds
@pytest.mark.parametrize("library", CLIENTS)
@pytest.mark.parametrize("end", ["read", "left", "broken"])
def test_a_given_client_is_streamed_through_and_gets_its_connection_back(kind: str, library: str, end: str) -> None:
    """
    Through a caller's client too, an answer comes piece by piece, and whatever ends it lets go of the connection.
    """

    async def body(gateway: Any) -> None:
        async with gateway.stream("openai", "v1/chat", json={}) as response:
            async for event in response.events():
                assert '{"a": 1}' == event.data
                if end == "left":
                    break

    async def whole() -> None:
        given = CLIENTS[library][kind != "sync"](trust_env=False)
        gateway = gateway_of(kind, server.origin, http_client=given, timeout=QUICK)
        try:
            for _ in range(3):
                if end == "broken":
                    with pytest.raises(sdk.NetworkError):
                        await body(gateway)
                else:
                    await body(gateway)
            pool = given._transport._pool
            assert [] == [each for each in pool.connections if not (each.is_idle() or each.is_closed())]
        finally:
            await gateway.aclose()
            if kind == "sync":
                given.close()
            else:
                await given.aclose()

    act = sends(WHOLE) if end == "read" else falls_silent(HEAD + EVENT)
    with KeepingServer(act) as server:
        anyio.run(whole, backend="trio" if kind == "trio" else "asyncio")


@pytest.mark.parametrize(("library", "leaks"), [("httpx", True), ("httpx2", False)])
def test_a_second_cancel_inside_a_read_is_the_given_clients_own_matter(library: str, leaks: bool) -> None:
    """
    asyncio: a reader of a caller's httpx client that is cancelled twice in the midst of a read costs it the connection
    for good, as the same cancels do without us (github.com/encode/httpcore/issues/1099); httpx2 keeps it.
    """

    async def whole() -> bool:
        async with CLIENTS[library][1](trust_env=False) as given:
            gateway = gateway_of("asyncio", server.origin, http_client=given)
            for _ in range(5):
                reading = Arrivals()
                task = asyncio.ensure_future(read_events(gateway, reading))
                await reading.first.wait()
                task.cancel()
                await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            for _ in range(20):
                await asyncio.sleep(0)
            return any(not (each.is_idle() or each.is_closed()) for each in given._transport._pool.connections)

    with KeepingServer(falls_silent(HEAD + EVENT)) as server:
        assert leaks is asyncio.run(whole())


def test_streams_of_many_threads_do_not_mix() -> None:
    """
    Twenty threads that read, leave early and break get whole answers each, and leave nothing behind.
    """
    wrong = list[Any]()

    def work(gateway: sdk.ApiGatewayClient, number: int) -> None:
        for turn in range(10):
            with gateway.stream("openai", f"v1/{number}", json={}) as response:
                data = [event.data for event in response.events()] if turn % 3 else [next(iter(response.events())).data]
                wrong.extend(each for each in data if each != '{"a": 1}')

    with (
        KeepingServer(sends(WHOLE)) as server,
        sdk.ApiGatewayClient(**OPTIONS, api_origin=server.origin) as gateway,
    ):
        threads = [threading.Thread(target=work, args=(gateway, number)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert at_rest(gateway)
    assert [] == wrong
    assert 200 == len(server.requests)

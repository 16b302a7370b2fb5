"""
What asyncio and trio each do in their own way: wait for a socket, resolve a name, wake a waiter. Knows no HTTP.

The sockets are bare and belong to no loop while nobody waits on them. So a connection may be kept while its loop ends,
be used in the next one, and be closed from anywhere, without a loop having to be told.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Protocol

from .tls import RECORD

__all__ = ["Loop", "Waiter", "running_loop"]


class Loop(Protocol):
    """
    The running event loop. Every wait raises `TimeoutError` when its seconds are over.
    """

    kind: str
    """Connections of one kind are used under that kind only: the HTTP library's locks are of it."""

    @property
    def key(self) -> Any:
        """
        The loop itself; under trio, its token.
        """
        ...

    async def resolve(self, host: str, port: int, left: float) -> list[Any]:
        """
        Look a name up, as `socket.getaddrinfo` does.
        """
        ...

    async def connect(self, opened: socket.socket, address: Any, left: float) -> None:
        """
        Connect a socket.
        """

    async def receive(self, opened: socket.socket, left: float) -> bytes:
        """
        Wait for bytes; none at the end.
        """
        ...

    async def send(self, opened: socket.socket, data: memoryview, left: float) -> int:
        """
        Send as many bytes as are taken, and one at least.
        """
        ...

    def within(self, left: float) -> AbstractAsyncContextManager[Any]:
        """
        Bound whatever is awaited inside.
        """
        ...

    async def shelter(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """
        Have a clean-up done to its end, a second at most, whoever cancels the task that asked for it meanwhile.
        """

    def waiter(self) -> Waiter:
        """
        Somebody of this loop who waits.
        """
        ...


class Waiter(Protocol):
    """
    Somebody who waits, and can be woken again and again.
    """

    def wake(self) -> None:
        """
        End the wait, from any thread.

        Raises:
            RuntimeError: The loop is gone.
        """

    async def wait(self, left: float) -> bool:
        """
        Wait; tell whether it was woken before its seconds were over.
        """
        ...


class AsyncioLoop:
    """
    asyncio, and what stands in its place, such as uvloop.
    """

    kind = "asyncio"

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    @property
    def key(self) -> Any:
        return self._loop

    async def resolve(self, host: str, port: int, left: float) -> list[Any]:
        async with asyncio.timeout(left):
            return await self._loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    async def connect(self, opened: socket.socket, address: Any, left: float) -> None:
        async with asyncio.timeout(left):
            await self._loop.sock_connect(opened, address)

    async def receive(self, opened: socket.socket, left: float) -> bytes:
        async with asyncio.timeout(left):
            return await self._loop.sock_recv(opened, RECORD)

    async def send(self, opened: socket.socket, data: memoryview, left: float) -> int:
        try:
            return opened.send(data)
        except BlockingIOError:
            piece = data[:RECORD]
        async with asyncio.timeout(left):
            await self._loop.sock_sendall(opened, piece)
        return len(piece)

    def within(self, left: float) -> AbstractAsyncContextManager[Any]:
        return asyncio.timeout(left)  # a third of the cost of anyio's

    async def shelter(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        # A task of its own: a task's own cancel gets through any scope, and a second one through any `finally`.
        task = self._loop.create_task(_within_a_second(work))
        _sheltered.add(task)
        task.add_done_callback(_end_shelter)
        await asyncio.shield(task)

    def waiter(self) -> Waiter:
        return _AsyncioWaiter(self._loop)


_sheltered: set[asyncio.Task[None]] = set()
"""Strong references: a loop has weak ones."""


async def _within_a_second(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(1):
            await work()


def _end_shelter(task: asyncio.Task[None]) -> None:
    _sheltered.discard(task)
    if not task.cancelled():
        task.exception()  # looked at, so that a failure nobody waited for is not reported as forgotten


class _AsyncioWaiter:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self._woken = loop, asyncio.Event()

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._woken.set)

    async def wait(self, left: float) -> bool:
        try:
            async with asyncio.timeout(left):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class TrioLoop:
    """
    trio.
    """

    kind = "trio"

    @property
    def key(self) -> Any:
        import trio

        return trio.lowlevel.current_trio_token()

    async def resolve(self, host: str, port: int, left: float) -> list[Any]:
        import trio

        async with _Bound(left):
            return list(await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    async def connect(self, opened: socket.socket, address: Any, left: float) -> None:
        import trio

        code = opened.connect_ex(address)
        if code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
            async with _Bound(left):
                await trio.lowlevel.wait_writable(opened)
            code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    async def receive(self, opened: socket.socket, left: float) -> bytes:
        import trio

        while True:
            async with _Bound(left):
                await trio.lowlevel.wait_readable(opened)
            try:
                return opened.recv(RECORD)
            except BlockingIOError:  # not so readable after all, as systems may say
                continue

    async def send(self, opened: socket.socket, data: memoryview, left: float) -> int:
        import trio

        while True:
            async with _Bound(left):
                await trio.lowlevel.wait_writable(opened)
            try:
                return opened.send(data)
            except BlockingIOError:
                continue

    def within(self, left: float) -> AbstractAsyncContextManager[Any]:
        return _Bound(left)

    async def shelter(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        import trio

        with trio.move_on_after(1) as scope:
            scope.shield = True
            await work()

    def waiter(self) -> Waiter:
        return _TrioWaiter()


class _TrioWaiter:
    def __init__(self) -> None:
        import trio

        self._token, self._woken = trio.lowlevel.current_trio_token(), trio.Event()

    def wake(self) -> None:
        self._token.run_sync_soon(lambda: self._woken.set())  # the event of that moment, which may be a later one

    async def wait(self, left: float) -> bool:
        import trio

        with trio.move_on_after(left):
            await self._woken.wait()
        if not self._woken.is_set():
            return False
        self._woken = trio.Event()
        return True


class _Bound(AbstractAsyncContextManager[None]):
    """
    A trio scope that says `TimeoutError`.
    """

    def __init__(self, left: float) -> None:
        import trio

        self._scope: Any = trio.move_on_after(left)

    async def __aenter__(self) -> None:
        self._scope.__enter__()

    async def __aexit__(self, *problem: Any) -> None:
        self._scope.__exit__(*problem)
        if self._scope.cancelled_caught:
            raise TimeoutError


def running_loop() -> Loop:
    """
    The loop that runs this code.
    """
    try:
        return AsyncioLoop(asyncio.get_running_loop())
    except RuntimeError:
        return TrioLoop()

"""
Plain transports of the HTTP library, one per call in flight, for when somebody replaced the library's own sending.

Test doubles and tracing replace methods of httpx or httpcore. They must see every call: one that a mocked test sent
past them would debit for real. So the default wire gives way to them, and looks at each call whether it must. A
transport whose call leaves anything in doubt is thrown away, with what the library's pool inside it may have lost.
"""

from __future__ import annotations

import os
from types import FunctionType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from .connections import lock
from .pool import Pool

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from types import ModuleType

__all__ = ["AsyncTransports", "TransportSlot", "is_replaced"]


def is_replaced(library: ModuleType, core: ModuleType, *, blocking: bool) -> bool:
    """
    Tell whether somebody put something in the place of the library's own sending.
    """
    if blocking:
        methods = (
            (library.HTTPTransport.handle_request, "httpx"),
            (core.ConnectionPool.handle_request, "httpcore"),
            (core.HTTPConnection.handle_request, "httpcore"),
        )
    else:
        methods = (
            (library.AsyncHTTPTransport.handle_async_request, "httpx"),
            (core.AsyncConnectionPool.handle_async_request, "httpcore"),
            (core.AsyncHTTPConnection.handle_async_request, "httpcore"),
        )
    return not all(_is_plain(method, package) for method, package in methods)


def _is_plain(method: Any, package: str) -> bool:
    # Its globals and not its __module__, which functools.wraps copies from the method that was replaced.
    return type(method) is FunctionType and method.__globals__.get("__name__", "").partition(".")[0] == package


class TransportSlot:
    """
    One of the library's transports, for one connection.

    Args:
        library: The library.
        name: The class's name in it.
        options: The class's arguments.
        dead: Where a closed transport is put whose closing must be awaited; left out, it is closed at once.
    """

    def __init__(self, library: ModuleType, name: str, options: dict[str, Any], dead: list[Any] | None = None) -> None:
        self.pid = os.getpid()
        self._library, self._name, self._dead = library, name, dead
        self._kind = getattr(library, name)
        self.transport = self._kind(**options)

    def is_quiet(self) -> bool:
        """
        Tell whether this is still what the library offers. It looks itself whether its connection can be used again.
        """
        return getattr(self._library, self._name) is self._kind

    def close(self) -> None:
        """
        Close the transport, or have it closed.
        """
        if self._dead is None:
            self.transport.close()
        else:
            self._dead.append(self.transport)


class AsyncTransports:
    """
    The transports of each event loop, which cannot be used in another one.

    Args:
        new: Makes a transport's slot, given where to put it when it is closed.
    """

    def __init__(self, new: Callable[[list[Any]], TransportSlot]) -> None:
        self._new = new
        self._of_loops: WeakKeyDictionary[Any, _OfLoop] = WeakKeyDictionary()

    async def mine(self, key: Any) -> _OfLoop:
        """
        The transports of the running loop.

        Args:
            key: The loop itself.
        """
        with lock():
            mine = self._of_loops.get(key)
            if mine is None:
                for loop in [loop for loop in self._of_loops if getattr(loop, "is_closed", bool)()]:
                    del self._of_loops[
                        loop
                    ]  # their values lead back to them, so that they would never go by themselves
                mine = self._of_loops[key] = _OfLoop(self._new)
        await mine.begin()
        return mine

    async def aclose(self, key: Any) -> None:
        """
        Close the transports of the running loop, and have those of others closed with their loops.
        """
        with lock():
            everything = list(self._of_loops.items())
        for loop, one in everything:
            one.pool.close()
            if loop is key:
                await one.bury()


class _OfLoop:
    def __init__(self, new: Callable[[list[Any]], TransportSlot]) -> None:
        self._dead: list[Any] = []
        self.pool: Pool[TransportSlot] = Pool(lambda: new(self._dead))
        self._farewell: AsyncGenerator[None] | None = None

    async def begin(self) -> None:
        """
        Have the transports closed when the loop ends: it finishes the generators that are still open first.
        """
        if self._farewell is None:
            self._farewell = self._until_the_end()
            await anext(self._farewell)

    async def _until_the_end(self) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            self.pool.close()
            await self.bury()

    async def bury(self) -> None:
        """
        Await the closing of what was closed, a second at most each, whoever cancels meanwhile.
        """
        import anyio

        while self._dead:
            with anyio.move_on_after(1, shield=True):
                await self._dead.pop().aclose()

"""
Sends one prepared request and reads its answer. Knows nothing about billing.

Three ways lead out. The default one has connections of its own, one per call in flight, each an httpcore connection
with our bounds under it. A caller's transport or client takes its place. And where somebody replaced the HTTP library's
own sending, as test doubles and tracing do, calls go through that. What people see is httpx's in all three: its errors
and its objects. httpx is imported at the first call; objects of httpx2 may be given too.

Rules of this module:

1. A call has one deadline, set before anything is waited for. Waiting for a connection counts against it too.
2. A connection is kept only when `clean` was set, after the whole answer was read. An error, a cancelled task and a
   signal's exception all pass the `finally` with `clean` still false.
3. What is raised by the network becomes a `Failure`, a value. What is no `Exception`, such as a cancellation, passes.
4. "Nothing was sent" is known for sure on our own connections alone, where the line notes its first byte. On the other
   ways the kind of the error must say it.
5. A caller's client is handed the whole request: neither its credentials nor its redirects apply.
6. One who was woken and yet finds no connection queues again at the head of the queue.
"""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from monetize_software.errors import ConfigurationError

from .body import Body
from .connections import Environment, lock
from .failures import describe_failure
from .outgoing import Outgoing, StreamOutgoing
from .pool import LOOK_AGAIN, MOST, Pool, closed_error
from .private_url import private_url_class

if TYPE_CHECKING:
    from types import ModuleType

    from monetize_software._exchange import Failure, Reply
    from monetize_software._profile.origin import Origin

    from .replaced import AsyncTransports, TransportSlot
    from .slots import AsyncSlot, Route, SyncSlot

__all__ = ["AsyncWire", "Outgoing", "SyncWire", "Wire", "take", "wait_async"]

_LIBRARIES = ("httpx", "httpx2")
_MOST_ADDRESSES = 256


class Wire:
    """
    What both kinds of wire share: where calls go, and how requests and failures look.
    """

    _client_kind = ""
    _transport_method = ""
    _most = MOST

    def __init__(
        self, origin: Origin, transport: Any = None, http_client: Any = None, mirror: Origin | None = None
    ) -> None:
        if transport is not None and http_client is not None:
            raise ConfigurationError("Pass transport= or http_client=, not both: a client has its own transport.")
        self._check_kind(transport, http_client)
        self.origin = origin
        there: Any = None if mirror is None else type(self)(mirror, transport, http_client)
        self.mirror: Self | None = there
        self._given_transport: Any = transport
        self._http_client: Any = http_client
        self._library_name = _library_name(http_client if http_client is not None else transport)
        self._library: ModuleType | None = None
        self._way: Route | None = None
        self._urls: dict[str, Any] = {}
        self._host: bytes | None = None
        self.closed = False

    def _check_kind(self, transport: Any, http_client: Any) -> None:
        if transport is not None and not hasattr(transport, self._transport_method):
            raise ConfigurationError(
                f"transport must have {self._transport_method}(): an httpx transport of this kind."
            )
        names = {kind.__name__ for kind in type(http_client).__mro__}
        if http_client is not None and self._client_kind not in names:
            raise ConfigurationError(f"http_client must be an httpx.{self._client_kind}.")

    @property
    def library(self) -> ModuleType:
        """
        The HTTP library whose objects are used: httpx, or httpx2 when the caller gave one of its objects.
        """
        module = self._library
        if module is None:
            from importlib import import_module

            # Asked for and not looked up in sys.modules, where a module stands that another thread is still importing.
            module = self._library = import_module(self._library_name)
        return module

    def _check_open(self) -> None:
        if self.closed:
            raise closed_error()
        if self._http_client is not None and self._http_client.is_closed:
            raise ConfigurationError("The http_client is closed. Close it after the last call.")

    def request(self, outgoing: Outgoing | StreamOutgoing, timeout: dict[str, Any] | None = None) -> Any:
        """
        Build the library's request object, without its client's defaults and cookies.

        Args:
            outgoing: What is sent.
            timeout: The waits it may take, as the library wants them.
        """
        library = self.library
        request = library.Request(
            outgoing.method,
            self._url(outgoing.path),
            headers=outgoing.headers,
            stream=self._request_body(outgoing.body),
            extensions={"timeout": timeout or {}},
        )
        if outgoing.query:
            request.url = self._url_with_query(outgoing)
        return request

    def _request_body(self, body: Any) -> Any:
        return self.library.ByteStream(body)

    def _url(self, path: str) -> Any:
        url = self._urls.get(path)
        if url is None:
            if len(self._urls) >= _MOST_ADDRESSES:  # paths may hold ids, of which there is no end
                self._urls.clear()
            try:
                url = self._urls[path] = self.library.URL(self.origin.base + path)
            except (self.library.InvalidURL, UnicodeError):
                raise ConfigurationError("api_origin is not an address: its host cannot exist.") from None
        return url

    def _url_with_query(self, outgoing: Outgoing | StreamOutgoing) -> Any:
        kind = private_url_class(self.library.URL, self.library.QueryParams)
        return kind(self._url(outgoing.path), outgoing.query)

    def _target(self, outgoing: Outgoing | StreamOutgoing) -> bytes:
        path: bytes = self._url(outgoing.path).raw_path
        return path + b"?" + outgoing.query.encode("ascii") if outgoing.query else path

    @property
    def _route(self) -> Route:
        """
        The default way out. Made whole before anybody sees it, and before anything is opened for a call.
        """
        route = self._way
        if route is None:
            from .slots import Route

            with lock():
                environment = Environment(self.library, self.origin)
                route = self._way = Route(self._url("/"), environment.proxy, environment.tls)
        return route

    def _is_replaced(self, *, blocking: bool) -> bool:
        import httpcore

        from .replaced import is_replaced

        return is_replaced(self.library, httpcore, blocking=blocking)

    def host_header(self) -> bytes:
        """
        The value of the `Host` header.
        """
        host = self._host
        if host is None:
            host = self._host = bytes(self._url("/").netloc)
        return host

    def encode_form(self, form: list[Any]) -> tuple[bytes, bytes]:
        """
        Encode a multipart form: its content type and its bytes.
        """
        request = self.library.Request("POST", "http://localhost", files=form)
        return request.headers["Content-Type"].encode(), request.read()

    def _failure(self, error: Exception, outgoing: Outgoing | StreamOutgoing, *, unsent: bool | None = None) -> Failure:
        return describe_failure(error, self.request(outgoing), self.library, unsent=unsent)


def _library_name(given: Any) -> str:
    for kind in type(given).__mro__:
        if kind.__module__.partition(".")[0] in _LIBRARIES:
            return kind.__module__.partition(".")[0]
    return "httpx"


class SyncWire(Wire):
    """
    Sends and blocks. Safe to share between threads, and after a fork.
    """

    _client_kind = "Client"
    _transport_method = "handle_request"

    def __init__(
        self, origin: Origin, transport: Any = None, http_client: Any = None, mirror: Origin | None = None
    ) -> None:
        super().__init__(origin, transport, http_client, mirror)
        self._pool: Pool[SyncSlot] = Pool(self._new_slot, most=self._most)
        self._transports: Pool[TransportSlot] = Pool(self._new_transport)

    def _new_slot(self) -> SyncSlot:
        from .slots import SyncSlot

        return SyncSlot(self._route)

    def _new_transport(self) -> TransportSlot:
        from .replaced import TransportSlot

        options = Environment(self.library, self.origin).transport_options()
        return TransportSlot(self.library, "HTTPTransport", options)

    def send(self, outgoing: Outgoing) -> Reply | Failure:
        """
        Send once and read the whole answer.
        """
        self._check_open()
        deadline = monotonic() + outgoing.timeout.total
        if self._given_transport is not None or self._http_client is not None:
            return self._send_given(outgoing, deadline)
        if self._is_replaced(blocking=True):
            return self._send_replaced(outgoing, deadline)
        return self._send_own(outgoing, deadline)

    def _send_own(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        route, slot, clean = self._route, None, False
        request = route.request(outgoing, self._target(outgoing))
        try:
            slot = take(self._pool, outgoing, deadline)
            slot.line.start(outgoing.timeout, deadline)
            reply: Reply = slot.exchange(request, Body(self.library, deadline))
            clean = slot.is_reusable()
        except Exception as error:
            return self._failure(error, outgoing, unsent=slot is None or not slot.line.sent)
        finally:
            if slot is not None:
                self._pool.give(slot, clean=clean)
        return reply

    def _send_replaced(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        slot, clean = None, False
        try:
            slot = take(self._transports, outgoing, deadline)
            reply = self._answer(slot.transport.handle_request, outgoing, deadline, counting=True)
            clean = True
        except Exception as error:
            return self._failure(error, outgoing)
        finally:
            if slot is not None:
                self._transports.give(slot, clean=clean)
        return reply

    def _send_given(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        given = self._http_client or self._given_transport
        counting = type(given) in (self.library.Client, self.library.HTTPTransport)
        try:
            return self._answer(self._hand_over, outgoing, deadline, counting=counting)
        except Exception as error:
            return self._failure(error, outgoing)

    def _hand_over(self, request: Any) -> Any:
        if self._given_transport is None:
            # Its own auth would replace this call's credential; a redirect would carry the credential elsewhere.
            return self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
        return self._given_transport.handle_request(request)

    def _answer(self, send: Any, outgoing: Outgoing, deadline: float, *, counting: bool) -> Reply:
        from .given import bounds, reply

        response = send(self.request(outgoing, bounds(outgoing.timeout, deadline, counting=counting)))
        try:
            return reply(response, self.library, deadline)
        finally:
            response.close()

    def close(self) -> None:
        """
        Close what this wire opened. See `Pool.close` for the calls in flight.
        """
        self.closed = True
        self._pool.close()
        self._transports.close()
        if self.mirror is not None:
            self.mirror.close()


def take(pool: Pool[Any], outgoing: Outgoing | StreamOutgoing, deadline: float) -> Any:
    """
    Take a slot; wait for one while all are in use.
    """
    slot = pool.take(deadline)
    return _wait(pool, outgoing, deadline) if slot is None else slot


def _wait(pool: Pool[Any], outgoing: Outgoing | StreamOutgoing, deadline: float) -> Any:
    import httpcore

    gate = threading.Lock()  # a bell: taken here, and let go by whoever gives a connection back
    gate.acquire()
    wake, until, woken, slot = gate.release, min(deadline, monotonic() + outgoing.timeout.pool), False, None
    pool.queue(wake)
    try:
        while (slot := pool.take(deadline)) is None:
            left = until - monotonic()
            if left <= 0:
                raise httpcore.PoolTimeout("All connections are in use.")
            if woken:
                pool.queue(wake, first=True)
            woken = gate.acquire(timeout=min(left, LOOK_AGAIN))
        return slot
    finally:
        pool.leave(wake, served=slot is not None and woken)


class AsyncWire(Wire):
    """
    Sends and awaits. Safe to share between tasks, threads and event loops, and after a fork.
    """

    _client_kind = "AsyncClient"
    _transport_method = "handle_async_request"

    def __init__(
        self, origin: Origin, transport: Any = None, http_client: Any = None, mirror: Origin | None = None
    ) -> None:
        super().__init__(origin, transport, http_client, mirror)
        self._pools: dict[str, Pool[AsyncSlot]] = {
            kind: Pool(self._new_slot, most=self._most) for kind in ("asyncio", "trio")
        }
        self._transports: AsyncTransports | None = None

    def _new_slot(self) -> AsyncSlot:
        from .slots import AsyncSlot

        return AsyncSlot(self._route)

    def _new_transport(self, dead: list[Any]) -> TransportSlot:
        from .replaced import TransportSlot

        options = Environment(self.library, self.origin).transport_options()
        return TransportSlot(self.library, "AsyncHTTPTransport", options, dead)

    async def send(self, outgoing: Outgoing) -> Reply | Failure:
        """
        Send once and read the whole answer.
        """
        self._check_open()
        deadline = monotonic() + outgoing.timeout.total
        if self._given_transport is not None or self._http_client is not None:
            return await self._send_given(outgoing, deadline)
        if self._is_replaced(blocking=False):
            return await self._send_replaced(outgoing, deadline)
        return await self._send_own(outgoing, deadline)

    async def _send_own(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        from .loops import running_loop

        route, slot, clean, loop = self._route, None, False, running_loop()
        request, pool = route.request(outgoing, self._target(outgoing)), self._pools[loop.kind]
        try:
            slot = pool.take(deadline)
            if slot is None:
                slot = await wait_async(pool, loop, outgoing, deadline)
            slot.line.start(outgoing.timeout, deadline)
            reply = await slot.exchange(request, Body(self.library, deadline))
            clean = slot.is_reusable()
        except Exception as error:
            return self._failure(error, outgoing, unsent=slot is None or not slot.line.sent)
        finally:
            if slot is not None:
                pool.give(slot, clean=clean)
        return reply

    async def _send_replaced(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        from .loops import running_loop
        from .replaced import AsyncTransports

        with lock():
            transports = self._transports = self._transports or AsyncTransports(self._new_transport)
        loop, slot, clean = running_loop(), None, False
        mine = await transports.mine(loop.key)
        try:
            slot = mine.pool.take(deadline)
            if slot is None:
                slot = await wait_async(mine.pool, loop, outgoing, deadline)
            reply = await self._answer(slot.transport.handle_async_request, outgoing, deadline)
            clean = True
        except Exception as error:
            return self._failure(error, outgoing)
        finally:
            if slot is not None:
                mine.pool.give(slot, clean=clean)
                await mine.bury()
        return reply

    async def _send_given(self, outgoing: Outgoing, deadline: float) -> Reply | Failure:
        try:
            return await self._answer(self._hand_over, outgoing, deadline)
        except Exception as error:
            return self._failure(error, outgoing)

    async def _hand_over(self, request: Any) -> Any:
        if self._given_transport is None:
            return await self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
        return await self._given_transport.handle_async_request(request)

    async def _answer(self, send: Any, outgoing: Outgoing, deadline: float) -> Reply:
        from .given import async_reply, bounds
        from .loops import running_loop

        request = self.request(outgoing, bounds(outgoing.timeout, deadline, counting=False))
        try:
            async with running_loop().within(deadline - monotonic()):
                response = await send(request)
                try:
                    return await async_reply(response, self.library, deadline)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise self.library.ReadTimeout("The answer did not arrive in time.") from None

    async def aclose(self) -> None:
        """
        Close what this wire opened, in whatever loop. See `Pool.close` for the calls in flight.
        """
        from .loops import running_loop

        self.closed = True
        for pool in self._pools.values():
            pool.close()
        if self._transports is not None:
            await self._transports.aclose(running_loop().key)
        if self.mirror is not None:
            await self.mirror.aclose()


async def wait_async(pool: Pool[Any], loop: Any, outgoing: Outgoing | StreamOutgoing, deadline: float) -> Any:
    """
    Wait for a slot while all are in use.
    """
    import httpcore

    waiter, until = loop.waiter(), min(deadline, monotonic() + outgoing.timeout.pool)
    woken, slot = False, None
    pool.queue(waiter.wake)
    try:
        while (slot := pool.take(deadline)) is None:
            left = until - monotonic()
            if left <= 0:
                raise httpcore.PoolTimeout("All connections are in use.")
            if woken:
                pool.queue(waiter.wake, first=True)
            woken = await waiter.wait(min(left, LOOK_AGAIN))
        return slot
    finally:
        pool.leave(waiter.wake, served=slot is not None and woken)

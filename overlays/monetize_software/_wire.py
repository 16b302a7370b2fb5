"""
Sends one prepared request and reads its answer: transports, proxies, TLS. Knows nothing about billing.

Why transports and not `httpx.Client`: the client's bookkeeping (cookies, redirects, merging) is three quarters of a
call's cost, and all of it is what this package must not do. What is used here is httpx's public transport interface, so
a caller's own transport or client takes the same place. httpx is imported at the first call; httpx2 objects work too.
"""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from ._body import Body
from ._connections import lock, transport_options
from ._failures import describe_failure
from ._private_url import private_url_class
from .errors import ConfigurationError

if TYPE_CHECKING:
    from types import ModuleType

    from ._exchange import Failure, Header, Reply
    from ._origin import Origin
    from ._timeout import Timeout

__all__ = ["AsyncWire", "SyncWire", "Wire"]

_LIBRARIES = ("httpx", "httpx2")


class Outgoing:
    """
    A request ready to be sent. Its repr shows nothing of it.
    """

    __slots__ = ("body", "headers", "method", "path", "query", "timeout")

    def __init__(
        self, method: str, path: str, query: str, headers: list[Header], body: bytes, timeout: Timeout
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout


class Wire:
    """
    What both kinds of wire share: where calls go, and how requests and failures look.
    """

    _client_kind = ""
    _transport_method = ""

    def __init__(self, origin: Origin, transport: Any = None, http_client: Any = None) -> None:
        if transport is not None and http_client is not None:
            raise ConfigurationError("Pass transport= or http_client=, not both: a client has its own transport.")
        self._check_kind(transport, http_client)
        self.origin = origin
        self._given_transport = transport
        self._http_client = http_client
        self._library_name = _library_name(http_client if http_client is not None else transport)
        self._library: ModuleType | None = None
        self._urls: dict[str, Any] = {}
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

    def request(self, outgoing: Outgoing) -> Any:
        """
        Build the library's request object, without its client's defaults and cookies.
        """
        if self.closed:
            raise ConfigurationError("This client is closed. Build a new one, or close it later.")
        if self._http_client is not None and self._http_client.is_closed:
            raise ConfigurationError("The http_client is closed. Close it after the last call.")
        library = self.library
        request = library.Request(
            outgoing.method,
            self._url(library, outgoing.path),
            headers=outgoing.headers,
            stream=library.ByteStream(outgoing.body),
            extensions={"timeout": outgoing.timeout.phases},
        )
        if outgoing.query:
            request.url = self._url_with_query(library, outgoing)
        return request

    def _url(self, library: ModuleType, path: str) -> Any:
        url = self._urls.get(path)
        if url is None:
            try:
                url = self._urls[path] = library.URL(self.origin.base + path)
            except library.InvalidURL:
                raise ConfigurationError("api_origin is not an address: its host cannot exist.") from None
        return url

    def _url_with_query(self, library: ModuleType, outgoing: Outgoing) -> Any:
        kind = private_url_class(library.URL, library.QueryParams)
        return kind(self._url(library, outgoing.path), outgoing.query)

    def new_transport(self, kind: str) -> Any:
        """
        Open a transport of the library, through the environment's proxy if there is one.
        """
        options = transport_options(self.library, self.origin)
        try:
            return getattr(self.library, kind)(**options)
        except (ImportError, ValueError, self.library.InvalidURL) as problem:
            raise ConfigurationError(
                f"The proxy that the environment names cannot be used ({type(problem).__name__}). Socks needs "
                "httpx[socks]; name the host in NO_PROXY to go without."
            ) from None

    def host_header(self) -> bytes:
        """
        The value of the `Host` header.
        """
        return bytes(self._url(self.library, "/").netloc)

    def encode_form(self, form: list[Any]) -> tuple[bytes, bytes]:
        """
        Encode a multipart form: its content type and its bytes.
        """
        request = self.library.Request("POST", "http://localhost", files=form)
        return request.headers["Content-Type"].encode(), request.read()


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
    _pid = 0
    _own_transport: Any = None

    def send(self, outgoing: Outgoing) -> Reply | Failure:
        """
        Send once and read the whole answer.
        """
        request = self.request(outgoing)
        deadline = monotonic() + outgoing.timeout.total
        try:
            return self._exchange(request, deadline)
        except Exception as error:
            return describe_failure(error, request, self.library)

    def _exchange(self, request: Any, deadline: float) -> Reply:
        response = self._start(request)
        try:
            body = Body(self.library, deadline)
            unpacked: bool = response.is_stream_consumed
            for piece in (response.content,) if unpacked else response.stream:
                body.add(piece)
            return body.reply(response, unpacked=unpacked)
        finally:
            response.close()

    def _start(self, request: Any) -> Any:
        if self._http_client is not None:
            return self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
        return self._transport().handle_request(request)

    def _transport(self) -> Any:
        if self._given_transport is not None:
            return self._given_transport
        if self._pid != os.getpid():
            with lock():
                if self._pid != os.getpid():
                    self._own_transport = self.new_transport("HTTPTransport")
                    self._pid = os.getpid()
        return self._own_transport

    def close(self) -> None:
        """
        Close what this wire opened.
        """
        self.closed = True
        if self._own_transport is not None and self._pid == os.getpid():
            self._own_transport.close()


class AsyncWire(Wire):
    """
    Sends and awaits. Safe to share between tasks; each event loop gets connections of its own.
    """

    _client_kind = "AsyncClient"
    _transport_method = "handle_async_request"

    def __init__(self, origin: Origin, transport: Any = None, http_client: Any = None) -> None:
        super().__init__(origin, transport, http_client)
        self._by_loop: WeakKeyDictionary[Any, tuple[int, Any]] = WeakKeyDictionary()

    async def send(self, outgoing: Outgoing) -> Reply | Failure:
        """
        Send once and read the whole answer.
        """
        request = self.request(outgoing)
        deadline = monotonic() + outgoing.timeout.total
        try:
            return await self._exchange(request, deadline)
        except Exception as error:
            return describe_failure(error, request, self.library)

    async def _exchange(self, request: Any, deadline: float) -> Reply:
        response = await self._start(request)
        try:
            body = Body(self.library, deadline)
            unpacked: bool = response.is_stream_consumed
            if unpacked:
                body.add(response.content)
            else:
                async for piece in response.stream:
                    body.add(piece)
            return body.reply(response, unpacked=unpacked)
        finally:
            await response.aclose()

    async def _start(self, request: Any) -> Any:
        if self._http_client is not None:
            return await self._http_client.send(request, stream=True, auth=None, follow_redirects=False)
        return await self._transport().handle_async_request(request)

    def _transport(self) -> Any:
        if self._given_transport is not None:
            return self._given_transport
        loop = _running_loop()
        pid, transport = self._by_loop.get(loop, (0, None))
        if pid != os.getpid():
            self._forget_closed_loops()
            transport = self.new_transport("AsyncHTTPTransport")
            self._by_loop[loop] = (os.getpid(), transport)
        return transport

    def _forget_closed_loops(self) -> None:
        """
        Let go of connections whose loop is gone, which could be used no more and would stay open.
        """
        for loop in list(self._by_loop):
            if getattr(loop, "is_closed", bool)():
                self._by_loop.pop(loop, None)

    async def aclose(self) -> None:
        """
        Close what this wire opened on the running event loop.
        """
        self.closed = True
        pid, transport = self._by_loop.pop(_running_loop(), (0, None))
        if transport is not None and pid == os.getpid():
            await transport.aclose()


def _running_loop() -> Any:
    """
    The event loop of this task; under trio, its token.
    """
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return sys.modules["trio"].lowlevel.current_trio_token()

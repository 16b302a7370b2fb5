"""
Sends one prepared request and reads its answer: transports, proxies, TLS. Knows nothing about billing.

Why transports and not `httpx.Client`: the client's bookkeeping (cookies, redirects, merging) is three quarters of a
call's cost, and all of it is what this package must not do. What is used here is httpx's public transport interface, so
a caller's own transport or client takes the same place. httpx is imported at the first call; httpx2 objects work too.
"""

from __future__ import annotations

import os
import ssl
import sys
import threading
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from ._exchange import Failure, Reply
from .errors import ConfigurationError

if TYPE_CHECKING:
    from types import ModuleType

    from ._exchange import Header
    from ._origin import Origin
    from ._timeout import Timeout

__all__ = ["AsyncWire", "SyncWire", "Wire"]

LARGEST_ANSWER = 16 << 20
"""Bytes. A larger answer is not one of this API."""

_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
_LIBRARIES = ("httpx", "httpx2")
_tls: dict[str, ssl.SSLContext] = {}
_lock = threading.RLock()


def _new_lock() -> None:
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)


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

    def __init__(self, origin: Origin, transport: Any = None, http_client: Any = None) -> None:
        if transport is not None and http_client is not None:
            raise ConfigurationError("Pass transport= or http_client=, not both: a client has its own transport.")
        self.origin = origin
        self._given_transport = transport
        self._http_client = http_client
        self._library_name = _library_name(http_client if http_client is not None else transport)
        self._urls: dict[str, Any] = {}
        self._private_url: Any = None
        self.closed = False

    @property
    def library(self) -> ModuleType:
        """
        The HTTP library whose objects are used: httpx, or httpx2 when the caller gave one of its objects.
        """
        module = sys.modules.get(self._library_name)
        if module is None:
            from importlib import import_module

            module = import_module(self._library_name)
        return module

    def request(self, outgoing: Outgoing) -> Any:
        """
        Build the library's request object, without its client's defaults and cookies.
        """
        if self.closed:
            raise ConfigurationError("This client is closed. Build a new one, or close it later.")
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
            url = self._urls[path] = library.URL(self.origin.base + path)
        return url

    def _url_with_query(self, library: ModuleType, outgoing: Outgoing) -> Any:
        if self._private_url is None:
            self._private_url = _private_url_class(library.URL)
        return self._private_url(f"{self.origin.base}{outgoing.path}?{outgoing.query}")

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

    def failure(self, error: Exception, request: Any) -> Failure:
        """
        Describe what the library raised. Anything that is not a failure of the network is raised again.
        """
        if not isinstance(error, (self.library.HTTPError, self.library.StreamError, OSError, EOFError, ssl.SSLError)):
            raise error
        names = {kind.__name__ for kind in type(error).__mro__}
        certificate = _certificate_error(error)
        return Failure(
            error=_without_secrets(error, request, self.library),
            unsent=bool(names & _UNSENT),
            timeout="TimeoutException" in names or isinstance(error, TimeoutError),
            permanent=certificate or "UnsupportedProtocol" in names or "LocalProtocolError" in names,
            reason=_reason(type(error).__name__, certificate=certificate),
        )


def _reason(kind: str, *, certificate: bool) -> str:
    if certificate:
        return "The server's TLS certificate was not accepted; see __cause__."
    return f"No usable answer came ({kind})."


def _certificate_error(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _without_secrets(error: Exception, request: Any, library: ModuleType) -> Exception:
    """
    Return the exception fit to be a cause: its text and the request it points to show no secret.
    """
    from .redaction import redact

    if not isinstance(error, library.HTTPError):
        return error if redact(str(error)) == str(error) else OSError(redact(str(error)))
    clean: Any = error if redact(str(error)) == str(error) else type(error)(redact(str(error)))
    clean.request = library.Request(request.method, str(request.url))
    return cast("Exception", clean)


def _private_url_class(base: Any) -> Any:
    class PrivateURL(base):  # type: ignore[misc]
        """
        A URL that prints without its query, because the HTTP library logs addresses and a query may hold an e-mail.
        """

        def __str__(self) -> str:
            return f"{str(base.__str__(self)).partition('?')[0]}?***"

        def __repr__(self) -> str:
            return f"URL({str(self)!r})"

    return PrivateURL


def _library_name(given: Any) -> str:
    for kind in type(given).__mro__:
        if kind.__module__.partition(".")[0] in _LIBRARIES:
            return kind.__module__.partition(".")[0]
    return "httpx"


def _tls_context(library: ModuleType, *, secure: bool) -> ssl.SSLContext:
    """
    The one TLS context of this process. Plain http gets one that trusts nobody, which costs nothing to make.
    """
    if not secure:
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with _lock:
        if library.__name__ not in _tls:
            _tls[library.__name__] = library.create_ssl_context()
        return _tls[library.__name__]


def _proxy(origin: Origin) -> str | None:
    """
    The proxy that the environment names for this origin. Calls to this machine never take one.
    """
    from urllib.parse import urlsplit
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(origin.base)
    if origin.loopback or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _transport_options(library: ModuleType, origin: Origin) -> dict[str, Any]:
    return {
        "verify": _tls_context(library, secure=origin.secure),
        "trust_env": False,
        "limits": library.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0),
        "proxy": _proxy(origin),
    }


class _Body:
    """
    Collects an answer's body within its limits of size and time.
    """

    def __init__(self, library: ModuleType, deadline: float) -> None:
        self._library = library
        self._deadline = deadline
        self._size = 0
        self.chunks: list[bytes] = []

    def add(self, chunk: bytes) -> None:
        """
        Keep a piece.
        """
        self.chunks.append(chunk)
        self._size += len(chunk)
        if self._size > LARGEST_ANSWER:
            raise self._library.ReadError("The answer is larger than 16 MiB.")
        if monotonic() > self._deadline:
            raise self._library.ReadTimeout("The answer did not arrive in time.")

    def reply(self, response: Any) -> Reply:
        """
        Build the reply.
        """
        return Reply(response.status_code, response.headers.raw, b"".join(self.chunks), response.reason_phrase)


def _pieces(response: Any, *, is_async: bool) -> Any:
    if response.is_stream_consumed:
        return None
    if "content-encoding" in response.headers:
        return response.aiter_bytes() if is_async else response.iter_bytes()
    return response.stream


class SyncWire(Wire):
    """
    Sends and blocks. Safe to share between threads, and after a fork.
    """

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
            return self.failure(error, request)

    def _exchange(self, request: Any, deadline: float) -> Reply:
        response = self._start(request)
        try:
            body = _Body(self.library, deadline)
            pieces = _pieces(response, is_async=False)
            for chunk in (response.content,) if pieces is None else pieces:
                body.add(chunk)
            return body.reply(response)
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
            with _lock:
                if self._pid != os.getpid():
                    self._own_transport = self.library.HTTPTransport(**_transport_options(self.library, self.origin))
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
            return self.failure(error, request)

    async def _exchange(self, request: Any, deadline: float) -> Reply:
        response = await self._start(request)
        try:
            body = _Body(self.library, deadline)
            pieces = _pieces(response, is_async=True)
            if pieces is None:
                body.add(response.content)
            else:
                async for chunk in pieces:
                    body.add(chunk)
            return body.reply(response)
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
            transport = self.library.AsyncHTTPTransport(**_transport_options(self.library, self.origin))
            self._by_loop[loop] = (os.getpid(), transport)
        return transport

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

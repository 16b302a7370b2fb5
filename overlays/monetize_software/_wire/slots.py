"""
One connection of the default wire, and one exchange on it. Knows HTTP/1.1 through httpcore; queues nothing.

httpcore's connection is used without its pool: one call at a time has it, and any doubt throws it away.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import httpcore

from monetize_software._exchange import Reply
from monetize_software.errors import ConfigurationError

from .body import Body
from .bounds import Line
from .connections import unusable_proxy
from .sockets import Backend

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ssl import SSLContext

    from .outgoing import Outgoing, StreamOutgoing

__all__ = ["AsyncSlot", "Route", "SyncSlot"]


class Route:
    """
    The way from here to the origin, through a proxy or straight.

    Args:
        url: The origin, as the HTTP library reads it.
        proxy: The proxy, as the HTTP library reads it, or None.
        tls: The process's TLS context, where one is needed.

    Raises:
        ConfigurationError: There is no way through that proxy.
    """

    def __init__(self, url: Any, proxy: Any, tls: SSLContext | None) -> None:
        self._tls = tls
        self._scheme, self._host, self._port = url.raw_scheme, url.raw_host, url.port
        self.origin = self.url(b"/").origin
        self._proxy = proxy and _proxy_options(proxy, tls)
        self.kind = _kind_of_proxy(proxy) if proxy else ""
        self.layers = int(url.scheme == "https") + int(proxy is not None and proxy.scheme == "https")

    def url(self, target: bytes) -> httpcore.URL:
        """
        The address of a target. Without a port where that is the usual one, because a proxy is shown it.
        """
        return httpcore.URL(scheme=self._scheme, host=self._host, port=self._port, target=target)

    def connection(self, line: Line) -> httpcore.ConnectionInterface:
        """
        Make a blocking connection, not opened yet.
        """
        backend = Backend(line)
        if self.kind == "http":
            proxy: Any = httpcore.HTTPProxy(ssl_context=self._tls, network_backend=backend, **self._proxy)
        elif self.kind == "socks":
            proxy = httpcore.SOCKSProxy(ssl_context=self._tls, network_backend=backend, **self._proxy)
        else:
            return httpcore.HTTPConnection(self.origin, ssl_context=self._tls, network_backend=backend)
        made: httpcore.ConnectionInterface = proxy.create_connection(self.origin)
        return made

    def async_connection(self, line: Line) -> httpcore.AsyncConnectionInterface:
        """
        Make an awaiting connection, not opened yet.
        """
        from .async_sockets import AsyncBackend  # brings asyncio, which takes as long to load as half the SDK

        backend = AsyncBackend(line)
        if self.kind == "http":
            proxy: Any = httpcore.AsyncHTTPProxy(ssl_context=self._tls, network_backend=backend, **self._proxy)
        elif self.kind == "socks":
            proxy = httpcore.AsyncSOCKSProxy(ssl_context=self._tls, network_backend=backend, **self._proxy)
        else:
            return httpcore.AsyncHTTPConnection(self.origin, ssl_context=self._tls, network_backend=backend)
        made: httpcore.AsyncConnectionInterface = proxy.create_connection(self.origin)
        return made

    def explained(self, error: Exception, line: Line) -> Exception:
        """
        What went wrong, as the library says such things: on strange words of a socks proxy it stumbles in many ways.
        """
        known = type(error).__module__ == "httpcore" or isinstance(error, OSError)
        if known or line.sent or self.kind != "socks":
            return error
        return httpcore.ProxyError("The proxy that the environment names did not answer as a socks proxy does.")

    def request(self, outgoing: Outgoing | StreamOutgoing, target: bytes) -> httpcore.Request:
        """
        Build what httpcore sends.
        """
        return httpcore.Request(
            outgoing.method,
            self.url(target),
            headers=outgoing.headers,
            content=_Content(outgoing.body) if isinstance(outgoing.body, bytes) else outgoing.body,
            extensions={"timeout": outgoing.timeout.phases},
        )


def _kind_of_proxy(proxy: Any) -> str:
    if proxy.scheme in ("http", "https"):
        return "http"
    if proxy.scheme not in ("socks5", "socks5h"):
        raise ConfigurationError(unusable_proxy(f"its scheme is {proxy.scheme[:20]!r}"))
    if find_spec("socksio") is None:
        raise ConfigurationError(unusable_proxy("socksio is not installed"))
    return "socks"


def _proxy_options(proxy: Any, tls: SSLContext | None) -> dict[str, Any]:
    address = httpcore.URL(scheme=proxy.raw_scheme, host=proxy.raw_host, port=proxy.port, target=b"/")
    options: dict[str, Any] = {"proxy_url": address, "max_connections": 1}
    if proxy.username or proxy.password:
        options["proxy_auth"] = (proxy.username.encode(), proxy.password.encode())
    if proxy.scheme == "https":
        options["proxy_ssl_context"] = tls
    return options


class _Content:
    """
    A request's body. Its iteration is no generator, which would have to be closed when it is left early.
    """

    def __init__(self, body: bytes) -> None:
        self._pieces = iter((body,) if body else ())

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def __aiter__(self) -> _Content:
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


class SyncSlot:
    """
    A blocking connection, not opened yet.
    """

    def __init__(self, route: Route) -> None:
        self.line = Line(route.layers)
        self.pid = self.line.pid
        self._route = route
        self._connection = route.connection(self.line)

    def open(self, request: httpcore.Request) -> httpcore.Response:
        """
        Send a request and read the head of its answer.
        """
        try:
            return self._connection.handle_request(request)
        except Exception as error:
            raise self._route.explained(error, self.line) from error.__cause__

    def exchange(self, request: httpcore.Request, body: Body) -> Reply:
        """
        Send a request and read its answer.
        """
        response = self.open(request)
        stream: Any = response.stream
        for piece in stream:
            if not body.has_room_for(piece):
                self.line.refuse_more()
        reply = _reply(response, body)
        response.close()
        return reply

    def is_reusable(self) -> bool:
        """
        Tell whether the last exchange left nothing behind.
        """
        return self.line.is_proven() and self._connection.is_available()

    def is_quiet(self) -> bool:
        """
        Tell whether the connection is open and nothing came uncalled.
        """
        return self.line.is_quiet()

    def close(self) -> None:
        """
        Close it at once.
        """
        self.line.close()


class AsyncSlot:
    """
    An awaiting connection, not opened yet.
    """

    def __init__(self, route: Route) -> None:
        self.line = Line(route.layers)
        self.pid = self.line.pid
        self._route = route
        self._connection = route.async_connection(self.line)

    async def open(self, request: httpcore.Request) -> httpcore.Response:
        """
        Send a request and read the head of its answer.
        """
        try:
            return await self._connection.handle_async_request(request)
        except Exception as error:
            raise self._route.explained(error, self.line) from error.__cause__

    async def exchange(self, request: httpcore.Request, body: Body) -> Reply:
        """
        Send a request and read its answer.
        """
        response = await self.open(request)
        stream: Any = response.stream
        async for piece in stream:
            if not body.has_room_for(piece):
                self.line.refuse_more()
        reply = _reply(response, body)
        await response.aclose()
        return reply

    def is_reusable(self) -> bool:
        """
        Tell whether the last exchange left nothing behind.
        """
        return self.line.is_proven() and self._connection.is_available()

    def is_quiet(self) -> bool:
        """
        Tell whether the connection is open and nothing came uncalled.
        """
        return self.line.is_quiet()

    def close(self) -> None:
        """
        Close it at once.
        """
        self.line.close()


def _reply(response: Any, body: Body) -> Reply:
    reason: bytes = response.extensions["reason_phrase"]
    return Reply(response.status, response.headers, body.unpacked(response.headers), reason.decode("ascii", "ignore"))

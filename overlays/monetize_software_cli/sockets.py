"""
An httpx transport over real sockets whose exchanges end: each read and write has what is left of one time and one size.

httpx counts time anew for every piece, so a server that sends a byte now and then, or interim answers without end, is
never left. httpcore documents `network_backend` as the place to say how bytes are moved; here it says until when.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from .addresses import leads_somewhere
from .tls import tls_context

if TYPE_CHECKING:
    from ssl import SSLContext

_MOST_BYTES = 17 << 20  # the largest body, and room for the heads before it
_AT_ONCE = 16 << 10
_FAILURES = (
    httpcore.ConnectionNotAvailable,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


class Sockets(httpx.BaseTransport):
    """
    Opens a connection for each request.

    Args:
        clock: Tells seconds that only ever grow.
        proxied: Whether the proxies of the environment are asked.
    """

    def __init__(self, clock: Callable[[], float], *, proxied: bool) -> None:
        self._clock, self._proxied = clock, proxied
        self._tls: SSLContext | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send a request. The time of its `timeout` extension is that of the whole exchange.

        Raises:
            httpx.TransportError: No answer came.
            TlsError: The environment's settings for TLS cannot be used.
        """
        timeout = cast("dict[str, float]", request.extensions["timeout"])
        pool = self._pool(request.url, _Budget(self._clock, timeout["read"]))
        sent = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.read(),
            extensions={"timeout": timeout},
        )
        try:
            with _as_httpx(request):
                answer = pool.handle_request(sent)
        except BaseException:
            pool.close()
            raise
        return httpx.Response(answer.status, headers=answer.headers, stream=_Answer(request, answer, pool))

    def _pool(self, url: httpx.URL, budget: _Budget) -> httpcore.ConnectionPool:
        options: dict[str, Any] = {"network_backend": _Backend(budget), "max_keepalive_connections": 0}
        if url.scheme == "https":
            options["ssl_context"] = self._tls = self._tls or tls_context()
        proxy = proxy_for(url) if self._proxied else None
        if proxy is None:
            return httpcore.ConnectionPool(**options)
        if proxy.scheme.startswith("socks") and find_spec("socksio") is None:
            raise httpx.ProxyError("The environment names a SOCKS proxy, which needs: pip install httpx[socks]")
        auth = (proxy.username.encode(), proxy.password.encode()) if proxy.userinfo else None
        address = str(proxy.copy_with(username=None, password=None))
        if proxy.scheme.startswith("socks"):
            return httpcore.SOCKSProxy(address, proxy_auth=auth, **options)
        return httpcore.HTTPProxy(address, proxy_auth=auth, **options)


def proxy_for(url: httpx.URL) -> httpx.URL | None:
    """
    Return the proxy that the environment names for an address.

    Raises:
        httpx.ProxyError: What it names is no address of a proxy.
    """
    proxies = getproxies()
    named = proxies.get(url.scheme) or proxies.get("all")
    if not named or proxy_bypass(url.host):
        return None
    try:
        proxy = httpx.URL(named if "://" in named else f"http://{named}")
    except (httpx.InvalidURL, UnicodeError):
        raise httpx.ProxyError("The environment names a proxy that is no address") from None
    if proxy.scheme not in ("http", "https", "socks5", "socks5h") or not leads_somewhere(proxy.host, proxy.port):
        raise httpx.ProxyError("The environment names a proxy that is no address")
    return proxy


class _Budget:
    """
    What is left of an exchange.
    """

    def __init__(self, clock: Callable[[], float], seconds: float) -> None:
        self._clock, self._ends, self._bytes = clock, clock() + seconds, _MOST_BYTES

    def seconds(self) -> float:
        left = self._ends - self._clock()
        if left <= 0:
            raise httpcore.ReadTimeout("The exchange takes too long")
        return left

    def took(self, piece: bytes) -> bytes:
        self._bytes -= len(piece)
        if self._bytes < 0:
            raise httpcore.ReadError("The answer is too large")
        return piece


class _Backend(httpcore.NetworkBackend):
    def __init__(self, budget: _Budget) -> None:
        self._budget, self._inner = budget, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        del timeout
        stream = self._inner.connect_tcp(host, port, self._budget.seconds(), local_address, socket_options)
        return _Stream(stream, self._budget)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, budget: _Budget) -> None:
        self._inner, self._budget = inner, budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._budget.took(self._inner.read(max_bytes, self._budget.seconds()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        for start in range(0, len(buffer), _AT_ONCE):
            self._inner.write(buffer[start : start + _AT_ONCE], self._budget.seconds())

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, self._budget.seconds()), self._budget)

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Answer(httpx.SyncByteStream):
    """
    The body while it arrives; its connection goes with it.
    """

    def __init__(self, request: httpx.Request, answer: httpcore.Response, pool: httpcore.ConnectionPool) -> None:
        self._request, self._answer, self._pool = request, answer, pool

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx(self._request):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
        self._pool.close()


@contextmanager
def _as_httpx(request: httpx.Request) -> Generator[None]:
    try:
        yield
    except _FAILURES as error:
        kind = getattr(httpx, type(error).__name__, httpx.TransportError)
        raise kind(str(error), request=request) from error

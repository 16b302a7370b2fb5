"""
Types of what a client is handed, for annotating your own functions. Loads no HTTP library: its objects fit by shape.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from os import PathLike
from typing import Any, BinaryIO, Protocol, TypeAlias

from .errors import QuotaExceededError
from .hooks import ChargeInfo, RequestInfo, ResponseInfo

__all__ = [
    "AsyncBearerSource",
    "AsyncChargeHook",
    "AsyncGatewayBody",
    "AsyncHTTPClient",
    "AsyncQuotaHook",
    "AsyncRequestHook",
    "AsyncResponseHook",
    "AsyncTokenSource",
    "AsyncTransport",
    "Attachment",
    "BearerSource",
    "ChargeHook",
    "GatewayBody",
    "HTTPClient",
    "QuotaHook",
    "RequestHook",
    "ResponseHook",
    "TokenSource",
    "Transport",
]


class Transport(Protocol):
    """
    An `httpx.BaseTransport`, such as `httpx.HTTPTransport` and `httpx.MockTransport`; or httpx2's.
    """

    def handle_request(self, request: Any, /) -> Any:
        """
        Send a request and answer with the response.
        """
        ...

    def close(self) -> None:
        """
        Close connections.
        """
        ...


class AsyncTransport(Protocol):
    """
    An `httpx.AsyncBaseTransport`, such as `httpx.AsyncHTTPTransport` and `httpx.MockTransport`; or httpx2's.
    """

    async def handle_async_request(self, request: Any, /) -> Any:
        """
        Send a request and answer with the response.
        """
        ...

    async def aclose(self) -> None:
        """
        Close connections.
        """
        ...


class HTTPClient(Protocol):
    """
    An `httpx.Client`, or httpx2's.
    """

    def build_request(self, method: str, url: Any) -> Any:
        """
        Make a request.
        """
        ...

    def send(self, request: Any, *, stream: bool = ...) -> Any:
        """
        Send it and answer with the response.
        """
        ...

    def close(self) -> None:
        """
        Close connections.
        """
        ...


class AsyncHTTPClient(Protocol):
    """
    An `httpx.AsyncClient`, or httpx2's.
    """

    def build_request(self, method: str, url: Any) -> Any:
        """
        Make a request.
        """
        ...

    async def send(self, request: Any, *, stream: bool = ...) -> Any:
        """
        Send it and answer with the response.
        """
        ...

    async def aclose(self) -> None:
        """
        Close connections.
        """
        ...


class TokenSource(Protocol):
    """
    What is asked for a user's access token, and told which one was refused, such as a session.
    """

    def token(self, rejected: str | None = None) -> str:
        """
        Return a token; another one than the rejected, if there is one.
        """
        ...


class AsyncTokenSource(Protocol):
    """
    What is asked for a user's access token, and told which one was refused, such as a session.
    """

    async def token(self, rejected: str | None = None) -> str:
        """
        Return a token; another one than the rejected, if there is one.
        """
        ...


Attachment: TypeAlias = str | PathLike[str] | tuple[str, bytes] | BinaryIO
"""A file of a support ticket: its path, its name and bytes, or an open binary file."""


BearerSource: TypeAlias = str | Callable[[], str] | TokenSource
"""A user's access token, a function that returns one, or a session."""

AsyncBearerSource: TypeAlias = str | Callable[[], str | Awaitable[str]] | TokenSource | AsyncTokenSource
"""A user's access token, a function, blocking or async, that returns one, or a session."""

RequestHook: TypeAlias = Callable[[RequestInfo], None]
"""Is told of each attempt before it is sent."""

AsyncRequestHook: TypeAlias = Callable[[RequestInfo], Awaitable[None] | None]
"""Is told of each attempt before it is sent; may be async."""

ResponseHook: TypeAlias = Callable[[ResponseInfo], None]
"""Is told how each attempt ended."""

AsyncResponseHook: TypeAlias = Callable[[ResponseInfo], Awaitable[None] | None]
"""Is told how each attempt ended; may be async."""

ChargeHook: TypeAlias = Callable[[ChargeInfo], None]
"""Is told of each gateway call that takes a token."""

AsyncChargeHook: TypeAlias = Callable[[ChargeInfo], Awaitable[None] | None]
"""Is told of each gateway call that takes a token; may be async."""

QuotaHook: TypeAlias = Callable[[QuotaExceededError], None]
"""Is told of each gateway call that is refused for want of tokens."""

AsyncQuotaHook: TypeAlias = Callable[[QuotaExceededError], Awaitable[None] | None]
"""Is told of each gateway call that is refused for want of tokens; may be async."""

GatewayBody: TypeAlias = dict[str, Any] | list[Any] | str | bytes | BinaryIO | Iterable[bytes]
"""What a gateway call sends: JSON, text, bytes, an open binary file, or pieces of bytes."""

AsyncGatewayBody: TypeAlias = GatewayBody | AsyncIterable[bytes]
"""What a gateway call sends: JSON, text, bytes, an open binary file, or pieces of bytes, awaited or not."""


def __dir__() -> list[str]:
    return sorted(__all__)

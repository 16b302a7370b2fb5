"""
Types of what a client is handed, for annotating your own functions. Loads no HTTP library: its objects fit by shape.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from os import PathLike
from typing import Any, BinaryIO, Protocol, TypeAlias

from .hooks import RequestInfo, ResponseInfo

__all__ = [
    "AsyncBearerSource",
    "AsyncHTTPClient",
    "AsyncRequestHook",
    "AsyncResponseHook",
    "AsyncTransport",
    "Attachment",
    "BearerSource",
    "HTTPClient",
    "RequestHook",
    "ResponseHook",
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


Attachment: TypeAlias = str | PathLike[str] | tuple[str, bytes] | BinaryIO
"""A file of a support ticket: its path, its name and bytes, or an open binary file."""

BearerSource: TypeAlias = str | Callable[[], str]
"""A user's access token, or a function that returns one."""

AsyncBearerSource: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A user's access token, or a function, blocking or async, that returns one."""

RequestHook: TypeAlias = Callable[[RequestInfo], None]
"""Is told of each attempt before it is sent."""

AsyncRequestHook: TypeAlias = Callable[[RequestInfo], Awaitable[None] | None]
"""Is told of each attempt before it is sent; may be async."""

ResponseHook: TypeAlias = Callable[[ResponseInfo], None]
"""Is told how each attempt ended."""

AsyncResponseHook: TypeAlias = Callable[[ResponseInfo], Awaitable[None] | None]
"""Is told how each attempt ended; may be async."""


def __dir__() -> list[str]:
    return sorted(__all__)

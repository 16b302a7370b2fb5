"""
A request ready to be sent. Shows nothing of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from monetize_software._exchange import Header
    from monetize_software._profile.timeout import StreamTimeout, Timeout

__all__ = ["Outgoing", "Pieces", "StreamOutgoing"]


class Pieces(Protocol):
    """
    A body that comes piece by piece, once. Each wire iterates it in its own way.
    """

    def __iter__(self) -> Iterator[bytes]:
        """
        Iterate, blocking.
        """
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """
        Iterate, awaiting.
        """
        ...


class Outgoing:
    """
    Method, address, headers, body, and the time for all of it. Its repr shows nothing of it.
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


class StreamOutgoing:
    """
    A request whose answer is read as it comes. Its body may come piece by piece too, and then once.
    """

    __slots__ = ("body", "headers", "method", "path", "query", "timeout")

    def __init__(
        self,
        method: str,
        path: str,
        query: str,
        headers: list[Header],
        body: bytes | Pieces,
        timeout: StreamTimeout,
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout

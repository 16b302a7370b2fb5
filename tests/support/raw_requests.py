"""
The two transports of a mock, called with raw bytes: the transport for httpx, and the ASGI application.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from monetize_software_mock import Mock

Pairs = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Answer:
    """
    What came back.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """
        The body, parsed.
        """
        return json.loads(self.body)


Sender = Callable[..., Answer]


def through_transport(
    mock: Mock, method: str, target: bytes, headers: Pairs = (), chunks: Iterable[bytes] = (b"",)
) -> Answer:
    """
    As `httpx.Client` calls it.
    """
    url = httpx.URL("http://mock.test").copy_with(raw_path=target)
    request = httpx.Request(method, url, headers=[(b"host", b"mock.test"), *headers], stream=Chunks(chunks))
    return _answer(mock.transport().handle_request(request))


def through_async_transport(
    mock: Mock, method: str, target: bytes, headers: Pairs = (), chunks: Iterable[bytes] = (b"",)
) -> Answer:
    """
    As `httpx.AsyncClient` calls it.
    """
    url = httpx.URL("http://mock.test").copy_with(raw_path=target)
    request = httpx.Request(method, url, headers=[(b"host", b"mock.test"), *headers], stream=AsyncChunks(chunks))
    return _answer(asyncio.run(mock.async_transport().handle_async_request(request)))


def through_asgi(
    mock: Mock,
    method: str,
    target: bytes,
    headers: Pairs = (),
    chunks: Iterable[bytes] = (b"",),
    host: bytes = b"mock.test",
    **scope: Any,
) -> Answer:
    """
    As uvicorn calls it.
    """
    path, _, query = target.partition(b"?")
    named = [(b"host", host), *((name.lower(), value) for name, value in headers)]
    scope = {"type": "http", "method": method, "raw_path": path, "query_string": query, "headers": named} | scope
    sent = converse(mock, {"scheme": "http", "path": "", "server": ("mock.test", 80), **scope}, body_messages(chunks))
    start, *bodies = sent
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], told, b"".join(each["body"] for each in bodies))


def body_messages(chunks: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """
    A request's body as ASGI messages.
    """
    for chunk in chunks:
        yield {"type": "http.request", "body": chunk, "more_body": True}
    yield {"type": "http.request", "body": b"", "more_body": False}


def converse(mock: Mock, scope: dict[str, Any], messages: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """
    Run the application over one connection, and return what it sent.
    """
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(mock.app(scope, receive, send))
    return sent


def _answer(response: httpx.Response) -> Answer:
    stream: Any = response.stream
    return Answer(response.status_code, dict(response.headers), b"".join(stream))


class Chunks(httpx.SyncByteStream):
    """
    A body in pieces.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks


class AsyncChunks(httpx.AsyncByteStream):
    """
    A body in pieces.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


TRANSPORTS: dict[str, Sender] = {
    "transport": through_transport,
    "async transport": through_async_transport,
    "asgi": through_asgi,
}

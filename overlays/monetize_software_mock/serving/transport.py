"""
Lets httpx clients call a mock in this process. Never opens a socket.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, cast

import httpx

from monetize_software_mock.http.messages import Headers, Request, Response
from monetize_software_mock.http.pieces import Pieces

from .site import Site

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Answer, Broken, Late


class MockTransport(httpx.BaseTransport):
    """
    A transport for `httpx.Client` that answers from a mock.

    Safe to use from several threads. Closing it leaves the mock open.

    Args:
        site: What answers; `Mock.transport()` and `Mock.async_transport()` pass their own.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Answer one request.
        """
        head = _head(request)
        route = self._site.route(head)
        body = _Body(route.body_limit)
        for chunk in cast("Iterable[bytes]", request.stream):
            if not body.takes(chunk):
                break
        return _response(request, self._site.answer(body.on(head), route))


class AsyncMockTransport(httpx.AsyncBaseTransport):
    """
    A transport for `httpx.AsyncClient` that answers from a mock.

    Args:
        site: What answers; `Mock.transport()` and `Mock.async_transport()` pass their own.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """
        Answer one request.
        """
        head = _head(request)
        route = self._site.route(head)
        body = _Body(route.body_limit)
        async for chunk in cast("AsyncIterable[bytes]", request.stream):
            if not body.takes(chunk):
                break
        return _response(request, self._site.answer(body.on(head), route))


class _Body:
    """
    Collects a body up to a limit.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._chunks: list[bytes] = []
        self._size = 0

    def takes(self, chunk: bytes) -> bool:
        """
        Take one chunk, and say whether to go on reading.
        """
        self._size += len(chunk)
        self._chunks.append(chunk)
        return self._size <= self._limit

    def on(self, head: Request) -> Request:
        oversized = self._size > self._limit
        return dataclasses.replace(head, body=b"" if oversized else b"".join(self._chunks), oversized=oversized)


def _head(request: httpx.Request) -> Request:
    path, _, query = request.url.raw_path.decode("latin-1").partition("?")
    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw)
    base_url = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    return Request(request.method, path, query, headers, base_url)


def _response(request: httpx.Request, answer: Answer) -> httpx.Response:
    response = answer if isinstance(answer, Response) else _play(answer, request)
    if isinstance(response, httpx.Response):
        return response
    extensions = {"http_version": b"HTTP/1.1"}
    if isinstance(response.body, Pieces):
        return _streamed(request, response, response.body)
    stream = httpx.ByteStream(b"" if request.method == "HEAD" else response.body)
    return httpx.Response(response.status, headers=list(response.headers), stream=stream, extensions=extensions)


def _streamed(request: httpx.Request, response: Response, pieces: Pieces) -> httpx.Response:
    from .transport_streams import streamed  # here, because most tests never need it

    return streamed(request, response, pieces)


def _play(answer: Late | Broken, request: httpx.Request) -> Response | httpx.Response:
    from . import transport_faults  # here, because most tests never need it

    return transport_faults.play(answer, request)

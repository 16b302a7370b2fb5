"""
httpx transports that answer from memory. Opens no socket.
"""

from __future__ import annotations

import httpx

from .payloads import CHECKOUT_OPENED, USER, answer_headers


class _Answers:
    def __init__(self) -> None:
        self.last: httpx.Request | None = None
        self._bodies = {"GET": USER, "POST": CHECKOUT_OPENED}
        self._headers = {
            method: [(name.encode(), value.encode()) for name, value in answer_headers(body)]
            for method, body in self._bodies.items()
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.last = request
        method = request.method
        return httpx.Response(200, headers=self._headers[method], stream=httpx.ByteStream(self._bodies[method]))


class Stub(httpx.BaseTransport, _Answers):
    """
    For `httpx.Client`.
    """

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request)


class AsyncStub(httpx.AsyncBaseTransport, _Answers):
    """
    For `httpx.AsyncClient`.
    """

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request)

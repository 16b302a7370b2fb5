"""
Serves a site over ASGI. Never decides what to answer.
"""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from monetize_software_mock.http.hosts import Hosts, named_in
from monetize_software_mock.http.messages import Headers, Request, Response, sentence
from monetize_software_mock.http.pieces import Pieces

from .asgi_types import Message, Receive, Send
from .site import Site

if TYPE_CHECKING:
    from monetize_software_mock.faults.course import Broken, Late

_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d+)?|\[[0-9A-Fa-f:.]+\](:\d+)?")


class App:
    """
    An ASGI 3 application.

    Args:
        site: What it serves.
        hosts: Which hosts it answers to; this machine's when left out.
    """

    def __init__(self, site: Site, hosts: Hosts | None = None) -> None:
        self._site, self._hosts = site, hosts or Hosts()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """
        Answer one connection.
        """
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        head = _head(scope)
        if not self._hosts.answers_to(head.headers.get("host"), (scope.get("server") or (None,))[0]):
            return await _send(_misdirected(head), send, with_body=head.method != "HEAD")
        route = self._site.route(head)
        request = await _with_body(head, route.body_limit, receive)
        if request is None:
            return None
        if self._site.may_wait(request):  # for a receiver, which may call back while it is waited for
            import asyncio  # here, because in process it is never needed

            answer = await asyncio.to_thread(self._site.answer, request, route)
        else:
            answer = self._site.answer(request, route)
        response = answer if isinstance(answer, Response) else await _play(answer, scope, receive, send)
        if response is not None and isinstance(response.body, Pieces):
            await _stream(response, response.body, scope, receive, send)
        elif response is not None:
            await _send(response, send, with_body=request.method != "HEAD")
        return None


async def _play(answer: Late | Broken, scope: Message, receive: Receive, send: Send) -> Response | None:
    from . import asgi_faults  # here, because most servers never need it

    return await asgi_faults.play(answer, scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


def _head(scope: Message) -> Request:
    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"])
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    return Request(
        method=scope["method"],
        path=path.decode("latin-1"),
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=headers,
        base_url=f"{scope.get('scheme', 'http')}://{_host(scope, headers)}",
        peer=str((scope.get("client") or ("127.0.0.1",))[0]),
    )


def _misdirected(head: Request) -> Response:
    host = named_in(head.headers.get("host", ""))
    named = f"{host}; start it with --host {host} to allow that" if host else "what the request names as its host"
    return sentence(421, f"This mock server answers to localhost and to hosts it was told of, not to {named}")


def _host(scope: Message, headers: Headers) -> str:
    host = headers.get("host", "")
    if _HOST.fullmatch(host):
        return host
    name, port = scope.get("server") or ("127.0.0.1", 4242)
    return f"{name}:{port}"


async def _with_body(head: Request, limit: int, receive: Receive) -> Request | None:
    """
    Read up to the limit; None when the client went away.
    """
    if _announced(head.headers) > limit:
        return dataclasses.replace(head, oversized=True)
    chunks: list[bytes] = []
    size, more = 0, limit > 0
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            return dataclasses.replace(head, oversized=True)
        more = message.get("more_body", False)
    return dataclasses.replace(head, body=b"".join(chunks))


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else 0


async def _stream(response: Response, pieces: Pieces, scope: Message, receive: Receive, send: Send) -> None:
    from . import asgi_streams  # here, because most servers never need it

    await _start(response, send)
    await asgi_streams.send_pieces(pieces, scope, receive, send)


async def _start(response: Response, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})


async def _send(response: Response, send: Send, *, with_body: bool) -> None:
    await _start(response, send)
    await send({"type": "http.response.body", "body": response.body if with_body else b""})

"""
A receiver as an ASGI application. Knows no framework.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from .answers import Answer
from .core import Core
from .delivery import BodyInterrupted, Request

__all__ = ["ASGIReceiver"]

_log = logging.getLogger("monetize_software.receivers")


class _Gone(Exception):
    """
    The sender went away; nobody hears an answer.
    """


class ASGIReceiver:
    """
    The application, at whatever path it is mounted.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    async def __call__(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """
        Answer one delivery.
        """
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError("A receiver of webhooks speaks HTTP alone.")

        async def read(most: int, seconds: float) -> bytes:
            return await _read(receive, most, seconds)

        try:
            answer = await self._core.answer_async(_request(scope), read)
        except _Gone:
            _log.debug("%s: the sender of a delivery went away.", self._core.name)
            return
        await _send(send, answer, head=scope["method"] == "HEAD")


def _request(scope: MutableMapping[str, Any]) -> Request:
    headers: list[tuple[bytes, bytes]] = list(scope["headers"])
    found = dict(headers)
    return Request.of(scope["method"], headers, found.get(b"content-length"), found.get(b"transfer-encoding"))


async def _read(receive: Callable[[], Awaitable[MutableMapping[str, Any]]], most: int, seconds: float) -> bytes:
    pieces, size = list[bytes](), 0
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            while size < most:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                pieces.append(message.get("body", b""))
                size += len(pieces[-1])
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise BodyInterrupted("slow") from None
    return b"".join(pieces)


async def _send(
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]], answer: Answer, *, head: bool = False
) -> None:
    headers, body = _encoded(answer)
    await send({"type": "http.response.start", "status": answer.status, "headers": [*headers]})
    await send({"type": "http.response.body", "body": b"" if head else body})


@lru_cache(64)  # there are a dozen of them
def _encoded(answer: Answer) -> tuple[list[tuple[bytes, bytes]], bytes]:
    return [(name.lower().encode(), value.encode()) for name, value in answer.all_headers], answer.body


async def _live(
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

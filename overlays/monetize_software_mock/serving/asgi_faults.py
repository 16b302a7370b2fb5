"""
Plays scripted faults on the connection of an ASGI server. Never decides which.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from monetize_software_mock.faults.actions import Delay
from monetize_software_mock.faults.course import Answer, Broken, Late
from monetize_software_mock.http.messages import Response, sentence

from .asgi_streams import CANNOT, break_connection, close_for_good, connection_of, gone

if TYPE_CHECKING:
    from .asgi_types import Message, Receive, Send
    from .connections import Connection

_log = logging.getLogger("monetize_software_mock")


async def play(answer: Answer, scope: Message, receive: Receive, send: Send) -> Response | None:
    """
    Wait and break as scripted.

    Returns:
        The answer to send in the usual way, if there is one.
    """
    connection = connection_of(scope)
    try:
        return await _play(answer, connection, receive, send)
    except asyncio.CancelledError:  # the server stops while a client is still waiting
        if connection is None:
            raise
        await close_for_good(connection, receive)
        return None


async def _play(answer: Answer, connection: Connection | None, receive: Receive, send: Send) -> Response | None:
    while isinstance(answer, Late):
        await asyncio.sleep(answer.seconds)
        answer = await asyncio.to_thread(answer.go_on)  # a webhook's receiver may be waited for
    if isinstance(answer, Response):
        return answer
    if isinstance(answer.action, Delay):
        await _start(answer, send)
        await asyncio.sleep(answer.action.seconds)
        await send({"type": "http.response.body", "body": answer.rest})
        return None
    return await _cut(answer, connection, receive, send)


async def _cut(broken: Broken, connection: Connection | None, receive: Receive, send: Send) -> Response | None:
    silent = str(broken.action) == "silence"
    if connection is None and not silent:
        _log.error(CANNOT)
        return sentence(500, CANNOT)
    await _start(broken, send)
    if connection is not None and not silent:
        break_connection(connection, str(broken.action), within_answer=broken.start is not None)
    await gone(receive)
    return None


async def _start(broken: Broken, send: Send) -> None:
    start = broken.start
    if start is not None:
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in start.headers]
        await send({"type": "http.response.start", "status": start.status, "headers": headers})
        await send({"type": "http.response.body", "body": start.body, "more_body": True})

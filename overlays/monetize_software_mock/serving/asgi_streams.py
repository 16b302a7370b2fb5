"""
Sends bodies that come in pieces over ASGI, no faster than they are read. Never decides what comes.

1. The next piece is made when the server has taken the last one, so a slow reader holds up what makes them.
2. A client that leaves is noticed while nothing is sent too, and whatever makes the pieces learns it.
3. How it ended is said before the last byte of the framing leaves: a client that has all of it can rely on that.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any

from monetize_software_mock.http.pieces import Break, Ending, Pause, Pieces

from .connections import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .asgi_types import Message, Receive, Send
    from .connections import Connection

_log = logging.getLogger("monetize_software_mock")
CANNOT = (
    "This server cannot break its connections, so a scripted fault did not happen. "
    "Serve the mock with python -m monetize_software_mock, "
    "or give uvicorn http=monetize_software_mock.serving.connections.protocol()."
)


async def send_pieces(pieces: Pieces, scope: Message, receive: Receive, send: Send) -> None:
    """
    Send a body after its head, to its end or until the client leaves.
    """
    connection = connection_of(scope)
    leaving = asyncio.ensure_future(gone(receive))
    try:
        ending = await _sent(pieces, leaving, connection, send)
        await asyncio.to_thread(pieces.end, ending)  # what that makes due may wait for a receiver, which may call back
        if ending == "complete":
            await send({"type": "http.response.body", "body": b""})
        elif connection is not None:
            await leaving
    except asyncio.CancelledError:  # the server stops while the body is under way
        pieces.end("aborted")
        if connection is None:
            raise
        await close_for_good(connection, receive)
    finally:
        pieces.end("broken")  # when something unforeseen went wrong
        leaving.cancel()


async def _sent(pieces: Pieces, leaving: asyncio.Future[None], connection: Connection | None, send: Send) -> Ending:
    for piece in pieces:
        match piece:
            case Pause(seconds):
                await asyncio.wait({leaving}, timeout=seconds)
            case Break(name):
                await break_off(connection, name, leaving)
                return "broken"
            case _:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                await asyncio.sleep(0)  # a server with room takes a piece without letting anybody else run
        if leaving.done():
            return "aborted"
    return "complete"


async def break_off(connection: Connection | None, name: str, leaving: asyncio.Future[None]) -> None:
    """
    Break a connection in the middle of an answer, or let it fall silent until the client leaves.
    """
    if name == "silence":
        await leaving
    elif connection is None:
        _log.error(CANNOT)
    else:
        break_connection(connection, name, within_answer=True)


def break_connection(connection: Connection, name: str, *, within_answer: bool) -> None:
    """
    Break a connection in the way of that name.
    """
    match name:
        case "reset":
            connection.reset()
        case "garbage":
            connection.garble(within_answer=within_answer)
        case _:
            connection.close()


def connection_of(scope: Message) -> Connection | None:
    """
    Return the connection a request came on, where the server tells it.
    """
    extensions: Mapping[str, Any] = scope.get("extensions") or {}
    return extensions.get(EXTENSION)


async def gone(receive: Receive) -> None:
    """
    Wait until the client has left.
    """
    while (await receive())["type"] != "http.disconnect":
        pass


async def close_for_good(connection: Connection, receive: Receive) -> None:
    """
    Let go of a client when the server stops.
    """
    connection.close()
    with contextlib.suppress(asyncio.CancelledError):  # uvicorn cancels, and then its event loop does
        await gone(receive)
    await gone(receive)

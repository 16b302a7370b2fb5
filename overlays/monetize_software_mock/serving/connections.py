"""
Lets the ASGI application reach the connection a request came on, to break it. Never breaks one by itself.

uvicorn takes the protocol from `protocol()` as its documented `http=` option. The connection is then in the scope's
extensions, the place ASGI keeps for what a server offers beyond the standard.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from collections.abc import MutableMapping
from typing import Any, cast

EXTENSION = "monetize_software_mock.connection"

_GARBAGE = b"\x16\x03\x01garbage\r\n\r\n"
_BROKEN_CHUNK = b"ZZ\r\ngarbage\r\n"
_LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Connection:
    """
    The connection of one client.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def close(self) -> None:
        """
        Send what was written, then FIN.
        """
        self._transport.close()

    def reset(self) -> None:
        """
        Send RST. Aborting alone would look like a proper close.
        """
        self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        self._transport.abort()

    def garble(self, *, within_answer: bool) -> None:
        """
        Send what is no HTTP, or no chunk of an answer, then FIN.
        """
        self._transport.write(_BROKEN_CHUNK if within_answer else _GARBAGE)
        self._transport.close()


class _Exposing(asyncio.Protocol):
    """
    Adds the connection to the scope of each request.
    """

    app: Any

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        app, connection = self.app, Connection(cast("asyncio.Transport", transport))  # uvloop's is none by inheritance

        def exposing(scope: MutableMapping[str, Any], receive: Any, send: Any) -> Any:
            extensions = {**scope.get("extensions", {}), EXTENSION: connection}
            return app({**scope, "extensions": extensions}, receive, send)

        self.app = exposing


def protocol() -> type[asyncio.Protocol]:
    """
    Return uvicorn's own protocol, over httptools when that is installed and h11 otherwise, with the connection exposed.
    """
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    return type("ExposingProtocol", (_Exposing, AutoHTTPProtocol), {})

"""
The smallest HTTP server that can stand behind both sides: prepared answers, connections kept open. Understands nothing.

Run as a program: prints its port and serves until it is stopped.
"""

from __future__ import annotations

import asyncio
import re
import socket

from .payloads import CHECKOUT_OPENED, USER, http_answer

_GET = http_answer(USER)
_POST = http_answer(CHECKOUT_OPENED)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class PlainServer(asyncio.Protocol):
    """
    One connection.
    """

    _transport: asyncio.WriteTransport

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._end()) is not None:
            self._transport.write(_POST if self._buffer.startswith(b"POST") else _GET)
            self._buffer = self._buffer[end:]

    def _end(self) -> int | None:
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = _LENGTH.search(self._buffer, 0, head)
        end = head + 4 + (int(length[1]) if length else 0)
        return end if len(self._buffer) >= end else None


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(PlainServer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

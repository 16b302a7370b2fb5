"""
A program that keeps a server busy over several connections, one request at a time on each. Checks every status.

Prints the answers it got per second.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time

from .payloads import LOADS

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CONNECTIONS = 8


class Asking(asyncio.Protocol):
    """
    One connection that asks again as soon as it is answered.
    """

    _transport: asyncio.WriteTransport

    def __init__(self, request: bytes) -> None:
        self.answers = 0
        self.broken = ""
        self._request = request
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        length = _LENGTH.search(self._buffer, 0, head) if head >= 0 else None
        if length is None or len(self._buffer) < head + 4 + int(length[1]):
            return
        if not self._buffer.startswith(b"HTTP/1.1 200"):
            self.broken = self._buffer[:200].decode("latin-1")
            return
        self.answers += 1
        self._buffer = b""
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.broken = self.broken or "The server closed the connection."


async def _press(port: int, seconds: float, request: bytes) -> float:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    pairs = [await loop.create_connection(lambda: Asking(request), "127.0.0.1", port) for _ in range(_CONNECTIONS)]
    await asyncio.sleep(seconds)
    took = time.perf_counter() - started
    broken = [asking.broken for _, asking in pairs if asking.broken]
    if broken:
        raise SystemExit(f"An answer was not 200: {broken[0]}")
    answers = sum(asking.answers for _, asking in pairs)
    for transport, _ in pairs:
        transport.close()
    return answers / took


if __name__ == "__main__":
    print(asyncio.run(_press(int(sys.argv[1]), float(sys.argv[2]), LOADS[sys.argv[3]])))

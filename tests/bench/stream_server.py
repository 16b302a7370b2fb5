"""
Streams prepared pieces on a port of this machine: as many as the path says, of the size it says. Understands nothing.

Run as a program: prints its port and serves until it is stopped.
"""

from __future__ import annotations

import asyncio
import re

_ASKED = re.compile(rb"/(\d+)x(\d+)[? ]")
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Query-Type: standard\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""  # the client has gone


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while asked := _ASKED.search(await _head(reader)):
        count, size = int(asked[1]), int(asked[2])
        data = b"data: " + b"x" * (size - 8) + b"\n\n"
        piece = b"%x\r\n%b\r\n" % (len(data), data)
        writer.write(_HEAD)
        at_once = max(1, 65536 // size)
        for _ in range(count // at_once):
            writer.write(piece * at_once)
            await writer.drain()
        writer.write(piece * (count % at_once) + b"0\r\n\r\n")
        await writer.drain()


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())

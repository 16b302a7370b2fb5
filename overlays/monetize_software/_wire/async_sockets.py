"""
Awaiting sockets for the HTTP library. Every wait ends with the call's time; nothing is awaited to close one.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import httpcore

from .bounds import HELD_BACK
from .loops import running_loop
from .sockets import addresses, arrived
from .tls import RECORD, Tls

if TYPE_CHECKING:
    import ssl

    from .bounds import Line
    from .loops import Loop

__all__ = ["AsyncBackend"]


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """
    Opens the socket of one line.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: Any = None, socket_options: Any = None
    ) -> httpcore.AsyncNetworkStream:
        """
        Connect to the first of the host's addresses that answers, each given a fair part of the time.
        """
        try:
            loop = running_loop()
            found = addresses(await self._resolve(loop, host, port))
            for place, (family, address) in enumerate(found):
                try:
                    return await self._connect(loop, family, address, shares=len(found) - place)
                except OSError:
                    self._line.close()
                    if place == len(found) - 1:
                        raise
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("The connection took too long.") from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        raise httpcore.ConnectError("The host has no address.")

    async def _resolve(self, loop: Loop, host: str, port: int) -> list[Any]:
        try:
            # An address in numbers needs no name server, and no thread that asks one.
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except socket.gaierror:
            left = self._line.left(None, httpcore.ConnectTimeout, standing=False)
            return await loop.resolve(host, port, left)

    async def _connect(self, loop: Loop, family: int, address: Any, *, shares: int) -> httpcore.AsyncNetworkStream:
        line = self._line
        left = line.left(None, httpcore.ConnectTimeout, standing=False)
        line.socket = opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        await loop.connect(opened, address, left / shares)
        return AsyncSocketStream(line, opened)


class AsyncSocketStream(httpcore.AsyncNetworkStream):
    """
    A socket without TLS.
    """

    def __init__(self, line: Line, opened: socket.socket) -> None:
        self.layer: int = 0
        self._line, self._socket = line, opened
        self._standing = line.layers == 0
        self._held = b""
        self._write_timeout: float | None = None
        line.stream = self

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """
        Send what was held back, and wait for bytes of the peer.
        """
        if self._held:
            await self._flush_and_read_on()
        line = self._line
        left = line.left(timeout, httpcore.ReadTimeout, standing=line.stands)
        try:
            data = await running_loop().receive(self._socket, left)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("No byte came in time.") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        line.count(data)
        if self._standing:
            line.ledger.note(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """
        Send bytes, or hold them back while there are few.
        """
        self._held += buffer
        self._write_timeout = timeout
        if len(self._held) >= HELD_BACK:
            await self._flush()

    async def _flush_and_read_on(self) -> None:
        try:
            await self._flush()
        except httpcore.WriteError:
            self._held = b""  # a server may refuse and close before it has heard all; its answer may be there to read

    async def _flush(self) -> None:
        rest, self._held = memoryview(self._held), b""
        if self._standing:
            self._line.note_sending()
        try:
            while rest:
                left = self._line.left(self._write_timeout, httpcore.WriteTimeout, standing=self._line.stands)
                rest = rest[await running_loop().send(self._socket, rest, left) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout("The peer did not take the request in time.") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """
        Put a layer of TLS on top.
        """
        return await AsyncTlsStream.shaken(self._line, self, Tls(ssl_context, server_hostname))

    def arrived(self) -> bytes | None:
        """
        What can be read without waiting.
        """
        return arrived(self._socket)

    async def aclose(self) -> None:
        """
        Close the line.
        """
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        """
        Tell the HTTP library that there is no TLS.
        """
        return None


class AsyncTlsStream(httpcore.AsyncNetworkStream):
    """
    A layer of TLS over another stream.
    """

    def __init__(self, line: Line, below: AsyncSocketStream | AsyncTlsStream, tls: Tls) -> None:
        self.layer: int = below.layer + 1
        self._line, self._below, self._tls = line, below, tls
        self._standing = self.layer == line.layers
        self._held = b""
        self._write_timeout: float | None = None
        line.stream = self

    @classmethod
    async def shaken(cls, line: Line, below: AsyncSocketStream | AsyncTlsStream, tls: Tls) -> AsyncTlsStream:
        """
        Shake hands, and make the stream.
        """
        try:
            while not tls.shake():
                await below.write(tls.outgoing())
                tls.feed(await below.read(RECORD))
            await below.write(tls.outgoing())
        except httpcore.ReadTimeout as error:
            raise httpcore.ConnectTimeout("The TLS handshake took too long.") from error
        except (OSError, httpcore.NetworkError) as error:
            raise httpcore.ConnectError(str(error)) from error
        return cls(line, below, tls)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """
        Send what was held back, and wait for something in the clear.
        """
        await self._flush()
        try:
            while (data := self._tls.read()) is None:
                await self._below.write(self._tls.outgoing())  # an answer to the peer's new keys, if it sent some
                self._tls.feed(await self._below.read(RECORD, timeout))
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        if self._standing:
            self._line.ledger.note(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """
        Send text, or hold it back while there is little.
        """
        self._held += buffer
        self._write_timeout = timeout
        if len(self._held) >= HELD_BACK:
            await self._flush()

    async def _flush(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, b""
        if self._standing:
            self._line.note_sending()
        await self._below.write(self._tls.write(held), self._write_timeout)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """
        Put another layer of TLS on top, as behind a proxy that is reached over https.
        """
        return await AsyncTlsStream.shaken(self._line, self, Tls(ssl_context, server_hostname))

    def arrived(self) -> bytes | None:
        """
        What can be read without waiting. A peer may send tickets for the next handshake, which are nothing to read.
        """
        try:
            if (data := self._tls.read()) is not None:
                return data
            if not (got := self._below.arrived()):
                return got
            self._tls.feed(got)
            return self._tls.read()
        except OSError:
            return b""

    async def aclose(self) -> None:
        """
        Close the line.
        """
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        """
        Show the HTTP library what was agreed on in the handshake.
        """
        return self._tls.object if info == "ssl_object" else None

"""
Blocking sockets for the HTTP library. Every wait ends with the call's time; knows nothing of HTTP.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import httpcore

from .bounds import HELD_BACK
from .tls import RECORD, Tls

if TYPE_CHECKING:
    import ssl

    from .bounds import Line

__all__ = ["Backend", "addresses", "arrived"]


class Backend(httpcore.NetworkBackend):
    """
    Opens the socket of one line.
    """

    def __init__(self, line: Line) -> None:
        self._line = line

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: Any = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        """
        Connect to the first of the host's addresses that answers, each given a fair part of the time.
        """
        try:
            found = addresses(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            for place, (family, address) in enumerate(found):
                try:
                    return self._connect(family, address, shares=len(found) - place)
                except OSError:
                    self._line.close()
                    if place == len(found) - 1:
                        raise
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("The connection took too long.") from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        raise httpcore.ConnectError("The host has no address.")

    def _connect(self, family: int, address: Any, *, shares: int) -> httpcore.NetworkStream:
        line = self._line
        left = line.left(None, httpcore.ConnectTimeout, standing=False)
        line.socket = opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.settimeout(left / shares)
        opened.connect(address)
        return SocketStream(line, opened)


def addresses(found: list[Any]) -> list[tuple[int, Any]]:
    """
    The families and addresses in what `getaddrinfo` found.
    """
    return [(int(family), address) for family, _, _, _, address in found]


def arrived(opened: socket.socket) -> bytes | None:
    """
    What can be read from a socket without waiting: None when nothing can, no bytes at its end.
    """
    try:
        opened.settimeout(0)
        return opened.recv(RECORD)
    except BlockingIOError:
        return None
    except OSError:
        return b""


class SocketStream(httpcore.NetworkStream):
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

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """
        Send what was held back, and wait for bytes of the peer.
        """
        if self._held:
            self._flush_and_read_on()
        line = self._line
        self._socket.settimeout(line.left(timeout, httpcore.ReadTimeout, standing=line.stands))
        try:
            data = self._socket.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore.ReadTimeout("No byte came in time.") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        line.count(data)
        if self._standing:
            line.ledger.note(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """
        Send bytes, or hold them back while there are few.
        """
        self._held += buffer
        self._write_timeout = timeout
        if len(self._held) >= HELD_BACK:
            self._flush()

    def _flush_and_read_on(self) -> None:
        try:
            self._flush()
        except httpcore.WriteError:
            self._held = b""  # a server may refuse and close before it has heard all; its answer may be there to read

    def _flush(self) -> None:
        rest, self._held = memoryview(self._held), b""
        if self._standing:
            self._line.note_sending()
        try:
            while rest:
                left = self._line.left(self._write_timeout, httpcore.WriteTimeout, standing=self._line.stands)
                self._socket.settimeout(left)
                rest = rest[self._socket.send(rest) :]
        except TimeoutError as error:
            raise httpcore.WriteTimeout("The peer did not take the request in time.") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """
        Put a layer of TLS on top.
        """
        return TlsStream.shaken(self._line, self, Tls(ssl_context, server_hostname))

    def arrived(self) -> bytes | None:
        """
        What can be read without waiting.
        """
        return arrived(self._socket)

    def close(self) -> None:
        """
        Close the line.
        """
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        """
        Tell the HTTP library that there is no TLS.
        """
        return None


class TlsStream(httpcore.NetworkStream):
    """
    A layer of TLS over another stream.
    """

    def __init__(self, line: Line, below: SocketStream | TlsStream, tls: Tls) -> None:
        self.layer: int = below.layer + 1
        self._line, self._below, self._tls = line, below, tls
        self._standing = self.layer == line.layers
        self._held = b""
        self._write_timeout: float | None = None
        line.stream = self

    @classmethod
    def shaken(cls, line: Line, below: SocketStream | TlsStream, tls: Tls) -> TlsStream:
        """
        Shake hands, and make the stream.
        """
        try:
            while not tls.shake():
                below.write(tls.outgoing())
                tls.feed(below.read(RECORD))
            below.write(tls.outgoing())
        except httpcore.ReadTimeout as error:
            raise httpcore.ConnectTimeout("The TLS handshake took too long.") from error
        except (OSError, httpcore.NetworkError) as error:
            raise httpcore.ConnectError(str(error)) from error
        return cls(line, below, tls)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """
        Send what was held back, and wait for something in the clear.
        """
        self._flush()
        try:
            while (data := self._tls.read()) is None:
                self._below.write(self._tls.outgoing())  # an answer to the peer's new keys, if it sent some
                self._tls.feed(self._below.read(RECORD, timeout))
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        if self._standing:
            self._line.ledger.note(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """
        Send text, or hold it back while there is little.
        """
        self._held += buffer
        self._write_timeout = timeout
        if len(self._held) >= HELD_BACK:
            self._flush()

    def _flush(self) -> None:
        if not self._held:
            return
        held, self._held = self._held, b""
        if self._standing:
            self._line.note_sending()
        self._below.write(self._tls.write(held), self._write_timeout)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """
        Put another layer of TLS on top, as behind a proxy that is reached over https.
        """
        return TlsStream.shaken(self._line, self, Tls(ssl_context, server_hostname))

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

    def close(self) -> None:
        """
        Close the line.
        """
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        """
        Show the HTTP library what was agreed on in the handshake.
        """
        return self._tls.object if info == "ssl_object" else None

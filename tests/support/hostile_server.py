"""
Servers that answer with scripted bytes: one act per connection, or one per request on connections that stay open.
"""

from __future__ import annotations

import os
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from .listening import Listening

Act = Callable[[socket.socket], None]


def sends(*pieces: bytes) -> Act:
    """
    Send pieces and close.
    """

    def act(connection: socket.socket) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return act


def resets(*pieces: bytes) -> Act:
    """
    Send pieces and reset the connection.
    """

    def act(connection: socket.socket) -> None:
        sends(*pieces)(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ConnectionResetError  # which ends it here too, where connections are kept

    return act


def falls_silent(*pieces: bytes) -> Act:
    """
    Send pieces and then nothing, until the client goes.
    """

    def act(connection: socket.socket) -> None:
        sends(*pieces)(connection)
        connection.settimeout(5)
        while connection.recv(65536):
            pass

    return act


def streams(head: bytes, piece: bytes) -> Act:
    """
    Send a head and then the same piece for ever, until the client goes.
    """

    def act(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)

    return act


def drips(head: bytes, piece: bytes, pieces: int = 150) -> Act:
    """
    Send a head and then a piece fifty times a second, until the client goes, and for three seconds at most.
    """

    def act(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(0.02)
        for _ in range(pieces):
            connection.sendall(piece)
            try:
                if not connection.recv(1):
                    return
            except TimeoutError:
                continue

    return act


class Later:
    """
    An act whose second part waits until it is told. The server's thread does both: no two may use TLS at once.
    """

    def __init__(self, first: Act, then: Act) -> None:
        self._first, self._then = first, then
        self._told, self._done = threading.Event(), threading.Event()

    def __call__(self, connection: socket.socket) -> None:
        """
        Act.
        """
        self._first(connection)
        self._told.wait(30)
        self._then(connection)
        _arrived(connection)
        self._done.set()

    def now(self) -> None:
        """
        Let it do the second part, and wait until that has arrived at the other end.
        """
        self._told.set()
        assert self._done.wait(30)


def _arrived(connection: socket.socket) -> None:
    """
    Wait until the other end has all that was sent, an end included, where the system tells.
    """
    if sys.platform == "linux":
        from fcntl import ioctl
        from termios import TIOCOUTQ

        while any(ioctl(connection, TIOCOUTQ, bytes(4))):
            os.sched_yield()


class HostileServer:
    """
    Listens on a free port of this machine and plays one act per connection; the last one repeats.
    """

    def __init__(self, *acts: Act) -> None:
        self._acts = list(acts)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.requests: list[bytes] = []
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(30)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._play(connection)

    def _play(self, connection: socket.socket) -> None:
        act = self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]
        connection.settimeout(30)
        try:
            self.requests.append(read_request(connection))
            act(connection)
        except OSError:
            return


def read_request(connection: socket.socket) -> bytes:
    """
    Read one whole request: its head, and as many bytes as it announces; or, of TLS where none is spoken, its first
    words, after which a client waits for the server's.
    """
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
        if data.startswith(b"\x16\x03"):
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    missing = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while missing > 0:
        piece = connection.recv(65536)
        data += piece
        missing -= len(piece) or missing
    return data


class KeepingServer(Listening):
    """
    Listens on a free port of this machine and keeps connections open: one act per request; the last one repeats.

    Args:
        acts: What is done for each request.
        tls: Makes it speak TLS.
    """

    def __init__(self, *acts: Act, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._acts, self._tls, self._lock = list(acts), tls, threading.Lock()
        self.requests: list[bytes] = []
        self.connections: list[socket.socket] = []
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            self.connections.append(connection)
            while request := read_request(connection):
                with self._lock:
                    self.requests.append(request)
                    act = self._acts.pop(0) if len(self._acts) > 1 else self._acts[0]
                act(connection)
        except OSError:
            pass
        finally:
            connection.close()

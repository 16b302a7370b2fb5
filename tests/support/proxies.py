"""
Proxies on this machine: they connect to wherever a name is said to be. Keep what they were asked.
"""

from __future__ import annotations

import select
import socket
import ssl
import struct
from contextlib import ExitStack

from .hostile_server import read_request
from .listening import Listening


class Proxy(Listening):
    """
    A proxy that speaks CONNECT, plain forwarding or SOCKS5, by the first byte it is sent.

    Args:
        target: The port of this machine that every name leads to.
        tls: Makes it speak TLS with its clients.
    """

    def __init__(self, target: int, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._target, self._tls = target, tls
        self.asked: list[bytes] = []
        self.address = f"127.0.0.1:{self.port}"

    def _serve(self, connection: socket.socket) -> None:
        client = connection
        with ExitStack() as stack:
            stack.callback(lambda: client.close())  # the one it is by then: TLS takes the first over
            try:
                if self._tls is not None:
                    client = self._tls.wrap_socket(client, server_side=True)
                origin = stack.enter_context(socket.create_connection(("127.0.0.1", self._target)))
                first = client.recv(1, socket.MSG_PEEK) if self._tls is None else b"C"
                origin.sendall(self._socks(client) if first == b"\x05" else self._http(client))
                _relay(client, origin)
            except OSError:
                return

    def _http(self, client: socket.socket) -> bytes:
        request = read_request(client)
        self.asked.append(request.partition(b"\r\n")[0])
        if not request.startswith(b"CONNECT"):
            return request
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return b""

    def _socks(self, client: socket.socket) -> bytes:
        client.recv(2 + client.recv(2, socket.MSG_PEEK)[1])
        client.sendall(b"\x05\x00")
        head = client.recv(4)
        size = client.recv(1)[0] if head[3] == 3 else 4
        host, (port,) = client.recv(size), struct.unpack("!H", client.recv(2))
        self.asked.append(b"SOCKS %s:%d" % (host if head[3] == 3 else b"address", port))
        client.sendall(b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00")
        return b""


def _relay(client: socket.socket, origin: socket.socket) -> None:
    """
    Hands on what either says until one of them ends. In one thread: OpenSSL lets no two use a connection at a time.
    """
    peers = {client: origin, origin: client}
    while True:
        held = isinstance(client, ssl.SSLSocket) and client.pending()
        for source in [client] if held else select.select([*peers], [], [])[0]:
            if not (piece := source.recv(65536)):
                return
            peers[source].sendall(piece)

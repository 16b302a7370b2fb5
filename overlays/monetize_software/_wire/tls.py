"""
TLS over memory: bytes in, bytes out. Touches no socket, so that one way serves threads, event loops and tunnels.
"""

from __future__ import annotations

import ssl

__all__ = ["RECORD", "Tls"]

RECORD = 1 << 16
"""Bytes asked for at a time."""


class Tls:
    """
    The client's end of one TLS connection.

    Args:
        context: Trusted certificates and settings.
        hostname: Whom the certificate must name.
    """

    def __init__(self, context: ssl.SSLContext, hostname: str | None) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=hostname)

    def shake(self) -> bool:
        """
        Go on with the handshake as far as possible: True when it is done, False when bytes of the peer are missing.
        """
        try:
            self.object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def feed(self, data: bytes) -> None:
        """
        Take in what the peer sent; nothing means that it closed.
        """
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def read(self) -> bytes | None:
        """
        What was sent in the clear: None when bytes are missing, nothing at its end.
        """
        try:
            return self.object.read(RECORD)
        except ssl.SSLWantReadError:
            return None
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            # The end, with or without a good-bye; HTTP's own framing tells whether the answer was cut.
            return b""

    def write(self, data: bytes) -> bytes:
        """
        What to send to the peer for this text in the clear.
        """
        self.object.write(data)
        return self.outgoing()

    def outgoing(self) -> bytes:
        """
        What has to be sent to the peer now.
        """
        return self._outgoing.read()

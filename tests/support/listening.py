"""
A listener on this machine with a thread for each connection, and the end of them all. Knows nothing of what is said.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Listening:
    """
    Serves connections to a free port of this machine inside a block; when it ends, all its threads have ended.
    """

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=300)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self.serving: list[tuple[threading.Thread, socket.socket]] = []
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        # Whoever reads a socket closes it. Closed here, its number would be the next test's, and TLS, which knows the
        # number alone, would go on reading there.
        for thread, wake in self.serving:
            with suppress(OSError):  # the peer may have closed it already
                wake.shutdown(socket.SHUT_RDWR)
            wake.close()
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(5)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.serving.append((thread, connection.dup()))  # a way to wake it that TLS does not take over
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        """
        Talk on one connection, and close it.
        """
        raise NotImplementedError

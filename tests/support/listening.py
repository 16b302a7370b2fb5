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
        self._waking = threading.Lock()
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
        self._thread.join(30)
        # Whoever reads a socket closes it. Closed here, its number would be the next test's, and TLS, which knows the
        # number alone, would go on reading there.
        for thread, wake in self.serving:
            with self._waking, suppress(OSError):  # it may have ended already
                wake.shutdown(socket.SHUT_RDWR)
            thread.join(30)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(30)
            wake = connection.dup()  # a way to wake it that TLS does not take over
            thread = threading.Thread(target=self._serve_whole, args=(connection, wake), daemon=True)
            self.serving.append((thread, wake))
            thread.start()

    def _serve_whole(self, connection: socket.socket, wake: socket.socket) -> None:
        try:
            self._serve(connection)
        finally:
            with self._waking:
                wake.close()  # with it ends the connection: before, the peer hears of no end and no reset

    def _serve(self, connection: socket.socket) -> None:
        """
        Talk on one connection, and close it.
        """
        raise NotImplementedError

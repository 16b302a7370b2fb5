"""
Serves a mock on a port of this machine from a thread of its own, while the program goes on. Never steers the mock.
"""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING

from .uvicorn import address_of, configure, listen

if TYPE_CHECKING:
    from .asgi import App

_PATIENCE_S = 10
_BLOCKED = (
    "The mock server cannot listen, because something blocks sockets in this process: {why}. With pytest-socket, run "
    "pytest with --allow-hosts=127.0.0.1 or mark the test with @pytest.mark.allow_hosts(['127.0.0.1'])"
)


class Served:
    """
    A mock that answers on a free loopback port, until it is closed; or use it as a context manager.

    Args:
        app: The mock's ASGI application.

    Attributes:
        url: Its address, such as `http://127.0.0.1:49152`; the `api_origin` of clients in other processes.

    Raises:
        RuntimeError: Sockets are blocked; the message says how to allow this one.
    """

    def __init__(self, app: App) -> None:
        import uvicorn

        try:
            self._listener = listen("127.0.0.1", 0)
        except (
            RuntimeError,
            UserWarning,
        ) as error:  # what pytest-socket raises, and where warnings are errors, its warning
            raise RuntimeError(_BLOCKED.format(why=error)) from error
        self.url = address_of(self._listener, "127.0.0.1")
        self._server = uvicorn.Server(configure(app))
        self._thread = threading.Thread(target=self._run, name="mock server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """
        Stop answering, and let go of the port.
        """
        self._server.should_exit = True
        self._thread.join(_PATIENCE_S)
        self._listener.close()

    def __enter__(self) -> Served:
        """
        Return it.
        """
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """
        Close.
        """
        self.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listener])

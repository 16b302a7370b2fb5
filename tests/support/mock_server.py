"""
A mock server on a real port of this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

from monetize_software_mock import Mock
from monetize_software_mock.serving.uvicorn import address_of, configure, listen


@contextmanager
def served(mock: Mock, port: int = 0) -> Generator[str]:
    """
    Serve a mock in a thread, at any free port unless one is named, and give its base URL.
    """
    listener = listen("127.0.0.1", port)
    server = uvicorn.Server(configure(mock.app))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield address_of(listener, "127.0.0.1")
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()

"""
The mock server in a process of its own, on a free port of this machine.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import TracebackType
from typing import Self

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Opens addresses of this machine, whatever proxy the environment names."""


def free_port() -> int:
    """
    A port nobody listens on.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


class MockServer:
    """
    Starts `python -m monetize_software_mock`, with time that stands still, and stops it at the end.
    """

    def __init__(self) -> None:
        port = free_port()
        self.origin = f"http://127.0.0.1:{port}"
        self._command = [
            sys.executable,
            "-m",
            "monetize_software_mock",
            "--port",
            str(port),
            "--frozen",
            "--seed",
            "demo",
        ]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                DIRECT.open(f"{self.origin}/_mock/health", timeout=5).close()
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
            else:
                return
        self._process.kill()
        raise SystemExit(f"The mock server did not start: {self._process.communicate()[1].strip()}")

    def reset(self) -> None:
        """
        Put the world back to its seed.
        """
        request = urllib.request.Request(f"{self.origin}/_mock/reset", data=b"", method="POST")
        DIRECT.open(request, timeout=10).close()

"""
Starts interpreters and servers in a clean environment, and stops what it started. Measures nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AS_INSTALLED = "import sys; sys.modules.update(dict.fromkeys(('click', 'pygments', 'rich', 'socksio', 'trio')))\n"
"""
Begins a script that must not find what only a developer has: httpx and httpcore import these where they can, which
costs tens of milliseconds and several MiB that nobody pays after `pip install`.
"""
_PATIENCE_S = 30.0


def _environment() -> dict[str, str]:
    """
    Without proxies, and without settings that slow an interpreter down or make it compile everything again.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and not name.startswith(("PYTHON", "COVERAGE"))
    }


def run(*arguments: str) -> str:
    """
    Run an interpreter to its end and return what it printed.
    """
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@contextmanager
def started(*arguments: str) -> Generator[subprocess.Popen[str]]:
    """
    Start an interpreter, and stop it at the end of the block.
    """
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def plain_server() -> Generator[int]:
    """
    Serve prepared answers; yields the port.
    """
    with started("-m", "tests.bench.plain_server") as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())


@contextmanager
def mock_server() -> Generator[int]:
    """
    Serve the mock; yields the port once it has answered.
    """
    port = free_port()
    with started("-m", "monetize_software_mock", "--port", str(port)):
        await_answer(port)
        yield port


@contextmanager
def prism_server() -> Generator[int | None]:
    """
    Serve the same specification with Prism as its manual starts it; yields None where it is not installed.
    """
    command = shutil.which("prism")
    if command is None:
        yield None
        return
    port = free_port()
    options = ["mock", "--port", str(port), str(ROOT / "openapi.yaml")]
    with subprocess.Popen([command, *options], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            await_answer(port)
            yield port
        finally:
            process.terminate()


def free_port() -> int:
    """
    Return a port that nobody listens on.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def await_answer(port: int) -> None:
    """
    Ask a mock server every 2 ms until it answers.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while not _answers(port):
        if time.monotonic() > deadline:
            raise TimeoutError("The mock server did not answer.")
        time.sleep(0.002)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S) as connection:
            connection.sendall(b"GET /api/v1/paywall/3/bootstrap HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            return connection.recv(12) == b"HTTP/1.1 200"
    except ConnectionError:
        return False

"""
The command line starts, tells what is there, stops, and fails in one line. The only tests that use real ports.
"""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock import __main__ as command_line
from monetize_software_mock.serving.banner import banner
from monetize_software_mock.serving.uvicorn import address_of, configure, listen

pytestmark = pytest.mark.enable_socket

COMMAND = [sys.executable, "-m", "monetize_software_mock"]


@pytest.fixture
def server() -> Iterator[subprocess.Popen[str]]:
    """
    A server of its own process, on any free port.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=pipe, stderr=pipe, text=True) as process:
        yield process
        process.kill()


def shown_by(server: subprocess.Popen[str]) -> str:
    """
    Everything a server prints on start.
    """
    assert server.stdout is not None
    lines: list[str] = []
    for line in server.stdout:
        lines.append(line)
        if "-d '" in line:
            break
    return "".join(lines)


def test_first_call_of_the_banner_works(server: subprocess.Popen[str]) -> None:
    """
    Pasted as it stands, it opens a checkout at the address that is shown.
    """
    shown = shown_by(server)
    _, url, *options = shlex.split(shown.partition("Try:")[2].replace("\\\n", " "))
    pairs = dict(zip(options[::2], options[1::2], strict=True))
    headers = dict(re.findall(r"-H '([^:]+): ([^']+)'", shown))
    request = urllib.request.Request(url, pairs["-d"].encode(), headers)
    with urllib.request.urlopen(request) as answer:
        checkout = json.load(answer)["checkoutUrl"]

    assert checkout.startswith(url.partition("/api/")[0] + "/pay/cs_")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_interrupt_stops_it_quietly(how: signal.Signals, server: subprocess.Popen[str]) -> None:
    """
    Exit code 0 and not a word, even while a connection is open.
    """
    address = re.findall(r"http://127\.0\.0\.1:(\d+)", shown_by(server))[0]
    with socket.create_connection(("127.0.0.1", int(address))) as connection:
        connection.sendall(b"GET /_mock/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        server.send_signal(how)

        assert (0, "") == (server.wait(timeout=10), server.stderr.read() if server.stderr else "")


def failing(*arguments: str) -> tuple[int, str]:
    """
    Exit code and complaint of a start that does not succeed.
    """
    ended = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=20, check=False)
    return ended.returncode, ended.stderr


def test_busy_port_is_told_in_one_line() -> None:
    """
    With the address, and exit code 1.
    """
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        told = (
            1,
            f"Cannot listen on 127.0.0.1:{port}: Address already in use. Perhaps a mock is running there already; ",
        )
        code, complaint = failing("--port", str(port))

        assert told == (code, complaint.removesuffix("--port 0 takes any free port\n"))


def test_bad_specification_is_told_in_one_line(tmp_path: Path) -> None:
    """
    No traceback.
    """
    file = tmp_path / "openapi.yaml"
    file.write_text("openapi: ]")

    code, complaint = failing("--spec", str(file))

    assert (1, 1) == (code, len(complaint.splitlines()))
    assert f"{file} line 1: not YAML" in complaint


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached from other machines; add --allow-remote"),
        (["--host", "192.0.2.7", "--host", "mock"], "192.0.2.7 can be reached from other machines"),
        (["--starts-at", "someday"], "starts_at must be ISO 8601 text or now, not 'someday'"),
        (["--starts-at", "9999-01-01"], "starts_at must lie between the years 1970 and 8000, not in 9999"),
        (["--world", "/nowhere.yaml"], "/nowhere.yaml: cannot be read"),
        (["--host", "::"], ":: can be reached from other machines"),
        (["--db", "/nowhere/x.db"], "/nowhere/x.db: cannot be used as a database"),
        (["--spec", "/nowhere.yaml"], "/nowhere.yaml: cannot be read"),
        (["--port", "70000"], "port must be 0-65535"),
        (["--host", "203.0.113.1", "--allow-remote"], "Cannot listen on 203.0.113.1:4242"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_start_that_cannot_succeed_is_told(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """
    One line on the error output, exit code 1.
    """
    assert 1 == command_line.main(arguments)
    told = capsys.readouterr().err
    assert complaint in told
    assert 1 == len(told.splitlines())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_addresses_are_taken(host: str) -> None:
    """
    Both families, any free port, and the name.
    """
    try:
        listener = listen(host, 0)
    except OSError:
        assert host == "::1"  # machines without IPv6
        return
    with listener:
        port = listener.getsockname()[1]

        assert {"::1": f"http://[::1]:{port}"}.get(host, f"http://{host}:{port}") == address_of(listener, host)


def test_mock_without_a_standard_output_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A daemon whose standard output was closed has none, and that is no reason not to start.
    """
    monkeypatch.setattr(sys, "stdout", None)

    assert configure(Mock().app).loaded is False


def test_banner_lists_the_world() -> None:
    """
    The table is readable and complete.
    """
    shown = banner(default_world(), "http://127.0.0.1:4242", "2026.11")

    for wanted in (
        "http://127.0.0.1:4242",
        "sk_test_inactive       owner of paywall 3, 5, but inactive",
        "79.00 USD, or 71.88 EUR, year",
        "on 3; sub_seed_subscriber; 42 gpt-4; bearer_subscriber",
        "(anonymous)",
    ):
        assert wanted in shown
    assert "bearer_expired" not in shown
    assert max(map(len, shown.splitlines())) < 100

"""
The program as a process of its own, against a mock server on a real port, and the page that teaches it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from monetize_software_cli.exits import EXIT_CODES
from tests.support.document import ROOT

PAGE = ROOT / "docs" / "cli.md"
COMMAND = [sys.executable, "-m", "monetize_software_cli"]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def address() -> Iterator[str]:
    """
    A mock server started by `monetize mock up` on a free port.
    """
    command = [*COMMAND, "mock", "up", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = (re.search(r"Address +(http://127\.0\.0\.1:\d+)", line) for line in server.stdout)
        yield next(match[1] for match in found if match)
        server.terminate()
        server.stdout.read()


def environment(**settings: str) -> dict[str, str]:
    """
    The environment with a proxy that nobody must ask.
    """
    found = os.pathsep.join(path for path in sys.path if path)  # from any folder
    # Measured, each of some sixty processes starts twice as slowly; the rest of this ring measures the same lines.
    unmeasured = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**unmeasured, "PYTHONPATH": found, "PYTHONUTF8": "1", "HTTP_PROXY": "http://127.0.0.1:9", **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """
    Run one command to its end.
    """
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env=environment(**settings),
    )


@pytest.mark.enable_socket
def test_purchase_from_the_terminal(address: str) -> None:
    """
    With the settings that the mock prints, a purchase works from price to access, over real sockets.
    """
    settings: dict[str, str] = json.loads(run("mock", "env", "--json", MONETIZE_MOCK=address).stdout)
    user = ("--email", "user@example.com")
    url = run("checkout", "price_123", *user, **settings).stdout.strip()
    paid = run("mock", "pay", url, "--mock", address)
    found = run("user", *user, "--json", **settings)

    assert (0, "") == (paid.returncode, paid.stderr)
    assert (0, "") == (found.returncode, found.stderr)
    assert json.loads(found.stdout)["has_active_subscription"] is True


@pytest.mark.enable_socket
def test_nobody_there() -> None:
    """
    When the mock is not running, one line says so and the next how to start it.
    """
    ended = run("mock", "world", "--mock", "http://127.0.0.1:9")

    assert 4 == ended.returncode
    assert [
        "monetize: network_error: Nothing answers at http://127.0.0.1:9.",
        "  Is the mock running? Start it with: monetize mock up",
    ] == ended.stderr.splitlines()


@pytest.mark.enable_socket
@pytest.mark.skipif(shutil.which("bash") is None, reason="the page's examples are for a POSIX shell")
def test_page_runs(address: str, tmp_path: Path) -> None:
    """
    Every shell block of the page, from top to bottom, runs against a fresh mock without an error.
    """
    monetize = tmp_path / "bin" / "monetize"
    monetize.parent.mkdir()
    monetize.write_text(f'#!/bin/sh\nexec {shlex.join(COMMAND)} "$@"\n')
    monetize.chmod(0o755)
    script = "\n".join(BLOCK.findall(PAGE.read_text(encoding="utf-8")))
    settings = {"PATH": f"{monetize.parent}{os.pathsep}{os.environ['PATH']}", "MONETIZE_MOCK": address}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
        env=environment(**settings),
    )

    assert 0 == done.returncode, done.stderr
    for words in re.findall(
        r"^refused with \d$|^ID  .*$|^price_123  .*$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    ):
        assert words in done.stdout
    assert "monetize: live_key: " in done.stderr
    assert "monetize: bug" not in done.stderr


def test_page_lists_the_exit_codes() -> None:
    """
    The page's table is the program's.
    """
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [(str(int(code)), meaning) for code, meaning in EXIT_CODES.items()] == rows

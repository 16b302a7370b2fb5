"""
Processes on one store: one of them refreshes, and one that is killed while it does so is taken over.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from monetize_software import AuthClient
from monetize_software._sessions import refresh
from monetize_software.storage import FileStore
from tests.support.auth_server import AuthServer, age

PROGRAM = Path(__file__).with_name("session_process.py")


@pytest.fixture
def server() -> AuthServer:
    return AuthServer(grace=True)


@pytest.fixture
def origin(server: AuthServer, socket_enabled: None) -> Iterator[str]:
    """
    The auth service on a port of this machine.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = server.handle(httpx.Request("POST", f"http://x{self.path}", content=body))
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


@pytest.fixture
def folder(tmp_path: Path, origin: str) -> Path:
    """
    A store with a session of ada whose token is over.
    """
    store = FileStore(tmp_path / "sessions")
    with AuthClient(paywall_id="3", api_origin=origin, store=store) as auth:
        auth.session("ada").sign_in_with_email("ada@example.com", "correct-horse-1")
    age(store.sessions)
    return tmp_path / "sessions"


def process(origin: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(PROGRAM), origin, str(folder)], stdout=subprocess.PIPE, text=True)


def test_processes_on_one_store_refresh_once(server: AuthServer, origin: str, folder: Path) -> None:
    """
    Four processes that find the token over ask the service once, and all have the new one.
    """
    children = [process(origin, folder) for _ in range(4)]

    assert {"at-2\n"} == {child.communicate(timeout=60)[0] for child in children}
    assert 1 == server.refreshes


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal on this system")
def test_process_that_is_killed_while_it_refreshes_is_taken_over(
    server: AuthServer, origin: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    After the lease another asks again with the same token, and the session lives.
    """
    reached, killed = threading.Event(), threading.Event()

    def hold(path: str) -> None:
        if not reached.is_set():
            reached.set()
            killed.wait(20)

    server.before_answer = hold
    child = process(origin, folder)
    assert reached.wait(30)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate(timeout=20)
    killed.set()
    monkeypatch.setattr(refresh, "LEASE", 0.5)  # seconds for which a heir watches

    with AuthClient(paywall_id="3", api_origin=origin, store=FileStore(folder)) as heir:
        assert "at-2" == heir.session("ada").token()
    assert 2 == server.refreshes

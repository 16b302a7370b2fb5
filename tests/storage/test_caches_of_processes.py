"""
Two processes with one cache in Valkey: what the one wrote, the other reads, from the moment the write is back.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("cache_process.py")
FULL = 1_000_000


class Ledger:
    """
    A service with one user and one balance.
    """

    def __init__(self) -> None:
        self.left, self.reads = FULL, 0
        self._lock = threading.Lock()

    def answer(self, method: str) -> Any:
        """
        Take one, or tell what is left.
        """
        with self._lock:
            if method == "POST":
                self.left -= 1
                return {"success": True, "type": "t", "count": self.left, "user_id": "u"}
            self.reads += 1
            return {"balances": [{"type": "t", "count": self.left}], "purchases": [], "paid": False, "meta": {}}


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def origin(ledger: Ledger, socket_enabled: None) -> Iterator[str]:
    """
    The service on a port of this machine.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(ledger.answer(self.command)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
        httpd.shutdown()


class Process:
    """
    A process with a client of the service and a cache that others share.
    """

    def __init__(self, origin: str, valkey: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, str(PROGRAM), origin, valkey], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, what: str, times: int = 1) -> None:
        """
        Have it do something so often.
        """
        assert self._child.stdin is not None
        print(what, times, file=self._child.stdin, flush=True)

    def told(self) -> list[tuple[float, int]]:
        """
        When it did it, and what came of it.
        """
        assert self._child.stdout is not None
        return [(when, count) for when, count in json.loads(self._child.stdout.readline())]

    def does(self, what: str) -> int:
        """
        Do it once.
        """
        self.ask(what)
        return self.told()[0][1]

    def end(self) -> None:
        """
        End it.
        """
        self._child.communicate(timeout=30)


@pytest.fixture
def both(origin: str, valkey_url: str) -> Iterator[tuple[Process, Process]]:
    """
    Two of them.
    """
    made = Process(origin, valkey_url), Process(origin, valkey_url)
    yield made
    for each in made:
        each.end()


def test_write_of_one_process_is_what_the_other_reads_next(both: tuple[Process, Process], ledger: Ledger) -> None:
    """
    An entry serves both, is given up by either one's write, and is then asked for once for both.
    """
    one, other = both
    for taken in range(5):
        assert [FULL - taken] * 4 == [each.does("read") for each in (one, other, other, one)]
        assert taken + 1 == ledger.reads
        assert FULL - taken - 1 == (one if taken % 2 else other).does("debit")


def test_no_process_reads_what_was_before_a_write_that_is_back(both: tuple[Process, Process], ledger: Ledger) -> None:
    """
    While one process writes and both read as fast as they can, no read that began after a write was back shows more
    than that write left; and most reads ask nobody.
    """
    one, other = both
    for each in both:
        each.does("read")
    reads, writes = list[tuple[float, int]](), list[tuple[float, int]]()
    for _ in range(20):
        one.ask("read", 40)
        for _ in range(4):
            other.ask("debit")
            other.ask("read", 5)
        reads += one.told()
        for _ in range(4):
            writes += other.told()
            reads += other.told()

    late = [
        (began, count, back, left) for began, count in reads for back, left in writes if began > back and count > left
    ]
    assert [] == late
    assert (80, FULL - 80) == (len(writes), ledger.left)
    assert ledger.reads < len(reads) / 2

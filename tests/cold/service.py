"""
A server on this machine that gives the documented answer of every operation: a success, or the refusal asked for.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.document import operations, resolve

ASK = re.compile(r"^answer-(\d{3})")
"""A program whose `sdk_name` begins so is answered with that status."""


@cache
def _answers() -> list[tuple[str, re.Pattern[str], dict[int, bytes]]]:
    return [
        (method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), dict(_examples(operation)))
        for path, method, operation in operations()
    ]


def _examples(operation: dict[str, Any]) -> Generator[tuple[int, bytes]]:
    for status, response in operation["responses"].items():
        content = resolve(response).get("content", {}).get("application/json", {})
        for example in list(content.get("examples", {}).values())[:1]:
            yield int(status), json.dumps(resolve(example)["value"]).encode()


def answer(method: str, path: str, status: int | None) -> tuple[int, bytes]:
    """
    The documented body for a request.
    """
    for verb, pattern, examples in _answers():
        if verb == method and pattern.fullmatch(path):
            if status is None:
                return next((code, body) for code, body in examples.items() if code < 300)
            return status, examples.get(status, b'{"error":"Undocumented"}')
    return 404, b"{}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body leave together

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        asked = ASK.match(self.headers.get("user-agent", ""))
        status, body = answer(self.command, self.path.partition("?")[0], int(asked[1]) if asked else None)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "Wed, 01 Jan 2031 00:00:00 GMT")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200


@contextmanager
def service() -> Generator[str]:
    """
    The origin of such a server.
    """
    _answers()
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

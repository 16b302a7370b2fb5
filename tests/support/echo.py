"""
Says whom each request is about: as an answer function, and as a server on a port of this machine.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx


def about(target: str, authorization: str | None, body: bytes, key: str | None) -> dict[str, Any]:
    """
    An answer that fits every operation used here and repeats whom the request names.
    """
    fields = json.loads(body) if body else {}
    query = parse_qs(urlsplit(target).query)
    who = query.get("email", [fields.get("email") or authorization])[0]
    return {
        "purchases": [], "paid": False, "balances": [], "tier": 1, "meta": {"who": who},
        "success": True, "user_id": who, "type": fields.get("type"), "count": fields.get("amount"),
        "checkoutUrl": f"https://c/{who}/{key}", "userId": who, "acquiring": "stripe",
    }  # fmt: skip


def echo(request: httpx.Request) -> httpx.Response:
    """
    Answer in process.
    """
    headers = request.headers
    target = request.url.raw_path.decode()
    body = about(target, headers.get("authorization"), request.content, headers.get("idempotency-key"))
    return httpx.Response(200, json=body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Any = self.server
        server.ports.append(self.client_address[1])
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = self.headers
        answer = json.dumps(about(self.path, headers["authorization"], body, headers["idempotency-key"])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        if not server.keep_alive:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200
    keep_alive = True
    ports: list[int]


@contextmanager
def echo_server(*, keep_alive: bool = True) -> Generator[tuple[str, list[int]]]:
    """
    A server that echoes: its origin, and the client's port of each request, which tells connections apart.
    """
    server = _Server(("127.0.0.1", 0), _Handler)
    server.keep_alive, server.ports = keep_alive, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.ports
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

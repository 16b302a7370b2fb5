"""
A small receiver of webhooks, as a shop would have one: verifies, applies each event once, and keeps who has access.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from monetize_software import WebhookError, webhooks

SECRET = "whsec_demo_of_a_year"


@dataclass
class Shop:
    """
    What the shop knows, from webhooks alone.

    Attributes:
        subscriptions: The latest state of each, by id.
        log: A line for each delivery since it was last read.
        failures: How many of the next deliveries it is too busy for.
    """

    subscriptions: dict[str, webhooks.Subscription] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    failures: int = 0
    deliveries: int = 0
    _seen: set[str] = field(default_factory=set)

    def receive(self, body: bytes, headers: dict[str, str]) -> int:
        """
        Take one delivery, and return the status to answer with.
        """
        self.deliveries += 1
        try:
            event = webhooks.construct_event(body, headers, SECRET)
        except WebhookError as error:
            self.log.append((type(error).__name__, "refused with 401"))
            return 401
        if self.failures:
            self.failures -= 1
            self.log.append((event.type, "signature good, but too busy: 503"))
            return 503
        if event.id not in self._seen:
            self._seen.add(event.id)
            self._apply(event)
        return 200

    def _apply(self, event: webhooks.WebhookEvent) -> None:
        self.types.append(event.type)
        text = "signature good"
        if isinstance(event, webhooks.SubscriptionEvent):
            now = event.subscription
            self.subscriptions[now.id] = now
            access = "access" if now.grants_access(event.time) else "no access"
            ends = ", ends with its period" if now.cancel_at_period_end and not now.ended_at else ""
            text += f"; {now.status}{ends}: {access}"
        self.log.append((event.type, text))


@contextmanager
def receiving(shop: Shop) -> Generator[str]:
    """
    Receive on a free port of this machine, and give the address.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = shop.receive(body, dict(self.headers.items()))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhooks"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

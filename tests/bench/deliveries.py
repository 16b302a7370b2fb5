"""
Measures webhooks against the bare standard library. Opens no socket.
"""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Callable

from monetize_software import webhooks

from .effort import Effort
from .measuring import Results, blocking, interleave, ratio, say
from .payloads import EVENT, SECRET

_HEADERS = {
    "host": "app.example.com",
    "user-agent": "monetize.software webhooks",
    "accept": "*/*",
    "accept-encoding": "gzip",
    "content-type": "application/json",
    "content-length": str(len(EVENT)),
    "x-forwarded-for": "192.0.2.7",
    "x-forwarded-proto": "https",
    **{name.lower(): value for name, value in webhooks.sign(EVENT, SECRET).items()},
}
_KEY = SECRET.encode()


def deliveries(effort: Effort) -> Results:
    """
    Measure verifying, and verifying with reading.
    """
    say("webhooks")
    calls: dict[str, Callable[[], object]] = {
        "hmac": _hmac,
        "verify": lambda: webhooks.verify(EVENT, _HEADERS, SECRET),
        "json": lambda: _hmac() and json.loads(EVENT)["data"]["subscription"]["status"],
        "construct": _construct,
    }
    batches = {name: blocking(call, time.process_time) for name, call in calls.items()}
    times = interleave(batches, effort.rounds, 10 * effort.calls)
    return {"verify": ratio(times, "verify", "hmac"), "construct": ratio(times, "construct", "json")}


def _hmac() -> bool:
    return hmac.compare_digest(hmac.digest(_KEY, EVENT, "sha256").hex(), _HEADERS["x-signature"])


def _construct() -> object:
    event = webhooks.construct_event(EVENT, _HEADERS, SECRET)
    assert isinstance(event, webhooks.SubscriptionUpdated)
    return event.data.subscription.status

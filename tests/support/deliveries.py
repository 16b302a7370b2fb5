"""
Deliveries as the vendor makes them, given to a receiver without a server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import Store

__all__ = ["NOW", "SECRET", "Clock", "body_of", "deliver", "environ_of", "receiver_on", "signed"]

SECRET = "whsec_deliveries"
NOW = 1_900_000_000.0


class Clock:
    """
    A clock that a test moves: seconds since 1970.
    """

    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        """
        The time.
        """
        return self.now


def receiver_on(store: Store, **options: Any) -> Receiver:
    """
    A receiver with the secret of these deliveries.
    """
    options = {"secret": SECRET, "clock": Clock(), **options}
    return Receiver(store=store, **options)


def body_of(event: webhooks.Event) -> bytes:
    """
    The body it came in.
    """
    return json.dumps(event.to_dict()).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """
    The headers of a delivery.
    """
    return {"Content-Type": "application/json", **webhooks.sign(body, secret)}


def environ_of(body: bytes, headers: Mapping[str, str], method: str = "POST", **more: Any) -> dict[str, Any]:
    """
    A WSGI environment.
    """
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    size = {"CONTENT_LENGTH": str(len(body))}
    return {"REQUEST_METHOD": method, "PATH_INFO": "/", **size, **named, "wsgi.input": BytesIO(body), **more}


def deliver(receiver: Receiver, what: webhooks.Event | bytes, *, secret: str = SECRET, **more: Any) -> tuple[int, str]:
    """
    Deliver an event, or any bytes, signed; status and text of the answer.

    Args:
        more: Of the WSGI environment.
    """
    body = what if isinstance(what, bytes) else body_of(what)
    answered: list[Any] = []
    pieces = receiver.wsgi()(environ_of(body, signed(body, secret), **more), lambda *given: answered.append(given))
    return int(answered[0][0][:3]), b"".join(pieces).decode().strip()

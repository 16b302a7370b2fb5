"""
What httpx clients in this process see when an answer breaks, as they would see it on a socket.
"""

from __future__ import annotations

import httpx

_NOTHING_CAME = "Server disconnected without sending a response."
_CUT_SHORT = "peer closed connection without sending complete message body"
_FAILURES: dict[str, tuple[type[httpx.TransportError], str, str]] = {
    "reset": (httpx.ReadError, "Connection reset by peer", "Connection reset by peer"),
    "close": (httpx.RemoteProtocolError, _NOTHING_CAME, _CUT_SHORT),
    "short_body": (httpx.RemoteProtocolError, _CUT_SHORT, _CUT_SHORT),
    "garbage": (httpx.RemoteProtocolError, "illegal status line", "illegal chunk header"),
    "silence": (httpx.ReadTimeout, "timed out", "timed out"),
}
"""
By action: what httpx raises, and what it says before and within an answer.
"""


def outlasts(request: httpx.Request, seconds: float) -> bool:
    """
    Say whether the client has stopped waiting for a read by then.
    """
    patience: float | None = request.extensions.get("timeout", {}).get("read")
    return patience is not None and seconds > patience


def failure(action: str, request: httpx.Request, *, started: bool) -> httpx.TransportError:
    """
    Return what httpx raises when an answer breaks, before or within it.
    """
    kind, before, within = _FAILURES[action]
    return kind(within if started else before, request=request)

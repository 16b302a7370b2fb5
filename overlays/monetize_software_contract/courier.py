"""
Sends requests one at a time, slowly, and stops when the server has trouble. Never looks into an answer's body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .asks import Request
from .exchange import Reply
from .http_dates import seconds_of

MOST_TROUBLE = 3
LONGEST_WAIT_S = 60.0
_A_YEAR_S = 366 * 86_400


class NoReply(Exception):
    """
    A request was not answered in a way that could be judged; the message says why.
    """


class Stopped(Exception):
    """
    Nothing more is sent; the message says why.
    """


@dataclass(frozen=True, slots=True)
class Manners:
    """
    How requests are sent.

    Attributes:
        send: Sends one and returns its answer; raises `NoReply`.
        pause: Waits so many seconds.
        now: Tells the time, in seconds since 1970.
        pace_s: Seconds between two requests.
        limit: Most requests of a run.
    """

    send: Callable[[Request], Reply]
    pause: Callable[[float], None]
    now: Callable[[], float]
    pace_s: float = 0.5
    limit: int = 100


class Courier:
    """
    The requests of one run.

    Attributes:
        sent: How many were sent.
    """

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._trouble = 0
        self._stopped = ""
        self.sent = 0

    def deliver(self, request: Request) -> Reply:
        """
        Send a request; a read once more when the server says when to come back.

        Raises:
            NoReply: No answer came, or only that the server is busy or failed.
            Stopped: The limit is reached, or the server has had trouble several times in a row.
        """
        reply = self._send(request)
        wait = self._asked_to_wait(reply)
        if wait is not None:
            self._wait(wait)
            reply = self._send(request) if request.method == "GET" else reply
        if _is_trouble(reply):
            raise NoReply(f"the server answered {reply.status}")
        return reply

    def _send(self, request: Request) -> Reply:
        self._check()
        if self.sent:
            self._manners.pause(self._manners.pace_s)
        self.sent += 1
        self._trouble += 1  # until it is known to be none
        reply = self._manners.send(request)
        if not _is_trouble(reply):
            self._trouble = 0
        return reply

    def _check(self) -> None:
        if self.sent >= self._manners.limit:
            self._stopped = f"the limit of {self._manners.limit} requests is reached"
        if self._trouble >= MOST_TROUBLE:
            self._stopped = self._stopped or f"{MOST_TROUBLE} requests in a row came to nothing"
        if self._stopped:
            raise Stopped(self._stopped)

    def _asked_to_wait(self, reply: Reply) -> float | None:
        header = reply.headers.get("retry-after", "").strip()
        if not _is_trouble(reply) or not header:
            return None
        if header.isascii() and header.isdigit():
            return float(header)
        when = seconds_of(header)
        return None if when is None else max(0.0, when - self._manners.now())

    def _wait(self, seconds: float) -> None:
        if seconds > LONGEST_WAIT_S:
            asked = f"in {seconds:.0f} s" if seconds < _A_YEAR_S else "in more than a year"
            self._stopped = f"the server asks to come back {asked}"
            raise Stopped(self._stopped)
        self._manners.pause(seconds)


def _is_trouble(reply: Reply) -> bool:
    return reply.status == 429 or reply.status >= 500

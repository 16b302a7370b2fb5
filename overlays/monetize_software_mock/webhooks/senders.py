"""
Takes deliveries to their receivers over HTTP, and says what any receiver is. Never decides whether or when, and never
changes a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monetize_software_mock.state.clock import Stopwatch
from monetize_software_mock.state.quick import quick

if TYPE_CHECKING:
    import http.client

TIMEOUT_S = 10
_MOST = 10_000
LATE = f"No answer within {TIMEOUT_S} seconds"


@quick
@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """
    One attempt to deliver, ready to send.

    Attributes:
        kind: Type of the event in it.
        delivery: Id of the delivery it is an attempt of.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    kind: str = ""
    delivery: str = ""


@quick
@dataclass(frozen=True, slots=True)
class ReceiverAnswer:
    """
    What a receiver answered.

    Attributes:
        raised: What a receiver in this process raised; None when it did not, or nobody can know.
    """

    status: int
    text: str = ""
    raised: BaseException | None = None


class Unreachable(Exception):
    """
    There was no answer; the message says why.
    """


Sender = Callable[[WebhookRequest], ReceiverAnswer]
"""
Sends a webhook and returns the answer, or raises `Unreachable`.
"""


def assume_success(_request: WebhookRequest) -> ReceiverAnswer:
    """
    Answer 200 without sending anything.
    """
    return ReceiverAnswer(200)


def over_http(request: WebhookRequest) -> ReceiverAnswer:
    """
    Send over HTTP or HTTPS; redirects are not followed.
    """
    import http.client  # here and below, because most worlds send nothing and would wait for the import

    parts = urlsplit(request.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    watch = Stopwatch()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, request.body, dict(request.headers))
        answer = connection.getresponse()
        return ReceiverAnswer(answer.status, _text(answer, watch))
    except TimeoutError as error:
        raise Unreachable(LATE) from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()


def _text(answer: http.client.HTTPResponse, watch: Stopwatch) -> str:
    """
    Read the beginning of an answer's body, which may come in drops, but not for ever.
    """
    body = b""
    while len(body) < _MOST and (chunk := answer.read1(_MOST)):
        body += chunk
        if watch.millis > TIMEOUT_S * 1000:
            raise TimeoutError
    return body.decode("utf-8", "replace")

"""
Takes deliveries to their receivers: over HTTP, to a function, or to an application in this process.

Never decides whether or when, and never changes a byte.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from .clock import Stopwatch
from .hosts import is_loopback, normal

if TYPE_CHECKING:
    import http.client

TIMEOUT_S = 10
_MOST = 10_000
_LATE = f"No answer within {TIMEOUT_S} seconds"


@dataclass(frozen=True, slots=True)
class Parcel:
    """
    One attempt to deliver, ready to send.

    Attributes:
        kind: Type of the event in it.
    """

    url: str
    headers: Mapping[str, str]
    body: bytes
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What a receiver answered.
    """

    status: int
    text: str = ""


class Unreachable(Exception):
    """
    There was no answer; the message says why.
    """


Sender = Callable[[Parcel], Answer]
"""
Sends a parcel and returns the answer, or raises `Unreachable`.
"""


def assume_success(_parcel: Parcel) -> Answer:
    """
    Answer 200 without sending anything.
    """
    return Answer(200)


def over_http(parcel: Parcel) -> Answer:
    """
    Send over HTTP or HTTPS; redirects are not followed.
    """
    import http.client  # here and below, because most worlds send nothing and would wait for the import

    parts = urlsplit(parcel.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    watch = Stopwatch()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, parcel.body, dict(parcel.headers))
        answer = connection.getresponse()
        return Answer(answer.status, _text(answer, watch))
    except TimeoutError as error:
        raise Unreachable(_LATE) from error
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


def for_receiver(receiver: Any) -> Sender:
    """
    Return what sends to a receiver in this process.

    Args:
        receiver: A function of body and headers that returns a status, a status and a text, or None for 200; or an
            httpx transport, such as `httpx.ASGITransport(app)` or `httpx.WSGITransport(app)`.

    Raises:
        TypeError: It is neither.
    """
    if hasattr(receiver, "handle_request"):
        return lambda parcel: _through(receiver, parcel)
    if hasattr(receiver, "handle_async_request"):
        return lambda parcel: _in_a_loop(receiver, parcel)
    if callable(receiver):
        return lambda parcel: _call(cast("Callable[[bytes, Mapping[str, str]], Any]", receiver), parcel)
    raise TypeError("A receiver is a URL, a function of body and headers, or an httpx transport")


def for_application(application: Any) -> Sender:
    """
    Return what sends to a WSGI or ASGI application in this process; the latter takes three arguments.

    Raises:
        TypeError: It cannot be called.
    """
    import httpx

    if len(inspect.signature(application).parameters) == 3:
        return for_receiver(httpx.ASGITransport(application))
    return for_receiver(httpx.WSGITransport(application))


def refusal(url: str, *, remote: bool, named: Iterable[str] = ()) -> str | None:
    """
    Say why an endpoint may not have a URL; None when it may.

    Args:
        remote: Other machines may be reached, over HTTPS.
        named: Other machines that may be reached, over HTTP too.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"Not a URL: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return "A webhook's URL begins with http:// or https:// and names a host"
    if parts.username is not None or not url.isascii() or any(letter <= " " for letter in url):
        return "A webhook's URL holds neither a user nor blanks"
    if is_loopback(host) or normal(host) in map(normal, named):
        return None
    allow = f"allow it by name: --allow-webhook-host {host}, or the world's switch webhook_hosts"
    if not remote:
        return f"{host} is another machine; {allow}"
    return None if parts.scheme == "https" else f"Other machines are reached over https:// only; or {allow}"


def _call(receiver: Callable[[bytes, Mapping[str, str]], Any], parcel: Parcel) -> Answer:
    try:
        answer = receiver(parcel.body, parcel.headers)
    except TimeoutError as error:
        raise Unreachable("The receiver raised TimeoutError") from error
    except ConnectionError as error:
        raise Unreachable(f"The receiver raised {type(error).__name__}") from error
    except Exception as error:
        return Answer(500, f"{type(error).__name__}: {error}")
    if answer is None:
        return Answer(200)
    if isinstance(answer, tuple):
        status, text = cast("tuple[int, str]", answer)
        return Answer(int(status), str(text))
    return Answer(int(answer))


def _through(transport: Any, parcel: Parcel) -> Answer:
    def post() -> Any:
        response = transport.handle_request(_request(parcel))
        response.read()
        return response

    return _answered(post)


def _in_a_loop(transport: Any, parcel: Parcel) -> Answer:
    async def post() -> Any:
        response = await transport.handle_async_request(_request(parcel))
        await response.aread()
        return response

    return _answered(lambda: _run_apart(post))


def _request(parcel: Parcel) -> Any:
    import httpx

    limits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    headers = dict(parcel.headers)
    return httpx.Request("POST", parcel.url, headers=headers, content=parcel.body, extensions={"timeout": limits})


def _run_apart(post: Callable[[], Any]) -> Any:
    """
    Run a coroutine to its end in a thread of its own, as the caller's may have a loop already.
    """
    import asyncio

    done: list[Any] = []

    def run() -> None:
        try:
            done.append(asyncio.run(post()))
        except Exception as error:
            done.append(error)

    thread = threading.Thread(target=run, name="webhook receiver")
    thread.start()
    thread.join()
    if isinstance(done[0], Exception):
        raise done[0]
    return done[0]


def _answered(post: Callable[[], Any]) -> Answer:
    import httpx

    try:
        response = post()
    except httpx.TimeoutException as error:
        raise Unreachable(_LATE) from error
    except httpx.TransportError as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    except Exception as error:  # an application that raises answers 500 behind any server
        return Answer(500, f"{type(error).__name__}: {error}")
    return Answer(response.status_code, response.text)

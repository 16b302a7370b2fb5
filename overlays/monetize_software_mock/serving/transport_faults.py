"""
Plays scripted faults to httpx clients in this process, as they would see them on a socket. Never waits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx

from monetize_software_mock.faults.actions import Delay
from monetize_software_mock.faults.course import Answer, Broken, Late
from monetize_software_mock.http.messages import Response

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


def play(answer: Answer, request: httpx.Request) -> Response | httpx.Response:
    """
    Break as scripted.

    Returns:
        The answer to send in the usual way, or one whose body breaks off while it is read.

    Raises:
        httpx.TransportError: What the client would see on a socket.
    """
    waited = 0.0
    while isinstance(answer, Late):  # the server goes on, whether or not the client is still there
        waited += answer.seconds
        answer = answer.go_on()
    if _outlasts(request, waited):
        raise _failure("silence", request, started=False)
    if isinstance(answer, Response):
        return answer
    if answer.start is None:
        raise _failure(str(answer.action), request, started=False)
    return httpx.Response(
        answer.start.status,
        headers=list(answer.start.headers),
        stream=_Breaking(*_pieces(answer, answer.start, request)),
        extensions={"http_version": b"HTTP/1.1"},
    )


def _pieces(broken: Broken, start: Response, request: httpx.Request) -> tuple[bytes, httpx.TransportError | None]:
    if not isinstance(broken.action, Delay):
        return start.body, _failure(broken.action.name, request, started=True)
    if _outlasts(request, broken.action.seconds):
        return start.body, _failure("silence", request, started=True)
    return start.body + broken.rest, None


def _outlasts(request: httpx.Request, seconds: float) -> bool:
    patience: float | None = request.extensions.get("timeout", {}).get("read")
    return patience is not None and seconds > patience


def _failure(action: str, request: httpx.Request, *, started: bool) -> httpx.TransportError:
    kind, before, within = _FAILURES[action]
    return kind(within if started else before, request=request)


class _Breaking(httpx.SyncByteStream, httpx.AsyncByteStream):
    """
    A body that ends in a failure.
    """

    def __init__(self, body: bytes, failure: httpx.TransportError | None) -> None:
        self._body, self._failure = body, failure

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        if self._failure is not None:
            raise self._failure

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

"""
Plays scripted faults to httpx clients in this process, as they would see them on a socket. Never waits.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx

from monetize_software_mock.faults.actions import Delay
from monetize_software_mock.faults.course import Answer, Broken, Late
from monetize_software_mock.http.messages import Response

from .transport_failures import failure, outlasts


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
    if outlasts(request, waited):
        raise failure("silence", request, started=False)
    if isinstance(answer, Response):
        return answer
    if answer.start is None:
        raise failure(str(answer.action), request, started=False)
    return httpx.Response(
        answer.start.status,
        headers=list(answer.start.headers),
        stream=_Breaking(*_pieces(answer, answer.start, request)),
        extensions={"http_version": b"HTTP/1.1"},
    )


def _pieces(broken: Broken, start: Response, request: httpx.Request) -> tuple[bytes, httpx.TransportError | None]:
    if not isinstance(broken.action, Delay):
        return start.whole, failure(broken.action.name, request, started=True)
    if outlasts(request, broken.action.seconds):
        return start.whole, failure("silence", request, started=True)
    return start.whole + broken.rest, None


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

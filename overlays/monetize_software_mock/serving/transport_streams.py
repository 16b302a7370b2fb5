"""
Hands bodies that come in pieces to httpx clients in this process, as they would come on a socket. Never waits.

A pause takes no time, and is a timeout when it is longer than the client waits for a read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx

from monetize_software_mock.http.messages import Response
from monetize_software_mock.http.pieces import Break, Pause, Pieces

from .transport_failures import failure, outlasts

_CHUNKED = ("transfer-encoding", "chunked")


def streamed(request: httpx.Request, response: Response, pieces: Pieces) -> httpx.Response:
    """
    Return an answer whose body comes while it is read.
    """
    headers, extensions = [*response.headers, _CHUNKED], {"http_version": b"HTTP/1.1"}
    stream = _Streamed(request, pieces)
    return httpx.Response(response.status, headers=headers, stream=stream, extensions=extensions)


class _Streamed(httpx.SyncByteStream, httpx.AsyncByteStream):
    """
    A body in pieces, as httpx reads it.
    """

    def __init__(self, request: httpx.Request, pieces: Pieces) -> None:
        self._request, self._pieces = request, pieces

    def __iter__(self) -> Iterator[bytes]:
        return (chunk for chunk in self._steps() if chunk)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        from anyio.lowlevel import checkpoint

        for chunk in self._steps():
            await checkpoint()  # where a socket would be waited for: others have their turn, and a cancel can land
            if chunk:
                yield chunk

    def close(self) -> None:
        self._pieces.abandon()

    async def aclose(self) -> None:
        self._pieces.abandon()

    def _steps(self) -> Iterator[bytes]:
        """
        Return what comes, and nothing for a pause.
        """
        waited = 0.0
        for piece in self._pieces:
            match piece:
                case Pause(seconds):
                    waited += seconds
                    self._wait(waited)
                    yield b""
                case Break(name):
                    self._pieces.end("broken")
                    raise failure(name, self._request, started=True)
                case _:
                    waited = 0.0
                    yield piece
        self._pieces.end("complete")

    def _wait(self, seconds: float) -> None:
        if outlasts(self._request, seconds):
            self._pieces.end("aborted")
            raise failure("silence", self._request, started=True)

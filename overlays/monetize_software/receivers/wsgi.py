"""
A receiver as a WSGI application. Knows no framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, Final

from .answers import Answer
from .core import DEADLINE, Core
from .delivery import BodyInterrupted, Request

__all__ = ["WSGIReceiver", "answer_environ"]

_PIECE: Final = 65_536


class WSGIReceiver:
    """
    The application, at whatever path it is mounted.
    """

    def __init__(self, core: Core) -> None:
        self._core = core

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """
        Answer one delivery.
        """
        answer = answer_environ(self._core, environ)
        start_response(answer.reason, answer.all_headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]


def answer_environ(core: Core, environ: dict[str, Any]) -> Answer:
    """
    Answer one delivery, given its WSGI environment.
    """
    length, encoding = environ.get("CONTENT_LENGTH") or None, environ.get("HTTP_TRANSFER_ENCODING")
    request = Request.of(environ["REQUEST_METHOD"], environ, length, encoding)
    return core.answer(request, lambda most: _read(environ, request.length, most))


def _read(environ: dict[str, Any], length: int | None, most: int) -> bytes:
    # A server may wait for ever when more is asked for than was announced.
    ends = length is None and environ.get("wsgi.input_terminated")
    left = most if ends else min(length or 0, most)
    end, pieces = monotonic() + DEADLINE, list[bytes]()
    while left > 0:
        if monotonic() > end:
            raise BodyInterrupted("slow")
        try:
            piece = environ["wsgi.input"].read(min(left, _PIECE))
        except OSError:
            raise BodyInterrupted("slow") from None  # the server gave up waiting, or the sender went away
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)

"""
Collects an answer's body within bounds of size and time, and undoes its coding. Never holds more than the bound twice.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING, Any

from ._exchange import Reply

if TYPE_CHECKING:
    from types import ModuleType

    from ._exchange import Header

__all__ = ["LARGEST_ANSWER", "Body", "codings", "decoded"]

LARGEST_ANSWER = 16 << 20
"""Bytes, as sent and again when unpacked. A larger answer is not one of this API."""

_WINDOWS = {b"gzip": (31,), b"x-gzip": (31,), b"deflate": (15, -15)}
"""How zlib reads a coding. Some servers send deflate without its wrapping, hence the second try."""


class Body:
    """
    The body of one answer while it arrives.

    Args:
        library: Whose errors are raised.
        deadline: When the whole answer must have come, as `time.monotonic` counts.
    """

    def __init__(self, library: ModuleType, deadline: float) -> None:
        self._library = library
        self._deadline = deadline
        self._size = 0
        self._pieces = BytesIO()  # a list of pieces would cost fifty bytes for each byte of a server that sends drops

    def add(self, piece: bytes) -> None:
        """
        Keep a piece.
        """
        self._size += len(piece)
        if self._size > LARGEST_ANSWER:
            raise self._library.ReadError("The answer is larger than 16 MiB.")
        if monotonic() > self._deadline:
            raise self._library.ReadTimeout("The answer did not arrive in time.")
        self._pieces.write(piece)

    def reply(self, response: Any, *, unpacked: bool = False) -> Reply:
        """
        Build the reply.

        Args:
            response: The library's answer.
            unpacked: Whether the library has undone the coding already.
        """
        headers: list[Header] = response.headers.raw
        body = self._pieces.getvalue()
        if not unpacked:
            body = self._decoded(body, headers)
        return Reply(response.status_code, headers, body, response.reason_phrase)

    def _decoded(self, body: bytes, headers: list[Header]) -> bytes:
        try:
            return decoded(body, codings(headers))
        except ValueError as problem:
            raise self._library.DecodingError(str(problem)) from None


def codings(headers: list[Header]) -> list[bytes]:
    """
    The codings that an answer says it has, in lower case, in the order they were applied.
    """
    values = [value for name, value in headers if name.lower() == b"content-encoding"]
    named = [coding.strip() for coding in b",".join(values).lower().split(b",")]
    return [coding for coding in named if coding not in (b"", b"identity")]


def decoded(body: bytes, applied: list[bytes], largest: int = LARGEST_ANSWER) -> bytes:
    """
    Undo the coding of a body.

    Args:
        body: What was sent.
        applied: Its codings. One at most: each further one multiplies what a few bytes can become.
        largest: Bytes that the result may have. No more is ever unpacked.

    Raises:
        ValueError: The coding is unknown or one of several, the body is cut or broken, or the result is too large.
    """
    if not applied or not body:
        return body
    if len(applied) > 1 or applied[0] not in _WINDOWS:
        raise ValueError("The answer's coding was not asked for.")
    for window in _WINDOWS[applied[0]]:
        try:
            return _inflated(body, window, largest)
        except zlib.error:
            continue
    raise ValueError("The answer's coding is broken.")


def _inflated(body: bytes, window: int, largest: int) -> bytes:
    unpacking = zlib.decompressobj(window)
    result = unpacking.decompress(body, largest + 1)
    if len(result) > largest:
        raise ValueError("The answer is larger than 16 MiB when unpacked.")
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("The answer's coding is cut short, or has more behind its end.")
    return result

"""
Collects an answer's body within bounds of size and time, and undoes its coding. Never holds more than the bound twice.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from monetize_software._exchange import Header

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

        Raises:
            ReadError: There is no room for it.
            ReadTimeout: It came too late.
        """
        if not self.has_room_for(piece):
            raise self._library.ReadError("The answer is larger than 16 MiB.")
        if monotonic() > self._deadline:
            raise self._library.ReadTimeout("The answer did not arrive in time.")

    def has_room_for(self, piece: bytes) -> bool:
        """
        Keep a piece if there is room for it, and tell whether there was.
        """
        self._size += len(piece)
        if self._size > LARGEST_ANSWER:
            return False
        self._pieces.write(piece)
        return True

    @property
    def packed(self) -> bytes:
        """
        The body as it came.
        """
        return self._pieces.getvalue()

    def unpacked(self, headers: list[Header]) -> bytes:
        """
        The body with its coding undone.
        """
        if self._size > LARGEST_ANSWER:
            raise self._library.ReadError("The answer is larger than 16 MiB.")
        try:
            return decoded(self._pieces.getvalue(), codings(headers))
        except ValueError as problem:
            raise self._library.DecodingError(str(problem)) from None


def codings(headers: list[Header]) -> list[bytes]:
    """
    The codings that an answer says it has, in lower case, in the order they were applied.
    """
    values = [value for name, value in headers if name.lower() == b"content-encoding"]
    if not values:
        return values
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

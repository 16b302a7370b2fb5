"""
Proves from the raw bytes of an answer that it is over, and nothing follows. Reads no socket, keeps no body.

Only then may a connection carry the next request: what came too much would be taken for the next user's answer.
Whatever is not plainly one answer in the words of RFC 9112 is unproven, which costs no more than a new connection.
"""

from __future__ import annotations

import re
from enum import Enum

__all__ = ["Ledger"]

_LONGEST = 1 << 17
"""Bytes of a head, or of a line before a chunk. A longer one is odd, so no more is ever held."""

_SHORT, _MOST_SIZES = 12, 256
"""Bytes of a chunk's line that is remembered, and how many of them."""

_STATUS = re.compile(rb"HTTP/1\.1 ([1-9][0-9]{2})(?: [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\r\n]*)")
_SIZE = re.compile(rb"\r\n([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")
_LENGTH = re.compile(rb"[0-9]{1,9}")
_WITHOUT_BODY = (204, 304)


class _Part(Enum):
    """
    What comes next.
    """

    HEAD = "a head"
    BODY = "the rest of a body whose length is known"
    CHUNKS = "chunks"
    TRAILER = "the fields behind the last chunk"
    ODD = "anything; it proves nothing"


class Ledger:
    """
    What came so far: one final answer whose connection stays open, after any number of 1xx answers, or something odd.
    """

    __slots__ = ("_held", "_left", "_part", "_sizes")

    def __init__(self) -> None:
        self._sizes: dict[bytes, int] = {}  # by line: streams of many small chunks have few sizes
        self.clear()

    def clear(self) -> None:
        """
        Begin anew: what comes from now on is another answer.
        """
        self._part = _Part.HEAD
        self._held = b""  # not understood yet, because more of it must come
        self._left = 0  # bytes that may come before there is anything to understand

    def note(self, data: bytes) -> None:
        """
        Take note of the next bytes.
        """
        at = self._left
        if at >= len(data):
            self._left = at - len(data)
            return
        self._left = 0
        if self._held:
            data, self._held = self._held + data, b""
        if self._part is _Part.CHUNKS:
            self._chunks(data, at)
        elif self._part is _Part.HEAD:
            self._heads(data)
        elif self._part is _Part.TRAILER:
            self._trailer(data)
        else:
            self._part = _Part.ODD

    def is_whole(self) -> bool:
        """
        Tell whether exactly one answer came, to its last byte.
        """
        return self._part is _Part.BODY and self._left == 0

    def _heads(self, data: bytes) -> None:
        at, status = 0, 100
        fields: dict[bytes, bytes] = {}
        while 100 <= status < 200:
            end = data.find(b"\r\n\r\n", at)
            if end < 0:
                self._hold(data[at:])
                return
            head = _head(data[at:end])
            if head is None or head[0] == 101:  # 101 hands the connection over to another protocol
                self._part = _Part.ODD
                return
            status, fields = head
            at = end + 4
        self._begin(status, fields, data, at)

    def _begin(self, status: int, fields: dict[bytes, bytes], data: bytes, at: int) -> None:
        length = _length(status, fields)
        if length is None:
            self._part = _Part.ODD
        elif length == _CHUNKED:
            self._part = _Part.CHUNKS
            self._chunks(data, at - 2)  # with the line end that stands before the first chunk as before the others
        else:
            self._left = length - (len(data) - at)
            self._part = _Part.BODY if self._left >= 0 else _Part.ODD

    def _chunks(self, data: bytes, at: int) -> None:
        known, sizes = len(data), self._sizes
        while (end := data.find(b"\r\n", at + 2)) >= 0:
            line = data[at:end]
            size = sizes.get(line)
            if size is None:
                size = self._size(line)
            if size == 0:
                self._part = _Part.TRAILER
                self._trailer(data[end:])
                return
            if size == _ODD:
                self._part = _Part.ODD
                return
            at = end + 2 + size
            if at >= known:
                self._left = at - known
                return
        self._hold(data[at:])

    def _size(self, line: bytes) -> int:
        found = _SIZE.fullmatch(line)
        if found is None:
            return _ODD
        size = int(found[1], 16)
        if len(line) <= _SHORT and len(self._sizes) < _MOST_SIZES:
            self._sizes[line] = size
        return size

    def _trailer(self, data: bytes) -> None:
        end = data.find(b"\r\n\r\n")
        if end < 0:
            self._hold(data)
        elif end + 4 == len(data) and all(map(_FIELD.fullmatch, data[2:end].split(b"\r\n") if end else ())):
            self._part = _Part.BODY
        else:
            self._part = _Part.ODD

    def _hold(self, data: bytes) -> None:
        if len(data) <= _LONGEST:
            self._held = data
        else:
            self._part = _Part.ODD


def _head(text: bytes) -> tuple[int, dict[bytes, bytes]] | None:
    """
    The status and the fields of a head, or None when a line is odd or a field that frames the body comes twice.
    """
    first, *lines = text.split(b"\r\n")
    status = _STATUS.fullmatch(first)
    fields: dict[bytes, bytes] = {}
    for line in lines:
        field = _FIELD.fullmatch(line)
        if field is None:
            return None
        name = field[1].lower()
        if name in fields and name in (b"content-length", b"transfer-encoding"):
            return None
        fields[name] = (fields[name] + b"," if name in fields else b"") + field[2].strip()
    return (int(status[1]), fields) if status else None


_CHUNKED = _ODD = -1


def _length(status: int, fields: dict[bytes, bytes]) -> int | None:
    """
    The length of a body, `_CHUNKED`, or None when it cannot be told, as with both framings at once.
    """
    length, coding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if b"close" in fields.get(b"connection", b"").lower():
        return None
    if status in _WITHOUT_BODY:
        return 0 if coding is None and length in (None, b"0") else None
    if coding is None and length is not None and _LENGTH.fullmatch(length):
        return int(length)
    return _CHUNKED if length is None and coding is not None and coding.lower() == b"chunked" else None

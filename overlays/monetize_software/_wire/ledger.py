"""
Proves from the raw bytes of an answer that it is over, and nothing follows. Reads no socket.

Only then may a connection carry the next request: what came too much would be taken for the next user's answer.
Whatever is not plainly one answer in the words of RFC 9112 is unproven, which costs no more than a new connection.
"""

from __future__ import annotations

import re

__all__ = ["LONGEST_PROVEN", "is_whole"]

LONGEST_PROVEN = 256 << 10
"""Bytes. The connection of a longer answer is not used again, so that no second copy of it is kept."""

_STATUS = re.compile(rb"HTTP/1\.1 ([1-9][0-9]{2})(?: [^\r\n]*)?")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\r\n]*)")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?")
_LENGTH = re.compile(rb"[0-9]{1,9}")
_WITHOUT_BODY = (204, 304)


def is_whole(raw: bytes) -> bool:
    """
    Tell whether the bytes are exactly one final answer whose connection stays open, after any number of 1xx answers.
    """
    at, status = 0, 100
    fields: dict[bytes, bytes] = {}
    while 100 <= status < 200:
        end = raw.find(b"\r\n\r\n", at)
        head = _head(raw[at:end]) if end >= 0 else None
        if head is None or head[0] == 101:  # 101 hands the connection over to another protocol
            return False
        status, fields = head
        at = end + 4
    if b"close" in fields.get(b"connection", b"").lower():
        return False
    return _body_end(raw, at, status, fields) == len(raw)


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


def _body_end(raw: bytes, at: int, status: int, fields: dict[bytes, bytes]) -> int | None:
    """
    Where the body ends that begins at `at`; None when that cannot be told, as with both framings at once.
    """
    length, coding = fields.get(b"content-length"), fields.get(b"transfer-encoding")
    if status in _WITHOUT_BODY:
        return at if coding is None and length in (None, b"0") else None
    if coding is None and length is not None and _LENGTH.fullmatch(length):
        return at + int(length)
    if length is None and coding is not None and coding.lower() == b"chunked":
        return _chunks_end(raw, at)
    return None


def _chunks_end(raw: bytes, at: int) -> int | None:
    """
    Where the chunks and the trailer that begin at `at` end.
    """
    while True:
        end = raw.find(b"\r\n", at)
        size = _SIZE.fullmatch(raw, at, end) if end >= 0 else None
        if size is None:
            return None
        at = end + 2
        if int(size[1], 16) == 0:
            return _trailer_end(raw, at)
        at += int(size[1], 16)
        if raw[at : at + 2] != b"\r\n":
            return None
        at += 2


def _trailer_end(raw: bytes, at: int) -> int | None:
    while (end := raw.find(b"\r\n", at)) > at:
        if not _FIELD.fullmatch(raw, at, end):
            return None
        at = end + 2
    return at + 2 if end == at else None

"""
Reads what a refusal has to say, within bounds of size and time, and lets go of its connection.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from monetize_software._exchange import Reply
from monetize_software.errors import NetworkError

from .decoding import Undecodable, unpacking

if TYPE_CHECKING:
    from monetize_software._wire.streaming import AsyncStream, SyncStream

__all__ = ["collect", "collect_async", "reply_of"]

_MOST = 65536
"""Bytes of a refusal that are read."""

_SECONDS = 5.0
"""And how long they may take."""


def collect(stream: SyncStream) -> Reply:
    """
    Read a refusal. One that breaks is what came of it.
    """
    body, until = bytearray(), monotonic() + _SECONDS
    stream.hurry(_SECONDS)
    try:
        for piece in stream:
            body += piece
            if len(body) >= _MOST or monotonic() > until:
                break
    except NetworkError:
        pass
    finally:
        stream.close()
    return reply_of(stream, bytes(body))


async def collect_async(stream: AsyncStream) -> Reply:
    """
    Read a refusal, awaiting. One that breaks is what came of it.
    """
    body, until = bytearray(), monotonic() + _SECONDS
    stream.hurry(_SECONDS)
    try:
        async for piece in stream:
            body += piece
            if len(body) >= _MOST or monotonic() > until:
                break
    except NetworkError:
        pass
    finally:
        await stream.aclose()
    return reply_of(stream, bytes(body))


def reply_of(stream: SyncStream | AsyncStream, body: bytes) -> Reply:
    """
    What a refusal says, as the rules for errors read it.
    """
    return Reply(stream.status, stream.raw_headers, _unpacked(stream, body)[:_MOST], stream.reason)


def _unpacked(stream: SyncStream | AsyncStream, body: bytes) -> bytes:
    if stream.unpacked:
        return body
    unpacked = bytearray()
    try:
        for piece in unpacking(stream.raw_headers).feed(body):
            unpacked += piece
            if len(unpacked) >= _MOST:
                break
    except Undecodable:
        return bytes(unpacked) or body
    return bytes(unpacked)

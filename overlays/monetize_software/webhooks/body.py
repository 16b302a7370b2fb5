"""
Takes the body of a delivery as raw bytes and bounds its size. Never decodes it.
"""

from __future__ import annotations

from inspect import iscoroutine
from typing import Final, TypeAlias

__all__ = ["LARGEST_BODY", "Body", "raw_bytes"]

Body: TypeAlias = bytes | bytearray | memoryview

LARGEST_BODY: Final = 1024 * 1024
"""Bytes; the vendor sends at most 1 MB."""

_HINT = (
    "Pass the raw body, because only the exact bytes are signed: request.get_data() in Flask, request.body in Django, "
    "await request.body() in FastAPI and Starlette, event['body'].encode() in AWS Lambda."
)


def raw_bytes(body: object) -> bytes:
    """
    Return the body as `bytes`.

    Raises:
        TypeError: It is text or parsed JSON. A mistake of the receiver's code, so it is not a `WebhookError`: answered
            with 5xx the delivery is sent again, answered with 4xx it would be lost.
    """
    if isinstance(body, bytes):
        return body
    if isinstance(body, bytearray):
        return bytes(body)
    if isinstance(body, memoryview):
        return body.tobytes()
    if iscoroutine(body):
        body.close()  # or Python warns, somewhere else, that nobody awaited it
    raise TypeError(f"The body must be bytes, not {type(body).__name__}. {_HINT}")

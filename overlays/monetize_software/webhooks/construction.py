"""
Verifies a delivery, then reads it. What most receivers call.
"""

from __future__ import annotations

from .body import Body
from .events import WebhookEvent
from .parsing import parse
from .signature import Headers, Secrets, verify

__all__ = ["construct_event"]


def construct_event(body: Body, headers: Headers, secret: Secrets, *, allow_unsigned: bool = False) -> WebhookEvent:
    """
    Verify a delivery, then read it; see `verify` and `parse`.

    Args:
        body: The raw body.
        headers: The request's headers.
        secret: The webhook's secret, or several while one replaces another.
        allow_unsigned: Also accept a delivery without any signature header.

    Raises:
        SignatureVerificationError: The signature is missing, malformed or wrong. Answer 401.
        WebhookPayloadError: The body is not an event. Answer 400.
        ConfigurationError: The secret is empty.
        TypeError: The body is not bytes, or the headers are not all of the request's headers.
    """
    try:
        verify(body, headers, secret, allow_unsigned=allow_unsigned)
    finally:
        del secret, headers  # reporters of errors show the variables of every frame that an exception passed
    return parse(body)

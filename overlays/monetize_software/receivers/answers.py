"""
What a delivery is answered, each status on purpose: after 4xx the vendor never sends the event again, after 5xx it
does.

| Status | When |
|---|---|
| 200 | recorded, known before, of no interest, or signed and not readable: all kept |
| 400 | unsigned, where that is allowed, and not an event |
| 401 | no signature, a malformed one, or one of another secret |
| 405 | not POST |
| 413 | over 1 MB |
| 500 | a handler failed, or something before us has eaten the body |
| 503 | the store failed or was too slow, the body came too slowly, or the secret is not proven yet |
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, NamedTuple

__all__ = [
    "BODY_CONSUMED",
    "BODY_SHORT",
    "FAILED",
    "KNOWN",
    "METHOD_NOT_ALLOWED",
    "NOT_AN_EVENT",
    "NO_SECRET",
    "PROBED",
    "RECORDED",
    "REFUSED",
    "STORE_FAILED",
    "TOO_LARGE",
    "TOO_SLOW",
    "UNPROVEN",
    "UNREADABLE",
    "Answer",
]


class Answer(NamedTuple):
    """
    A status, and a line for the vendor's delivery log, which keeps 1,000 characters of it.
    """

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        """
        The line as bytes.
        """
        return f"{self.text}\n".encode()

    @property
    def reason(self) -> str:
        """
        The status with its words, as WSGI wants it.
        """
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    @property
    def all_headers(self) -> list[tuple[str, str]]:
        """
        Headers, those of the body included.
        """
        plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(self.body)))]
        return [*plain, *self.headers]


_ALLOW: Final = (("Allow", "POST"),)

RECORDED: Final = Answer(200, "recorded")
KNOWN: Final = Answer(200, "known before")
UNREADABLE: Final = Answer(200, "kept; it is signed and this release cannot read it")
PROBED: Final = Answer(200, "a receiver of webhooks; send POST")
NOT_AN_EVENT: Final = Answer(400, "not an event")
REFUSED: Final = Answer(401, "the signature is missing, malformed, or of another secret")
METHOD_NOT_ALLOWED: Final = Answer(405, "send POST", _ALLOW)
TOO_LARGE: Final = Answer(413, "over 1 MB")
FAILED: Final = Answer(500, "kept; a handler failed")
BODY_CONSUMED: Final = Answer(500, "the body was read before it came to the receiver; a middleware reads it")
STORE_FAILED: Final = Answer(503, "the store failed")
TOO_SLOW: Final = Answer(503, "took too long")
BODY_SHORT: Final = Answer(503, "the body is shorter than announced")
UNPROVEN: Final = Answer(503, "the signature is of another secret, and no delivery has proven this one yet")
NO_SECRET: Final = Answer(503, "the receiver has no secret to verify with")

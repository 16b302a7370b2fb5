"""
Verifies deliveries with one secret or several, and knows which of them a delivery has proven right. Logs none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple, cast

from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError, SignatureVerificationError
from monetize_software.webhooks.signature import Headers, Secrets, is_claimed, verify

__all__ = ["Verdict", "WebhookSecrets"]


class Verdict(NamedTuple):
    """
    What the signature of a delivery says.

    Attributes:
        kind: "signed"; "unsigned" where that is allowed; "refused"; "mismatch" if it is well-formed, but of another
            secret; "no_secret" where there is none to verify with.
        place: Which of the secrets fits, from 0.
    """

    kind: Literal["signed", "unsigned", "refused", "mismatch", "no_secret"]
    place: int = 0


class WebhookSecrets:
    """
    The secrets of a receiver.

    Args:
        given: One secret, a list of them, or a function that returns either, asked at each delivery.
        allow_unsigned: Also accept a delivery without any signature header.
    """

    def __init__(self, given: Secrets | Callable[[], Secrets], *, allow_unsigned: bool) -> None:
        self._given = Secret(given)
        self._allow_unsigned = allow_unsigned
        self._proven: set[bytes] = set()
        if not callable(given):
            self._check(given)

    def judge(self, body: bytes, headers: Headers) -> Verdict:
        """
        Verify a delivery.
        """
        try:
            secrets = _several(self._given)
        except Exception:  # its text may hold what it asked for
            return Verdict("no_secret")
        for place, secret in enumerate(secrets):
            kind = self._judge_one(body, headers, secret)
            if kind != "mismatch":
                if kind == "signed":
                    self._proven.add(_fingerprint(secret))
                return Verdict(kind, place)
        return Verdict("mismatch" if secrets else "no_secret")

    @property
    def proven(self) -> bool:
        """
        Whether one of the secrets has verified a delivery since the start.
        """
        try:
            return any(_fingerprint(secret) in self._proven for secret in _several(self._given))
        except Exception:
            return False

    def _judge_one(
        self, body: bytes, headers: Headers, secret: Secret
    ) -> Literal["signed", "unsigned", "refused", "mismatch", "no_secret"]:
        try:
            verify(body, headers, secret.reveal())
        except SignatureVerificationError:
            pass
        except ConfigurationError:
            return "no_secret"
        else:
            return "signed"
        claimed = is_claimed(headers)
        if claimed is None and self._allow_unsigned:
            return "unsigned"
        return "mismatch" if claimed else "refused"

    def _check(self, given: Any) -> None:
        usable = bool(given) and all(
            isinstance(one.reveal(), (str, bytes)) and one.reveal().strip() for one in _several(Secret(given))
        )
        del given
        if not usable:
            raise ConfigurationError("The webhook secret is missing, empty or not text. Pass the one of the webhook.")


def _several(given: Secret) -> list[Secret]:
    value = given.reveal()
    try:
        found = value() if callable(value) else value
        if isinstance(found, (list, tuple, set, frozenset)):
            return [Secret(one) for one in cast("Iterable[Any]", found)]
        return [Secret(found)]
    finally:
        del value  # reporters of errors show the variables of every frame that an exception passed


def _fingerprint(secret: Secret) -> bytes:
    key = secret.reveal()
    return hashlib.sha256(key.encode() if isinstance(key, str) else key).digest()

"""
The secrets of a sign-in at another provider (PKCE). The only chance in this room beside the holders' names.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe

from monetize_software._secret import Secret

__all__ = ["LIVES", "challenge_of", "new_state", "new_verifier"]

LIVES = 600.0
"""Seconds in which the user has to come back."""


def new_verifier() -> Secret:
    """
    A verifier: 86 characters.
    """
    return Secret(token_urlsafe(64))


def new_state() -> str:
    """
    Names one sign-in that is under way.
    """
    return token_urlsafe(24)


def challenge_of(verifier: Secret) -> str:
    """
    What the service is shown of a verifier at the beginning.
    """
    return urlsafe_b64encode(sha256(verifier.reveal().encode()).digest()).rstrip(b"=").decode()

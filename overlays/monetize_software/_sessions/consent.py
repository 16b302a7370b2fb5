"""
Reads what a callback page was told: the code of a consent, or why there is none. Asks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from monetize_software._secret import Secret
from monetize_software.errors import AuthenticationError, IdentityAlreadyLinkedError, InvalidRequestError

__all__ = ["consent_of"]

_TAKEN = "identity_already_exists"


def consent_of(code: Secret | None, answer: Secret | None) -> Secret | AuthenticationError:
    """
    The code to exchange, or the error that stands for a refusal.

    Args:
        code: The code itself, or None.
        answer: What the callback page was told, or None. Hidden whole, for the code is in it.

    Raises:
        InvalidRequestError: Neither was given, or both, or an answer that is no mapping.
    """
    if (code is None) == (answer is None):
        raise InvalidRequestError("Hand over the code, or the callback page's answer as it came: one of both.")
    if answer is None:
        return cast("Secret", code)
    if not isinstance(answer.reveal(), Mapping):
        kind = type(answer.reveal()).__name__
        raise InvalidRequestError(f"answer must be what the callback page was told, as a mapping, not {kind}.")
    return _given(answer.reveal()) or _refusal(answer.reveal())


def _given(answer: Mapping[str, Any]) -> Secret | None:
    code = answer.get("code")
    granted = isinstance(code, str) and code != "" and answer.get("status", "success") == "success"
    return Secret(code) if granted else None


def _refusal(answer: Mapping[str, Any]) -> AuthenticationError:
    error = _text(answer, "error")
    words = _text(answer, "description", "error_description")
    # Callback pages of some releases pass on the words alone.
    if _TAKEN in (error, _text(answer, "errorCode", "error_code")) or "already linked" in words.lower():
        return IdentityAlreadyLinkedError(words or "This identity belongs to another account already")
    return AuthenticationError(words or error or "The provider answered without a code", code="oauth_failed")


def _text(answer: Mapping[str, Any], *names: str) -> str:
    found = next((answer[name] for name in names if name in answer), "")
    return found if isinstance(found, str) else ""

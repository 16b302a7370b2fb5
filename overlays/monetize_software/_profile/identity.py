"""
Says who a call is about and which credential it carries. Never keeps a current user.

Rules of this module:

1. Identity is a value. It comes in as an argument and goes out in a `Call`; nothing here can be changed later.
2. A call carries one credential: the bound bearer if the operation takes one, else the owner's key, else none.
3. The owner's key goes only to operations that take it; see `CredentialRule`.
"""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from monetize_software._exchange import Credential
from monetize_software._secret import Secret
from monetize_software.errors import AuthenticationError, ConfigurationError, IdentityRequiredError

from .arguments import digits, email_address, is_uuid, text

__all__ = ["CredentialRule", "Identity", "check_bearer", "choose_credential"]


def _clean_email(value: str | None) -> str | None:
    return None if value is None else email_address("email", value)


def _clean_user_id(value: str | int | None) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = digits(value)
    elif is_uuid(value):
        value = str(value)
    return None if value is None else text("user_id", value, longest=255)


@frozen(repr=False)
class Identity:
    """
    The user a call is about. Immutable, and safe to print: its repr shows neither value.

    Args:
        email: The user's e-mail, sent as given (trimmed). Matched without regard to case.
        user_id: The service's user id (`CheckoutResult.user_id`), or your own id that a checkout stored as
            `userMeta.userId`. The e-mail is the safer key; give both when you know both.
    """

    __module__ = "monetize_software"

    email: str | None = field(default=None, converter=_clean_email)
    user_id: str | None = field(default=None, converter=_clean_user_id)

    def __bool__(self) -> bool:
        return self.email is not None or self.user_id is not None

    def __repr__(self) -> str:
        known = [name for name in ("email", "user_id") if getattr(self, name, None) is not None]
        return f"Identity({', '.join(f'{name}=***' for name in known)})"


NOBODY = Identity()


class CredentialRule(Enum):
    """
    Which credentials an operation takes.
    """

    PUBLIC = "public"
    """No key ever; the bearer when there is one."""
    EITHER = "either"
    """The bearer when there is one, else the key. One of them is needed."""
    GUEST = "guest"
    """The bearer when there is one, else the key when there is one."""
    OWNER = "owner"
    """The key only."""
    OPEN = "open"
    """Neither."""


def choose_credential(rule: CredentialRule, *, has_key: bool, has_bearer: bool) -> Credential:
    """
    Choose the one credential of a call.

    Raises:
        ConfigurationError: The operation needs a credential that the client was not given (`apikey_required`).
    """
    if has_bearer and rule in _BEARER_FIRST:
        return Credential.BEARER
    if has_key and rule in _KEY_ALLOWED:
        return Credential.KEY
    if rule in _CREDENTIAL_NEEDED:
        raise ConfigurationError(_NEEDED[rule], code="apikey_required")
    return Credential.NONE


_BEARER_FIRST = frozenset({CredentialRule.PUBLIC, CredentialRule.EITHER, CredentialRule.GUEST})
_KEY_ALLOWED = frozenset({CredentialRule.EITHER, CredentialRule.GUEST, CredentialRule.OWNER})
_NEEDED = {
    CredentialRule.OWNER: (
        "This operation needs the owner's key: give the client an api_key. A bearer is not accepted here."
    ),
    CredentialRule.EITHER: (
        "This operation needs a credential: give the client an api_key, or bind a user with with_bearer()."
    ),
}
_CREDENTIAL_NEEDED = frozenset(_NEEDED)


def require_identity(identity: Identity, credential: Credential) -> None:
    """
    Refuse a call that does not say which user it is about. A bearer says it by itself.
    """
    if credential is not Credential.BEARER and not identity:
        raise IdentityRequiredError(
            "This operation needs to know the user. Bind one with client.for_user(), by e-mail or user id."
        )


def require_email(identity: Identity, credential: Credential, code: str = "identity_required") -> None:
    """
    Refuse a call that needs the user's e-mail, where a user id is not enough.
    """
    if credential is not Credential.BEARER and identity.email is None:
        raise IdentityRequiredError(
            "This operation needs the user's e-mail; an id is not enough. Bind it with client.for_user().",
            code=code,
        )


def check_bearer(token: object) -> Secret:
    """
    Return a bearer that may stand in a header, hidden.

    Args:
        token: A `Secret`; anything else counts as none.

    Raises:
        AuthenticationError: It is not a non-empty printable ASCII text without blanks.
    """
    if isinstance(token, Secret) and _fits_a_header(token.reveal()):
        return token
    raise AuthenticationError(
        "The bearer is empty or cannot stand in a header. Pass the access token alone, without the word before it.",
        code="invalid_token",
    )


def _fits_a_header(token: object) -> bool:
    return isinstance(token, str) and token != "" and token.isascii() and token.isprintable() and " " not in token

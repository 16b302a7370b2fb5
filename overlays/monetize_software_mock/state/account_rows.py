"""
Declares the rows that accounts are kept in, one dataclass per table. Never reads or writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .quick import quick


@quick
@dataclass(frozen=True, slots=True)
class BearerToken:
    """
    An access token of a user.

    Attributes:
        digest: SHA-256 of the token, so that no comparison of worlds shows one.
        session_id: The session it belongs to; None for one that was there from the start without one.
    """

    digest: str
    user_id: str
    expires_at: int
    session_id: str | None = None


@quick
@dataclass(frozen=True, slots=True)
class Credential:
    """
    The password of a user.

    Attributes:
        digest: Salted hash of the password.
        confirmed: The e-mail was confirmed; until then the password signs nobody in.
    """

    user_id: str
    salt: str
    digest: str
    confirmed: bool


@quick
@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """
    Who a user is at another service; `subject` is their e-mail there, in the form e-mails are compared in.
    """

    id: str
    provider: str
    subject: str
    user_id: str
    created: int


@quick
@dataclass(frozen=True, slots=True)
class AuthSession:
    """
    A session of a user on the paywall where it began: all refresh tokens that came of one sign-in.

    Attributes:
        ended_at: When it was signed out of, or one of its tokens was used twice; None while it lives.
    """

    id: str
    user_id: str
    paywall_id: str
    created: int
    ended_at: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class RefreshToken:
    """
    A refresh token.

    Attributes:
        parent: Id of the token it was given in exchange for; None for a session's first.
        used_at: When it was exchanged.
    """

    id: str
    token: str
    session_id: str
    parent: str | None
    created: int
    expires_at: int
    used_at: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class Code:
    """
    A code that works once: of a mail, or of a consent page.

    Attributes:
        kind: `otp`, `confirm`, `reset`, `upgrade` or `oauth`.
        secret: What is typed or passed on; empty while a consent is still asked for.
        link_secret: The secret of the link that does the same; empty without one.
        user_id: Whom it is for, where that is known.
        data: What is to be done with it, such as the metadata to store.
    """

    id: str
    kind: str
    secret: str
    link_secret: str
    email: str | None
    email_key: str | None
    user_id: str | None
    paywall_id: str
    data: Mapping[str, Any]
    created: int
    expires_at: int
    used_at: int | None = None


@quick
@dataclass(frozen=True, slots=True)
class MailRow:
    """
    A mail that was sent.

    Attributes:
        sequence: Order in which they were sent; None until then.
        kind: `otp`, `confirm`, `reset` or `upgrade`.
        code: The digits in it; None when it has a link only.
        link: The link in it; None when it has a code only.
    """

    sequence: int | None
    paywall_id: str
    recipient: str
    email_key: str
    kind: str
    subject: str
    code: str | None
    link: str | None
    created: int


@quick
@dataclass(frozen=True, slots=True)
class Attempted:
    """
    Something that is counted against a limit; `scope` is what is limited and whose it is, hashed.
    """

    sequence: int | None
    scope: str
    at: int

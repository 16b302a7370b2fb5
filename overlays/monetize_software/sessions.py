"""
What signing in answers: sessions and outcomes as values. None of them prints a token or an e-mail address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal, TypeAlias

from attrs import field, frozen

from . import models
from ._printing import Printed
from ._secret import Secret
from .storage.facade import Store
from .storage.protocols import AsyncSessions, Sessions

__all__ = [
    "AlreadyRegistered",
    "AsyncSessionHook",
    "AsyncSessionStore",
    "ConfirmationRequired",
    "LastLogin",
    "OAuthFlow",
    "Session",
    "SessionChange",
    "SessionHook",
    "SessionStore",
    "SignUpOutcome",
    "SignedIn",
    "UpgradeOutcome",
    "Upgraded",
]


def _masked(value: Any) -> str:
    return "None" if value is None else "***"


@frozen(eq=False, repr=False)
class Session(Printed):
    """
    Somebody who is signed in. A value of one moment: the tokens in it are replaced at each refresh, so ask the handle
    for a token when you need one, and keep no `Session` for later.

    Attributes:
        user: Who it is.
        expires_at: When the access token ends, by this machine's clock; it is renewed by itself before.
        method: How they signed in: "email", "otp", "oauth" or "anonymous".
    """

    user: models.AuthUser
    expires_at: datetime
    method: str
    _access: Secret = field(alias="access")
    _refresh: Secret = field(alias="refresh")

    @property
    def access_token(self) -> str:
        """
        The access token, for a front end that calls the service itself.
        """
        token: str = self._access.reveal()
        return token

    @property
    def refresh_token(self) -> str:
        """
        The refresh token. It serves once: whoever uses it elsewhere ends this session.
        """
        token: str = self._refresh.reveal()
        return token

    @property
    def is_anonymous(self) -> bool:
        """
        Whether the user has no account.
        """
        return self.user.is_anonymous is True


@frozen
class SignedIn:
    """
    The account is there and signed in.

    Attributes:
        session: The session.
        kind: "signed_in".
    """

    session: Session
    kind: Literal["signed_in"] = "signed_in"


@frozen
class ConfirmationRequired:
    """
    A mail was sent. The account works once its code went through `verify_otp(type="signup")`, or its link was opened.

    Attributes:
        email: Where the mail went.
        user_id: The service's id of the user.
        kind: "confirmation_required".
    """

    email: str = field(repr=_masked)
    user_id: str
    kind: Literal["confirmation_required"] = "confirmation_required"


@frozen
class AlreadyRegistered:
    """
    The e-mail has an account already: let the user sign in, or reset the password.

    Attributes:
        email: The e-mail.
        kind: "already_registered".
    """

    email: str = field(repr=_masked)
    kind: Literal["already_registered"] = "already_registered"


@frozen
class Upgraded:
    """
    The anonymous user has an account now, and the same id.

    Attributes:
        session: The session; its tokens are those from before.
        kind: "updated".
    """

    session: Session
    kind: Literal["updated"] = "updated"


SignUpOutcome: TypeAlias = SignedIn | ConfirmationRequired | AlreadyRegistered
"""What became of a sign-up; told apart by class or by `kind`."""

UpgradeOutcome: TypeAlias = Upgraded | ConfirmationRequired
"""What became of an upgrade; told apart by class or by `kind`."""


@frozen
class OAuthFlow:
    """
    A sign-in at another provider that has begun.

    Attributes:
        authorize_url: Where to send the user.
        state: Names it; hand it to `complete_oauth_flow()` with the code, within ten minutes.
    """

    authorize_url: str = field(repr=_masked)
    state: str = field(repr=_masked)


@frozen
class LastLogin:
    """
    How somebody signed in last.

    Attributes:
        method: "email", "otp" or the provider's name, such as "google".
        email: Their e-mail, masked, such as "a***@example.com"; None when they have none.
    """

    method: str
    email: str | None = field(repr=_masked)


@frozen
class SessionChange:
    """
    What happened to a session, for listeners.

    Attributes:
        kind: "signed_in", "signed_out", "token_refreshed", "user_updated" or "password_recovery".
        key: The session's key, which may be a secret of yours.
        session: The session now; for "signed_out" the one that ended.
    """

    kind: str
    key: str = field(repr=_masked)
    session: Session


SessionHook: TypeAlias = Callable[[SessionChange], None]
"""Is told what happened to a session."""

AsyncSessionHook: TypeAlias = Callable[[SessionChange], Awaitable[None] | None]
"""Is told what happened to a session; may be async."""

SessionStore: TypeAlias = Store | Sessions
"""Keeps sessions: a store of `monetize_software.storage`, or an object of yours with the methods of its `Sessions`."""

AsyncSessionStore: TypeAlias = Store | Sessions | AsyncSessions
"""The same; an object of yours may await."""


def __dir__() -> list[str]:
    return sorted(__all__)

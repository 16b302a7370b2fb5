"""
What a store keeps for one session, its form in bytes, and how fresh its token is. Prints no token.

A row holds one of five things: a `Record`, an `Alias` that says the session is the guest's (whose tokens have a row of
their own, because they outlive a sign-out), an `Ended` that says why there is no session any more, the `Pending` of a
sign-in that is under way at another provider, or the `Last` of how somebody signed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from json import dumps, loads
from typing import Any, NamedTuple, cast

from attrs import evolve, field, frozen

from monetize_software._printing import Printed, Value
from monetize_software._secret import Secret
from monetize_software.errors import StorageError

__all__ = [
    "Alias",
    "Attempt",
    "Ended",
    "Entry",
    "Freshness",
    "Last",
    "Pending",
    "Record",
    "Tokens",
    "freshness",
    "pack",
    "unpack",
]

FORMAT = 1
LEEWAY = 60.0
"""Seconds before its end at which a token is renewed; a tenth of its life where that is less."""
YOUNG = 30.0
"""Seconds. A younger token is renewed after a 401 alone: a server that names tiny lives would be asked at each call."""


class Tokens(NamedTuple):
    """
    What a sign-in or a refresh answers.
    """

    access: Secret
    refresh: Secret
    expires_in: float


@frozen
class Attempt:
    """
    A refresh that may be under way.

    Attributes:
        holder: Who does it: one process, and one event loop in it.
        number: Counts the requests, so that one that goes on looks different each time.
    """

    holder: str
    number: int


@frozen(repr=False)
class Record(Printed):
    """
    A session.

    Attributes:
        login: Names one sign-in; what a refresh brings belongs to the same login.
        access: The access token.
        refresh: The refresh token; each refresh replaces both.
        received_at: When they came, in seconds since 1970 by the clock of whoever received them.
        expires_in: Seconds from then that the access token lives.
        user: The user, as the service describes them.
        method: How they signed in: "email", "otp", "anonymous" or "oauth".
        attempt: A refresh that may be under way.
        failures: Refreshes in a row that failed.
        rests_until: No refresh before this time, in seconds since 1970; 0 when none failed.
    """

    login: str
    access: Secret = field(eq=lambda secret: secret.reveal())
    refresh: Secret = field(eq=lambda secret: secret.reveal())
    received_at: float
    expires_in: float
    user: Mapping[str, Any] = field(repr=False)
    method: str
    attempt: Attempt | None = None
    failures: int = 0
    rests_until: float = 0.0

    def renewed(self, tokens: Tokens, now: float) -> Record:
        """
        Return what stands after a refresh.
        """
        return evolve(
            self,
            access=tokens.access,
            refresh=tokens.refresh,
            received_at=now,
            expires_in=tokens.expires_in,
            attempt=None,
            failures=0,
            rests_until=0.0,
        )

    @property
    def is_anonymous(self) -> bool:
        """
        Whether the user has no account.
        """
        return self.user.get("is_anonymous") is True


@frozen
class Alias:
    """
    The session is the guest's.
    """


@frozen
class Ended:
    """
    The service ended the session.

    Attributes:
        code: Why; the `code` of the error that everybody is told.
    """

    code: str


@frozen(eq=False, repr=False)
class Pending(Value):
    """
    A sign-in that is under way at another provider.

    Attributes:
        verifier: What proves that whoever ends it began it.
        until: When it is too late, in seconds since 1970.
        provider: Which one; empty when an older release began it.
    """

    verifier: Secret
    until: float
    provider: str = ""


@frozen(eq=False, repr=False)
class Last(Value):
    """
    How somebody signed in last.

    Attributes:
        method: "email", "otp" or the provider's name.
        email: Their e-mail, masked before it came here: whoever has the session's key after a sign-out is nobody.
    """

    method: str
    email: str | None = field(repr=False)


Entry = Record | Alias | Ended | Pending | Last


class Freshness(Enum):
    """
    What may be done with an access token.
    """

    FRESH = "use it"
    AGEING = "use it, and renew it soon"
    SHORT = "renew it first, or use it where that fails"
    STALE = "renew it first"


def freshness(record: Record, rejected: Secret | None, now: float, lasting: int = 0) -> Freshness:
    """
    Tell what may be done with a session's access token.

    Args:
        record: The session.
        rejected: A token that a server refused, or None.
        now: Seconds since 1970.
        lasting: Seconds for which it is wanted; half of its life, where that is less.
    """
    if rejected is not None and rejected.reveal() == record.access.reveal():
        return Freshness.STALE
    age = now - record.received_at
    left = record.expires_in - age
    leeway, wanted = min(LEEWAY, record.expires_in / 10), min(lasting, record.expires_in / 2)
    # A negative age is a clock that was put back. Nothing is known then, and a 401 will say the rest.
    if age < YOUNG or left > max(leeway, wanted):
        return Freshness.FRESH
    if left <= 0:
        return Freshness.STALE
    return Freshness.SHORT if left < wanted else Freshness.AGEING


def pack(entry: Entry) -> bytes:
    """
    Write what a row holds.
    """
    match entry:
        case Alias():
            content: dict[str, Any] = {"guest": True}
        case Ended():
            content = {"ended": entry.code}
        case Pending():
            content = {"verifier": entry.verifier.reveal(), "until": entry.until, "provider": entry.provider}
        case Last():
            content = {"last": entry.method, "email": entry.email}
        case Record():
            content = _content(entry)
    return dumps({"format": FORMAT, **content}, ensure_ascii=False, separators=(",", ":")).encode()


def _content(record: Record) -> dict[str, Any]:
    attempt = record.attempt
    return {
        "login": record.login,
        "access": record.access.reveal(),
        "refresh": record.refresh.reveal(),
        "received_at": record.received_at,
        "expires_in": record.expires_in,
        "user": dict(record.user),
        "method": record.method,
        "attempt": None if attempt is None else [attempt.holder, attempt.number],
        "failures": record.failures,
        "rests_until": record.rests_until,
    }


def unpack(data: bytes) -> Entry:
    """
    Read what a row holds.

    Raises:
        StorageError: It is not what this release writes (`session_unreadable`). It is left as it is.
    """
    try:
        return _entry(loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass  # raised below, beside nothing: what the parser says and its frames show is what it read, tokens
    finally:
        del data
    raise StorageError(
        "The stored session cannot be read. A newer release or another program may have written it, or it is "
        "sealed; it was left as it is. sign_out() removes it.",
        code="session_unreadable",
    )


def _entry(content: dict[str, Any]) -> Entry:
    if content["format"] != FORMAT:
        raise ValueError("written by another release")
    if "guest" in content:
        return Alias()
    if "ended" in content:
        return Ended(str(content["ended"]))
    if "verifier" in content:
        return Pending(_token(content["verifier"]), float(content["until"]), str(content.get("provider", "")))
    if "last" in content:
        email = content["email"]
        return Last(str(content["last"]), None if email is None else str(email))
    attempt = content["attempt"]
    return Record(
        login=str(content["login"]),
        access=_token(content["access"]),
        refresh=_token(content["refresh"]),
        received_at=float(content["received_at"]),
        expires_in=float(content["expires_in"]),
        user=cast("dict[str, Any]", dict(content["user"])),
        method=str(content["method"]),
        attempt=None if attempt is None else Attempt(str(attempt[0]), int(attempt[1])),
        failures=int(content["failures"]),
        rests_until=float(content["rests_until"]),
    )


def _token(value: object) -> Secret:
    if not isinstance(value, str):
        raise TypeError("a token is text")
    return Secret(value)

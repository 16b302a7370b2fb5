"""
Decides who is calling. Never decides whether they may.
"""

from __future__ import annotations

from dataclasses import dataclass

from monetize_software_mock.http.messages import Headers
from monetize_software_mock.spec.operations import OWNER_KEY, USER_BEARER, Operation
from monetize_software_mock.state.ids import digest
from monetize_software_mock.state.rows import User
from monetize_software_mock.state.store import Transaction

from .problems import Problem

_MISSING = ("unauthorized", "authorization_required", "apikey_required", "key_required", "invalid_api_key")
"""
Names for a missing credential, the most telling first; an operation documents one of them.
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """
    Whoever holds a valid key.
    """

    account_id: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """
    A user with a valid bearer, and the session it belongs to.
    """

    user: User
    session_id: str | None = None


@dataclass(frozen=True, slots=True)
class Guest:
    """
    Somebody without a credential, where none is needed.
    """


Caller = Owner | SignedIn | Guest


def identify(operation: Operation, headers: Headers, tx: Transaction, now: int) -> Caller:
    """
    Read the credential of a request.

    A bearer wins over a key, and a bad bearer is refused even beside a good key (A-13). A credential that the operation
    does not declare is not looked at.

    Raises:
        Problem: The credential is not valid, or one is needed and none was sent.
    """
    if operation.takes(USER_BEARER) and "authorization" in headers:
        return _signed_in(headers["authorization"], tx, now)
    if operation.takes(OWNER_KEY) and "x-api-key" in headers:
        return _owner(headers["x-api-key"], tx)
    if operation.public:
        return Guest()
    raise missing(operation)


def missing(operation: Operation) -> Problem:
    """
    Return what the operation documents for a missing credential.
    """
    return Problem(next(name for name in _MISSING if name in operation.refusals))


def _signed_in(authorization: str, tx: Transaction, now: int) -> SignedIn:
    scheme, _, token = authorization.partition(" ")
    bearer = tx.bearers.get(digest(token.strip())) if scheme.lower() == "bearer" else None
    user = tx.users.get(bearer.user_id) if bearer and bearer.expires_at > now else None
    if bearer is None or user is None:
        raise Problem("invalid_token")
    return SignedIn(user, bearer.session_id)


def _owner(key: str, tx: Transaction) -> Owner:
    found = tx.api_keys.get(key)
    if found is None:
        raise Problem("invalid_api_key")
    if not found.active:
        raise Problem("key_inactive")
    return Owner(found.account_id)

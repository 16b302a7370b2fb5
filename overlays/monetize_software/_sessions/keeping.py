"""
Begins, changes and ends sessions, as generators of effects. Touches no store, no socket, no clock and no chance.

A sign-in replaces whatever the row held, also what cannot be read, and so does a sign-out: both say what is wanted now.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from attrs import evolve

from monetize_software._secret import Secret
from monetize_software.errors import PaywallError, SessionEndedError, StorageError

from .effects import Flow, Load, Now, Post, Remove, Revoke, Stored, Swap, Tell
from .record import Alias, Ended, Entry, Freshness, Last, Pending, Record, Tokens, freshness
from .refresh import find
from .rows import Rows

__all__ = [
    "begin",
    "begin_anonymous",
    "change_user",
    "forget",
    "last",
    "leave",
    "look",
    "recall",
    "remember",
    "resume_anonymous",
]


def look(rows: Rows) -> Flow[Record | None]:
    """
    The session as it is stored, or None.
    """
    try:
        return (yield from find(rows))[1]
    except SessionEndedError:
        return None


def begin(
    rows: Rows, tokens: Tokens, user: Mapping[str, Any], method: str, what: str = "signed_in", last: str = ""
) -> Flow[Record]:
    """
    Store a new session, and before it how it was begun: a store that fails at either has no session.

    Args:
        last: What is remembered as the way in, where that is not the method.
    """
    record = yield from _arrived(tokens, user, method)
    yield from _write(rows.last, Last(last or method, _masked(user.get("email"))))
    yield from _write(rows.main, record)
    guest = yield from _readable(rows.guest)
    if guest is not None and isinstance(guest.entry, Record) and guest.entry.user.get("id") == user.get("id"):
        yield Remove(rows.guest)  # the anonymous user of before has an account now
    yield Tell(what, record)
    return record


def last(rows: Rows) -> Flow[Last | None]:
    """
    How somebody signed in last, or None.
    """
    stored = yield from _readable(rows.last)
    return stored.entry if stored is not None and isinstance(stored.entry, Last) else None


def _masked(email: object) -> str | None:
    if not isinstance(email, str) or "@" not in email:
        return None
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"


def _arrived(tokens: Tokens, user: Mapping[str, Any], method: str) -> Flow[Record]:
    now: float = yield Now()
    # Each sign-in brings a refresh token that no other ever brought, so its digest names the sign-in.
    login = sha256(tokens.refresh.reveal().encode()).hexdigest()[:16]
    return Record(login, tokens.access, tokens.refresh, now, tokens.expires_in, user, method)


def begin_anonymous(rows: Rows, tokens: Tokens, user: Mapping[str, Any]) -> Flow[Record]:
    """
    Store a new anonymous session: its tokens first, so that nobody finds an alias of nothing.
    """
    record = yield from _arrived(tokens, {**user, "is_anonymous": True}, "anonymous")
    yield from _write(rows.guest, record)
    return (yield from begin_alias(rows, record))


def begin_alias(rows: Rows, record: Record) -> Flow[Record]:
    """
    Say that the session is the guest's.
    """
    yield from _write(rows.main, Alias())
    yield Tell("signed_in", record)
    return record


def resume_anonymous(rows: Rows) -> Flow[Record | None]:
    """
    Take up the anonymous session that a sign-out left, or return None where there is none.
    """
    stored = yield from _readable(rows.guest)
    if stored is None or not isinstance(stored.entry, Record) or not stored.entry.is_anonymous:
        return None
    main = yield from _readable(rows.main)
    if main is None or not isinstance(main.entry, Alias):
        yield from begin_alias(rows, stored.entry)
    return stored.entry


def change_user(rows: Rows, login: str, changes: Mapping[str, Any]) -> Flow[Record]:
    """
    Change what is stored of the user, unless somebody else signed in meanwhile.
    """
    while True:
        row, record, version = yield from find(rows)
        if record.login != login:
            return record
        changed = evolve(record, user={**record.user, **changes})
        if (yield Swap(row, changed, version)) is not None:
            yield Tell("user_updated", changed)
            return changed


def remember(row: str, verifier: Secret, lives: float, provider: str) -> Flow[None]:
    """
    Keep what a sign-in at another provider will need at its end.
    """
    now: float = yield Now()
    yield from _write(row, Pending(verifier, now + lives, provider))


def recall(row: str) -> Flow[Pending | None]:
    """
    Return what was kept for a sign-in, once; None when there is none, or it is too late.
    """
    now: float = yield Now()
    entry = yield from _take(row)
    return entry if isinstance(entry, Pending) and now < entry.until else None


def leave(rows: Rows, *, forget_anonymous: bool) -> Flow[Record | None]:
    """
    End a session here, and return the one that the service should end too.
    """
    main = yield from _take(rows.main)
    if forget_anonymous:
        yield Remove(rows.last)  # somebody wants no trace here
    aliased = isinstance(main, Alias)
    if not aliased and not forget_anonymous:
        record = main
    else:
        guest = yield from _readable(rows.guest)
        record = guest.entry if aliased and guest is not None else main
        if forget_anonymous or not (isinstance(record, Record) and record.is_anonymous):
            taken = yield from _take(rows.guest)
            record = taken if aliased else main
    if not isinstance(record, Record):
        return None
    yield Tell("signed_out", record)
    # An anonymous session can be taken up again, which is all its user has.
    return None if aliased and record.is_anonymous and not forget_anonymous else record


def _take(row: str) -> Flow[Entry | None]:
    """
    Put the end of a session where it was, and return what was there: exactly that, though a refresh goes on beside.
    """
    while True:
        try:
            stored: Stored | None = yield Load(row)
        except StorageError as problem:
            if problem.code != "session_unreadable":
                raise
            yield Remove(row)
            return None
        if stored is None or isinstance(stored.entry, Ended):
            return None
        if (yield Swap(row, Ended("not_authenticated"), stored.version)) is not None:
            return stored.entry


def forget(record: Record) -> Flow[None]:
    """
    Have the service end a session that is not stored any more. Failures change nothing here.
    """
    now: float = yield Now()
    access = record.access
    if freshness(record, None, now) is Freshness.STALE:
        if record.attempt is not None:
            return  # whoever refreshes it finds it gone, and revokes what it gets
        outcome: Tokens | PaywallError = yield Post(record.refresh)
        if not isinstance(outcome, Tokens):
            return
        access = outcome.access
    yield Revoke(access)


def _write(row: str, entry: Entry) -> Flow[None]:
    while True:
        version = 0
        try:
            stored: Stored | None = yield Load(row)
            version = 0 if stored is None else stored.version
        except StorageError as problem:
            if problem.code != "session_unreadable":
                raise
            yield Remove(row)
        if (yield Swap(row, entry, version)) is not None:
            return


def _readable(row: str) -> Flow[Stored | None]:
    try:
        stored: Stored | None = yield Load(row)
    except StorageError as problem:
        if problem.code != "session_unreadable":
            raise
        return None
    return stored

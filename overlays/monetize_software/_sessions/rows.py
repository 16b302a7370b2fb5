"""
Names of the rows of one session. A store never sees the caller's key, which may be a cookie that opens the session.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

__all__ = ["Rows", "flow_row", "rows_of"]


class Rows(NamedTuple):
    """
    Where one session is kept.

    Attributes:
        main: The session.
        guest: The tokens of an anonymous user, which outlive a sign-out.
        last: How somebody signed in last, which outlives it too.
    """

    main: str
    guest: str
    last: str


def rows_of(paywall_id: str, key: str) -> Rows:
    """
    Name the rows of a session.
    """
    return Rows(*(_name(paywall_id, kind, key) for kind in ("session", "guest", "last")))


def flow_row(paywall_id: str, key: str, state: str) -> str:
    """
    Name the row of a sign-in that is under way at another provider. It belongs to one session: who has another's state
    cannot finish that sign-in.
    """
    return _name(paywall_id, "oauth", f"{state}\0{key}")


def _name(paywall_id: str, kind: str, key: str) -> str:
    return sha256(f"{paywall_id}\0{kind}\0{key}".encode()).hexdigest()

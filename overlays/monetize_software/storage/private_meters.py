"""
A ledger that names users by sealed addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from .meters import Allowance, Bounds, Charge, KnownBalance, Meters, Usage

__all__ = ["PrivateMeters", "UserSeal"]


class UserSeal(Protocol):
    """
    What seals and opens.
    """

    def user(self, name: str) -> str:
        """
        Seal what a charge names a user by.
        """
        ...

    def opened_user(self, name: str) -> str:
        """
        The name again.
        """
        ...


class PrivateMeters:
    """
    The ledger of debits.
    """

    def __init__(self, inner: Meters, seal: UserSeal) -> None:
        self._inner, self._seal = inner, seal
        self.never_waits: bool = getattr(inner, "never_waits", False)

    def insert(self, charge: Charge, unless: Bounds | None = None, *, durable: bool = True) -> bool:
        """
        Keep a new row, unless its key has one or a bound stands against it.
        """
        return self._inner.insert(self._sealed(charge), unless, durable=durable)

    def swap(
        self, known: Charge, changed: Charge, balance: KnownBalance | None = None, unless: Bounds | None = None
    ) -> bool:
        """
        Replace a row if nobody changed it since it was read.
        """
        kept = None if balance is None else balance._replace(user=self._seal.user(balance.user))
        return self._inner.swap(self._sealed(known), self._sealed(changed), kept, unless)

    def get(self, key: str) -> Charge | None:
        """
        Read a row.
        """
        row = self._inner.get(key)
        return None if row is None else self._opened(row)

    def listed(
        self, states: Iterable[str], *, user: str | None, type: str | None, after: str, limit: int
    ) -> Sequence[Charge]:
        """
        Rows in these states, by key, from the next one on.
        """
        rows = self._inner.listed(states, user=self._named(user), type=type, after=after, limit=limit)
        return [*map(self._opened, rows)]

    def overdue(self, at: int, *, limit: int) -> Sequence[Charge]:
        """
        Rows whose holder had until then and settled nothing.
        """
        return [*map(self._opened, self._inner.overdue(at, limit=limit))]

    def allowance(self, user: str, type: str) -> Allowance:
        """
        What is known of a user's balance, and what of it is taken.
        """
        return self._inner.allowance(self._seal.user(user), type)

    def close_gate(self, user: str, type: str, until: int) -> None:
        """
        Let nothing be sent until then.
        """
        self._inner.close_gate(self._seal.user(user), type, until)

    def usage(self, *, user: str | None, type: str | None, since: int) -> Sequence[Usage]:
        """
        What was debited, by user and type.
        """
        found = self._inner.usage(user=self._named(user), type=type, since=since)
        return sorted(each._replace(user=self._seal.opened_user(each.user)) for each in found)

    def _named(self, user: str | None) -> str | None:
        return None if user is None else self._seal.user(user)

    def _sealed(self, row: Charge) -> Charge:
        return row._replace(user=self._seal.user(row.user))

    def _opened(self, row: Charge) -> Charge:
        return row._replace(user=self._seal.opened_user(row.user))

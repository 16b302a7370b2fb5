"""
The ledger of debits in this process. Forgets everything when the process ends, which `at most once` then does too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from threading import Lock

from monetize_software._forks import anew_in_a_child
from monetize_software.storage.meters import Allowance, Bounds, Charge, KnownBalance, Usage

__all__ = ["MemoryMeters"]

_TAKEN = ("reserved", "sending", "unknown")
_HELD = ("reserved", "sending")


class MemoryMeters:
    """
    Rows by key.
    """

    never_waits = True

    def __init__(self) -> None:
        self.begin_anew()
        anew_in_a_child(self)
        self._rows: dict[str, Charge] = {}
        self._balances: dict[tuple[str, str], KnownBalance] = {}
        self._gates: dict[tuple[str, str], int] = {}

    def begin_anew(self) -> None:
        """
        Have a lock that nobody holds.
        """
        self._lock = Lock()

    def insert(self, charge: Charge, unless: Bounds | None = None, *, durable: bool = True) -> bool:
        """
        Keep a new row, unless its key has one or a bound stands against it.
        """
        del durable
        with self._lock:
            if charge.key in self._rows or self._is_stopped(charge, unless):
                return False
            self._rows[charge.key] = charge
            return True

    def swap(
        self, known: Charge, changed: Charge, balance: KnownBalance | None = None, unless: Bounds | None = None
    ) -> bool:
        """
        Replace a row if nobody changed it and no bound stands against it.
        """
        with self._lock:
            if self._rows[known.key].version != known.version or self._is_stopped(changed, unless):
                return False
            self._rows[known.key] = changed
            if balance is not None:
                name = (balance.user, balance.type)
                self._balances[name] = max(balance, self._balances.get(name, balance), key=lambda each: each.at)
            return True

    def get(self, key: str) -> Charge | None:
        """
        Read a row.
        """
        return self._rows.get(key)

    def listed(
        self, states: Iterable[str], *, user: str | None, type: str | None, after: str, limit: int
    ) -> Sequence[Charge]:
        """
        Rows in these states, by key, from the next one on.
        """
        wanted = set(states)
        with self._lock:
            found = [row for row in self._rows.values() if row.state in wanted and _is_of(row, user, type)]
        return sorted(row for row in found if row.key > after)[:limit]

    def overdue(self, at: int, *, limit: int) -> Sequence[Charge]:
        """
        Rows whose holder had until then and settled nothing.
        """
        with self._lock:
            found = [row for row in self._rows.values() if row.state in _HELD and row.lease <= at]
        return sorted(found)[:limit]

    def allowance(self, user: str, type: str) -> Allowance:
        """
        What is known of a user's balance, and what of it is taken.
        """
        with self._lock:
            return self._allowance(user, type)

    def close_gate(self, user: str, type: str, until: int) -> None:
        """
        Let nothing be sent until then.
        """
        with self._lock:
            self._gates[user, type] = until

    def usage(self, *, user: str | None, type: str | None, since: int) -> Sequence[Usage]:
        """
        What was debited, by user and type.
        """
        charges: Counter[tuple[str, str]] = Counter()
        tokens: Counter[tuple[str, str]] = Counter()
        with self._lock:
            for row in self._rows.values():
                if row.state == "applied" and _is_of(row, user, type) and (row.settled or 0) >= since:
                    charges[row.user, row.type] += 1
                    tokens[row.user, row.type] += row.amount
        return [Usage(*name, charges[name], tokens[name]) for name in sorted(charges)]

    def _allowance(self, user: str, type: str) -> Allowance:
        known = self._balances.get((user, type))
        taken = sum(row.amount for row in self._rows.values() if row.state in _TAKEN and _is_of(row, user, type))
        return Allowance(known and known.tokens, known.at if known else 0, taken, self._gates.get((user, type), 0))

    def _is_stopped(self, row: Charge, unless: Bounds | None) -> bool:
        if unless is None:
            return False
        known = self._allowance(row.user, row.type)
        is_heard = known.tokens is not None and unless.since is not None and known.at > unless.since
        is_spent = is_heard and known.tokens is not None and known.tokens <= known.taken
        is_closed = unless.gate and known.closed > unless.at
        return is_closed or is_spent or (unless.alone and self._is_on_its_way(row, unless.at))

    def _is_on_its_way(self, row: Charge, at: int) -> bool:
        others = [each for each in self._rows.values() if each.key != row.key and _is_of(each, row.user, row.type)]
        return any(each.state == "sending" and each.lease > at for each in others)


def _is_of(row: Charge, user: str | None, type: str | None) -> bool:
    return user in (None, row.user) and type in (None, row.type)

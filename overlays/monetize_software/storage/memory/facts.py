"""
Facts in this process. Never forgets one, and never writes one to a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any

from monetize_software._forks import anew_in_a_child
from monetize_software.storage.facts import Fact, Finding

__all__ = ["MemoryFacts"]

_NONE: Mapping[tuple[str, str], Fact] = MappingProxyType({})


class MemoryFacts:
    """
    Rows by kind and subject, and each user's.
    """

    never_waits = True

    def __init__(self) -> None:
        self.begin_anew()
        anew_in_a_child(self)
        self._rows: dict[tuple[str, str], Fact] = {}
        self._users: dict[str, dict[tuple[str, str], Fact]] = {}
        self._findings: dict[tuple[str, str, str], Finding] = {}

    def begin_anew(self) -> None:
        """
        Have a lock that nobody holds.
        """
        self._lock = Lock()

    def record(self, tx: Any, facts: Iterable[Fact]) -> None:
        """
        Merge rows; there is no transaction that could be undone.
        """
        del tx
        self.add(facts)

    def add(self, facts: Iterable[Fact], findings: Iterable[Finding] = ()) -> None:
        """
        Merge rows and keep findings.
        """
        with self._lock:
            for fact in facts:
                self._merge(fact)
            for found in findings:
                self._findings[found.user, found.subject, found.kind] = found

    def of_user(self, user: str) -> Sequence[Fact]:
        """
        Every row of a user.
        """
        # One step for the interpreter, so that it needs no lock: reading is what happens at every request.
        return [*self._users.get(user, _NONE).values()]

    def of_identity(self, kind: str, value: str) -> Sequence[Fact]:
        """
        Every row of the user an address or an id belongs to.
        """
        owner = self._rows.get((kind, value))
        return () if owner is None else self.of_user(owner.user)

    def users(self, *, after: str, limit: int) -> Sequence[str]:
        """
        Ids of users, in their order, from the next one on.
        """
        with self._lock:
            return sorted(user for user in self._users if user > after)[:limit]

    def findings(self, *, limit: int) -> Sequence[Finding]:
        """
        The latest findings, newest first.
        """
        with self._lock:
            return sorted(self._findings.values(), reverse=True)[:limit]

    def forget(self, user: str) -> None:
        """
        Remove what says whose addresses and ids they are.
        """
        with self._lock:
            for name in [name for name in self._users.get(user, {}) if name[0] in ("email", "app")]:
                del self._rows[name], self._users[user][name]

    def _merge(self, fact: Fact) -> None:
        name = (fact.kind, fact.subject)
        known = self._rows.get(name)
        if known is not None:
            if fact.key <= known.key:
                return
            del self._users[known.user][name]
        self._rows[name] = fact
        self._users.setdefault(fact.user, {})[name] = fact

"""
Facts and events whose addresses are sealed on the way in, and opened on the way out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from .facts import Fact, Facts, Finding
from .inbox import EventQuery, EventRow, Events, Handling, NewEvent, Recorded, WorkerRow

__all__ = ["PrivateEvents", "PrivateFacts", "RowSeal"]


class RowSeal(Protocol):
    """
    What seals and opens.
    """

    def value(self, kind: str, value: str) -> str:
        """
        Seal what a fact of a kind is about.
        """
        ...

    def fact(self, fact: Fact) -> Fact:
        """
        Seal whom a fact names.
        """
        ...

    def opened_fact(self, fact: Fact) -> Fact:
        """
        The fact again.
        """
        ...

    def body(self, id: str, body: bytes) -> bytes:
        """
        Seal the body of an event.
        """
        ...

    def opened_body(self, id: str, body: bytes) -> bytes:
        """
        The body again.
        """
        ...


class PrivateFacts:
    """
    Facts that name nobody.
    """

    def __init__(self, inner: Facts, seal: RowSeal) -> None:
        self._inner, self._seal = inner, seal
        self.never_waits: bool = getattr(inner, "never_waits", False)

    def record(self, tx: Any, facts: Iterable[Fact]) -> None:
        """
        Merge rows within a transaction that is open.
        """
        self._inner.record(tx, map(self._seal.fact, facts))

    def add(self, facts: Iterable[Fact], findings: Iterable[Finding] = ()) -> None:
        """
        Merge rows and keep findings in a transaction of its own.
        """
        self._inner.add([*map(self._seal.fact, facts)], findings)

    def of_user(self, user: str) -> Sequence[Fact]:
        """
        Every row of a user.
        """
        return [*map(self._seal.opened_fact, self._inner.of_user(user))]

    def of_identity(self, kind: str, value: str) -> Sequence[Fact]:
        """
        Every row of the user an address or an id belongs to.
        """
        return [*map(self._seal.opened_fact, self._inner.of_identity(kind, self._seal.value(kind, value)))]

    def users(self, *, after: str, limit: int) -> Sequence[str]:
        """
        Ids of users.
        """
        return self._inner.users(after=after, limit=limit)

    def findings(self, *, limit: int) -> Sequence[Finding]:
        """
        The latest findings.
        """
        return self._inner.findings(limit=limit)

    def forget(self, user: str) -> None:
        """
        Remove what says whose addresses and ids they are.
        """
        self._inner.forget(user)


class PrivateEvents:
    """
    Events whose bodies are sealed at rest, and whole where handlers read them.
    """

    def __init__(self, inner: Events, seal: RowSeal) -> None:
        self._inner, self._seal = inner, seal
        self.transactional, self.queues = inner.transactional, inner.queues

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Record an event and its facts, and run its handlers.
        """
        facts = [self._seal.fact(each) if isinstance(each, Fact) else each for each in event.facts]
        sealed = event._replace(body=self._seal.body(event.id, event.body), facts=facts)
        return self._inner.record(sealed, None if handling is None else _Opening(handling, self._seal))

    def due(self, receiver: str, at: int, *, limit: int) -> list[str]:
        """
        Subjects whose oldest unfinished event may run now.
        """
        return self._inner.due(receiver, at, limit=limit)

    def work(
        self, receiver: str, subject: str, at: int, handling: Handling, *, owner: str, wait: bool = False
    ) -> EventRow | None:
        """
        Run the oldest unfinished event of a subject.
        """
        opening = _Opening(handling, self._seal)
        return self._opened(self._inner.work(receiver, subject, at, opening, owner=owner, wait=wait))

    def again(self, receiver: str, id: str, at: int, handling: Handling) -> EventRow | None:
        """
        Run an event's handlers again.
        """
        return self._opened(self._inner.again(receiver, id, at, _Opening(handling, self._seal)))

    def get(self, receiver: str, id: str) -> EventRow | None:
        """
        Read one.
        """
        return self._opened(self._inner.get(receiver, id))

    def find(self, query: EventQuery) -> list[EventRow]:
        """
        Read many.
        """
        return [_opened(row, self._seal) for row in self._inner.find(query)]

    def counts(self, receiver: str) -> Mapping[str, int]:
        """
        How many there are of each state.
        """
        return self._inner.counts(receiver)

    def reopen(self, receiver: str, id: str, at: int) -> bool:
        """
        Have a failed or dead event run as if it were new.
        """
        return self._inner.reopen(receiver, id, at)

    def prune(self, receiver: str, *, bodies_before: int, rows_before: int) -> tuple[int, int]:
        """
        Empty the bodies of settled events and remove old rows.
        """
        return self._inner.prune(receiver, bodies_before=bodies_before, rows_before=rows_before)

    def forget(self, user: str) -> int:
        """
        Empty the bodies of a user's events.
        """
        return self._inner.forget(user)

    def beat(self, worker: WorkerRow) -> None:
        """
        Note that a worker lives.
        """
        self._inner.beat(worker)

    def workers(self, *, since: int) -> list[WorkerRow]:
        """
        Workers that were heard of.
        """
        return self._inner.workers(since=since)

    def _opened(self, row: EventRow | None) -> EventRow | None:
        return None if row is None else _opened(row, self._seal)


class _Opening:
    """
    Handlers that are given rows with their bodies.
    """

    def __init__(self, handling: Handling, seal: RowSeal) -> None:
        self._handling, self._seal = handling, seal
        self.patience = handling.patience

    def inside(self, event: EventRow, tx: Any) -> None:
        self._handling.inside(_opened(event, self._seal), tx)

    def has_outside(self, event: EventRow) -> bool:
        return self._handling.has_outside(_opened(event, self._seal))

    def outside(self, event: EventRow) -> None:
        self._handling.outside(_opened(event, self._seal))

    def back_off(self, attempts: int) -> int | None:
        return self._handling.back_off(attempts)


def _opened(row: EventRow, seal: RowSeal) -> EventRow:
    return row._replace(body=seal.opened_body(row.id, row.body))

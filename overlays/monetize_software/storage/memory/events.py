"""
The inbox in this process. Has no transaction: what handlers did stays done where they fail.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from monetize_software._forks import anew_in_a_child
from monetize_software.storage.facts import Facts
from monetize_software.storage.inbox import (
    UNFINISHED,
    EventQuery,
    EventRow,
    Failed,
    Handling,
    NewEvent,
    Recorded,
    State,
    WorkerRow,
)

__all__ = ["MemoryEvents"]

_THREADS: Final = 8
_LONGEST_ERROR: Final = 500


@dataclass
class _Kept:
    row: EventRow
    digest: bytes


class MemoryEvents:
    """
    The inbox, until the process ends.

    Args:
        facts: Where the facts of events go; None to keep none.
    """

    transactional = False
    queues = True

    def __init__(self, facts: Facts | None = None) -> None:
        self._facts = facts
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._ids: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._workers: dict[str, WorkerRow] = {}
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Have locks that nobody holds, and no threads yet: those of before a fork are not in its child.
        """
        self._lock = Lock()
        self._subjects: dict[str, Lock] = defaultdict(Lock)
        self._threads: ThreadPoolExecutor | None = None

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Record an event, then its facts, then run its handlers.
        """
        if handling is None or event.state not in UNFINISHED:
            return _at_once(lambda: self._record(event))
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="monetize-handlers")
        return self._threads.submit(self._record_and_run, event, handling)

    def due(self, receiver: str, at: int, *, limit: int) -> list[str]:
        """
        Subjects whose oldest unfinished event may run now.
        """
        heads: dict[str, EventRow] = {}
        for row in self._rows(receiver):
            if row.state in UNFINISHED:
                heads.setdefault(row.subject, row)
        ready = sorted((row.due, row.subject) for row in heads.values() if row.due <= at)
        return [subject for _, subject in ready[:limit]]

    def work(
        self, receiver: str, subject: str, at: int, handling: Handling, *, owner: str, wait: bool = False
    ) -> EventRow | None:
        """
        Run the oldest unfinished event of a subject. The lock is the claim, so that `owner` is nobody.
        """
        del owner
        lock = self._subjects[subject]
        if not lock.acquire(blocking=wait):
            return None
        try:
            mine = (row for row in self._of_subject(receiver, subject) if row.state in UNFINISHED)
            head = min(mine, key=_order, default=None)
            return None if head is None or (head.due > at and not wait) else self._handled(head, at, handling)
        finally:
            lock.release()

    def again(self, receiver: str, id: str, at: int, handling: Handling) -> EventRow | None:
        """
        Run an event's handlers again, whatever its state.
        """
        row = self.get(receiver, id)
        if row is None or not row.body:
            return None
        with self._subjects[row.subject]:
            return self._handled(row, at, handling)

    def get(self, receiver: str, id: str) -> EventRow | None:
        """
        Read one.
        """
        kept = self._kept.get((receiver, id))
        return None if kept is None else kept.row

    def find(self, query: EventQuery) -> list[EventRow]:
        """
        Read many, oldest first.
        """
        found = (row for row in self._rows(query.receiver) if _fits(row, query))
        return [row for row, _ in zip(found, range(query.limit), strict=False)]

    def counts(self, receiver: str) -> Mapping[str, int]:
        """
        How many there are of each state.
        """
        return Counter(row.state for row in self._rows(receiver))

    def reopen(self, receiver: str, id: str, at: int) -> bool:
        """
        Have a failed or dead event run as if it were new.
        """
        row = self.get(receiver, id)
        if row is None or row.state not in ("failed", "dead"):
            return False
        self._put(row._replace(state="open", attempts=0, due=at, settled=0, error=""))
        return True

    def prune(self, receiver: str, *, bodies_before: int, rows_before: int) -> tuple[int, int]:
        """
        Empty the bodies of settled events and remove old rows.
        """
        settled = [row for row in self._rows(receiver) if row.state not in UNFINISHED]
        old = [row for row in settled if row.received < rows_before]
        for row in old:
            del self._kept[row.receiver, row.id]
        return self._empty(row for row in settled if rows_before <= row.received < bodies_before), len(old)

    def forget(self, user: str) -> int:
        """
        Empty the bodies of a user's events.
        """
        return self._empty(kept.row for kept in list(self._kept.values()) if user and kept.row.user == user)

    def beat(self, worker: WorkerRow) -> None:
        """
        Note that a worker lives.
        """
        self._workers[worker.id] = worker

    def workers(self, *, since: int) -> list[WorkerRow]:
        """
        Workers that were heard of.
        """
        return [worker for worker in self._workers.values() if worker.beat >= since]

    def _rows(self, receiver: str) -> list[EventRow]:
        with self._lock:
            rows = [kept.row for kept in self._kept.values() if kept.row.receiver == receiver]
        return sorted(rows, key=_order)

    def _of_subject(self, receiver: str, subject: str) -> list[EventRow]:
        ids = list(self._ids.get((receiver, subject), ()))
        return [kept.row for id in ids if (kept := self._kept.get((receiver, id))) is not None]

    def _put(self, row: EventRow) -> None:
        self._kept[row.receiver, row.id].row = row

    def _empty(self, rows: Any) -> int:
        full = [row for row in rows if row.body]
        for row in full:
            self._put(row._replace(body=b""))
        return len(full)

    def _record(self, event: NewEvent) -> Recorded:
        settled = 0 if event.state in UNFINISHED else event.received
        row = EventRow(
            *(event.receiver, event.id, event.type, event.subject, event.paywall, event.user, event.at),
            *(event.received, event.state, 0, event.received, settled, "", event.body),
        )
        with self._lock:
            known = self._kept.get((event.receiver, event.id))
            if known is None:
                self._kept[event.receiver, event.id] = _Kept(row, event.digest)
                self._ids[event.receiver, event.subject].append(event.id)
        if known is not None:
            return Recorded(known.row.state, known=True, differs=known.digest != event.digest)
        if self._facts is not None and event.facts:
            self._facts.record(None, event.facts)
        return Recorded(event.state)

    def _record_and_run(self, event: NewEvent, handling: Handling) -> Recorded:
        recorded = self._record(event)
        with self._subjects[event.subject]:
            row = self._kept[event.receiver, event.id].row
            if row.state in UNFINISHED:
                row = self._handled(row, event.received, handling)
        return recorded._replace(state=row.state)

    def _handled(self, row: EventRow, at: int, handling: Handling) -> EventRow:
        row = row._replace(late=self._is_late(row))
        error: str | None = None
        try:
            if handling.has_outside(row):
                handling.outside(row)
            handling.inside(row, None)
        except Failed as failed:
            error = str(failed)
        attempts = row.attempts if error is None else row.attempts + 1
        pause = None if error is None else handling.back_off(attempts)
        state: State = "done" if error is None else "dead" if pause is None else "failed"
        told = (error or "")[:_LONGEST_ERROR]
        settled = row._replace(state=state, attempts=attempts, due=at + (pause or 0), settled=at, error=told)
        self._put(settled)
        return settled

    def _is_late(self, row: EventRow) -> bool:
        return any(
            other.state == "done" and _order(other) > _order(row)
            for other in self._of_subject(row.receiver, row.subject)
        )


def _order(row: EventRow) -> tuple[int, str]:
    return row.at, row.id


def _fits(row: EventRow, query: EventQuery) -> bool:
    return (
        (not query.states or row.state in query.states)
        and (not query.types or row.type in query.types)
        and (not query.user or row.user == query.user)
        and query.since <= row.at <= query.until
        and _order(row) > query.after
    )


def _at_once(work: Callable[[], Recorded]) -> Future[Recorded]:
    future: Future[Recorded] = Future()
    try:
        future.set_result(work())
    except Exception as problem:
        future.set_exception(problem)
    return future

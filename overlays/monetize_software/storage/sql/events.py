"""
Records events and runs their handlers in the same transaction. Knows nothing of what a handler is.

Rules of this module:

1. Of two deliveries of an event at once the second waits, at the subject's lock or where it inserts, for the first
   one's end, then sees it.
2. Facts are merged in the transaction that records, whoever runs the handlers, and when.
3. Handlers run behind a savepoint: where they fail, what they wrote is undone and the event stays, as failed.
4. Handlers of one subject run one at a time, oldest event first among what is there. On PostgreSQL a lock of the
   transaction sees to it, never a locked row, which deliveries would wait for; in SQLite the one write lock does.
5. SQLite's write lock is everybody's. Handlers that need no transaction run outside, under a claim that runs out, and
   whoever closes the event must still own the claim.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from monetize_software.storage.facts import Facts
from monetize_software.storage.inbox import UNFINISHED, EventRow, Failed, Handling, NewEvent, Recorded, State

from .engine import Database
from .inbox import COLUMNS, UNFINISHED_SQL, SQLInbox, row_of
from .tx import Tx

__all__ = ["SQLEvents"]

_INSERT: Final = """INSERT INTO {t}event (receiver, id, type, subject, paywall, user_id, at, dated, created, received,
        state, attempts, due, owner, settled, error, digest, body)
    VALUES (:receiver, :id, :type, :subject, :paywall, :user, :at, :dated, :created, :received,
        :state, 0, :received, '', :settled, '', :digest, :body)
    ON CONFLICT (receiver, id) DO NOTHING"""

_KNOWN: Final = "SELECT state, digest, attempts FROM {t}event WHERE receiver = :receiver AND id = :id"

_LATE: Final = """SELECT 1 FROM {t}event WHERE receiver = :receiver AND subject = :subject AND state = 'done'
    AND (at > :at OR (at = :at AND id > :id)) LIMIT 1"""

_LOCK_CLASS: Final = 1_836_020_325  # of our advisory locks, so that they meet nobody else's
_LOCKED: Final = f"SELECT pg_advisory_xact_lock({_LOCK_CLASS}, hashtext(:subject)); {_LATE}"

_SETTLE: Final = """UPDATE {t}event SET state = :state, attempts = :attempts, due = :due, settled = :settled,
    error = :error, owner = '' WHERE receiver = :receiver AND id = :id"""

_CLAIM: Final = """UPDATE {t}event SET owner = :owner, due = :until, attempts = attempts + 1
    WHERE receiver = :receiver AND id = :id"""

_OWNED: Final = "SELECT 1 FROM {t}event WHERE receiver = :receiver AND id = :id AND owner = :owner AND "

_HEAD: Final = f"""SELECT {COLUMNS} FROM {{t}}event WHERE receiver = :receiver AND subject = :subject
    AND {UNFINISHED_SQL} ORDER BY at, id LIMIT 1"""

_DUE: Final = f"""SELECT subject FROM {{t}}event e WHERE receiver = :receiver AND due <= :at AND {UNFINISHED_SQL}
    AND NOT EXISTS (SELECT 1 FROM {{t}}event o WHERE o.receiver = e.receiver AND o.subject = e.subject
        AND o.state IN ('open', 'failed') AND o.due > :at AND (o.at < e.at OR (o.at = e.at AND o.id < e.id)))
    GROUP BY subject ORDER BY min(due) LIMIT :most"""

_LONGEST_ERROR: Final = 500


class SQLEvents(SQLInbox):
    """
    The inbox in SQLite or PostgreSQL.

    Args:
        database: Where.
        facts: Where the facts of events go; None to keep none.
    """

    transactional = True
    queues = True

    def __init__(self, database: Database, facts: Facts | None = None) -> None:
        super().__init__(database)
        self._facts = facts
        self._threads: tuple[int, ThreadPoolExecutor] | None = None

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Record an event, its facts, and what its handlers do, in one transaction.
        """
        if handling is None or event.state not in UNFINISHED:
            return self._database.submit(self._record_all, event)
        if self._database.dialect == "sqlite":
            return self._database.submit(self._record_and_run_each, (event, handling))
        place = {"receiver": event.receiver, "subject": event.subject, "at": event.at, "id": event.id}

        def work(tx: Tx, later: Any) -> Recorded:
            return self._record_and_run(tx, event, handling, later is not None)

        return self._pool().submit(self._database.once_begun, _LOCKED, place, work)

    def due(self, receiver: str, at: int, *, limit: int) -> list[str]:
        """
        Subjects whose oldest unfinished event may run now.
        """
        found = self._database.read(lambda tx: self._run(tx, _DUE, receiver=receiver, at=at, most=limit).fetchall())
        return [subject for (subject,) in found]

    def work(
        self, receiver: str, subject: str, at: int, handling: Handling, *, owner: str, wait: bool = False
    ) -> EventRow | None:
        """
        Run the oldest unfinished event of a subject.
        """
        if self._database.dialect == "postgresql":
            return self._database.once(
                lambda tx: self._work_locked(tx, receiver, subject, at, handling, wait), patience=handling.patience
            )
        head = self._database.read(lambda tx: self._head(tx, receiver, subject, at, wait))
        if head is None or not handling.has_outside(head):
            return self._database.once(lambda tx: self._work_inside(tx, receiver, subject, at, handling, wait))
        claimed = self._database.once(lambda tx: self._claim(tx, receiver, subject, at, handling, owner, wait))
        if claimed is None or claimed.state not in UNFINISHED:
            return claimed
        return self._work_outside(claimed, at, handling, owner)

    def again(self, receiver: str, id: str, at: int, handling: Handling) -> EventRow | None:
        """
        Run an event's handlers again, whatever its state.
        """

        def work(tx: Tx) -> EventRow | None:
            row = self._get(tx, receiver, id)
            if row is None or not row.body:
                return None
            self._lock(tx, row.subject)
            return self._handled(tx, row, at, handling, everything=True)

        return self._database.once(work, patience=handling.patience)

    def close(self) -> None:
        """
        End the threads, after what they have begun.
        """
        threads, self._threads = self._threads, None
        if threads is not None and threads[0] == os.getpid():
            threads[1].shutdown()

    def _record_all(self, tx: Tx, events: Sequence[NewEvent]) -> list[Recorded]:
        """
        Record events whose handlers run elsewhere or are none.
        """
        # In one order everywhere: two groups that insert the same two events would wait for each other.
        order = sorted(range(len(events)), key=lambda place: events[place][:2])
        new = self._insert(tx, [events[place] for place in order])
        outcomes: list[Any] = [None] * len(events)
        for place, is_new in zip(order, new, strict=True):
            event = events[place]
            outcomes[place] = Recorded(event.state) if is_new else self._known(tx, event)[0]
        self._record_facts(tx, [events[place] for place, is_new in zip(order, new, strict=True) if is_new])
        return outcomes

    def _record_and_run_each(self, tx: Tx, items: Sequence[tuple[NewEvent, Handling]]) -> list[Recorded]:
        return [self._record_and_run(tx, event, handling) for event, handling in items]

    def _record_and_run(self, tx: Tx, event: NewEvent, handling: Handling, late: bool | None = None) -> Recorded:
        # As done, which nobody sees before it is: most are, and need no second statement.
        [is_new] = self._insert(tx, [event._replace(state="done")])
        recorded, attempts = (Recorded(event.state), 0) if is_new else self._known(tx, event)
        if recorded.state not in UNFINISHED:
            return recorded
        if is_new:
            self._record_facts(tx, [event])
        row = _row(event, recorded.state, attempts)
        done = self._handled(tx, row, event.received, handling, everything=True, late=late, is_new=is_new)
        return recorded._replace(state=done.state)

    def _insert(self, tx: Tx, events: list[NewEvent]) -> list[bool]:
        """
        Whether each was new.
        """
        sql = self._database.sql(_INSERT)
        rows = [_parameters(event) for event in events]
        if len(rows) > 1 and self._database.dialect == "postgresql":
            return tx.driver_asked(sql + " RETURNING 1", rows)
        return [tx.driver(sql, row).rowcount == 1 for row in rows]

    def _known(self, tx: Tx, event: NewEvent) -> tuple[Recorded, int]:
        state, digest, attempts = self._run(tx, _KNOWN, receiver=event.receiver, id=event.id).fetchone()
        return Recorded(state, known=True, differs=bytes(digest) != event.digest), int(attempts)

    def _record_facts(self, tx: Tx, events: list[NewEvent]) -> None:
        facts = [fact for event in events for fact in event.facts]
        if facts and self._facts is not None:
            self._facts.record(tx, facts)

    def _head(self, tx: Tx, receiver: str, subject: str, at: int, wait: bool) -> EventRow | None:
        row = self._run(tx, _HEAD, receiver=receiver, subject=subject).fetchone()
        head = None if row is None else row_of(row)
        return None if head is None or (head.due > at and not wait) else head

    def _work_locked(
        self, tx: Tx, receiver: str, subject: str, at: int, handling: Handling, wait: bool
    ) -> EventRow | None:
        if not self._lock(tx, subject, wait=wait):
            return None
        head = self._head(tx, receiver, subject, at, wait)
        return None if head is None else self._handled(tx, head, at, handling, everything=True)

    def _work_inside(
        self, tx: Tx, receiver: str, subject: str, at: int, handling: Handling, wait: bool
    ) -> EventRow | None:
        head = self._head(tx, receiver, subject, at, wait)
        return None if head is None else self._handled(tx, head, at, handling, everything=False)

    def _claim(
        self, tx: Tx, receiver: str, subject: str, at: int, handling: Handling, owner: str, wait: bool
    ) -> EventRow | None:
        head = self._head(tx, receiver, subject, at, wait)
        if head is None:
            return None
        if handling.back_off(head.attempts) is None:
            return self._settle(tx, head, at, handling, f"Its worker ended {head.attempts} times while it ran.")
        until = at + handling.patience
        self._run(tx, _CLAIM, receiver=receiver, id=head.id, owner=owner, until=until)
        return head._replace(late=self._is_late(tx, head))

    def _work_outside(self, claimed: EventRow, at: int, handling: Handling, owner: str) -> EventRow | None:
        try:
            handling.outside(claimed)
        except Failed as failed:
            told = str(failed)
            return self._database.once(lambda tx: self._close(tx, claimed, at, handling, owner, told))
        return self._database.once(lambda tx: self._close(tx, claimed, at, handling, owner, None))

    def _close(
        self, tx: Tx, claimed: EventRow, at: int, handling: Handling, owner: str, error: str | None
    ) -> EventRow | None:
        owned = self._run(tx, _OWNED + UNFINISHED_SQL, receiver=claimed.receiver, id=claimed.id, owner=owner)
        if owned.fetchone() is None:
            return None  # the claim ran out, and whoever took over decides
        if error is not None:
            return self._settle(tx, claimed, at, handling, error)
        return self._handled(tx, claimed, at, handling, everything=False)

    def _handled(
        self,
        tx: Tx,
        row: EventRow,
        at: int,
        handling: Handling,
        *,
        everything: bool,
        late: bool | None = None,
        is_new: bool = False,
    ) -> EventRow:
        row = row._replace(late=self._is_late(tx, row) if late is None else late)
        error = self._undone_by_failure(tx, lambda: _run_handlers(tx, row, handling, everything=everything))
        return self._settle(tx, row, at, handling, error, is_done=is_new)

    def _undone_by_failure(self, tx: Tx, run: Callable[[], None]) -> str | None:
        """
        Run handlers behind a savepoint; why they failed, if they did.
        """
        tx.driver("SAVEPOINT monetize_handlers")
        error: str | None = None
        try:
            run()
        except Failed as failed:
            error = str(failed)
            tx.driver("ROLLBACK TO SAVEPOINT monetize_handlers")
        if self._database.dialect == "sqlite":  # on PostgreSQL the COMMIT that follows does it, without a trip
            tx.driver("RELEASE SAVEPOINT monetize_handlers")
        return error

    def _settle(
        self, tx: Tx, row: EventRow, at: int, handling: Handling, error: str | None, *, is_done: bool = False
    ) -> EventRow:
        attempts = row.attempts if error is None else row.attempts + 1
        pause = None if error is None else handling.back_off(attempts)
        state: State = "done" if error is None else "dead" if pause is None else "failed"
        settled = row._replace(
            state=state,
            attempts=attempts,
            due=at + (pause or 0),
            settled=at,
            error=(error or "")[:_LONGEST_ERROR],
        )
        kept = ("receiver", "id", "state", "attempts", "due", "settled", "error")
        if error is not None or not is_done:
            self._run(tx, _SETTLE, **{name: getattr(settled, name) for name in kept})
        return settled

    def _is_late(self, tx: Tx, row: EventRow) -> bool:
        found = self._run(tx, _LATE, receiver=row.receiver, subject=row.subject, at=row.at, id=row.id)
        return found.fetchone() is not None

    def _lock(self, tx: Tx, subject: str, *, wait: bool = True) -> bool:
        if self._database.dialect == "sqlite":
            return True
        function = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
        found = self._run(tx, f"SELECT {function}({_LOCK_CLASS}, hashtext(:subject))", subject=subject).fetchone()
        return wait or bool(found[0])

    def _pool(self) -> ThreadPoolExecutor:
        # Threads of this process, as many as it has connections: handlers of several subjects run side by side.
        if self._threads is None or self._threads[0] != os.getpid():
            most = self._database.pool_size
            self._threads = (os.getpid(), ThreadPoolExecutor(most, thread_name_prefix="monetize-handlers"))
        return self._threads[1]


def _run_handlers(tx: Tx, row: EventRow, handling: Handling, *, everything: bool) -> None:
    if everything and handling.has_outside(row):
        handling.outside(row)
    handling.inside(row, tx)


def _parameters(event: NewEvent) -> dict[str, Any]:
    values = event._asdict()
    del values["facts"]
    values["dated"] = int(event.dated)
    values["settled"] = 0 if event.state in UNFINISHED else event.received
    return values


def _row(event: NewEvent, state: State, attempts: int) -> EventRow:
    return EventRow(
        *(event.receiver, event.id, event.type, event.subject, event.paywall, event.user, event.at, event.received),
        *(state, attempts, event.received, 0, "", event.body),
    )

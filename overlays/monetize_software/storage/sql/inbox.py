"""
Statements about events that are recorded: read, count, retry, prune, forget. Records none and runs no handler.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from monetize_software.storage.inbox import EventQuery, EventRow, WorkerRow

from .engine import Database
from .tx import Tx

__all__ = ["COLUMNS", "UNFINISHED_SQL", "SQLInbox", "row_of"]

UNFINISHED_SQL: Final = "state IN ('open', 'failed')"

COLUMNS: Final = (
    "receiver, id, type, subject, paywall, user_id, at, received, state, attempts, due, settled, error, body"
)

_GET: Final = f"SELECT {COLUMNS} FROM {{t}}event WHERE receiver = :receiver AND id = :id"

_FIND: Final = f"""SELECT {COLUMNS} FROM {{t}}event WHERE receiver = :receiver AND at >= :since AND at <= :until
    AND (at > :after_at OR (at = :after_at AND id > :after_id))"""

_COUNTS: Final = "SELECT state, count(*) FROM {t}event WHERE receiver = :receiver GROUP BY state"

_REOPEN: Final = """UPDATE {t}event SET state = 'open', attempts = 0, due = :at, owner = '', settled = 0, error = ''
    WHERE receiver = :receiver AND id = :id AND state IN ('failed', 'dead')"""

_EMPTY: Final = """UPDATE {t}event SET body = :nothing WHERE receiver = :receiver AND received < :before
    AND state NOT IN ('open', 'failed') AND body <> :nothing"""

_REMOVE: Final = """DELETE FROM {t}event WHERE receiver = :receiver AND received < :before
    AND state NOT IN ('open', 'failed')"""

_FORGET: Final = "UPDATE {t}event SET body = :nothing WHERE user_id = :user AND user_id <> '' AND body <> :nothing"

_BEAT: Final = """INSERT INTO {t}worker (id, host, pid, started, beat, done, failed)
    VALUES (:id, :host, :pid, :started, :beat, :done, :failed)
    ON CONFLICT (id) DO UPDATE SET beat = excluded.beat, done = excluded.done, failed = excluded.failed"""

_WORKERS: Final = """SELECT id, host, pid, started, beat, done, failed FROM {t}worker WHERE beat >= :since
    ORDER BY started, id"""

_BURY: Final = "DELETE FROM {t}worker WHERE beat < :before"
_WORKERS_KEPT: Final = 24 * 60 * 60 * 1000


class SQLInbox:
    """
    Events that are recorded.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, receiver: str, id: str) -> EventRow | None:
        """
        Read one.
        """
        return self._database.read(lambda tx: self._get(tx, receiver, id))

    def find(self, query: EventQuery) -> list[EventRow]:
        """
        Read many, oldest first.
        """
        return self._database.read(lambda tx: self._find(tx, query))

    def counts(self, receiver: str) -> Mapping[str, int]:
        """
        How many there are of each state.
        """
        rows = self._database.read(lambda tx: self._run(tx, _COUNTS, receiver=receiver).fetchall())
        return {state: int(number) for state, number in rows}

    def reopen(self, receiver: str, id: str, at: int) -> bool:
        """
        Have a failed or dead event run as if it were new.
        """
        return self._changed(_REOPEN, receiver=receiver, id=id, at=at) == 1

    def prune(self, receiver: str, *, bodies_before: int, rows_before: int) -> tuple[int, int]:
        """
        Empty the bodies of settled events and remove old rows.
        """
        removed = self._changed(_REMOVE, receiver=receiver, before=rows_before)
        return self._changed(_EMPTY, receiver=receiver, before=bodies_before, nothing=b""), removed

    def forget(self, user: str) -> int:
        """
        Empty the bodies of a user's events.
        """
        return self._changed(_FORGET, user=user, nothing=b"")

    def beat(self, worker: WorkerRow) -> None:
        """
        Note that a worker lives, and forget those that did not for a day.
        """
        self._changed(_BEAT, **worker._asdict())
        self._changed(_BURY, before=worker.beat - _WORKERS_KEPT)

    def workers(self, *, since: int) -> list[WorkerRow]:
        """
        Workers that were heard of.
        """
        rows = self._database.read(lambda tx: self._run(tx, _WORKERS, since=since).fetchall())
        return [WorkerRow(*row) for row in rows]

    def _get(self, tx: Tx, receiver: str, id: str) -> EventRow | None:
        row = self._run(tx, _GET, receiver=receiver, id=id).fetchone()
        return None if row is None else row_of(row)

    def _find(self, tx: Tx, query: EventQuery) -> list[EventRow]:
        clauses, parameters = [_FIND], _parameters(query)
        for column, wanted in (("state", query.states), ("type", query.types)):
            if wanted:
                # Numbered, because a driver may not take a list for a parameter.
                names = {f"{column}_{'x' * (place + 1)}": value for place, value in enumerate(wanted)}
                clauses.append(f"AND {column} IN ({', '.join(f':{name}' for name in names)})")
                parameters |= names
        clauses += ["AND user_id = :user"] if query.user else []
        clauses.append("ORDER BY at, id LIMIT :most")
        return [row_of(row) for row in self._run(tx, " ".join(clauses), **parameters).fetchall()]

    def _run(self, tx: Tx, text: str, **parameters: Any) -> Any:
        return tx.driver(self._database.sql(text), parameters)

    def _changed(self, text: str, **parameters: Any) -> int:
        return self._database.write(lambda tx: int(self._run(tx, text, **parameters).rowcount))


def row_of(row: Any) -> EventRow:
    """
    A row of `COLUMNS` as a value.
    """
    return EventRow(*row)


def _parameters(query: EventQuery) -> dict[str, Any]:
    after_at, after_id = query.after
    return {
        "receiver": query.receiver,
        "since": query.since,
        "until": query.until,
        "after_at": after_at,
        "after_id": after_id,
        "user": query.user,
        "most": query.limit,
    }

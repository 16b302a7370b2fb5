"""
The project's database as a store: hands out one object per capability. Runs no statement itself.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, cast

from django.db import transaction

from monetize_software.storage import Store
from monetize_software.storage.inbox import UNFINISHED, EventRow, Failed, Handling, NewEvent, Recorded
from monetize_software.storage.sql.events import SQLEvents
from monetize_software.storage.sql.facts import SQLFacts
from monetize_software.storage.sql.meters import SQLMeters
from monetize_software.storage.sql.sessions import SQLSessions

from .database import DjangoDatabase

if TYPE_CHECKING:
    from monetize_software.storage.sql.engine import Database
    from monetize_software.storage.sql.tx import Tx

__all__ = ["DjangoStore"]


class DjangoStore(Store):
    """
    Everything, in a database of the project; `migrate` is Django's.

        access = Access(DjangoStore())
        access.check(email=request.user.email).allowed

    It works on the caller's thread, as the ORM does: from async code call it through `sync_to_async`.

    Args:
        using: The database's name in `DATABASES`.
    """

    transactional = True

    def __init__(self, using: str = "default") -> None:
        self.using = using
        database = DjangoDatabase(using)
        # It has what the statements use of a `Database`, without SQLAlchemy.
        self._database = cast("Database", database)

    @property
    def events(self) -> DjangoEvents:
        """
        The inbox.
        """
        return DjangoEvents(self._database, SQLFacts(self._database), self.using)

    @property
    def facts(self) -> SQLFacts:
        """
        What the events say about subscriptions and payments.
        """
        return SQLFacts(self._database)

    @property
    def meters(self) -> SQLMeters:
        """
        The ledger of debits.
        """
        return SQLMeters(self._database)

    @property
    def sessions(self) -> SQLSessions:
        """
        Sessions of signed-in users.
        """
        return SQLSessions(self._database)

    def __repr__(self) -> str:
        return f"<DjangoStore {self.using!r}>"


class DjangoEvents(SQLEvents):
    """
    The inbox in the project's database: handlers run on the caller's thread, where the ORM is in the same transaction.
    """

    def __init__(self, database: Database, facts: SQLFacts, using: str) -> None:
        super().__init__(database, facts)
        self._using = using

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Record an event, its facts, and what its handlers do, in one transaction, before this returns.
        """
        done: Future[Recorded] = Future()
        done.set_result(self._database.once(lambda tx: self._recorded(tx, event, handling)))
        return done

    def work(
        self, receiver: str, subject: str, at: int, handling: Handling, *, owner: str, wait: bool = False
    ) -> EventRow | None:
        """
        Run the oldest unfinished event of a subject, all its handlers in one transaction.
        """
        del owner
        return self._database.once(lambda tx: self._work_locked(tx, receiver, subject, at, handling, wait))

    def _recorded(self, tx: Tx, event: NewEvent, handling: Handling | None) -> Recorded:
        if handling is None or event.state not in UNFINISHED:
            return self._record_all(tx, [event])[0]
        return self._record_and_run(tx, event, handling)

    def _undone_by_failure(self, tx: Tx, run: Callable[[], None]) -> str | None:
        del tx  # by Django, which then also forgets what handlers left to be done after the commit
        try:
            with transaction.atomic(using=self._using):
                run()
        except Failed as failed:
            return str(failed)
        return None

"""
The store on SQLite or PostgreSQL: hands out one object per capability. Runs no statement itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from monetize_software._secret import Secret
from monetize_software.storage.facade import Store

from .engine import Database
from .events import SQLEvents
from .facts import SQLFacts
from .meters import SQLMeters
from .mounts import concern
from .rewriting import Change, rewrite
from .schema import check, migrate
from .sessions import SQLSessions

if TYPE_CHECKING:
    from sqlalchemy import URL

__all__ = ["SQLStore"]

C = TypeVar("C")

_told: set[str | None] = set()


class SQLStore(Store):
    """
    Everything, in one SQLite file or in PostgreSQL.

    Several processes of one machine share a SQLite file; several machines share PostgreSQL. Threads and forks are safe.

        store = SQLStore("sqlite:///billing.db")
        store.migrate()

    Args:
        url: "sqlite:///billing.db", or "postgresql+psycopg://user:password@host/database".
        prefix: What the names of all tables begin with.
        schema: The PostgreSQL schema to keep them in; made by `migrate()` when it is not there.
        pool_size: Most connections to PostgreSQL of one process; one more writes.
    """

    transactional = True

    def __init__(
        self, url: str | URL, *, prefix: str = "monetize_", schema: str | None = None, pool_size: int = 12
    ) -> None:
        given = Secret(url)
        del url  # it may hold a password, and error reporters show the variables of frames
        self._database = Database(given, prefix=prefix, schema=schema, pool_size=pool_size)
        if (told := self.concern) is not None and self._database.file not in _told:
            _told.add(self._database.file)
            logging.getLogger("monetize_software.storage").warning(told)
        self._made: dict[Any, Any] = {}

    @property
    def database(self) -> Database:
        """
        The database, for capabilities and tests.
        """
        return self._database

    @property
    def concern(self) -> str | None:
        """
        What speaks against where a SQLite file is, such as a network mount, or None. Also warned of in the log.
        """
        file = self._database.file
        return None if file is None else concern(file)

    @property
    def sessions(self) -> SQLSessions:
        """
        Sessions of signed-in users.
        """
        return self._capability(SQLSessions)

    @property
    def facts(self) -> SQLFacts:
        """
        What the events say about subscriptions and payments.
        """
        return self._capability(SQLFacts)

    @property
    def events(self) -> SQLEvents:
        """
        The inbox.
        """
        return self._capability(_events)

    @property
    def meters(self) -> SQLMeters:
        """
        The ledger of debits.
        """
        return self._capability(SQLMeters)

    def migrate(self) -> None:
        """
        Create the tables, or bring those of an older release up to this one.

        Raises:
            ConfigurationError: The tables are of a newer release.
            StorageError: The database failed; nothing was changed.
        """
        migrate(self._database)

    def rewrite(self, change: Change) -> int:
        """
        Write all rows anew that a change changes; see `storage.private()`.

        Raises:
            StorageError: The database failed; call it again.
        """
        check(self._database)
        return rewrite(self._database, change)

    def close(self) -> None:
        """
        Write what waits, then close all connections.
        """
        for made in self._made.values():
            if isinstance(made, SQLEvents):
                made.close()
        self._database.close()

    def __repr__(self) -> str:
        built = getattr(self, "_database", None)  # not there where the constructor raised
        return f"<SQLStore {built.dialect}>" if built else "<SQLStore>"

    def _capability(self, kind: Callable[[Database], C]) -> C:
        """
        The one object of a kind, made when the tables are known to be those of this release.
        """
        if kind not in self._made:
            check(self._database)
            self._made.setdefault(kind, kind(self._database))
        made: C = self._made[kind]
        return made


def _events(database: Database) -> SQLEvents:
    return SQLEvents(database, SQLFacts(database))

"""
Sessions in SQLite or PostgreSQL: one row each, changed by an UPDATE that names the version it expects.
"""

from __future__ import annotations

from secrets import randbits
from typing import Any

from monetize_software.storage.protocols import Versioned

from .engine import Database
from .tx import Tx

__all__ = ["SQLSessions"]

_GET = "SELECT value, version FROM {t}session WHERE key = :key AND expires > :at"
_UPDATE = "UPDATE {t}session SET value = :value, version = :new, expires = :expires WHERE key = :key"
_INSERT = (
    "INSERT INTO {t}session (key, value, version, expires) VALUES (:key, :value, :new, :expires) "
    "ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = excluded.version, expires = excluded.expires "
    "WHERE {t}session.expires <= :at"
)
_SWEEP = "DELETE FROM {t}session WHERE expires <= :at AND key <> :key"
_REMOVE = "DELETE FROM {t}session WHERE key = :key"


class SQLSessions:
    """
    Sessions of one database. Whether a write was the faster one, the number of its rows says, also in READ COMMITTED.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._get, self._insert = database.sql(_GET), database.sql(_INSERT)
        self._update = database.sql(f"{_UPDATE} AND version = :expect AND expires > :at")
        self._sweep, self._remove = database.sql(_SWEEP), database.sql(_REMOVE)

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row.
        """
        row: Any = self._database.read(lambda tx: tx.driver(self._get, {"key": key, "at": at}).fetchone())
        return Versioned(None, 0) if row is None else Versioned(bytes(row[0]), int(row[1]))

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`. A new session sweeps away those that expired.
        """
        new = randbits(62) + 1
        facts = {"key": key, "value": value, "new": new, "expires": expires, "at": at}

        def write(tx: Tx) -> int | None:
            if expect:
                written = tx.driver(self._update, {**facts, "expect": expect}).rowcount
            else:
                written = tx.driver(self._insert, facts).rowcount
                tx.driver(self._sweep, {"at": at, "key": key})
            return new if written == 1 else None

        return self._database.write(write)

    def remove(self, key: str) -> None:
        """
        Remove a row.
        """
        self._database.write(lambda tx: tx.driver(self._remove, {"key": key}))

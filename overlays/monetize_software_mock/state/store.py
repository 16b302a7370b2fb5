"""
Keeps the state of one world in SQLite, one transaction per request. Never knows what the rows mean.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any
from weakref import finalize

from . import account_rows, rows
from .tables import SCHEMA, SCHEMA_VERSION, Table

_COUNT = "INSERT OR REPLACE INTO state VALUES (?, ?)"
_CONNECTION: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "cached_statements": 512}
# In memory, a commit looks at every page there is: larger ones are fewer. Beyond this, copying them costs more.
_PAGE_BYTES = 8192
_SETTINGS = "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF"  # a killed process loses nothing, a power cut may

_COUNT_ON = "INSERT INTO state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)"


class StoreError(Exception):
    """
    The file cannot be used as a store; the message is one line.
    """


class Transaction:
    """
    The tables inside one transaction, and the counters of ids.

    Args:
        alone: Nobody else can have changed the state since the last transaction.

    Attributes:
        earliest: The earliest moment something was planned for in this transaction; None when nothing was.
        by_itself: What is done in this transaction comes of the passing of time.
    """

    def __init__(self, connection: sqlite3.Connection, *, alone: bool) -> None:
        self._connection, self._alone = connection, alone
        self._counts: dict[str, int] = {}  # how far each kind was counted; asking again would take longer than counting
        self.earliest: int | None = None
        self.by_itself = False
        self.api_keys = Table(connection, "api_keys", rows.ApiKey)
        self.paywalls = Table(connection, "paywalls", rows.PaywallRow)
        self.users = Table(connection, "users", rows.User)
        self.links = Table(connection, "links", rows.Link, key=2)
        self.bearers = Table(connection, "bearers", account_rows.BearerToken)
        self.checkouts = Table(connection, "checkouts", rows.Checkout)
        self.idempotency = Table(connection, "idempotency", rows.Idempotency)
        self.purchases = Table(connection, "purchases", rows.PurchaseRow, fixed=("paywall_id", "user_id"))
        self.balances = Table(connection, "balances", rows.Balance, key=3)
        self.tickets = Table(connection, "tickets", rows.Ticket)
        self.portal_links = Table(connection, "portal_links", rows.PortalLink)
        self.due = Table(connection, "due", rows.Due)
        self.journal = Table(connection, "journal", rows.Entry)
        self.wallets = Table(connection, "wallets", rows.Wallet, key=2)
        self.refunds = Table(connection, "refunds", rows.RefundRow)
        self.invoices = Table(connection, "invoices", rows.InvoiceRow)
        self.events = Table(connection, "events", rows.Event)
        self.endpoints = Table(connection, "endpoints", rows.EndpointRow)
        self.deliveries = Table(connection, "deliveries", rows.Delivery, fixed=("event_id", "endpoint_id", "created"))
        self.attempts = Table(connection, "attempts", rows.AttemptRow)
        self.credentials = Table(connection, "credentials", account_rows.Credential)
        self.provider_identities = Table(connection, "provider_identities", account_rows.ProviderIdentity)
        self.auth_sessions = Table(connection, "auth_sessions", account_rows.AuthSession)
        self.refresh_tokens = Table(connection, "refresh_tokens", account_rows.RefreshToken)
        self.codes = Table(connection, "codes", account_rows.Code)
        self.mails = Table(connection, "mails", account_rows.MailRow)
        self.auth_attempts = Table(connection, "auth_attempts", account_rows.Attempted)

    def begin(self) -> None:
        """
        Begin anew.
        """
        self._connection.execute("BEGIN IMMEDIATE")
        self.earliest, self.by_itself = None, False
        if not self._alone:
            self.counts_anew()

    def end(self, *, undone: bool) -> None:
        """
        Commit what was done, or undo it.
        """
        if undone:
            self.counts_anew()
        self._connection.execute("ROLLBACK" if undone else "COMMIT")

    @property
    def tables(self) -> list[Table[Any]]:
        """
        Every table of rows.
        """
        return [each for each in vars(self).values() if isinstance(each, Table)]

    def select(self, rest: str, columns: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """
        Return columns of joined tables; for the named queries.
        """
        return self._connection.execute(f"SELECT {columns} {rest}", values).fetchall()

    def next_number(self, kind: str) -> int:
        """
        Count one more of a kind, from 1.
        """
        name = f"count:{kind}"
        number = (self._counts[name] if name in self._counts else self.number(name) or 0) + 1
        self._connection.execute(_COUNT, (name, number))
        self._counts[name] = number
        return number

    def counts_anew(self) -> None:
        """
        Forget how far was counted, because the state is another one.
        """
        self._counts.clear()

    def counted(self) -> dict[str, int]:
        """
        Return how far every kind was counted.
        """
        return dict(self._connection.execute("SELECT name, value FROM state WHERE name LIKE 'count:%'"))

    def count_on(self, counted: Mapping[str, int]) -> None:
        """
        Go on counting after the numbers that were given elsewhere.
        """
        self._connection.executemany(_COUNT_ON, counted.items())
        self.counts_anew()

    def number(self, name: str) -> int | None:
        """
        Return a number of the world's own state, such as its clock.
        """
        found = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return int(found[0]) if found else None

    def set_number(self, name: str, value: int) -> None:
        """
        Keep a number of the world's own state.
        """
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


class _Looking:
    """
    A block that has the store to itself. A class, because a generator takes three times as long, five times a renewal.
    """

    def __init__(self, lock: threading.RLock, transaction: Transaction) -> None:
        self._lock, self._transaction = lock, transaction

    def __enter__(self) -> Transaction:
        self._lock.acquire()
        return self._transaction

    def __exit__(self, kind: type[BaseException] | None, *_raised: object) -> None:
        self._lock.release()


class _Writing(_Looking):
    """
    The same, in a transaction.
    """

    def __enter__(self) -> Transaction:
        transaction = super().__enter__()
        try:
            transaction.begin()
        except BaseException:
            self._lock.release()
            raise
        return transaction

    def __exit__(self, kind: type[BaseException] | None, *_raised: object) -> None:
        try:
            self._transaction.end(undone=kind is not None)
        finally:
            self._lock.release()


class Store:
    """
    One world's state. Safe to use from several threads: transactions take turns.

    Args:
        path: A file; in memory when left out.

    Raises:
        StoreError: The file cannot be opened or was written by another version.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self._become(path, self._open(":memory:" if path is None else str(path)))

    def _become(self, path: Path | str | None, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection
        self._lock = threading.RLock()
        self._transaction = Transaction(self._connection, alone=path is None)
        self._writing, self._looking = _Writing(self._lock, self._transaction), _Looking(self._lock, self._transaction)
        # A mock that was never closed leaves no warning behind, and its thread no complaint when the program ends.
        finalize(self, self._connection.close).atexit = False

    def transaction(self) -> AbstractContextManager[Transaction]:
        """
        Begin; commit at the end of the block, or undo everything when it raises.
        """
        return self._writing

    def reading(self) -> AbstractContextManager[Transaction]:
        """
        Look at the tables without beginning a transaction; for one short look that changes nothing.
        """
        return self._looking

    def copy(self) -> Store:
        """
        Return a store in memory that holds the same, page by page.
        """
        made: Store = object.__new__(Store)
        made._become(None, sqlite3.connect(":memory:", **_CONNECTION))
        with self._lock:
            self._connection.backup(made._connection)
        made._connection.executescript(_SETTINGS)
        return made

    @contextmanager
    def beside(self, snapshot: bytes) -> Generator[sqlite3.Connection]:
        """
        Lay a snapshot beside the state, as the schema `beside`, inside a block.
        """
        with self._lock:
            self._connection.execute("ATTACH ':memory:' AS beside")
            try:
                self._connection.deserialize(snapshot, name="beside")
                yield self._connection
            finally:
                self._connection.execute("DETACH beside")

    @property
    def empty(self) -> bool:
        """
        Whether nothing was ever stored.
        """
        found: int = self._connection.execute("SELECT count(*) FROM state").fetchone()[0]
        return found == 0

    def snapshot(self) -> bytes:
        """
        Return the whole state.
        """
        with self._lock:
            return self._connection.serialize()

    def restore(self, snapshot: bytes) -> None:
        """
        Go back to a snapshot of this or another store.
        """
        with self._lock:
            self._transaction.counts_anew()
            if self._path is None:
                self._connection.deserialize(snapshot)
                return
            source = sqlite3.connect(":memory:")
            source.deserialize(snapshot)
            source.backup(self._connection)
            source.close()

    def close(self) -> None:
        """
        Let go of the file or the memory.
        """
        with self._lock:
            self._connection.close()

    def _open(self, name: str) -> sqlite3.Connection:
        try:
            connection: sqlite3.Connection = sqlite3.connect(name, **_CONNECTION)
        except sqlite3.Error as error:
            raise StoreError(f"{name}: cannot be used as a database: {error}") from error
        try:
            _prepare(connection)
        except sqlite3.Error as error:
            connection.close()
            raise StoreError(f"{name}: cannot be used as a database: {error}") from error
        return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.executescript(_SETTINGS)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found == SCHEMA_VERSION:
        return
    if found or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it was not written by this version of the mock server")
    with closing(sqlite3.connect(":memory:")) as source:
        source.deserialize(_empty())
        source.backup(connection)  # what was deserialised itself could not grow beyond a gigabyte


@cache
def _empty() -> bytes:
    """
    Return an empty store; copying its pages takes a twentieth of the time of making its tables.
    """
    with closing(sqlite3.connect(":memory:", **_CONNECTION)) as connection:
        connection.executescript(f"PRAGMA page_size = {_PAGE_BYTES}; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}")
        return bytes(connection.serialize())


Rows = dict[str, dict[str, Any]]


def compared(ours: Store, theirs: Store, left_out: Iterable[str]) -> Iterator[tuple[str, Rows, Rows]]:
    """
    Return for each table the rows that only one store has as they are, by their keys.

    A copy of theirs is laid beside ours, where SQLite compares row by row; what is equal never becomes a Python object.
    """
    snapshot = theirs.snapshot()
    with ours.reading() as tx, ours.beside(snapshot) as connection:
        del snapshot
        for table in tx.tables:
            if table.name not in left_out:
                here, there = (
                    _only_in(connection, table, "main", "beside"),
                    _only_in(connection, table, "beside", "main"),
                )
                yield table.name, here, there


def _only_in(connection: sqlite3.Connection, table: Table[Any], here: str, there: str) -> Rows:
    """
    Return the rows of one side that the other does not have in the same place.
    """
    columns = ", ".join(f"a.{column}" for column in table.columns)
    others = ", ".join(f"b.{column}" for column in table.columns)
    found = connection.execute(
        f"SELECT {columns} FROM {here}.{table.name} AS a LEFT JOIN {there}.{table.name} AS b "
        f"ON a.{table.place} = b.{table.place} WHERE ({columns}) IS NOT ({others})"
    )
    rows_of_it = [asdict(table.decoded(values)) for values in found]
    return {"/".join(str(row[name]) for name in table.key): row for row in rows_of_it}

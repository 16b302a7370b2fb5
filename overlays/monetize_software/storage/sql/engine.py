"""
Opens SQLite or PostgreSQL as this package needs it. Knows no table.

Rules of this module:

1. SQLite: WAL, `synchronous=FULL`, and each write begins with BEGIN IMMEDIATE: a transaction that reads first and
   writes later fails at once when somebody wrote in between, and no timeout helps.
2. PostgreSQL: READ COMMITTED, with bounds on waiting for locks and statements, so that a delivery is answered in time.
3. A trip to PostgreSQL costs more than a statement: BEGIN, the bounds and what a transaction does first are one trip,
   and none only asks whether a connection still lives.
4. Connections belong to the process that opened them: a child of a fork opens its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from sqlalchemy import NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, NoSuchModuleError

from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.installing import how_to_install

from .failures import leaves_doubt, storage_error, translated
from .tx import Tx
from .writer import Work, Writer

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

__all__ = ["Database"]

T = TypeVar("T")

_BUSY_SECONDS: Final = 5
_GRACE_MS: Final = 5_000
_SYNCED: Final = "PRAGMA synchronous = FULL"
_PRAGMAS: Final = (
    _SYNCED,
    f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
)
_IDLE_MS: Final = 10_000
_PARAMETER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,30}")


def _opening(idle: int) -> str:
    """
    How a transaction in PostgreSQL begins: its bounds end with it, because a pooler may hand the connection on.
    """
    most = {"lock_timeout": "5s", "statement_timeout": "8s", "idle_in_transaction_session_timeout": f"{idle}ms"}
    return "BEGIN; " + _set(most)


def _set(most: Mapping[str, str]) -> str:
    return "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in most.items())


_OPENING: Final = {"sqlite": "", "postgresql": _opening(_IDLE_MS)}
_IN_ONE_TRIP: Final = {
    durable: _set(
        {"lock_timeout": "5s", "statement_timeout": "8s"} | ({} if durable else {"synchronous_commit": "off"})
    )
    for durable in (True, False)
}
_SYNCING: Final = {"sqlite": (_SYNCED, "PRAGMA synchronous = NORMAL"), "postgresql": ("", "")}


class Database:
    """
    One database of one process: reads on the caller's thread, writes in order of need.

    Args:
        url: "sqlite:///file.db" or "postgresql+psycopg://…", hidden.
        prefix: What the names of tables begin with.
        schema: The PostgreSQL schema they are in; None for the connection's own.
        pool_size: Most connections to PostgreSQL of this process, the writer's aside.
    """

    def __init__(self, url: Secret, *, prefix: str, schema: str | None, pool_size: int) -> None:
        self._url, problem = _read(url)
        if problem:
            raise ConfigurationError(problem)
        self.dialect: Literal["sqlite", "postgresql"] = _DIALECT[self._url.drivername]
        for name in (prefix, schema):
            if name is not None and not _NAME.fullmatch(name):
                raise ConfigurationError("prefix and schema must be lower-case letters, digits and underscores.")
        self.prefix, self.schema, self.pool_size = prefix, schema, pool_size
        self._engine = self._created(pool_size)
        self._own = local()
        self._pid = os.getpid()
        self._writer = Writer(self._connected, _OPENING[self.dialect], _SYNCING[self.dialect])

    @property
    def engine(self) -> Engine:
        """
        SQLAlchemy's engine, of this process.
        """
        if self._pid != os.getpid():
            self._engine.dispose(close=False)  # the sockets are the parent's, who still talks through them
            self._pid = os.getpid()
        return self._engine

    @property
    def file(self) -> str | None:
        """
        The SQLite file; None on PostgreSQL.
        """
        return self._url.database if self.dialect == "sqlite" else None

    def sql(self, text: str) -> str:
        """
        Text for `Tx.driver`: `{t}` is what a table's name begins with, `{i}` an index's, `:name` is a parameter.
        """
        return _named(text, self.dialect, self.prefix, self.schema)

    def read(self, work: Callable[[Tx], T]) -> T:
        """
        Read, on the caller's thread.
        """
        return translated(self._read, work)

    def write(self, work: Callable[[Tx], T]) -> T:
        """
        Run work in a transaction of its own and wait until it is durable. What it raises undoes it.
        """
        if self.dialect == "sqlite":
            result: T = self.do(_one_by_one, work)
            return result
        try:
            return self.once(work)
        except StorageError as problem:
            if problem.may_have_been_applied or not problem.retryable:
                raise
        return self.once(work)

    def once(self, work: Callable[[Tx], T], *, patience: int | None = None) -> T:
        """
        Run work in a transaction of its own, as `write` does, and never a second time.

        Args:
            patience: For how long it may do something else meanwhile, in milliseconds; None for the usual bound.
        """
        if self.dialect == "sqlite":
            result: T = self.do(_one_by_one, work)
            return result
        return self.once_begun("", {}, lambda tx, _: work(tx), patience=patience)

    def once_begun(
        self, first: str, parameters: Mapping[str, Any], work: Callable[[Tx, Any], T], *, patience: int | None = None
    ) -> T:
        """
        The same on PostgreSQL, where the first statements of the work go with the transaction's begin.

        Args:
            first: Statements for `sql`.
            parameters: Of all of them.
            work: What to do then, with the first row of the last of them.
            patience: As in `once`.
        """
        connection = translated(self._connected)
        try:
            result = translated(self._done, connection, self.sql(first), parameters, work, patience)
            _commit(connection)
        finally:
            _give_back(connection)
        return result

    def in_one_trip(self, sql: str, parameters: Mapping[str, Any], *, durable: bool = True) -> Any:
        """
        Run statements on PostgreSQL in a transaction of their own, begun and committed by the one message they are in.

        Args:
            sql: What `sql` made of them. The last one's first row is returned.
            parameters: Of all of them.
            durable: Whether they must outlive a crash of the server; a later durable commit keeps those before it too.
        """
        script = f"{_IN_ONE_TRIP[durable]}; {sql}"
        try:
            return self._tripped(script, parameters)
        except StorageError as problem:
            if problem.may_have_been_applied or not problem.retryable:
                raise
        return self._tripped(script, parameters)

    def do(self, work: Work, item: Any, *, durable: bool = True) -> Any:
        """
        Write an item in SQLite and wait for it; see `writer`.
        """
        return self._writer.do(work, item, durable=durable)

    def submit(self, work: Work, item: Any) -> Future[Any]:
        """
        Have an item written together with what else waits; see `writer`.
        """
        return self._writer.submit(work, item)

    def close(self) -> None:
        """
        End the writer, close the connections.
        """
        self._writer.close()
        self._own = local()
        self.engine.dispose()

    def _read(self, work: Callable[[Tx], T]) -> T:
        if self.dialect == "sqlite":
            return work(self._reader())
        with self.engine.connect() as connection:
            return work(Tx(connection))

    def _done(
        self,
        connection: Connection,
        first: str,
        parameters: Mapping[str, Any],
        work: Callable[[Tx, Any], T],
        patience: int | None,
    ) -> T:
        connection.begin()
        tx = Tx(connection)
        opening = _opening(_IDLE_MS if patience is None else int(patience) + _GRACE_MS)
        return work(tx, tx.script(f"{opening}; {first}", parameters))

    def _tripped(self, script: str, parameters: Mapping[str, Any]) -> Any:
        connection = translated(self._connected)
        try:
            return Tx(connection).script(script, parameters)
        except Exception as problem:
            failure = storage_error(problem)
            # What a statement was refused for is undone; where the server went away, the commit may have been first.
            failure.may_have_been_applied = leaves_doubt(problem)
        finally:
            _give_back(connection)
        raise failure

    def _connected(self) -> Connection:
        return self.engine.connect()

    def _reader(self) -> Tx:
        # A connection per thread and process, outside of any transaction: a checkout would cost more than the read.
        kept: tuple[int, Tx] | None = getattr(self._own, "reader", None)
        if kept is not None and kept[0] == os.getpid():
            return kept[1]
        tx = Tx(self._connected().execution_options(monetize_reads=True))
        self._own.reader = (os.getpid(), tx)
        return tx

    def _created(self, pool_size: int) -> Engine:
        options: dict[str, Any] = {"hide_parameters": True}
        try:
            if self.dialect == "sqlite":
                options |= {"poolclass": NullPool, "connect_args": {"check_same_thread": False}}
                engine = create_engine(self._url, **options)
                event.listen(engine, "connect", _open_sqlite)
                event.listen(engine, "begin", _begin_immediate)
                return engine
            engine = create_engine(self._url, pool_size=pool_size, max_overflow=0, **options)
            event.listen(engine, "connect", _open_postgresql)
            event.listen(engine, "checkout", _refuse_lost)
            return engine
        except (ImportError, NoSuchModuleError) as problem:
            missing = getattr(problem, "name", None) or "its driver"
            raise ConfigurationError(
                f"{self._url.drivername} needs {missing}. {how_to_install(_EXTRA[self.dialect])}."
            ) from None


_EXTRA: Final = {"sqlite": "sql", "postgresql": "postgresql"}


@lru_cache(256)
def _named(text: str, dialect: str, prefix: str, schema: str | None) -> str:
    named = text.replace("{t}", f"{schema}.{prefix}" if schema else prefix).replace("{i}", prefix)
    return named if dialect == "sqlite" else _PARAMETER.sub(r"%(\1)s", named)


_DIALECT: Final[dict[str, Literal["sqlite", "postgresql"]]] = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql+psycopg": "postgresql",
}


def _read(given: Secret) -> tuple[URL, str]:
    """
    An address as SQLAlchemy knows it, and what speaks against it. Raises nothing: it may hold a password, and error
    reporters show the variables of every frame that an exception passed.
    """
    try:
        url = make_url(given.reveal())
    except ArgumentError:
        return make_url("none://"), "The store's url must be like sqlite:///billing.db or postgresql+psycopg://…."
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in _DIALECT:
        return url, f"SQLStore knows sqlite and postgresql+psycopg, not {url.drivername}."
    if _DIALECT[url.drivername] == "sqlite" and url.database in (None, "", ":memory:"):
        return url, "SQLStore needs a file, as in sqlite:///billing.db; use MemoryStore to keep nothing."
    return url, ""


def _open_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # or the driver begins transactions itself, and later than is safe
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise ConfigurationError(f"SQLite cannot use WAL here (journal_mode is {mode}): is it a network file system?")
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _open_postgresql(connection: Any, _: Any) -> None:
    connection.autocommit = True  # transactions are begun by `_opening`; the driver would spend a trip on each BEGIN


def _refuse_lost(connection: Any, _: Any, __: Any) -> None:
    """
    Have the pool open its connections anew where the server has closed this one, which its socket says without a trip.
    """
    try:
        # The first may find why it was closed, in words; the second then finds the end.
        connection.pgconn.consume_input()
        connection.pgconn.consume_input()
    except Exception:
        lost = True
    else:
        lost = connection.closed
    if lost:
        raise InvalidatePoolError


def _begin_immediate(connection: Connection) -> None:
    if not connection.get_execution_options().get("monetize_reads"):
        driver: Any = connection.connection.dbapi_connection
        driver.execute("BEGIN IMMEDIATE")  # by Core it costs more than all else of a small transaction


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except Exception as problem:
        failure = storage_error(problem)
        failure.may_have_been_applied = True
    else:
        return
    raise failure


def _give_back(connection: Connection) -> None:
    try:
        connection.close()
    except Exception:  # it was lost, which whoever used it has noticed
        if not connection.closed:
            connection.invalidate()
            connection.close()


def _one_by_one(tx: Tx, works: Sequence[Callable[[Tx], Any]]) -> list[Any]:
    return [_in_savepoint(tx, work) for work in works]


def _in_savepoint(tx: Tx, work: Callable[[Tx], Any]) -> Any:
    tx.driver("SAVEPOINT monetize_one")
    try:
        result = translated(work, tx)
    except Exception as problem:
        tx.driver("ROLLBACK TO monetize_one")
        result = problem
    tx.driver("RELEASE monetize_one")
    return result

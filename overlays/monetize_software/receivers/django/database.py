"""
The project's database for the statements of the SQL store: same text, Django's connection and transaction.

Rules of this module:

1. A write is the outermost transaction of its connection, or it is refused: what is answered must be durable.
2. Statements go to the driver's cursor as Django makes it and not through its log of queries, which shows parameters:
   bodies have e-mail addresses in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Final, Literal, TypeVar

from django.db import Error, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage.sql.codes import code_of, passes

__all__ = ["PREFIX", "DjangoDatabase", "DjangoTx"]

T = TypeVar("T")

PREFIX: Final = "monetize_"
"""What the names of the app's tables begin with."""

_PARAMETER: Final = re.compile(r"(?<![:\w]):([a-z_]+)")
_BOUNDS: Final = (
    "SELECT set_config('lock_timeout', '5s', true), set_config('statement_timeout', '8s', true)"  # of this transaction
)


class DjangoTx:
    """
    The transaction that also holds the event's record, as handlers get it. The ORM is in it too, by the same alias.

    Attributes:
        connection: Django's connection.
    """

    __slots__ = ("connection",)

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """
        Run one statement; returns Django's cursor.

        Args:
            statement: Text with `:name` for parameters.
            parameters: Their values.
        """
        cursor = self.connection.cursor()
        cursor.execute(_named(statement.replace("%", "%%")), parameters or {})
        return cursor

    def driver(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """
        Run text that `DjangoDatabase.sql` made; returns the driver's cursor.
        """
        with self.connection.wrap_database_errors:
            cursor = self.connection.create_cursor()
            cursor.execute(sql, parameters or {})
        return cursor

    def driver_many(self, sql: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        """
        Run text that `DjangoDatabase.sql` made once for each set of parameters.
        """
        with self.connection.wrap_database_errors:
            self.connection.create_cursor().executemany(sql, parameters)


class DjangoDatabase:
    """
    What `storage.sql` needs of a database.

    Args:
        alias: Its name in `DATABASES`.
    """

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """
        Which of the two databases it is.
        """
        vendor = connections[self.alias].vendor
        if vendor == "sqlite":
            return "sqlite"
        if vendor == "postgresql":
            return "postgresql"
        raise ConfigurationError(f"DATABASES[{self.alias!r}] is {vendor}; events are kept in sqlite or postgresql.")

    def sql(self, text: str) -> str:
        """
        Text for `DjangoTx.driver`: `{t}` and `{i}` are what names begin with, `:name` is a parameter.
        """
        return _named(text.replace("{t}", PREFIX).replace("{i}", PREFIX))

    def read(self, work: Callable[[DjangoTx], T]) -> T:
        """
        Read, in the caller's transaction where there is one.
        """
        try:
            return work(self._connected())
        except Error as problem:
            failure = _storage_error(problem, ended=False)
        raise failure  # outside of the handler: an exception's context is printed too, and that one has a driver's text

    def write(self, work: Callable[[DjangoTx], T]) -> T:
        """
        Run work in a transaction of its own; when this returns it is durable. Once more where that can help.
        """
        try:
            return self.once(work)
        except StorageError as problem:
            if problem.may_have_been_applied or not problem.retryable:
                raise
        return self.once(work)

    def once(self, work: Callable[[DjangoTx], T], *, patience: int | None = None) -> T:
        """
        Run work in a transaction of its own, and never a second time.
        """
        del patience  # a handler runs on the caller's thread, which nothing can end
        ended = False
        try:
            with ExitStack() as stack:
                tx = self._connected()
                self._begin(stack)
                if tx.connection.vendor == "postgresql":
                    tx.driver(_BOUNDS)
                result = work(tx)
                ended = True
        except Error as problem:
            failure = _storage_error(problem, ended=ended)
        else:
            return result
        raise failure

    def _begin(self, stack: ExitStack) -> None:
        try:
            stack.enter_context(transaction.atomic(using=self.alias, durable=True))
        except RuntimeError:
            raise ConfigurationError(
                "This must be durable when it returns, and cannot be inside of transaction.atomic(): "
                "call it outside, and mark the view with transaction.non_atomic_requests where ATOMIC_REQUESTS is set."
            ) from None

    def _connected(self) -> DjangoTx:
        connection = connections[self.alias]
        if not connection.in_atomic_block:
            # Between requests Django does this; a worker has none.
            connection.close_if_unusable_or_obsolete()
        connection.ensure_connection()
        return DjangoTx(connection)


def _named(text: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", text)


def _storage_error(problem: Error, *, ended: bool) -> StorageError:
    code = code_of(problem.__cause__ or problem)
    failure = StorageError(f"The database failed: {code}.", retryable=passes(code))
    failure.may_have_been_applied = ended
    return failure

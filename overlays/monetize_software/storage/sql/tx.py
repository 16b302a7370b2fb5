"""
An open transaction, as handlers get it. Never commits or rolls back; whoever opened it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Executable

__all__ = ["Tx"]


class Tx:
    """
    The transaction that also holds the event's record: either all of it is kept or nothing.

        tx.execute("UPDATE member SET plan = :plan WHERE id = :id", {"plan": "pro", "id": 7})

    Attributes:
        connection: SQLAlchemy's connection. An ORM joins by
            `Session(bind=tx.connection, join_transaction_mode="create_savepoint")`.
    """

    __slots__ = ("_driver", "connection")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._driver: Any = connection.connection.dbapi_connection

    def execute(
        self,
        statement: str | Executable,
        parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    ) -> CursorResult[Any]:
        """
        Run one statement.

        Args:
            statement: Text with `:name` for parameters, or a statement of SQLAlchemy Core.
            parameters: Their values; a list of them runs it once for each.
        """
        made = text(statement) if isinstance(statement, str) else statement
        return self.connection.execute(made, parameters)

    def driver(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """
        Run text that `Database.sql` made on the driver itself, which costs a third; returns its cursor.
        """
        cursor = self._driver.cursor()
        cursor.execute(sql, parameters or {})
        return cursor

    def script(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """
        Run several statements on PostgreSQL in one trip; the first row of the last one, if that has rows.
        """
        from psycopg import ClientCursor  # only this one takes parameters for several statements, quoted by libpq

        cursor: Any = ClientCursor(self._driver)
        cursor.execute(sql, parameters or {})
        while cursor.nextset():
            pass
        return cursor.fetchone() if cursor.description else None

    def driver_many(self, sql: str, parameters: Sequence[Mapping[str, Any]]) -> None:
        """
        Run text that `Database.sql` made once for each set of parameters, in one round trip where the driver can.
        """
        self._driver.cursor().executemany(sql, parameters)

    def driver_asked(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
        """
        Run text that ends in RETURNING once for each row, in one trip to PostgreSQL; whether each returned something.
        """
        cursor = self._driver.cursor()
        cursor.executemany(sql, rows, returning=True)
        found = [cursor.fetchone() is not None]
        while cursor.nextset():
            found.append(cursor.fetchone() is not None)
        return found

"""
The ledger of debits in tables. Each change is a transaction of its own, durable before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any, Final

from monetize_software.storage.meters import Allowance, Charge, KnownBalance, Usage

from .engine import Database
from .tx import Tx

__all__ = ["SQLMeters"]

_COLUMNS: Final = ["user_id" if name == "user" else name for name in Charge._fields]
_NAMES: Final = ", ".join(_COLUMNS)
_INSERT: Final = f"""INSERT INTO {{t}}meter ({_NAMES}) VALUES ({", ".join(f":{name}" for name in Charge._fields)})
    ON CONFLICT (key) DO NOTHING"""
_SWAP: Final = (
    "UPDATE {t}meter SET "
    + ", ".join(f"{column} = :{name}" for column, name in zip(_COLUMNS[4:], Charge._fields[4:], strict=True))
    + " WHERE key = :key AND version = :known"
)
_BALANCE: Final = """INSERT INTO {t}balance AS b (user_id, type, tokens, at, closed)
    VALUES (:user, :type, :tokens, :at, 0) ON CONFLICT (user_id, type)
    DO UPDATE SET tokens = excluded.tokens, at = excluded.at WHERE b.tokens IS NULL OR excluded.at >= b.at"""
_GATE: Final = """INSERT INTO {t}balance (user_id, type, tokens, at, closed) VALUES (:user, :type, NULL, 0, :until)
    ON CONFLICT (user_id, type) DO UPDATE SET closed = excluded.closed"""
_ALLOWANCE: Final = """SELECT b.tokens, b.at, b.closed, (SELECT SUM(amount) FROM {t}meter
        WHERE user_id = :user AND type = :type AND state IN ('reserved', 'sending', 'unknown'))
    FROM (SELECT 1 AS one) AS o LEFT JOIN {t}balance AS b ON b.user_id = :user AND b.type = :type"""


class SQLMeters:
    """
    Rows by key in SQLite or PostgreSQL.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert_sql, self._swap_sql, self._balance_sql = map(database.sql, (_INSERT, _SWAP, _BALANCE))
        self._allowance_sql = database.sql(_ALLOWANCE)
        self._get_sql = database.sql(f"SELECT {_NAMES} FROM {{t}}meter WHERE key = :key")

    def insert(self, charge: Charge) -> Charge | None:
        """
        Keep a new row; None, or the row that has the key already.
        """
        return self._database.write(lambda tx: self._insert(tx, charge))

    def swap(self, known: Charge, changed: Charge, balance: KnownBalance | None = None) -> bool:
        """
        Replace a row if nobody changed it since it was read, and with it what is known of the balance.
        """
        return self._database.write(lambda tx: self._swap(tx, known, changed, balance))

    def get(self, key: str) -> Charge | None:
        """
        Read a row.
        """
        return self._database.read(lambda tx: self._get(tx, key))

    def listed(
        self, states: Iterable[str], *, user: str | None, type: str | None, after: str, limit: int
    ) -> Sequence[Charge]:
        """
        Rows in these states, by key, from the next one on.
        """
        # Names of parameters have letters only; see `Database.sql`.
        wanted = {f"state_{letter}": state for letter, state in zip(ascii_lowercase, states, strict=False)}
        one_of = ", ".join(f":{name}" for name in wanted)
        where, named = _narrowed({"user_id": user, "type": type})
        where = f"state IN ({one_of}) AND key > :after{where}"
        sql = f"SELECT {_NAMES} FROM {{t}}meter WHERE {where} ORDER BY key LIMIT :limit"
        return self._charges(sql, {**wanted, **named, "after": after, "limit": limit})

    def overdue(self, at: int, *, limit: int) -> Sequence[Charge]:
        """
        Rows whose holder had until then and settled nothing.
        """
        where = "state IN ('reserved', 'sending') AND lease <= :at"
        sql = f"SELECT {_NAMES} FROM {{t}}meter WHERE {where} ORDER BY key LIMIT :limit"
        return self._charges(sql, {"at": at, "limit": limit})

    def allowance(self, user: str, type: str) -> Allowance:
        """
        What is known of a user's balance, and what of it is taken.
        """
        sql, names = self._allowance_sql, {"user": user, "type": type}
        tokens, at, closed, taken = self._database.read(lambda tx: tx.driver(sql, names).fetchone())
        return Allowance(tokens, at or 0, int(taken or 0), closed or 0)

    def close_gate(self, user: str, type: str, until: int) -> None:
        """
        Let nothing be sent until then; 0 opens it.
        """
        sql = self._database.sql(_GATE)
        self._database.write(lambda tx: tx.driver(sql, {"user": user, "type": type, "until": until}))

    def usage(self, *, user: str | None, type: str | None, since: int) -> Sequence[Usage]:
        """
        What was debited, by user and type.
        """
        where, named = _narrowed({"user_id": user, "type": type})
        sql = self._database.sql(
            "SELECT user_id, type, COUNT(*), SUM(amount) FROM {t}meter WHERE state = 'applied' AND settled >= :since"
            f"{where} GROUP BY user_id, type ORDER BY user_id, type"
        )
        rows: list[Any] = self._database.read(lambda tx: tx.driver(sql, {**named, "since": since}).fetchall())
        return [Usage(user, type, charges, int(tokens)) for user, type, charges, tokens in rows]

    def _insert(self, tx: Tx, charge: Charge) -> Charge | None:
        if tx.driver(self._insert_sql, charge._asdict()).rowcount:
            return None
        return self._get(tx, charge.key)

    def _swap(self, tx: Tx, known: Charge, changed: Charge, balance: KnownBalance | None) -> bool:
        if not tx.driver(self._swap_sql, changed._asdict() | {"known": known.version}).rowcount:
            return False
        if balance is not None:
            tx.driver(self._balance_sql, balance._asdict())
        return True

    def _get(self, tx: Tx, key: str) -> Charge | None:
        row: Any = tx.driver(self._get_sql, {"key": key}).fetchone()
        return None if row is None else Charge._make(row)

    def _charges(self, sql: str, names: dict[str, Any]) -> list[Charge]:
        named = self._database.sql(sql)
        rows: list[Any] = self._database.read(lambda tx: tx.driver(named, names).fetchall())
        return [Charge._make(row) for row in rows]


def _narrowed(columns: dict[str, str | None]) -> tuple[str, dict[str, str]]:
    given = {column: value for column, value in columns.items() if value is not None}
    return "".join(f" AND {column} = :{column}" for column in given), given

"""
The ledger of debits in tables. Each change is a transaction of its own, durable before it is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any, Final

from monetize_software.storage.meters import Allowance, Bounds, Charge, KnownBalance, Usage

from .engine import Database
from .tx import Tx

__all__ = ["SQLMeters"]

_COLUMNS: Final = ["user_id" if name == "user" else name for name in Charge._fields]
_NAMES: Final = ", ".join(_COLUMNS)
_INSERT: Final = f"""INSERT INTO {{t}}meter ({_NAMES}) SELECT {", ".join(f":{name}" for name in Charge._fields)}
    WHERE TRUE{{unless}} ON CONFLICT (key) DO NOTHING"""
_SWAP: Final = (
    "UPDATE {t}meter SET "
    + ", ".join(f"{column} = :{name}" for column, name in zip(_COLUMNS[4:], Charge._fields[4:], strict=True))
    + " WHERE key = :key AND version = :known{unless}"
)
_BALANCE: Final = """INSERT INTO {t}balance AS b (user_id, type, tokens, at, closed)
    SELECT :user, :type, :tokens, :heard, 0{rows} ON CONFLICT (user_id, type)
    DO UPDATE SET tokens = excluded.tokens, at = excluded.at WHERE b.tokens IS NULL OR excluded.at >= b.at"""
_SWAP_AND_BALANCE: Final = f"""WITH swapped AS ({_SWAP} RETURNING 1),
    kept AS ({_BALANCE.replace("{rows}", " FROM swapped")} RETURNING 1) SELECT 1 FROM swapped"""
_OF_USER: Final = "user_id = :user AND type = :type"
_TAKEN: Final = f"""SELECT COALESCE(SUM(amount), 0) FROM {{t}}meter{{open}}
    WHERE {_OF_USER} AND state IN ('reserved', 'sending', 'unknown')"""
# SQLite would go through all that a user was ever charged: to it one index of the user is like the other.
_OPEN: Final = {"sqlite": " INDEXED BY {i}meter_open", "postgresql": ""}
_GATE_IS_OPEN: Final = f" AND NOT EXISTS (SELECT 1 FROM {{t}}balance WHERE {_OF_USER} AND closed > :now)"
_NOTHING_LEFT: Final = f""" AND NOT EXISTS (
    SELECT 1 FROM {{t}}balance WHERE {_OF_USER} AND at > :since AND tokens <= ({_TAKEN}))"""
_ALONE: Final = f""" AND NOT EXISTS (
    SELECT 1 FROM {{t}}meter{{open}}
    WHERE {_OF_USER} AND state IN ('reserved', 'sending', 'unknown') AND state = 'sending' AND lease > :now
        AND key <> :key)"""
# Two transactions that look at once would both find nobody; SQLite lets one at a time.
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended(:user || ' ' || :type, 0)); "
_GATE: Final = """INSERT INTO {t}balance (user_id, type, tokens, at, closed) VALUES (:user, :type, NULL, 0, :until)
    ON CONFLICT (user_id, type) DO UPDATE SET closed = excluded.closed"""
_ALLOWANCE: Final = f"""SELECT b.tokens, b.at, b.closed, ({_TAKEN})
    FROM (SELECT 1 AS one) AS o LEFT JOIN {{t}}balance AS b ON b.user_id = :user AND b.type = :type"""


class SQLMeters:
    """
    Rows by key in SQLite or PostgreSQL.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_one_trip = database.dialect == "postgresql"
        self._allowance_sql = self._sql(_ALLOWANCE)
        self._get_sql = database.sql(f"SELECT {_NAMES} FROM {{t}}meter WHERE key = :key")
        self._balance_sql = database.sql(_BALANCE.replace("{rows}", " WHERE TRUE"))

    def insert(self, charge: Charge, unless: Bounds | None = None, *, durable: bool = True) -> bool:
        """
        Keep a new row, unless its key has one or a bound stands against it.
        """
        sql = self._written(_INSERT, unless)
        return self._changed(sql, charge._asdict() | _bounds(unless), durable=durable)

    def swap(
        self, known: Charge, changed: Charge, balance: KnownBalance | None = None, unless: Bounds | None = None
    ) -> bool:
        """
        Replace a row if nobody changed it since it was read and no bound stands against it, and with it what is known
        of the balance.
        """
        names: dict[str, Any] = changed._asdict() | _bounds(unless) | {"known": known.version}
        if balance is None:
            return self._changed(self._written(_SWAP, unless), names)
        names |= {"tokens": balance.tokens, "heard": balance.at}
        return self._changed(self._written(_SWAP_AND_BALANCE if self._in_one_trip else _SWAP, unless), names)

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

    def _changed(self, sql: str, names: dict[str, Any], *, durable: bool = True) -> bool:
        if self._in_one_trip:
            return self._database.in_one_trip(sql, names, durable=durable) is not None
        done: bool = self._database.do(self._changed_together, (sql, names), durable=durable)
        return done

    def _changed_together(self, tx: Tx, items: Sequence[tuple[str, dict[str, Any]]]) -> list[bool]:
        done: list[bool] = []
        for sql, names in items:
            done.append(tx.driver(sql, names).rowcount == 1)
            if done[-1] and "heard" in names:
                tx.driver(self._balance_sql, names)
        return done

    def _written(self, text: str, unless: Bounds | None) -> str:
        sql = self._sql(text.replace("{unless}", _conditions(unless)))
        if not self._in_one_trip:
            return sql
        lock = self._database.sql(_ONE_AT_A_TIME) if unless is not None and unless.alone else ""
        return lock + (sql if sql.startswith("WITH") else f"{sql} RETURNING 1")

    def _sql(self, text: str) -> str:
        return self._database.sql(text.replace("{open}", _OPEN[self._database.dialect]))

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


def _conditions(unless: Bounds | None) -> str:
    if unless is None:
        return ""
    closed, spent, alone = unless.gate, unless.since is not None, unless.alone
    return _GATE_IS_OPEN * closed + _NOTHING_LEFT * spent + _ALONE * alone


def _bounds(unless: Bounds | None) -> dict[str, int | None]:
    return {} if unless is None else {"now": unless.at, "since": unless.since}

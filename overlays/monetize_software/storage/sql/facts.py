"""
Facts in tables. Never reads a row in order to write it: of two rows about the same the database keeps the greater.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from monetize_software.storage.facts import Fact, Finding

from .engine import Database
from .tx import Tx

__all__ = ["SQLFacts"]

_COLUMNS: Final = ["user_id" if name == "user" else name for name in Fact._fields]
_CHANGED: Final = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[2:])
_DATED: Final = Fact._fields.index("dated")

_UPSERT: Final = f"""INSERT INTO {{t}}fact AS f ({", ".join(_COLUMNS)})
    VALUES {{rows}} ON CONFLICT (kind, subject) DO UPDATE SET {_CHANGED} WHERE excluded.key > f.key"""
_MOST_AT_ONCE: Final = 4  # what one event says, at most
_SELECT: Final = f"SELECT {', '.join(_COLUMNS)} FROM {{t}}fact WHERE user_id = "
_FOUND: Final = """INSERT INTO {t}finding (at, user_id, subject, kind, ours, theirs)
    VALUES (:at, :user, :subject, :kind, :ours, :theirs) ON CONFLICT (user_id, subject, kind)
    DO UPDATE SET at = excluded.at, ours = excluded.ours, theirs = excluded.theirs"""


class SQLFacts:
    """
    Rows of facts in SQLite or PostgreSQL.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._found = database.sql(_FOUND)
        self._upserts: dict[int, str] = {}
        # In SQLite, which is no trip away, each row for itself is a quarter cheaper.
        self._together = _MOST_AT_ONCE if database.dialect == "postgresql" else 1
        self._of_user = database.sql(_SELECT + ":user")
        owner = "(SELECT user_id FROM {t}fact WHERE kind = :kind AND subject = :value)"
        self._of_identity = database.sql(_SELECT + owner)

    def record(self, tx: Tx, facts: Iterable[Fact]) -> None:
        """
        Merge rows within a transaction that is open. In any order, any number of times.
        """
        # In one order everywhere, so that two transactions which meet at several rows wait for each other and no more.
        ordered = sorted(facts, key=_place)
        rows = [fact._asdict() | {"dated": int(fact.dated)} for fact in ordered]
        if 1 < len(rows) == len({_place(fact) for fact in ordered}) <= self._together:
            # One statement may not meet a row twice, and each number of rows is a statement to prepare.
            together = {f"{name}_{'x' * place}": row[name] for place, row in enumerate(rows) for name in row}
            tx.driver(self._upsert(len(rows)), together)
        elif rows:
            tx.driver_many(self._upsert(1), rows)

    def add(self, facts: Iterable[Fact], findings: Iterable[Finding] = ()) -> None:
        """
        Merge rows and keep findings in a transaction of its own.
        """
        given, found = [*facts], [each._asdict() for each in sorted(findings, key=_name)]
        self._database.write(lambda tx: self._add(tx, given, found))

    def of_user(self, user: str) -> Sequence[Fact]:
        """
        Every row of a user.
        """
        return self._read(self._of_user, {"user": user})

    def of_identity(self, kind: str, value: str) -> Sequence[Fact]:
        """
        Every row of the user an address or an id belongs to.
        """
        return self._read(self._of_identity, {"kind": kind, "value": value})

    def users(self, *, after: str, limit: int) -> Sequence[str]:
        """
        Ids of users, in their order, from the next one on.
        """
        sql = "SELECT DISTINCT user_id FROM {t}fact WHERE user_id > :after ORDER BY user_id LIMIT :limit"
        return [user for (user,) in self._rows(sql, {"after": after, "limit": limit})]

    def findings(self, *, limit: int) -> Sequence[Finding]:
        """
        The latest findings, newest first.
        """
        columns = "at, user_id, subject, kind, ours, theirs"
        sql = f"SELECT {columns} FROM {{t}}finding ORDER BY at DESC, user_id, subject LIMIT :n"
        return [Finding(*row) for row in self._rows(sql, {"n": limit})]

    def forget(self, user: str) -> None:
        """
        Remove what says whose addresses and ids they are.
        """
        sql = self._database.sql("DELETE FROM {t}fact WHERE user_id = :user AND kind IN ('email', 'app')")
        self._database.write(lambda tx: tx.driver(sql, {"user": user}))

    def _upsert(self, rows: int) -> str:
        """
        The statement that merges so many rows.
        """
        if rows not in self._upserts:
            endings = [""] if rows == 1 else [f"_{'x' * place}" for place in range(rows)]
            values = [f"({', '.join(f':{name}{ending}' for name in Fact._fields)})" for ending in endings]
            self._upserts[rows] = self._database.sql(_UPSERT.replace("{rows}", ", ".join(values)))
        return self._upserts[rows]

    def _add(self, tx: Tx, facts: list[Fact], findings: list[dict[str, Any]]) -> None:
        self.record(tx, facts)
        if findings:
            tx.driver_many(self._found, findings)

    def _rows(self, sql: str, parameters: dict[str, Any]) -> list[Any]:
        named = self._database.sql(sql)
        return self._database.read(lambda tx: tx.driver(named, parameters).fetchall())

    def _read(self, sql: str, parameters: dict[str, Any]) -> list[Fact]:
        rows: list[Any] = self._database.read(lambda tx: tx.driver(sql, parameters).fetchall())
        return [Fact._make((*row[:_DATED], bool(row[_DATED]), *row[_DATED + 1 :])) for row in rows]


def _place(fact: Fact) -> tuple[str, str]:
    return fact.kind, fact.subject


def _name(found: Finding) -> tuple[str, str, str]:
    return found.user, found.subject, found.kind

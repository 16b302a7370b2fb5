"""
Writes rows anew whose values somebody else changes, such as addresses that are to be sealed. Knows no cipher.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, Protocol

from monetize_software.storage.facts import Fact

from .engine import Database
from .facts import SQLFacts
from .tx import Tx

__all__ = ["Change", "rewrite"]

_PAGE: Final = 500
_EVENTS: Final = """SELECT receiver, id, body FROM {t}event WHERE (receiver, id) > (:receiver, :id)
    ORDER BY receiver, id LIMIT :most"""
_EVENT: Final = "UPDATE {t}event SET body = :new WHERE receiver = :receiver AND id = :id AND body = :old"
_CHARGES: Final = "SELECT key, user_id FROM {t}meter WHERE key > :after ORDER BY key LIMIT :most"
_CHARGE: Final = "UPDATE {t}meter SET user_id = :new WHERE key = :key AND user_id = :old"
_BALANCES: Final = "SELECT DISTINCT user_id FROM {t}balance WHERE user_id > :after ORDER BY user_id LIMIT :most"
_BALANCE: Final = """INSERT INTO {t}balance (user_id, type, tokens, at, closed)
    SELECT :new, type, tokens, at, closed FROM {t}balance WHERE user_id = :old ON CONFLICT (user_id, type) DO NOTHING"""
_NO_BALANCE: Final = "DELETE FROM {t}balance WHERE user_id = :old"
_NO_FACT: Final = "DELETE FROM {t}fact WHERE kind = :kind AND subject = :subject"


class Change(Protocol):
    """
    What rows become. Changing one twice changes nothing more.
    """

    def user(self, name: str) -> str:
        """
        What a charge names a user by.
        """
        ...

    def fact(self, fact: Fact) -> Fact:
        """
        A fact.
        """
        ...

    def body(self, id: str, body: bytes) -> bytes:
        """
        The body of an event.
        """
        ...


def rewrite(database: Database, change: Change) -> int:
    """
    Change all rows, page by page; how many were changed. May be interrupted and called again.
    """
    changed = _facts(database, change) + _events(database, change)
    changed += _users(database, change, _CHARGES, partial(_charge, database))
    changed += _users(database, change, _BALANCES, partial(_balance, database))
    if database.dialect == "sqlite":
        database.read(_emptied)
    return changed


def _emptied(tx: Tx) -> None:
    """
    Leave nothing in free pages, nor in the log.
    """
    tx.driver("VACUUM")
    tx.driver("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _facts(database: Database, change: Change) -> int:
    facts, changed, after = SQLFacts(database), 0, ""
    while users := facts.users(after=after, limit=_PAGE):
        for user in users:
            rows = [(fact, new) for fact in facts.of_user(user) if (new := change.fact(fact)) != fact]
            if rows:
                database.write(partial(_fact, database, facts, rows))
            changed += len(rows)
        after = users[-1]
    return changed


def _fact(database: Database, facts: SQLFacts, rows: list[tuple[Fact, Fact]], tx: Tx) -> None:
    facts.record(tx, [new for _, new in rows])
    for old, _ in rows:
        tx.driver(database.sql(_NO_FACT), {"kind": old.kind, "subject": old.subject})


def _events(database: Database, change: Change) -> int:
    select, update, changed, last = database.sql(_EVENTS), database.sql(_EVENT), 0, ("", "")

    def page(tx: Tx) -> list[Any]:
        names = {"receiver": last[0], "id": last[1], "most": _PAGE}
        rows: list[Any] = tx.driver(select, names).fetchall()
        new = [change.body(id, bytes(body)) for _, id, body in rows]
        pairs = [(row, body) for row, body in zip(rows, new, strict=True) if body != bytes(row[2])]
        for (receiver, id, old), body in pairs:
            tx.driver(update, {"receiver": receiver, "id": id, "old": bytes(old), "new": body})
        return [len(pairs), *rows[-1:]]

    while len(found := database.write(page)) > 1:
        changed, last = changed + found[0], (found[1][0], found[1][1])
    return changed


def _users(database: Database, change: Change, select: str, write: Callable[[Tx, tuple[str, str], str], None]) -> int:
    sql, changed, after = database.sql(select), 0, ""

    def page(tx: Tx) -> tuple[int, str | None]:
        rows: list[Any] = tx.driver(sql, {"after": after, "most": _PAGE}).fetchall()
        pairs = [((row[0], row[-1]), new) for row in rows if (new := change.user(row[-1])) != row[-1]]
        for row, new in pairs:
            write(tx, row, new)
        return len(pairs), rows[-1][0] if rows else None

    while (found := database.write(page))[1] is not None:
        changed, after = changed + found[0], found[1]
    return changed


def _charge(database: Database, tx: Tx, row: tuple[str, str], new: str) -> None:
    tx.driver(database.sql(_CHARGE), {"key": row[0], "old": row[1], "new": new})


def _balance(database: Database, tx: Tx, row: tuple[str, str], new: str) -> None:
    names = {"old": row[1], "new": new}
    tx.driver(database.sql(_BALANCE), names)
    tx.driver(database.sql(_NO_BALANCE), names)

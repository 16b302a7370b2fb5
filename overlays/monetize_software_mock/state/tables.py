"""
Maps rows to SQLite tables. Never begins or ends a transaction.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from . import account_tables, listing_tables

SCHEMA_VERSION = 7

SCHEMA = (
    """
CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE api_keys (key TEXT PRIMARY KEY, account_id TEXT NOT NULL, active INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE paywalls (id TEXT PRIMARY KEY, account_id TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE users (
    id TEXT PRIMARY KEY, email TEXT, email_key TEXT UNIQUE, name TEXT, created INTEGER NOT NULL
);
CREATE TABLE links (
    user_id TEXT NOT NULL REFERENCES users, paywall_id TEXT NOT NULL REFERENCES paywalls,
    meta TEXT NOT NULL, meta_user_id TEXT, created INTEGER NOT NULL, PRIMARY KEY (user_id, paywall_id)
);
CREATE INDEX links_by_meta ON links (paywall_id, meta_user_id);
CREATE TABLE checkouts (
    id TEXT PRIMARY KEY, paywall_id TEXT NOT NULL REFERENCES paywalls, user_id TEXT NOT NULL REFERENCES users,
    price_id TEXT NOT NULL, interval TEXT, interval_count INTEGER NOT NULL, unit_amount INTEGER NOT NULL,
    currency TEXT NOT NULL, trial_days INTEGER NOT NULL, discount REAL, success_url TEXT, error_url TEXT,
    shop_url TEXT, replaces INTEGER NOT NULL, created INTEGER NOT NULL, expired INTEGER NOT NULL,
    purchase_id TEXT REFERENCES purchases
);
CREATE TABLE idempotency (
    scope TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL, expires_at INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE purchases (
    id TEXT PRIMARY KEY, paywall_id TEXT NOT NULL REFERENCES paywalls, user_id TEXT NOT NULL REFERENCES users,
    price_id TEXT NOT NULL, status TEXT NOT NULL, interval TEXT, interval_count INTEGER NOT NULL,
    unit_amount INTEGER NOT NULL, currency TEXT NOT NULL, discount REAL, created INTEGER NOT NULL,
    anchor INTEGER NOT NULL, periods INTEGER NOT NULL, current_period_start INTEGER,
    current_period_end INTEGER, trial_start INTEGER, trial_end INTEGER, cancel_at_period_end INTEGER NOT NULL,
    cancel_at INTEGER, canceled_at INTEGER, ended_at INTEGER, scenario TEXT, told INTEGER NOT NULL
);
CREATE INDEX purchases_by_user ON purchases (user_id, paywall_id);
CREATE TABLE balances (
    user_id TEXT NOT NULL REFERENCES users, paywall_id TEXT NOT NULL REFERENCES paywalls,
    type TEXT NOT NULL, count INTEGER NOT NULL CHECK (count >= 0), PRIMARY KEY (user_id, paywall_id, type)
);
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY, paywall_id TEXT NOT NULL REFERENCES paywalls, user_id TEXT, email_key TEXT,
    email TEXT, subject TEXT NOT NULL, content TEXT NOT NULL, files TEXT NOT NULL, status TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE INDEX tickets_by_time ON tickets (created);
CREATE TABLE portal_links (
    id TEXT PRIMARY KEY, paywall_id TEXT NOT NULL REFERENCES paywalls, user_id TEXT NOT NULL REFERENCES users,
    return_url TEXT, created INTEGER NOT NULL
);
CREATE TABLE due (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, rank INTEGER NOT NULL, kind TEXT NOT NULL,
    subject TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX due_in_order ON due (at, rank, sequence);
CREATE INDEX due_by_subject ON due (subject);
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL, facts TEXT NOT NULL
);
CREATE INDEX journal_by_subject ON journal (subject);
CREATE TABLE wallets (
    user_id TEXT NOT NULL REFERENCES users, paywall_id TEXT NOT NULL REFERENCES paywalls,
    outcomes TEXT NOT NULL, habit TEXT NOT NULL, PRIMARY KEY (user_id, paywall_id)
);
CREATE TABLE refunds (
    id TEXT PRIMARY KEY, purchase_id TEXT NOT NULL REFERENCES purchases, amount INTEGER NOT NULL,
    reason TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE INDEX refunds_by_purchase ON refunds (purchase_id);
CREATE TABLE invoices (
    sequence INTEGER PRIMARY KEY, purchase_id TEXT NOT NULL REFERENCES purchases, amount INTEGER NOT NULL,
    currency TEXT NOT NULL, outcome TEXT NOT NULL, created INTEGER NOT NULL, refunded INTEGER NOT NULL
);
CREATE INDEX invoices_by_purchase ON invoices (purchase_id);
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, account_id TEXT NOT NULL,
    paywall_id TEXT NOT NULL, user_id TEXT NOT NULL, created INTEGER NOT NULL, body TEXT NOT NULL,
    by_itself INTEGER NOT NULL
);
CREATE INDEX events_by_type ON events (type, user_id);
CREATE INDEX events_by_user ON events (user_id, sequence);
CREATE INDEX events_asked_for ON events (user_id) WHERE NOT by_itself;
CREATE TABLE endpoints (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL, url TEXT NOT NULL, secret TEXT, events TEXT NOT NULL,
    active INTEGER NOT NULL
);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, event_id TEXT NOT NULL, endpoint_id TEXT NOT NULL, status TEXT NOT NULL,
    attempts INTEGER NOT NULL, failures INTEGER NOT NULL, created INTEGER NOT NULL
);
CREATE INDEX deliveries_by_event ON deliveries (event_id);
CREATE INDEX deliveries_by_time ON deliveries (created);
CREATE TABLE attempts (
    id TEXT PRIMARY KEY, delivery_id TEXT NOT NULL REFERENCES deliveries, number INTEGER NOT NULL,
    at INTEGER NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, status INTEGER,
    answer TEXT NOT NULL, error TEXT, took_ms INTEGER NOT NULL
);
CREATE INDEX attempts_by_delivery ON attempts (delivery_id);
"""
    + account_tables.SCHEMA
    + listing_tables.SCHEMA
)

_WITHOUT_ROWID = re.findall(r"CREATE TABLE (\w+) \([^;]*\) WITHOUT ROWID", SCHEMA)

Row = TypeVar("Row")


def _mapping(text: str) -> Any:
    return {} if text == "{}" else json.loads(text)  # most are empty


def _tuple(text: str) -> tuple[Any, ...]:
    return () if text == "[]" else tuple(json.loads(text))


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "bool": bool,
    "Mapping[str, Any]": _mapping,
    "tuple[Mapping[str, Any], ...]": _tuple,
    "tuple[str, ...]": _tuple,
}


class _Shape(NamedTuple):
    """
    What is the same in every store: how a row's values are taken out of it and put into it, and parts of SQL.
    """

    columns: tuple[str, ...]
    key: tuple[str, ...]
    place: str
    decoders: Sequence[tuple[int, Callable[[Any], Any]]]
    texts: Sequence[int]
    values: Callable[[Any], tuple[Any, ...]]
    where: str
    select: str
    insert: str
    upsert: str


@cache
def _shape(name: str, row_type: type[Any], key: int, fixed: tuple[str, ...]) -> _Shape:
    found = fields(row_type)
    columns = tuple(column.name for column in found)
    decoders = [(index, _DECODERS[str(each.type)]) for index, each in enumerate(found) if str(each.type) in _DECODERS]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns[key:] if column not in fixed)
    return _Shape(
        columns=columns,
        key=columns[:key],
        place=columns[0] if name in _WITHOUT_ROWID else "rowid",
        decoders=decoders,
        texts=[index for index, decode in decoders if decode is not bool],
        values=attrgetter(*columns),
        where=" AND ".join(f"{column} = ?" for column in columns[:key]),
        select=f"SELECT {', '.join(columns)} FROM {name}",
        insert=f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        upsert=f"ON CONFLICT ({', '.join(columns[:key])}) DO UPDATE SET {changes}",
    )


class Table(Generic[Row]):
    """
    One table of rows.

    Args:
        connection: Where it is stored.
        name: Its name in the schema.
        row_type: The dataclass of its rows; its fields are the columns and the first `key` of them the key.
        key: How many leading fields make the primary key.
        fixed: Columns that stay as they are for as long as a row is there; `put` leaves them and their indexes alone.

    Attributes:
        key: Names of the fields that make the primary key.
        columns: Names of all.
        place: The column that says where a row stands in the table.
    """

    def __init__(
        self, connection: sqlite3.Connection, name: str, row_type: type[Row], key: int = 1, fixed: Sequence[str] = ()
    ) -> None:
        kind: Any = row_type
        shape = _shape(name, kind, key, tuple(fixed))
        self._connection, self._row_type = connection, row_type
        self._values: Callable[[Row], tuple[Any, ...]] = shape.values
        self._decoders, self._texts = shape.decoders, shape.texts
        self.name, self.key, self.columns, self.place = name, shape.key, shape.columns, shape.place
        self._key, self._select, self._insert, self._upsert = shape.where, shape.select, shape.insert, shape.upsert
        self._get = f"{shape.select} WHERE {shape.where}"

    def get(self, *key: str | int) -> Row | None:
        """
        Return the row with this key.
        """
        found = self._connection.execute(self._get, key).fetchone()
        return None if found is None else self._decoded(found)

    def first(self, condition: str, *values: str | int | None) -> Row | None:
        """
        Return the first row that meets an SQL condition.
        """
        found = self.where(f"{condition} LIMIT 1", *values)
        return found[0] if found else None

    def where(self, condition: str, *values: str | int | None) -> list[Row]:
        """
        Return the rows that meet an SQL condition, which may go on with ORDER BY and LIMIT.
        """
        cursor = self._connection.execute(f"{self._select} WHERE {condition}", values)
        return [self._decoded(row) for row in cursor]

    def page(self, first: int, most: int) -> list[Row]:
        """
        Return rows in the order in which they were added.

        Args:
            first: How many to leave out.
            most: How many at most; -1 for all the rest.
        """
        return self.where("true ORDER BY rowid LIMIT ? OFFSET ?", most, first)

    def each(self, condition: str, *values: str | int | None) -> Iterator[Row]:
        """
        Return the rows that meet an SQL condition one by one; the table must not change meanwhile.
        """
        return map(self._decoded, self._connection.execute(f"{self._select} WHERE {condition}", values))

    def decoded(self, values: tuple[Any, ...]) -> Row:
        """
        Return the row that a table's columns hold.
        """
        return self._decoded(values)

    def count(self) -> int:
        """
        Return how many rows there are.
        """
        found: int = self._connection.execute(f"SELECT count(*) FROM {self.name}").fetchone()[0]
        return found

    def last_number(self) -> int:
        """
        Return the highest key of a table that numbers its rows; 0 when it is empty.
        """
        found: int | None = self._connection.execute(f"SELECT max({self.key[0]}) FROM {self.name}").fetchone()[0]
        return found or 0

    def insert(self, row: Row) -> Row:
        """
        Add a row whose key is not there yet.
        """
        self._connection.execute(self._insert, self._encoded(row))
        return row

    def put(self, row: Row) -> Row:
        """
        Add a row, or change the one with its key, which keeps its place.
        """
        self._connection.execute(f"{self._insert} {self._upsert}", self._encoded(row))
        return row

    def remove(self, *key: str | int) -> None:
        """
        Take the row with this key away, if there is one.
        """
        self.remove_where(self._key, *key)

    def remove_where(self, condition: str, *values: str | int | None) -> None:
        """
        Take the rows away that meet an SQL condition.
        """
        self._connection.execute(f"DELETE FROM {self.name} WHERE {condition}", values)

    def _decoded(self, values: tuple[Any, ...]) -> Row:
        if not self._decoders:
            return self._row_type(*values)
        decoded = list(values)
        for index, decode in self._decoders:
            decoded[index] = decode(decoded[index])
        return self._row_type(*decoded)

    def _encoded(self, row: Row) -> Sequence[Any]:
        values = self._values(row)
        if not self._texts:
            return values
        encoded = list(values)
        for index in self._texts:
            encoded[index] = _encode(encoded[index])
        return encoded


_encode = json.JSONEncoder(default=dict).encode

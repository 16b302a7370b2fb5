"""
The tables, in versions: each step brings one version to the next. Never drops what an older version wrote.

Rules of this module:

1. A released step is never changed; a change is a new step. `tests/storage/schemas/` keeps each released schema.
2. All steps that are missing run in one transaction, alone: both databases undo half a step by themselves.
3. A schema that is newer than this release is refused: its rules are not known here.
4. One text serves both databases. `{t}` stands before a table's name, `{i}` before an index's; `{id}` is a text that
   compares byte by byte, as Python does; `{int}` has 64 bits; `{bytes}` is binary.
"""

from __future__ import annotations

from typing import Any, Final

from monetize_software.errors import ConfigurationError

from .engine import Database
from .tx import Tx

__all__ = ["NEWEST", "check", "migrate"]

_TYPES: Final = {
    "sqlite": {"{id}": "TEXT", "{int}": "INTEGER", "{bytes}": "BLOB"},
    "postgresql": {"{id}": 'TEXT COLLATE "C"', "{int}": "BIGINT", "{bytes}": "BYTEA"},
}

_EVENTS: Final = (
    """CREATE TABLE {t}event (
        receiver {id} NOT NULL, id {id} NOT NULL, type {id} NOT NULL, subject {id} NOT NULL, paywall {id} NOT NULL,
        user_id {id} NOT NULL, at {int} NOT NULL, dated {int} NOT NULL, created {int} NOT NULL, received {int} NOT NULL,
        state {id} NOT NULL, attempts {int} NOT NULL, due {int} NOT NULL, owner {id} NOT NULL, settled {int} NOT NULL,
        error TEXT NOT NULL, digest {bytes} NOT NULL, body {bytes} NOT NULL,
        PRIMARY KEY (receiver, id)
    )""",
    """CREATE INDEX {i}event_subject ON {t}event (receiver, subject, at)""",
    """CREATE INDEX {i}event_due ON {t}event (receiver, due) WHERE state IN ('open', 'failed')""",
    """CREATE INDEX {i}event_user ON {t}event (user_id, at)""",
    """CREATE INDEX {i}event_received ON {t}event (received)""",
    """CREATE TABLE {t}worker (
        id {id} NOT NULL PRIMARY KEY, host {id} NOT NULL, pid {int} NOT NULL, started {int} NOT NULL,
        beat {int} NOT NULL, done {int} NOT NULL, failed {int} NOT NULL
    )""",
)

_FACTS: Final = (
    """CREATE TABLE {t}fact (
        kind {id} NOT NULL, subject {id} NOT NULL, key {id} NOT NULL, user_id {id} NOT NULL, paywall {id} NOT NULL,
        at {int} NOT NULL, dated {int} NOT NULL, source {id} NOT NULL, event {id} NOT NULL, status {id}, ended {int},
        canceled {int}, cancel_at {int}, period_end {int}, price {id}, interval {id}, amount {int}, payment {id},
        subscription {id}, PRIMARY KEY (kind, subject)
    )""",
    """CREATE INDEX {i}fact_user ON {t}fact (user_id)""",
    """CREATE TABLE {t}finding (
        at {int} NOT NULL, user_id {id} NOT NULL, subject {id} NOT NULL, kind {id} NOT NULL, ours TEXT NOT NULL,
        theirs TEXT NOT NULL, PRIMARY KEY (user_id, subject, kind)
    )""",
    """CREATE INDEX {i}finding_at ON {t}finding (at)""",
)
_METERS: Final = (
    """CREATE TABLE {t}meter (
        key {id} NOT NULL PRIMARY KEY, user_id {id} NOT NULL, type {id} NOT NULL, amount {int} NOT NULL,
        state {id} NOT NULL, owner {id} NOT NULL, epoch {int} NOT NULL, version {int} NOT NULL, at {int} NOT NULL,
        lease {int} NOT NULL, sent {int}, settled {int}, balance_after {int}, available {int}, error {id} NOT NULL,
        on_crash {id} NOT NULL
    )""",
    """CREATE INDEX {i}meter_open ON {t}meter (user_id, type) WHERE state IN ('reserved', 'sending', 'unknown')""",
    """CREATE INDEX {i}meter_held ON {t}meter (lease) WHERE state IN ('reserved', 'sending')""",
    """CREATE INDEX {i}meter_user ON {t}meter (user_id, type, at)""",
    """CREATE TABLE {t}balance (
        user_id {id} NOT NULL, type {id} NOT NULL, tokens {int}, at {int} NOT NULL, closed {int} NOT NULL,
        PRIMARY KEY (user_id, type)
    )""",
)

_SESSIONS: Final = (
    """CREATE TABLE {t}session (
        key {id} NOT NULL PRIMARY KEY, value {bytes}, version {int} NOT NULL, expires {int} NOT NULL
    )""",
    """CREATE INDEX {i}session_expires ON {t}session (expires)""",
)

_CACHE: Final = (
    """CREATE TABLE {t}cache (key {id} NOT NULL PRIMARY KEY, value {bytes} NOT NULL, expires {int} NOT NULL)""",
)

_STEPS: Final = ((*_EVENTS, *_FACTS, *_METERS, *_SESSIONS, *_CACHE),)

NEWEST: Final = len(_STEPS)
"""The version of this release."""


def migrate(database: Database) -> None:
    """
    Create the tables or bring them to `NEWEST`. Safe to call again, and from several processes at once.

    Raises:
        ConfigurationError: The tables are of a newer release.
    """
    database.write(lambda tx: _migrate(database, tx))


def check(database: Database) -> None:
    """
    Check that the tables are those of this release.

    Raises:
        ConfigurationError: There are none, or they are older or newer. The text says what to do.
    """
    found = database.read(lambda tx: _version(database, tx))
    _refuse_newer(found)
    if found != NEWEST:
        what = "has no tables yet" if not found else f"has tables of version {found}, this release needs {NEWEST}"
        raise ConfigurationError(f"The database {what}: call store.migrate(), or run `monetize receiver migrate`.")


def _migrate(database: Database, tx: Tx) -> None:
    if database.dialect == "postgresql":
        _alone(database, tx)
    tx.driver(_ddl(database, "CREATE TABLE IF NOT EXISTS {t}schema (version {int} NOT NULL)"))
    found = _version(database, tx)
    _refuse_newer(found)
    for step in _STEPS[found:]:
        for statement in step:
            tx.driver(_ddl(database, statement))
    if found != NEWEST:
        tx.driver(database.sql("DELETE FROM {t}schema"))
        tx.driver(database.sql("INSERT INTO {t}schema (version) VALUES (:version)"), {"version": NEWEST})


def _alone(database: Database, tx: Tx) -> None:
    """
    Wait for whoever migrates now, however long that takes, and make the schema where there is none.
    """
    # A step may take long on large tables, and so may the wait for it. Only a table that somebody else uses is not
    # waited for, because whoever wants it next would wait behind us.
    tx.driver("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)")
    tx.driver("SELECT pg_advisory_xact_lock(hashtext('monetize_schema'))")
    tx.driver("SELECT set_config('lock_timeout', '5s', true)")
    # Asked for first: IF NOT EXISTS wants the right to make one also where it is there.
    if database.schema and _is_missing(tx, "to_regnamespace", database.schema):
        tx.driver(f"CREATE SCHEMA {database.schema}")


def _is_missing(tx: Tx, function: str, name: str) -> bool:
    return tx.driver(f"SELECT {function}(%(name)s) IS NULL", {"name": name}).fetchone()[0] is True


def _version(database: Database, tx: Tx) -> int:
    if not _exists(database, tx):
        return 0
    row: Any = tx.driver(database.sql("SELECT version FROM {t}schema")).fetchone()
    return 0 if row is None else int(row[0])


def _exists(database: Database, tx: Tx) -> bool:
    name = database.sql("{t}schema")
    if database.dialect == "postgresql":
        return not _is_missing(tx, "to_regclass", name)
    return tx.driver("SELECT 1 FROM sqlite_master WHERE name = :name", {"name": name}).fetchone() is not None


def _refuse_newer(found: int) -> None:
    if found > NEWEST:
        raise ConfigurationError(
            f"The database has tables of version {found}; this release knows up to {NEWEST}. Install the newer release."
        )


def _ddl(database: Database, text: str) -> str:
    for name, kind in _TYPES[database.dialect].items():
        text = text.replace(name, kind)
    return database.sql(text)

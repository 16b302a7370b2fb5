"""
Tables of each released schema are brought up to this one, on each database, and what stood in them stays: also when
several processes do it at once, and when one is killed at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from monetize_software.storage import SQLStore
from monetize_software.storage.sql.schema import NEWEST
from monetize_software.storage.sql.tx import Tx
from tests.support.migrating import FOLLOWING, with_following_step
from tests.support.nursery import Nursery
from tests.support.servers import Postgres

SCHEMAS = Path(__file__).with_name("schemas")
EVENT = """INSERT INTO monetize_event VALUES ('default', 'evt_1', 'ping', 's', '3', 'u', 1, 1, 1, 1,
    'done', 0, 0, '', 1, '', {digest}, {body})"""
WAITING = """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"""
VALUES = {
    "sqlite": {"digest": "x'00'", "body": "x'7b7d'"},
    "postgresql": {"digest": r"'\x00'", "body": r"'\x7b7d'"},
}


class Databases:
    """
    New databases of one kind.
    """

    def __init__(self, kind: str, folder: Path, request: Any) -> None:
        self.kind, self._folder, self._made = kind, folder, list[str]()
        self._server: Postgres | None = request.getfixturevalue("postgres_server") if kind == "postgresql" else None

    def new(self) -> str:
        """
        The URL of an empty one.
        """
        if self._server is None:
            self._made.append(f"sqlite:///{self._folder / str(len(self._made))}.db")
        else:
            self._made.append(self._server.url(self._server.new_database()))
        return self._made[-1]

    def of_release(self, version: int) -> str:
        """
        The URL of one with the tables of a release, and an event that it recorded.
        """
        url = self.new()
        store = SQLStore(url)
        store.database.write(lambda tx: _as_released(tx, self.kind, version))
        store.close()
        return url

    def migrated(self) -> str:
        """
        The URL of one with the tables of this release.
        """
        url = self.new()
        made(url).close()
        return url


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: Any, tmp_path: Path) -> Databases:
    """
    Of each kind.
    """
    return Databases(request.param, tmp_path, request)


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    with Nursery("tests.support.migrating") as children:
        yield children


def _as_released(tx: Tx, kind: str, version: int) -> None:
    file = SCHEMAS / f"{version}.{kind}.sql"
    for statement in file.read_text(encoding="utf-8").split(";\n"):
        if statement:
            tx.driver(statement)
    tx.driver(f"INSERT INTO monetize_schema (version) VALUES ({version})")
    tx.driver(EVENT.format(**VALUES[kind]))


def made(url: str) -> SQLStore:
    store = SQLStore(url)
    store.migrate()
    return store


def described(url: str) -> list[Any]:
    """
    All tables, with their columns and indexes.
    """
    store = SQLStore(url)
    if store.database.dialect == "sqlite":
        rows: list[Any] = store.database.read(
            lambda tx: tx.driver("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
        )
        found: list[Any] = [(name, " ".join(sql.split())) for name, sql in rows]
    else:
        inspected = inspect(store.database.engine)
        columns = store.database.read(
            lambda tx: tx.driver(
                "SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default "
                "FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
            ).fetchall()
        )
        indexes = store.database.read(
            lambda tx: tx.driver("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1").fetchall()
        )
        found = [*columns, *indexes, *sorted(inspected.get_table_names())]
    store.close()
    return found


def test_schema_of_this_release_is_kept(databases: Databases) -> None:
    """
    What `migrate()` makes is what the file of its version makes, so that a released one is never changed by accident.
    """
    assert described(databases.of_release(NEWEST)) == described(databases.migrated())


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_older_schema_is_brought_up_in_place(version: int, databases: Databases) -> None:
    """
    An event recorded by that release is there afterwards, and the tables are those of a new database.
    """
    old = databases.of_release(version)

    store = made(old)
    row = store.events.get("default", "evt_1")
    store.close()

    assert row is not None
    assert ("done", b"{}") == (row.state, row.body)
    assert described(databases.migrated()) == described(old)


def test_tables_are_named_by_prefix_and_schema(postgres_url: str) -> None:
    """
    Several sets of tables stand side by side in one database.
    """
    for store in (SQLStore(postgres_url, prefix="eu_"), SQLStore(postgres_url, prefix="us_", schema="billing")):
        store.migrate()
        assert {} == store.events.counts("default")
        store.close()


def test_schema_that_somebody_else_made_needs_no_right_to_make_one(postgres_server: Postgres) -> None:
    """
    A user who may only create tables in its own schema migrates.
    """
    name = postgres_server.new_database()
    store = SQLStore(postgres_server.url(name))
    for statement in (
        "DROP ROLE IF EXISTS shop",
        "CREATE ROLE shop LOGIN",
        "CREATE SCHEMA billing AUTHORIZATION shop",
    ):
        store.database.write(lambda tx, text=statement: tx.driver(text))  # type: ignore[misc]
    theirs = SQLStore(postgres_server.url(name).replace("//postgres@", "//shop@"), schema="billing")

    theirs.migrate()

    assert {} == theirs.events.counts("default")
    theirs.close()
    store.close()
    postgres_server.drop(name)


def test_processes_that_migrate_at_once_all_succeed(databases: Databases, nursery: Nursery) -> None:
    """
    One does it, the others wait for it, from nothing and from an older release.
    """
    schemas = [None] if databases.kind == "sqlite" else [None, "billing"]
    for schema in schemas:
        for url in (databases.new(), databases.of_release(NEWEST)):
            children = [nursery.start("migrate", url=url, schema=schema, following=True) for _ in range(5)]
            with ThreadPoolExecutor(5) as askers:
                answers = list(askers.map(lambda child: child.ask(go=True), children))
            for child in children:
                child.close()
            assert [{"done": True}] * 5 == answers


def test_migrations_of_postgresql_wait_for_one_another(postgres_server: Postgres) -> None:
    """
    While somebody migrates, nobody else looks at what is there: each waits for the same lock.
    """
    name = postgres_server.new_database()
    stores = [SQLStore(postgres_server.url(name)) for _ in range(3)]
    engine = create_engine(postgres_server.url(name), poolclass=NullPool)
    with engine.connect() as somebody, ThreadPoolExecutor(3) as threads:
        somebody.execute(text("SELECT pg_advisory_xact_lock(hashtext('monetize_schema'))"))
        begun = [threads.submit(store.migrate) for store in stores]
        while somebody.execute(text(WAITING)).scalar() != len(stores) and not any(each.done() for each in begun):
            pass  # each look is a trip to the server
        early = [each.done() for each in begun]
        somebody.rollback()
        ended = [each.result() for each in begun]

    assert ([False] * 3, [None] * 3) == (early, ended)
    for store in stores:
        store.close()
    postgres_server.drop(name)


def test_migration_that_is_killed_is_finished_by_the_next(
    databases: Databases, nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    After each of its statements from an older release, and each third from nothing: nothing is half done, and what
    stood there stays.
    """
    from_nothing = _killed_at_statements(databases, nursery, databases.new, every=3)
    from_older = _killed_at_statements(databases, nursery, lambda: databases.of_release(NEWEST), every=1)
    with_following_step(monkeypatch)
    new = described(databases.migrated())

    for url in from_nothing + from_older:
        store = made(url)
        row = store.events.get("default", "evt_1")
        store.close()
        assert described(url) == new
        assert (row is not None) == (url in from_older)
    assert len(FOLLOWING) + 3 < len(from_older)
    assert 5 < len(from_nothing)


def _killed_at_statements(databases: Databases, nursery: Nursery, new: Callable[[], str], *, every: int) -> list[str]:
    killed: list[str] = []
    while True:
        url = new()
        child = nursery.start("migrate", url=url, following=True, after=every * len(killed) + 1)
        answer = child.ask(go=True)
        child.close()
        if answer is not None:
            assert {"done": True} == answer
            return killed
        killed.append(url)


def test_migration_may_take_its_time(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A statement of a migration has no bound, unlike a delivery's: a large table takes long.
    """
    from monetize_software.storage.sql import schema

    asks = "CREATE TABLE {t}bound AS SELECT current_setting('statement_timeout') AS bound"
    monkeypatch.setattr(schema, "_STEPS", (*schema._STEPS, (asks,)))
    monkeypatch.setattr(schema, "NEWEST", NEWEST + 1)
    store = made(postgres_url)

    assert [("0",)] == store.database.read(lambda tx: tx.driver("SELECT bound FROM monetize_bound").fetchall())
    store.close()

"""
Tables of each released schema are brought up to this one, and what stood in them stays.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from monetize_software.storage import SQLStore
from monetize_software.storage.sql.schema import NEWEST

SCHEMAS = Path(__file__).with_name("schemas")


def described(file: Path) -> list[tuple[str, str]]:
    """
    Names and definitions of all tables and indexes.
    """
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    connection.close()
    return [(name, " ".join(sql.split())) for name, sql in rows]


def made(file: Path) -> SQLStore:
    store = SQLStore(f"sqlite:///{file}")
    store.migrate()
    return store


def test_schema_of_this_release_is_kept(tmp_path: Path) -> None:
    """
    What `migrate()` makes is the file of its version, so that a released one is never changed by accident.
    """
    store = made(tmp_path / "new.db")
    store.close()
    kept = SCHEMAS / f"{NEWEST}.sql"
    shown = "".join(f"{sql};\n" for _, sql in described(tmp_path / "new.db"))

    assert kept.read_text(encoding="utf-8") == shown, f"A released schema changed. If it is not released: {shown}"


@pytest.mark.parametrize("version", range(1, NEWEST + 1))
def test_older_schema_is_brought_up_in_place(version: int, tmp_path: Path) -> None:
    """
    An event recorded by that release is there afterwards, and the tables are those of a new database.
    """
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        connection.executescript((SCHEMAS / f"{version}.sql").read_text(encoding="utf-8"))
        connection.execute("INSERT INTO monetize_schema (version) VALUES (?)", [version])
        connection.execute("INSERT INTO monetize_event VALUES ('default', 'evt_1', 'ping', 's', '3', 'u', 1, 1, 1, 1, "
                           "'done', 0, 0, '', 1, '', x'00', x'7b7d')")  # fmt: skip
    connection.close()

    store = made(old)
    row = store.events.get("default", "evt_1")
    store.close()
    made(tmp_path / "new.db").close()

    assert row is not None
    assert ("done", b"{}") == (row.state, row.body)
    assert described(tmp_path / "new.db") == described(old)


def test_tables_are_named_by_prefix_and_schema(postgres_url: str) -> None:
    """
    Several sets of tables stand side by side in one database.
    """
    for store in (SQLStore(postgres_url, prefix="eu_"), SQLStore(postgres_url, prefix="us_", schema="billing")):
        store.migrate()
        assert {} == store.events.counts("default")
        store.close()

"""
What a SQL store does before and around any table.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import current_thread
from typing import Any

import pytest

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage import SQLStore, Store
from monetize_software.storage.sql.schema import NEWEST
from monetize_software.storage.sql.tx import Tx


@pytest.fixture
def store(tmp_path: Path) -> SQLStore:
    made = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    made.migrate()
    return made


def count(tx: Tx) -> int:
    found: int = tx.driver("SELECT count(*) FROM note").fetchone()[0]
    return found


def note(tx: Tx) -> None:
    tx.execute("INSERT INTO note (text) VALUES (:text)", {"text": "kept"})


def notes(store: SQLStore) -> None:
    store.database.write(lambda tx: tx.execute("CREATE TABLE note (text TEXT)"))


def test_capability_that_a_store_lacks_names_the_store_that_has_it() -> None:
    """
    A store without a capability says which store keeps it.
    """
    with pytest.raises(ConfigurationError, match=r"A Store keeps no meters\. Use SQLStore"):
        _ = Store().meters


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_sqlite_needs_a_file(url: str) -> None:
    """
    A database in memory is one per connection, so it is refused with the way out.
    """
    with pytest.raises(ConfigurationError, match="needs a file"):
        SQLStore(url)


@pytest.mark.parametrize("url", ["mysql://root:geheim@host/db", "not a url geheim", "sqlite+aiosqlite:///geheim.db"])
def test_unknown_url_is_refused_without_showing_it(url: str) -> None:
    """
    A URL holds a password, so its refusal does not repeat it.
    """
    with pytest.raises(ConfigurationError, match="sqlite") as refused:
        SQLStore(url)

    assert "geheim" not in str(refused.value)


def test_every_write_is_synced_to_the_disk(store: SQLStore) -> None:
    """
    WAL and FULL are what every connection has.
    """
    modes = store.database.write(
        lambda tx: [tx.driver(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    )

    assert ["wal", 2] == modes


def test_work_that_raises_is_undone_and_its_neighbours_are_not(store: SQLStore) -> None:
    """
    Of many writes that share a commit only the one that raises is undone.
    """
    notes(store)

    def fail(tx: Tx) -> None:
        note(tx)
        raise LookupError("mine")

    with ThreadPoolExecutor(8) as threads:
        futures = [threads.submit(store.database.write, fail if place % 10 == 0 else note) for place in range(100)]

    assert 10 == sum(isinstance(future.exception(), LookupError) for future in futures)
    assert 90 == store.database.read(count)


def test_failure_of_the_database_says_a_code_and_no_value(store: SQLStore) -> None:
    """
    The driver's text may hold values of rows; ours has its code alone, also in the chain of causes.
    """
    store.database.write(lambda tx: tx.execute("CREATE TABLE one (secret TEXT PRIMARY KEY)"))
    insert = "INSERT INTO one VALUES ('geheim')"
    store.database.write(lambda tx: tx.execute(insert))

    with pytest.raises(StorageError, match="SQLITE_CONSTRAINT_PRIMARYKEY") as failed:
        store.database.write(lambda tx: tx.execute(insert))

    assert not failed.value.retryable
    assert failed.value.__context__ is None


def test_child_of_a_fork_writes_and_reads_on_connections_of_its_own(store: SQLStore) -> None:
    """
    Connections of the parent are not used in a child, and both may write.
    """
    notes(store)
    store.database.write(note)
    child = os.fork()
    if not child:
        try:
            store.database.write(note)
            os._exit(0 if store.database.read(count) == 2 else 2)
        finally:
            os._exit(1)

    assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    store.database.write(note)
    assert 3 == store.database.read(count)


def test_tables_that_are_missing_or_newer_are_said(tmp_path: Path) -> None:
    """
    A database without our tables, or with those of a later release, says what to do.
    """
    bare = SQLStore(f"sqlite:///{tmp_path / 'bare.db'}")
    with pytest.raises(ConfigurationError, match=r"store\.migrate\(\)"):
        bare._capability(str)

    bare.migrate()
    bare.migrate()
    bare.database.write(lambda tx: tx.execute("UPDATE monetize_schema SET version = 99"))

    for use in (bare.migrate, lambda: bare._capability(str)):
        with pytest.raises(ConfigurationError, match=f"version 99; this release knows up to {NEWEST}"):
            use()


def test_interrupted_write_is_undone_and_the_next_one_is_not(store: SQLStore) -> None:
    """
    Ctrl+C in the middle of a write, on the thread that waits for it: nothing of it is kept, and nothing stays open.
    """
    notes(store)

    def interrupted(tx: Tx) -> None:
        note(tx)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.database.write(interrupted)
    store.database.write(note)

    assert 1 == store.database.read(count)


def test_who_waits_for_its_own_write_does_it_itself(store: SQLStore) -> None:
    """
    Where nobody writes, no other thread is asked; where somebody does, it is done all the same.
    """
    threads: list[str] = []

    def noted(tx: Tx, items: Sequence[object] = ("",)) -> list[None]:
        threads.append(current_thread().name)
        if len(threads) == 1:
            futures.append(store.database.submit(noted, None))
        return [None for _ in items]

    futures: list[Future[Any]] = []
    store.database.write(noted)
    futures[0].result()

    assert [current_thread().name, "monetize-writer"] == threads


def test_commit_waits_for_the_disk_if_anything_in_it_must(store: SQLStore) -> None:
    """
    What need not outlive a power cut is written without waiting, but for what it shares a commit with.
    """
    database, modes = store.database, list[tuple[object, ...]]()

    def look(tx: Tx, items: Sequence[object]) -> list[object]:
        modes.append((*items, tx.driver("PRAGMA synchronous").fetchone()[0]))
        return [None for _ in items]

    def together(tx: Tx, items: Sequence[object]) -> list[object]:
        database.submit(look, "must")  # the writer takes it, and waits for its turn
        assert any(database._writer._queue.empty() for _ in range(1_000_000))
        futures.append(threads.submit(database.do, look, "need not", durable=False))
        assert any(database._writer._queue.qsize() == 1 for _ in range(1_000_000))
        return look(tx, items)

    futures: list[Future[Any]] = []
    with ThreadPoolExecutor(1) as threads:
        database.do(together, "alone", durable=False)
        futures[0].result()
    database.do(look, "after", durable=True)

    assert [("alone", 1), ("must", "need not", 2), ("after", 2)] == modes

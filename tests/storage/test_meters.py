"""
The ledger's rows are kept alike by every store that keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monetize_software.errors import StorageError
from monetize_software.storage import MemoryStore, SQLStore, Store, Tx
from monetize_software.storage.meters import Allowance, Bounds, Charge, KnownBalance, Usage

ROW = Charge("k1", "ada", "gpt-4", 2, "reserved", "me", 0, 0, at=1000, lease=2000)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    url = (
        f"sqlite:///{tmp_path / 'billing.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    made = SQLStore(url)
    made.migrate()
    yield made
    made.close()


def test_of_many_who_insert_a_key_one_does(store: Store) -> None:
    """
    The row that was kept stays.
    """
    rows = [ROW._replace(owner=str(place)) for place in range(40)]
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(store.meters.insert, rows)]

    kept = store.meters.get("k1")
    assert 1 == found.count(True)
    assert kept == rows[found.index(True)]


def test_of_many_who_swap_a_row_one_does(store: Store) -> None:
    """
    A row changes once per version, and all of its columns do.
    """
    store.meters.insert(ROW)
    changes = [
        ROW._replace(
            version=1, state="applied", owner=str(place), sent=1, settled=2, balance_after=3, error="x", lease=0
        )
        for place in range(40)
    ]
    with ThreadPoolExecutor(8) as threads:
        done = [*threads.map(lambda changed: store.meters.swap(ROW, changed), changes)]

    assert 1 == done.count(True)
    assert changes[done.index(True)] == store.meters.get("k1")


def test_allowance_is_the_latest_balance_and_what_is_taken(store: Store) -> None:
    """
    Reserved, on its way and in doubt count; other users and types, and what is settled, do not; an older answer that
    comes late is not believed.
    """
    meters = store.meters
    for place, state in enumerate(["reserved", "sending", "unknown", "applied", "released", "refused"]):
        meters.insert(ROW._replace(key=f"k{place}", state=state))
    meters.insert(ROW._replace(key="k7", type="vision"))
    meters.insert(ROW._replace(key="k8", user="bob"))
    before = meters.allowance("ada", "gpt-4")
    row = meters.get("k3")
    assert row is not None
    meters.swap(row, row._replace(version=1), KnownBalance("ada", "gpt-4", 7, 50))
    meters.swap(row._replace(version=1), row._replace(version=2), KnownBalance("ada", "gpt-4", 9, 40))
    meters.close_gate("ada", "gpt-4", 99)

    assert Allowance(None, 0, 6, 0) == before
    assert Allowance(7, 50, 6, 99) == meters.allowance("ada", "gpt-4")
    assert Allowance(None, 0, 2, 0) == meters.allowance("bob", "gpt-4")


def test_gate_may_be_closed_before_any_balance_is_known(store: Store) -> None:
    """
    The first balance leaves it as it is.
    """
    store.meters.close_gate("ada", "gpt-4", 99)
    store.meters.insert(ROW)
    store.meters.swap(ROW, ROW._replace(version=1), KnownBalance("ada", "gpt-4", 7, 50))

    assert Allowance(7, 50, 2, 99) == store.meters.allowance("ada", "gpt-4")


def test_rows_are_listed_by_state_user_type_and_page(store: Store) -> None:
    """
    In the order of keys, from the next one on.
    """
    for place in range(6):
        user, type = ("ada", "bob")[place % 2], ("gpt-4", "vision")[place // 3]
        store.meters.insert(ROW._replace(key=f"k{place}", state="unknown", user=user, type=type))
    store.meters.insert(ROW._replace(key="k9"))

    def keys(*states: str, user: str | None = None, type: str | None = None, after: str = "", limit: int = 9) -> str:
        found = store.meters.listed(states, user=user, type=type, after=after, limit=limit)
        return " ".join(row.key[1:] for row in found)

    assert "0 1 2 3 4 5" == keys("unknown")
    assert "0 1 2 3 4 5 9" == keys("unknown", "reserved")
    assert ("0 2 4", "0 2", "4") == (
        keys("unknown", user="ada"),
        keys("unknown", user="ada", type="gpt-4"),
        keys("unknown", user="ada", type="vision"),
    )
    assert ("0 1", "2 3") == (keys("unknown", limit=2), keys("unknown", after="k1", limit=2))


def test_rows_whose_holder_had_its_time_are_overdue(store: Store) -> None:
    """
    Held rows whose lease has ended, and no others.
    """
    for place, (state, lease) in enumerate([("reserved", 5), ("sending", 4), ("reserved", 6), ("unknown", 1)]):
        store.meters.insert(ROW._replace(key=f"k{place}", state=state, lease=lease))

    assert ["k0", "k1"] == [row.key for row in store.meters.overdue(5, limit=9)]
    assert ["k0"] == [row.key for row in store.meters.overdue(5, limit=1)]


def test_usage_counts_what_was_applied(store: Store) -> None:
    """
    By user and type, from a moment on.
    """
    for place, (user, type, settled) in enumerate(
        [("ada", "gpt-4", 5), ("ada", "gpt-4", 9), ("bob", "gpt-4", 9), ("ada", "v", 9)]
    ):
        store.meters.insert(ROW._replace(key=f"k{place}", state="applied", user=user, type=type, settled=settled))
    store.meters.insert(ROW._replace(key="k9", state="unknown", settled=9))
    all_of_it = [Usage("ada", "gpt-4", 2, 4), Usage("ada", "v", 1, 2), Usage("bob", "gpt-4", 1, 2)]

    assert all_of_it == list(store.meters.usage(user=None, type=None, since=0))
    assert [Usage("ada", "gpt-4", 1, 2)] == list(store.meters.usage(user="ada", type="gpt-4", since=6))


@pytest.mark.parametrize(
    ("unless", "stands"),
    [
        (None, False),
        (Bounds(100), False),
        (Bounds(100, gate=True), True),
        (Bounds(200, gate=True), False),
        (Bounds(200, since=40), True),
        (Bounds(200, since=50), False),
        (Bounds(200, alone=True), True),
        (Bounds(300, alone=True), False),
    ],
)
def test_row_is_written_unless_something_stands_against_it(unless: Bounds | None, stands: bool, store: Store) -> None:
    """
    A gate that is closed for longer, a balance of which nothing is left, another debit that is on its way: of this user
    and type, and looked at when the row is written.
    """
    meters = store.meters
    meters.close_gate("ada", "gpt-4", 200)
    meters.insert(ROW._replace(key="sent", state="sending", lease=300))
    meters.insert(ROW._replace(key="old", state="released"))
    meters.swap(ROW._replace(key="old"), ROW._replace(key="old", version=1), KnownBalance("ada", "gpt-4", 4, 50))
    old = ROW._replace(key="old", version=1)

    assert stands is not meters.insert(ROW, unless)
    assert stands is not (meters.get("k1") == ROW)
    assert stands is not meters.swap(old, old._replace(version=2), None, unless)
    assert meters.insert(ROW._replace(key="of bob", user="bob"), unless)
    assert meters.insert(ROW._replace(key="of vision", type="vision"), unless)


def test_debit_under_way_does_not_stand_against_itself(store: Store) -> None:
    """
    A row changes on although it alone is being sent.
    """
    sent = ROW._replace(state="sending")
    store.meters.insert(sent)

    assert store.meters.swap(sent, sent._replace(version=1), None, Bounds(100, alone=True))


def test_write_whose_server_went_away_is_not_repeated(postgres_url: str) -> None:
    """
    Begin, change and commit were one message: nobody knows what became of it, and the error says so.
    """
    store = SQLStore(postgres_url)
    store.migrate()
    store.meters.insert(ROW)
    waiting = "SELECT pid FROM pg_locks WHERE NOT granted"
    found: list[Any] = []

    def is_waiting() -> bool:
        found[:] = Tx(held).driver(waiting).fetchall()
        return bool(found)

    with ThreadPoolExecutor(1) as threads, store.database.engine.connect() as held, held.begin():
        Tx(held).script("BEGIN; SELECT 1 FROM monetize_meter WHERE key = 'k1' FOR UPDATE")
        swap = threads.submit(store.meters.swap, ROW, ROW._replace(version=1, state="sending"))
        await_that(is_waiting)
        Tx(held).driver("SELECT pg_terminate_backend(%(pid)s)", {"pid": found[0][0]})
        failed = swap.exception()
        held.rollback()
    row = store.meters.get("k1")
    store.close()

    assert isinstance(failed, StorageError)
    assert (True, True) == (failed.may_have_been_applied, failed.retryable)
    assert ROW == row


def await_that(happened: Callable[[], bool]) -> None:
    assert any(happened() for _ in range(20_000))


def test_of_two_debits_that_look_at_once_one_begins(postgres_url: str) -> None:
    """
    Neither is there for the other to see; the one that comes second waits until the first is written.
    """
    store = SQLStore(postgres_url)
    store.migrate()
    rows = [ROW._replace(key=f"k{place}") for place in range(2)]
    for row in rows:
        store.meters.insert(row)

    def begin(row: Charge) -> bool:
        return store.meters.swap(row, row._replace(version=1, state="sending"), None, Bounds(100, alone=True))

    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with ThreadPoolExecutor(2) as threads, store.database.engine.connect() as held, held.begin():
        Tx(held).script("BEGIN; SELECT 1 FROM monetize_meter WHERE key = 'k0' FOR UPDATE")
        begun = [threads.submit(begin, rows[0])]
        await_that(lambda: Tx(held).driver(waiting).fetchone()[0] == 1)
        begun.append(threads.submit(begin, rows[1]))
        await_that(lambda: Tx(held).driver(waiting).fetchone()[0] == 2 or begun[1].done())
        held.rollback()
        assert [True, False] == [each.result() for each in begun]
    store.close()

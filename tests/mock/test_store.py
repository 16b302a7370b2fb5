"""
The store keeps what was committed, and nothing else.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest

from monetize_software_mock import Mock, StoreError, default_world
from monetize_software_mock.state import rows
from monetize_software_mock.state.store import Store
from monetize_software_mock.state.tables import SCHEMA, Table
from monetize_software_mock.world.declaration import paywall_from_json, paywall_to_json

from ..support.sample_requests import GOOD, connect_http

ADA = rows.User("u1", "Ada@example.com", "ada@example.com", "Ada", 5)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """
    An empty store of either kind.
    """
    opened = Store(tmp_path / "state.db" if request.param == "file" else None)
    yield opened
    opened.close()


def add(store: Store, user: rows.User = ADA) -> None:
    """
    Commit a user.
    """
    with store.transaction() as tx:
        tx.users.insert(user)


def users(store: Store) -> list[rows.User]:
    """
    Everybody who is there.
    """
    with store.transaction() as tx:
        return tx.users.where("1")


def test_committed_row_is_there_as_it_was(store: Store) -> None:
    """
    What comes out is what went in.
    """
    add(store)

    assert [ADA] == users(store)


def test_rows_keep_flags_and_json(store: Store) -> None:
    """
    Truth values, metadata and lists survive.
    """
    ticket = rows.Ticket(1, "3", None, None, None, "s", "c", ({"name": "a.png", "size": 3},), "open", 9)
    with store.transaction() as tx:
        tx.paywalls.insert(rows.PaywallRow("3", "a", "{}"))
        tx.tickets.insert(ticket)
        tx.api_keys.insert(rows.ApiKey("k", "a", active=False))

    with store.transaction() as tx:
        assert ticket == tx.tickets.get(1)
        assert tx.api_keys.first("active = 0") == rows.ApiKey("k", "a", active=False)
        assert tx.api_keys.get("nobody") is None


def test_changed_row_keeps_its_place(store: Store) -> None:
    """
    An update is not a new row at the end.
    """
    add(store)
    add(store, dataclasses.replace(ADA, id="u2", email_key="b"))
    with store.transaction() as tx:
        tx.users.put(dataclasses.replace(ADA, name="Countess"))
        tx.users.put(dataclasses.replace(ADA, id="u3", email_key="c"))

    assert ["Countess", "Ada", "Ada"] == [user.name for user in users(store)]


def test_failed_transaction_leaves_nothing(store: Store) -> None:
    """
    Rows and counters are as before.
    """

    def fail() -> None:
        with store.transaction() as tx:
            tx.users.insert(ADA)
            tx.next_number("user")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert [] == users(store)
    with store.transaction() as tx:
        assert 1 == tx.next_number("user")


def test_counters_go_back_with_the_state(store: Store) -> None:
    """
    A restored store goes on counting where its snapshot was taken.
    """
    with store.transaction() as tx:
        tx.next_number("user")
    snapshot = store.snapshot()
    with store.transaction() as tx:
        tx.next_number("user")
    store.restore(snapshot)

    with store.transaction() as tx:
        assert 2 == tx.next_number("user")


def test_snapshot_can_be_restored_again_and_again(store: Store) -> None:
    """
    Each time the state is the one of the snapshot.
    """
    add(store)
    snapshot = store.snapshot()
    for number in range(3):
        add(store, dataclasses.replace(ADA, id=f"later {number}", email_key=f"{number}"))
        store.restore(snapshot)

        assert [ADA] == users(store)


def test_snapshot_moves_between_stores(store: Store) -> None:
    """
    A copy lives on by itself.
    """
    add(store)
    copy = Store()
    copy.restore(store.snapshot())
    add(copy, dataclasses.replace(ADA, id="u2", email_key="b"))

    assert (1, 2) == (len(users(store)), len(users(copy)))


def test_balance_below_zero_cannot_even_be_stored(store: Store) -> None:
    """
    The table itself refuses it, should a handler ever forget.
    """
    with store.transaction() as tx:
        tx.paywalls.insert(rows.PaywallRow("3", "a", "{}"))
        tx.users.insert(ADA)

    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        tx.balances.insert(rows.Balance("u1", "3", "gpt-4", -1))


def test_file_is_continued(tmp_path: Path) -> None:
    """
    The state, its clock and its counters survive the process.
    """
    with Mock(db=tmp_path / "state.db") as first:
        first.clock.advance(days=1)
        one = GOOD["startCheckout"].of(connect_http(first)).json()["checkoutUrl"]
    with Mock(db=tmp_path / "state.db") as second:
        two = GOOD["startCheckout"].of(connect_http(second)).json()["checkoutUrl"]
        second.pay(one)

        assert one != two
        assert second.clock.now() == first.clock.now()
        second.reset()
        assert one == GOOD["startCheckout"].of(connect_http(second)).json()["checkoutUrl"]


@pytest.mark.parametrize("content", [b"not a database at all", b""], ids=["text", "empty"])
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    """
    One line says that the file is not ours; an empty one becomes ours.
    """
    file = tmp_path / "state.db"
    file.write_bytes(content)
    if not content:
        Store(file).close()
        return

    with pytest.raises(StoreError, match=r"state\.db: cannot be used as a database"):
        Store(file)


def test_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """
    It is left as it is.
    """
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()

    with pytest.raises(StoreError, match="not written by this version"):
        Store(tmp_path / "other.db")


def test_columns_are_the_fields_of_the_rows() -> None:
    """
    Schema and dataclasses name the same things in the same order.
    """
    store = Store()
    with store.transaction() as tx:
        tables = [value for value in vars(tx).values() if isinstance(value, Table)]
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    for table in tables:
        name = table._select.rpartition(" ")[2]
        stored = [column[1] for column in connection.execute(f"PRAGMA table_info({name})")]
        assert stored == [each.name for each in dataclasses.fields(table._row_type)], name
    assert len(tables) > 11
    connection.close()
    store.close()


def test_paywalls_survive_the_store() -> None:
    """
    A paywall read back is the one that was written.
    """
    for paywall in default_world().paywalls:
        assert paywall == paywall_from_json(paywall_to_json(paywall))


def test_parallel_debits_spend_each_token_once() -> None:
    """
    42 of 320 debits from eight threads go through, and none goes below zero.
    """
    mock = Mock()
    debit = GOOD["adjustBalance"].with_body(amount=1)
    statuses: list[int] = []
    together = Barrier(8)

    def spend() -> None:
        client = connect_http(mock)
        together.wait(10)
        statuses.extend(debit.of(client).status_code for _ in range(40))

    threads = [Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (42, 278) == (statuses.count(200), statuses.count(400))
    assert 0 == GOOD["getBalances"].of(connect_http(mock)).json()["balances"][0]["count"]
    assert 321 == mock.counters.requests


def test_parallel_checkouts_under_one_key_open_one_session() -> None:
    """
    The record and the session are written together.
    """
    mock = Mock()
    ask = GOOD["startCheckout"].adding(Idempotency_Key="one")
    answers: set[bytes] = set()
    threads = [Thread(target=lambda: answers.add(ask.of(connect_http(mock)).content)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == len(answers)

"""
A store that was given a key holds no address that can be read without it, and answers as before.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from monetize_software import BillingClient, webhooks
from monetize_software.access import Access, as_html, as_text
from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.metering import TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, PrivateStore, SQLStore, Store, private, sealed
from tests.support.deliveries import deliver, receiver_on
from tests.support.told import state

KEY = "k" * 32
ADA, MINE = "ada@acme.test", "boss@acme.test"


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"success": True, "user_id": "u", "type": "gpt-4", "count": 7}, request=request)


def billing(transport: httpx.BaseTransport | None = None) -> BillingClient:
    return BillingClient(
        paywall_id="3",
        api_origin="http://127.0.0.1:9",
        api_key="sk_test_mock",
        transport=transport or httpx.MockTransport(answer),
        max_retries=0,
    )


def lost(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("gone", request=request)


def fill(store: Store) -> Receiver:
    """
    Receive an event about Ada, whose own id is an address too, and charge her: answered, and not answered.
    """
    receiver = receiver_on(store)
    receiver.on()(lambda told: heard.append(told.email))
    assert 200 == deliver(receiver, state(0, email=ADA, metadata={"userId": MINE}))[0]
    TokenMeter(billing(), store).debit_or_raise("k1", "gpt-4", 1, user=billing().for_user(email=ADA))
    silent = billing(httpx.MockTransport(lost)).for_user(email=ADA)
    with TokenMeter(billing(), store).charge("k2", "gpt-4", 1, user=silent):
        pass
    return receiver


heard: list[str | None] = []


@pytest.fixture(params=["sqlite", "postgresql"])
def below(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SQLStore]:
    url = (
        f"sqlite:///{tmp_path / 'billing.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    made = SQLStore(url)
    if request.param == "sqlite":  # some builds overwrite what they free, and most do not
        event.listen(made.database.engine, "connect", lambda driver, _: driver.execute("PRAGMA secure_delete = OFF"))
    made.migrate()
    yield made
    made.close()


def holds(store: SQLStore, tmp_path: Path) -> set[str]:
    """
    Which of the addresses stand in any row of any table; in SQLite, anywhere in its files.
    """
    if store.database.dialect == "sqlite":
        content = b"".join(each.read_bytes() for each in tmp_path.glob("billing.db*"))
        return {each for each in (ADA, MINE) if each.encode() in content}
    tables = ("event", "fact", "meter", "balance", "finding", "session", "cache", "worker")
    read = store.database.read(lambda tx: [tx.driver(f"SELECT * FROM monetize_{t}").fetchall() for t in tables])
    text = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for rows in read
        for row in rows
        for value in row
    )
    return {each for each in (ADA, MINE) if each.encode() in text}


def test_no_address_stands_in_the_database(below: SQLStore, tmp_path: Path) -> None:
    """
    Neither in facts nor in the bodies of events nor in the ledger, whatever was answered.
    """
    fill(private(below, key=KEY))

    assert set() == holds(below, tmp_path)


def test_users_are_found_and_handlers_read_as_before(below: SQLStore) -> None:
    """
    By the address in any case and by the shop's own id; events come whole to handlers, replays and explanations; the
    ledger names its users by their addresses.
    """
    del heard[:]
    store = private(below, key=KEY)
    receiver = fill(store)
    access = Access(store)
    found = access.check(email=" Ada@Acme.test")
    told = access.why(email=ADA)
    replayed = receiver.replay()
    meter = TokenMeter(billing(), store)

    assert found.allowed
    assert found == access.check(app_user_id=MINE) == access.check(user_id=found.user_id or "")
    assert [ADA, ADA] == heard
    assert (1, 0) == (replayed.done, replayed.failed)
    assert "subscription" in told.steps[0].changed
    assert not {ADA, MINE} & {*as_text(told).split(), *as_html(told).split()}
    assert [(ADA, "k2")] == [(row.user, row.key) for row in meter.listed(user=ADA)]
    assert [(ADA, 1)] == [(used.user, used.tokens) for used in meter.usage()]
    assert "applied" == meter.debit_or_raise("k1", "gpt-4", 1, user=billing().for_user(email=ADA)).state


def test_full_store_is_switched_over(below: SQLStore, tmp_path: Path) -> None:
    """
    What was there in clear is sealed, found as before, and leaves no trace in a SQLite file; a second time there is
    nothing to do.
    """
    fill(below)
    store = private(below, key=KEY)
    before = holds(below, tmp_path)
    sealed_rows = store.hide()
    meter = TokenMeter(billing(), store)
    again = meter.debit_or_raise("k1", "gpt-4", 1, user=billing().for_user(email=ADA))

    assert ({ADA, MINE}, 6, set()) == (before, sealed_rows, holds(below, tmp_path))
    assert Access(store).check(email=ADA).allowed
    assert Access(store).why(email=ADA).steps[0].changed.startswith("subscription")
    assert ("applied", 7) == (again.state, again.balance_after)
    assert 0 == store.hide()


def test_wrong_key_finds_nobody_and_changes_nothing(below: SQLStore) -> None:
    """
    A key of another shop opens no row, and says so without showing any.
    """
    fill(private(below, key=KEY))
    other = private(below, key="o" * 32)

    assert "unknown user" == Access(other).check(email=ADA).because
    with pytest.raises(StorageError, match="cannot be opened with the key given to private") as failed:
        TokenMeter(billing(), other).listed()
    assert "acme" not in repr(failed.value)
    assert Access(private(below, key=KEY)).check(email=ADA).allowed


@pytest.mark.parametrize("forged", ["sealed:", "sealed:boss", "sealed:%", "sealed:" + "A" * 64])
def test_name_that_only_looks_sealed_is_sealed_as_any(forged: str, below: SQLStore) -> None:
    """
    Whoever may choose an id of yours, as at a checkout in a browser, makes no row that the key does not open.
    """
    store = private(below, key=KEY)
    receiver = receiver_on(store)
    assert 200 == deliver(receiver, state(0, email=ADA, metadata={"userId": forged}))[0]
    (user,) = store.facts.users(after="", limit=10)

    assert forged in {fact.subject for fact in store.facts.of_user(user) if fact.kind == "app"}
    assert Access(store).check(app_user_id=forged).source == Access(store).check(email=ADA).source
    assert forged not in {fact.subject for fact in below.facts.of_user(user)}
    TokenMeter(billing(), store).debit_or_raise("k", "gpt-4", 1, user=billing().for_user(user_id=forged))
    assert (charge := store.meters.get("k")) is not None
    assert forged == charge.user


def test_sealed_value_opens_only_where_it_stands(below: SQLStore) -> None:
    """
    A body that somebody copied to another event is not taken for that event's.
    """
    store = private(below, key=KEY)
    receiver = fill(store)
    assert 200 == deliver(receiver, state(1, id="evt_other"))[0]
    below.database.write(
        lambda tx: tx.driver(
            "UPDATE monetize_event SET body = (SELECT body FROM monetize_event WHERE id <> 'evt_other')"
        )
    )

    with pytest.raises(StorageError, match="cannot be opened"):
        store.events.get(receiver.name, "evt_other")


def test_store_over_another_can_what_that_one_can(below: SQLStore) -> None:
    """
    Handlers write in the event's transaction, and a store that keeps ids alone still says so.
    """
    for over in (private(below, key=KEY), sealed(below, keys=[base64.urlsafe_b64encode(b"k" * 32)])):
        assert (True, True) == (over.transactional, over.keeps_inbox)
    memory = private(MemoryStore(), key=KEY)
    fill(memory)

    assert not memory.transactional
    assert Access(memory).check(email=ADA).allowed
    with pytest.raises(ConfigurationError, match="cannot be rewritten; a SQLStore can"):
        memory.hide()


@pytest.mark.parametrize("key", ["", "short", b"k" * 31, None, 5])
def test_key_that_could_be_guessed_is_refused(key: Any) -> None:
    """
    With the line that makes one, and without showing what was given.
    """
    with pytest.raises(ConfigurationError, match=r"secrets\.token_urlsafe\(32\)") as refused:
        private(MemoryStore(), key=key)
    assert not key or str(key) not in str(refused.value)


def test_key_is_shown_nowhere() -> None:
    """
    Neither by the store nor by what seals.
    """
    store: PrivateStore = private(MemoryStore(), key=KEY)

    assert KEY not in json.dumps([repr(store), repr(vars(store)), repr(store.facts), webhooks.__name__])

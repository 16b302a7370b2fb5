"""
Facts are kept alike by every store that keeps them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from monetize_software.access import State, contribution, merge
from monetize_software.storage import MemoryStore, SQLStore, Store
from monetize_software.storage.facts import Fact, Finding
from tests.support.told import ADA, paid, refunded, state


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


def story() -> list[Any]:
    return [
        state(0, "trialing", kind="created", current_period_end=7, metadata={"userId": "u-1"}),
        state(7, "past_due", current_period_end=14),
        state(7, "active", current_period_end=38, dated=False),
        state(8, None, price={"id": "9101\0"}),
        state(38, "canceled", kind="cancelled", ended_at=38, canceled_at=30, cancel_at=38),
        paid(40, "x" * 3000),
        refunded(41, 10**30, of="pay_1", subscription={"id": "sub_1"}),
        state(50, user="bob", email="ada@example.com", sub="sub_2"),
    ]


def known(events: list[Any]) -> State:
    found: State = {}
    for event in events:
        found = merge(found, contribution(event))
    return found


def test_rows_are_merged_by_the_greater_key_in_any_order(store: Store) -> None:
    """
    A shuffle with repeats, recorded by many threads at once, is what the pure fold knows, column by column.
    """
    events = story()
    shuffled = random.Random(1).sample(events * 3, len(events) * 3)
    with ThreadPoolExecutor(4) as threads:
        done = threads.map(lambda event: store.facts.add(contribution(event).values()), shuffled)
        assert {None} == set(done)
    expected = known(events)

    for user in (ADA, "bob"):
        assert {name: fact for name, fact in expected.items() if fact.user == user} == {
            (fact.kind, fact.subject): fact for fact in store.facts.of_user(user)
        }


def test_user_is_found_by_address_and_by_own_id(store: Store) -> None:
    """
    The newest owner of an address is who is found; nobody is found by what is not known.
    """
    for event in story():
        store.facts.add(contribution(event).values())

    assert {"bob"} == {fact.user for fact in store.facts.of_identity("email", "ada@example.com")}
    assert {ADA} == {fact.user for fact in store.facts.of_identity("app", "u-1")}
    assert [] == [*store.facts.of_identity("app", "u-2"), *store.facts.of_user("nobody")]


def test_users_come_in_pages(store: Store) -> None:
    """
    Every user once, in order, from the next one on.
    """
    for name in ("c", "a", "b"):
        store.facts.add(contribution(state(1, user=name, sub=f"sub_{name}", email=None)).values())

    assert (["a", "b"], ["c"]) == tuple(list(store.facts.users(after=after, limit=2)) for after in ("", "b"))


def test_findings_are_kept_once_and_newest_first(store: Store) -> None:
    """
    What is found again replaces what was found before.
    """
    first, second = Finding(1, ADA, "sub_1", "overdue", "active", ""), Finding(2, ADA, "sub_2", "overdue", "active", "")
    store.facts.add((), [first, second])
    store.facts.add((), [first._replace(at=3, theirs="canceled")])

    assert [first._replace(at=3, theirs="canceled"), second] == list(store.facts.findings(limit=5))
    assert 1 == len(store.facts.findings(limit=1))


def test_forgetting_a_user_keeps_what_was_bought(store: Store) -> None:
    """
    Nothing says any more whose an address was; what was bought stays, without any.
    """
    for event in story():
        store.facts.add(contribution(event).values())
    store.facts.forget(ADA)
    store.facts.forget("nobody")

    assert [] == list(store.facts.of_identity("app", "u-1"))
    assert {"email", "app"}.isdisjoint(fact.kind for fact in store.facts.of_user(ADA))
    assert {"bob"} == {fact.user for fact in store.facts.of_identity("email", "ada@example.com")}


def test_rows_in_an_open_transaction_are_undone_with_it(tmp_path: Path) -> None:
    """
    `record` writes within the caller's transaction, which alone decides whether its rows stay.
    """
    made = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    made.migrate()

    def fail(tx: Any) -> None:
        made.facts.record(tx, contribution(state(1)).values())
        raise LookupError

    with pytest.raises(LookupError):
        made.database.write(fail)
    made.database.write(lambda tx: made.facts.record(tx, contribution(state(2, sub="sub_2")).values()))

    rows: list[Fact] = [*made.facts.of_user(ADA)]
    assert {"ada@example.com", "sub_2"} == {fact.subject for fact in rows}
    made.close()

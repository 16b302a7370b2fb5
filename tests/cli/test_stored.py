"""
The commands about the receiver's store: who may in and why, and the ledger of debits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monetize_software.access import contribution
from monetize_software.storage import SQLStore
from monetize_software.storage.inbox import NewEvent
from monetize_software.storage.meters import Charge
from monetize_software_mock import Mock

from ..support.terminal import SUBSCRIBER, Terminal

ADA = "ada@example.com"


@pytest.fixture
def store(terminal: Terminal, mock: Mock, tmp_path: Path) -> Any:
    """
    A store with the events of somebody who bought, cancelled, and bought again; the last event was lost.
    """
    url = f"sqlite:///{tmp_path / 'billing.db'}"
    made = SQLStore(url)
    made.migrate()
    first = mock.subscribe(ADA, "price_123", trial_days=0)
    mock.clock.advance(days=2)
    mock.cancel(first, at_once=True)
    for each in mock.events:
        record(made, each.body)
    mock.clock.advance(days=1)
    mock.subscribe(ADA, "9101", trial_days=0)
    terminal.environ["MONETIZE_STORE"] = url
    terminal.now = mock.clock.now().timestamp() + 60
    yield made
    made.close()


def record(store: SQLStore, body: bytes) -> None:
    from monetize_software import webhooks

    event = webhooks.parse(body)
    at = int(event.time.timestamp() * 1000)
    facts = tuple(contribution(event).values())
    user = event.user_id or ""
    row = NewEvent(
        "default", event.id, event.name, event.subject, "3", user, at, True, at, at, "done", b"", body, facts
    )
    store.events.record(row, None).result()


def test_check_says_who_may_in(terminal: Terminal, store: SQLStore) -> None:
    """
    As the store knows it, without a call.
    """
    found = terminal("access", "check", ADA, "--json").json
    asked = len(terminal.network.requests)

    assert (False, "ended", "price_123") == (found["allowed"], found["because"], found["price_id"])
    assert "ended" in terminal("access", "check", ADA).out
    assert 0 == asked


@pytest.mark.parametrize("arguments", [(), (ADA, "--user-id", "1")])
def test_one_user_must_be_named(arguments: tuple[str, ...], terminal: Terminal, store: SQLStore) -> None:
    """
    Nobody, and two who may be different, are wrong arguments.
    """
    ended = terminal("access", "check", *arguments)

    assert (2, True) == (ended.code, "Name one user" in ended.err)


def test_why_shows_each_event_and_what_it_changed(terminal: Terminal, store: SQLStore) -> None:
    """
    In the order of events, with the decision after each; as text, as JSON and as a page; and no address.
    """
    text = terminal("access", "why", ADA)
    page = terminal("access", "why", ADA, "--html").out
    data = terminal("access", "why", ADA, "--json").json

    assert text.out.startswith("May not in: ended (sub_")
    assert ["may in: active", "may not in: ended"] == [
        line.strip() for line in text.out.splitlines() if line.startswith("    may")
    ]
    assert ["subscription.created", "subscription.cancelled"] == [step["type"] for step in data["steps"]]
    assert '<th scope="col">When' in page
    assert ADA not in text.out + page


def test_addresses_are_sealed_and_users_found_with_the_key(terminal: Terminal, store: SQLStore, tmp_path: Path) -> None:
    """
    Without a key there is nothing to seal with; afterwards an address is found with the key, and with it alone.
    """
    keyless = terminal("access", "hide")
    terminal.environ["MONETIZE_EMAIL_KEY"] = "k" * 32
    hidden = terminal("access", "hide", "--json").json
    why = terminal("access", "why", ADA)
    del terminal.environ["MONETIZE_EMAIL_KEY"]

    assert (3, True) == (keyless.code, "MONETIZE_EMAIL_KEY" in keyless.err)
    assert {"sealed": 3} == hidden
    assert why.out.startswith("May not in: ended (sub_")
    assert "unknown user" in terminal("access", "check", ADA).out
    assert ADA.encode() not in b"".join(each.read_bytes() for each in tmp_path.glob("billing.db*"))


def test_reconcile_repairs_what_was_lost(terminal: Terminal, store: SQLStore) -> None:
    """
    What the service knows and the store does not is shown, then repaired, and explained afterwards.
    """
    looked = terminal("access", "reconcile", "--dry-run")
    before = terminal("access", "check", ADA, "--json").json["allowed"]
    terminal("access", "reconcile", "--all", "--limit", "1")
    why = terminal("access", "why", ADA).out

    assert "not known" in looked.out
    assert "1 checked, 1 wrong, 0 unknown there" in looked.err
    assert (False, True) == (before, terminal("access", "check", ADA, "--json").json["allowed"])
    assert "not known; the service says active" in why


def test_store_must_be_named_and_migrated(terminal: Terminal, tmp_path: Path) -> None:
    """
    Without a store, and with an empty one, the command says what to do.
    """
    unnamed = terminal("access", "check", ADA)
    empty = terminal("access", "check", ADA, "--store", f"sqlite:///{tmp_path / 'new.db'}")

    assert (3, True) == (unnamed.code, "MONETIZE_STORE" in unnamed.err)
    assert (3, True) == (empty.code, "migrate" in empty.err)


def charges(store: SQLStore) -> None:
    for key, state, amount in (("a", "unknown", 2), ("b", "reserved", 1), ("c", "applied", 5)):
        store.meters.insert(
            Charge(key, "subscriber@example.com", "gpt-4", amount, state, "me", 0, 0, at=1, lease=2, sent=1, settled=9)
        )


def test_meter_lists_what_needs_somebody(terminal: Terminal, store: SQLStore) -> None:
    """
    What is unknown, or any state that is named.
    """
    charges(store)

    assert ["a"] == [row["key"] for row in terminal("meter", "list", "--json").json]
    assert "c    gpt-4  5       applied" in terminal("meter", "list", "--state", "applied").out
    assert (5, 1) == (lambda row: (row["tokens"], row["charges"]))(terminal("meter", "usage", "--json").json[0])


def test_meter_releases_and_settles_by_hand(terminal: Terminal, store: SQLStore) -> None:
    """
    A reserved key is given back, an unknown one becomes what the person says; a key that is not there is not found.
    """
    charges(store)

    assert "released" in terminal("meter", "release", "b").out
    assert "not applied" in terminal("meter", "settle", "a", "--not-applied").out
    assert 5 == terminal("meter", "release", "none").code
    assert ("released", "not applied") == tuple(getattr(store.meters.get(key), "state", None) for key in "ba")


def test_meter_reconciles_by_the_balance(terminal: Terminal, store: SQLStore) -> None:
    """
    What the balance decides is settled; what it does not is shown with the reason.
    """
    charges(store)
    told = terminal("meter", "reconcile", "gpt-4", *SUBSCRIBER)

    assert (0, True) == (told.code, "no balance from before it is known" in told.out)

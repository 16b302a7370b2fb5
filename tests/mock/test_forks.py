"""
A fork has everything its original has but the receivers, and neither side changes the other's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from monetize_software import BillingClient
from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Person

See = Callable[[Mock], Any]


def call(mock: Mock) -> None:
    """
    One request.
    """
    transport = mock.transport()
    client = BillingClient(paywall_id="3", api_origin="https://a.example", api_key="sk_test_mock", transport=transport)
    client.for_user(email="user@example.com").get_user()


def keep(mock: Mock) -> None:
    """
    One more named snapshot.
    """
    mock._engine.snapshots.keep(mock.snapshot())


# Each piece of state: how to see it, and how to change it.
PIECES: dict[str, tuple[See, Callable[[Mock], object]]] = {
    "rows": (
        lambda mock: len(mock.events),
        lambda mock: mock.subscribe(f"p{len(mock.events)}@example.com", "price_123"),
    ),
    "time": (lambda mock: mock.clock.now(), lambda mock: mock.clock.advance(days=1)),
    "clock": (lambda mock: mock.clock.rate, lambda mock: mock.clock.go("rate", (mock.clock.rate or 1) * 2)),
    "mode": (lambda mock: mock.deliveries.mode, lambda mock: mock.deliveries.go("manual")),
    "held types": (
        lambda mock: sorted(mock._engine.settings.held),
        lambda mock: mock.deliveries.hold_type(f"type.{len(mock._engine.settings.held)}"),
    ),
    "faults": (lambda mock: [str(each) for each in mock.faults.rules], lambda mock: mock.fault("getUser", do="reset")),
    "calls seen": (lambda mock: [each.seen for each in mock.faults.rules], lambda mock: watched_call(mock)),
    "requests": (lambda mock: [each.number for each in mock.requests], call),
    "snapshots": (lambda mock: mock._engine.snapshots.names, keep),
    "ids": (
        lambda mock: mock.fork().subscribe("new@example.com", "price_123").id,
        lambda mock: mock.subscribe(f"p{len(mock.events)}@example.com", "price_123"),
    ),
    "mark": (lambda mock: mock._engine.look(lambda moment: moment.tx.number("mark")), lambda mock: marked(mock)),
    "world": (lambda mock: mock.world.starts_at, lambda mock: mock.seed(later(mock))),
    "hosts": (lambda mock: type(mock.app).__name__, lambda mock: None),
}


def watched_call(mock: Mock) -> None:
    """
    A request that a fault counts and does not meet.
    """
    if not mock.faults.rules:
        mock.fault("getUserState", do="reset", nth=99)
    call(mock)


def marked(mock: Mock) -> None:
    """
    After one more event.
    """
    mock.subscribe(f"p{len(mock.events)}@example.com", "price_123")
    mock.events.mark()


def later(mock: Mock) -> Any:
    """
    The default world, a day later.
    """
    return default_world(str((mock.clock.now() + timedelta(days=1)).date()))


@pytest.mark.parametrize("piece", PIECES)
def test_fork_has_it_and_goes_its_own_way(piece: str) -> None:
    """
    It begins with what its original had; afterwards what one side does, the other does not see.
    """
    see, change = PIECES[piece]
    with Mock() as mock:
        change(mock)
        if piece == "clock":
            mock.clock.go("frozen")
            mock.clock.go("rate", 0.001)
        before = see(mock)
        with mock.fork() as fork:
            assert before == see(fork)
            if piece == "hosts":
                return
            change(fork)
            changed = see(fork)
            assert (before, True) == (see(mock), piece == "mode" or changed != before)
            change(mock)
            assert changed == see(fork)


def test_fork_resets_to_the_start_of_its_original() -> None:
    """
    Not to the moment it was made.
    """
    with Mock() as mock:
        mock.clock.advance(days=3)
        with mock.fork() as fork:
            fork.reset()
            assert "2030-01-01" == str(fork.clock.now())[:10]


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(lambda mock: mock.fork().close(), id="fork"),
        pytest.param(lambda mock: mock.clock.preview(hours=1), id="preview"),
    ],
)
def test_fork_plants_nothing(action: Callable[[Mock], object]) -> None:
    """
    However many people a world declares, no row is inserted one by one.
    """
    people = tuple(
        Person(f"00000000-0000-4000-8000-{number:012d}", f"p{number}@example.com", None, {"3": {}}, {}, ())
        for number in range(50)
    )
    inserted: list[str] = []
    with Mock(default_world().__class__(paywalls=default_world().paywalls, people=people)) as mock:
        seen = type(mock._engine.store).copy

        def copy(store: Any) -> Any:
            made = seen(store)
            made._connection.set_trace_callback(
                lambda text: inserted.append(text) if "INSERT INTO users" in text else None
            )
            return made

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(mock._engine.store), "copy", copy)
            action(mock)

    assert [] == inserted


def test_differences_are_found_wherever_they_are(mock: Mock) -> None:
    """
    A changed field, a row that is only here, one that is only there, and one that stands in another place.
    """
    mock.subscribe("ada@example.com", "price_123")
    fork = mock.fork()
    same = fork.subscribe("bob@example.com", "price_123").user_id
    assert same == mock.subscribe("eve@example.com", "price_123").user_id  # as ids are made alike
    here = mock.subscribe("zoe@example.com", "price_123")
    fork.webhooks.add("http://127.0.0.1:9/hooks")
    mock.cancel("sub_seed_subscriber")
    found = {(each.table, each.key, each.field): (each.ours, each.theirs) for each in mock.diff(fork)}

    assert (True, False) == found["purchases", "sub_seed_subscriber", "cancel_at_period_end"]
    assert ("eve@example.com", "bob@example.com") == found["users", same, "email"]
    assert (here.created, None) == tuple(side and side["created"] for side in found["users", here.user_id, ""])
    assert (None, True) == tuple(side and side["active"] for side in found["endpoints", fork.webhooks[0].id, ""])
    assert [] == mock.diff(mock.fork())
    assert [] == [key for key in found if key[0] in ("due", "journal", "attempts")]


def test_same_row_in_another_place_is_no_difference() -> None:
    """
    Worlds that declare the same people in another order are the same.
    """
    world = default_world()
    reverse = [Person(each.id, each.email, each.name, each.meta) for each in reversed(world.people)]
    forward = [Person(each.id, each.email, each.name, each.meta) for each in world.people]
    make = world.__class__
    with (
        Mock(make(paywalls=world.paywalls, people=tuple(forward))) as one,
        Mock(make(paywalls=world.paywalls, people=tuple(reverse))) as other,
    ):
        assert [] == one.diff(other)


def test_difference_is_told_without_what_is_personal(mock: Mock) -> None:
    """
    Its fields hold everything, its text no address.
    """
    fork = mock.fork()
    fork.subscribe("bob@example.com", "price_123")
    found = mock.diff(fork)

    assert "@" not in " ".join(map(str, found)) + repr(found)
    assert "bob@example.com" in [each.theirs["email"] for each in found if each.table == "users" and not each.field]

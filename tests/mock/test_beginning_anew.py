"""
A reset, another world, a snapshot and a fork: what becomes of everything that no row of the store holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world, world_from
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.webhooks.senders import assume_success

from ..support.sample_requests import GOOD, connect_http


@dataclass(frozen=True)
class Piece:
    """
    A piece of state: how it is changed, how it is looked at, and what it is after each way of beginning anew.

    Attributes:
        reset: Whether a reset, and another world, bring back what it was at the start.
        restore: The same, of a snapshot that was taken at the start.
        fork: Whether a copy begins with what it was at the start, and not with what it is.
    """

    change: Callable[[Mock], object]
    look: Callable[[Mock], object]
    reset: bool
    restore: bool
    fork: bool


def pieces() -> dict[str, Piece]:
    """
    Every piece, by name.
    """
    return {
        "held types": Piece(lambda mock: mock.deliveries.hold_type("refund.created"), held, True, False, False),
        "delivery mode": Piece(
            lambda mock: mock.deliveries.go("collect"), lambda mock: mock.deliveries.mode, True, False, False
        ),
        "running clock": Piece(
            lambda mock: mock.clock.go("rate", 0.001),
            lambda mock: (mock.clock.mode, mock.clock.rate),
            True,
            False,
            False,
        ),
        "time": Piece(lambda mock: mock.clock.advance(days=1), lambda mock: mock.clock.now().date(), True, True, False),
        "faults": Piece(
            lambda mock: mock.fault("*", do="reset", nth=99), lambda mock: len(mock.faults.rules), True, False, False
        ),
        "request log": Piece(
            lambda mock: GOOD["getBootstrap"].of(connect_http(mock)),
            lambda mock: len(mock.requests),
            True,
            False,
            False,
        ),
        "snapshots": Piece(lambda mock: connect_http(mock).post("/_mock/snapshot"), snapshots, False, False, False),
        "counters": Piece(
            lambda mock: connect_http(mock).get("/_mock/health"),
            lambda mock: mock.counters.requests > 0,
            False,
            False,
            True,
        ),
        "endpoint": Piece(lambda mock: mock.webhooks.add("http://localhost:9/a"), urls, True, True, False),
        "listener": Piece(
            lambda mock: mock.webhooks.add("http://localhost:9/b", listener=True), urls, False, False, False
        ),
        "ids": Piece(lambda mock: mock.subscribe("a@example.com", "price_123"), next_id, True, True, False),
        "switches": Piece(
            lambda mock: mock.seed(default_world().with_switches(dunning_days=(1,))), switches, False, True, False
        ),
    }


def held(mock: Mock) -> object:
    return connect_http(mock).get("/_mock/deliveries").json()["held"]


def snapshots(mock: Mock) -> object:
    return connect_http(mock).get("/_mock/snapshot").json()["snapshots"]


def urls(mock: Mock) -> object:
    return [each.url for each in mock.webhooks]


def switches(mock: Mock) -> object:
    return mock.world.switches.dunning_days


def next_id(mock: Mock) -> object:
    """
    The id that the next purchase would get, asked of a copy.
    """
    copy = mock.fork()
    purchase = copy.subscribe("b@example.com", "price_123")
    copy.close()
    return purchase.id


@pytest.fixture
def mock() -> Iterator[Mock]:
    """
    A world whose deliveries reach nobody.
    """
    with Mock(deliveries="manual") as fresh:
        yield fresh


@pytest.mark.parametrize("way", ["reset", "seed", "restore", "fork"])
@pytest.mark.parametrize("name", pieces())
def test_every_piece_of_state_is_as_it_was_or_stays(name: str, way: str, mock: Mock) -> None:
    """
    As the table says, and nothing in between.
    """
    piece = pieces()[name]
    before, snapshot = piece.look(mock), mock.snapshot()
    piece.change(mock)
    after = piece.look(mock)
    copy = mock
    if way == "reset":
        mock.reset()
    elif way == "seed":
        mock.seed(mock.world)
    elif way == "restore":
        mock.restore(snapshot)
    else:
        copy = mock.fork()
    found = piece.look(copy)
    if copy is not mock:
        copy.close()

    assert before != after
    assert (before if getattr(piece, {"seed": "reset"}.get(way, way)) else after) == found


def test_table_has_every_piece_there_is(mock: Mock) -> None:
    """
    What an engine or a mock holds beside its store is in the table, or never changes.
    """
    fixed = {
        "start",
        "spec",
        "store",
        "timeline",
        "outbox",
        "courier",
        "site",
        "app",
        "webhooks",
        "events",
        "deliveries",
        "fault",
        "inbox",
    }
    told = {
        "settings": ("held types", "delivery mode"),
        "clock": ("running clock", "time"),
        "faults": ("faults",),
        "request_log": ("request log",),
        "snapshots": ("snapshots",),
        "counters": ("counters",),
        "listeners": ("listener",),
        "world": ("switches",),
        "life": ("endpoint",),
    }
    engine: Engine = mock._engine
    found = {name for name in (*vars(engine), *vars(mock)) if not name.startswith("_")}

    assert set() == found - fixed - told.keys()
    assert {each for names in told.values() for each in names} | {"ids"} == pieces().keys()


def test_reset_goes_back_to_how_the_mock_was_started() -> None:
    """
    A clock that ran runs again, webhooks that were held are held again.
    """
    with Mock(clock="rate", rate=0.5, deliveries="manual") as mock:
        mock.clock.go("frozen")
        mock.deliveries.go("settle")
        mock.reset()

        assert ("rate", 0.5, "manual") == (mock.clock.mode, mock.clock.rate, mock.deliveries.mode)


def listening(client: httpx.Client, **options: Any) -> dict[str, Any]:
    """
    Listen as `monetize mock listen` does.
    """
    body = {"url": "http://localhost:9/hooks", "listener": True, **options}
    added: dict[str, Any] = client.post("/_mock/webhooks", json=body).json()
    return added


AGAIN: dict[str, Callable[[httpx.Client], object]] = {
    "reset": lambda client: client.post("/_mock/reset"),
    "seed": lambda client: client.post("/_mock/seed", json={"world": OTHER}),
    "restore": lambda client: client.post("/_mock/restore", json={"snapshot": "before"}),
}

OTHER = """
keys: [{key: sk_test_acme, account: acme}]
paywalls: [{id: "7", owner: acme, prices: [{id: monthly, amount: 9.99}]}]
people: [{email: subscriber@example.com, meta: {"7": {}}, subscriptions: [{paywall: "7", price: monthly}]}]
"""


@pytest.mark.parametrize("way", AGAIN)
def test_listener_goes_on_listening(way: str) -> None:
    """
    Under the same id, to whoever owns the world there is then; every attempt is told once, and none of the old world.
    """
    with Mock(unique_ids=True) as mock:
        mock._engine.courier.default = assume_success
        client = connect_http(mock)
        client.post("/_mock/snapshot", json={"name": "before"})
        added = listening(client)
        path = f"/_mock/webhooks/{added['id']}/attempts"
        mock.events.trigger("subscription.updated", "subscriber@example.com")
        first = client.get(f"{path}/0").json()
        AGAIN[way](client)
        mock.events.trigger("payment.completed", "subscriber@example.com")
        rest = client.get(f"{path}/{first['seen']}").json()

        assert ["subscription.updated"] == [each["type"] for each in first["attempts"]]
        assert ["payment.completed"] == [each["type"] for each in rest["attempts"]]
        assert [] == client.get(f"{path}/{rest['seen']}").json()["attempts"]
        assert [added["id"]] == [each.id for each in mock.webhooks]


def test_attempts_to_a_listener_are_its_own(mock: Mock) -> None:
    """
    Another endpoint's are not among them; and once it is gone, a sentence says so.
    """
    mock.deliveries.go("settle")
    client = connect_http(mock)
    mock.webhooks.add(lambda body, headers: 204)
    added = listening(client)
    mock.webhooks.switch(added["id"], active=False)
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    path = f"/_mock/webhooks/{added['id']}/attempts/0"

    assert [] == client.get(path).json()["attempts"]
    assert 1 == len(client.get("/_mock/attempts/0").json()["attempts"])
    client.delete(f"/_mock/webhooks/{added['id']}")
    gone = client.get(path)
    assert (404, True) == (gone.status_code, "the world has begun anew without it" in gone.json()["error"])


def test_listener_that_ended_is_not_brought_back_by_a_snapshot(mock: Mock) -> None:
    """
    Nobody would be there.
    """
    added = mock.webhooks.add("http://localhost:9/hooks", listener=True)
    snapshot = mock.snapshot()
    mock.webhooks.remove(added)
    mock.restore(snapshot)

    assert [] == list(mock.webhooks)


def test_listener_waits_where_nobody_may_send_to_it() -> None:
    """
    In a world without a paywall, or one that may not reach it; the next world has it again.
    """
    allowed = default_world().with_switches(webhook_hosts=("app",))
    with Mock(allowed, deliveries="manual") as mock:
        added = mock.webhooks.add("http://app:8000/", listener=True)
        mock.seed(default_world())
        assert [] == list(mock.webhooks)
        mock.seed(dataclasses.replace(allowed, paywalls=(), people=(), bearers=()))
        assert [] == list(mock.webhooks)
        mock.seed(allowed)
        assert [added] == list(mock.webhooks)


def test_snapshot_of_another_mock_keeps_this_ones_rules() -> None:
    """
    Its rows and its time come, its switches stay where they were declared.
    """
    with Mock(world_from("starts_at: 2031-05-01\nswitches: {dunning_days: [1]}")) as other, Mock() as mock:
        mock.restore(other.snapshot())

        assert datetime(2031, 5, 1, tzinfo=UTC) == mock.clock.now()
        assert default_world().switches == mock.world.switches

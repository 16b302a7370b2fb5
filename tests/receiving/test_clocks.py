"""
Machines whose clocks differ by an hour: nothing is lost or doubled, and the order is that of the events.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software import BillingClient, webhooks
from monetize_software.access import Access
from monetize_software.errors import ChargeInProgressError, ChargeUnknownError
from monetize_software.metering import TokenMeter
from monetize_software.storage import SQLStore, Tx
from tests.receiving.test_workers import noting, queued, ran
from tests.support.deliveries import NOW, Clock, deliver, receiver_on
from tests.support.told import day, state

HOUR = 3_600


def test_events_that_two_clocks_recorded_run_once_and_in_order(sql_store: SQLStore) -> None:
    """
    An event waits for its handlers until the worker's clock says when it was recorded; none overtakes it, and each runs
    once.
    """
    ahead, behind = (noting(sql_store, clock=Clock(NOW + shift)) for shift in (HOUR, -HOUR))
    events = [state(place, id=f"evt_{sub}_{place}", sub=f"sub_{sub}") for sub in range(8) for place in range(5)]
    chance = random.Random(4)
    chance.shuffle(events)
    for event in events:
        assert 200 == deliver(chance.choice([ahead, behind]), event)[0]

    early = behind.worker().run_once()
    rest = ahead.worker().run_once()

    assert 0 < early < len(events)
    assert len(events) == early + rest
    assert sorted(event.id for event in events) == ran(sql_store)


def test_worker_whose_clock_is_ahead_takes_a_claim_and_doubles_nothing(sql_store: SQLStore) -> None:
    """
    What a handler writes through `tx` is there once, although another worker takes the claim for over meanwhile.
    """
    sql_store.database.write(lambda tx: tx.execute("CREATE TABLE ran (id TEXT)"))
    ahead, behind = (queued(sql_store, clock=Clock(NOW + shift), patience=30) for shift in (HOUR, 0))
    meanwhile: list[int] = []

    def note(event: webhooks.Event, tx: Tx) -> None:
        tx.execute("INSERT INTO ran VALUES (:id)", {"id": event.id})

    @behind.on()
    def mail(event: webhooks.Event) -> None:
        meanwhile.append(ahead.worker().run_once())

    ahead.on()(lambda event: None)
    for receiver in (ahead, behind):
        receiver.on()(note)
    deliver(behind, state(0, id="evt_1"))

    behind.worker().run_once()

    assert 1 == len(meanwhile)
    assert [("evt_1",)] == sql_store.database.read(lambda tx: [tuple(row) for row in tx.execute("SELECT id FROM ran")])
    assert {"done": 1} == behind.counts()


def test_access_is_decided_by_the_time_of_events(sql_store: SQLStore) -> None:
    """
    Whatever the clock of the machine that recorded them says.
    """
    ahead, behind = (receiver_on(sql_store, clock=Clock(NOW + shift)) for shift in (HOUR, -HOUR))
    deliver(ahead, state(1, id="evt_1"))
    deliver(behind, state(2, id="evt_2", status="canceled", ended_at=2))
    deliver(ahead, state(1, id="evt_1"))

    assert "ended" == Access(sql_store, clock=lambda: day(3)).check(email="ada@example.com").because


@pytest.fixture
def sent() -> list[str]:
    """
    Debits that the service applied.
    """
    return []


Meters = Callable[..., TokenMeter]


@pytest.fixture
def meter_at(sql_store: SQLStore, sent: list[str]) -> Meters:
    """
    Makes a meter whose clock is off, and that does something while its debit is on its way.
    """

    def made(seconds: float, meanwhile: Callable[[], object] = lambda: None) -> TokenMeter:
        def answer(request: httpx.Request) -> httpx.Response:
            sent.append(request.url.path)
            meanwhile()
            return httpx.Response(200, json={"success": True, "user_id": "ada", "type": "gpt-4", "count": 1_000})

        billing = BillingClient(
            paywall_id="3",
            api_origin="http://127.0.0.1:9",
            api_key="sk_test_mock",
            transport=httpx.MockTransport(answer),
        ).for_user(user_id="ada")
        return TokenMeter(billing, sql_store, clock=lambda: int((NOW + seconds) * 1000))

    return made


def test_key_that_a_clock_ahead_takes_over_is_debited_once(meter_at: Meters, sent: list[str]) -> None:
    """
    The lease of a key at work has ended by the other clock: who takes it over debits, and its holder is told.
    """

    def work() -> None:
        assert "applied" == meter_at(HOUR).debit_or_raise("k", "gpt-4", 1).state

    with pytest.raises(ChargeInProgressError), meter_at(0).charge("k", "gpt-4", 1):
        work()

    assert 1 == len(sent)


def test_debit_on_its_way_is_not_sent_by_a_clock_ahead(meter_at: Meters, sql_store: SQLStore, sent: list[str]) -> None:
    """
    By the other clock nobody answers any more: the key is unknown, not free, and the answer settles it when it comes.
    """
    found: list[Any] = []

    def meanwhile() -> None:
        with pytest.raises(ChargeUnknownError):
            meter_at(HOUR).debit_or_raise("k", "gpt-4", 1)
        found.append(sql_store.meters.get("k"))

    assert "applied" == meter_at(0, meanwhile).debit_or_raise("k", "gpt-4", 1).state

    assert ["unknown"] == [row.state for row in found]
    assert 1 == len(sent)

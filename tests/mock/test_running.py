"""
A mock that serves other programs lives as the service does: in real time, webhooks beside the requests, ids new.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock import __main__ as command_line
from monetize_software_mock.world.start import NOW

from ..support.mock_server import served
from ..support.receiving import receiving
from ..support.sample_requests import GOOD, connect_http

LIVE: dict[str, Any] = {"clock": "live", "deliveries": "live", "starts_at": NOW, "unique_ids": True}
TODAY = datetime(2041, 2, 28, 12, tzinfo=UTC)


class Today:
    """
    The real time, as a test wants it.
    """

    def __init__(self) -> None:
        self.now = TODAY

    def __call__(self) -> datetime:
        """
        Return it.
        """
        return self.now


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Today:
    """
    Noon on 28 February 2041, until it is moved.
    """
    real = Today()
    for module in ("state.clock", "engine.engine", "engine.planting", "handles.clock", "control.clock"):
        monkeypatch.setattr(f"monetize_software_mock.{module}.real_now", real)
    return real


def test_world_begins_at_the_real_time_and_goes_on_with_it(today: Today) -> None:
    """
    So an application that looks at its own clock agrees with the mock, a cancelled subscription's last day included.
    """
    with Mock(**LIVE) as mock:
        purchase = connect_http(mock).get("/_mock/purchases/sub_seed_subscriber").json()
        began = mock.clock.now()
        mock.cancel("sub_seed_subscriber")
        today.now += timedelta(days=28)

        assert TODAY == began == datetime.fromisoformat(purchase["created"])
        assert ("active", "2041-03-28T12:00:00.000Z") == (purchase["status"], purchase["current_period_end"])
        assert "canceled" == mock.purchase("sub_seed_subscriber").status
        assert today.now == mock.clock.now()


def test_reset_begins_at_the_real_time_again(today: Today) -> None:
    """
    And so does a world that is seeded without a time of its own; one that names a time begins there.
    """
    with Mock(**LIVE) as mock:
        client = connect_http(mock)
        today.now += timedelta(days=400)
        began = client.post("/_mock/reset").json()["clock"]["now"]
        seeded = client.post("/_mock/seed", json={"world": "switches: {dunning_days: [1]}"}).json()["clock"]["now"]
        dated = client.post("/_mock/seed", json={"world": "starts_at: 2031-05-01"}).json()["clock"]["now"]

        assert ["2042-04-04T12:00:00.000Z"] * 2 == [began, seeded]
        assert "2031-05-01T00:00:00.000Z" == dated


def test_clock_can_be_set_to_the_real_time(today: Today) -> None:
    """
    Through the handle and the route; a clock that is ahead of it is not set back, and the refusal says both times.
    """
    with Mock() as mock:
        mock.clock.set("now")
        assert TODAY == mock.clock.now()
        today.now += timedelta(hours=1)
        told = connect_http(mock).post("/_mock/clock/set", json={"to": "now"}).json()
        assert "2041-02-28T13:00:00.000Z" == told["clock"]["now"]
        today.now = datetime(2026, 1, 1, tzinfo=UTC)
        with pytest.raises(ValueError, match=r"it is 2041-02-28T13:00:00\.000Z there already, after 2026-01-01"):
            mock.clock.set("now")


def test_file_that_was_left_alone_is_continued_at_the_real_time(today: Today, tmp_path: Path) -> None:
    """
    What became due meanwhile happens; a clock that was ahead of the real time stays where it was.
    """
    file = tmp_path / "state.db"
    with Mock(db=file, **LIVE):
        pass
    today.now += timedelta(days=40)
    with Mock(db=file, **LIVE) as mock:
        assert (today.now, 2) == (mock.clock.now(), mock.purchase("sub_seed_subscriber").periods)
        mock.clock.advance(days=10)
    with Mock(db=file, **LIVE) as mock:
        assert today.now + timedelta(days=10) == mock.clock.now()


def event_ids(mock: Mock) -> list[str]:
    """
    The ids of the events of one purchase.
    """
    known = len(mock.events)
    purchase = mock.subscribe("new@example.com", "price_123")
    return [purchase.id, *(each.id for each in list(mock.events)[known:])]


def test_ids_are_new_in_every_run() -> None:
    """
    An application that remembers the events it has seen drops none of the next run.
    """
    with Mock(unique_ids=True) as one, Mock(unique_ids=True) as other:
        assert set() == {*event_ids(one)} & {*event_ids(other)}


AGAIN: dict[str, Callable[[Mock, bytes], object]] = {
    "reset": lambda mock, _: mock.reset(),
    "seed": lambda mock, _: mock.seed(default_world()),
    "restore": lambda mock, snapshot: mock.restore(snapshot),
    "route": lambda mock, _: connect_http(mock).post("/_mock/reset"),
}


@pytest.mark.parametrize("way", AGAIN)
@pytest.mark.parametrize("seed", [None, "known"])
def test_no_id_is_given_twice_in_a_run(way: str, seed: str | None) -> None:
    """
    Whatever the world goes back to; numbers of tickets and of logged requests included.
    """
    with Mock(unique_ids=True, seed=seed) as mock:
        snapshot, client = mock.snapshot(), connect_http(mock)
        seen: set[str] = set()
        for number in range(1, 4):
            ticket = GOOD["createSupportTicket"].of(client).json()["ticket"]["id"]
            ids = {*event_ids(mock), f"request {mock.requests[-1].number}"}
            assert (number, set()) == (ticket, ids & seen)
            seen |= ids
            AGAIN[way](mock, snapshot)


def test_seed_repeats_a_run() -> None:
    """
    Its resets included; without it, in a program, a reset begins the ids anew.
    """

    def run(mock: Mock) -> list[list[str]]:
        with mock:
            first = event_ids(mock)
            mock.reset()
            return [first, event_ids(mock)]

    assert run(Mock(unique_ids=True, seed="known")) == run(Mock(unique_ids=True, seed="known"))
    assert run(Mock(seed="known")) != run(Mock(seed="other"))
    first, again = run(Mock())
    assert first == again


def test_snapshot_of_another_world_brings_that_world_back() -> None:
    """
    With its switches and prices, and it is what a reset leads to.
    """
    with Mock(default_world().with_switches(dunning_days=(1,))) as mock:
        snapshot = mock.snapshot()
        mock.seed(default_world())
        mock.reset()
        mock.restore(snapshot)
        restored = mock.world.switches.dunning_days
        mock.reset()

        assert ((1,), (1,)) == (restored, mock.world.switches.dunning_days)


@pytest.mark.enable_socket
def test_application_that_serves_one_request_at_a_time_gets_its_answer_and_then_its_webhook() -> None:
    """
    The mock never waits for the webhook's receiver inside the request that caused it.
    """
    busy, got = threading.Lock(), threading.Event()

    def answer(body: bytes, headers: dict[str, str]) -> int:
        with busy:  # the one worker of the application
            got.set()
        return 200

    with (
        Mock(**LIVE) as mock,
        served(mock) as address,
        receiving(answer) as url,
        httpx.Client(base_url=address) as client,
    ):
        client.post(f"{address}/_mock/webhooks", json={"url": url})
        with busy:
            answered = GOOD["cancelSubscription"].of(client).status_code
            assert (200, False) == (answered, got.is_set())

        assert got.wait(10)


@pytest.mark.parametrize(
    ("options", "mode", "deliveries", "starts"),
    [
        ([], "live", "live", "2041-02-28T12:00:00.000+00:00"),
        (["--frozen"], "frozen", "settle", "2030-01-01T00:00:00Z"),
        (["--frozen", "--starts-at", "now"], "frozen", "settle", "2041-02-28T12:00:00.000+00:00"),
        (["--starts-at", "2027-01-31"], "live", "live", "2027-01-31"),
        (["--frozen", "--deliveries", "manual"], "frozen", "manual", "2030-01-01T00:00:00Z"),
    ],
    ids=" ".join,
)
def test_options_say_how_it_lives(
    options: list[str], mode: str, deliveries: str, starts: str, today: Today, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Without one it lives as the service does, with `--frozen` as in tests.
    """
    with closing(started(options, monkeypatch)) as found:
        assert (mode, deliveries, starts) == (found.clock.mode, found.deliveries.mode, found.world.starts_at)


def started(options: list[str], monkeypatch: pytest.MonkeyPatch, environ: dict[str, str] | None = None) -> Mock:
    """
    The mock that the command line would serve; its address is never taken.
    """
    made: list[Mock] = []

    class Kept(Mock):
        def __enter__(self) -> Mock:
            made.append(self)
            return self

        def __exit__(self, *_: object) -> None:
            """
            Stay open for the test to look at.
            """

    def taken(*_: object) -> None:
        from monetize_software_mock.serving.uvicorn import AddressTaken

        raise AddressTaken("Taken")

    monkeypatch.setattr(command_line, "Mock", Kept)
    monkeypatch.setattr("monetize_software_mock.serving.uvicorn.listen_on", taken)
    assert 1 == command_line.main(options, environ or {})
    return made[0]


def test_file_of_a_world_may_say_when_it_begins(tmp_path: Path, today: Today, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The option wins over the file, the file over what is usual.
    """
    dated, undated = tmp_path / "dated.yaml", tmp_path / "undated.yaml"
    dated.write_text("starts_at: 2031-05-01")
    undated.write_text("seed: acme")

    def begun(*options: str) -> str:
        with closing(started([*options], monkeypatch)) as mock:
            return mock.clock.now().date().isoformat()

    assert "2031-05-01" == begun("--world", str(dated))
    assert "2027-01-01" == begun("--world", str(dated), "--starts-at", "2027-01-01")
    assert "2041-02-28" == begun("--world", str(undated))
    assert "2030-01-01" == begun("--world", str(undated), "--frozen")


def test_containers_name_hosts_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Beside those of the options.
    """
    environ = {"MONETIZE_MOCK_HOSTS": "mock mock.internal", "MONETIZE_MOCK_WEBHOOK_HOSTS": " app  shop "}
    mock = started(["--frozen", "--allow-webhook-host", "third"], monkeypatch, environ)

    for host in ("app", "shop", "third"):
        assert f"http://{host}:8000/" == mock.webhooks.add(f"http://{host}:8000/").url
    assert mock.app._hosts.answers_to("mock.internal:4242", None)

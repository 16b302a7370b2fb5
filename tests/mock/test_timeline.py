"""
What happens by itself happens in order, at its own time, and is told.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monetize_software_mock import Mock, World, default_world
from monetize_software_mock.engine.timeline import ClockBusy, TooManySteps
from monetize_software_mock.state import agenda
from monetize_software_mock.world.declaration import Offer

from ..support.sample_requests import GOOD, connect_http


def starting(moment: str) -> World:
    """
    The default world at another time.
    """
    from dataclasses import replace

    return replace(default_world(), starts_at=moment)


def test_advance_runs_every_period_and_reports_it(mock: Mock) -> None:
    """
    Three months are three renewals, each at its own time.
    """
    purchase = mock.subscribe("ada@example.com", "price_123")
    report = mock.clock.advance(days=90)
    mine = [each for each in report if each.subject == purchase.id]

    assert ["2030-02-01", "2030-03-01", "2030-04-01"] == [str(each.at)[:10] for each in mine]
    assert {"renewal"} == {each.kind for each in mine}
    assert datetime(2030, 4, 1, tzinfo=UTC) == report.now == mock.clock.now()
    assert "2030-02-01T00:00:00.000Z  renewal" in str(report)


@pytest.mark.parametrize(("year", "february"), [("2030", "28"), ("2032", "29")])
def test_billing_day_is_anchored(year: str, february: str) -> None:
    """
    31 January, the last day of February, 31 March.
    """
    mock = Mock(starting(f"{year}-01-31T10:00:00Z"))
    purchase = mock.subscribe("ada@example.com", "price_123")
    report = mock.clock.advance(days=120)
    days = [str(each.at)[5:10] for each in report if each.subject == purchase.id]

    assert [f"02-{february}", "03-31", "04-30"] == days[:3]


def test_kinds_of_one_moment_happen_in_the_written_order() -> None:
    """
    Renewal before refill, though the refill may have been planned first.
    """
    mock = Mock(default_world().with_paywall("3", refills={"standard": 100}))
    mock.subscribe("ada@example.com", "price_123")
    kinds = [each.kind for each in mock.clock.advance(days=31)]

    assert sorted(kinds, key=agenda.KINDS.index) == kinds
    assert {"renewal", "token_refill"} == set(kinds)


def test_preview_tells_what_the_move_will_do_and_does_nothing(mock: Mock) -> None:
    """
    The same list, and the same state as before.
    """
    mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "declined", "ok"])
    mock.webhooks.add(lambda body, headers: 200)
    before = mock.snapshot()
    foreseen = mock.clock.preview(days=100)

    assert before == mock.snapshot()
    assert foreseen == mock.clock.advance(days=100)
    assert 0 < len(foreseen.of("webhook"))


def test_preview_to_a_moment(mock: Mock) -> None:
    """
    A moment does as well as a distance.
    """
    to = datetime(2030, 2, 1, tzinfo=UTC)

    assert 2 == len(mock.clock.preview(to=to))
    assert mock.clock.preview(to=to) == mock.clock.preview(days=31)


def test_nested_move_is_refused(mock: Mock) -> None:
    """
    A receiver that moves the clock is told so; the move itself goes on.
    """
    refused: list[str] = []

    def receiver(body: bytes, headers: object) -> int:
        with pytest.raises(ClockBusy) as error:
            mock.clock.advance(1)
        refused.append(str(error.value))
        return 200

    mock.webhooks.add(receiver)
    mock.clock.advance(days=31)

    assert 2 == len(refused)
    assert "being moved" in refused[0]
    assert datetime(2030, 2, 1, tzinfo=UTC) == mock.clock.now()


def test_too_many_steps_stop_the_move(mock: Mock) -> None:
    """
    What happened stays, and the clock stands where the last thing did.
    """
    with pytest.raises(TooManySteps, match="More than 3 things"):
        mock.clock.advance(days=365, limit=3)

    assert datetime(2030, 3, 1, tzinfo=UTC) == mock.clock.now()
    assert 20 == len(mock.clock.advance(days=306))


def test_progress_is_told(mock: Mock) -> None:
    """
    Every thousand steps.
    """
    told: list[int] = []
    mock.clock.advance(days=365 * 100, progress=lambda steps, now: told.append(steps))

    assert [1000, 2000] == told[:2]


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        (lambda clock: clock.advance(-1), "forward only"),
        (lambda clock: clock.set(datetime(2029, 1, 1, tzinfo=UTC)), "forward only"),
        (lambda clock: clock.set(datetime(2031, 1, 1)), "time zone"),  # noqa: DTZ001
        (lambda clock: clock.set(datetime(9000, 1, 1, tzinfo=UTC)), "8999"),
        (lambda clock: clock.advance(days=1e9), "8999"),
        (lambda clock: clock.advance(float("1e300")), "8999"),
        (lambda clock: clock.go("fast"), "mode must be"),
        (lambda clock: clock.go("rate"), "A rate goes with"),
        (lambda clock: clock.go("live", 3), "A rate goes with"),
        (lambda clock: clock.go("rate", -1), "above 0"),
        (lambda clock: clock.go("rate", float("nan")), "above 0"),
    ],
    ids=["back", "past", "naive", "year", "days", "overflow", "mode", "no rate", "rate", "backwards", "nan"],
)
def test_impossible_moves_are_refused(move: object, reason: str, mock: Mock) -> None:
    """
    With a reason, and the clock stays.
    """
    with pytest.raises(ValueError, match=reason):
        move(mock.clock)  # type: ignore[operator]

    assert datetime(2030, 1, 1, tzinfo=UTC) == mock.clock.now()


def test_clock_with_a_rate_runs_what_is_due_before_it_answers() -> None:
    """
    A day passes in far less than a millisecond; the request already sees renewals.
    """
    with Mock(clock="rate", rate=50_000_000) as mock:
        client = connect_http(mock)
        while mock.clock.now() < datetime(2030, 3, 1, tzinfo=UTC):
            pass
        purchase = GOOD["getUser"].of(client).json()["purchases"][0]

        assert purchase["current_period_start"] >= "2030-03-01"
        assert 50_000_000 == mock.clock.rate
        mock.clock.go("frozen")
        assert mock.clock.now() == mock.clock.now()
        assert ("frozen", 0) == (mock.clock.mode, mock.clock.rate)


def test_live_clock_goes_on() -> None:
    """
    A second a second, also after a move.
    """
    with Mock(clock="live") as mock:
        report = mock.clock.advance(days=31)
        assert 2 == len(report)
        assert mock.clock.now() - datetime(2030, 2, 1, tzinfo=UTC) < timedelta(minutes=5)
        before = mock.clock.now()
        while mock.clock.now() == before:
            pass


def test_time_and_queue_survive_in_a_file(tmp_path: object) -> None:
    """
    A file continues where it stopped, its renewals included.
    """
    path = f"{tmp_path}/world.db"
    with Mock(db=path) as first:
        first.clock.advance(days=40)
    with Mock(db=path) as second:
        assert datetime(2030, 2, 10, tzinfo=UTC) == second.clock.now()
        assert 2 == len(second.clock.advance(days=20))


def test_reset_and_restore_bring_the_queue_back(mock: Mock) -> None:
    """
    The same happens again.
    """
    first = mock.clock.advance(days=31)
    snapshot = mock.snapshot()
    second = mock.clock.advance(days=28)
    mock.restore(snapshot)

    assert second == mock.clock.advance(days=28)
    mock.reset()
    assert first == mock.clock.advance(days=31)


def test_world_that_is_replaced_during_a_move_ends_the_move(mock: Mock) -> None:
    """
    A receiver that resets the world finds it at its start.
    """
    mock.webhooks.add(lambda body, headers: mock.reset())
    mock.clock.advance(days=365)

    assert datetime(2030, 1, 1, tzinfo=UTC) == mock.clock.now()
    assert 0 == len(mock.webhooks)


def test_idempotency_keys_and_checkouts_expire_on_the_timeline(mock: Mock, client: httpx.Client) -> None:
    """
    After 24 hours each; a paid checkout does not expire.
    """
    ask = GOOD["startCheckout"].adding(Idempotency_Key="k")
    url = ask.of(client).json()["checkoutUrl"]
    other = GOOD["startCheckout"].with_body(email="other@example.com").of(client).json()["checkoutUrl"]
    mock.pay(other)
    kinds = [each.kind for each in mock.clock.advance(days=1)]

    assert ["idempotency_expiry", "checkout_expiry"] == kinds
    with pytest.raises(ValueError, match="has expired"):
        mock.pay(url)


def test_same_seed_gives_the_same_journal() -> None:
    """
    Byte for byte; another seed gives another.
    """
    from dataclasses import replace

    def live(world: World) -> bytes:
        mock = Mock(world)
        mock.webhooks.add(lambda body, headers: 500 if b"past_due" in body else 200)
        purchase = mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "ok"])
        mock.clock.advance(days=50)
        mock.refund(purchase, 100)
        mock.clock.advance(days=50)
        return mock.journal()

    assert live(default_world()) == live(default_world())
    assert live(default_world()) != live(replace(default_world(), seed="other"))


def test_fork_goes_its_own_way_and_differs(mock: Mock) -> None:
    """
    The card works here and fails there.
    """
    purchase = mock.subscribe("ada@example.com", "price_123")
    reached: list[bytes] = []
    mock.webhooks.add(lambda body, headers: reached.append(body))
    fork = mock.fork()
    assert [] == mock.diff(fork)
    fork.script("ada@example.com", ["declined"])
    fork.clock.advance(days=31)
    assert [] == reached
    mock.clock.advance(days=31)
    status = [each for each in mock.diff(fork) if (each.table, each.field) == ("purchases", "status")]

    assert [(purchase.id, "active", "past_due")] == [(each.key, each.ours, each.theirs) for each in status]
    assert "purchases" in str(status[0])


def test_world_reset_by_another_thread_ends_the_move(mock: Mock) -> None:
    """
    While a delivery is under way; the clock stays at the start, and nothing of the old world happens.
    """
    import threading

    def receiver(body: bytes, headers: object) -> int:
        resetting = threading.Thread(target=mock.reset)
        resetting.start()
        resetting.join()
        return 500

    mock.webhooks.add(receiver)
    report = mock.clock.advance(days=365)

    assert ["renewal"] * 2 == [each.kind for each in report]
    assert datetime(2030, 1, 1, tzinfo=UTC) == mock.clock.now()
    assert 0 == len(mock.events)


def test_time_moves_while_others_ask(mock: Mock) -> None:
    """
    Requests from other threads are answered meanwhile, at the time reached so far.
    """
    import threading

    client, statuses = connect_http(mock), list[int]()
    for number in range(20):
        mock.subscribe(f"user{number}@example.com", "price_123")
    moving = threading.Thread(target=lambda: mock.clock.advance(days=3650))
    moving.start()
    while moving.is_alive():
        statuses.append(GOOD["getUser"].of(client).status_code)
    moving.join()

    assert {200} == set(statuses)
    assert "2039-12-30T00:00:00+00:00" == mock.clock.now().isoformat()


def test_end_of_an_offer_and_of_a_ticket_window_are_on_the_timeline() -> None:
    """
    Both are told when they come, and from then on the offer is gone and the sender may write again.
    """
    offer = Offer("7", 25, expires_at="2030-01-03T00:00:00Z")
    with Mock(default_world().with_paywall("3", offers=(offer,))) as mock:
        client = connect_http(mock)
        tickets = [GOOD["createSupportTicket"].of(client).status_code for _ in range(3)]
        shown = len(GOOD["getBootstrap"].of(client).json()["offers"])
        told = [(each.kind, each.text) for each in mock.clock.advance(days=3)]
        left = len(GOOD["getBootstrap"].of(client).json()["offers"])
        again = GOOD["createSupportTicket"].of(client).status_code

        assert [
            ("ticket_window", "Ticket 1 no longer counts towards the limit"),
            ("ticket_window", "Ticket 2 no longer counts towards the limit"),
            ("offer_expiry", "Offer 7 is over"),
        ] == told
        assert ([200, 200, 429], 1, 0, 200) == (tickets, shown, left, again)

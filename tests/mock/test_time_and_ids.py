"""
Time moves when told, periods follow the calendar, and ids repeat.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software_mock import Mock, default_world
from monetize_software_mock.state.ids import Ids
from monetize_software_mock.state.timestamps import from_iso, from_millis, period_end, to_iso, to_millis

from ..support.sample_requests import GOOD, Ask, connect_http

START = datetime(2030, 1, 1, tzinfo=UTC)


def test_clock_stands_still_until_it_is_moved() -> None:
    """
    Reading it changes nothing; a move by parts, to a moment or by a step leads where it says.
    """
    clock = Mock().clock

    assert START == clock.now() == clock.now()
    assert START + timedelta(days=31, seconds=2) == clock.advance(2, days=31).now == clock.now()
    assert START + timedelta(days=40) == clock.set(datetime(2030, 2, 10, 1, tzinfo=timezone(timedelta(hours=1)))).now
    assert START + timedelta(days=41) == clock.advance(timedelta(days=1)).now


def test_live_clock_goes_on_by_itself() -> None:
    """
    It never goes back, and moves add to it.
    """
    with Mock(clock="live") as mock:
        first = mock.clock.now()

        assert START <= first <= mock.clock.now() < mock.clock.advance(days=1).now


@pytest.mark.parametrize(
    "move",
    [
        pytest.param(lambda clock: clock.advance(-1), id="back"),
        pytest.param(lambda clock: clock.set(START - timedelta(seconds=1)), id="to the past"),
        pytest.param(lambda clock: clock.set(datetime(2031, 1, 1)), id="no zone"),  # noqa: DTZ001 that is the point
        pytest.param(lambda clock: clock.advance(float("nan")), id="not a number"),
        pytest.param(lambda clock: clock.advance(float("inf")), id="for ever"),
        pytest.param(lambda clock: clock.advance(days=365 * 7000), id="past the last year"),
        pytest.param(lambda clock: clock.advance(days=365 * 8500), id="past any year"),
    ],
)
def test_impossible_move_is_refused(move: object) -> None:
    """
    The clock stays where it is.
    """
    clock = Mock().clock
    assert callable(move)

    with pytest.raises(ValueError, match=r"clock|time zone|NaN"):
        move(clock)
    assert START == clock.now()


@pytest.mark.parametrize(
    ("anchor", "interval", "count", "ends"),
    [
        ("2030-01-31", "month", 1, ["2030-02-28", "2030-03-31", "2030-04-30"]),
        ("2032-01-31", "month", 1, ["2032-02-29", "2032-03-31", "2032-04-30"]),
        ("2032-02-29", "year", 1, ["2033-02-28", "2034-02-28", "2035-02-28"]),
        ("2030-11-15", "month", 2, ["2031-01-15", "2031-03-15", "2031-05-15"]),
        ("2030-01-01", "week", 2, ["2030-01-15", "2030-01-29", "2030-02-12"]),
        ("2030-02-27", "day", 1, ["2030-02-28", "2030-03-01", "2030-03-02"]),
    ],
)
def test_periods_keep_the_day_they_began(anchor: str, interval: str, count: int, ends: list[str]) -> None:
    """
    A short month shortens one period and does not move the ones after it.
    """
    start = to_millis(from_iso(anchor))

    assert ends == [(to_iso(period_end(start, interval, count, number)) or "")[:10] for number in (1, 2, 3)]


@given(st.integers(min_value=-62_135_596_800_000, max_value=253_402_300_799_999))
def test_timestamps_survive_being_written(millis: int) -> None:
    """
    Milliseconds, moments and texts name the same time.
    """
    text = to_iso(millis) or ""

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", text)
    assert millis == to_millis(from_millis(millis))
    assert millis == to_millis(from_iso(text))


def test_time_that_is_missing_is_null() -> None:
    """
    None stays None, and a time without a zone is UTC.
    """
    assert to_iso(None) is None
    assert START == from_iso("2030-01-01T00:00:00")


class Counting:
    """
    Counters in memory.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def next_number(self, kind: str) -> int:
        """
        One more.
        """
        self.counts[kind] += 1
        return self.counts[kind]


def test_ids_repeat_with_the_seed_and_differ_without() -> None:
    """
    The n-th id of a kind is always the same, and none is made twice.
    """
    first, same, other = (Ids(seed, Counting()) for seed in ("a", "a", "b"))
    made = [first.prefixed("cs"), first.prefixed("cs"), first.prefixed("sub"), first.user()]

    assert made == [same.prefixed("cs"), same.prefixed("cs"), same.prefixed("sub"), same.user()]
    assert 5 == len({*made, other.prefixed("cs")})


def test_user_ids_look_like_uuid_v4() -> None:
    """
    Version and variant are where a UUID has them.
    """
    ids = Ids("a", Counting())
    pattern = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

    assert all(pattern.fullmatch(ids.user()) for _ in range(50))


STORY: tuple[Ask, ...] = (
    GOOD["getBootstrap"],
    GOOD["startCheckout"].with_body(email="new@example.com").adding(Idempotency_Key="k"),
    GOOD["createSupportTicket"],
    GOOD["getCustomerPortal"],
    GOOD["adjustBalance"],
    GOOD["cancelSubscription"],
    GOOD["getUser"],
)


def play(mock: Mock) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    """
    Everything a fixed story is answered.
    """
    client = connect_http(mock)
    answers = [ask.of(client) for ask in STORY]
    mock.pay(answers[1].json()["checkoutUrl"])
    mock.clock.advance(days=20)
    answers.append(GOOD["getUser"].at("/api/v1/paywall/3/user?email=new@example.com").of(client))
    return [(answer.status_code, answer.headers.multi_items(), answer.content) for answer in answers]


def test_same_requests_give_the_same_bytes() -> None:
    """
    In another mock, and in the same one after a reset.
    """
    mock = Mock()
    first = play(mock)
    mock.reset()

    assert first == play(mock) == play(Mock())


def test_other_seed_gives_other_ids() -> None:
    """
    Worlds can be told apart.
    """
    other = dataclasses.replace(default_world(), seed="other")

    assert play(Mock()) != play(Mock(other))


def test_snapshot_holds_time_and_ids() -> None:
    """
    The same future follows twice.
    """
    mock = Mock()
    mock.clock.advance(days=3)
    snapshot = mock.snapshot()
    first = play(mock)
    mock.restore(snapshot)

    assert first == play(mock)
    twin = Mock()
    twin.restore(snapshot)
    assert first == play(twin)

"""
The clock is moved by what people say: by months, until a moment, until the next renewal.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from monetize_software_mock import Mock, World, default_world
from monetize_software_mock.state.values import Purchase

from ..support.sample_requests import GOOD, connect_http


def on_the_31st(hour: int = 10) -> World:
    """
    The default world on 31 January.
    """
    return replace(default_world(), starts_at=f"2030-01-31T{hour}:00:00Z")


def days(mock: Mock, steps: int) -> list[str]:
    """
    The dates that steps of one month lead to.
    """
    return [mock.clock.advance(months=1).now.strftime("%m-%d") for _ in range(steps)]


def test_steps_of_months_keep_the_day_asked_for() -> None:
    """
    As one step of so many months does, and each finds the renewal of its month.
    """
    mock = Mock(on_the_31st())
    purchase = mock.subscribe("ada@example.com", "price_123")

    assert ["02-28", "03-31", "04-30", "05-31"] == days(mock, 4)
    assert 5 == mock.purchase(purchase).periods
    assert datetime(2030, 5, 31, 10, tzinfo=UTC) == Mock(on_the_31st()).clock.advance(months=4).now


def test_day_asked_for_lasts_through_its_date_alone() -> None:
    """
    An hour later it is still the 31st that is meant; once another day was moved to, it is that day.
    """
    mock = Mock(on_the_31st())
    assert ["02-28"] == days(mock, 1)
    mock.clock.advance(hours=3)
    assert ["03-31", "04-30"] == days(mock, 2)
    mock.clock.advance(days=1)

    assert ["06-01"] == days(mock, 1)


def test_day_asked_for_is_part_of_the_world(tmp_path: Path) -> None:
    """
    A preview does not change it, a snapshot brings it back, a fork has it, and so has the file.
    """
    with Mock(on_the_31st(), db=tmp_path / "state.db") as mock:
        days(mock, 1)
        mock.clock.preview(months=2)
        february = mock.snapshot()
        assert ["03-31"] == days(mock.fork(), 1)
        days(mock, 3)
        mock.restore(february)
    with Mock(on_the_31st(), db=tmp_path / "state.db") as mock:
        assert "2030-03-31" == mock.clock.preview(months=1).now.date().isoformat()
        assert ["03-31"] == days(mock, 1)
        mock.reset()
        mock.clock.advance(days=28)
        assert ["03-28"] == days(mock, 1)


@pytest.mark.parametrize("of", ["ada@example.com", "ADA@example.com", "its id", "itself", None])
def test_until_the_next_renewal(of: str | None) -> None:
    """
    Of a customer, of a subscription by its id or as it is, or of anybody: it has happened, and nothing after it.
    """
    mock = Mock(on_the_31st())
    mock.clock.advance(days=10)
    purchase = mock.subscribe("ada@example.com", "price_123")
    others: dict[str | None, Purchase | str] = {"its id": purchase.id, "itself": purchase}
    whose = others.get(of, of or "") or None
    report = mock.clock.until("next renewal", of=whose)
    day = "02-28" if of is None else "03-10"  # the seeded subscriber's comes first

    assert day == report.now.strftime("%m-%d") == report[-1].at.strftime("%m-%d")
    assert "renewal" == report[-1].kind
    assert (purchase.id == report[-1].subject) is (of is not None)


def test_until_knows_everything_that_happens_by_itself() -> None:
    """
    Words may be written apart; a moment works too.
    """
    mock = Mock(on_the_31st().with_paywall("3", refills={"standard": 1}, daily_tokens={"gpt-4": 1}))
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=3, payments=["declined", "ok"])
    GOOD["startCheckout"].with_body(email="bob@example.com").of(connect_http(mock))
    dates = {
        what: mock.clock.until(what, of=of).now.strftime("%m-%d")
        for what, of in [
            ("checkout expiry", "bob@example.com"),
            ("trial_top_up", "bob@example.com"),
            ("trial end", "ada@example.com"),
            ("dunning", purchase.id),
            ("Token_Refill", purchase.id),
        ]
    }
    mock.cancel(purchase)
    dates["scheduled cancel"] = mock.clock.until("scheduled cancel", of=purchase).now.strftime("%m-%d")
    moment = datetime(2030, 5, 1, tzinfo=UTC)

    assert ["02-01", "02-02", "02-03", "02-06", "03-03", "04-03"] == list(dates.values())
    assert moment == mock.clock.until(moment).now


@pytest.mark.parametrize(
    ("what", "of", "reason"),
    [
        ("christmas", None, "Nothing like 'christmas' happens by itself; there are: idempotency_expiry, trial_end"),
        ("trial_end", "ada@example.com", "No trial_end is planned for ada@example.com; planned: renewal at 2030-02-28"),
        ("dunning", None, "No dunning is planned; planned: renewal at"),
        ("renewal", "nobody@example.com", "No user nobody@example.com"),
        ("renewal", "sub_nothing", "No purchase sub_nothing"),
    ],
)
def test_until_something_that_is_not_planned_is_refused(what: str, of: str | None, reason: str) -> None:
    """
    The line says what is planned, or what there is; the clock stands where it stood.
    """
    mock = Mock(on_the_31st())
    mock.subscribe("ada@example.com", "price_123")
    before = mock.snapshot()
    with pytest.raises(ValueError, match=reason):
        mock.clock.until(what, of=of)

    assert before == mock.snapshot()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"what": "next renewal", "of": "subscriber@example.com"}, 200, "2030-02-01T00:00:00.000Z"),
        ({"to": "2030-03-01T00:00:00Z"}, 200, "2030-03-01T00:00:00.000Z"),
        ({}, 400, "Send either to, or what"),
        ({"what": "renewal", "to": "2030-03-01T00:00:00Z"}, 400, "Send either to, or what"),
        ({"what": "christmas"}, 400, "Nothing like 'christmas'"),
        ({"what": "renewal", "of": "nobody@example.com"}, 404, "No user"),
        ({"what": "dunning"}, 409, "No dunning is planned"),
    ],
)
def test_until_over_the_control_route(
    body: dict[str, str], status: int, says: str, mock: Mock, client: httpx.Client
) -> None:
    """
    Answers as a move does: the clock and what happened.
    """
    answer = client.post("/_mock/clock/until", json=body)

    assert status == answer.status_code
    assert says in answer.text
    assert ("happened" in answer.json()) is (status == 200)

"""
Who may in, and when.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import webhooks
from monetize_software.models import Purchase

from ...support.webhook_bodies import moment

NOW = moment(10)
PAST, FUTURE = moment(9), moment(11)


def subscription(**fields: Any) -> webhooks.Subscription:
    """
    A subscription with these fields only.
    """
    return webhooks.Subscription.from_dict({"id": "sub_A1", **{name: _wire(value) for name, value in fields.items()}})


def _wire(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize(
    ("fields", "granted"),
    [
        pytest.param({"status": "active"}, True, id="active"),
        pytest.param({"status": "trialing"}, True, id="trial"),
        pytest.param({"status": "paid"}, True, id="paid"),
        pytest.param({"status": "past_due"}, False, id="past due"),
        pytest.param({"status": "incomplete"}, False, id="incomplete"),
        pytest.param({"status": "unpaid"}, False, id="unpaid"),
        pytest.param({"status": "paused"}, False, id="unknown"),
        pytest.param({}, False, id="no status"),
        pytest.param({"status": "active", "ended_at": PAST}, False, id="active but ended"),
        pytest.param({"status": "active", "ended_at": NOW}, False, id="ends now"),
        pytest.param({"status": "active", "ended_at": FUTURE}, True, id="ends later"),
        pytest.param({"ended_at": FUTURE}, False, id="ends later, no status"),
        pytest.param(
            {"status": "active", "cancel_at_period_end": True, "cancel_at": FUTURE, "canceled_at": PAST},
            True,
            id="cancellation scheduled",
        ),
        pytest.param({"status": "active", "canceled_at": PAST}, True, id="cancellation requested"),
        pytest.param({"status": "canceled", "ended_at": FUTURE}, True, id="canceled, ends later"),
        pytest.param({"status": "canceled", "ended_at": FUTURE, "canceled_at": PAST}, True, id="ended_at wins"),
        pytest.param({"status": "canceled", "ended_at": PAST, "current_period_end": FUTURE}, False, id="period paid"),
        pytest.param({"status": "canceled", "canceled_at": PAST}, False, id="canceled, only the request known"),
        pytest.param({"status": "canceled", "canceled_at": FUTURE}, True, id="canceled later"),
        pytest.param({"status": "canceled", "current_period_end": FUTURE}, False, id="canceled, nothing known"),
    ],
)
def test_access_follows_status_and_end(fields: dict[str, Any], granted: bool) -> None:
    """
    An end that is reached closes, then the status decides; the paid period never does.
    """
    assert granted is subscription(**fields).grants_access(NOW)


def test_past_due_is_the_receivers_choice() -> None:
    """
    Access while a payment is retried is given on request only, and never after the end.
    """
    assert subscription(status="past_due").grants_access(NOW, past_due=True)
    assert not subscription(status="past_due", ended_at=PAST).grants_access(NOW, past_due=True)
    assert not subscription(status="unpaid").grants_access(NOW, past_due=True)


def test_moments_are_compared_and_not_their_spelling() -> None:
    """
    The moment may be in any zone.
    """
    east = NOW.astimezone(timezone(timedelta(hours=9)))

    assert not subscription(status="active", ended_at=NOW).grants_access(east)
    assert subscription(status="active", ended_at=NOW).grants_access(east - timedelta(seconds=1))


def test_moment_without_zone_is_refused() -> None:
    """
    A naive time is a mistake that would be off by hours, even where no end has to be compared.
    """
    with pytest.raises(ValueError, match="time zone"):
        subscription(status="active").grants_access(NOW.replace(tzinfo=None))


def test_the_rule_reads_purchases_too() -> None:
    """
    The same rule decides for purchases of the API, also for those built by hand with a naive end.
    """
    ended = Purchase(id="sub_A1", status="active", ended_at=NOW.replace(tzinfo=None))  # type: ignore[arg-type]

    assert webhooks.grants_access(Purchase.from_dict({"id": "p", "status": "paid", "interval": "lifetime"}), NOW)
    assert not webhooks.grants_access(ended, NOW)


MOMENTS = st.none() | st.integers(-400, 400).map(lambda days: NOW + timedelta(days=days))


@given(
    status=st.sampled_from(["active", "trialing", "past_due", "canceled", "incomplete", "new", None]),
    ended_at=MOMENTS,
    canceled_at=MOMENTS,
    past_due=st.booleans(),
)
def test_access_once_lost_never_returns(
    status: str | None, ended_at: datetime | None, canceled_at: datetime | None, past_due: bool
) -> None:
    """
    As time passes over one and the same state, access can only end.
    """
    state = subscription(status=status, ended_at=ended_at, canceled_at=canceled_at)
    times = [moment(1) + timedelta(days=days) for days in (-600, -30, 0, 30, 600)]
    granted = [state.grants_access(at, past_due=past_due) for at in times]

    assert sorted(granted, reverse=True) == granted


class Row:
    """
    A row as an application keeps it.
    """

    def __init__(self, **columns: Any) -> None:
        self.status: Any = "active"
        self.canceled_at: Any = None
        self.ended_at: Any = None
        vars(self).update(columns)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"status": "active", "ended_at": None}, r"dict has no status\. .* pass types\.SimpleNamespace"),
        ("active", "str has no status"),
        (None, "NoneType has no status"),
        (Row(ended_at="2030-01-01T00:00:00Z"), "canceled_at and ended_at must be datetimes or None, not str"),
        (Row(status="canceled", canceled_at=5), "canceled_at and ended_at must be datetimes or None, not int"),
    ],
    ids=range(5),
)
def test_what_is_no_subscription_is_told_what_to_pass(given: Any, words: str) -> None:
    """
    A dictionary, a text or a row with times as texts leads to an error that says what is needed.
    """
    with pytest.raises(TypeError, match=words):
        webhooks.grants_access(given, NOW)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("2030-01-01", TypeError),
        (None, TypeError),
        (5, TypeError),
        (NOW.date(), TypeError),
        (NOW.replace(tzinfo=None), ValueError),
    ],
    ids=range(5),
)
def test_moment_that_is_none_is_told_what_to_pass(at: Any, kind: Any) -> None:
    """
    A date, a text or a time without a zone is refused with the words to write.
    """
    words = r"^at must .*datetime\.now\(timezone\.utc\)"

    with pytest.raises(kind, match=words):
        webhooks.grants_access(Row(), at)
    with pytest.raises(kind, match=words):
        subscription(status="active").grants_access(at)


def test_row_of_an_application_is_enough() -> None:
    """
    Any object with the three attributes can be asked; a time without a zone in it is UTC.
    """
    assert webhooks.grants_access(Row(ended_at=FUTURE.replace(tzinfo=None)), NOW)
    assert not webhooks.grants_access(Row(ended_at=PAST.replace(tzinfo=None)), NOW)

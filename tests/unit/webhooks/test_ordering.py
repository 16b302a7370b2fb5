"""
Which of two events is the newer state.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import webhooks

from ...support.webhook_bodies import body


def at(time: str, status: str = "active", **subscription: Any) -> webhooks.WebhookEvent:
    """
    An update of one subscription at a time.
    """
    state = {"id": "sub_A1", "status": status, **subscription}
    return webhooks.parse(body(occurred_at=time, data={"subscription": state}))


def test_later_wins_and_older_is_skipped() -> None:
    """
    The event's own time decides, whatever came first.
    """
    early, late = at("2030-01-01T00:00:00Z"), at("2030-01-01T00:00:01Z")

    assert webhooks.supersedes(late, early)
    assert not webhooks.supersedes(early, late)
    assert webhooks.supersedes(early, None)


def test_instants_are_compared_and_not_texts() -> None:
    """
    Two spellings of one moment are equal, and zones count.
    """
    new = at("2030-01-01T01:30:00+02:00")

    assert not webhooks.supersedes(new, at("2030-01-01T00:00:00Z"))
    assert webhooks.supersedes(at("2030-01-01T00:00:00Z"), at("2030-01-01T00:00:00.000+00:00"))


def test_older_than_an_end_is_skipped_and_newer_is_not() -> None:
    """
    An end is final only against events of the same moment: a later reactivation counts.
    """
    end = at("2030-01-01T00:00:01Z", "canceled")

    assert not webhooks.supersedes(at("2030-01-01T00:00:00Z"), end)
    assert webhooks.supersedes(at("2030-01-01T00:00:02Z"), end)


@pytest.mark.parametrize("end", [{"status": "canceled"}, {"ended_at": "2030-01-01T00:00:00Z"}])
def test_of_one_moment_the_end_wins(end: dict[str, str]) -> None:
    """
    With equal times an end is applied over another state and never the other way round; equals are applied again.
    """
    ended, other = at("2030-01-01T00:00:00Z", **end), at("2030-01-01T00:00:00Z")

    assert (True, False, True) == (ended.is_final, other.is_final, webhooks.supersedes(ended, other))
    assert not webhooks.supersedes(other, ended)
    assert webhooks.supersedes(ended, ended)
    assert webhooks.supersedes(other, other)


PERIODS = ["2030-02-01T00:00:00Z", "2030-03-01T00:00:00Z"]
BUILT = ["2030-01-01T00:00:02Z", "2030-01-01T00:00:03Z"]
TWINS = [
    webhooks.parse(
        body(type, id=id, created_at=built, occurred_at=time, data={"subscription": {"id": "sub_A1", **state}})
    )
    for time in ("2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000001Z")
    for type in ("subscription.created", "subscription.updated", "subscription.cancelled")
    for state in ({"status": "active"}, {"status": "canceled"}, *({"current_period_end": end} for end in PERIODS))
    for built in BUILT
    for id in ("evt_1", "evt_2")
]
"""Events of one subscription that differ in one thing only, or in several."""


@given(told=st.lists(st.sampled_from(TWINS), min_size=2, max_size=6), chance=st.randoms())
def test_of_one_moment_one_event_wins_in_whatever_order_they_come(
    told: list[webhooks.WebhookEvent], chance: random.Random
) -> None:
    """
    Of two different events one always supersedes the other, so that a shuffle with repeats changes nothing.
    """
    ends = {last_applied(story) for story in (told, told[::-1], chance.sample(told * 2, len(told) * 2))}

    assert 1 == len(ends)
    for first in told:
        for second in told:
            assert (first.id, first.order_key) == (second.id, second.order_key) or webhooks.supersedes(
                first, second
            ) is not webhooks.supersedes(second, first)


def last_applied(story: list[webhooks.WebhookEvent]) -> str:
    """
    What a shop that asks `supersedes` ends with.
    """
    applied: webhooks.WebhookEvent | None = None
    for event in story:
        applied = event if webhooks.supersedes(event, applied) else applied
    return applied.order_key if applied else ""


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({}, {"data": {"subscription": {"id": "sub_A1", "status": "canceled"}}}),
        ({"data": {"subscription": {"id": "sub_A1", "current_period_end": PERIODS[0]}}}, {"data": {"subscription": {
            "id": "sub_A1", "current_period_end": PERIODS[1]}}}),
        ({"created_at": BUILT[0]}, {"created_at": BUILT[1]}),
        ({"id": "evt_1"}, {"id": "evt_2"}),
    ],
    ids=["end", "period", "built", "id"],
)  # fmt: skip
def test_of_one_moment_each_thing_said_decides(older: dict[str, Any], newer: dict[str, Any]) -> None:
    """
    An end, the later period, the later built and the greater id win, in this order; a row that keeps the key knows too.
    """
    first, second = (webhooks.parse(body(**each)) for each in (older, newer))
    row: Any = SimpleNamespace(time=second.time, is_final=second.is_final, order_key=second.order_key)

    assert webhooks.supersedes(second, first)
    assert not webhooks.supersedes(first, second)
    assert not webhooks.supersedes(first, row)


def test_a_row_without_the_key_knows_an_end_and_the_time_alone() -> None:
    """
    What was remembered by an older release goes on deciding as it did.
    """
    row: Any = SimpleNamespace(time=datetime(2030, 1, 1, tzinfo=UTC), is_final=True)

    assert not webhooks.supersedes(at("2030-01-01T00:00:00Z"), row)
    assert webhooks.supersedes(at("2030-01-01T00:00:00Z", "canceled"), row)


def test_every_order_of_delivery_ends_in_one_state() -> None:
    """
    However a subscription's events are shuffled, the last state applied is the same.
    """
    story = [
        at("2030-01-01T00:00:00Z", "trialing"),
        at("2030-01-08T00:00:00Z", "past_due"),
        at("2030-01-08T00:00:00.5Z", "active"),
        at("2030-01-10T00:00:00Z", "active"),
        at("2030-01-10T00:00:00Z", "canceled"),
    ]
    for order in permutations(story):
        applied: webhooks.WebhookEvent | None = None
        for event in order:
            applied = event if webhooks.supersedes(event, applied) else applied
        assert applied is story[-1]


ROW: Any = SimpleNamespace(time=datetime(2030, 1, 1, tzinfo=UTC), is_final=False)


@pytest.mark.parametrize(
    ("passed", "kind", "words"),
    [
        ({"time": ROW.time, "is_final": False}, TypeError, r".*dict is none\. .* pass types\.SimpleNamespace"),
        ("evt_1", TypeError, "must be an event, or an object with time and is_final; str is none"),
        (ROW.time, TypeError, "datetime is none"),
        (SimpleNamespace(time="2030-01-01T00:00:00Z", is_final=False), TypeError, "time must be a datetime .* not str"),
        (SimpleNamespace(time=None, is_final=False), TypeError, "time must be a datetime .* not NoneType"),
        (SimpleNamespace(time=date(2030, 1, 1), is_final=False), TypeError, "time must be a datetime .* not date"),
        (
            SimpleNamespace(time=ROW.time.replace(tzinfo=None), is_final=False),
            ValueError,
            r"replace\(tzinfo=timezone\.utc\)",
        ),
    ],
    ids=range(7),
)
@pytest.mark.parametrize("place", ["new", "old"])
def test_what_cannot_be_ordered_is_told_what_to_pass(passed: Any, kind: Any, words: str, place: str) -> None:
    """
    Rows without a zone, as texts or as dictionaries lead to an error that names the argument and the remedy.
    """
    pair = (passed, ROW) if place == "new" else (ROW, passed)

    with pytest.raises(kind, match=f"^{place}.*{words}"):
        webhooks.supersedes(*pair)


def test_nothing_is_not_an_event() -> None:
    """
    Only the row may be missing.
    """
    with pytest.raises(TypeError, match="new must be an event"):
        webhooks.supersedes(None, ROW)  # type: ignore[arg-type]

"""
Which of two events is the newer state.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest

from monetize_software import webhooks

from .deliveries import body


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
    ("given", "kind", "words"),
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
def test_what_cannot_be_ordered_is_told_what_to_pass(given: Any, kind: Any, words: str, place: str) -> None:
    """
    Rows without a zone, as texts or as dictionaries lead to an error that names the argument and the remedy.
    """
    pair = (given, ROW) if place == "new" else (ROW, given)

    with pytest.raises(kind, match=f"^{place}.*{words}"):
        webhooks.supersedes(*pair)


def test_nothing_is_not_an_event() -> None:
    """
    Only the row may be missing.
    """
    with pytest.raises(TypeError, match="new must be an event"):
        webhooks.supersedes(None, ROW)  # type: ignore[arg-type]

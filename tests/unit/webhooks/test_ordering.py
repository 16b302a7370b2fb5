"""
Which of two events is the newer state.
"""

from __future__ import annotations

from itertools import permutations
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

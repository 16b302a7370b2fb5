"""
Whatever order events come in, how often, and to how many stores: what is known is the same.
"""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monetize_software import webhooks
from monetize_software.access import State, contribution, merge
from monetize_software.storage.facts import Fact
from tests.support.told import ADA, paid, refunded, state, told

texts = st.sampled_from(["", "a", "b"])
moments = st.integers(0, 3)
facts = st.builds(
    Fact,
    kind=st.sampled_from(["live", "final", "payment"]),
    subject=texts,
    key=texts,
    user=texts,
    paywall=texts,
    at=moments,
    dated=st.booleans(),
    source=st.sampled_from(["event", "api"]),
    event=texts,
    status=st.none() | texts,
    ended=st.none() | moments,
)


def known(found: list[Fact]) -> State:
    return merge({(fact.kind, fact.subject): fact for fact in found}, {})


states = st.lists(facts, max_size=6).map(known)


@given(first=states, second=states, third=states)
def test_merging_is_a_join(first: State, second: State, third: State) -> None:
    """
    Merging is associative, commutative and idempotent, and nothing is the neutral element, whatever rows there are.
    """
    both = merge(first, second)

    assert both == merge(second, first)
    assert merge(both, third) == merge(first, merge(second, third))
    assert (first, first) == (merge(first, first), merge(first, {}))
    assert both == merge(both, first)


def story() -> list[webhooks.WebhookEvent]:
    """
    Two subscriptions and a purchase for good with its refunds, with ties and without the moments of some.
    """
    return [
        state(0, "trialing", kind="created", current_period_end=7, metadata={"userId": "u-1"}),
        state(7, "past_due", current_period_end=14),
        state(7, "active", current_period_end=38, email="ada@new.example"),
        state(7, "active", current_period_end=38, dated=False),
        state(20, None, price={"id": "9101", "interval": "year", "unit_amount": 7900}),
        state(38, "canceled", kind="cancelled", ended_at=38),
        state(38, "active"),
        state(3, sub="sub_2", kind="created", paywall="4"),
        paid(40),
        refunded(41, 10000, of="pay_1"),
        refunded(42, 9900),
    ]


STORY = story()


def folded(events: list[webhooks.WebhookEvent]) -> State:
    found: State = {}
    for event in events:
        found = merge(found, contribution(event))
    return found


@given(chance=st.randoms())
def test_order_repeats_and_split_stores_change_nothing(chance: random.Random) -> None:
    """
    A shuffle, duplicates, and two stores that each got a part and are merged know the same.
    """
    shuffled = chance.sample(STORY * 2, len(STORY) * 2)
    parts = [[event for event in shuffled if chance.random() < share] for share in (0.5, 0.5)]
    rest = [event for event in STORY if event not in parts[0] and event not in parts[1]]

    assert folded(STORY) == folded(shuffled)
    assert folded(STORY) == merge(merge(folded(parts[0]), folded(rest)), folded(parts[1]))


def test_state_without_status_moves_the_price_alone() -> None:
    """
    What says nothing about a subscription's state replaces none.
    """
    found = folded([state(1, "active"), state(2, None, price={"id": "9101"})])

    assert ("active", "price_123") == (found["live", "sub_1"].status, found["live", "sub_1"].price)
    assert "9101" == found["named", "sub_1"].price


def test_scheduled_end_without_its_moment_is_the_end_of_the_period() -> None:
    """
    `cancel_at_period_end` says when, even if `cancel_at` is left out.
    """
    found = contribution(state(1, current_period_end=31, cancel_at_period_end=True))

    assert found["live", "sub_1"].period_end == found["live", "sub_1"].cancel_at


def test_address_and_own_id_say_whose_they_are() -> None:
    """
    E-mails are compared without case; the id passed as user_meta is known by its text.
    """
    found = contribution(state(1, email=" Ada@Example.COM", metadata={"userId": 42}))

    assert (ADA, ADA) == (found["email", "ada@example.com"].user, found["app", "42"].user)


def test_address_that_changes_hands_belongs_to_the_latest() -> None:
    """
    The newest event decides whose an address is, whichever came first.
    """
    events = [state(1, user="old"), state(2, user="new", sub="sub_2")]

    assert {"new"} == {folded(each)["email", "ada@example.com"].user for each in (events, events[::-1])}


def test_event_that_names_no_user_is_kept_with_its_customer() -> None:
    """
    Without the service's id a user is the processor's customer; one that is named by nothing at all is nobody's.
    """
    named, nobody = (
        state(1, user=None),
        told("subscription.updated", 1, user=None, customer=None, subscription={"id": "s"}),
    )

    assert "customer:cus_1" == contribution(named)["email", "ada@example.com"].user
    assert {""} == {fact.user for fact in contribution(nobody).values()}


def test_unknown_type_tells_who_and_nothing_else() -> None:
    """
    A type of a later time opens and closes no door.
    """
    kinds = [kind for kind, _ in contribution(told("trial.started", 1, subscription={"id": "sub_1"}))]

    assert ["email"] == kinds


def test_ids_of_any_kind_fit_a_database() -> None:
    """
    NUL, very long ids and a number beyond 64 bits become what any database takes, and two long ids stay two.
    """
    long: list[Any] = ["x" * 10_000 + end for end in ("a", "b")]
    found = [
        contribution(paid(1, id, price={"id": "\0", "interval": "lifetime", "unit_amount": 10**30})) for id in long
    ]
    rows = [fact for each in found for (kind, _), fact in each.items() if kind == "payment"]

    assert 2 == len({row.subject for row in rows})
    assert all(len(row.subject.encode()) < 300 and row.price == "\ufffd" for row in rows)
    assert all((row.amount or 0) < 2**63 for row in rows)

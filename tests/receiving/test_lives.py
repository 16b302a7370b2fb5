"""
What a receiver folds from events is what the service answers, after every step of random lives.
"""

from __future__ import annotations

import random
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from monetize_software import BillingClient, webhooks
from monetize_software.access import Access, Decision, Policy, State, contribution, decide, merge
from monetize_software.storage import SQLStore
from monetize_software_mock import default_world
from monetize_software_mock.world import Processor, World
from tests.support.deliveries import deliver, receiver_on
from tests.support.random_lives import PEOPLE, Life

WORLDS = [
    default_world().with_paywall("3", processor=Processor("stripe")),
    default_world()
    .with_paywall("3", processor=Processor("paddle"))
    .with_switches(trial_cancel="at_trial_end", upgrade_ends_old="at_period_end", payment_event_for_subscriptions=True),
    default_world().with_switches(events_say_when=False, events_built_after_ms=5),
]


def story(
    seed: int, world: World, steps: int = 40
) -> Generator[tuple[Life, list[webhooks.WebhookEvent], BillingClient]]:
    """
    A life, and the events so far, after each of its steps.
    """
    life = Life(seed, world)
    with life.mock as mock:
        billing = BillingClient(
            paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
        )
        told: list[webhooks.WebhookEvent] = []
        for _ in range(steps):
            life.step()
            told += [webhooks.parse(each.body) for each in list(mock.events)[len(told) :]]
            yield life, told, billing


def folded(events: list[webhooks.WebhookEvent]) -> State:
    known: State = {}
    for event in events:
        known = merge(known, contribution(event))
    return known


def of_person(state: State, email: str) -> State:
    owner = state.get(("email", email))
    return {} if owner is None else {name: fact for name, fact in state.items() if fact.user == owner.user}


@pytest.mark.parametrize("world", WORLDS, ids=["stripe", "paddle, other switches", "without moments"])
@pytest.mark.parametrize("seed", range(4))
def test_fold_of_shuffled_events_answers_as_the_service_does(seed: int, world: World) -> None:
    """
    After every step, in any order and with repeats, the decision about everybody is `get_user()`'s; where a part was
    paid back of a purchase for good the fold says that it is in doubt, and keeps access as the service does.
    """
    chance = random.Random(seed)
    asked = 0
    for life, told, billing in story(seed, world):
        shuffled = chance.sample(told * 2, len(told) * 2)
        state = folded(shuffled)
        for email in PEOPLE:
            decision = decide(of_person(state, email), life.mock.clock.now())
            assert billing.for_user(email=email).get_user().has_active_subscription is decision.allowed, (
                email,
                decision,
            )
            asked += decision.because not in ("unknown user", "nothing bought")
    assert asked > 40


@pytest.mark.parametrize("seed", range(4, 8))
def test_whatever_comes_late_changes_nothing_that_is_newer(seed: int) -> None:
    """
    An older state that comes after a newer one, or never, leaves all that is known as it is.
    """
    chance = random.Random(seed)
    life, told, _ = list(story(seed, WORLDS[0]))[-1]
    ordered = folded(told)
    newest = {fact.event for fact in ordered.values()}
    without = [event for event in told if event.id in newest or chance.random() < 0.5]

    assert ordered == folded(chance.sample(told, len(told)))
    assert ordered == folded(without)
    assert life.purchases


def test_missing_news_is_a_doubt_and_only_a_strict_shop_shuts_the_door() -> None:
    """
    With all later deliveries lost, a subscription stays in, says that it is overdue, and is refused by choice alone.
    """
    life = Life(1, WORLDS[0])
    bought = life.mock.subscribe(PEOPLE[0], "price_123", trial_days=0)
    state = folded([webhooks.parse(each.body) for each in life.mock.events])
    life.mock.clock.advance(months=2)
    at = life.mock.clock.now()
    answers: list[Decision] = [
        decide(state, at),
        decide(state, at, Policy(deny_overdue_after=timedelta(days=90))),
        decide(state, at, Policy(deny_overdue_after=timedelta(days=7))),
    ]

    assert [(True, "overdue"), (True, "overdue"), (False, "overdue")] == [each[0:3:2] for each in answers]
    assert {bought.id} == {each.purchase_id for each in answers}


@pytest.mark.parametrize("seed", range(8, 11))
def test_shop_on_a_file_knows_what_the_service_answers(seed: int, tmp_path: Path) -> None:
    """
    A receiver that records a whole life, shuffled and doubled, to a file lets in whom the service lets in.
    """
    chance = random.Random(seed)
    running = story(seed, WORLDS[0], steps=60)
    life, told, billing = [next(running) for _ in range(60)][-1]
    store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    receiver = receiver_on(store)
    for event in chance.sample(told * 2, len(told) * 2):
        assert 200 == deliver(receiver, event)[0]
    access = Access(store, clock=life.mock.clock.now)
    answers = {email: access.check(email=email).allowed for email in PEOPLE}
    receiver.close()
    store.close()

    assert {email: billing.for_user(email=email).get_user().has_active_subscription for email in PEOPLE} == answers
    running.close()

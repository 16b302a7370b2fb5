"""
Whatever is done in whatever order, the rules that tie state, queue and events together hold.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from monetize_software_mock import Mock, agenda, default_world
from monetize_software_mock.moment import Moment
from monetize_software_mock.wallets import OUTCOMES
from monetize_software_mock.world import Processor


def steps(mock: Mock, chance: random.Random) -> list[Callable[[], object]]:
    """
    What may be done next.
    """
    known = mock._engine.look(lambda moment: [each.id for each in moment.tx.purchases.where("true")])
    bought, email = chance.choice(known), f"user{chance.randrange(5)}@example.com"
    return [
        lambda: mock.subscribe(
            email,
            chance.choice(["price_123", "9101", "9102"]),
            payments=chance.choices(OUTCOMES, k=chance.randrange(5)),
            trial_days=chance.choice([0, 7]),
            replace=chance.random() < 0.3,
        ),
        lambda: mock.cancel(bought, at_once=chance.random() < 0.4),
        lambda: mock.reactivate(bought),
        lambda: mock.change_plan(bought, chance.choice(["price_123", "9101"])),
        lambda: mock.refund(bought, chance.choice([None, 100])),
        lambda: mock.script(email, chance.choices(OUTCOMES, k=3)),
        lambda: mock.deliveries.resend(chance.choice(list(mock.deliveries)).id) if len(mock.deliveries) else None,
        *[lambda: mock.clock.advance(days=chance.choice([0.1, 1, 3, 10, 40]))] * 3,
    ]


def check(moment: Moment) -> None:
    """
    A running subscription has one thing planned, its last event says its status, and what is pending has its turn.
    """
    told = [
        json.loads(each.body)["data"].get("subscription") for each in moment.tx.events.where("true ORDER BY sequence")
    ]
    last = {each["id"]: each["status"] for each in told if each}
    for bought in moment.tx.purchases.where("true"):
        planned = [each for each in moment.tx.due.where("subject = ?", bought.id) if each.kind in agenda.BILLING]
        assert len(planned) == (0 if bought.lifetime or bought.ended_at is not None else 1)
        assert bought.lifetime or last.get(bought.id, bought.status) == bought.status
    for delivery in moment.tx.deliveries.where("status = 'pending'"):
        assert 1 == len(moment.tx.due.where("subject = ?", delivery.id))


@pytest.mark.parametrize("seed", range(9))
def test_rules_hold_in_random_lives(seed: int) -> None:
    """
    Refusals are part of a life; anything else that is raised is a mistake.
    """
    chance = random.Random(seed)
    processor = Processor(["stripe", "paddle", "freemius"][seed % 3])
    world = default_world().with_paywall("3", refills={"standard": 9}, daily_tokens={"gpt-4": 2}, processor=processor)
    mock = Mock(world)
    mock.webhooks.add(lambda body, headers: chance.choice([200, 200, 500, 400]))
    for _ in range(40):
        with suppress(ValueError):
            chance.choice(steps(mock, chance))()
        mock._engine.look(check)

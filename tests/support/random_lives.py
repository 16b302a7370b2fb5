"""
Random lives of a few customers, made by the mock in this process. Decides nothing about what is right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from monetize_software_mock import Mock
from monetize_software_mock.world import World

PEOPLE = [f"person{number}@example.com" for number in range(4)]
OUTCOMES = ["ok", "ok", "ok", "declined", "insufficient_funds", "needs_authentication"]
SCENARIOS = ["incomplete", "pending", "unpaid", "transient_active"]
DAYS = [0.02, 0.5, 3, 10, 40]


class Life:
    """
    One world, and what may happen in it next.

    Attributes:
        mock: The service.
        purchases: What was bought so far.
    """

    def __init__(self, seed: int, world: World, people: Sequence[str] = PEOPLE) -> None:
        self.mock = Mock(world)
        self.people = people
        self.chance = random.Random(seed)
        self.purchases: list[Any] = []

    def step(self) -> None:
        """
        Let something happen; what the service refuses is a part of life.
        """
        with suppress(ValueError):
            self.chance.choice(self._steps())()

    def _steps(self) -> list[Callable[[], object]]:
        chance, mock = self.chance, self.mock
        steps: list[Callable[[], object]] = [self._buy, self._odd, *[self._wait] * 3]
        if not self.purchases:
            return [self._buy]
        bought = chance.choice(self.purchases)
        return [
            *steps,
            self._buy,
            lambda: mock.cancel(bought, at_once=chance.random() < 0.4),
            lambda: mock.reactivate(bought),
            lambda: mock.change_plan(bought, chance.choice(["price_123", "9101"])),
            lambda: self._refund(bought),
            lambda: self._refund(bought),
            lambda: mock.script(chance.choice(self.people), chance.choices(OUTCOMES, k=3)),
        ]

    def _buy(self) -> None:
        chance = self.chance
        bought = self.mock.subscribe(
            chance.choice(self.people),
            chance.choice(["price_123", "9101", "9102", "9102"]),
            payments=chance.choices(OUTCOMES, k=chance.randrange(4)),
            trial_days=chance.choice([0, 0, 7]),
            replace=chance.random() < 0.5,
        )
        self.purchases.append(bought)

    def _odd(self) -> None:
        chance = self.chance
        name = chance.choice(SCENARIOS)
        price = "9102" if name == "pending" else "price_123"
        self.purchases.append(
            self.mock.scenario(name, chance.choice(self.people), price, payments=chance.choices(OUTCOMES, k=2))
        )

    def _refund(self, bought: Any) -> None:
        chance = self.chance
        self.mock.refund(
            bought, chance.choice([None, 1, 9950]), payment=chance.choice([None, *self.mock.invoices(bought)])
        )

    def _wait(self) -> None:
        self.mock.clock.advance(days=self.chance.choice(DAYS))

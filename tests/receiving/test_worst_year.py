"""
The example's shop in its worst year: months of many customers, shuffled and doubled, and a shop that goes down.
"""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from starlette.testclient import TestClient

from monetize_software import BillingClient
from monetize_software.access import Access
from monetize_software_mock import Mock, default_world
from tests.support.examples import example
from tests.support.random_lives import Life

PEOPLE = [f"customer{number}@example.com" for number in range(40)]
MONTHS = 12
STEPS_A_MONTH = 18
PATH = "/webhooks/billing"


class FrailShop:
    """
    The shop, which goes down before or after what it should have done, and comes back with the file it left.
    """

    access: Access

    def __init__(self, url: str, mock: Mock, chance: random.Random) -> None:
        self._url, self._mock, self._chance = url, mock, chance
        self._running = ExitStack()
        self.downs = 0
        self._shop = example("shop")
        self._start()

    def __call__(self, body: bytes, headers: Any) -> int:
        """
        Answer a delivery; 502 is what a proxy says of a shop that is down.
        """
        luck = self._chance.random()
        if luck < 0.1:
            return self._down()
        answer = self._client.post(PATH, content=body, headers=dict(headers))
        return self._down() if luck < 0.2 else answer.status_code

    def close(self) -> None:
        """
        Go down for good.
        """
        self._running.close()

    def _down(self) -> int:
        self.downs += 1
        self._running.close()
        self._start()
        return 502

    def _start(self) -> None:
        transport = self._mock.transport()
        billing = BillingClient(
            paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=transport
        )
        app, self.access = self._shop.build(billing, self._url, "whsec_mock", clock=self._mock.clock.now)
        self._client = self._running.enter_context(TestClient(app))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: Any, tmp_path: Path) -> str:
    """
    Where the shop keeps what it knows.
    """
    return f"sqlite:///{tmp_path / 'shop.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def test_access_is_the_services_after_the_worst_year(url: str) -> None:
    """
    However the deliveries of a year come and whatever the shop misses, it lets in whom the service lets in, and what
    its handler wrote is there once for each event.
    """
    life = Life(11, default_world(), PEOPLE)
    mock, chance = life.mock, random.Random(11)
    with mock:
        shop = FrailShop(url, mock, chance)
        mock.deliveries.go("manual")
        mock.webhooks.add(shop)
        for _ in range(MONTHS):
            for _ in range(STEPS_A_MONTH):
                life.step()
            taken(mock, chance)
        billing = BillingClient(
            paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
        )
        service = {email: billing.for_user(email=email).get_user().has_active_subscription for email in PEOPLE}
        ours = {email: bool(shop.access.check(email=email)) for email in PEOPLE}
        shop.close()

        assert service == ours
        assert 5 < sum(service.values()) < len(PEOPLE)
        assert shop.downs > 50
        assert sorted(welcomes(mock)) == sorted(kept(url))


def taken(mock: Mock, chance: random.Random) -> None:
    """
    Send all that is held until the shop has taken it: in any order, every third a second time.
    """
    waiting = [each.id for each in mock.deliveries if each.status != "delivered"]
    assert waiting
    waiting += [mock.deliveries.duplicate(each).id for each in waiting[::3]]
    while waiting:
        chance.shuffle(waiting)
        waiting = [each for each in waiting if mock.deliveries.resend(each).status != "delivered"]


def welcomes(mock: Mock) -> list[str]:
    """
    Events that the shop's handler is for.
    """
    return [each.id for each in mock.events if each.type in ("subscription.created", "payment.completed")]


def kept(url: str) -> list[str]:
    """
    What the handler wrote.
    """
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as tables:
        found = [event for (event,) in tables.execute(sqlalchemy.text("SELECT event FROM welcome"))]
    engine.dispose()
    return found

"""
The world the state machine plays in: three paywalls of two owners, three people, and a client for each paywall.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from monetize_software import BillingClient
from monetize_software_mock import Mock, default_world
from monetize_software_mock.world import declaration as mock_world
from monetize_software_mock.world.declaration import Processor

from .life import Account, Price, Told
from .service import Service

PEOPLE = ("ada@example.com", "bob@example.com", "Käthe.O'Neil+1@example.com")
OWNERS = {"3": "acct_mock", "4": "acct_other", "5": "acct_mock"}
KEYS = {"acct_mock": "sk_test_mock", "acct_other": "sk_test_other"}
REPEATS = {"3": 1, "4": 2, "5": 1}
TRIALS = {"5": 14}
PRICES = {
    "3": [Price("basic", 999, 1), Price("plus", 1999, 1), Price("yearly", 7900, 12), Price("ever", 19900, None)],
    "4": [Price("elsewhere", 1900, 1), Price("elsewhere_yearly", 9900, 12)],
    "5": [Price("tried", 500, 1), Price("tried_ever", 4900, None)],
}
STARTS = [datetime.fromisoformat(f"{day}T22:30:00+00:00") for day in ("2030-01-01", "2031-12-31", "2032-01-30")]


def new_mock(start: datetime) -> Mock:
    """
    A server in which nobody has been yet.
    """
    world = replace(default_world(), people=(), bearers=(), starts_at=start.isoformat())
    for paywall, prices in PRICES.items():
        processor = Processor(name="paddle" if REPEATS[paywall] == 2 else "stripe")
        world = world.with_paywall(
            paywall,
            prices=tuple(_price(price, TRIALS.get(paywall)) for price in prices),
            token_types=("standard", "gpt-4"),
            processor=processor,
        )
    return Mock(world)


def _price(price: Price, trial_days: int | None) -> mock_world.Price:
    interval = {None: "lifetime", 1: "month", 12: "year"}[price.months]
    return mock_world.Price(price.id, price.amount / 100, interval=interval, trial_days=trial_days)


def new_service(start: datetime) -> Service:
    """
    The model of that server.
    """
    told: list[Told] = []
    accounts = [Account(paywall, email, told, REPEATS[paywall]) for paywall in PRICES for email in PEOPLE]
    return Service(start, accounts, told, TRIALS)


def new_client(mock: Mock, paywall: str, owner: str) -> BillingClient:
    """
    An owner's client of a paywall.
    """
    return BillingClient(
        paywall_id=paywall,
        api_origin="https://pay.example.com",
        api_key=KEYS[owner],
        transport=mock.transport(),
    )

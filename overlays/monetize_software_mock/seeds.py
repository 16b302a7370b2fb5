"""
Holds the default world and plants a world into a store. Never plants twice.
"""

from __future__ import annotations

from . import agenda, invoices, offers, tokens, wallets
from .purchases import subscription
from .rows import ApiKey, Balance, BearerToken, Endpoint, Link, PaywallRow, Purchase, User
from .store import Transaction
from .timestamps import DAY_MS, from_iso, to_millis
from .users import email_key, meta_user_id
from .world import (
    STARTS_AT,
    Bearer,
    Country,
    LocalPrice,
    Paywall,
    Person,
    Price,
    Processor,
    Subscription,
    World,
    paywall_to_json,
)

USER_ID = "5d9f0c1e-0000-4000-8000-000000000001"
SUBSCRIBER_ID = "5d9f0c1e-0000-4000-8000-000000000002"
ELSEWHERE_ID = "5d9f0c1e-0000-4000-8000-000000000003"
FREEMIUS_ID = "5d9f0c1e-0000-4000-8000-000000000004"
ANONYMOUS_ID = "5d9f0c1e-0000-4000-8000-000000000005"


def default_world(starts_at: str = STARTS_AT) -> World:
    """
    Return the world that the documentation, the tests and the demonstration use.

    Args:
        starts_at: When it begins: ISO 8601 text, or `now`. Its subscriptions begin then too.
    """
    return World(
        keys=(
            ApiKey("sk_test_mock", "acct_mock", active=True),
            ApiKey("sk_test_inactive", "acct_mock", active=False),
            ApiKey("sk_test_other", "acct_other", active=True),
        ),
        paywalls=(_paywall_3(), _paywall_4(), _paywall_5()),
        people=_people(),
        bearers=_bearers(),
        countries=(
            Country("192.0.2.", "LV", 2),
            Country("198.51.100.", "DE", 1),
            Country("203.0.113.", "IN", 3),
            Country("", "US", 1),
        ),
        starts_at=starts_at,
    )


def _paywall_3() -> Paywall:
    return Paywall(
        id="3",
        owner="acct_mock",
        name="Acme Plus",
        prices=(
            Price("price_123", 9.99, label="Monthly", legacy_id=123),
            Price("9101", 79, interval="year", label="Yearly", local=LocalPrice("EUR", 71.88), legacy_id=9101),
            Price("9102", 199, interval="lifetime", interval_count=None, label="Lifetime", legacy_id=9102),
        ),
        token_types=("standard", "gpt-4"),
        settings={"runtime_mode": "server", "auth_providers": ["google", "apple"], "allow_anonymous": True},
        layout={"type": "modal", "blocks": [{"type": "heading", "text": "Acme Plus", "level": 1}]},
        locales={"de": {"prices": {"price_123": {"label": "Monatlich"}, "9101": {"label": "Jährlich"}}}},
    )


def _paywall_4() -> Paywall:
    prices = (Price("9401", 19, label="Monthly", legacy_id=9401),)
    return Paywall(id="4", owner="acct_other", name="Elsewhere", prices=prices)


def _paywall_5() -> Paywall:
    prices = (Price("9501", 5, label="Monthly", trial_days=14, legacy_id=9501),)
    processor = Processor(name="freemius", has_portal=False)
    return Paywall(id="5", owner="acct_mock", name="Acme Plugin", processor=processor, prices=prices)


def _people() -> tuple[Person, ...]:
    return (
        Person(USER_ID, "user@example.com", "Uma User", {"3": {"userId": "u_1"}}, {"3": {"gpt-4": 10}}),
        Person(
            SUBSCRIBER_ID,
            "subscriber@example.com",
            "Sam Subscriber",
            {"3": {"userId": "u_42"}},
            {"3": {"gpt-4": 42}},
            (Subscription("sub_seed_subscriber", "3", "price_123"),),
        ),
        Person(ELSEWHERE_ID, "elsewhere@example.com", "Elle Elsewhere", {"4": {}}),
        Person(
            FREEMIUS_ID,
            "freemius@example.com",
            "Fred Freemius",
            {"5": {}},
            subscriptions=(Subscription("sub_seed_freemius", "5", "9501"),),
        ),
        Person(ANONYMOUS_ID, None, None, {"3": {}}),
    )


def _bearers() -> tuple[Bearer, ...]:
    return (
        Bearer("bearer_user", USER_ID),
        Bearer("bearer_subscriber", SUBSCRIBER_ID),
        Bearer("bearer_elsewhere", ELSEWHERE_ID),
        Bearer("bearer_freemius", FREEMIUS_ID),
        Bearer("bearer_anonymous", ANONYMOUS_ID),
        Bearer("bearer_expired", USER_ID, lives_s=-1),
    )


def plant(world: World, tx: Transaction) -> None:
    """
    Put everything a world declares into an empty store.
    """
    start = to_millis(from_iso(world.starts_at))
    tx.set_number("clock", start)
    for key in world.keys:
        tx.api_keys.insert(key)
    for paywall in world.paywalls:
        for kind in paywall.unknown_types():
            raise ValueError(f"Paywall {paywall.id} gives {kind} tokens, which are not among its token_types")
        tx.paywalls.insert(PaywallRow(paywall.id, paywall.owner, paywall_to_json(paywall)))
        offers.plan_expiries(tx, paywall, start)
    for person in world.people:
        _plant_person(world, person, start, tx)
    for bearer in world.bearers:
        tx.bearers.insert(BearerToken(bearer.token, bearer.user, start + bearer.lives_s * 1000))
    for number, hook in enumerate(world.webhooks, 1):
        made = Endpoint(f"wh_seed_{number}", hook.account, hook.url, hook.secret, hook.events, active=True)
        tx.endpoints.insert(made)


def _plant_person(world: World, person: Person, start: int, tx: Transaction) -> None:
    key = None if person.email is None else email_key(person.email)
    tx.users.insert(User(person.id, person.email, key, person.name, start))
    for paywall_id, meta in person.meta.items():
        tx.links.insert(Link(person.id, paywall_id, dict(meta), meta_user_id(meta), start))
        if any(each.id == paywall_id and each.daily_tokens for each in world.paywalls):
            whose = {"user": person.id, "paywall": paywall_id}
            agenda.plan(tx, start + DAY_MS, agenda.TRIAL_TOP_UP, f"{paywall_id}/{person.id}", whose)
    for paywall_id, balances in person.balances.items():
        for token_type, count in balances.items():
            tx.balances.insert(Balance(person.id, paywall_id, token_type, count))
    for bought in person.subscriptions:
        paywall = next(each for each in world.paywalls if each.id == bought.paywall)
        price = paywall.price(bought.price)
        if price is None:
            raise ValueError(f"Paywall {paywall.id} has no price {bought.price}")
        _plant_subscription(subscription(bought.id, paywall.id, person.id, price, start), paywall, tx)


def _plant_subscription(bought: Purchase, paywall: Paywall, tx: Transaction) -> None:
    tx.purchases.insert(bought)
    tx.invoices.insert(invoices.of_now(bought, wallets.OK, bought.created))
    if bought.current_period_end is not None:
        agenda.plan(tx, bought.current_period_end, agenda.RENEWAL, bought.id)
    if paywall.refills:
        tokens.plan_refill(tx, bought, 1)

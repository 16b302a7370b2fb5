"""
Holds the default world. Plants nothing.
"""

from __future__ import annotations

from monetize_software_mock.state.rows import ApiKey

from .declaration import (
    STARTS_AT,
    Bearer,
    Consent,
    Country,
    FixedCode,
    LocalPrice,
    Paywall,
    Person,
    Price,
    Processor,
    Subscription,
    World,
)
from .providers import ECHO, FREE, KINDS, Provider

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
        codes=(FixedCode("walker@example.com", "424242", "3"),),
        # The verifier is the one that RFC 7636 shows: dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
        consents=(Consent("oauth_seed", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "user@example.com", "3"),),
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
        providers=_providers(),
    )


def _providers() -> tuple[Provider, ...]:
    """
    Return one provider of each kind, called like it, and the other cases a caller meets.
    """
    kinds = (Provider(kind, kind, "gpt-4") for kind in KINDS)
    return (
        *kinds,
        Provider("free", ECHO, FREE),
        Provider("empty", ECHO, "standard"),  # nobody here has standard tokens
        Provider("off", ECHO, "gpt-4", enabled=False),
    )


def _paywall_4() -> Paywall:
    prices = (Price("9401", 19, label="Monthly", legacy_id=9401),)
    return Paywall(id="4", owner="acct_other", name="Elsewhere", prices=prices, confirms_emails=False)


def _paywall_5() -> Paywall:
    prices = (Price("9501", 5, label="Monthly", trial_days=14, legacy_id=9501),)
    processor = Processor(name="freemius", has_portal=False)
    return Paywall(
        id="5", owner="acct_mock", name="Acme Plugin", processor=processor, prices=prices, custom_domain=False
    )


def _people() -> tuple[Person, ...]:
    return (
        Person(
            USER_ID,
            "user@example.com",
            "Uma User",
            {"3": {"userId": "u_1"}},
            {"3": {"gpt-4": 10}},
            password="correct-horse-1",
        ),
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
        Bearer("bearer_user", USER_ID, refresh="refresh_user", paywall="3"),
        Bearer("bearer_subscriber", SUBSCRIBER_ID),
        Bearer("bearer_elsewhere", ELSEWHERE_ID),
        Bearer("bearer_freemius", FREEMIUS_ID),
        Bearer("bearer_anonymous", ANONYMOUS_ID),
        Bearer("bearer_expired", USER_ID, lives_s=-1),
    )

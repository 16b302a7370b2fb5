"""
How subscriptions run on, run out and are seen meanwhile.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world

from ..support.sample_requests import GOOD, IN_THREE, SUBSCRIBER, SUBSCRIBER_ID, Ask, connect_http

CANCEL = GOOD["cancelSubscription"]


def purchase(client: httpx.Client) -> dict[str, Any]:
    """
    The subscriber's subscription.
    """
    found: dict[str, Any] = GOOD["getUser"].of(client).json()["purchases"][0]
    return found


def test_cancelled_subscription_gives_access_until_its_period_ends(mock: Mock, client: httpx.Client) -> None:
    """
    A moment before the end there is access, at the end there is none.
    """
    CANCEL.of(client)
    mock.clock.set(datetime(2030, 1, 31, 23, 59, 59, tzinfo=UTC))
    before = GOOD["getUserState"].of(client).json()["has_active_subscription"]
    mock.clock.advance(1)
    after = GOOD["getUserState"].of(client).json()["has_active_subscription"]

    assert (True, False) == (before, after)
    assert ("canceled", "2030-02-01T00:00:00.000Z") == (purchase(client)["status"], purchase(client)["ended_at"])
    assert "2030-01-01T00:00:00.000Z" == purchase(client)["canceled_at"]


def test_ended_subscription_cannot_be_cancelled_again(mock: Mock, client: httpx.Client) -> None:
    """
    It is already cancelled, also after its end.
    """
    CANCEL.of(client)
    mock.clock.advance(days=60)

    assert 400 == CANCEL.of(client).status_code


def test_subscription_renews_over_several_periods(mock: Mock, client: httpx.Client) -> None:
    """
    A move over a year finds the period that is current then.
    """
    mock.clock.advance(days=365)

    assert "2031-01-01T00:00:00.000Z" == purchase(client)["current_period_start"]
    assert "2031-02-01T00:00:00.000Z" == purchase(client)["current_period_end"]


@pytest.mark.parametrize(
    "identity", [{"userId": "u_42"}, {"userId": SUBSCRIBER_ID}, {"email": "SUBSCRIBER@example.com"}]
)
def test_owner_names_the_user_by_either_identity(identity: dict[str, str], client: httpx.Client) -> None:
    """
    By e-mail in any case, by our id, or by the integrator's own (A-06).
    """
    assert 200 == CANCEL.without("email").with_body(**identity).of(client).status_code


def test_known_email_wins_over_a_user_id_that_does_not_fit(client: httpx.Client) -> None:
    """
    The id is ignored then, and looked up only when the e-mail is unknown.
    """
    both = CANCEL.with_body(userId="u_1")
    unknown = CANCEL.with_body(email="nobody@example.com", userId="u_42")

    assert 200 == both.of(client).status_code
    assert 400 == unknown.of(client).status_code  # found, and cancelled a moment ago


def test_bearer_cancels_without_naming_anything(client: httpx.Client) -> None:
    """
    Paywall and identity in the body are ignored.
    """
    ask = CANCEL.by(SUBSCRIBER).with_body(paywallId="4", email="user@example.com")

    assert 200 == ask.of(client).status_code


def test_owner_cannot_cancel_on_another_of_their_paywalls(client: httpx.Client) -> None:
    """
    The paywall in the body is the only one looked at.
    """
    CANCEL.at(f"{IN_THREE}/start-checkout").with_body(email="freemius@example.com", priceId="9101").of(client)
    ask = CANCEL.with_body(email="freemius@example.com", subscriptionId="sub_seed_freemius")

    assert "Subscription not found" == ask.of(client).json()["error"]


def test_portal_that_is_refused_changes_nothing(mock: Mock, client: httpx.Client) -> None:
    """
    Neither does it create somebody new, nor link or describe somebody known.
    """
    before = mock.snapshot()
    answers = [
        GOOD["getCustomerPortal"].with_body(email=email, userMeta={"userId": "n"}).of(client)
        for email in ("new@example.com", "user@example.com", "elsewhere@example.com")
    ]

    assert [(403, {"isTest": "1"})] * 3 == [(each.status_code, each.json()) for each in answers]
    assert before == mock.snapshot()


def test_portal_link_notes_the_metadata_sent_for_it(client: httpx.Client) -> None:
    """
    An owner's user is described anew; with a bearer nothing is.
    """
    ask = GOOD["getCustomerPortal"]
    ask.with_body(userMeta={"plan": "pro"}).of(client)
    ask.by(SUBSCRIBER).with_body(userMeta={"plan": "free"}).of(client)

    assert {"userId": "u_42", "plan": "pro"} == GOOD["getUser"].of(client).json()["meta"]


def test_who_bought_for_life_has_no_portal(mock: Mock, client: httpx.Client) -> None:
    """
    There is nothing to cancel or renew: 403.
    """
    mock.buy("ada@example.com", "9102")

    assert 403 == GOOD["getCustomerPortal"].with_body(email="ada@example.com").of(client).status_code


def test_processor_without_a_portal_refuses(client: httpx.Client) -> None:
    """
    Freemius has none, even for an active subscription.
    """
    ask = GOOD["getCustomerPortal"].at("/api/v1/paywall/5/get-customer-portal")

    assert 403 == ask.with_body(email="freemius@example.com").of(client).status_code


def test_portal_links_are_used_once_each(client: httpx.Client) -> None:
    """
    Each call answers a fresh link; a bearer needs no e-mail.
    """
    links = {GOOD["getCustomerPortal"].of(client).json()["url"] for _ in range(2)}
    links.add(GOOD["getCustomerPortal"].by(SUBSCRIBER).without("email").of(client).json()["url"])

    assert 3 == len(links)


def test_user_with_a_bearer_reads_their_profile(client: httpx.Client) -> None:
    """
    With a key the profile is left out (A-10).
    """
    with_bearer = Ask("GET", f"{IN_THREE}/user", SUBSCRIBER).of(client).json()

    assert "user" not in GOOD["getUser"].of(client).json()
    assert {
        "id": SUBSCRIBER_ID,
        "email": "subscriber@example.com",
        "name": "Sam Subscriber",
        "avatar": None,
        "created_at": "2030-01-01T00:00:00.000Z",
    } == with_bearer["user"]


@pytest.mark.parametrize(
    ("address", "country", "tier"),
    [("198.51.100.7", "DE", 1), ("203.0.113.9", "IN", 3), ("192.0.2.1", "LV", 2), ("nonsense", "US", 1), ("", "US", 1)],
)
def test_client_address_decides_the_country(address: str, country: str, tier: int, client: httpx.Client) -> None:
    """
    It changes country, tier and match of the answer, and nothing else.
    """
    detail = GOOD["getUser"].adding(X_Client_Ip=address).of(client).json()

    assert (country, tier, True) == (detail["country"], detail["tier"], detail["countryMatch"])


def test_country_may_not_be_targeted() -> None:
    """
    Then the match is false, and the paywall says why it is hidden.
    """
    client = connect_http(Mock(default_world().with_paywall("3", countries=("DE",))))
    visibility = GOOD["getBootstrap"].of(client).json()["settings"]["visibility"]

    assert not GOOD["getUser"].of(client).json()["countryMatch"]
    assert (False, "country_not_match") == (visibility["visible"], visibility["reason"])


@pytest.mark.parametrize(
    ("headers", "has_user"),
    [
        ({}, False),
        ({"X-User-Email": "Subscriber@example.com"}, True),
        (SUBSCRIBER, True),
        ({"X-User-Email": "x"}, False),
    ],
)
def test_bootstrap_holds_the_user_that_is_named(headers: dict[str, str], has_user: bool, client: httpx.Client) -> None:
    """
    Present for a bearer or a known e-mail, else absent (A-23).
    """
    answer = GOOD["getBootstrap"].by(headers).of(client).json()

    assert has_user == ("user" in answer)
    assert not has_user or answer["user"]["has_active_subscription"]


def test_bootstrap_answers_briefly_when_nothing_changed(client: httpx.Client) -> None:
    """
    The version seen last is enough to be told so; the user is still there.
    """
    version = GOOD["getBootstrap"].of(client).json()["version"]
    ask = GOOD["getBootstrap"].at(f"{IN_THREE}/bootstrap?if_version={version}")

    assert {"unchanged": True, "version": version} == ask.of(client).json()
    assert "user" in ask.by(SUBSCRIBER).of(client).json()


def test_paywall_without_layout_has_none(client: httpx.Client) -> None:
    """
    The field is absent then.
    """
    assert "layout" not in GOOD["getBootstrap"].at("/api/v1/paywall/4/bootstrap").of(client).json()


@pytest.mark.parametrize(
    "headers", [{}, {"X-User-Email": "nobody@example.com"}, {"X-User-Email": "münchen@example.com"}]
)
def test_unknown_user_has_the_guest_state(headers: dict[str, str], client: httpx.Client) -> None:
    """
    Nobody, or somebody unknown, has no access.
    """
    guest = {"has_active_subscription": False, "purchases": [], "trial": None, "had_previous_trial": False}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]

    assert guest == client.get(f"{IN_THREE}/user-state", headers=encoded).json()


def test_bearer_of_somebody_elsewhere_reads_nothing_here(client: httpx.Client) -> None:
    """
    Known, but never on this paywall.
    """
    elsewhere = {"Authorization": "Bearer bearer_elsewhere"}

    assert "identity_not_on_paywall" == Ask("GET", f"{IN_THREE}/user", elsewhere).of(client).json()["error"]
    assert {"balances": [], "tokenization": True} == GOOD["getBalances"].by(elsewhere).of(client).json()
    assert not Ask("GET", "/api/v1/paywall/4/balances", elsewhere).of(client).json()["tokenization"]

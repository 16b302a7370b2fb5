"""
What a checkout offers, and what becomes of it when it is paid.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, PaymentError, UnknownSession, default_world
from monetize_software_mock.world.declaration import Offer

from ..support.sample_requests import GOOD, IN_THREE, OWNER, Ask, connect_http

CHECKOUT = GOOD["startCheckout"]


def buy(mock: Mock, **fields: Any) -> dict[str, Any]:
    """
    Buy something for the user without purchases, and return what they then have.
    """
    client = connect_http(mock)
    mock.pay(CHECKOUT.with_body(**fields).of(client).json()["checkoutUrl"])
    answer = Ask("GET", f"{IN_THREE}/user?email=user@example.com", OWNER).of(client)
    detail: dict[str, Any] = answer.json()
    return detail


def test_monthly_price_begins_an_active_subscription(mock: Mock) -> None:
    """
    It is paid, runs a calendar month, and its amount is in minor units.
    """
    detail = buy(mock)
    purchase = detail["purchases"][0]

    assert detail["paid"]
    assert ("active", 999, "USD", "month") == tuple(
        purchase[k] for k in ("status", "unit_amount", "currency", "interval")
    )
    assert "2030-02-01T00:00:00.000Z" == purchase["current_period_end"]


def test_lifetime_price_is_paid_once(mock: Mock) -> None:
    """
    It has no period and cannot be cancelled.
    """
    detail = buy(mock, priceId="9102")
    purchase = detail["purchases"][0]
    cancel = GOOD["cancelSubscription"].with_body(subscriptionId=purchase["id"], email="user@example.com")

    assert detail["paid"]
    assert ("paid", None, "lifetime") == (purchase["status"], purchase["current_period_end"], purchase["interval"])
    assert 404 == cancel.of(connect_http(mock)).status_code


def test_trial_gives_access_without_being_paid(mock: Mock) -> None:
    """
    While it runs, `paid` is false, the trial is told, and the state gives access.
    """
    detail = buy(mock, trial_days=7)
    state = GOOD["getUserState"].adding(X_User_Email="user@example.com").of(connect_http(mock)).json()

    assert not detail["paid"]
    assert {"startedAt": "2030-01-01T00:00:00.000Z", "expiresAt": "2030-01-08T00:00:00.000Z"} == detail["trial"]
    assert state["has_active_subscription"]
    assert {"started_at": "2030-01-01T00:00:00.000Z", "expires_at": "2030-01-08T00:00:00.000Z"} == state["trial"]


def test_trial_becomes_a_subscription_when_it_ends(mock: Mock) -> None:
    """
    The first paid period begins where the trial ended.
    """
    buy(mock, trial_days=7)
    mock.clock.advance(days=7)
    detail = Ask("GET", f"{IN_THREE}/user?email=user@example.com", OWNER).of(connect_http(mock)).json()

    assert (True, None) == (detail["paid"], detail["trial"])
    assert "2030-02-08T00:00:00.000Z" == detail["purchases"][0]["current_period_end"]


def test_second_trial_is_not_given(mock: Mock) -> None:
    """
    Whoever had a trial here pays at once (A-31).
    """
    first = buy(mock, trial_days=7)["purchases"][0]
    second = buy(mock, trial_days=7, ignoreActivePurchase=True)["purchases"][0]

    assert ("trialing", "active") == (first["status"], second["status"])


@pytest.mark.parametrize("days", [None, 0])
def test_no_trial_days_mean_no_trial(days: int | None, mock: Mock) -> None:
    """
    Null and nought are the same where the price has no trial of its own.
    """
    assert buy(mock, trial_days=days)["trial"] is None


def test_trial_of_the_price_is_overridden(mock: Mock) -> None:
    """
    The price on paywall 5 has 14 days unless the checkout says otherwise.
    """
    client = connect_http(mock)
    ask = CHECKOUT.at("/api/v1/paywall/5/start-checkout").with_body(priceId="9501")
    own = mock.pay(ask.of(client).json()["checkoutUrl"]).purchase
    other = mock.pay(ask.with_body(email="new@example.com", trial_days=0).of(client).json()["checkoutUrl"]).purchase

    assert own is not None
    assert other is not None
    assert ("trialing", "active") == (own.status, other.status)


@pytest.mark.parametrize(
    ("currency", "charged"),
    [("EUR", (7188, "EUR")), ("eur", (7188, "EUR")), ("JPY", (7900, "USD")), (None, (7900, "USD"))],
)
def test_local_currency_is_charged_when_it_is_configured(
    currency: str | None, charged: tuple[int, str], mock: Mock
) -> None:
    """
    Another one falls back to the base currency (A-30).
    """
    fields = {} if currency is None else {"localCurrency": currency}
    purchase = buy(mock, priceId="9101", **fields)["purchases"][0]

    assert charged == (purchase["unit_amount"], purchase["currency"])


@pytest.mark.parametrize("price", ["price_123", 123, 123.0, "123"], ids=repr)
def test_price_is_found_by_either_id(price: object, client: httpx.Client) -> None:
    """
    By its id, or by the whole number of the legacy list, as text or number.
    """
    assert 200 == CHECKOUT.with_body(priceId=price).of(client).status_code


def test_ignoring_the_active_purchase_ends_it_when_paid(mock: Mock, client: httpx.Client) -> None:
    """
    The old subscription runs until the new one is paid.
    """
    ask = CHECKOUT.with_body(email="subscriber@example.com", priceId="9101", ignoreActivePurchase=True)
    session = ask.of(client).json()["checkoutUrl"]
    before = GOOD["getUser"].of(client).json()["purchases"]
    mock.pay(session)
    new, old = GOOD["getUser"].of(client).json()["purchases"]

    assert ["active"] == [purchase["status"] for purchase in before]
    assert ("active", "year") == (new["status"], new["interval"])
    assert ("canceled", "2030-01-01T00:00:00.000Z") == (old["status"], old["ended_at"])


def test_paying_replaces_the_placeholder_and_marks_the_fragment(mock: Mock, client: httpx.Client) -> None:
    """
    The buyer returns with the session's id and the outcome (A-33).
    """
    ask = CHECKOUT.with_body(successUrl="https://a.test/ok?s=__SESSION__", errorUrl="https://a.test/no#top")
    session = ask.of(client).json()["checkoutUrl"].rsplit("/", 1)[-1]
    declined = mock.pay(session, "declined")
    paid = mock.pay(session)
    marks = f"paywall_price_id=price_123&paywall_session_id={session}"

    assert f"https://a.test/no#top&paywall_status=failed&{marks}" == declined.return_url
    assert f"https://a.test/ok?s={session}#paywall_status=paid&{marks}" == paid.return_url


def test_ignoring_an_active_purchase_leaves_lifetime_alone(mock: Mock, client: httpx.Client) -> None:
    """
    Only what runs can end.
    """
    mock.pay(CHECKOUT.with_body(priceId="9102").of(client).json()["checkoutUrl"])
    kinds = [each["status"] for each in buy(mock, ignoreActivePurchase=True)["purchases"]]

    assert ["active", "paid"] == kinds


def test_declined_payment_leaves_the_session_open(mock: Mock, client: httpx.Client) -> None:
    """
    Nothing is bought, and the next attempt may succeed.
    """
    session = CHECKOUT.of(client).json()["checkoutUrl"]

    assert (None, "failed") == (mock.pay(session, "declined").purchase, mock.pay(session, "declined").status)
    assert "paid" == mock.pay(session).status


def test_paying_twice_buys_once(mock: Mock, client: httpx.Client) -> None:
    """
    The second payment answers as the first did.
    """
    session = CHECKOUT.of(client).json()["checkoutUrl"]

    assert mock.pay(session) == mock.pay(session)
    with pytest.raises(PaymentError, match="already paid"):
        mock.pay(session, "declined")


def test_unknown_session_cannot_be_paid(mock: Mock) -> None:
    """
    The message names the session.
    """
    with pytest.raises(UnknownSession, match="cs_nowhere"):
        mock.pay("http://mock.test/pay/cs_nowhere?x=1")


def test_metadata_is_kept_and_merged(client: httpx.Client) -> None:
    """
    A later checkout adds to what is known; the integrator's own id then names the user (A-06).
    """
    CHECKOUT.with_body(userMeta={"userId": 77, "team": "blue"}).of(client)
    CHECKOUT.with_body(userMeta={"team": "red"}).of(client)
    answer = Ask("GET", f"{IN_THREE}/user?user_id=77", OWNER).of(client)

    assert {"userId": 77, "team": "red"} == answer.json()["meta"]


def test_new_buyer_becomes_a_user(client: httpx.Client) -> None:
    """
    The id that the checkout answers is the one to ask for.
    """
    user_id = CHECKOUT.with_body(email="New@Example.com").of(client).json()["userId"]
    by_id = Ask("GET", f"{IN_THREE}/user?user_id={user_id}", OWNER).of(client)
    again = CHECKOUT.with_body(email="new@example.COM").of(client).json()["userId"]

    assert 200 == by_id.status_code
    assert user_id == again


MINUTES = Offer("minutes", 10, duration_minutes=60)
DATED = Offer("dated", 20, expires_at="2030-01-02T00:00:00.000Z")
EXACT = Offer("exact", 30, expires_at="2030-01-02T00:00:00.000Z", price_id="price_123")
OVER = Offer("over", 40, expires_at="2029-12-31T00:00:00.000Z")
NOTHING = Offer("nothing", None)


@pytest.mark.parametrize(
    ("offers", "asked", "discount"),
    [
        pytest.param((MINUTES,), None, None, id="minutes need a name"),
        pytest.param((MINUTES,), "minutes", 10, id="minutes by name"),
        pytest.param((DATED,), None, 20, id="dated by itself"),
        pytest.param((DATED, EXACT), None, 30, id="own price first"),
        pytest.param((DATED, EXACT), "dated", 20, id="the named one first"),
        pytest.param((DATED,), "foreign", 20, id="foreign id ignored"),
        pytest.param((OVER, NOTHING), "over", None, id="over"),
    ],
)
def test_offer_becomes_a_discount(offers: tuple[Offer, ...], asked: str | None, discount: float | None) -> None:
    """
    Offers with an end date apply by themselves, those that count minutes by name.
    """
    mock = Mock(default_world().with_paywall("3", offers=offers))
    fields = {} if asked is None else {"offerId": asked}

    assert discount == buy(mock, **fields)["purchases"][0].get("discount")


def test_offers_that_are_over_are_not_shown() -> None:
    """
    The bootstrap answer holds running offers only.
    """
    mock = Mock(default_world().with_paywall("3", offers=(MINUTES, OVER, NOTHING)))
    shown = GOOD["getBootstrap"].of(connect_http(mock)).json()["offers"]

    assert [dataclasses.asdict(MINUTES)] == shown

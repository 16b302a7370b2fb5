"""
From the price list to a purchase.
"""

from __future__ import annotations

import json
from decimal import Decimal
from uuid import UUID

import httpx
import pytest

from monetize_software import (
    AlreadyPurchasedError,
    BillingClient,
    ConfigurationError,
    IdentityRequiredError,
    InvalidRequestError,
    NotFoundError,
    ServerError,
    models,
)
from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Offer, Processor

from .conftest import Connect


def test_prices_are_exact(billing: BillingClient) -> None:
    """
    The plans come with decimal amounts in major units.
    """
    prices = {price.id: (price.amount, price.currency) for price in billing.get_prices()}

    assert {
        "price_123": (Decimal("9.99"), "USD"),
        "9101": (Decimal("79.00"), "USD"),
        "9102": (Decimal("199.00"), "USD"),
    } == prices


def test_local_price_is_shown_and_never_chosen(billing: BillingClient) -> None:
    """
    A price's local amount is there to be looked at; checkout sends a currency only when told to.
    """
    yearly = next(price for price in billing.get_prices() if price.id == "9101")

    assert yearly.local is not None
    assert (Decimal("71.88"), "EUR") == (yearly.local.amount, yearly.local.currency)


def test_bootstrap_is_short_when_nothing_changed(billing: BillingClient) -> None:
    """
    With the version it has, a client gets the unchanged variant.
    """
    full = billing.bootstrap()
    assert isinstance(full, models.Bootstrap)
    assert "3" == full.settings.id

    again = billing.bootstrap(if_version=full.version)

    assert isinstance(again, models.BootstrapUnchanged)
    assert full.version == again.version


def test_bootstrap_knows_the_bound_user(connect_mock: Connect) -> None:
    """
    A bound e-mail or a bearer adds the user's state; a key alone does not.
    """
    by_key = connect_mock().bootstrap()
    by_email = connect_mock().for_user(email="subscriber@example.com").bootstrap()
    by_bearer = connect_mock(api_key=None).with_bearer("bearer_subscriber").bootstrap()

    assert by_key.user is None
    assert by_email.user is not None
    assert by_bearer.user is not None
    assert by_email.user.has_active_subscription is by_bearer.user.has_active_subscription is True


def test_public_calls_need_no_credential(connect_mock: Connect) -> None:
    """
    Without key and bearer the catalogue is open, and everything else says what it needs before sending anything.
    """
    public = connect_mock(api_key=None)

    assert public.get_prices()
    for call in (
        public.for_user(email="a@b.c").get_user,
        public.for_user(email="a@b.c").list_purchases,
        lambda: public.for_user(email="a@b.c").create_checkout("price_123"),
        lambda: public.for_user(email="a@b.c").credit_tokens("gpt-4", 1),
        lambda: public.for_user(email="a@b.c").cancel_subscription("sub_1", "other"),
        public.for_user(email="a@b.c").get_customer_portal_url,
        public.get_legacy_prices,
    ):
        with pytest.raises(ConfigurationError) as caught:
            call()
        assert "apikey_required" == caught.value.code


def test_a_purchase(ada: BillingClient, mock: Mock) -> None:
    """
    Checkout, payment, access: the whole way.
    """
    assert not ada.get_user().has_active_subscription

    checkout = ada.create_checkout("price_123", success_url="https://app.example.com/ok?session=__SESSION__")
    mock.pay(checkout.url)

    user = ada.get_user()
    purchases = ada.list_purchases()
    assert user.has_active_subscription
    assert user.active_purchase is not None
    assert [("active", 999, "USD", "month")] == [(p.status, p.unit_amount, p.currency, p.interval) for p in purchases]
    assert purchases[0].id == user.active_purchase.id


def test_every_checkout_gets_its_own_key(ada: BillingClient) -> None:
    """
    Two checkouts are two sessions with two UUID v4 keys, even for the same price.
    """
    first, second = ada.create_checkout("price_123"), ada.create_checkout("price_123")

    assert first.url != second.url
    assert {4} == {UUID(checkout.idempotency_key).version for checkout in (first, second)}
    assert first.idempotency_key != second.idempotency_key


def test_same_key_gives_the_same_checkout(ada: BillingClient) -> None:
    """
    Repeating with the key of an earlier result opens nothing new, wherever it leads back to; and it sells nothing else.
    """
    first = ada.create_checkout("price_123")
    key = first.idempotency_key
    again = ada.create_checkout("price_123", success_url="https://app.example.com/other", idempotency_key=key)
    with pytest.raises(InvalidRequestError, match="was used for another checkout"):
        ada.create_checkout("9101", idempotency_key=key)

    assert (first.url, first.user_id, first.idempotency_key) == (again.url, again.user_id, again.idempotency_key)


def test_same_key_for_another_user_is_another_checkout(billing: BillingClient) -> None:
    """
    One key used for two people never shows one of them the other's checkout.
    """
    results = [
        billing.for_user(email=email).create_checkout("price_123", idempotency_key="one-key")
        for email in ("user@example.com", "new@example.com")
    ]

    assert results[0].url != results[1].url
    assert results[0].user_id != results[1].user_id


def test_key_is_forgotten_after_a_day(ada: BillingClient, mock: Mock) -> None:
    """
    After 24 hours the same key opens a new checkout.
    """
    first = ada.create_checkout("price_123", idempotency_key="k")
    mock.clock.advance(days=1, seconds=1)

    assert first.url != ada.create_checkout("price_123", idempotency_key="k").url


def test_second_purchase_is_refused_unless_wanted(subscriber: BillingClient, mock: Mock) -> None:
    """
    An active subscription refuses a checkout; ignoring it opens one, and paying that ends the old subscription.
    """
    with pytest.raises(AlreadyPurchasedError) as caught:
        subscriber.create_checkout("9101")
    assert (409, "already_purchased") == (caught.value.status, caught.value.code)
    assert caught.value.idempotency_key

    mock.pay(subscriber.create_checkout("9101", ignore_active_purchase=True).url)

    assert 1 == sum(purchase.status == "active" for purchase in subscriber.list_purchases())


def test_price_ids_are_sent_as_given(ada: BillingClient) -> None:
    """
    Text and integer ids both work; an unknown one is not found.
    """
    assert ada.create_checkout("9101").url
    assert ada.create_checkout(9101).url
    with pytest.raises(NotFoundError):
        ada.create_checkout("gone")


def test_checkout_needs_an_email(billing: BillingClient) -> None:
    """
    A user id alone cannot buy; the error comes before anything is sent.
    """
    for nobody in (billing, billing.for_user(user_id="u_42")):
        with pytest.raises(IdentityRequiredError) as caught:
            nobody.create_checkout("price_123")
        assert ("identity_required", None) == (caught.value.code, caught.value.status)


def test_bearer_buys_for_its_own_user(connect_mock: Connect, mock: Mock) -> None:
    """
    With a bearer the e-mail comes from the token.
    """
    user = connect_mock(api_key=None).with_bearer("bearer_user")
    mock.pay(user.create_checkout("price_123").url)

    assert user.get_user().has_active_subscription
    assert connect_mock().for_user(email="user@example.com").get_user().has_active_subscription


def test_own_user_id_travels_as_metadata(billing: BillingClient, mock: Mock) -> None:
    """
    The bound user id is stored as `userMeta.userId` beside the caller's own data, and identifies the user from then on.
    """
    grace = billing.for_user(email="grace@example.com", user_id="u_77")
    mock.pay(grace.create_checkout("price_123", user_meta={"team": "navy"}).url)

    detail = billing.for_user(user_id="u_77").get_user_detail()
    assert detail.meta is not None
    assert {"team": "navy", "userId": "u_77"} == detail.meta.additional_properties
    assert detail.paid


def test_trial_then_no_second_trial(billing: BillingClient, mock: Mock) -> None:
    """
    A trial gives access without being paid.
    """
    new = billing.for_user(email="new@example.com")
    mock.pay(new.create_checkout("price_123", trial_days=7).url)

    user, detail = new.get_user(), new.get_user_detail()
    assert user.has_active_subscription
    assert user.trial is not None
    assert user.trial.expires_at is not None
    assert (False, "trialing") == (detail.paid, detail.purchases[0].status)


def test_lifetime_is_bought_once_and_for_all(ada: BillingClient, mock: Mock) -> None:
    """
    A lifetime purchase gives access and has no period.
    """
    mock.pay(ada.create_checkout("9102").url)
    purchase = ada.list_purchases()[0]

    assert ada.get_user().has_active_subscription
    assert ("lifetime", None, 19900) == (purchase.interval, purchase.current_period_end, purchase.unit_amount)


def test_offer_and_local_currency_decide_what_is_paid(connect_mock: Connect) -> None:
    """
    An offer that is named and a currency that is asked for stand in the purchase.
    """
    half = Offer("half", discount_percent=50, duration_minutes=30)
    mock = Mock(default_world().with_paywall("3", offers=(half,)))
    ada = connect_mock(server=mock).for_user(email="user@example.com")
    mock.pay(ada.create_checkout("9101", offer_id="half", local_currency="EUR").url)
    purchase = ada.list_purchases()[0]

    assert ("EUR", 7188, Decimal(50)) == (purchase.currency, purchase.unit_amount, purchase.discount)


def test_declined_payment_returns_to_the_error_page(ada: BillingClient, mock: Mock) -> None:
    """
    A failed payment leads back to the shop's own error address, and the session can still be paid.
    """
    checkout = ada.create_checkout(
        "price_123", error_url="https://app.example.com/failed", shop_url="https://app.example.com"
    )
    declined = mock.pay(checkout.url, "declined")

    assert declined.return_url is not None
    assert declined.return_url.startswith("https://app.example.com/failed#paywall_status=failed")
    assert not ada.get_user().has_active_subscription
    assert "paid" == mock.pay(checkout.url).status


def test_attribution_is_sent_as_given(ada: BillingClient, passed: list[httpx.Request]) -> None:
    """
    Who came from where, and which variant they saw, reaches the service word for word.
    """
    ada.create_checkout(
        "price_123", product_name="Plus für dich", visitor_id="v-1", experiment_id="e-1", variant_key="b"
    )
    sent = json.loads(passed[-1].content)

    assert ("Plus für dich", "v-1", "e-1", "b") == tuple(
        sent[name] for name in ("productName", "visitorId", "experimentId", "variantKey")
    )


def test_processor_that_fails_opens_nothing(connect_mock: Connect) -> None:
    """
    The error is the server's and carries the key; whether a session was opened is not known.
    """
    mock = Mock(default_world().with_paywall("3", processor=Processor(fails=True)))
    ada = connect_mock(server=mock).for_user(email="user@example.com")

    with pytest.raises(ServerError) as caught:
        ada.create_checkout("price_123", idempotency_key="k")
    assert (500, True, "k") == (
        caught.value.status,
        caught.value.may_have_been_applied,
        caught.value.idempotency_key,
    )


def test_language_is_asked_for(billing: BillingClient, passed: list[httpx.Request]) -> None:
    """
    The language a client is told goes with the catalogue, and with nothing else.
    """
    german = billing.with_options(accept_language="de, en;q=0.5").for_user(email="user@example.com")
    german.bootstrap()
    german.get_user()

    assert ["de, en;q=0.5", None] == [request.headers.get("accept-language") for request in passed]


@pytest.mark.parametrize(
    ("language", "default", "label"),
    [
        (None, "en", "Monthly"),
        ("de", "de", "Monatlich"),
        ("de-AT, en;q=0.5", "de", "Monatlich"),
        ("de;q=0.4, en", "en", "Monthly"),
        ("pl", "en", "Monthly"),
        ("pl, de;q=0.1", "de", "Monatlich"),
        ("de;q=0", "en", "Monthly"),
        ("de;q=x", "en", "Monthly"),
    ],
)
def test_language_of_a_user_is_honoured(billing: BillingClient, language: str | None, default: str, label: str) -> None:
    """
    The server's default follows the header where the paywall has that language, and so do the texts of the plans.
    """
    user = billing if language is None else billing.with_options(accept_language=language)
    catalogue = user.bootstrap()

    assert isinstance(catalogue, models.Bootstrap)
    assert (default, label) == (catalogue.settings.locale_default, user.get_prices()[0].label)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"price_id": ""}, "price_id"),
        ({"price_id": True}, "price_id"),
        ({"price_id": 1.5}, "price_id"),
        ({"price_id": None}, "price_id"),
        ({"success_url": "app.example.com"}, "success_url"),
        ({"error_url": "javascript:alert(1)"}, "error_url"),
        ({"shop_url": ""}, "shop_url"),
        ({"trial_days": -1}, "trial_days"),
        ({"trial_days": True}, "trial_days"),
        ({"trial_days": 1.0}, "trial_days"),
        ({"ignore_active_purchase": 1}, "ignore_active_purchase"),
        ({"local_currency": "EURO"}, "local_currency"),
        ({"local_currency": "€€€"}, "local_currency"),
        ({"user_meta": {"when": b"now"}}, "user_meta"),
        ({"user_meta": {"n": float("nan")}}, "user_meta"),
        ({"user_meta": {1: "a"}}, "user_meta"),
        ({"user_meta": "text"}, "user_meta"),
        ({"user_meta": ["ab"]}, "user_meta"),
        ({"user_meta": ()}, "user_meta"),
        ({"user_meta": {"a": "\ud800"}}, "user_meta"),
        ({"idempotency_key": ""}, "idempotency_key"),
        ({"idempotency_key": "k" * 256}, "idempotency_key"),
        ({"idempotency_key": "key\r\nX: 1"}, "idempotency_key"),
        ({"experiment_id": "e"}, "variant_key"),
        ({"offer_id": 7}, "offer_id"),
    ],
    ids=repr,
)
def test_bad_argument_is_refused_here(ada: BillingClient, options: dict[str, object], word: str) -> None:
    """
    An argument that can never work is refused before sending, by its name.
    """
    with pytest.raises(InvalidRequestError, match=word) as caught:
        ada.create_checkout(**{"price_id": "price_123", **options})  # type: ignore[arg-type]

    assert ("invalid_argument", None, False) == (caught.value.code, caught.value.status, caught.value.request_sent)

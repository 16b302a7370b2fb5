"""
Cancelling, and the hosted portal.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software import (
    AlreadyCancelledError,
    BillingClient,
    IdentityNotFoundError,
    IdentityRequiredError,
    InvalidRequestError,
    NotFoundError,
    PermissionDeniedError,
    PortalUnavailableError,
)

from .conftest import Connect


def test_cancel_keeps_access_until_the_period_ends(subscriber: BillingClient) -> None:
    """
    Cancelling schedules the end and takes nothing away yet.
    """
    purchase = subscriber.list_purchases()[0]
    done = subscriber.cancel_subscription(purchase.id, "too_expensive")

    assert (purchase.id, "active", True) == (done.id, done.status, done.cancel_at_period_end)
    assert purchase.current_period_end == done.cancel_at
    assert done.canceled_at is None
    assert subscriber.get_user().has_active_subscription


def test_cancel_by_own_user_id(billing: BillingClient, subscriber: BillingClient) -> None:
    """
    The id a shop knows its user by says whose subscription ends.
    """
    by_id = billing.for_user(user_id="u_42")
    by_id.cancel_subscription(by_id.list_purchases()[0].id, "not_using")

    assert subscriber.list_purchases()[0].cancel_at_period_end


def test_cancel_twice(subscriber: BillingClient) -> None:
    """
    The second cancellation is its own error and names the subscription.
    """
    purchase = subscriber.list_purchases()[0]
    subscriber.cancel_subscription(purchase.id, "other")

    with pytest.raises(AlreadyCancelledError) as caught:
        subscriber.cancel_subscription(purchase.id, "other")
    assert (400, purchase.id) == (caught.value.status, caught.value.subscription_id)


def test_cancel_somebody_elses(ada: BillingClient, subscriber: BillingClient, billing: BillingClient) -> None:
    """
    A user cannot cancel what another one bought, nor where he never was.
    """
    theirs = subscriber.list_purchases()[0].id

    with pytest.raises(NotFoundError, match="Subscription not found"):
        ada.cancel_subscription(theirs, "other")
    with pytest.raises(IdentityNotFoundError):
        billing.for_user(email="elsewhere@example.com").cancel_subscription(theirs, "other")
    assert not subscriber.list_purchases()[0].cancel_at_period_end


def test_cancel_by_bearer(connect_mock: Connect) -> None:
    """
    A bearer cancels its own subscription; an anonymous one is refused.
    """
    client = connect_mock(api_key=None, bearer="bearer_subscriber")
    purchase = client.list_purchases()[0]

    assert client.cancel_subscription(purchase.id, "not_using").cancel_at
    with pytest.raises(PermissionDeniedError):
        connect_mock(api_key=None, bearer="bearer_anonymous").cancel_subscription(purchase.id, "other")


@pytest.mark.parametrize(
    ("subscription_id", "reason", "word"),
    [
        ("", "r", "subscription_id"),
        (None, "r", "subscription_id"),
        ("s", "", "reason"),
        ("s", "  ", "reason"),
        ("s", " \ufeff ", "reason"),
        ("s", 5, "reason"),
    ],
)
def test_cancel_needs_its_arguments(subscriber: BillingClient, subscription_id: Any, reason: Any, word: str) -> None:
    """
    An empty id or reason is refused before sending.
    """
    with pytest.raises(InvalidRequestError, match=word):
        subscriber.cancel_subscription(subscription_id, reason)


def test_cancel_for_nobody(billing: BillingClient) -> None:
    """
    A key needs to know whose subscription it is.
    """
    with pytest.raises(IdentityRequiredError):
        billing.cancel_subscription("sub_1", "other")


def test_portal(subscriber: BillingClient, connect_mock: Connect) -> None:
    """
    A subscriber gets a fresh one-time link each time, by key and by bearer, and its repr hides it.
    """
    links = [
        subscriber.get_customer_portal_url(return_url="https://app.example.com/account"),
        subscriber.get_customer_portal_url(),
        connect_mock(api_key=None, bearer="bearer_subscriber").get_customer_portal_url(),
    ]

    assert 3 == len({link.url for link in links})
    assert links[0].url not in repr(links[0])


def test_portal_remembers_the_own_user_id(billing: BillingClient) -> None:
    """
    Opening a portal for somebody with an own id stores the id as a checkout would.
    """
    assert billing.for_user(email="subscriber@example.com", user_id="u_new").get_customer_portal_url().url

    assert billing.for_user(user_id="u_new").get_user().has_active_subscription


def test_portal_of_freemius(connect_mock: Connect) -> None:
    """
    A processor without a portal is `forbidden`, with its mode.
    """
    with pytest.raises(PortalUnavailableError) as caught:
        connect_mock(paywall_id="5").for_user(email="freemius@example.com").get_customer_portal_url()

    assert ("forbidden", 403) == (caught.value.code, caught.value.status)
    assert isinstance(caught.value.is_test, bool)


def test_portal_without_a_subscription(ada: BillingClient) -> None:
    """
    Without anything active there is no portal either.
    """
    with pytest.raises(PortalUnavailableError):
        ada.get_customer_portal_url()


def test_portal_needs_an_email(billing: BillingClient) -> None:
    """
    A key without an e-mail is refused before sending, also with a user id.
    """
    for nobody in (billing, billing.for_user(user_id="u_1")):
        with pytest.raises(IdentityRequiredError) as caught:
            nobody.get_customer_portal_url()
        assert "identity_required" == caught.value.code

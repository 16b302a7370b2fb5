"""
Who a user is, and whether that user may in.
"""

from __future__ import annotations

import pytest

from monetize_software import (
    AuthenticationError,
    BillingClient,
    IdentityNotFoundError,
    IdentityRequiredError,
    PermissionDeniedError,
)

from .conftest import Connect


def test_access_by_email(subscriber: BillingClient, ada: BillingClient) -> None:
    """
    A subscriber has access, somebody without purchase has not.
    """
    assert (True, False) == (
        subscriber.get_user().has_active_subscription,
        ada.get_user().has_active_subscription,
    )


def test_access_by_user_id(billing: BillingClient, subscriber: BillingClient) -> None:
    """
    A user id alone gives the same access; what that route cannot know is None and not a guess.
    """
    user_id = subscriber.debit_tokens("gpt-4", 1).user_id
    by_id = billing.for_user(user_id=user_id).get_user()

    assert (True, None) == (by_id.has_active_subscription, by_id.had_previous_trial)
    assert by_id.active_purchase is not None


def test_access_by_bearer(connect_mock: Connect) -> None:
    """
    A bearer needs no identity and no key.
    """
    assert connect_mock(api_key=None, bearer="bearer_subscriber").get_user().has_active_subscription


def test_access_of_nobody_is_refused(billing: BillingClient) -> None:
    """
    Asking for nobody is an error and never "no subscription".
    """
    for call in (billing.get_user, billing.list_purchases, billing.get_user_detail, billing.get_balances):
        with pytest.raises(IdentityRequiredError):
            call()


def test_unknown_users_are_told_apart(billing: BillingClient) -> None:
    """
    Somebody who exists elsewhere and somebody who does not exist are two codes of one class.
    """
    codes = []
    for email in ("elsewhere@example.com", "nobody@example.com"):
        with pytest.raises(IdentityNotFoundError) as caught:
            billing.for_user(email=email).list_purchases()
        codes.append(caught.value.code)

    assert ["identity_not_on_paywall", "identity_not_found"] == codes


@pytest.mark.parametrize("email", ["jörg@x.example", "nobody@example.com", "elsewhere@example.com"])
@pytest.mark.parametrize("user_id", [None, "mine-7"])
def test_somebody_never_seen_has_no_access(billing: BillingClient, email: str, user_id: str | None) -> None:
    """
    Whatever letters an address has and whichever route can carry it, a stranger is a guest and no error.
    """
    user = billing.for_user(email=email, user_id=user_id).get_user()

    assert (False, [], None, False) == (
        user.has_active_subscription,
        user.purchases,
        user.trial,
        user.had_previous_trial,
    )


def test_user_id_that_nobody_has_is_an_error(billing: BillingClient) -> None:
    """
    An id alone names somebody who was there before, so nobody by it is no guest.
    """
    with pytest.raises(IdentityNotFoundError):
        billing.for_user(user_id="mine-7").get_user()


def test_email_wins_over_a_user_id_that_does_not_match(billing: BillingClient) -> None:
    """
    When the e-mail resolves, an own id that the service does not know does no harm.
    """
    assert billing.for_user(email="subscriber@example.com", user_id="mine-7").list_purchases()


def test_verify_token_says_whose_it_is(billing: BillingClient) -> None:
    """
    A valid token names its user; an expired or invented one is refused.
    """
    user = billing.verify_token("bearer_subscriber")

    assert ("subscriber@example.com", True) == (user.email, user.paid)
    assert user.id
    assert "subscriber@example.com" not in repr(user)
    for token in ("bearer_expired", "invented"):
        with pytest.raises(AuthenticationError) as caught:
            billing.verify_token(token)
        assert (401, "invalid_token") == (caught.value.status, caught.value.code)


@pytest.mark.parametrize("token", ["", "Bearer x", "a\nb", "ünïcode"])
def test_malformed_token_is_refused_here(billing: BillingClient, token: str) -> None:
    """
    A token that cannot stand in a header is refused before sending.
    """
    with pytest.raises(AuthenticationError) as caught:
        billing.verify_token(token)

    assert caught.value.status is None


def test_anonymous_token_has_no_email(billing: BillingClient) -> None:
    """
    An anonymous user is a user without an e-mail.
    """
    assert billing.verify_token("bearer_anonymous").email is None


def test_detail_takes_the_end_users_address(subscriber: BillingClient) -> None:
    """
    The end user's IP address may be given, in either version.
    """
    for address in ("203.0.113.7", "2001:db8::1"):
        assert subscriber.get_user_detail(client_ip=address).country


@pytest.mark.parametrize(
    ("key", "kind", "status"),
    [
        ("sk_test_unknown", AuthenticationError, 401),
        ("sk_test_inactive", PermissionDeniedError, 403),
        ("sk_test_other", PermissionDeniedError, 403),
    ],
)
def test_wrong_keys(connect_mock: Connect, key: str, kind: type[Exception], status: int) -> None:
    """
    An unknown, an inactive and a stranger's key are told apart.
    """
    with pytest.raises(kind) as caught:
        connect_mock(api_key=key).for_user(email="user@example.com").list_purchases()

    assert status == caught.value.status  # type: ignore[attr-defined]


def test_changing_bearers(connect_mock: Connect) -> None:
    """
    A function may give another token each time, and a rejected one is replaced once.
    """
    tokens = iter(["bearer_expired", "bearer_subscriber", "bearer_user"])
    client = connect_mock(api_key=None, bearer=lambda: next(tokens))

    assert client.get_user().has_active_subscription
    assert not client.get_user().has_active_subscription


def test_binding_a_user_leaves_the_bearer_behind(connect_mock: Connect) -> None:
    """
    `for_user()` on a client with a bearer acts for that user by key, never as the bearer's user.
    """
    client = connect_mock(bearer="bearer_subscriber")

    assert not client.for_user(email="user@example.com").get_user().has_active_subscription

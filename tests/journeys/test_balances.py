"""
Tokens: given, used, and never counted twice.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software import (
    BillingClient,
    ConfigurationError,
    IdentityNotFoundError,
    IdentityRequiredError,
    InsufficientTokensError,
    InvalidRequestError,
    NotFoundError,
    OutOfTokensError,
)

from .conftest import Connect


def counts(client: BillingClient) -> dict[str, int]:
    """
    Balances by type.
    """
    return {balance.type: balance.count for balance in client.get_balances()}


def test_credit_and_debit(ada: BillingClient) -> None:
    """
    Both answer the balance after the change.
    """
    assert 110 == ada.credit_tokens("gpt-4", 100).count
    assert 105 == ada.debit_tokens("gpt-4", 5).count
    assert 105 == counts(ada)["gpt-4"]


def test_own_user_id_is_enough(billing: BillingClient, ada: BillingClient) -> None:
    """
    Tokens given to the id a shop knows its user by are that user's.
    """
    assert 13 == billing.for_user(user_id="u_1").credit_tokens("gpt-4", 3).count
    assert 13 == counts(ada)["gpt-4"]


def test_overdraw_takes_nothing(ada: BillingClient) -> None:
    """
    A debit larger than the balance says how much there is and leaves it as it was.
    """
    with pytest.raises(InsufficientTokensError) as caught:
        ada.debit_tokens("gpt-4", 11)

    error = caught.value
    assert ("insufficient", 10, 11, "gpt-4", False) == (
        error.code,
        error.available,
        error.requested,
        error.token_type,
        error.may_have_been_applied,
    )
    assert isinstance(error, OutOfTokensError)
    assert 10 == counts(ada)["gpt-4"]


def test_balances_by_bearer_and_by_key(connect_mock: Connect, subscriber: BillingClient) -> None:
    """
    A bearer and the key see the same balances, each through its own route.
    """
    assert counts(subscriber) == counts(connect_mock(api_key=None, bearer="bearer_subscriber"))
    assert 42 == counts(subscriber)["gpt-4"]


def test_changes_are_always_by_key(connect_mock: Connect) -> None:
    """
    A balance change carries the key even when a bearer is bound, and needs an identity of its own.
    """
    with pytest.raises(IdentityRequiredError):
        connect_mock(bearer="bearer_user").credit_tokens("gpt-4", 1)
    with pytest.raises(ConfigurationError, match="apikey_required"):
        connect_mock(api_key=None, bearer="bearer_user").credit_tokens("gpt-4", 1)


def test_unknown_user(billing: BillingClient) -> None:
    """
    Nobody on this paywall by that identity is not found.
    """
    with pytest.raises(IdentityNotFoundError) as caught:
        billing.for_user(email="elsewhere@example.com").credit_tokens("gpt-4", 1)

    assert "identity_not_found" == caught.value.code


@pytest.mark.parametrize("amount", [0, -1, 1.0, True, "5", None, 2**53])
def test_amount_must_be_a_real_integer(ada: BillingClient, amount: Any) -> None:
    """
    Whatever is not an int of 1 or more is refused before sending.
    """
    with pytest.raises(InvalidRequestError, match="amount"):
        ada.debit_tokens("gpt-4", amount)


@pytest.mark.parametrize("token_type", ["", None, 4, "t" * 101])
def test_type_must_be_named(ada: BillingClient, token_type: Any) -> None:
    """
    A missing token type is refused before sending.
    """
    with pytest.raises(InvalidRequestError, match="type"):
        ada.credit_tokens(token_type, 1)


def test_legacy_withdrawal(billing: BillingClient, subscriber: BillingClient) -> None:
    """
    The legacy route debits by the service's user id, and its refusal is the same class.
    """
    user_id = subscriber.credit_tokens("gpt-4", 1).user_id

    assert 40 == billing.withdraw_tokens(user_id, 3, "gpt-4").remaining
    with pytest.raises(InsufficientTokensError) as caught:
        billing.withdraw_tokens(user_id, 41, "gpt-4")
    assert (40, 41) == (caught.value.available, caught.value.requested)
    with pytest.raises(InvalidRequestError, match="not found in user balance"):
        billing.withdraw_tokens(user_id, 1, "vision")
    with pytest.raises(NotFoundError):
        billing.withdraw_tokens("nobody", 1)


def test_test_balances_are_set(billing: BillingClient, subscriber: BillingClient) -> None:
    """
    With a test processor every balance of a user is set at once, to zero when nothing is said.
    """
    user_id = subscriber.credit_tokens("gpt-4", 1).user_id

    billing.set_test_balances(user_id=user_id, tokens=7)
    assert {7} == set(counts(subscriber).values())
    billing.for_user(user_id=user_id).set_test_balances()
    assert {0} == set(counts(subscriber).values())


def test_test_balances_need_a_user_and_a_number(connect_mock: Connect) -> None:
    """
    Without a user id, or on a paywall whose id is no number, nothing is sent.
    """
    with pytest.raises(InvalidRequestError, match="user_id"):
        connect_mock().set_test_balances()
    with pytest.raises(ConfigurationError, match="digits"):
        connect_mock(paywall_id="pw_a").set_test_balances(user_id="u")

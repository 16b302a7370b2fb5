"""
What holds for every operation: what a client adds to each call, and how a refused credential or paywall is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software import AuthenticationError, BillingClient, NotFoundError, PermissionDeniedError
from monetize_software_mock import Mock

from ..support.contract import OPERATIONS, operation_of
from .conftest import Connect

Use = Callable[[BillingClient], Any]

SUBSCRIBER = "subscriber@example.com"
SUBSCRIBER_ID = "5d9f0c1e-0000-4000-8000-000000000002"

OPEN: dict[str, Use] = {
    "getBootstrap": lambda client: client.bootstrap(),
    "setTestBalances": lambda client: client.set_test_balances(user_id=SUBSCRIBER_ID, tokens=5),
    "recordEvents": lambda client: client.track([{"type": "report_opened", "ts": 1893456000000}]),
}
BY_BEARER: dict[str, Use] = {"getBalances": lambda client: client.get_balances()}
BY_KEY: dict[str, Use] = {
    "startCheckout": lambda client: client.create_checkout("9101", ignore_active_purchase=True),
    "getUser": lambda client: client.get_user_detail(),
    "getUserState": lambda client: client.get_user(),
    "adjustBalance": lambda client: client.credit_tokens("gpt-4", 1),
    "getCustomerPortal": lambda client: client.get_customer_portal_url(),
    "cancelSubscription": lambda client: client.cancel_subscription("sub_seed_subscriber", "other"),
    "createSupportTicket": lambda client: client.create_support_ticket("Help", "It broke."),
    "withdrawTokens": lambda client: client.withdraw_tokens(SUBSCRIBER_ID, 1, "gpt-4"),
    "listLegacyPrices": lambda client: client.get_legacy_prices(),
    "createLegacyTicket": lambda client: client.create_legacy_ticket("Help", "It broke."),
}
each_by_key = pytest.mark.parametrize("operation", BY_KEY)


def test_capabilities_travel_with_every_call(connect_mock: Connect, passed: list[httpx.Request]) -> None:
    """
    What a program says it can do stands in each of its requests, whatever the operation.
    """
    client = connect_mock(capabilities=["offers", "trials"])
    for use in (OPEN | BY_KEY).values():
        use(client.for_user(email=SUBSCRIBER))
    for use in BY_BEARER.values():
        use(client.with_bearer("bearer_subscriber"))

    made = {operation.id for operation in OPERATIONS if operation.client == BillingClient.__name__}
    assert made == {operation_of(request)[0].id for request in passed}
    assert {"offers,trials"} == {request.headers["x-sdk-capabilities"] for request in passed}


@each_by_key
def test_unknown_key_is_refused_everywhere(connect_mock: Connect, operation: str) -> None:
    """
    A key that does not exist is an authentication error of every operation that takes one.
    """
    with pytest.raises(AuthenticationError) as caught:
        BY_KEY[operation](connect_mock(api_key="sk_test_unknown").for_user(email=SUBSCRIBER))

    assert (401, operation) == (caught.value.status, caught.value.operation)


@each_by_key
@pytest.mark.parametrize("key", ["sk_test_inactive", "sk_test_other"])
def test_powerless_key_is_refused_everywhere(connect_mock: Connect, operation: str, key: str) -> None:
    """
    So is one that is switched off or belongs to somebody else; nothing happens to the user.
    """
    with pytest.raises(PermissionDeniedError) as caught:
        BY_KEY[operation](connect_mock(api_key=key).for_user(email=SUBSCRIBER))

    assert (403, operation) == (caught.value.status, caught.value.operation)


@pytest.mark.parametrize("operation", OPEN | BY_KEY)
def test_unknown_paywall_is_not_found_everywhere(
    connect_mock: Connect, operation: str, passed: list[httpx.Request]
) -> None:
    """
    A paywall that does not exist is not found by any operation, and no other one is asked in its place.
    """
    client = connect_mock(paywall_id="99").for_user(email=SUBSCRIBER)
    with pytest.raises(NotFoundError) as caught:
        (OPEN | BY_KEY)[operation](client)

    assert 404 == caught.value.status
    assert operation == operation_of(passed[0])[0].id


def test_bearer_on_an_unknown_paywall_is_not_found(connect_mock: Connect) -> None:
    """
    The same holds for somebody signed in.
    """
    with pytest.raises(NotFoundError):
        connect_mock(paywall_id="99", bearer="bearer_subscriber").get_balances()


@pytest.mark.parametrize("use", [OPEN["getBootstrap"], *BY_BEARER.values()], ids=["getBootstrap", *BY_BEARER])
def test_expired_bearer_is_refused_where_no_key_is_read(connect_mock: Connect, use: Use) -> None:
    """
    A token that has expired is no guest.
    """
    with pytest.raises(AuthenticationError) as caught:
        use(connect_mock(bearer="bearer_expired"))

    assert (401, "invalid_token") == (caught.value.status, caught.value.code)


def test_closing(connect_mock: Connect) -> None:
    """
    A client is closed once its work is done; closing a copy does not close what others use.
    """
    client = connect_mock()
    copy = client.for_user(email=SUBSCRIBER)
    copy.close()
    assert copy.get_user().has_active_subscription

    client.close()


def test_nobody_is_changed_by_a_refusal(connect_mock: Connect, mock: Mock) -> None:
    """
    After every refusal of every operation the server is as it was.
    """
    before = mock.snapshot()
    for use in BY_KEY.values():
        with pytest.raises(AuthenticationError):
            use(connect_mock(api_key="sk_test_unknown").for_user(email=SUBSCRIBER))

    assert before == mock.snapshot()

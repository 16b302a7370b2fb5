"""
Every page there is, in a world where something happened.
"""

from __future__ import annotations

from monetize_software import AuthClient, BillingClient
from monetize_software_mock import Mock


def checkout(billing: BillingClient, address: str, price: str = "price_123", email: str = "ada@example.com") -> str:
    """
    The address of a new checkout that returns to the mock's own address, where nothing is.
    """
    user = billing.for_user(email=email)
    success, failure = f"{address}/ok?session=__SESSION__", f"{address}/failed"
    return user.create_checkout(price, success_url=success, error_url=failure).url


def trial(billing: BillingClient, address: str) -> str:
    """
    The address of a checkout with a trial.
    """
    user = billing.for_user(email="eva.lindqvist-van-der-wolkenstein@example.com")
    return user.create_checkout("9101", trial_days=7, success_url=f"{address}/ok").url


def paid(billing: BillingClient, address: str, mock: Mock) -> str:
    """
    The address of a checkout that is paid.
    """
    url = checkout(billing, address, "price_123", "paid@example.com")
    mock.pay(url.rpartition("/")[2])
    return url


def tour(billing: BillingClient, address: str, mock: Mock) -> dict[str, str]:
    """
    Every page, in a world where something happened.
    """
    mock.webhooks.add(lambda body, headers: 200)
    purchase = mock.subscribe("eve@example.com", "price_123", payments=["ok", "declined"])
    mock.clock.advance(days=36)
    declined = mock.subscribe("dora@example.com", "price_123", payments=["ok", "declined", "declined"])
    mock.clock.advance(days=31)
    portal = billing.for_user(email="eve@example.com").get_customer_portal_url(return_url=f"{address}/account").url
    console = f"{address}/_mock/console"
    auth = AuthClient(paywall_id="3", api_origin=address).session("tour")
    auth.request_password_reset("user@example.com")
    return {
        "inbox": f"{console}/inbox",
        "reset": str(mock.inbox.expect(to="user@example.com", kind="reset").link),
        "consent": auth.start_oauth_flow("google").authorize_url,
        "checkout": checkout(billing, address, "9101"),
        "checkout-trial": trial(billing, address),
        "checkout-paid": paid(billing, address, mock),
        "portal": portal,
        "portal-cancel": f"{portal}?step=cancel&subscription={purchase.id}",
        "portal-plan": f"{portal}?step=plan&subscription={purchase.id}",
        "portal-invoice": f"{portal}?invoice=inv_3",
        "timeline": f"{address}/_mock/?preview=40",
        "customers": f"{console}/customers",
        "customer-past-due": f"{console}/customers/{declined.user_id}",
        "customer": f"{console}/customers/{purchase.user_id}",
        "deliveries": f"{console}/deliveries",
        "delivery": f"{console}/deliveries/{mock.deliveries[-1].id}",
        "endpoints": f"{console}/endpoints",
        "requests": f"{console}/requests",
        "request": f"{console}/requests/1",
        "faults": f"{console}/faults",
        "worlds": f"{console}/worlds",
        "no-such-page": f"{console}/nothing",
    }

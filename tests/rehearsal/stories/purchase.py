"""
A purchase with the SDK as it is, on a client generated from an API that grew. Prints what happened as JSON.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import monetize_software_api
from monetize_software import BillingClient, PaywallError
from monetize_software_api import catalogue
from monetize_software_api.models import Acquiring, Balance, StartCheckout
from monetize_software_mock import Mock
from monetize_software_mock.api.call import Call
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.http.messages import Reply


def start_checkout(call: Call) -> Reply:
    """
    The handler of today, with what is new: a retired price, and another processor.
    """
    if call.body["priceId"] == "9101":
        raise Problem("price_retired")
    reply = HANDLERS["startCheckout"](call)
    return replace(reply, body={**dict(reply.body or {}), "acquiring": "polar"})


def get_receipt(call: Call) -> Reply:
    """
    The handler of the new operation.
    """
    return Reply({"number": "R-1"})


def refusal(billing: BillingClient) -> list[Any]:
    """
    What the SDK says about a code it has never heard of.
    """
    try:
        billing.create_checkout("9101")
    except PaywallError as error:
        return [type(error).__name__, error.code, error.status]
    return []


def play() -> dict[str, Any]:
    """
    Buy, use, cancel, and look at what is new.
    """
    mock = Mock(handlers={**HANDLERS, "startCheckout": start_checkout, "getReceipt": get_receipt})
    options: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock"}
    ada = BillingClient(transport=mock.transport(), **options).for_user(email="user@example.com")
    before = ada.get_user().has_active_subscription
    checkout = ada.create_checkout("price_123")
    mock.pay(checkout.url)
    purchase = ada.list_purchases()[0].id
    return {
        "generated": monetize_software_api.__file__,
        "access": [before, ada.get_user().has_active_subscription],
        "acquiring": [checkout.acquiring, checkout.acquiring is getattr(Acquiring, "POLAR", None)],
        "tokens": [ada.credit_tokens("gpt-4", 5).count, ada.debit_tokens("gpt-4", 3).count],
        "cancelled": ada.cancel_subscription(purchase, "other").cancel_at_period_end,
        "portal": ada.get_customer_portal_url().url.startswith("https://"),
        "ticket": ada.create_support_ticket("Subject", "Content").status,
        "refusal": refusal(ada.for_user(email="elsewhere@example.com")),
        "new": {
            "operation": "getReceipt" in catalogue.OPERATIONS,
            "code": catalogue.ERRORS["price_retired"].status if "price_retired" in catalogue.ERRORS else None,
            "request field": hasattr(StartCheckout(price_id="1"), "coupon"),
            "response field": hasattr(Balance(type="gpt-4", count=1), "expires_at"),
        },
    }


if __name__ == "__main__":
    print(json.dumps(play()))

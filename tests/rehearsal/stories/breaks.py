"""
The SDK as it is, on a client generated from an API that broke. Prints how each method ends as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from monetize_software import BillingClient
from monetize_software_mock import Mock
from monetize_software_mock.api.handlers import HANDLERS

SERVED = {name: handler for name, handler in HANDLERS.items() if name != "getCustomerPortal"}


def ending(act: Callable[[], Any]) -> str:
    """
    How a call ends: "done", or what was raised.
    """
    try:
        act()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def play() -> dict[str, str]:
    """
    Use what broke, and what did not.
    """
    mock = Mock(handlers=SERVED, check_answers=False)
    options: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock"}
    billing = BillingClient(transport=mock.transport(), max_retries=0, **options)
    ada = billing.for_user(email="user@example.com")
    return {
        "create_checkout": ending(lambda: ada.create_checkout("price_123")),
        "get_balances": ending(ada.get_balances),
        "credit_tokens": ending(lambda: ada.credit_tokens("gpt-4", 5)),
        "get_user": ending(ada.get_user),
        "verify_token": ending(lambda: ada.verify_token("bearer_user")),
        "get_customer_portal_url": ending(ada.get_customer_portal_url),
    }


if __name__ == "__main__":
    print(json.dumps(play()))

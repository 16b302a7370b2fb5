"""
Writes a request of the API as the call of the Python SDK that makes it. Never imports the SDK.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl

from monetize_software_mock.exchanges import Exchange
from monetize_software_mock.messages import JSON_TYPE, Request

_PROGRAM = """\
import os

from monetize_software import BillingClient

with BillingClient(
    paywall_id={paywall!r}, api_origin={origin!r}, {credential}
) as billing:
    print({receiver}.{method}({arguments}))
"""


@dataclass(frozen=True, slots=True)
class _Method:
    """
    A method of the SDK, and what its arguments are called on the wire.
    """

    name: str
    positional: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict[str, str])
    for_user: bool = True
    public: bool = False


_CHECKOUT = {
    "successUrl": "success_url",
    "errorUrl": "error_url",
    "shopUrl": "shop_url",
    "trial_days": "trial_days",
    "offerId": "offer_id",
    "ignoreActivePurchase": "ignore_active_purchase",
    "localCurrency": "local_currency",
}
_BALANCE = ("type", "amount")
_METHODS: Mapping[str, _Method] = {
    "getBootstrap": _Method("bootstrap", named={"version": "if_version"}, public=True),
    "startCheckout": _Method("create_checkout", ("priceId",), _CHECKOUT),
    "getUser": _Method("get_user_detail"),
    "getUserState": _Method("get_user"),
    "getBalances": _Method("get_balances"),
    "adjustBalance": _Method("credit_tokens", _BALANCE),
    "cancelSubscription": _Method("cancel_subscription", ("subscriptionId", "cancellationReason")),
    "getCustomerPortal": _Method("get_customer_portal_url", named={"returnUrl": "return_url"}),
    "withdrawTokens": _Method("withdraw_tokens", ("user_id", "tokens", "token_type"), for_user=False),
    "listLegacyPrices": _Method("get_legacy_prices", for_user=False),
}


def program(exchange: Exchange, base_url: str) -> str | None:
    """
    Return a program that makes the call; None when no method of the SDK makes one like it.
    """
    method = _METHODS.get(exchange.operation or "")
    body = _fields(exchange.request)
    keyless = not {"x-api-key", "authorization"} & set(exchange.request.headers)
    if method is None or body is None or (keyless and not method.public):
        return None
    given = {**dict(parse_qsl(exchange.request.query)), **body}
    name = "debit_tokens" if given.get("op") == "debit" else method.name
    return _PROGRAM.format(
        paywall=_paywall(exchange.request, given),
        origin=base_url,
        credential=_credential(exchange.request),
        receiver=_bound(exchange.request, given) if method.for_user else "billing",
        method=name,
        arguments=", ".join(_arguments(method, given)),
    )


def _arguments(method: _Method, given: Mapping[str, Any]) -> list[str]:
    positional = [repr(given[name]) for name in method.positional if name in given]
    return positional + [f"{name}={given[wire]!r}" for wire, name in method.named.items() if wire in given]


def _bound(request: Request, given: Mapping[str, Any]) -> str:
    meta = given.get("userMeta")
    told = cast("dict[str, Any]", meta).get("userId") if isinstance(meta, dict) else None
    identity = {
        "email": given.get("email") or request.headers.get("x-user-email"),
        "user_id": given.get("userId") or given.get("user_id") or told,
    }
    said = ", ".join(f"{name}={value!r}" for name, value in identity.items() if value)
    return f"billing.for_user({said})" if said else "billing"


def _credential(request: Request) -> str:
    if "authorization" in request.headers:
        return 'bearer=os.environ["MONETIZE_TOKEN"]'
    return 'api_key=os.environ["MONETIZE_API_KEY"]' if "x-api-key" in request.headers else "api_key=None"


def _paywall(request: Request, given: Mapping[str, Any]) -> str:
    parts = request.path.split("/")
    if request.path.startswith("/api/v1/paywall/") and len(parts) > 5:
        return parts[4]
    return str(given.get("paywallId") or given.get("paywall_id") or "3")


def _fields(request: Request) -> dict[str, Any] | None:
    """
    Return the fields of a JSON body, none of an empty one; None when it is anything else.
    """
    if not request.body:
        return {}
    if not request.headers.get("content-type", "").startswith(JSON_TYPE):
        return None
    try:
        found: Any = json.loads(request.body)
    except ValueError:
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None

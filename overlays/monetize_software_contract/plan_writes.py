"""
The requests of the suite that need `--write`. Never cancels, opens no ticket, overwrites no balance.

Most are refused and change nothing; the gateway is asked for a provider that there is not. The rest open a checkout and
a portal link, and give one token that the next request takes again.
"""

from __future__ import annotations

from typing import Any

from .asks import MADE_UP_BEARER, MADE_UP_KEY, NOBODY, OK, Ask
from .plan import KEY, READS
from .plan_accounts import ACCOUNTS

_CHECKOUT = {"email": "{email}", "priceId": "{price}", "ignoreActivePurchase": True}
_SAME_KEY = {"idempotency-key": "{fresh_key}"}
_CHANGE = {"email": "{email}", "type": "{token_type}", "amount": 1, "op": "credit"}
_ALL_TOKENS = 9_007_199_254_740_991
_WITHDRAWAL = {"paywall_id": "{paywall}", "user_id": "{user_id}", "token_type": "{token_type}", "tokens": _ALL_TOKENS}
_CANCEL = {"subscriptionId": "contract-check", "cancellationReason": "other"}
_BY_OWNER = {**_CANCEL, "paywallId": "{paywall}", "email": "{email}"}
_TICKET = {"subject": "Contract check", "content": "Please ignore."}


def _without(body: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != name}


def _keyed(operation: str, case: str, body: dict[str, Any], *expect: str, **more: Any) -> Ask:
    return Ask(operation, case, expect, key=KEY, body=body, **more)


def _unauthorised(operation: str, body: dict[str, Any], missing: str) -> tuple[Ask, Ask]:
    return (
        Ask(operation, "no key", (missing,), body=body),
        Ask(operation, "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, body=body),
    )


_START_CHECKOUT = (
    Ask("startCheckout", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, body={**_CHECKOUT, "email": NOBODY}),
    _keyed("startCheckout", "no e-mail", {"priceId": "{price}", "userMeta": {"userId": "u"}}, "missing_parameters"),
    _keyed("startCheckout", "no price", _without(_CHECKOUT, "priceId"), "missing_parameters"),
    _keyed("startCheckout", "unknown price", {**_CHECKOUT, "priceId": "contract-check"}, "price_not_found"),
    _keyed("startCheckout", "no URL", {**_CHECKOUT, "successUrl": "somewhere"}, "invalid_success_url"),
    Ask("startCheckout", "as a guest", (OK, "invalid_api_key"), body=_CHECKOUT),
    _keyed("startCheckout", "opened", _CHECKOUT, OK, headers=_SAME_KEY),
    _keyed("startCheckout", "repeated", _CHECKOUT, OK, headers=_SAME_KEY),
    _keyed("startCheckout", "same key, other body", {**_CHECKOUT, "productName": "Other"}, OK, headers=_SAME_KEY),
    _keyed("startCheckout", "no trial", {**_CHECKOUT, "trial_days": None}, OK),
    _keyed("startCheckout", "without insisting", _without(_CHECKOUT, "ignoreActivePurchase"), OK, "active_purchase"),
)

_ADJUST_BALANCE = (
    *_unauthorised("adjustBalance", _CHANGE, "apikey_required"),
    _keyed("adjustBalance", "no identity", _without(_CHANGE, "email"), "identity_required"),
    _keyed("adjustBalance", "unknown user", {**_CHANGE, "email": NOBODY}, "identity_not_found", "not_tokenised"),
    _keyed("adjustBalance", "no type", _without(_CHANGE, "type"), "type_required"),
    _keyed("adjustBalance", "no amount", _without(_CHANGE, "amount"), "invalid_amount"),
    _keyed("adjustBalance", "unknown op", {**_CHANGE, "op": "double"}, "invalid_op"),
    _keyed("adjustBalance", "as text", _CHANGE, "unsupported_media_type", content_type="text/plain"),
    _keyed("adjustBalance", "credit", _CHANGE, OK, "not_tokenised"),
    _keyed(
        "adjustBalance",
        "too much",
        {**_CHANGE, "op": "debit", "amount": _ALL_TOKENS},
        "insufficient",
        "not_tokenised",
    ),
    _keyed("adjustBalance", "debit", {**_CHANGE, "op": "debit"}, OK, "not_tokenised"),
)

_CANCEL_SUBSCRIPTION = (
    Ask("cancelSubscription", "no credential", ("unauthorized",), body=_CANCEL),
    Ask("cancelSubscription", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, body=_CANCEL),
    _keyed("cancelSubscription", "no identity", _CANCEL, "identity_required"),
    _keyed("cancelSubscription", "no reason", _without(_BY_OWNER, "cancellationReason"), "missing_reason"),
    _keyed("cancelSubscription", "unknown subscription", _BY_OWNER, "subscription_not_found"),
)

_PORTAL = (
    Ask("getCustomerPortal", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, body={"email": NOBODY}),
    _keyed("getCustomerPortal", "no e-mail", {}, "email_required"),
    _keyed("getCustomerPortal", "no URL", {"email": "{email}", "returnUrl": "somewhere"}, "invalid_return_url"),
    _keyed("getCustomerPortal", "of a user", {"email": "{email}"}, OK, "no_portal_test", "no_portal_live"),
)

_TICKETS = (
    Ask("createSupportTicket", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, body={"subject": "x"}),
    _keyed("createSupportTicket", "no content", _without(_TICKET, "content"), "invalid_payload"),
    _keyed("createSupportTicket", "no e-mail", _TICKET, "email_required"),
    *_unauthorised("createLegacyTicket", {"email": NOBODY, "subject": "x"}, "key_required"),
    _keyed("createLegacyTicket", "no e-mail", {"subject": "Contract check"}, "email_required"),
)

_LEGACY_BALANCES = (
    *_unauthorised("withdrawTokens", {**_WITHDRAWAL, "user_id": "u", "token_type": "t"}, "key_required"),
    _keyed("withdrawTokens", "no user", {"paywall_id": "{paywall}", "tokens": 1}, "user_id_required"),
    _keyed("withdrawTokens", "too much", _WITHDRAWAL, "insufficient_tokens", "type_not_found", "balance_not_found"),
    Ask("setTestBalances", "no paywall", ("paywall_id_required",), body={}),
)

_UNNAMED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("nobody named", "access_denied", {}),
    ("wrong bearer", "invalid_token", {"bearer": f"Bearer {MADE_UP_BEARER}"}),
)
_GATEWAY = tuple(
    Ask(operation, case, (refusal, "provider_not_found"), query={"paywall_id": "{paywall}"}, **more)
    for operation in ("getFromGateway", "postToGateway")
    for case, refusal, more in _UNNAMED
)

WRITES = (
    *_START_CHECKOUT,
    *_ADJUST_BALANCE,
    *_CANCEL_SUBSCRIPTION,
    *_PORTAL,
    *_TICKETS,
    *_LEGACY_BALANCES,
    *_GATEWAY,
    *ACCOUNTS,
)

ASKS = (*READS, *WRITES)
"""
Every request of the suite, reads first.
"""

"""
The Python SDK of monetize.software: paywalls, checkout, subscriptions, token balances and webhooks.

    from monetize_software import BillingClient

    billing = BillingClient(paywall_id="3", api_origin="https://pay.example.com", api_key="sk_live_…")
    ada = billing.for_user(email="ada@example.com")
    checkout = ada.create_checkout("price_123")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import errors, hooks, models, redaction, sessions, webhooks
    from ._profile.identity import Identity
    from ._profile.timeout import StreamTimeout, Timeout
    from ._version import __version__
    from ._warm_up import warm_up
    from .async_auth import AsyncAuthClient, AsyncAuthSession
    from .async_billing import AsyncBillingClient
    from .async_gateway import AsyncApiGatewayClient
    from .auth import AuthClient, AuthSession
    from .billing import BillingClient
    from .caching import AsyncClientCache, Cache, CacheStats, ClientCache
    from .errors import (
        AlreadyCancelledError,
        AlreadyPurchasedError,
        AuthenticationError,
        ChargeInProgressError,
        ChargeMismatchError,
        ChargeUnknownError,
        ConfigurationError,
        ConflictError,
        IdentityAlreadyLinkedError,
        IdentityNotFoundError,
        IdentityRequiredError,
        InsufficientTokensError,
        InvalidRequestError,
        InvalidResponseError,
        MeterError,
        NetworkError,
        NotFoundError,
        OutOfTokensError,
        PaywallError,
        PermissionDeniedError,
        PortalUnavailableError,
        QuotaExceededError,
        RateLimitError,
        RequestTimeoutError,
        ServerError,
        SessionEndedError,
        SignatureVerificationError,
        StorageError,
        WebhookError,
        WebhookPayloadError,
    )
    from .gateway import ApiGatewayClient

__all__ = [
    "AlreadyCancelledError",
    "AlreadyPurchasedError",
    "ApiGatewayClient",
    "AsyncApiGatewayClient",
    "AsyncAuthClient",
    "AsyncAuthSession",
    "AsyncBillingClient",
    "AsyncClientCache",
    "AuthClient",
    "AuthSession",
    "AuthenticationError",
    "BillingClient",
    "Cache",
    "CacheStats",
    "ChargeInProgressError",
    "ChargeMismatchError",
    "ChargeUnknownError",
    "ClientCache",
    "ConfigurationError",
    "ConflictError",
    "Identity",
    "IdentityAlreadyLinkedError",
    "IdentityNotFoundError",
    "IdentityRequiredError",
    "InsufficientTokensError",
    "InvalidRequestError",
    "InvalidResponseError",
    "MeterError",
    "NetworkError",
    "NotFoundError",
    "OutOfTokensError",
    "PaywallError",
    "PermissionDeniedError",
    "PortalUnavailableError",
    "QuotaExceededError",
    "RateLimitError",
    "RequestTimeoutError",
    "ServerError",
    "SessionEndedError",
    "SignatureVerificationError",
    "StorageError",
    "StreamTimeout",
    "Timeout",
    "WebhookError",
    "WebhookPayloadError",
    "__version__",
    "errors",
    "hooks",
    "models",
    "redaction",
    "sessions",
    "warm_up",
    "webhooks",
]

# Loaded when first used, and none when the package is imported; why, says _lazy.py.
_HOMES = {
    "ApiGatewayClient": ".gateway",
    "AsyncApiGatewayClient": ".async_gateway",
    "AsyncAuthClient": ".async_auth",
    "AsyncAuthSession": ".async_auth",
    "AsyncBillingClient": ".async_billing",
    "AuthClient": ".auth",
    "AuthSession": ".auth",
    "AsyncClientCache": ".caching",
    "BillingClient": ".billing",
    "Cache": ".caching",
    "CacheStats": ".caching",
    "ClientCache": ".caching",
    "Identity": "._profile.identity",
    "StreamTimeout": "._profile.timeout",
    "Timeout": "._profile.timeout",
    "__version__": "._version",
    "warm_up": "._warm_up",
}
_MODULES = frozenset({"errors", "hooks", "models", "redaction", "sessions", "webhooks"})


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        if name in _MODULES:
            return import_module(f".{name}", __name__)
        value = getattr(import_module(_HOMES.get(name, ".errors"), __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)

# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
Error codes, operations and webhook events of the API, as openapi.yaml describes them. Plain values, light to import.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class ErrorField(NamedTuple):
    """
    A field that an error's body may carry, and the attribute it becomes.
    """

    wire: str
    attribute: str
    type: str
    unit: str | None


class ErrorEntry(NamedTuple):
    """
    What a code means and where it comes from: server, local, transport or normalised.
    """

    code: str
    status: int | None
    group: str
    meaning: str
    origin: tuple[str, ...]
    fields: tuple[ErrorField, ...]


class OperationEntry(NamedTuple):
    """
    Where an operation is, whether it may be repeated, which codes it may answer, and the SDK's methods that call it.
    """

    id: str
    method: str
    path: str
    tag: str
    retry: str
    errors: tuple[str, ...]
    security: tuple[str | None, ...]
    methods: tuple[str, ...]


API_VERSION: Final = "2026.11"

ERRORS: Final[dict[str, ErrorEntry]] = {
    "invalid_config": ErrorEntry(
        "invalid_config",
        None,
        "configuration",
        "The client is set up wrongly: no paywall id, no origin, an origin that would expose the key, or one that is not the custom domain.",
        ("local",),
        (),
    ),
    "apikey_in_browser": ErrorEntry(
        "apikey_in_browser",
        None,
        "configuration",
        "A server key was given inside a browser runtime.",
        ("local",),
        (),
    ),
    "apikey_required": ErrorEntry(
        "apikey_required",
        401,
        "configuration",
        "The operation needs the owner's key.",
        ("local", "server"),
        (),
    ),
    "invalid_argument": ErrorEntry(
        "invalid_argument",
        None,
        "request",
        "An argument could never be accepted; nothing was sent.",
        ("local",),
        (),
    ),
    "identity_required": ErrorEntry(
        "identity_required",
        400,
        "identity",
        "The operation needs to know which user is meant.",
        ("local", "server"),
        (),
    ),
    "email_required": ErrorEntry(
        "email_required",
        400,
        "identity",
        "The operation needs the user's e-mail; a user id is not enough.",
        ("local", "server"),
        (),
    ),
    "identity_not_found": ErrorEntry(
        "identity_not_found", 404, "identity", "Nobody by that e-mail or user id.", ("server",), ()
    ),
    "identity_not_on_paywall": ErrorEntry(
        "identity_not_on_paywall",
        404,
        "identity",
        "The user exists but has never used this paywall.",
        ("server",),
        (),
    ),
    "network_error": ErrorEntry(
        "network_error",
        None,
        "transport",
        "No usable answer: DNS, TLS, connect, timeout, or a connection that died.",
        ("transport",),
        (),
    ),
    "aborted": ErrorEntry(
        "aborted",
        None,
        "transport",
        "The caller cancelled. In Python the cancellation itself propagates and this code is never raised.",
        ("transport",),
        (),
    ),
    "invalid_response": ErrorEntry(
        "invalid_response",
        None,
        "transport",
        "A 2xx answer that breaks the contract: not JSON, or a required field is missing or of the wrong type.",
        ("transport",),
        (),
    ),
    "invalid_token": ErrorEntry(
        "invalid_token",
        401,
        "credentials",
        "The bearer is not valid or has expired.",
        ("server",),
        (),
    ),
    "authorization_required": ErrorEntry(
        "authorization_required", 401, "credentials", "No bearer was sent.", ("server",), ()
    ),
    "Unauthorized": ErrorEntry(
        "Unauthorized",
        401,
        "credentials",
        "No credential was sent (401 from getUser; 403 from cancelSubscription).",
        ("server",),
        (),
    ),
    "invalid_credentials": ErrorEntry(
        "invalid_credentials", 401, "auth", "Wrong e-mail or password.", ("server",), ()
    ),
    "email_not_confirmed": ErrorEntry(
        "email_not_confirmed",
        401,
        "auth",
        "The e-mail must be confirmed before the password works.",
        ("server",),
        (),
    ),
    "user_already_exists": ErrorEntry(
        "user_already_exists", 422, "auth", "The e-mail has an account already.", ("server",), ()
    ),
    "email_exists": ErrorEntry(
        "email_exists", 422, "auth", "The e-mail has an account already.", ("server",), ()
    ),
    "weak_password": ErrorEntry(
        "weak_password", 400, "auth", "The password has fewer than six characters.", ("server",), ()
    ),
    "invalid_email": ErrorEntry(
        "invalid_email", 400, "auth", "The e-mail is missing or malformed.", ("server",), ()
    ),
    "over_email_send_rate_limit": ErrorEntry(
        "over_email_send_rate_limit",
        429,
        "auth",
        "A mail went to this address less than a minute ago.",
        ("server",),
        (),
    ),
    "over_request_rate_limit": ErrorEntry(
        "over_request_rate_limit",
        429,
        "auth",
        "Too many failed attempts from this address.",
        ("server",),
        (),
    ),
    "rate_limited": ErrorEntry(
        "rate_limited",
        429,
        "auth",
        "Too many anonymous sign-ins from this address.",
        ("server",),
        (),
    ),
    "invalid_otp": ErrorEntry(
        "invalid_otp", 401, "auth", "The code of a mail is wrong, used or too old.", ("server",), ()
    ),
    "invalid_type": ErrorEntry(
        "invalid_type", 400, "auth", "The type of a code is unknown.", ("server",), ()
    ),
    "anonymous_disabled": ErrorEntry(
        "anonymous_disabled", 403, "auth", "The paywall takes no anonymous users.", ("server",), ()
    ),
    "exchange_failed": ErrorEntry(
        "exchange_failed",
        401,
        "auth",
        "The code of a consent page is wrong, used or too old, or the verifier is another's.",
        ("server",),
        (),
    ),
    "invalid_refresh_token": ErrorEntry(
        "invalid_refresh_token",
        401,
        "auth",
        "The refresh token is unknown, used or too old; the session is over.",
        ("server",),
        (),
    ),
    "custom_domain_required": ErrorEntry(
        "custom_domain_required",
        400,
        "auth",
        "The paywall has no custom domain that a link or a consent page could lead to.",
        ("server",),
        (),
    ),
    "upstream": ErrorEntry(
        "upstream", 502, "auth", "The service's own store of accounts failed.", ("server",), ()
    ),
    "already_purchased": ErrorEntry(
        "already_purchased",
        409,
        "checkout",
        "The user has an active subscription. Pass ignore_active_purchase to renew or upgrade.",
        ("normalised",),
        (),
    ),
    "forbidden": ErrorEntry(
        "forbidden",
        403,
        "subscriptions",
        "The processor has no customer portal or the user has nothing active.",
        ("normalised",),
        (ErrorField("isTest", "is_test", "boolean or null", None),),
    ),
    "insufficient": ErrorEntry(
        "insufficient",
        400,
        "balances",
        "The user has fewer tokens than asked for. The balance did not change.",
        ("server", "normalised"),
        (
            ErrorField("available", "available", "integer or null", "tokens"),
            ErrorField("requested", "requested", "integer or null", "tokens"),
            ErrorField("type", "token_type", "text or null", None),
        ),
    ),
    "not_enough_queries": ErrorEntry(
        "not_enough_queries",
        402,
        "balances",
        "The quota of a metered call is used up.",
        ("normalised",),
        (
            ErrorField("details.balances", "balances", "list of balances", None),
            ErrorField("details.queryType", "query_type", "text", None),
            ErrorField("details.currentBalance", "current_balance", "balance or null", None),
        ),
    ),
    "invalid_op": ErrorEntry(
        "invalid_op", 400, "balances", "`op` is neither credit nor debit.", ("server",), ()
    ),
    "invalid_amount": ErrorEntry(
        "invalid_amount",
        400,
        "balances",
        "`amount` is not a whole number of 1 or more.",
        ("server",),
        (),
    ),
    "type_required": ErrorEntry(
        "type_required", 400, "balances", "`type` is missing.", ("server",), ()
    ),
    "access-denied": ErrorEntry(
        "access-denied",
        401,
        "credentials",
        "A gateway call names nobody, or nobody who uses the paywall.",
        ("server",),
        (),
    ),
    "provider-disabled": ErrorEntry(
        "provider-disabled",
        403,
        "balances",
        "The provider behind a gateway call is switched off, or the paywall has no tokens.",
        ("server",),
        (),
    ),
    "invalid_payload": ErrorEntry(
        "invalid_payload", 400, "support", "Subject or content is missing.", ("server",), ()
    ),
    "subject_length": ErrorEntry(
        "subject_length",
        400,
        "support",
        "The subject has fewer than 3 or more than 200 characters.",
        ("server",),
        (),
    ),
    "content_length": ErrorEntry(
        "content_length",
        400,
        "support",
        "The content has fewer than 1 or more than 5000 characters.",
        ("server",),
        (),
    ),
    "too_many_files": ErrorEntry(
        "too_many_files", 400, "support", "More than five files.", ("server",), ()
    ),
    "invalid_file": ErrorEntry(
        "invalid_file",
        400,
        "support",
        "A file has a refused type or is too large.",
        ("server",),
        (),
    ),
    "rate_limit_exceeded": ErrorEntry(
        "rate_limit_exceeded", 429, "support", "More than two tickets in 24 hours.", ("server",), ()
    ),
    "not_found": ErrorEntry(
        "not_found", 404, "generic", "No such paywall (getBootstrap).", ("server",), ()
    ),
    "http_400": ErrorEntry(
        "http_400",
        400,
        "generic",
        "The request was refused; the message says why.",
        ("normalised",),
        (),
    ),
    "http_401": ErrorEntry(
        "http_401", 401, "generic", "The key is missing or not valid.", ("normalised",), ()
    ),
    "http_403": ErrorEntry(
        "http_403",
        403,
        "generic",
        "The key is inactive, or the paywall belongs to another account.",
        ("normalised",),
        (),
    ),
    "http_404": ErrorEntry(
        "http_404",
        404,
        "generic",
        "No such paywall, price, subscription or balance.",
        ("normalised",),
        (),
    ),
    "http_413": ErrorEntry(
        "http_413", 413, "generic", "The body is too large.", ("normalised",), ()
    ),
    "http_415": ErrorEntry(
        "http_415", 415, "generic", "The content type is not supported.", ("normalised",), ()
    ),
    "http_500": ErrorEntry(
        "http_500", 500, "generic", "The payment processor failed.", ("normalised",), ()
    ),
    "http_<status>": ErrorEntry(
        "http_<status>",
        None,
        "generic",
        "Any other status whose body names no code.",
        ("normalised",),
        (),
    ),
    "invalid_signature": ErrorEntry(
        "invalid_signature",
        None,
        "webhooks",
        "A webhook's signature is missing, malformed or wrong.",
        ("local",),
        (),
    ),
    "invalid_webhook": ErrorEntry(
        "invalid_webhook", None, "webhooks", "A webhook's body is not an event.", ("local",), ()
    ),
    "storage_error": ErrorEntry(
        "storage_error", None, "storage", "A store given by the caller failed.", ("local",), ()
    ),
}

OPERATIONS: Final[dict[str, OperationEntry]] = {
    "getBootstrap": OperationEntry(
        "getBootstrap",
        "GET",
        "/api/v1/paywall/{paywallId}/bootstrap",
        "catalog",
        "safe",
        ("not_found", "invalid_token", "http_400"),
        (None, "userBearer"),
        ("bootstrap",),
    ),
    "startCheckout": OperationEntry(
        "startCheckout",
        "POST",
        "/api/v1/paywall/{paywallId}/start-checkout",
        "checkout",
        "keyed",
        (
            "already_purchased",
            "http_400",
            "http_401",
            "invalid_token",
            "http_403",
            "http_404",
            "http_413",
            "http_415",
            "http_500",
        ),
        ("ownerKey", "userBearer", None),
        ("create_checkout",),
    ),
    "getUser": OperationEntry(
        "getUser",
        "GET",
        "/api/v1/paywall/{paywallId}/user",
        "users",
        "safe",
        (
            "identity_required",
            "Unauthorized",
            "invalid_token",
            "http_401",
            "http_403",
            "identity_not_found",
            "identity_not_on_paywall",
            "http_404",
            "http_400",
        ),
        ("ownerKey", "userBearer"),
        ("get_user_detail",),
    ),
    "getUserState": OperationEntry(
        "getUserState",
        "GET",
        "/api/v1/paywall/{paywallId}/user-state",
        "users",
        "safe",
        ("invalid_token", "http_400", "http_401", "http_403", "http_404"),
        (None, "ownerKey", "userBearer"),
        ("get_user",),
    ),
    "getBalances": OperationEntry(
        "getBalances",
        "GET",
        "/api/v1/paywall/{paywallId}/balances",
        "balances",
        "safe",
        ("authorization_required", "invalid_token", "http_400", "http_404"),
        ("userBearer",),
        ("get_balances",),
    ),
    "adjustBalance": OperationEntry(
        "adjustBalance",
        "POST",
        "/api/v1/paywall/{paywallId}/balances",
        "balances",
        "never",
        (
            "insufficient",
            "invalid_op",
            "invalid_amount",
            "type_required",
            "identity_required",
            "apikey_required",
            "http_401",
            "http_403",
            "identity_not_found",
            "http_404",
            "http_400",
            "http_413",
            "http_415",
        ),
        ("ownerKey",),
        ("credit_tokens", "debit_tokens"),
    ),
    "cancelSubscription": OperationEntry(
        "cancelSubscription",
        "POST",
        "/api/paywall/cancel-subscription",
        "subscriptions",
        "natural",
        (
            "identity_required",
            "Unauthorized",
            "invalid_token",
            "http_401",
            "http_403",
            "identity_not_on_paywall",
            "http_404",
            "http_400",
            "http_413",
            "http_415",
        ),
        ("ownerKey", "userBearer"),
        ("cancel_subscription",),
    ),
    "getCustomerPortal": OperationEntry(
        "getCustomerPortal",
        "POST",
        "/api/v1/paywall/{paywallId}/get-customer-portal",
        "subscriptions",
        "safe",
        (
            "forbidden",
            "http_400",
            "http_401",
            "invalid_token",
            "http_403",
            "http_404",
            "http_413",
            "http_415",
        ),
        ("ownerKey", "userBearer"),
        ("get_customer_portal_url",),
    ),
    "createSupportTicket": OperationEntry(
        "createSupportTicket",
        "POST",
        "/api/v1/paywall/{paywallId}/support/ticket",
        "support",
        "never",
        (
            "invalid_payload",
            "subject_length",
            "content_length",
            "email_required",
            "too_many_files",
            "invalid_file",
            "http_401",
            "invalid_token",
            "http_403",
            "http_404",
            "http_400",
            "http_413",
            "http_415",
            "rate_limit_exceeded",
        ),
        ("ownerKey", "userBearer", None),
        ("create_support_ticket",),
    ),
    "withdrawTokens": OperationEntry(
        "withdrawTokens",
        "POST",
        "/api/v1/withdraw-tokens",
        "legacy",
        "never",
        ("insufficient", "http_400", "http_401", "http_403", "http_404", "http_413", "http_415"),
        ("ownerKey",),
        ("withdraw_tokens",),
    ),
    "listLegacyPrices": OperationEntry(
        "listLegacyPrices",
        "GET",
        "/api/v1/paywall/{paywallId}/prices",
        "legacy",
        "safe",
        ("http_400", "http_401", "http_403", "http_404"),
        ("ownerKey",),
        ("get_legacy_prices",),
    ),
    "createLegacyTicket": OperationEntry(
        "createLegacyTicket",
        "POST",
        "/api/v1/paywall/{paywallId}/create-ticket",
        "legacy",
        "never",
        (
            "http_400",
            "http_401",
            "http_403",
            "http_404",
            "http_413",
            "http_415",
            "rate_limit_exceeded",
        ),
        ("ownerKey",),
        ("create_legacy_ticket",),
    ),
    "setTestBalances": OperationEntry(
        "setTestBalances",
        "POST",
        "/api/v1/test/withdraw-balances",
        "testing",
        "never",
        ("http_400", "http_404", "http_413", "http_415"),
        (None,),
        ("set_test_balances",),
    ),
    "getFromGateway": OperationEntry(
        "getFromGateway",
        "GET",
        "/api/v1/api-gateway/{provider}",
        "gateway",
        "never",
        (
            "http_400",
            "access-denied",
            "invalid_token",
            "not_enough_queries",
            "provider-disabled",
            "http_404",
        ),
        (None, "userBearer"),
        ("call",),
    ),
    "postToGateway": OperationEntry(
        "postToGateway",
        "POST",
        "/api/v1/api-gateway/{provider}",
        "gateway",
        "never",
        (
            "http_400",
            "access-denied",
            "invalid_token",
            "not_enough_queries",
            "provider-disabled",
            "http_404",
            "http_413",
        ),
        (None, "userBearer"),
        ("call",),
    ),
    "signInWithEmail": OperationEntry(
        "signInWithEmail",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/email/signin",
        "auth",
        "never",
        (
            "invalid_credentials",
            "email_not_confirmed",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
            "over_request_rate_limit",
            "upstream",
        ),
        (None,),
        ("sign_in_with_email",),
    ),
    "signUp": OperationEntry(
        "signUp",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/email/signup",
        "auth",
        "never",
        (
            "user_already_exists",
            "email_exists",
            "weak_password",
            "custom_domain_required",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
            "over_request_rate_limit",
        ),
        (None,),
        ("sign_up",),
    ),
    "resendConfirmation": OperationEntry(
        "resendConfirmation",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/email/resend",
        "auth",
        "never",
        (
            "custom_domain_required",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
            "over_email_send_rate_limit",
        ),
        (None,),
        ("resend_confirmation",),
    ),
    "sendOtp": OperationEntry(
        "sendOtp",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/otp/send",
        "auth",
        "never",
        (
            "invalid_email",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
            "over_email_send_rate_limit",
        ),
        (None,),
        ("send_otp",),
    ),
    "verifyOtp": OperationEntry(
        "verifyOtp",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/otp/verify",
        "auth",
        "never",
        ("invalid_otp", "invalid_type", "http_400", "http_404", "http_413", "http_415"),
        (None,),
        ("verify_otp",),
    ),
    "requestPasswordReset": OperationEntry(
        "requestPasswordReset",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/password/request-reset",
        "auth",
        "natural",
        (
            "invalid_email",
            "custom_domain_required",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
            "over_email_send_rate_limit",
        ),
        (None,),
        ("request_password_reset",),
    ),
    "updatePassword": OperationEntry(
        "updatePassword",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/password/update",
        "auth",
        "never",
        (
            "weak_password",
            "authorization_required",
            "invalid_token",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
        ),
        ("userBearer",),
        ("update_password",),
    ),
    "signInAnonymously": OperationEntry(
        "signInAnonymously",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/anonymous/signin",
        "auth",
        "never",
        ("anonymous_disabled", "http_400", "http_404", "http_413", "http_415", "rate_limited"),
        (None,),
        ("sign_in_anonymously",),
    ),
    "upgradeAnonymous": OperationEntry(
        "upgradeAnonymous",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/anonymous/upgrade",
        "auth",
        "never",
        (
            "weak_password",
            "email_exists",
            "authorization_required",
            "invalid_token",
            "http_400",
            "http_404",
            "http_413",
            "http_415",
        ),
        ("userBearer",),
        ("upgrade_anonymous_to_email",),
    ),
    "startOauth": OperationEntry(
        "startOauth",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/oauth/init",
        "auth",
        "never",
        ("custom_domain_required", "invalid_token", "http_400", "http_404", "http_413", "http_415"),
        (None, "userBearer"),
        ("start_oauth_flow",),
    ),
    "exchangeOauth": OperationEntry(
        "exchangeOauth",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/oauth/exchange",
        "auth",
        "never",
        ("exchange_failed", "http_400", "http_404", "http_413", "http_415"),
        (None,),
        ("complete_oauth_flow",),
    ),
    "refreshSession": OperationEntry(
        "refreshSession",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/refresh",
        "auth",
        "natural",
        ("invalid_refresh_token", "http_400", "http_404", "http_413", "http_415"),
        (None,),
        ("refresh",),
    ),
    "signOut": OperationEntry(
        "signOut",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/signout",
        "auth",
        "natural",
        ("authorization_required", "invalid_token", "http_400", "http_404"),
        ("userBearer",),
        ("sign_out",),
    ),
    "revokeAllSessions": OperationEntry(
        "revokeAllSessions",
        "POST",
        "/api/v1/paywall/{paywallId}/auth/revoke-all",
        "auth",
        "natural",
        ("authorization_required", "invalid_token", "http_400", "http_404"),
        ("userBearer",),
        ("revoke_all_sessions",),
    ),
    "recordEvents": OperationEntry(
        "recordEvents",
        "POST",
        "/api/v1/paywall/{paywallId}/events",
        "analytics",
        "never",
        ("http_400", "http_404", "http_413", "http_415"),
        (None,),
        ("track",),
    ),
}

EVENTS: Final[dict[str, str]] = {
    "payment.completed": "PaymentCompletedEvent",
    "subscription.created": "SubscriptionCreatedEvent",
    "subscription.updated": "SubscriptionUpdatedEvent",
    "subscription.cancelled": "SubscriptionCancelledEvent",
    "refund.created": "RefundCreatedEvent",
}

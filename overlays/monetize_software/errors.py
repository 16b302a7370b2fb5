"""
Every exception that leaves this package. Raises none itself, and prints no secret and no e-mail address.

    PaywallError
    ├── ConfigurationError             invalid_config, apikey_required, apikey_in_browser
    ├── InvalidRequestError            400, 422; invalid_argument (nothing was sent)
    │   ├── IdentityRequiredError      identity_required, email_required
    │   └── AlreadyCancelledError      the subscription was cancelled before
    ├── OutOfTokensError               one thing to catch for both of
    │   ├── InsufficientTokensError    insufficient (also an InvalidRequestError)
    │   └── QuotaExceededError         not_enough_queries
    ├── AuthenticationError            401
    ├── PermissionDeniedError          403
    │   └── PortalUnavailableError     forbidden
    ├── NotFoundError                  404
    │   └── IdentityNotFoundError      identity_not_found, identity_not_on_paywall
    ├── ConflictError                  409
    │   └── AlreadyPurchasedError      already_purchased
    ├── RateLimitError                 429
    ├── ServerError                    5xx
    ├── NetworkError                   network_error: no usable answer came
    │   └── RequestTimeoutError
    ├── InvalidResponseError           invalid_response: a 2xx that breaks the contract
    ├── StorageError                   storage_error: a store given by the caller failed
    └── WebhookError
        ├── SignatureVerificationError invalid_signature
        └── WebhookPayloadError        invalid_webhook

Branch on the class, on `code` or on `status`; never on `message`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypedDict, Unpack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "AlreadyCancelledError",
    "AlreadyPurchasedError",
    "AuthenticationError",
    "ConfigurationError",
    "ConflictError",
    "ErrorFacts",
    "IdentityNotFoundError",
    "IdentityRequiredError",
    "InsufficientTokensError",
    "InvalidRequestError",
    "InvalidResponseError",
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
    "SignatureVerificationError",
    "StorageError",
    "WebhookError",
    "WebhookPayloadError",
]


_SHORTEST_SECRET = 5


class ErrorFacts(TypedDict, total=False):
    """
    What may be told about a failure besides its message; see the attributes of `PaywallError`.
    """

    code: str
    status: int | None
    body: Any
    raw: bytes
    headers: Mapping[str, str]
    operation: str | None
    request_id: str | None
    retryable: bool
    may_have_been_applied: bool
    request_sent: bool
    idempotency_key: str | None


class PaywallError(Exception):
    """
    Anything that went wrong between you and the billing service.

    Attributes:
        code: Stable, machine-readable: the vendor's code, or `http_<status>` when the body has none.
        message: The server's own words, unmasked. Not a stable interface; `str(error)` is masked.
        status: HTTP status, or None when no answer came or nothing was sent.
        body: The parsed JSON body of the answer, or None.
        raw: The first 64 KiB of the answer's body.
        headers: Headers of the answer, names in lower case.
        operation: The operation's id, such as "startCheckout".
        request_id: The server's id of the request, when it sent one.
        retryable: Whether repeating this very call later is safe and may help.
        may_have_been_applied: Whether the server might have acted on the call nevertheless.
        request_sent: False when provably not a byte of the call left this machine.
        idempotency_key: The key a checkout was sent with. Pass it again to repeat that checkout.
    """

    default_code: ClassVar[str] = "error"

    code: str
    message: str
    status: int | None
    body: Any
    raw: bytes
    headers: Mapping[str, str]
    operation: str | None
    request_id: str | None
    retryable: bool
    may_have_been_applied: bool
    request_sent: bool
    idempotency_key: str | None
    _shown: str = ""

    def __init__(self, message: str = "Request failed", **facts: Unpack[ErrorFacts]) -> None:
        super().__init__()
        self.message = message
        self.code = facts.get("code", self.default_code)
        self.status = facts.get("status")
        self.body = facts.get("body")
        self.raw = facts.get("raw", b"")
        self.headers = facts.get("headers", {})
        self.operation = facts.get("operation")
        self.request_id = facts.get("request_id")
        self.retryable = facts.get("retryable", False)
        self.may_have_been_applied = facts.get("may_have_been_applied", False)
        self.request_sent = facts.get("request_sent", False)
        self.idempotency_key = facts.get("idempotency_key")

    def conceal(self, secrets: Iterable[str]) -> None:
        """
        Mask these texts too wherever the error is printed. Very short ones stay, because they are in every text.
        """
        self._shown = self._facts()
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                self._shown = self._shown.replace(secret, "***")

    def __str__(self) -> str:
        from .redaction import redact

        return redact(self._shown or self._facts())

    def _facts(self) -> str:
        facts = [f"code={self.code}"]
        facts += [f"status={self.status}"] if self.status is not None else []
        facts += [f"operation={self.operation}"] if self.operation else []
        facts += [f"request_id={self.request_id}"] if self.request_id else []
        return f"{self.message} ({', '.join(facts)})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__)


def _rebuild(kind: type[PaywallError], facts: dict[str, Any]) -> PaywallError:
    error = kind.__new__(kind)
    error.__dict__.update(facts)
    return error


class ConfigurationError(PaywallError, ValueError):
    """
    The client is set up in a way that cannot work. Nothing was sent.
    """

    default_code = "invalid_config"


class InvalidRequestError(PaywallError):
    """
    The call can never succeed as it is: refused locally (`status` is None) or by the server (400, 422).
    """

    default_code = "invalid_argument"


class IdentityRequiredError(InvalidRequestError):
    """
    The call does not say which user it is about, or lacks the user's e-mail.
    """

    default_code = "identity_required"


class AlreadyCancelledError(InvalidRequestError):
    """
    The subscription was cancelled before.

    Attributes:
        subscription_id: The subscription of the call.
    """

    default_code = "http_400"
    subscription_id: str | None = None


class OutOfTokensError(PaywallError):
    """
    The user has too few tokens, whichever way the server says it.
    """

    default_code = "insufficient"


class InsufficientTokensError(OutOfTokensError, InvalidRequestError):
    """
    A debit is larger than the balance. The balance did not change.

    Attributes:
        available: Tokens the user has, when the server says.
        requested: Tokens asked for.
        token_type: The token type.
    """

    available: int | None = None
    requested: int | None = None
    token_type: str | None = None


class QuotaExceededError(OutOfTokensError):
    """
    The quota of a metered call is used up.

    Attributes:
        balances: The user's balances as (token type, count) pairs.
        query_type: Token type the call needs.
        current_balance: Tokens left of that type, when known.
    """

    default_code = "not_enough_queries"
    balances: tuple[tuple[str, int], ...] = ()
    query_type: str = ""
    current_balance: int | None = None


class AuthenticationError(PaywallError):
    """
    The key or bearer is missing, wrong or expired (401).
    """

    default_code = "http_401"


class PermissionDeniedError(PaywallError):
    """
    The credential is valid and not allowed to do this (403).
    """

    default_code = "http_403"


class PortalUnavailableError(PermissionDeniedError):
    """
    There is no hosted portal for this user: the processor has none, or nothing is active.

    Attributes:
        is_test: Whether the processor is in test mode; None when the server does not say.
    """

    default_code = "forbidden"
    is_test: bool | None = None


class NotFoundError(PaywallError):
    """
    No such paywall, price, subscription or balance (404).
    """

    default_code = "http_404"


class IdentityNotFoundError(NotFoundError):
    """
    Nobody by that identity, or not on this paywall.
    """

    default_code = "identity_not_found"


class ConflictError(PaywallError):
    """
    The state of the server forbids the call (409).
    """

    default_code = "http_409"


class AlreadyPurchasedError(ConflictError):
    """
    The user has an active subscription. Pass `ignore_active_purchase=True` to renew or upgrade.
    """

    default_code = "already_purchased"


class RateLimitError(PaywallError):
    """
    Too many calls (429).

    Attributes:
        retry_after: Seconds the server asks to wait, or None when it does not say.
    """

    default_code = "http_429"
    retry_after: float | None = None


class ServerError(PaywallError):
    """
    The server failed (5xx).
    """

    default_code = "http_500"


class NetworkError(PaywallError):
    """
    No usable answer came: DNS, TLS, connect, or a connection that died. `__cause__` has the details.
    """

    default_code = "network_error"


class RequestTimeoutError(NetworkError):
    """
    The answer did not come in time.
    """


class InvalidResponseError(PaywallError):
    """
    The server said 2xx and the body breaks the contract.
    """

    default_code = "invalid_response"


class StorageError(PaywallError):
    """
    A store given by the caller failed.
    """

    default_code = "storage_error"


class WebhookError(PaywallError):
    """
    A webhook that must not be acted on.
    """

    default_code = "invalid_webhook"


class SignatureVerificationError(WebhookError):
    """
    The signature is missing, malformed or wrong. Answer 401.
    """

    default_code = "invalid_signature"


class WebhookPayloadError(WebhookError):
    """
    The body is not an event. Answer 400.
    """

    default_code = "invalid_webhook"

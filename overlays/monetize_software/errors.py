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
    │   ├── SessionEndedError          not_authenticated, invalid_refresh_token, refresh_lost: sign in again
    │   └── IdentityAlreadyLinkedError oauth_identity_already_linked: another account has this identity
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
    ├── StorageError                   storage_error: a store given by the caller failed; session_unreadable
    ├── MeterError                     meter_error: the ledger of debits allows none now; nothing was sent
    │   ├── ChargeInProgressError      charge_in_progress: somebody else holds the key
    │   ├── ChargeUnknownError         charge_unknown: no answer came to its debit, now or before
    │   └── ChargeMismatchError        charge_mismatch: the key stood for another charge
    └── WebhookError
        ├── SignatureVerificationError invalid_signature
        └── WebhookPayloadError        invalid_webhook

Branch on the class, on `code` or on `status`; never on `message`. What a class tells besides comes in by name, so that
a test can build any of them: `InsufficientTokensError("Too few", available=2)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, TypedDict, Unpack

__all__ = [
    "AlreadyCancelledError",
    "AlreadyPurchasedError",
    "AuthenticationError",
    "ChargeInProgressError",
    "ChargeMismatchError",
    "ChargeUnknownError",
    "ConfigurationError",
    "ConflictError",
    "ErrorFacts",
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
    "TokenCount",
    "WebhookError",
    "WebhookPayloadError",
]


_SHORTEST_SECRET = 5
_LISTED_BY = {"cancelSubscription": "list_purchases() has the ids of this user's subscriptions"}
"""Where the ids of an operation's call come from, other than prices."""
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class TokenCount(NamedTuple):
    """
    How many tokens of a type a user has.
    """

    type: str
    # The vendor's word hides a method of tuples that nobody needs on a pair.
    count: int  # type: ignore[assignment]  # pyright: ignore[reportIncompatibleMethodOverride]


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
        message: The server's own words, unmasked. Not a stable interface; `str(error)` is masked and adds the remedy.
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

    # The defaults serve an error whose constructor did not run, which has to print itself all the same.
    code: str = "error"
    message: str = "Request failed"
    status: int | None = None
    body: Any = None
    raw: bytes = b""
    headers: Mapping[str, str] = _NO_HEADERS
    operation: str | None = None
    request_id: str | None = None
    retryable: bool = False
    may_have_been_applied: bool = False
    request_sent: bool = False
    idempotency_key: str | None = None
    _shown: str = ""

    def __init__(self, message: str = "Request failed", **facts: Unpack[ErrorFacts]) -> None:
        super().__init__()
        if unknown := facts.keys() - ErrorFacts.__annotations__.keys():
            raise TypeError(f"{type(self).__name__} has no {', no '.join(sorted(unknown))}.")
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

    @property
    def remedy(self) -> str:
        """
        What happened in numbers and what to do about it, as sentences of ours; empty when there is nothing to add.
        """
        return ""

    def conceal(self, secrets: Iterable[str]) -> None:
        """
        Mask these texts too wherever the error is printed. Very short ones stay, because they are in every text, and so
        do the texts of an error that no server had a word in.
        """
        if self.status is None:
            return
        self._shown = self._told()
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                self._shown = self._shown.replace(secret, "***")

    def __str__(self) -> str:
        from .redaction import redact

        return redact(self._shown or self._told())

    def _told(self) -> str:
        facts = [f"code={self.code}"]
        facts += [f"status={self.status}"] if self.status is not None else []
        facts += [f"operation={self.operation}"] if self.operation else []
        facts += [f"request_id={self.request_id}"] if self.request_id else []
        return f"{_sentences(self.message, self.remedy)} ({', '.join(facts)})"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__)


def _rebuild(kind: type[PaywallError], facts: dict[str, Any]) -> PaywallError:
    error = kind.__new__(kind)
    error.__dict__.update(facts)
    return error


def _sentences(words: str, remedy: str) -> str:
    if not remedy:
        return words
    return f"{words} {remedy}" if words.endswith((".", "!", "?", ":")) else f"{words}. {remedy}"


class ConfigurationError(PaywallError, ValueError):
    """
    The client is set up in a way that cannot work. Nothing was sent, but for the read that showed it where `api_origin`
    is not the paywall's custom domain.
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

    @property
    def remedy(self) -> str:
        """
        How to name the user, where the server asked for it.
        """
        return "" if self.status is None else "Bind the user with for_user(), by e-mail where an e-mail is asked for."


class AlreadyCancelledError(InvalidRequestError):
    """
    The subscription was cancelled before.

    Attributes:
        subscription_id: The subscription of the call.
    """

    default_code = "http_400"
    subscription_id: str | None = None

    def __init__(
        self, message: str = "Already cancelled", *, subscription_id: str | None = None, **facts: Unpack[ErrorFacts]
    ) -> None:
        super().__init__(message, **facts)
        self.subscription_id = subscription_id

    @property
    def remedy(self) -> str:
        """
        That nothing is left to do.
        """
        return "Nothing is left to do; list_purchases() says when access ends."


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

    default_code = "insufficient"

    available: int | None = None
    requested: int | None = None
    token_type: str | None = None

    def __init__(
        self,
        message: str = "Insufficient tokens",
        *,
        available: int | None = None,
        requested: int | None = None,
        token_type: str | None = None,
        **facts: Unpack[ErrorFacts],
    ) -> None:
        super().__init__(message, **facts)
        self.available = available
        self.requested = requested
        self.token_type = token_type

    @property
    def remedy(self) -> str:
        """
        How many tokens of which type were asked for and how many there are.
        """
        tokens = f"{self.token_type!r} tokens" if self.token_type else "tokens"
        asked = f"{self.requested} {tokens}" if self.requested is not None else f"More {tokens}"
        there = "the user has fewer" if self.available is None else f"{self.available} are there"
        return f"{asked} were asked for and {there}; nothing was taken."


class QuotaExceededError(OutOfTokensError):
    """
    The quota of a metered call is used up.

    Attributes:
        balances: The user's balances, each with `type` and `count`.
        query_type: Token type the call needs.
        current_balance: Tokens left of that type, when known.
    """

    default_code = "not_enough_queries"
    balances: tuple[TokenCount, ...] = ()
    query_type: str = ""
    current_balance: int | None = None

    def __init__(
        self,
        message: str = "Not enough queries",
        *,
        balances: Iterable[tuple[str, int]] = (),
        query_type: str = "",
        current_balance: int | None = None,
        **facts: Unpack[ErrorFacts],
    ) -> None:
        super().__init__(message, **facts)
        self.balances = tuple(TokenCount(*pair) for pair in balances)
        self.query_type = query_type
        self.current_balance = current_balance

    @property
    def remedy(self) -> str:
        """
        How much of which token type is left.
        """
        kind = f" of type {self.query_type!r}" if self.query_type else ""
        left = "Too few" if self.current_balance is None else f"{self.current_balance}"
        others = [each.type for each in self.balances]
        known = f" The user's types are {', '.join(map(repr, others))}." if self._is_unknown(others) else ""
        return f"{left} tokens{kind} are left; a plan with more, or credit_tokens(), gives new ones.{known}"

    def _is_unknown(self, others: list[str]) -> bool:
        return bool(self.query_type and others) and self.query_type not in others


class AuthenticationError(PaywallError):
    """
    The key or bearer is missing, wrong or expired (401).
    """

    default_code = "http_401"

    @property
    def remedy(self) -> str:
        """
        What to check.
        """
        return "" if self.status is None else "Check the key, or get the user a fresh access token."


class SessionEndedError(AuthenticationError):
    """
    Nobody is signed in: nobody ever was (`not_authenticated`), the service refused the refresh token (its code, such as
    `invalid_refresh_token`), or the answer to a refresh was lost (`refresh_lost`). The user has to sign in again.

    A store that is down, a network that fails or a service in trouble is never told as this.
    """

    default_code = "not_authenticated"

    @property
    def remedy(self) -> str:
        """
        What to do.
        """
        return "Let the user sign in again."


class IdentityAlreadyLinkedError(AuthenticationError):
    """
    The provider's identity belongs to another account, so it cannot be linked to whoever is signed in here.
    """

    default_code = "oauth_identity_already_linked"

    @property
    def remedy(self) -> str:
        """
        What to do.
        """
        return "Offer to sign in as that account: start_oauth_flow(provider, switch_account=True)."


class PermissionDeniedError(PaywallError):
    """
    The credential is valid and not allowed to do this (403).
    """

    default_code = "http_403"

    @property
    def remedy(self) -> str:
        """
        What to check.
        """
        return "Check that the key is active and belongs to the account that owns this paywall."


class PortalUnavailableError(PermissionDeniedError):
    """
    There is no hosted portal for this user: the processor has none, or nothing is active.

    Attributes:
        is_test: Whether the processor is in test mode; None when the server does not say.
    """

    default_code = "forbidden"
    is_test: bool | None = None

    def __init__(
        self,
        message: str = "There is no customer portal for this user.",
        *,
        is_test: bool | None = None,
        **facts: Unpack[ErrorFacts],
    ) -> None:
        super().__init__(message, **facts)
        self.is_test = is_test

    @property
    def remedy(self) -> str:
        """
        Why there may be none.
        """
        return "The user has no active subscription, or the processor has no portal; offer create_checkout() instead."


class NotFoundError(PaywallError):
    """
    No such paywall, price, subscription or balance (404).
    """

    default_code = "http_404"

    @property
    def remedy(self) -> str:
        """
        What to check.
        """
        operation = self.operation or ""
        if operation.endswith("Gateway"):
            return "Check the paywall's id and the provider: it is named as in the gateway's settings."
        named = _LISTED_BY.get(operation, "ids of prices change, get_prices() lists them")
        return f"Check the paywall's id and the ids in the call; {named}."


class IdentityNotFoundError(NotFoundError):
    """
    Nobody by that identity, or not on this paywall.
    """

    default_code = "identity_not_found"

    @property
    def remedy(self) -> str:
        """
        What it means.
        """
        return "Nobody by this e-mail or id has used this paywall; a checkout makes a user known to it."


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

    @property
    def remedy(self) -> str:
        """
        How to sell again, or let the user change what there is.
        """
        return (
            "Pass ignore_active_purchase=True to renew or upgrade, or send the user to get_customer_portal_url() to "
            "change the plan."
        )


class RateLimitError(PaywallError):
    """
    Too many calls (429).

    Attributes:
        retry_after: Seconds the server asks to wait, or None when it does not say.
    """

    default_code = "http_429"
    retry_after: float | None = None

    def __init__(
        self, message: str = "Too Many Requests", *, retry_after: float | None = None, **facts: Unpack[ErrorFacts]
    ) -> None:
        super().__init__(message, **facts)
        self.retry_after = retry_after

    @property
    def remedy(self) -> str:
        """
        How long to wait.
        """
        return _wait(self.retry_after)


class ServerError(PaywallError):
    """
    The server failed (5xx).

    Attributes:
        retry_after: Seconds the server asks to wait, or None when it does not say.
    """

    default_code = "http_500"
    retry_after: float | None = None

    def __init__(
        self, message: str = "Internal Server Error", *, retry_after: float | None = None, **facts: Unpack[ErrorFacts]
    ) -> None:
        super().__init__(message, **facts)
        self.retry_after = retry_after

    @property
    def remedy(self) -> str:
        """
        What is known of the outcome, and how long to wait.
        """
        return _outcome(self) or _wait(self.retry_after)


class NetworkError(PaywallError):
    """
    No usable answer came: DNS, TLS, connect, or a connection that died. `__cause__` has the details.
    """

    default_code = "network_error"

    @property
    def remedy(self) -> str:
        """
        What is known of the outcome.
        """
        return _outcome(self)


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


class MeterError(PaywallError):
    """
    The ledger of debits allows none for this key now; see `monetize_software.metering`.
    """

    default_code = "meter_error"


class ChargeInProgressError(MeterError):
    """
    Somebody else holds this key, or balances are being compared. Nothing was sent; try again later.
    """

    default_code = "charge_in_progress"


class ChargeUnknownError(MeterError):
    """
    This key was sent once and no answer came, so that it may have been debited. It is not sent again by itself.
    """

    default_code = "charge_unknown"

    @property
    def remedy(self) -> str:
        """
        How to find out.
        """
        return "See reconcile() and settle() of the meter."


class ChargeMismatchError(MeterError, ValueError):
    """
    This key stood for another user, type or amount; it is one charge's for good. Nothing was sent.
    """

    default_code = "charge_mismatch"

    @property
    def remedy(self) -> str:
        """
        What to do instead.
        """
        return "Choose one key per charge."


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


def _outcome(error: PaywallError) -> str:
    if error.idempotency_key is not None:
        return "Repeat the checkout with the same idempotency key, which is in error.idempotency_key."
    if error.may_have_been_applied:
        return "It may have been done all the same: look before you repeat it."
    return ""


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return "Try again later."
    return f"Try again in {ceil(seconds)} s." if seconds > 0 else "Try again now."


def __dir__() -> list[str]:
    return sorted(__all__)

"""
`BillingClient`: one short method per operation of the billing API, blocking. Builds no request itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from . import _operations as operations
from ._client import BoundClient
from ._drive import drive
from ._secret import hidden
from ._wire import SyncWire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from ._attachments import Attachment
    from ._exchange import Call
    from ._timeout import Timeout
    from .models import (
        Balance,
        BalanceChanged,
        Bootstrap,
        BootstrapUnchanged,
        Cancellation,
        CheckoutResult,
        CustomerPortal,
        LegacyPrice,
        PaywallUser,
        Price,
        Purchase,
        Ticket,
        TokensWithdrawn,
        UserDetail,
        VerifiedUser,
    )

__all__ = ["BillingClient"]

T = TypeVar("T")


class BillingClient(BoundClient):
    """
    The billing API of one paywall, for a backend.

    Build one per process and keep it. It is thread-safe: it never changes, and `for_user()` returns cheap copies, so
    requests of different users cannot mix. `AsyncBillingClient` is the same for asyncio and trio.

    Args:
        paywall_id: The paywall's id, the number in the dashboard's address.
        api_origin: The paywall's own domain, such as "https://pay.example.com". A reverse proxy's path prefix is kept.
        api_key: The owner's server key, `sk_…`. Without it (and without a bearer) only public calls work.
        identity: The user that calls are about. Usually left out in favour of `for_user()`.
        bearer: A user's access token, or a function that returns one.
        timeout: Seconds for each part of an attempt, or a `Timeout`. Finite by default.
        max_retries: Attempts after the first one, where repeating is safe.
        transport: An httpx transport to send through: tests, proxies, recording.
        http_client: An `httpx.Client` to send through instead. It is never closed here; its cookies, auth, redirects
            and default headers are not used.
        sdk_name: Name and version of your program, put before ours in `User-Agent` and `X-SDK-Version`.
        allow_insecure_origin: Accept plain http to another machine. Anybody on the way can then read the key.
        capabilities: Sent as `X-SDK-Capabilities`.
        on_request: Called with a `hooks.RequestInfo` before each attempt.
        on_response: Called with a `hooks.ResponseInfo` after each attempt. A failing hook is logged and ignored.

    Raises:
        ConfigurationError: Something is missing or would expose the key. Nothing was sent.
        InvalidRequestError: A number or a text is out of its bounds, such as an endless timeout.
    """

    __slots__ = ()

    _wire: SyncWire
    _wire_class = SyncWire

    def _perform(self, call: Call[T], timeout: float | Timeout | None) -> T:
        return drive(call, self._profile, self._wire, self._timeout(timeout))

    def close(self) -> None:
        """
        Close the connections this client opened. Copies share them; closing a copy closes nothing.
        """
        if self._owns_wire:
            self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------------------------------------ catalog

    def bootstrap(
        self, *, if_version: str | None = None, timeout: float | Timeout | None = None
    ) -> Bootstrap | BootstrapUnchanged:
        """
        Read the paywall's settings, prices, offers and layout.

        Args:
            if_version: The `version` you have. When it is current the answer is a `BootstrapUnchanged`.
            timeout: Seconds, for this call.

        Returns:
            The paywall; with a bearer or a bound ASCII e-mail also that user's state in `user`.

        Raises:
            NotFoundError: No such paywall.

        Retries: safe.

        Source: getBootstrap.
        """
        return self._perform(operations.get_bootstrap(self._profile, if_version), timeout)

    def get_prices(self, *, locale: str | None = None, timeout: float | Timeout | None = None) -> list[Price]:
        """
        List the plans.

        Args:
            locale: BCP 47 tag, such as "pl-PL". Texts are taken from the full tag, else the base language, else the
                paywall's default.
            timeout: Seconds, for this call.

        Returns:
            Prices; `amount` is a `Decimal` in major units.

        Raises:
            NotFoundError: No such paywall.

        Retries: safe.

        Source: getBootstrap.
        """
        return self._perform(operations.get_prices(self._profile, locale), timeout)

    # ----------------------------------------------------------------------------------------------- checkout

    def create_checkout(
        self,
        price_id: str | int,
        *,
        success_url: str | None = None,
        error_url: str | None = None,
        shop_url: str | None = None,
        trial_days: int | None = None,
        offer_id: str | None = None,
        ignore_active_purchase: bool = False,
        local_currency: str | None = None,
        user_meta: Mapping[str, Any] | None = None,
        product_name: str | None = None,
        visitor_id: str | None = None,
        experiment_id: str | None = None,
        variant_key: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | Timeout | None = None,
    ) -> CheckoutResult:
        """
        Open a hosted checkout for the bound user. Nothing is charged.

        Args:
            price_id: From `get_prices()`. Sent as given, text or integer.
            success_url: Where a paid checkout returns to. May hold the placeholder `__SESSION__`.
            error_url: Where a failed one returns to.
            shop_url: Link back to your shop.
            trial_days: Free days; 0 or more. Ignored by the server when the user had a trial before.
            offer_id: An offer to apply. Needed for offers that count minutes.
            ignore_active_purchase: True to renew or upgrade although a subscription is active.
            local_currency: ISO 4217 code. Never guessed here.
            user_meta: Your own data about the user; comes back in webhooks. The bound user id is added as `userId`.
            product_name: Line item at the processor.
            visitor_id: Device attribution.
            experiment_id: With `variant_key`: the price experiment the user saw.
            variant_key: With `experiment_id`.
            idempotency_key: Printable ASCII, 255 characters at most. Chosen here when left out. Give the key of an
                earlier result or error to repeat that very checkout.
            timeout: Seconds, for this call.

        Returns:
            The address to send the user to, the service's user id, and the idempotency key.

        Raises:
            AlreadyPurchasedError: The user has an active subscription.
            IdentityRequiredError: No e-mail is bound.
            NotFoundError: The price is unknown or stale.
            NetworkError: No answer; repeat with `error.idempotency_key`.

        Retries: keyed. Every attempt carries the same idempotency key.

        Source: startCheckout.
        """
        call = operations.start_checkout(
            self._profile,
            price_id,
            idempotency_key=self._new_key(idempotency_key),
            user_meta=user_meta,
            success_url=success_url,
            error_url=error_url,
            shop_url=shop_url,
            trial_days=trial_days,
            offer_id=offer_id,
            ignore_active_purchase=ignore_active_purchase,
            local_currency=local_currency,
            product_name=product_name,
            visitor_id=visitor_id,
            experiment_id=experiment_id,
            variant_key=variant_key,
        )
        return self._perform(call, timeout)

    # -------------------------------------------------------------------------------------------------- users

    def get_user(self, *, timeout: float | Timeout | None = None) -> PaywallUser:
        """
        Read whether the bound user has access.

        Returns:
            The user's access and purchases in short. With an e-mail, somebody unknown has no access and is no error.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: With a user id only: nobody by it.

        Retries: safe.

        Source: getUserState; getUser when only a user id is bound, or the e-mail cannot stand in a header.
        """
        return self._perform(operations.get_user(self._profile), timeout)

    def list_purchases(self, *, timeout: float | Timeout | None = None) -> list[Purchase]:
        """
        List what the bound user has bought on this paywall, old and current.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: Nobody by that identity, or never on this paywall.

        Retries: safe.

        Source: getUser.
        """
        call = operations.get_user_detail(self._profile, None, lambda detail: detail.purchases)
        return self._perform(call, timeout)

    def get_user_detail(self, *, client_ip: str | None = None, timeout: float | Timeout | None = None) -> UserDetail:
        """
        Read everything about the bound user: purchases, balances, trial, metadata, country.

        Args:
            client_ip: The end user's IP address. Decides `country`, `tier` and `country_match`, which otherwise
                describe this server.
            timeout: Seconds, for this call.

        Raises:
            IdentityRequiredError: No user is bound.
            IdentityNotFoundError: Nobody by that identity, or never on this paywall.

        Retries: safe.

        Source: getUser.
        """
        call = operations.get_user_detail(self._profile, client_ip, lambda detail: detail)
        return self._perform(call, timeout)

    def verify_token(
        self, bearer: str, *, client_ip: str | None = None, timeout: float | Timeout | None = None
    ) -> VerifiedUser:
        """
        Find out whose access token this is. The way to authenticate your own API's requests.

        Args:
            bearer: The token alone, without "Bearer ".
            client_ip: The end user's IP address.
            timeout: Seconds, for this call.

        Returns:
            The user. You may cache the answer for 30 to 60 seconds.

        Raises:
            AuthenticationError: The token is not valid or has expired.

        Retries: safe.

        Source: getUser.
        """
        token = hidden(bearer)
        del bearer
        return self.with_bearer(token)._verify(client_ip, timeout)

    def _verify(self, client_ip: str | None, timeout: float | Timeout | None) -> VerifiedUser:
        return self._perform(operations.verify_token(self._profile, client_ip), timeout)

    # ----------------------------------------------------------------------------------------------- balances

    def get_balances(self, *, timeout: float | Timeout | None = None) -> list[Balance]:
        """
        Read the bound user's token balances.

        Raises:
            IdentityRequiredError: No user is bound.

        Retries: safe.

        Source: getBalances with a bearer, getUser with the key.
        """
        return self._perform(operations.get_balances(self._profile), timeout)

    def credit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> BalanceChanged:
        """
        Give tokens to the bound user.

        Args:
            type: Token type configured on the paywall, such as "gpt-4".
            amount: Whole tokens, 1 or more.
            timeout: Seconds, for this call.

        Returns:
            The balance after the change, as the server counted it.

        Raises:
            IdentityNotFoundError: This user never used the paywall.
            ConfigurationError: The client has no key.

        Retries: never. After a timeout the outcome is unknown; see `may_have_been_applied`.

        Source: adjustBalance.
        """
        return self._perform(operations.adjust_balance(self._profile, "credit", type, amount), timeout)

    def debit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> BalanceChanged:
        """
        Take tokens from the bound user.

        Args:
            type: Token type configured on the paywall, such as "gpt-4".
            amount: Whole tokens, 1 or more. Nothing is taken when the balance is smaller.
            timeout: Seconds, for this call.

        Returns:
            The balance after the change, as the server counted it.

        Raises:
            InsufficientTokensError: The user has fewer tokens; see `available`.
            IdentityNotFoundError: This user never used the paywall.
            ConfigurationError: The client has no key.

        Retries: never. After a timeout the outcome is unknown; see `may_have_been_applied`.

        Source: adjustBalance.
        """
        return self._perform(operations.adjust_balance(self._profile, "debit", type, amount), timeout)

    # ------------------------------------------------------------------------------------------ subscriptions

    def cancel_subscription(
        self, subscription_id: str, reason: str, *, timeout: float | Timeout | None = None
    ) -> Cancellation:
        """
        Cancel a subscription of the bound user at the end of its period.

        Args:
            subscription_id: A purchase's `id`.
            reason: Any text. Usual values: too_expensive, not_using, missing_features, found_alternative,
                temporary_pause, other.
            timeout: Seconds, for this call.

        Returns:
            When access ends.

        Raises:
            AlreadyCancelledError: It was cancelled before.
            NotFoundError: The user has no such subscription.
            IdentityNotFoundError: This user never used the paywall.

        Retries: natural. After a lost answer it is asked again, and "already cancelled" then counts as success.

        Source: cancelSubscription.
        """
        return self._perform(operations.cancel_subscription(self._profile, subscription_id, reason), timeout)

    def get_customer_portal_url(
        self, *, return_url: str | None = None, timeout: float | Timeout | None = None
    ) -> CustomerPortal:
        """
        Get a one-time link to the processor's customer portal for the bound user.

        Args:
            return_url: Where the portal's return button leads.
            timeout: Seconds, for this call.

        Returns:
            The link in `url`. It signs the user in: send it to nobody else, and do not log it.

        Raises:
            PortalUnavailableError: The processor has no portal (Freemius), or nothing is active.
            IdentityRequiredError: No e-mail is bound.

        Retries: safe.

        Source: getCustomerPortal.
        """
        return self._perform(operations.get_customer_portal(self._profile, return_url), timeout)

    # ------------------------------------------------------------------------------------------------ support

    def create_support_ticket(
        self,
        subject: str,
        content: str,
        *,
        email: str | None = None,
        files: Sequence[Attachment] = (),
        timeout: float | Timeout | None = None,
    ) -> Ticket:
        """
        Open a support ticket for the bound user or a guest.

        Args:
            subject: 3 to 200 characters.
            content: 1 to 5000 characters.
            email: Whom to answer. The bound user's e-mail when left out; not used with a bearer.
            files: Up to five paths, (name, bytes) pairs or open binary files; 10 MB each at most.
            timeout: Seconds, for this call.

        Returns:
            The ticket's number and status.

        Raises:
            RateLimitError: More than two tickets in 24 hours.
            IdentityRequiredError: No e-mail (`email_required`).

        Retries: never.

        Source: createSupportTicket.
        """
        call = operations.create_support_ticket(self._profile, subject, content, email, files)
        return self._perform(call, timeout)

    # ----------------------------------------------------------------------------------------- legacy, testing

    def withdraw_tokens(
        self,
        user_id: str,
        tokens: int,
        token_type: str = "standard",
        *,
        timeout: float | Timeout | None = None,
    ) -> TokensWithdrawn:
        """
        Take tokens through the legacy route. Prefer `debit_tokens()`.

        Args:
            user_id: The service's user id, not your own.
            tokens: Whole tokens, 1 or more.
            token_type: Token type.
            timeout: Seconds, for this call.

        Returns:
            What is left, in `remaining`.

        Raises:
            InsufficientTokensError: The user has fewer; see `available`.
            NotFoundError: No balance for this user.

        Retries: never.

        Source: withdrawTokens.
        """
        return self._perform(operations.withdraw_tokens(self._profile, user_id, tokens, token_type), timeout)

    def get_legacy_prices(self, *, timeout: float | Timeout | None = None) -> list[LegacyPrice]:
        """
        List the plans through the legacy route. Prefer `get_prices()`.

        Returns:
            Prices; `unit_amount` is a `Decimal` in major units here.

        Retries: safe.

        Source: listLegacyPrices.
        """
        return self._perform(operations.list_legacy_prices(self._profile), timeout)

    def create_legacy_ticket(
        self,
        subject: str,
        message: str,
        *,
        email: str | None = None,
        user_meta: Mapping[str, Any] | None = None,
        timeout: float | Timeout | None = None,
    ) -> Ticket:
        """
        Open a ticket through the legacy route, which creates the user when absent. Prefer `create_support_ticket()`.

        Args:
            subject: 3 to 200 characters.
            message: 1 to 5000 characters.
            email: Whom to answer. The bound user's e-mail when left out.
            user_meta: Your own data about the user.
            timeout: Seconds, for this call.

        Raises:
            RateLimitError: More than two tickets in 24 hours.

        Retries: never.

        Source: createLegacyTicket.
        """
        call = operations.create_legacy_ticket(self._profile, subject, message, email, user_meta)
        return self._perform(call, timeout)

    def set_test_balances(
        self, *, user_id: str | None = None, tokens: int | None = None, timeout: float | Timeout | None = None
    ) -> None:
        """
        Set every balance of a user. Works with test processors only.

        Args:
            user_id: The service's user id. The bound one when left out.
            tokens: What every balance becomes; 0 when left out.
            timeout: Seconds, for this call.

        Retries: never.

        Source: setTestBalances.
        """
        self._perform(operations.set_test_balances(self._profile, user_id, tokens), timeout)

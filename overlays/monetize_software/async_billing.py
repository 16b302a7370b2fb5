"""
`AsyncBillingClient`: one short method per operation of the billing API, awaiting. Builds no request itself.

The methods, their arguments, results and errors are those of `BillingClient`; its docstrings describe them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from . import _operations as operations
from ._client import BoundClient
from ._drive import drive_async
from ._secret import hidden
from ._wire import AsyncWire

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

__all__ = ["AsyncBillingClient"]

T = TypeVar("T")


class AsyncBillingClient(BoundClient):
    """
    The billing API of one paywall, for an asynchronous backend.

    Build one per process and keep it. It is safe to share between tasks: it never changes, and `for_user()` returns
    cheap copies, so requests of different users cannot mix. Works under asyncio and trio; each event loop gets
    connections of its own. Cancelling a task cancels its call and nothing else.

    Args and errors are those of `BillingClient`; `transport` and `http_client` are httpx's async kinds, and hooks and
    bearer functions may be async.
    """

    __slots__ = ()

    _wire: AsyncWire
    _wire_class = AsyncWire

    async def _perform(self, call: Call[T], timeout: float | Timeout | None) -> T:
        return await drive_async(call, self._profile, self._wire, self._timeout(timeout))

    async def aclose(self) -> None:
        """
        Close the connections this client opened. Copies share them; closing a copy closes nothing.

        Connections belong to the event loop that opened them; only the running loop's are closed. Where loops come and
        go, as with several `asyncio.run()`, build a client in each, with `async with`.
        """
        if self._owns_wire:
            await self._wire.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    # ------------------------------------------------------------------------------------------------ catalog

    async def bootstrap(
        self, *, if_version: str | None = None, timeout: float | Timeout | None = None
    ) -> Bootstrap | BootstrapUnchanged:
        """
        Read the paywall's settings, prices, offers and layout.
        """
        return await self._perform(operations.get_bootstrap(self._profile, if_version), timeout)

    async def get_prices(self, *, locale: str | None = None, timeout: float | Timeout | None = None) -> list[Price]:
        """
        List the plans.
        """
        return await self._perform(operations.get_prices(self._profile, locale), timeout)

    # ----------------------------------------------------------------------------------------------- checkout

    async def create_checkout(
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
        return await self._perform(call, timeout)

    # -------------------------------------------------------------------------------------------------- users

    async def get_user(self, *, timeout: float | Timeout | None = None) -> PaywallUser:
        """
        Read whether the bound user has access.
        """
        return await self._perform(operations.get_user(self._profile), timeout)

    async def list_purchases(self, *, timeout: float | Timeout | None = None) -> list[Purchase]:
        """
        List what the bound user has bought on this paywall, old and current.
        """
        call = operations.get_user_detail(self._profile, None, lambda detail: detail.purchases)
        return await self._perform(call, timeout)

    async def get_user_detail(
        self, *, client_ip: str | None = None, timeout: float | Timeout | None = None
    ) -> UserDetail:
        """
        Read everything about the bound user: purchases, balances, trial, metadata, country.
        """
        call = operations.get_user_detail(self._profile, client_ip, lambda detail: detail)
        return await self._perform(call, timeout)

    async def verify_token(
        self, bearer: str, *, client_ip: str | None = None, timeout: float | Timeout | None = None
    ) -> VerifiedUser:
        """
        Find out whose access token this is. The way to authenticate your own API's requests.
        """
        token = hidden(bearer)
        del bearer
        return await self.with_bearer(token)._verify(client_ip, timeout)

    async def _verify(self, client_ip: str | None, timeout: float | Timeout | None) -> VerifiedUser:
        return await self._perform(operations.verify_token(self._profile, client_ip), timeout)

    # ----------------------------------------------------------------------------------------------- balances

    async def get_balances(self, *, timeout: float | Timeout | None = None) -> list[Balance]:
        """
        Read the bound user's token balances.
        """
        return await self._perform(operations.get_balances(self._profile), timeout)

    async def credit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> BalanceChanged:
        """
        Give tokens to the bound user.
        """
        return await self._perform(operations.adjust_balance(self._profile, "credit", type, amount), timeout)

    async def debit_tokens(self, type: str, amount: int, *, timeout: float | Timeout | None = None) -> BalanceChanged:
        """
        Take tokens from the bound user.
        """
        return await self._perform(operations.adjust_balance(self._profile, "debit", type, amount), timeout)

    # ------------------------------------------------------------------------------------------ subscriptions

    async def cancel_subscription(
        self, subscription_id: str, reason: str, *, timeout: float | Timeout | None = None
    ) -> Cancellation:
        """
        Cancel a subscription of the bound user at the end of its period.
        """
        return await self._perform(operations.cancel_subscription(self._profile, subscription_id, reason), timeout)

    async def get_customer_portal_url(
        self, *, return_url: str | None = None, timeout: float | Timeout | None = None
    ) -> CustomerPortal:
        """
        Get a one-time link to the processor's customer portal for the bound user.
        """
        return await self._perform(operations.get_customer_portal(self._profile, return_url), timeout)

    # ------------------------------------------------------------------------------------------------ support

    async def create_support_ticket(
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
        """
        call = operations.create_support_ticket(self._profile, subject, content, email, files)
        return await self._perform(call, timeout)

    # ----------------------------------------------------------------------------------------- legacy, testing

    async def withdraw_tokens(
        self,
        user_id: str,
        tokens: int,
        token_type: str = "standard",
        *,
        timeout: float | Timeout | None = None,
    ) -> TokensWithdrawn:
        """
        Take tokens through the legacy route. Prefer `debit_tokens()`.
        """
        return await self._perform(operations.withdraw_tokens(self._profile, user_id, tokens, token_type), timeout)

    async def get_legacy_prices(self, *, timeout: float | Timeout | None = None) -> list[LegacyPrice]:
        """
        List the plans through the legacy route. Prefer `get_prices()`.
        """
        return await self._perform(operations.list_legacy_prices(self._profile), timeout)

    async def create_legacy_ticket(
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
        """
        call = operations.create_legacy_ticket(self._profile, subject, message, email, user_meta)
        return await self._perform(call, timeout)

    async def set_test_balances(
        self, *, user_id: str | None = None, tokens: int | None = None, timeout: float | Timeout | None = None
    ) -> None:
        """
        Set every balance of a user. Works with test processors only.
        """
        await self._perform(operations.set_test_balances(self._profile, user_id, tokens), timeout)

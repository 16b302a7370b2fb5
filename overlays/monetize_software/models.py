"""
What calls answer. The types of the API itself come from the generated package; those that the SDK adds stand here.

Money is exact: `Price.amount` is a `Decimal` in major units, `Purchase.unit_amount` an `int` in minor units. Times are
aware. Fields the server left out are None; fields and values this release does not know are kept. No repr shows an
e-mail address, a sign-in link or metadata.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from datetime import datetime

    from monetize_software_api.models import (
        Acquiring,
        Balance,
        BalanceChanged,
        Block,
        Bootstrap,
        BootstrapUnchanged,
        CancelledSubscription,
        CheckoutSession,
        CustomerPortal,
        Experiment,
        Interval,
        Layout,
        LegacyPrice,
        LocaleOverrides,
        LocalPrice,
        Metadata,
        Offer,
        Price,
        PriceText,
        Purchase,
        PurchaseState,
        PurchaseStatus,
        Settings,
        Ticket,
        TokensWithdrawn,
        TrialDetail,
        TrialState,
        UserDetail,
        UserProfile,
        UserState,
        Visibility,
    )

__all__ = [
    "Acquiring",
    "Balance",
    "BalanceChanged",
    "Block",
    "Bootstrap",
    "BootstrapUnchanged",
    "Cancellation",
    "CheckoutResult",
    "CustomerPortal",
    "Experiment",
    "Interval",
    "Layout",
    "LegacyPrice",
    "LocalPrice",
    "LocaleOverrides",
    "Metadata",
    "Offer",
    "PaywallUser",
    "Price",
    "PriceText",
    "Purchase",
    "PurchaseState",
    "PurchaseStatus",
    "Settings",
    "Ticket",
    "TokensWithdrawn",
    "Trial",
    "UserDetail",
    "UserProfile",
    "VerifiedUser",
    "Visibility",
    "minor_units",
]

_GRANTING = frozenset({"active", "trialing", "paid"})


def __getattr__(name: str) -> Any:
    if name in __all__:
        import monetize_software_api.models as generated

        return getattr(generated, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def minor_units(amount: Decimal, *, exponent: int = 2) -> int:
    """
    Convert major units to minor ones, as in `Price.amount` to `Purchase.unit_amount`.

    Args:
        amount: Major units, such as Decimal("9.99").
        exponent: Decimal places of the currency. The vendor counts every currency with two, also those that have
            none, such as JPY; pass another number where you know better.

    Returns:
        Whole minor units, such as 999. Halves are rounded away from zero.
    """
    return int(amount.scaleb(exponent).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@frozen
class CheckoutResult:
    """
    An open checkout.

    Attributes:
        url: Hosted payment page. Send the user there.
        acquiring: The payment processor.
        user_id: The service's id of the user. Keep it: it is the `user_id` of later calls and of webhooks.
        idempotency_key: Pass it again to get this same checkout instead of a new one (about 24 hours).
    """

    url: str = field(repr=False)
    acquiring: Acquiring
    user_id: str
    idempotency_key: str

    @classmethod
    def read(cls, session: CheckoutSession, idempotency_key: str) -> CheckoutResult:
        """
        Build from the API's answer.
        """
        return cls(session.checkout_url, session.acquiring, session.user_id, idempotency_key)


@frozen
class Trial:
    """
    A running trial.

    Attributes:
        started_at: When it began, or None.
        expires_at: When it ends, or None.
    """

    started_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def read(cls, trial: TrialState | TrialDetail | None) -> Trial | None:
        """
        Build from either spelling of the API.
        """
        return None if trial is None else cls(trial.started_at, trial.expires_at)


@frozen
class PaywallUser:
    """
    Whether a user may in.

    Attributes:
        has_active_subscription: Active subscription, paid lifetime or running trial.
        purchases: What the user has bought, in short.
        trial: The running trial, or None.
        had_previous_trial: Whether there was ever a trial here; None when the route that answered cannot tell.
    """

    has_active_subscription: bool
    purchases: list[PurchaseState]
    trial: Trial | None
    had_previous_trial: bool | None

    @property
    def active_purchase(self) -> PurchaseState | None:
        """
        The first purchase that gives access, or None. `purchases[0]` may be an old one.
        """
        return next((purchase for purchase in self.purchases if purchase.status in _GRANTING), None)

    @classmethod
    def from_state(cls, state: UserState) -> PaywallUser:
        """
        Build from `getUserState`.
        """
        return cls(
            state.has_active_subscription, state.purchases, Trial.read(state.trial), bool(state.had_previous_trial)
        )

    @classmethod
    def from_detail(cls, detail: UserDetail) -> PaywallUser:
        """
        Build from `getUser`, which has no such flag: paid, or in a trial.
        """
        from monetize_software_api.models.purchase_state import PurchaseState

        trial = Trial.read(detail.trial)
        short = [
            PurchaseState(
                id=purchase.id,
                status=purchase.status,
                current_period_end=purchase.current_period_end,
                cancel_at_period_end=purchase.cancel_at_period_end,
            )
            for purchase in detail.purchases
        ]
        return cls(detail.paid or trial is not None, short, trial, None)


@frozen
class VerifiedUser:
    """
    Who a bearer belongs to, and what that user has.

    Attributes:
        id: The service's user id.
        email: E-mail, or None for anonymous users.
        name: Display name, or None.
        paid: Active subscription or lifetime payment; a trial does not count.
        balances: Token balances.
        purchases: Purchases.
        trial: The running trial, or None.
        detail: Everything the server said.
    """

    id: str
    email: str | None = field(repr=False)
    name: str | None = field(repr=False)
    paid: bool
    balances: list[Balance]
    purchases: list[Purchase]
    trial: Trial | None
    detail: UserDetail = field(repr=False)

    @classmethod
    def read(cls, detail: UserDetail) -> VerifiedUser:
        """
        Build from `getUser` with a bearer.

        Raises:
            ValueError: The answer does not say who the user is.
        """
        profile = detail.user
        if profile is None:
            raise ValueError("the answer to a bearer has no user")
        trial = Trial.read(detail.trial)
        return cls(
            profile.id, profile.email, profile.name, detail.paid, detail.balances, detail.purchases, trial, detail
        )


@frozen
class Cancellation:
    """
    A cancellation at the end of the period.

    Attributes:
        id: The subscription.
        status: Its status, usually still "active"; None when only an earlier attempt's success is known.
        cancel_at_period_end: Whether it ends with the period.
        cancel_at: When access ends, or None when unknown.
        canceled_at: Null until the processor confirms.
        message: The server's words, or None.
    """

    id: str
    status: PurchaseStatus | None = None
    cancel_at_period_end: bool | None = None
    cancel_at: datetime | None = None
    canceled_at: datetime | None = None
    message: str | None = None

    @classmethod
    def read(cls, answer: CancelledSubscription) -> Cancellation:
        """
        Build from the API's answer.
        """
        done = answer.subscription
        return cls(done.id, done.status, done.cancel_at_period_end, done.cancel_at, done.canceled_at, answer.message)

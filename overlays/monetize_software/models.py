"""
What calls answer and events carry: every public type has its home here, each loaded when it is first used.

Money is exact: `Price.amount` is a `Decimal` in major units, `Purchase.unit_amount` an `int` in minor units. Times are
aware. Fields the server left out are None; fields and values this release does not know are kept, in
`additional_properties` and as members of their enums. Nothing here changes; `attrs.evolve()` makes changed copies. No
repr shows an e-mail address, a sign-in link or metadata.

`to_dict()` gives the JSON form and `from_dict()` reads it. The types of the API are spelled as on the wire, such as
`countryMatch`; those that the SDK adds (`CheckoutResult`, `PaywallUser`, `VerifiedUser`, `Trial`, `Cancellation`) have
their attributes' names. Amounts are JSON numbers, and text only past the 15 digits that a float surely holds; times are
RFC 3339.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monetize_software_api.models import (
        Acquiring,
        ActivePurchase,
        AuthUser,
        Balance,
        BalanceChanged,
        Block,
        Bootstrap,
        BootstrapUnchanged,
        CheckoutMode,
        CustomerPortal,
        EventAcquiring,
        EventCustomer,
        EventPayment,
        EventPaywall,
        EventPrice,
        EventRefund,
        EventSubscription,
        EventUser,
        Experiment,
        ExperimentVariant,
        Interval,
        Layout,
        LegacyPrice,
        LocaleOverrides,
        Locales,
        LocalPrice,
        Metadata,
        Offer,
        PaymentEventData,
        Price,
        PriceText,
        PriceTexts,
        Purchase,
        PurchaseState,
        PurchaseStatus,
        RefundEventData,
        RuntimeMode,
        Settings,
        SubscriptionEventData,
        TestFlag,
        Ticket,
        TicketStatus,
        TokensWithdrawn,
        TrialConfig,
        TrialDetail,
        TrialMode,
        TrialState,
        UserProfile,
        UserState,
        VariantPrice,
        Visibility,
    )

    from ._results.checkout import CheckoutResult
    from ._results.subscriptions import Cancellation
    from ._results.users import PaywallUser, Trial, UserDetail, VerifiedUser

__all__ = [
    "Acquiring",
    "ActivePurchase",
    "AuthUser",
    "Balance",
    "BalanceChanged",
    "Block",
    "Bootstrap",
    "BootstrapUnchanged",
    "Cancellation",
    "CheckoutMode",
    "CheckoutResult",
    "CustomerPortal",
    "EventAcquiring",
    "EventCustomer",
    "EventPayment",
    "EventPaywall",
    "EventPrice",
    "EventRefund",
    "EventSubscription",
    "EventUser",
    "Experiment",
    "ExperimentVariant",
    "Interval",
    "Layout",
    "LegacyPrice",
    "LocalPrice",
    "LocaleOverrides",
    "Locales",
    "Metadata",
    "Offer",
    "PaymentEventData",
    "PaywallUser",
    "Price",
    "PriceText",
    "PriceTexts",
    "Purchase",
    "PurchaseState",
    "PurchaseStatus",
    "RefundEventData",
    "RuntimeMode",
    "Settings",
    "SubscriptionEventData",
    "TestFlag",
    "Ticket",
    "TicketStatus",
    "TokensWithdrawn",
    "Trial",
    "TrialConfig",
    "TrialDetail",
    "TrialMode",
    "TrialState",
    "UserDetail",
    "UserProfile",
    "UserState",
    "VariantPrice",
    "VerifiedUser",
    "Visibility",
    "minor_units",
]

_OURS = {
    "Cancellation": "subscriptions",
    "CheckoutResult": "checkout",
    "PaywallUser": "users",
    "Trial": "users",
    "UserDetail": "users",
    "VerifiedUser": "users",
}


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists

    def __getattr__(name: str) -> Any:
        if name in _OURS:
            home = f"monetize_software._results.{_OURS[name]}"
        elif not name.startswith("_"):
            home = "monetize_software_api.models"
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            value = getattr(import_module(home), name)
        except AttributeError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)


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

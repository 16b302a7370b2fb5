"""
The events, one class per type, told apart with `isinstance` or `match`. Never reads bytes and never checks signatures.

    Event
    ├── SubscriptionEvent
    │   ├── SubscriptionCreated       subscription.created
    │   ├── SubscriptionUpdated       subscription.updated
    │   └── SubscriptionCancelled     subscription.cancelled
    ├── PaymentCompleted              payment.completed
    ├── RefundCreated                 refund.created
    └── UnknownEvent                  any other type

`WebhookEvent` is the union of the six that are at the ends: a type checker knows that there are no others, and what
`data` is behind each class and each `type`.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, TypeAlias, cast

from attrs import field, frozen

from .access import has_ended
from .envelope import Event, Subscription
from .payloads import EventPayment, EventRefund, PaymentEventData, RefundEventData, SubscriptionEventData

__all__ = [
    "PAYMENT_COMPLETED",
    "REFUND_CREATED",
    "SUBSCRIPTION_CANCELLED",
    "SUBSCRIPTION_CREATED",
    "SUBSCRIPTION_UPDATED",
    "PaymentCompleted",
    "RefundCreated",
    "SubscriptionCancelled",
    "SubscriptionCreated",
    "SubscriptionEvent",
    "SubscriptionUpdated",
    "UnknownEvent",
    "WebhookEvent",
]

PAYMENT_COMPLETED: Final = "payment.completed"
SUBSCRIPTION_CREATED: Final = "subscription.created"
SUBSCRIPTION_UPDATED: Final = "subscription.updated"
SUBSCRIPTION_CANCELLED: Final = "subscription.cancelled"
REFUND_CREATED: Final = "refund.created"

_LIFETIME: Final = "lifetime"


@frozen(eq=False, repr=False)
class SubscriptionEvent(Event):
    """
    The state of a subscription after a change.
    """

    data: SubscriptionEventData = field(eq=False)

    @property
    def subject(self) -> str:
        """
        The id of the subscription.
        """
        return self.data.subscription.id

    @property
    def is_final(self) -> bool:
        """
        Whether the subscription has ended or is canceled.
        """
        return has_ended(self.data.subscription)

    @property
    def subscription(self) -> Subscription:
        """
        The subscription, which tells whether it gives access.
        """
        return cast("Subscription", self.data.subscription)


@frozen(eq=False, repr=False)
class SubscriptionCreated(SubscriptionEvent):
    """
    A subscription began, with or without a trial.
    """

    type: Literal["subscription.created"] = field(eq=False)


@frozen(eq=False, repr=False)
class SubscriptionUpdated(SubscriptionEvent):
    """
    Renewal, plan change, reactivation, scheduled cancellation, end of a trial, or a failed payment.
    """

    type: Literal["subscription.updated"] = field(eq=False)


@frozen(eq=False, repr=False)
class SubscriptionCancelled(SubscriptionEvent):
    """
    A subscription ended, or will at `subscription.ended_at`.
    """

    type: Literal["subscription.cancelled"] = field(eq=False)


@frozen(eq=False, repr=False)
class PaymentCompleted(Event):
    """
    A one-time payment succeeded.
    """

    type: Literal["payment.completed"] = field(eq=False)
    data: PaymentEventData = field(eq=False)

    @property
    def subject(self) -> str:
        """
        The id of the payment.
        """
        return self.data.payment.id

    @property
    def payment(self) -> EventPayment:
        """
        The payment.
        """
        return self.data.payment

    @property
    def grants_lifetime_access(self) -> bool:
        """
        Whether access was bought for good. When false, subscription events decide.
        """
        return _is_lifetime(self.data) and self.payment.status in (None, "succeeded")


@frozen(eq=False, repr=False)
class RefundCreated(Event):
    """
    A refund was processed, possibly of a part only.
    """

    type: Literal["refund.created"] = field(eq=False)
    data: RefundEventData = field(eq=False)

    @property
    def subject(self) -> str:
        """
        The id of the refund.
        """
        return self.data.refund.id

    @property
    def subscription(self) -> Subscription | None:
        """
        The subscription, when the vendor says which.
        """
        return cast("Subscription | None", self.data.subscription)

    @property
    def payment(self) -> EventPayment | None:
        """
        The payment, when the vendor says which.
        """
        return self.data.payment

    @property
    def refund(self) -> EventRefund:
        """
        The refund.
        """
        return self.data.refund

    @property
    def is_partial(self) -> bool:
        """
        Whether less than the list price is known to have been paid back.
        """
        price, amount = self.data.price, self.data.refund.amount
        return amount is not None and price is not None and price.unit_amount is not None and amount < price.unit_amount

    @property
    def ends_lifetime_access(self) -> bool:
        """
        Whether a purchase for good was certainly paid back: all of its list price at once, or no amount was named. No
        other event follows. When false, subscription events decide, or see `may_end_lifetime_access`.
        """
        return _is_lifetime(self.data) and self._is_whole

    @property
    def may_end_lifetime_access(self) -> bool:
        """
        Whether only the API knows if a purchase for good is over; ask `get_user()`.

        Less than the list price was paid back. That may be a part, the last of several parts, or all that was paid for
        a purchase with a discount; no event says what was paid. `monetize_software.access` adds up the parts, and keeps
        the doubt for you.
        """
        return _is_lifetime(self.data) and not self._is_whole

    @property
    def _is_whole(self) -> bool:
        price, amount = self.data.price, self.data.refund.amount
        if amount is None:
            return True
        return price is not None and price.unit_amount is not None and amount >= price.unit_amount


@frozen(eq=False, repr=False)
class UnknownEvent(Event):
    """
    A type this release does not know; the vendor's word for it is `name`. Answer 2xx, or it is lost.
    """

    json_types: ClassVar[Mapping[str, Any]] = {"type": str}

    type: Literal["unknown"] = field(eq=False)
    data: dict[str, Any] = field(eq=False)


WebhookEvent: TypeAlias = (
    SubscriptionCreated | SubscriptionUpdated | SubscriptionCancelled | PaymentCompleted | RefundCreated | UnknownEvent
)
"""Any event that `parse` and `construct_event` can answer."""


def _is_lifetime(data: PaymentEventData | RefundEventData) -> bool:
    return data.price is not None and data.price.interval == _LIFETIME

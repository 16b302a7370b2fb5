"""
Webhooks: verify, read, order, and decide about access. Keeps nothing, waits for nothing, and never trusts what is not
signed.

    event = webhooks.construct_event(request.get_data(), request.headers, secret)
    match event:
        case webhooks.SubscriptionEvent(subscription=subscription):
            set_access(event.user_id, subscription.grants_access(now))
        case webhooks.PaymentCompleted(grants_lifetime_access=True):
            set_access(event.user_id, True)
        case webhooks.RefundCreated(ends_lifetime_access=True):
            set_access(event.user_id, False)

Answer 401 to a `SignatureVerificationError`, 400 to a `WebhookPayloadError`, and 5xx when you fail yourself: the vendor
delivers again after 5xx and never after 4xx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .access import SubscriptionLike, grants_access
    from .construction import construct_event
    from .envelope import Event, Subscription
    from .events import (
        PAYMENT_COMPLETED,
        REFUND_CREATED,
        SUBSCRIPTION_CANCELLED,
        SUBSCRIPTION_CREATED,
        SUBSCRIPTION_UPDATED,
        PaymentCompleted,
        RefundCreated,
        SubscriptionCancelled,
        SubscriptionCreated,
        SubscriptionEvent,
        SubscriptionUpdated,
        UnknownEvent,
        WebhookEvent,
    )
    from .ordering import Applied, supersedes
    from .parsing import parse
    from .signature import sign, verify

__all__ = [
    "PAYMENT_COMPLETED",
    "REFUND_CREATED",
    "SUBSCRIPTION_CANCELLED",
    "SUBSCRIPTION_CREATED",
    "SUBSCRIPTION_UPDATED",
    "Applied",
    "Event",
    "PaymentCompleted",
    "RefundCreated",
    "Subscription",
    "SubscriptionCancelled",
    "SubscriptionCreated",
    "SubscriptionEvent",
    "SubscriptionLike",
    "SubscriptionUpdated",
    "UnknownEvent",
    "WebhookEvent",
    "construct_event",
    "grants_access",
    "parse",
    "sign",
    "supersedes",
    "verify",
]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__,
        {
            "PAYMENT_COMPLETED": "events",
            "REFUND_CREATED": "events",
            "SUBSCRIPTION_CANCELLED": "events",
            "SUBSCRIPTION_CREATED": "events",
            "SUBSCRIPTION_UPDATED": "events",
            "Applied": "ordering",
            "Event": "envelope",
            "PaymentCompleted": "events",
            "RefundCreated": "events",
            "Subscription": "envelope",
            "SubscriptionCancelled": "events",
            "SubscriptionCreated": "events",
            "SubscriptionEvent": "events",
            "SubscriptionLike": "access",
            "SubscriptionUpdated": "events",
            "UnknownEvent": "events",
            "WebhookEvent": "events",
            "construct_event": "construction",
            "grants_access": "access",
            "parse": "parsing",
            "sign": "signature",
            "supersedes": "ordering",
            "verify": "signature",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)

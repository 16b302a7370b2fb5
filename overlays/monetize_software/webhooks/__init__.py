"""
Webhooks: verify, read, order, and decide about access. Keeps nothing, waits for nothing, and never trusts what is not
signed.

    event = webhooks.construct_event(request.get_data(), request.headers, secret)
    match event:
        case webhooks.SubscriptionEvent(subscription=subscription):
            set_access(event.user_id, subscription.grants_access(now))
        case webhooks.PaymentCompleted(grants_lifetime_access=True):
            set_access(event.user_id, True)

Answer 401 to a `SignatureVerificationError`, 400 to a `WebhookPayloadError`, and 5xx when you fail yourself: the vendor
delivers again after 5xx and never after 4xx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .access import SubscriptionLike, grants_access
from .envelope import Subscription, WebhookEvent
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
)
from .ordering import Applied, supersedes
from .parsing import parse
from .signature import sign, verify

if TYPE_CHECKING:
    from .body import Body
    from .signature import Headers, Secrets

__all__ = [
    "PAYMENT_COMPLETED",
    "REFUND_CREATED",
    "SUBSCRIPTION_CANCELLED",
    "SUBSCRIPTION_CREATED",
    "SUBSCRIPTION_UPDATED",
    "Applied",
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


def construct_event(body: Body, headers: Headers, secret: Secrets, *, allow_unsigned: bool = False) -> WebhookEvent:
    """
    Verify a delivery, then read it; see `verify` and `parse`.

    Args:
        body: The raw body.
        headers: The request's headers.
        secret: The webhook's secret, or several while one replaces another.
        allow_unsigned: Also accept a delivery without any signature header.

    Raises:
        SignatureVerificationError: The signature is missing, malformed or wrong. Answer 401.
        WebhookPayloadError: The body is not an event. Answer 400.
        ConfigurationError: The secret is empty.
        TypeError: The body is not bytes.
    """
    verify(body, headers, secret, allow_unsigned=allow_unsigned)
    return parse(body)

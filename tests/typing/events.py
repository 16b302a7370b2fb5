"""
Webhook events: a closed union that both checkers narrow and exhaust. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
# mypy: warn-unused-ignores

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never, assert_type

from monetize_software import models, webhooks


def answers(body: bytes, headers: dict[str, str], now: datetime) -> None:
    assert_type(webhooks.parse(body), webhooks.WebhookEvent)
    event = webhooks.construct_event(body, headers, ["a", "b"])
    assert_type(event, webhooks.WebhookEvent)
    assert_type(event.time, datetime)
    assert_type(event.email, str | None)
    assert_type(event.name, str)
    if event.subscription is not None:
        assert_type(event.subscription.grants_access(now), bool)


def by_type(event: webhooks.WebhookEvent) -> str:
    match event.type:
        case "subscription.created" | "subscription.updated" | "subscription.cancelled":
            assert_type(event.data, models.SubscriptionEventData)
            return event.subscription.id
        case "payment.completed":
            assert_type(event.data, models.PaymentEventData)
            return event.payment.id
        case "refund.created":
            assert_type(event.data, models.RefundEventData)
            return event.refund.id
        case "unknown":
            assert_type(event.data, dict[str, Any])
            return event.name
        case _:
            assert_never(event.type)


def by_class(event: webhooks.WebhookEvent) -> str:
    match event:
        case webhooks.SubscriptionEvent():
            assert_type(event.subscription, webhooks.Subscription)
            return event.type
        case webhooks.PaymentCompleted():
            assert_type(event.payment, models.EventPayment)
            return event.type
        case webhooks.RefundCreated(refund=refund):
            assert_type(refund, models.EventRefund)
            return event.type
        case webhooks.UnknownEvent():
            return event.name
        case _:
            assert_never(event)


def by_comparison(event: webhooks.WebhookEvent) -> None:
    if event.type == "payment.completed":
        assert_type(event, webhooks.PaymentCompleted)
    if isinstance(event, webhooks.RefundCreated):
        assert_type(event.data, models.RefundEventData)


def misses_one(event: webhooks.WebhookEvent) -> str:
    match event.type:
        case "subscription.created" | "subscription.updated" | "subscription.cancelled" | "payment.completed":
            return event.type
        case "unknown":
            return event.name
        case _:
            assert_never(event.type)  # type: ignore[arg-type]


def refused(event: webhooks.WebhookEvent, body: bytes) -> None:
    webhooks.parse("text")  # type: ignore[arg-type]
    _ = event.data.payment  # type: ignore[union-attr]
    webhooks.construct_event(body, {}, 5)  # type: ignore[arg-type]

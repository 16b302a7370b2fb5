"""
Puts what clients and webhooks say into the words of the model. Never compares.
"""

from __future__ import annotations

from typing import Any

from monetize_software import webhooks


def state_of(purchase: Any, amount: int | None) -> tuple[object, ...]:
    """
    A purchase of the API, or the subscription of an event, as `Purchase.state` has it.
    """
    return (purchase.status, purchase.current_period_end, purchase.cancel_at_period_end, purchase.ended_at, amount)


def told_by(body: bytes) -> tuple[str, tuple[object, ...]]:
    """
    What an event is about, and what it tells.
    """
    event = webhooks.parse(body)
    data = event.raw["data"]
    about, told = event.subject, data["price"]["unit_amount"]
    if isinstance(event, webhooks.SubscriptionEvent):
        told = state_of(event.subscription, told)
    elif event.refund is not None:
        about = event.subscription.id if event.subscription else data["payment"]["id"]
        told = event.refund.amount
    return about, (event.type, data["paywall"]["id"], event.email, told)

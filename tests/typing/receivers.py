"""
Receivers and stores: handlers are typed by the events they are for. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
# mypy: warn-unused-ignores

from __future__ import annotations

from typing import assert_type

from monetize_software import webhooks
from monetize_software.receivers import AsyncTx, Receiver
from monetize_software.storage import MemoryStore, RedisStore, SQLStore, Tx

receiver = Receiver("whsec", SQLStore("sqlite:///billing.db"))
Receiver(lambda: ["a", b"b"], MemoryStore(), mode="queued", hand_over=print, paywalls=("3",))
Receiver(["a", "b"], RedisStore("redis://localhost"), unproven_secret="retry")
Receiver("a", MemoryStore(), mode="later")  # type: ignore[arg-type]


@receiver.on("subscription.created")
def base(event: webhooks.SubscriptionEvent, tx: Tx) -> None:
    tx.execute("SELECT :id", {"id": event.subscription.id})


@receiver.on(webhooks.PaymentCompleted)
async def paid(event: webhooks.PaymentCompleted, tx: AsyncTx) -> None:
    await tx.execute("SELECT 1")


@receiver.on("refund.created", late="skip")
async def refunded(event: webhooks.RefundCreated) -> None:
    assert_type(event.refund.amount, int | None)


@receiver.on()
def any_event(event: webhooks.WebhookEvent) -> None:
    assert_type(event.late, bool)


@receiver.on("payment.completed")  # type: ignore[arg-type]
def wrong(event: webhooks.RefundCreated) -> None: ...


base(webhooks.SubscriptionCreated.from_dict({}), Tx(...))  # type: ignore[arg-type]
assert_type(receiver.run("evt_1"), str)
assert_type(receiver.counts(), dict[str, int])

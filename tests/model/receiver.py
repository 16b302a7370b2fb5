"""
A shop's webhook receiver, written with the SDK alone as its pages advise: verify, drop repeats, apply the latest.

Never asks the server for anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from monetize_software import webhooks

SECRET = "whsec_mock"


class Receiver:
    """
    What a shop knows from webhooks.

    Attributes:
        up: Whether it answers; otherwise it fails as a crashed program does, before anything is kept.
        seen: Ids of the events it has applied.
        subscriptions: The latest event of each.
        lifetime: Price of each lifetime payment, in minor units.
        refunds: What was paid back of each payment.
        owners: The e-mail of each subscription and lifetime payment.
    """

    def __init__(self) -> None:
        self.up = True
        self.seen: set[str] = set()
        self.subscriptions: dict[str, webhooks.SubscriptionEvent] = {}
        self.lifetime: dict[str, int] = {}
        self.refunds: defaultdict[str, int] = defaultdict(int)
        self.owners: dict[str, str | None] = {}

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int:
        """
        Take a delivery, and answer its status.
        """
        event = webhooks.construct_event(body, headers, SECRET)
        if not self.up:
            return 503
        if event.id not in self.seen:
            self._apply(event)
            self.seen.add(event.id)
        return 200

    def _apply(self, event: webhooks.WebhookEvent) -> None:
        match event:
            case webhooks.SubscriptionEvent():
                if webhooks.supersedes(event, self.subscriptions.get(event.subject)):
                    self.subscriptions[event.subject] = event
                self.owners[event.subject] = event.email
            case webhooks.PaymentCompleted(grants_lifetime_access=True):
                self.lifetime[event.subject] = event.raw["data"]["price"]["unit_amount"]
                self.owners[event.subject] = event.email
            case webhooks.RefundCreated() if event.payment is not None:
                self.refunds[event.payment.id] += event.refund.amount or 0
            case _:
                raise AssertionError(f"The service tells nothing like {event!r}")

    def gives_access(self, subject: str, at: datetime) -> bool:
        """
        Whether a subscription or a lifetime payment opens the door.
        """
        if subject in self.lifetime:
            return self.refunds[subject] < self.lifetime[subject]
        return self.subscriptions[subject].subscription.grants_access(at)

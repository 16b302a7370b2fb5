"""
What a project hears of events. The sender is the event's class, as in `webhooks.SubscriptionCreated`.

    @receiver(event_received, sender=SubscriptionCreated)
    def welcome(sender, event, **kwargs):
        Member.objects.create(user_id=event.user_id)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from django.db import transaction
from django.dispatch import Signal

from monetize_software.webhooks import Event

from .database import DjangoTx

__all__ = ["event_committed", "event_received", "sending"]

event_received: Final = Signal()
"""
Sent once per event, in the transaction that records it: what a receiver writes by the ORM is kept exactly once, and an
exception undoes it and has the event come again. Arguments: `event`, `using` (the database), `name` (of the receiver).
"""

event_committed: Final = Signal()
"""
Sent after that transaction, with the same arguments; for mails and tasks. What it raises is logged and changes nothing;
a crash before it loses it.
"""


def sending(name: str, using: str) -> Callable[[Event, DjangoTx], None]:
    """
    A handler of every event that sends both signals.
    """

    def send_signals(event: Event, tx: DjangoTx) -> None:
        del tx
        event_received.send(type(event), event=event, using=using, name=name)
        after = partial(event_committed.send_robust, type(event), event=event, using=using, name=name)
        transaction.on_commit(after, using=using, robust=True)

    return send_signals

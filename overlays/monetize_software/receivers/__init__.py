"""
Receives webhooks: verifies, records, runs your handlers, and answers so that no event is lost.

    receiver = Receiver(secret="whsec_…", store=SQLStore("sqlite:///billing.db"))

    @receiver.on("subscription.created")
    def welcome(event, tx):
        tx.execute("INSERT INTO member (id) VALUES (:id)", {"id": event.user_id})

    app.include_router(receiver.fastapi("/webhooks/billing"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .async_tx import AsyncTx
    from .receiver import Receiver
    from .worker import Worker

__all__ = ["AsyncTx", "Receiver", "Worker"]

__getattr__ = names_of(__name__, {"AsyncTx": "async_tx", "Receiver": "receiver", "Worker": "worker"})


def __dir__() -> list[str]:
    return sorted(__all__)

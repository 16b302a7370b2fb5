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
    from .probing import Finding, Probe, explain, probes
    from .receiver import Receiver
    from .replay import Replayed
    from .worker import Worker

__all__ = ["AsyncTx", "Finding", "Probe", "Receiver", "Replayed", "Worker", "explain", "probes"]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__,
        {
            "AsyncTx": "async_tx",
            "Finding": "probing",
            "Probe": "probing",
            "Receiver": "receiver",
            "Replayed": "replay",
            "Worker": "worker",
            "explain": "probing",
            "probes": "probing",
        },
    )


def __dir__() -> list[str]:
    return sorted(__all__)

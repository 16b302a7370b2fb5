"""
A shop whose handlers run in Celery: a queued receiver, and one task. The broker, the database, and where a worker is
killed come by environment.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore, Tx
from tests.support.deliveries import SECRET, Clock
from tests.support.dying import Doom

celery: Any = Celery("shop", broker=os.environ["SHOP_BROKER"])
celery.conf.update(
    task_acks_late=True,
    worker_prefetch_multiplier=1,  # so that a worker that is killed takes along the task it runs, and no other
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)
store = SQLStore(os.environ["SHOP_DATABASE"])


def start(event_id: str) -> None:
    """
    Hand over: the id is all that goes through the broker.
    """
    handle.delay(event_id)


receiver = Receiver(secret=SECRET, store=store, name="shop", mode="queued", hand_over=start, clock=Clock())


@receiver.on()
def note(event: webhooks.Event, tx: Tx) -> None:
    """
    What a handler of a shop does.
    """
    tx.execute("INSERT INTO ran VALUES (:id)", {"id": event.id})


@celery.task(name="handle")  # type: ignore[untyped-decorator, unused-ignore]
def handle(event_id: str) -> None:
    """
    The task: the receiver knows the event.
    """
    receiver.run(event_id)
    print("ran", event_id, flush=True)


_doom = Doom(os.environ.get("SHOP_POINT", ""), int(os.environ.get("SHOP_AFTER", "1")))
_doom.watch(Tx, "execute")
_doom.watch(Receiver, "run")

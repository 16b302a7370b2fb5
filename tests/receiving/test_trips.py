"""
How often a delivery waits for PostgreSQL, counted by libpq itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg import pq
from sqlalchemy import event as sqlalchemy_event

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore, Tx
from tests.support.deliveries import deliver, receiver_on
from tests.support.told import state

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="psycopg has libpq's trace on Linux alone")

DELIVERIES = 5
PREPARED_AFTER = 8  # the driver prepares a statement when it sees it again and again, which is a trip of its own


def kept(event: webhooks.Event, tx: Tx) -> None:
    tx.execute("INSERT INTO member VALUES (:id)", {"id": event.id})


def trips(receiver: Receiver, store: SQLStore, traced: Path) -> float:
    """
    How many a delivery takes: the server says that it is ready once for each.
    """
    events = [state(0, id=f"evt_{number}", sub=f"sub_{number}") for number in range(PREPARED_AFTER + DELIVERIES)]
    answers = [deliver(receiver, event)[0] for event in events[:PREPARED_AFTER]]
    with traced.open("w") as file:

        def trace(connection: Any, *_: Any) -> None:
            connection.pgconn.trace(file.fileno())
            connection.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)

        sqlalchemy_event.listen(store.database.engine, "checkout", trace)  # and on, with what comes between deliveries
        answers += [deliver(receiver, event)[0] for event in events[PREPARED_AFTER:]]
        store.close()
    assert {200} == set(answers)
    return traced.read_text().count("ReadyForQuery") / DELIVERIES


def test_delivery_with_a_handler_takes_six_trips(postgres_url: str, tmp_path: Path) -> None:
    """
    The begin with all that goes with it, the event, its facts, the savepoint, the handler's one statement and the
    commit.
    """
    store = SQLStore(postgres_url, pool_size=1)
    store.database.write(lambda tx: tx.execute("CREATE TABLE member (id TEXT)"))
    receiver = receiver_on(store)
    receiver.on()(kept)

    assert 6 == trips(receiver, store, tmp_path / "trace")

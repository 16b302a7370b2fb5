"""
A program that ends itself with SIGKILL at one point of a delivery, or of a worker's step. Run as a module:

    python -m tests.receiving.killing points sqlite:///billing.db     each point once; prints what was found as JSON
    python -m tests.receiving.killing serve sqlite:///billing.db      delivers what it reads; prints what was answered
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import Any

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore, Tx
from monetize_software.storage.sql import events as sql_events
from tests.support.deliveries import NOW, Clock, deliver, receiver_on
from tests.support.dying import Doom, end
from tests.support.told import state

RAN = "CREATE TABLE ran (id TEXT)"

# Where it ends, and whether before or after: names of what the store does, in the order it does it.
POINTS = {
    "inline": [
        *("begin", "_insert:before", "_insert", "_record_facts", "handler", "_settle:before", "_settle"),
        *("commit:before", "commit", "answer"),
    ],
    "record": ["begin", "_insert", "_record_facts", "commit:before", "commit", "answer"],
    "work": ["begin", "handler", "_settle:before", "_settle", "commit:before", "commit"],
    "outside": ["_claim", "handler", "_close:before", "_settle", "commit"],
}


def made(url: str, flow: str, *, dies: bool = False, in_handler: bool = False) -> tuple[SQLStore, Receiver]:
    """
    A receiver for a flow: handlers inline, in a worker with a transaction, or in one without.
    """
    store = SQLStore(url)
    queued = flow != "inline"
    clock = Clock(NOW if dies else NOW + 60)  # who comes after a crash comes after its claim
    receiver = receiver_on(store, name=flow, mode="queued" if queued else "inline", clock=clock)

    def note(event: webhooks.Event, tx: Tx) -> None:
        tx.execute("INSERT INTO ran VALUES (:id)", {"id": f"{flow}:{event.id}"})
        if in_handler and flow != "outside":
            end()

    receiver.on()(note)
    if flow == "outside":
        receiver.on()(lambda event: end() if in_handler else None)
    return store, receiver


def dying(point: str) -> None:
    """
    Let this process end at a point.
    """
    name, _, _ = point.partition(":")
    if name in ("begin", "commit"):
        from sqlalchemy import Connection

        Doom(point).watch(Connection, name)
    elif name.startswith("_"):
        Doom(point).watch(sql_events.SQLEvents, name)


def forked(work: Callable[[], bool]) -> int:
    """
    Run work in a child of its own; its exit code, negative for a signal.
    """
    child = os.fork()
    if not child:
        code = 3
        try:
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def once(url: str, flow: str, id: str, point: str | None) -> bool:
    """
    Deliver an event, and let a worker run it where the flow has one.
    """
    store, receiver = made(url, flow, dies=point is not None, in_handler=point == "handler")
    event = state(0, id=id, sub=f"sub_{flow}_{id}")
    working = flow in ("work", "outside")
    if point is not None and not working:
        dying(point)
    answered = deliver(receiver, event)[0] == 200
    if point == "answer":
        end()
    if working:
        _ = store.events
        if point is not None:
            dying(point)
        receiver.worker().run_once()
    receiver.close()
    store.close()
    return answered


def points(url: str) -> dict[str, Any]:
    """
    End at each point once, then let the vendor repeat; what is there in the end.
    """
    unkilled, unanswered, expected = list[str](), list[str](), list[str]()
    for flow, places in POINTS.items():
        for number, point in enumerate(places):
            id = f"evt_{number}"
            if forked(partial(once, url, flow, id, point)) != -signal.SIGKILL:
                unkilled.append(f"{flow} {point}")
            if forked(partial(once, url, flow, id, None)) != 0:
                unanswered.append(f"{flow} {point}")
            expected.append(f"{flow}:{id}")
    return {"unkilled": unkilled, "unanswered": unanswered, **found(url, expected)}


def found(url: str, expected: list[str]) -> dict[str, Any]:
    """
    What handlers wrote, what states events are in, and whose facts are there.
    """
    for flow in POINTS:
        store, receiver = made(url, flow)
        receiver.core._clock = Clock(2e9)  # past every back-off and claim
        receiver.worker().run_once()
        store.close()
    store = SQLStore(url)
    ran = store.database.read(lambda tx: sorted(row[0] for row in tx.execute("SELECT id FROM ran")))
    states = {flow: dict(store.events.counts(flow)) for flow in POINTS}
    facts = sum(fact.kind == "live" for fact in store.facts.of_user("5d9f0c1e-0000-4000-8000-000000000001"))
    store.close()
    return {"missing": sorted({*expected} - {*ran}), "ran": len(ran), "states": states, "facts": facts}


def serve(url: str) -> None:
    """
    Deliver the events on standard input, several at once; print the id of each that was answered 200.
    """
    _, receiver = made(url, "inline")

    def one(line: str) -> None:
        event = webhooks.parse(line.encode())
        if deliver(receiver, event)[0] == 200:
            os.write(1, f"{event.id}\n".encode())

    with ThreadPoolExecutor(16) as senders:
        list(senders.map(one, sys.stdin))


if __name__ == "__main__":
    import_module("psycopg")  # here, or each child would load it anew
    if sys.argv[1] == "points":
        print(json.dumps(points(sys.argv[2])))
    else:
        serve(sys.argv[2])

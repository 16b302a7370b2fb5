"""
Measures a receiver on each store against a bare handler that only reads the body: fifty deliveries at once, in process,
so that no server's own work is in the numbers. Opens no port.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any

from monetize_software import webhooks
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, SQLStore, Store, Tx
from tests.support.servers import postgres_running

from .effort import Effort
from .measuring import Result, Results, say
from .payloads import EVENT, SECRET

_AT_ONCE = 50
_numbers = count()


def receiving(effort: Effort) -> Results:
    """
    Measure recording, with facts: without handlers, and on SQL with one that writes in the same transaction.
    """
    say("receivers")
    rounds = max(1, effort.loads)
    deliveries = max(_AT_ONCE, 50 * effort.calls)
    results: Results = {}
    with _stores() as stores:
        applications: dict[str, Any] = {name: Receiver(SECRET, store).asgi() for name, store in stores.items()}
        applications |= {f"{name} tx": _with_handler(store) for name, store in stores.items() if store.transactional}
        applications["bare"] = _bare
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in applications}
        for application in applications.values():
            asyncio.run(_round(application, _AT_ONCE))
        for _ in range(rounds):
            for name, application in applications.items():
                runs[name].append(asyncio.run(_round(application, deliveries)))
    bare = runs.pop("bare")
    for name, measured in runs.items():
        results[f"receive {name}"] = Result([rate for rate, _ in measured])
        results[f"receive {name} p99"] = Result([p99 for _, p99 in measured])
        ratios = [bare_rate / rate for (rate, _), (bare_rate, _) in zip(measured, bare, strict=True)]
        results[f"receive {name} ratio"] = Result(ratios)
    return results


def _with_handler(store: Store) -> Any:
    receiver = Receiver(SECRET, store, name="tx")

    @receiver.on("subscription.updated")
    def keep(event: webhooks.Event, tx: Tx) -> None:
        tx.execute("INSERT INTO member VALUES (:id, :status)", {"id": event.id, "status": event.name})

    return receiver.asgi()


@contextmanager
def _stores() -> Generator[dict[str, Store]]:
    with tempfile.TemporaryDirectory() as folder, postgres_running(durable=True) as server:
        file = f"sqlite:///{Path(folder) / 'bench.db'}"
        made: dict[str, Store] = {
            "memory": MemoryStore(),
            "sqlite": SQLStore(file),
            "postgresql": SQLStore(server.url("postgres")),
        }
        for store in made.values():
            store.migrate()
            if isinstance(store, SQLStore):
                store.database.write(lambda tx: tx.execute("CREATE TABLE member (id TEXT PRIMARY KEY, status TEXT)"))
        yield made
        for store in made.values():
            store.close()


async def _round(application: Callable[..., Any], deliveries: int) -> tuple[float, float]:
    """
    Deliver with so many senders at once; deliveries per second, and the 99th percentile in milliseconds.
    """
    waiting = iter([_delivery() for _ in range(deliveries)])
    times: list[float] = []

    async def sender() -> None:
        for scope, body in waiting:
            began = time.perf_counter()
            await _deliver(application, scope, body)
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))
    return deliveries / (time.perf_counter() - began), quantiles(times, n=100)[98] * 1000


async def _deliver(application: Callable[..., Any], scope: dict[str, Any], body: bytes) -> None:
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await application(scope, receive, send)
    assert [200] == statuses


def _delivery() -> tuple[dict[str, Any], bytes]:
    event = json.loads(EVENT)
    number = next(_numbers)
    event["id"] = f"evt_bench_{number}"
    event["data"]["subscription"]["id"] = f"sub_bench_{number % 500}"
    # Of one buyer each: deliveries about one address wait for each other at its row, as nobody's do in earnest.
    event["data"]["user"] |= {"id": f"buyer_{number % 500}", "email": f"buyer_{number % 500}@acme.test"}
    body = json.dumps(event).encode()
    headers = [(name.lower().encode(), value.encode()) for name, value in webhooks.sign(body, SECRET).items()]
    return {"type": "http", "method": "POST", "path": "/", "headers": headers}, body


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    del scope
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})

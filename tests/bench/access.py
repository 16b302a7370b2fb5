"""
Measures who may in, and what a meter adds to a debit. Opens no socket.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import httpx

from monetize_software import BillingClient, webhooks
from monetize_software.access import Access, contribution
from monetize_software.metering import TokenMeter
from monetize_software.storage import MemoryStore, SQLStore, Store

from .effort import Effort
from .measuring import Result, Results, blocking, interleave, ratio, say
from .payloads import EVENT

_USER = "5d9f0c1e-0000-4000-8000-000000000001"
_SUBSCRIBERS = 1000


def access(effort: Effort) -> Results:
    """
    Measure checks in memory and in a file of a thousand subscribers, and charges in that file.
    """
    say("access and metering")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "billing.db"
        store = SQLStore(f"sqlite:///{file}")
        store.migrate()
        try:
            return _checks(effort, store, file) | _charges(effort, store, Path(folder) / "bare.db")
        finally:
            store.close()


def _checks(effort: Effort, store: SQLStore, file: Path) -> Results:
    memory = MemoryStore()
    for place in (memory, store):
        _fill(place)
    bare = sqlite3.connect(file)
    checks = {"memory": Access(memory), "sqlite": Access(store)}
    calls: dict[str, Callable[[], object]] = {
        "bare": lambda: bare.execute("SELECT * FROM monetize_fact WHERE user_id = ?", (_USER,)).fetchall(),
        **{name: partial(asked.check, user_id=_USER) for name, asked in checks.items()},
    }
    batches = {name: blocking(call, time.process_time) for name, call in calls.items()}
    times = interleave(batches, effort.rounds, 10 * effort.calls)
    bare.close()
    return {
        "check memory": Result([each * 1e6 for each in times["memory"]]),
        "check sqlite": Result([each * 1e6 for each in times["sqlite"]]),
        "check over bare": ratio(times, "sqlite", "bare"),
    }


def _fill(store: Store) -> None:
    raw = json.loads(EVENT)
    for number in range(_SUBSCRIBERS):
        user = _USER if not number else f"user-{number}"
        raw["data"]["user"] = {"id": user, "email": f"user{number}@example.com"}
        raw["data"]["subscription"]["id"] = f"sub_{number}"
        store.facts.add(contribution(webhooks.parse(json.dumps(raw).encode())).values())


def _charges(effort: Effort, store: SQLStore, bare_file: Path) -> Results:
    ada = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:9", api_key="sk_test_bench", transport=httpx.MockTransport(_answer)
    ).for_user(user_id=_USER)
    meter = TokenMeter(ada, store)

    def charge(number: int) -> None:
        with meter.charge(f"charge-{number}", "gpt-4", 1):
            pass

    sent = min(_timed(lambda: ada.debit_tokens("gpt-4", 1)) for _ in range(20))
    commit = _bare_commits(bare_file)
    added: list[float] = []
    commits: list[float] = []
    for number in range(10 * effort.rounds):
        commits.append(_timed(commit))
        added.append(_timed(partial(charge, number)) - sent)
    cuts = [1000 * each for each in quantiles(added, n=100, method="inclusive")]
    return {
        "meter over bare": Result([median(added) / (2 * median(commits))]),
        "meter median": Result([cuts[49]]),
        "meter p99": Result([cuts[98]]),
    }


def _bare_commits(file: Path) -> Callable[[], object]:
    """
    What writes one row durably, with nothing around it.
    """
    bare = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE row (number INTEGER)"):
        bare.execute(statement)
    return lambda: [bare.execute(each) for each in ("BEGIN IMMEDIATE", "INSERT INTO row VALUES (1)", "COMMIT")]


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _answer(request: httpx.Request) -> httpx.Response:
    body = {"success": True, "user_id": _USER, "type": "gpt-4", "count": 1_000_000}
    return httpx.Response(200, json=body, request=request)

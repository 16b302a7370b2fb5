"""
What a charge waits for: the disk of SQLite, and trips to PostgreSQL, counted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import pq
from sqlalchemy import event

from monetize_software import BillingClient
from monetize_software.metering import TokenMeter
from monetize_software.storage import SQLStore

Spend = Callable[[TokenMeter, str], object]
DEBIT = "the debit"


def in_a_block(meter: TokenMeter, key: str) -> None:
    with meter.charge(key, "gpt-4", 1):
        pass


def at_once(meter: TokenMeter, key: str) -> None:
    meter.debit_or_raise(key, "gpt-4", 1)


def meter_of(store: SQLStore, sent: Callable[[], object] = int, **named: Any) -> TokenMeter:
    def answer(request: httpx.Request) -> httpx.Response:
        sent()
        return httpx.Response(200, json={"success": True, "user_id": "ada", "type": "gpt-4", "count": 1000})

    billing = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:9", api_key="sk_test_mock", transport=httpx.MockTransport(answer)
    )
    return TokenMeter(billing.for_user(user_id="ada"), store, **named)


def watched(tmp_path: Path, seen: list[str]) -> SQLStore:
    """
    A store that notes each statement it runs.
    """
    store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    event.listen(store.database.engine, "connect", lambda connection, _: connection.set_trace_callback(seen.append))
    store.migrate()
    return store


def commits(seen: list[str]) -> list[str]:
    """
    The commits, as "durable" or "fast", and the debit between them.
    """
    told: list[str] = []
    syncs = "durable"
    for statement in seen:
        if statement.startswith("PRAGMA synchronous"):
            syncs = "durable" if statement.endswith("FULL") else "fast"
        elif statement == DEBIT or statement == "COMMIT":
            told.append(syncs if statement == "COMMIT" else DEBIT)
    return told


@pytest.mark.parametrize(
    ("spend", "on_crash", "waits"),
    [
        pytest.param(in_a_block, "release", ["fast", "durable", DEBIT, "durable"], id="block"),
        pytest.param(in_a_block, "charge", ["durable", "durable", DEBIT, "durable"], id="block, charged on a crash"),
        pytest.param(at_once, "release", ["durable", DEBIT, "durable"], id="at once"),
    ],
)
def test_what_is_sent_waits_for_the_disk_before_and_after(
    spend: Spend, on_crash: str, waits: list[str], tmp_path: Path
) -> None:
    """
    That a debit is about to be sent is durable before it is, and its outcome before it is told; a reservation waits for
    the disk only where its debit is promised.
    """
    seen: list[str] = []
    store = watched(tmp_path, seen)
    meter = meter_of(store, lambda: seen.append(DEBIT), on_crash=on_crash)
    spend(meter, "first")
    del seen[:]
    spend(meter, "k")
    told = commits(["PRAGMA synchronous = FULL", *seen])
    store.close()

    assert waits == told


def test_charge_reads_nothing_of_what_is_settled(tmp_path: Path) -> None:
    """
    Each statement finds its rows by the key, or among those that are open: SQLite says so itself.
    """
    seen: list[str] = []
    store = watched(tmp_path, seen)
    meter = meter_of(store)
    in_a_block(meter, "first")
    del seen[:]
    in_a_block(meter, "k")
    asked = [each for each in seen if "meter" in each]
    plans = store.database.read(
        lambda tx: [row[3] for each in asked for row in tx.driver(f"EXPLAIN QUERY PLAN {each}").fetchall()]
    )
    store.close()
    of_meter = {plan.split(" USING ")[1].split(" ")[1 + ("COVERING" in plan)] for plan in plans if "_meter " in plan}

    assert {"monetize_meter_open", "sqlite_autoindex_monetize_meter_1"} == of_meter


@pytest.mark.skipif(sys.platform != "linux", reason="psycopg has libpq's trace on Linux alone")
@pytest.mark.parametrize(
    ("spend", "trips"), [pytest.param(in_a_block, 3, id="block"), pytest.param(at_once, 2, id="at once")]
)
def test_charge_waits_for_postgresql_once_for_each_thing_it_writes(
    spend: Spend, trips: int, postgres_url: str, tmp_path: Path
) -> None:
    """
    Bounds, look, change and commit go in one message.
    """
    store = SQLStore(postgres_url, pool_size=1)
    meter = meter_of(store)
    spend(meter, "first")
    traced = tmp_path / "trace"
    with traced.open("w") as file:

        def trace(connection: Any, *_: Any) -> None:
            connection.pgconn.trace(file.fileno())
            connection.pgconn.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)

        event.listen(store.database.engine, "checkout", trace)
        for number in range(4):
            spend(meter, f"k{number}")
        store.close()

    assert 4 * trips == traced.read_text().count("ReadyForQuery")

"""
A receiver or worker that is killed at any point loses nothing and doubles nothing that went through `tx`.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event

from monetize_software import webhooks
from monetize_software.access.fold import contribution, merge
from monetize_software.storage import SQLStore
from tests.receiving.killing import POINTS, RAN
from tests.support.deliveries import body_of, deliver, receiver_on
from tests.support.servers import postgres_running
from tests.support.told import ADA, paid, state

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: Any, tmp_path: Path) -> str:
    """
    A database with this release's tables and one for handlers.
    """
    file = f"sqlite:///{tmp_path / 'billing.db'}"
    made = file if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    store = SQLStore(made)
    store.migrate()
    store.database.write(lambda tx: tx.execute(RAN))
    store.close()
    return str(made)


def program(what: str, url: str) -> list[str]:
    return [sys.executable, "-m", "tests.receiving.killing", what, url]


def test_kill_at_every_point_loses_and_doubles_nothing(url: str) -> None:
    """
    Inline, queued, in a worker with a transaction and in one without: killed at each step, then repeated once.
    """
    done = subprocess.run(program("points", url), cwd=ROOT, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    outside = [] if url.startswith("sqlite") else ["outside _claim", "outside _close:before"]

    assert outside == result["unkilled"]
    assert [] == result["unanswered"]
    assert [] == result["missing"]
    assert sum(map(len, POINTS.values())) == result["ran"] == result["facts"]
    assert {flow: {"done": len(points)} for flow, points in POINTS.items()} == result["states"]


def lives(number: int) -> list[webhooks.WebhookEvent]:
    """
    Events of some subscriptions, with a fifth of them twice, in any order.
    """
    chance = random.Random(number)
    events: list[webhooks.WebhookEvent] = [
        state(place, id=f"evt_{sub}_{place}", sub=f"sub_{sub}", status=chance.choice(["active", "past_due"]))
        for sub in range(number // 5)
        for place in range(5)
    ]
    events += chance.sample(events, len(events) // 5)
    chance.shuffle(events)
    return events


def deliver_until_answered(url: str, events: list[webhooks.WebhookEvent], kills: int) -> None:
    """
    Deliver all in a process that is killed after some answers, and again what was not answered.
    """
    chance, waiting = random.Random(kills), list(events)
    for round in range(kills + 1):
        lines = b"".join(body_of(event) + b"\n" for event in waiting)
        with (
            subprocess.Popen(program("serve", url), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child,
            ThreadPoolExecutor(1) as writer,
        ):
            assert child.stdin is not None
            assert child.stdout is not None
            writer.submit(_write, child.stdin, lines)
            left = chance.randint(1, len(events) // (kills + 1)) if round < kills else len(events)
            answered = [line.decode().strip() for line, _ in zip(child.stdout, range(left), strict=False)]
            child.kill()
            answered += [line.decode().strip() for line in child.stdout]
        for id in answered:
            waiting.remove(next(event for event in waiting if event.id == id))
    assert [] == waiting


def _write(stream: Any, lines: bytes) -> None:
    try:
        stream.write(lines)
        stream.close()
    except BrokenPipeError:
        return


def check(url: str, events: list[webhooks.WebhookEvent]) -> None:
    store = SQLStore(url)
    ran = store.database.read(lambda tx: sorted(row[0] for row in tx.execute("SELECT id FROM ran")))
    facts = {(fact.kind, fact.subject): fact for fact in store.facts.of_user(ADA)}
    truth: Any = {}
    for event in events:
        truth = merge(truth, contribution(event))
    store.close()
    assert sorted({f"inline:{event.id}" for event in events}) == ran
    assert {name: fact for name, fact in truth.items() if fact.kind != "email"} == {
        name: fact for name, fact in facts.items() if fact.kind != "email"
    }


def test_deliveries_to_a_receiver_that_is_killed_at_random(url: str) -> None:
    """
    Shuffled and doubled deliveries, sixteen at once, to a process that is killed three times: the handlers' effects are
    there once each, and the facts are those of the events.
    """
    events = lives(200)

    deliver_until_answered(url, events, kills=3)

    check(url, events)


def test_five_hundred_deliveries_at_once(url: str) -> None:
    """
    With duplicates and in any order: each effect once, each answered 200.
    """
    events, store = lives(415), SQLStore(url)
    receiver = receiver_on(store, name="inline")

    @receiver.on()
    def note(event: webhooks.Event, tx: Any) -> None:
        tx.execute("INSERT INTO ran VALUES (:id)", {"id": f"inline:{event.id}"})

    with ThreadPoolExecutor(50) as senders:
        answers = list(senders.map(lambda event: deliver(receiver, event)[0], events))
    store.close()

    assert 490 <= len(events)
    assert {200} == {*answers}
    check(url, events)


def test_postgres_that_crashes_in_the_middle_loses_nothing() -> None:
    """
    What was answered 200 is there after a crash of the database; the rest was answered 5xx and comes again.
    """
    events = lives(250)
    with postgres_running(durable=True) as server:
        store = SQLStore(server.url("postgres"))
        store.migrate()
        store.database.write(lambda tx: tx.execute(RAN))
        receiver = receiver_on(store, name="inline")
        answers, enough = list[int](), threading.Event()

        @receiver.on()
        def note(event: webhooks.Event, tx: Any) -> None:
            tx.execute("INSERT INTO ran VALUES (:id)", {"id": f"inline:{event.id}"})

        def send(event: webhooks.WebhookEvent) -> webhooks.WebhookEvent | None:
            status = deliver(receiver, event)[0]
            answers.append(status)
            if len(answers) == 100:
                enough.set()
            return None if status == 200 else event

        with ThreadPoolExecutor(8) as senders:
            sent = senders.map(send, events)
            assert enough.wait(60)
            server.restart()
            again = [event for event in sent if event is not None]
        assert {*answers} <= {200, 500, 503}
        assert [200] * len(again) == [deliver(receiver, event)[0] for event in again]
        store.close()
        check(server.url("postgres"), events)


def test_disk_that_is_full_answers_5xx_and_recovers(tmp_path: Path) -> None:
    """
    503 for what does not fit, nothing half-written, and 200 when there is room again.
    """
    store, limit = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}"), [40]
    store.migrate()
    store.close()

    def bounded(connection: Any, _: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}")

    sqlalchemy_event.listen(store.database.engine, "connect", bounded)
    receiver = receiver_on(store)
    events = [paid(0, f"pay_{number}", metadata={"pad": "x" * 5_000}) for number in range(40)]

    answers = [deliver(receiver, event)[0] for event in events]
    limit[0] = 10_000
    store.close()
    again = [deliver(receiver, event) for event in events]

    assert {200, 503} == {*answers}
    assert [(200, "known before" if answer == 200 else "recorded") for answer in answers] == again
    assert 40 == sum(fact.kind == "payment" for fact in store.facts.of_user(ADA))
    assert "ok" == store.database.read(lambda tx: tx.driver("PRAGMA integrity_check").fetchone()[0])
    store.close()


def test_postgres_whose_disk_is_full_answers_5xx_and_recovers() -> None:
    """
    The same on PostgreSQL: 503 for what does not fit, nothing half-written, and 200 when there is room again.
    """
    chance = random.Random(1)
    events = [
        paid(0, f"pay_{number}", metadata={"pad": b64encode(chance.randbytes(700_000)).decode()})
        for number in range(24)
    ]
    with postgres_running() as server:
        store = SQLStore(server.url("postgres"))
        store.migrate()
        store.close()
        receiver = receiver_on(store)
        server.largest_file = 17 << 20  # more than a segment of its log, or it could not even start
        server.restart(signal.SIGINT)
        answers = [deliver(receiver, event)[0] for event in events]
        store.close()
        server.largest_file = None
        server.restart(signal.SIGINT)
        again = [deliver(receiver, event) for event in events]
        kept = sum(fact.kind == "payment" for fact in store.facts.of_user(ADA))
        store.close()

    assert {200, 503} == {*answers}
    assert [(200, "known before" if answer == 200 else "recorded") for answer in answers] == again
    assert 24 == kept

"""
Events that wait, and who runs their handlers: order, back-off, dead letters, hand-over, replay.
"""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from monetize_software import webhooks
from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, SQLStore, Store, Tx
from tests.support.deliveries import Clock, body_of, deliver, receiver_on
from tests.support.told import state, told

COUNT = "CREATE TABLE ran (id TEXT, subject TEXT, place INTEGER)"
NOTE = "INSERT INTO ran SELECT :id, :subject, count(*) FROM ran WHERE subject = :subject"


def queued(store: Store, **options: Any) -> Receiver:
    return receiver_on(store, mode="queued", **options)


def noting(store: SQLStore, **options: Any) -> Receiver:
    """
    A receiver whose handler counts itself in its transaction.
    """
    if not store.database.read(lambda tx: _has_table(tx)):
        store.database.write(lambda tx: tx.execute(COUNT))
    receiver = queued(store, **options)

    @receiver.on()
    def note(event: webhooks.Event, tx: Tx) -> None:
        tx.execute(NOTE, {"id": event.id, "subject": event.subject})

    return receiver


def _has_table(tx: Tx) -> bool:
    from sqlalchemy import inspect

    return inspect(tx.connection).has_table("ran")


def ran(store: SQLStore) -> list[str]:
    return store.database.read(
        lambda tx: [row[0] for row in tx.execute("SELECT id FROM ran ORDER BY subject, place, id")]
    )


def test_queued_event_is_answered_before_its_handler_runs(store: Store) -> None:
    """
    Recorded and answered; a worker runs it, once.
    """
    receiver, seen = queued(store), list[str]()
    receiver.on()(lambda event: seen.append(event.id))

    answered = deliver(receiver, state(0, id="evt_1"))

    assert ((200, "recorded"), []) == (answered, seen)
    assert [1, 0] == [receiver.worker().run_once() for _ in range(2)]
    assert (["evt_1"], {"done": 1}) == (seen, receiver.counts())


def test_handlers_of_a_subject_run_in_the_order_of_its_events(store: Store) -> None:
    """
    Whatever order they came in: by the time of the event among what is there.
    """
    receiver, seen = queued(store), list[str]()
    receiver.on()(lambda event: seen.append(event.id))
    events = [state(number, id=f"evt_{number}") for number in range(8)]
    random.Random(1).shuffle(events)

    for event in events:
        deliver(receiver, event)
    receiver.worker().run_once()

    assert [f"evt_{number}" for number in range(8)] == seen


def test_subject_waits_behind_its_failed_event_and_others_do_not(store: Store) -> None:
    """
    A failed event backs off, what is newer of its subject waits, and another subject goes on.
    """
    clock = Clock()
    receiver, seen, broken = queued(store, clock=clock), list[str](), [True]

    @receiver.on()
    def note(event: webhooks.Event) -> None:
        if broken and event.id == "evt_1":
            raise LookupError
        seen.append(event.id)

    for event in (state(1, id="evt_1"), state(2, id="evt_2"), state(1, id="evt_other", sub="sub_2")):
        deliver(receiver, event)
    worker = receiver.worker()
    worker.run_once()

    assert ["evt_other"] == seen
    assert 0 == worker.run_once()
    broken.clear()
    clock.now += 10
    assert 2 == worker.run_once()
    assert ["evt_other", "evt_1", "evt_2"] == seen


def test_event_is_given_up_and_can_be_retried(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """
    After so many attempts it is dead, the next of its subject goes on, and `retry` begins anew.
    """
    clock = Clock()
    receiver, seen, broken = queued(store, clock=clock, attempts=3), list[str](), [True]

    @receiver.on()
    def note(event: webhooks.Event) -> None:
        if broken and event.id == "evt_1":
            raise LookupError
        seen.append(event.id)

    deliver(receiver, state(1, id="evt_1"))
    deliver(receiver, state(2, id="evt_2"))
    pauses = []
    for _ in range(3):
        receiver.worker().run_once()
        due = receiver.find()[0].due / 1000
        pauses.append(due - clock.now)
        clock.now = max(clock.now, due)

    row = receiver.find()[0]
    assert ("dead", 3) == (row.state, row.attempts)
    assert 8 <= pauses[0] <= 10
    assert 16 <= pauses[1] <= 20
    assert ["evt_2"] == seen
    assert "'evt_1' was given up after 3 attempts" in caplog.text
    assert (200, "known before") == deliver(receiver, state(1, id="evt_1"))
    broken.clear()
    assert [True, False] == [receiver.retry(id) for id in ("evt_1", "evt_2")]
    assert 1 == receiver.worker().run_once()
    assert ["evt_2", "evt_1"] == seen
    assert {"open": 0, "failed": 0, "dead": 0, "workers": 0} == receiver.health()


def test_workers_share_the_work_and_keep_the_order(sql_store: SQLStore) -> None:
    """
    Four workers, forty subjects: each event once, in the order of its subject.
    """
    receiver = noting(sql_store)
    events = [state(place, id=f"evt_{sub:02}_{place}", sub=f"sub_{sub:02}") for sub in range(40) for place in range(5)]
    random.Random(2).shuffle(events)
    with ThreadPoolExecutor(8) as senders:
        list(senders.map(lambda event: deliver(receiver, event), events))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: receiver.worker(threads=2).run_once(), range(4)))
    while receiver.worker().run_once():
        pass

    assert sorted(event.id for event in events) == ran(sql_store)


def test_worker_runs_until_it_is_told_to_stop(store: Store) -> None:
    """
    `run` waits where nothing is due, and `stop` ends it; `health` counts it while it is at work, and not after its end.
    """
    clock, rounds = Clock(), list[float]()
    receiver = queued(store, clock=clock)
    receiver.on()(lambda event: None)
    deliver(receiver, state(0))
    worker = receiver.worker(interval=7)

    def wait(seconds: float) -> None:
        rounds.append(seconds)
        assert 1 == receiver.health()["workers"]
        worker.stop()

    worker.run(wait)

    assert ([7], 1) == (rounds, worker.progress.done)
    assert 0 == receiver.health()["workers"]


def test_worker_that_was_killed_is_counted_for_half_a_minute(store: Store) -> None:
    """
    One that could not say that it left is no longer counted when it was not heard of for 30 seconds.
    """
    clock = Clock()
    receiver = queued(store, clock=clock)

    def killed(seconds: float) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        receiver.worker().run(killed)

    assert 1 == receiver.health()["workers"]
    clock.now += 60
    assert 0 == receiver.health()["workers"]


def test_worker_outlives_a_store_that_fails() -> None:
    """
    It says so and tries again.
    """

    class Flaky(MemoryStore):
        failing = True

        @property
        def events(self) -> Any:
            if self.failing:
                raise StorageError("The database failed: 57P01.", retryable=True)
            return super().events

    store = Flaky()
    receiver, seen = queued(store), list[str]()
    receiver.on()(lambda event: seen.append(event.id))
    worker = receiver.worker()

    def wait(_: float) -> None:
        if store.failing:
            store.failing = False
            deliver(receiver, state(0, id="evt_1"))
        else:
            worker.stop()

    worker.run(wait)

    assert ["evt_1"] == seen


def test_handler_without_a_transaction_does_not_hold_sqlites_lock(tmp_path: Any) -> None:
    """
    While a long handler runs in a worker, deliveries are recorded.
    """
    store = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}")
    store.migrate()
    receiver, inside, answers = queued(store), threading.Event(), list[Any]()
    done = threading.Event()

    @receiver.on("subscription.updated")
    def mail(event: webhooks.Event) -> None:
        inside.set()
        assert done.wait(10)

    deliver(receiver, state(0))
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(receiver.worker().run_once)
        assert inside.wait(10)
        answers.append(deliver(receiver, state(1, id="evt_meanwhile")))
        assert 0 == receiver.worker().run_once()
        done.set()
        assert 2 == running.result()

    assert [(200, "recorded")] == answers
    store.close()


def test_claim_of_a_worker_that_was_killed_runs_out(tmp_path: Any) -> None:
    """
    Another worker takes over, and the first one, should it come back, closes nothing.
    """
    store, clock = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}"), Clock()
    store.migrate()
    receiver, ran_by = queued(store, clock=clock, patience=30, attempts=3), list[str]()

    @receiver.on()
    def note(event: webhooks.Event) -> None:
        ran_by.append("first" if not ran_by else "second")
        if ran_by == ["first"]:
            clock.now += 31
            assert 1 == receiver.worker().run_once()
            raise LookupError("the first one, coming back late")

    deliver(receiver, state(0))

    assert 0 == receiver.worker().run_once()
    assert (["first", "second"], {"done": 1}) == (ran_by, receiver.counts())
    store.close()


def test_event_that_kills_its_workers_is_given_up(tmp_path: Any) -> None:
    """
    An attempt is counted before it is made, so that a crash counts too.
    """
    store, clock = SQLStore(f"sqlite:///{tmp_path / 'billing.db'}"), Clock()
    store.migrate()
    receiver = queued(store, clock=clock, attempts=2)
    receiver.on()(lambda event: None)
    deliver(receiver, state(0))

    class Killed(BaseException):
        pass

    handling: Any = receiver.core.handle_elsewhere()
    handling.outside = lambda event: (_ for _ in ()).throw(Killed)
    for _ in range(2):
        with pytest.raises(Killed):
            store.events.work("default", "sub_1", receiver.core.now(), handling, owner="w")
        clock.now += 31
    receiver.worker().run_once()

    [row] = receiver.find()
    assert ("dead", "Its worker ended 2 times while it ran.") == (row.state, row.error)
    store.close()


def test_event_is_handed_over_by_its_id_after_it_is_recorded(store: Store) -> None:
    """
    The callable gets the id of what can be read already; a known event is not handed over again.
    """
    handed: list[Any] = []

    def hand_over(id: str) -> None:
        row = store.events.get("default", id)
        handed.append((id, row and row.state))

    receiver = queued(store, hand_over=hand_over)
    receiver.on()(lambda event: None)

    deliver(receiver, state(0, id="evt_1"))
    deliver(receiver, state(0, id="evt_1"))
    receiver.close()

    assert [("evt_1", "open")] == handed


def test_hand_over_that_fails_is_swept_up(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """
    The delivery is answered 200, the log says so, and `sweep` hands over what is open for a minute.
    """
    clock, handed, broken = Clock(), list[str](), [True]

    def hand_over(id: str) -> None:
        if broken:
            raise OSError("broker of ada@example.com")
        handed.append(id)

    receiver = queued(store, hand_over=hand_over, clock=clock)
    receiver.on()(lambda event: None)
    assert 200 == deliver(receiver, state(0, id="evt_1"))[0]
    receiver.close()
    broken.clear()

    assert 0 == receiver.sweep()
    clock.now += 61
    assert 1 == receiver.sweep()
    receiver.close()
    assert ["evt_1"] == handed
    assert "'evt_1' was not handed over (OSError)" in caplog.text
    assert "ada@example.com" not in caplog.text


def test_task_runs_its_event_and_what_is_older_of_its_subject(store: Store) -> None:
    """
    `run` keeps the order, runs an event once however often it is called, and says when it must wait.
    """
    receiver, seen, broken = queued(store), list[str](), list[str]()

    @receiver.on()
    def note(event: webhooks.Event) -> None:
        if event.id in broken:
            raise LookupError
        seen.append(event.id)

    for number in (2, 1, 3):
        deliver(receiver, state(number, id=f"evt_{number}"))

    assert ["done", "done"] == [receiver.run("evt_2") for _ in range(2)]
    assert ["evt_1", "evt_2"] == seen
    broken.append("evt_3")
    deliver(receiver, state(4, id="evt_4"))
    assert ["open", "failed"] == [receiver.run(id) for id in ("evt_4", "evt_3")]
    broken.clear()
    assert ["done", "done"] == [receiver.run(id) for id in ("evt_4", "evt_3")]
    assert ["evt_1", "evt_2", "evt_3", "evt_4"] == seen
    with pytest.raises(LookupError, match="no event 'evt_9'"):
        receiver.run("evt_9")


def test_recorded_events_are_replayed_in_order(store: Store) -> None:
    """
    Their handlers run again, oldest first, whatever their state; a dry run only counts.
    """
    receiver, seen = receiver_on(store), list[str]()
    receiver.on()(lambda event: seen.append(event.id))
    for number in (3, 1, 2):
        deliver(receiver, state(number, id=f"evt_{number}"))
    deliver(receiver, told("brand.new", 5, id="evt_new", user="someone-else"))
    seen.clear()
    told_of: list[str] = []

    dry = receiver.replay(dry=True)
    replayed = receiver.replay(types=["subscription.updated"], tell=lambda row: told_of.append(row.id))
    by_user = receiver.replay(user="someone-else")

    assert ((4, 0, 0), (3, 0, 0), (1, 0, 0)) == (dry, replayed, by_user)
    assert ["evt_1", "evt_2", "evt_3", "evt_new"] == seen
    assert ["evt_1", "evt_2", "evt_3"] == told_of


def test_replay_says_what_failed_and_what_has_no_body(store: Store) -> None:
    """
    A failed event is failed afterwards, and a pruned one is counted.
    """
    receiver = receiver_on(store)
    deliver(receiver, state(0, id="evt_pruned"))
    receiver.forget("5d9f0c1e-0000-4000-8000-000000000001")
    deliver(receiver, state(1, id="evt_fails"))
    receiver.on()(lambda event: 1 / 0)

    assert (0, 1, 1) == receiver.replay()
    assert {"ignored": 1, "failed": 1} == receiver.counts()


def test_modes_that_do_not_fit_are_refused() -> None:
    """
    `hand_over` belongs to "queued", and words are checked.
    """
    wrong: list[dict[str, Any]] = [{"mode": "later"}, {"hand_over": print}, {"unproven_secret": "maybe"}]
    for options in wrong:
        with pytest.raises(ConfigurationError):
            receiver_on(MemoryStore(), **options)
    with pytest.raises(ConfigurationError, match="late"):
        receiver_on(MemoryStore()).on(late="never")  # type: ignore[call-overload]
    assert body_of(state(0))

"""
A year of many customers at a shop that is killed again and again, and what must be true in the end.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from monetize_software import BillingClient
from monetize_software.access import Access
from monetize_software.metering import TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, SQLStore, Store
from monetize_software_mock import Mock
from tests.support import year
from tests.support.deliveries import environ_of
from tests.support.dying import Doom
from tests.support.nursery import Nursery
from tests.support.year import Customers, Job, ReceivingProcess, Spenders, SpendingProcess, Worker, milliseconds
from tests.support.year_processes import HANDLED, RECEIVING, SECRET, SPENDING, WORKING, charged

__all__ = ["Told", "memory_year", "sql_year", "valkey_year"]

WELCOME = "CREATE TABLE IF NOT EXISTS welcome (user_id TEXT, event TEXT)"


class Told(NamedTuple):
    """
    What a year came to.
    """

    customers: int
    events: int
    attempts: int
    refused: int
    missed: int
    repaired: int
    keys: int
    unknown: int
    undecided: int
    kills: dict[str, int]


def asked(mock: Mock) -> BillingClient:
    """
    The service, without a socket.
    """
    return BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
    )


def sql_year(url: str, folder: Path, seed: int, *, mode: str, customers: int, months: int) -> Told:
    """
    Live a year on a database, each process killed at each of its steps, and insist on what is promised.
    """
    life, log = Customers(seed, year.people(customers)), str(folder / "log")
    store, chance, mock = SQLStore(url), random.Random(seed), life.mock
    store.migrate()
    store.database.write(lambda tx: tx.execute(WELCOME))
    mock.fault("adjustBalance", do="reset", when="after_commit", rate=0.03, seed=seed)
    mock.fault("adjustBalance", do="reset", rate=0.03, seed=seed + 1)
    with Nursery("tests.support.year_processes") as nursery, mock, mock.serve() as served:
        shop = ReceivingProcess(nursery, chance, lambda: mock.clock.now().timestamp(), mode, url, log)
        worker = Worker(nursery, chance, url=url, log=log)
        spending = SpendingProcess(nursery, chance, url=url, log=log, origin=served.url)
        spenders = Spenders(chance, life.people, spending.charge)
        year.lived(
            *(life, shop, months),
            often=lambda: worker.drained(milliseconds(mock)) if mode == "queued" else None,
            monthly=lambda: spenders.month(milliseconds(mock)),
        )
        for each in (shop, worker, spending):
            each.spared()
        mock.deliveries.settle()
        mock.clock.advance(hours=1)
        if mode == "queued":
            worker.drained(milliseconds(mock))
        mock.faults.clear()
        spenders.month(milliseconds(mock), new=False)
        for each in (shop, worker, spending):
            each.close()

        written_once(store, shop)
        repaired = access_is_true(Access(store, clock=mock.clock.now), mock, life.people)
        meter = TokenMeter(asked(mock), store, clock=lambda: milliseconds(mock) + 3_600_000)
        unknown, undecided = ledger_is_true(meter, store, mock, spenders)
    nothing_is_told(Path(log))
    store.close()
    assert [] == [step for step in RECEIVING[mode] if not shop.kills[step]]
    assert [] == [step for step in WORKING if mode == "queued" and not worker.kills[step]]
    assert [] == [step for step in SPENDING if not spending.kills[step]]
    kills = shop.kills + worker.kills + spending.kills
    jobs = sum(map(len, spenders.jobs.values()))
    missed = len(shop.seen) - len(shop.taken)
    return Told(
        *(customers, len(shop.seen), shop.attempts, shop.refused, missed, repaired, jobs, unknown, undecided),
        dict(kills),
    )


def written_once(store: SQLStore, shop: ReceivingProcess) -> None:
    """
    What the handler wrote is there once for each event that was taken, and for none that was not recorded.
    """
    written = store.database.read(lambda tx: [event for (event,) in tx.execute("SELECT event FROM welcome")])
    recorded = store.database.read(lambda tx: [id for (id,) in tx.execute("SELECT id FROM monetize_event")])
    meant = {event for event, type in shop.seen.items() if type in HANDLED}
    assert len(written) == len({*written}), [event for event, times in Counter(written).items() if times > 1]
    assert shop.taken <= {*recorded} <= {*shop.seen}
    assert {*written} == {*recorded} & meant


def access_is_true(access: Access, mock: Mock, people: Sequence[str]) -> int:
    """
    After all known users were compared and unknown ones asked about, access is the service's; how many were wrong.
    """
    billing = asked(mock)
    truth = {email: billing.for_user(email=email).get_user().has_active_subscription for email in people}
    page = access.reconcile(billing)
    repaired = len(page.repaired)
    while page.after is not None:
        page = access.reconcile(billing, after=page.after)
        repaired += len(page.repaired)
    ours = {email: access.check(email=email) for email in people}
    missed = [email for email in people if ours[email].because == "unknown user"]
    ours |= {email: access.check(email=email, ask=billing) for email in missed}
    assert truth == {email: each.allowed for email, each in ours.items()}
    assert 0 < sum(truth.values()) < len(people)
    return repaired


def ledger_is_true(meter: TokenMeter, store: Store, mock: Mock, spenders: Spenders) -> tuple[int, int]:
    """
    No key was taken twice, each that is applied was taken, each that is unknown is listed and settled where the balance
    decides it, and all together are what is gone; how many were unknown, and how many stay so.
    """
    billing = asked(mock)
    meter.recover(limit=100_000)
    listed = {charge.key for charge in meter.listed(limit=100_000)}
    undecided = set[str]()
    for email, jobs in spenders.jobs.items():
        user = billing.for_user(email=email)
        found = meter.reconcile(user=user, type="gpt-4") if any(job.key in listed for job in jobs) else None
        left = {verdict.charge.key: verdict.why for verdict in found.undecided} if found else {}
        assert {*left.values()} <= {"no balance from before it is known"}
        undecided |= {*left}
        gone = year.gone(billing, email, year.credit_of(email))
        for job in jobs:
            row = store.meters.get(job.key)
            state = None if row is None else row.state
            times = year.times(gone, job)
            assert times <= 1, (job, gone)
            assert (state == "unknown") == (job.key in left)
            assert state == "unknown" or (state == "applied") == bool(times), (job, state, gone)
            gone -= times * job.amount
        assert gone == 0
    return len(listed), len(undecided)


def nothing_is_told(log: Path) -> None:
    """
    The log of all these processes has no address and no secret.
    """
    text = log.read_text(encoding="utf-8")
    assert text
    assert not any(word in text for word in ("@example.com", SECRET, "sk_test_mock"))


def memory_year(seed: int, *, customers: int, months: int) -> Told:
    """
    Live a year in one process, with a shop that is away now and then; then lose it all.
    """
    life, store, chance = Customers(seed, year.people(customers)), MemoryStore(), random.Random(seed)
    mock = life.mock
    mock.fault("adjustBalance", do="reset", when="after_commit", rate=0.05, seed=seed)
    mock.fault("adjustBalance", do="reset", rate=0.05, seed=seed + 1)
    shop, handled = AwayNowAndThen(store, chance, lambda: mock.clock.now().timestamp()), list[str]()
    shop.receiver.on(*HANDLED)(lambda event: handled.append(event.id))
    now, billing = [0], asked(mock)
    meter = TokenMeter(billing.with_options(max_retries=0), store, clock=lambda: now[0])

    def charge(job: Job, at: int) -> str:
        now[0] = at
        return charged(meter, billing, {**job._asdict(), "amount": job.amount}, Doom(""))

    spenders = Spenders(chance, life.people, charge)
    with mock:
        year.lived(*(life, shop, months), often=lambda: None, monthly=lambda: spenders.month(milliseconds(mock)))
        mock.deliveries.settle()
        mock.faults.clear()
        now[0] = milliseconds(mock) + 3_600_000
        assert sorted(handled) == sorted(event for event in shop.taken if shop.seen[event] in HANDLED)
        repaired = access_is_true(Access(store, clock=mock.clock.now), mock, life.people)
        unknown, undecided = ledger_is_true(meter, store, mock, spenders)
        after_a_restart(life, spenders)
    jobs = sum(map(len, spenders.jobs.values()))
    return Told(
        *(customers, len(shop.seen), shop.attempts, shop.refused, len(shop.seen) - len(shop.taken), repaired),
        *(jobs, unknown, undecided, {}),
    )


def after_a_restart(life: Customers, spenders: Spenders) -> None:
    """
    A new process knows nobody; it knows whom the service lets in once it has compared, and no key that was charged.
    """
    store, mock = MemoryStore(), life.mock
    access, billing = Access(store, clock=mock.clock.now), asked(mock)
    known = {email: billing.for_user(email=email).get_user() for email in life.people}
    assert {"unknown user"} == {access.check(email=email).because for email in life.people}
    access.reconcile(billing, users=life.ids.values())
    truth = {email: user.has_active_subscription for email, user in known.items()}
    assert truth == {email: access.check(user_id=id).allowed for email, id in life.ids.items()}
    assert {None} == {store.meters.get(job.key) for jobs in spenders.jobs.values() for job in jobs}


class AwayNowAndThen:
    """
    A shop in this process, that is away now and then and not killed.
    """

    def __init__(self, store: Store, chance: random.Random, now: Callable[[], float]) -> None:
        self.receiver = Receiver(SECRET, store)
        self._chance, self._now, self._back = chance, now, 0.0
        self.seen, self.taken = dict[str, str](), set[str]()
        self.attempts, self.refused = 0, 0

    def __call__(self, body: bytes, headers: Any) -> int:
        """
        Deliver.
        """
        event = json.loads(body)
        self.seen[event["id"]] = event["type"]
        if self._chance.random() < 0.03:
            self._back = self._now() + self._chance.choice([1_200, 3 * 3_600, 4 * 86_400])
        if self._now() < self._back:
            self.refused += 1
            raise ConnectionRefusedError
        self.attempts += 1
        answers = list[str]()
        self.receiver.wsgi()(environ_of(body, headers), lambda status, _: answers.append(status[:3]))
        status = int(answers[0])
        if status == 200:
            self.taken.add(event["id"])
        return status


def valkey_year(url: str, folder: Path, seed: int, *, customers: int, months: int) -> Told:
    """
    Live a year with a store that remembers ids alone.
    """
    import redis

    life, log = Customers(seed, year.people(customers)), str(folder / "log")
    mock, chance = life.mock, random.Random(seed)
    with (
        Nursery("tests.support.year_processes") as nursery,
        mock,
        redis.Redis.from_url(url, decode_responses=True) as server,
    ):
        shop = ReceivingProcess(nursery, chance, lambda: mock.clock.now().timestamp(), "ids", url, log)
        shop.died = lambda: claims_run_out(server)
        year.lived(life, shop, months, often=lambda: None, monthly=lambda: None)
        shop.spared()
        mock.deliveries.settle()
        shop.close()
        handled = Counter(server.lrange("welcome", 0, -1))
    taken = {event for event in shop.taken if shop.seen[event] in HANDLED}
    assert taken <= {*handled}
    assert sum(handled.values()) - len(handled) <= sum(
        shop.kills[point] for point in ("rpush", "_let_go:before", "anywhere")
    )
    nothing_is_told(Path(log))
    missed = len(shop.seen) - len(shop.taken)
    assert [] == [step for step in RECEIVING["ids"] if not shop.kills[step]]
    return Told(customers, len(shop.seen), shop.attempts, shop.refused, missed, 0, 0, 0, 0, dict(shop.kills))


def claims_run_out(server: Any) -> None:
    """
    Let claims run out at once, for which the server's own clock would take half a minute.
    """
    for name in server.scan_iter("monetize:event:*"):
        if server.get(name) != "done":
            server.delete(name)

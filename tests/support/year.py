"""
A shop's year: the customers' lives, the deliveries about them, the tokens they spend, and the processes that are killed
meanwhile. Everything is decided by a seed and by counts; no clock but the mock's is asked, and nothing waits for time.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from monetize_software import BillingClient
from monetize_software_mock import Mock, default_world
from monetize_software_mock.state import queries
from monetize_software_mock.world import Person
from tests.support.dying import Fates
from tests.support.nursery import Child, Nursery
from tests.support.random_lives import Life
from tests.support.year_processes import PATH, RECEIVING, SPENDING, WORKING

__all__ = [
    "Customers",
    "Job",
    "ReceivingProcess",
    "Spenders",
    "SpendingProcess",
    "Worker",
    "credit_of",
    "gone",
    "lived",
    "milliseconds",
    "people",
    "times",
]

CREDIT = 1_000_000
_KEYS = 11
_DOWN_S = [*[0] * 6, 60, 1_200, 3 * 3_600, 4 * 86_400]
"""How long a shop that was killed stays away, in the mock's seconds."""

_STEPS = 7
_SLICES = 6


def people(number: int) -> list[str]:
    """
    Their addresses.
    """
    return [f"customer{each}@example.com" for each in range(number)]


class Customers(Life):
    """
    The lives of many, in which time goes by for all alike.

    Attributes:
        ids: The service's, by their addresses.
    """

    def __init__(self, seed: int, people: Sequence[str]) -> None:
        self.ids = {email: str(UUID(int=place + 1)) for place, email in enumerate(people)}
        customers = [Person(id, email, balances={"3": {"gpt-4": credit_of(email)}}) for email, id in self.ids.items()]
        world = default_world()
        super().__init__(seed, replace(world, people=(*world.people, *customers)), people)

    def join(self, people: Sequence[str]) -> None:
        """
        Let these subscribe.
        """
        prices = ["price_123", "price_123", "price_123", "9101", "9102"]
        for email in people:
            payments = self.chance.choices(["ok", "ok", "ok", "declined"], k=3)
            with suppress(ValueError):
                bought = self.mock.subscribe(email, self.chance.choice(prices), payments=["ok", *payments])
                self.purchases.append(bought)

    def _wait(self) -> None:
        pass


class ReceivingProcess:
    """
    What the mock delivers to: a process on a real socket, that is killed, and stays away for a while.

    Args:
        mode: What it runs; see `RECEIVING`.
        now: The mock's time, in seconds.

    Attributes:
        seen: Events that came to its door, and their types.
        taken: Events that it answered 2xx.
        kills: How often it was killed, by step.
        doomed: Whether it is to be killed.
    """

    def __init__(
        self, nursery: Nursery, chance: random.Random, now: Callable[[], float], mode: str, url: str, log: str
    ) -> None:
        self._nursery, self._chance, self._now = nursery, chance, now
        self._options = {"mode": mode, "url": url, "log": log}
        self._child: Child | None = None
        self._back, self._port, self._point = 0.0, 0, ""
        self._fates, self._away = Fates(chance, RECEIVING[mode], 15), list[int]()
        self._senders = ThreadPoolExecutor(2)
        self.seen, self.taken, self.kills = dict[str, str](), set[str](), Counter[str]()
        self.attempts, self.refused, self.doomed = 0, 0, True
        self.died: Callable[[], object] = lambda: None

    def __call__(self, body: bytes, headers: Any) -> int:
        """
        Deliver, now and then twice at once; raises as a socket does whose other end is not there.
        """
        event = json.loads(body)
        self.seen[event["id"]] = event["type"]
        if self._child is None:
            if self._now() < self._back:
                self.refused += 1
                raise ConnectionRefusedError
            self._start()
        self.attempts += 1
        if self.doomed and self._fates.rounds > 1 and self._chance.random() < 0.02:
            self._killed_while_it_works(body, headers)
        status = self._delivered(body, headers, times=2 if self._chance.random() < 0.1 else 1)
        if 200 <= status < 300:
            self.taken.add(event["id"])
        return status

    def spared(self) -> None:
        """
        Kill it no more.
        """
        self.doomed = False
        if self._child is not None:
            self._child.kill()
            self._child.close()
            self._child = None
        self._back = 0.0

    def close(self) -> None:
        """
        End it.
        """
        self.spared()
        self._senders.shutdown()

    def _delivered(self, body: bytes, headers: Any, *, times: int) -> int:
        sent = [self._senders.submit(self._post, body, headers) for _ in range(times)]
        answers = [each.result() for each in sent]
        if None in answers:
            self._gone(self._point)
        if answers[0] is None:
            raise ConnectionResetError
        return answers[0]

    def _post(self, body: bytes, headers: Any) -> int | None:
        connection = self._asked(body, headers)
        if connection is None:
            return None
        try:
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _asked(self, body: bytes, headers: Any) -> http.client.HTTPConnection | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request("POST", PATH, body, dict(headers))
        except OSError:
            connection.close()
            return None
        return connection

    def _killed_while_it_works(self, body: bytes, headers: Any) -> None:
        """
        Send it all, and kill the other end wherever it is then.
        """
        connection = self._asked(body, headers)
        assert self._child is not None
        self._child.kill()
        if connection is not None:
            connection.close()
        self._gone("anywhere")
        raise ConnectionResetError

    def _gone(self, point: str) -> None:
        assert self._child is not None
        self._child.gone()
        self._child.close()
        self._child = None
        self.kills[point] += 1
        self._away = self._away or self._chance.sample(_DOWN_S, len(_DOWN_S))
        self._back = self._now() + self._away.pop()
        self.died()

    def _start(self) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            self._port = listener.getsockname()[1]
            self._point, after = self._fates.next() if self.doomed else ("", 1)
            self._child = self._nursery.start("receive", listener, point=self._point, after=after, **self._options)


class _Asked:
    """
    A process that does what it is asked, that is killed, and is started again at once.
    """

    role = ""
    steps: Sequence[str] = ()
    longest = 1

    def __init__(self, nursery: Nursery, chance: random.Random, **options: Any) -> None:
        self._nursery, self._options = nursery, options
        self._fates = Fates(chance, self.steps, self.longest)
        self._child: Child | None = None
        self._point = ""
        self.kills, self.doomed = Counter[str](), True

    def ask(self, **what: Any) -> dict[str, Any] | None:
        """
        Ask; None where it was killed.
        """
        if self._child is None:
            self._point, after = self._fates.next() if self.doomed else ("", 1)
            self._child = self._nursery.start(self.role, point=self._point, after=after, **self._options)
        answer = self._child.ask(**what)
        if answer is None:
            self.kills[self._point] += 1
            self._child.close()
            self._child = None
        return answer

    def spared(self) -> None:
        """
        Kill it no more.
        """
        self.doomed = False
        self.close()

    def close(self) -> None:
        """
        End it.
        """
        if self._child is not None:
            self._child.close()
            self._child = None


class Worker(_Asked):
    """
    The worker of a queued receiver.
    """

    role, steps, longest = "work", WORKING, 25

    def drained(self, at: int) -> None:
        """
        Let it work until nothing is due, however often it is killed.
        """
        while (answer := self.ask(at=at)) is None or answer["handled"]:
            pass


class SpendingProcess(_Asked):
    """
    A process with a `TokenMeter`.
    """

    role, steps, longest = "spend", SPENDING, 20

    def charge(self, job: Job, at: int) -> str | None:
        """
        Charge a key; what came of it, or None where it was killed.
        """
        answer = self.ask(key=job.key, email=job.email, amount=job.amount, how=job.how, at=at)
        return None if answer is None else str(answer["state"])


class Job(NamedTuple):
    """
    A charge that is wanted; its amount is a power of three, so that the balance tells how often each was taken.
    """

    key: str
    email: str
    number: int
    how: str

    @property
    def amount(self) -> int:
        """
        Tokens.
        """
        return int(3**self.number)


class Spenders:
    """
    Charges month by month; what was not answered is tried again a month later, as a queue of jobs does.

    Args:
        charge: Charges a key at a time, and says what came of it; None where the process was killed.
    """

    def __init__(self, chance: random.Random, people: Sequence[str], charge: Callable[[Job, int], str | None]) -> None:
        self._chance, self._charge = chance, charge
        self.jobs: dict[str, list[Job]] = {email: [] for email in people}
        self._open: list[Job] = []
        self.answers = Counter[str]()

    def month(self, now: int, *, new: bool = True) -> None:
        """
        Charge what is new and what is open.
        """
        wanted = [*self._open, *(self._new() if new else ())]
        wanted += self._chance.sample(wanted, len(wanted) // 6)
        self._chance.shuffle(wanted)
        answers = {job: self._charge(job, now + place) for place, job in enumerate(wanted)}
        self.answers.update(answer or "killed" for answer in answers.values())
        self._open = [job for job, answer in answers.items() if answer in (None, "ChargeInProgressError", "released")]

    def _new(self) -> Iterator[Job]:
        for email, jobs in self.jobs.items():
            if len(jobs) < _KEYS and self._chance.random() < 0.6:
                how = self._chance.choice(["now", "after", "first"])
                jobs.append(Job(f"{email}-{len(jobs)}", email, len(jobs), how))
                yield jobs[-1]


def lived(life: Customers, shop: Any, months: int, *, often: Callable[[], None], monthly: Callable[[], None]) -> None:
    """
    Let months go by: all kinds of things happen, what is held is delivered in any order and in part twice, and what
    fails comes again as the vendor repeats it.

    Args:
        often: Called each few days.
        monthly: Called each month.
    """
    life.mock.webhooks.add(shop)
    for month in range(months):
        for part in range(_SLICES):
            life.mock.deliveries.hold_type("*")
            if month < 2:
                life.join(life.people[part + _SLICES * month :: 2 * _SLICES])
            for _ in range(_STEPS):
                life.step()
            life.mock.clock.advance(days=30.4 / _SLICES)
            released(life.mock, life.chance)
            often()
        monthly()


def released(mock: Mock, chance: random.Random) -> None:
    """
    Send what is held, in any order, and every fourth a second time.
    """
    held = list(mock._engine.look(lambda moment: queries.held_deliveries(moment.tx)))  # the public list has a year's
    chance.shuffle(held)
    for place, each in enumerate(held):
        mock.deliveries.release(each)
        if place % 4 == 0:
            mock.deliveries.duplicate(each)


def milliseconds(mock: Mock) -> int:
    """
    The mock's time.
    """
    return int(mock.clock.now().timestamp() * 1000)


def gone(billing: BillingClient, email: str, credit: int) -> int:
    """
    Tokens that the service took from a customer.
    """
    balances = billing.for_user(email=email).get_balances(refresh=True)
    return credit - next((each.count for each in balances if each.type == "gpt-4"), 0)


def times(gone: int, job: Job) -> int:
    """
    How often a key was taken: its digit of what is gone, to the base of three.
    """
    return gone // job.amount % 3


def credit_of(email: str) -> int:
    """
    What a customer has at first: enough for all, or for the first four charges.
    """
    return 40 if "5@" in email else CREDIT

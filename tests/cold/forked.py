"""
A process that forks while its threads are in the middle of something. Run by a test: python forked.py SCENE FOLDER

Prints what went wrong, in the parent or in the child; nothing when all went well.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from monetize_software import AuthClient, BillingClient, Cache
from monetize_software._cache.flights import Flights as CacheFlights
from monetize_software._sessions.flights import Flights, ThreadFlights
from monetize_software._sessions.record import Attempt
from monetize_software._sessions.watches import Watches
from monetize_software.access.asking import Answers
from monetize_software.storage import FileStore
from monetize_software.storage.memory.facts import MemoryFacts
from monetize_software.storage.memory.meters import MemoryMeters

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com"}
PAYWALL = {"settings": {"id": "3", "name": "x"}, "prices": [], "offers": [], "version": "1"}
NEW = {"access_token": "at-2", "refresh_token": "rt-2", "expires_in": 3600}
ADA = {"id": "u", "email": "ada@example.com"}
OLD = {"access_token": "at-1", "refresh_token": "rt-1", "expires_in": 1, "user": ADA}


class Stop(threading.Event):
    """
    Where a thread of the parent stands until it is told to go on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        self.wait(20)


@contextmanager
def meanwhile(work: Callable[[], Any], stop: Stop) -> Generator[None]:
    """
    Have a thread of this process stand at the stop, and go on when the block ends.
    """
    thread = threading.Thread(target=work)
    thread.start()
    assert stop.reached.wait(20)
    yield
    stop.set()
    thread.join(20)


def in_a_child(act: Callable[[], Any]) -> Callable[[], None]:
    """
    Fork, do something in the child within some seconds, and return what waits for its end.
    """
    pid = os.fork()
    if pid == 0:
        faulthandler.dump_traceback_later(15, exit=True)
        code = 1
        try:
            act()
            code = 0
        except BaseException as problem:
            print(f"in the child: {type(problem).__name__}: {problem}", flush=True)
        os._exit(code)

    def end() -> None:
        if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) != 0:
            print("the child failed", flush=True)

    return end


def rows(folder: str) -> None:
    """
    Another thread is at a row: the child is not kept from it. This one is: the child leaves it without a word.
    """
    flights, stop = ThreadFlights(), Stop()

    def at_the_row() -> None:
        with flights.alone("ada"):
            stop()

    def child() -> None:
        with flights.alone("ada", wait=False) as alone:
            assert alone

    with meanwhile(at_the_row, stop):
        in_a_child(child)()
    with flights.alone("bob"):
        pid = os.fork()
    if pid == 0:
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0


def locks(folder: str) -> None:
    """
    Another thread holds each lock there is: in the child nobody does.
    """
    now = datetime(2030, 1, 1, tzinfo=UTC)
    flights, cached, watches, cache = Flights(), CacheFlights(), Watches(), Cache()
    answers, facts, meters = Answers(timedelta(1)), MemoryFacts(), MemoryMeters()
    uses: list[tuple[Any, Callable[[], Any]]] = [
        (flights._lock, lambda: flights.of_loop(flights)),
        (cached._lock, lambda: cached.board("a", None, frozenset())),
        (watches._lock, lambda: watches.seconds("ada", Attempt("x", 1), 0.0)),
        (cache.state._lock, lambda: cache.stats),
        (answers._lock, lambda: answers.get(("a",), now)),
        (facts._lock, lambda: facts.users(after="", limit=1)),
        (meters._lock, lambda: meters.allowance("u", "t")),
    ]
    stop = Stop()

    def holding() -> None:
        for lock, _ in uses:
            lock.acquire()
        stop()
        for lock, _ in uses:
            lock.release()

    with meanwhile(holding, stop):
        in_a_child(lambda: [use() for _, use in uses])()


def answers(folder: str) -> None:
    """
    Another thread is asking for an answer: the child asks for itself, and waits for nobody.
    """
    stop, parent = Stop(), os.getpid()

    def service(request: httpx.Request) -> httpx.Response:
        if os.getpid() == parent:
            stop()
        return httpx.Response(200, json=PAYWALL)

    cache = Cache()
    billing = BillingClient(**WHERE, cache=cache, transport=httpx.MockTransport(service), timeout=600)

    def child() -> None:
        assert billing.bootstrap().version == "1"
        assert (1, 0) == (cache.stats.misses - before, cache.stats.joined)

    before = 1
    with meanwhile(billing.bootstrap, stop):
        in_a_child(child)()


def refresh(folder: str) -> None:
    """
    Another thread is renewing a session's token: the child waits for it as any process does, and spends nothing.
    """
    stop, parent = Stop(), os.getpid()

    def service(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("signin"):
            return httpx.Response(200, json=OLD)
        assert os.getpid() == parent, "the child spent the refresh token a second time"
        stop()
        return httpx.Response(200, json=NEW)

    auth = AuthClient(**WHERE, store=FileStore(folder), transport=httpx.MockTransport(service))
    session = auth.session("ada")
    session.sign_in_with_email("ada@example.com", "correct-horse-1")
    rejected = session.token()

    def child() -> None:
        assert session.token(rejected) == "at-2"

    with meanwhile(lambda: session.token(rejected), stop):
        end = in_a_child(child)
    end()


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads is what this is about
    {"rows": rows, "locks": locks, "answers": answers, "refresh": refresh}[sys.argv[1]](sys.argv[2])

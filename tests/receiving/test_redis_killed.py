"""
What Redis or Valkey keeps, when a process is killed before or after any of its commands, and when the server is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import redis

from monetize_software import webhooks
from monetize_software.storage import RedisStore
from tests.support.deliveries import deliver, receiver_on
from tests.support.nursery import Nursery
from tests.support.servers import valkey_running
from tests.support.valkey_processes import DAY, NOW, event, receiver_of

KILLED = ["send_packed_command:before", "send_packed_command"]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery("tests.support.valkey_processes") as children:
        yield children


@pytest.fixture
def server(valkey_url: str) -> Iterator[Any]:
    with redis.Redis.from_url(valkey_url) as client:
        yield client


@pytest.fixture
def store(valkey_url: str) -> Iterator[RedisStore]:
    made = RedisStore(valkey_url)
    yield made
    made.close()


def killed_at_each_command(
    nursery: Nursery, url: str, what: str, before: Callable[[], dict[str, Any]], after: Callable[[], object]
) -> int:
    """
    Let a process do something, killed once before and once after each of its commands; how often it was.
    """
    kills = 0
    for point in KILLED:
        for number in count(1):
            options = before()
            child = nursery.start("do", what=what, url=url, point=point, after=number, **options)
            answer = child.ask(go=True)
            child.close()
            after()
            if answer is not None:
                break
            kills += 1
    return kills


def test_session_is_the_old_or_the_new_one(nursery: Nursery, store: RedisStore, valkey_url: str) -> None:
    """
    Never half of one, and whoever comes next may go on.
    """

    def before() -> dict[str, Any]:
        store.sessions.remove("ada")
        return {"version": store.sessions.put("ada", b"old", expect=0, at=NOW, expires=NOW + DAY)}

    def after() -> None:
        found = store.sessions.get("ada", at=NOW)
        assert found.value in (b"old", b"new")
        assert store.sessions.put("ada", b"next", expect=found.version, at=NOW, expires=NOW + DAY)

    def after_removal() -> None:
        assert store.sessions.get("ada", at=NOW).value in (b"old", None)

    assert killed_at_each_command(nursery, valkey_url, "put session", before, after) >= 6
    assert killed_at_each_command(nursery, valkey_url, "remove session", before, after_removal) >= 2


def test_cached_values_are_given_up_together_or_not_at_all(
    nursery: Nursery, store: RedisStore, server: Any, valkey_url: str
) -> None:
    """
    Of several tags all or none, and a value is there as a whole or not.
    """

    def before() -> dict[str, Any]:
        server.flushdb()
        _, mark = store.cache.get("one", at=NOW)
        for tag in ("one", "two"):
            store.cache.put(tag, b"kept", mark=mark, tags=[tag], at=NOW, expires=NOW + DAY)
        return {"mark": mark}

    def after() -> None:
        assert {store.cache.get(tag, at=NOW)[0] for tag in ("one", "two")} in ({b"kept"}, {None})

    def after_put() -> None:
        assert store.cache.get("k", at=NOW)[0] in (b"new", None)

    assert killed_at_each_command(nursery, valkey_url, "give up", before, after) >= 4
    assert killed_at_each_command(nursery, valkey_url, "put value", before, after_put) >= 2


def test_event_of_a_killed_process_is_handled_at_least_once(
    nursery: Nursery, store: RedisStore, server: Any, valkey_url: str
) -> None:
    """
    The next delivery is answered "known", or 503 until the claim runs out within half a minute, and handled then; twice
    only where the handler had run and nobody had noted it.
    """
    handled: list[int] = []
    receiver = receiver_of(store, valkey_url)

    def before() -> dict[str, Any]:
        server.flushdb()
        return {}

    def after() -> None:
        [*claims] = server.scan_iter("monetize:event:*")
        answers = [deliver(receiver, event())]
        if answers[-1][0] == 503:
            assert 0 < server.pttl(claims[0]) <= 30_000
            server.delete(claims[0])  # which the server does by itself then
            answers.append(deliver(receiver, event()))
        assert 200 == answers[-1][0]
        assert (200, "known before") == deliver(receiver, event())
        handled.append(server.llen("handled"))

    assert killed_at_each_command(nursery, valkey_url, "deliver", before, after) >= 10
    assert {1, 2} == {*handled}


@pytest.mark.parametrize(
    ("settings", "remembered"),
    [(["--appendonly", "yes", "--appendfsync", "always"], True), ([], False)],
    ids=["that writes all to its disk", "that keeps nothing"],
)
def test_server_that_crashed(settings: list[str], remembered: bool) -> None:
    """
    What it forgot is handled again: at least once, whatever it keeps.
    """
    with valkey_running(*settings) as server:
        store, seen = RedisStore(server.url), list[str]()
        receiver = receiver_on(store)

        @receiver.on()
        def note(event: webhooks.Event) -> None:
            seen.append(event.id)

        assert 200 == deliver(receiver, event())[0]
        server.restart()
        answers = [deliver(receiver, event()) for _ in range(2)]
        store.close()

    # A connection that the crash broke may cost one delivery, which is answered 503 and comes again.
    assert (200, "known before") == answers[-1]
    assert (["evt_1"] if remembered else ["evt_1"] * 2) == seen

"""
Ids of events in a real Valkey: at least once, and once as a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monetize_software import webhooks
from monetize_software.errors import ConfigurationError
from monetize_software.storage import RedisStore
from tests.support.deliveries import deliver, receiver_on
from tests.support.servers import valkey_running
from tests.support.told import paid, state


@pytest.fixture
def redis_store(valkey_url: str) -> Iterator[RedisStore]:
    """
    A store on an empty server.
    """
    made = RedisStore(valkey_url)
    yield made
    made.close()


def test_event_is_handled_once(redis_store: RedisStore) -> None:
    """
    What was done is known, what failed runs again, what nobody handles is acknowledged.
    """
    receiver, seen, fails = receiver_on(redis_store), list[str](), [True]

    @receiver.on("subscription.updated")
    def note(event: webhooks.Event) -> None:
        if fails:
            fails.clear()
            raise LookupError
        seen.append(event.id)

    event = state(0)

    assert [500, 200, 200] == [deliver(receiver, event)[0] for _ in range(3)]
    assert "known before" == deliver(receiver, event)[1]
    assert 200 == deliver(receiver, paid(0))[0]
    assert [event.id] == seen


def test_event_that_is_being_handled_comes_again(redis_store: RedisStore) -> None:
    """
    While a delivery is handled, or after a crash until its claim runs out, another one is 503, and is not lost.
    """
    receiver, answers = receiver_on(redis_store), list[int]()
    event = state(0)

    @receiver.on()
    def note(_: webhooks.Event) -> None:
        if not answers:
            answers.append(0)
            answers.append(deliver(receiver, event)[0])

    answers.append(deliver(receiver, event)[0])

    assert [0, 503, 200] == answers


def test_what_redis_cannot_keep_is_refused(redis_store: RedisStore) -> None:
    """
    No queue, no transaction, no list of events; each says which store has it.
    """
    with pytest.raises(ConfigurationError, match="queued"):
        receiver_on(redis_store, mode="queued")
    with pytest.raises(ConfigurationError, match="no transactions"):
        receiver_on(redis_store).on()(lambda event, tx: None)
    with pytest.raises(ConfigurationError, match=r"it has no find\(\)\. Use SQLStore"):
        receiver_on(redis_store).find()


def test_server_that_evicts_is_refused() -> None:
    """
    It would forget what was done.
    """
    with valkey_running("--maxmemory-policy", "allkeys-lru") as server:
        store = RedisStore(server.url)
        with pytest.raises(ConfigurationError, match="allkeys-lru"):
            _ = store.events
        store.close()


def test_server_that_is_gone_is_503() -> None:
    """
    The event comes again.
    """
    with valkey_running() as server:
        store = RedisStore(server.url)
        receiver = receiver_on(store)
        receiver.on()(lambda event: None)
        assert 200 == deliver(receiver, state(0))[0]
        server.stop()
        assert 503 == deliver(receiver, state(1))[0]
        store.close()

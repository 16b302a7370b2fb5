"""
Sessions on real servers: PostgreSQL and Valkey keep the same promises as what is in this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage import RedisStore, SQLStore, Store
from monetize_software.storage.protocols import Versioned

NOW = 1_800_000_000_000
DAY = 86_400_000


@pytest.fixture(params=["postgres_url", "valkey_url"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    url: str = request.getfixturevalue(request.param)
    made: Store = RedisStore(url) if request.param == "valkey_url" else SQLStore(url)
    made.migrate()
    yield made
    made.close()


def test_row_is_changed_by_compare_and_set(store: Store) -> None:
    """
    What was read is replaced, what was not is left alone, and what was removed does not come back.
    """
    sessions = store.sessions
    first = sessions.put("ada", b"1 \x00\xff", expect=0, at=NOW, expires=NOW + DAY)
    assert first is not None
    assert Versioned(b"1 \x00\xff", first) == sessions.get("ada", at=NOW)
    assert None is sessions.put("ada", b"late", expect=0, at=NOW, expires=NOW + DAY)
    second = sessions.put("ada", b"2", expect=first, at=NOW, expires=NOW + DAY)
    assert second is not None
    assert None is sessions.put("ada", b"late", expect=first, at=NOW, expires=NOW + DAY)
    sessions.remove("ada")

    assert Versioned(None, 0) == sessions.get("ada", at=NOW)
    assert None is sessions.put("ada", b"late", expect=second, at=NOW, expires=NOW + DAY)


def test_expired_row_is_none_and_makes_room(store: Store) -> None:
    """
    By the caller's clock.
    """
    sessions = store.sessions
    sessions.put("eve", b"old", expect=0, at=NOW, expires=NOW + DAY)

    assert Versioned(None, 0) == sessions.get("eve", at=NOW + DAY)
    assert sessions.put("eve", b"new", expect=0, at=NOW + DAY, expires=NOW + 2 * DAY) is not None


def test_of_many_threads_one_is_the_faster(store: Store) -> None:
    """
    Of sixteen writes of the same version one is made.
    """
    sessions = store.sessions
    first = sessions.put("bob", b"0", expect=0, at=NOW, expires=NOW + DAY)
    assert first is not None

    def write(number: int) -> int | None:
        return sessions.put("bob", b"%d" % number, expect=first, at=NOW, expires=NOW + DAY)

    with ThreadPoolExecutor(16) as pool:
        outcomes = [each for each in pool.map(write, range(16)) if each is not None]

    assert [sessions.get("bob", at=NOW).version] == outcomes


def test_server_that_is_away_is_a_failure_of_the_store(socket_enabled: None) -> None:
    """
    It is told without address or password.
    """
    sessions = RedisStore("redis://:geheim@127.0.0.1:1/0").sessions

    with pytest.raises(StorageError) as caught:
        sessions.get("ada", at=NOW)
    assert caught.value.retryable
    assert "geheim" not in repr(caught.value)
    with pytest.raises(ConfigurationError) as refused:
        RedisStore("http://:geheim@host")
    assert "geheim" not in str(refused.value)

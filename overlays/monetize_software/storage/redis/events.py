"""
Ids of events in Redis or Valkey, so that each is handled once as a rule. Keeps no event and no fact.

Rules of this module:

1. An event is claimed for as long as its handlers may run, then marked as done for 35 days, by whoever still holds the
   claim. A crash in between lets the claim run out and the handlers run again: at least once.
2. A server that evicts forgets what was done: with another policy than `noeviction` it is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from secrets import token_hex
from typing import Any, Final, NoReturn, TypeVar

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage.inbox import UNFINISHED, EventRow, Failed, Handling, NewEvent, Recorded

__all__ = ["RedisEvents"]

T = TypeVar("T")

_DONE: Final = b"done"
_REMEMBERED_MS: Final = 35 * 24 * 60 * 60 * 1000
_THREADS: Final = 8


class RedisEvents:
    """
    Ids of events.

    Args:
        client: A client of the `redis` package that answers bytes.
        prefix: What all keys begin with.
    """

    transactional = False
    queues = False

    def __init__(self, client: Any, prefix: str) -> None:
        self._client, self._prefix = client, f"{prefix}event:"
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="monetize-handlers")
        _translated(self._refuse_eviction)

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Run the handlers of an event that was not done before.
        """
        if event.state in UNFINISHED and handling is not None:
            return self._threads.submit(_translated, lambda: self._record(event, handling))
        nothing_to_do: Future[Recorded] = Future()
        nothing_to_do.set_result(Recorded(event.state))
        return nothing_to_do

    def close(self) -> None:
        """
        End the threads, after what they have begun.
        """
        self._threads.shutdown()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise ConfigurationError(f"A RedisStore keeps no events, only their ids: it has no {name}(). Use SQLStore.")

    def _record(self, event: NewEvent, handling: Handling) -> Recorded:
        name, owner = f"{self._prefix}{event.receiver}:{event.id}", token_hex(8).encode()
        if not self._client.set(name, owner, nx=True, px=handling.patience):
            if self._client.get(name) == _DONE:
                return Recorded("done", known=True)
            raise StorageError("The event is being handled by another delivery of it.", retryable=True)
        try:
            _handle(event, handling)
        except Failed:
            self._let_go(name, owner, None)
            return Recorded("failed")
        self._let_go(name, owner, _DONE)
        return Recorded("done")

    def _let_go(self, name: str, owner: bytes, value: bytes | None) -> None:
        """
        Put a value in the place of our claim, unless it ran out and somebody else has it.
        """
        from redis.exceptions import WatchError

        with self._client.pipeline() as pipe:
            pipe.watch(name)
            if pipe.get(name) not in (owner, None):
                return
            pipe.multi()
            _ = pipe.delete(name) if value is None else pipe.set(name, value, px=_REMEMBERED_MS)
            try:
                pipe.execute()
            except WatchError:
                return

    def _refuse_eviction(self) -> None:
        from redis.exceptions import ResponseError

        try:
            policy = self._client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
        except ResponseError:
            return  # a rented server may not tell
        if policy != "noeviction":
            raise ConfigurationError(
                f"The server's maxmemory-policy is {policy}: it would forget what was done. Set noeviction."
            )


def _handle(event: NewEvent, handling: Handling) -> None:
    row = EventRow(
        *(event.receiver, event.id, event.type, event.subject, event.paywall, event.user, event.at, event.received),
        *("open", 0, event.received, 0, "", event.body),
    )
    if handling.has_outside(row):
        handling.outside(row)
    handling.inside(row, None)


def _translated(work: Callable[[], T]) -> T:
    from redis.exceptions import RedisError

    try:
        return work()
    except RedisError as problem:
        failure = StorageError(f"Redis failed: {type(problem).__name__}.", retryable=True)
    raise failure

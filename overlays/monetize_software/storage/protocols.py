"""
What a store can keep, one small protocol per capability. Nothing here knows a database.

Rules of all of them:

1. Times are whole milliseconds since 1970 in UTC, and come in as arguments: a store knows no clock.
2. A method returns when its effect is durable, as far as the store promises that at all.
3. A failure of the store is a `StorageError`; `retryable` says whether the same call may succeed later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

__all__ = [
    "AsyncSessions",
    "Cache",
    "EventRow",
    "Events",
    "Meters",
    "NewEvent",
    "Recorded",
    "Sessions",
    "Transaction",
    "Versioned",
    "Worked",
]


class Transaction(Protocol):
    """
    An open transaction, as a handler gets it.
    """

    def execute(self, statement: Any, parameters: Any = None, /) -> Any:
        """
        Run one statement in it.
        """
        ...


class Versioned(NamedTuple):
    """
    A value, or None, and the version to hand to `put`.
    """

    value: bytes | None
    version: int


class Sessions(Protocol):
    """
    One row per key, changed by compare-and-set.

    A version names one content of a row: no later one has the same, also not after the row was removed and written
    again. So a late `put` can never undo what came between.
    """

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row; version 0 where there is none, or none that has not expired.
        """
        ...

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`: the new version, or None when somebody was faster.
        """
        ...

    def remove(self, key: str) -> None:
        """
        Remove a row, whatever it holds.
        """
        ...


class AsyncSessions(Protocol):
    """
    The same for a store of your own that awaits.
    """

    async def get(self, key: str, *, at: int) -> Versioned:
        """
        Read a row; version 0 where there is none, or none that has not expired.
        """
        ...

    async def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Write a row if its version is still `expect`: the new version, or None when somebody was faster.
        """
        ...

    async def remove(self, key: str) -> None:
        """
        Remove a row, whatever it holds.
        """
        ...


class Cache(Protocol):
    """
    Values that may be forgotten at any time.
    """

    def get(self, key: str, *, at: int) -> bytes | None:
        """
        Read a value that has not expired.
        """
        ...

    def put(self, key: str, value: bytes, *, expires: int) -> None:
        """
        Keep a value until then.
        """
        ...


class NewEvent(NamedTuple):
    """
    An event to record.

    Attributes:
        receiver: Name of the receiver; the same event may come to several.
        id: The event's id.
        type: The event's type, as the vendor wrote it.
        subject: What its order is about.
        paywall: Id of the paywall, or "".
        user: The service's id of the user, or "".
        at: When it happened.
        dated: Whether the vendor said when it happened, or only when the event was built.
        created: When the event was built.
        received: When it came here.
        state: "open" for handlers to run, "ignored" or "unreadable" where there are none.
        digest: SHA-256 of the body.
        body: The exact bytes.
        facts: What it says, for `Facts.record`.
    """

    receiver: str
    id: str
    type: str
    subject: str
    paywall: str
    user: str
    at: int
    dated: bool
    created: int
    received: int
    state: str
    digest: bytes
    body: bytes
    facts: Sequence[Any] = ()


class EventRow(NamedTuple):
    """
    An event in the inbox. `body` is empty once it was pruned.
    """

    receiver: str
    id: str
    type: str
    subject: str
    paywall: str
    user: str
    at: int
    received: int
    state: str
    attempts: int
    due: int
    late: bool
    error: str
    body: bytes


class Recorded(NamedTuple):
    """
    What became of a delivery: the event's state now, and whether it was known before.
    """

    state: str
    known: bool
    error: str = ""


class Worked(NamedTuple):
    """
    What became of an event that a worker ran.
    """

    id: str
    type: str
    state: str
    attempts: int
    error: str = ""


class Events(Protocol):
    """
    The inbox. States: open, failed, done, dead, ignored, unreadable.
    """

    def record(self, event: NewEvent, run: Callable[[EventRow, Any], None] | None) -> Future[Recorded]:
        """
        Record an event, its facts, and, with `run`, its handlers, in one transaction. An event that is known and done
        changes nothing; one that is open or failed runs again. The future ends when all of it is durable.
        """
        ...

    def due(self, receiver: str, at: int, *, limit: int) -> list[str]:
        """
        Subjects whose oldest unfinished event may run now.
        """
        ...

    def work(
        self, receiver: str, subject: str, at: int, run: Callable[[EventRow, Any], None], *, give_up_after: int
    ) -> Worked | None:
        """
        Run the oldest unfinished event of a subject, alone in its subject; None when there is nothing to do or another
        worker has it.
        """
        ...


class Meters(Protocol):
    """
    The ledger of debits, one row per key.
    """

    def get(self, key: str) -> Mapping[str, Any] | None:
        """
        Read a row.
        """
        ...

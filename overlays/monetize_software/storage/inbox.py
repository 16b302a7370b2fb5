"""
What a store keeps of deliveries: events, what became of them, and who works on them. Runs no handler by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Final, Literal, NamedTuple, Protocol, TypeAlias

__all__ = [
    "SETTLED",
    "UNFINISHED",
    "EventQuery",
    "EventRow",
    "Events",
    "Failed",
    "Handling",
    "NewEvent",
    "Recorded",
    "State",
    "WorkerRow",
]

State: TypeAlias = Literal["open", "failed", "done", "dead", "ignored", "unreadable"]

UNFINISHED: Final = ("open", "failed")
"""What handlers still have to run for."""

SETTLED: Final = ("done", "dead", "ignored", "unreadable")
"""What is over, unless somebody asks for it again."""


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
        state: "open" where handlers have to run, else "ignored" or "unreadable".
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
    state: State
    digest: bytes
    body: bytes
    facts: Sequence[Any] = ()


class EventRow(NamedTuple):
    """
    An event in the inbox.

    Attributes:
        attempts: How often handlers were begun for it and did not end well.
        due: When it may be tried again.
        settled: When it reached its state, 0 while it is open.
        late: Whether a newer event of its subject had been handled before.
        error: Why it failed, at most 500 characters; no e-mail and no secret.
        body: The exact bytes; empty once pruned.
    """

    receiver: str
    id: str
    type: str
    subject: str
    paywall: str
    user: str
    at: int
    received: int
    state: State
    attempts: int
    due: int
    settled: int
    error: str
    body: bytes
    late: bool = False


class Recorded(NamedTuple):
    """
    What became of a delivery.

    Attributes:
        state: The event's state now.
        known: Whether it was there before.
        differs: Whether it was there before with another body; the first one stays.
    """

    state: State
    known: bool = False
    differs: bool = False


class EventQuery(NamedTuple):
    """
    Which events of a receiver: all that fit, oldest first.

    Attributes:
        states: Any of these; all when empty.
        types: Any of these; all when empty.
        user: The service's id of the user, or "".
        since: Not before, in milliseconds.
        until: Not after.
        after: Only those behind this one in the order, by `at` and id; for the next page.
        limit: At most so many.
    """

    receiver: str
    states: tuple[State, ...] = ()
    types: tuple[str, ...] = ()
    user: str = ""
    since: int = 0
    until: int = 2**62
    after: tuple[int, str] = (-(2**62), "")
    limit: int = 100


class WorkerRow(NamedTuple):
    """
    A worker, as it last said of itself.
    """

    id: str
    host: str
    pid: int
    started: int
    beat: int
    done: int
    failed: int


class Failed(Exception):
    """
    Handlers failed; their effects are undone, and its text, which is safe to keep, stays with the event.
    """


class Handling(Protocol):
    """
    Runs the handlers of events. Raises `Failed` where one failed, and nothing else.
    """

    patience: int
    """For how long handlers of one event may run, in milliseconds."""

    def inside(self, event: EventRow, tx: Any) -> None:
        """
        Run those that write through the transaction, which is open.
        """
        ...

    def has_outside(self, event: EventRow) -> bool:
        """
        Whether there are others.
        """
        ...

    def outside(self, event: EventRow) -> None:
        """
        Run the others, outside of any transaction where that can be.
        """
        ...

    def back_off(self, attempts: int) -> int | None:
        """
        How long to wait after so many attempts, in milliseconds; None to give up.
        """
        ...


class Events(Protocol):
    """
    The inbox of all receivers.
    """

    @property
    def transactional(self) -> bool:
        """
        Whether handlers get a transaction that also holds the event's record.
        """
        ...

    @property
    def queues(self) -> bool:
        """
        Whether it keeps events for workers.
        """
        ...

    def record(self, event: NewEvent, handling: Handling | None) -> Future[Recorded]:
        """
        Record an event and its facts, and, with `handling`, run its handlers, all in one transaction. What is known
        and settled changes nothing; what is known and unfinished runs again. The future ends when all is durable.
        """
        ...

    def due(self, receiver: str, at: int, *, limit: int) -> list[str]:
        """
        Subjects whose oldest unfinished event may run now.
        """
        ...

    def work(
        self, receiver: str, subject: str, at: int, handling: Handling, *, owner: str, wait: bool = False
    ) -> EventRow | None:
        """
        Run the oldest unfinished event of a subject, alone in its subject; None when there is none that may run now or
        another worker has it.

        Args:
            wait: Wait until the other worker is ready, and do not mind the back-off.
        """
        ...

    def again(self, receiver: str, id: str, at: int, handling: Handling) -> EventRow | None:
        """
        Run an event's handlers again, whatever its state; None when it is not there or has no body any more.
        """
        ...

    def get(self, receiver: str, id: str) -> EventRow | None:
        """
        Read one.
        """
        ...

    def find(self, query: EventQuery) -> list[EventRow]:
        """
        Read many.
        """
        ...

    def counts(self, receiver: str) -> Mapping[str, int]:
        """
        How many there are of each state.
        """
        ...

    def reopen(self, receiver: str, id: str, at: int) -> bool:
        """
        Have a failed or dead event run as if it were new.
        """
        ...

    def prune(self, receiver: str, *, bodies_before: int, rows_before: int) -> tuple[int, int]:
        """
        Empty the bodies of settled events and remove old rows; how many of each.
        """
        ...

    def forget(self, user: str) -> int:
        """
        Empty the bodies of a user's events; how many.
        """
        ...

    def beat(self, worker: WorkerRow) -> None:
        """
        Note that a worker lives.
        """
        ...

    def workers(self, *, since: int) -> list[WorkerRow]:
        """
        Workers that were heard of.
        """
        ...

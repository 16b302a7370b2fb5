"""
The scheduler: makes what is due happen, in order, each item in a transaction of its own (`due_actions` says what).

Rules of this module:

1. One at a time makes things happen in order: whoever holds `_busy`. `deliver` alone works beside it, without it.
2. An item leaves the agenda in the transaction that does its work, so what fails stays due and what is done is due no
   more. A delivery leaves it with the record of its attempt, or when there is nothing to send.
3. No transaction is kept open while a receiver is waited for, nor while `progress` is told: both may use this world.
4. Within a move, time never goes back: an item planned for the past happens at the latest moment that the move
   has reached, which at first is the stored time.
5. `_age` counts how often another world took this one's place. Whoever began before that must not write after it: under
   the number of the item it holds, the new world may keep another one. So each step knows the age it began at and
   compares it where nobody can change it, inside its transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern

from monetize_software_mock.moment import DueAction, Moment, Note
from monetize_software_mock.state import agenda
from monetize_software_mock.state.clock import Clock
from monetize_software_mock.state.rows import Due
from monetize_software_mock.state.store import Store, Transaction
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.webhooks.courier import AttemptResult, Courier
from monetize_software_mock.webhooks.senders import WebhookRequest

from .report import Happening, Report

LIMIT = 1_000_000
"""
Steps one move may take unless it is told otherwise.
"""

_CLOCK = "clock"
_PROGRESS_EVERY = 1000
_PATIENCE_S = 0.01


class ClockBusy(ValueError):
    """
    The clock cannot be moved, because it is being moved.
    """


class TooManySteps(ValueError):
    """
    A move took more steps than it may; what happened until then stays.
    """


Progress = Callable[[int, datetime], None]
"""
Told the number of steps so far and the virtual time, every thousand steps.
"""


class Timeline:
    """
    The one queue of everything that happens by itself.

    Safe to use from several threads: one moves the clock, the others are refused or go on meanwhile.

    Args:
        actions: What to do for each kind but deliveries.
        moments: Makes the moment of a transaction and a time.
        courier: Carries deliveries.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        actions: Mapping[str, DueAction],
        moments: Callable[[Transaction, int], Moment],
        courier: Courier,
    ) -> None:
        self._store, self._clock, self._actions = store, clock, actions
        self._moments, self._courier = moments, courier
        self._busy = threading.Lock()
        self._moving = self._sending = False
        self._age = 0

    def advance(
        self, target: int, *, webhooks: bool = True, limit: int = LIMIT, progress: Progress | None = None
    ) -> Report:
        """
        Make everything happen until a moment, and stand there.

        Args:
            webhooks: Whether deliveries are made too.

        Raises:
            ClockBusy: It is being moved, by somebody else or by the one who now wants to move it again.
            TooManySteps: More than `limit` things happened; the clock stands where the last one did.
        """
        # Refused at once while a move is under way: who asks may be its receiver, and would wait for itself.
        while not self._busy.acquire(timeout=0 if self._engaged else _PATIENCE_S):
            if self._engaged:  # else a clock that goes by itself catches up, which does not take long
                raise ClockBusy("The clock is being moved or webhooks are being delivered; move it when that is done")
        self._moving = True
        began, age, happened = self._clock.now(), self._age, list[Happening]()
        try:
            for happening in self._until(target, webhooks=webhooks):
                happened.append(happening)
                if len(happened) > limit:
                    raise TooManySteps(
                        f"More than {limit} things happened before {happening.at.isoformat()}; "
                        "move in smaller steps, or allow more"
                    )
                if progress is not None and len(happened) % _PROGRESS_EVERY == 0:
                    progress(len(happened), self._clock.now())
            with self._store.reading():
                if age == self._age:  # else it is another world by now, with a time of its own
                    self._clock.place(target)
        finally:
            self._moving = False
            self._let_go()
        return Report(began, self._clock.now(), happened)

    def catch_up(self, *, webhooks: bool) -> None:
        """
        Make happen what is due by now; nothing while the clock is being moved or a receiver is waited for.
        """
        while self._is_due(webhooks=webhooks):
            if not self._busy.acquire(timeout=0 if self._engaged else _PATIENCE_S):
                if self._engaged:
                    return
                continue  # somebody else catches up; that does not take long
            try:
                for _ in self._until(self._clock.millis(), webhooks=webhooks):
                    pass
            finally:
                self._let_go()

    def deliver(self) -> bool:
        """
        Make the next attempt that is due by now, beside whatever else happens; say whether there was one.
        """
        now, age = self._clock.millis(), self._age
        with self._store.reading() as tx:
            due = agenda.soonest_webhook(tx, now)
        if due is None:
            return False
        self._attempt(due, now, age, pinned=False)
        return True

    def forget(self) -> None:
        """
        Stop a move that is under way, because the world is replaced; for one who has the store to themselves.
        """
        self._age += 1

    def keep_time(self) -> None:
        """
        Store the clock's time, so that a file continues there.
        """
        with self._store.transaction() as tx:
            tx.set_number(_CLOCK, self._clock.millis())

    def _let_go(self) -> None:
        self._clock.release()
        try:
            self.keep_time()
        finally:
            self._busy.release()

    def _until(self, target: int, *, webhooks: bool) -> Iterator[Happening]:
        age = self._age
        floor = self._floor()
        while age == self._age:
            with self._store.reading() as tx:
                due = agenda.soonest(tx, target, webhooks=webhooks)
            if due is None:
                return
            floor = max(floor, due.at)
            happen = self._attempt if due.kind == agenda.WEBHOOK else self._act
            told = happen(due, floor, age)  # None: nothing to tell, or its world is gone
            if told is not None:
                yield Happening(_at(floor), intern(due.kind), due.subject, told.text, told.facts)

    def _act(self, due: Due, at: int, age: int) -> Note | None:
        with self._store.transaction() as tx:
            if age != self._age:
                return None
            self._clock.pin(at)
            tx.by_itself = True
            tx.due.remove(due.sequence or 0)
            moment = self._moments(tx, at)
            return self._noted(moment, due, self._actions[due.kind](moment, due))

    def _attempt(self, due: Due, at: int, age: int, *, pinned: bool = True) -> Note | None:
        with self._store.reading() as tx:
            if age != self._age:
                return None
            if pinned:  # `deliver` works beside whoever moves the clock, and leaves it alone
                self._clock.pin(at)
            request = self._courier.prepare(tx, due)
        if request is None:
            self._dropped(due, age)
            return None
        result = self._sent(request, pinned=pinned)
        with self._store.transaction() as tx:
            if age != self._age:  # the receiver, or anybody meanwhile, may have replaced the world
                return None
            tx.due.remove(due.sequence or 0)
            moment = self._moments(tx, at)
            return self._noted(moment, due, self._courier.record(moment, due, result))

    def _dropped(self, due: Due, age: int) -> None:
        """
        Forget an attempt of which nothing is to be sent any more.
        """
        with self._store.transaction() as tx:
            if age == self._age:
                tx.due.remove(due.sequence or 0)

    @property
    def _engaged(self) -> bool:
        return self._moving or self._sending

    def _sent(self, request: WebhookRequest, *, pinned: bool) -> AttemptResult:
        if pinned:  # and only then: what another thread wrote meanwhile is not written back
            self._sending = True
        try:
            return self._courier.send(request)
        finally:
            if pinned:
                self._sending = False

    def _noted(self, moment: Moment, due: Due, told: Note | None) -> Note | None:
        if told is not None:
            moment.note(due.kind, due.subject, told)
        return told

    def _floor(self) -> int:
        with self._store.reading() as tx:
            return tx.number(_CLOCK) or 0

    def _is_due(self, *, webhooks: bool) -> bool:
        now = self._clock.millis()
        with self._store.reading() as tx:
            return agenda.soonest(tx, now, webhooks=webhooks) is not None


@lru_cache(maxsize=1024)  # many things happen at one moment, and a report keeps the moment of each
def _at(millis: int) -> datetime:
    return from_millis(millis)

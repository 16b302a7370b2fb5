"""
Holds one living world: its state, its time, and what can be done to it from outside the API. Never parses HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from . import agenda, paying, senders
from .actions import ACTIONS
from .clock import Clock, Mode
from .counters import Counters
from .deliveries import Courier
from .exchanges import Exchanges
from .ids import Ids
from .moment import Moment
from .outbox import Outbox
from .paying import Payment
from .seeds import plant
from .settings import DeliveryMode, Settings
from .snapshots import Snapshots
from .spec import Spec
from .store import Store, Transaction
from .timeline import LIMIT, Progress, Report, Timeline
from .timestamps import from_iso
from .worker import Worker
from .world import World

_CLOCK = "clock"

Result = TypeVar("Result")


class Engine:
    """
    A world that lives.

    Args:
        world: What it holds at the start.
        spec: The specification its events keep.
        path: File that keeps it; in memory when left out. A file that already holds a world is continued.
        mode: How the clock goes on.
        rate: Virtual seconds in a real second, for the mode `rate`.
        deliveries: How webhooks are delivered.

    Raises:
        StoreError: The file cannot be used.
        ValueError: The clock cannot go that way.
    """

    def __init__(
        self,
        world: World,
        spec: Spec,
        path: Path | str | None = None,
        mode: Mode = "frozen",
        rate: float | None = None,
        deliveries: DeliveryMode = "settle",
    ) -> None:
        self.world = world
        self.spec = spec
        self.counters = Counters()
        self.exchanges = Exchanges()
        self.snapshots = Snapshots()
        self.settings = Settings(deliveries)
        self.clock = Clock(from_iso(world.starts_at), mode, rate)
        self.outbox = Outbox(spec, world.switches, self.settings)
        self.courier = Courier(world.switches, self.settings)
        self.store = Store(path)
        self.timeline = Timeline(self.store, self.clock, ACTIONS, self.moment, self.courier)
        self._worker = Worker(self._step)
        self._beginning: bytes | None = None
        if self.store.empty:
            with self.store.transaction() as tx:
                plant(world, tx)
        self._read_time()
        self._watch()

    def moment(self, tx: Transaction, now: int) -> Moment:
        """
        Return what the rules of the world work with inside a transaction.
        """
        return Moment(tx, Ids(self.world.seed, tx), now, self.world, self.outbox)

    def act(self, action: Callable[[Moment], Result]) -> Result:
        """
        Do something now, all or nothing, and then everything it makes due at once.
        """
        self.catch_up()
        with self.store.transaction() as tx:
            result = action(self.moment(tx, self.clock.millis()))
        self.catch_up()
        return result

    def look(self, action: Callable[[Moment], Result]) -> Result:
        """
        Look at the world now.
        """
        self.catch_up()
        with self.store.transaction() as tx:
            return action(self.moment(tx, self.clock.millis()))

    def catch_up(self) -> None:
        """
        Make happen what is due by now.
        """
        self.timeline.catch_up(webhooks=self.settings.mode != "live")
        self._worker.wake()

    def may_wait(self) -> bool:
        """
        Say whether what is done now may have to wait for a webhook's receiver.
        """
        if self.settings.mode != "settle":
            return False
        with self.store.reading() as tx:
            return tx.endpoints.first("active") is not None

    def advance(
        self,
        delta: timedelta | float = 0,
        *,
        limit: int = LIMIT,
        progress: Progress | None = None,
        **parts: float,
    ) -> Report:
        """
        Move the clock forward and make happen what is due on the way.

        Raises:
            ValueError: The move would go backwards or too far, is under way already, or takes too many steps.
        """
        return self._move(self.clock.target(delta, parts), limit, progress)

    def step(self) -> Report:
        """
        Move the clock forward to whatever is due next, and make that happen; nothing when nothing is due.

        Raises:
            ValueError: A move is under way already.
        """
        with self.store.reading() as tx:
            due = agenda.next_moment(tx)
        return self._move(max(due or 0, self.clock.millis()), LIMIT, None)

    def advance_to(self, moment: datetime, *, limit: int = LIMIT, progress: Progress | None = None) -> Report:
        """
        Move the clock forward to a moment and make happen what is due on the way.

        Raises:
            ValueError: As for `advance`.
        """
        return self._move(self.clock.allowed(moment), limit, progress)

    def preview(self, delta: timedelta | float = 0, *, to: datetime | None = None, **parts: float) -> Report:
        """
        Return what a move would make happen, if every delivery succeeds, without making it happen.

        Raises:
            ValueError: As for `advance`.
        """
        target = self.clock.target(delta, parts) if to is None else self.clock.allowed(to)
        copy = self.fork(frozen=True)
        try:
            return copy.timeline.advance(target)
        finally:
            copy.close()

    def go(self, mode: Mode, rate: float | None = None) -> None:
        """
        Let the clock go on in another way.

        Raises:
            ValueError: There is no such way.
        """
        self.catch_up()
        self.clock.go(mode, rate)
        self.timeline.keep_time()
        self._watch()

    def deliver(self, mode: str) -> None:
        """
        Deliver webhooks in another way from now on.

        Raises:
            ValueError: There is no such way.
        """
        self.settings.go(mode)
        self._watch()
        self.catch_up()

    def fork(self, *, frozen: bool = False) -> Engine:
        """
        Return a copy of this world that goes its own way; its deliveries reach nobody and succeed.

        Args:
            frozen: Its clock stands still, whatever this one does.
        """
        mode: Mode = "frozen" if frozen else self.clock.mode
        deliveries: DeliveryMode = "settle" if self.settings.mode == "live" else self.settings.mode
        rate = self.clock.rate if mode == "rate" else None
        copy = Engine(self.world, self.spec, mode=mode, rate=rate, deliveries=deliveries)
        copy.settings.held = set(self.settings.held)
        copy.courier.default = senders.assume_success
        copy.restore(self.snapshot())
        copy.clock.place(self.clock.millis())
        return copy

    def replant(self, world: World) -> None:
        """
        Become another world, at its start.
        """
        self.world = world
        self.outbox.switches = self.courier.switches = world.switches
        self._beginning = None
        self.reset()

    def reset(self) -> None:
        """
        Go back to the start of the world.
        """
        if self._beginning is None:
            self._beginning = _planted(self.world)
        self.settings.held.clear()
        self.exchanges.clear()
        self.restore(self._beginning)

    def snapshot(self) -> bytes:
        """
        Return the whole state, time included.
        """
        return self.store.snapshot()

    def restore(self, snapshot: bytes) -> None:
        """
        Go back to a snapshot.
        """
        with self.store.reading():  # so that nothing happens in between
            self.timeline.forget()
            self.store.restore(snapshot)
            self._read_time()

    def pay(self, session_id: str, outcome: str | None = None, card: str | None = None) -> Payment:
        """
        Pay a checkout session, as its page would.

        Raises:
            UnknownSession: There is no such session.
            PaymentError: A paid session is to be declined, or the session has expired.
            ValueError: There is no such outcome or test card.
        """
        return self.act(lambda moment: paying.pay(moment, session_id, outcome, card))

    def close(self) -> None:
        """
        Let go of the state.
        """
        self._worker.stop()
        self.store.close()

    def _move(self, target: int, limit: int, progress: Progress | None) -> Report:
        webhooks = self.settings.mode != "live"
        report = self.timeline.advance(target, webhooks=webhooks, limit=limit, progress=progress)
        self._worker.wake()
        return report

    def _watch(self) -> None:
        """
        Have a thread of its own only while something happens without being asked for.
        """
        if self.settings.mode == "live" or self.clock.mode != "frozen":
            self._worker.start()
        else:
            self._worker.stop()

    def _step(self) -> None:
        live = self.settings.mode == "live"
        self.timeline.catch_up(webhooks=not live)
        while live and self.timeline.deliver():
            self.timeline.catch_up(webhooks=False)

    def _read_time(self) -> None:
        with self.store.transaction() as tx:
            self.clock.place(tx.number(_CLOCK) or self.clock.millis())


def _planted(world: World) -> bytes:
    store = Store()
    with store.transaction() as tx:
        plant(world, tx)
    snapshot = store.snapshot()
    store.close()
    return snapshot

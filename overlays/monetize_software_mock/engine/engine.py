"""
Holds one living world: its state, its time, and what can be done to it from outside the API. Never parses HTTP.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.state import queries
from monetize_software_mock.state.clock import Clock, ClockMode, real_now
from monetize_software_mock.state.ids import Ids, fresh_seed
from monetize_software_mock.state.snapshots import Snapshots
from monetize_software_mock.state.store import Store, Transaction
from monetize_software_mock.state.timestamps import from_iso, to_millis
from monetize_software_mock.webhooks import log, senders
from monetize_software_mock.webhooks.courier import Courier
from monetize_software_mock.webhooks.listeners import Listeners
from monetize_software_mock.webhooks.outbox import Outbox
from monetize_software_mock.world import webhook_urls
from monetize_software_mock.world.declaration import World
from monetize_software_mock.world.delivery_mode import DeliveryMode, Settings
from monetize_software_mock.world.start import AS_IN_TESTS, NOW, Start

from .background import Worker
from .counters import Counters
from .due_actions import ACTIONS
from .planting import WORLD, fingerprint, placed, plant, planted_state
from .report import Report
from .request_log import RequestLog
from .timeline import LIMIT, Progress, Timeline

_CLOCK = "clock"

Result = TypeVar("Result")


class Engine:
    """
    A world that lives.

    Args:
        world: What it holds at the start.
        spec: The specification its events keep.
        path: File that keeps it; in memory when left out. A file that already holds a world is continued.
        start: What time, ids and webhooks do; a reset goes back to that.
        original: The world it is a copy of; it goes on from there, and plants nothing.

    Attributes:
        world: What was planted last, with the time at which it began.
        seed: What the ids made now depend on.

    Raises:
        StoreError: The file cannot be used.
        ValueError: The clock cannot go that way.
    """

    def __init__(
        self,
        world: World,
        spec: Spec,
        path: Path | str | None = None,
        start: Start = AS_IN_TESTS,
        original: Engine | None = None,
    ) -> None:
        self.start = start
        self._run_seed = fresh_seed() if start.unique_ids and start.seed is None else start.seed
        self._beginning: bytes | None = None
        self._declared: World
        self.world: World
        self._worlds: dict[int, tuple[World, World]]
        if original is None:
            self._declared, self.world = world, placed(world)
            known = fingerprint(self.world)
            self._worlds = {known: (world, self.world)}
            self.store = Store(path)
        else:
            self._declared, self.world = original._declared, original.world
            self._worlds, self._beginning = dict(original._worlds), original._beginning
            self.store = original.store.copy()
        self.spec = spec
        self.counters = Counters()
        self.snapshots = Snapshots()
        self.listeners = Listeners()
        self.life = log.Life()
        self.settings = Settings(start.deliveries)
        self.clock = Clock(from_iso(self.world.starts_at), start.clock, start.rate)
        self.request_log = RequestLog(spec.secret_fields)
        self.outbox = Outbox(spec, world.switches, self.settings)
        self.courier = Courier(world.switches, self.settings)
        self.timeline = Timeline(self.store, self.clock, ACTIONS, self.moment, self.courier)
        self._worker = Worker(self._step)
        self._lookers = 0
        self._open()
        self.watch()

    @property
    def seed(self) -> str:
        """
        What the ids made now depend on.
        """
        return self._run_seed or self.world.seed

    def moment(self, tx: Transaction, now: int) -> Moment:
        """
        Return what the rules of the world work with inside a transaction.
        """
        return Moment(tx, Ids(self.seed, tx), now, self.world, self.outbox)

    def act(self, action: Callable[[Moment], Result]) -> Result:
        """
        Do something now, all or nothing, and then everything it makes due at once.
        """
        self.catch_up()
        with self.store.transaction() as tx:
            result = action(self.moment(tx, self.clock.millis()))
        self.catch_up()
        self._worker.wake()  # not at every request: it looks every now and then by itself
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
        Make happen what is due by now, unless somebody only looks.
        """
        if self._lookers:
            return
        self.timeline.catch_up(webhooks=self.settings.mode != "live")

    @contextmanager
    def standing_still(self) -> Generator[None]:
        """
        Let nothing happen by being looked at; for reports, which must not change what they report on.
        """
        self._lookers += 1
        try:
            yield
        finally:
            self._lookers -= 1

    def may_wait(self) -> bool:
        """
        Say whether what is done now may have to wait for a webhook's receiver.
        """
        if self.settings.mode != "settle":
            return False
        with self.store.reading() as tx:
            return queries.is_listened_to(tx)

    def move(self, target: int, *, limit: int = LIMIT, progress: Progress | None = None) -> Report:
        """
        Let time pass until a moment, and make happen what is due on the way.

        Raises:
            ClockBusy: The clock is being moved already.
            TooManySteps: More than `limit` things happened; they stay.
        """
        webhooks = self.settings.mode != "live"
        report = self.timeline.advance(target, webhooks=webhooks, limit=limit, progress=progress)
        self._worker.wake()
        return report

    def deliver(self, mode: str) -> None:
        """
        Deliver webhooks in another way from now on.

        Raises:
            ValueError: There is no such way.
        """
        self.settings.go(mode)
        self.watch()
        self.catch_up()

    def watch(self) -> None:
        """
        Have a thread of its own only while something happens without being asked for.
        """
        if self.settings.mode == "live" or self.clock.mode != "frozen":
            self._worker.start()
        else:
            self._worker.stop()

    def fork(self, *, frozen: bool = False) -> Engine:
        """
        Return a copy of this world that goes its own way; its deliveries reach nobody and succeed.

        Args:
            frozen: Its clock stands still, whatever this one does.
        """
        mode: ClockMode = "frozen" if frozen else self.clock.mode
        deliveries: DeliveryMode = "settle" if self.settings.mode == "live" else self.settings.mode
        rate = self.clock.rate if mode == "rate" else None
        start = dataclasses.replace(self.start, clock=mode, rate=rate, deliveries=deliveries, seed=self._run_seed)
        with self.store.reading():  # so that the time is that of the state
            copy, now = Engine(self.world, self.spec, start=start, original=self), self.clock.millis()
        copy.clock.place(now)
        copy.settings.held = set(self.settings.held)
        copy.request_log, copy.snapshots = self.request_log.copy(), self.snapshots.copy()
        copy.courier.default = senders.assume_success
        return copy

    def replant(self, world: World) -> None:
        """
        Become another world, at its start; nothing changes when it cannot be planted.
        """
        self._begin(world, None)

    def reset(self) -> None:
        """
        Go back to the start of the world, and to how time and webhooks went when the mock was started.
        """
        self._begin(self._declared, self._beginning)

    def snapshot(self) -> bytes:
        """
        Return the whole state, time included.
        """
        return self.store.snapshot()

    def restore(self, snapshot: bytes) -> None:
        """
        Go back to a snapshot.
        """
        with self.store.reading() as tx:  # so that nothing happens in between
            self.timeline.forget()
            counted = tx.counted() if self.start.unique_ids else {}
            self.store.restore(snapshot)
            self._change_world(tx)
            with self.store.transaction() as tx:
                tx.count_on(counted)
                self.listeners.rejoin(tx, self.world, self.refuses)
                self.life = log.Life(self.life.number + 1, queries.latest_attempt(tx))
            self._read_time()

    def refuses(self, url: str) -> str | None:
        """
        Say why this world's webhooks may not be sent to a URL; None when they may.
        """
        named = (*self.world.switches.webhook_hosts, *self.start.webhook_hosts)
        return webhook_urls.refusal(url, remote=self.world.switches.remote_webhooks, named=named)

    def close(self) -> None:
        """
        Let go of the state.
        """
        self._worker.stop()
        try:
            self.courier.close()
        finally:
            self.store.close()

    def _step(self) -> None:
        if self._lookers:
            return
        live = self.settings.mode == "live"
        self.timeline.catch_up(webhooks=not live)
        while live and self.timeline.deliver():
            self.timeline.catch_up(webhooks=False)

    def _change_world(self, tx: Transaction) -> None:
        """
        Go on by the rules of the world that a snapshot was taken of, when it was planted here.
        """
        known = self._worlds.get(tx.number(WORLD) or 0, (self._declared, self.world))
        if known[1] is not self.world:
            self._beginning = None
        self._declared, self.world = known
        self.outbox.switches = self.courier.switches = self.world.switches

    def _begin(self, world: World, planted: bytes | None) -> None:
        begun = placed(world)
        known = fingerprint(begun)
        beginning = planted or planted_state(begun, known)
        # From here on nothing fails, so that the old world is there or the new one, and never a mixture.
        self._worlds[known] = (world, begun)
        self._declared, self.world = world, begun
        self._beginning = None if world.starts_at == NOW else beginning
        self.settings.start_over(self.start.deliveries)
        self.request_log.clear()
        self.clock.go(self.start.clock, self.start.rate)
        self.restore(beginning)
        self.watch()

    def _open(self) -> None:
        """
        Plant the world into an empty store, or continue the one that is there.
        """
        if self.store.empty:
            with self.store.transaction() as tx:
                plant(self.world, tx, next(iter(self._worlds)))
        self._read_time()
        if self._declared.starts_at == NOW:  # a file that was left alone for a while
            self.clock.place(max(self.clock.millis(), to_millis(real_now())))
            self.timeline.catch_up(webhooks=False)  # before anybody looks, who would see it on its way

    def _read_time(self) -> None:
        with self.store.transaction() as tx:
            self.clock.place(tx.number(_CLOCK) or self.clock.millis())

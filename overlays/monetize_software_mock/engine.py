"""
Holds one living world: its state, its time, and what can be done to it from outside the API. Never parses HTTP.
"""

from __future__ import annotations

from pathlib import Path

from . import paying, purchases
from .clock import Clock, Mode
from .counters import Counters
from .ids import Ids
from .paying import Outcome, Payment
from .seeds import plant
from .store import Store
from .timestamps import from_iso
from .world import World

_CLOCK = "clock"


class Engine:
    """
    A world that lives.

    Args:
        world: What it holds at the start.
        path: File that keeps it; in memory when left out. A file that already holds a world is continued.
        mode: Whether the clock stands still between moves.

    Raises:
        StoreError: The file cannot be used.
    """

    def __init__(self, world: World, path: Path | str | None = None, mode: Mode = "frozen") -> None:
        self.world = world
        self.counters = Counters()
        self.store = Store(path)
        self.clock = Clock(from_iso(world.starts_at), mode, on_move=self._keep_time)
        self._beginning: bytes | None = None
        if self.store.empty:
            with self.store.transaction() as tx:
                plant(world, tx)
        self._read_time()

    def reset(self) -> None:
        """
        Go back to the start of the world.
        """
        if self._beginning is None:
            self._beginning = _planted(self.world)
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
        self.store.restore(snapshot)
        self._read_time()

    def pay(self, session_id: str, outcome: Outcome = "succeeds") -> Payment:
        """
        Pay a checkout session, as its page would.

        Raises:
            PaymentError: There is no such session, or a paid one is to be declined.
        """
        now = self.clock.millis()
        with self.store.transaction() as tx:
            purchases.settle(tx, now)
            return paying.pay(tx, Ids(self.world.seed, tx), now, session_id, outcome)

    def close(self) -> None:
        """
        Let go of the state.
        """
        self.store.close()

    def _keep_time(self, millis: int) -> None:
        with self.store.transaction() as tx:
            tx.set_number(_CLOCK, millis)

    def _read_time(self) -> None:
        with self.store.transaction() as tx:
            self.clock.rewind(tx.number(_CLOCK) or self.clock.millis())


def _planted(world: World) -> bytes:
    store = Store()
    with store.transaction() as tx:
        plant(world, tx)
    snapshot = store.snapshot()
    store.close()
    return snapshot

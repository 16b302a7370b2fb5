"""
Keeps the connections of one client: which are idle, which are busy, who waits for one. Opens, reads and awaits nothing.

Rules of this module:

1.  No lock is held, ever. A signal's exception between two steps can lose an entry of `busy`, and nothing else; such an
    entry is forgotten soon after its call's time is over. Nothing that a thread might wait for can be left behind.
2.  Giving back counts down and wakes first, and closes then. It never awaits, so a cancelled task gives back too.
3.  After a connection is put with the idle ones, `closed` is looked at once more. So none is left behind by `close()`.
4.  A process that was forked has a state of its own: made whole, then put in place, so that no thread sees half of it.
"""

from __future__ import annotations

import os
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from monetize_software.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LOOK_AGAIN", "MOST", "Pool", "Slot", "closed_error"]

MOST = 100
"""Connections in use at a time. Further calls wait."""

_MOST_IDLE = 20
_LONGEST_IDLE = 5.0
"""Seconds. Servers close idle connections too, and a call that meets such a closing is in doubt."""

LOOK_AGAIN = 0.1
"""Seconds after which a waiter looks again, should its wake-up have been lost with a loop or a thread that ended."""

_GRACE = 1.0
"""Seconds after its deadline in which a call has surely ended."""


class Slot(Protocol):
    """
    A connection that one call at a time uses.
    """

    pid: int

    def is_quiet(self) -> bool:
        """
        Tell whether the connection is open and nothing came uncalled.
        """
        ...

    def close(self) -> None:
        """
        Close it at once.
        """


S = TypeVar("S", bound=Slot)


class _State(Generic[S]):
    def __init__(self) -> None:
        self.pid = os.getpid()
        self.idle: deque[tuple[float, S]] = deque()
        self.busy: dict[S, float] = {}
        self.waiting: deque[Callable[[], None]] = deque()


class Pool(Generic[S]):
    """
    The connections of one client, for threads or for event loops.

    Args:
        new: Makes a slot, without opening anything yet.
        clock: Seconds of a clock that never goes back.
        most: Connections in use at a time.
    """

    def __init__(self, new: Callable[[], S], clock: Callable[[], float] = monotonic, *, most: int = MOST) -> None:
        self._new, self._clock, self._most = new, clock, most
        self._state: _State[S] = _State()
        self.closed = False

    @property
    def idle(self) -> int:
        """
        How many connections are kept for later calls.
        """
        return len(self._mine().idle)

    @property
    def busy(self) -> int:
        """
        How many connections are in use.
        """
        return len(self._mine().busy)

    @property
    def waiting(self) -> int:
        """
        How many wait for one.
        """
        return len(self._mine().waiting)

    def _mine(self) -> _State[S]:
        state = self._state
        if state.pid != os.getpid():
            # The parent's connections are let go of, which closes them here and not for the parent.
            state = self._state = _State()
        return state

    def take(self, deadline: float) -> S | None:
        """
        Take the connection that was used last, or a new one; None while too many are in use.

        Args:
            deadline: When the call that takes it has ended at the latest.

        Raises:
            ConfigurationError: The client was closed.
        """
        state, now = self._mine(), self._clock()
        if self.closed:
            raise closed_error()
        while state.idle:
            try:
                since, slot = state.idle.pop()
            except IndexError:  # another thread took the last one
                break
            if now - since < _LONGEST_IDLE and slot.is_quiet():
                state.busy[slot] = deadline
                return slot
            slot.close()
        if len(state.busy) >= self._most and not self._forget_lost(state, now):
            return None
        slot = self._new()
        state.busy[slot] = deadline
        return slot

    def give(self, slot: S, *, clean: bool) -> None:
        """
        Give a connection back.

        Args:
            slot: The connection.
            clean: Whether it is proven that the next answer on it will be the next request's.
        """
        state = self._mine()
        state.busy.pop(slot, None)
        clean = clean and slot.pid == state.pid
        if clean:
            state.idle.append((self._clock(), slot))
        self.wake()
        if not clean:
            slot.close()
        elif self.closed:
            self._drain(state)
        else:
            self._trim(state)

    def queue(self, wake: Callable[[], None], *, first: bool = False) -> None:
        """
        Queue up: one of those who wait is woken for each connection that is given back.
        """
        waiting = self._mine().waiting
        (waiting.appendleft if first else waiting.append)(wake)

    def leave(self, wake: Callable[[], None], *, served: bool) -> None:
        """
        Leave the queue. Whoever was woken and goes without a connection passes the wake-up on.
        """
        try:
            self._mine().waiting.remove(wake)
        except ValueError:
            if not served:
                self.wake()

    def wake(self) -> None:
        """
        Wake the next in the queue.
        """
        waiting = self._mine().waiting
        while waiting:
            try:
                waiting.popleft()()
            except (IndexError, RuntimeError):  # another thread was faster, or the waiter's loop is gone
                continue
            return

    def close(self) -> None:
        """
        Close what is idle and send those away who wait. A call in flight ends in its own time, and its connection then.
        """
        self.closed = True
        state = self._mine()
        self._drain(state)
        for _ in range(len(state.waiting)):
            self.wake()

    def _drain(self, state: _State[S]) -> None:
        while state.idle:
            try:
                state.idle.pop()[1].close()
            except IndexError:
                return

    def _trim(self, state: _State[S]) -> None:
        """
        Close the connections that have been idle for too long, or are too many.
        """
        while state.idle:
            try:
                since, slot = state.idle.popleft()
            except IndexError:
                return
            if len(state.idle) < _MOST_IDLE and self._clock() - since < _LONGEST_IDLE:
                state.idle.appendleft((since, slot))
                return
            slot.close()

    def _forget_lost(self, state: _State[S], now: float) -> bool:
        """
        Forget connections whose call must have ended long ago; tell whether there were any.
        """
        lost = [slot for slot, deadline in list(state.busy.items()) if now > deadline + _GRACE]
        for slot in lost:
            state.busy.pop(slot, None)
        return bool(lost)


def closed_error() -> ConfigurationError:
    """
    What a call on a closed client raises.
    """
    return ConfigurationError("This client is closed. Build a new one, or close it later.")

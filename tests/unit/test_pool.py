"""
The bookkeeping of connections: who gets which, who waits, what is closed. Slots and clock are played.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from monetize_software import ConfigurationError
from monetize_software._wire.pool import MOST, Pool


class Played:
    """
    A slot whose peer is played.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.quiet = True
        self.closed = False

    def is_quiet(self) -> bool:
        return self.quiet

    def close(self) -> None:
        self.closed = True


class Table:
    """
    A pool and its clock.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.pool: Pool[Played] = Pool(Played, lambda: self.now)

    def take(self, deadline: float = 60) -> Played:
        slot = self.pool.take(deadline)
        assert slot is not None
        return slot

    def take_all(self) -> list[Played]:
        return [self.take() for _ in range(MOST)]


def waiters(woken: list[int], count: int) -> list[Callable[[], None]]:
    """
    Those who wait, each of which notes its number when it is woken.
    """
    return [partial(woken.append, number) for number in range(count)]


@pytest.fixture
def table() -> Table:
    """
    An empty pool at second 0.
    """
    return Table()


def test_last_used_is_taken_first(table: Table) -> None:
    """
    Clean connections are used again, the one used last before older ones, and no call shares one.
    """
    one, other = table.take(), table.take()
    table.pool.give(one, clean=True)
    table.pool.give(other, clean=True)

    assert [other, one] == [table.take(), table.take()]
    assert table.take() not in (one, other)


def test_doubt_closes(table: Table) -> None:
    """
    A connection after which anything is in doubt is closed and never handed out again.
    """
    slot = table.take()
    table.pool.give(slot, clean=False)

    assert slot.closed
    assert slot is not table.take()
    assert (1, 0) == (table.pool.busy, table.pool.idle)


def test_uncalled_bytes_close(table: Table) -> None:
    """
    A connection on which something came, or that ended, while it was idle is closed; the next one is looked at.
    """
    one, other = table.take(), table.take()
    table.pool.give(one, clean=True)
    table.pool.give(other, clean=True)
    other.quiet = False

    assert one is table.take()
    assert other.closed


@pytest.mark.parametrize(("seconds", "again"), [(4.9, True), (5.0, False)])
def test_idle_for_long_is_not_used(table: Table, seconds: float, again: bool) -> None:
    """
    After five idle seconds a server may be about to close, so the connection is closed here.
    """
    slot = table.take()
    table.pool.give(slot, clean=True)
    table.now = seconds

    assert again is (slot is table.take())
    assert again is not slot.closed


def test_few_are_kept(table: Table) -> None:
    """
    Of a burst, twenty connections stay open, and of those none that was idle for long.
    """
    slots = [table.take() for _ in range(50)]
    for slot in slots:
        table.pool.give(slot, clean=True)
    assert (20, [True] * 30 + [False] * 20) == (table.pool.idle, [slot.closed for slot in slots])

    last = table.take()
    table.now = 6
    table.pool.give(last, clean=True)
    assert (1, False) == (table.pool.idle, last.closed)


def test_no_more_than_the_most_are_in_use(table: Table) -> None:
    """
    A call too many gets nothing, until one of those in use is given back, clean or not.
    """
    slots = table.take_all()
    assert table.pool.take(60) is None

    table.pool.give(slots[0], clean=False)
    assert table.take() is not slots[0]
    assert table.pool.take(60) is None


def test_giving_back_wakes_one_in_turn(table: Table) -> None:
    """
    Each connection that comes back wakes the one that waits longest, before anything is closed.
    """
    woken: list[Any] = []
    slots = table.take_all()
    slots[0].close = lambda: woken.append("closed")  # type: ignore[method-assign]
    table.pool.queue(lambda: woken.append(1))
    table.pool.queue(lambda: woken.append(2))
    table.pool.queue(lambda: woken.append(0), first=True)
    for slot in slots[:3]:
        table.pool.give(slot, clean=slot is not slots[0])

    assert [0, "closed", 1, 2] == woken


def test_waiter_of_a_loop_that_is_gone_is_passed_over(table: Table) -> None:
    """
    A wake-up that reaches nobody goes to the next in the queue.
    """
    woken: list[int] = []

    def gone() -> None:
        raise RuntimeError("Event loop is closed")

    table.pool.queue(gone)
    table.pool.queue(lambda: woken.append(1))
    table.pool.wake()

    assert ([1], 0) == (woken, table.pool.waiting)


def test_wake_up_is_passed_on_by_who_goes_without(table: Table) -> None:
    """
    Whoever was woken and was cancelled, or ran out of time, leaves the connection to the next; who was served keeps it.
    """
    woken: list[int] = []
    queued = waiters(woken, 3)
    for waiter in queued:
        table.pool.queue(waiter)

    table.pool.wake()
    table.pool.leave(queued[0], served=True)
    assert [0] == woken
    table.pool.wake()
    table.pool.leave(queued[1], served=False)
    assert [0, 1, 2] == woken


def test_who_leaves_the_queue_is_not_woken(table: Table) -> None:
    """
    A waiter that gave up before it was woken takes no wake-up with it.
    """
    woken: list[int] = []
    queued = waiters(woken, 2)
    for waiter in queued:
        table.pool.queue(waiter)
    table.pool.leave(queued[0], served=False)
    table.pool.wake()

    assert [1] == woken


def test_lost_entries_are_forgotten(table: Table) -> None:
    """
    Connections that a signal's exception kept from being given back count no more, a second after their call's time.
    """
    table.take_all()
    table.now = 61.0
    assert table.pool.take(120) is None

    table.now = 61.1
    table.take(120)
    assert 1 == table.pool.busy


def test_closed_means_closed(table: Table) -> None:
    """
    Closing closes what is idle, wakes everybody who waits, and refuses further calls in words.
    """
    idle, busy = table.take(), table.take()
    table.pool.give(idle, clean=True)
    woken: list[int] = []
    for waiter in waiters(woken, 3):
        table.pool.queue(waiter)
    table.pool.close()

    assert (True, False, [0, 1, 2]) == (idle.closed, busy.closed, woken)
    with pytest.raises(ConfigurationError, match="closed"):
        table.pool.take(60)


def test_call_in_flight_closes_its_connection_after_close(table: Table) -> None:
    """
    A call that ends after the client was closed leaves no connection behind, however clean.
    """
    slot = table.take()
    table.pool.close()
    assert not slot.closed
    table.pool.give(slot, clean=True)

    assert (True, 0, 0) == (slot.closed, table.pool.idle, table.pool.busy)


def test_forked_process_shares_no_connection(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A child begins with nothing, and what it had in hand at the fork it does not keep.
    """
    idle, busy = table.take(), table.take()
    table.pool.give(idle, clean=True)
    table.pool.queue(lambda: None)
    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert (0, 0, 0) == (table.pool.idle, table.pool.busy, table.pool.waiting)
    table.pool.give(busy, clean=True)
    assert (True, 0) == (busy.closed, table.pool.idle)
    assert table.take() not in (idle, busy)

"""
The one thread of a process that writes, and commits together what waits together. Knows no statement.

Rules of this module:

1. A future ends after the commit that made its work durable, never before.
2. What waits when a transaction begins goes into it, up to a bound; nothing waits for company.
3. Who waits for its own write does it itself where nobody writes: two changes of threads cost more than the write.
4. A group that fails is undone as a whole and tried again one by one, so that nobody pays for a neighbour.
5. A failure of COMMIT itself is told to all of the group: whether it happened only the database knows, and the next
   delivery of the same event finds out.
6. A process that was forked gets a thread of its own: the parent's is not there.
7. What need not outlive a power cut waits for no disk, unless something in its group must. A commit that waits makes
   all before it durable, so that nothing is ever kept without what it was built on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from copy import copy
from queue import Empty, Full, Queue
from threading import Lock, Thread
from typing import Any, Final, NamedTuple

from monetize_software._forks import anew_in_a_child
from monetize_software.errors import StorageError

from .failures import storage_error, translated
from .tx import Tx

__all__ = ["Work", "Writer"]

Work = Callable[[Tx, Sequence[Any]], Sequence[Any]]
"""Writes several items of one kind in an open transaction; answers one result, or exception, for each."""

_LARGEST_GROUP: Final = 64
_LONGEST_QUEUE: Final = 1_000


class _Job(NamedTuple):
    work: Work
    item: Any
    future: Future[Any]
    durable: bool = True


class _Failed:
    """
    A group whose commit failed.
    """

    def __init__(self, problem: Exception) -> None:
        self._problem = problem

    def told(self) -> Exception:
        """
        The failure, anew for each who waits: threads that raise one object would write into one traceback.
        """
        return copy(self._problem)


class _Undone(_Failed):
    """
    A group that failed before its commit: nothing of it is there.
    """


class Writer:
    """
    Takes work from any thread and does it in groups.

    Args:
        connect: Opens a connection whose `begin()` begins a write transaction.
        opening: Statements that each transaction begins with, for `Tx.script`.
        syncing: Statements that make the next commits wait for the disk, and that let them not.
    """

    def __init__(self, connect: Callable[[], Any], opening: str = "", syncing: tuple[str, str] = ("", "")) -> None:
        self._connect = connect
        self._opening = opening
        self._syncing, self._syncs = syncing, True
        self._lock = Lock()
        self._turn = Lock()
        self._pid = 0
        self._queue: Queue[_Job | None] = Queue()
        self._connection: Any = None
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Forget who held the locks in the parent of this process; the thread is found to be missing at the next write.
        """
        self._lock, self._turn = Lock(), Lock()

    def submit(self, work: Work, item: Any) -> Future[Any]:
        """
        Have an item written.

        Raises:
            StorageError: More than 1,000 wait already.
        """
        job = _Job(work, item, Future())
        self._put(job)
        return job.future

    def do(self, work: Work, item: Any, *, durable: bool = True) -> Any:
        """
        Have an item written, and wait for it.

        Args:
            work: What writes it.
            item: The item.
            durable: Whether it must outlive a power cut. A killed process loses neither.

        Raises:
            StorageError: More than 1,000 wait already, or the database failed.
        """
        job = _Job(work, item, Future(), durable)
        if self._pid != os.getpid():
            self._start()
        turn = self._turn
        if not self._queue.empty() or not turn.acquire(blocking=False):
            self._put(job)
            return job.future.result()
        try:
            self._write([job])
        except BaseException:
            self._let_go()  # interrupted in the middle; a transaction left open would be the next one's
            raise
        finally:
            turn.release()
        return job.future.result()

    def close(self) -> None:
        """
        Write what waits, then end the thread.
        """
        with self._lock:
            if self._pid == os.getpid():
                self._queue.put(None)
                self._thread.join()
                self._pid = 0

    def _put(self, job: _Job) -> None:
        if self._pid != os.getpid():
            self._start()
        try:
            self._queue.put_nowait(job)
        except Full:
            raise StorageError(f"{_LONGEST_QUEUE} writes wait for the database.", retryable=True) from None

    def _start(self) -> None:
        with self._lock:
            if self._pid == os.getpid():
                return
            self._queue, self._turn = Queue(_LONGEST_QUEUE), Lock()
            self._connection = None
            self._thread = Thread(target=self._run, args=(self._queue, self._turn), name="monetize-writer", daemon=True)
            self._thread.start()
            self._pid = os.getpid()

    def _run(self, queue: Queue[_Job | None], turn: Lock) -> None:
        last = False
        while not last and (first := queue.get()) is not None:
            with turn:
                group, last = _waiting(first, queue)
                self._write(group)
            del group, first
        with turn:
            self._let_go()

    def _write(self, group: list[_Job]) -> None:
        outcomes = self._attempt(group)
        if isinstance(outcomes, _Undone) and len(group) > 1:
            for job in group:
                self._write([job])
            return
        for place, job in enumerate(group):
            _settle(job.future, outcomes[place] if isinstance(outcomes, list) else outcomes.told())

    def _attempt(self, group: list[_Job]) -> list[Any] | _Failed:
        try:
            outcomes = translated(self._done, group)
        except Exception as problem:
            self._undo()
            return _Undone(problem)
        try:
            translated(self._connection.commit)
        except Exception as problem:
            self._undo()
            return _Failed(problem)
        return outcomes

    def _done(self, group: list[_Job]) -> list[Any]:
        return _done(self._begun(any(job.durable for job in group)), group)

    def _begun(self, durable: bool) -> Tx:
        """
        On a connection inside a new transaction; a fresh one where the kept one was lost meanwhile.
        """
        for last in (False, True):
            try:
                if self._connection is None:
                    self._connection, self._syncs = self._connect(), True
                self._wait_for_disk(durable)
                self._connection.begin()
                tx = Tx(self._connection)
                if self._opening:
                    tx.script(self._opening)
                return tx
            except Exception as problem:
                self._let_go()
                if last or not storage_error(problem).retryable:
                    raise
        raise AssertionError

    def _wait_for_disk(self, durable: bool) -> None:
        statement = self._syncing[0 if durable else 1]
        if statement and durable != self._syncs:
            Tx(self._connection).driver(statement)
            self._syncs = durable

    def _undo(self) -> None:
        try:
            if self._connection is not None:
                self._connection.rollback()
        except Exception:
            self._let_go()
        if self._connection is not None and self._connection.invalidated:
            self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.invalidate()
                connection.close()
        except Exception:
            return  # it was lost before


def _waiting(first: _Job, queue: Queue[_Job | None]) -> tuple[list[_Job], bool]:
    group = [first]
    while len(group) < _LARGEST_GROUP:
        try:
            job = queue.get_nowait()
        except Empty:
            return group, False
        if job is None:
            return group, True
        group.append(job)
    return group, False


def _done(tx: Tx, group: list[_Job]) -> list[Any]:
    """
    The result of each job, in order; jobs of one kind are handed over together.
    """
    outcomes: list[Any] = [None] * len(group)
    kinds = dict.fromkeys(job.work for job in group)
    for work in kinds:
        places = [place for place, job in enumerate(group) if job.work == work]
        for place, outcome in zip(places, work(tx, [group[place].item for place in places]), strict=True):
            outcomes[place] = outcome
    return outcomes


def _settle(future: Future[Any], outcome: Any) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if isinstance(outcome, BaseException):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)

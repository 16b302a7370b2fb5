"""
Runs the handlers of events that wait. Keeps the order within a subject, and leaves others alone.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from threading import Lock
from typing import Final
from uuid import uuid4

from monetize_software.errors import StorageError
from monetize_software.storage.inbox import EventQuery, EventRow, WorkerRow

from .core import Core

__all__ = ["Worker", "run_event", "sweep"]

_log = logging.getLogger("monetize_software.receivers")

_BATCH: Final = 200
_BEAT_MS: Final = 5_000
_PAGE: Final = 500


class Worker:
    """
    Works until it is told to stop. Any number of them, in any number of processes, share the work.

    Args:
        core: Of the receiver.
        threads: How many subjects at once.
        interval: Seconds to wait when nothing is due.
    """

    def __init__(self, core: Core, *, threads: int = 4, interval: float = 1.0) -> None:
        self._core, self._number, self._interval = core, threads, interval
        self._stop = Flag()
        self._lock = Lock()
        self._row = WorkerRow(f"{uuid4().hex}", socket.gethostname(), os.getpid(), core.now(), 0, 0, 0)

    @property
    def progress(self) -> WorkerRow:
        """
        Who it is, and how many events it has handled.
        """
        return self._row

    def stop(self) -> None:
        """
        End `run` after the events it has begun. Safe in a signal handler.
        """
        self._stop.set()

    def run(self, wait: Callable[[float], object] | None = None) -> None:
        """
        Work until `stop` is called.

        Args:
            wait: Waits so many seconds when nothing is due; None for until `stop` is called.
        """
        pause = wait if wait is not None else self._stop.wait
        with ThreadPoolExecutor(self._number, thread_name_prefix="monetize-worker") as threads:
            while not self._stop.is_set():
                if not self._round(threads):
                    pause(self._interval)
        self._leave()

    def run_once(self) -> int:
        """
        Handle what is due now, and what that makes due, on this thread; how many events.
        """
        handled = 0
        while subjects := self._due():
            found = sum(self._drain(subject) for subject in subjects)
            if not found:
                break
            handled += found
        return handled

    def _round(self, threads: ThreadPoolExecutor) -> int:
        try:
            self._beat()
            return sum(threads.map(self._drain, self._due()))
        except StorageError as problem:
            _log.warning("%s: the store failed, the worker tries again: %s", self._core.name, problem)
            return 0

    def _due(self) -> list[str]:
        return self._core.events.due(self._core.name, self._core.now(), limit=_BATCH)

    def _drain(self, subject: str) -> int:
        """
        Handle what is due of a subject.
        """
        handled = 0
        while not self._stop.is_set():
            try:
                row = self._core.events.work(
                    self._core.name, subject, self._core.now(), self._core.handle_elsewhere(), owner=self._row.id
                )
            except StorageError as problem:
                _log.warning("%s: the store failed for one event, it stays: %s", self._core.name, problem)
                break
            if row is None:
                break
            self._count(row)
            handled += 1
            if row.state == "failed":
                break
        return handled

    def _count(self, row: EventRow) -> None:
        done = row.state == "done"
        with self._lock:
            self._row = self._row._replace(done=self._row.done + done, failed=self._row.failed + (not done))
        if row.state == "dead":
            _log.error("%s: %.64r was given up after %d attempts.", self._core.name, row.id, row.attempts)

    def _beat(self, *, force: bool = False) -> None:
        now = self._core.now()
        if force or now - self._row.beat >= _BEAT_MS:
            with self._lock:
                self._row = self._row._replace(beat=now)
            self._core.events.beat(self._row)

    def _leave(self) -> None:
        """
        Be counted as at work no longer. One whose store fails just now is forgotten later, as if it were killed.
        """
        try:
            self._core.events.beat(self._row._replace(beat=0))
        except StorageError as problem:
            _log.warning("%s: the store failed as the worker ended: %s", self._core.name, problem)


def run_event(core: Core, event_id: str) -> str:
    """
    Handle one event, and before it what is older of its subject; its state then. What a task of a queue calls.

    Raises:
        LookupError: There is no such event.
        StorageError: The store failed, or another worker is at this subject for long; try again later.
    """
    owner = uuid4().hex
    while True:
        row = core.events.get(core.name, event_id)
        if row is None:
            raise LookupError(f"There is no event {event_id[:64]!r} in the receiver {core.name!r}.")
        if row.state not in ("open", "failed"):
            return row.state
        worked = core.events.work(core.name, row.subject, core.now(), core.handle_elsewhere(), owner=owner, wait=True)
        if worked is None or (worked.state == "failed" and worked.id != event_id):
            return "open"  # an older event of the subject fails, and this one may not overtake it
        if worked.id == event_id:
            return worked.state


def sweep(core: Core, *, older_than_ms: int) -> int:
    """
    Hand over again what is open for so long; how many.
    """
    now, found = core.now(), 0
    query = EventQuery(core.name, states=("open", "failed"), limit=_PAGE)
    while rows := core.events.find(query):
        waiting = [row for row in rows if row.received <= now - older_than_ms and row.due <= now]
        for row in waiting:
            core.tell(row.id)
        found += len(waiting)
        query = query._replace(after=(rows[-1].at, rows[-1].id))
    return found

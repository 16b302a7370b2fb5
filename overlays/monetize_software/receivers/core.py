"""
Drives deliveries: reads, records and waits as a delivery's flow asks, on a thread or on an event loop. Decides nothing.

A framework's module needs this one alone: `Request.of` from its request, a function that reads its body, and
`Core.answer` or `Core.answer_async`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from time import monotonic
from typing import Any, Final

from monetize_software.errors import ConfigurationError, StorageError
from monetize_software.storage.inbox import UNFINISHED, Events, Recorded

from .answers import Answer
from .async_tx import HandlerLoop
from .delivery import BodyInterrupted, DeliverySettings, Effect, Read, Record, Request, deliver
from .handling import EventHandling, HandlingSettings
from .landing import landed

__all__ = ["DEADLINE", "Core"]

_log = logging.getLogger("monetize_software.receivers")

DEADLINE: Final = 8.0
"""Seconds until a delivery is answered, whatever happens; the vendor waits for ten."""

_TROUBLE = (StorageError, ConfigurationError, BodyInterrupted, TimeoutError)


class Core:
    """
    A receiver without its public face.

    Args:
        delivery: What decides about deliveries.
        handling: What runs handlers.
        events: The inbox; a function, because a store may be used before it is migrated.
        queued: Whether handlers run in workers.
        hand_over: Told the id of an event that waits for its handlers.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        delivery: DeliverySettings,
        handling: HandlingSettings,
        events: Callable[[], Events],
        *,
        queued: bool,
        hand_over: Callable[[str], Any] | None,
        clock: Callable[[], float],
    ) -> None:
        self.delivery, self.handling, self.queued, self.hand_over = delivery, handling, queued, hand_over
        self._events, self._clock = events, clock
        self._loop = HandlerLoop()
        self._threads: tuple[int, ThreadPoolExecutor] | None = None
        self._lock = Lock()

    @property
    def events(self) -> Events:
        """
        The inbox.
        """
        return self._events()

    @property
    def name(self) -> str:
        """
        The receiver's name.
        """
        return self.delivery.name

    def now(self) -> int:
        """
        The time, in milliseconds.
        """
        return int(self._clock() * 1000)

    def handler_loop(self) -> asyncio.AbstractEventLoop:
        """
        A loop for async handlers, where no server runs one.
        """
        return self._loop.get()

    def handle_elsewhere(self) -> EventHandling:
        """
        What runs the handlers of an event in a worker.
        """
        return EventHandling(self.handling, self._loop.get)

    def answer(self, request: Request, read: Callable[[int], bytes]) -> Answer:
        """
        Answer a delivery, on this thread.

        Args:
            request: Its head.
            read: Reads at most so many bytes of the body; raises `BodyInterrupted`.
        """
        end = monotonic() + DEADLINE
        flow = deliver(self.delivery, request, self.now())
        given, trouble = None, None
        while True:
            try:
                effect = flow.send(given) if trouble is None else flow.throw(trouble)
            except StopIteration as done:
                answer: Answer = done.value
                return answer
            try:
                given, trouble = self._do(effect, read, end), None
            except _TROUBLE as problem:
                trouble = problem

    async def answer_async(self, request: Request, read: Callable[[int, float], Awaitable[bytes]]) -> Answer:
        """
        Answer a delivery, on this event loop; async handlers run on it too.

        Args:
            request: Its head.
            read: Reads at most so many bytes of the body within so many seconds; raises `BodyInterrupted`.
        """
        end = monotonic() + DEADLINE
        flow = deliver(self.delivery, request, self.now())
        given, trouble = None, None
        while True:
            try:
                effect = flow.send(given) if trouble is None else flow.throw(trouble)
            except StopIteration as done:
                answer: Answer = done.value
                return answer
            try:
                given, trouble = await self._do_async(effect, read, end), None
            except _TROUBLE as problem:
                trouble = problem

    def tell(self, event_id: str) -> None:
        """
        Hand an event over, without waiting for it. What is lost here is found by `sweep`.
        """
        if self.hand_over is not None:
            self._pool().submit(self._hand_over, event_id)

    def close(self) -> None:
        """
        End threads, after what they have begun.
        """
        with self._lock:
            if self._threads is not None and self._threads[0] == os.getpid():
                self._threads[1].shutdown()
            self._threads = None
        self._loop.close()

    def _do(self, effect: Effect, read: Callable[[int], bytes], end: float) -> Any:
        if isinstance(effect, Read):
            return read(effect.most)
        return self._recorded(effect, self._record(effect, self._loop.get).result(max(0.0, end - monotonic())))

    async def _do_async(self, effect: Effect, read: Callable[[int, float], Awaitable[bytes]], end: float) -> Any:
        if isinstance(effect, Read):
            return await read(effect.most, end - monotonic())
        loop = asyncio.get_running_loop()
        return self._recorded(effect, await landed(self._record(effect, lambda: loop), max(0.0, end - monotonic())))

    def _record(self, effect: Record, loop: Callable[[], asyncio.AbstractEventLoop]) -> Future[Recorded]:
        inline = not self.queued and effect.row.state in UNFINISHED
        handling = EventHandling(self.handling, loop, effect.event, quick=True) if inline else None
        return self.events.record(effect.row, handling)

    def _recorded(self, effect: Record, recorded: Recorded) -> Recorded:
        if recorded.state == "open" and not recorded.known:
            self.tell(effect.row.id)
        return recorded

    def _hand_over(self, event_id: str) -> None:
        try:
            if self.hand_over is not None:
                self.hand_over(event_id)
        except Exception as problem:
            kind = type(problem).__name__
            _log.warning("%s: %.64r was not handed over (%s); a sweep will.", self.name, event_id, kind)

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._threads is None or self._threads[0] != os.getpid():
                self._threads = (os.getpid(), ThreadPoolExecutor(2, thread_name_prefix="monetize-hand-over"))
            return self._threads[1]

"""
Runs the handlers of an event, and turns whatever they raise into one kind of failure. Opens no transaction.

Rules of this module:

1. A handler's failure is logged once, with where it was raised, and kept with the event in one line. Both are masked:
   an exception's text is the one place where a handler may show an e-mail address.
2. Handlers without a transaction run first, then those with one; each in the order they were registered.
3. An event that came late is told so, and passed over where a handler said `late="skip"`.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from monetize_software.redaction.text import redact
from monetize_software.storage.inbox import EventRow, Failed
from monetize_software.webhooks import Event, parse

from .async_tx import run_coroutine
from .registry import Handler, Registry

__all__ = ["EventHandling", "HandlingSettings"]

_log = logging.getLogger("monetize_software.receivers")

_LONG_MS: Final = 250
_FIRST_PAUSE_MS: Final = 5_000
_LONGEST_PAUSE_MS: Final = 3_600_000


class HandlingSettings:
    """
    What all events of a receiver have in common.

    Args:
        registry: The handlers.
        patience: For how long the handlers of one event may run, in seconds.
        attempts: After how many an event is given up.
        chance: A number from 0 to 1, to spread what failed at once.
    """

    def __init__(
        self, registry: Registry, *, patience: float, attempts: int, chance: Callable[[], float] = lambda: 1.0
    ) -> None:
        self.registry, self.patience, self.attempts, self.chance = registry, patience, attempts, chance


class EventHandling:
    """
    Runs handlers, for a store; see `storage.inbox.Handling`.

    Args:
        settings: Of the receiver.
        loop: Gives the loop of async handlers.
        event: The event, where it is parsed already.
        quick: Whether somebody waits for the transaction, so that a slow handler is worth a warning.
    """

    def __init__(
        self,
        settings: HandlingSettings,
        loop: Callable[[], asyncio.AbstractEventLoop],
        event: Event | None = None,
        *,
        quick: bool = False,
    ) -> None:
        self._settings, self._loop, self._event, self._quick = settings, loop, event, quick
        self.patience = int(settings.patience * 1000)

    def inside(self, event: EventRow, tx: Any) -> None:
        """
        Run the handlers that take a transaction.
        """
        parsed = self._parsed(event)
        for handler in self._settings.registry.of(parsed):
            if handler.takes_tx:
                self._run(handler, parsed, tx)

    def has_outside(self, event: EventRow) -> bool:
        """
        Whether there are handlers that take none.
        """
        return any(not handler.takes_tx for handler in self._settings.registry.of(self._parsed(event)))

    def outside(self, event: EventRow) -> None:
        """
        Run the handlers that take no transaction.
        """
        parsed = self._parsed(event)
        for handler in self._settings.registry.of(parsed):
            if not handler.takes_tx:
                self._run(handler, parsed, None)

    def back_off(self, attempts: int) -> int | None:
        """
        5 s, doubled each time, up to an hour, minus up to a fifth by chance; None after the last attempt.
        """
        if attempts >= self._settings.attempts:
            return None
        whole = min(_FIRST_PAUSE_MS * 2 ** min(attempts, 20), _LONGEST_PAUSE_MS)
        return int(whole * (0.8 + 0.2 * self._settings.chance()))

    def _parsed(self, row: EventRow) -> Event:
        if self._event is None or self._event.id != row.id:
            self._event = parse(row.body)
        if row.late and not self._event.late:
            object.__setattr__(self._event, "late", True)
        return self._event

    def _run(self, handler: Handler, event: Event, tx: Any) -> None:
        if event.late and handler.late == "skip":
            return
        begun = monotonic()
        try:
            self._call(handler, event, tx)
        except BaseException as problem:  # also an exit: on the thread that writes it would end the writing of all
            failed = _told(handler, event, problem)
        else:
            self._note_time(handler, event, monotonic() - begun)
            return
        raise failed

    def _call(self, handler: Handler, event: Event, tx: Any) -> None:
        if handler.is_async:
            run_coroutine(
                handler.call, event, tx, self._loop(), takes_tx=handler.takes_tx, seconds=self._settings.patience
            )
        elif handler.takes_tx:
            handler.call(event, tx)
        else:
            handler.call(event)

    def _note_time(self, handler: Handler, event: Event, seconds: float) -> None:
        if self._quick and seconds * 1000 > _LONG_MS:
            _log.warning(
                "Handler %s took %.0f ms for %.64r while the delivery waited; mode='queued' runs it elsewhere.",
                _name(handler), seconds * 1000, event.id,
            )  # fmt: skip


def _told(handler: Handler, event: Event, problem: BaseException) -> Failed:
    text = redact(f"{_name(handler)}: {type(problem).__name__}: {problem}".replace("\n", " "))
    where = redact("".join(traceback.format_tb(problem.__traceback__)))
    _log.error("Handler failed for %.64r (%.64s): %s\n%s", event.id, event.name, text[:500], where)
    return Failed(text)


def _name(handler: Handler) -> str:
    return str(getattr(handler.call, "__qualname__", type(handler.call).__name__))

"""
What every store is: one object per capability. Keeps nothing itself.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from monetize_software._staying import Staying
from monetize_software.errors import ConfigurationError

from .facts import Facts
from .inbox import Events
from .meters import Meters
from .protocols import Cache, Sessions

__all__ = ["Store", "not_a_store"]

_KEPT_BY: Final = {
    "events": "SQLStore (or MemoryStore, until the process ends; RedisStore keeps their ids alone)",
    "facts": "SQLStore (or MemoryStore, until the process ends)",
    "meters": "SQLStore (or MemoryStore, until the process ends)",
    "sessions": "SQLStore, RedisStore, FileStore or MemoryStore",
    "cache": "RedisStore (or MemoryStore, within one process)",
}


def not_a_store(given: object) -> str:
    """
    What to say to somebody who passes what is no store, such as its address; "" for anything that may be one.
    """
    if given is None or isinstance(given, (str, bytes, PurePath, type)):
        kind = f"the class {given.__name__}" if isinstance(given, type) else type(given).__name__
        return f'store must be a store, such as SQLStore("sqlite:///billing.db"), not {kind}.'
    return ""


class Store(Staying):
    """
    One object per capability. What a store cannot keep answers with a `ConfigurationError` that says which can.
    """

    transactional: bool = False
    """Whether handlers of events can write in the transaction that records the event."""

    keeps_inbox: bool = True
    """Whether events are kept for workers, and not their ids alone."""

    @property
    def events(self) -> Events:
        """
        The inbox: events as they were delivered, and what became of them.
        """
        raise self._lacking("events")

    @property
    def facts(self) -> Facts:
        """
        What the events say about subscriptions and payments.
        """
        raise self._lacking("facts")

    @property
    def meters(self) -> Meters:
        """
        The ledger of debits.
        """
        raise self._lacking("meters")

    @property
    def sessions(self) -> Sessions:
        """
        Sessions of signed-in users.
        """
        raise self._lacking("sessions")

    @property
    def cache(self) -> Cache:
        """
        Answers that may be forgotten at any time.
        """
        raise self._lacking("cache")

    def migrate(self) -> None:
        """
        Create what the store needs, or bring it up to this release. Safe to call again and from several processes.
        """

    def close(self) -> None:
        """
        Let go of connections and threads. What was answered is kept.
        """

    def _lacking(self, capability: str) -> ConfigurationError:
        return ConfigurationError(f"A {type(self).__name__} keeps no {capability}. Use {_KEPT_BY[capability]}.")

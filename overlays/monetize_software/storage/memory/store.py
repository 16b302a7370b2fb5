"""
The store that keeps everything in this process. Never writes to a disk.
"""

from __future__ import annotations

from monetize_software.storage.facade import Store

from .cache import MemoryCache
from .events import MemoryEvents
from .facts import MemoryFacts
from .meters import MemoryMeters
from .sessions import MemorySessions

__all__ = ["MemoryStore"]


class MemoryStore(Store):
    """
    Keeps everything until the process ends. For tests, and for a first try.
    """

    def __init__(self) -> None:
        self._facts = MemoryFacts()
        self._events = MemoryEvents(self._facts)
        self._meters = MemoryMeters()
        self._sessions = MemorySessions()
        self._cache: MemoryCache[str, bytes] = MemoryCache()

    @property
    def sessions(self) -> MemorySessions:
        """
        Sessions of signed-in users. To forget one is to sign somebody out, so they are not bounded.
        """
        return self._sessions

    @property
    def cache(self) -> MemoryCache[str, bytes]:
        """
        Answers that may be forgotten at any time: the ten thousand that were kept last.
        """
        return self._cache

    @property
    def facts(self) -> MemoryFacts:
        """
        What the events say about subscriptions and payments.
        """
        return self._facts

    @property
    def events(self) -> MemoryEvents:
        """
        The inbox.
        """
        return self._events

    @property
    def meters(self) -> MemoryMeters:
        """
        The ledger of debits.
        """
        return self._meters

    def __repr__(self) -> str:
        return f"<MemoryStore, {self._sessions!r}>"

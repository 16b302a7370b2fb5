"""
A store over another: hands on whatever the one above does not change. Keeps nothing itself.
"""

from __future__ import annotations

from .facade import Store
from .facts import Facts
from .inbox import Events
from .meters import Meters
from .protocols import Cache, Sessions

__all__ = ["OverStore"]


class OverStore(Store):
    """
    All that a store keeps, as it keeps it.

    Args:
        store: The store below.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.transactional, self.keeps_inbox = store.transactional, store.keeps_inbox

    @property
    def events(self) -> Events:
        """
        The store's.
        """
        return self._store.events

    @property
    def facts(self) -> Facts:
        """
        The store's.
        """
        return self._store.facts

    @property
    def meters(self) -> Meters:
        """
        The store's.
        """
        return self._store.meters

    @property
    def sessions(self) -> Sessions:
        """
        The store's.
        """
        return self._store.sessions

    @property
    def cache(self) -> Cache:
        """
        The store's.
        """
        return self._store.cache

    def migrate(self) -> None:
        """
        As the store does.
        """
        self._store.migrate()

    def close(self) -> None:
        """
        As the store does.
        """
        self._store.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._store!r}>"

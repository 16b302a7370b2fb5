"""
Reads what a store answered, once for each content: a session is asked for its token at every call, and seldom changes.
"""

from __future__ import annotations

from .effects import Stored
from .record import Alias, Entry, unpack

__all__ = ["Reading"]


class Reading:
    """
    What one handle read last. Of use for the very same bytes alone, so no clock, version or store has to be believed,
    and what another process wrote is seen by the next read. It belongs to one handle, so to one session.
    """

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: tuple[bytes, Entry] | None = None  # replaced as a whole: threads share a handle

    def stored(self, found: tuple[bytes | None, int]) -> Stored | None:
        """
        Read what a store answered: nothing, or an entry and its version.

        Raises:
            StorageError: It cannot be read (`session_unreadable`).
        """
        value, version = found
        del found  # reporters of errors show the variables of every frame that an exception passed
        if value is None:
            self._last = None  # whoever signed out is not kept in memory either
            return None
        last = self._last
        if last is not None and last[0] == value:
            return Stored(last[1], version)
        del last
        try:
            entry = unpack(value)
            if not isinstance(entry, Alias):  # after which the row that it stands for is read
                self._last = value, entry
        finally:
            del value
        return Stored(entry, version)

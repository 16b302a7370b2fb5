"""
Keeps named snapshots of a world in memory. Never takes one by itself.
"""

from __future__ import annotations

import re

MOST = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class UnknownSnapshot(ValueError):
    """
    There is no such snapshot.
    """


class Snapshots:
    """
    The latest snapshots by name; the oldest goes when there are too many.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._taken = 0

    @property
    def names(self) -> list[str]:
        """
        Their names, oldest first.
        """
        return list(self._kept)

    def copy(self) -> Snapshots:
        """
        Return another memory with the same in it.
        """
        made = Snapshots()
        made._kept, made._taken = dict(self._kept), self._taken
        return made

    def keep(self, state: bytes, name: str | None = None) -> str:
        """
        Keep a state, and return its name: the one given, else `snap_` and a number.

        Raises:
            ValueError: The name is unusable.
        """
        self._taken += 1
        chosen = f"snap_{self._taken}" if name is None else name
        if not _NAME.fullmatch(chosen):
            raise ValueError("A snapshot's name has letters, digits, dots, hyphens and underscores, at most 64")
        self._kept.pop(chosen, None)
        self._kept[chosen] = state
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        return chosen

    def get(self, name: str) -> bytes:
        """
        Return a state.

        Raises:
            UnknownSnapshot: There is none of that name.
        """
        if name not in self._kept:
            raise UnknownSnapshot(f"No snapshot {name}; the last {MOST} are kept")
        return self._kept[name]

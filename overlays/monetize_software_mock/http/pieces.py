"""
Bodies that come piece by piece: bytes, pauses, perhaps a break. Never waits; whoever sends them does.

1. The pieces are asked for one at a time, and the next only when there is room for it: no piece is kept.
2. Whoever sends them says once how it ended, and whoever made them learns it once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

BreakName = Literal["reset", "close", "garbage", "silence"]
Ending = Literal["complete", "aborted", "broken"]
"""
`complete`: all of it was handed over. `aborted`: the client left. `broken`: the body broke off, as it was meant to.
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """
    Nothing comes for a while.
    """

    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """
    The connection breaks here, or falls silent for good.
    """

    name: BreakName


Piece = bytes | Pause | Break


def _nobody(ending: Ending) -> None:
    """
    Tell nobody.
    """


class Pieces:
    """
    A body in pieces, which can be read once.

    Args:
        items: What comes, in order; made while it is sent.
        ended: Told once how it ended, before the client can know that it has all of it.
    """

    def __init__(self, items: Iterable[Piece], ended: Callable[[Ending], None] = _nobody) -> None:
        self._items = iter(items)
        self._ended = ended
        self._open = threading.Lock()  # taken by whoever ends them, for good

    def __iter__(self) -> Iterator[Piece]:
        """
        Return the pieces.
        """
        return self._items

    def end(self, ending: Ending) -> None:
        """
        Say how it ended, and let go of whatever makes the pieces; only the first time counts.
        """
        if not self._open.acquire(blocking=False):
            return
        close = getattr(self._items, "close", None)
        if close is not None:
            with suppress(ValueError):  # another thread is just being given a piece; it will be the last
                close()
        self._ended(ending)

    def abandon(self) -> None:
        """
        Say that the client has left; it has all of it when nothing more was to come.
        """
        if not self._open.locked():
            self.end("complete" if next(self._items, None) is None else "aborted")

    def finish(self) -> None:
        """
        Let all of it come, for nobody; a break ends it early.
        """
        for piece in self._items:
            if isinstance(piece, Break):
                return self.end("broken")
        self.end("complete")
        return None

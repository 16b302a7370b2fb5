"""
Finds the middle of a body, where a fault happens: after so many bytes, pieces or events. Never breaks a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from monetize_software_mock.http.pieces import Break, BreakName, Ending, Pause, Piece, Pieces

from .actions import Cut, Delay, FaultError

Unit = Literal["bytes", "pieces", "events"]
_WORDS = re.compile(r"([0-9]{1,15}) (byte|piece|event)s?")
_END_OF_EVENT = re.compile(rb"\r\n\r\n|\n\n|\r\r")


@dataclass(frozen=True, slots=True)
class Middle:
    """
    A place in a body: after so many bytes, pieces or server-sent events of it.
    """

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit if self.count != 1 else self.unit.removesuffix('s')}"

    def within(self, body: bytes) -> int | None:
        """
        Return how many bytes come first of a body that is one piece; None when it ends before that.
        """
        place = _Place(self)
        found = place.in_next(body)
        return found if found is not None and found < len(body) else None


def middle(text: str) -> Middle:
    """
    Read a place as people write it, such as `3 events`.

    Raises:
        FaultError: It is no such place.
    """
    found = _WORDS.fullmatch(text) if isinstance(cast("object", text), str) else None
    if found is None:
        raise FaultError("after takes a number of bytes, pieces or events, such as '3 events'")
    return Middle(int(found[1]), cast("Unit", f"{found[2]}s"))


def interrupted(pieces: Pieces, after: Middle, action: Cut | Delay, happens: Callable[[], None]) -> Pieces:
    """
    Return the same body, in which something happens.

    Args:
        happens: Told when it does; never, when the body ends before that.
    """
    here: Piece = Pause(action.seconds) if isinstance(action, Delay) else Break(_break(action))

    def ended(ending: Ending) -> None:
        pieces.end(ending)

    return Pieces(_interrupted(pieces, _Place(after), here, happens), ended)


def _break(action: Cut) -> BreakName:
    return "close" if action.name == "short_body" else action.name


def _interrupted(pieces: Pieces, place: _Place, here: Piece, happens: Callable[[], None]) -> Iterator[Piece]:
    waiting = True
    for piece in pieces:
        found = place.in_next(piece) if waiting and isinstance(piece, bytes) else None
        if found is None or not isinstance(piece, bytes):
            yield piece
            continue
        if found:
            yield piece[:found]
        waiting = False
        happens()
        yield here
        if piece[found:]:
            yield piece[found:]


class _Place:
    """
    A place that is looked for in one piece after another.
    """

    def __init__(self, wanted: Middle) -> None:
        self._left, self._unit = wanted.count, wanted.unit
        self._before = b""

    def in_next(self, piece: bytes) -> int | None:
        """
        Return how many bytes of the next piece come before the place; None when all of them do.
        """
        if self._left == 0:
            return 0
        if self._unit == "events":
            return self._after_event(piece)
        taken = min(self._left, len(piece)) if self._unit == "bytes" else 1
        self._left -= taken
        whole = taken if self._unit == "bytes" else len(piece)
        return whole if self._left == 0 and taken else None

    def _after_event(self, piece: bytes) -> int | None:
        text = self._before + piece
        for found in _END_OF_EVENT.finditer(text):
            if found.end() > len(self._before):
                self._left -= 1
            if self._left == 0:
                return found.end() - len(self._before)
        self._before = text[-3:]
        return None

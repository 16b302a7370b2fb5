"""
What a difference does to callers and servers, as values. Never looks at a document.
"""

from __future__ import annotations

from enum import Enum, Flag
from typing import NamedTuple


class Effect(Flag):
    """
    Whom a difference breaks. Effects of one difference at several places are joined with `|`.
    """

    COSMETIC = 0
    ADDITIVE = 1
    CALLERS = 2
    SERVERS = 4
    BOTH = CALLERS | SERVERS

    @property
    def breaks(self) -> bool:
        """
        Whether anybody is broken by it.
        """
        return bool(self & Effect.BOTH)

    @property
    def words(self) -> str:
        """
        The class as people read it.
        """
        broken = self & Effect.BOTH
        return _BREAKING[broken] if broken else "additive" if self else "cosmetic"


_BREAKING = {
    Effect.BOTH: "breaking for callers and servers",
    Effect.CALLERS: "breaking for callers",
    Effect.SERVERS: "breaking for servers",
}


class Direction(Enum):
    """
    Which way a value goes, and so whom a change of what is allowed breaks.
    """

    TO_SERVER = (Effect.CALLERS, Effect.SERVERS)
    TO_CALLER = (Effect.SERVERS, Effect.CALLERS)

    @property
    def narrowed(self) -> Effect:
        """
        The effect of allowing less: the side that writes the value is broken.
        """
        return self.value[0]

    @property
    def widened(self) -> Effect:
        """
        The effect of allowing more: the side that reads the value is broken.
        """
        return self.value[1]


class Finding(NamedTuple):
    """
    One difference at one place of one operation.

    Attributes:
        place: A component's field such as `Balance.count`, or a part of an operation.
        what: What happened to it, as the rest of a sentence that begins with the place.
    """

    place: str
    what: str
    effect: Effect


class Difference(NamedTuple):
    """
    One difference with every operation it touches.

    Attributes:
        operations: Ids of the operations, and types of the webhook events.
    """

    place: str
    what: str
    effect: Effect
    operations: tuple[str, ...]

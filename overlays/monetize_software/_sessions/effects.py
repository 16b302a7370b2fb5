"""
What a flow of this room wants from the world. No behaviour.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from monetize_software._secret import Secret

    from .record import Entry, Record

__all__ = [
    "Chance",
    "Effect",
    "Flow",
    "Load",
    "Now",
    "Post",
    "Remove",
    "Revoke",
    "Stored",
    "Swap",
    "Tell",
    "Tick",
    "Wait",
]

T = TypeVar("T")


class Stored(NamedTuple):
    """
    What a row holds.

    Attributes:
        entry: It.
        version: Names this content; no other content ever has the same.
    """

    entry: Entry
    version: int


class Load(NamedTuple):
    """
    Effect: read a row. Answer: `Stored`, or None.
    """

    row: str


class Swap(NamedTuple):
    """
    Effect: write a row if it is still what was read. Answer: the new version, or None where somebody was faster.

    `expect` 0 says that there must be no row.
    """

    row: str
    entry: Entry
    expect: int


class Remove(NamedTuple):
    """
    Effect: remove a row, whatever it holds.
    """

    row: str


class Post(NamedTuple):
    """
    Effect: ask the service for new tokens, once. Answer: `Tokens`, or the `PaywallError` that came instead.
    """

    refresh: Secret
    doubtful: bool = False
    """Whether the service may have spent the token already."""


class Revoke(NamedTuple):
    """
    Effect: have the service end a session. Its failure changes nothing.
    """

    access: Secret


class Wait(NamedTuple):
    """
    Effect: wait.
    """

    seconds: float


class Now:
    """
    Effect: the time, in seconds since 1970.
    """


class Tick:
    """
    Effect: seconds on a clock that nobody puts back, of this machine alone.
    """


class Chance:
    """
    Effect: a number in [0, 1).
    """


class Tell(NamedTuple):
    """
    Effect: tell listeners what happened to a session.
    """

    what: str
    record: Record | None


Effect = Load | Swap | Remove | Post | Revoke | Wait | Now | Tick | Chance | Tell
Flow = Generator[Effect, Any, T]

"""
Decides at which calls a scripted fault happens, by counting them. Never knows what happens then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import cast

from .actions import Action, FaultError, Place
from .middles import Middle


class FaultNeverFired(AssertionError):
    """
    A scripted fault did not happen, so a test proved less than it says.
    """


@dataclass(frozen=True, slots=True)
class Selection:
    """
    Which of the calls a rule counts it takes; all of them when nothing is given.

    Attributes:
        nth: This one alone, from 1.
        first: Only among so many at the beginning.
        count: No more than so many.
        rate: Each with this chance, up to 1.
        seed: Another seed takes others; 0 when left out.
    """

    nth: int | None = None
    first: int | None = None
    count: int | None = None
    rate: float | None = None
    seed: int | str | None = None

    def __post_init__(self) -> None:
        for name in ("nth", "first", "count"):
            _check_whole(name, getattr(self, name))
        _check_rate(self.rate)
        if self.nth is not None and (self.first, self.count, self.rate) != (None, None, None):
            raise FaultError("nth names one call; it goes with none of first, count and rate")
        if self.first is not None and self.count is not None and self.rate is None:
            raise FaultError("first and count say the same without a rate; give one of them")
        if self.seed is not None and (self.rate is None or not isinstance(cast("object", self.seed), int | str)):
            raise FaultError("seed takes a whole number or text, and goes with a rate")

    def takes(self, number: int, taken: int) -> bool:
        """
        Say whether the call of this number is taken, after so many others were.
        """
        if self.nth is not None:
            return number == self.nth
        if self.first is not None and number > self.first:
            return False
        if self.count is not None and taken >= self.count:
            return False
        return self.rate is None or _chance(self.seed or 0, number) < self.rate

    def __str__(self) -> str:
        given = ((name, getattr(self, name)) for name in ("nth", "first", "count", "rate", "seed"))
        return ", ".join(f"{name}={value!r}" for name, value in given if value is not None)


@dataclass(slots=True, eq=False)
class Rule:
    """
    One scripted fault. As a context manager it is in force for a block, and must have happened at its end.

    Attributes:
        number: From 1, in the order they were scripted.
        operations: Operation ids; None means all of them.
        seen: Calls counted: those of its operations that came as far as its place.
        taken: How many of them it took.
        fired: How often it happened; later than that in a body, and never in one that ends before.
        after: Where in a body it happens.
    """

    number: int
    operations: tuple[str, ...] | None
    place: Place
    action: Action
    selection: Selection
    forget: Callable[[Rule], None]
    after: Middle | None = None
    seen: int = 0
    taken: int = 0
    fired: int = 0

    def concerns(self, operation: str, place: Place) -> bool:
        """
        Say whether it counts a call that has come to a place.
        """
        return self.place == place and (self.operations is None or operation in self.operations)

    def count(self) -> bool:
        """
        Count one call, and say whether the fault is due.
        """
        self.seen += 1
        return self.selection.takes(self.seen, self.taken)

    @property
    def evidence(self) -> str:
        """
        What was scripted, and how many calls it saw.
        """
        return f"{self}, which saw {self.seen} call{'' if self.seen == 1 else 's'}"

    def check(self) -> None:
        """
        Insist that it happened.

        Raises:
            FaultNeverFired: It did not.
        """
        if not self.fired:
            raise FaultNeverFired(f"Never fired: {self.evidence}")

    def __enter__(self) -> Rule:
        """
        Return the rule itself.
        """
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """
        Forget it, and insist that it happened, unless something else went wrong.
        """
        self.forget(self)
        if error is None:
            self.check()

    def __str__(self) -> str:
        operations = "*" if self.operations is None else ", ".join(self.operations)
        selection = f", {self.selection}" if str(self.selection) else ""
        after = "" if self.after is None else f" after {self.after}"
        return f"Fault {self.number} ({operations}: {self.action} {self.place}{after}{selection})"


def _chance(seed: int | str, number: int) -> float:
    digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _check_whole(name: str, value: object) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise FaultError(f"{name} takes a whole number from 1")


def _check_rate(value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < cast("float", value) <= 1:
        raise FaultError("rate takes a number above 0, up to 1")

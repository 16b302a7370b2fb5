"""
Ends this process as a crash does, at a step that was chosen before: what it is called, before or after, how many times;
and chooses such steps so that each comes.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["Doom", "Fates", "end"]


def end() -> None:
    """
    End this process at once.
    """
    os.kill(os.getpid(), signal.SIGKILL)


class Doom:
    """
    When this process ends.

    Args:
        point: The name of a step: "commit" is after it, "commit:before" before; "" is never.
        after: At how manyth time.
    """

    def __init__(self, point: str, after: int = 1) -> None:
        self.point, self.left = point, after

    def step(self, place: str) -> None:
        """
        Come to a step.
        """
        if place == self.point:
            self.left -= 1
            if self.left <= 0:
                end()

    def watch(self, owner: Any, *names: str) -> None:
        """
        Make calls of these methods steps.
        """
        for name in names:
            setattr(owner, name, self._watched(name, getattr(owner, name)))

    def _watched(self, name: str, original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.step(f"{name}:before")
            result = original(*given, **named)
            self.step(name)
            return result

        return watched


class Fates:
    """
    Where one process after the other ends: at each step once and early, then at each again, in any order and later.
    What a round lacks depends on counts alone, so that no step is left out because a machine is slow.

    Args:
        longest: At how manyth time, at most, from the second round on.
    """

    def __init__(self, chance: random.Random, steps: Sequence[str], longest: int) -> None:
        self._chance, self._steps, self._longest = chance, steps, longest
        self._left: list[str] = []
        self.rounds = 0

    def next(self) -> tuple[str, int]:
        """
        A step, and at how manyth time.
        """
        if not self._left:
            self._left = self._chance.sample(self._steps, len(self._steps))
            self.rounds += 1
        return self._left.pop(), self._chance.randint(1, 3 if self.rounds == 1 else self._longest)

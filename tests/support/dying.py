"""
Ends this process as a crash does, at a step that was chosen before: what it is called, before or after, how many times.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

__all__ = ["Doom", "end"]


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

"""
Decides which of two events about one subject is the newer state. Keeps nothing; remember what you applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Applied", "supersedes"]


class Applied(Protocol):
    """
    What to remember of the last event applied to a subject: any event, or your own row with these two.
    """

    @property
    def time(self) -> datetime:
        """
        The event's `time`.
        """
        ...

    @property
    def is_final(self) -> bool:
        """
        The event's `is_final`.
        """
        ...


def supersedes(new: Applied, old: Applied | None) -> bool:
    """
    Tell whether to apply an event, given the last one applied to the same `subject`.

    Deliveries come in any order, so the later `time` wins and older events are skipped. Of two events of the same
    moment a subscription's end wins; otherwise the one that came last.

    Args:
        new: The event just received.
        old: The last one applied, or None when there is none yet.
    """
    if old is None or new.time != old.time:
        return old is None or new.time > old.time
    return new.is_final or not old.is_final

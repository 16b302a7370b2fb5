"""
Decides which of two events about one subject is the newer state. Keeps nothing; remember what you applied.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from .access import check_moment

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

    Raises:
        ValueError: A `time` has no time zone.
        TypeError: One of the two is neither an event nor an object with `time` and `is_final`, such as a dict.
    """
    for name, given in (("new", new), ("old", old)):
        if given is not None or name == "new":
            _check(name, given)
    if old is None or new.time != old.time:
        return old is None or new.time > old.time
    return new.is_final or not old.is_final


def _check(name: str, given: Any) -> None:
    if not (hasattr(given, "time") and hasattr(given, "is_final")):
        what = type(given).__name__
        row = " For a row of your own pass types.SimpleNamespace(**row)." if what == "dict" else ""
        raise TypeError(f"{name} must be an event, or an object with time and is_final; {what} is none.{row}")
    check_moment(f"{name}.time", given.time)

"""
Decides which of two events about one subject is the newer state. Keeps nothing; remember what you applied.

Deliveries come in any order, so nothing here may depend on which came first. That takes a *total* order: of two
different events one is always the greater. Events of one moment do exist (a catch-up after an outage, a processor that
says everything twice), hence all that an event says about itself takes part: its moment, whether it is an end, its
type, the period it speaks of, when it was built, and at last its id.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from .access import check_moment

__all__ = ["Applied", "order_key", "supersedes"]

_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_RANKS: Final = {"subscription.created": 0, "subscription.updated": 1, "subscription.cancelled": 2}


class Applied(Protocol):
    """
    What to remember of the last event applied to a subject: any event, or your own row with these two and `order_key`.

    A row without `order_key` is accepted, but of two events of one moment it knows only an end from another state.
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

    The greater `order_key` wins, whatever came first: the later `time`; of one moment a subscription's end, then the
    later step of its life, the later period, the later built, and at last the greater id. The very event that was
    applied last is applied again, which changes nothing.

    Args:
        new: The event just received.
        old: The last one applied, or None when there is none yet. A row of yours without `order_key` decides by `time`
            and `is_final` alone, and of equals the one that came last wins.

    Raises:
        ValueError: A `time` has no time zone.
        TypeError: One of the two is neither an event nor an object with `time` and `is_final`, such as a dict.
    """
    for name, given in (("new", new), ("old", old)):
        if given is not None or name == "new":
            _check(name, given)
    if old is None:
        return True
    keys = [getattr(each, "order_key", None) for each in (new, old)]
    if isinstance(keys[0], str) and isinstance(keys[1], str):
        return keys[0] >= keys[1]
    return (new.time, new.is_final) >= (old.time, old.is_final)


def order_key(
    time: datetime, *, final: bool, type: str, period_end: datetime | None, created_at: datetime, id: str
) -> str:
    """
    Return a text that sorts as events are ordered, byte by byte, in a database too.
    """
    rank = _RANKS.get(type, 0)
    return f"{_count(time):018d}-{final:d}{rank}-{_count(period_end):018d}-{_count(created_at):018d}-{id}"


def _count(moment: datetime | None) -> int:
    # From the year 1 on, so that no moment has a sign. A zone may put the very first hours before it.
    if moment is None:
        return 0
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, (aware - _BEGINNING) // _MICROSECOND)


def _check(name: str, given: Any) -> None:
    if not (hasattr(given, "time") and hasattr(given, "is_final")):
        what = type(given).__name__
        row = " For a row of your own pass types.SimpleNamespace(**row)." if what == "dict" else ""
        raise TypeError(f"{name} must be an event, or an object with time and is_final; {what} is none.{row}")
    check_moment(f"{name}.time", given.time)

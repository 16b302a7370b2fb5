"""
Feeds recorded events through handlers again, oldest first. Records nothing new.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from monetize_software.storage.inbox import EventQuery, EventRow

from .core import Core

__all__ = ["Replayed", "replay"]


class Replayed(NamedTuple):
    """
    How many events were handled, failed, and had no body any more.
    """

    done: int = 0
    failed: int = 0
    bodiless: int = 0


def replay(
    core: Core, query: EventQuery, *, tell: Callable[[EventRow], object] | None = None, dry: bool = False
) -> Replayed:
    """
    Run the handlers of events again.

    Args:
        query: Which events.
        tell: Called with each event, as it is then.
        dry: Only count them.
    """
    total = Replayed()
    while rows := core.events.find(query):
        for row in rows:
            after = _again(core, row, dry=dry)
            total = _added(total, after)
            if tell is not None:
                tell(after or row)
        query = query._replace(after=(rows[-1].at, rows[-1].id))
    return total


def _again(core: Core, row: EventRow, *, dry: bool) -> EventRow | None:
    if row.state == "unreadable" or not row.body:
        return None
    if dry:
        return row._replace(state="done")
    return core.events.again(core.name, row.id, core.now(), core.handle_elsewhere())


def _added(total: Replayed, row: EventRow | None) -> Replayed:
    if row is None:
        return total._replace(bodiless=total.bodiless + 1)
    if row.state == "done":
        return total._replace(done=total.done + 1)
    return total._replace(failed=total.failed + 1)

"""
Lets one request for an answer be under way at a time, in a process for threads, in an event loop for tasks.

Rules of this module:

1. Who joins a flight must not see less than it already knows: a write lets go of all flights that began before it.
2. A leader that was cut off leaves no answer; those who waited go on, and the first of them leads anew.
3. A leader that failed hands its error to those who waited, each a copy: a service that is down is asked once.
4. The child of a fork has none of its parent's flights: who leads them is not there.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from copy import copy
from typing import Any

from monetize_software._forks import anew_in_a_child
from monetize_software.errors import PaywallError

__all__ = ["Flight", "Flights"]


class Flight:
    """
    A request under way.
    """

    __slots__ = ("error", "event", "tags", "value")

    def __init__(self, event: Any, tags: frozenset[str]) -> None:
        self.event, self.tags = event, tags
        self.value: Any = None
        self.error: PaywallError | None = None

    @property
    def cut_off(self) -> bool:
        """
        Whether it ended without an outcome.
        """
        return self.value is None and self.error is None

    def outcome(self) -> Any:
        """
        What came of it, for one who waited.
        """
        if self.error is not None:
            raise copy(self.error) from self.error.__cause__  # a traceback belongs to one of them
        return self.value


class Flights:
    """
    All requests under way of one cache.
    """

    def __init__(self) -> None:
        self.begin_anew()
        anew_in_a_child(self)

    def begin_anew(self) -> None:
        """
        Forget all flights: in the child of a fork nobody will land them.
        """
        self._flights: dict[Hashable, Flight] = {}
        self._lock = threading.Lock()

    def board(self, key: Hashable, event: Any, tags: frozenset[str]) -> tuple[Flight, bool]:
        """
        The flight of a key, and whether the caller leads it.
        """
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Flight(event, tags)
            return flight, True

    def land(self, key: Hashable, flight: Flight) -> None:
        """
        End a flight, whatever came of it.
        """
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.event.set()

    def let_go(self, tags: frozenset[str]) -> None:
        """
        Let nobody join the flights under any of these tags any more. One without a tag of a user may be about anybody.
        """
        with self._lock:
            self._flights = {key: each for key, each in self._flights.items() if each.tags.isdisjoint(tags)}

    def __len__(self) -> int:
        return len(self._flights)

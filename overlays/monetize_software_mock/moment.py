"""
Holds what every rule of the world works with: one transaction at one virtual time. Never decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .state.ids import Ids
from .state.quick import quick
from .state.rows import Due, Entry, Event, PurchaseRow
from .state.store import Transaction
from .world.declaration import Paywall, Switches, World, paywall_from_json


@quick
@dataclass(frozen=True, slots=True)
class Note:
    """
    What happened, for people and for tests.
    """

    text: str
    facts: Mapping[str, Any]


class EventWriter(Protocol):
    """
    Writes events in the transaction of their cause: the outbox, which knows what events look like and who gets them.
    """

    def emit(self, moment: Moment, kind: str, purchase: PurchaseRow, objects: Mapping[str, Mapping[str, Any]]) -> int:
        """
        Write an event about a purchase and return when it occurred.
        """
        ...

    def write(
        self, moment: Moment, paywall: Paywall, kind: str, user_id: str, data: Mapping[str, Any], at: int
    ) -> Event:
        """
        Write an event about a user.
        """
        ...


@quick
@dataclass(frozen=True, slots=True)
class Moment:
    """
    The world inside one transaction.

    Attributes:
        now: Virtual time in milliseconds since 1970; it stands still.
    """

    tx: Transaction
    ids: Ids
    now: int
    world: World
    outbox: EventWriter

    @property
    def switches(self) -> Switches:
        """
        Behaviour that the public sources do not settle.
        """
        return self.world.switches

    def paywall(self, paywall_id: str) -> Paywall:
        """
        Return a paywall that is known to be there.
        """
        row = self.tx.paywalls.get(paywall_id)
        assert row is not None, f"There is no paywall {paywall_id}"
        return paywall_from_json(row.document)

    def emit(self, kind: str, purchase: PurchaseRow, **objects: Mapping[str, Any]) -> PurchaseRow:
        """
        Store a purchase and write an event about it into the outbox; return the purchase as it is stored.

        It occurred now, and later than any event of the purchase before it.
        """
        told = self.outbox.emit(self, kind, purchase, objects)
        return self.tx.purchases.put(purchase.told_at(told))

    def note(self, kind: str, subject: str, told: Note) -> Entry:
        """
        Write a line into the journal.
        """
        return self.tx.journal.insert(Entry(None, self.now, kind, subject, told.text, told.facts))


DueAction = Callable[[Moment, Due], Note | None]
"""
What an item of the timeline does when it is due; None when it has become pointless.
"""

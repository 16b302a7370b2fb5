"""
What is asked about events, and about events and deliveries together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monetize_software_mock.state.rows import Event
from monetize_software_mock.state.store import Transaction

_DELIVERED: Final = "deliveries.status = 'delivered'"
_EVERYWHERE: Final = "true"


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Which events count.

    Attributes:
        type: Their type; None for any.
        after: Only those written after this one, by its sequence.
        user_id: Of this customer; None for all.
        mentioned: An id that stands in them, such as a purchase's; None for any.
    """

    type: str | None
    after: int = 0
    user_id: str | None = None
    mentioned: str | None = None

    @property
    def condition(self) -> str:
        """
        The same for SQL, over `events`.
        """
        given = {
            "events.type = ?": self.type,
            "events.user_id = ?": self.user_id,
            "instr(events.body, ?) > 0": self.mentioned,
        }
        return " AND ".join(["events.sequence > ?", *(text for text, value in given.items() if value is not None)])

    @property
    def values(self) -> list[str | int]:
        """
        What its question marks stand for.
        """
        given = (self.type, self.user_id, self.mentioned)
        return [self.after, *(value for value in given if value is not None)]


def event_by_id(tx: Transaction, event_id: str) -> Event | None:
    """
    Return an event.
    """
    return tx.events.first("id = ?", event_id)


def events_of_type(tx: Transaction, kind: str) -> list[Event]:
    """
    Return the events of a type, oldest first.
    """
    return tx.events.where("type = ? ORDER BY sequence", kind)


def events_of_user(tx: Transaction, user_id: str, most: int = -1) -> list[Event]:
    """
    Return the latest events about a customer, newest first; all of them when no number is given.
    """
    return tx.events.where("user_id = ? ORDER BY sequence DESC LIMIT ?", user_id, most)


def every_event(tx: Transaction) -> Iterator[Event]:
    """
    Return all events one by one, oldest first; the table must not change meanwhile.
    """
    return tx.events.each("true ORDER BY sequence")


def latest_event(tx: Transaction, wanted: Wanted) -> Event | None:
    """
    Return the latest event that counts.
    """
    return tx.events.first(f"{wanted.condition} ORDER BY sequence DESC", *wanted.values)


def latest_delivered(tx: Transaction, wanted: Wanted) -> str | None:
    """
    Return the id of the latest delivery, of an event that counts, that was taken.
    """
    found = tx.select(
        f"{_JOINED} WHERE {wanted.condition} AND {_DELIVERED} ORDER BY deliveries.rowid DESC LIMIT 1",
        "deliveries.id",
        *wanted.values,
    )
    return str(found[0][0]) if found else None


def customers_of_events(tx: Transaction, wanted: Wanted, *, delivered: bool) -> list[str]:
    """
    Return whom the events that count are about, those of the latest first.

    Args:
        delivered: Only events that a receiver took.
    """
    source = _JOINED if delivered else "FROM events"
    taken = _DELIVERED if delivered else _EVERYWHERE
    found = tx.select(
        f"{source} WHERE {wanted.condition} AND {taken} GROUP BY events.user_id ORDER BY max(events.sequence) DESC",
        "events.user_id",
        *wanted.values,
    )
    return [str(user_id) for (user_id,) in found]


def is_acted_on(tx: Transaction, user_id: str) -> bool:
    """
    Say whether something was ever done with a customer, beside letting time pass.
    """
    return tx.events.first("user_id = ? AND NOT by_itself", user_id) is not None


def latest_events(tx: Transaction, wanted: Wanted, most: int) -> list[Event]:
    """
    Return the latest events that count, oldest first.
    """
    return tx.events.where(f"{wanted.condition} ORDER BY sequence DESC LIMIT ?", *wanted.values, most)[::-1]


def latest_deliveries(tx: Transaction, wanted: Wanted, most: int) -> list[tuple[Event, str]]:
    """
    Return the latest events that count and were to be delivered, each with what became of that, oldest first.
    """
    found = tx.select(
        f"{_JOINED} WHERE {wanted.condition} ORDER BY deliveries.rowid DESC LIMIT ?",
        "events.sequence, deliveries.status",
        *wanted.values,
        most,
    )
    events = [(tx.events.get(sequence), str(status)) for sequence, status in reversed(found)]
    return [(event, status) for event, status in events if event is not None]


def deliveries_of_type(tx: Transaction, kind: str) -> Sequence[str]:
    """
    Return the deliveries of a type of event, in the order in which they were made.
    """
    found = tx.select(f"{_JOINED} WHERE events.type = ? ORDER BY deliveries.rowid", "deliveries.id", kind)
    return [str(name) for (name,) in found]


def event_types(tx: Transaction) -> list[str]:
    """
    Return every type of event that was emitted.
    """
    return [str(kind) for (kind,) in tx.select("FROM events GROUP BY type", "type")]


_JOINED: Final = "FROM deliveries JOIN events ON events.id = deliveries.event_id"

"""
Names what lists for people are made of: customers, deliveries, events and mails, a page at a time.

Each page knows how many rows there are in all. Nothing here makes more rows than it returns, whatever the world's size;
what goes through a list goes through an index or a table of little beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from monetize_software_mock.state.account_rows import MailRow
from monetize_software_mock.state.listing_tables import FAILING, HELD, PAST_DUE, TRIAL, WITH
from monetize_software_mock.state.rows import ApiKey, Delivery, EndpointRow, Event, User
from monetize_software_mock.state.store import Transaction

Row = TypeVar("Row")

ACCESS: Final[Mapping[str, str]] = {
    "with": f"standing & {WITH}",
    "without": f"NOT standing & {WITH}",
    "trial": f"standing & {TRIAL}",
    "past_due": f"standing & {PAST_DUE}",
}
"""
What a list of customers can be narrowed to.
"""


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """
    One page of a list.

    Attributes:
        rows: What stands on it.
        first: Place of the first of them; 0 is the list's first.
        total: How many there are in all.
    """

    rows: Sequence[Row]
    first: int
    total: int


def part(total: int, start: int, most: int) -> tuple[int, int]:
    """
    Return how many rows of a list a page leaves out, and how many it has.

    Args:
        start: How many to leave out; of a negative number, how many are left.
    """
    first = start if start >= 0 else max(0, total + start)
    return first, max(0, min(most, total - first))


def events(tx: Transaction, start: int, most: int) -> Listed[Event]:
    """
    Return events, oldest first.
    """
    total = tx.events.count()
    first, most = part(total, start, most)
    return Listed(tx.events.page(first, most), first, total)


def mails(tx: Transaction, start: int, most: int) -> Listed[MailRow]:
    """
    Return mails, oldest first.
    """
    total = tx.mails.count()
    first, most = part(total, start, most)
    return Listed(tx.mails.page(first, most), first, total)


def latest_mails(tx: Transaction, first: int, most: int) -> Listed[MailRow]:
    """
    Return mails, latest first.
    """
    total = tx.mails.count()
    shown = part(total, first, most)[1]
    return Listed(tx.mails.page(total - first - shown, shown)[::-1] if shown else [], first, total)


def customers(tx: Transaction, wanted: str, access: str, first: int, most: int) -> Listed[User]:
    """
    Return customers whose e-mail, name or id contains a text, in the order in which they came.

    Args:
        wanted: In lower case; empty for all.
        access: A key of `ACCESS`, or empty for all.
    """
    if not wanted and access not in ACCESS:
        return Listed(tx.users.page(first, most), first, tx.users.count())
    texts = [wanted] if wanted else []
    conditions = [_TEXT for _ in texts] + ([ACCESS[access]] if access in ACCESS else [])
    source = f"FROM listed_customers WHERE {' AND '.join(conditions)}"
    total, places = Part(source, texts, "place", ("place",)).read(tx, first, most)
    return Listed(tx.users.where(f"rowid IN ({places}) ORDER BY rowid"), first, total)


def deliveries(tx: Transaction, since: int, wanted: str, show: str, first: int, most: int) -> Listed[Delivery]:
    """
    Return deliveries, latest first.

    Args:
        since: Milliseconds; older ones are left out unless they are on their way.
        wanted: A part of an event's type or id, of a delivery's id or of a customer's e-mail, in lower case; empty for
            all.
        show: `failed`, `held`, or empty for all.
    """
    narrowed = {"failed": FAILING, "held": HELD}.get(show)
    values = list[str | int]([since])
    if wanted and narrowed is None:
        source = f"FROM listed_deliveries WHERE {_TEXT} AND (place > {_OLD} OR place IN ({_OLD_ON_THEIR_WAY}))"
        found = Part(source, [wanted, since, since], "place", ("place",), latest=True)
    elif narrowed is None:
        found = Part(f"FROM deliveries WHERE {_LOGGED}", values, "rowid", ("rowid",), latest=True)
    else:  # its index has them in the order of time and then of their places, which is the same order
        joined, text = (
            (" CROSS JOIN listed_deliveries ON place = deliveries.rowid", f" AND {_TEXT}") if wanted else ("", "")
        )
        source = f"FROM deliveries{joined} WHERE ({narrowed}) AND {_LOGGED}{text}"
        values += [wanted] if wanted else []
        found = Part(source, values, "deliveries.rowid", ("created", "deliveries.rowid"), latest=True)
    total, places = found.read(tx, first, most)
    return Listed(tx.deliveries.where(f"rowid IN ({places}) ORDER BY rowid DESC"), first, total)


_TEXT: Final = "instr(text, ?) > 0"
_LOGGED: Final = "(created > ? OR status IN ('pending', 'held'))"
_OLD: Final = "ifnull((SELECT rowid FROM deliveries WHERE created <= ? ORDER BY created DESC, rowid DESC LIMIT 1), 0)"
_OLD_ON_THEIR_WAY: Final = "SELECT rowid FROM deliveries WHERE created <= ? AND status IN ('pending', 'held')"


def logged(tx: Transaction, since: int, start: int, most: int) -> Listed[Delivery]:
    """
    Return deliveries, oldest first.

    Args:
        since: Milliseconds; older ones are left out unless they are on their way.
        start: How many to leave out; of a negative number, how many are left.
    """
    total = deliveries(tx, since, "", "", 0, 0).total
    first, most = part(total, start, most)
    return Listed(deliveries(tx, since, "", "", total - first - most, most).rows[::-1], first, total)


@dataclass(frozen=True, slots=True)
class Part:
    """
    A part of a list that is gone through as a whole.

    Attributes:
        source: From where, and which.
        place: The column with the places of the rows.
        order: Columns; the latest first or last.
    """

    source: str
    values: Sequence[str | int]
    place: str
    order: tuple[str, ...]
    latest: bool = False

    def read(self, tx: Transaction, first: int, most: int) -> tuple[int, str]:
        """
        Return how many rows it has, and the places of those on a page, for SQL; read from the end that is nearer.
        """
        total = int(tx.select(self.source, "count(*)", *self.values)[0][0])
        most = min(most, total - first)
        if most <= 0:
            return total, ""
        behind = total - first - most
        turned = behind < first
        order = ", ".join(f"{each} DESC" if self.latest != turned else each for each in self.order)
        rest = f"{self.source} ORDER BY {order} LIMIT ? OFFSET ?"
        found = tx.select(rest, self.place, *self.values, most, behind if turned else first)
        return total, ", ".join(str(place) for (place,) in found)


def failing(tx: Transaction) -> int:
    """
    Return how many deliveries failed for good, or wait for another try.
    """
    return count(tx, "deliveries", FAILING)


def held(tx: Transaction) -> int:
    """
    Return how many deliveries are held.
    """
    return count(tx, "deliveries", HELD)


def last_event_at(tx: Transaction, user_id: str) -> int | None:
    """
    Return when the latest event about a customer was written.
    """
    found = tx.select("FROM events WHERE user_id = ? ORDER BY sequence DESC LIMIT 1", "created", user_id)
    return int(found[0][0]) if found else None


def event_before(tx: Transaction, current: Event, mentioned: str) -> Event | None:
    """
    Return the latest event before another that mentions the same thing, such as a subscription.
    """
    wanted = "user_id = ? AND sequence < (SELECT sequence FROM events WHERE id = ?) AND instr(body, ?) > 0"
    return tx.events.first(f"{wanted} ORDER BY sequence DESC", current.user_id, current.id, mentioned)


def first_key(tx: Transaction, account_id: str) -> ApiKey | None:
    """
    Return a key of an account that works.
    """
    return tx.api_keys.first("account_id = ? AND active ORDER BY key", account_id)


def endpoints(tx: Transaction) -> list[EndpointRow]:
    """
    Return every endpoint, in the order in which they were added.
    """
    return tx.endpoints.where("true ORDER BY rowid")


def deliveries_to(tx: Transaction, endpoint: str) -> dict[str, int]:
    """
    Return how many deliveries an endpoint has of each status.
    """
    found = tx.select("FROM deliveries WHERE endpoint_id = ? GROUP BY status", "status, count(*)", endpoint)
    return {str(status): int(count) for status, count in found}


def latest_numbers(tx: Transaction) -> tuple[int, ...]:
    """
    Return numbers that change with every line of the journal, event, mail, try, endpoint, user, purchase or balance.
    """
    found = tx.select(
        "",
        "(SELECT max(sequence) FROM journal), (SELECT max(sequence) FROM events), (SELECT max(sequence) FROM mails), "
        "(SELECT max(rowid) FROM attempts), "
        "(SELECT count(*) FROM endpoints), (SELECT sum(active) FROM endpoints), (SELECT max(rowid) FROM users), "
        "(SELECT max(rowid) FROM purchases), (SELECT total(count) FROM balances)",
    )
    return tuple(int(each or 0) for each in found[0])


def count(tx: Transaction, table: str, condition: str, *values: str | int) -> int:
    """
    Return how many rows of a table meet a condition.
    """
    return int(tx.select(f"FROM {table} WHERE {condition}", "count(*)", *values)[0][0])

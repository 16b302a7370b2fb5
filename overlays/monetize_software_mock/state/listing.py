"""
Names what lists for people are made of: customers, deliveries, what is due and what happened, a page at a time.

Each page knows how many rows there are in all. Nothing here reads more rows than it returns, whatever the world's size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import ApiKey, Delivery, Due, EndpointRow, Entry, Event, User, Wallet
from monetize_software_mock.state.statuses import PAID_FOR, PurchaseStatus
from monetize_software_mock.state.store import Transaction

Row = TypeVar("Row")

HOUSEKEEPING: Final = (agenda.IDEMPOTENCY_EXPIRY, agenda.CHECKOUT_EXPIRY, agenda.TICKET_WINDOW, agenda.LOG_EXPIRY)
"""
What only tidies up: nobody waits for it.
"""

PAYMENTS: Final = (agenda.RENEWAL, agenda.TRIAL_END, agenda.DUNNING, agenda.AWAITED_PAYMENT)
"""
What asks for a payment.
"""

ACCESS: Final[Mapping[str, tuple[PurchaseStatus, ...]]] = {
    "with": (*PAID_FOR, "trialing"),
    "trial": ("trialing",),
    "past_due": ("past_due",),
}
"""
Statuses of purchases that a list of customers can be narrowed to.
"""

FAILING: Final = "status IN ('refused', 'exhausted') OR (status = 'pending' AND attempts > 0)"


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


def customers(tx: Transaction, wanted: str, access: str, first: int, most: int) -> Listed[User]:
    """
    Return customers whose e-mail, name or id contains a text, in the order in which they came.

    Args:
        wanted: In lower case; empty for all.
        access: A key of `ACCESS`, `without`, or empty for all.
    """
    conditions, values = ["true"], list[str | int]()
    if wanted:
        conditions.append("instr(lower(coalesce(email, '') || ' ' || coalesce(name, '') || ' ' || id), ?) > 0")
        values.append(wanted)
    if access in (*ACCESS, "without"):
        statuses = ", ".join(f"'{each}'" for each in ACCESS.get(access, ACCESS["with"]))
        among = f"IN (SELECT user_id FROM purchases WHERE status IN ({statuses}))"
        conditions.append(f"id {'NOT ' * (access == 'without')}{among}")
    condition = " AND ".join(conditions)
    rows = tx.users.where(f"{condition} ORDER BY rowid LIMIT ? OFFSET ?", *values, most, first)
    return Listed(rows, first, _count(tx, "users", condition, *values))


def deliveries(tx: Transaction, since: int, wanted: str, show: str, first: int, most: int) -> Listed[Delivery]:
    """
    Return deliveries, latest first.

    Args:
        since: Milliseconds; older ones are left out unless they are on their way.
        wanted: A part of an event's type or id, of a delivery's id or of a customer's e-mail; empty for all.
        show: `failed`, `held`, or empty for all.
    """
    condition, values = "(created > ? OR status IN ('pending', 'held'))", list[str | int]([since])
    if show in ("failed", "held"):
        condition += f" AND ({FAILING if show == 'failed' else _HELD})"
    if wanted:
        condition += f" AND (instr(id, ?) > 0 OR event_id IN ({_EVENTS_WANTED}))"
        values += [wanted] * 4
    rows = tx.deliveries.where(f"{condition} ORDER BY rowid DESC LIMIT ? OFFSET ?", *values, most, first)
    return Listed(rows, first, _count(tx, "deliveries", condition, *values))


_HELD: Final = "status = 'held'"
_EVENTS_WANTED: Final = (
    "SELECT id FROM events WHERE instr(type, ?) > 0 OR instr(id, ?) > 0 "
    "OR user_id IN (SELECT id FROM users WHERE instr(lower(coalesce(email, '')), ?) > 0)"
)


def failing(tx: Transaction) -> int:
    """
    Return how many deliveries failed for good, or wait for another try.
    """
    return _count(tx, "deliveries", FAILING)


def held(tx: Transaction) -> int:
    """
    Return how many deliveries are held.
    """
    return _count(tx, "deliveries", _HELD)


def due(tx: Transaction, kinds: Iterable[str] | None, first: int, most: int, until: int | None = None) -> Listed[Due]:
    """
    Return what is due and no housekeeping, in the order in which it happens.

    Args:
        kinds: Only these; None for all.
        until: Milliseconds; what comes later is left out.
    """
    condition = _kinds(kinds) if kinds is not None else f"NOT {_kinds(HOUSEKEEPING)}"
    if until is not None:
        condition += f" AND at < {until:d}"
    rows = tx.due.where(f"{condition} ORDER BY at, rank, sequence LIMIT ? OFFSET ?", most, first)
    return Listed(rows, first, _count(tx, "due", condition))


def housekeeping(tx: Transaction) -> dict[str, int]:
    """
    Return how many things are due of each kind that nobody waits for.
    """
    found = tx.select(f"FROM due WHERE {_kinds(HOUSEKEEPING)} GROUP BY kind ORDER BY kind", "kind, count(*)")
    return {str(kind): int(count) for kind, count in found}


def due_by_day(tx: Transaction, since: int, days: int, day_ms: int) -> list[int]:
    """
    Return how many things are due on each of the next days, housekeeping left out.
    """
    found = tx.select(
        f"FROM due WHERE NOT {_kinds(HOUSEKEEPING)} AND at < ? GROUP BY day",
        "max(0, (at - ?) / ?) AS day, count(*)",
        since,
        day_ms,
        since + days * day_ms,
    )
    counts = [0] * days
    for day, count in found:
        counts[int(day)] = int(count)
    return counts


def doubtful_payments(tx: Transaction, until: int) -> list[tuple[int, Wallet]]:
    """
    Return when payments are due whose customer has a card or a script that may decline, and what it is.
    """
    found = tx.select(
        f"FROM due JOIN purchases ON purchases.id = due.subject JOIN wallets ON wallets.user_id = purchases.user_id "
        f"AND wallets.paywall_id = purchases.paywall_id WHERE {_kinds(PAYMENTS)} AND due.at < ? "
        "AND (wallets.outcomes <> '[]' OR wallets.habit <> 'ok')",
        "due.at, wallets.user_id, wallets.paywall_id",
        until,
    )
    wallets = [(int(at), tx.wallets.get(user_id, paywall_id)) for at, user_id, paywall_id in found]
    return [(at, wallet) for at, wallet in wallets if wallet is not None]


def happened(tx: Transaction, show: str, before: int | None, most: int) -> list[Entry]:
    """
    Return what happened, latest first.

    Args:
        show: `payments`, `webhooks`, `housekeeping`, or empty for all but housekeeping.
        before: Only entries before this one, by its sequence.
    """
    kinds = {"payments": (*PAYMENTS, "bought", "refunded"), "webhooks": (agenda.WEBHOOK,), "housekeeping": HOUSEKEEPING}
    condition = _kinds(kinds[show]) if show in kinds else f"NOT {_kinds(HOUSEKEEPING)}"
    if before is not None:
        condition += f" AND sequence < {before:d}"
    return tx.journal.where(f"{condition} ORDER BY sequence DESC LIMIT ?", most)


def story(tx: Transaction, user_id: str, most: int) -> list[Entry]:
    """
    Return what happened to a customer, latest first.
    """
    return tx.journal.where(
        "subject IN (SELECT id FROM purchases WHERE user_id = ? UNION ALL SELECT deliveries.id FROM deliveries "
        "JOIN events ON events.id = event_id WHERE events.user_id = ?) ORDER BY sequence DESC LIMIT ?",
        user_id,
        user_id,
        most,
    )


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
    Return numbers that change with every line of the journal, event, attempt, endpoint, user, purchase or balance.
    """
    found = tx.select(
        "",
        "(SELECT max(sequence) FROM journal), (SELECT max(sequence) FROM events), (SELECT max(rowid) FROM attempts), "
        "(SELECT count(*) FROM endpoints), (SELECT sum(active) FROM endpoints), (SELECT max(rowid) FROM users), "
        "(SELECT max(rowid) FROM purchases), (SELECT total(count) FROM balances)",
    )
    return tuple(int(each or 0) for each in found[0])


def _kinds(kinds: Iterable[str]) -> str:
    return f"kind IN ({', '.join(repr(each) for each in kinds)})"


def _count(tx: Transaction, table: str, condition: str, *values: str | int) -> int:
    return int(tx.select(f"FROM {table} WHERE {condition}", "count(*)", *values)[0][0])

"""
Finds the event or the delivery a test expects, and explains why there is none, or more than one. Changes nothing.

1. A customer who was there from the start counts only once something was done with them: what time alone does to a
   seeded subscription must not satisfy a test that forgot to cause it.
2. Without a customer named, all that counts must be about one customer.
3. Only what was emitted after the latest `mark()` counts.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from monetize_software_mock.billing import customers
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.queries import Wanted
from monetize_software_mock.state.rows import Event
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.state.timestamps import from_millis
from monetize_software_mock.state.values import Purchase
from monetize_software_mock.webhooks import payloads

MARK: Final = "mark"
"""
The number of the world's state that holds the sequence of the last event that does not count.
"""

_MOST: Final = 15


@dataclass(frozen=True, slots=True)
class Search:
    """
    What is looked for.

    Attributes:
        verb: What an event of that type should have been: `emitted` or `delivered`.
        type: Type of the event.
        customer: Whom it is about, as a program named them; None when it did not.
        after: Sequence of the last event that does not count.
    """

    verb: str
    type: str
    customer: object
    after: int

    @property
    def delivered(self) -> bool:
        """
        Whether a receiver must have taken it.
        """
        return self.verb == "delivered"


def wanted(moment: Moment, search: Search) -> Wanted:
    """
    Return which events count: those of one customer.

    Raises:
        AssertionError: None counts, or those of several customers do.
    """
    base = Wanted(search.type, search.after)
    if search.customer is not None:
        chosen = _of_customer(moment.tx, base, search.customer)
        if not queries.customers_of_events(moment.tx, chosen, delivered=search.delivered):
            raise AssertionError(_missing(moment, search, chosen))
        return chosen
    found = queries.customers_of_events(moment.tx, base, delivered=search.delivered)
    seeded = {person.id for person in moment.world.people}
    acting = [each for each in found if each not in seeded or queries.is_acted_on(moment.tx, each)]
    if not acting:
        raise AssertionError(_missing(moment, search, base))
    if len(acting) > 1:
        raise AssertionError(_ambiguous(moment, search, base, acting))
    return replace(base, user_id=acting[0])


def _of_customer(tx: Transaction, base: Wanted, named: object) -> Wanted:
    """
    Narrow down to a customer: an e-mail address, a user id, the integrator's own id, a purchase, or an event.

    Raises:
        AssertionError: Nobody is known by that.
    """
    if isinstance(named, Purchase):
        return replace(base, user_id=named.user_id, mentioned=named.id)
    user_id: Any = getattr(named, "user_id", None)  # an event
    text = user_id if isinstance(user_id, str) else str(named)
    purchase = tx.purchases.get(text)
    if purchase is not None:
        return replace(base, user_id=purchase.user_id, mentioned=purchase.id)
    user = customers.by_email(tx, text) or tx.users.get(text)
    link = None if user else queries.link_by_meta(tx, text)
    if user is None and link is None:
        raise AssertionError(
            "No customer is known by what was named; a customer is an e-mail address, a user id, your own id for them, "
            "or what subscribe() and buy() return"
        )
    return replace(base, user_id=user.id if user else link.user_id if link else "")


def _missing(moment: Moment, search: Search, base: Wanted) -> str:
    whose = "" if search.customer is None else " for that customer"
    since = " since the mark" if search.after else ""
    lines = [f"No {search.type} was {search.verb}{whose}{since}{_hint(moment.tx, search.type)}; there were:"]
    lines += _seen(moment, search, replace(base, type=None)) or ["  none"]
    passed_over = search.customer is None and queries.customers_of_events(moment.tx, base, delivered=search.delivered)
    if passed_over:
        lines.append(
            f"Those {search.type} are about customers who were there from the start and with whom nothing was done; "
            f'if you mean one of them, name them: expect("{search.type}", customer)'
        )
    return "\n".join(lines)


def _ambiguous(moment: Moment, search: Search, base: Wanted, acting: list[str]) -> str:
    lines = [
        f"{search.type} was {search.verb} for {len(acting)} customers, so say whose you mean: "
        f'expect("{search.type}", customer), where customer is an e-mail address, a user id, your own id for them, '
        "or what subscribe() and buy() return; there were:"
    ]
    return "\n".join([*lines, *_seen(moment, search, base)])


def _hint(tx: Transaction, kind: str) -> str:
    """
    Say what a type that nobody knows may have meant.
    """
    known = {*payloads.TYPES, *queries.event_types(tx)}
    close = [] if kind in known else difflib.get_close_matches(kind, sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _seen(moment: Moment, search: Search, base: Wanted) -> list[str]:
    tx = moment.tx
    if search.delivered:
        found: Iterable[tuple[Event, str]] = queries.latest_deliveries(tx, base, _MOST)
    else:
        found = ((event, "") for event in queries.latest_events(tx, base, _MOST))
    return [_line(event, came_of_it) for event, came_of_it in found]


def _line(event: Event, came_of_it: str) -> str:
    at = from_millis(event.created).strftime("%Y-%m-%d %H:%M:%S")
    return f"  {at}  {f'{event.type} {came_of_it}'.strip()}, customer {event.user_id}, {event.id}"

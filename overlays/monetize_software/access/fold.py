"""
Folds events to what is known: per subject and kind the greatest. Never decides about access, and knows no clock.

Rules of this module:

1. An event contributes rows, and of two rows about the same the one with the greater key stays. That is all: nothing
   here depends on what came before, so that order, repeats and late arrivals cannot matter.
2. A subscription has two rows, the newest state that is an end and the newest that is none. Which of them counts, is
   decided when asked: two clocks (when it happened, when the event was built) must not be compared in a key.
3. The cancellation of a row is the event's own as a whole: what it leaves out is over, as after a reactivation.
4. A subscription without a status says nothing about its state; only its price is kept.
5. What the vendor sends as ids is text of any length and kind; a database takes less.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

from monetize_software.storage.facts import Fact
from monetize_software.webhooks.envelope import Event
from monetize_software.webhooks.events import PaymentCompleted, RefundCreated, SubscriptionEvent

__all__ = ["State", "clean_id", "contribution", "email_subject", "identity_facts", "merge", "milliseconds", "state_of"]

State: TypeAlias = dict[tuple[str, str], Fact]
"""What is known: the greatest row of each kind and subject."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)
_LONGEST_ID: Final = 200
_LARGEST_AMOUNT: Final = 2**53


def contribution(event: Event) -> State:
    """
    Return what one event says. Merge it into what is known.

    Args:
        event: What `webhooks.construct_event` returned. An event of an unknown type tells only who a user is.

    Example:

        ```python
        known = merge(known, contribution(event))
        ```
    """
    return state_of(_facts(event))


def merge(first: State, second: State) -> State:
    """
    Return what two states say together. In whatever order and however often states are merged, the result is the same.

    Args:
        first: What is known.
        second: What is known elsewhere, or an event's contribution.
    """
    return state_of([*first.values(), *second.values()])


def state_of(facts: Iterable[Fact]) -> State:
    """
    Return the greatest row of each kind and subject.
    """
    state: State = {}
    for fact in facts:
        known = state.setdefault((fact.kind, fact.subject), fact)
        if known is not fact and _replaces(fact, known):
            state[fact.kind, fact.subject] = fact
    return state


def email_subject(email: str) -> str:
    """
    Return an address as it is compared.
    """
    return clean_id(email.strip().casefold())


def milliseconds(moment: datetime | None) -> int | None:
    """
    Return a moment in whole milliseconds since 1970. Without a zone it is UTC, as the vendor's are.
    """
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MILLISECOND


def _replaces(fact: Fact, known: Fact) -> bool:
    if fact.key != known.key:
        return fact.key > known.key
    # Rows with one key are one event's and equal. Were they not, no choice may fall to the order all the same.
    return [*map(str, fact)] > [*map(str, known)]


def _facts(event: Event) -> Iterator[Fact]:
    about = _about(event)
    yield from identity_facts(about, event.email, event.metadata.get("userId"))
    if isinstance(event, SubscriptionEvent):
        yield _subscription(event, about)
    elif isinstance(event, PaymentCompleted):
        payment = event.data.payment
        yield about._replace(kind="payment", subject=clean_id(payment.id), status=_text(payment.status))
    elif isinstance(event, RefundCreated):
        yield _refund(event, about)


def _about(event: Event) -> Fact:
    """
    A row with what all events say.
    """
    price = getattr(event.data, "price", None)
    return Fact(
        kind="",
        subject="",
        key=_clean(event.order_key),
        # A user without an id is known by the processor's customer; an event that names nobody opens no door.
        user=clean_id(event.user_id or _customer(event)),
        paywall=clean_id(_told(event, "paywall")),
        at=milliseconds(event.time) or 0,
        dated=event.occurred_at is not None,
        source="event",
        event=clean_id(event.id),
        price=clean_id(price.id) if price else None,
        interval=_text(price.interval) if price else None,
        amount=_amount(price.unit_amount) if price else None,
    )


def identity_facts(about: Fact, email: str | None, app_user_id: Any) -> Iterator[Fact]:
    """
    Say whose an address and an id of yours are.

    Args:
        about: Who, when, and by what event.
    """
    bare = about._replace(price=None, interval=None, amount=None)
    if about.user and email:
        yield bare._replace(kind="email", subject=email_subject(email))
    if about.user and isinstance(app_user_id, (str, int)) and str(app_user_id):
        yield bare._replace(kind="app", subject=clean_id(str(app_user_id)))


def _subscription(event: SubscriptionEvent, about: Fact) -> Fact:
    state = event.data.subscription
    if state.status is None and state.ended_at is None:
        return about._replace(kind="named", subject=clean_id(state.id))
    return about._replace(
        kind="final" if event.is_final else "live",
        subject=clean_id(state.id),
        status=_text(state.status),
        ended=milliseconds(state.ended_at),
        canceled=milliseconds(state.canceled_at),
        cancel_at=milliseconds(state.cancel_at or (state.current_period_end if state.cancel_at_period_end else None)),
        period_end=milliseconds(state.current_period_end),
    )


def _refund(event: RefundCreated, about: Fact) -> Fact:
    data = event.data
    return about._replace(
        kind="refund",
        subject=clean_id(data.refund.id),
        amount=_amount(data.refund.amount),
        payment=clean_id(data.payment.id) if data.payment else None,
        subscription=clean_id(data.subscription.id) if data.subscription else None,
    )


def _customer(event: Event) -> str:
    customer = _told(event, "customer")
    return f"customer:{customer}" if customer else ""


def _told(event: Event, kind: str) -> str:
    found: Any = event.raw.get("data")
    for step in (kind, "id"):
        found = found.get(step) if hasattr(found, "get") else None
    return found if isinstance(found, str) else ""


def clean_id(text: str) -> str:
    """
    Return an id as it is kept.
    """
    clean = _clean(text)
    if len(clean) <= _LONGEST_ID:
        return clean
    # An index has rows of bounded size; two long ids stay two.
    return f"{clean[:_LONGEST_ID]}…{hashlib.sha256(clean.encode()).hexdigest()[:16]}"


def _text(text: str | None) -> str | None:
    return None if text is None else clean_id(text)


def _clean(text: str) -> str:
    # PostgreSQL has no NUL in a text; JSON has.
    return text.replace("\0", "\ufffd")


def _amount(amount: int | None) -> int | None:
    return None if amount is None else max(-_LARGEST_AMOUNT, min(amount, _LARGEST_AMOUNT))

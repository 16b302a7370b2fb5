"""
Declares what a Python program is given: aware datetimes, exact money, nothing that changes later. Never reads a table.

An e-mail address is in none of them, so none can show one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

from . import rows
from .timestamps import from_millis

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Purchase:
    """
    A subscription or a lifetime purchase, as it was when it was asked for; `mock.purchase(it)` says how it is now.

    The fields have the names and shapes of the client's `Purchase`, and a few more. As text it is its id.

    Attributes:
        user_id: The customer, as `AuthUser.id` and `data.user.id` have them.
        status: Such as `active`, `trialing`, `past_due` or `canceled`.
        interval: `day`, `week`, `month`, `year` or `lifetime`.
        unit_amount: Minor units, without the discount.
        currency: ISO 4217 code.
        discount: Percent; None without an offer.
        amount: What one payment takes, in major units, such as `Decimal("9.99")`.
        periods: Number of the current period, counted from the first paid one; 0 until that is paid.
        created: When it was bought; times are aware and in UTC.
        current_period_end: When it is renewed, or ends; None for a lifetime purchase.
    """

    id: str
    paywall_id: str
    user_id: str
    price_id: str
    status: str
    interval: str | None
    interval_count: int
    unit_amount: int
    currency: str
    discount: Decimal | None
    amount: Decimal
    periods: int
    created: datetime
    current_period_start: datetime | None
    current_period_end: datetime | None
    trial_start: datetime | None
    trial_end: datetime | None
    cancel_at_period_end: bool
    cancel_at: datetime | None
    canceled_at: datetime | None
    ended_at: datetime | None

    @property
    def lifetime(self) -> bool:
        """
        Whether it was paid once and has no periods.
        """
        return self.interval == "lifetime"

    def __str__(self) -> str:
        """
        Return the id, as a URL or another call wants it.
        """
        return self.id


@dataclass(frozen=True, slots=True)
class Refund:
    """
    Money given back. As text it is its id.

    Attributes:
        amount: Minor units.
        created: Aware time.
    """

    id: str
    purchase_id: str
    amount: int
    reason: str
    created: datetime

    def __str__(self) -> str:
        """
        Return the id.
        """
        return self.id


@dataclass(frozen=True, slots=True)
class Invoice:
    """
    A payment that was asked for. As text it is its id, such as `inv_3`.

    Attributes:
        amount: Minor units.
        currency: ISO 4217 code.
        outcome: `ok` when it was paid, else why it failed.
        refunded: What was given back of it, in minor units.
        refundable: What is left of it, in minor units; nothing of a payment that failed.
        created: Aware time.
    """

    id: str
    purchase_id: str
    amount: int
    currency: str
    outcome: str
    refunded: int
    refundable: int
    created: datetime

    def __str__(self) -> str:
        """
        Return the id.
        """
        return self.id


@dataclass(frozen=True, slots=True)
class Payment:
    """
    What became of a checkout session.

    Attributes:
        status: `paid`, or `failed` when the payment was declined and the session is still open.
        purchase: What was bought; None when it failed.
        return_url: Where the page sends the buyer, with markers in the fragment; None without such a URL, and with a
            processor that sends nobody back.
        reason: Why it failed; None when it is paid.
    """

    session_id: str
    status: Literal["paid", "failed"]
    purchase: Purchase | None
    return_url: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    Where an account wants its events sent. As text it is its id.

    Attributes:
        events: Types it takes; empty means all.
        active: Whether anything is sent to it.
    """

    id: str
    account_id: str
    url: str
    secret: str | None
    events: tuple[str, ...]
    active: bool

    def __str__(self) -> str:
        """
        Return the id.
        """
        return self.id

    def __repr__(self) -> str:
        """
        Return what it is, without its secret.
        """
        return f"Endpoint({self.id}, {self.url}, events={self.events or 'all'}, active={self.active})"


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    One try to deliver an event.

    Attributes:
        number: 1 for the first.
        at: Aware virtual time.
        headers: Those of the request, signature included.
        body: The exact bytes of the request.
        status: The receiver's status; None when there was no answer.
        answer: First 1000 characters of its answer.
        error: Why there was no answer; None when there was one.
        took_ms: Real milliseconds it took.
    """

    number: int
    at: datetime
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int | None
    answer: str
    error: str | None
    took_ms: int

    def __repr__(self) -> str:
        """
        Return what came of it, without what it carried.
        """
        return f"Attempt({self.number}, {self.at:%Y-%m-%d %H:%M:%S}, {self.error or self.status})"


def purchase(row: rows.PurchaseRow) -> Purchase:
    """
    Return a purchase as a program is given it.
    """
    discount = None if row.discount is None else Decimal(str(row.discount))
    return _value(Purchase, row, discount=discount, amount=Decimal(row.charge) / 100)


def refund(row: rows.RefundRow) -> Refund:
    """
    Return a refund as a program is given it.
    """
    return _value(Refund, row)


def invoice(row: rows.InvoiceRow) -> Invoice:
    """
    Return an invoice as a program is given it.
    """
    return _value(Invoice, row)


def endpoint(row: rows.EndpointRow) -> Endpoint:
    """
    Return an endpoint as a program is given it.
    """
    return _value(Endpoint, row)


def attempt(row: rows.AttemptRow, body: bytes) -> Attempt:
    """
    Return an attempt as a program is given it.
    """
    return _value(Attempt, row, body=body)


def plain(name: str, value: Any) -> Any:
    """
    Return a column's value as a program is given it: moments are aware times.
    """
    return from_millis(value) if name in rows.MOMENTS and isinstance(value, int) else value


def _value(kind: type[Value], row: Any, **others: Any) -> Value:
    names = [each.name for each in fields(kind) if each.name not in others]  # type: ignore[arg-type]
    return kind(**others, **{name: plain(name, getattr(row, name)) for name in names})

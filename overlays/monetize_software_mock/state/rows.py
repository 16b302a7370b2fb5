"""
Declares the rows of the store, one dataclass per table. Never reads or writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Final

from .quick import quick
from .statuses import DeliveryStatus, PurchaseStatus, TicketStatus

MOMENTS: Final = frozenset(
    {
        "anchor",
        "at",
        "cancel_at",
        "canceled_at",
        "created",
        "current_period_end",
        "current_period_start",
        "ended_at",
        "expires_at",
        "told",
        "trial_end",
        "trial_start",
        "used_at",
    }
)
"""
The columns that hold milliseconds since 1970.
"""


@quick
@dataclass(frozen=True, slots=True)
class ApiKey:
    """
    An owner's key.
    """

    key: str
    account_id: str
    active: bool = True


@quick
@dataclass(frozen=True, slots=True)
class PaywallRow:
    """
    A paywall; `document` is a `world.Paywall` as JSON text.
    """

    id: str
    account_id: str
    document: str


@quick
@dataclass(frozen=True, slots=True)
class User:
    """
    A person, known to every paywall.

    Attributes:
        email_key: The e-mail in the form it is compared in; None for anonymous users.
    """

    id: str
    email: str | None
    email_key: str | None
    name: str | None
    created: int

    @property
    def anonymous(self) -> bool:
        """
        Whether the user has no e-mail.
        """
        return self.email is None


@quick
@dataclass(frozen=True, slots=True)
class Link:
    """
    That a user has used a paywall, with the integrator's data about them there.
    """

    user_id: str
    paywall_id: str
    meta: Mapping[str, Any]
    meta_user_id: str | None
    created: int


@quick
@dataclass(frozen=True, slots=True)
class Checkout:
    """
    A checkout session.

    Attributes:
        unit_amount: Minor units.
        discount: Percent, or None without an offer.
        replaces: Running subscriptions end once this is paid.
        expired: It was left open for too long and cannot be paid any more.
        purchase_id: What was bought; None while open.
    """

    id: str
    paywall_id: str
    user_id: str
    price_id: str
    interval: str | None
    interval_count: int
    unit_amount: int
    currency: str
    trial_days: int
    discount: float | None
    success_url: str | None
    error_url: str | None
    shop_url: str | None
    replaces: bool
    created: int
    expired: bool
    purchase_id: str | None


@quick
@dataclass(frozen=True, slots=True)
class Idempotency:
    """
    A remembered answer; `scope` is paywall, credential, user and key, `digest` tells bodies apart.
    """

    scope: str
    status: int
    body: Mapping[str, Any]
    expires_at: int
    digest: str


@quick
@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """
    A subscription or a lifetime purchase.

    Attributes:
        anchor: When the first paid period began or will begin; the billing day and the refills of tokens follow it.
        periods: Number of the current period, counted from the anchor; 0 until the first is paid.
        unit_amount: Minor units.
        discount: Percent that the next payment is reduced by; None for nothing.
        told: What its latest event said about when it occurred; the next one says a later time.
        scenario: The odd sequence of events it goes through; None for an ordinary one.
    """

    id: str
    paywall_id: str
    user_id: str
    price_id: str
    status: PurchaseStatus
    interval: str | None
    interval_count: int
    unit_amount: int
    currency: str
    discount: float | None
    created: int
    anchor: int
    periods: int
    current_period_start: int | None
    current_period_end: int | None
    trial_start: int | None
    trial_end: int | None
    cancel_at_period_end: bool
    cancel_at: int | None
    canceled_at: int | None
    ended_at: int | None
    scenario: str | None = None
    told: int = 0

    @property
    def lifetime(self) -> bool:
        """
        Whether it was paid once and has no periods.
        """
        return self.interval == "lifetime"

    @property
    def charge(self) -> int:
        """
        What one payment takes, in minor units.
        """
        return self.unit_amount if self.discount is None else round(self.unit_amount * (100 - self.discount) / 100)

    def told_at(self, at: int) -> PurchaseRow:
        """
        Return it with the time its latest event occurred; `replace` takes four times as long, once an event.
        """
        values: list[Any] = [*_UNTOLD(self), at]
        return PurchaseRow(*values)


_UNTOLD = attrgetter(*(each.name for each in fields(PurchaseRow) if each.name != "told"))


@quick
@dataclass(frozen=True, slots=True)
class Balance:
    """
    Tokens of one type that a user has on a paywall.
    """

    user_id: str
    paywall_id: str
    type: str
    count: int


@quick
@dataclass(frozen=True, slots=True)
class Ticket:
    """
    A support ticket; `files` holds name, type and size of each.
    """

    id: int
    paywall_id: str
    user_id: str | None
    email_key: str | None
    email: str | None
    subject: str
    content: str
    files: tuple[Mapping[str, Any], ...]
    status: TicketStatus
    created: int


@quick
@dataclass(frozen=True, slots=True)
class PortalLink:
    """
    A one-time link to the customer portal.
    """

    id: str
    paywall_id: str
    user_id: str
    return_url: str | None
    created: int


@quick
@dataclass(frozen=True, slots=True)
class Due:
    """
    Something that happens by itself at a moment.

    Attributes:
        sequence: Order in which it was planned; None until then.
        rank: Order among the kinds at one moment.
        subject: What it is about, such as a purchase's id.
    """

    sequence: int | None
    at: int
    rank: int
    kind: str
    subject: str
    data: Mapping[str, Any]


@quick
@dataclass(frozen=True, slots=True)
class Entry:
    """
    One line of the journal: something that happened by itself or was done from outside the API.
    """

    sequence: int | None
    at: int
    kind: str
    subject: str
    text: str
    facts: Mapping[str, Any]


@quick
@dataclass(frozen=True, slots=True)
class Wallet:
    """
    How a customer pays on a paywall.

    Attributes:
        outcomes: What becomes of the next payments, in order.
        habit: What becomes of every payment after those.
    """

    user_id: str
    paywall_id: str
    outcomes: tuple[str, ...]
    habit: str


@quick
@dataclass(frozen=True, slots=True)
class RefundRow:
    """
    Money given back; `amount` is in minor units.
    """

    id: str
    purchase_id: str
    amount: int
    reason: str
    created: int


@quick
@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """
    A payment that was asked for.

    Attributes:
        sequence: Order in which they were asked for; None until then.
        amount: Minor units.
        outcome: `ok` when it was paid, else why it failed.
        refunded: What was given back of it, in minor units.
    """

    sequence: int | None
    purchase_id: str
    amount: int
    currency: str
    outcome: str
    created: int
    refunded: int = 0

    @property
    def id(self) -> str:
        """
        Its name for people and for refunds; known once it was read.
        """
        return f"inv_{self.sequence}"

    @property
    def refundable(self) -> int:
        """
        What is left of it, in minor units; nothing of a payment that failed.
        """
        return self.amount - self.refunded if self.outcome == "ok" else 0


@quick
@dataclass(frozen=True, slots=True)
class Event:
    """
    An event in the outbox.

    Attributes:
        sequence: Order in which events were written; None until then.
        body: The exact text every delivery sends.
        by_itself: It came of the passing of time, not of something that was done.
    """

    sequence: int | None
    id: str
    type: str
    account_id: str
    paywall_id: str
    user_id: str
    created: int
    body: str
    by_itself: bool


@quick
@dataclass(frozen=True, slots=True)
class EndpointRow:
    """
    Where an account wants its events sent.

    Attributes:
        events: Types it takes; empty means all.
    """

    id: str
    account_id: str
    url: str
    secret: str | None
    events: tuple[str, ...]
    active: bool


@quick
@dataclass(frozen=True, slots=True)
class Delivery:
    """
    One event on its way to one endpoint.

    Attributes:
        attempts: Attempts made so far.
        failures: Attempts of the retry schedule that failed so far.
    """

    id: str
    event_id: str
    endpoint_id: str
    status: DeliveryStatus
    attempts: int
    failures: int
    created: int

    def attempted(self, status: DeliveryStatus, attempts: int, failures: int) -> Delivery:
        """
        Return it after an attempt.
        """
        return Delivery(self.id, self.event_id, self.endpoint_id, status, attempts, failures, self.created)


@quick
@dataclass(frozen=True, slots=True)
class AttemptRow:
    """
    One try to deliver.

    Attributes:
        status: The receiver's status; None when there was no answer.
        answer: First 1000 characters of the receiver's answer.
        error: Why there was no answer.
        took_ms: Real time it took.
    """

    id: str
    delivery_id: str
    number: int
    at: int
    url: str
    headers: Mapping[str, Any]
    status: int | None
    answer: str
    error: str | None
    took_ms: int

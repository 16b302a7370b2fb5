"""
How a customer's purchases live, as the contract tells it: charges, periods, failures, ends, refunds, and their events.

Written from the contract for the state machine to compare with; never imports the client or the mock server.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import datetime, timedelta

TRIES = (timedelta(days=3), timedelta(days=5), timedelta(days=7))
"""
When a failed charge is tried again, counted from its failure.
"""


class Refused(Exception):
    """
    The service does not do this; nothing changes.
    """


@dataclass(frozen=True)
class Price:
    """
    A plan: minor units, and how many months they buy; None for ever.
    """

    id: str
    amount: int
    months: int | None


@dataclass
class Told:
    """
    An event: its type, what it is about, and that purchase's state (or the amount of a refund) when it was told.
    """

    type: str
    purchase: Purchase
    detail: object


@dataclass
class Account:
    """
    One customer on one paywall.

    Attributes:
        ledger: Every change of tokens that was applied.
        outcomes: Whether the next charges succeed, in order.
        fails_later: The card works while its owner is there, and fails afterwards.
        repeats: How often the processor reports an update.
    """

    paywall: str
    email: str
    told: list[Told]
    repeats: int = 1
    linked: bool = False
    ledger: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    purchases: list[Purchase] = field(default_factory=lambda: list[Purchase]())
    outcomes: list[bool] = field(default_factory=list[bool])
    fails_later: bool = False

    def balances(self) -> dict[str, int]:
        """
        Tokens by type: what the ledger adds up to.
        """
        return {kind: sum(by for each, by in self.ledger if each == kind) for kind, _ in self.ledger}

    def has_access(self) -> bool:
        """
        Something is paid for, or a trial is running.
        """
        return any(each.status in ("active", "trialing", "paid") for each in self.purchases)

    def had_trial(self) -> bool:
        """
        There ever was one.
        """
        return any(each.trial_end for each in self.purchases)

    def charge(self, *, absent: bool) -> bool:
        """
        Take the next payment; say whether it succeeded.
        """
        return self.outcomes.pop(0) if self.outcomes else not (absent and self.fails_later)


@dataclass(eq=False)
class Purchase:
    """
    A subscription, or a lifetime purchase.

    Attributes:
        anchor: The paid periods are counted from here.
        periods: How many were paid.
        paid: What the latest payment took.
        refunded: What was given back of it.
        failed: When the charge failed that is being tried again.
    """

    account: Account
    price: Price
    anchor: datetime
    status: str
    end: datetime | None
    id: str = ""
    periods: int = 0
    trial_end: datetime | None = None
    canceling: bool = False
    ended: datetime | None = None
    failed: datetime | None = None
    tried: int = 0
    paid: int = 0
    refunded: int = 0

    @property
    def running(self) -> bool:
        """
        A subscription that has not ended.
        """
        return self.status in ("active", "trialing", "past_due")

    def state(self) -> tuple[object, ...]:
        """
        What everybody must agree about.
        """
        return (self.status, self.end, self.canceling, self.ended, self.price.amount)

    def tell(self, kind: str, detail: object = None) -> None:
        """
        Emit an event.
        """
        repeats = self.account.repeats if kind == "subscription.updated" else 1
        self.account.told += [Told(kind, self, self.state() if detail is None else detail)] * repeats

    def due(self) -> datetime | None:
        """
        When something happens to it by itself.
        """
        if self.failed and self.running:
            return self.failed + TRIES[self.tried]
        return self.end if self.running else None

    def happen(self, now: datetime) -> None:
        """
        Charge the next period, or run out.
        """
        if self.canceling:
            self.finish(now)
        elif self.account.charge(absent=True):
            self.begin_period()
            self.tell("subscription.updated")
        else:
            self.fail(now)

    def begin_period(self) -> None:
        """
        Begin the next paid period; after a failure that is the one that was not paid.
        """
        self.status, self.failed, self.tried = "active", None, 0
        self.periods += 1
        self.paid, self.refunded = self.price.amount, 0
        self.end = later(self.anchor, (self.price.months or 0) * self.periods)

    def fail(self, now: datetime) -> None:
        """
        Wait for the next try, or end after the last.
        """
        if self.failed is None:
            self.status, self.failed = "past_due", now
            self.tell("subscription.updated")
            return
        self.tried += 1
        if self.tried == len(TRIES):
            self.finish(now)

    def finish(self, now: datetime) -> None:
        """
        End, whatever was paid.
        """
        lifetime = self.price.months is None
        self.status, self.ended = "canceled", now
        if not lifetime:
            self.tell("subscription.cancelled")


def later(moment: datetime, months: int) -> datetime:
    """
    The same day so many months later, or the last one of a shorter month.
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))

"""
What a store keeps of what events say: rows, each the newest of its kind about its subject. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Protocol

__all__ = ["Fact", "Facts", "Finding"]


class Fact(NamedTuple):
    """
    The newest that is known of one kind about one subject. A row replaces another of the same kind and subject if its
    key is greater, so that rows may come in any order and any number of times.

    Attributes:
        kind: "live" and "final" states of a subscription, "named" where its state was left out, "payment", "refund";
            "email" and "app" say whose an e-mail address or an id of yours is.
        subject: Id of the subscription, payment or refund; the address or the id.
        key: What it is ordered by, compared byte by byte.
        user: The service's id of the user.
        paywall: Id of the paywall, "" where the event names none.
        at: When it happened, in milliseconds.
        dated: Whether the payment processor said when, or only when the event was built is known.
        source: "event", or "api" where the service was asked.
        event: Id of the event.
        status: Status of the subscription or payment.
        ended: When it ended or will end.
        canceled: When cancellation was asked for.
        cancel_at: When it will end, as scheduled.
        period_end: End of the period paid for.
        price: Id of the price.
        interval: Its interval, such as "month" or "lifetime".
        amount: Minor units: its list price, or what was paid back.
        payment: The payment a refund names.
        subscription: The subscription a refund names.
    """

    kind: str
    subject: str
    key: str
    user: str
    paywall: str
    at: int
    dated: bool
    source: str
    event: str
    status: str | None = None
    ended: int | None = None
    canceled: int | None = None
    cancel_at: int | None = None
    period_end: int | None = None
    price: str | None = None
    interval: str | None = None
    amount: int | None = None
    payment: str | None = None
    subscription: str | None = None

    def __repr__(self) -> str:
        """
        Show no address.
        """
        shown = "***" if self.kind in ("email", "app") else repr(self.subject)
        return f"<Fact {self.kind} {shown} {self.status or ''} at={self.at} {self.source} {self.event!r}>"

    def __sentry_repr__(self) -> str:
        """
        The same for Sentry, which shows the items of a tuple unless it is told.
        """
        return repr(self)


class Finding(NamedTuple):
    """
    Something a person may want to see: what events could not decide, or what was repaired, and why.

    Attributes:
        at: When it was found, in milliseconds.
        user: The service's id of the user.
        subject: Id of the subscription, payment or refund.
        kind: What it is, in a few words.
        ours: What was known here.
        theirs: What the service says, or "".
    """

    at: int
    user: str
    subject: str
    kind: str
    ours: str
    theirs: str


class Facts(Protocol):
    """
    Rows of facts, found by user.
    """

    def record(self, tx: Any, facts: Iterable[Fact]) -> None:
        """
        Merge rows within a transaction that is open, without reading. In any order, any number of times.
        """
        ...

    def add(self, facts: Iterable[Fact], findings: Iterable[Finding] = ()) -> None:
        """
        Merge rows and keep findings in a transaction of its own.
        """
        ...

    def of_user(self, user: str) -> Sequence[Fact]:
        """
        Every row of a user.
        """
        ...

    def of_identity(self, kind: str, value: str) -> Sequence[Fact]:
        """
        Every row of the user an address ("email") or an id of yours ("app") belongs to; none where nobody is known.
        """
        ...

    def users(self, *, after: str, limit: int) -> Sequence[str]:
        """
        Ids of users, in their order, from the next one on.
        """
        ...

    def findings(self, *, limit: int) -> Sequence[Finding]:
        """
        The latest findings, newest first.
        """
        ...

    def forget(self, user: str) -> None:
        """
        Remove what says whose addresses and ids they are. What was bought stays.
        """
        ...

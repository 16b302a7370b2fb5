"""
What a store keeps of debits: a row per key, changed by compare-and-set. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

__all__ = ["Allowance", "Bounds", "Charge", "KnownBalance", "Meters", "Usage"]


class Charge(NamedTuple):
    """
    One key of the caller, and what became of it.

    Attributes:
        key: The caller's key.
        user: By what the user is named: an id, else an e-mail address.
        type: Token type.
        amount: Tokens.
        state: "reserved", "sending", "applied", "refused", "unknown", "released", "not applied", "returning" or
            "returned".
        owner: Who holds it.
        epoch: How often the key was used again after nothing had come of it.
        version: Rises with each change.
        at: When it was reserved, in milliseconds.
        lease: Until when its holder may be at work.
        sent: When the debit was about to be sent.
        settled: When the outcome was known, or known to be unknown.
        balance_after: The balance that the service answered.
        available: What the user had when it was refused.
        error: Code of the failure, "" without one.
        on_crash: "release", or "charge" where its debit is to be sent when its holder is gone.
    """

    key: str
    user: str
    type: str
    amount: int
    state: str
    owner: str
    epoch: int
    version: int
    at: int
    lease: int
    sent: int | None = None
    settled: int | None = None
    balance_after: int | None = None
    available: int | None = None
    error: str = ""
    on_crash: str = "release"

    def __repr__(self) -> str:
        """
        Show no user, who may be named by an address.
        """
        return f"<Charge {self.key!r} {self.amount} {self.type!r} {self.state}>"

    def __sentry_repr__(self) -> str:
        """
        The same for Sentry, which shows the items of a tuple unless it is told.
        """
        return repr(self)


class KnownBalance(NamedTuple):
    """
    A balance as the service last answered it.
    """

    user: str
    type: str
    tokens: int
    at: int

    def __repr__(self) -> str:
        """
        Show no user, who may be named by an address.
        """
        return f"<KnownBalance {self.tokens} {self.type!r}>"

    def __sentry_repr__(self) -> str:
        """
        The same for Sentry, which shows the items of a tuple unless it is told.
        """
        return repr(self)


class Allowance(NamedTuple):
    """
    What is known before a debit.

    Attributes:
        tokens: The balance last answered, or None.
        at: When.
        taken: Tokens that are reserved, being sent or in doubt since then.
        closed: Until when nothing may be sent, because balances are being compared.
    """

    tokens: int | None
    at: int
    taken: int
    closed: int


class Bounds(NamedTuple):
    """
    What stands against a row, looked at in the moment in which it is written.

    Attributes:
        at: Now, in milliseconds.
        gate: Whether a closed gate does; see `close_gate`.
        since: A balance that was answered later does, if nothing of it is left; None for no balance.
        alone: Whether another debit of the same user and type that is on its way does.
    """

    at: int
    gate: bool = False
    since: int | None = None
    alone: bool = False


class Usage(NamedTuple):
    """
    What was debited of a user and a type.
    """

    user: str
    type: str
    charges: int
    tokens: int

    def __repr__(self) -> str:
        """
        Show no user, who may be named by an address.
        """
        return f"<Usage {self.tokens} {self.type!r} in {self.charges}>"

    def __sentry_repr__(self) -> str:
        """
        The same for Sentry, which shows the items of a tuple unless it is told.
        """
        return repr(self)


class Meters(Protocol):
    """
    The ledger of debits.
    """

    def insert(self, charge: Charge, unless: Bounds | None = None, *, durable: bool = True) -> bool:
        """
        Keep a new row, unless its key has one or a bound stands against it. Whether it was kept.

        One that is not durable outlives its process, and may be lost in a power cut; never one of the same key that
        was written later.
        """
        ...

    def swap(
        self, known: Charge, changed: Charge, balance: KnownBalance | None = None, unless: Bounds | None = None
    ) -> bool:
        """
        Replace a row if nobody changed it since it was read and no bound stands against it, and with it what is known
        of the balance.
        """
        ...

    def get(self, key: str) -> Charge | None:
        """
        Read a row.
        """
        ...

    def listed(
        self, states: Iterable[str], *, user: str | None, type: str | None, after: str, limit: int
    ) -> Sequence[Charge]:
        """
        Rows in these states, by key, from the next one on.
        """
        ...

    def overdue(self, at: int, *, limit: int) -> Sequence[Charge]:
        """
        Rows whose holder had until then and settled nothing.
        """
        ...

    def allowance(self, user: str, type: str) -> Allowance:
        """
        What is known of a user's balance, and what of it is taken.
        """
        ...

    def close_gate(self, user: str, type: str, until: int) -> None:
        """
        Let nothing be sent until then; 0 opens it.
        """
        ...

    def usage(self, *, user: str | None, type: str | None, since: int) -> Sequence[Usage]:
        """
        What was debited, by user and type.
        """
        ...

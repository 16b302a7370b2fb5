"""
What both forms of the meter need: whom a charge is about, fresh rows, and the errors of rows that stop. Sends nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple, TypeVar
from uuid import uuid4

from monetize_software._client import BoundClient
from monetize_software._profile import arguments as check
from monetize_software.errors import (
    ChargeInProgressError,
    ChargeMismatchError,
    ChargeUnknownError,
    InsufficientTokensError,
    InvalidRequestError,
    PaywallError,
)
from monetize_software.storage.facade import not_a_store
from monetize_software.storage.meters import Allowance, Bounds, Charge

from .ledger import Step, Wanted, is_spent

__all__ = [
    "Held",
    "Terms",
    "acting_for",
    "forbidden",
    "fresh_row",
    "now_ms",
    "stopped",
    "turns",
    "unanswered",
    "unfit",
    "user_of",
]

Client = TypeVar("Client", bound="BoundClient")

_LONGEST_KEY: Final = 200
_WAITS: Final = (0.01, 0.02, 0.04, 0.08, 0.16, *(0.25 for _ in range(119)))
"""Seconds between looks whether it is one's turn: half a minute in all."""


class Terms(NamedTuple):
    """
    What the meter's owner chose; durations in milliseconds.
    """

    lease: int
    answer_within: int
    fresh: int
    on_crash: Literal["release", "charge"]
    exclusive: bool


class Held:
    """
    A charge inside its `with` block.

    Attributes:
        row: The charge as it is now; in the end `row.state` says what became of it.
        pays_back: Whether it was debited before the block, and is given back when the block raises.
    """

    __slots__ = ("pays_back", "row")

    def __init__(self, row: Charge) -> None:
        self.row, self.pays_back = row, False

    @property
    def is_repeated(self) -> bool:
        """
        Whether this key was debited before, so that nothing is taken for what is done now.
        """
        return self.row.state == "applied" and not self.pays_back

    def __repr__(self) -> str:
        return f"<charge {self.row.state}>"


def now_ms() -> int:
    """
    Return the system's time in milliseconds since 1970.
    """
    return time.time_ns() // 1_000_000


def unfit(billing: object, kind: type[BoundClient], store: object) -> str:
    """
    What to say to somebody who builds a meter of what is none of this client or no store; "" if both may be.
    """
    if not isinstance(billing, kind):
        return f"This meter debits through a client of the class {kind.__name__}, not {type(billing).__name__}."
    return not_a_store(store)


def user_of(client: object) -> str:
    """
    Return by what the ledger names the user of a client.

    Raises:
        InvalidRequestError: It is no client, or none is bound.
    """
    if not isinstance(client, BoundClient):
        kind = type(client).__name__
        raise InvalidRequestError(f"user= is a client, billing.for_user(…), not {kind}.", code="invalid_argument")
    identity = client.identity
    named = identity.user_id or identity.email
    if not named:
        raise InvalidRequestError("A charge needs a user: pass user=billing.for_user(…).", code="invalid_argument")
    return named


def acting_for(client: Client, user: str) -> Client:
    """
    Return the client bound to the user of a row.
    """
    return client.for_user(email=user) if "@" in user else client.for_user(user_id=user)


def fresh_row(wanted: Wanted, user: str, at: int, lease: int, on_crash: str) -> Charge:
    """
    Return the row of a charge that nobody made yet.

    Raises:
        InvalidRequestError: The key or the amount cannot be.
    """
    return Charge(
        key=check.text("key", wanted.key, longest=_LONGEST_KEY),
        user=user,
        type=check.text("type", wanted.type, longest=100),
        amount=check.whole("amount", wanted.amount),
        state="reserved",
        owner=uuid4().hex,
        epoch=0,
        version=0,
        at=at,
        lease=lease,
        on_crash=on_crash,
    )


def stopped(step: Step) -> PaywallError:
    """
    Return the error of a row that stops.
    """
    row = step.row
    match step.do:
        case "refused":
            return InsufficientTokensError(
                "This key was refused before", available=row.available, requested=row.amount, token_type=row.type
            )
        case "busy":
            return ChargeInProgressError("Somebody else holds this key", retryable=True)
        case "mismatch":
            return ChargeMismatchError("This key stood for another user, type or amount")
        case _:
            return unanswered()


def unanswered() -> ChargeUnknownError:
    """
    Return the error of a debit whose answer was lost, now or before.
    """
    return ChargeUnknownError("No answer came to this debit", may_have_been_applied=True)


def forbidden(row: Charge, known: Allowance, bounds: Bounds) -> PaywallError:
    """
    Return the error of a charge that something stood against.

    Args:
        row: The charge.
        known: What is known of the balance.
        bounds: What could stand against it.
    """
    if known.closed > bounds.at:
        return ChargeInProgressError("Balances of this user are being compared. Try again later.", retryable=True)
    if is_spent(known, since=bounds.since):
        left = max(0, (known.tokens or 0) - known.taken)
        return InsufficientTokensError(
            "The balance is known to be empty", available=left, requested=row.amount, token_type=row.type
        )
    return ChargeInProgressError("Somebody else holds this key.", retryable=True)


def turns(waits: bool) -> Iterator[float]:
    """
    Yield seconds to wait before each further look; without waiting there is one look.
    """
    yield from _WAITS if waits else (0.0,)

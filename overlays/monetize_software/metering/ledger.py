"""
The life of one key: what may follow what. Pure: rows in, rows out; no store, no clock, no chance.

    reserved ─▶ sending ─▶ applied ─▶ returning ─▶ returned
        │          ├─────▶ refused
        │          └─────▶ unknown ─▶ applied, or not applied: by a person, or where a balance decides it
        └─▶ released

Rules of this module:

1. `sending` is written, and durable, before a byte leaves. Whoever finds it without its holder knows only that the
   debit may have been applied: `unknown`. Nothing sends it again.
2. What is released, not applied or returned took nothing: its key may be used again, in the next epoch.
3. A row changes by compare-and-set, so that of many who try only one does.
4. A late answer still settles what became unknown meanwhile, if it was this holder's.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from monetize_software.storage.meters import Allowance, Charge

__all__ = ["FREE", "HELD", "Step", "Wanted", "claim", "is_spent", "settled_late", "take_over", "to"]

FREE: Final = frozenset({"released", "not applied", "returned"})
"""Nothing came of it: the key may be used again."""

HELD: Final = frozenset({"reserved", "sending"})
"""Somebody is at work, until the lease ends."""


class Wanted(NamedTuple):
    """
    A charge to make.

    Attributes:
        key: Yours, such as the id of a message: one charge, whatever is repeated. At most 200 characters.
        type: Token type.
        amount: Tokens.
    """

    key: str
    type: str
    amount: int


class Step(NamedTuple):
    """
    What to do about a key.

    Attributes:
        do: "write" the row, then go on; or stop: it is "applied", "refused", "unknown", "busy" or a "mismatch";
            "expire" writes that it is unknown, and stops.
        row: The row to write, or the one that stops.
    """

    do: Literal["write", "expire", "applied", "refused", "unknown", "busy", "mismatch"]
    row: Charge


def claim(known: Charge | None, fresh: Charge, *, retry_refused: bool = False) -> Step:
    """
    Decide what becomes of a key that somebody wants to charge.

    Args:
        known: The row that has the key, or None.
        fresh: The row to write if nobody had it.
        retry_refused: Ask the service again although it refused.
    """
    if known is None:
        return Step("write", fresh)
    if (known.user, known.type, known.amount) != (fresh.user, fresh.type, fresh.amount):
        return Step("mismatch", known)
    again = fresh._replace(version=known.version + 1, epoch=known.epoch + 1)
    match known.state:
        case "released" | "not applied" | "returned":
            return Step("write", again)
        case "refused":
            return Step("write", again) if retry_refused else Step("refused", known)
        case "reserved" | "sending" if known.lease > fresh.at:
            return Step("busy", known)
        case "reserved":
            return Step("write", again)  # its holder is gone, and nothing was sent
        case "sending":
            return Step("expire", take_over(known, fresh.at))
        case "unknown":
            return Step("unknown", known)
        case _:
            return Step("applied", known)


def to(
    row: Charge,
    state: str,
    at: int,
    *,
    lease: int = 0,
    balance_after: int | None = None,
    available: int | None = None,
    error: str = "",
) -> Charge:
    """
    Return the row in its next state.
    """
    is_sent = state in ("sending", "returning")
    return row._replace(
        state=state,
        version=row.version + 1,
        # What nobody knows of may still reach the service while its holder would have waited for it.
        lease=row.lease if state == "unknown" else lease,
        sent=at if state == "sending" else row.sent,
        settled=None if is_sent else at,
        balance_after=row.balance_after if balance_after is None else balance_after,
        available=available,
        error=error,
    )


def take_over(row: Charge, at: int) -> Charge:
    """
    Return what a row is whose holder is gone: nothing was sent, or nobody knows.
    """
    return to(row, "released" if row.state == "reserved" else "unknown", at, error="holder gone")


def settled_late(found: Charge | None, mine: Charge, outcome: Charge) -> Charge | None:
    """
    Return the row with an answer that came after the key had become unknown, if it was this holder's.
    """
    same = found is not None and (found.owner, found.epoch, found.state) == (mine.owner, mine.epoch, "unknown")
    return outcome._replace(version=found.version + 1) if found is not None and same else None


def is_spent(known: Allowance, *, since: int | None) -> bool:
    """
    Tell whether a balance is known to be empty, so that the service need not be asked.

    Only what was heard a moment ago counts, and only nothing left beside what is reserved, on its way or in doubt.
    """
    return known.tokens is not None and since is not None and known.at > since and known.tokens <= known.taken

"""
Decides by balances what became of debits whose answer was lost. Pure: rows and a balance in, verdicts out.

Rules of this module:

1. Between two moments at which nothing was on its way the balance fell by what was applied. Of that, the answered
   debits are known; the rest is the gap.
2. A gap that is the sum of exactly one choice of amounts decides them. Equal amounts decide how many were applied, not
   which: the oldest are settled first, which takes the right number of tokens.
3. Anything else (a credit, a refill, a debit elsewhere in between) leaves them unknown, with both numbers shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monetize_software.storage.meters import Charge

__all__ = ["Reconciliation", "Verdict", "verdicts"]

_MOST_SUMS = 100_000


class Verdict(NamedTuple):
    """
    What became of one lost debit.

    Attributes:
        charge: The row.
        applied: Whether it was debited; None where the balance does not tell.
        gap: Tokens that are gone without an answer, or None where no earlier balance is known.
        why: In words.
    """

    charge: Charge
    applied: bool | None
    gap: int | None
    why: str


class Reconciliation(NamedTuple):
    """
    What comparing a balance came to.

    Attributes:
        user: By what the user is named.
        type: Token type.
        balance: The balance now.
        decided: What was settled.
        undecided: What stays unknown, and why.
    """

    user: str
    type: str
    balance: int
    decided: list[Verdict]
    undecided: list[Verdict]

    def __repr__(self) -> str:
        """
        Show no user, who may be named by an address.
        """
        return f"<Reconciliation of {self.type!r} balance={self.balance} {self.decided!r} undecided={self.undecided!r}>"

    def __sentry_repr__(self) -> str:
        """
        The same for Sentry, which shows the items of a tuple unless it is told.
        """
        return repr(self)


class _Window(NamedTuple):
    """
    A span at whose ends nothing was on its way: the balances there, the answered debits and the lost ones inside.
    """

    before: int | None
    after: int
    answered: int
    lost: list[Charge]


def verdicts(rows: Sequence[Charge], balance: int) -> list[Verdict]:
    """
    Decide about the lost debits of one user and type.

    Args:
        rows: All that were sent: applied, unknown and refused.
        balance: The balance now, with nothing on its way.
    """
    found: list[Verdict] = []
    for window in _windows([row for row in rows if row.state in ("applied", "unknown")], balance):
        found += _decided(window)
    return found


def _windows(rows: Sequence[Charge], balance: int) -> Iterator[_Window]:
    """
    Cut what was sent where nothing was on its way, and an answer tells the balance.
    """
    before: int | None = None
    answered, busy_until = 0, -1
    lost: list[Charge] = []
    ordered = sorted(rows, key=_sent)
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        alone = _sent(row) > busy_until and (following is None or _sent(following) > _until(row))
        if alone and row.state == "applied" and row.balance_after is not None:
            # Nothing else was on its way, so this answer tells what there was just before it.
            yield _Window(before, row.balance_after + row.amount, answered, lost)
            before, answered, lost = row.balance_after + row.amount, 0, []
        busy_until = max(busy_until, _until(row))
        if row.state == "applied":
            answered += row.amount
        else:
            lost.append(row)
    yield _Window(before, balance, answered, lost)


def _sent(row: Charge) -> int:
    return row.sent if row.sent is not None else row.at


def _until(row: Charge) -> int:
    return max(row.settled or 0, row.lease)


def _decided(window: _Window) -> list[Verdict]:
    if window.before is None:
        return [Verdict(row, None, None, "no balance from before it is known") for row in window.lost]
    gap = window.before - window.answered - window.after
    choice = _only_choice([row.amount for row in window.lost], gap)
    if choice is None:
        return [Verdict(row, None, gap, _undecided(gap)) for row in window.lost]
    oldest = sorted(window.lost, key=_sent)
    mixed = any(0 < choice[row.amount] < sum(each.amount == row.amount for each in oldest) for row in oldest)
    left = Counter(choice)
    made: list[Verdict] = []
    for row in oldest:
        applied = left[row.amount] > 0
        left[row.amount] -= applied
        why = (
            "the balance says how many of this amount, not which: the oldest first" if mixed else "the balance says so"
        )
        made.append(Verdict(row, applied, gap, why))
    return made


def _undecided(gap: int) -> str:
    if gap < 0:
        return f"{-gap} tokens came in between, from a credit or a refill"
    return f"{gap} tokens are gone, which no choice, or more than one, explains"


def _only_choice(amounts: list[int], gap: int) -> Counter[int] | None:
    """
    The only choice of amounts with this sum, as how many of each; None where there is none, or another.
    """
    kinds = sorted(Counter(amounts).items())
    ways: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for amount, most in kinds:
        grown: dict[int, list[tuple[int, ...]]] = {}
        for total, choices in ways.items():
            for times in range(most + 1):
                here = grown.setdefault(total + amount * times, [])
                here += [(*choice, times) for choice in choices[: 2 - min(2, len(here))]]
        ways = {total: choices for total, choices in grown.items() if total <= gap}
        if len(ways) > _MOST_SUMS:
            return None
    found = ways.get(gap, [])
    if len(found) != 1:
        return None
    return Counter({amount: times for (amount, _), times in zip(kinds, found[0], strict=True)})

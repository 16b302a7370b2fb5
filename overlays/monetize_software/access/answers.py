"""
Turns what the service answers about a user into facts, and says in what it differs from what is known. Asks nobody.

Rules of this module:

1. An answer is newer than every event before it, and says nothing about events after it: its facts carry the moment of
   asking. The clock is ours then and not the processor's, so they count as undated: an end told within ten minutes of
   the answer stands.
2. Only what decides otherwise than before is worth a row.
3. What the service no longer lists is over, unless it was heard of within ten minutes: a list may lag behind.
4. The service's list of purchases names no price; what is known of it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from monetize_software.storage.facts import Fact, Finding
from monetize_software.webhooks.ordering import order_key

from .decision import Claim, Policy, claims
from .fold import State, clean_id, milliseconds, state_of

__all__ = ["Purchased", "answered", "repairs"]

_LAG: Final = 10 * 60 * 1000
_PAID: Final = frozenset({None, "succeeded", "paid"})


class Purchased(Protocol):
    """
    A purchase as `get_user_detail()` lists it.
    """

    @property
    def id(self) -> str:
        """
        The id of the subscription or payment.
        """
        ...

    @property
    def status(self) -> str | None:
        """
        Such as `active`; None where the service names none.
        """
        ...

    @property
    def cancel_at(self) -> datetime | None:
        """
        When it ends, once it is cancelled.
        """
        ...

    @property
    def cancel_at_period_end(self) -> bool | None:
        """
        Whether it ends with its period.
        """
        ...

    @property
    def canceled_at(self) -> datetime | None:
        """
        When it was cancelled.
        """
        ...

    @property
    def ended_at(self) -> datetime | None:
        """
        When it ended; None while it runs.
        """
        ...

    @property
    def current_period_end(self) -> datetime | None:
        """
        When the paid period ends; None for a lifetime purchase.
        """
        ...

    @property
    def unit_amount(self) -> int | None:
        """
        The list price in minor units.
        """
        ...

    @property
    def interval(self) -> str | None:
        """
        How often it is paid; `lifetime` for once.
        """
        ...


def answered(state: State, user: str, paywall: str, purchases: Sequence[Purchased], at: datetime) -> list[Fact]:
    """
    Return what the service's list says, as rows that replace what is known.

    Args:
        state: What is known of the user on this paywall.
        user: The service's id of the user.
        paywall: The paywall that was asked about.
        purchases: What the service listed.
        at: When it was asked.
    """
    lifetime = [each for each in purchases if each.interval == "lifetime"]
    found = [_subscription(each, state, user, paywall, at) for each in purchases if each.interval != "lifetime"]
    found += _payments(lifetime, state, user, paywall, at)
    listed = {fact.subject for fact in found}
    gone = [fact for (kind, subject), fact in state.items() if kind in ("live", "final") and subject not in listed]
    return found + [_over(fact, at) for fact in gone if (milliseconds(at) or 0) - fact.at > _LAG]


def repairs(state: State, facts: Iterable[Fact], at: datetime, policy: Policy) -> tuple[list[Fact], list[Finding]]:
    """
    Return the rows that decide otherwise than what is known, and for each what was wrong and why.
    """
    given = [*facts]
    after = state_of([*state.values(), *given])
    before_by, after_by = _by_subject(claims(state, at, policy)), _by_subject(claims(after, at, policy))
    wrong = {subject for subject, claim in after_by.items() if _says(claim) != _says(before_by.get(subject))}
    found = [_finding(before_by.get(each), after_by[each], at) for each in sorted(wrong)]
    return [fact for fact in given if fact.subject in wrong], found


def _by_subject(found: Iterable[Claim]) -> dict[str, Claim]:
    return {claim.fact.subject: claim for claim in found}


def _says(claim: Claim | None) -> tuple[Any, ...]:
    return ("", None) if claim is None else (claim.because, claim.until)


def _finding(before: Claim | None, after: Claim, at: datetime) -> Finding:
    ours = "not known" if before is None else f"{before.because}, by {before.fact.source} {before.fact.event}"
    return Finding(milliseconds(at) or 0, after.fact.user, after.fact.subject, "repaired", ours, after.because)


def _subscription(bought: Purchased, state: State, user: str, paywall: str, at: datetime) -> Fact:
    ends = bought.cancel_at or (bought.current_period_end if bought.cancel_at_period_end else None)
    final = bought.ended_at is not None or bought.status == "canceled"
    subject = clean_id(bought.id)
    known = [state[name] for name in (("live", subject), ("final", subject)) if name in state]
    return Fact(
        kind="final" if final else "live",
        subject=subject,
        key=_key(at, final=final, period_end=bought.current_period_end),
        **_asked(user, paywall, at),
        status=bought.status,
        ended=milliseconds(bought.ended_at),
        canceled=milliseconds(bought.canceled_at),
        cancel_at=milliseconds(ends),
        period_end=milliseconds(bought.current_period_end),
        price=max(known, key=lambda fact: fact.key).price if known else None,
        interval=bought.interval,
        amount=bought.unit_amount,
    )


def _payments(listed: list[Purchased], state: State, user: str, paywall: str, at: datetime) -> Iterator[Fact]:
    """
    The purchases for good: by id where the service's is the payment's, else in pairs, for nothing else links them.
    """
    known = {subject: fact for (kind, subject), fact in state.items() if kind == "payment" and _is_lifetime(fact)}
    others = sorted((each for each in listed if clean_id(each.id) not in known), key=lambda each: each.status in _PAID)
    for subject, fact in sorted(known.items(), key=lambda item: item[1].key):
        same = next((each for each in listed if clean_id(each.id) == subject), None) or (
            others.pop() if others else None
        )
        if same is not None:
            yield _settled(fact, same.status, at)
        elif (milliseconds(at) or 0) - fact.at > _LAG:
            yield _settled(fact, "refunded", at)
    for each in others:
        yield Fact(
            kind="payment", subject=clean_id(each.id), key=_key(at), **_asked(user, paywall, at),
            status=each.status, interval="lifetime", amount=each.unit_amount,
        )  # fmt: skip


def _settled(fact: Fact, status: str | None, at: datetime) -> Fact:
    return fact._replace(key=_key(at), **_asked(fact.user, fact.paywall, at), status=status)


def _over(fact: Fact, at: datetime) -> Fact:
    moment = milliseconds(at)
    return fact._replace(
        kind="final", key=_key(at, final=True), **_asked(fact.user, fact.paywall, at),
        status="canceled", ended=moment if fact.ended is None else fact.ended,
    )  # fmt: skip


def _is_lifetime(fact: Fact) -> bool:
    return fact.interval == "lifetime"


def _asked(user: str, paywall: str, at: datetime) -> dict[str, Any]:
    return {
        "user": user,
        "paywall": paywall,
        "at": milliseconds(at) or 0,
        "dated": False,
        "source": "api",
        "event": at.isoformat(),
    }


def _key(at: datetime, *, final: bool = False, period_end: datetime | None = None) -> str:
    return order_key(at, final=final, type="", period_end=period_end, created_at=at, id="api")

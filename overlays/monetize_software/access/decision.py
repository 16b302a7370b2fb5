"""
Decides from what is known whether a user may in at a moment. Pure: the moment, and the choices of the shop, come in.

Rules of this module:

1. A subscription's end counts unless its other state is newer; states of two clocks (one event says when it happened,
   one only when it was built) must be ten minutes apart before the other state counts.
2. An end that is reached is the end, whatever else the state says. "active", "trialing" and "paid" give access.
3. A purchase for good lasts until its refunds add up to its list price. Less than that is a doubt: no event says what
   was really paid, so a part of the price and all of a discounted price look alike. A doubt keeps access.
4. One grant is enough. The best is named: for good, renewing, ending, doubtful; then the latest end; then the id.
5. No refund gives access, and time alone only takes it away, at an end that was announced.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_type_hints

from monetize_software.storage.facts import Fact
from monetize_software.webhooks.access import check_moment

from .fold import State

__all__ = ["Because", "Claim", "Decision", "Doubt", "Policy", "claims", "decide", "doubts"]

Because: TypeAlias = Literal[
    "lifetime",
    "active",
    "trial",
    "ending",
    "partly refunded",
    "past due",
    "overdue",
    "ended",
    "refunded",
    "not paid",
    "nothing bought",
    "unknown user",
]
"""Why: the first seven may let in, the others never do."""

_GRANTING: Final = frozenset({"active", "trialing", "paid"})
_PAID: Final = frozenset({None, "succeeded", "paid"})
_GIVEN_BACK: Final = frozenset({"refunded", "canceled"})
_RANKS: Final[dict[Because, int]] = {
    "lifetime": 9,
    "active": 8,
    "trial": 8,
    "ending": 7,
    "partly refunded": 6,
    "past due": 5,
    "overdue": 4,
    "refunded": 3,
    "ended": 2,
    "not paid": 1,
}
_DOUBTFUL: Final = frozenset({"partly refunded", "overdue"})
_CLOCKS_APART: Final = 10 * 60 * 1000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Policy(NamedTuple):
    """
    What a shop chooses.

    Attributes:
        past_due: Whether to keep access while a payment is being retried.
        overdue_after: How long after the end of a period that was not heard of again a subscription is a doubt.
        deny_overdue_after: How long after it access is refused; never when None.
    """

    past_due: bool = False
    overdue_after: timedelta = timedelta(days=3)
    deny_overdue_after: timedelta | None = None


_DEFAULT: Final = Policy()


class Decision(NamedTuple):
    """
    Whether a user may in, and why. True exactly if allowed.

    Attributes:
        allowed: Whether the user may in.
        until: When that is known to end; None while it goes on, or when not allowed.
        because: Why, in a word.
        price_id: The price that was bought, or None.
        source: "events", or "api" where the answer rests on what the service said when it was asked.
        plan: Your name of the price, where you gave one.
        paywall_id: Where it was bought, or None.
        user_id: The service's id of the user, or None.
        purchase_id: The subscription or payment that decided, or None.
        event_id: The event that decided, or None.
        asked: "no", or what came of asking the service: it "answered", it "failed" to, or it was asked "recently".
    """

    allowed: bool
    until: datetime | None = None
    because: Because = "nothing bought"
    price_id: str | None = None
    source: Literal["events", "api"] = "events"
    plan: str | None = None
    paywall_id: str | None = None
    user_id: str | None = None
    purchase_id: str | None = None
    event_id: str | None = None
    asked: Literal["no", "answered", "failed", "recently"] = "no"

    def __bool__(self) -> bool:
        """
        Return `allowed`, for `if access.check(…):`.
        """
        return self.allowed

    @property
    def is_doubtful(self) -> bool:
        """
        Whether events alone could not decide, so that the service should be asked.
        """
        return self.because in _DOUBTFUL

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form: each attribute by its name, `until` as RFC 3339.
        """
        until = None if self.until is None else self.until.isoformat().replace("+00:00", "Z")
        return {**self._asdict(), "until": until}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        # An object with names in pydantic and FastAPI too, which take a tuple for a list.
        from pydantic_core import core_schema as core

        fields = {name: core.typed_dict_field(handler(hint)) for name, hint in get_type_hints(cls).items()}
        shape = core.typed_dict_schema(fields)
        read = core.no_info_after_validator_function(lambda given: cls(**given), shape)
        return core.union_schema(
            [core.is_instance_schema(cls), read],
            serialization=core.plain_serializer_function_ser_schema(cls._asdict, return_schema=shape),
        )


class Doubt(NamedTuple):
    """
    What events could not decide about one purchase.
    """

    kind: Literal["partly refunded", "overdue", "unlinked refund"]
    fact: Fact
    told: str


class Claim(NamedTuple):
    """
    What one purchase says: whether it lets in, why, and until when.
    """

    allowed: bool
    because: Because
    until: int | None
    fact: Fact


def decide(
    state: State,
    at: datetime,
    policy: Policy = _DEFAULT,
    *,
    paywall_id: str | int | None = None,
) -> Decision:
    """
    Decide whether the user whose facts these are may in.

    Args:
        state: What is known of one user.
        at: The moment asked about, with a time zone; usually now.
        policy: The shop's choices.
        paywall_id: The paywall to look at; any when left out, and the answer says which.

    Raises:
        ValueError: `at` has no time zone.
        TypeError: `at` is no datetime.
    """
    found = _claims(state, _moment(at), policy, None if paywall_id is None else str(paywall_id))
    if not found:
        user = next((fact.user for fact in state.values()), None)
        return Decision(False, None, "nothing bought" if state else "unknown user", user_id=user)
    allowed, because, until, fact = found[0] if len(found) == 1 else max(found, key=_worth)
    return Decision(
        allowed,
        _EPOCH + timedelta(milliseconds=until) if allowed and until is not None else None,
        because,
        fact.price,
        "api" if fact.source == "api" else "events",
        None,
        fact.paywall or None,
        fact.user or None,
        fact.subject,
        fact.event,
    )


def doubts(state: State, at: datetime, policy: Policy = _DEFAULT) -> list[Doubt]:
    """
    List what events could not decide: parts of lifetime purchases paid back, subscriptions nobody heard of since their
    period ended, refunds of no purchase that is known.

    Args:
        state: What is known of one user.
        at: The moment asked about, with a time zone.
        policy: The shop's choices.
    """
    found = [
        Doubt("partly refunded" if claim.because == "partly refunded" else "overdue", claim.fact, _told(claim))
        for claim in _claims(state, _moment(at), policy, None)
        if claim.because in _DOUBTFUL
    ]
    return found + [Doubt("unlinked refund", fact, "no purchase is known that it is of") for fact in _link(state)[1]]


def claims(state: State, at: datetime, policy: Policy = _DEFAULT) -> list[Claim]:
    """
    Return what each purchase says by itself.
    """
    return _claims(state, _moment(at), policy, None)


def _told(claim: Claim) -> str:
    if claim.because == "partly refunded":
        return "less than the list price was paid back"
    return "its period is over, and no event says what came after"


def _moment(at: datetime) -> int:
    check_moment("at", at)
    return (at - _EPOCH) // _MILLISECOND


def _worth(claim: Claim) -> tuple[bool, int, float, str]:
    end = float("inf") if claim.until is None else claim.until
    return (claim.allowed, _RANKS[claim.because], end, claim.fact.subject)


def _claims(state: State, at: int, policy: Policy, paywall: str | None) -> list[Claim]:
    found: list[Claim] = []
    has_payments = False
    for (kind, subject), fact in state.items():
        if kind == "payment":
            has_payments = True
        elif kind == "final" or (kind == "live" and ("final", subject) not in state):
            live = fact if kind == "live" else state.get(("live", subject))
            winner = fact if live is None or live is fact else _winner(live, fact)
            if paywall is None or winner.paywall in ("", paywall):
                found.append(_subscription(_priced(winner, state), at, policy))
    return found + _lifetimes(state, paywall) if has_payments else found


def _lifetimes(state: State, paywall: str | None) -> list[Claim]:
    back = _link(state)[0]
    return [
        _lifetime(fact, back.get(subject, ()))
        for (kind, subject), fact in state.items()
        if kind == "payment" and fact.interval == "lifetime" and (paywall is None or fact.paywall in ("", paywall))
    ]


def _winner(live: Fact, final: Fact) -> Fact:
    if final.at >= live.at or (live.dated != final.dated and live.at - final.at < _CLOCKS_APART):
        return final
    return live


def _priced(fact: Fact, state: State) -> Fact:
    """
    The state with the price that a later event without a state named.
    """
    named = state.get(("named", fact.subject))
    if named is None or named.price is None or (fact.price is not None and named.key < fact.key):
        return fact
    return fact._replace(price=named.price)


def _subscription(fact: Fact, at: int, policy: Policy) -> Claim:
    # A canceled subscription that does not say when it ended did so when that was asked for.
    end = fact.ended if fact.ended is not None or fact.status != "canceled" else fact.canceled
    if end is not None and end <= at:
        return Claim(False, "ended", None, fact)
    if fact.status in _GRANTING:
        return _running(fact, end if end is not None else fact.cancel_at, at, policy)
    if fact.status == "past_due":
        return Claim(policy.past_due, "past due", end, fact)
    if fact.status == "canceled":
        return Claim(end is not None, "ended" if end is None else "ending", end, fact)
    return Claim(False, "not paid", None, fact)


def _running(fact: Fact, until: int | None, at: int, policy: Policy) -> Claim:
    due = fact.period_end if until is None else until
    if due is not None and at > due:
        late = timedelta(milliseconds=at - due)
        denied = policy.deny_overdue_after is not None and late > policy.deny_overdue_after
        if denied or late > policy.overdue_after:
            return Claim(not denied, "overdue", None, fact)
    if until is not None:
        return Claim(True, "ending", until, fact)
    return Claim(True, "trial" if fact.status == "trialing" else "active", None, fact)


def _lifetime(fact: Fact, back: tuple[Fact, ...] | list[Fact]) -> Claim:
    if fact.status not in _PAID:
        return Claim(False, "refunded" if fact.status in _GIVEN_BACK else "not paid", None, fact)
    if not back:
        return Claim(True, "lifetime", None, fact)
    if _is_whole(fact, back):
        return Claim(False, "refunded", None, fact)
    return Claim(True, "partly refunded", None, fact)


def _is_whole(payment: Fact, back: tuple[Fact, ...] | list[Fact]) -> bool:
    amounts = [each.amount for each in back]
    if None in amounts:
        return True
    return payment.amount is not None and sum(each or 0 for each in amounts) >= payment.amount


def _link(state: State) -> tuple[dict[str, list[Fact]], list[Fact]]:
    """
    The refunds of each lifetime purchase, and those of none that is known.
    """
    payments = [fact for (kind, _), fact in state.items() if kind == "payment"]
    refunds = sorted((fact for (kind, _), fact in state.items() if kind == "refund"), key=lambda each: each.key)
    back: dict[str, list[Fact]] = {}
    unlinked: list[Fact] = []
    for refund in refunds:
        if refund.interval not in (None, "lifetime") or (refund.subscription and not refund.payment):
            continue  # a subscription's own events say what became of it
        payment = _refunded(refund, payments, back)
        if payment is None:
            unlinked.append(refund)
        elif payment.source == "event" or refund.at > payment.at:  # else the service knew of it when it was asked
            back.setdefault(payment.subject, []).append(refund)
    return back, unlinked


def _refunded(refund: Fact, payments: list[Fact], back: dict[str, list[Fact]]) -> Fact | None:
    if refund.payment is not None:
        return next((each for each in payments if each.subject == refund.payment), None)
    fitting = [
        each
        for each in payments
        if (each.interval, each.paywall) == ("lifetime", refund.paywall)
        and refund.price in (None, each.price)
        and (each.at <= refund.at or each.source == "api")
        and each.status in _PAID
        and not (each.subject in back and _is_whole(each, back[each.subject]))
    ]
    return max(fitting, key=lambda each: (each.at, each.key), default=None)

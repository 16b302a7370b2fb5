"""
Who may in, until when, and why.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import webhooks
from monetize_software.access import Decision, Policy, State, contribution, decide, doubts, merge
from tests.support.told import LIFETIME, day, paid, refunded, state

STRICT = Policy(deny_overdue_after=timedelta(days=5))


def known(*events: webhooks.WebhookEvent) -> State:
    found: State = {}
    for event in events:
        found = merge(found, contribution(event))
    return found


def asked(*events: webhooks.WebhookEvent, at: float = 10, **more: Any) -> Decision:
    return decide(known(*events), day(at), **more)


@pytest.mark.parametrize(
    ("status", "more", "allowed", "because", "until"),
    [
        ("active", {"current_period_end": 31}, True, "active", None),
        ("trialing", {"current_period_end": 12}, True, "trial", None),
        ("paid", {}, True, "active", None),
        ("active", {"cancel_at": 31}, True, "ending", 31),
        ("trialing", {"cancel_at": 12}, True, "ending", 12),
        ("active", {"ended_at": 12, "cancel_at": 31}, True, "ending", 12),
        ("active", {"ended_at": 10}, False, "ended", None),
        ("canceled", {"ended_at": 12}, True, "ending", 12),
        ("canceled", {"canceled_at": 9}, False, "ended", None),
        ("canceled", {"canceled_at": 12}, True, "ending", 12),
        ("canceled", {}, False, "ended", None),
        ("past_due", {}, False, "past due", None),
        ("incomplete", {}, False, "not paid", None),
        ("unpaid", {}, False, "not paid", None),
        ("paused", {}, False, "not paid", None),
        ("active", {"current_period_end": 7.5}, True, "active", None),
        ("active", {"current_period_end": 6.5}, True, "overdue", None),
        ("active", {"cancel_at": 6.5, "current_period_end": 31}, True, "overdue", None),
    ],
)
def test_state_of_a_subscription_decides(
    status: str, more: dict[str, Any], allowed: bool, because: str, until: float | None
) -> None:
    """
    The documented rule: an end that is reached is the end; active, trialing and paid may in; a scheduled end says when.
    """
    decision = asked(state(1, status, **more))

    assert (allowed, because) == (decision.allowed, decision.because)
    assert (None if until is None else day(until)) == decision.until
    assert ("sub_1", "price_123", "3") == (decision.purchase_id, decision.price_id, decision.paywall_id)


def test_decision_is_true_exactly_if_allowed() -> None:
    """
    `if access.check(…):` means what it says.
    """
    assert asked(state(1))
    assert not asked(state(1, "unpaid"))


@pytest.mark.parametrize(
    ("policy", "status", "period_end", "allowed", "because"),
    [
        (Policy(past_due=True), "past_due", 31, True, "past due"),
        (STRICT, "active", 6, True, "overdue"),
        (STRICT, "active", 4, False, "overdue"),
        (Policy(deny_overdue_after=timedelta(0)), "active", 9, False, "overdue"),
        (Policy(deny_overdue_after=timedelta(0)), "active", 10, True, "active"),
        (Policy(overdue_after=timedelta(days=9)), "active", 4, True, "active"),
    ],
)
def test_shop_chooses_what_is_not_certain(
    policy: Policy, status: str, period_end: float, allowed: bool, because: str
) -> None:
    """
    Late payments, and subscriptions nobody heard of since their period ended, are let in or not as the policy says.
    """
    decision = asked(state(1, status, current_period_end=period_end), policy=policy)

    assert (allowed, because) == (decision.allowed, decision.because)


def test_end_counts_unless_a_later_state_says_otherwise() -> None:
    """
    Of one moment the end wins; a reactivation after it counts.
    """
    end = state(5, "canceled", kind="cancelled", ended_at=5)

    assert "ended" == asked(end, state(5, "active")).because
    assert "ended" == asked(end, state(4, "active")).because
    assert "active" == asked(end, state(6, "active")).because


@pytest.mark.parametrize(
    ("undated", "minutes", "because"),
    [("live", 9, "ended"), ("live", 10, "active"), ("final", 9, "ended"), ("final", 10, "active"), ("", 9, "active")],
)
def test_two_clocks_must_be_apart_before_a_later_state_counts(undated: str, minutes: int, because: str) -> None:
    """
    If only one of the two says when it happened, the other was built some minutes after it may have happened.
    """
    end = state(5, "canceled", kind="cancelled", ended_at=5, dated=undated != "final", built=timedelta(0))
    later = state(5 + minutes / 1440, "active", dated=undated != "live", built=timedelta(0))

    assert because == asked(end, later).because


def test_purchase_for_good_lasts_until_its_refunds_add_up() -> None:
    """
    Parts are summed: access is doubtful after one and over after the last; a refund before its payment waits for it.
    """
    parts = [refunded(3, 9900, of="pay_1"), refunded(4, 10000, of="pay_1")]

    assert (True, None, "lifetime") == asked(paid(1))[:3]
    assert (True, "partly refunded") == (asked(paid(1), parts[0]).allowed, asked(paid(1), parts[0]).because)
    assert (False, "refunded") == (asked(paid(1), *parts).allowed, asked(*parts, paid(1)).because)
    assert "refunded" == asked(paid(1), refunded(3, None)).because
    assert "nothing bought" == asked(*parts).because


def test_discounted_purchase_paid_back_in_full_is_a_doubt() -> None:
    """
    The list price is all that events name, so a refund of what was really paid looks like a part: access stays, and is
    doubtful.
    """
    decision = asked(paid(1), refunded(3, 15920, of="pay_1"))

    assert (True, "partly refunded", True) == (decision.allowed, decision.because, decision.is_doubtful)


def test_refund_that_names_no_payment_is_of_the_newest_it_can_be_of() -> None:
    """
    Same paywall and price, not later than the refund, and not paid back yet; in the order of time.
    """
    bought = [paid(1, "pay_1"), paid(3, "pay_2"), paid(6, "pay_3")]
    first, second = refunded(4, 19900), refunded(5, 19900)

    assert ("pay_3", True) == (asked(*bought, first, second).purchase_id, asked(*bought, first, second).allowed)
    assert "pay_1" == asked(*bought[:2], first).purchase_id
    assert not asked(*bought[:2], first, second)
    other = refunded(4, 19900, price={**LIFETIME, "id": "other"})
    assert ["unlinked refund"] == [doubt.kind for doubt in doubts(known(*bought, other), day(10))]
    assert ["unlinked refund"] == [doubt.kind for doubt in doubts(known(refunded(4, 1)), day(10))]


@pytest.mark.parametrize("status", ["failed", "pending", "refunded"])
def test_payment_that_did_not_succeed_grants_nothing(status: str) -> None:
    """
    Only a payment that succeeded, or does not say, opens.
    """
    assert not asked(paid(1, status=status))


def test_payment_of_a_subscription_grants_nothing_by_itself() -> None:
    """
    The interval decides, not the type of the event.
    """
    assert "nothing bought" == asked(paid(1, price={"id": "1", "interval": "month"})).because


def test_refund_of_a_subscription_decides_nothing() -> None:
    """
    Its own last event follows; until then access stays.
    """
    money_back = refunded(3, 999, price={"id": "price_123", "unit_amount": 999, "interval": "month"})

    assert asked(state(1), money_back)
    assert [] == doubts(known(state(1), money_back), day(10))


def test_best_of_several_is_named() -> None:
    """
    For good, renewing, ending, doubtful; then the later end.
    """
    rows = [
        state(1, "canceled", sub="sub_0", ended_at=2),
        state(1, sub="sub_1", current_period_end=4),
        state(1, sub="sub_2", cancel_at=20),
        state(1, sub="sub_3", cancel_at=30),
        state(1, sub="sub_4"),
        paid(1),
    ]

    assert ["sub_0", "sub_1", "sub_2", "sub_3", "sub_4", "pay_1"] == [
        asked(*rows[: place + 1]).purchase_id for place in range(len(rows))
    ]
    assert asked(*rows) == asked(*rows[::-1])


def test_one_paywall_can_be_asked_about() -> None:
    """
    Without one any purchase counts, and the answer says where it was made.
    """
    rows = [state(1, sub="sub_1", paywall="3"), state(1, "unpaid", sub="sub_2", paywall="4")]

    assert [(True, "3"), (False, "4")] == [asked(*rows, paywall_id=each)[0:7:6] for each in (3, "4")]
    assert "3" == asked(*rows).paywall_id
    assert "nothing bought" == asked(*rows, paywall_id="5").because


def test_price_is_the_latest_named() -> None:
    """
    A plan change without a status, or a state without a price, leaves the other as it is.
    """
    changed = state(2, None, price={"id": "9101"})

    assert "9101" == asked(state(1), changed).price_id
    assert "9101" == asked(state(3, price=None), changed).price_id
    assert "price_123" == asked(state(3), changed).price_id


def test_nobody_known_is_told_from_nothing_bought() -> None:
    """
    The two are different questions to the service.
    """
    assert ("unknown user", None) == (decide({}, day(1)).because, decide({}, day(1)).user_id)


def test_moment_needs_a_zone() -> None:
    """
    What no other moment can be compared with is refused.
    """
    with pytest.raises(ValueError, match="at must have a time zone"):
        decide({}, datetime(2030, 1, 1))  # noqa: DTZ001


STATES = st.builds(
    state,
    st.integers(0, 9),
    st.sampled_from(["active", "trialing", "past_due", "canceled", "unpaid", None]),
    sub=st.sampled_from(["sub_1", "sub_2"]),
    kind=st.sampled_from(["created", "updated", "cancelled"]),
    dated=st.booleans(),
    current_period_end=st.integers(0, 12),
)
ENDS = st.builds(state, st.integers(0, 9), st.sampled_from(["active", "canceled"]), ended_at=st.integers(0, 12))
PAYMENTS = st.builds(paid, st.integers(0, 9), st.sampled_from(["pay_1", "pay_2"]))
REFUNDS = st.builds(
    refunded,
    st.integers(0, 12),
    st.sampled_from([None, 100, 9950, 19900]),
    of=st.sampled_from([None, "pay_1", "pay_2", "pay_9"]),
    refund=st.sampled_from(["re_1", "re_2", "re_3"]),
)
LIVES = st.lists(STATES | ENDS | PAYMENTS, max_size=8)


@given(life=LIVES, refunds=st.lists(REFUNDS, max_size=4), at=st.integers(0, 15))
def test_no_refund_gives_access(life: list[webhooks.WebhookEvent], refunds: list[Any], at: int) -> None:
    """
    Whatever was paid back, nobody may in who might not before.
    """
    assert decide(known(*life), day(at)).allowed >= decide(known(*life, *refunds), day(at)).allowed


@given(life=LIVES, refunds=st.lists(REFUNDS, max_size=3))
def test_time_alone_only_takes_access_away_and_at_a_known_end(life: list[webhooks.WebhookEvent], refunds: Any) -> None:
    """
    With nothing new to know, access ends once, at an end that was announced.
    """
    what = known(*life, *refunds)
    answers = [decide(what, day(each / 2)) for each in range(40)]
    ends = {fact.ended for fact in what.values()} | {fact.canceled for fact in what.values()}

    for place, (before, after) in enumerate(pairwise(answers)):
        assert before.allowed >= after.allowed
        if before.allowed > after.allowed:
            assert int(day((place + 1) / 2).timestamp() * 1000) in ends


@given(life=LIVES, refunds=st.lists(REFUNDS, max_size=3), at=st.integers(0, 15))
def test_decision_is_explained_by_what_it_names(life: list[Any], refunds: list[Any], at: int) -> None:
    """
    The purchase that a decision names decides the same when it is all that is known of the subscriptions.
    """
    what = known(*life, *refunds)
    decision = decide(what, day(at))
    about = {
        name: fact
        for name, fact in what.items()
        if decision.purchase_id == name[1] or name[0] in ("refund", "payment", "email")
    }

    if decision.purchase_id is not None and decision.purchase_id.startswith("sub"):
        about = {name: fact for name, fact in about.items() if name[0] not in ("refund", "payment")}
        assert decide(about, day(at)) == decision

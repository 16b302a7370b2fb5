"""
What a balance says about debits whose answer was lost.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software.metering.balances import verdicts
from monetize_software.storage.meters import Charge


def sent(
    key: str, amount: int, at: int, state: str = "unknown", after: int | None = None, until: int | None = None
) -> Charge:
    return Charge(
        key,
        "u",
        "gpt-4",
        amount,
        state,
        "me",
        0,
        2,
        at=at,
        lease=0,
        sent=at,
        settled=until or at + 1,
        balance_after=after,
    )


FIRST = sent("first", 1, 0, "applied", after=100)


@pytest.mark.parametrize(
    ("lost", "balance", "applied"),
    [
        ([3, 5], 100, [False, False]),
        ([3, 5], 97, [True, False]),
        ([3, 5], 95, [False, True]),
        ([3, 5], 92, [True, True]),
        ([3, 3], 97, [True, False]),
        ([3, 3], 94, [True, True]),
        ([3, 5], 99, [None, None]),
        ([3, 5, 8], 92, [None, None, None]),
        ([3], 104, [None]),
    ],
)
def test_gap_decides_where_one_choice_of_amounts_explains_it(
    lost: list[int], balance: int, applied: list[bool | None]
) -> None:
    """
    One choice alone decides; of equal amounts how many, the oldest first; no choice, several, a credit decide nothing.
    """
    rows = [FIRST, *(sent(str(place), amount, 10 * (place + 1)) for place, amount in enumerate(lost))]

    assert applied == [each.applied for each in verdicts(rows, balance)]


def test_equal_amounts_say_so() -> None:
    """
    How many is known, which is not, and the verdict says it.
    """
    rows = [FIRST, sent("a", 3, 10), sent("b", 3, 20)]

    assert {"the balance says how many of this amount, not which: the oldest first"} == {
        each.why for each in verdicts(rows, 97)
    }
    assert {"the balance says so"} == {each.why for each in verdicts(rows, 94)}


def test_without_an_earlier_balance_nothing_is_decided() -> None:
    """
    One balance alone has no difference.
    """
    [verdict] = verdicts([sent("a", 3, 10)], 97)

    assert (None, None, "no balance from before it is known") == verdict[1:]


def test_later_answer_cuts_off_what_came_after_it() -> None:
    """
    A refill later on does not hide what the answers around a lost debit tell.
    """
    rows = [FIRST, sent("a", 3, 10), sent("c", 1, 20, "applied", after=96), sent("b", 5, 30)]

    assert [(True, 3), (None, -1000)] == [(each.applied, each.gap) for each in verdicts(rows, 1096)]


def test_answer_given_while_another_was_on_its_way_cuts_nothing() -> None:
    """
    Whether the lost one was counted in it already, nobody knows.
    """
    rows = [FIRST, sent("a", 3, 10, until=50), sent("c", 1, 20, "applied", after=99)]

    assert [True] == [each.applied for each in verdicts(rows, 96)]
    assert [False] == [each.applied for each in verdicts(rows, 99)]


def test_answers_of_two_that_were_on_their_way_together_tell_nothing_each() -> None:
    """
    The one may have been counted in the other's answer.
    """
    rows = [
        FIRST,
        sent("a", 3, 10),
        sent("b", 2, 20, "applied", 94, until=40),
        sent("c", 4, 30, "applied", 96, until=35),
    ]

    assert [(False, 0)] == [(each.applied, each.gap) for each in verdicts(rows, 94)]


@given(amounts=st.lists(st.integers(1, 9), min_size=1, max_size=12), chance=st.randoms())
def test_no_verdict_takes_a_wrong_number_of_tokens(amounts: list[int], chance: random.Random) -> None:
    """
    In any ledger without debits elsewhere what is decided adds up to what was really taken, and each single verdict is
    the truth unless it says that only their number is known.
    """
    rows: list[Any] = [FIRST]
    balance, truth = 100, dict[str, bool]()
    for place, amount in enumerate(amounts):
        fate = chance.choice(["applied", "lost before", "lost after"])
        balance -= amount if fate != "lost before" else 0
        key, at = f"{place:02}", 10 * (place + 1)
        if fate == "applied":
            rows.append(sent(key, amount, at, "applied", after=balance))
        else:
            truth[key] = fate == "lost after"
            rows.append(sent(key, amount, at))
    found = verdicts(rows, balance)

    assert truth.keys() == {each.charge.key for each in found}
    decided = [each for each in found if each.applied is not None]
    assert all(truth[each.charge.key] is each.applied for each in decided if "not which" not in each.why)
    if len(decided) == len(found):
        taken = sum(each.charge.amount for each in found if each.applied)
        assert taken == sum(each.charge.amount for each in found if truth[each.charge.key])


def test_many_lost_debits_end_in_time() -> None:
    """
    Fifty of one amount are decided by number; amounts that could be combined without end are left.
    """
    same = [FIRST, *(sent(str(place), 1, 10 * (place + 1)) for place in range(50))]
    wild = [FIRST, *(sent(str(place), 2**place, 10 * (place + 1)) for place in range(40))]

    assert 30 == sum(bool(each.applied) for each in verdicts(same, 70))
    assert {None} == {each.applied for each in verdicts(wild, 100 - 2**39 - 1)}

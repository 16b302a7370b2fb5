"""
What may follow what in the life of one key.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software.metering.ledger import FREE, claim, is_spent, settled_late, take_over, to
from monetize_software.storage.meters import Allowance, Charge

FRESH = Charge("k", "u", "gpt-4", 2, "reserved", "me", 0, 0, at=1000, lease=2000)


def known(state: str, *, lease: int = 0, **more: Any) -> Charge:
    return FRESH._replace(state=state, owner="other", version=4, epoch=1, lease=lease, **more)


@pytest.mark.parametrize(
    ("state", "lease", "does"),
    [
        ("reserved", 1001, "busy"),
        ("reserved", 1000, "write"),
        ("sending", 1001, "busy"),
        ("sending", 1000, "expire"),
        ("applied", 0, "applied"),
        ("refused", 0, "refused"),
        ("unknown", 0, "unknown"),
        ("returning", 0, "applied"),
        *((state, 0, "write") for state in sorted(FREE)),
    ],
)
def test_state_of_a_key_decides_who_may_use_it(state: str, lease: int, does: str) -> None:
    """
    What took nothing may be used again, a holder's key after its lease; what may have taken something never.
    """
    step = claim(known(state, lease=lease), FRESH)

    assert does == step.do
    if does == "write":
        assert ("reserved", "me", 5, 2) == (step.row.state, step.row.owner, step.row.version, step.row.epoch)


def test_debit_that_was_on_its_way_is_unknown_when_its_holder_is_gone() -> None:
    """
    Nothing sends it again: it is written that nobody knows.
    """
    step = claim(known("sending", lease=1000), FRESH)

    assert ("unknown", "other", 5) == (step.row.state, step.row.owner, step.row.version)


def test_refused_key_is_asked_again_only_if_wanted() -> None:
    """
    A refusal is an answer, until the caller says otherwise.
    """
    assert "write" == claim(known("refused"), FRESH, retry_refused=True).do


@pytest.mark.parametrize("other", [{"user": "v"}, {"type": "vision"}, {"amount": 3}])
@pytest.mark.parametrize("state", ["reserved", "applied", "released"])
def test_key_stands_for_one_charge_for_good(state: str, other: dict[str, Any]) -> None:
    """
    Another user, type or amount under one key is a mistake of the caller, whatever became of the first.
    """
    assert "mismatch" == claim(known(state), FRESH._replace(**other)).do


def test_holder_that_is_gone_took_nothing_or_nobody_knows() -> None:
    """
    Reserved is released; sent is unknown.
    """
    assert ("released", "unknown") == tuple(take_over(known(state), 5).state for state in ("reserved", "sending"))


@pytest.mark.parametrize(
    ("owner", "epoch", "state", "settles"),
    [
        ("me", 0, "unknown", True),
        ("other", 0, "unknown", False),
        ("me", 1, "unknown", False),
        ("me", 0, "applied", False),
    ],
)
def test_late_answer_settles_its_own_key_alone(owner: str, epoch: int, state: str, settles: bool) -> None:
    """
    Only the holder whose key became unknown in this epoch knows more than the ledger.
    """
    mine = to(FRESH, "sending", 1100, lease=1200)
    found = mine._replace(state=state, owner=owner, epoch=epoch, version=9)
    late = settled_late(found, mine, to(mine, "applied", 1300, balance_after=5))

    assert settles is (late is not None)
    assert late is None or (late.version, late.state, late.balance_after) == (10, "applied", 5)
    assert settled_late(None, mine, mine) is None


@pytest.mark.parametrize(
    ("tokens", "at", "taken", "spent"),
    [(None, 900, 5, False), (0, 900, 0, True), (3, 900, 3, True), (3, 900, 2, False), (0, 400, 0, False)],
)
def test_only_a_balance_heard_of_a_moment_ago_refuses(tokens: int | None, at: int, taken: int, spent: bool) -> None:
    """
    Nothing known, something left, or old news: the service is asked.
    """
    assert spent is is_spent(Allowance(tokens, at, taken, 0), since=400)

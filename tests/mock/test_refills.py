"""
Tokens that come by themselves: when, how many, and for whom.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Price

from ..support.sample_requests import GOOD, IN_THREE, OWNER, Ask, connect_http

DAILY, WEEKLY, FORTNIGHTLY = (
    Price("daily", 1, interval="day"),
    Price("weekly", 5, interval="week"),
    Price("fortnightly", 9, interval="week", interval_count=2),
)


def refilling(**changes: Any) -> Mock:
    """
    The default world, where subscribers get 100 tokens.
    """
    prices = (*default_world().paywalls[0].prices, DAILY, WEEKLY, FORTNIGHTLY)
    return Mock(default_world().with_paywall("3", refills={"standard": 100}, prices=prices).with_switches(**changes))


def spend(mock: Mock, email: str = "ada@example.com") -> int:
    """
    Take all tokens a customer has, and return how many that were.
    """
    client = connect_http(mock)
    detail = Ask("GET", f"{IN_THREE}/user?email={email}", OWNER).of(client).json()
    count: int = sum(each["count"] for each in detail["balances"] if each["type"] == "standard")
    if count:
        change = {"email": email, "type": "standard", "amount": count, "op": "debit"}
        assert 200 == GOOD["adjustBalance"].without("email").with_body(**change).of(client).status_code
    return count


def test_recovered_period_has_its_tokens() -> None:
    """
    None while the payment is missing, all of them at the recovery, and the next on the billing day (A-85).
    """
    mock = refilling()
    mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "ok"])
    counts = [spend(mock)]
    for days in (31, 3, 24, 1):  # 1 February, the 4th, the last of February, 1 March
        mock.clock.advance(days=days)
        counts.append(spend(mock))

    assert [100, 0, 100, 0, 100] == counts


def test_recovered_trial_keeps_the_day_of_the_month() -> None:
    """
    Nothing before the first payment; the 18th has its tokens, and from then on it is the 15th again.
    """
    mock = refilling()
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14, payments=["declined", "ok"])
    before = [spend(mock)]
    mock.clock.advance(days=15)
    before.append(spend(mock))
    mock.clock.advance(days=2)
    recovered = spend(mock)
    report = mock.clock.advance(days=60)
    refills, renewals = (
        [each.at for each in report.of(kind) if each.subject == purchase.id] for kind in ("token_refill", "renewal")
    )

    assert ([0, 0], 100) == (before, recovered)
    assert ["2030-02-15", "2030-03-15"] == [str(each)[:10] for each in refills]
    assert refills == renewals


def test_plan_change_of_another_rhythm_has_its_tokens_at_once() -> None:
    """
    The month that is paid begins then, and its refills follow it.
    """
    mock = refilling()
    purchase = mock.subscribe("ada@example.com", "price_123")
    spend(mock)
    mock.clock.advance(days=9)
    mock.change_plan(purchase, "9101")
    count = spend(mock)
    refills = [
        str(each.at)[:10] for each in mock.clock.advance(days=40).of("token_refill") if each.subject == purchase.id
    ]

    assert (100, ["2030-02-10"]) == (count, refills)


@pytest.mark.parametrize(
    ("price", "share", "days"), [("daily", 4, 1), ("weekly", 25, 7), ("fortnightly", 50, 14), ("price_123", 100, 31)]
)
def test_shorter_plan_has_its_part_of_a_month(price: str, share: int, days: int) -> None:
    """
    A quarter for a week and a thirtieth for a day, rounded up, with every period.
    """
    mock = refilling()
    mock.subscribe("ada@example.com", price)
    counts = [spend(mock)]
    for _ in range(2):
        mock.clock.advance(days=days)
        counts.append(spend(mock))

    assert [share, share, share if price != "price_123" else 100] == counts


def test_who_bought_for_life_is_refilled_every_month() -> None:
    """
    Until it is refunded.
    """
    mock = refilling()
    purchase = mock.buy("ada@example.com", "9102")
    counts = [spend(mock)]
    mock.clock.advance(months=1)
    counts.append(spend(mock))
    mock.refund(purchase)
    mock.clock.advance(months=2)

    assert ([100, 100], 0) == (counts, spend(mock))


def test_lifetime_refills_can_be_turned_off() -> None:
    """
    By the switch.
    """
    mock = refilling(lifetime_refills=False)
    mock.buy("ada@example.com", "9102")

    assert 0 == spend(mock)


@pytest.mark.parametrize("op", ["credit", "debit"])
def test_type_the_paywall_does_not_have_is_refused(op: str, mock: Mock) -> None:
    """
    The sentence names it, and no balance is made of a typing mistake (A-82).
    """
    before = mock.snapshot()
    answer = GOOD["adjustBalance"].with_body(type="gtp-4", op=op).of(connect_http(mock))

    assert 400 == answer.status_code
    assert {"error": "Token type gtp-4 is not configured for this paywall"} == answer.json()
    assert before == mock.snapshot()


def test_legacy_debit_refuses_an_unknown_type_before_it_looks_for_tokens(mock: Mock) -> None:
    """
    Also for somebody without any.
    """
    ask = GOOD["withdrawTokens"].with_body(user_id="nobody", token_type="gtp-4")

    assert "Token type gtp-4 not found in user balance" == ask.of(connect_http(mock)).json()["error"]


@pytest.mark.parametrize("field", ["refills", "trial_tokens", "daily_tokens"])
def test_world_gives_no_tokens_its_paywall_does_not_have(field: str) -> None:
    """
    The line names paywall and type.
    """
    world = default_world().with_paywall("3", **{field: {"gtp-4": 1}})
    with pytest.raises(ValueError, match="3 gives gtp-4 tokens, which are not among its token_types"):
        Mock(world)

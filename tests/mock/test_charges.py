"""
What is charged, when, and what can be given back of it: discounts, renewals, plan changes, refunds and invoices.
"""

from __future__ import annotations

from itertools import product

import pytest

from monetize_software_mock import Mock, Purchase, World, default_world
from monetize_software_mock.world.declaration import Offer, Price

from ..support.sample_requests import GOOD, connect_http

QUARTER_OFF = Offer("off", 25, expires_at="2031-01-01T00:00:00Z", price_id="price_123")


def selling(*offers: Offer, **switches: object) -> Mock:
    """
    The default world without subscriptions of its own, with offers.
    """
    from dataclasses import replace

    world: World = default_world().with_paywall("3", offers=offers).with_switches(**switches)
    return Mock(replace(world, people=tuple(replace(each, subscriptions=()) for each in world.people)))


def check_out(mock: Mock, email: str = "ada@example.com", **fields: object) -> Purchase:
    """
    Buy through the API's checkout, where offers apply.
    """
    ask = GOOD["startCheckout"].with_body(email=email, **fields)
    purchase = mock.pay(ask.of(connect_http(mock)).json()["checkoutUrl"]).purchase
    assert purchase is not None
    return purchase


def paid(mock: Mock, purchase: Purchase) -> list[int]:
    """
    What was taken for a purchase, payment by payment.
    """
    return [each.amount for each in mock.invoices(purchase) if each.outcome == "ok"]


def test_plan_change_is_charged_even_when_both_periods_end_together() -> None:
    """
    A year's last month sold by the month is paid, and a card that declines keeps the old plan.
    """
    mock = selling()
    ada = mock.subscribe("ada@example.com", "9101", payments=["ok", "declined", "ok"])
    mock.clock.advance(months=11)
    with pytest.raises(ValueError, match="failed: declined"):
        mock.change_plan(ada, "price_123")
    assert "9101" == mock.purchase(ada).price_id
    mock.script("ada@example.com", ["ok"])
    mock.change_plan(ada, "price_123")

    assert [7900, 999] == paid(mock, ada)
    assert 999 == mock.refund(ada).amount


def test_plan_of_the_same_rhythm_is_charged_from_the_next_renewal() -> None:
    """
    Not at the change, and the next payment takes the new price.
    """
    mock = Mock(default_world().with_paywall("4", prices=(Price("basic", 9.99), Price("plus", 19.99))))
    purchase = mock.subscribe("ada@example.com", "basic")
    mock.change_plan(purchase, "plus")
    assert [999] == paid(mock, purchase)
    mock.clock.advance(months=1)

    assert [999, 1999] == paid(mock, purchase)


@pytest.mark.parametrize("payments", [["ok"], ["declined", "ok"]])
def test_first_payment_after_a_trial_is_told_where_subscription_payments_are(payments: list[str]) -> None:
    """
    Whether it came at once or recovered; later payments are not first ones (A-15).
    """
    mock = selling(payment_event_for_subscriptions=True)
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14, payments=payments)
    assert [] == mock.events.of("payment.completed")
    mock.clock.advance(months=3)
    (told,) = mock.events.of("payment.completed")

    assert purchase.id != told.data["payment"]["id"]
    assert "succeeded" == told.data["payment"]["status"]


def test_offer_reduces_the_first_payment() -> None:
    """
    It is shown while it does, and gone with the next payment, also after a trial.
    """
    mock = selling(QUARTER_OFF)
    at_once, after_trial = check_out(mock), check_out(mock, "bob@example.com", trial_days=7)
    read = GOOD["getUser"].at("/api/v1/paywall/3/user?email=ada@example.com")
    shown = [read.of(connect_http(mock)).json()["purchases"][0].get("discount")]
    mock.clock.advance(months=3)
    shown.append(read.of(connect_http(mock)).json()["purchases"][0].get("discount"))

    assert [749, 999, 999, 999] == paid(mock, at_once)
    assert [749, 999, 999] == paid(mock, after_trial)
    assert [25, None] == shown


def test_offer_may_reduce_every_payment() -> None:
    """
    By the switch.
    """
    mock = selling(QUARTER_OFF, offer_discounts="every_payment")
    purchase = check_out(mock)
    mock.clock.advance(months=2)

    assert [749, 749, 749] == paid(mock, purchase)


def test_offer_is_over_at_its_very_last_moment() -> None:
    """
    A millisecond before it applies and is shown, at its end it does neither.
    """
    mock = selling(Offer("off", 25, expires_at="2030-01-02T00:00:00Z"))
    show = GOOD["getBootstrap"]
    mock.clock.advance(days=1, milliseconds=-1)
    shown, first = show.of(connect_http(mock)).json()["offers"], check_out(mock)
    mock.clock.advance(milliseconds=1)
    later, second = show.of(connect_http(mock)).json()["offers"], check_out(mock, "bob@example.com")

    assert ([749], [999]) == (paid(mock, first), paid(mock, second))
    assert (1, []) == (len(shown), later)


@pytest.mark.parametrize(
    ("offer", "renewals", "change", "switch"),
    list(product([(), (QUARTER_OFF,)], [0, 1], [None, "9101"], ["first_payment", "every_payment"])),
)
def test_never_more_is_given_back_than_was_paid(
    offer: tuple[Offer, ...], renewals: int, change: str | None, switch: str
) -> None:
    """
    Whatever was discounted, renewed or changed: each payment up to its own amount, told with its own id.
    """
    mock = selling(*offer, offer_discounts=switch)
    purchase = check_out(mock)
    mock.clock.advance(days=35 * renewals)
    if change is not None:
        mock.change_plan(purchase, change)
    taken = mock.invoices(purchase)
    first = 749 if offer else 999
    again = [first if switch == "every_payment" else 999] * renewals
    assert [first, *again, *([7900] if change else [])] == [each.amount for each in taken]
    for each in taken:  # the oldest first, so that the purchase ends with the last
        with pytest.raises(ValueError, match=f"between 1 and {each.amount}, not {each.amount + 1}"):
            mock.refund(purchase, each.amount + 1, payment=each)
        mock.refund(purchase, 100, payment=each)
        assert each.amount - 100 == mock.refund(purchase, payment=each.id).amount
        with pytest.raises(ValueError, match="no payment"):
            mock.refund(purchase, payment=each)
    told = mock.events.of("refund.created")

    assert sum(paid(mock, purchase)) == sum(each.data["refund"]["amount"] for each in told)
    assert len(taken) == len({each.data["payment"]["id"] for each in told})
    assert [each.amount for each in taken] == [each.refunded for each in mock.invoices(purchase)]
    assert "canceled" == mock.purchase(purchase).status


def test_refund_of_an_earlier_payment_ends_nothing() -> None:
    """
    Only that of the latest payment takes access away; one that is not there is refused with those that are.
    """
    mock = selling()
    purchase = mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "ok"])
    mock.clock.advance(days=40)
    first, failed, second = mock.invoices(purchase)
    mock.refund(purchase, payment=first)
    assert "active" == mock.purchase(purchase).status
    for nothing in (failed, "inv_0"):
        with pytest.raises(ValueError, match=f"there are: {second.id}, {first.id}"):
            mock.refund(purchase, payment=nothing)
    mock.refund(purchase, payment=second)

    assert "canceled" == mock.purchase(purchase).status


def test_second_checkout_during_a_trial_is_a_conflict() -> None:
    """
    A trial is access: 409, though nothing was paid.
    """
    mock = selling()
    mock.subscribe("ada@example.com", "price_123", trial_days=14)

    assert 409 == GOOD["startCheckout"].with_body(email="ada@example.com").of(connect_http(mock)).status_code

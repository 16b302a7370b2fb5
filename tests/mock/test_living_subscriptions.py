"""
How subscriptions and purchases live: trials, renewals, failures, recoveries, changes and refunds, with their events.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, PaymentError, default_world
from monetize_software_mock.world.declaration import Processor

from ..support.sample_requests import GOOD, IN_THREE, OWNER, Ask, connect_http


def told(mock: Mock, since: int = 0) -> list[tuple[str, str | None]]:
    """
    Types of the events so far, with the subscription's status.
    """
    return [(each.type, each.data.get("subscription", {}).get("status")) for each in list(mock.events)[since:]]


def state(mock: Mock, email: str) -> dict[str, Any]:
    """
    What the API says about a user's access.
    """
    answer = Ask("GET", f"{IN_THREE}/user-state", {"X-User-Email": email}).of(connect_http(mock)).json()
    return {"access": answer["has_active_subscription"], "status": answer["purchases"][0]["status"]}


def alone() -> Mock:
    """
    The default world without subscriptions of its own.
    """
    from dataclasses import replace

    world = default_world()
    people = tuple(replace(person, subscriptions=()) for person in world.people)
    return Mock(replace(world, people=people))


def test_trial_becomes_active_when_it_is_paid() -> None:
    """
    Created in its trial, updated when it ends.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14)
    report = mock.clock.advance(days=14)

    assert [("subscription.created", "trialing"), ("subscription.updated", "active")] == told(mock)
    assert ["trial_end"] == [each.kind for each in report]
    carried = mock.events[1].data["subscription"]
    assert "2030-01-15T00:00:00.000Z" == carried["current_period_start"] == carried["trial_period_end"]
    assert "2030-02-15T00:00:00.000Z" == carried["current_period_end"]
    assert "2030-01-01T00:00:00.000Z" == mock.events[0].data["subscription"]["trial_period_start"]
    assert "active" == mock.purchase(purchase).status


def test_trial_whose_charge_fails_is_past_due() -> None:
    """
    And is tried again; the first success makes it active with the billing day of the trial's end.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14, payments=["declined", "declined", "ok"])
    mock.clock.advance(days=20)

    assert ["trialing", "past_due", "active"] == [status for _, status in told(mock)]
    assert datetime(2030, 2, 15, tzinfo=UTC) == mock.purchase(purchase).current_period_end


@pytest.mark.parametrize("through_the_api", [True, False])
def test_cancelled_trial_ends_at_once(through_the_api: bool) -> None:
    """
    With one event and equal times, also when the API is asked, whose answer reads as for any other (A-81).
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14)
    mock.clock.advance(days=1)
    if through_the_api:
        ask = GOOD["cancelSubscription"].with_body(subscriptionId=purchase.id, email="ada@example.com")
        told_now = ask.of(connect_http(mock)).json()["subscription"]
        assert ("trialing", True) == (told_now["status"], told_now["cancel_at_period_end"])
        assert "2030-01-15T00:00:00.000Z" == told_now["cancel_at"]
    else:
        mock.cancel(purchase)
    carried = mock.events[-1].data["subscription"]

    assert [("subscription.created", "trialing"), ("subscription.cancelled", "canceled")] == told(mock)
    assert ("2030-01-02T00:00:00.000Z", False) == (carried["canceled_at"], carried["cancel_at_period_end"])
    assert carried["canceled_at"] == carried["ended_at"]
    assert "cancel_at" not in carried
    assert not state(mock, "ada@example.com")["access"]
    assert [] == list(mock.clock.advance(days=60))


def test_cancelled_trial_may_run_to_its_end() -> None:
    """
    By the switch: told now, ended unpaid when the trial does.
    """
    mock = Mock(alone().world.with_switches(trial_cancel="at_trial_end"))
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14)
    mock.cancel(purchase)
    assert state(mock, "ada@example.com")["access"]
    report = mock.clock.advance(days=14)

    assert ["scheduled_cancel"] == [each.kind for each in report]
    assert [("subscription.updated", "trialing"), ("subscription.cancelled", "canceled")] == told(mock)[1:]
    assert 0 == mock.purchase(purchase).periods


def test_second_trial_is_not_sold() -> None:
    """
    Whoever had a trial pays at once, also when they buy in one step.
    """
    mock = alone()
    mock.cancel(mock.subscribe("ada@example.com", "price_123", trial_days=14), at_once=True)

    assert "active" == mock.subscribe("ada@example.com", "price_123", trial_days=14).status


def test_failed_renewal_recovers() -> None:
    """
    Past due for five days, then active with the old billing day; access is gone meanwhile.
    """
    mock = alone()
    mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "insufficient_funds", "ok"])
    mock.clock.advance(days=31)
    assert {"access": False, "status": "past_due"} == state(mock, "ada@example.com")
    report = mock.clock.advance(days=5)

    assert [1, "2030-02-04"] == [report[0].facts["try"], str(report[0].at)[:10]]
    assert ["dunning", "dunning"] == [each.kind for each in report]
    assert {"access": True, "status": "active"} == state(mock, "ada@example.com")
    assert "2030-03-01T00:00:00.000Z" == mock.events[-1].data["subscription"]["current_period_end"]
    assert ["active", "past_due", "active"] == [status for _, status in told(mock)]


def test_failed_renewal_ends_the_subscription_when_no_try_is_left() -> None:
    """
    After 3, 5 and 7 days.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", card="4000 0000 0000 0341")
    report = mock.clock.advance(days=60)
    gone = mock.purchase(purchase)

    assert ["02-01", "02-04", "02-06", "02-08"] == [str(each.at)[5:10] for each in report]
    assert ("canceled", datetime(2030, 2, 8, tzinfo=UTC)) == (gone.status, gone.ended_at)
    assert ("subscription.cancelled", "canceled") == told(mock)[-1]
    assert "2030-02-01T00:00:00.000Z" == mock.events[-1].data["subscription"]["current_period_end"]


def test_dunning_schedule_is_a_switch() -> None:
    """
    Without any try the first failure ends it.
    """
    mock = Mock(default_world().with_switches(dunning_days=()))
    purchase = mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined"])
    mock.clock.advance(days=31)

    assert "canceled" == mock.purchase(purchase).status


def test_recovery_pays_for_the_current_period_alone() -> None:
    """
    Days without access that passed while payments failed are not billed, and nothing is told twice (A-84).
    """
    from monetize_software_mock.world.declaration import Price

    mock = Mock(alone().world.with_paywall("4", prices=(Price("daily", 1, interval="day"),)))
    purchase = mock.subscribe("ada@example.com", "daily", payments=["ok", "declined", "declined", "ok"])
    mock.clock.advance(days=6, hours=1)
    carried = mock.events[-1].data["subscription"]

    assert ["active", "past_due", "active"] == [status for _, status in told(mock)]
    assert ["ok", "declined", "declined", "ok"] == [each.outcome for each in mock.invoices(purchase)]
    assert "2030-01-07T00:00:00.000Z" == carried["current_period_start"] == mock.events[-1].json["occurred_at"]
    assert "2030-01-08T00:00:00.000Z" == carried["current_period_end"]
    assert ["2030-01-08"] == [str(each.at)[:10] for each in mock.clock.advance(days=1)]


def test_scheduled_cancel_can_be_taken_back() -> None:
    """
    Reactivation resets what the cancellation set, and it renews again.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.cancel(purchase)
    cancelled = mock.events[-1].data["subscription"]
    mock.reactivate(purchase)
    again = mock.events[-1].data["subscription"]
    mock.clock.advance(days=31)

    assert (True, "2030-02-01T00:00:00.000Z") == (cancelled["cancel_at_period_end"], cancelled["cancel_at"])
    assert "2030-01-01T00:00:00.000Z" == cancelled["canceled_at"]
    assert "active" == cancelled["status"]
    assert not again["cancel_at_period_end"]
    assert not {"cancel_at", "canceled_at"} & set(again)
    assert 2 == mock.purchase(purchase).periods


def test_cancel_at_period_end_ends_with_its_event() -> None:
    """
    Still marked as scheduled, with the old request time and the end time.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=3)
    mock.cancel(purchase)
    mock.clock.advance(days=90)
    carried = mock.events.expect("subscription.cancelled").data["subscription"]

    assert ("canceled", True) == (carried["status"], carried["cancel_at_period_end"])
    assert ("2030-01-04", "2030-02-01") == (carried["canceled_at"][:10], carried["ended_at"][:10])
    assert 3 == len(mock.events)


def test_cancel_through_the_api_emits_an_update(mock: Mock, client: httpx.Client) -> None:
    """
    As every client sees it.
    """
    GOOD["cancelSubscription"].of(client)

    assert [("subscription.updated", "active")] == told(mock)


def test_immediate_cancel_keeps_the_period() -> None:
    """
    Both times are now; the period is not moved back.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=3)
    mock.cancel(purchase, at_once=True)
    carried = mock.events[-1].data["subscription"]

    assert not carried["cancel_at_period_end"]
    assert "2030-01-04T00:00:00.000Z" == carried["canceled_at"] == carried["ended_at"]
    assert "2030-02-01T00:00:00.000Z" == carried["current_period_end"]
    assert [] == list(mock.clock.advance(days=90))


def test_cancel_while_past_due_ends_it_at_once() -> None:
    """
    Its period is over; no payment is tried again. Taken back in time, it is tried again.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined", "declined", "declined"])
    mock.clock.advance(days=31)
    mock.cancel(purchase)

    assert "canceled" == mock.purchase(purchase).status
    assert ("subscription.cancelled", "canceled") == told(mock)[-1]
    assert [] == list(mock.clock.advance(days=30))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda mock, purchase: mock.cancel(purchase), "cancelled already"),
        (lambda mock, purchase: mock.change_plan(purchase, "price_123"), "to price price_123"),
        (lambda mock, purchase: mock.change_plan(purchase, "9102"), "to price 9102"),
        (lambda mock, purchase: mock.change_plan(purchase, "nothing"), "No price"),
        (lambda mock, purchase: mock.refund(purchase, 100_000), "between 1 and 999, not 100000"),
        (lambda mock, purchase: mock.refund(purchase, 0), "not 0"),
        (lambda mock, purchase: mock.cancel("sub_nothing"), "No purchase"),
        (lambda mock, purchase: mock.reactivate("sub_seed_subscriber"), "not cancelled"),
        (lambda mock, purchase: mock.subscribe("ada@example.com", "9101"), "has access"),
        (lambda mock, purchase: mock.subscribe("eve@example.com", "9101", payments=["maybe"]), "must be one of"),
        (lambda mock, purchase: mock.subscribe("eve@example.com", "9101", card="1234"), "No such test card"),
        (lambda mock, purchase: mock.script("nobody@example.com", []), "No user"),
    ],
)
def test_impossible_changes_are_refused(act: Any, reason: str, mock: Mock) -> None:
    """
    With a reason; nothing changes.
    """
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.cancel(purchase)
    before = mock.snapshot()
    with pytest.raises(ValueError, match=reason):
        act(mock, purchase)

    assert before == mock.snapshot()


def test_plan_change_keeps_the_subscription() -> None:
    """
    Same id, new price; another interval is paid now and begins a new period.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=10)
    changed = mock.change_plan(purchase, "9101")
    event = mock.events.expect("subscription.updated").data

    assert (purchase.id, "9101", "year") == (changed.id, event["price"]["id"], event["price"]["interval"])
    assert "2031-01-11T00:00:00.000Z" == event["subscription"]["current_period_end"]
    assert [] == mock.clock.advance(days=300).of("renewal")
    assert 1 == len(mock.clock.advance(days=70).of("renewal"))


def test_plan_change_of_a_cancelled_subscription_moves_its_end() -> None:
    """
    It runs out with the new period.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.cancel(purchase)
    changed = mock.change_plan(purchase, "9101")
    assert changed.cancel_at == changed.current_period_end
    mock.clock.advance(days=366)

    assert "canceled" == mock.purchase(purchase).status


def test_plan_change_in_a_trial_is_paid_when_the_trial_ends() -> None:
    """
    The trial goes on.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", trial_days=14)
    mock.change_plan(purchase, "9101")
    mock.clock.advance(days=14)
    now = mock.purchase(purchase)

    assert ("active", "9101") == (now.status, now.price_id)
    assert datetime(2031, 1, 15, tzinfo=UTC) == now.current_period_end


def test_plan_change_that_is_not_paid_changes_nothing() -> None:
    """
    The old plan stays.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123", payments=["ok", "declined"])
    with pytest.raises(ValueError, match="failed: declined"):
        mock.change_plan(purchase, "9101")

    assert "price_123" == mock.purchase(purchase).price_id


def test_upgrade_through_checkout_ends_the_old_one_once_the_new_is_paid(client: httpx.Client, mock: Mock) -> None:
    """
    Two subscription ids: the new one is created, the old one cancelled; a declined payment changes nothing.
    """
    ask = GOOD["startCheckout"].with_body(email="subscriber@example.com", priceId="9101", ignoreActivePurchase=True)
    url = ask.of(client).json()["checkoutUrl"]
    failed = mock.pay(url, "insufficient_funds")
    assert ("failed", "insufficient_funds", 0) == (failed.status, failed.reason, len(mock.events))
    mock.pay(url)

    assert [("subscription.created", "active"), ("subscription.cancelled", "canceled")] == told(mock)
    assert "sub_seed_subscriber" == mock.events[1].data["subscription"]["id"]


def test_upgrade_may_let_the_old_subscription_run_out() -> None:
    """
    By the switch it ends with its period, and there is access all along (A-80).
    """
    mock = Mock(alone().world.with_switches(upgrade_ends_old="at_period_end"))
    old = mock.subscribe("ada@example.com", "price_123")
    mock.clock.advance(days=3)
    mock.subscribe("ada@example.com", "9101", replace=True)
    assert ["active", "active"] == [status for _, status in told(mock)[1:]]
    mock.clock.advance(days=40)

    assert ("canceled", "2030-02-01") == (
        mock.purchase(old).status,
        mock.events[-1].data["subscription"]["ended_at"][:10],
    )
    assert state(mock, "ada@example.com")["access"]


def test_lifetime_purchase_and_its_refund() -> None:
    """
    One payment event, one refund event, no subscription event; access is gone.
    """
    mock = alone()
    purchase = mock.buy("ada@example.com", "9102")
    assert state(mock, "ada@example.com")["access"]
    given = mock.refund(purchase)

    assert [("payment.completed", None), ("refund.created", None)] == told(mock)
    paid, refunded = mock.events[0].data, mock.events[1].data
    assert ("lifetime", "succeeded", purchase.id) == (
        paid["price"]["interval"],
        paid["payment"]["status"],
        paid["payment"]["id"],
    )
    assert {"id": given.id, "reason": "requested_by_customer", "amount": 19900} == refunded["refund"]
    assert purchase.id == refunded["payment"]["id"]
    assert not state(mock, "ada@example.com")["access"]
    with pytest.raises(ValueError, match="no payment"):
        mock.refund(purchase)


def test_subscription_refund_ends_it_only_when_it_is_full() -> None:
    """
    A part leaves it running; the rest ends it, and never more than was paid.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.refund(purchase, 400)
    assert "active" == mock.purchase(purchase).status
    rest = mock.refund(purchase)

    assert 599 == rest.amount
    assert [
        ("subscription.created", "active"),
        ("refund.created", "active"),
        ("refund.created", "active"),
        ("subscription.cancelled", "canceled"),
    ] == told(mock)
    assert "2030-01-01T00:00:00.000Z" == mock.events[-1].data["subscription"]["ended_at"]


def test_refund_ends_what_was_cancelled_at_once() -> None:
    """
    Nothing of the scheduled end is left in the last event: it reads as an immediate end.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.cancel(purchase)
    mock.clock.advance(days=3)
    mock.refund(purchase)
    carried = mock.events[-1].data["subscription"]

    assert ("subscription.cancelled", False) == (mock.events[-1].type, carried["cancel_at_period_end"])
    assert "2030-01-04T00:00:00.000Z" == carried["canceled_at"] == carried["ended_at"]
    assert "cancel_at" not in carried
    assert "2030-02-01T00:00:00.000Z" == carried["current_period_end"]


def test_refund_gives_back_what_was_paid_not_what_the_plan_costs_now() -> None:
    """
    A change within the period is not paid, so the payment before it is what can be given back.
    """
    from monetize_software_mock.world.declaration import Price

    mock = Mock(default_world().with_paywall("4", prices=(Price("basic", 9.99), Price("plus", 19.99))))
    purchase = mock.subscribe("ada@example.com", "basic")
    mock.change_plan(purchase, "plus")

    assert 999 == mock.refund(purchase).amount


def test_refund_of_an_earlier_payment_does_not_count_for_the_next() -> None:
    """
    Not even when both were made at the same moment.
    """
    mock = alone()
    purchase = mock.subscribe("ada@example.com", "price_123")
    mock.refund(purchase, 100)
    mock.change_plan(purchase, "9101")

    assert 7900 == mock.refund(purchase).amount


def test_trial_has_nothing_to_refund() -> None:
    """
    Nothing was paid.
    """
    mock = alone()
    with pytest.raises(ValueError, match="no payment"):
        mock.refund(mock.subscribe("ada@example.com", "price_123", trial_days=3))


def test_e_mail_that_is_none_buys_nothing(mock: Mock) -> None:
    """
    The line says so, and nobody is made.
    """
    before = mock.snapshot()
    with pytest.raises(ValueError, match=r"'not an email' is no e-mail; pass one such as"):
        mock.subscribe("not an email", "price_123")

    assert before == mock.snapshot()


def test_tokens_are_refilled_every_month_of_a_running_subscription() -> None:
    """
    Up to the configured number, never lowered, and not while a payment is missing.
    """
    mock = Mock(default_world().with_paywall("3", refills={"standard": 100}))
    client = connect_http(mock)
    mock.subscribe(
        "ada@example.com", "price_123", payments=["ok", "ok", "declined", "declined", "declined", "declined"]
    )
    spend = Ask(
        "POST",
        f"{IN_THREE}/balances",
        OWNER,
        {"email": "ada@example.com", "type": "standard", "amount": 60, "op": "debit"},
    )
    counts = [spend.of(client).json()["count"]]
    mock.clock.advance(days=31)
    counts.append(spend.of(client).json()["count"])
    mock.clock.advance(days=28)
    counts.append(spend.with_body(amount=1).of(client).json()["count"])

    assert [40, 40, 39] == counts


def test_yearly_subscription_is_refilled_monthly() -> None:
    """
    Twelve times between two renewals.
    """
    mock = Mock(default_world().with_paywall("3", refills={"standard": 100}))
    purchase = mock.subscribe("ada@example.com", "9101")
    mine = [each.kind for each in mock.clock.advance(days=364) if each.subject == purchase.id]

    assert ["token_refill"] * 11 == mine


def test_new_users_get_trial_tokens_and_daily_ones() -> None:
    """
    Once, and every day until they subscribe; a credit above the limit stays.
    """
    mock = Mock(default_world().with_paywall("3", trial_tokens={"gpt-4": 7}, daily_tokens={"standard": 5}))
    client = connect_http(mock)
    GOOD["startCheckout"].with_body(email="new@example.com").of(client)
    change = Ask(
        "POST",
        f"{IN_THREE}/balances",
        OWNER,
        {"email": "new@example.com", "type": "standard", "amount": 4, "op": "debit"},
    )
    assert [{"type": "gpt-4", "count": 7}, {"type": "standard", "count": 1}] == change.of(client).json()["balances"]
    mock.clock.advance(days=1)
    assert 25 == change.with_body(amount=20, op="credit").of(client).json()["count"]
    mock.clock.advance(days=1)
    assert 21 == change.of(client).json()["count"]
    purchase = mock.subscribe("new@example.com", "price_123")
    topped_up = {each.facts["user"] for each in mock.clock.advance(days=3).of("trial_top_up")}

    assert purchase.user_id not in topped_up  # but those who have not subscribed are
    assert 2 == len(topped_up)


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("4000000000000002", "declined"),
        ("4000000000009995", "insufficient_funds"),
        ("4000002500003155", "needs_authentication"),
    ],
)
def test_bad_cards_buy_nothing(card: str, reason: str, mock: Mock) -> None:
    """
    The error says why; no event, no access.
    """
    with pytest.raises(PaymentError, match=reason):
        mock.buy("ada@example.com", "9102", card=card)

    assert 0 == len(mock.events)


def test_scripted_outcomes_are_used_at_the_checkout(mock: Mock, client: httpx.Client) -> None:
    """
    In order: declined, then paid but failing later.
    """
    url = GOOD["startCheckout"].of(client).json()["checkoutUrl"]
    mock.script("user@example.com", ["declined", "fails_on_renewal"])
    assert "declined" == mock.pay(url).reason
    purchase = mock.pay(url).purchase
    assert purchase is not None
    mock.clock.advance(days=31)

    assert "past_due" == mock.purchase(purchase).status


def test_paddle_repeats_updates_with_new_ids() -> None:
    """
    The same data twice, other event ids; creation is told once.
    """
    mock = Mock(default_world().with_paywall("3", processor=Processor("paddle")))
    mock.cancel(mock.subscribe("ada@example.com", "price_123"))
    created, first, second = mock.events

    assert ("subscription.created", "subscription.updated") == (created.type, first.type)
    assert first.data == second.data
    assert first.id != second.id
    assert "paddle" == first.data["acquiring"]["provider"]


def test_freemius_sends_nobody_back() -> None:
    """
    It has neither a portal nor a redirect.
    """
    mock = Mock()
    client = connect_http(mock)
    ask = GOOD["startCheckout"].at("/api/v1/paywall/5/start-checkout")
    url = ask.with_body(email="f@example.com", priceId="9501", successUrl="https://shop.test").of(client).json()

    assert mock.pay(url["checkoutUrl"]).return_url is None

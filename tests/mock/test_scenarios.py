"""
Odd sequences of events and the rarer statuses, by name.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world
from monetize_software_mock.state.values import Purchase

from ..support.sample_requests import GOOD, IN_THREE, OWNER, Ask, connect_http


def seen(mock: Mock) -> tuple[str, bool]:
    """
    What the API says about Ada's purchase: its status, and whether it gives access.
    """
    client = connect_http(mock)
    detail = Ask("GET", f"{IN_THREE}/user?email=ada@example.com", OWNER).of(client).json()
    granted = Ask("GET", f"{IN_THREE}/user-state", {"X-User-Email": "ada@example.com"}).of(client).json()
    return detail["purchases"][0]["status"], granted["has_active_subscription"]


def told(mock: Mock, purchase: Purchase) -> list[tuple[str, str | None]]:
    """
    The events of a purchase in the order in which they are sent.
    """
    mine = [each for each in mock.events if purchase.id in each.body.decode()]
    return [(each.type, each.data.get("subscription", {}).get("status")) for each in mine]


def test_incomplete_subscription_becomes_active_when_its_bank_agrees(mock: Mock) -> None:
    """
    Created incomplete and without access; a day later it is paid.
    """
    purchase = mock.scenario("incomplete", "ada@example.com", "price_123")
    before = seen(mock)
    mock.clock.until("awaited_payment", of=purchase)

    assert (("incomplete", False), ("active", True)) == (before, seen(mock))
    assert [("subscription.created", "incomplete"), ("subscription.updated", "active")] == told(mock, purchase)
    assert [999] == [each.amount for each in mock.invoices(purchase)]
    assert "2030-02-01T00:00:00.000Z" == mock.events[-1].data["subscription"]["current_period_end"]


def test_incomplete_subscription_expires_without_its_payment(mock: Mock) -> None:
    """
    It never was active, and another can be bought.
    """
    purchase = mock.scenario("incomplete", "ada@example.com", "price_123", payments=["declined"])
    mock.clock.advance(days=2)

    assert ("incomplete_expired", False) == seen(mock)
    assert [("subscription.created", "incomplete"), ("subscription.cancelled", "incomplete_expired")] == told(
        mock, purchase
    )
    assert "active" == mock.subscribe("ada@example.com", "price_123").status


@pytest.mark.parametrize(("payments", "status", "event"), [([], "paid", 1), (["declined"], "canceled", 0)])
def test_pending_payment_of_a_lifetime_purchase(payments: list[str], status: str, event: int, mock: Mock) -> None:
    """
    Nothing is told before it comes, and nothing when it does not.
    """
    purchase = mock.scenario("pending", "ada@example.com", "9102", payments=payments)
    before, quiet = seen(mock), told(mock, purchase)
    mock.clock.advance(days=3)

    assert (("pending", False), []) == (before, quiet)
    assert (status, status == "paid") == seen(mock)
    assert [("payment.completed", None)] * event == told(mock, purchase)


def test_subscription_may_be_left_unpaid(mock: Mock) -> None:
    """
    After the last try it is not ended but stays, without access; then it can be cancelled, at once.
    """
    purchase = mock.scenario("unpaid", "ada@example.com", "price_123")
    mock.clock.advance(days=60)
    assert ("unpaid", False) == seen(mock)
    assert ["active", "past_due", "unpaid"] == [status for _, status in told(mock, purchase)]
    cancel = GOOD["cancelSubscription"].with_body(subscriptionId=purchase.id, email="ada@example.com")
    answers = [cancel.of(connect_http(mock)).status_code for _ in range(2)]

    assert ([200, 400], ("canceled", False)) == (answers, seen(mock))


def test_short_lived_active_update_comes_late_and_is_older(mock: Mock) -> None:
    """
    Sent after the failure it happened before, so that only who orders by `occurred_at` closes the door.
    """
    purchase = mock.scenario("transient_active", "ada@example.com", "price_123")
    mock.clock.advance(days=7)
    late, for_a_moment = (json.loads(each.body) for each in list(mock.events)[-2:])

    assert ["trialing", "past_due", "active"] == [status for _, status in told(mock, purchase)]
    assert for_a_moment["occurred_at"] < late["occurred_at"]
    assert ("past_due", False) == seen(mock)


@pytest.mark.parametrize(
    ("name", "price", "reason"),
    [
        ("christmas", "price_123", "There is no scenario 'christmas'; there are: incomplete, pending, unpaid"),
        ("pending", "price_123", "needs a price paid once; price_123 is not"),
        ("incomplete", "9102", "needs a price paid by the period; 9102 is not"),
        ("unpaid", "nothing", "No price nothing"),
    ],
)
def test_scenario_that_cannot_be_played_is_refused(name: str, price: str, reason: str, mock: Mock) -> None:
    """
    The line says why; nothing changes.
    """
    before = mock.snapshot()
    with pytest.raises(ValueError, match=reason):
        mock.scenario(name, "ada@example.com", price)

    assert before == mock.snapshot()


def test_scenarios_over_the_control_routes(mock: Mock, client: httpx.Client) -> None:
    """
    Listed with what they are, and played as by the handle.
    """
    listed: dict[str, Any] = client.get("/_mock/scenarios").json()["scenarios"]
    for number, name in enumerate(listed):
        price = "9102" if name == "pending" else "price_123"
        body = {"scenario": name, "email": f"user{number}@example.com", "price": price}
        assert 200 == client.post("/_mock/scenarios", json=body).status_code
    wrong = client.post("/_mock/scenarios", json={"scenario": "christmas", "email": "a@b", "price": "9102"})

    assert (4, 400) == (len(listed), wrong.status_code)
    assert {"incomplete", "pending", "active", "trialing"} <= {
        each["status"] for each in client.get("/_mock/purchases").json()["purchases"]
    }


def test_experiment_is_shown_and_its_prices_can_be_bought() -> None:
    """
    In the bootstrap answer and nowhere else (A-66), and so is its place in the version.
    """
    from monetize_software_mock.world.declaration import Experiment, Variant, VariantPrice

    cheaper = VariantPrice("cheaper", 4.99, replaces="price_123")
    running = Experiment("exp_1", variants=(Variant("a", 1), Variant("b", 1, (cheaper,))))
    mock, plain = Mock(default_world().with_paywall("3", experiment=running)), Mock()
    shown, without = (GOOD["getBootstrap"].of(connect_http(each)).json() for each in (mock, plain))
    (arm,) = shown["experiment"]["variants"][1]["prices"]

    assert ("exp_1", "prices", [1, 1]) == (
        shown["experiment"]["id"],
        shown["experiment"]["kind"],
        [each["weight"] for each in shown["experiment"]["variants"]],
    )
    assert ("cheaper", 4.99, "price_123") == (arm["id"], arm["amount"], arm["replaces"])
    assert "experiment" not in without
    assert shown["version"] != without["version"]
    assert 499 == mock.subscribe("ada@example.com", "cheaper").unit_amount

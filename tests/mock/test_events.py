"""
What events carry, and that each fits the specification.
"""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest

from monetize_software_mock import Impossible, Mock, default_world

from ..support.sample_requests import GOOD, connect_http


def test_event_has_the_documented_envelope_and_objects(mock: Mock, client: httpx.Client) -> None:
    """
    The common five, both addresses, and the integrator's metadata.
    """
    ask = GOOD["startCheckout"].with_body(userMeta={"plan": "pro"})
    mock.pay(ask.of(client).json()["checkoutUrl"])
    event = mock.events.expect("subscription.created")
    data = event.data

    assert re.fullmatch(r"evt_\d+_[a-z0-9]+", event.id)
    assert ("2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.200Z") == (
        event.json["occurred_at"],
        event.json["created_at"],
    )
    assert {"user", "customer", "paywall", "acquiring", "price", "subscription"} == set(data)
    assert "user@example.com" == data["user"]["email"] == data["customer"]["email"]
    assert {"userId": "u_1", "plan": "pro"} == data["user"]["metadata"]
    assert ("price_123", 999, "month") == tuple(data["price"].values())
    assert ("3", "stripe") == (data["paywall"]["id"], data["acquiring"]["provider"])


def test_what_the_sources_leave_open_is_a_switch() -> None:
    """
    No `occurred_at`, no `user.email`, and a payment event for a first subscription payment.
    """
    switched = default_world().with_switches(
        events_say_when=False, events_name_user_email=False, payment_event_for_subscriptions=True
    )
    mock = Mock(switched)
    mock.subscribe("ada@example.com", "price_123")

    assert ["subscription.created", "payment.completed"] == [each.type for each in mock.events]
    assert "occurred_at" not in mock.events[0].json
    assert "email" not in mock.events[0].data["user"]
    assert "ada@example.com" == mock.events[0].data["customer"]["email"]


def test_event_that_breaks_the_specification_is_never_stored(mock: Mock) -> None:
    """
    Nor is what caused it.
    """
    before = mock.snapshot()
    with pytest.raises(Impossible, match="data/subscription/id"):
        mock.events.trigger("subscription.updated", "subscriber@example.com", data={"subscription": {"id": 7}})

    assert before == mock.snapshot()


def test_refused_request_emits_nothing(mock: Mock, client: httpx.Client) -> None:
    """
    Cancelled twice, told once.
    """
    GOOD["cancelSubscription"].of(client)
    GOOD["cancelSubscription"].of(client)

    assert 1 == len(mock.events)


@pytest.mark.parametrize(
    "kind",
    ["subscription.created", "subscription.updated", "subscription.cancelled", "refund.created", "trial.started"],
)
def test_any_event_can_be_triggered_for_a_customer(kind: str, mock: Mock) -> None:
    """
    Also one nobody knows; the customer's purchase does not change.
    """
    event = mock.events.trigger(kind, "Subscriber@example.com", data={"note": "x"})

    assert (kind, "x") == (event.type, event.data["note"])
    assert "sub_seed_subscriber" == event.data.get("subscription", {"id": "sub_seed_subscriber"})["id"]
    assert [kind] == [each.type for each in mock.events]
    assert "active" == mock.purchase("sub_seed_subscriber").status


def test_payment_event_can_be_triggered_for_a_lifetime_purchase(mock: Mock) -> None:
    """
    About that purchase.
    """
    purchase = mock.buy("ada@example.com", "9102")

    assert purchase.id == mock.events.trigger("payment.completed", "ada@example.com").data["payment"]["id"]


@pytest.mark.parametrize(
    ("email", "paywall", "reason"),
    [
        ("nobody@example.com", None, "No user"),
        ("user@example.com", "4", "does not use"),
        ("user@example.com", None, "has no purchase"),
    ],
)
def test_event_about_nothing_is_refused(email: str, paywall: str | None, reason: str, mock: Mock) -> None:
    """
    With a reason.
    """
    with pytest.raises(ValueError, match=reason):
        mock.events.trigger("subscription.updated", email, paywall_id=paywall)


def test_expect_says_what_there_was(mock: Mock) -> None:
    """
    When the wanted one is missing.
    """
    mock.subscribe("ada@example.com", "price_123")

    with pytest.raises(AssertionError, match=r"(?s)No refund.created was emitted; there were:.* subscription.created"):
        mock.events.expect("refund.created")


def test_anonymous_user_without_address_is_told_without_one() -> None:
    """
    Null, as the specification allows.
    """
    world = default_world()
    anonymous = replace(world.people[4], subscriptions=world.people[1].subscriptions)
    mock = Mock(replace(world, people=(*world.people[:1], anonymous), bearers=()))
    mock.clock.advance(days=31)

    assert mock.events[0].data["user"]["email"] is None


def test_events_are_the_same_over_any_face(mock: Mock) -> None:
    """
    Listed as the control route lists them.
    """
    mock.subscribe("ada@example.com", "price_123")
    listed = connect_http(mock).get("/_mock/events").json()["events"]

    assert [each.json for each in mock.events] == listed

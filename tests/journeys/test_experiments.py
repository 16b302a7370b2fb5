"""
From a price experiment to a purchase at the variant's price.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest

from monetize_software.paywalls import applicable_offer, apply_variant, pick_variant
from monetize_software_mock import Mock, default_world
from monetize_software_mock.world.declaration import Experiment, Offer, Variant, VariantPrice

from .conftest import Connect

LAYOUT = {
    "type": "modal",
    "blocks": [
        {"type": "price_grid", "priceIds": ["price_123", "9101"], "popular_price_id": "price_123"},
        {"type": "cta_button", "action": "checkout", "priceId": "price_123"},
    ],
}
CHEAPER = VariantPrice("cheaper", 4.80, label="Monthly, cheaper", replaces="price_123")


@pytest.fixture
def mock() -> Mock:
    """
    A paywall that tries a cheaper plan on half of its visitors, with an offer of the plan it replaces.
    """
    running = Experiment("exp_1", variants=(Variant("control", 1), Variant("cheaper", 1, (CHEAPER,))))
    offer = Offer("quarter", 25, expires_at="2030-06-01T00:00:00Z", price_id="price_123")
    return Mock(default_world().with_paywall("3", experiment=running, offers=(offer,), layout=LAYOUT))


@pytest.mark.parametrize(
    ("assigned", "price", "amount", "cents"),
    [("control", "price_123", "7.4925", 999), ("cheaper", "cheaper", "3.60", 480)],
)
def test_variant_is_shown_bought_and_told(
    assigned: str, price: str, amount: str, cents: int, connect_mock: Connect, mock: Mock, passed: list[httpx.Request]
) -> None:
    """
    A visitor's layout, prices and offer agree, the checkout names the variant, and what was shown is what is paid.
    """
    billing = connect_mock()
    paywall = billing.bootstrap()
    variant = pick_variant(paywall.experiment, "visitor", assigned=assigned)
    assert paywall.experiment is not None
    assert variant is not None
    shown = apply_variant(paywall, variant)
    assert shown.layout is not None
    grid, button = (each.additional_properties for each in shown.layout.blocks)
    found = applicable_offer(shown.offers, price, now=datetime(2030, 1, 1, tzinfo=UTC))
    assert found is not None
    plan = next(each for each in shown.prices if each.id == button["priceId"])

    ada = billing.for_user(email="user@example.com")
    checkout = ada.create_checkout(
        plan.id, offer_id=found.offer.id, experiment_id=paywall.experiment.id, variant_key=variant.key,
        visitor_id="visitor",
    )  # fmt: skip
    mock.pay(checkout.url)

    assert ([price, "9101"], price, price) == (grid["priceIds"], grid["popular_price_id"], plan.id)
    assert Decimal(amount) == found.apply(plan.amount)
    assert (b"exp_1" in passed[-1].content, assigned.encode() in passed[-1].content) == (True, True)
    assert [(cents, Decimal(25))] == [(each.unit_amount, each.discount) for each in ada.list_purchases()]

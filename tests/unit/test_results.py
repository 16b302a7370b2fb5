"""
What calls answer: nothing that the contract promises is missing, and nothing is rounded or promised beyond it.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

import monetize_software as sdk
from monetize_software.models import PaywallUser, PurchaseState, minor_units

from ..support.recorder import says
from .conftest import Connect

OPENED = {"checkoutUrl": "https://c", "userId": "u", "acquiring": "stripe"}


@pytest.mark.parametrize("missing", OPENED)
def test_checkout_that_lacks_a_part_is_no_success(connect_recorder: Connect, missing: str) -> None:
    """
    A 2xx without the page, the user's id or the processor is an InvalidResponseError that names what is missing.
    """
    client, _ = connect_recorder(says(200, {name: value for name, value in OPENED.items() if name != missing}))

    with pytest.raises(sdk.InvalidResponseError, match=missing):
        client.for_user(email="ada@example.com").create_checkout("price_123")


@pytest.mark.parametrize(
    ("amount", "exponent", "minor"),
    [("9.99", 2, 999), ("12.5", 2, 1250), ("0.005", 2, 1), ("0.0049", 2, 0), ("500", 0, 500), ("1.0005", 3, 1001)],
)
def test_minor_units_are_rounded_half_up(amount: str, exponent: int, minor: int) -> None:
    """
    Major units become whole minor ones, and half of one counts as one.
    """
    assert minor == minor_units(Decimal(amount), exponent=exponent)


@pytest.mark.parametrize(
    ("status", "granting"),
    [("active", True), ("trialing", True), ("paid", True), ("past_due", False), ("canceled", False), ("new", False)],
)
def test_active_purchase_is_one_that_gives_access(status: str, granting: bool) -> None:
    """
    A purchase that is unpaid, ended or unknown is passed over, also when it stands first.
    """
    first, second = PurchaseState.from_dict({"id": "p1", "status": status}), PurchaseState(id="p2", status=None)
    user = PaywallUser(granting, [second, first], trial=None, had_previous_trial=None)

    assert (first if granting else None) is user.active_purchase


@pytest.mark.parametrize(
    ("paid", "trial", "access"),
    [(True, None, True), (False, {"expiresAt": "2030-01-08T00:00:00Z"}, True), (False, None, False)],
    ids=["paid", "in a trial", "neither"],
)
def test_trial_is_access_whoever_asks(connect_recorder: Connect, paid: bool, trial: object, access: bool) -> None:
    """
    `has_active_subscription` is paid or in a trial, by bearer and by key alike; `paid` alone is not.
    """
    answer = {"balances": [], "purchases": [], "paid": paid, "trial": trial, "user": {"id": "u"}}
    client, _ = connect_recorder(says(200, answer))

    verified, detail = client.verify_token("t"), client.for_user(user_id="u").get_user_detail()
    user = client.for_user(user_id="u").get_user()

    assert (access, access, access) == (
        verified.has_active_subscription,
        detail.has_active_subscription,
        user.has_active_subscription,
    )
    assert (paid, paid) == (verified.paid, detail.paid)

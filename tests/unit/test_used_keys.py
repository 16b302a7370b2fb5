"""
One idempotency key, one checkout.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from monetize_software import BillingClient, InvalidRequestError, NetworkError, PaywallError
from monetize_software._used_keys import _KEPT, UsedKeys

from ..support.recorder import Answer, fails, says
from .conftest import Connect

DONE = says(200, {"checkoutUrl": "https://pay.example.com/c/1", "userId": "u", "acquiring": "stripe"})


def buy(client: BillingClient, email: str = "ann@example.com", **changes: Any) -> Any:
    """
    Open a checkout with one and the same key.
    """
    options: dict[str, Any] = {"price_id": "p", "idempotency_key": "k"}
    return client.for_user(email=email).create_checkout(**options | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"price_id": "q"},
        {"offer_id": "o"},
        {"trial_days": 3},
        {"local_currency": "EUR"},
    ],
    ids=repr,
)
def test_key_of_another_checkout_is_refused(connect_recorder: Connect, changes: dict[str, Any]) -> None:
    """
    The server would silently answer the first checkout, so nothing is sent and the error says what to do.
    """
    client, recorder = connect_recorder(DONE)
    buy(client)

    with pytest.raises(InvalidRequestError, match=r"was used for another checkout .* choose a new one"):
        buy(client, **changes)
    assert 1 == len(recorder.requests)
    buy(client, **{**changes, "idempotency_key": "another"})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"email": "Ann@Example.com"},
        {"success_url": "https://app.example.com/ok"},
        {"user_meta": {"n": 1}},
        {"product_name": "Plus"},
        {"ignore_active_purchase": True},
    ],
    ids=repr,
)
def test_same_checkout_may_be_asked_again(connect_recorder: Connect, changes: dict[str, Any]) -> None:
    """
    A repetition is what keys are for, also where an address or a note differs.
    """
    client, recorder = connect_recorder(DONE)
    buy(client)

    assert "k" == buy(client, **changes).idempotency_key
    assert 2 == len(recorder.requests)


def test_key_of_somebody_else_is_another_key(connect_recorder: Connect) -> None:
    """
    The server opens each buyer a checkout of their own, whatever the other bought.
    """
    client, recorder = connect_recorder(DONE)
    buy(client)
    buy(client, email="bob@example.com", price_id="q")

    assert 2 == len(recorder.requests)


def test_key_chosen_here_is_remembered_too(connect_recorder: Connect) -> None:
    """
    The key that a result tells stands for that checkout.
    """
    client, _ = connect_recorder(DONE)
    key = buy(client, idempotency_key=None).idempotency_key

    with pytest.raises(InvalidRequestError, match="another checkout"):
        buy(client, price_id="q", idempotency_key=key)


@pytest.mark.parametrize(
    ("answer", "used"),
    [
        (fails(httpx.ReadTimeout), True),
        (says(500, {}), True),
        (says(200, b"{"), True),
        (fails(httpx.ConnectError), False),
        (says(404, {"error": "Price not found"}), False),
        (says(409, {"hasActivePurchase": True}), False),
    ],
    ids=["late", "500", "broken", "unsent", "404", "409"],
)
def test_key_counts_as_used_when_the_checkout_may_be_open(
    connect_recorder: Connect, answer: Answer, used: bool
) -> None:
    """
    After a refusal the key is free for another price; after a lost answer it is not.
    """
    client, recorder = connect_recorder(answer)
    with pytest.raises(PaywallError):
        buy(client)

    with pytest.raises(InvalidRequestError if used else (PaywallError, NetworkError)):
        buy(client, price_id="q")
    assert (1 if used else 2) == len(recorder.requests)


def test_memory_is_bounded() -> None:
    """
    Old keys are forgotten, the latest thousand are not.
    """
    keys = UsedKeys()
    for number in range(5 * _KEPT):
        keys.remember(str(number), 0, number)

    keys.check("0", 0, -1)
    with pytest.raises(InvalidRequestError):
        keys.check(str(4 * _KEPT), 0, -1)
    assert 2 * _KEPT >= len(keys._newer) + len(keys._older)

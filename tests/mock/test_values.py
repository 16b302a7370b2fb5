"""
What a Python program is given: aware datetimes, exact money, values that say what they are and show no e-mail address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import monetize_software_mock
from monetize_software import BillingClient
from monetize_software_mock import Mock, Purchase, default_world
from monetize_software_mock.state.rows import MOMENTS

REAL_TIMES = ("answered_ms", "delayed")  # of this machine; the world's own are moments
START = datetime(2030, 1, 1, tzinfo=UTC)
ADA = "ada@example.com"


def given(mock: Mock) -> Iterator[Any]:
    """
    One of everything a program can hold, from a life with a bit of all.
    """
    yield mock.webhooks.add(lambda body, headers: None)
    trial = mock.subscribe(ADA, "price_123", trial_days=3)
    yield trial
    yield from mock.clock.advance(months=2)
    yield mock.cancel(trial)
    yield mock.reactivate(trial)
    yield mock.change_plan(trial, "9101")
    yield mock.refund(trial)
    yield mock.purchase(trial)
    yield mock.buy("eve@example.com", "9102")
    user = BillingClient(
        paywall_id="3", api_origin="https://a.example", api_key="sk_test_mock", transport=mock.transport()
    )
    checkout = user.for_user(email="bob@example.com").create_checkout("price_123")
    yield mock.pay(checkout, "declined")
    yield mock.pay(checkout)
    yield from mock.requests
    yield from mock.events
    yield from mock.deliveries
    yield from mock.webhooks
    fork = mock.fork()
    fork.cancel(mock.pay(checkout).purchase or "", at_once=True)
    yield from mock.diff(fork)
    yield mock.clock.preview(days=40)[0]


def parts(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """
    Every field of a value, and of the values in it.
    """
    yield name, value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in ("log", "facts", "request", "answer"):  # the wire's own words
                yield from parts(getattr(value, field.name), field.name)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from parts(each, name)


def test_moments_are_aware_and_money_is_exact(mock: Mock) -> None:
    """
    No epoch milliseconds, no floats but for real time that passed, no row of the store, whatever is held.
    """
    held = [(type(each).__name__, *part) for each in given(mock) for part in parts(each)]

    moments = [each for each in held if each[1] in MOMENTS and each[2] is not None]
    assert {datetime} == {type(value) for _, _, value in moments}
    assert {timedelta(0)} == {value.utcoffset() for _, _, value in moments}
    assert [] == [each for each in held if isinstance(each[2], float) and each[1] not in REAL_TIMES]
    assert [] == [each for each in held if type(each[2]).__module__.endswith(".rows")]


def test_no_text_shows_an_address(mock: Mock) -> None:
    """
    Neither as text nor as a representation.
    """
    shown = [text for each in given(mock) for text in (str(each), repr(each))]

    assert [] == [text for text in shown if "@" in text]


def test_purchase_has_the_clients_shape(mock: Mock) -> None:
    """
    Whoever reads one side's purchases can read the other's: the same names, the same values.
    """
    purchase = mock.subscribe(ADA, "price_123")
    client = BillingClient(
        paywall_id="3", api_origin="https://a.example", api_key="sk_test_mock", transport=mock.transport()
    )
    theirs = client.for_user(email=ADA).get_user_detail().purchases[0]

    names = list(theirs.to_dict())
    assert {name: getattr(theirs, name) for name in names} == {name: getattr(purchase, name) for name in names}
    assert (Decimal("9.99"), 999, START) == (purchase.amount, purchase.unit_amount, purchase.created)


def test_values_stand_for_their_ids(mock: Mock) -> None:
    """
    In a text, and wherever an id is taken.
    """
    purchase = mock.subscribe(ADA, "price_123")
    endpoint = mock.webhooks.add(lambda body, headers: None)
    refund = mock.refund(f"{purchase}")

    assert (purchase.id, endpoint.id, refund.id) == (f"{purchase}", f"{endpoint}", f"{refund}")
    assert "canceled" == mock.purchase(purchase).status
    assert not mock.webhooks.switch(f"{endpoint}", active=False).active


@pytest.mark.parametrize("wrong", [None, 7, b"cs_1"])
def test_what_is_no_checkout_is_told_what_is(mock: Mock, wrong: Any) -> None:
    """
    In a line.
    """
    with pytest.raises(TypeError, match=r"pay\(\) takes what create_checkout\(\) returned"):
        mock.pay(wrong)


def test_package_holds_every_type_a_program_holds(mock: Mock) -> None:
    """
    So that nobody has to look for one inside: what the handles are and give, and what a world is made of.
    """
    handles = [mock, mock.clock, mock.webhooks, mock.events, mock.deliveries, mock.faults]
    world = default_world().with_paywall("3", offers=(monetize_software_mock.Offer("half", 50),))
    held = [*handles, *given(mock), *(value for _, value in parts(world))]
    missing = {
        type(each).__name__
        for each in held
        if type(each).__module__.startswith("monetize_software_mock")
        and getattr(monetize_software_mock, type(each).__name__, None) is not type(each)
    }

    assert set() == missing
    assert {each.__name__ for each in map(type, held) if "mock" in each.__module__} <= set(
        monetize_software_mock.__all__
    )


def test_purchase_says_what_it_was(mock: Mock) -> None:
    """
    It does not change afterwards; asking again does.
    """
    before = mock.subscribe(ADA, "price_123")
    mock.cancel(before, at_once=True)

    assert ("active", "canceled") == (before.status, mock.purchase(before).status)
    assert isinstance(before, Purchase)

"""
The example of a shop is built in this process, and bought from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from starlette.testclient import TestClient

from monetize_software import BillingClient
from monetize_software_mock import Mock
from monetize_software_mock.faults import status
from tests.support.examples import EXAMPLES, example

ADA = "ada@example.com"


@pytest.fixture
def mock() -> Iterator[Mock]:
    """
    The service.
    """
    with Mock() as fresh:
        yield fresh


@pytest.fixture
def shop(mock: Mock, tmp_path: Path) -> Iterator[TestClient]:
    """
    A browser of the shop, to which the service sends its webhooks.
    """
    billing = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:4242", api_key="sk_test_mock", transport=mock.transport()
    )
    app, _ = example("shop").build(billing, f"sqlite:///{tmp_path / 'shop.db'}", "whsec_mock", clock=mock.clock.now)
    mock.webhooks.add(app, path="/webhooks/billing")
    with TestClient(app, follow_redirects=False) as client:
        yield client


def buy(shop: TestClient, price: str) -> Any:
    return shop.post("/checkout", data={"email": ADA, "price_id": price})


def test_buyer_becomes_a_member_and_is_one_until_the_end(shop: TestClient, mock: Mock, tmp_path: Path) -> None:
    """
    Prices, checkout, webhook, the members' page; twice is once; and after a cancel the door shuts when it must.
    """
    assert "9.99 USD" in shop.get("/").text
    assert 402 == shop.get("/members").status_code

    mock.pay(buy(shop, "price_123").headers["location"])
    inside = shop.get("/members")
    again = buy(shop, "price_123")
    portal = shop.post("/portal").headers["location"]
    mock.cancel(str(mock.events.expect("subscription.created", ADA).data["subscription"]["id"]))
    ending = shop.get("/members").text
    mock.clock.advance(days=40)

    assert (200, True) == (inside.status_code, "Monthly: active" in inside.text)
    assert "http://testserver/members" == again.headers["location"]
    assert "/portal/" in portal
    assert "Monthly: ending, until" in ending
    assert 402 == shop.get("/members").status_code
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.connect() as tables:
        assert 1 == tables.execute(sqlalchemy.text("SELECT count(*) FROM welcome")).scalar_one()
    engine.dispose()


def test_buyer_who_is_faster_than_the_webhook_gets_in(shop: TestClient, mock: Mock) -> None:
    """
    The service is asked, once.
    """
    mock.deliveries.hold_type("subscription.created")
    mock.pay(buy(shop, "price_123").headers["location"])

    assert [200, 200] == [shop.get("/members").status_code for _ in range(2)]


def test_service_that_fails_is_told_as_a_page(shop: TestClient, mock: Mock) -> None:
    """
    With its code, and 502.
    """
    mock.fault("startCheckout", do=status(503))

    assert 502 == buy(shop, "price_123").status_code


def test_shop_is_short() -> None:
    """
    Under 150 lines.
    """
    assert len((EXAMPLES / "shop.py").read_text(encoding="utf-8").splitlines()) < 150

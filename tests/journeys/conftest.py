"""
A fresh mock server per test, and a client of either kind whose every request and answer is checked against the spec.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software_mock import Mock

from ..support.contract import AsyncContractTransport, ContractTransport, Exchange
from ..support.driving import driven
from .evidence import EVIDENCE
from .watched import watched

Connect = Callable[..., BillingClient]

Sync, Async = watched(BillingClient, EVIDENCE), watched(AsyncBillingClient, EVIDENCE)


@pytest.fixture
def mock() -> Mock:
    """
    The default world.
    """
    return Mock()


@pytest.fixture
def passed() -> list[httpx.Request]:
    """
    Every request of this test that was answered, in order.
    """
    return []


@pytest.fixture(params=["sync", "async"])
def connect_mock(
    request: pytest.FixtureRequest, mock: Mock, runner: asyncio.Runner, passed: list[httpx.Request]
) -> Connect:
    """
    Makes clients of one kind; each test runs once with the sync and once with the async kind.
    """

    def note(exchange: Exchange) -> None:
        passed.append(exchange.request)
        EVIDENCE.exchanged(exchange)

    def make(server: Mock = mock, **options: Any) -> BillingClient:
        options = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock", **options}
        if request.param == "sync":
            return Sync(transport=ContractTransport(server.transport(), note), **options)
        return driven(Async(transport=AsyncContractTransport(server.async_transport(), note), **options), runner)

    return make


@pytest.fixture
def billing(connect_mock: Connect) -> BillingClient:
    """
    A client of paywall 3 with the owner's key.
    """
    return connect_mock()


@pytest.fixture
def ada(billing: BillingClient) -> BillingClient:
    """
    Bound to a user of paywall 3 who has bought nothing and has ten `gpt-4`.
    """
    return billing.for_user(email="user@example.com")


@pytest.fixture
def subscriber(billing: BillingClient) -> BillingClient:
    """
    Bound to a user of paywall 3 with an active monthly subscription and 42 `gpt-4`.
    """
    return billing.for_user(email="subscriber@example.com")

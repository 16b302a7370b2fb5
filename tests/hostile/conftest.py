"""
Clients of every kind for a server on a port of this machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import monetize_software as sdk

from ..support.driving import TrioRunner, driven

PATIENT = sdk.Timeout(connect=30, read=30, write=30, pool=30, total=60)
SILENT = sdk.Timeout(connect=30, read=0.3, write=30, pool=30, total=60)
"""For a server that says nothing: it has been told all by then, however busy this machine is."""

Connect = Callable[..., Any]


@pytest.fixture(params=["sync", "async", "trio"])
def kind(request: pytest.FixtureRequest) -> str:
    """
    Which client, and under which loop.
    """
    kind: str = request.param
    return kind


@pytest.fixture
def connect_origin(kind: str, request: pytest.FixtureRequest, runner: asyncio.Runner) -> Connect:
    """
    Makes a client of the kind for an origin, bound to a user.
    """

    def make(origin: str, **options: Any) -> Any:
        options = {"paywall_id": "3", "api_key": "sk_test_secret", "timeout": PATIENT, "max_retries": 0, **options}
        if kind == "sync":
            client: Any = sdk.BillingClient(api_origin=origin, **options)
        else:
            loop: Any = runner if kind == "async" else TrioRunner()
            client = driven(sdk.AsyncBillingClient(api_origin=origin, **options), loop)
        request.addfinalizer(client.close)
        return client.for_user(email="ada@example.com")

    return make

"""
Clients of either kind over a recording transport.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from monetize_software import AsyncBillingClient, BillingClient

from ..support.driving import driven
from ..support.recorder import GOOD, Answer, Recorder

Connect = Callable[..., tuple[BillingClient, Recorder]]


@pytest.fixture(params=["sync", "async"])
def connect_recorder(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Connect:
    """
    Makes a client and its recorder; each test runs once with the sync and once with the async kind.
    """

    def make(answer: Answer | None = None, **options: Any) -> tuple[BillingClient, Recorder]:
        recorder = Recorder(answer)
        options = {**GOOD, "transport": recorder, **options}
        if request.param == "sync":
            return BillingClient(**options), recorder
        return driven(AsyncBillingClient(**options), runner), recorder

    return make


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """
    The waits that clients asked for between attempts, none of which is waited.
    """
    asked: list[float] = []

    async def ask(seconds: float) -> None:
        asked.append(seconds)

    monkeypatch.setattr(time, "sleep", asked.append)
    monkeypatch.setattr(anyio, "sleep", ask)
    return asked

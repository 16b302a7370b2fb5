"""
A process that meters and may be killed: `python -m tests.support.metering_process URL TRUTH POINT SEED KEY…`.

The service is a file to which each debit that it applies is written, with the key for the test to count.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from monetize_software import BillingClient, PaywallError
from monetize_software.metering import TokenMeter
from monetize_software.storage import SQLStore

NOW = 1_000_000
"""What the clock of these processes says."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Service(httpx.BaseTransport):
    """
    Applies what it is sent; some answers are lost before it, some after.
    """

    def __init__(self, truth: Path, point: str, chance: random.Random | None) -> None:
        self.truth, self.point, self.chance, self.key = truth, point, chance, ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        lost = self.chance.random() if self.chance else 1.0
        if self.point == "before it applied":
            die()
        if lost < 0.05:
            raise httpx.ReadError("lost before", request=request)
        with self.truth.open("a", encoding="utf-8") as file:
            file.write(f"{self.key}\n")
            file.flush()
            os.fsync(file.fileno())
        if self.point == "after it applied":
            die()
        if lost < 0.15:
            raise httpx.ReadError("lost after", request=request)
        body = {"success": True, "user_id": "ada", "type": "gpt-4", "count": 1_000_000}
        return httpx.Response(200, json=body, request=request)


class Watched:
    """
    A ledger that dies before or after a step, such as "after swap 1"; or after so many steps, such as "17".
    """

    def __init__(self, meters: Any, point: str) -> None:
        self.meters, self.point, self.steps, self.counts = meters, point, 0, {"insert": 0, "swap": 0}

    def __getattr__(self, name: str) -> Any:
        step: Callable[..., Any] = getattr(self.meters, name)
        return step if name not in self.counts else partial(self._watched, name, step)

    def _watched(self, name: str, step: Callable[..., Any], *given: Any, **named: Any) -> Any:
        self.counts[name] += 1
        self.steps += 1
        place = f"{name} {self.counts[name]}"
        if self.point == f"before {place}":
            die()
        result = step(*given, **named)
        if self.point in (f"after {place}", str(self.steps)):
            die()
        return result


class Shelf:
    """
    A store with a watched ledger.
    """

    def __init__(self, store: SQLStore, point: str) -> None:
        self.meters = Watched(store.meters, point)


def main() -> None:
    url, truth, point, seed, *keys = sys.argv[1:]
    chance = random.Random(int(seed)) if int(seed) else None
    meter_all(Shelf(SQLStore(url), point), Path(truth), point, chance, keys, NOW)


def meter_all(
    store: Any, truth: Path, point: str, chance: random.Random | None, keys: list[str], now: int
) -> TokenMeter:
    """
    Charge each key once, and answer the meter that did.
    """
    service = Service(truth, point, chance)
    billing = BillingClient(
        paywall_id="3", api_origin="http://127.0.0.1:9", api_key="sk_test_mock", transport=service, max_retries=0
    )
    meter = TokenMeter(billing, store, clock=lambda: now)
    ada = billing.for_user(user_id="ada")
    for key in chance.sample(keys, len(keys)) if chance else keys:
        service.key = key
        with suppress(PaywallError), meter.charge(key, "gpt-4", 1, user=ada):
            if point == "in the work":
                die()
    return meter


if __name__ == "__main__":
    main()

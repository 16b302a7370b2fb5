"""
A process of its own with a client and a shared cache. Run by a test: python cache_process.py ORIGIN VALKEY

Each line it is given is done, and answered with one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from monetize_software import BillingClient, Cache
from monetize_software.storage import RedisStore


def main(origin: str, valkey: str) -> None:
    cache = Cache(store=RedisStore(valkey), secret="sixteen letters or more", balances=3600)
    billing = BillingClient(paywall_id="3", api_origin=origin, api_key="sk_test_mock", cache=cache)
    ada = billing.for_user(email="ada@example.com")

    def read() -> list[Any]:
        began = time.monotonic()
        return [began, ada.get_balances()[0].count]

    def debit() -> list[Any]:
        left = ada.debit_tokens("t", 1).count
        return [time.monotonic(), left]

    acts = {"read": read, "debit": debit}
    for line in sys.stdin:
        what, times = line.split()
        print(json.dumps([acts[what]() for _ in range(int(times))]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

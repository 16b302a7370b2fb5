"""
Uses the installed client alone, without the mock server. A program of a fresh environment.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import sys
from typing import Any

import httpx

import monetize_software as sdk

ANSWER = {"purchases": [], "paid": False, "balances": [], "tier": 1, "meta": {"plan": "none"}}
GOOD: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock"}


def answer(_: httpx.Request) -> httpx.Response:
    """
    Answer as the service does for a user without anything.
    """
    return httpx.Response(200, content=json.dumps(ANSWER).encode(), headers={"content-type": "application/json"})


async def awaited() -> bool:
    """
    The same call with the async client.
    """
    async with sdk.AsyncBillingClient(**GOOD, transport=httpx.MockTransport(answer)) as client:
        return (await client.for_user(email="ada@example.com").get_user_detail()).paid


def main() -> None:
    """
    Check what the client promises where nothing else of the project is installed.
    """
    assert "site-packages" in str(sdk.__file__), sdk.__file__
    assert importlib.util.find_spec("yaml") is None or "--alone" not in sys.argv
    sdk.warm_up()
    client = sdk.BillingClient(**GOOD, transport=httpx.MockTransport(answer)).for_user(email="ada@example.com")
    assert (False, []) == (client.get_user_detail().paid, client.list_purchases())
    assert not asyncio.run(awaited())
    sdk.webhooks.verify(b"{}", sdk.webhooks.sign(b"{}", "whsec"), "whsec")
    for name in (*sdk.__all__, *(f"models.{name}" for name in sdk.models.__all__)):
        assert getattr(sdk.models if "." in name else sdk, name.rpartition(".")[2]) is not None
    print(f"monetize-software {sdk.__version__}")


if __name__ == "__main__":
    main()

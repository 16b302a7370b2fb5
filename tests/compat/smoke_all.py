"""
Uses everything that is installed: both clients against the mock server, in process and on a port, and the command line.

A program of a fresh environment. Its argument is a file with the README's Python.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import monetize_software as sdk
from monetize_software_mock import Mock

DOCUMENTED = "http://127.0.0.1:4242"
GOOD: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock"}
SCRIPTS = Path(sysconfig.get_path("scripts"))


def in_process() -> None:
    """
    A purchase with the blocking client, and a look at it with the other.
    """
    with Mock() as mock:
        client = sdk.BillingClient(**GOOD, transport=mock.transport()).for_user(email="ada@example.com")
        mock.pay(client.create_checkout("price_123").url)
        assert client.get_user().has_active_subscription

        async def awaited() -> bool:
            both = sdk.AsyncBillingClient(**GOOD, transport=mock.async_transport())
            return (await both.for_user(email="ada@example.com").get_user()).has_active_subscription

        assert asyncio.run(awaited())
        assert "sub_" in str(client.list_purchases()[0].id)


@contextmanager
def started(*command: str) -> Generator[str]:
    """
    The address of a mock server that a command starts.
    """
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = next((line for line in server.stdout if "http://127.0.0.1:" in line), "")
        try:
            yield re.findall(r"http://127\.0\.0\.1:\d+", line)[0]
        finally:
            server.terminate()
            server.stdout.read()


def over_a_port(readme: str) -> None:
    """
    The README's first call, and the command line, against the mock server started as a module.
    """
    with started(sys.executable, "-m", "monetize_software_mock", "--port", "0") as origin:
        subprocess.run([sys.executable, "-c", readme.replace(DOCUMENTED, origin)], check=True, stdout=subprocess.PIPE)
        told = {"PAYWALL_ID": "3", "PAYWALL_ORIGIN": origin, "MONETIZE_API_KEY": "sk_test_mock"}
        prices = run_monetize(["prices"], told)
        assert "price_123" in prices, prices
        url = run_monetize(["checkout", "9101", "--email", "bob@example.com"], told).strip()
        run_monetize(["mock", "pay", url], {"MONETIZE_MOCK": origin})
        assert "yes" in run_monetize(["user", "--email", "bob@example.com"], told).lower()


def run_monetize(arguments: list[str], told: dict[str, str]) -> str:
    """
    Run the installed command, and return what it printed.
    """
    command = [str(SCRIPTS / "monetize"), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **told}).stdout


def main() -> None:
    """
    Try all of it.
    """
    in_process()
    over_a_port(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("everything answered")


if __name__ == "__main__":
    main()

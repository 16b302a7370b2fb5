"""
One test body for both clients: an async client is driven so that it reads like the sync one.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import Any, cast

import trio

from monetize_software import AsyncAuthClient, AsyncAuthSession, AsyncBillingClient, AuthClient, BillingClient

CLIENTS = (AsyncBillingClient, AsyncAuthClient, AsyncAuthSession)


class TrioRunner:
    """
    Runs each coroutine under trio, in a loop of its own.
    """

    def run(self, coroutine: Any) -> Any:
        async def main() -> Any:
            return await coroutine

        return trio.run(main)


class Driven:
    """
    Stands for an async client and runs each of its calls to the end.
    """

    def __init__(self, client: Any, runner: Any) -> None:
        self._client = client
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        return self._wrap(attribute) if callable(attribute) else attribute

    def close(self) -> None:
        """
        Close as the sync client does.
        """
        self._runner.run(self._client.aclose())

    def __repr__(self) -> str:
        return repr(self._client)

    def _wrap(self, method: Any) -> Any:
        def call(*args: Any, **options: Any) -> Any:
            result = method(*args, **options)
            if inspect.iscoroutine(result):
                return self._runner.run(result)
            return Driven(result, self._runner) if isinstance(result, CLIENTS) else result

        return call


def driven(client: AsyncBillingClient, runner: asyncio.Runner) -> BillingClient:
    """
    Make an async client look like the sync one.
    """
    return cast(BillingClient, Driven(client, runner))


def driven_auth(client: AsyncAuthClient, runner: asyncio.Runner | TrioRunner) -> AuthClient:
    """
    Make an async auth client, and the sessions it binds, look like the sync ones.
    """
    return cast(AuthClient, Driven(client, runner))

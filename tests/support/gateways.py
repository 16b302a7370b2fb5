"""
One test body for both gateway clients: the body awaits, and the blocking client is dressed so that it can be awaited.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import anyio

from monetize_software import ApiGatewayClient, AsyncApiGatewayClient

KINDS = ("sync", "asyncio", "trio")
OPTIONS: dict[str, Any] = {"paywall_id": "3", "user_id": "u_1", "max_retries": 0, "timeout": 5}


class Each:
    """
    A blocking iteration that is awaited.
    """

    def __init__(self, items: Iterator[Any]) -> None:
        self._items = items

    def __aiter__(self) -> AsyncIterator[Any]:
        return self

    async def __anext__(self) -> Any:
        for item in self._items:
            return item
        raise StopAsyncIteration


class AwaitedResponse:
    """
    A blocking answer that is awaited.
    """

    def __init__(self, response: Any) -> None:
        self._response = response

    def __getattr__(self, name: str) -> Any:
        return getattr(self._response, name)

    async def read(self, **options: Any) -> bytes:
        """
        Read as the async answer does.
        """
        body: bytes = self._response.read(**options)
        return body

    async def aclose(self) -> None:
        """
        Close as the async answer does.
        """
        self._response.close()

    def iter_bytes(self, *args: Any) -> Each:
        """
        Iterate as the async answer does, here and below.
        """
        return Each(self._response.iter_bytes(*args))

    def iter_raw(self) -> Each:
        return Each(self._response.iter_raw())

    def iter_lines(self, **options: Any) -> Each:
        return Each(self._response.iter_lines(**options))

    def events(self, **options: Any) -> Each:
        return Each(self._response.events(**options))


class AwaitedGateway:
    """
    A blocking client that is awaited.
    """

    def __init__(self, client: ApiGatewayClient) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def call(self, *args: Any, **options: Any) -> AwaitedResponse:
        """
        Call as the async client does.
        """
        return AwaitedResponse(self._client.call(*args, **options))

    @asynccontextmanager
    async def stream(self, *args: Any, **options: Any) -> AsyncGenerator[AwaitedResponse]:
        """
        Stream as the async client does.
        """
        with self._client.stream(*args, **options) as response:
            yield AwaitedResponse(response)

    def with_bearer(self, bearer: Any) -> AwaitedGateway:
        """
        Copy as the async client does.
        """
        return AwaitedGateway(self._client.with_bearer(bearer))

    async def aclose(self) -> None:
        """
        Close as the async client does.
        """
        self._client.close()


def gateway_of(kind: str, origin: str, **options: Any) -> Any:
    """
    Build a client of a kind that bodies can await.
    """
    settings: dict[str, Any] = {**OPTIONS, "api_origin": origin, **options}
    return AwaitedGateway(ApiGatewayClient(**settings)) if kind == "sync" else AsyncApiGatewayClient(**settings)


def play(kind: str, origin: str, body: Callable[[Any], Awaitable[Any]], **options: Any) -> Any:
    """
    Build a client of a kind, run a body with it to its end, and close it.
    """

    async def whole() -> Any:
        gateway = gateway_of(kind, origin, **options)
        try:
            return await body(gateway)
        finally:
            await gateway.aclose()

    return anyio.run(whole, backend="trio" if kind == "trio" else "asyncio")


def at_rest(gateway: Any) -> bool:
    """
    Whether no connection counts as busy and nobody waits.
    """
    pools = gateway._wire._pools.values() if hasattr(gateway._wire, "_pools") else [gateway._wire._pool]
    return all((pool.busy, pool.waiting) == (0, 0) for pool in pools)


def idle(gateway: Any) -> int:
    """
    How many connections are kept for later calls.
    """
    pools = gateway._wire._pools.values() if hasattr(gateway._wire, "_pools") else [gateway._wire._pool]
    return sum(pool.idle for pool in pools)

"""
The gateway: what may be handed to it, what it answers, what it refuses. Never run.
"""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportUnusedCoroutine=false
# mypy: warn-unused-ignores

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

import httpx

from monetize_software import ApiGatewayClient, AsyncApiGatewayClient, QuotaExceededError, StreamTimeout
from monetize_software.async_gateway import AsyncGatewayResponse
from monetize_software.gateway import GatewayResponse, ServerSentEvent
from monetize_software.hooks import ChargeInfo


class Session:
    def token(self, rejected: str | None = None) -> str:
        return rejected or "t"


class AsyncSession:
    async def token(self, rejected: str | None = None) -> str:
        return rejected or "t"


def charged(info: ChargeInfo) -> None: ...


async def exhausted(error: QuotaExceededError) -> None: ...


def pieces() -> Iterator[bytes]:
    yield b""


async def awaited() -> AsyncIterator[bytes]:
    yield b""


def blocking() -> None:
    gateway = ApiGatewayClient(
        paywall_id=3,
        api_origin="https://pay.example.com",
        bearer=Session(),
        timeout=StreamTimeout(first_byte=300),
        transport=httpx.HTTPTransport(),
        on_charged=charged,
    )
    assert_type(gateway.with_bearer("t"), ApiGatewayClient)
    assert_type(gateway.with_bearer(lambda: "t"), ApiGatewayClient)
    assert_type(gateway.for_user(5), ApiGatewayClient)
    assert_type(gateway.call("p", json={}), GatewayResponse)
    assert_type(gateway.call("p", body=pieces()).content, bytes)
    gateway.call("p", body=awaited())  # type: ignore[arg-type]
    ApiGatewayClient(paywall_id=3, api_origin="x", api_key="k")  # type: ignore[call-arg]
    with gateway.stream("p", body=b"x") as response:
        assert_type(response, GatewayResponse)
        assert_type(response.status, int)
        assert_type(response.query_type, str | None)
        assert_type(list(response.events()), list[ServerSentEvent])
        assert_type(list(response.iter_lines()), list[str])
        assert_type(list(response.iter_raw()), list[bytes])
    httpx.Client(transport=gateway.transport("p"))


async def awaiting() -> None:
    gateway = AsyncApiGatewayClient(
        paywall_id="3", api_origin="https://pay.example.com", bearer=AsyncSession(), on_exhausted=exhausted
    )
    assert_type(await gateway.call("p", body=awaited()), AsyncGatewayResponse)
    assert_type(await gateway.call("p", body=pieces()), AsyncGatewayResponse)
    async with gateway.stream("p") as response:
        assert_type(response, AsyncGatewayResponse)
        assert_type(await response.read(), bytes)
        assert_type([event async for event in response.events()], list[ServerSentEvent])
    httpx.AsyncClient(transport=gateway.transport("p"))

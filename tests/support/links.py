"""
A mock and a client of it: over a socket or in process, blocking or async, asked in the same words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from monetize_software_mock import Mock

from .sample_requests import GOOD, Ask, connect_http

PATIENT = httpx.Timeout(10)
QUICK = httpx.Timeout(10, read=0.3)


@dataclass(frozen=True)
class Link:
    """
    A mock, and a client of it.
    """

    mock: Mock
    client: Any
    runner: asyncio.Runner | None = None

    def ask(self, ask: Ask = GOOD["adjustBalance"], timeout: httpx.Timeout = PATIENT) -> httpx.Response:
        """
        Make a request.
        """
        request = self.client.request(ask.method, ask.path, headers=dict(ask.headers), json=ask.json, timeout=timeout)
        response: httpx.Response = request if self.runner is None else self.runner.run(request)
        return response

    def read(
        self, ask: Ask, into: list[bytes], timeout: httpx.Timeout = PATIENT, most: int | None = None
    ) -> httpx.Response:
        """
        Read an answer piece by piece, and leave after some of them if told so.
        """
        options = {"headers": dict(ask.headers), "json": ask.json, "timeout": timeout}
        opened = self.client.stream(ask.method, ask.path, **options)
        if self.runner is None:
            return _read(opened, into, most)
        return self.runner.run(_aread(opened, into, most))

    @property
    def balance(self) -> int:
        """
        What the subscriber has, asked without any fault's help.
        """
        found = GOOD["getBalances"].of(connect_http(self.mock)).json()["balances"]
        return next(int(each["count"]) for each in found if each["type"] == "gpt-4")


def _read(opened: Any, into: list[bytes], most: int | None) -> httpx.Response:
    with opened as response:
        for chunk in response.iter_raw():
            into.append(chunk)
            if len(into) == most:
                break
    found: httpx.Response = response
    return found


async def _aread(opened: Any, into: list[bytes], most: int | None) -> httpx.Response:
    async with opened as response:
        async for chunk in response.aiter_raw():
            into.append(chunk)
            if len(into) == most:
                break
    found: httpx.Response = response
    return found


@contextmanager
def linked(mock: Mock, runner: asyncio.Runner, *, base_url: str | None, kind: str) -> Generator[Link]:
    """
    Talk to a mock.

    Args:
        base_url: Where it listens; None to talk to it in process.
        kind: `sync` or `async`.
    """
    address = base_url or "http://mock.test"
    if kind == "sync":
        transport = None if base_url else mock.transport()
        with httpx.Client(base_url=address, transport=transport) as client:
            yield Link(mock, client)
        return
    atransport = None if base_url else mock.async_transport()
    aclient = httpx.AsyncClient(base_url=address, transport=atransport)
    yield Link(mock, aclient, runner)
    runner.run(aclient.aclose())

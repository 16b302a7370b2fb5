"""
Measures calls: CPU against a stub, wall time against a server on this machine. Starts no server.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx

from monetize_software import AsyncBillingClient, BillingClient

from .effort import Effort
from .measuring import Batch, Clock, Results, awaiting, blocking, interleave, ratio, say
from .sides import AsyncOurs, AsyncRaw, Ours, Raw, options
from .stubs import AsyncStub, Stub

_STUBBED = "https://pay.example.com"
Group = dict[str, dict[str, Batch]]
"""Contenders by the name of the call."""


def cpu(effort: Effort) -> Results:
    """
    Measure the processor time of a call without a network.
    """
    stub, async_stub = Stub(), AsyncStub()
    results: Results = {}
    with httpx.Client(transport=stub) as client, httpx.Client(transport=stub) as raw:
        ours = {
            "default": Ours(BillingClient(**options(_STUBBED, transport=stub))),
            "http_client": Ours(BillingClient(**options(_STUBBED, http_client=client))),
        }
        results |= _measure("cpu sync", _blocking(ours, Raw(raw, _STUBBED), time.process_time), effort)
    with (
        asyncio.Runner() as runner,
        _async_client(runner, async_stub) as given,
        _async_client(runner, async_stub) as plain,
    ):
        theirs = {
            "default": AsyncOurs(AsyncBillingClient(**options(_STUBBED, transport=async_stub))),
            "http_client": AsyncOurs(AsyncBillingClient(**options(_STUBBED, http_client=given))),
        }
        group = _awaiting(theirs, AsyncRaw(plain, _STUBBED), time.process_time, runner)
        results |= _measure("cpu async", group, effort)
    return results


def trips(effort: Effort, origin: str) -> Results:
    """
    Measure the wall time of a round trip to a server.
    """
    results: Results = {}
    with httpx.Client(trust_env=False) as raw, BillingClient(**options(origin)) as client:
        group = _blocking({"": Ours(client)}, Raw(raw, origin), time.perf_counter)
        results |= _measure("trip sync", group, effort)
    with asyncio.Runner() as runner, _async_client(runner) as plain:
        awaited = AsyncBillingClient(**options(origin))
        group = _awaiting({"": AsyncOurs(awaited)}, AsyncRaw(plain, origin), time.perf_counter, runner)
        results |= _measure("trip async", group, effort)
        runner.run(awaited.aclose())
    return results


def _measure(name: str, group: Group, effort: Effort) -> Results:
    results: Results = {}
    for verb, batches in group.items():
        say(f"{name} {verb}")
        times = interleave(batches, effort.rounds, effort.calls)
        for way in batches.keys() - {"raw"}:
            results[f"{name} {verb} {way}".rstrip()] = ratio(times, way, "raw")
    return results


def _blocking(ours: dict[str, Ours], raw: Raw, clock: Clock) -> Group:
    return {
        "get": {"raw": blocking(raw.get, clock), **{way: blocking(one.get, clock) for way, one in ours.items()}},
        "post": {"raw": blocking(raw.post, clock), **{way: blocking(one.post, clock) for way, one in ours.items()}},
    }


def _awaiting(ours: dict[str, AsyncOurs], raw: AsyncRaw, clock: Clock, runner: asyncio.Runner) -> Group:
    gets = {"raw": raw.get, **{way: one.get for way, one in ours.items()}}
    posts = {"raw": raw.post, **{way: one.post for way, one in ours.items()}}
    return {
        "get": {way: awaiting(call, clock, runner) for way, call in gets.items()},
        "post": {way: awaiting(call, clock, runner) for way, call in posts.items()},
    }


@contextmanager
def _async_client(runner: asyncio.Runner, transport: AsyncStub | None = None) -> Generator[httpx.AsyncClient]:
    client = httpx.AsyncClient(transport=transport, trust_env=False)
    try:
        yield client
    finally:
        runner.run(client.aclose())

"""
Measures answers that are read as they come: processor time of each piece, and memory over a gigabyte.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx

from monetize_software import ApiGatewayClient, AsyncApiGatewayClient

from .effort import Effort
from .measuring import Clock, Result, Results, awaiting, blocking, interleave, ratio, say
from .processes import run, started

_SIZES = {"small": (3000, 200), "large": (400, 65536)}
"""Pieces of an answer, and bytes of a piece."""


def streams(effort: Effort) -> Results:
    """
    Measure streams against raw httpx, and what a long one leaves in memory.
    """
    with _stream_server() as origin:
        results: Results = {}
        for size, (count, each) in _SIZES.items():
            say(f"streams, {size}")
            pieces = count if effort.rounds > 1 else 10
            results |= _blocking(f"{origin}", f"{pieces}x{each}", size, effort)
            results |= _awaiting(f"{origin}", f"{pieces}x{each}", size, effort)
        say("streams, memory")
        call = f"from tests.bench.streams import long_stream; long_stream({origin!r}, {effort.stream_pieces})"
        return results | {"stream memory": Result([json.loads(run("-c", call))])}


def _per_piece(path: str) -> Clock:
    """
    Processor time, shared out among the pieces of one stream.
    """
    pieces = int(path.partition("x")[0])
    return lambda: time.process_time() / pieces


def _options(origin: str) -> dict[str, Any]:
    return {"paywall_id": "3", "user_id": "u_1", "api_origin": origin}


def _blocking(origin: str, path: str, size: str, effort: Effort) -> Results:
    with ApiGatewayClient(**_options(origin)) as gateway, httpx.Client(trust_env=False) as raw:

        def ours() -> None:
            with gateway.stream("p", path, method="GET") as answer:
                for _ in answer.iter_raw():
                    pass

        def theirs() -> None:
            with raw.stream("GET", f"{origin}/{path}") as answer:
                for _ in answer.iter_raw():
                    pass

        clock = _per_piece(path)
        batches = {"ours": blocking(ours, clock), "raw": blocking(theirs, clock)}
        return {f"stream sync {size}": ratio(interleave(batches, effort.rounds // 4 or 1, 1), "ours", "raw")}


def _awaiting(origin: str, path: str, size: str, effort: Effort) -> Results:
    with asyncio.Runner() as runner:
        gateway, raw = AsyncApiGatewayClient(**_options(origin)), httpx.AsyncClient(trust_env=False)

        async def ours() -> None:
            async with gateway.stream("p", path, method="GET") as answer:
                async for _ in answer.iter_raw():
                    pass

        async def theirs() -> None:
            async with raw.stream("GET", f"{origin}/{path}") as answer:
                async for _ in answer.aiter_raw():
                    pass

        clock = _per_piece(path)
        batches = {"ours": awaiting(ours, clock, runner), "raw": awaiting(theirs, clock, runner)}
        times = interleave(batches, effort.rounds // 4 or 1, 1)
        runner.run(gateway.aclose())
        runner.run(raw.aclose())
        return {f"stream async {size}": ratio(times, "ours", "raw")}


def long_stream(origin: str, pieces: int) -> None:
    """
    Print the MiB that a stream of so many pieces of 64 KiB leaves, after one of a hundred.
    """
    from .memory_probe import rss

    with ApiGatewayClient(**_options(origin)) as gateway:
        used = list[float]()
        for count in (100, pieces):
            with gateway.stream("p", f"{count}x65536", method="GET") as answer:
                for _ in answer.iter_bytes():
                    pass
            used.append(rss())
    print(used[1] - used[0])


@contextmanager
def _stream_server() -> Generator[str]:
    with started("-m", "tests.bench.stream_server") as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"

"""
Measures contenders in turns, so that whatever else the machine does meets all of them. Knows no contender.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles

Clock = Callable[[], float]
Batch = Callable[[int], float]
"""Performs so many calls and returns the seconds they took."""

Times = Mapping[str, list[float]]
"""Seconds per call, one of each round, by contender."""


@dataclass(frozen=True)
class Result:
    """
    What was measured for one row.

    Attributes:
        values: One of each round, in the row's unit.
        note: What helps to read them.
    """

    values: list[float]
    note: str = field(default="", kw_only=True)

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """
        From the 10th to the 90th percentile.
        """
        if len(self.values) < 2:
            return self.values[0], self.values[0]
        deciles = quantiles(self.values, n=10, method="inclusive")
        return deciles[0], deciles[-1]


Results = dict[str, Result]


def say(text: str) -> None:
    """
    Tell how far the run is. Not part of the table.
    """
    print(f"… {text}", file=sys.stderr, flush=True)


def blocking(call: Callable[[], object], clock: Clock) -> Batch:
    """
    Make a batch of a function.
    """

    def batch(calls: int) -> float:
        started = clock()
        for _ in range(calls):
            call()
        return clock() - started

    return batch


def awaiting(call: Callable[[], Awaitable[object]], clock: Clock, runner: asyncio.Runner) -> Batch:
    """
    Make a batch of an async function. The event loop's own start and stop are not counted.
    """

    async def timed(calls: int) -> float:
        started = clock()
        for _ in range(calls):
            await call()
        return clock() - started

    return lambda calls: runner.run(timed(calls))


def interleave(batches: Mapping[str, Batch], rounds: int, calls: int) -> Times:
    """
    Measure all contenders in each round, every round beginning with another one. An unmeasured round before
    them warms up.
    """
    names = list(batches)
    times: dict[str, list[float]] = {name: [] for name in names}
    for batch in batches.values() if rounds > 1 else ():
        batch(calls)
    for turn in range(rounds):
        first = turn % len(names)
        for name in names[first:] + names[:first]:
            gc.collect()
            times[name].append(batches[name](calls) / calls)
    return times


def ratio(times: Times, ours: str, raw: str) -> Result:
    """
    Divide round by round.
    """
    values = [one / other for one, other in zip(times[ours], times[raw], strict=True)]
    return Result(values, note=f"{_micro(times[ours])} ÷ {_micro(times[raw])}")


def over(times: Times, ours: str, bare: str) -> Result:
    """
    Subtract round by round, in milliseconds.
    """
    values = [1000 * (one - other) for one, other in zip(times[ours], times[bare], strict=True)]
    return Result(values, note=f"{1000 * median(times[ours]):.0f} ms with the interpreter's own start")


def _micro(seconds: list[float]) -> str:
    micro = 1e6 * median(seconds)
    return f"{micro:.1f} µs" if micro < 100 else f"{micro:,.0f} µs"

"""
Asks fresh processes how much memory and how many sockets calls leave behind. Starts no server.
"""

from __future__ import annotations

from statistics import median

from .effort import Effort
from .measuring import Result, Results, say
from .processes import AS_INSTALLED, run

Report = tuple[float, float, float]


def memory(effort: Effort, origin: str) -> Results:
    """
    Measure the SDK beside raw httpx.
    """
    say("memory and sockets")
    rounds = range(max(1, effort.processes // 3))
    bare = float(run("-c", "from tests.bench.memory_probe import rss; print(rss())"))
    ours = [_probe("ours", origin, effort.growth_calls) for _ in rounds]
    raw = [_probe("raw", origin, effort.growth_calls) for _ in rounds]
    awaited = [_probe("async", origin, effort.growth_calls) for _ in rounds[:2]]
    raw_growth = median(growth for _, growth, _ in raw)
    return {
        "rss": Result([first for first, _, _ in ours], note=f"bare interpreter {bare:.1f} MiB"),
        "rss raw": Result([first for first, _, _ in raw]),
        "growth": Result([growth for _, growth, _ in ours], note=f"raw httpx {raw_growth:.2f} MiB"),
        "sockets": Result([sockets for _, _, sockets in ours]),
        "sockets async": Result([sockets for _, _, sockets in awaited]),
    }


def _probe(side: str, origin: str, calls: int) -> Report:
    script = f"{AS_INSTALLED}from tests.bench.memory_probe import probe; probe({side!r}, {origin!r}, {calls})"
    first, growth, sockets = run("-c", script).split()
    return float(first), float(growth), float(sockets)

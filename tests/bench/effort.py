"""
How long a run may take. Measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """
    Attributes:
        rounds: Rounds of what is measured in process.
        calls: Calls of each contender in a round.
        processes: Rounds of what needs a fresh process.
        load_s: Seconds of load on the mock server in a round.
        loads: Rounds of load.
        growth_calls: Calls after which memory is looked at again.
        people: Subscriptions of the large world.
        rows: Rows of the world that is forked and previewed.
        pending: Two numbers of waiting deliveries, to compare what each of them takes.
        stream_pieces: Pieces of 64 KiB of the long stream.
        listed: Customers of two worlds whose pages are measured.
    """

    rounds: int
    calls: int
    processes: int
    load_s: float
    loads: int
    growth_calls: int
    people: int
    rows: int
    pending: tuple[int, int]
    stream_pieces: int
    listed: tuple[int, int]


FULL = Effort(
    rounds=60,
    calls=40,
    processes=21,
    load_s=0.8,
    loads=5,
    growth_calls=1000,
    people=10_000,
    rows=20_000,
    pending=(100, 800),
    stream_pieces=16_384,
    listed=(10_000, 40_000),
)
QUICK = Effort(
    rounds=20,
    calls=25,
    processes=7,
    load_s=0.4,
    loads=3,
    growth_calls=1000,
    people=1000,
    rows=20_000,
    pending=(100, 400),
    stream_pieces=4096,
    listed=(4000, 12_000),
)
SMOKE = Effort(
    rounds=1,
    calls=1,
    processes=1,
    load_s=0.05,
    loads=1,
    growth_calls=2,
    people=5,
    rows=50,
    pending=(1, 2),
    stream_pieces=2,
    listed=(50, 100),
)

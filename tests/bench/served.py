"""
Measures receivers over a real server: uvicorn in one process, the load in another, fifty connections between them.

    python -m tests.bench.served [SECONDS]

prints these rows alone. What one process costs is told in its own processor time, because the load shares the machine.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import postgres_running

from .effort import FULL, Effort
from .measuring import Result, Results, say
from .processes import run, started

_STORES = ("memory", "sqlite", "postgresql")
_RATE = 1000


def served(effort: Effort) -> Results:
    """
    Measure as fast as it is answered, and at a thousand a second; both in rounds, each place once in a round.
    """
    say("receivers behind uvicorn")
    rounds: dict[str, list[dict[str, float]]] = {name: [] for name in ("bare", *_STORES)}
    paced: dict[str, list[dict[str, float]]] = {name: [] for name in _STORES}
    seconds = effort.load_s
    with _serving() as port:
        for name in rounds:
            _load(port, name, seconds / 2)  # to warm up
        for _ in range(effort.loads):
            for name, found in rounds.items():
                found.append(_load(port, name, seconds))
            for name, found in paced.items():
                found.append(_load(port, name, seconds, _RATE))
    results: Results = {}
    for name in _STORES:
        results |= _rows(name, rounds[name], rounds["bare"], paced[name])
    return results


def _rows(
    name: str, rounds: list[dict[str, float]], bare: list[dict[str, float]], paced: list[dict[str, float]]
) -> Results:
    cpu = [1e6 * (mine["cpu"] - other["cpu"]) for mine, other in zip(rounds, bare, strict=True)]
    ratios = [other["rate"] / mine["rate"] for mine, other in zip(rounds, bare, strict=True)]
    return {
        f"served {name}": Result([each["rate"] for each in rounds]),
        f"served {name} p99": Result([each["p99"] for each in rounds]),
        f"served {name} ratio": Result(ratios),
        f"served {name} cpu": Result(cpu),
        f"served {name} paced": Result([each["p99"] for each in paced], note=f"{paced[0]['rate']:,.0f}/s answered"),
    }


@contextmanager
def _serving() -> Generator[int]:
    with tempfile.TemporaryDirectory() as folder, postgres_running(durable=True) as database:
        urls = (f"sqlite:///{Path(folder) / 'bench.db'}", database.url("postgres"))
        with started("-m", "tests.bench.served_application", *urls) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            _cpu(port)
            yield port


def _load(port: int, name: str, seconds: float, rate: int = 0) -> dict[str, float]:
    """
    What a load came to; with the processor time that the server used for each delivery, in seconds.
    """
    before = _cpu(port)
    found: dict[str, float] = json.loads(
        run("-m", "tests.bench.served_load", str(port), f"/{name}", str(seconds), *([str(rate)] if rate else []))
    )
    return {**found, "cpu": (_cpu(port) - before) / found["number"]}


def _cpu(port: int) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/cpu") as answer:
        return float(answer.read())


if __name__ == "__main__":
    from dataclasses import replace

    from .report import table

    length = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    began = time.monotonic()
    print(table(served(replace(FULL, loads=3, load_s=length))))
    say(f"done in {time.monotonic() - began:.0f} s")

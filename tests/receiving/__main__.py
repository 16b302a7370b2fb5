"""
The command behind `make worst-year`: whole years on every store, with one seed after another. Decides nothing itself.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.receiving.worst_year import Told, memory_year, sql_year, valkey_year
from tests.support.servers import Postgres, postgres_running, valkey_running

Live = Callable[[Path, int], Told]


def main() -> None:
    """
    Live years until the time is up; what fails names its seed.

    A seed gives the same lives and the same steps to be killed at. Where a process is killed from outside, the moment
    is the machine's.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.receiving", description="Live the worst years of a shop.")
    parser.add_argument("--seed", type=int, help="the first seed (default: any)")
    parser.add_argument("--minutes", type=float, default=0, help="go on with further seeds for so long")
    options = parser.parse_args()
    seed = random.randrange(1_000_000_000) if options.seed is None else options.seed
    end = time.monotonic() + options.minutes * 60
    print(f"The first seed is {seed}; it goes on for {options.minutes:g} minutes.", flush=True)
    with suppress(KeyboardInterrupt):
        while True:
            for name, told in _years(seed):
                print(seed, name, _figures(told), flush=True)
            seed += 1
            if time.monotonic() >= end:
                return


def _years(seed: int) -> Iterator[tuple[str, Told]]:
    for mode in ("inline", "queued"):
        yield from _year(f"sqlite, {mode}", seed, partial(_on_sqlite, mode))
        with postgres_running() as server:
            yield from _year(f"postgresql, {mode}", seed, partial(_on_postgresql, server, mode))
    with valkey_running() as valkey:
        yield from _year("valkey", seed, lambda folder, seed: valkey_year(valkey.url, folder, seed, **_WHOLE))
    yield from _year("memory", seed, lambda _, seed: memory_year(seed, **_WHOLE))


def _year(name: str, seed: int, live: Live) -> Iterator[tuple[str, Told]]:
    with TemporaryDirectory() as folder:
        try:
            yield name, live(Path(folder), seed)
        except Exception:
            print(f"A finding: make worst-year SEED={seed} MINUTES=0, at {name}", flush=True)
            raise


def _on_sqlite(mode: str, folder: Path, seed: int) -> Told:
    return sql_year(f"sqlite:///{folder / 'shop.db'}", folder, seed, mode=mode, **_WHOLE)


def _on_postgresql(server: Postgres, mode: str, folder: Path, seed: int) -> Told:
    return sql_year(server.url(server.new_database()), folder, seed, mode=mode, **_WHOLE)


def _figures(told: Told) -> str:
    figures: dict[str, Any] = told._asdict()
    figures["kills"] = sum(told.kills.values())
    return ", ".join(f"{number} {name}" for name, number in figures.items())


_WHOLE = {"customers": 100, "months": 12}


if __name__ == "__main__":
    main()

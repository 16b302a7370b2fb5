"""
The commands behind `make contract` and `make contract-long`. Never holds a rule of the API.
"""

from __future__ import annotations

import argparse
import logging
import random
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

from . import statuses
from .observed import Observed
from .page import page
from .running import REPORTS, run
from .verdict import complaints, gaps

SEED = 20300101


def main() -> int:
    """
    Run once with one seed, or again and again with further seeds until the time is up.

    Every seed is a whole run that can be repeated alone, so what a long run finds takes no longer to see again.
    """
    options = _parser().parse_args()
    logging.disable(logging.WARNING)  # a fuzzed server has much to warn of
    observed = Observed()
    wrong: list[str] = []
    with suppress(KeyboardInterrupt):  # whoever stops a long run sees what it saw so far
        for seed in _seeds(options.seed, options.minutes):
            wrong = _one(seed, observed)
            if wrong:
                break
    return _conclude(observed, wrong or gaps(observed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.contract", description="Fuzz the mock server.")
    parser.add_argument("--seed", type=int, help=f"the first seed (default: {SEED}, or any with --minutes)")
    parser.add_argument("--minutes", type=float, help="go on with further seeds for so long")
    return parser


def _seeds(first: int | None, minutes: float | None) -> Iterator[int]:
    if minutes is None:
        yield SEED if first is None else first
        return
    seed = random.randrange(1_000_000_000) if first is None else first
    end = time.monotonic() + minutes * 60
    print(f"The first seed is {seed}; it goes on for {minutes:g} minutes.", flush=True)
    while time.monotonic() < end:
        yield seed
        seed += 1


def _one(seed: int, observed: Observed) -> list[str]:
    started = time.monotonic()
    print(f"Seed {seed}", flush=True)
    done = run("--seed", str(seed), echo=lambda line: print(line, end="", flush=True))
    observed.add(done.observed)
    wrong = complaints(done)
    if wrong:
        print(done.output, f"See it again with: make contract SEED={seed}", sep="\n")
    answers = sum(done.observed.seen.values())
    print(f"Seed {seed}: {answers:,} answers in {time.monotonic() - started:.0f} s", flush=True)
    return wrong


def _conclude(observed: Observed, wrong: list[str]) -> int:
    (REPORTS / "statuses.json").write_text(statuses.as_json(observed.seen), encoding="utf-8")
    (REPORTS / "statuses.html").write_text(page(observed), encoding="utf-8")
    print("", statuses.table(observed.seen), "", *(wrong or ["Nothing is wrong."]), sep="\n")
    print("Reports: build/contract/statuses.html, build/contract/html/index.html, build/contract/junit.xml")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

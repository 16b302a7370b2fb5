"""
The command line of the benchmark: what runs, in which order. Measures nothing itself.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Sequence
from pathlib import Path

from .access import access
from .caching import caching
from .calls import cpu, trips
from .deliveries import deliveries
from .effort import FULL, QUICK, SMOKE, Effort
from .large import large
from .measuring import Results, say
from .memory import memory
from .mocks import mocks
from .pages import pages
from .processes import plain_server
from .receiving import receiving
from .report import table, write_json
from .served import served
from .starts import starts
from .streams import streams
from .tokens import tokens


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Measure everything and print the table.

    Returns:
        The exit code: 0, also when a limit is not kept, because times depend on the machine.
    """
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    results = measure(options.effort or FULL)
    say(f"done in {time.monotonic() - began:.0f} s")
    print(table(results))
    if options.json is not None:
        write_json(results, options.json)
    return 0


def measure(effort: Effort) -> Results:
    """
    Run every measurement.
    """
    gc.freeze()
    try:
        results = cpu(effort) | deliveries(effort) | access(effort) | caching(effort) | tokens(effort)
        results |= receiving(effort) | served(effort)
        with plain_server() as port:
            origin = f"http://127.0.0.1:{port}"
            results |= trips(effort, origin) | starts(effort, origin) | memory(effort, origin)
        return results | streams(effort) | mocks(effort) | large(effort) | pages(effort)
    finally:
        gc.unfreeze()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description="Prints the numbers the project is held to.")
    lengths = parser.add_mutually_exclusive_group()
    lengths.add_argument("--quick", dest="effort", action="store_const", const=QUICK, help="half a minute")
    lengths.add_argument("--smoke", dest="effort", action="store_const", const=SMOKE, help="one round; says nothing")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the numbers there as well")
    return parser

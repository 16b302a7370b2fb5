"""
Measures the console's pages, and says what each would take over a hundred thousand customers and deliveries.
"""

from __future__ import annotations

import json

from .effort import Effort
from .measuring import Result, Results, say
from .processes import run

_TARGET = 100_000


def pages(effort: Effort) -> Results:
    """
    Measure each page over two worlds; what it takes grows in a line with the world.
    """
    small, large = effort.listed
    say(f"mock: pages over {small} and {large} customers")
    at_small, at_large = _told(small), _told(large)
    note = f"from {small:,} and {large:,}"
    return {
        f"page {name}": Result([_further(small, at_small[name], large, seconds)], note=note)
        for name, seconds in at_large.items()
    }


def _told(customers: int) -> dict[str, float]:
    found: dict[str, float] = json.loads(run("-c", f"from tests.bench.pages_probe import probe; probe({customers})"))
    return found


def _further(small: int, at_small: float, large: int, at_large: float) -> float:
    growth = max(0.0, at_large - at_small) / (large - small)
    return 1000 * (at_large + growth * (_TARGET - large))

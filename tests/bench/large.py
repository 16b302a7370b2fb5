"""
Measures one large world of the mock server, and says what ten thousand subscriptions would cost. Opens no socket.
"""

from __future__ import annotations

import json

from .effort import Effort
from .measuring import Result, Results, say
from .processes import run

_TARGET = 10_000


def large(effort: Effort) -> Results:
    """
    Measure a year of many subscriptions, and what is done with so many rows.
    """
    say(f"mock: {effort.people} subscriptions for a year")
    call = f"probe({effort.people}, {effort.rows}, {effort.pending})"
    told: dict[str, float] = json.loads(run("-c", f"from tests.bench.large_probe import probe; {call}"))
    larger = _TARGET / effort.people
    note = f"measured with {effort.people:,}"
    return {
        "large fork": Result([1000 * told["fork"]]),
        "large preview": Result([1000 * told["preview"]]),
        "large year": Result([told["advance"] * larger], note=note),
        "large memory": Result([told["memory"] * larger], note=note),
        "large diff": Result([1000 * told["diff"] * larger], note=note),
        "large expect": Result([1000 * told["expect"]]),
        "large settle": Result([told["settle"]]),
    }

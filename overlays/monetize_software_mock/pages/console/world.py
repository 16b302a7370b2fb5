"""
Collects what the world holds: snapshots and what changed since, what was planted, and what is assumed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from monetize_software_mock.engine.comparison import differences
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.specification import Spec
from monetize_software_mock.world.summary import inventory

from .. import views
from ..page import Page

_MOST_DIFFERENCES = 100
_MOST_PEOPLE = 100


def page(engine: Engine, spec: Spec, query: Mapping[str, str]) -> Page:
    """
    Return the world, and what differs from a snapshot when one is named.
    """
    switches = engine.world.switches
    assumed = [
        {"id": each.id, "choice": each.choice, "where": views.place_in(spec, each.places[0])} for each in spec.sources
    ]
    operations = [
        {"id": each.id, "method": each.method, "path": each.path, "assumed": list(spec.assumed(each))}
        for each in spec.operations.values()
    ]
    compared = query.get("compare", "")
    view: dict[str, Any] = {
        **inventory(dataclasses.replace(engine.world, people=engine.world.people[:_MOST_PEOPLE])),
        "seed": engine.seed,
        "switches": {name: getattr(switches, name) for name in type(switches).__dataclass_fields__},
        "snapshots": engine.snapshots.names,
        "operations": operations,
        "sources": assumed,
        "holds": engine.look(_holds),
        "compared": compared if compared in engine.snapshots.names else None,
    }
    return Page("worlds.html", view | {"differences": _differences(engine, view["compared"])})


def _holds(moment: Moment) -> dict[str, int]:
    tx = moment.tx
    return {
        "customers": tx.users.count(),
        "purchases": tx.purchases.count(),
        "events": tx.events.count(),
        "deliveries": tx.deliveries.count(),
    }


def _differences(engine: Engine, name: str | None) -> list[str]:
    if name is None:
        return []
    before = engine.fork(frozen=True)
    try:
        before.restore(engine.snapshots.get(name))
        found = [str(each) for each in differences(before, engine)]
    finally:
        before.close()
    more = len(found) - _MOST_DIFFERENCES
    return found[:_MOST_DIFFERENCES] + ([f"and {more} more"] if more > 0 else [])

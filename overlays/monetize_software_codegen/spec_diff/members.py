"""
The rules for what may be present or absent: fields, parameters, headers, bodies. Never looks inside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .comparison import Comparison
from .effect import Effect, Finding


def added(at: Comparison, *, required: bool, closed: bool = False) -> Finding:
    """
    Something new may be, or has to be, there.

    Args:
        closed: The old document refused whatever it did not name.
    """
    effect = at.direction.narrowed if required else Effect.ADDITIVE
    if closed:
        effect |= at.direction.widened
    return at.finding("is new and required" if required else "is new and optional", effect)


def removed(at: Comparison, *, closed: bool = False) -> Finding:
    """
    Something is gone: who sent it sends it for nothing, who read it misses it.

    Args:
        closed: The new document refuses whatever it does not name.
    """
    effect = Effect.CALLERS | (at.direction.narrowed if closed else Effect.COSMETIC)
    return at.finding("is gone", effect)


def requirement(at: Comparison, old: bool, new: bool) -> Iterator[Finding]:
    """
    Something optional became required, or the other way round.
    """
    if old != new:
        effect = at.direction.narrowed if new else at.direction.widened
        yield at.finding("is required now" if new else "is optional now", effect)


def deprecation(at: Comparison, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Finding]:
    """
    Something was announced to go, or is not to go after all.
    """
    if bool(old.get("deprecated")) != bool(new.get("deprecated")):
        what = "is deprecated now" if new.get("deprecated") else "is not deprecated any more"
        yield at.finding(what, Effect.ADDITIVE)
